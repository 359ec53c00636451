"""Git, read as a stranger's: the only package that starts it."""

from coachfolio.git.directory import OpenRecord, RecordShape
from coachfolio.git.handing_over import make_bundle
from coachfolio.git.plain import PointsOutside
from coachfolio.git.process import GitTrouble, LimitReached, NoGit, Repository
from coachfolio.git.shadow import NoRecord, opened

__all__ = [
    "GitTrouble",
    "LimitReached",
    "NoGit",
    "NoRecord",
    "OpenRecord",
    "PointsOutside",
    "RecordShape",
    "Repository",
    "make_bundle",
    "opened",
]
