"""Separated values that spreadsheets open by double click, and that nothing in them can run."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Final

from coachfolio.reports.model import Value

__all__ = ["BEGINS_A_FORMULA", "separated"]

BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula. (Source: OWASP on CSV injection.)"""


def separated(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A table as comma-separated values in UTF-8, with the mark by which Excel knows it, and lines that end as it asks.

    A text that a spreadsheet would take for a formula has an apostrophe before it, which spreadsheets do not show as
    part of the text; so has one that begins with an apostrophe itself.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int | datetime.date):
        return str(value)
    return f"'{value}" if value.startswith((*BEGINS_A_FORMULA, "'")) else value
