"""Days: the same one some months on."""

from __future__ import annotations

import datetime

__all__ = ["months_after"]


def months_after(day: datetime.date, months: int) -> datetime.date | None:
    """The same day some months later, or the last of a shorter month; None beyond the last year of the calendar."""
    from calendar import monthrange

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > datetime.MAXYEAR:
        return None
    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
