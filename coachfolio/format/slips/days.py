"""A day of the calendar: 3 February 2026, 3/2/26, Feb 3rd, 04-Mar-26. Day before month, as in Britain."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final

from coachfolio.base.words import day as day_in_words
from coachfolio.format.slips.meaning import Meaning, is_long

__all__ = ["day_meant", "period_meant"]

_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS: Final = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAY: Final = re.compile(
    r"^(mon|tues?|wed(?:s|nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+(?:the\s+)?", re.IGNORECASE
)
_CLOCK_BEHIND: Final = re.compile(r"(?:\s*[T,]\s*|\s+|\s+at\s+)(\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?Z?)$")
_YEAR_FIRST: Final = re.compile(
    r"(\d{4})(?:\s?[-/. ]\s?(?P<month>\d{1,2})\s?[-/. ]\s?(?P<day>\d{1,2})|(?P<mm>\d{2})(?P<dd>\d{2}))"
)
_NUMBERS: Final = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})")
_DAY_MONTH: Final = re.compile(
    r"(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/.]*([a-z]{3,9})\.?,?(?:[\s\-/.']*(\d{4}|\d{2}))?"
)
_MONTH_DAY: Final = re.compile(r"([a-z]{3,9})\.?\s*(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+'?(\d{4}|\d{2}))?")
_MONTH_ONLY: Final = re.compile(r"([a-z]{3,9})\.?,?\s+(\d{4})|(\d{1,2})/(\d{4})")
_RANGE: Final = re.compile(
    r"^(?:from\s+)?(?P<first>.+?)\s*(?:–|—|\s-\s|\bto\b|\buntil\b|\btill\b)\s*(?P<last>.+)$", re.IGNORECASE
)
_FORM: Final = "Write the day as year-month-day: four digits, two and two, with hyphens between them."


def day_meant(text: str, *, near: Sequence[str] = (), start: object = None) -> Meaning:
    """The day that a text means, as 2026-02-03.

    `near` are days that stand beside it, such as the one in the file's name: they decide between two readings, and
    give a year that was left out. `start` is the time of day that stands beside it, where there is one.
    """
    if is_long(text):
        return Meaning(asks=_FORM)
    written = re.sub(r"[\s\xa0]+", " ", text.strip().strip("“”‘’\"'").strip())
    written = re.sub(r"[‐‑‒–—−]", "-", written)
    clock = _CLOCK_BEHIND.search(written)
    if clock and len(written) - len(clock[0]) >= 5 and re.search(r"\d", written[: clock.start()]):
        inner = day_meant(written[: clock.start()], near=near)
        return Meaning(inner.value, "" if start else clock[1], inner.asks)
    meant = _without_clock(written, near)
    return meant if meant.is_plain or meant.asks else Meaning(asks=_FORM)


def _without_clock(written: str, near: Sequence[str]) -> Meaning:
    weekday = _WEEKDAY.match(written)
    rest = written[weekday.end() :] if weekday else written
    rest = rest.rstrip(".")
    if re.search(r"\d", rest):
        rest = re.sub(r"(?<=[\d\-/.])[oO](?=[\d\-/.]|$)|(?<![A-Za-z])[oO](?=\d)", "0", rest)
        rest = re.sub(r"(?<=[\d\-/.])[lI](?=[\d\-/.]|$)", "1", rest)
    found = _readings(rest.casefold(), near)
    if isinstance(found, Meaning):
        return found
    days = [each for each in dict.fromkeys(found) if each is not None]
    if weekday:
        name = weekday[1][:3].casefold()
        fitting = [each for each in days if _WEEKDAYS[each.weekday()].startswith(name)]
        if days and not fitting:
            right = _WEEKDAYS[days[0].weekday()].capitalize()
            return Meaning(
                asks=f"{day_in_words(days[0])} is a {right}, and another weekday stands here: look up the day, and "
                "write it as year-month-day."
            )
        days = fitting
    if len(days) > 1:
        beside = [each for each in days if each.isoformat() in near]
        if len(beside) != 1:
            first, second = days[:2]
            return Meaning(
                asks=f"This may be {day_in_words(first)} or {day_in_words(second)}, depending on which number is the "
                f"month. Write {first.isoformat()} or {second.isoformat()}."
            )
        days = beside
    if not days:
        return Meaning()
    return Meaning(value=days[0].isoformat())


def _readings(plain: str, near: Sequence[str]) -> list[datetime.date | None] | Meaning:
    """Every day that a text may mean, the British reading first; or why it means none."""
    if match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = int(match[1]), int(match["month"] or match["mm"]), int(match["day"] or match["dd"])
        made = _date(year, month, day)
        if made is None:
            no_day = f"There is no such day: {_month_has(year, month)}"
            what = no_day if 1 <= month <= 12 else f"There is no month {month}."
            return Meaning(asks=f"{what} Look at the day and the month.")
        return [made]
    if match := _NUMBERS.fullmatch(plain):
        first, second, year = int(match[1]), int(match[2]), _year(match[3])
        if len(match[3]) == 2 and re.search(r"\d-\d", plain) and first > 12 and second <= 12:
            return [_date(year, second, first), _date(2000 + first, second, int(match[3]))]
        return (
            [_date(year, second, first), _date(year, first, second)]
            if first != second
            else [_date(year, first, second)]
        )
    if match := _DAY_MONTH.fullmatch(plain):
        return _named(match[1], match[2], match[3], near)
    if match := _MONTH_DAY.fullmatch(plain):
        if _month(match[1]):
            return _named(match[2], match[1], match[3], near)
    if (match := _MONTH_ONLY.fullmatch(plain)) and (match[3] or _month(match[1])):
        return Meaning(asks=f"The day is missing here, and only you can say which it was. {_FORM}")
    return []


def _named(day: str, month: str, year: str | None, near: Sequence[str]) -> list[datetime.date | None] | Meaning:
    number = _month(month)
    if not number:
        return []
    if year is None:
        years = {int(each[:4]) for each in near if each[5:] == f"{number:02d}-{int(day):02d}"}
        if len(years) != 1:
            return Meaning(asks=f"The year is missing here. {_FORM}")
        return [_date(years.pop(), number, int(day))]
    made = _date(_year(year), number, int(day))
    if made is None:
        return Meaning(asks=f"There is no such day: {_month_has(_year(year), number)} Look at the day and the month.")
    return [made]


def _month_has(year: int, month: int) -> str:
    if not 1 <= month <= 12:
        return "a year has 12 months."
    last = (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return f"{_MONTHS[month - 1].capitalize()} {year} has {last} days."


def _month(name: str) -> int:
    for number, month in enumerate(_MONTHS, 1):
        if name == month or (len(name) >= 3 and month.startswith(name)) or (name == "sept" and number == 9):
            return number
    return 0


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def period_meant(text: str) -> tuple[str, str] | None:
    """The first and the last day of a period in words, such as 5 January to 31 March 2026."""
    match = None if is_long(text) else _RANGE.match(text.strip())
    if not match:
        return None
    last = day_meant(match["last"])
    if not last.is_plain:
        return None
    first = day_meant(match["first"])
    if not first.is_plain and last.value:
        first = day_meant(f"{match['first']} {last.value[:4]}")
    return (first.value, last.value) if first.is_plain and first.value <= last.value else None
