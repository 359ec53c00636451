"""Files of other programs, and what is to be read of each."""
