"""Entries of several sources that are of one contact, such as a row of a log and the sheet that tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field as given
from dataclasses import replace

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.importing.facts import AnswerChoice, EntryRead, FieldRead, ImportQuestion, SourceFile
from coachfolio.editing.importing.labels import is_prose, part_of

__all__ = ["FoundEntry", "merged"]


@frozen()
class FoundEntry(Frozen):
    """An entry with the sources that it comes from."""

    entry: EntryRead
    places: tuple[tuple[SourceFile, str], ...] = given(repr=False)
    code: str = ""
    """The code of its client, where it has one."""

    def value(self, name: str) -> object:
        """The value of a field; None where there is none."""
        reading = self.entry.read(name)
        return reading.value if reading is not None else None


def merged(found: Sequence[FoundEntry], answers: Mapping[str, str]) -> tuple[list[FoundEntry], list[ImportQuestion]]:
    """The entries, with those of one contact put together, and what is asked where they differ.

    Pieces that have a name of their own already stay as they are. Contacts are the same where day and client are, and
    start or length do not tell them apart. What one source has twice stays twice.
    """
    groups: dict[tuple[object, str], list[FoundEntry]] = {}
    kept: list[FoundEntry] = []
    for each in found:
        if each.entry.kind == "sessions" and not each.entry.name and each.value("date") and each.code:
            groups.setdefault((each.value("date"), each.code), []).append(each)
        else:
            kept.append(each)
    questions: list[ImportQuestion] = []
    for same in groups.values():
        together: list[FoundEntry] = []
        for each in sorted(same, key=lambda each: -_words(each.entry)):
            other = _partner(each, together)
            if other is None:
                together.append(each)
            else:
                together[together.index(other)] = _joined(other, each, answers, questions)
        kept += together
    return kept, questions


def _words(entry: EntryRead) -> int:
    return sum(len(str(reading.value).split()) for reading in entry.fields)


def _partner(each: FoundEntry, others: Sequence[FoundEntry]) -> FoundEntry | None:
    """The entry of other sources that tells of the same contact."""
    mine = {source.sha256 for source, _ in each.places}
    free = [other for other in others if not mine & {source.sha256 for source, _ in other.places}]
    for name in ("start", "minutes"):
        same = [other for other in free if each.value(name) and other.value(name) == each.value(name)]
        if same:
            return same[0]
        free = [other for other in free if not (each.value(name) and other.value(name)) or name == "minutes"]
    return free[0] if len(free) == 1 else None


def _joined(
    first: FoundEntry, second: FoundEntry, answers: Mapping[str, str], questions: list[ImportQuestion]
) -> FoundEntry:
    """Both as one: each field from whichever has it, texts one below the other, and a question where they differ."""
    properties = part_of("sessions")["properties"]
    fields = {reading.field: reading for reading in first.entry.fields}
    for reading in second.entry.fields:
        before = fields.get(reading.field)
        if before is None or before.value is None:
            fields[reading.field] = reading
        elif reading.value is None or _same(before, reading):
            continue
        elif reading.field in properties and is_prose(properties[reading.field]):
            if str(reading.value) not in str(before.value):
                text = f"{before.value}\n\n{reading.value}"
                fields[reading.field] = replace(before, value=text, written=f"{before.written}\n\n{reading.written}")
        elif before.sure == "sure" and reading.sure == "sure" and reading.field in properties:
            fields[reading.field] = _chosen(first, second, before, reading, answers, questions)
        elif before.sure != "sure" and reading.sure == "sure":
            fields[reading.field] = reading
    entry = replace(first.entry, fields=tuple(fields.values()))
    return replace(first, entry=entry, places=(*first.places, *second.places))


def _same(first: FieldRead, second: FieldRead) -> bool:
    return first.value == second.value or first.field == "client"


def _chosen(
    first: FoundEntry,
    second: FoundEntry,
    before: FieldRead,
    after: FieldRead,
    answers: Mapping[str, str],
    questions: list[ImportQuestion],
) -> FieldRead:
    names = [each.places[0][0].name for each in (first, second)]
    day = first.value("date")
    id = f"differs:{before.field}:{first.code}:{day}:{before.value}:{after.value}"
    questions.append(
        ImportQuestion(
            id,
            f"The contact of {day} with {first.code} has two readings of {before.field}: {before.value} in {names[0]}, "
            f"{after.value} in {names[1]}. Which is right?",
            (AnswerChoice("1", str(before.value)), AnswerChoice("2", str(after.value))),
            "1",
            places=((names[0], before.place), (names[1], after.place)),
        )
    )
    return after if answers.get(id) == "2" else before
