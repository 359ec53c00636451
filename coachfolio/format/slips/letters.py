"""Letters that no file should hold: soft line breaks, invisible ones, and those that another encoding garbled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from coachfolio.format.slips.slip import Line, Slip

__all__ = ["clean_lines", "garbled", "ungarbled"]

_BREAK: Final = re.compile("[\u2028\u2029\x0b\x85]")
_IN_A_FIELD: Final = re.compile(r"^(?:- )?[A-Za-z_ ]{1,30}: *[^\s|>]")
_PAGE: Final = re.compile("\x0c")
_UNSEEN: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_HARD_LEAD: Final = re.compile(r"^( *\xa0[ \xa0]*)(?=\S)")
_RUN: Final = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{1,3}"
)


def clean_lines(lines: Sequence[Line]) -> tuple[list[Line], list[Slip]]:
    """The lines without letters that no file may hold, and a slip for each line that had some."""
    made: list[Line] = []
    slips: list[Slip] = []
    for line in lines:
        text = ungarbled(line.text)
        if text != line.text and garbled(line.text):
            slips.append(
                Slip(
                    "invisible-character",
                    "Signs here are garbled (such as â€): a program read the file in another encoding and "
                    "saved it again.",
                    "Type the apostrophe, dash or accent that was meant.",
                    (line.origin,),
                )
            )
        if _BREAK.search(text):
            first = _BREAK.search(text)
            assert first is not None
            slips.append(
                Slip(
                    "invisible-character",
                    f"A soft line break of a word processor (U+{ord(first[0]):04X}) stands inside this line.",
                    "Delete it and press Enter there; the new line begins under this one.",
                    (line.origin,),
                    first.start(),
                    first.end(),
                )
            )
        if match := _PAGE.search(text) or _UNSEEN.search(text):
            what = "A page break" if match[0] == "\x0c" else "An invisible character"
            slips.append(
                Slip(
                    "invisible-character",
                    f"{what} (U+{ord(match[0]):04X}) stands here, as pasted text or a stopped computer leaves it.",
                    "Delete it.",
                    (line.origin,),
                    match.start(),
                    match.end(),
                )
            )
        text = _UNSEEN.sub("", _PAGE.sub("", text))
        lead = text[: len(text) - len(text.lstrip(" \t"))]
        if _IN_A_FIELD.match(text):  # a title goes on in its line
            text = _BREAK.sub(" ", text)
        first_piece, *more = _BREAK.split(text)
        made.append(Line(first_piece, line.origin))
        made += [Line(lead + piece.lstrip() if piece.strip() else "", line.origin) for piece in more]
    return made, slips


def garbled(text: str) -> bool:
    """Whether letters were read in another encoding than they were written in."""
    return any(mark in text for mark in ("â€", "Ã", "Â")) and ungarbled(text) != text


def ungarbled(text: str) -> str:
    """The text with runs that are UTF-8 read as Windows-1252 turned back."""
    return _RUN.sub(_turned_back, text) if _RUN.search(text) else text


def _turned_back(match: re.Match[str]) -> str:
    data = bytearray()
    for letter in match[0]:
        try:
            data += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 0xFF:
                return match[0]
            data.append(ord(letter))
    for end in range(len(data), 1, -1):
        try:
            return bytes(data[:end]).decode("utf-8") + match[0][end:]
        except UnicodeDecodeError:
            continue
    return match[0]
