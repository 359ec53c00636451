"""The version of this coachfolio."""

__version__ = "0.1.0"
