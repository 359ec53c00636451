"""One row of an hours log as an entry: a session, with the place of each of its fields."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.importing.facts import EntryRead, FieldRead, Left, Sure
from coachfolio.editing.importing.log_cells import (
    CellRead,
    DayOrder,
    NumbersAre,
    clock_in_cell,
    day_in_cell,
    minutes_in_cell,
)
from coachfolio.editing.importing.log_columns import CHOICE_FIELDS, PROSE_FIELDS, ColumnOfLog, Heading
from coachfolio.format.foreign.contents import TableCell
from coachfolio.format.schemas import schema
from coachfolio.format.slips.choices import choice_in
from coachfolio.format.slips.names import reference_in

__all__ = ["RowContext", "RowRead", "row_read"]

_CODE: Final = re.compile(r"[A-Z]{1,3}\d{1,4}")
_DITTO: Final = re.compile(r"[\"″〃”']{1,2}|ditto|do\.?|as above|same", re.IGNORECASE)
_NO_CONTACT: Final = re.compile(
    r"\b(?:supervision|cpd|training|workshop|course|reading|webinar|peer mentoring)\b", re.I
)
_LENGTHS: Final = {
    "minutes paid": ("fee", "paid"),
    "minutes pro-bono": ("fee", "pro-bono"),
    "minutes individual": ("setting", "individual"),
    "minutes group": ("setting", "group"),
}
"""Columns of lengths that say something else of the contact as well."""


@frozen()
class RowContext(Frozen):
    """What holds for all rows of a table, or for those below a heading between them."""

    sheet: str
    """How places are told: `sheet 2`."""
    order: DayOrder
    units: Mapping[str, NumbersAre]
    today: datetime.date
    criteria: tuple[str, ...] = ()
    unit_refs: tuple[str, ...] = ()
    year: int | None = None
    month: int | None = None
    client: str = ""
    """Of the section or the sheet, where no column says it."""
    client_from: str = ""
    role: str = ""
    """Where no column says it: what was answered."""
    left_out: tuple[str, ...] = ()
    """Columns that were said to be left out, by their label."""


@frozen()
class RowRead(Frozen):
    """What a row came to."""

    entry: EntryRead | None = None
    left: tuple[Left, ...] = ()
    minutes: int | None = None
    """Its length as it was read, also where the contact was not held."""
    status: str = "held"
    said: tuple[str, ...] = ()
    client: str = ""
    """As the row has it."""


def row_read(
    cells: Sequence[TableCell], above: Sequence[TableCell] | None, row: int, heading: Heading, around: RowContext
) -> RowRead:
    """The session of a row. `above` is the row before it, from which a cell that says ditto takes its words."""
    place = f"{around.sheet}, row {row}"
    said: list[str] = []
    fields: list[FieldRead] = []
    left: list[Left] = []

    def cell(name: str) -> tuple[ColumnOfLog, TableCell] | None:
        column = heading.column(name)
        if column is None or column.number >= len(cells):
            return None
        found = cells[column.number]
        if above is not None and _DITTO.fullmatch(found.text) and column.field not in PROSE_FIELDS:
            found = above[column.number]
        return column, found

    kind = cell("kind") or cell("role")
    if kind and _NO_CONTACT.search(kind[1].text):
        text = "\t".join(each.text for each in cells if each.text)
        return RowRead(left=(Left(text, place, f"it is no contact with a client: {kind[1].text.lower()}"),))
    day = _day(cell, fields, place, around)
    start = _start(cell, fields, day)
    minutes = _minutes(cell, fields, place, start, around, said)
    client = _client(cell, fields, place, around)
    _chosen(cell, fields, around, kind)
    status = next((field.value for field in fields if field.field == "status"), None)
    if status is None and day.value and str(day.value) > around.today.isoformat():
        fields.append(FieldRead("status", "planned", "", place, "likely"))
        status = "planned"
    _words(cell, fields)
    _references(cell, fields, around)
    _others(cells, heading, fields, left, around)
    return RowRead(
        EntryRead("sessions", tuple(fields), place), tuple(left), minutes, status or "held", tuple(said), client
    )


def _read(name: str, read: CellRead, cell: TableCell, value: Any = None) -> FieldRead:
    return FieldRead(name, read.value if value is None else value, cell.text, cell.place, read.sure, read.asks)


def _day(cell: Any, fields: list[FieldRead], place: str, around: RowContext) -> CellRead:
    found = cell("date")
    if found is None or not (found[1].text or found[1].stored == "not-worked-out"):
        fields.append(FieldRead("date", None, "", place, "asked", "The day is missing: which was it?"))
        return CellRead()
    read = day_in_cell(found[1], around.order, around.today, year=around.year, month=around.month)
    fields.append(_read("date", read, found[1]))
    return read


def _start(cell: Any, fields: list[FieldRead], day: CellRead) -> str | None:
    found = cell("start")
    if found and found[1].text:
        read = clock_in_cell(found[1])
        fields.append(_read("start", read, found[1]))
        return str(read.value) if read.value else None
    if day.remark and re.fullmatch(r"\d\d:\d\d", day.remark):
        fields.append(FieldRead("start", day.remark, day.remark, fields[0].place))
        return day.remark
    return None


def _minutes(
    cell: Any, fields: list[FieldRead], place: str, start: str | None, around: RowContext, said: list[str]
) -> int | None:
    span = _span(cell, start)
    found = cell("minutes")
    if found and (found[1].text or found[1].stored == "not-worked-out"):
        if found[1].stored == "not-worked-out" and span is not None:
            fields.append(FieldRead("minutes", span, found[1].text, found[1].place, "likely"))
            return span
        status = None
        if found[1].stored == "text" and not re.search(r"\d", found[1].text):
            status = choice_in(found[1].text, schema("sessions")["properties"]["status"])
        if status is not None and status.is_plain:
            fields.append(FieldRead("minutes", 0, found[1].text, found[1].place))
            fields.append(FieldRead("status", status.value, found[1].text, found[1].place))
            return 0
        read = minutes_in_cell(found[1], around.units.get("minutes", ""), start)
        if span is not None and read.value not in (None, span) and read.sure != "asked":
            said.append(f"{place}: its times are {span} minutes apart, and its length says {read.value}.")
            read = CellRead(read.value, "likely", "", read.remark)
        fields.append(_read("minutes", read, found[1]))
        if start is None and (clock := re.match(r"(\d\d:\d\d) to ", read.remark)):
            fields.append(FieldRead("start", clock[1], found[1].text, found[1].place))
        return read.value if isinstance(read.value, int) else None
    if (parts := _from_parts(cell, around)) is not None:
        fields.append(parts)
        return int(parts.value) if parts.value is not None else None
    if (lengths := _from_lengths(cell, around)) is not None:
        fields += lengths
        return int(lengths[0].value) if lengths[0].value is not None else None
    if span is not None:
        fields.append(FieldRead("minutes", span, "", place, "likely"))
        return span
    clock = cell("start")
    if clock and (read := minutes_in_cell(clock[1], "", None)).value and re.search(r"[-–—]|\bto\b", clock[1].text):
        fields.append(FieldRead("minutes", read.value, clock[1].text, clock[1].place))
        return int(read.value)
    fields.append(FieldRead("minutes", None, "", place, "asked", "The length is missing: how many minutes was it?"))
    return None


def _span(cell: Any, start: str | None) -> int | None:
    """The minutes from the start to the end, where both are there."""
    found = cell("end")
    if not (found and found[1].text and start):
        return None
    end = clock_in_cell(found[1]).value
    if not end:
        return None
    minutes = int(end[:2]) * 60 + int(end[3:]) - int(start[:2]) * 60 - int(start[3:])
    return minutes if 0 < minutes < 720 else None


def _from_parts(cell: Any, around: RowContext) -> FieldRead | None:
    hours, minutes = cell("hours part"), cell("minutes part")
    if not hours or not minutes or not (hours[1].text or minutes[1].text):
        return None
    whole = minutes_in_cell(hours[1], "hours").value if hours[1].text not in ("", "0") else 0
    rest = minutes_in_cell(minutes[1], "minutes").value if minutes[1].text not in ("", "0") else 0
    written = f"{hours[1].text} {minutes[1].text}".strip()
    if whole is None or rest is None:
        return FieldRead("minutes", None, written, hours[1].place, "asked", "How many minutes was it?")
    return FieldRead("minutes", whole + rest, written, hours[1].place)


def _from_lengths(cell: Any, around: RowContext) -> list[FieldRead] | None:
    """The length in one of several columns that say what kind of contact it was."""
    told = [
        (name, found[1]) for name in _LENGTHS if (found := cell(name)) and found[1].text not in ("", "0", "0:00", "-")
    ]
    told = [(name, length) for name, length in told if length.text != "00:00"]
    if not told:
        return None
    read = [(name, length, minutes_in_cell(length, around.units.get(name, "hours"))) for name, length in told]
    groups = {name in ("minutes paid", "minutes pro-bono") for name, _ in told}
    if len(told) > len(groups) or len({each.value for _, _, each in read}) > 1:
        written = " ".join(length.text for _, length in told)
        asks = "Two lengths stand in this row: how many minutes was it in all?"
        return [FieldRead("minutes", None, written, told[0][1].place, "asked", asks)]
    every = [found[1].text for name in _LENGTHS if (found := cell(name)) and found[1].text]
    fields = [replace(_read("minutes", read[0][2], read[0][1]), written=" ".join(every))]
    fields += [FieldRead(*_LENGTHS[name], length.text, length.place) for name, length in told]
    return fields


def _client(cell: Any, fields: list[FieldRead], place: str, around: RowContext) -> str:
    found = cell("client") or cell("client name")
    names = [each[1] for each in (cell("first name"), cell("last name")) if each and each[1].text]
    text, where, sure = "", place, "sure"
    if found and found[1].text:
        text, where = found[1].text, found[1].place
        other = cell("client name")
        behind = [*([other[1]] if other and other[1] is not found[1] and other[1].text else []), *names]
        if behind and _CODE.fullmatch(text):
            name = " ".join(each.text for each in behind)
            fields.append(FieldRead("client", f"{_first_name_first(name)} ({text})", f"{text} {name}", where))
            _organisation(cell, fields)
            return str(text)
    elif names:
        text, where = " ".join(each.text for each in names), names[0].place
    elif around.client:
        text, where, sure = around.client, around.client_from, "likely"
    name = "client" if _CODE.fullmatch(text) else "client name"
    if not text:
        fields.append(FieldRead("client", None, "", place, "asked", "The client is missing: who was it?"))
    else:
        kind: Sure = "likely" if sure == "likely" else "sure"
        fields.append(FieldRead(name, _first_name_first(text), text, where, kind))
    _organisation(cell, fields)
    return text


def _first_name_first(name: str) -> str:
    """Smith, Jane as Jane Smith."""
    match = re.fullmatch(r"([^\W\d_][\w'’ -]*), ([^\W\d_][\w'’.-]*)", name)
    return f"{match[2]} {match[1]}" if match else name


def _organisation(cell: Any, fields: list[FieldRead]) -> None:
    if (firm := cell("organisation")) and firm[1].text:
        fields.append(FieldRead("organisation", firm[1].text, firm[1].text, firm[1].place))
    if (reach := cell("contact")) and reach[1].text:
        name = "email" if "@" in reach[1].text else "phone"
        fields.append(FieldRead(name, reach[1].text, reach[1].text, reach[1].place))


def _chosen(cell: Any, fields: list[FieldRead], around: RowContext, kind: tuple[ColumnOfLog, TableCell] | None) -> None:
    """The fields that are one of a few words. What is none of them is asked where a session needs the field."""
    known = {field.field for field in fields}
    for name in CHOICE_FIELDS:
        found = cell(name)
        if not found or not found[1].text or name in known:
            continue
        value = _choice(name, found[1])
        if value is not None:
            fields.append(FieldRead(name, value, found[1].text, found[1].place))
        elif name == "role":
            asks = "Was it coaching or mentoring? Write coach or mentor."
            fields.append(FieldRead("role", None, found[1].text, found[1].place, "asked", asks))
        else:
            fields.append(_own(found[0], found[1]))
    if not any(field.field == "role" for field in fields):
        said = _choice("role", kind[1]) if kind and kind[1].text else None
        if said:
            fields.append(FieldRead("role", said, kind[1].text if kind else "", kind[1].place if kind else ""))
        else:
            fields.append(FieldRead("role", around.role or "coach", "", fields[0].place, "likely"))
    size = cell("group_size")
    if size and size[1].text:
        number = re.fullmatch(r"(\d{1,3})(?:\.0)?(?:\s+\w+)?", size[1].text)
        if number and int(number[1]) >= 2:
            fields.append(FieldRead("group_size", int(number[1]), size[1].text, size[1].place))
        elif not number or int(number[1]) > 1:
            fields.append(_own(size[0], size[1]))


_FEES: Final = {
    **dict.fromkeys(("yes", "y", "true", "✓", "£", "p", "pd"), "paid"),
    **dict.fromkeys(("no", "n", "false", "✗", "pb", "p/b", "u", "free"), "pro-bono"),
    **dict.fromkeys(("i", "int"), "internal"),
}
"""What stands in a column that says whether a contact was paid for."""


def _choice(name: str, cell: TableCell) -> Any:
    part = schema("sessions")["properties"][name]
    if name == "fee" and (meant := _FEES.get(cell.text.casefold().strip(" ."))):
        return meant
    chosen = choice_in(cell.text, part)
    if not chosen.is_plain or chosen.remark:
        return None
    return chosen.value == "yes" if name == "planned" else chosen.value


def _own(column: ColumnOfLog, cell: TableCell) -> FieldRead:
    """What has no field of its own: it is kept as a field of the coach's."""
    label = " ".join(column.label.split()) or f"Column {re.sub(r'[0-9]', '', cell.place)}"
    return FieldRead("extra", {label: cell.text}, cell.text, cell.place)


def _words(cell: Any, fields: list[FieldRead]) -> None:
    for name in PROSE_FIELDS:
        found = cell(name)
        if found and found[1].text:
            text = found[1].text
            value = _items(text) if name == "actions" else text
            fields.append(FieldRead(name, value, text, found[1].place))


def _items(text: str) -> list[str]:
    """What is to be done, each by itself: in lines, or between semicolons."""
    parts = re.split(r"\n+|;\s+", text)
    plain = [re.sub(r"^(?:[-*•–]|\d{1,2}[.)])\s+", "", part.strip()).strip() for part in parts]
    return list(dict.fromkeys(part for part in plain if part))


def _references(cell: Any, fields: list[FieldRead], around: RowContext) -> None:
    for name, refs in (("claims", around.criteria), ("counts_towards", around.unit_refs)):
        found = cell(name)
        if not found or not found[1].text:
            continue
        said = [part for part in re.split(r"[,;&\n]|\band\b", found[1].text) if part.strip()]
        meant = [reference_in(part, refs) for part in said]
        if all(meant) and len(set(meant)) == len(meant):
            value: list[Any] = [{"criterion": ref} for ref in meant] if name == "claims" else list(meant)
            fields.append(FieldRead(name, value, found[1].text, found[1].place))
        else:
            fields.append(_own(found[0], found[1]))
    found = cell("planning_minutes")
    if found and found[1].text:
        read = minutes_in_cell(found[1], around.units.get("planning_minutes", "minutes"))
        fields.append(_read("planning_minutes", read, found[1]))


_DONE: Final = frozenset(
    (
        *(
            *PROSE_FIELDS,
            *CHOICE_FIELDS,
            *_LENGTHS,
            "date",
            "start",
            "end",
            "minutes",
            "hours part",
            "minutes part",
            "client",
        ),
        *("client name", "first name", "last name", "organisation", "group_size", "claims", "counts_towards"),
        *("planning_minutes", "number", "weekday", "running", "same length", "contact"),
    )
)
"""Columns that are read by a rule of their own, or that say nothing that the rest does not."""


def _others(
    cells: Sequence[TableCell], heading: Heading, fields: list[FieldRead], left: list[Left], around: RowContext
) -> None:
    """Columns that are no field: kept as fields of the coach's own, or left out where they are about a person."""
    known = {column.number for column in heading.columns}
    for column in heading.columns:
        found = cells[column.number] if column.number < len(cells) else TableCell()
        if not found.text or column.field in _DONE:
            continue
        if column.label in around.left_out:
            left.append(Left(found.text, f"{around.sheet}, {found.place}", "you said that its column is left out"))
        elif column.field != "kind" or not any(field.place == found.place for field in fields):
            fields.append(_own(column, found))
    for number, found in enumerate(cells):
        if number not in known and found.text:
            fields.append(_own(ColumnOfLog(number, "", ""), found))
