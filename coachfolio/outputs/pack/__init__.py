"""Packs: what is handed in, or shown to quality assurance, as one ZIP that a receiver can verify."""
