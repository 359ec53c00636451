"""What is to be done in a cohort, by whom and by when. In whose words it was asked for stays in the portfolios."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from typing import Final

from coachfolio.base.words import count
from coachfolio.cohort.extract import DueKept
from coachfolio.cohort.reading import CohortRead
from coachfolio.cohort.views import CohortView, view_of
from coachfolio.reports.model import ModelColumn, ModelTable, Value

__all__ = ["actions_view"]

_ASKED_FOR: Final = ("action", "finding")
_DUE: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("handle", "text", "What to call it there: coachfolio actions tells its words.", key=True),
    ModelColumn("kind", "text", "action, or finding of a quality assurer."),
    ModelColumn("owner", "text", "learner, or the short name of a person in that portfolio."),
    ModelColumn("criterion", "text", "The criterion that it is about."),
    ModelColumn("state", "text", "open, done, dropped or closed."),
    ModelColumn("due", "day", "By which day."),
    ModelColumn("days_left", "whole", "Days until then; negative when it has passed."),
    ModelColumn("asked_on", "day", "The day of the record that asks for it."),
)
_OWNERS: Final = (
    ModelColumn("owner", "text", "learner, or the short name of a person.", key=True),
    ModelColumn("portfolios", "whole", "Portfolios in which something is open for them."),
    ModelColumn("open", "whole", "What is open."),
    ModelColumn("overdue", "whole", "What is overdue."),
)


def actions_view(read: CohortRead, *, closed: bool = False) -> CohortView:
    """What somebody asked for and is open, by day, what has no day last; with `closed`, what was done as well."""
    found: list[tuple[str, DueKept]] = []
    for extract in read.extracts():
        asked = (due for due in extract.due if due.kind in _ASKED_FOR)
        found += ((extract.name, due) for due in asked if closed or due.state == "open")
    found.sort(key=_by_day)
    open_now = [(name, due) for name, due in found if due.state == "open"]
    overdue = [(name, due) for name, due in open_now if due.day is not None and due.day < read.today]
    lines = (f"{len(open_now)} open, {len(overdue)} overdue, in {count(len({*dict(open_now)}), 'portfolio')}.",)
    tables = (
        ModelTable("due", "What is to be done, by day.", _DUE, tuple(_row(*pair, read.today) for pair in found)),
        ModelTable("owners", "Whose it is.", _OWNERS, _owners(open_now, overdue)),
    )
    return view_of(read, "actions", "What is to be done", lines, tables)


def _by_day(pair: tuple[str, DueKept]) -> tuple[object, ...]:
    name, due = pair
    return due.state != "open", due.day or datetime.date.max, name, due.handle


def _row(name: str, due: DueKept, today: datetime.date) -> tuple[Value, ...]:
    left = (due.day - today).days if due.day else None
    return name, due.handle, due.kind, due.owner, due.criterion, due.state, due.day, left, due.made_on


def _owners(open_now: list[tuple[str, DueKept]], overdue: list[tuple[str, DueKept]]) -> tuple[tuple[Value, ...], ...]:
    portfolios: dict[str, set[str]] = defaultdict(set)
    counted = Counter(due.owner for _, due in open_now)
    late = Counter(due.owner for _, due in overdue)
    for name, due in open_now:
        portfolios[due.owner].add(name)
    return tuple(
        (owner or "nobody", len(portfolios[owner]), counted[owner], late[owner])
        for owner in sorted(counted, key=lambda owner: (-late[owner], -counted[owner], owner))
    )
