"""Packs as they are handed in: one ZIP that lists the fingerprint of everything in it (BagIt 1.0, RFC 8493)."""
