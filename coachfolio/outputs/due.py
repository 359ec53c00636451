"""What is to be done, in words: for the list of actions, for `status` and for a calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

from coachfolio.base.words import count, day, one_line, shown
from coachfolio.outputs import JSON_VERSION
from coachfolio.outputs.drafts import then
from coachfolio.reports.due import SOON_DAYS, ToDo, soon

__all__ = ["actions_document", "actions_text", "due_document", "due_lines", "what_of", "when_of"]

MOST_LINES: Final = 8


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


def actions_text(every: Sequence[ToDo], today: datetime.date, folder: str = "") -> Iterator[str]:
    """The list of actions and of what a quality assurer found: two lines each, and how many at the end.

    `folder` is what the portfolio is called from here; it stands in the command that comes next.
    """
    for to_do in every:
        who = shown(to_do.owner) or "nobody named"
        yield f"{shown(to_do.handle, 200)}  {who}, {when_of(to_do, today)}"
        yield f"    {what_of(to_do)}"
    left = [to_do for to_do in every if to_do.open]
    if every:
        yield ""
    if not left:
        yield "Nothing is open."
        return
    overdue = sum(1 for to_do in left if to_do.overdue(today))
    yield f"{len(left)} open, {overdue or 'none'} overdue."
    first = next((to_do.handle for to_do in left if to_do.kind == "action"), None)
    if first is not None:
        yield f"When one is done: coachfolio actions done {shown(first, 200)}{then(folder)}"


def due_lines(every: Sequence[ToDo], today: datetime.date) -> Iterator[str]:
    """What is overdue and what is due soon, in eight lines at most."""
    near = soon(every, today)
    most = MOST_LINES if len(near) <= MOST_LINES else MOST_LINES - 1
    for to_do in near[:most]:
        yield f"{when_of(to_do, today)}, {shown(to_do.owner) or 'nobody named'}: {shown(what_of(to_do), 80)}"
    if near[most:]:
        yield f"{len(near) - most} more within {count(SOON_DAYS // 7, 'week')}: see coachfolio actions."


def actions_document(every: Sequence[ToDo], today: datetime.date) -> dict[str, Any]:
    """The list for programs. Its form is the schema `output-actions`."""
    return {"version": JSON_VERSION, "due": due_document(every, today)}


def due_document(every: Sequence[ToDo], today: datetime.date) -> list[dict[str, Any]]:
    """One section for each thing to do."""
    return [
        {
            "handle": to_do.handle,
            "kind": to_do.kind,
            "what": what_of(to_do),
            "owner": to_do.owner,
            "due": to_do.day.isoformat() if to_do.day else None,
            "days_left": to_do.days_left(today),
            "state": to_do.state,
            "criterion": to_do.criterion,
        }
        for to_do in every
    ]
