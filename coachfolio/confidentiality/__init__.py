"""Nothing about a client leaks: the private key, and whatever in a portfolio may name or describe somebody."""
