"""The counter: the built site and search over HTTP."""
