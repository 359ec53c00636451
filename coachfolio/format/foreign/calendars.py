"""Calendars (.ics): their events as one table, each time of a repeated one by itself, in the calendar's own time."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from typing import Any, Final

from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid, as_answer

__all__ = ["CALENDAR_HEADERS", "calendar_answer"]

CALENDAR_HEADERS: Final = (
    *("Date", "Start time", "Minutes", "Session title", "Description", "Location", "Status", "Attendees"),
)
_MOST_BYTES: Final = 25 << 20
_MOST_EVENTS: Final = 20_000
_MOST_TIMES: Final = 1_000
"""Occurrences of one repeated event."""
_NO_READER: Final = "to read calendars, install coachfolio[import]"
_DAMAGED: Final = "it is no calendar that can be read"


def calendar_answer(data: bytes) -> dict[str, Any]:
    """The events of a calendar, as the child process sends them."""
    if len(data) > _MOST_BYTES:
        return {"trouble": f"it is larger than {_MOST_BYTES >> 20} MB"}
    try:
        from icalendar import Calendar
    except ImportError:
        return {"trouble": _NO_READER}
    if b"BEGIN:VCALENDAR" not in data[:4096].upper():
        return {"trouble": _DAMAGED}
    try:
        calendars: Any = Calendar.from_ical(data, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError):
        return {"trouble": _DAMAGED}
    trouble: dict[str, None] = {}
    rows: list[tuple[TableCell, ...]] = []
    for calendar in calendars:
        zone = _zone(str(calendar.get("X-WR-TIMEZONE") or ""))
        cancelled = str(calendar.get("METHOD") or "").upper() == "CANCEL"
        events = [part for part in calendar.walk("VEVENT") if "DTSTART" in part]
        moved = {
            (str(part.get("UID")), _plain(part["RECURRENCE-ID"].dt, zone)) for part in events if "RECURRENCE-ID" in part
        }
        for event in events:
            for row in _occurrences(event, zone, moved, trouble, cancelled=cancelled):
                rows.append(_with_places(row, len(rows) + 2))
                if len(rows) > _MOST_EVENTS:
                    trouble[f"only its first {_MOST_EVENTS:,} events were read"] = None
                    return _answer(rows, trouble)
    return _answer(rows, trouble)


def _answer(rows: list[tuple[TableCell, ...]], trouble: dict[str, None]) -> dict[str, Any]:
    header = tuple(TableCell(name, None, "text", "its headers") for name in CALENDAR_HEADERS)
    rows.sort(key=lambda row: (str(row[0].value), row[1].text))
    grid = TableGrid((header, *rows), place="its events")
    return as_answer(Contents((grid,), trouble=tuple(trouble), properties={"kind": "calendar"}))


def _with_places(row: tuple[TableCell, ...], number: int) -> tuple[TableCell, ...]:
    return tuple(TableCell(cell.text, cell.value, cell.stored, f"event {number - 1}") for cell in row)


def _zone(name: str) -> datetime.tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, LookupError):
        return None


def _plain(when: datetime.date, zone: datetime.tzinfo | None) -> datetime.date:
    """A time as on the clock where the event is; universal time as on the calendar's clock, or this computer's."""
    if isinstance(when, datetime.datetime) and when.tzinfo is not None:
        universal = when.utcoffset() == datetime.timedelta(0) and str(when.tzinfo) in ("UTC", "Etc/UTC", "Z", "tzutc()")
        return (when.astimezone(zone) if universal else when).replace(tzinfo=None)
    return when


def _occurrences(
    event: Any, zone: datetime.tzinfo | None, moved: set[Any], trouble: dict[str, None], *, cancelled: bool
) -> Iterator[tuple[TableCell, ...]]:
    start = _plain(event["DTSTART"].dt, zone)
    length = _length(event, start, zone)
    if "RECURRENCE-ID" in event or "RRULE" not in event:
        yield _row(event, start, length, cancelled=cancelled)
        for more in _extra_days(event, zone):
            yield _row(event, more, length, cancelled=cancelled)
        return
    left_out = {_plain(each.dt, zone) for part in _listed(event, "EXDATE") for each in part.dts}
    uid = str(event.get("UID"))
    try:
        times = list(itertools.islice(_repeated(event, start, zone), _MOST_TIMES + 1))
    except (ValueError, TypeError, OverflowError):
        trouble["the rule by which an event repeats could not be read, so only its first time was taken"] = None
        times = [start]
    if len(times) > _MOST_TIMES:
        trouble[f"an event that repeats more than {_MOST_TIMES:,} times was read so far"] = None
    for when in itertools.chain(times[:_MOST_TIMES], _extra_days(event, zone)):
        if when not in left_out and (uid, when) not in moved:
            yield _row(event, when, length, cancelled=cancelled)


def _listed(event: Any, name: str) -> list[Any]:
    found = event.get(name)
    return found if isinstance(found, list) else [] if found is None else [found]


def _extra_days(event: Any, zone: datetime.tzinfo | None) -> Iterator[datetime.date]:
    for part in _listed(event, "RDATE"):
        for each in part.dts[:_MOST_TIMES]:
            yield _plain(each.dt[0] if isinstance(each.dt, tuple) else each.dt, zone)


def _repeated(event: Any, start: datetime.date, zone: datetime.tzinfo | None) -> Iterator[datetime.date]:
    """Every time of a repeated event up to today, on its own clock, so that summer time moves nothing."""
    from dateutil.rrule import rrulestr

    rule = dict(event["RRULE"])
    until = rule.pop("UNTIL", None)
    last = _plain(until[0], zone) if until else None
    if last is not None and not isinstance(last, datetime.datetime):
        last = datetime.datetime.combine(last, datetime.time(23, 59))
    text = type(event["RRULE"])(rule).to_ical().decode()
    clock = start if isinstance(start, datetime.datetime) else datetime.datetime.combine(start, datetime.time())
    today = datetime.datetime.combine(datetime.date.today() + datetime.timedelta(days=1), datetime.time())
    for when in rrulestr(text, dtstart=clock):
        if when > today or (last is not None and when > last):
            return
        yield when if isinstance(start, datetime.datetime) else when.date()


def _length(event: Any, start: datetime.date, zone: datetime.tzinfo | None) -> int | None:
    """The whole minutes of an event; None for one of whole days, or without an end."""
    if not isinstance(start, datetime.datetime):
        return None
    if "DURATION" in event:
        lasts: datetime.timedelta = event["DURATION"].dt
        return round(lasts.total_seconds() / 60)
    end = event["DTEND"].dt if "DTEND" in event else None
    begin = event["DTSTART"].dt
    if not isinstance(end, datetime.datetime):
        return None
    if (end.tzinfo is None) != (begin.tzinfo is None):
        end, begin = _plain(end, zone), start
    lasts = end - begin
    return round(lasts.total_seconds() / 60)


def _row(event: Any, when: datetime.date, length: int | None, *, cancelled: bool) -> tuple[TableCell, ...]:
    timed = isinstance(when, datetime.datetime)
    clock = when.time().replace(second=0, microsecond=0) if isinstance(when, datetime.datetime) else None
    day = when.date() if isinstance(when, datetime.datetime) else when
    status = str(event.get("STATUS") or "").lower()
    said = "cancelled" if cancelled or status == "cancelled" else ""
    people = [str(each.params.get("CN") or "") for each in _listed(event, "ATTENDEE")]
    return (
        TableCell(day.isoformat(), day, "day"),
        TableCell(f"{clock:%H:%M}", clock, "time") if timed and clock is not None else TableCell(),
        TableCell(str(length), length, "number") if length is not None else TableCell(),
        *(_words(event.get(name)) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")),
        _words(said),
        _words("\n".join(name for name in people if name)),
    )


def _words(value: Any) -> TableCell:
    text = str(value).strip() if value is not None else ""
    return TableCell(text, None, "text") if text else TableCell()
