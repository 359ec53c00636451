"""Days: what a day is some months on."""

from __future__ import annotations

import datetime

__all__ = ["months_after"]


def months_after(day: datetime.date, months: int) -> datetime.date | None:
    """A day some months later, or the last of a month that is shorter. None beyond the last year of the calendar."""
    from calendar import monthrange

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > datetime.MAXYEAR:
        return None
    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
