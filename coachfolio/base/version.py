"""The version of this coachfolio."""

__version__ = "0.1.0"
"""The version of this coachfolio, such as 0.1.0."""
