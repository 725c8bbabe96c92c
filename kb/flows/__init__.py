"""Where rooms meet: one use case a file; values in, a report out; no Click, no print."""
