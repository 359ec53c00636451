"""Whether every word of a source is kept: in what is written, in the list of what is left out, or asked about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field as given
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.importing.facts import EntryRead, FieldRead, SourceRead
from coachfolio.format.foreign.contents import Contents, TableGrid, TextPassage

__all__ = ["KeptWords", "kept_words", "word_counts"]

_WORD: Final = re.compile(r"[^\W_]+")
_NOTE: Final = re.compile(r"\[\^[^\]]*\]:?")


@frozen()
class KeptWords(Frozen):
    """The words of one source that are somebody's own, and what became of them."""

    total: int
    kept: int
    left: int = 0
    """In the list of what is left out."""
    asked: int = 0
    """In values that are still asked about."""
    lost: tuple[str, ...] = given(default=(), repr=False)
    """Words that are nowhere. There should be none."""


def word_counts(text: str) -> Counter[str]:
    """The words of a text, whatever their capitals and the signs around them."""
    return Counter(_WORD.findall(_NOTE.sub(" ", text).casefold()))


def kept_words(read: SourceRead | None, contents: Contents, entries: Sequence[EntryRead]) -> KeptWords:
    """What became of each word of a source that is no label and no word of its template."""
    own: Counter[str] = Counter()
    for text in _texts(contents.parts):
        own += word_counts(text)
    if read is None or not entries:
        return KeptWords(own.total(), 0, own.total())
    labels: Counter[str] = Counter()
    for label in read.labels:
        labels += word_counts(label)
    own -= labels
    written, asked = Counter[str](), Counter[str]()
    for entry in entries:
        for reading in entry.fields:
            (asked if reading.value is None else written).update(_said(reading))
    left: Counter[str] = Counter()
    for part in read.left:
        left += word_counts(part.text)
    total = own.total()
    rest = own - written
    kept = total - rest.total()
    after = rest - left
    lost = after - asked
    return KeptWords(
        total, kept, rest.total() - after.total(), after.total() - lost.total(), tuple(sorted(lost.elements()))
    )


def _said(reading: FieldRead) -> Counter[str]:
    """The words of a field as the source has them, and as they are kept, whichever has more of each."""
    return word_counts(reading.written) | word_counts(str(reading.value or ""))


def _texts(parts: Iterable[TableGrid | TextPassage]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, TextPassage):
            yield part.text
            continue
        for row in part.rows:
            for cell in row:
                if not cell.covered:
                    yield cell.text
                    yield from _texts(cell.inner)
