"""A look at a cohort, set for people and for programs."""
