"""Moved to `coachfolio.editing.sealing`. Until coachfolio 0.2 its names are found here too."""

from coachfolio.base.moved import moved

__getattr__ = moved(__name__, "coachfolio.editing.sealing")
