"""CF75 and CF77: what is due, and the days to keep in mind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import count, day, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.evidence.model import Action
from coachfolio.facts.progress.reminders import Reminder, reminders_of
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

_KEPT: Final = {
    "keep-key": ("keep_key_months", "the list of who is behind each code"),
    "keep-notes": ("keep_notes_months", "your notes and this portfolio"),
}


def _within(place: Place, field: str, *, on_key: bool = False) -> Place:
    return Place(place.path, (*place.where, field), on_key=on_key)


def action_overdue(facts: Facts) -> Iterator[Finding]:
    """The day by which something was to be done has passed.

    Why:
        What was asked for is still to be done. A quality assurer may ask about a day that passed unnoticed.
    Wrong:
        an open action with due: 2026-05-29, in July
    Right:
        state: done with the day in done_on, or a later day that was agreed
    """
    for due in facts.progress.assessment.due:
        if due.kind == "finding" and facts.stage != "building":
            continue  # it stands in the way already, overdue or not
        if due.due is not None and due.overdue(facts.today):
            late = count((facts.today - due.due).days, "day")
            if due.kind == "action":
                what, hint = "This action", f"When it is done: coachfolio actions done {due.handle}"
            else:
                what, hint = "What a quality assurer found", f"When it is seen to: coachfolio sample close {due.handle}"
            yield Finding(
                at=_within(due.place, "due"),
                message=f"{what} was due on {day(due.due)}, {late} ago, and is still open: {shown(due.what, 80)}",
                hint=hint,
                criterion=due.criterion or "",
            )


def action_without_day(facts: Facts) -> Iterator[Finding]:
    """Something is to be done, and no day is named for it.

    Why:
        Without a day nothing is ever overdue, and it stands in no calendar.
    Wrong:
        {what: Number the paragraphs, owner: learner}
    Right:
        {what: Number the paragraphs, owner: learner, due: 2026-05-29}
    """
    for due in facts.progress.assessment.due:
        if due.open and due.due is None:
            what = "This action" if due.kind == "action" else "What a quality assurer found"
            yield Finding(
                at=due.place,
                message=f"{what} has no day by which it is to be done: {shown(due.what, 80)}",
                hint="Agree on one, and add due: and the day.",
                criterion=due.criterion or "",
            )


def done_without_day(facts: Facts) -> Iterator[Finding]:
    """An action is done, and nobody can see when.

    Why:
        A quality assurer may ask whether what was asked for was done in time.
    Wrong:
        state: done
    Right:
        state: done, with done_on: 2026-05-18
    """
    for due in facts.progress.assessment.due:
        if isinstance(due.of, Action) and due.of.state == "done" and due.of.done_on is None:
            yield Finding(
                at=_within(due.place, "state"),
                message=f"This action is done, and no day is given: {shown(due.what, 80)}",
                hint="Add done_on: and the day.",
                criterion=due.criterion or "",
            )


def supervision_due(facts: Facts) -> Iterator[Finding]:
    """It is time for supervision, by the rhythm that you set yourself.

    Why:
        The rhythm is yours: it is asked for only where portfolio.yaml names one. How often ILM wants supervision is not
        known to coachfolio.
    Wrong:
        reminders: {supervision_weeks: 6}, and the last session of supervision eleven weeks ago
    Right:
        a session of supervision within the six weeks
    """
    for reminder in _reminders(facts):
        if reminder.kind == "supervision" and reminder.day < facts.today:
            file = facts.portfolio.file
            since = "the registration" if file and file.registered == reminder.after else "the last supervision"
            yield Finding(
                at=Place(PORTFOLIO_FILE, ("reminders", "supervision_weeks")),
                message=f"Supervision was due on {day(reminder.day)}, {count(reminder.amount, 'week')} after {since}.",
                hint="Arrange it, and write it up under supervision when you have met.",
            )


def keep_no_longer(facts: Facts) -> Iterator[Finding]:
    """The day has passed until which you meant to keep something.

    Why:
        You may have told your clients how long you keep notes about them. This reminds you when the time is over.
    Wrong:
        certificated_on: 2024-05-01, and keep_key_months: 12, in 2026
    Right:
        the list destroyed, and keep_key_months taken out of portfolio.yaml
    """
    for reminder in _reminders(facts):
        if reminder.kind in _KEPT and reminder.day < facts.today:
            field, what = _KEPT[reminder.kind]
            yield Finding(
                at=Place(PORTFOLIO_FILE, ("reminders", field)),
                message=f"You meant to keep {what} until {day(reminder.day)}, {count(reminder.amount, 'month')} "
                "after the "
                "certificate.",
                hint=f"Destroy it with every copy, and take {field} out of portfolio.yaml."
                if reminder.kind == "keep-key"
                else "Destroy them with every copy, if no rule of your centre or your insurer says otherwise.",
            )


def _reminders(facts: Facts) -> tuple[Reminder, ...]:
    return reminders_of(facts.portfolio, facts.progress.time_limit)
