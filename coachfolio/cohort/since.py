"""What changed in a cohort between two runs: the first table of each is compared, row by row."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import count
from coachfolio.cohort.views import CohortView
from coachfolio.reports.model import ModelColumn, ModelTable, Value

__all__ = ["NothingEarlier", "with_changes"]

_CHANGES: Final = (
    ModelColumn("what", "text", "The portfolio, and what is called so in it."),
    ModelColumn("column", "text", "What changed: a column of the table before this one; empty for a whole row."),
    ModelColumn("was", "text", "What it was; empty where it was not there."),
    ModelColumn("now", "text", "What it is; empty where it is not there any more."),
)
_BY_THE_DAY: Final = frozenset({"days_left", "time_gone_percent", "waits_days"})
"""What changes by itself from day to day."""


class NothingEarlier(CoachfolioError):
    """What was given to compare with is no earlier look at a cohort of the same kind."""


def with_changes(view: CohortView, earlier: str) -> CohortView:
    """The view with a table of what changed since an earlier one, whose JSON is `earlier`. Raises NothingEarlier."""
    table = view.tables[0]
    before, day = _rows_of(earlier, view.name, table)
    rows = tuple(_changes(table, before))
    said = f"{count(len(rows), 'change')} since {day}."
    changes = ModelTable("changes", f"What changed since {day}.", _CHANGES, rows)
    return replace(view, lines=(*view.lines, said), tables=(view.tables[0], changes, *view.tables[1:]))


def _rows_of(earlier: str, name: str, table: ModelTable) -> tuple[dict[tuple[str, ...], Mapping[str, Any]], str]:
    """The rows of the earlier table by their keys, and the day that it was true on."""
    keys = [column.name for column in table.columns if column.key]
    try:
        document = json.loads(earlier)
        if document["version"] != 1 or document["view"] != name:
            raise NothingEarlier(f"What to compare with is no output of coachfolio cohort {name} --format json.")
        rows: dict[tuple[str, ...], Mapping[str, Any]] = {
            tuple(str(row[key]) for key in keys): dict(row) for row in document["tables"][table.name]
        }
        return rows, datetime.date.fromisoformat(document["on"]).isoformat()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise NothingEarlier(f"What to compare with is no output of coachfolio cohort {name} --format json.") from None


def _changes(table: ModelTable, before: dict[tuple[str, ...], Mapping[str, Any]]) -> Iterator[tuple[Value, ...]]:
    keys = [number for number, column in enumerate(table.columns) if column.key]
    left = dict(before)
    for row in sorted(table.rows, key=lambda row: [str(row[number]) for number in keys]):
        key = tuple(str(row[number]) for number in keys)
        was = left.pop(key, None)
        what = " ".join(key)
        if was is None:
            yield what, "", None, "new"
            continue
        for column, value in zip(table.columns, row, strict=True):
            if column.name not in _BY_THE_DAY and column.name in was and _text(value) != _text(was[column.name]):
                yield what, column.name, _text(was[column.name]), _text(value)
    for key in sorted(left):
        yield " ".join(key), "", "there", None


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else value.isoformat() if isinstance(value, datetime.date) else str(value)
