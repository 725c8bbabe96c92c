"""An incident or a text in, the same without people and secrets out."""
