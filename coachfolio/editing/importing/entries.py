"""The fields of one entry, from the labels of a document and what stands under each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.importing.facts import (
    AnswerChoice,
    Column,
    FieldRead,
    ImportQuestion,
    ImportWanted,
    Left,
    SourceFile,
    Sure,
)
from coachfolio.editing.importing.labels import (
    BESIDES,
    INTO_EXTRA,
    LEFT_OUT,
    column_for,
    is_prose,
    label_question,
    part_of,
)
from coachfolio.editing.importing.pairs import Pair
from coachfolio.editing.importing.values import field_read, minutes_between
from coachfolio.format.schemas import Schema, schema
from coachfolio.format.slips.choices import choice_in
from coachfolio.format.slips.days import day_meant
from coachfolio.format.slips.names import plain_name

__all__ = ["EXTRA", "WHOLE_SHEET", "Labelled", "built", "main_prose"]

EXTRA: Final = "extra."
"""What the name of a field of one's own begins with, among what was read."""
WHOLE_SHEET: Final = "contact-sheets-whole"
"""The kind that stands for the fields of a whole sheet, and not of a contact on it."""
_DAY_IN_NAME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{1,2}[-. _]\d{1,2}[-. _]\d{2,4}|\d{1,2}[ _-][A-Za-z]{3,9}[ _-]\d{2,4})"
)
_CLOCK: Final = re.compile(
    r"[\s,]\s*(?:at\s+)?(\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)\s*$", re.IGNORECASE
)
"""A time behind a day."""
_LONG: Final = 12
"""Words from which on a value is taken for prose."""


@frozen()
class Labelled(Frozen):
    """What became of the pairs of one entry."""

    fields: tuple[FieldRead, ...]
    columns: tuple[Column, ...]
    labels: tuple[str, ...]
    left: tuple[Left, ...]
    questions: tuple[ImportQuestion, ...] = ()


def main_prose(part: Schema) -> str:
    """The field for text that stands under no label: the reflection, where the kind has one."""
    properties = part["properties"]
    if "reflection" in properties:
        return "reflection"
    needed = [name for name in part.get("required", ()) if is_prose(properties[name])]
    return next(
        iter([*needed, *(name for name, inner in properties.items() if is_prose(inner) and name != "title")]), ""
    )


class _Entry:
    def __init__(self, kind: str, wanted: ImportWanted) -> None:
        self.whole = kind == WHOLE_SHEET
        self.kind = "contact-sheets" if self.whole else kind
        self.part: Schema = schema("contact-sheets") if self.whole else part_of(kind)
        self.wanted = wanted
        self.values: dict[str, FieldRead] = {}
        self.prose: dict[str, list[tuple[str, str, str, Sure]]] = {}
        self.columns: list[Column] = []
        self.labels: list[str] = []
        self.left: list[Left] = []
        self.questions: list[ImportQuestion] = []


def built(pairs: Sequence[Pair], kind: str, wanted: ImportWanted, source: SourceFile, title: Pair | None) -> Labelled:
    """The fields of one entry. What has no field goes where the answers say, or where it is proposed."""
    entry = _Entry(kind, wanted)
    days = [
        day_meant(pair.cell.text) for pair in pairs if len(pair.cell.text) < 40 and re.search(r"\d{4}", pair.cell.text)
    ]
    near = [str(day.value) for day in days if day.is_plain] or _day_in_name(source)
    for pair in pairs:
        if pair.label:
            _labelled(entry, pair, near, source)
        elif pair.cell.text:
            _unlabelled(entry, pair)
    fields = [*entry.values.values()]
    for name, texts in entry.prose.items():
        fields.append(_prose(name, texts))
    if title is not None:
        if "title" in entry.part["properties"] and not any(reading.field == "title" for reading in fields):
            fields.append(FieldRead("title", title.label, title.label, title.place))
        else:
            entry.left.append(Left(title.label, title.place, "it is the title of the document"))
    if not entry.whole:
        fields = _completed(fields, entry, source)
    if any(reading.field == "date" and reading.sure == "likely" and reading.written for reading in fields):
        if "order" not in wanted.answers:
            entry.questions.append(_ORDER)
    return Labelled(tuple(fields), tuple(entry.columns), tuple(entry.labels), tuple(entry.left), tuple(entry.questions))


_ORDER: Final = ImportQuestion(
    "order",
    "How are days in numbers written, such as 3/2/2026? No other day tells.",
    (AnswerChoice("day first", "day first: 3 February"), AnswerChoice("month first", "month first: 2 March")),
    "day first",
)
_ROLE: Final = ImportQuestion(
    "role",
    "Was this coaching or mentoring? Some of it does not say so.",
    (AnswerChoice("coach", "coaching"), AnswerChoice("mentor", "mentoring")),
    "coach",
)


def _sample(pair: Pair) -> str:
    words = pair.cell.text.split()
    return " ".join(words[:10]) + (" …" if len(words) > 10 else "")


def _labelled(entry: _Entry, pair: Pair, near: Sequence[str], source: SourceFile) -> None:
    taken = [*entry.values, *entry.prose]
    column = _column(entry, pair, taken)
    entry.labels.append(pair.label)
    said = [name for name in (column.field,) if name]
    by_choice = _choice_field(entry, pair) if column.how == "none" else ""
    if by_choice:
        column = replace(column, field=by_choice, how="near")
    elif column.how in ("near", "none") or not said:
        is_long = len(pair.cell.text.split()) >= _LONG or pair.is_heading
        question = label_question(column, entry.kind, _sample(pair), entry.wanted, is_long=is_long)
        if question is not None:
            if pair.cell.text:
                entry.questions.append(replace(question, places=((source.name, pair.place),)))
            column = replace(column, field=question.proposed)
    entry.columns.append(column)
    if not pair.cell.text and pair.cell.value is None:
        return
    name, part = column.field, entry.part["properties"].get(column.field)
    if name == "signature":
        entry.left.append(Left(pair.cell.text, pair.place, "it is a signature, which the file itself keeps"))
    elif name in ("", LEFT_OUT):
        entry.left.append(Left(pair.cell.text, pair.place, f"“{pair.label.strip(' :')}” is to be left out"))
    elif name == INTO_EXTRA or (part is None and name not in BESIDES):
        _own_field(entry, pair)
    elif part is not None and is_prose(part):
        own = column.how in ("exact", "form", "synonym") and not pair.is_heading
        entry.prose.setdefault(name, []).append((pair.label if not own else "", pair.cell.text, pair.place, "sure"))
        if own:
            entry.prose[name][-1] = (f"\0{pair.label}", *entry.prose[name][-1][1:])
    else:
        _value(entry, column, pair, near)


def _choice_field(entry: _Entry, pair: Pair) -> str:
    """The one field whose choices have what stands under an unknown label, as Face to face is how you met."""
    if not pair.cell.text or len(pair.cell.text.split()) > _LONG:
        return ""
    fields = [
        name
        for name, inner in entry.part["properties"].items()
        if "enum" in inner and name not in entry.values and name not in _NOT_BY_CHOICE
        if choice_in(pair.cell.text, inner).is_plain
    ]
    return fields[0] if len(fields) == 1 else ""


_NOT_BY_CHOICE: Final = ("recorded", "status", "planned", "draft")
"""Fields whose choices are words that stand for much else."""


def _column(entry: _Entry, pair: Pair, taken: Sequence[str]) -> Column:
    if not entry.whole:
        return column_for(pair.label, entry.kind, entry.wanted, taken=taken, place=pair.place)
    column = column_for(pair.label, "sessions", entry.wanted, place=pair.place)
    fits = column.field in (*entry.part["properties"], *BESIDES, INTO_EXTRA, LEFT_OUT)
    return column if fits else replace(column, field=main_prose(entry.part), how="answered")


def _value(entry: _Entry, column: Column, pair: Pair, near: Sequence[str]) -> None:
    reading = field_read(column, pair.cell, entry.kind, entry.wanted, near=near, place=pair.place)
    if reading is None:
        entry.labels.append(pair.cell.text)  # n/a, and boxes of which none is ticked
        return
    if column.field == "date" and "start" in entry.part["properties"] and "start" not in entry.values:
        clock = _CLOCK.search(pair.cell.text)
        start = _clock(clock[1]) if clock else ""
        if start:
            entry.values["start"] = FieldRead("start", start, clock[1] if clock else "", pair.place, "likely")
    before = entry.values.get(column.field)
    if before is None or (before.value is None and reading.value is not None):
        entry.values[column.field] = reading
    elif before.value != reading.value and reading.value is not None:
        _own_field(entry, pair)
    else:
        entry.labels.append(pair.cell.text)


def _own_field(entry: _Entry, pair: Pair) -> None:
    stem = EXTRA + (re.sub(r"[^a-z0-9]+", "_", plain_name(pair.label)).strip("_") or "more")
    name, number = stem, 1
    while name in entry.values:
        number += 1
        name = f"{stem}_{number}"
    entry.values[name] = FieldRead(name, pair.cell.text, pair.cell.text, pair.place)


def _unlabelled(entry: _Entry, pair: Pair) -> None:
    """Text under no label: boxes that say which field they are of, or text that goes to the main field for text."""
    text = pair.cell.text
    if "☒" in text or "☐" in text:
        for name, inner in entry.part["properties"].items():
            choices = inner if "enum" in inner else None
            meant = choice_in(text, choices) if choices and name not in entry.values else None
            if meant is not None and meant.is_plain and not meant.remark:
                entry.values[name] = FieldRead(name, meant.value, text, pair.place, "likely")
                return
    name = main_prose(entry.part)
    if name:
        entry.prose.setdefault(name, []).append(("", text, pair.place, "likely"))
    else:
        entry.left.append(Left(text, pair.place, "it stands under no label"))


def _prose(name: str, texts: Sequence[tuple[str, str, str, Sure]]) -> FieldRead:
    """One text of all that goes into a field. Where there are several, each has its label as a heading."""
    several = len(texts) > 1
    parts = []
    for label, text, _, _ in texts:
        said = label.removeprefix("\0")
        with_heading = said and (several or not label.startswith("\0"))
        parts.append(f"**{said.strip().rstrip(' :')}**\n\n{text}" if with_heading and several else text)
    sure: Sure = "likely" if any(way == "likely" for *_, way in texts) else "sure"
    text = "\n\n".join(parts)
    return FieldRead(name, text, text, texts[0][2], sure)


# --- what follows from the rest


def _completed(fields: list[FieldRead], entry: _Entry, source: SourceFile) -> list[FieldRead]:
    """With what follows from other fields, and with what is missing as a question."""
    there = {reading.field: reading for reading in fields}
    needed = entry.part.get("required", ())
    start, end = there.get("start"), there.pop("end", None)
    if end is not None:
        fields = [reading for reading in fields if reading.field != "end"]
        clock = _clock(end.written)
        minutes = minutes_between(str(start.value), clock) if start is not None and start.value and clock else None
        if "minutes" not in there and minutes is not None:
            fields.append(FieldRead("minutes", minutes, end.written, end.place))
        else:
            fields.append(replace(end, field=f"{EXTRA}end"))
    names = {reading.field for reading in fields}
    if (
        "minutes" in needed
        and "minutes" not in names
        and start is not None
        and re.search(r"\d\s*(?:-|–|to)\s*\d", start.written)
    ):
        clocks = [_clock(piece) for piece in re.split(r"\s*(?:-|–|—|\bto\b)\s*", start.written)]
        minutes = minutes_between(clocks[0], clocks[-1]) if all(clocks) else None
        if minutes is not None:
            fields.append(FieldRead("minutes", minutes, "", start.place))
            names.add("minutes")
    if "date" in needed and "date" not in names:
        days = _day_in_name(source)
        if days:
            fields.append(FieldRead("date", days[0], "", "its name", "likely"))
            names.add("date")
    for name in needed:
        if name == "role" and name not in names:
            fields.append(FieldRead(name, entry.wanted.answers.get("role", "coach"), "", "", "likely"))
            if "role" not in entry.wanted.answers:
                entry.questions.append(_ROLE)
        elif name == "giver" and name not in names and "client" in names:
            fields.append(FieldRead(name, "client", "", "", "likely"))
        elif name == "kind" and name not in names and "enum" in entry.part["properties"][name]:
            fields.append(FieldRead(name, _kind_of(entry, fields, source), "", "", "likely"))
        elif name not in {reading.field for reading in fields}:
            fields.append(_missing(name))
    return fields


_PERIOD: Final = re.compile(r"\b(?:quarter|month|term|year|half|period|q[1-4]|review of 20\d\d)\b", re.IGNORECASE)


def _kind_of(entry: _Entry, fields: Sequence[FieldRead], source: SourceFile) -> str:
    """What sort of piece it is, where nothing says it: of a review, by its title."""
    choices = [str(choice) for choice in entry.part["properties"]["kind"]["enum"]]
    title = next((str(reading.value) for reading in fields if reading.field == "title"), "")
    said = f"{title} {source.name.rpartition('/')[2]}"
    if "period" in choices and _PERIOD.search(said.replace("_", " ")):
        return "period"
    if "unit" in choices and re.search(r"\bunit\b", said, re.IGNORECASE):
        return "unit"
    return "contact" if "contact" in choices else choices[-1] if "other" in choices[-1:] else choices[0]


def _missing(name: str) -> FieldRead:
    return FieldRead(name, None, "", "", "asked", f"It says no {name.replace('_', ' ')}.")


def _clock(text: str) -> str:
    from coachfolio.format.slips.clocks import clock_meant

    return str(clock_meant(text.strip()).value or "")


def _day_in_name(source: SourceFile) -> list[str]:
    match = _DAY_IN_NAME.search(source.name.rpartition("/")[2])
    if match is None:
        return []
    said = match[1] if re.fullmatch(r"\d{4}-\d\d-\d\d", match[1]) else re.sub(r"[-._ ]", " ", match[1])
    said = re.sub(r"^(\d+) (\d+) (\d+)$", r"\1/\2/\3", said)
    meant = day_meant(said)
    return [str(meant.value)] if meant.is_plain else []
