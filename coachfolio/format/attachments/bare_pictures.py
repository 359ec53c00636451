"""Pictures without what programs write beside them: what they show stays as it is, bit by bit."""

from __future__ import annotations

from typing import Final

__all__ = ["JPEG", "PNG", "bare_jpeg", "bare_png"]

JPEG: Final = b"\xff\xd8\xff"
PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_SHOWN: Final = frozenset(
    (
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD"),
        *(b"pHYs", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT"),
    )
)
"""What says how a picture is to be shown; whatever else a program writes goes."""
_NO_LENGTH: Final = frozenset((0x01, *range(0xD0, 0xD8)))
_END: Final = 0xD9
_SCAN: Final = 0xDA


def bare_jpeg(data: bytes) -> bytes | None:
    """A JPEG up to the end of its first picture, without properties; None where it is damaged."""
    parts, at = [data[:2]], 2
    while at + 2 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF:  # filled up
            at += 1
            continue
        if mark == _END:
            return b"".join((*parts, data[at : at + 2]))
        end = at + 2
        if mark not in _NO_LENGTH:
            end += int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data):
            return None
        if _says_how(mark, data[at + 4 : end]):
            parts.append(data[at:end])
        at = end
        if mark == _SCAN:
            at = _next_mark(data, end)
            if at < 0:
                return None
            parts.append(data[end:at])
    return None


def _says_how(mark: int, said: bytes) -> bool:
    """Whether a part of a JPEG says how it is to be shown: its tables, its kind, its colours."""
    if mark == 0xFE:
        return False
    if mark not in range(0xE0, 0xF0):
        return True
    kinds = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
    # a small picture inside the first part is a picture of its own
    small = mark == 0xE0 and len(said) > 14
    return mark in kinds and said.startswith(kinds[mark]) and not small


def _next_mark(data: bytes, at: int) -> int:
    """Where the next part begins after a stretch of the picture itself; -1 where none does."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return -1
        if data[at + 1] and data[at + 1] not in range(0xD0, 0xD8) and data[at + 1] != 0xFF:
            return at
        at += 1 if data[at + 1] == 0xFF else 2


def bare_png(data: bytes) -> bytes | None:
    """A PNG without properties; None where it is damaged."""
    parts, at = [PNG], len(PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if kind in _PNG_SHOWN:
            parts.append(data[at:end])
        if kind == b"IEND":
            return b"".join(parts)
        at = end
    return None
