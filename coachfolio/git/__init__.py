"""Git, read as a stranger's: the only package that starts it."""

from coachfolio.git.directory import Opened, Shape
from coachfolio.git.handing_over import make_bundle
from coachfolio.git.plain import PointsOutside
from coachfolio.git.process import GitTrouble, LimitReached, NoGit, Repository
from coachfolio.git.shadow import NoRecord, opened

__all__ = [
    "GitTrouble",
    "LimitReached",
    "NoGit",
    "NoRecord",
    "Opened",
    "PointsOutside",
    "Repository",
    "Shape",
    "make_bundle",
    "opened",
]
