"""Articles in and out of `content/`, their lifecycle and their checks."""
