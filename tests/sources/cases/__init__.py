"""One module a product; each lists its `CASES` for the contract, and the contract finds them here."""
