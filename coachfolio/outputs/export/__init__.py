"""Data out: the whole portfolio as tables, in the formats that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from coachfolio.checks.checking import Report

__all__ = ["EXPORTS", "export"]

EXPORTS: Final[Mapping[str, str]] = {
    "json": "One JSON document with every table.",
    "csv": "A folder with one file of separated values for each table.",
    "xlsx": "One workbook with a sheet for each table.",
    "sqlite": "One SQLite database, with references between the tables and views over them.",
    "case": "The qualification and its criteria as a CASE 1.1 framework (JSON).",
    "ics": "The contacts as a calendar, by code.",
}
"""Each format of an export, and what comes of it."""


def export(report: Report, form: str) -> bytes | Mapping[str, bytes]:
    """The portfolio that a report is on, in one of the formats: a file, or several files by name.

    The same portfolio on the same day gives the same bytes. Raises CoachfolioError where a format needs a package that
    is not installed, and where the portfolio has not got what the format holds.
    """
    made: Mapping[str, Callable[[Report], bytes | Mapping[str, bytes]]] = {
        "json": _json,
        "csv": _csv,
        "xlsx": _xlsx,
        "sqlite": _sqlite,
        "case": _case,
        "ics": _ics,
    }
    return made[form](report)


def _json(report: Report) -> bytes:
    from coachfolio.outputs.export.document import export_document
    from coachfolio.outputs.json import json_text

    return (json_text(export_document(report)) + "\n").encode()


def _csv(report: Report) -> Mapping[str, bytes]:
    from coachfolio.outputs.export.separated import separated
    from coachfolio.reports.model import model_tables

    return {
        f"{table.name}.csv": separated([column.name for column in table.columns], table.rows)
        for table in model_tables(report)
    }


def _xlsx(report: Report) -> bytes:
    from coachfolio.outputs.export.workbook import workbook_of
    from coachfolio.reports.model import model_tables

    return workbook_of(model_tables(report))


def _sqlite(report: Report) -> bytes:
    from coachfolio.outputs.export.database import database_of
    from coachfolio.reports.model import model_tables

    return database_of(model_tables(report))


def _case(report: Report) -> bytes:
    from coachfolio.outputs.export.framework import framework_of
    from coachfolio.outputs.json import json_text

    return (json_text(framework_of(report)) + "\n").encode()


def _ics(report: Report) -> bytes:
    from coachfolio.outputs.calendar import contacts_calendar

    return contacts_calendar(report).encode()
