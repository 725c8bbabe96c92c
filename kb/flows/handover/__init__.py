"""What is known in, whether hypercare may end and the pack that says so out, and the pack verified."""
