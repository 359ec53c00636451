"""What is read of every version of a piece of evidence: its day, its fields, whether it is a mere pointer.

A record has thousands of versions. Their lines are looked at, and no YAML is parsed: the day stands at the start of a
line, and a field goes on until the next one begins there.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from itertools import islice
from typing import Final, NamedTuple

__all__ = ["Content", "changed_fields", "content_of", "fields_between", "share_of_lines"]

MAX_FIELDS: Final = 500
"""Fields of one content that are told apart: no kind of evidence has a tenth of them. The last one has the rest."""
MAX_CONTACTS: Final = 5_000
"""Days on one sheet that are looked at."""
_DAY: Final = re.compile(rb"""^(?:\xef\xbb\xbf)?date:[ \t]*["']?(\d{4}-\d\d-\d\d)""", re.MULTILINE)
_DAYS_OF_A_SHEET: Final = re.compile(rb"""date:(?<![A-Za-z0-9_"']date:)[ \t]*["']?(\d{4}-\d\d-\d\d)""")
_FIELD: Final = re.compile(
    rb"""^(?:\xef\xbb\xbf)?["']?([A-Za-z_][A-Za-z0-9_-]{0,60})["']?[ \t]*:(?=\s)""", re.MULTILINE
)
_REMARK: Final = re.compile(
    rb"""\A(["']?[A-Za-z_][A-Za-z0-9_-]*["']?[ \t]*:[ \t]+[^\s"'|>&*!\[{#][^\n#]*?)[ \t]+#[^\n]*\Z"""
)
"""A field of one line with a bare value and a remark after it."""
_DRAFT: Final = re.compile(
    rb"""^(?:\xef\xbb\xbf)?["']?draft["']?[ \t]*:[ \t]*["']?(?:yes|true)\b""", re.IGNORECASE | re.M
)
_POINTER: Final = b"version https://git-lfs"


class Content(NamedTuple):
    """What one content says."""

    claimed: datetime.date | None
    fields: dict[bytes, bytes] | None
    """Each field with its lines; None where nobody asked for them."""
    pointer: bool
    draft: bool = False
    """Whether it says that it is not finished: then it is no evidence."""


def content_of(data: bytes, *, sheet: bool, fields: bool) -> Content:
    """Look at the bytes of one version. A sheet of contacts is of the day of its last contact."""
    if sheet:
        days = (found[1] for found in islice(_DAYS_OF_A_SHEET.finditer(data), MAX_CONTACTS))
        claimed = max(filter(None, map(_day, days)), default=None)
    else:
        found = _DAY.search(data)
        claimed = _day(found[1]) if found else None
    return Content(
        claimed,
        _fields(data) if fields else None,
        data.startswith(_POINTER),
        b"raft" in data and bool(_DRAFT.search(data)),
    )


def _day(text: bytes) -> datetime.date | None:
    try:
        return datetime.date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        return None


def _fields(data: bytes) -> dict[bytes, bytes]:
    if b"\r" in data:  # the ends of lines are nobody's words
        data = data.replace(b"\r\n", b"\n")
    starts = [(found.start(), found[1]) for found in islice(_FIELD.finditer(data), MAX_FIELDS)]
    ends = [*(at for at, _ in starts[1:]), len(data)]  # what has no field at all has an end all the same
    fields = {name: data[at:end].rstrip() for (at, name), end in zip(starts, ends, strict=False)}
    if b"#" in data:
        return {name: _without_remarks(lines) for name, lines in fields.items()}
    return fields


def _without_remarks(lines: bytes) -> bytes:
    """The lines of a field without remarks that stand on lines of their own, or after a bare value of one line.

    Inside a text that goes on over lines, # is a letter like others: no such text has a line that begins with it.
    """
    kept = b"\n".join(line for line in lines.split(b"\n") if not line.startswith(b"#")).rstrip()
    if kept.count(b'"') % 2 or kept.count(b"'") % 2:  # perhaps the inside of a text in quotation marks
        return lines
    return _REMARK.sub(rb"\1", kept) if b"#" in kept else kept


def share_of_lines(before: Content | None, after: Content | None) -> float:
    """How much of the longer of two contents is in both, line by line, from 0 to 1."""
    if before is None or after is None or not before.fields or not after.fields:
        return 0.0
    was, now = (
        Counter(line for lines in content.fields.values() for line in lines.split(b"\n"))
        for content in (before, after)
        if content.fields
    )
    both, most = was & now, max(_bytes(was), _bytes(now))
    return _bytes(both) / most


def _bytes(lines: Counter[bytes]) -> int:
    return sum((len(line) + 1) * number for line, number in lines.items())


def fields_between(before: Content | None, after: Content | None) -> tuple[str, ...]:
    """The names of the fields that differ, in alphabetical order."""
    if before is None or after is None or before.fields is None or after.fields is None:
        return ()
    was, now = before.fields, after.fields
    return tuple(sorted(name.decode("ascii") for name in was.keys() | now.keys() if was.get(name) != now.get(name)))


def changed_fields(was: bytes, now: str) -> tuple[str, ...]:
    """The names of the fields that differ between an earlier content and a text, whatever the ends of their lines."""
    before, after = (content_of(data, sheet=False, fields=True) for data in (was, now.encode("utf-8", "surrogatepass")))
    return fields_between(before, after)
