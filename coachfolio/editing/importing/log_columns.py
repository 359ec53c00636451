"""The columns of an hours log: which row has the headers, and which field each column means."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.importing.facts import Column
from coachfolio.format.foreign.contents import TableCell, TableGrid
from coachfolio.format.schemas import schema
from coachfolio.format.slips.choices import choice_in
from coachfolio.format.slips.days import day_meant
from coachfolio.format.slips.names import fields_for, plain_name

__all__ = ["CHOICE_FIELDS", "COLUMNS_BESIDES", "PROSE_FIELDS", "ColumnOfLog", "Heading", "log_heading", "meanings_of"]

MOST_ABOVE: Final = 60
"""Rows from the top in which the headers are looked for."""
_TIME: Final = re.compile(
    r"\d{1,2}[:.]\d\d(?: ?[ap]m)?|\d+(?:\.\d+)? ?(?:h|hrs?|hours?|m|mins?|minutes?)", re.IGNORECASE
)
_MOST_HEADER: Final = 60
"""Letters of the longest header."""

PROSE_FIELDS: Final = ("purpose", "approach", "outcome", "actions", "reflection", "title")
CHOICE_FIELDS: Final = ("role", "setting", "mode", "fee", "planned", "status")
_NOT_IN_A_LOG: Final = ("forgotten", "attachments", "extra")

COLUMNS_BESIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "client name": ("name", "full name", "client full name", "name of client", "name of coachee", "client coachee"),
    "first name": ("first name", "forename", "given name", "client first name"),
    "last name": ("last name", "surname", "family name", "client last name", "client surname"),
    "organisation": (
        *("organisation", "organization", "company", "employer", "client organisation", "client organization", "firm"),
        *("client company", "sponsor", "sponsoring organisation", "business"),
    ),
    "contact": (
        *("contact info", "contact information", "contact details", "email", "e mail", "email address", "phone"),
        *("phone number", "telephone", "telephone number", "mobile", "mobile number", "contact number", "client email"),
        "client contact details",
    ),
    "end": ("end", "end time", "finish", "finish time", "finished", "ended", "time out", "until", "to time", "time to"),
    "start": ("time in", "time from", "from"),
    "number": (
        *("no", "nr", "#", "number", "sr no", "serial no", "s no", "session no", "session number", "session", "row"),
        *("id", "contact no", "entry", "item"),
    ),
    "weekday": ("day of week", "weekday", "day of the week"),
    "running": (
        *("running total", "cumulative", "cumulative hours", "cumulative total", "total to date", "hours to date"),
        *("balance", "total so far", "running hours", "accumulated hours", "total hours to date", "cum hours"),
    ),
    "minutes paid": ("paid hours", "hours paid", "paid hrs", "paid coaching hours", "paid"),
    "minutes pro-bono": ("pro bono hours", "hours pro bono", "unpaid hours", "pro bono hrs", "pro bono"),
    "minutes individual": ("individual hours", "one to one hours", "1:1 hours", "individual coaching hours"),
    "minutes group": ("group hours", "group coaching hours", "team hours", "team coaching hours"),
    "first day": ("start date", "from date", "first session", "date started", "first date", "coaching start date"),
    "last day": ("end date", "to date", "last session", "date ended", "last date", "coaching end date"),
    "minutes": (
        *("coaching hours", "hours of coaching", "session hours", "total hours", "hours coached", "no of hours"),
        *("number of hours", "session duration", "time hours", "hours delivered", "total", "mentoring hours"),
    ),
    "client": ("client coachee", "coachee client", "initials", "client ref", "client reference", "who", "coachee ref"),
    "role": ("coaching or mentoring", "coaching mentoring", "coach mentor"),
    "fee": (
        "p pb",
        "p pb i",
        "paid pb",
        "p or pb",
        "paid or pro bono",
        "paid pro bono",
        "paid or unpaid",
        "paid unpaid",
        "pro bono or paid",
    ),
    "setting": ("individual group", "one to one group", "1:1 or group"),
    "group_size": ("no in group", "number in group", "in group"),
    "mode": ("venue", "location", "face to face or phone", "in person or online", "how", "type of contact"),
    "purpose": (
        *("what we did", "what we covered", "what we discussed", "what was discussed", "discussion", "details"),
        *("description", "session details", "areas covered", "points covered", "what happened", "session content"),
    ),
    "actions": ("what next", "agreed next steps", "commitments"),
    "reflection": ("what went well", "my learning", "learning points", "what i noticed", "my thoughts"),
    "kind": ("type", "session type", "activity", "category", "type of activity"),
}
"""What a log's columns are called besides the words of the schemas, and what is no field of a session by itself."""


_OF_LEARNING: Final = re.compile(
    r"\b(?:course|provider|training|supervisor|supervision|book|author|event|webinar|cpd)\b", re.IGNORECASE
)


@frozen()
class ColumnOfLog(Frozen):
    """A column of a log with what it means."""

    number: int
    """From 0."""
    label: str
    field: str
    """A field of a session, or one of the names that a log alone has, such as `end` or `running`; empty for neither."""
    how: str = "none"
    in_hours: bool | None = None
    """Whether its header says hours, or minutes; None where it says neither."""
    others: tuple[str, ...] = ()
    """Fields that the header may mean as well."""

    def told(self, place: str) -> Column:
        """The column as an import shows it."""
        how: Any = self.how
        return Column(self.label, self.field, how, place, bool(self.in_hours))


@frozen()
class Heading(Frozen):
    """The headers of a table."""

    first: int
    """The first of their rows, from 0."""
    last: int
    columns: tuple[ColumnOfLog, ...] = field(repr=False)

    def column(self, name: str) -> ColumnOfLog | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field == name), None)

    def has(self, *names: str) -> bool:
        """Whether there is a column of one of these fields."""
        return any(self.column(name) is not None for name in names)

    @property
    def kind(self) -> str:
        """`log` of contacts, `client hours` with one row for a client, or `clients` who are listed; else empty."""
        hours = self.has("minutes", "minutes paid", "minutes pro-bono", "minutes individual", "minutes group", "end")
        hours = hours or self.has("hours part")
        client = self.has("client", "client name", "first name", "last name")
        if not client and any(_OF_LEARNING.search(column.label) for column in self.columns):
            return ""  # of courses, books or supervision
        if self.has("first day") and self.has("last day") and client and not self.has("date"):
            return "client hours" if hours else "clients"
        if self.has("date") and (hours or (client and len(self.columns) > 2) or self.has("start")):
            return "log"
        if client and hours and not self.has("date"):
            return "client hours"
        if client and self.has("contact", "organisation", "first day"):
            return "clients"
        return ""


def log_heading(grid: TableGrid, mapped: Mapping[str, str], wanted: Iterable[str] = ("log",)) -> Heading | None:
    """The headers of a table that is a log, or one of the kinds that are wanted; None where there are none."""
    best: tuple[tuple[int, int], Heading] | None = None
    kinds = tuple(wanted)
    for row in range(min(len(grid.rows), MOST_ABOVE)):
        if not _may_be_header(grid.rows[row]):
            continue
        for labels, last in _labels(grid, row):
            columns = _columns(grid, labels, last, mapped)
            heading = Heading(row, last, columns)
            known = sum(1 for column in columns if column.field)
            if heading.kind not in kinds or known < 2:
                continue
            score = (known, -row)
            if best is None or score > best[0]:
                best = (score, heading)
    return best[1] if best else None


def _may_be_header(cells: Sequence[TableCell]) -> bool:
    said = [cell for cell in cells if cell.text and not cell.covered]
    if len(said) < 2:
        return False
    if any(_TIME.fullmatch(cell.text.strip()) or day_meant(cell.text.strip()).is_plain for cell in said):
        return False  # a form has its values beside its labels
    words = [cell for cell in said if cell.stored in ("text", "choice") and len(cell.text) <= _MOST_HEADER * 2]
    return len(words) >= 0.7 * len(said)


def _labels(grid: TableGrid, row: int) -> Iterable[tuple[list[str], int]]:
    """The labels of the columns where the headers are in this row alone, and where they are in this and the next."""
    upper = [_one_line(cell.text) for cell in grid.rows[row]]
    yield upper, row
    if row + 1 >= len(grid.rows) or not _may_be_below(grid.rows[row + 1]):
        return
    above, joined = "", []
    for number, cell in enumerate(grid.rows[row]):
        below = _one_line(grid.rows[row + 1][number].text)
        if cell.text:
            above = _one_line(cell.text)
        elif not cell.covered and not below:
            above = ""
        joined.append(f"{above}\n{below}" if above and below and above != below else below or _one_line(cell.text))
    if any("\n" in label for label in joined):
        yield joined, row + 1


def _may_be_below(cells: Sequence[TableCell]) -> bool:
    said = [cell for cell in cells if cell.text and not cell.covered]
    return bool(said) and all(
        cell.stored == "text" and len(cell.text) <= _MOST_HEADER and not _VALUE.match(cell.text) for cell in said
    )


_VALUE: Final = re.compile(r"\d+\D*$|\d{1,4}\s*[-/.:]\s*\d|[A-Z]{1,3}\d{1,4}$")


def _one_line(text: str) -> str:
    return " ".join(text.split())


# --- what a header means


def meanings_of(label: str, mapped: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """The fields that a header may mean, the likeliest first, and how that is known."""
    plain = plain_name(label.replace("\n", " "))
    if plain in mapped:
        return ((mapped[plain],) if mapped[plain] else ()), "answered"
    if label.strip() in ("#", "№", "Nº"):
        return ("number",), "synonym"
    if len(plain) > _MOST_HEADER * 2:
        return (), "none"
    for form in _forms(label):
        if found := _meanings(form):
            return found
    return _by_words(plain)


_SAYS: Final = (
    (re.compile(r"\b(?:next|follow(?:ing)?|due|previous|last)\b.*\b(?:session|meeting|date|appointment)\b"), ""),
    (re.compile(r"\b(?:learn\w*|learnt|reflect\w*)\b"), "reflection"),
    (re.compile(r"\b(?:actions?|next steps?|homework|agreed to do|commitments?)\b"), "actions"),
    (re.compile(r"\b(?:outcomes?|results?|achieved)\b"), "outcome"),
    (re.compile(r"\b(?:models?|tools?|techniques?|approach\w*|interventions?)\b"), "approach"),
    (
        re.compile(
            r"\b(?:work(?:ed)? on|discuss\w*|topics?|themes?|cover(?:ed)?|focus|issues?|content|agenda|goals?)\b"
        ),
        "purpose",
    ),
    (re.compile(r"\b(?:client|coachee|mentee)\b"), "client"),
    (re.compile(r"\b(?:organi[sz]ation|company|employer)\b"), "organisation"),
    (re.compile(r"\b(?:duration|how long|length|hours|hrs|mins|minutes)\b"), "minutes"),
    (re.compile(r"\bdate\b"), "date"),
)
"""What a header says that none of the known words is, by a word in it: likely, and shown."""
_MOST_WORDS: Final = 6


def _by_words(plain: str) -> tuple[tuple[str, ...], str]:
    if len(plain.split()) <= _MOST_WORDS:
        for pattern, name in _SAYS:
            if pattern.search(plain):
                return ((name,), "near") if name else ((), "none")
    return (), "none"


def _forms(label: str) -> Iterable[str]:
    """A header in the ways in which its meaning may stand in it."""
    above, _, below = label.partition("\n")
    for text in (below, f"{above} {below}", above) if below else (above,):
        bare = re.sub(r"[(\[].*?[)\]]", " ", text)
        for form in (text, bare):
            yield form
            yield form.replace(".", " ")
            yield form.replace("/", " or ")
            yield re.sub(r"\bno\b\.?(?= (?:of|in)\b)", "number", form, flags=re.IGNORECASE)
            yield re.sub(r"^(?:the|my|total|session|coaching|client'?s?)\s+", "", form, flags=re.IGNORECASE)
            yield re.sub(r"s$", "", form.strip())
            yield re.sub(r"\s+(?:of (?:the )?session|of (?:the )?contact|\*+|\d)$", "", form, flags=re.IGNORECASE)
        parts = [part for part in re.split(r"[/&,]|\bor\b|\band\b", bare) if part.strip()]
        if len(parts) > 1:
            yield parts[0]


def _meanings(form: str) -> tuple[tuple[str, ...], str] | None:
    plain = plain_name(form)
    if not plain:
        return None
    part = schema("sessions")
    known = tuple(name for name in fields_for(form, part) if name not in _NOT_IN_A_LOG)
    own = tuple(name for name, words in COLUMNS_BESIDES.items() if plain in words)
    if len(known) == 1 and plain_name(known[0]) == plain:
        return (*known, *own), "form"
    found = tuple(dict.fromkeys((*own, *known)))
    return (found, "synonym") if found else None


def _in_hours(label: str) -> bool | None:
    plain = plain_name(label.replace("\n", " "))
    if re.search(r"\b(?:hours?|hrs?|h)\b", plain) and not re.search(r"\bhh?:mm\b|\bh:m\b", plain):
        return None if re.search(r"\b(?:min|mins|minutes)\b", plain) else True
    return False if re.search(r"\b(?:min|mins|minutes)\b", plain) else None


def _columns(grid: TableGrid, labels: Sequence[str], last: int, mapped: Mapping[str, str]) -> tuple[ColumnOfLog, ...]:
    found: list[ColumnOfLog] = []
    for number, label in enumerate(labels):
        fields, how = meanings_of(label, mapped) if label else ((), "none")
        below = [row[number] for row in grid.rows[last + 1 : last + 201]]
        if not label and not any(cell.text for cell in below):
            continue
        if how != "answered":
            fields = _by_values(fields, below)
            if not fields and label and (choice := _choice_below(below)):
                fields, how = (choice,), "near"
            if not fields and _mostly([cell for cell in below if cell.text], _is_code):
                fields, how = ("client",), "near"
        found.append(ColumnOfLog(number, label, fields[0] if fields else "", how, _in_hours(label), fields[1:]))
    return _with_lengths(_settled(found, grid, last), grid, last)


def _with_lengths(columns: tuple[ColumnOfLog, ...], grid: TableGrid, last: int) -> tuple[ColumnOfLog, ...]:
    """A column called time holds lengths, where no other does and no contact can have begun then."""
    names = {column.field for column in columns}
    start = next((column for column in columns if column.field == "start" and column.how == "synonym"), None)
    if start is None or "end" in names or any(name.startswith(("minutes", "hours")) for name in names):
        return columns
    said = [row[start.number] for row in grid.rows[last + 1 : last + 201] if row[start.number].text]
    if not said or not all(_is_length(cell) for cell in said):
        return columns
    other = ColumnOfLog(start.number, start.label, "minutes", "near", start.in_hours, start.others)
    return tuple(other if column is start else column for column in columns)


def _is_length(cell: TableCell) -> bool:
    value = cell.value
    if isinstance(value, datetime.time):
        return value.hour < 6
    if isinstance(value, datetime.timedelta | int | float):
        return not isinstance(value, bool)
    return bool(re.match(r"(?:0?[0-5]:\d\d$|\d+(?:[.,]\d+)?\s*(?:h|m|$))", cell.text.casefold()))


def _by_values(fields: tuple[str, ...], cells: Sequence[TableCell]) -> tuple[str, ...]:
    """The fields that a header may mean, put in order by what stands below it."""
    said = [cell for cell in cells if cell.text][:50]
    if not said or not fields:
        return fields
    if fields[0] in ("number",) and not _mostly(said, lambda cell: bool(re.fullmatch(r"#?\d{1,4}\.?", cell.text))):
        return ("title", *fields[1:])
    if fields[0] in (*CHOICE_FIELDS, "kind"):
        fitting = [name for name in ("role", "setting", "mode", "fee", "status") if _fit(name, said)]
        if fields[0] != "kind" and _fit(fields[0], said):
            return fields
        if fields[0] == "minutes paid" or not fitting:
            return fields
        return (fitting[0], *fields)
    if fields[0] in ("minutes paid", "minutes pro-bono") and not _mostly(said, _is_amount):
        return ("fee", *fields)
    if fields[0] == "title" and "purpose" in fields and sum(len(cell.text) for cell in said) > 60 * len(said):
        return ("purpose", *(name for name in fields if name != "purpose"))
    if fields[0] == "date" and _mostly(said, lambda cell: bool(_WEEKDAY.fullmatch(cell.text))):
        return ("weekday", *fields)
    return fields


def _is_code(cell: TableCell) -> bool:
    return bool(re.fullmatch(r"C\d{1,4}", cell.text))


def _choice_below(cells: Sequence[TableCell]) -> str:
    """The field of which nearly everything below an unknown header is a choice."""
    said = [cell for cell in cells if cell.text][:50]
    if len(said) < 3 or all(cell.text.casefold() in ("yes", "no", "y", "n") for cell in said):
        return ""
    return next((name for name in ("mode", "role", "setting", "fee", "status") if _fit(name, said)), "")


_WEEKDAY: Final = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?", re.IGNORECASE)


def _is_amount(cell: TableCell) -> bool:
    return cell.stored in ("number", "time", "duration", "not-worked-out") or bool(re.match(r"[\d.,:½¼¾]", cell.text))


def _mostly(cells: Sequence[TableCell], test: Any) -> bool:
    return sum(1 for cell in cells if test(cell)) * 2 > len(cells)


def _fit(name: str, cells: Sequence[TableCell]) -> bool:
    part = schema("sessions")["properties"][name]
    return sum(1 for cell in cells if choice_in(cell.text, part).is_plain) * 10 >= len(cells) * 6


def _settled(columns: Sequence[ColumnOfLog], grid: TableGrid, last: int) -> tuple[ColumnOfLog, ...]:
    """Each field once: the second column of a field gets another that it may mean, or none."""
    settled: list[ColumnOfLog] = []
    taken: set[str] = set()
    hours = [column for column in columns if column.field == "minutes"]
    parts = _in_two_parts(hours, grid, last)
    exact = {column.field for column in columns if column.how in ("answered", "form")}
    for column in columns:
        name = parts.get(column.number, column.field)
        weak = column.how not in ("answered", "form")
        if name in taken or (weak and name in exact and name == column.field):
            name = next((other for other in column.others if other not in taken and other not in exact), "")
            if name in CHOICE_FIELDS or name in ("minutes", "date", "client"):
                name = ""
        if name:
            taken.add(name)
        settled.append(
            ColumnOfLog(
                column.number, column.label, name, column.how if name else "none", column.in_hours, column.others
            )
        )
    return tuple(settled)


def _in_two_parts(columns: Sequence[ColumnOfLog], grid: TableGrid, last: int) -> Mapping[int, str]:
    """One column of whole hours and one of the minutes beyond them, where that is what two columns are."""
    hours = [column for column in columns if column.in_hours is True]
    minutes = [column for column in columns if column.in_hours is False]
    if len(hours) != 1 or len(minutes) != 1:
        return {}
    pairs = [(row[hours[0].number], row[minutes[0].number]) for row in grid.rows[last + 1 : last + 201]]
    numbers = [(_number(first), _number(second)) for first, second in pairs if first.text or second.text]
    told = [(first, second) for first, second in numbers if first is not None and second is not None]
    if told and all(abs(first * 60 - second) < 1 for first, second in told if first):
        return {hours[0].number: "same length"}
    if all((first or 0) == int(first or 0) and 0 <= (second or 0) < 60 for first, second in numbers):
        return {hours[0].number: "hours part", minutes[0].number: "minutes part"}
    return {}


def _number(cell: TableCell) -> float | None:
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return float(cell.value)
    return float(cell.text) if re.fullmatch(r"\d+(?:\.\d+)?", cell.text) else None
