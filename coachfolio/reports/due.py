"""What is to be done, by whom and by when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.checking import Report
from coachfolio.evidence.model import Action
from coachfolio.facts.assessment import Due
from coachfolio.facts.assessment.entitlement import LEARNER
from coachfolio.facts.progress.reminders import Reminder, reminders_of

__all__ = ["SOON_DAYS", "ToDo", "open_first", "soon", "to_do"]

SOON_DAYS: Final = 28
"""How far ahead `soon` looks."""


_NAMED: Final = ("CF601", "CF602", "CF603")
"""Rules that found what may be a client's name in a file: its words are not shown elsewhere."""


Kind = Literal["action", "finding", "time-limit", "supervision", "keep-key", "keep-notes"]


@frozen()
class ToDo(Frozen):
    """One thing to do or to keep in mind, as it may be shown."""

    handle: str
    """The name of its file, a slash and its number there, as `Due` has it; for a reminder its kind."""
    kind: Kind
    what: str
    """In the words of whoever wrote it; empty for a reminder, and where the words may name a client."""
    path: str
    """The file that it stands in."""
    owner: str
    """learner, the short name of a person, or empty where nobody is named."""
    day: datetime.date | None
    state: Literal["open", "done", "dropped", "closed"]
    criterion: str | None = None
    closed_on: datetime.date | None = None
    amount: int = 0
    """The weeks or months of a reminder."""

    @property
    def open(self) -> bool:
        return self.state == "open"

    def days_left(self, today: datetime.date) -> int | None:
        """Negative when its day has passed; None where it has no day."""
        return None if self.day is None else (self.day - today).days

    def overdue(self, today: datetime.date) -> bool:
        """Whether it is open and its day has passed."""
        return self.open and self.day is not None and self.day < today


def open_first(due: Iterable[Due]) -> tuple[Due, ...]:
    """What is open by day, what has no day after it, and then what is closed."""
    return tuple(sorted(due, key=lambda one: (not one.open, one.due or datetime.date.max, one.handle)))


def to_do(report: Report, *, reminders: bool = True, closed: bool = False) -> tuple[ToDo, ...]:
    """Everything that is open, by day, what has no day last.

    With `reminders`, the time limit, supervision and what is kept for a while are among it; with `closed`, what was
    done stands at the end. Words that may name a client are left out.
    """
    concealed = {one.path for one in report.diagnostics if one.code in _NAMED}
    dues = [one for one in open_first(report.progress.assessment.due) if one.open or closed]
    found = [_from_due(one, concealed) for one in dues]
    if reminders:
        found += [_from_reminder(one) for one in reminders_of(report.portfolio, report.progress.time_limit)]
    return tuple(sorted(found, key=lambda one: (not one.open, one.day or datetime.date.max)))


def soon(every: Iterable[ToDo], today: datetime.date) -> tuple[ToDo, ...]:
    """What is overdue, and then what is due within the next four weeks."""
    return tuple(one for one in every if one.open and (left := one.days_left(today)) is not None and left <= SOON_DAYS)


def _from_due(one: Due, concealed: set[str]) -> ToDo:
    path = one.place.path
    what = "" if path in concealed else one.what
    closed_on = one.of.done_on if isinstance(one.of, Action) else one.of.closed_on
    return ToDo(one.handle, one.kind, what, path, one.owner, one.due, one.of.state, one.criterion, closed_on)


def _from_reminder(one: Reminder) -> ToDo:
    return ToDo(one.kind, one.kind, "", "portfolio.yaml", LEARNER, one.day, "open", amount=one.amount)
