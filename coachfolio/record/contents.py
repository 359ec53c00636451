"""What is read of every version of a piece of evidence: its day, its fields, whether it is a mere pointer.

A record has thousands of versions. Their lines are looked at, and no YAML is parsed: the day stands at the start of a
line, and a field goes on until the next one begins there.
"""

from __future__ import annotations

import datetime
import re
from typing import Final, NamedTuple

__all__ = ["Content", "changed_fields", "content_of", "fields_between"]

_DAY: Final = re.compile(rb"""^(?:\xef\xbb\xbf)?date:[ \t]*["']?(\d{4}-\d\d-\d\d)""", re.MULTILINE)
_DAYS_OF_A_SHEET: Final = re.compile(rb"""date:(?<![A-Za-z0-9_"']date:)[ \t]*["']?(\d{4}-\d\d-\d\d)""")
_FIELD: Final = re.compile(
    rb"""^(?:\xef\xbb\xbf)?["']?([A-Za-z_][A-Za-z0-9_-]{0,60})["']?[ \t]*:(?=\s)""", re.MULTILINE
)
_POINTER: Final = b"version https://git-lfs"


class Content(NamedTuple):
    """What one content says."""

    claimed: datetime.date | None
    fields: dict[bytes, bytes] | None
    """Each field with its lines; None where nobody asked for them."""
    pointer: bool


def content_of(data: bytes, *, sheet: bool, fields: bool) -> Content:
    """Look at the bytes of one version. A sheet of contacts is of the day of its last contact."""
    if sheet:
        claimed = max(filter(None, map(_day, _DAYS_OF_A_SHEET.findall(data))), default=None)
    else:
        found = _DAY.search(data)
        claimed = _day(found[1]) if found else None
    return Content(claimed, _fields(data) if fields else None, data.startswith(_POINTER))


def _day(text: bytes) -> datetime.date | None:
    try:
        return datetime.date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        return None


def _fields(data: bytes) -> dict[bytes, bytes]:
    starts = [(found.start(), found[1]) for found in _FIELD.finditer(data)]
    ends = [at for at, _ in starts[1:]] + [len(data)]
    return {name: data[at:end].rstrip() for (at, name), end in zip(starts, ends, strict=True)}


def fields_between(before: Content | None, after: Content | None) -> tuple[str, ...]:
    """The names of the fields that differ, in alphabetical order."""
    if before is None or after is None or before.fields is None or after.fields is None:
        return ()
    was, now = before.fields, after.fields
    return tuple(sorted(name.decode("ascii") for name in was.keys() | now.keys() if was.get(name) != now.get(name)))


def changed_fields(was: bytes, now: str) -> tuple[str, ...]:
    """The names of the fields that differ between an earlier content and a text, whatever the ends of their lines."""
    before, after = (
        content_of(data.replace(b"\r\n", b"\n"), sheet=False, fields=True)
        for data in (was, now.encode("utf-8", "surrogatepass"))
    )
    return fields_between(before, after)
