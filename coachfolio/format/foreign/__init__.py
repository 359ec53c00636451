"""Readers of other programs' files: bytes in, tables and text out. Nothing here knows of portfolios."""
