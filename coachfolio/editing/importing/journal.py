"""The journal of another e-portfolio: each entry a piece of its own. What else lies there is listed, and stays."""

from __future__ import annotations

from collections import Counter
from typing import Final

from coachfolio.base.words import count, listed
from coachfolio.editing.importing.facts import (
    AnswerChoice,
    EntryRead,
    FieldRead,
    ImportQuestion,
    ImportWanted,
    Left,
    SourceFile,
    SourceRead,
)
from coachfolio.format.foreign.contents import Contents, TableGrid
from coachfolio.format.foreign.leap2a import LEAP2A
from coachfolio.format.slips.days import day_meant

__all__ = ["journal_read"]

_QUESTION: Final = "journal-kind"
_PROSE: Final = {"reflections": "reflection", "learning-log": "learned"}
"""The kinds that an entry of a journal can be, and the field for its text."""
_CALLED: Final = {
    "resource": "file",
    "selection": "page",
    "plan": "plan",
    "achievement": "achievement",
    "ability": "skill",
    "activity": "activity",
    "affiliation": "membership",
    "meeting": "meeting",
    "organization": "organisation",
    "person": "person",
    "publication": "publication",
}


def journal_read(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """The entries of a journal in Leap2A; None for anything else."""
    if (contents.properties or {}).get("kind") != LEAP2A:
        return None
    grid = next(part for part in contents.parts if isinstance(part, TableGrid))
    kind = wanted.kind or wanted.answers.get(_QUESTION, "reflections")
    entries: list[EntryRead] = []
    left: list[Left] = []
    others: Counter[str] = Counter()
    for row in grid.rows[1:]:
        what, day, title, text = (cell.text for cell in row)
        place = row[0].place
        if what != "entry" or not text or kind not in _PROSE:
            others[_CALLED.get(what, "entry without text" if what == "entry" else "part of another kind")] += 1
            left.append(Left("\n".join(filter(None, (title, text))), place, "it is no entry of a journal with text"))
            continue
        entries.append(EntryRead(kind, tuple(_fields(kind, day, title, text, place)), place))
    said = [f"Left in it: {listed([_several(*other) for other in sorted(others.items())])}."] if others else []
    asks = (_asked(source, len(entries)),) if entries and not wanted.kind and _QUESTION not in wanted.answers else ()
    return SourceRead(
        source,
        f"an e-portfolio in Leap2A with {count(len(entries), 'entry of a journal', 'entries of a journal')}",
        kind if entries else "",
        shape=LEAP2A,
        entries=tuple(entries),
        labels=tuple(cell.text for row in grid.rows for cell in (row if row is grid.rows[0] else row[:2])),
        left=tuple(left),
        said=tuple(said),
        questions=asks,
        sure="likely",
    )


def _several(what: str, number: int) -> str:
    first, sep, rest = what.partition(" ")
    many = f"{first[:-1]}ies" if first.endswith("y") else f"{first}s"
    return count(number, what, f"{many}{sep}{rest}")


def _fields(kind: str, day: str, title: str, text: str, place: str) -> list[FieldRead]:
    meant = day_meant(day)
    date = FieldRead("date", meant.value if meant.is_plain else None, day, place, "sure" if day else "asked")
    fields = [date] if date.value is not None else [FieldRead("date", None, "", place, "asked", "It says no date.")]
    if title:
        fields.append(FieldRead("title", title, title, place))
    if kind == "reflections":
        fields.append(FieldRead("kind", "period", "", place, "likely"))
    else:
        fields.append(FieldRead("kind", "other", "", place, "likely"))
        fields.append(FieldRead("minutes", None, "", place, "asked", "It says no minutes."))
    fields.append(FieldRead(_PROSE[kind], text, text, place))
    return fields


def _asked(source: SourceFile, number: int) -> ImportQuestion:
    return ImportQuestion(
        _QUESTION,
        f"The journal has {count(number, 'entry', 'entries')}. What are they?",
        (
            AnswerChoice("reflections", "reflections on my practice"),
            AnswerChoice("learning-log", "entries of my learning log, for which the minutes are asked"),
        ),
        "reflections",
        places=((source.name, "its entries"),),
    )
