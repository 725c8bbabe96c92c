"""Lessons in and out of `lessons/`."""
