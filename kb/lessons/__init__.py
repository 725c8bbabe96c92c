"""Markdown files under `lessons/` in, lessons out."""
