"""Bringing in what is there already: a plan of what would be written, which is shown, changed and carried out."""
