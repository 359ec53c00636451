"""What is due, and the contacts, as calendars that other programs read (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import count, one_line, shown
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.reports.due import ToDo, what_of

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report

__all__ = ["calendar_text", "contacts_calendar"]

_NAMES: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://w3id.org/coachfolio/calendar")
"""What the names of coachfolio's events are worked out from. It never changes."""
_TITLE: Final = 60


def calendar_text(portfolio: Portfolio, every: Iterable[ToDo], today: datetime.date) -> str:
    """A calendar with one whole day for everything that is open and has a day; its lines end as the standard asks.

    An event keeps its name from one calendar to the next, so that a program that reads both replaces it. `today` is
    when the calendar says it was made. Raises CoachfolioError where the library that writes it is not installed.
    """
    calendar, Event = _empty()  # noqa: N806 - it is a class
    made = datetime.datetime.combine(today, datetime.time(), datetime.UTC)
    own = (portfolio.file.id if portfolio.file else None) or "portfolio"
    for to_do in every:
        if to_do.day is None or not to_do.open:
            continue
        event = Event()
        event.add("uid", str(uuid.uuid5(_NAMES, f"{own}/{to_do.handle}")))
        event.add("dtstamp", made)
        event.add("dtstart", to_do.day)
        if to_do.day < datetime.date.max:
            event.add("dtend", to_do.day + datetime.timedelta(days=1))
        event.add("summary", shown(what_of(to_do), _TITLE))
        event.add("description", _description(to_do))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode("utf-8")


def contacts_calendar(report: Report) -> str:
    """A calendar with an event for every contact held or planned, by the client's code.

    Without a time of day it is a whole day. Raises CoachfolioError where the library that writes it is not installed.
    """
    calendar, Event = _empty()  # noqa: N806 - it is a class
    made = datetime.datetime.combine(report.today, datetime.time(), datetime.UTC)
    own = (report.portfolio.file.id if report.portfolio.file else None) or "portfolio"
    for contact in report.progress.hours.contacts:
        if contact.status not in ("held", "planned"):
            continue
        event = Event()
        event.add("uid", str(uuid.uuid5(_NAMES, f"{own}/{contact.path}/{contact.where}")))
        event.add("dtstamp", made)
        event.add("dtstart", contact.begins or contact.date)
        if contact.begins is not None:
            event.add("duration", datetime.timedelta(minutes=contact.minutes))
        event.add("summary", f"{_ROLES[contact.role]} {contact.client}")
        event.add("description", f"{count(contact.minutes, 'minute')}, {contact.status}. {one_line(contact.evidence)}")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode("utf-8")


_ROLES: Final = {"coach": "Coaching", "mentor": "Mentoring"}


def _empty() -> tuple[Any, Any]:
    """An empty calendar, and what an event is made with."""
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise CoachfolioError("A calendar needs one more package: pip install 'coachfolio[calendar]'.") from None
    calendar = Calendar()
    calendar.add("prodid", "-//coachfolio//coachfolio//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar, Event


def _description(to_do: ToDo) -> str:
    lines = [what_of(to_do)]
    if to_do.owner:
        lines.append(f"For: {one_line(to_do.owner)}")
    if to_do.kind == "action":
        lines.append(f"When it is done: coachfolio actions done {one_line(to_do.handle)}")
    return "\n".join(lines)
