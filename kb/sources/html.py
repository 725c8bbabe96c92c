"""HTML of an export in, Markdown out."""

from kb.io.html import bare, is_html, to_markdown

__all__ = ["bare", "is_html", "to_markdown"]
