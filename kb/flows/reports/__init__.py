"""The ledger, the articles and the readers of some days in, reports out; and sent where somebody asks for it."""
