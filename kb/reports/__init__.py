"""Tables of what the ledger, the articles and the readers say in, figures with the rows behind them out."""
