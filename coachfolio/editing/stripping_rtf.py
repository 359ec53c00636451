"""A text of Rich Text Format without its properties."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["RTF", "bare_rtf"]

RTF: Final = b"{\\rtf"
_ABOUT: Final = re.compile(
    rb"\{\\(?:info|\*\\(?:userprops|generator|revtbl|xmlnstbl|atnauthor|atnid|company|template|docvar))(?![a-zA-Z])"
)
"""How a group of properties begins."""
_LEFT: Final = (
    (rb"\\(?:deleted|revised|revauth)(?![a-z])", "tracked changes"),
    (rb"\\annotation(?![a-z])", "remarks"),
    (rb"\\v(?![a-zA-Z])(?!0)", "hidden text"),
    (rb"\\(?:object|objdata)(?![a-z])", "objects of other programs"),
    (rb"\\pict(?![a-z])", "pictures, with whatever is beside them"),
)
_SIGNS: Final = re.compile(rb"\\.|[{}]", re.DOTALL)
_RAW: Final = re.compile(rb"\\bin[0-9]")


def bare_rtf(data: bytes) -> tuple[bytes, list[str]] | None:
    """The text without its properties, and what is left in it; None where it is damaged or has raw bytes in it."""
    if _RAW.search(data):
        return None
    parts: list[bytes] = []
    at = 0
    while match := _ABOUT.search(data, at):
        end = _end_of_group(data, match.start())
        if end < 0:
            return None
        parts.append(data[at : match.start()])
        at = end
    new = b"".join((*parts, data[at:]))
    return new, [what for pattern, what in _LEFT if re.search(pattern, new)]


def _end_of_group(data: bytes, at: int) -> int:
    """Where a group ends that begins there; -1 where it does not end."""
    depth = 0
    for match in _SIGNS.finditer(data, at):
        if match[0] == b"{":
            depth += 1
        elif match[0] == b"}":
            depth -= 1
            if not depth:
                return match.end()
    return -1
