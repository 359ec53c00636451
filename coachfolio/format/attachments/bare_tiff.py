"""TIFF pictures without what programs write beside them: written anew with what they show and nothing else."""

from __future__ import annotations

import struct
from typing import Final, Literal, NamedTuple

__all__ = ["TIFFS", "bare_tiff"]

TIFFS: Final = (b"II*\0", b"MM\0*")
_SHOWN: Final = frozenset(
    (
        *(254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 290, 291, 292, 293, 296, 297),
        *(301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 332, 334, 336, 338, 339, 340, 341, 347, 529, 530, 531),
        *(532, 34675),
    )
)
"""The tags that say how a page is to be shown."""
_DATA: Final = ((273, 279), (324, 325))
"""Where a page's strips or tiles are, and how long each is."""
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_MOST_PAGES: Final = 2_000
_MOST_PIECES: Final = 1_000_000
_SMALL: Final[dict[int, Literal["B", "H", "I"]]] = {1: "B", 3: "H", 4: "I"}

_Order = Literal["<", ">"]


class _Tag(NamedTuple):
    kind: int
    number: int
    said: bytes


def bare_tiff(data: bytes) -> bytes | None:
    """A TIFF picture without properties, every page of it; None where it is damaged, or of a kind that is not known."""
    order: _Order = "<" if data.startswith(b"II") else ">"
    try:
        pages = _pages(data, order)
        return _written(data, pages, order) if pages else None
    except (struct.error, KeyError, ValueError):
        return None


def _pages(data: bytes, order: _Order) -> list[dict[int, _Tag]]:
    """The tags of each page that say how it is shown. Raises struct.error, KeyError, ValueError."""
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    pages: list[dict[int, _Tag]] = []
    seen: set[int] = set()
    while at:
        if at in seen or len(pages) >= _MOST_PAGES:
            raise ValueError("it goes round in a circle")
        seen.add(at)
        (number,) = struct.unpack_from(f"{order}H", data, at)
        tags: dict[int, _Tag] = {}
        for entry in range(at + 2, at + 2 + 12 * number, 12):
            tag, kind, count = struct.unpack_from(f"{order}HHI", data, entry)
            if tag in _SHOWN:
                size = _SIZES[kind] * count
                (where,) = struct.unpack_from(f"{order}I", data, entry + 8) if size > 4 else (entry + 8,)
                tags[tag] = _Tag(kind, count, _piece(data, where, size))
        pages.append(tags)
        (at,) = struct.unpack_from(f"{order}I", data, at + 2 + 12 * number)
    return pages


def _piece(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise ValueError("it ends before that")
    return data[at : at + size]


def _numbers(tag: _Tag, order: _Order) -> tuple[int, ...]:
    if tag.number > _MOST_PIECES:
        raise ValueError("too many pieces")
    return struct.unpack(f"{order}{tag.number}{_SMALL[tag.kind]}", tag.said)


def _written(data: bytes, pages: list[dict[int, _Tag]], order: _Order) -> bytes | None:
    """The pages as a file of their own."""
    out = bytearray(data[:4] + b"\0\0\0\0")
    link = 4
    size = 0
    for tags in pages:
        found = [(where, length) for where, length in _DATA if where in tags and length in tags]
        if len(found) != 1:
            return None
        where, length = found[0]
        lengths = _numbers(tags[length], order)
        offsets = []
        for start, count in zip(_numbers(tags[where], order), lengths, strict=True):
            size += count
            if size > len(data):  # pieces that lie over each other could make a large file of a small one
                return None
            offsets.append(_put(out, _piece(data, start, count)))
        tags[where] = _Tag(4, len(offsets), struct.pack(f"{order}{len(offsets)}I", *offsets))
        entries = b""
        for tag, (kind, count, said) in sorted(tags.items()):
            value = said.ljust(4, b"\0") if len(said) <= 4 else struct.pack(f"{order}I", _put(out, said))
            entries += struct.pack(f"{order}HHI", tag, kind, count) + value
        table = _put(out, struct.pack(f"{order}H", len(tags)) + entries + b"\0\0\0\0")
        struct.pack_into(f"{order}I", out, link, table)
        link = table + 2 + len(entries)
    return bytes(out)


def _put(out: bytearray, piece: bytes) -> int:
    """Add a piece, on an even place; where it is."""
    out += b"\0" * (len(out) % 2)
    at = len(out)
    out += piece
    return at
