"""Redacted searches without an answer in, gaps out: what readers looked for and did not find."""
