"""The cells of an hours log: days, lengths and times in every way in which a program or a person keeps them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.importing.facts import Sure
from coachfolio.format.foreign.contents import TableCell
from coachfolio.format.slips.clocks import clock_meant
from coachfolio.format.slips.days import day_meant
from coachfolio.format.slips.durations import minutes_meant
from coachfolio.format.spoken import NotUnderstood, day_in

__all__ = [
    "CellRead",
    "DayOrder",
    "NumbersAre",
    "clock_in_cell",
    "day_in_cell",
    "day_order_of",
    "minutes_in_cell",
    "numbers_are",
]

DayOrder = Literal["day first", "month first", "both", "not told", "none"]
"""Which number of the days of a column is the month, by what stands there; none where all of them are plain."""
NumbersAre = Literal["hours", "minutes", "either", ""]
"""Of what the bare numbers of a column are; `either` where both are possible, empty where there are none."""

_NUMBERS: Final = re.compile(r"\D*?(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})\D*")
_ISO_LENGTH: Final = re.compile(r"(-)?P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_LONG_CLOCK: Final = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 55_153
"""2000 to 2050 as Excel counts days."""
_MOST_HOURS: Final = 12
"""A bare number up to here may be hours."""
_FEWEST_MINUTES: Final = 13


@frozen()
class CellRead(Frozen):
    """What a cell says."""

    value: Any = None
    """A day as 2026-02-03, whole minutes, or a time as 14:00; None where it is to be asked, or empty."""
    sure: Sure = "sure"
    asks: str = ""
    remark: str = ""
    """What stands beside the value, such as the time in the cell of a day."""


def day_order_of(cells: Iterable[TableCell], today: datetime.date) -> DayOrder:
    """Which number is the month in the days that are kept as text, by those that have one reading."""
    first = second = unclear = False
    kept: list[datetime.date] = []
    for cell in cells:
        if cell.stored in ("day", "moment"):
            kept.append(cell.value if not isinstance(cell.value, datetime.datetime) else cell.value.date())  # type: ignore[arg-type]
        match = _NUMBERS.fullmatch(cell.text) if cell.stored == "text" else None
        if not match or match[1] == match[2]:
            continue
        one, two = int(match[1]), int(match[2])
        first |= one > 12 >= two
        second |= two > 12 >= one
        if one <= 12 and two <= 12:
            meant = day_meant(cell.text)  # a weekday beside it may tell
            first |= meant.is_plain and int(str(meant.value)[8:]) == one
            second |= meant.is_plain and int(str(meant.value)[8:]) == two
            unclear |= not meant.is_plain
    if first and second:
        return "both"
    if second:
        return "month first"
    if first:
        # a program that reads the month first leaves as text what has no such month, and turns the others round
        turned = bool(kept) and not unclear and all(day.day <= 12 for day in kept) and len(kept) > 2
        return "both" if turned else "day first"
    return "not told" if unclear else "none"


def day_in_cell(
    cell: TableCell, order: DayOrder, today: datetime.date, *, year: int | None = None, month: int | None = None
) -> CellRead:
    """The day of a cell. `order` is that of its column; `year` and `month` are what its sheet or section says."""
    if cell.stored == "error":
        return CellRead(sure="asked", asks="The cell shows an error: which day was it?")
    if cell.stored == "not-worked-out":
        return CellRead(sure="asked", asks="The day is a formula that was never worked out: which day was it?")
    if isinstance(cell.value, datetime.datetime):
        clock = f"{cell.value:%H:%M}"
        return _plausible(cell.value.date(), today, remark=clock)
    if isinstance(cell.value, datetime.date):
        if order == "both" and cell.value.day <= 12 and cell.value.day != cell.value.month:
            turned = datetime.date(cell.value.year, cell.value.day, cell.value.month)
            return CellRead(
                sure="asked",
                asks="The program that made this file may have turned day and month round: was it "
                f"{cell.value.isoformat()} or {turned.isoformat()}?",
            )
        return _plausible(cell.value, today)
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return _of_number(cell.value, today, year, month)
    return _of_text(cell.text, order, today, year, month)


def _plausible(day: datetime.date, today: datetime.date, *, sure: Sure = "sure", remark: str = "") -> CellRead:
    if not 1990 <= day.year <= today.year + 2:
        return CellRead(sure="asked", asks=f"{day.isoformat()} cannot be right: which day was it?")
    return CellRead(day.isoformat(), sure, "", remark)


def _of_number(value: float, today: datetime.date, year: int | None, month: int | None) -> CellRead:
    if float(value).is_integer() and 1 <= value <= 31 and year and month:
        try:
            return _plausible(datetime.date(year, month, int(value)), today, sure="likely")
        except ValueError:
            pass
    if _FIRST_SERIAL <= value <= _LAST_SERIAL:
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(value))
        return _plausible(day, today, sure="likely")
    if float(value).is_integer() and 19900101 <= value <= 20991231:
        return _of_text(str(int(value)), "none", today, None, None)
    return CellRead(sure="asked", asks="A number is no day: which day was it?")


def _of_text(text: str, order: DayOrder, today: datetime.date, year: int | None, month: int | None) -> CellRead:
    if re.fullmatch(r"\d{5}", text):
        return _of_number(float(text), today, year, month)
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if year and month and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", text):
        return _of_number(float(re.sub(r"\D", "", text)), today, year, month)
    match = _NUMBERS.fullmatch(text)
    if match and int(match[2]) > 12 >= int(match[1]):
        meant = day_meant(text)
        if order == "month first" and meant.is_plain:
            return CellRead(sure="asked", asks=f"There is no month {int(match[2])}: is it {meant.value}?")
        return CellRead(sure="asked", asks=f"There is no month {int(match[2])} here: which day was it?")
    meant = day_meant(text)
    if not meant.is_plain and year:
        for form in (f"{text} {year}", f"{text}/{year}", f"{text}.{year}"):
            again = day_meant(form)
            if again.is_plain or "may be" in again.asks:
                meant = again
                text = form
                break
    if meant.is_plain:
        return _plausible(datetime.date.fromisoformat(str(meant.value)), today, remark=meant.remark)
    first = _day_first(text, today)
    if first is None or order in ("month first", "both"):
        return CellRead(sure="asked", asks=meant.asks or "This is no day that can be told: which day was it?")
    return _plausible(first, today, sure="sure" if order == "day first" else "likely")


def _day_first(text: str, today: datetime.date) -> datetime.date | None:
    match = _NUMBERS.fullmatch(text)
    if not match:
        return None
    try:
        return day_in(f"{match[1]}/{match[2]}/{match[3]}", datetime.date(today.year + 2, 12, 31))
    except NotUnderstood:
        return None


# --- lengths


def numbers_are(cells: Sequence[TableCell]) -> NumbersAre:
    """Of what the bare numbers of a column are, where its header does not say."""
    numbers = []
    for cell in cells:
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            numbers.append(float(cell.value))
        elif re.fullmatch(r"\d+(?:[.,]\d+)?", cell.text):
            numbers.append(float(cell.text.replace(",", ".")))
    numbers = [number for number in numbers if number]
    if not numbers:
        return ""
    if all(number <= _MOST_HOURS for number in numbers):
        return "hours"
    if all(number >= _FEWEST_MINUTES and number.is_integer() for number in numbers):
        return "minutes"
    return "either"


def minutes_in_cell(cell: TableCell, unit: NumbersAre, start: str | None = None, *, most: int = 1440) -> CellRead:
    """The whole minutes of a cell. Bare numbers are of `unit`; `start` is the time that the contact began."""
    if cell.stored == "error":
        return CellRead(sure="asked", asks="The cell shows an error: how many minutes was it?")
    if cell.stored == "not-worked-out":
        return CellRead(sure="asked", asks="The formula was never worked out: how many minutes was it?")
    value = cell.value
    if isinstance(value, datetime.datetime):  # a length of more than a day that is shown as a time of day
        base = datetime.datetime(1904, 1, 1) if value.year == 1904 else datetime.datetime(1899, 12, 31)
        if value.year in (1899, 1900, 1904):
            return _whole(Fraction(round((value - base).total_seconds()), 60), most)
        return CellRead(sure="asked", asks="This is a day and no length: how many minutes was it?")
    if isinstance(value, datetime.date):
        return CellRead(sure="asked", asks="This is a day and no length: how many minutes was it?")
    if isinstance(value, datetime.time):
        return _whole(Fraction(value.hour * 3600 + value.minute * 60 + value.second, 60), most)
    if isinstance(value, datetime.timedelta):
        return _whole(Fraction(round(value.total_seconds()), 60), most)
    if isinstance(value, bool):
        return CellRead(sure="asked", asks="This is no length: how many minutes was it?")
    if isinstance(value, int | float):
        return _of_amount(Fraction(repr(round(float(value), 10))), unit, most)
    return _length_of_text(cell.text, unit, start, most)


def _of_amount(number: Fraction, unit: NumbersAre, most: int) -> CellRead:
    if unit == "either":
        return CellRead(sure="asked", asks="Is this number hours or minutes? Write the minutes.")
    if unit != "hours":
        return _whole(number, most)
    minutes = number * 60
    if minutes.denominator == 1:
        return _whole(minutes, most)
    # 1.33 is how a person writes an hour and a third
    near = round(minutes)
    if near % 5 == 0 and abs(minutes - near) <= Fraction(3, 10):
        return CellRead(near, "likely") if near <= most else _whole(Fraction(near), most)
    if near and abs(minutes - near) <= Fraction(1, 100):
        return CellRead(near)
    return CellRead(sure="asked", asks="These hours are no whole number of minutes: how many minutes was it?")


def _whole(minutes: Fraction, most: int) -> CellRead:
    if minutes < 0:
        return CellRead(sure="asked", asks="A length below nought cannot be: how many minutes was it?")
    if minutes > most:
        return CellRead(sure="asked", asks="No contact lasts longer than a day: how many minutes was it?")
    if minutes.denominator == 1:
        return CellRead(int(minutes))
    near = round(minutes)
    if abs(minutes - near) <= Fraction(1, 30):  # two seconds, from the way in which times are kept
        return CellRead(near)
    return CellRead(sure="asked", asks="This is no whole number of minutes: how many was it?")


def _length_of_text(text: str, unit: NumbersAre, start: str | None, most: int) -> CellRead:
    if match := _ISO_LENGTH.fullmatch(text):
        if any(match.groups()[1:]):
            days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
            whole = Fraction(days * 86_400 + hours * 3600 + minutes * 60 + seconds, 60)
            return _whole(-whole if match[1] else whole, most)
    if match := _LONG_CLOCK.fullmatch(text):
        return _whole(Fraction(int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0), 60), most)
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return _of_amount(Fraction(text.replace(",", ".")), unit, most)
    if match := re.fullmatch(r"(\d+)[.,](\d+)\s*(?:h|hrs?|hours?)\.?", text.casefold()):
        return _of_amount(Fraction(f"{match[1]}.{match[2]}"), "hours", most)
    meant = minutes_meant(text, unit="hours" if unit == "hours" else "minutes", start=start)
    if not meant.is_plain:
        return CellRead(sure="asked", asks=meant.asks or "This is no length that can be told: how many minutes was it?")
    if meant.value > most:
        return _whole(Fraction(meant.value), most)
    return CellRead(int(meant.value), "sure", "", meant.remark)


# --- times of day


def clock_in_cell(cell: TableCell) -> CellRead:
    """The time of day of a cell."""
    if isinstance(cell.value, datetime.datetime):
        return CellRead(f"{cell.value:%H:%M}")
    if isinstance(cell.value, datetime.time):
        clock = f"{cell.value:%H:%M}"
        if cell.value.hour < 6:
            later = f"{cell.value.hour + 12:02}:{cell.value:%M}"
            return CellRead(sure="asked", asks=f"{clock} is in the night: was it {later}?")
        return CellRead(clock)
    if isinstance(cell.value, datetime.timedelta) and 0 <= cell.value.total_seconds() < 86_400:
        seconds = round(cell.value.total_seconds())
        return clock_in_cell(TableCell("", datetime.time(seconds // 3600, seconds // 60 % 60), "time"))
    if isinstance(cell.value, float) and 0 < cell.value < 1:
        minutes = round(cell.value * 1440)
        return clock_in_cell(TableCell("", datetime.time(minutes // 60, minutes % 60), "time"))
    if cell.stored == "error":
        return CellRead(sure="asked", asks="The cell shows an error: at what time was it?")
    meant = clock_meant(cell.text)
    if not meant.is_plain:
        return CellRead(sure="asked", asks=meant.asks)
    return CellRead(meant.value, "sure", "", meant.remark)
