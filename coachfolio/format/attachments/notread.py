"""Why something was not read."""

from __future__ import annotations

from coachfolio.base.errors import CoachfolioError

__all__ = ["NotRead"]


class NotRead(CoachfolioError):
    """Why an attachment could not be looked into, as the second half of a sentence."""
