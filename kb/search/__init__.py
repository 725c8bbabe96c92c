"""Documents and a query in, hits out; the same answers from Whoosh and from plain files."""
