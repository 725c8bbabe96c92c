"""A received pack in, what was checked, what is wrong and what is not proven out; the same files go into each pack."""
