"""What is due, as a calendar that other programs read (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import one_line, shown
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.reports.due import ToDo, what_of

__all__ = ["calendar_text"]

_NAMES: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://w3id.org/coachfolio/calendar")
"""What the names of coachfolio's events are worked out from. It never changes."""
_TITLE: Final = 60


def calendar_text(portfolio: Portfolio, every: Iterable[ToDo], today: datetime.date) -> str:
    """A calendar with one whole day for everything that is open and has a day; its lines end as the standard asks.

    An event keeps its name from one calendar to the next, so that a program that reads both replaces it. `today` is
    when the calendar says it was made. Raises CoachfolioError where the library that writes it is not installed.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise CoachfolioError("A calendar needs one more package: pip install 'coachfolio[calendar]'.") from None
    calendar = Calendar()
    calendar.add("prodid", "-//coachfolio//coachfolio//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
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


def _description(to_do: ToDo) -> str:
    lines = [what_of(to_do)]
    if to_do.owner:
        lines.append(f"For: {one_line(to_do.owner)}")
    if to_do.kind == "action":
        lines.append(f"When it is done: coachfolio actions done {one_line(to_do.handle)}")
    return "\n".join(lines)
