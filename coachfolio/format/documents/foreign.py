"""Files that are no text in UTF-8: what another program made of them, and the text in them where it can be had."""

from __future__ import annotations

import re
from typing import Final

from coachfolio.base.diagnostics import START, Problem, Span
from coachfolio.base.frozen import Frozen, frozen

__all__ = ["Foreign", "foreign_in", "text_in"]

_BOM: Final = "\ufeff"


@frozen()
class Foreign(Frozen):
    """What a file is that is no evidence as it stands."""

    what: str
    hint: str


_COPY: Final = (
    "Open it in its own program, copy the words, and save them from a text editor as plain text with the encoding "
    "UTF-8, under a name that ends in .yaml. The document itself can be an attachment."
)
_SIGNATURES: Final = (
    (b"PK\x03\x04", "a document of Word or another office program (its text is packed inside), renamed"),
    (b"\xd0\xcf\x11\xe0", "a document of an older Word or Office (.doc), renamed"),
    (b"%PDF", "a PDF, renamed"),
    (b"{\\rtf", "Rich Text (RTF), as a word processor such as WordPad saves it"),
    (b"\x89PNG", "a picture, renamed"),
    (b"\xff\xd8\xff", "a picture, renamed"),
)
_WEB: Final = rb"(?i)\s*(?:<!doctype html|<html|<\?xml|<head)"


def foreign_in(data: bytes) -> Foreign | None:
    """What another program's file is; None for text. A few bytes are looked at."""
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            return Foreign(what, _COPY)
    if data[:1] in b"< \r\n" and re.match(_WEB, data[:200]):
        return Foreign("a web page (HTML), as a word processor or a browser saves it", _COPY)
    return None


def text_in(data: bytes) -> tuple[str, str] | None:
    """The text of a file in another encoding, and the encoding's name for people; None where it is none known."""
    for mark, encoding, name in (
        (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
        (b"\xff\xfe", "utf-16-le", "UTF-16"),
        (b"\xfe\xff", "utf-16-be", "UTF-16"),
    ):
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, name)
    head = data[:200]
    if len(head) >= 4 and len(data) % 2 == 0:
        if head[1::2].count(0) > len(head) * 0.4 and not head[::2].count(0):
            return _decoded(data, "utf-16-le", "UTF-16")
        if head[::2].count(0) > len(head) * 0.4 and not head[1::2].count(0):
            return _decoded(data, "utf-16-be", "UTF-16")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None if foreign_in(data) or b"\0" in data else _old(data)
    return None


def _decoded(data: bytes, encoding: str, name: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), name
    except UnicodeDecodeError:
        return None


def _old(data: bytes) -> tuple[str, str] | None:
    """Text in Windows-1252, where all of it can be, and most of it is plain."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    strange = sum(letter > "~" for letter in text)
    return (text, "Windows-1252 (ANSI)") if strange * 5 < len(text) else None


def foreign_problem(data: bytes) -> Problem | None:
    """What to say of a file that is no text in UTF-8, before anybody decodes it."""
    foreign = foreign_in(data)
    if foreign:
        return Problem("not-utf8", f"This is {foreign.what}, and no plain text in UTF-8.", foreign.hint, START)
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" not in data[:8]:
        return None
    found = text_in(data)
    if found is None and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    return Problem(
        "not-utf8",
        f"This file was saved as {found[1] if found else 'UTF-16'} (Unicode), which not every program reads.",
        "Save it again with the encoding UTF-8.",
        START,
    )


def span_after(before: str) -> Span:
    """The place behind a stretch of text that begins a file."""
    lines = re.split(r"\r\n|\r|\n", before)
    return Span(len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 2)
