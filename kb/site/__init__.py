"""Articles, lessons, guides and bundles in, portable Markdown pages and plain assets out."""
