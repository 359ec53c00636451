"""Many portfolios: what each comes to, worked out once and kept, and what they come to together."""
