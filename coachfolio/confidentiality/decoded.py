r"""What is written in signs that stand for letters: \u0041, &euml;, %20, =C3=A8, base64, l e t t e r s apart.

A program shows the letters, and so may a reader. A text is written out, and every place in it leads back.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from typing import Final

__all__ = ["Decoded", "decoded", "has_letters_apart", "signs_of"]

_MAX_CODE: Final = 0x10FFFF
_DIGITS_AS_LETTERS: Final = str.maketrans("01345", "olEas")


class Decoded:
    """A text written out."""

    __slots__ = ("_froms", "_starts", "_tos", "text")

    def __init__(self, text: str, parts: list[tuple[int, int, int]]) -> None:
        self.text: Final = text
        self._starts: Final = [start for start, _, _ in parts]
        self._froms: Final = [origin for _, origin, _ in parts]
        self._tos: Final = [end for _, _, end in parts]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of it stands in the text as it is written."""
        return self._place(start, last=False), self._place(end - 1, last=True)

    def _place(self, at: int, *, last: bool) -> int:
        part = bisect_right(self._starts, at) - 1
        origin, end = self._froms[part], self._tos[part]
        if end < 0:  # as it is
            return origin + at - self._starts[part] + last
        return end if last else origin


_ESCAPE: Final = r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|\r?\n[ \t]*\\?|[abefnrtvNLP_0 \"/\\])"
_ENTITY: Final = r"&(?:\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
_PERCENT: Final = r"(?:%[0-9A-Fa-f]{2})+"
_QUOTED: Final = r"(?:=[0-9A-F]{2})+|=\r?\n"
_MAIL_WORD: Final = r"=\?[\w-]{1,40}\?[BbQq]\?[^?\s]{1,200}\?="
_BASE64: Final = (
    r"(?<![A-Za-z0-9+/=_-])(?![0-9a-f]{32,128}(?![A-Za-z0-9+/=]))"
    r"(?:[A-Za-z0-9+/]{60,76}\r?\n[ \t]*)*[A-Za-z0-9+/]{16,}={0,2}"
)
_APART: Final = r"(?<![^\W_])[^\W\d_](?P<gap>[ .*_-])(?:[^\W\d_](?P=gap)){2,}[^\W\d_](?![^\W_])"
_STOPS: Final = r"(?<![\w.])(?:[A-Z]\.){2,5}[A-Z]?(?!\w)"
_DIGIT: Final = r"(?<![\w.,-])(?:[A-Za-z]+[01345][A-Za-z]{2,}|[01345][A-Za-z]{4,})(?![\w-])"

_SIGN: Final = bytes.maketrans(
    b"0123456789+/ABCDEFGHIJKLMNOPQRSTUVWXYZbcdefghijklmnopqrstuvwxyz.*_-" + bytes(range(0xC0, 0x100)),
    b"0" * 10 + b"a" * 53 + b"    " + b"a" * 64,
)
_REST: Final = bytes(range(0x80, 0xC0))
"""The further bytes of a letter."""
_LONG: Final = b"a" * 16
_TWO_APART: Final = (b" a a", b" a  a", b"\na a", b"\na  a")
_SPACED: Final = b" a a a a"


def signs_of(text: str) -> bytes:
    """Its letters as `a`, its digits as `0` and what may stand between letters as a blank: quick to search."""
    return text.encode("utf-8", "replace").translate(_SIGN, _REST)


def has_letters_apart(shape: bytes) -> bool:
    """Whether a text of this shape has two letters beside each other that stand alone: A.P., R. A."""
    return any(sign in shape for sign in _TWO_APART) or shape.startswith((b"a a", b"a  a"))


def decoded(text: str, shape: bytes) -> Decoded | None:
    """The text written out; None where nothing in it stands for anything else."""
    wanted = _asked(text, shape)
    if not wanted:
        return None
    pieces: list[str] = []
    parts: list[tuple[int, int, int]] = []
    at = length = 0
    for match in _pattern(wanted).finditer(text):
        meant = _meaning(match)
        if meant is None:
            continue
        for piece, origin, end in ((text[at : match.start()], at, -1), (meant, match.start(), match.end())):
            if piece:
                parts.append((length, origin, end))
                pieces.append(piece)
                length += len(piece)
        at = match.end()
    if not parts:
        return None
    parts.append((length, at, -1))
    pieces.append(text[at:])
    return Decoded("".join(pieces), parts)


def _asked(text: str, shape: bytes) -> tuple[str, ...]:
    """The patterns whose signs the text has."""
    found = []
    if "\\" in text:
        found.append(_ESCAPE)
    if "&" in text and ";" in text:
        found.append(_ENTITY)
    if "%" in text and _compiled(_PERCENT).search(text):
        found.append(_PERCENT)
    if "=" in text and _compiled(f"{_QUOTED}|=\\?").search(text):
        found += [_MAIL_WORD, _QUOTED]
    if (b"a0a" in shape or b"0aaaa" in shape) and _compiled(_DIGIT).search(text):
        found.append(_DIGIT)
    if b" a a" in shape:  # without that there is neither of these two, and it is found more quickly
        if _SPACED in shape or shape.startswith(_SPACED[1:]) or b"\n" + _SPACED[1:] in shape:
            found.append(_APART)
        if b"a a a " in shape and _compiled(_STOPS).search(text):
            found.append(_STOPS)
    if _LONG in shape.replace(b"0", b"a") and _compiled(_BASE64).search(text):
        found.append(_BASE64)
    return tuple(found)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _pattern(asked: tuple[str, ...]) -> re.Pattern[str]:
    names = {pattern: f"k{number}" for number, (pattern, _) in enumerate(_MEANINGS)}
    return re.compile("|".join(f"(?P<{names[pattern]}>{pattern})" for pattern in asked))


def _meaning(match: re.Match[str]) -> str | None:
    assert match.lastgroup is not None
    written = match[0]
    for number, (_, read) in enumerate(_MEANINGS):
        if match.re.groupindex.get(f"k{number}") and match[f"k{number}"] is not None:
            return read(written)
    return None


_ENDS: Final = {"n": "\n", "t": "\t"}


def _escape(written: str) -> str:
    kind = written[1]
    if kind in "uUx":
        code = int(written[2:], 16)
        return chr(code) if code <= _MAX_CODE else "\ufffd"
    return "" if kind in "\r\n" else _ENDS.get(kind, " ")


def _bytes_of(written: str) -> str:
    if written.startswith("=") and written[1] in "\r\n":
        return ""
    data = bytes(int(written[at + 1 : at + 3], 16) for at in range(0, len(written), 3))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _base64(written: str) -> str | None:
    plain = "".join(written.split()).rstrip("=")
    plain = plain[: len(plain) - (len(plain) % 4 == 1)]
    try:
        said = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return said if said.replace("\n", "").replace("\r", "").replace("\t", "").isprintable() else None


def _mail_word(written: str) -> str | None:
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(written)))
    except (HeaderParseError, LookupError, UnicodeDecodeError, ValueError):
        return None


def _together(written: str) -> str:
    return "".join(letter for letter in written if letter not in " .*_-")


def _letters(written: str) -> str:
    return written.translate(_DIGITS_AS_LETTERS)


_MEANINGS: Final[tuple[tuple[str, Callable[[str], str | None]], ...]] = (
    (_ESCAPE, _escape),
    (_ENTITY, html.unescape),
    (_PERCENT, _bytes_of),
    (_QUOTED, _bytes_of),
    (_MAIL_WORD, _mail_word),
    (_BASE64, _base64),
    (_APART, _together),
    (_STOPS, _together),
    (_DIGIT, _letters),
)
