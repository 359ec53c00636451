"""A log of hours as a workbook with live sums, or as separated values."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import day
from coachfolio.outputs.export.separated import separated
from coachfolio.outputs.export.workbook import Formats, new_workbook, write_cell
from coachfolio.reports.hours_log import LOG_FIELDS, HoursLog, LogColumn, LogContact, LogField
from coachfolio.reports.model import Value

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["log_separated", "log_workbook"]


def log_separated(log: HoursLog) -> bytes:
    """The rows of contacts, without sums; for a layout with a row for each client, those rows."""
    if log.layout.by_client:
        return separated(log.layout.client_heads, log.client_rows)
    return separated(
        [column.head for column in log.columns],
        [[LOG_FIELDS[column.field](contact) for column in log.columns] for contact in log.contacts],
    )


def log_workbook(log: HoursLog) -> bytes:
    """A workbook: the log, every contact, the clients, the sums counted several ways, and where the columns come from.

    Sums are formulas over the contacts, with the values that they have now. Raises CoachfolioError where the library
    that writes it is not installed.
    """
    data = io.BytesIO()
    book, formats = new_workbook(data)
    names = ["Clients", "Contacts"] if log.layout.by_client else ["Contacts", "Clients"]
    if log.columns != log.layout.columns:
        names.insert(0, "Log")
    sheets = {name: book.add_worksheet(name) for name in (*names, "Sums", "About")}
    if "Log" in sheets:
        _contacts(sheets["Log"], log.columns, log, formats)
    _contacts(sheets["Contacts"], _EVERY, log, formats)
    _clients(sheets["Clients"], log, formats)
    _sums(sheets["Sums"], log, formats)
    _about(sheets["About"], log, formats)
    book.close()
    return data.getvalue()


_EVERY: Final = tuple(LogColumn(field.replace("_", " ").capitalize(), field) for field in LOG_FIELDS)
"""The columns that sums are made over: every field, whatever the log itself shows."""
_LETTERS: Final = {column.field: chr(ord("A") + number) for number, column in enumerate(_EVERY)}


def _contacts(sheet: Worksheet, columns: Sequence[LogColumn], log: HoursLog, formats: Formats) -> None:
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column.head, formats["head"])
        sheet.set_column(number, number, 14)
    sheet.freeze_panes(1, 0)
    for row, contact in enumerate(log.contacts, 1):
        for number, column in enumerate(columns):
            value = LOG_FIELDS[column.field](contact)
            if isinstance(value, float):
                sheet.write_number(row, number, value, formats["hours"])
            else:
                write_cell(sheet, row, number, value, formats)


def _clients(sheet: Worksheet, log: HoursLog, formats: Formats) -> None:
    """A row for each client, with hours as sums over the contacts, and their totals below them."""
    heads = log.layout.client_heads
    for number, head in enumerate(heads):
        sheet.write_string(0, number, head, formats["head"])
        sheet.set_column(number, number, 16)
    sheet.freeze_panes(1, 0)
    last = len(log.client_rows)
    for row, values in enumerate(log.client_rows, 1):
        for number, value in enumerate(values):
            if isinstance(value, float):
                formula = "+".join(_hours_where([*_own(values, log), *fee], log) for fee in _fees(log, heads[number]))
                sheet.write_formula(row, number, f"={formula}", formats["hours"], value)
            else:
                write_cell(sheet, row, number, value, formats)
    sheet.write_string(last + 1, 0, "Total", formats["bold"])
    for number, head in enumerate(heads):
        if "Hours" in head:
            column = chr(ord("A") + number)
            total = sum(float(str(values[number])) for values in log.client_rows)
            formula = f"=SUM({column}2:{column}{last + 1})" if last else "=0"
            sheet.write_formula(last + 1, number, formula, formats["sum"], total)


def _own(row: Sequence[Value], log: HoursLog) -> list[tuple[LogField, str]]:
    """What the contacts have in common that a row of clients is made of."""
    return [("client", f'"{_quoted(log.client_of(row))}"'), ("setting", f'"{log.setting_of(row)}"')]


def _fees(log: HoursLog, head: str) -> list[list[tuple[LogField, str]]]:
    """The conditions of each fee that a column of hours counts; one without any, where it counts all."""
    return [[("fee", f'"{fee}"')] for fee in log.layout.fees.get(head, ())] or [[]]


def _quoted(text: str) -> str:
    """A text between the quotation marks of a formula, where no letter of it means anything else."""
    plain = text.replace('"', '""')
    return plain.replace("~", "~~").replace("*", "~*").replace("?", "~?")


def _range(field: LogField, log: HoursLog) -> str:
    letter = _LETTERS[field]
    return f"Contacts!${letter}$2:${letter}${max(2, len(log.contacts) + 1)}"


def _hours_where(wanted: Iterable[tuple[LogField, str]], log: HoursLog) -> str:
    conditions = "".join(f",{_range(field, log)},{value}" for field, value in wanted)
    return f"SUMIFS({_range('hours', log)}{conditions})" if conditions else f"SUM({_range('hours', log)})"


def _sums(sheet: Worksheet, log: HoursLog, formats: Formats) -> None:
    """All hours counted several ways: what one body asks for, another does not."""
    for number, (head, width) in enumerate((("What is counted", 48), ("Hours", 12), ("Contacts", 12))):
        sheet.write_string(0, number, head, formats["head"])
        sheet.set_column(number, number, width)
    row = 1
    for what, wanted, own in _ways(log):
        minutes = sum(contact.minutes for contact in own)
        sheet.write_string(row, 0, what, formats["text"])
        sheet.write_formula(row, 1, f"={_hours_where(wanted, log)}", formats["hours"], minutes / 60)
        conditions = ",".join(f"{_range(field, log)},{value}" for field, value in wanted)
        formula = f"=COUNTIFS({conditions})" if conditions else f"=COUNT({_range('hours', log)})"
        sheet.write_formula(row, 2, formula, formats["whole"], len(own))
        row += 1
    members = sum(contact.minutes * contact.people for contact in log.contacts) / 60
    sheet.write_string(row, 0, "Hours times people: a group of six for an hour is 6", formats["text"])
    product = f"=SUMPRODUCT({_range('hours', log)},{_range('people', log)})"
    sheet.write_formula(row, 1, product, formats["hours"], members)


def _ways(log: HoursLog) -> Iterator[tuple[str, list[tuple[LogField, str]], list[LogContact]]]:
    """Each way to count: what it is, the conditions of its formula, and the contacts that it counts."""
    yield "All contacts held", [], list(log.contacts)
    for field, value, words in _APART:
        counted = [contact for contact in log.contacts if LOG_FIELDS[field](contact) == value]
        yield words, [(field, f'"{value}"')], counted
    if log.since is not None:
        begin = f'">="&DATE({log.since.year},{log.since.month},{log.since.day})'
        yield f"Since {day(log.since)}", [("date", begin)], [own for own in log.contacts if own.date >= log.since]


_APART: Final[tuple[tuple[LogField, str, str], ...]] = (
    ("fee", "paid", "Paid"),
    ("fee", "pro-bono", "Pro bono"),
    ("fee", "internal", "Internal: part of the job"),
    ("fee", "not said", "Fee not said"),
    ("role", "coach", "As a coach"),
    ("role", "mentor", "As a mentor"),
    ("setting", "individual", "With one person"),
    ("setting", "group", "With a group"),
)


def _about(sheet: Worksheet, log: HoursLog, formats: Formats) -> None:
    sheet.set_column(0, 0, 100)
    lines = [log.layout.title, log.layout.said, "Only contacts held are counted. 45 minutes are 0.75 hours."]
    if log.left_out:
        lines.append(f"Not in it, because they could not be read: {', '.join(log.left_out[:20])}")
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, formats["bold" if number == 0 else "text"])
