"""Redacted incidents in, groups and drafts with receipts out."""
