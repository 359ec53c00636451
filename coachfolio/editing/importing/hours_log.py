"""Hours logs: spreadsheets with one contact in a row, on one sheet or many, with their totals compared."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from coachfolio.base.words import count, listed
from coachfolio.editing.importing.facts import AnswerChoice, ImportQuestion, ImportWanted, Left, SourceFile, SourceRead
from coachfolio.editing.importing.log_cells import DayOrder, NumbersAre, day_in_cell, day_order_of, numbers_are
from coachfolio.editing.importing.log_clients import leave, read_client_hours
from coachfolio.editing.importing.log_columns import PROSE_FIELDS, Heading, log_heading
from coachfolio.editing.importing.log_found import OTHER_SHEET, LogSoFar, called, names_nobody, period_of, texts_of
from coachfolio.editing.importing.log_rows import RowContext, row_read
from coachfolio.editing.importing.log_sums import above_the_table, running_totals, say_total, total_of
from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid
from coachfolio.format.foreign.workbook import column_letters
from coachfolio.format.slips.names import plain_name

__all__ = ["read_hours_log"]

_CLIENT_SECTION: Final = re.compile(
    r"(?:client|coachee|mentee)(?:\s*(?:name|code))?\s*[:–-]\s*(?P<client>\S.{0,60})", re.I
)
_MOST_SECTION: Final = 80


def read_hours_log(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """What an hours log says; None where no sheet of the file is one."""
    grids = [part for part in contents.parts if isinstance(part, TableGrid)]
    if not grids or len(grids) != len(contents.parts) or wanted.kind not in ("", "sessions"):
        return None
    mapped = _mapped(wanted)
    headings = [
        None if OTHER_SHEET.search(grid.name) else log_heading(grid, mapped, ("log", "client hours", "clients"))
        for grid in grids
    ]
    if not any(heading and heading.kind in ("log", "client hours") for heading in headings):
        return None
    found = LogSoFar()
    for number, (grid, heading) in enumerate(zip(grids, headings, strict=True), 1):
        if heading is not None and heading.kind == "log":
            found.logs += 1
            _read_log(source, grid, number, heading, wanted, mapped, found)
    for number, (grid, heading) in enumerate(zip(grids, headings, strict=True), 1):
        if heading is not None and heading.kind == "client hours":
            read_client_hours(grid, number, heading, found)
        elif heading is None or heading.kind != "log":
            leave(grid, number, "a list of clients" if heading else "it is no log of contacts", found)
    found.said += [f"{each[0].upper()}{each[1:]}." for each in contents.trouble]
    if found.logs and not any(column.field == "role" for column in found.columns):
        _ask_role(found, wanted)
    return SourceRead(
        source,
        _layout(found, len(grids)),
        "sessions" if found.entries else "",
        shape="\n".join(column.label for column in found.columns),
        columns=tuple(found.columns),
        entries=tuple(found.entries),
        labels=tuple(found.labels),
        left=tuple(found.left),
        said=tuple(f"{said[0].upper()}{said[1:]}" for said in found.said),
        questions=tuple(found.questions.values()),
        totals=tuple(("minutes", total.minutes, total.read) for total in found.totals if total.minutes is not None),
        sure="likely" if found.questions else "sure",
    )


def _mapped(wanted: ImportWanted) -> dict[str, str]:
    """What was said of columns, before and in answers."""
    answered = {id.partition(":")[2]: said for id, said in wanted.answers.items() if id.startswith("column:")}
    return {**answered, **wanted.mapped}


def _layout(found: LogSoFar, sheets: int) -> str:
    if not found.logs:
        return "a log with one row for each client"
    on = f" on {sheets} sheets" if sheets > 1 else ""
    return f"a log with {count(len(found.entries), 'contact')}{on}"


def _ask_role(found: LogSoFar, wanted: ImportWanted) -> None:
    if "role" not in wanted.answers:
        found.questions["role"] = ImportQuestion(
            "role",
            "Was this coaching or mentoring? No column says so.",
            (AnswerChoice("coach", "coaching"), AnswerChoice("mentor", "mentoring")),
            "coach",
        )


# --- one sheet with contacts


def _read_log(
    source: SourceFile,
    grid: TableGrid,
    number: int,
    heading: Heading,
    wanted: ImportWanted,
    mapped: Mapping[str, str],
    found: LogSoFar,
) -> None:
    sheet = called(grid, number)
    grid = _spread(grid, heading)
    body = grid.rows[heading.last + 1 :]
    around = _around(source, grid, number, heading, wanted, sheet, body, found)
    found.columns += [column.told(f"{sheet}, column {column_letters(column.number + 1)}") for column in heading.columns]
    found.labels += [text for row in grid.rows[heading.first : heading.last + 1] for text in texts_of(row)]
    _say_hidden(grid, sheet, found)
    _ask_columns(heading, wanted, mapped, found)
    rows: list[tuple[int, float, bool]] = []
    apart: dict[str, float] = {}
    since, above = 0, None
    contacts: list[Sequence[TableCell]] = []
    for row, cells in enumerate(body, heading.last + 2):
        texts = texts_of(cells)
        if not texts and not any(cell.stored == "not-worked-out" for cell in cells):
            continue
        if [plain_name(text) for text in texts] == [plain_name(text) for text in texts_of(grid.rows[heading.last])]:
            found.labels += texts
        elif (total := total_of(cells, row, heading, around, rows, since, apart)) is not None:
            found.labels += texts
            say_total(total, sheet, found)
            since = row
        elif (section := _section(cells, heading)) is not None:
            around = _in_section(section, around, heading, f"{sheet}, row {row}")
            found.labels += texts
        elif not _is_contact(cells, heading):
            found.left.append(Left("\t".join(texts), f"{sheet}, row {row}", "no day, client or length is in this row"))
        else:
            _take(cells, above, row, heading, around, found, rows, apart, hidden=row - 1 in grid.hidden_rows)
            above = cells
            contacts.append(cells)
    _told_already(heading, contacts, sheet, found)
    above_the_table(grid, heading, sheet, around, rows, apart, found)
    running_totals(grid, heading, sheet, around, rows, found)


_TOLD_ALREADY: Final = {
    "number": "they number the rows",
    "weekday": "the days say it",
    "running": "they are sums of the rows",
    "end": "the lengths say it",
    "same length": "the minutes say it",
}
"""Columns that say nothing which the others do not, and why they are left out."""


def _told_already(heading: Heading, contacts: Sequence[Sequence[TableCell]], sheet: str, found: LogSoFar) -> None:
    """List what stands in such columns as one part that is left out, for each of them."""
    for column in heading.columns:
        if column.field in _TOLD_ALREADY:
            text = " ".join(cells[column.number].text for cells in contacts if cells[column.number].text)
            if text:
                place = f"{sheet}, column {column_letters(column.number + 1)}"
                found.left.append(Left(text, place, _TOLD_ALREADY[column.field]))


def _take(
    cells: Sequence[TableCell],
    above: Sequence[TableCell] | None,
    row: int,
    heading: Heading,
    around: RowContext,
    found: LogSoFar,
    rows: list[tuple[int, float, bool]],
    apart: dict[str, float],
    *,
    hidden: bool,
) -> None:
    """Take one contact in, unless another sheet has the same row."""
    read = row_read(cells, above, row, heading, around)
    place = f"{around.sheet}, row {row}"
    found.left += read.left
    found.said += read.said
    if read.entry is None:
        return
    if read.status == "held":
        rows.append((row, float(read.minutes or 0), hidden))
    else:
        apart[read.status] = apart.get(read.status, 0) + (read.minutes or 0)
        rows.append((row, 0.0, hidden))
    same = tuple(sorted((field.field, str(field.value)) for field in read.entry.fields))
    before = found.seen.setdefault(same, place)
    if before != place:
        if before.partition(",")[0] != around.sheet:
            found.left.append(
                Left("\t".join(texts_of(cells)), place, f"the same stands in {before}, and was read there")
            )
            return
        found.said.append(f"{place} says the same as {before}. Both were read as contacts of their own.")
    found.entries.append(read.entry)
    if read.status == "held":
        client = plain_name(read.client)
        found.by_client[client] = found.by_client.get(client, 0) + (read.minutes or 0)


def _around(
    source: SourceFile,
    grid: TableGrid,
    number: int,
    heading: Heading,
    wanted: ImportWanted,
    sheet: str,
    body: Sequence[Sequence[TableCell]],
    found: LogSoFar,
) -> RowContext:
    """What holds for all rows of a sheet, with what has to be asked about it."""
    qualification = wanted.portfolio.qualification
    order: DayOrder = "none"
    if (column := heading.column("date")) is not None:
        order = day_order_of((row[column.number] for row in body), wanted.today)
        order = _asked_order(column.label, order, sheet, wanted, found)
    units = {
        column.field: _asked_unit(column, [row[column.number] for row in body], sheet, wanted, found)
        for column in heading.columns
        if column.field.startswith("minutes") or column.field in ("planning_minutes", "running")
    }
    in_name = re.sub(r"\.\w+$", "", source.name).rpartition("/")[2]
    year, month = period_of(grid.name) or period_of(in_name) or (None, None)
    if year is None and (column := heading.column("date")) is not None:
        year = _year_of_all([row[column.number] for row in body], order, wanted.today)
    client, client_from = "", ""
    if not heading.has("client", "client name", "first name", "last name"):
        client, client_from = _client_of_sheet(source, grid, number, wanted, sheet, found)
    return RowContext(
        sheet,
        order,
        units,
        wanted.today,
        tuple(criterion.ref for criterion in qualification.criteria) if qualification else (),
        tuple(unit.ref for unit in qualification.units) if qualification else (),
        year,
        month,
        client,
        client_from,
        wanted.answers.get("role", ""),
        tuple(
            column.label
            for column in heading.columns
            if _mapped(wanted).get(plain_name(column.label)) in ("leave", "left out", "")
            and plain_name(column.label) in _mapped(wanted)
        ),
    )


def _year_of_all(cells: Sequence[TableCell], order: DayOrder, today: datetime.date) -> int | None:
    """The one year of all days of a column that say theirs: those that do not are of it as well."""
    days = [day_in_cell(cell, order, today).value for cell in cells if cell.text]
    years = {str(day)[:4] for day in days if day}
    return int(years.pop()) if len(years) == 1 else None


def _asked_order(label: str, order: DayOrder, sheet: str, wanted: ImportWanted, found: LogSoFar) -> DayOrder:
    """The order of day and month, asked where no day of the column tells it."""
    id = f"day-order:{plain_name(label)}"
    answer = wanted.answers.get(id, "")
    if order == "not told":
        if answer in ("day first", "month first"):
            return "day first" if answer == "day first" else "month first"
        found.questions[id] = ImportQuestion(
            id,
            f"In the column {label!r} no day tells which number is the month. They are read day first, as in Britain: "
            "03/02/2026 is 3 February 2026. Is that right?",
            (
                AnswerChoice("day first", "yes, the day comes first"),
                AnswerChoice("month first", "no, the month comes first"),
            ),
            "day first",
            places=((sheet, ""),),
        )
    return order


def _asked_unit(
    column: Any, cells: Sequence[TableCell], sheet: str, wanted: ImportWanted, found: LogSoFar
) -> NumbersAre:
    if column.in_hours is not None:
        return "hours" if column.in_hours else "minutes"
    if column.field in ("minutes paid", "minutes pro-bono", "minutes individual", "minutes group"):
        return "hours"
    unit = numbers_are([cell for cell in cells if not cell.formula])
    if not unit or column.field not in ("minutes", "planning_minutes"):
        return unit or "hours"
    id = f"unit:{plain_name(column.label)}"
    answer = wanted.answers.get(id, "")
    if answer in ("hours", "minutes"):
        return "hours" if answer == "hours" else "minutes"
    found.questions[id] = ImportQuestion(
        id,
        f"Are the numbers in the column {column.label!r} hours or minutes? Its header does not say.",
        (AnswerChoice("hours", "hours"), AnswerChoice("minutes", "minutes")),
        unit if unit != "either" else "",
        places=((sheet, ""),),
    )
    return unit


def _client_of_sheet(
    source: SourceFile, grid: TableGrid, number: int, wanted: ImportWanted, sheet: str, found: LogSoFar
) -> tuple[str, str]:
    """Whose contacts a sheet holds that has no column for it: its name tells, or it is asked once."""
    if grid.name and not names_nobody(grid.name):
        return grid.name, "the name of the sheet"
    id = f"client:{source.sha256[:12]}:{number}"
    if wanted.answers.get(id):
        return wanted.answers[id], "what you answered"
    found.questions[id] = ImportQuestion(
        id,
        f"Whose contacts are on {sheet}? No column says so. Write the code or the name.",
        form="text",
        places=((source.name, sheet),),
    )
    return "", ""


# --- rows that are no contacts


def _is_contact(cells: Sequence[TableCell], heading: Heading) -> bool:
    """Whether a row tells of a contact: two of day, client and length, or a day and anything else."""
    names = (*("date", "client", "client name", "first name", "last name", "minutes", "hours part", "minutes part"),)
    told = [heading.column(name) for name in (*names, "start", "minutes paid", "minutes pro-bono")]
    there = [column for column in told if column and (cells[column.number].text or cells[column.number].formula)]
    if len(there) > 1:
        return True
    if not there or there[0].field != "date":
        return False
    day = cells[there[0].number]
    return bool(day_in_cell(day, "day first", datetime.date.today()).value) and len(texts_of(cells)) > 1


def _section(cells: Sequence[TableCell], heading: Heading) -> str | None:
    """The words of a row that is a heading between contacts: a month, or a client."""
    texts = list(dict.fromkeys(texts_of(cells)))
    if len(texts) != 1 or len(texts[0]) > _MOST_SECTION:
        return None
    column = heading.column("date")
    only = next(cell for cell in cells if cell.text)
    if column and cells[column.number] is only and only.stored in ("day", "moment"):
        return None
    has_client = heading.has("client", "client name", "first name", "last name")
    if period_of(texts[0]) or _CLIENT_SECTION.fullmatch(texts[0]):
        return texts[0]
    if not has_client and only.stored == "text" and len(texts[0].split()) <= 6 and not re.search(r"[.!?]$", texts[0]):
        return texts[0]
    return None


def _in_section(text: str, around: RowContext, heading: Heading, place: str) -> RowContext:
    if period := period_of(text):
        return replace(around, year=period[0] or around.year, month=period[1])
    match = _CLIENT_SECTION.fullmatch(text)
    return replace(around, client=match["client"] if match else text, client_from=place)


# --- small things


def _spread(grid: TableGrid, heading: Heading) -> TableGrid:
    """The table with days and clients that are merged over several rows in each of them."""
    columns = [heading.column(name) for name in ("date", "client", "client name", "first name", "last name")]
    numbers = {column.number for column in columns if column}
    rows = [list(row) for row in grid.rows]
    changed = False
    for place, row in enumerate(grid.rows[heading.last + 1 :], heading.last + 1):
        for number in numbers:
            cell = row[number]
            if cell.down > 1 and cell.across == 1 and cell.text:
                for below in range(place + 1, min(place + cell.down, len(rows))):
                    rows[below][number] = replace(cell, down=1, place=rows[below][number].place)
                    changed = True
    return replace(grid, rows=tuple(map(tuple, rows))) if changed else grid


def _say_hidden(grid: TableGrid, sheet: str, found: LogSoFar) -> None:
    found.said += [f"{sheet}: {note}" for note in grid.notes]
    rows = [str(row + 1) for row in grid.hidden_rows if row < len(grid.rows) and texts_of(grid.rows[row])]
    if rows:
        which = listed(rows) if len(rows) <= 12 else f"{listed(rows[:10], last=',')} and {len(rows) - 10} more"
        are = "is" if len(rows) == 1 else "are"
        found.said.append(
            f"{sheet}: {'row' if len(rows) == 1 else 'rows'} {which} {are} hidden there. Read all the same."
        )
    columns = [
        column_letters(number + 1) for number in grid.hidden_columns if any(row[number].text for row in grid.rows)
    ]
    if columns:
        are = "is" if len(columns) == 1 else "are"
        called = "column" if len(columns) == 1 else "columns"
        found.said.append(f"{sheet}: {called} {listed(columns)} {are} hidden there. Read all the same.")


def _ask_columns(heading: Heading, wanted: ImportWanted, mapped: Mapping[str, str], found: LogSoFar) -> None:
    """Columns that may mean several fields, and those that mean none, each to be settled once."""
    for column in heading.columns:
        plain = plain_name(column.label)
        if not plain or plain in mapped or f"column:{plain}" in wanted.answers:
            continue
        if column.field in PROSE_FIELDS and [other for other in column.others if other in PROSE_FIELDS]:
            choices = dict.fromkeys((column.field, *(other for other in column.others if other in PROSE_FIELDS)))
            text = f"What is in the column {column.label!r}?"
            proposed = column.field
        elif not column.field and column.how != "answered":
            choices = dict.fromkeys(PROSE_FIELDS)
            text = f"The column {column.label!r} is no field that coachfolio knows. What is in it?"
            proposed = "extra"
        else:
            continue
        found.questions.setdefault(
            f"column:{plain}",
            ImportQuestion(f"column:{plain}", text, tuple(_choices(choices)), proposed),
        )


def _choices(names: Mapping[str, None]) -> Iterator[AnswerChoice]:
    for name in names:
        yield AnswerChoice(name, name)
    yield AnswerChoice("extra", "a field of my own, kept under its name")
    yield AnswerChoice("leave", "nothing that I want to bring in")
