"""What is to be done: the list of actions, and what is due soon."""

from __future__ import annotations

from collections.abc import Iterator

from coachfolio.base.words import count, shown
from coachfolio.outputs.drafts import then
from coachfolio.reports.due import SOON_DAYS, ActionsReport, DueSoon

__all__ = ["actions_text", "due_lines"]


def actions_text(actions: ActionsReport, folder: str = "") -> Iterator[str]:
    """The list of actions and of what a quality assurer found: two lines each, and how many at the end.

    `folder` is what the portfolio is called from here; it stands in the command that comes next.
    """
    for row in actions.rows:
        yield f"{shown(row.handle, 200)}  {shown(row.owner) or 'nobody named'}, {row.when}"
        yield f"    {row.what}"
    if actions.rows:
        yield ""
    if not actions.open:
        yield "Nothing is open."
        return
    yield f"{actions.open} open, {actions.overdue or 'none'} overdue."
    if actions.first is not None:
        yield f"When one is done: coachfolio actions done {shown(actions.first, 200)}{then(folder)}"


def due_lines(soon: DueSoon) -> Iterator[str]:
    """What is overdue and what is due soon, a line each."""
    for row in soon.rows:
        yield f"{row.when}, {shown(row.owner) or 'nobody named'}: {shown(row.what, 80)}"
    if soon.more:
        yield f"{soon.more} more within {count(SOON_DAYS // 7, 'week')}: see coachfolio actions."
