"""Markdown files under `content/` in, articles and guides out; only named front-matter fields are ever changed."""
