"""How things are said: lists, hours, days and foreign text, the same way everywhere."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Final

__all__ = ["count", "day", "hours", "listed", "one_line", "prose", "safe", "shown"]

_UNSAFE: Final = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def listed(words: Iterable[str], *, last: str = "and") -> str:
    """`a, b and c`."""
    every = [str(word) for word in words]
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def safe(text: str) -> str:
    """Text from a portfolio made harmless for a terminal: no control or direction characters."""
    # what can be printed has none of them, and is told without compiling anything
    return text if text.isprintable() else re.sub(_UNSAFE, "\ufffd", text)


def one_line(text: str) -> str:
    """Text from a portfolio made harmless and put on one line, at its full length."""
    return safe(text).replace("\n", " ").replace("\t", " ")


def shown(text: str, most: int = 60) -> str:
    """A word from a portfolio as a message shows it: safe, on one line, not too long."""
    line = " ".join(safe(text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def hours(minutes: int) -> str:
    """Minutes as hours for people: `12 h`, `12 h 30`, `45 min`."""
    whole, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    if not whole and rest:
        return f"{sign}{rest} min"
    return f"{sign}{whole} h {rest:02d}" if rest else f"{sign}{whole} h"


def count(number: int, singular: str, many: str | None = None) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {singular if number == 1 else many or singular + 's'}"


def day(date: datetime.date) -> str:
    """A date as messages show it: `4 March 2026`."""
    return f"{date.day} {date:%B %Y}"


_WIDE: Final = 88
"""Columns of a line of prose in a file, without what stands before it."""


def prose(text: str | None) -> str | None:
    """What somebody said in one long line, in lines as they stand in a file; anything shorter as it is."""
    if text is None or all(len(line) <= _WIDE for line in text.split("\n")):
        return text
    import textwrap

    lines = (
        textwrap.wrap(
            line, _WIDE, expand_tabs=False, replace_whitespace=False, break_long_words=False, break_on_hyphens=False
        )
        for line in text.split("\n")
    )
    return "\n".join(part for line in lines for part in line or [""]) + "\n"


def words(text: str) -> frozenset[str]:
    """The words of a text, for lists that are easier read as one."""
    return frozenset(text.split())
