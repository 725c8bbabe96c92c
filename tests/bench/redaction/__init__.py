"""
How much of what must be hidden is hidden, how much else, how quickly, and what others do on the same text.

Run by hand: `.venv/bin/python -m tests.bench.redaction`; see `--help`. The sample corpora of others are
read from the folder that `KB_SAMPLES` names and left out where it is not set.
"""
