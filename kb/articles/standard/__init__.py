"""The content standard: the rules that articles and guides are held against, and how good each one is."""
