"""Every table in one JSON document."""

from __future__ import annotations

import datetime

from coachfolio.checks.checking import Report
from coachfolio.outputs import JSON_VERSION
from coachfolio.reports.model import ModelTable, Value, model_tables

__all__ = ["export_document", "rows_of"]


def export_document(report: Report) -> dict[str, object]:
    """The portfolio's tables, each a list of rows by column. Its form is the schema `output-export`."""
    return {
        "version": JSON_VERSION,
        "tables": {table.name: rows_of(table) for table in model_tables(report)},
    }


def rows_of(table: ModelTable) -> list[dict[str, object]]:
    """The rows of a table, each by column."""
    return [
        {column.name: _plain(value) for column, value in zip(table.columns, row, strict=True)} for row in table.rows
    ]


def _plain(value: Value) -> object:
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value
