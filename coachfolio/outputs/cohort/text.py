"""A look at a cohort as text for a terminal."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from coachfolio.base.words import count, day, hours, one_line
from coachfolio.cohort.views import CohortView
from coachfolio.outputs.sampling import aligned
from coachfolio.reports.model import ModelColumn, ModelTable, Value

__all__ = ["cell_text", "cohort_text", "head"]

MOST_ROWS_OF_TEXT: Final = 20
"""Rows of one table, where not everything is asked for."""
_BRIEF: Final[Mapping[str, tuple[str, ...]]] = {
    "learners": (
        *("portfolio", "track", "days_left", "time_gone_percent", "criteria", "enough", "settled"),
        *("contact_minutes", "referrals", "waits_days", "stale", "unsealed", "errors"),
    ),
    "units": (
        *("unit", "portfolios", "unknown", "missing", "partial", "evidenced", "stale", "accepted", "signed_off"),
    ),
    "records": (
        *("portfolio", "saves", "last", "pieces", "witnessed", "recorded_late", "seals", "unsealed"),
        *("errors", "warnings", "no_record"),
    ),
}
"""The columns that have room in a terminal."""
_LONG: Final = frozenset({"learner_units"})
"""Tables that are shown only where everything is asked for."""


def cohort_text(view: CohortView, *, everything: bool = False) -> Iterator[str]:
    """Title, sentences, tables, and at the end what is not counted. No row is cut off; long tables are."""
    yield f"{view.title}, on {day(view.on)}"
    yield from view.lines
    yield from view.notes
    for table in view.tables:
        if not table.rows or (table.name in _LONG and not everything):
            continue
        yield from ("", table.about)
        columns = table.columns if everything else tuple(_brief(table))
        numbers = [table.columns.index(column) for column in columns]
        rows = table.rows if everything else table.rows[:MOST_ROWS_OF_TEXT]
        cells = [[cell_text(table.columns[number], row[number]) for number in numbers] for row in rows]
        yield from (f"  {line}" for line in aligned([head(column) for column in columns], cells))
        if len(table.rows) > len(rows):
            yield f"  and {len(table.rows) - len(rows)} more: --all shows every one"
    if view.left_out:
        yield from ("", f"Left out: {count(len(view.left_out), 'place')}")
        yield from (f"  {one_line(left.place)}: {one_line(left.why)}" for left in view.left_out)


def _brief(table: ModelTable) -> Sequence[ModelColumn]:
    wanted = _BRIEF.get(table.name)
    return [column for column in table.columns if wanted is None or column.name in wanted]


def head(column: ModelColumn) -> str:
    """What a column is called above it."""
    return column.name.removesuffix("_minutes").replace("_percent", " in %").replace("_", " ")


def cell_text(column: ModelColumn, value: Value) -> str:
    """One value, in words."""
    if value is None or value == "":
        return "-"
    if column.name.endswith("_minutes") and isinstance(value, int):
        return hours(value)
    if column.name.endswith("_percent"):
        return str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) else one_line(str(value))
