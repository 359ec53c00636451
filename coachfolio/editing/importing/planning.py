"""The plan of an import: what was recognised, what was read, who is who, and what would be written.

It is a value. It is worked out anew with each answer, from files that were read once, and nothing is written.
"""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field as given
from dataclasses import replace
from typing import Any, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed
from coachfolio.confidentiality.key import Key
from coachfolio.confidentiality.scan import names_declared_in
from coachfolio.editing.importing.changes import Existing, State, existing_in
from coachfolio.editing.importing.facts import (
    AnswerChoice,
    Column,
    EntryRead,
    FieldRead,
    ImportQuestion,
    ImportWanted,
    Left,
    Named,
    SourceFile,
    SourceRead,
)
from coachfolio.editing.importing.fidelity import KeptWords, kept_words
from coachfolio.editing.importing.forms import short_texts
from coachfolio.editing.importing.gathering import Gathered, gather
from coachfolio.editing.importing.labels import part_of
from coachfolio.editing.importing.layouts import layout_read
from coachfolio.editing.importing.merging import FoundEntry, merged
from coachfolio.editing.importing.people import others_named
from coachfolio.editing.importing.pieces import PERSON_FIELDS, Piece, pieces_of, with_own_fields
from coachfolio.editing.importing.values import NUMERIC_DAY, field_read
from coachfolio.editing.importing.who import NextCode, WhoIsWho, about_in_list, who_is_who
from coachfolio.editing.sessions_logged import opened_to_log
from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid, TextPassage
from coachfolio.format.slips.names import plain_name
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["ImportPlan", "PlannedPiece", "import_plan", "with_answers"]

_FEWEST_OF_A_TEMPLATE: Final = 3
_NO_NAMES: Final = "none"


@frozen()
class PlannedPiece(Frozen):
    """One piece of evidence, and what would become of it."""

    piece: Piece
    state: State
    """new; same: it is there, as it would be; changed: its source changed since; double: one like it is there."""
    existing: str = ""
    """The path of the file that is there, where one is."""
    differs: tuple[str, ...] = ()
    """The fields that are not as they are there."""
    why_not: str = ""
    """Why it cannot be written, in a sentence; empty where it can."""


@frozen()
class ImportPlan(Frozen):
    """What an import would do. It may name clients: `outputs` show it on a screen, and nowhere else."""

    folder: str
    portfolio: Portfolio = given(repr=False)
    gathered: Gathered = given(repr=False)
    wanted: ImportWanted = given(repr=False)
    reads: tuple[SourceRead, ...] = given(repr=False)
    unknown: tuple[str, ...] = given(repr=False)
    """Names of sources whose layout nothing knows."""
    who: WhoIsWho = given(repr=False)
    others: tuple[Named, ...] = given(repr=False)
    """What may be names of others in the text, with the codes that are proposed."""
    planned: tuple[PlannedPiece, ...] = given(repr=False)
    questions: tuple[ImportQuestion, ...] = given(repr=False)
    """What is not answered yet, each once for all the files that it is about."""
    words: Mapping[str, KeptWords] = given(repr=False)
    """What became of the words of each source, by its name."""
    attach: bool = True
    """Whether the sources are kept, beside the evidence or in the private folder."""

    @property
    def to_write(self) -> tuple[PlannedPiece, ...]:
        """The pieces that are written when it is carried out."""
        return tuple(
            planned
            for planned in self.planned
            if not planned.why_not and (planned.state == "new" or (planned.state == "changed" and self._takes(planned)))
        )

    def _takes(self, planned: PlannedPiece) -> bool:
        return self.wanted.answers.get(f"changed:{planned.existing}") == "new"

    @property
    def left_out(self) -> tuple[tuple[SourceFile, Left], ...]:
        """Every part of a source that goes into no field."""
        return tuple((read.source, left) for read in self.reads for left in read.left if left.text or left.place)

    @property
    def columns(self) -> tuple[tuple[Column, int], ...]:
        """Every label, the field that it means, and in how many sources it stands."""
        seen: dict[tuple[str, str], tuple[Column, int]] = {}
        for read in self.reads:
            for column in {plain_name(column.label): column for column in read.columns}.values():
                before = seen.get((plain_name(column.label), read.kind))
                seen[plain_name(column.label), read.kind] = (column, (before[1] if before else 0) + 1)
        return tuple(seen.values())


def import_plan(
    folder: str | os.PathLike[str],
    paths: Sequence[str | os.PathLike[str]],
    *,
    kind: str = "",
    mapped: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    today: datetime.date | None = None,
    attach: bool = True,
) -> ImportPlan:
    """Work out what an import of files, and of all files in folders, would write into a portfolio.

    `kind` is the kind of evidence by its schema's name; `mapped` has labels with the fields that they mean. Raises
    NoPortfolio, and NotWritten where the portfolio is not in order or there is nothing to read.
    """
    portfolio, key = opened_to_log(folder)
    gathered = gather(paths)
    wanted = ImportWanted(
        portfolio,
        today or datetime.date.today(),
        kind,
        {plain_name(label): name for label, name in (mapped or {}).items()},
        dict(answers or {}),
        _template(gathered),
        _day_first(gathered),
    )
    return _planned(os.fspath(folder), portfolio, key, gathered, wanted, attach)


def with_answers(plan: ImportPlan, answers: Mapping[str, str], *, kind: str = "") -> ImportPlan:
    """The plan once more questions are answered, by their ids. The files are not read again. Raises NotWritten."""
    portfolio, key = opened_to_log(plan.folder)
    wanted = replace(
        plan.wanted,
        portfolio=portfolio,
        kind=kind or plan.wanted.kind,
        answers={**plan.wanted.answers, **answers},
    )
    return _planned(plan.folder, portfolio, key, plan.gathered, wanted, plan.attach)


def _template(gathered: Gathered) -> frozenset[str]:
    """Texts of several words that stand in so many documents that they are the template's."""
    counts: Counter[str] = Counter()
    documents = 0
    for contents in gathered.contents.values():
        texts = {part.text for part in contents.parts if isinstance(part, TextPassage)}
        if not texts and not any(isinstance(part, TableGrid) for part in contents.parts):
            continue
        texts |= {
            cell.text for part in contents.parts if isinstance(part, TableGrid) for row in part.rows for cell in row
        }
        documents += 1
        counts.update(text for text in texts if text)
    least = max(_FEWEST_OF_A_TEMPLATE, documents // 3)
    return frozenset(text for text, number in counts.items() if number >= least)


def _day_first(gathered: Gathered) -> bool | None:
    """Whether days in numbers are written day first, by those that can be read in one way alone."""
    first = second = False
    for contents in gathered.contents.values():
        for text in short_texts(contents.parts):
            for match in NUMERIC_DAY.finditer(text):
                first = first or int(match[1]) > 12
                second = second or int(match[2]) > 12
    return None if first == second else first


def _planned(
    folder: str, portfolio: Portfolio, key: Key | None, gathered: Gathered, wanted: ImportWanted, attach: bool
) -> ImportPlan:
    reads, unknown = _reads(gathered, wanted)
    declared = names_declared_in(portfolio)
    fresh = NextCode(portfolio, key)
    every = [entry for read in reads for entry in read.entries]
    who = who_is_who(every, portfolio, key, wanted.answers, fresh)
    found = [
        FoundEntry(entry, ((read.source, entry.place),), who.codes.get(str(client.value), "") if client else "")
        for read in reads
        for entry in read.entries
        for client in [entry.read("client")]
    ]
    found, differing = merged(found, wanted.answers)
    fresh_people = NextCode(portfolio, who.key, letters="P")
    people, listed_people = _people(every, portfolio, who, fresh_people)
    who = replace(who, key=who.key.with_more({code: {"names": [name]} for name, code in listed_people.items()}))
    others, whole_key = _others(found, who, portfolio, wanted, fresh_people)
    others = (*(Named(name, "person", code, True) for name, code in listed_people.items()), *others)
    pieces = pieces_of(found, whole_key, declared, people)
    existing = existing_in(portfolio)
    planned = tuple(_state_of(piece, existing, wanted) for piece in pieces)
    asked = [
        *(question for read in reads for question in read.questions),
        *differing,
        *_asked_of(reads),
    ]
    asked += _asked_of_names(who, others, planned, wanted.answers)
    open_questions = _together(question for question in asked if question.id not in wanted.answers)
    words = {
        source.name: kept_words(
            next((read for read in reads if read.source == source), None),
            gathered.contents[source.name],
            next((read.entries for read in reads if read.source == source), ()),
        )
        for source in gathered.sources
        if source.name in gathered.contents
    }
    return ImportPlan(
        folder,
        portfolio,
        gathered,
        wanted,
        tuple(reads),
        tuple(unknown),
        replace(who, key=whole_key),
        others,
        planned,
        open_questions,
        words,
        attach,
    )


def _reads(gathered: Gathered, wanted: ImportWanted) -> tuple[list[SourceRead], list[str]]:
    reads: list[SourceRead] = []
    unknown: list[str] = []
    for source in gathered.sources:
        contents: Contents | None = gathered.contents.get(source.name)
        if contents is None:
            continue
        read = layout_read(source, contents, wanted)
        if read is None or not (read.entries or read.questions or read.said):
            unknown.append(source.name)
        if read is not None:
            entries = tuple(_with_answers(with_own_fields(entry), wanted) for entry in read.entries)
            reads.append(replace(read, entries=entries))
    return reads, unknown


def _with_answers(entry: EntryRead, wanted: ImportWanted) -> EntryRead:
    """An entry whose open fields have the answers that there are."""
    if all(reading.value is not None for reading in entry.fields):
        return entry
    fields = [reading if reading.value is not None else _answered(reading, entry, wanted) for reading in entry.fields]
    return replace(entry, fields=tuple(fields))


def _answered(reading: FieldRead, entry: EntryRead, wanted: ImportWanted) -> FieldRead:
    said = wanted.answers.get(_id_of(reading, entry), "")
    said = said or wanted.answers.get(f"missing:{reading.field}", "")
    if not said:
        return reading
    column = Column(reading.field, reading.field, "answered")
    again = field_read(column, TableCell(said, stored="text"), entry.kind, wanted, place=reading.place)
    return replace(again, written=reading.written, sure="sure") if again is not None else reading


def _id_of(reading: FieldRead, entry: EntryRead) -> str:
    if reading.written:
        return f"value:{reading.field}:{reading.written}"
    return f"missing:{reading.field}:{entry.sheet}:{entry.place}:{_stamp(entry)}"


def _stamp(entry: EntryRead) -> str:
    """What tells one entry from others."""
    return "|".join(str(reading.value)[:40] for reading in entry.fields if reading.field in ("date", "client", "start"))


# --- what is asked

_MANY: Final = 3


def _asked_of(reads: Sequence[SourceRead]) -> list[ImportQuestion]:
    """A question for each value that could not be read, and one for all entries that do not say the same thing."""
    open_fields = [
        (read.source, entry, reading)
        for read in reads
        for entry in read.entries
        for reading in entry.fields
        if reading.value is None
    ]
    missing = Counter(reading.field for _, _, reading in open_fields if not reading.written)
    asked: list[ImportQuestion] = []
    for source, entry, reading in open_fields:
        place = ((source.name, reading.place or entry.place),)
        choices = _choices(reading, entry)
        if not reading.written and missing[reading.field] > _MANY:
            if reading.field in ("date", "client"):
                continue  # no one answer holds for many: they are listed among what is not brought in
            many = f"{missing[reading.field]} entries say no {reading.field}."
            asked.append(
                ImportQuestion(
                    f"missing:{reading.field}",
                    f"{many} What holds for all of them?",
                    choices,
                    form=_form(reading),
                    places=place,
                )
            )
            continue
        about = f"“{reading.written}” stands for {reading.field}. {reading.asks}" if reading.written else reading.asks
        asked.append(ImportQuestion(_id_of(reading, entry), about, choices, form=_form(reading), places=place))
    return asked


def _choices(reading: FieldRead, entry: EntryRead) -> tuple[AnswerChoice, ...]:
    """What can be answered, where the field is one of a few words."""
    part = part_of(entry.kind)["properties"].get(reading.field, {})
    return tuple(
        AnswerChoice(str(choice), str(choice)) for choice in part.get("enum", ()) if not isinstance(choice, bool)
    )


def _form(reading: FieldRead) -> Any:
    return "day" if reading.field == "date" else "minutes" if reading.field.endswith("minutes") else "text"


def _asked_of_names(
    who: WhoIsWho, others: Sequence[Named], planned: Sequence[PlannedPiece], answers: Mapping[str, str]
) -> list[ImportQuestion]:
    asked: list[ImportQuestion] = []
    if any(named.is_new for named in who.named):
        asked.append(ImportQuestion("who", "Are these codes right?", (AnswerChoice("yes", "yes"),), "yes", form="text"))
    if others:
        names = ", ".join(f"{named.written} ({named.code})" for named in others)
        asked.append(
            ImportQuestion(
                "others", f"These look like names of others: {names}. Which are no names?", (), _NO_NAMES, form="text"
            )
        )
    for each in planned:
        if each.state == "changed":
            text = f"{each.existing} was imported from an earlier state of this file. {listed(each.differs)} differ."
            choices = (
                AnswerChoice("keep", "leave the piece as it is"),
                AnswerChoice("new", "put in what the file says now"),
            )
            asked.append(ImportQuestion(f"changed:{each.existing}", text, choices, "keep"))
        elif each.state == "double" or f"double:{each.existing}" in answers:
            text = f"{each.existing} is of the same day, client and length. Is this the same contact?"
            choices = (
                AnswerChoice("same", "yes: leave it as it is"),
                AnswerChoice("new", "no: bring it in as another"),
            )
            asked.append(ImportQuestion(f"double:{each.existing}", text, choices, "same"))
    return asked


def _together(questions: Iterable[ImportQuestion]) -> tuple[ImportQuestion, ...]:
    """Each question once, with all the places that it is about."""
    found: dict[str, ImportQuestion] = {}
    for question in questions:
        before = found.get(question.id)
        places = tuple(dict.fromkeys((*(before.places if before else ()), *question.places)))
        found[question.id] = replace(before or question, places=places)
    return tuple(found.values())


# --- names of others in the text


def _people(
    every: Sequence[EntryRead], portfolio: Portfolio, who: WhoIsWho, fresh: NextCode
) -> tuple[dict[str, str], dict[str, str]]:
    """The short names of those whom fields such as supervisor name, and the codes of those who are new there."""
    declared = portfolio.file.people if portfolio.file else {}
    by_name = {person.name.casefold(): short for short, person in declared.items() if person.name}
    people: dict[str, str] = {}
    new: dict[str, str] = {}
    for entry in every:
        for reading in entry.fields:
            name = str(reading.value or "")
            if reading.field not in PERSON_FIELDS or not name or name in people or name.casefold() in declared:
                continue
            known = who.key.codes_named(name)
            code = known[0] if len(known) == 1 else ""
            if not code and name.casefold() not in by_name:
                code = new[name] = fresh()
            people[name] = by_name.get(name.casefold()) or code.lower()
    return people, new


def _others(
    found: Sequence[FoundEntry], who: WhoIsWho, portfolio: Portfolio, wanted: ImportWanted, fresh: NextCode
) -> tuple[tuple[Named, ...], Key]:
    """What may be a name in the text that no list has, and the list with those in it."""
    texts = [str(reading.value) for each in found for reading in each.entry.fields if isinstance(reading.value, str)]
    said = wanted.answers.get("others", _NO_NAMES)
    free = [] if said.strip().casefold() in (_NO_NAMES, "") else [name.strip() for name in said.split(",")]
    counts = others_named(texts, who.key, names_declared_in(portfolio))
    codes = {"person": fresh, "organisation": NextCode(portfolio, who.key, letters="O")}
    by_name: dict[str, str] = {}
    named: list[Named] = []
    for (what, name), times in sorted(counts.items(), key=lambda each: -len(each[0][1])):
        if name in free or name.casefold() in {other.casefold() for other in free}:
            continue
        longer = [known for known in by_name if name in known.split()]
        code = by_name[longer[0]] if longer else codes[what]()
        by_name[name] = code
        named.append(Named(name, "organisation" if what == "organisation" else "person", code, True, times))
    more: dict[str, dict[str, list[str]]] = {}
    for each in named:
        about = more.setdefault(each.code, {"names": []})
        about["names"].append(each.written)
        if each.what == "organisation":
            about.setdefault("organisations", []).append(each.written)
    return tuple(named), who.key.with_more(more)


def people_to_list(plan: ImportPlan) -> dict[str, dict[str, list[str]]]:
    """What the private list gets, by code, as a file has it."""
    used = {planned.piece.fields.get("client") for planned in plan.to_write} | {
        item.get("client") for planned in plan.to_write for item in planned.piece.fields.get("contacts", ())
    }
    more = {person.code: about_in_list(person) for person in plan.who.people if person.code in used}
    for named in plan.others:
        about = more.setdefault(named.code, {"names": []})
        about.setdefault("names", []).append(named.written)
        if named.what == "organisation":
            about.setdefault("organisations", []).append(named.written)
    return more


# --- what is there already


def _state_of(piece: Piece, existing: Existing, wanted: ImportWanted) -> PlannedPiece:
    state, path, differs = existing.state_of(piece)
    needed = piece.missing
    if state == "double" and wanted.answers.get(f"double:{path}") == "new":
        state = "new"
    why = ""
    if state == "new" and needed:
        why = " ".join(dict.fromkeys(reading.asks or f"{reading.field} is not clear." for reading in needed))
    return PlannedPiece(piece, state, path, differs, why)
