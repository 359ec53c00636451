"""Pictures without what programs write beside them: what they show stays as it is, bit by bit."""

from __future__ import annotations

from typing import Final

__all__ = ["GIFS", "JPEG", "PNG", "bare_gif", "bare_jpeg", "bare_png", "bare_webp", "is_webp"]

JPEG: Final = b"\xff\xd8\xff"
PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_SHOWN: Final = frozenset(
    (
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD"),
        *(b"pHYs", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT"),
    )
)
"""What says how a picture is to be shown; whatever else a program writes goes."""
GIFS: Final = (b"GIF87a", b"GIF89a")
_GIF_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
"""What a program may write into a GIF that says how it is shown: how often it runs, and its colours."""
_WEBP_SHOWN: Final = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_ABOUT: Final = 0x0C
"""The marks in a WebP that say that it has properties."""
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


def bare_gif(data: bytes) -> bytes | None:
    """A GIF without remarks and what programs write beside its pictures; None where it is damaged."""
    if len(data) < 13:
        return None
    at = 13 + _colours(data[10])
    parts = [data[:at]]
    while at < len(data):
        sign = data[at]
        if sign == 0x3B:
            return b"".join((*parts, b"\x3b"))
        if sign == 0x2C and at + 10 < len(data):
            end = _after_blocks(data, at + 11 + _colours(data[at + 9]))
            shown = True
        elif sign == 0x21 and at + 1 < len(data):
            end = _after_blocks(data, at + 2)
            kind = data[at + 1]
            shown = kind == 0xF9 or (kind == 0xFF and data[at + 3 : at + 14] in _GIF_LOOPS)
        else:
            return None
        if end < 0:
            return None
        if shown:
            parts.append(data[at:end])
        at = end
    return None


def _colours(packed: int) -> int:
    """Bytes of a table of colours, by the byte that says whether there is one."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    """Where a row of blocks ends, each with its length before it; -1 where it does not."""
    while at < len(data):
        if not data[at]:
            return at + 1
        at += data[at] + 1
    return -1


def is_webp(data: bytes) -> bool:
    """Whether these are the bytes of a WebP picture."""
    return data.startswith(b"RIFF") and data[8:12] == b"WEBP"


def bare_webp(data: bytes) -> bytes | None:
    """A WebP picture without properties; None where it is damaged."""
    parts, at = [], 12
    last = min(8 + int.from_bytes(data[4:8], "little"), len(data))
    while at + 8 <= last:
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if at + 8 + size > len(data):
            return None
        part = data[at:end]
        if kind == b"VP8X" and size:
            part = part[:8] + bytes([part[8] & ~_WEBP_ABOUT]) + part[9:]
        if kind in _WEBP_SHOWN:
            parts.append(part)
        at = end
    whole = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole if parts else None
