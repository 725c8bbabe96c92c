"""One audience's pages in, what programs read of them out: feeds, lists, plain Markdown, and each page's head."""
