"""Redacted searches without an answer and votes in; gaps, and what readers said of each article, out."""
