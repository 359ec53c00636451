"""What is to be done, in words: for the list of actions, for `status` and for a calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

from coachfolio.base.words import count, day, one_line, shown
from coachfolio.outputs.drafts import then
from coachfolio.reports.due import SOON_DAYS, ToDo, soon

__all__ = ["actions_document", "actions_text", "due_document", "due_lines", "what_of", "when_of"]

VERSION: Final = 1
MOST_LINES: Final = 8


def what_of(one: ToDo) -> str:
    """What is to be done, on one line and at full length."""
    match one.kind:
        case "time-limit":
            return "The time limit: the qualification is to be complete"
        case "supervision":
            return f"Supervision is due: every {count(one.amount, 'week')}"
        case "keep-key":
            return "The last day to keep the list of who is behind each code"
        case "keep-notes":
            return "The last day to keep your notes and this portfolio"
    if one.what:
        return " ".join(one_line(one.what).split())
    return f"Not shown, because it may name a client: see {shown(one.path, 200)}"


def when_of(one: ToDo, today: datetime.date) -> str:
    """Its day, and how long that is from today; how it was closed, where it is closed."""
    if not one.open:
        return f"{one.state} on {day(one.closed_on)}" if one.closed_on else one.state
    left = one.days_left(today)
    if one.day is None or left is None:
        return "no day"
    if left < 0:
        return f"{day(one.day)}, overdue by {count(-left, 'day')}"
    return f"{day(one.day)}, " + (f"in {count(left, 'day')}" if left else "today")


def actions_text(every: Sequence[ToDo], today: datetime.date, folder: str = "") -> Iterator[str]:
    """The list of actions and of what a quality assurer found: two lines each, and how many at the end.

    `folder` is what the portfolio is called from here; it stands in the command that comes next.
    """
    for one in every:
        who = shown(one.owner) or "nobody named"
        yield f"{shown(one.handle, 200)}  {who}, {when_of(one, today)}"
        yield f"    {what_of(one)}"
    left = [one for one in every if one.open]
    if every:
        yield ""
    if not left:
        yield "Nothing is open."
        return
    overdue = sum(1 for one in left if one.overdue(today))
    yield f"{len(left)} open, {overdue or 'none'} overdue."
    first = next((one.handle for one in left if one.kind == "action"), None)
    if first is not None:
        yield f"When one is done: coachfolio actions done {shown(first, 200)}{then(folder)}"


def due_lines(every: Sequence[ToDo], today: datetime.date) -> Iterator[str]:
    """What is overdue and what is due soon, in eight lines at most."""
    near = soon(every, today)
    most = MOST_LINES if len(near) <= MOST_LINES else MOST_LINES - 1
    for one in near[:most]:
        yield f"{when_of(one, today)}, {shown(one.owner) or 'nobody named'}: {shown(what_of(one), 80)}"
    if near[most:]:
        yield f"{len(near) - most} more within {count(SOON_DAYS // 7, 'week')}: see coachfolio actions."


def actions_document(every: Sequence[ToDo], today: datetime.date) -> dict[str, Any]:
    """The list for programs. Its form is the schema `output-actions`."""
    return {"version": VERSION, "due": due_document(every, today)}


def due_document(every: Sequence[ToDo], today: datetime.date) -> list[dict[str, Any]]:
    """One section for each thing to do."""
    return [
        {
            "handle": one.handle,
            "kind": one.kind,
            "what": what_of(one),
            "owner": one.owner,
            "due": one.day.isoformat() if one.day else None,
            "days_left": one.days_left(today),
            "state": one.state,
            "criterion": one.criterion,
        }
        for one in every
    ]
