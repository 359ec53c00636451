"""The totals of an hours log: what it states, beside what was read of the rows that they are about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count
from coachfolio.format.foreign.contents import TableCell

__all__ = ["LogTotal", "is_total_label", "range_of", "total_compared"]

_LABEL: Final = re.compile(
    r"^(?:grand |sub[ -]?|running |overall |monthly |yearly |annual )?(?:totals?|sum)\b"
    r"|^(?:overall|cumulative|hours to date|total to date|carried forward|brought forward|c/?fwd?|b/?fwd?)\b"
    r"|\b(?:sub)?total(?: hours| minutes| time)?\s*[:=]?\s*$",
    re.IGNORECASE,
)
_RANGE: Final = re.compile(
    r"(?:SUM|SUBTOTAL)\s*\((?:\d+\s*[,;]\s*)?\[?\.?\$?([A-Z]{1,3})\$?(\d+)\s*:\s*\.?\$?([A-Z]{1,3})\$?(\d+)\]?\)",
    re.IGNORECASE,
)
_MOST_LABEL: Final = 60


@frozen()
class LogTotal(Frozen):
    """One total that a log states, beside what was read."""

    place: str
    label: str
    minutes: float | None
    """What it states, in minutes; None where it was never worked out, or cannot be read."""
    read: float
    """The minutes of the rows that it is about, as they were read."""
    about: str
    """Which rows it was compared with, in words."""
    agrees: bool


def is_total_label(text: str) -> bool:
    """Whether a cell says that its row is a total."""
    return len(text) <= _MOST_LABEL and bool(_LABEL.search(text.strip()))


def range_of(cell: TableCell) -> tuple[int, int] | None:
    """The first and the last row, from 1, that the formula of a cell adds up."""
    match = _RANGE.search(cell.formula)
    return (int(match[2]), int(match[4])) if match else None


def total_compared(
    place: str,
    label: str,
    stated: float | None,
    rows: Sequence[tuple[int, float, bool]],
    since: int,
    summed: tuple[int, int] | None,
    kept_apart: Mapping[str, float],
) -> LogTotal:
    """A total beside the sums that it can be meant to be.

    `rows` are those above it: their number from 1, their minutes, and whether they are hidden. `since` is the row of
    the total before it. `kept_apart` are minutes that were read and do not count, by why, such as `cancelled`.
    """
    sums: list[tuple[str, float]] = []
    if summed:
        inside = [minutes for row, minutes, _ in rows if summed[0] <= row <= summed[1]]
        sums.append((f"rows {summed[0]} to {summed[1]} (its formula)", sum(inside)))
    since_then = [minutes for row, minutes, _ in rows if row > since]
    if since:
        sums.append((f"the {count(len(since_then), 'row')} since the total above", sum(since_then)))
    everything = sum(minutes for _, minutes, _ in rows)
    sums.append((f"all {count(len(rows), 'row')} above", everything))
    if any(hidden for _, _, hidden in rows):
        sums.append(("the rows that are not hidden", sum(minutes for _, minutes, hidden in rows if not hidden)))
    for why, minutes in kept_apart.items():
        sums.append((f"all rows above with those that were {why}", everything + minutes))
    if stated is None:
        about, read = sums[0]
        return LogTotal(place, label, None, read, about, agrees=False)
    for about, read in sums:
        if abs(read - stated) < 0.6:
            return LogTotal(place, label, stated, read, about, agrees=True)
    about, read = sums[0]
    return LogTotal(place, label, stated, read, about, agrees=False)
