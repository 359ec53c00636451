"""Moved to `coachfolio.portfolio.snapshots`. Until coachfolio 0.2 its names are found here too."""

from coachfolio.base.moved import moved

__getattr__ = moved(__name__, "coachfolio.portfolio.snapshots")
