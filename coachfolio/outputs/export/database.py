"""One SQLite database, with keys, references between tables, and views over them."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Final

from coachfolio.reports.model import ModelColumn, ModelTable, Value

__all__ = ["VIEWS", "database_of", "stored", "table_made"]

_TYPES: Final[Mapping[str, str]] = {
    "text": "TEXT",
    "whole": "INTEGER",
    "number": "REAL",
    "day": "TEXT",
    "time": "TEXT",
    "yes-no": "INTEGER",
}
VIEWS: Final[Mapping[str, str]] = {
    "hours_by_client": "SELECT client, SUM(counted_minutes) AS minutes, COUNT(*) AS contacts FROM contacts "
    "WHERE status = 'held' GROUP BY client ORDER BY client",
    "hours_by_month": "SELECT substr(date, 1, 7) AS month, SUM(counted_minutes) AS minutes, COUNT(*) AS contacts "
    "FROM contacts WHERE status = 'held' GROUP BY month ORDER BY month",
    "hours_by_unit": "SELECT unit, SUM(counted_minutes) AS minutes, COUNT(*) AS contacts FROM contact_units "
    "JOIN contacts USING (evidence, number) WHERE status = 'held' GROUP BY unit ORDER BY unit",
    "mapping": "SELECT criteria.ref AS criterion, criteria.text, criteria.state, claims.evidence, evidence.kind, "
    "evidence.date, claims.look_at, claims.how FROM criteria LEFT JOIN claims ON claims.criterion = criteria.ref "
    "LEFT JOIN evidence ON evidence.id = claims.evidence ORDER BY criteria.rowid, claims.rowid",
    "states_by_unit": "SELECT unit, state, COUNT(*) AS criteria FROM criteria GROUP BY unit, state "
    "ORDER BY unit, state",
}
"""What is asked most often, as views."""


def database_of(tables: Iterable[ModelTable]) -> bytes:
    """Tables as a database. Days are year-month-day, times hours:minutes, yes and no 1 and 0."""
    base = sqlite3.connect(":memory:")
    try:
        base.execute("PRAGMA foreign_keys = ON")
        for table in tables:
            base.execute(table_made(table))
            places = ", ".join("?" for _ in table.columns)
            base.executemany(
                f'INSERT INTO "{table.name}" VALUES ({places})',  # noqa: S608 - our own names, never a person's
                ([stored(value) for value in row] for row in table.rows),
            )
        for name, query in VIEWS.items():
            base.execute(f'CREATE VIEW "{name}" AS {query}')
        base.commit()
        return base.serialize()
    finally:
        base.close()


def table_made(table: ModelTable) -> str:
    """How a table is made: its columns, its key, and what it refers to."""
    keys = [column.name for column in table.columns if column.key]
    parts = [f'"{column.name}" {_TYPES[column.kind]}{" NOT NULL" if column.key else ""}' for column in table.columns]
    if keys:
        parts.append(f"PRIMARY KEY ({', '.join(_quoted(keys))})")
    for columns in _references(table.columns):
        target = columns[0].refers.split(".")[0]
        there = ", ".join(_quoted(column.refers.split(".")[1] for column in columns))
        here = ", ".join(_quoted(column.name for column in columns))
        parts.append(f'FOREIGN KEY ({here}) REFERENCES "{target}" ({there})')
    return f'CREATE TABLE "{table.name}" ({", ".join(parts)})'


def _references(columns: Iterable[ModelColumn]) -> list[list[ModelColumn]]:
    """The columns that refer to another table: together, where its key has several parts."""
    found: list[list[ModelColumn]] = []
    for column in columns:
        if not column.refers:
            continue
        table = column.refers.split(".")[0]
        for together in found:
            if together[0].refers.split(".")[0] == table and column.refers not in {part.refers for part in together}:
                together.append(column)
                break
        else:
            found.append([column])
    return found


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def stored(value: Value) -> str | int | float | None:
    """A value as the database holds it: days as year-month-day, times as hours:minutes."""
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value
