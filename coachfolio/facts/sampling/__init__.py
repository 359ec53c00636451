"""Internal quality assurance: which decisions are looked at, and what came of it."""
