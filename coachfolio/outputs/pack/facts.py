"""What was packed, and what is put in, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.bags.making import BagFile
from coachfolio.reports.readiness import Readiness

__all__ = ["NotReady", "PackContents", "PackFor", "PackMade", "Tell"]

PackFor = Literal["assessor", "iqa", "eqa"]
"""Who a pack is for: an assessor, as a submission; or internal or external quality assurance, as a sample."""
Tell = Callable[[str], None]
"""Told what is being done, a few words at a time."""


class NotReady(CoachfolioError):
    """The portfolio is not ready to be handed in, so nothing was packed."""

    def __init__(self, readiness: Readiness) -> None:
        super().__init__("Nothing was packed: the portfolio is not ready to be handed in.")
        self.readiness = readiness


@frozen()
class PackContents(Frozen):
    """What is put into a pack, before it is written."""

    files: tuple[BagFile, ...]
    told: Mapping[str, str]
    """What the files are that people open, in words, by their paths; in the order in which to look at them."""
    left_out: tuple[str, ...]
    """What is not in it, and why, in sentences."""


@frozen()
class PackMade(Frozen):
    """What was written."""

    path: str
    size: int
    """Bytes of the file."""
    files: int
    fingerprint: str
    """The SHA-256 of the file, in hexadecimal."""
    told: Mapping[str, str]
    left_out: tuple[str, ...]
    readiness: Readiness
    """What the gate said; without lines for quality assurance, which no gate stands before."""
    single: str = ""
    """The one file that the centre takes, which lies beside the pack; empty where it takes the pack itself."""
    to_read: int = 0
    """Attachments that may tell more than they show."""
    may_name: int = 0
    """Places that may name a client."""
    names_checked: bool = True
