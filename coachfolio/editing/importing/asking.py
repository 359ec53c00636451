"""What an import asks: each question once, for all the files that it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

from coachfolio.base.words import listed
from coachfolio.editing.importing.changes import State
from coachfolio.editing.importing.facts import AnswerChoice, EntryRead, FieldRead, ImportQuestion, Named, SourceRead
from coachfolio.editing.importing.labels import part_of
from coachfolio.editing.importing.who import WhoIsWho

__all__ = ["NO_NAMES", "asked_of", "asked_of_names", "question_id", "together"]

NO_NAMES: Final = "none"


class _Planned(Protocol):
    @property
    def state(self) -> State: ...
    @property
    def existing(self) -> str: ...
    @property
    def differs(self) -> tuple[str, ...]: ...


def question_id(reading: FieldRead, entry: EntryRead) -> str:
    """The id of the question about a field that is not clear."""
    if reading.written:
        return f"value:{reading.field}:{reading.written}"
    return f"missing:{reading.field}:{entry.sheet}:{entry.place}:{_stamp(entry)}"


def _stamp(entry: EntryRead) -> str:
    """What tells one entry from others."""
    return "|".join(str(reading.value)[:40] for reading in entry.fields if reading.field in ("date", "client", "start"))


_MANY: Final = 3


def asked_of(reads: Sequence[SourceRead]) -> list[ImportQuestion]:
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
        asked.append(ImportQuestion(question_id(reading, entry), about, choices, form=_form(reading), places=place))
    return asked


def _choices(reading: FieldRead, entry: EntryRead) -> tuple[AnswerChoice, ...]:
    """What can be answered, where the field is one of a few words."""
    part = part_of(entry.kind)["properties"].get(reading.field, {})
    return tuple(
        AnswerChoice(str(choice), str(choice)) for choice in part.get("enum", ()) if not isinstance(choice, bool)
    )


def _form(reading: FieldRead) -> Any:
    return "day" if reading.field == "date" else "minutes" if reading.field.endswith("minutes") else "text"


def asked_of_names(
    who: WhoIsWho, others: Sequence[Named], planned: Sequence[_Planned], answers: Mapping[str, str]
) -> list[ImportQuestion]:
    """Questions about people, and about pieces that are there already."""
    asked: list[ImportQuestion] = []
    if any(named.is_new for named in who.named):
        asked.append(ImportQuestion("who", "Are these codes right?", (AnswerChoice("yes", "yes"),), "yes", form="text"))
    if others:
        names = ", ".join(f"{named.written} ({named.code})" for named in others)
        asked.append(
            ImportQuestion(
                "others", f"These look like names of others: {names}. Which are no names?", (), NO_NAMES, form="text"
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


def together(questions: Iterable[ImportQuestion]) -> tuple[ImportQuestion, ...]:
    """Each question once, with all the places that it is about."""
    found: dict[str, ImportQuestion] = {}
    for question in questions:
        before = found.get(question.id)
        places = tuple(dict.fromkeys((*(before.places if before else ()), *question.places)))
        found[question.id] = replace(before or question, places=places)
    return tuple(found.values())
