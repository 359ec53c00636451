"""How long what was worked out of a portfolio stays the same while nothing in it changes.

A rule compares days of the portfolio with the day that it is; so what it says can only change where the day that it is
passes one of those days, or one that is counted from them. Between two of them an extract holds as it stands.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from coachfolio.checks.rules import all_rules
from coachfolio.checks.rules.facts import THRESHOLDS
from coachfolio.facts.progress.reminders import reminders_of

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report

__all__ = ["holding_days"]

_ONE: Final = datetime.timedelta(days=1)
_CLOCKS: Final = 3
"""Days before the day of a save on which it may count as one in the future, whatever clock it was dated by."""
_RUNNING_OUT: Final = "time-running-out-days"


def holding_days(report: Report, saved: Iterable[datetime.date]) -> tuple[datetime.date, datetime.date]:
    """The first and the last day on which a check of the same files says the same. `saved` are the days of the record.

    Where a plug-in brings rules, that is the one day of the check: nobody knows what those compare.
    """
    today = report.today
    if any(rule.family == "plug-in" for rule in all_rules()):
        return today, today
    first, last = datetime.date.min, datetime.date.max
    for begins in _begins(report, saved):
        if begins <= today:
            first = max(first, begins)
        else:
            last = min(last, begins - _ONE)
    return first, last


def _begins(report: Report, saved: Iterable[datetime.date]) -> Iterator[datetime.date]:
    """The days on which something may begin to be otherwise."""
    portfolio, limit = report.portfolio, report.progress.time_limit
    days = {*_days_in(portfolio.file), *_days_in(portfolio.evidence), *_days_in(portfolio.duplicates)}
    days |= {reminder.day for reminder in reminders_of(portfolio, limit)}
    if limit is not None:
        days.add(limit.until)
        yield _moved(limit.until, -_threshold(report))
    for day in days:
        yield day
        yield _moved(day, 1)
    for day in {*saved}:
        for after in range(-_CLOCKS, 2):
            yield _moved(day, after)


def _threshold(report: Report) -> int:
    file = report.portfolio.file
    own = file.settings.thresholds if file and file.settings else ()
    given = [setting.value for setting in own if setting.name == _RUNNING_OUT]
    return given[-1] if given else THRESHOLDS[_RUNNING_OUT]


def _moved(day: datetime.date, days: int) -> datetime.date:
    """A day so many days later; the first or the last of the calendar where there is none."""
    number = min(max(day.toordinal() + days, datetime.date.min.toordinal()), datetime.date.max.toordinal())
    return datetime.date.fromordinal(number)


def _days_in(value: Any) -> Iterator[datetime.date]:
    """Every day that stands anywhere in a value."""
    if isinstance(value, datetime.date):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _days_in(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _days_in(inner)
    elif is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            if inner is not None and not isinstance(inner, str | int):
                yield from _days_in(inner)
