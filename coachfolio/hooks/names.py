"""The list of clients that belongs to a save: in the portfolio's folder, or in that of the main working folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from coachfolio.git import Opened
from coachfolio.sources import PRIVATE

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key

__all__ = ["key_of"]


def key_of(record: Opened, place: str) -> Key | None:
    """The key of the portfolio in a folder of a record; None where there is none. Raises BrokenKey.

    The list is never saved, so that it is in no other working folder than the one in which it was written.
    """
    for top in _tops(record):
        if _has_private(top / place):
            from coachfolio.confidentiality.key import key_file

            key = key_file(top / place)
            if key is not None:
                return key
    return None


def _tops(record: Opened) -> Iterator[Path]:
    assert record.top is not None
    assert record.own is not None
    yield record.top
    if record.own.parent.name == "worktrees":
        yield record.own.parents[2]


def _has_private(folder: Path) -> bool:
    try:
        return any(one.name.casefold() == PRIVATE for one in os.scandir(folder))
    except OSError:
        return False
