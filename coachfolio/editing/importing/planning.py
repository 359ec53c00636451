"""The plan of an import: what was recognised, what was read, who is who, and what would be written.

It is a value. It is worked out anew with each answer, from files that were read once, and nothing is written.
"""

from __future__ import annotations

import datetime
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field as given
from dataclasses import replace
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.key import Key
from coachfolio.confidentiality.scan import names_declared_in
from coachfolio.editing.importing.asking import NO_NAMES, asked_of, asked_of_names, question_id, together
from coachfolio.editing.importing.changes import Existing, State, existing_in
from coachfolio.editing.importing.facts import (
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
from coachfolio.editing.importing.layouts import layout_read
from coachfolio.editing.importing.merging import FoundEntry, merged
from coachfolio.editing.importing.own import is_own
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
_SHORT_NAME: Final = re.compile(r"[a-z]{2,20}-\d{1,3}")
"""As portfolios call people: supervisor-1."""


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
        frozenset(source.name for source in gathered.sources),
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
    taken = {name for read in reads for name in read.takes}
    gathered = replace(gathered, unread=tuple((name, why) for name, why in gathered.unread if name not in taken))
    declared = names_declared_in(portfolio)
    fresh = NextCode(portfolio, key)
    every = [entry for read in reads for entry in read.entries]
    who = who_is_who(every, portfolio, key, wanted.answers, fresh)
    by_name = {source.name: source for source in gathered.sources}
    found = [
        FoundEntry(
            entry,
            ((read.source, entry.place), *((by_name[name], "the file") for name in entry.attached)),
            who.codes.get(str(client.value), "") if client else "",
        )
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
        *asked_of(reads),
    ]
    asked += asked_of_names(who, others, planned, wanted.answers)
    open_questions = together(question for question in asked if question.id not in wanted.answers)
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
    taken: set[str] = set()
    # what stands in files of our own says which others belong to it
    own_first = sorted(gathered.sources, key=lambda source: not is_own(gathered.contents.get(source.name)))
    for source in own_first:
        contents: Contents | None = gathered.contents.get(source.name)
        if contents is None or source.name in taken:
            continue
        read = layout_read(source, contents, wanted)
        if read is not None:
            taken.update(name for name in read.takes if name != source.name)
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
    said = wanted.answers.get(question_id(reading, entry), "")
    said = said or wanted.answers.get(f"missing:{reading.field}", "")
    if not said:
        return reading
    column = Column(reading.field, reading.field, "answered")
    again = field_read(column, TableCell(said, stored="text"), entry.kind, wanted, place=reading.place)
    return replace(again, written=reading.written, sure="sure") if again is not None else reading


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
            if _SHORT_NAME.fullmatch(name):
                people[name] = name
                continue
            if not code and name.casefold() not in by_name:
                code = new[name] = fresh()
            people[name] = by_name.get(name.casefold()) or code.lower()
    return people, new


def _others(
    found: Sequence[FoundEntry], who: WhoIsWho, portfolio: Portfolio, wanted: ImportWanted, fresh: NextCode
) -> tuple[tuple[Named, ...], Key]:
    """What may be a name in the text that no list has, and the list with those in it."""
    # what comes from another portfolio was written with codes already
    fresh_texts = [each.entry for each in found if not each.entry.name]
    texts = [str(reading.value) for entry in fresh_texts for reading in entry.fields if isinstance(reading.value, str)]
    said = wanted.answers.get("others", NO_NAMES)
    free = [] if said.strip().casefold() in (NO_NAMES, "") else [name.strip() for name in said.split(",")]
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
