"""Plain text and the text of a PDF, line by line; text with columns is a table."""

from __future__ import annotations

import re
from typing import Any, Final

from coachfolio.format.attachments.notread import NotRead
from coachfolio.format.attachments.plain import decoded_text
from coachfolio.format.foreign.contents import Contents, TableGrid, TextPassage, as_answer
from coachfolio.format.foreign.media import pdf_day
from coachfolio.format.foreign.separated import grid_of_text

__all__ = ["lines_contents", "pdf_lines_answer"]

_MOST_BYTES: Final = 25 << 20
_MOST_LINES: Final = 50_000
_HEADING: Final = re.compile(r"(#{1,6})\s+(.*)")


def lines_contents(data: bytes) -> Contents:
    """The lines of a text; a table where every one of them has columns, parted by tabs or bars."""
    if len(data) > _MOST_BYTES:
        return Contents(unread=f"it is larger than {_MOST_BYTES >> 20} MB")
    text = decoded_text(data)
    if text is None or "\0" in text:
        return Contents(unread="it is no text")
    said = [line for line in text.splitlines() if line.strip()]
    for sign in ("\t", "|"):
        # a line that stands further in than the first belongs to it: that is no table
        if len(said) > 1 and all(sign in line and _indent(line) <= _indent(said[0]) for line in said):
            try:
                grid: TableGrid = grid_of_text(text)
            except NotRead as reason:
                return Contents(unread=str(reason))
            return Contents((grid,))
    return Contents(tuple(_passages(text, "line")))


def _passages(text: str, unit: str) -> list[TextPassage]:
    found = []
    apart = False
    for number, line in enumerate(text.splitlines()[:_MOST_LINES], 1):
        if not line.strip():
            apart = True
            continue
        heading = _HEADING.match(line)
        said = heading[2] if heading else line.strip()
        level = len(heading[1]) if heading else 0
        found.append(TextPassage(said.strip(), f"{unit} {number}", level, indent=_indent(line), apart=apart))
        apart = False
    return found


def _indent(line: str) -> int:
    """Blanks before a line; none before a tab, which is the first column of a table."""
    return len(line) - len(line.lstrip(" "))


def pdf_lines_answer(data: bytes) -> dict[str, Any]:
    """The lines of the pages of a PDF, as the child process sends them."""
    import io
    import logging

    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return as_answer(Contents(unread="it is protected by a password"))
    parts: list[TextPassage] = []
    pictures = 0
    about = {"kind": "document", **pdf_day(data)}
    for number, page in enumerate(reader.pages, 1):
        if number > 500 or len(parts) > _MOST_LINES:
            trouble = (f"only its first {number - 1} pages were read",)
            return as_answer(Contents(tuple(parts), trouble=trouble, properties=about))
        text = page.extract_text() or ""
        pictures += not text.strip()
        parts += _passages(text, f"page {number}, line")
    which = "its" if not parts else "some of its"
    told = (f"{which} pages are pictures, and the words on them were not read",) if pictures else ()
    return as_answer(Contents(tuple(parts), trouble=told, properties=about))
