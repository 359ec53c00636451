"""Where the list of clients of a portfolio kept in git lies: in its folder, or in that of the main working folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from coachfolio.base.files import has_private
from coachfolio.git import OpenRecord

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key

__all__ = ["key_of_portfolio"]


def key_of_portfolio(record: OpenRecord, place: str) -> Key | None:
    """The key of the portfolio in a folder of a record; None where there is none. Raises BrokenKey.

    The list is never saved, so that it is in no other working folder than the one in which it was written. A record
    without a working folder has none.
    """
    for top in _tops(record):
        if has_private(top / place):
            from coachfolio.confidentiality.key import key_file

            key = key_file(top / place)
            if key is not None:
                return key
    return None


def _tops(record: OpenRecord) -> Iterator[Path]:
    if record.top is None or record.own is None:
        return
    yield record.top
    if record.own.parent.name == "worktrees":
        yield record.own.parents[2]
