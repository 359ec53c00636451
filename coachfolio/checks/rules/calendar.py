"""CF3, first half: days and times. Can it have been so?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from coachfolio.base.diagnostics import Finding, Place, Where
from coachfolio.base.words import day, hours
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.said import in_doubt
from coachfolio.evidence import OLDER_BY_NATURE
from coachfolio.evidence.contacts import Contact
from coachfolio.evidence.model import ContactSheet, Evidence
from coachfolio.facts.assessment.contents import SIGNED
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

_BEFORE_REGISTRATION: Final = {*OLDER_BY_NATURE, "agreements"}
"""Kinds of evidence that may well be older than the registration."""


def _dated(facts: Facts) -> Iterator[tuple[Evidence, date, Where, Contact | None]]:
    """Every day that evidence is dated with, contacts one by one."""
    contacts: dict[str, list[Contact]] = defaultdict(list)
    for contact in facts.progress.hours.contacts:
        contacts[contact.path].append(contact)
    for piece in facts.portfolio.evidence:
        if piece.path in contacts:
            for contact in contacts[piece.path]:
                yield piece, contact.date, (*contact.where, "date"), contact
        elif not isinstance(piece, ContactSheet):
            when = getattr(piece, "date", None)
            if when:
                yield piece, when, ("date",), None


def future_date(facts: Facts) -> Iterator[Finding]:
    """Something is dated in the future.

    Why:
        What has not happened yet is no evidence. A contact that is only arranged says so itself.
    Wrong:
        date: 2062-03-04
    Right:
        date: 2026-03-04, or status: planned for a contact still to come
    """
    file = facts.portfolio.file
    if file and file.registered and file.registered > facts.today:
        yield Finding(
            at=Place(PORTFOLIO_FILE, ("registered",)),
            message=f"{day(file.registered)} is in the future: today is {day(facts.today)}.",
            hint="Look at the year and the month.",
        )
    for piece, when, where, contact in _dated(facts):
        if isinstance(piece, SIGNED):
            continue  # of which another rule tells
        if when > facts.today and (contact is None or contact.held):
            rest = " For a contact still to come, write status: planned." if contact else ""
            yield Finding(
                at=Place(piece.path, where),
                message=f"{day(when)} is in the future: today is {day(facts.today)}.",
                hint=f"Look at the year and the month.{rest}",
            )


def planned_in_the_past(facts: Facts) -> Iterator[Finding]:
    """A contact is still planned, and its day has passed.

    Why:
        Its minutes do not count while it is only planned.
    Wrong:
        status: planned, with a date of last month
    Right:
        status: held
    """
    for contact in facts.progress.hours.contacts:
        if contact.status == "planned" and contact.date < facts.today:
            yield Finding(
                at=Place(contact.path, (*contact.where, "status")),
                message=f"This contact of {day(contact.date)} is still down as planned, so its minutes do not count.",
                hint="Write status: held, cancelled or missed.",
            )


def before_registration(facts: Facts) -> Iterator[Finding]:
    """Something is dated before the registration.

    Why:
        Whether earlier practice counts is for the centre to say. Yours may ask for a claim of prior learning.
    Wrong:
        registered: 2025-09-08, and a session of 2025-06-01
    Right:
        the same session, and the centre's word on it under prior-learning or documents
    """
    file = facts.portfolio.file
    if file is None or file.registered is None:
        return
    for piece, when, where, _ in _dated(facts):
        if when < file.registered and piece.type not in _BEFORE_REGISTRATION:
            yield Finding(
                at=Place(piece.path, where),
                message=f"{day(when)} is before your registration on {day(file.registered)}.",
                hint="Look at the year. If it is right, ask your centre whether it counts.",
                related=(("The registration.", Place(PORTFOLIO_FILE, ("registered",))),),
            )


def after_time_limit(facts: Facts) -> Iterator[Finding]:
    """Something is dated after the time limit.

    Why:
        The qualification has to be complete within its time limit. Whether anything later can still count is not known
        to coachfolio: ask your centre.
    Wrong:
        registered: 2020-01-13, a limit of three years, and a session of 2025-06-01
    Right:
        the same session, with the centre's word that it counts
    """
    limit = facts.progress.time_limit
    if limit is None:
        return
    for piece, when, where, _ in _dated(facts):
        if when > limit.until:
            yield Finding(
                at=Place(piece.path, where),
                message=f"{day(when)} is after the time limit of {day(limit.until)}." + in_doubt(limit.doubt),
                hint="Look at the year. If it is right, ask your centre whether it can still count.",
                doubtful=bool(limit.doubt),
            )


def overlapping_contacts(facts: Facts) -> Iterator[Finding]:
    """Two contacts are at the same time.

    Why:
        Nobody coaches two people in two places at once. One of the times has a slip in it, or a contact is in twice.
    Wrong:
        one contact at 14:00 for 90 minutes, and another on the same day at 15:00
    Right:
        the second one at 15:30
    """
    timed = [contact for contact in facts.progress.hours.held if contact.begins]
    latest: Contact | None = None
    for contact in timed:  # by date and time
        assert contact.begins
        if latest and latest.ends and contact.begins < latest.ends:
            yield Finding(
                at=Place(contact.path, (*contact.where, "start")),
                message=f"This contact begins at {contact.start:%H:%M}, while the one of {latest.start:%H:%M} with "
                f"{latest.client} still goes on (until {latest.ends:%H:%M}).",
                hint="Mend the time or the minutes of one of the two. If they are one contact, delete one.",
                related=(("The other contact.", Place(latest.path, (*latest.where, "start"))),),
            )
        if latest is None or latest.ends is None or contact.ends is None or contact.ends > latest.ends:
            latest = contact


def past_midnight(facts: Facts) -> Iterator[Finding]:
    """A contact is longer than what is left of its day.

    Why:
        The minutes or the time may have a slip in them.
    Wrong:
        start: "22:30" with minutes: 120
    Right:
        start: "20:30" with minutes: 120
    """
    for contact in facts.progress.hours.held:
        if contact.ends and (contact.ends.date() > contact.date and contact.ends.time().isoformat() != "00:00:00"):
            yield Finding(
                at=Place(contact.path, (*contact.where, "minutes")),
                message=f"A contact of {hours(contact.minutes)} from {contact.start:%H:%M} goes past midnight.",
                hint="Look at the time and the minutes.",
            )


def implausible_day(facts: Facts) -> Iterator[Finding]:
    """A day has more hours of contact than is plausible.

    Why:
        An assessor may ask. A contact may be in twice, or its minutes have a slip.
    Wrong:
        eight sessions of 90 minutes on one day
    Right:
        the same sessions, each on its day
    """
    by_day: dict[date, list[Contact]] = defaultdict(list)
    for contact in facts.progress.hours.held:
        by_day[contact.date].append(contact)
    for when, contacts in by_day.items():
        total = sum(contact.minutes for contact in contacts)
        if total > facts.threshold("plausible-day-minutes"):
            last = contacts[-1]
            yield Finding(
                at=Place(last.path, (*last.where, "minutes")),
                message=f"With this, {day(when)} has {hours(total)} of contact.",
                hint="Look whether a contact is in twice, or has a slip in its minutes or its date.",
                related=tuple(
                    ("Also on this day.", Place(contact.path, (*contact.where, "minutes")))
                    for contact in contacts[:-1][:5]
                ),
            )


def backwards_period(facts: Facts) -> Iterator[Finding]:
    """A period ends before it begins.

    Why:
        One of the two dates has a slip in it.
    Wrong:
        period: {from: 2026-03-31, to: 2026-01-01}
    Right:
        period: {from: 2026-01-01, to: 2026-03-31}
    """
    for piece in facts.portfolio.evidence:
        period = getattr(piece, "period", None)
        if period and period.to < period.from_:
            yield Finding(
                at=Place(piece.path, ("period", "to")),
                message=f"This period ends on {day(period.to)}, before it begins on {day(period.from_)}.",
                hint="Look at the two dates.",
            )
