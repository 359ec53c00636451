"""Facts: the days to keep in mind, besides what somebody asked for. Nothing here says how a day is to be told."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Literal

from coachfolio.base.days import months_after
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import PortfolioFile, SupervisionSession
from coachfolio.facts.progress.requirements import TimeLimit
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["Reminder", "reminders_of"]


@frozen()
class Reminder(Frozen):
    """One day to keep in mind."""

    kind: Literal["time-limit", "supervision", "keep-key", "keep-notes"]
    day: datetime.date
    """The last day to be complete, to meet the supervisor, or to keep something."""
    after: datetime.date
    """The day that it is counted from: of the registration, of the last supervision, of the certificate."""
    amount: int
    """What the portfolio says of it: weeks between two sessions of supervision, or months to keep. 0 for a time limit,
    which is the qualification's."""


def reminders_of(portfolio: Portfolio, limit: TimeLimit | None) -> tuple[Reminder, ...]:
    """Every day to keep in mind, by day. After the certificate only what is kept for a while is left."""
    return tuple(sorted(_reminders(portfolio, limit), key=lambda reminder: (reminder.day, reminder.kind)))


def _reminders(portfolio: Portfolio, limit: TimeLimit | None) -> Iterator[Reminder]:
    file = portfolio.file
    if file is None:
        return
    if file.certificated_on is None and file.stage != "certificated":
        if limit is not None:
            yield Reminder("time-limit", limit.until, limit.registered, 0)
        yield from _supervision(portfolio, file)
    if file.certificated_on is not None and file.reminders is not None:
        own = file.reminders
        kept: tuple[tuple[Literal["keep-key", "keep-notes"], int | None], ...] = (
            ("keep-key", own.keep_key_months),
            ("keep-notes", own.keep_notes_months),
        )
        for kind, months in kept:
            day = months_after(file.certificated_on, months) if months is not None else None
            if months is not None and day is not None:
                yield Reminder(kind, day, file.certificated_on, months)


def _supervision(portfolio: Portfolio, file: PortfolioFile) -> Iterator[Reminder]:
    weeks = file.reminders.supervision_weeks if file.reminders else None
    days = [piece.date for piece in portfolio.evidence if isinstance(piece, SupervisionSession)]
    last = max(days) if days else file.registered
    if weeks is None or last is None or (datetime.date.max - last).days < weeks * 7:
        return
    yield Reminder("supervision", last + datetime.timedelta(weeks=weeks), last, weeks)
