"""Resolved incidents and lessons learned in, a knowledge base that proves what it knows out."""

__version__ = "0.1.0"
