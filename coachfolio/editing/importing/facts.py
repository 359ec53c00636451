"""What an import finds and means to do, as values: sources, what was recognised, what was read, and what is open."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import field as given
from pathlib import Path
from typing import Any, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.foreign.contents import Contents
from coachfolio.portfolio.portfolio import Portfolio

__all__ = [
    "AnswerChoice",
    "Column",
    "EntryRead",
    "FieldRead",
    "How",
    "ImportQuestion",
    "ImportWanted",
    "Left",
    "Named",
    "ReadLayout",
    "SourceFile",
    "SourceRead",
    "Sure",
]

How = Literal["exact", "form", "synonym", "near", "answered", "none"]
"""How it is known what a label means: it is the field's name, in another form, another word for it, like one, said."""
Sure = Literal["sure", "likely", "asked"]
"""How sure a reading is: as it stands there; read by a rule that may be wrong, and shown; or only somebody can say."""


@frozen()
class SourceFile(Frozen):
    """A file that is imported. Its name may name a client, so what is written has `provenance` only."""

    path: Path = given(repr=False)
    name: str = given(repr=False)
    """Its name, with the folder below the one that was given, and / between folders."""
    sha256: str
    size: int


@frozen()
class AnswerChoice(Frozen):
    """One answer that can be given to a question."""

    value: str
    words: str
    """As it is shown. It may name a client: it is for the screen alone."""


@frozen()
class ImportQuestion(Frozen):
    """Something that only the person can say. It is asked once for all the files that it is about."""

    id: str
    """The same for the same question, also of another run: answers are kept by it."""
    text: str = given(repr=False)
    """In a sentence. It may name a client: it is for the screen alone."""
    choices: tuple[AnswerChoice, ...] = ()
    """None where the answer is free text."""
    proposed: str = ""
    """The answer that is taken with --yes, and where nothing is typed; empty where nothing is proposed."""
    form: Literal["choice", "text", "day", "minutes"] = "choice"
    places: tuple[tuple[str, str], ...] = given(default=(), repr=False)
    """The files that it is about, by the name of the source, and where in each."""


@frozen()
class Column(Frozen):
    """A label of a form, or a header of a table, and the field that it means."""

    label: str
    """As it is written."""
    field: str
    """The field; `client name`, `organisation` or `end` for what is no field itself; empty where it means none."""
    how: How = "none"
    place: str = ""
    in_hours: bool = False
    """Whether bare numbers below it are hours."""


@frozen()
class FieldRead(Frozen):
    """One field of an entry."""

    field: str
    value: Any = given(repr=False)
    """As a file has it: a day as text, minutes as a number, text as Markdown. None where it has to be asked."""
    written: str = given(default="", repr=False)
    """As the source has it."""
    place: str = ""
    sure: Sure = "sure"
    asks: str = ""
    """What is to be answered, where it is asked."""


@frozen()
class EntryRead(Frozen):
    """One piece of evidence, or one contact on a sheet, as a source has it."""

    kind: str
    """The name of the schema."""
    fields: tuple[FieldRead, ...]
    place: str
    """Where in the source: `table 2`, `sheet March, row 7`."""
    sheet: str = ""
    """What entries have in common that lie in one file as contacts of a sheet; empty where each is its own file."""
    name: str = ""
    """What its file is called, where it has a name already; empty where the name follows from its fields."""
    attached: tuple[str, ...] = given(default=(), repr=False)
    """Names of other sources that are attached to it."""

    def read(self, name: str) -> FieldRead | None:
        """The reading of one field."""
        return next((reading for reading in self.fields if reading.field == name), None)


@frozen()
class Left(Frozen):
    """A part of a source that goes into no field, and why. It goes into the list of left-out parts."""

    text: str = given(repr=False)
    place: str
    why: str


@frozen()
class Named(Frozen):
    """A name in a source, and the code that it becomes."""

    written: str = given(repr=False)
    what: Literal["person", "organisation"]
    code: str
    is_new: bool
    """Whether the code is proposed, and the name not in the private list yet."""
    times: int = 1


@frozen()
class SourceRead(Frozen):
    """What one source was recognised as, and what was read of it."""

    source: SourceFile
    layout: str
    """What it is, in a few words: `a form with one contact`, `a log with 98 rows`. Sources of one shape share it."""
    kind: str
    """The kind of its entries, by the name of the schema; empty where it holds none."""
    shape: str = ""
    """The same for sources of the same template: its labels in their order."""
    columns: tuple[Column, ...] = ()
    entries: tuple[EntryRead, ...] = ()
    labels: tuple[str, ...] = given(default=(), repr=False)
    """The source's own words that are labels, headings of the template and the like: they are no content."""
    left: tuple[Left, ...] = ()
    said: tuple[str, ...] = ()
    """What is to be said of it: hidden rows, totals that were compared, macros that were not run."""
    questions: tuple[ImportQuestion, ...] = ()
    """Besides those that come from fields that are `asked`."""
    totals: tuple[tuple[str, float, float], ...] = ()
    """Each total that the source states: of which field, what it states, and what was read."""
    sure: Sure = "sure"
    takes: tuple[str, ...] = given(default=(), repr=False)
    """Names of other sources that were read with it, and are not read by themselves."""
    keeps_source: bool = True
    """Whether the source is kept beside what was made of it; not where it says the same and no more."""
    clients: Mapping[str, Mapping[str, Any]] = given(default_factory=dict)
    """Clients' codes that it declares, each with what it says of the client."""
    people: Mapping[str, Mapping[str, Any]] = given(default_factory=dict, repr=False)
    """Short names of people that it declares, each with what it says of the person."""


@frozen()
class ImportWanted(Frozen):
    """What a layout may know when it reads a source."""

    portfolio: Portfolio
    today: datetime.date
    kind: str = ""
    """The kind of evidence, where it was said."""
    mapped: Mapping[str, str] = given(default_factory=dict)
    """Labels that were said to be fields, by `plain_name` of the label; an empty field means none."""
    answers: Mapping[str, str] = given(default_factory=dict)
    """Answers so far, by the id of the question."""
    template: frozenset[str] = given(default=frozenset(), repr=False)
    """Texts that stand in so many of the sources that they are the template's own words."""
    names: frozenset[str] = given(default=frozenset(), repr=False)
    """The names of all sources."""
    day_first: bool | None = None
    """Whether 3/2/2026 is 3 February, by other days in the sources; None where they do not tell."""


ReadLayout = Callable[[SourceFile, Contents, ImportWanted], SourceRead | None]
"""Reads a source whose layout it knows; None where it is of another one."""
