"""An export file in, normalised incidents out."""
