"""A paper's tables as the sheets of a workbook."""

from __future__ import annotations

import io
import re
from collections import Counter

from coachfolio.base.errors import CoachfolioError
from coachfolio.outputs.export.workbook import MOST_LETTERS, new_workbook
from coachfolio.reports.papers import Paper, PaperTable

__all__ = ["sheets_file"]

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_ROOM = 110
"""Widths of columns are shares of this many letters."""


def sheets_file(paper: Paper) -> bytes:
    """A sheet for each table. Raises CoachfolioError where there is none, and where the library is not installed."""
    tables = [part for part in paper.parts if isinstance(part, PaperTable)]
    if not tables:
        raise CoachfolioError("There is no table in it, so there is nothing for a workbook. Ask for .docx or .pdf.")
    data = io.BytesIO()
    book, formats = new_workbook(data)
    used: Counter[str] = Counter()
    for table in tables:
        name = _NOT_IN_NAMES.sub(" ", table.title)[:27]
        used[name.casefold()] += 1
        sheet = book.add_worksheet(name if used[name.casefold()] == 1 else f"{name} {used[name.casefold()]}")
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        for number, (head, width) in enumerate(zip(table.heads, table.widths, strict=True)):
            sheet.write_string(0, number, head, formats["head"])
            sheet.set_column(number, number, max(6, width * _ROOM // 100))
        for row, values in enumerate(table.rows, 1):
            for number, value in enumerate(values):
                sheet.write_string(row, number, value[:MOST_LETTERS], formats["text"])
    about = book.add_worksheet("About")
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 70)
    about.write_string(0, 0, paper.title, formats["bold"])
    for row, (label, words) in enumerate(paper.about, 1):
        about.write_string(row, 0, label, formats["text"])
        about.write_string(row, 1, words, formats["text"])
    if paper.warning:
        about.write_string(len(paper.about) + 2, 0, paper.warning, formats["bold"])
    book.close()
    return data.getvalue()
