"""Which paragraphs of a piece its claims point to, so that they can be marked where the piece is read."""

from __future__ import annotations

import re
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.reports.views import PieceView, TextView

__all__ = ["PointedParagraph", "paragraphs_pointed"]

_BLANK: Final = re.compile(r"\n[ \t]*\n")


@frozen()
class PointedParagraph(Frozen):
    """One paragraph of a text, and the criteria that point to it."""

    text: str
    criteria: tuple[str, ...]


def paragraphs_pointed(piece: PieceView, text: TextView) -> tuple[PointedParagraph, ...]:
    """The paragraphs of one text of a piece. Those that the same criteria point to stand together."""
    pointed = [
        (claim.criterion, {stretch.strip() for stretch in _BLANK.split(part.text)})
        for claim in piece.claims
        for part in claim.passage.parts
        if part.field == text.field
    ]
    found: list[PointedParagraph] = []
    for paragraph in _BLANK.split(text.text.replace("\r\n", "\n")):
        criteria = tuple(dict.fromkeys(ref for ref, stretches in pointed if paragraph.strip() in stretches))
        if found and found[-1].criteria == criteria:
            found[-1] = PointedParagraph(f"{found[-1].text}\n\n{paragraph}", criteria)
        else:
            found.append(PointedParagraph(paragraph, criteria))
    return tuple(found)
