"""Contacts: a session is one, a contact sheet holds several. What counts hours asks here, never at the two kinds."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final, NamedTuple

from coachfolio.base.diagnostics import Where
from coachfolio.evidence.model import ContactSheet, Evidence, Session, SheetContact

__all__ = ["DIARY", "Contact", "contacts_in"]

DIARY: Final = ("sessions", "contact-sheets")
"""The two kinds of evidence that contacts are written down in; a requirement of evidence `diary` counts both."""


class Contact(NamedTuple):
    """One coaching or mentoring contact, wherever it is written down."""

    evidence: str
    """The id of the session or contact sheet."""
    path: str
    where: Where
    """Its place in the file: empty for a session."""
    date: datetime.date
    start: datetime.time | None
    minutes: int
    client: str
    role: str
    setting: str
    fee: str
    """paid, pro-bono, internal, or "not said"."""
    planned: bool | None
    status: str
    units: tuple[str, ...]
    """The units whose hours it counts towards, as it says itself, or else the units of its claims and of those of its
    sheet. Facts of a portfolio have here what else gives hours a unit."""
    planning_minutes: int
    says: tuple[str, ...] = ()
    """The units that it says itself that its hours count towards."""

    @property
    def held(self) -> bool:
        """Only a held contact counts its minutes."""
        return self.status == "held"

    @property
    def begins(self) -> datetime.datetime | None:
        return datetime.datetime.combine(self.date, self.start) if self.start else None

    @property
    def ends(self) -> datetime.datetime | None:
        if self.begins is None:
            return None
        try:
            return self.begins + datetime.timedelta(minutes=self.minutes)
        except OverflowError:  # the calendar ends with the year 9999
            return datetime.datetime.max


def contacts_in(evidence: Evidence) -> Iterator[Contact]:
    """The contacts that a piece of evidence records; none for most kinds."""
    if isinstance(evidence, Session):
        yield _contact(evidence, evidence, ())
    elif isinstance(evidence, ContactSheet):
        for position, contact in enumerate(evidence.contacts):
            yield _contact(evidence, contact, ("contacts", position))


def _contact(evidence: Evidence, sheet_contact: Session | SheetContact, where: Where) -> Contact:
    claims = (
        sheet_contact.claims if sheet_contact is evidence else (*sheet_contact.claims, *getattr(evidence, "claims", ()))
    )
    units = sheet_contact.counts_towards or tuple(dict.fromkeys(claim.criterion.split("/")[0] for claim in claims))
    return Contact(
        evidence=evidence.id,
        path=evidence.path,
        where=where,
        date=sheet_contact.date,
        start=sheet_contact.start,
        minutes=sheet_contact.minutes,
        client=sheet_contact.client,
        role=sheet_contact.role,
        setting=sheet_contact.setting,
        fee=sheet_contact.fee or "not said",
        planned=sheet_contact.planned,
        status=sheet_contact.status,
        units=units,
        planning_minutes=sheet_contact.planning_minutes or 0,
        says=sheet_contact.counts_towards,
    )
