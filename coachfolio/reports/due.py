"""What is to be done, by whom and by when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.checking import Report
from coachfolio.checks.rules import has_duty
from coachfolio.evidence.model import Action
from coachfolio.facts.assessment import Due
from coachfolio.facts.assessment.entitlement import LEARNER
from coachfolio.facts.progress.reminders import Reminder, reminders_of
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

__all__ = ["SOON_DAYS", "ToDo", "open_first", "soon", "to_do"]

SOON_DAYS: Final = 28
"""How far ahead `soon` looks."""


ToDoKind = Literal["action", "finding", "time-limit", "supervision", "keep-key", "keep-notes"]


@frozen()
class ToDo(Frozen):
    """One thing to do or to keep in mind, as it may be shown."""

    handle: str
    """The name of its file, a slash and its number there, as `Due` has it; for a reminder its kind."""
    kind: ToDoKind
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
    return tuple(sorted(due, key=lambda due: (not due.open, due.due or datetime.date.max, due.handle)))


def to_do(report: Report, *, reminders: bool = True, closed: bool = False) -> tuple[ToDo, ...]:
    """Everything that is open, by day, what has no day last.

    With `reminders`, the time limit, supervision and what is kept for a while are among it; with `closed`, what was
    done stands at the end. Words that may name a client are left out.
    """
    concealed = {diagnostic.path for diagnostic in report.diagnostics if has_duty(diagnostic.code, "names")}
    dues = [due for due in open_first(report.progress.assessment.due) if due.open or closed]
    found = [_from_due(due, concealed) for due in dues]
    if reminders:
        found += [_from_reminder(reminder) for reminder in reminders_of(report.portfolio, report.progress.time_limit)]
    return tuple(sorted(found, key=lambda to_do: (not to_do.open, to_do.day or datetime.date.max)))


def soon(every: Iterable[ToDo], today: datetime.date) -> tuple[ToDo, ...]:
    """What is overdue, and then what is due within the next four weeks."""
    return tuple(
        to_do for to_do in every if to_do.open and (left := to_do.days_left(today)) is not None and left <= SOON_DAYS
    )


def _from_due(due: Due, concealed: set[str]) -> ToDo:
    path = due.place.path
    what = "" if path in concealed else due.what
    closed_on = due.of.done_on if isinstance(due.of, Action) else due.of.closed_on
    return ToDo(due.handle, due.kind, what, path, due.owner, due.due, due.of.state, due.criterion, closed_on)


def _from_reminder(reminder: Reminder) -> ToDo:
    return ToDo(reminder.kind, reminder.kind, "", PORTFOLIO_FILE, LEARNER, reminder.day, "open", amount=reminder.amount)
