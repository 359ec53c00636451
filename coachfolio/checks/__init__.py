"""The rules, and the call that holds a portfolio against them."""
