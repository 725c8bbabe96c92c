"""Redacted incidents in, JSON Lines by month below `archive/incidents/`, and the same incidents out."""
