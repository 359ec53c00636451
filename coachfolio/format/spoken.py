"""Days, lengths and times as people say them, day before month as in Britain. What has two readings is not guessed."""

from __future__ import annotations

import datetime
import re
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import day, shown

__all__ = ["NotUnderstood", "clock_in", "day_in", "minutes_in", "taken_as"]

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY: Final = (
    r"(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_LENGTH: Final = re.compile(
    r"(?:(\d{1,2})(?:[.,](\d{1,2}))?\s*(?:h|hrs?|hours?)(?:\s*(?:and\s*)?(\d{1,2})\s*(?:m|mins?|minutes?)?)?"
    r"|(\d{1,4})\s*(?:m|mins?|minutes?))\.?"
)
_CLOCK: Final = re.compile(r"(?:at\s*)?(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?m\.?|(?:at\s*)?(\d{1,2})[:.](\d{2})")


class NotUnderstood(CoachfolioError):
    """Something was said that has no reading, or more than one. The text says which, and what to say instead."""


def minutes_in(said: str) -> int | None:
    """The minutes of a length such as 60m, 1h15, 1.5 hours or 90 mins; None where it is none."""
    match = _LENGTH.fullmatch(said.strip().lower())
    if match is None:
        return None
    if match[4]:
        return int(match[4])
    if match[2] and match[3]:
        return None
    part = int(match[2]) / 10 ** len(match[2]) if match[2] else 0.0
    minutes = (int(match[1]) + part) * 60 + int(match[3] or 0)
    return int(minutes) if minutes == int(minutes) else None


def clock_in(said: str) -> datetime.time | None:
    """The time of day of 14:00, 2pm, 2.30pm or at 9:15; None where it is none."""
    match = _CLOCK.fullmatch(said.strip().lower())
    if match is None:
        return None
    if match[3]:
        hour, minute = int(match[1]), int(match[2] or 0)
        if not 1 <= hour <= 12 or minute > 59:
            return None
        return datetime.time(hour % 12 + (12 if match[3] == "p" else 0), minute)
    hour, minute = int(match[4]), int(match[5])
    return datetime.time(hour, minute) if hour < 24 and minute < 60 else None


def day_in(said: str, today: datetime.date) -> datetime.date | None:
    """The day of yesterday, Tuesday, last Friday, 3 Feb, 3/2, 3rd March 2026 or 2026-02-03; None where it is none.

    Where no year is said, it is the last such day up to today. Raises NotUnderstood for a day that is not in the
    calendar, and for one that is still to come.
    """
    text = " ".join(said.lower().replace(",", " ").split())
    words: dict[str, int] = {"today": 0, "yesterday": 1}
    if text in words:
        return today - datetime.timedelta(days=words[text])
    if match := re.fullmatch(rf"(last )?{_WEEKDAY}", text):
        back = (today.weekday() - _WEEKDAYS.index(match[2][:3])) % 7
        return today - datetime.timedelta(days=back or (7 if match[1] else 0))
    if named := re.match(rf"{_WEEKDAY} (?=.*\d)", text):
        found = day_in(text[named.end() :], today)
        if found is not None and found.weekday() != _WEEKDAYS.index(named[1][:3]):
            raise NotUnderstood(
                f"{day(found)} was a {found:%A}, and not a {named[1].capitalize()}. Say the day that is right."
            )
        return found
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return _day(said, int(match[1]), int(match[2]), int(match[3]), today)
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?", text):
        return _day(said, _year(match[3]), int(match[2]), int(match[1]), today)
    if match := re.fullmatch(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?: (\d{{4}}|\d{{2}}))?", text):
        return _day(said, _year(match[3]), _MONTHS.index(match[2][:3]) + 1, int(match[1]), today)
    if match := re.fullmatch(rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?(?: (\d{{4}}))?", text):
        return _day(said, _year(match[3]), _MONTHS.index(match[1][:3]) + 1, int(match[2]), today)
    return None


def taken_as(said: str, found: datetime.date, today: datetime.date) -> str:
    """How words for a day were taken, as a sentence, where they could be taken otherwise; else empty."""
    weekday = re.fullmatch(rf"{_WEEKDAY}", said.lower().strip())
    if weekday and found == today:
        return f"{shown(said)} is taken as today, {day(found)}. For the one before, say last {shown(said)}."
    has_year = re.search(r"\d{4}|[/.]\d{1,2}[/.]\d{2}", said)
    if not has_year and found.year < today.year and (today - found).days > _LONG_AGO:
        return f"{shown(said)} is taken as {day(found)}. For another year, say which."
    return ""


_LONG_AGO: Final = 180
"""Days after which a day without a year may well be meant otherwise."""


def _year(said: str | None) -> int | None:
    if said is None:
        return None
    return int(said) + 2000 if len(said) == 2 else int(said)


def _day(said: str, year: int | None, month: int, number: int, today: datetime.date) -> datetime.date:
    if not 1 <= month <= 12:
        raise NotUnderstood(
            f"{shown(said)} is no day: there is no month {month}. Say the day first, such as 3/2 or 3 Feb."
        )
    found = None
    for candidate in (year,) if year else (today.year, today.year - 1, today.year - 2, today.year - 3, today.year - 4):
        try:
            found = datetime.date(candidate, month, number)
        except ValueError:
            continue
        if year or found <= today:
            break
        found = None
    if found is None:
        raise NotUnderstood(f"There is no such day as {shown(said)}. Look at the day and the month.")
    if found > today:
        raise NotUnderstood(
            f"{day(found)} is still to come. Give the day on which you met; a meeting that is planned is written "
            "with: planned."
        )
    return found
