"""What is to be done, by whom and by when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, day, one_line, shown
from coachfolio.checks.checking import Report
from coachfolio.checks.rules import has_duty
from coachfolio.evidence.model import Action
from coachfolio.facts.assessment import Due
from coachfolio.facts.assessment.entitlement import LEARNER
from coachfolio.facts.progress.reminders import Reminder, reminders_of
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

__all__ = [
    "MOST_SOON",
    "SOON_DAYS",
    "ActionsReport",
    "DueRow",
    "DueSoon",
    "ToDo",
    "action_list",
    "due_rows",
    "due_soon",
    "open_first",
    "to_do",
    "what_of",
    "when_of",
]

SOON_DAYS: Final = 28
"""How far ahead `due_soon` looks."""
MOST_SOON: Final = 8
"""Lines of what is due soon."""


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


def what_of(to_do: ToDo) -> str:
    """What is to be done, on one line and at full length."""
    match to_do.kind:
        case "time-limit":
            return "The time limit: the qualification is to be complete"
        case "supervision":
            return f"Supervision is due: every {count(to_do.amount, 'week')}"
        case "keep-key":
            return "The last day to keep the list of who is behind each code"
        case "keep-notes":
            return "The last day to keep your notes and this portfolio"
    if to_do.what:
        return " ".join(one_line(to_do.what).split())
    return f"Not shown, because it may name a client: see {shown(to_do.path, 200)}"


def when_of(to_do: ToDo, today: datetime.date) -> str:
    """Its day, and how long that is from today; how it was closed, where it is closed."""
    if not to_do.open:
        return f"{to_do.state} on {day(to_do.closed_on)}" if to_do.closed_on else to_do.state
    left = to_do.days_left(today)
    if to_do.day is None or left is None:
        return "no day"
    if left < 0:
        return f"{day(to_do.day)}, overdue by {count(-left, 'day')}"
    return f"{day(to_do.day)}, " + (f"in {count(left, 'day')}" if left else "today")


@frozen()
class DueRow(Frozen):
    """One thing to do, in words, as on a day."""

    handle: str
    kind: ToDoKind
    what: str
    """On one line and at full length."""
    when: str
    """Its day, and how long that is from today; how it was closed, where it is closed."""
    owner: str
    """learner, the short name of a person, or empty where nobody is named."""
    day: datetime.date | None
    days_left: int | None
    """Negative when its day has passed; None where it has no day."""
    state: Literal["open", "done", "dropped", "closed"]
    criterion: str | None
    overdue: bool


@frozen()
class DueSoon(Frozen):
    """What is overdue, and then what is due within the next four weeks."""

    rows: tuple[DueRow, ...]
    """The first of them, eight lines in all with the one that tells of more."""
    more: int


@frozen()
class ActionsReport(Frozen):
    """What is open, and what is closed where that was asked for."""

    rows: tuple[DueRow, ...]
    open: int
    overdue: int
    first: str | None
    """The handle of the first action that is open."""


def due_rows(every: Iterable[ToDo], today: datetime.date) -> tuple[DueRow, ...]:
    """Things to do in words, in the order given."""
    return tuple(
        DueRow(
            handle=to_do.handle,
            kind=to_do.kind,
            what=what_of(to_do),
            when=when_of(to_do, today),
            owner=to_do.owner,
            day=to_do.day,
            days_left=to_do.days_left(today),
            state=to_do.state,
            criterion=to_do.criterion,
            overdue=to_do.overdue(today),
        )
        for to_do in every
    )


def due_soon(rows: Sequence[DueRow]) -> DueSoon:
    """The rows that are overdue or due soon."""
    near = [row for row in rows if row.state == "open" and row.days_left is not None and row.days_left <= SOON_DAYS]
    most = MOST_SOON if len(near) <= MOST_SOON else MOST_SOON - 1
    return DueSoon(tuple(near[:most]), len(near[most:]))


def action_list(every: Iterable[ToDo], today: datetime.date) -> ActionsReport:
    """The list of actions and of what a quality assurer found."""
    rows = due_rows(every, today)
    left = [row for row in rows if row.state == "open"]
    first = next((row.handle for row in left if row.kind == "action"), None)
    return ActionsReport(rows, len(left), sum(row.overdue for row in left), first)


def _from_due(due: Due, concealed: set[str]) -> ToDo:
    path = due.place.path
    what = "" if path in concealed else due.what
    closed_on = due.of.done_on if isinstance(due.of, Action) else due.of.closed_on
    return ToDo(due.handle, due.kind, what, path, due.owner, due.due, due.of.state, due.criterion, closed_on)


def _from_reminder(reminder: Reminder) -> ToDo:
    return ToDo(reminder.kind, reminder.kind, "", PORTFOLIO_FILE, LEARNER, reminder.day, "open", amount=reminder.amount)
