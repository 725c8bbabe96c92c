"""Redacted logs in, bundles below `archive/bundles/` under a Git tag out, and proof that they are unchanged."""
