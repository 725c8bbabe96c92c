"""How good search is and how quick, beside others on the same documents; each module runs by hand."""
