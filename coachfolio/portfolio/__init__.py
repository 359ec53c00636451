"""A whole portfolio: where its bytes come from, how they are read, and what they are together."""
