"""Workbooks: tables as sheets, with text as text, days as days, and nothing that runs."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.reports.model import ModelColumn, ModelTable, Value

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["MOST_LETTERS", "Formats", "new_workbook", "workbook_of", "write_cell"]

MOST_LETTERS: Final = 32_767
"""What a cell of a workbook holds at most. (Source: Excel's specifications and limits.)"""
_MADE: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""When every workbook says it was made: the same portfolio gives the same bytes on any day."""
_WIDTHS: Final[Mapping[str, int]] = {"text": 28, "whole": 10, "number": 10, "day": 12, "time": 8, "yes-no": 8}

Formats = Mapping[str, "Format"]


def new_workbook(into: io.BytesIO) -> tuple[Workbook, Formats]:
    """An empty workbook in which no text becomes a formula or an address, and the formats of its cells.

    Raises CoachfolioError where the library that writes it is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise CoachfolioError("A workbook needs one more package: pip install 'coachfolio[office]'.") from None
    book = Workbook(into, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _MADE})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "whole": book.add_format({"num_format": "0", "valign": "top"}),
        "number": book.add_format({"num_format": "General", "valign": "top"}),
        "hours": book.add_format({"num_format": "0.00", "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        "time": book.add_format({"num_format": "hh:mm", "valign": "top", "align": "left"}),
        "yes-no": book.add_format({"valign": "top"}),
        "sum": book.add_format({"bold": True, "top": 1, "num_format": "0.00", "valign": "top"}),
        "bold": book.add_format({"bold": True}),
    }
    return book, formats


def workbook_of(tables: Iterable[ModelTable]) -> bytes:
    """Tables as one workbook: a sheet each, and before them one that says what each column means.

    Raises CoachfolioError where the library that writes it is not installed.
    """
    data = io.BytesIO()
    book, formats = new_workbook(data)
    tables = tuple(tables)
    _legend(book.add_worksheet("About"), tables, formats)
    for table in tables:
        sheet = book.add_worksheet(table.name[:31])
        _heads(sheet, table.columns, formats)
        for number, row in enumerate(table.rows, 1):
            for column, value in enumerate(row):
                write_cell(sheet, number, column, value, formats)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    return data.getvalue()


def _heads(sheet: Worksheet, columns: Iterable[ModelColumn], formats: Formats) -> None:
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column.name, formats["head"])
        sheet.set_column(number, number, _WIDTHS[column.kind])
    sheet.freeze_panes(1, 0)


def _legend(sheet: Worksheet, tables: Iterable[ModelTable], formats: Formats) -> None:
    for number, (head, width) in enumerate((("table", 18), ("column", 18), ("kind", 8), ("refers to", 20), ("", 80))):
        sheet.write_string(0, number, head or "what it means", formats["head"])
        sheet.set_column(number, number, width)
    sheet.freeze_panes(1, 0)
    row = 1
    for table in tables:
        sheet.write_string(row, 0, table.name, formats["bold"])
        sheet.write_string(row, 4, table.about, formats["text"])
        row += 1
        for column in table.columns:
            for number, text in enumerate((table.name, column.name, column.kind, column.refers, column.about)):
                sheet.write_string(row, number, text, formats["text"])
            row += 1


def write_cell(sheet: Worksheet, row: int, column: int, value: Value, formats: Formats) -> None:
    """One value in its cell. Text stays text, whatever it begins with."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no", formats["yes-no"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, formats["whole"])
    elif isinstance(value, float):
        sheet.write_number(row, column, value, formats["number"])
    elif isinstance(value, datetime.time):
        sheet.write_datetime(row, column, value, formats["time"])
    elif isinstance(value, datetime.date):
        if value.year < 1900:  # before the calendar of workbooks begins
            sheet.write_string(row, column, value.isoformat(), formats["text"])
        else:
            sheet.write_datetime(row, column, value, formats["day"])
    else:
        sheet.write_string(row, column, value[:MOST_LETTERS], formats["text"])
