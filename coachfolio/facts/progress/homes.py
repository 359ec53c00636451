"""Which units the hours of a contact belong to. Whatever counts hours of a unit asks here."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.contacts import Contact
from coachfolio.evidence.model import Agreement, Evidence, MappingSheet, PortfolioFile
from coachfolio.format.qualification import Qualification

__all__ = ["NOWHERE", "Home", "HomeBy", "Homes", "homes_in", "units_with_hours"]

HomeBy = Literal["contact", "claims", "only-unit", "client", "agreement", "portfolio", "nothing"]
"""What says which units the hours of a contact belong to."""
_OF_UNITS: Final = ("contact-hours", "planning-hours")


@frozen()
class Home(Frozen):
    """The units that the hours of a contact belong to."""

    units: tuple[str, ...]
    by: HomeBy


@frozen()
class Homes(Frozen):
    """What a portfolio says of the units of its hours, besides what a contact says itself."""

    with_hours: frozenset[str] = frozenset()
    """The units of the qualification that ask for hours of contact or of planning."""
    only: str | None = None
    """The one unit that can be meant; None where there are several, or where not all units are known."""
    mapped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Evidence id to the units that mapping sheets claim it for."""
    clients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Client to the units that the client's hours count towards."""
    agreements: Mapping[str, tuple[tuple[datetime.date, tuple[str, ...]], ...]] = field(default_factory=dict)
    """Client to the units of each agreement, by its day."""
    portfolio: tuple[str, ...] = ()
    """The units that all other hours count towards."""

    def of(self, contact: Contact) -> Home:
        """Where the hours of a contact belong.

        What the contact says itself settles it, and so do claims on it where one is of a unit that asks for hours.
        Else the one unit that can be meant, the client, the agreement or the portfolio gives them a home, besides the
        units of the claims.
        """
        if contact.says:
            return Home(contact.says, "contact")
        claimed = tuple(dict.fromkeys((*contact.units, *self.mapped.get(contact.evidence, ()))))
        if claimed and (not self.with_hours or not self.with_hours.isdisjoint(claimed)):
            return Home(claimed, "claims")
        settled: tuple[tuple[tuple[str, ...], HomeBy], ...] = (
            ((self.only,) if self.only else (), "only-unit"),
            (self.clients.get(contact.client, ()), "client"),
            (self._agreed(contact), "agreement"),
            (self.portfolio, "portfolio"),
        )
        for units, by in settled:
            if units:
                return Home(tuple(dict.fromkeys((*claimed, *units))), by)
        return Home(claimed, "claims" if claimed else "nothing")

    def at_home(self, contact: Contact) -> Contact:
        """The contact with the units that its hours belong to."""
        return contact._replace(units=self.of(contact).units)

    def _agreed(self, contact: Contact) -> tuple[str, ...]:
        """The units of the agreement that was in force on the day; of the first one, for a contact before it."""
        agreed = self.agreements.get(contact.client, ())
        before = [units for made, units in agreed if made <= contact.date]
        return before[-1] if before else agreed[0][1] if agreed else ()


NOWHERE: Final = Homes()
"""Where nothing is known but what contacts say themselves."""


def homes_in(evidence: Iterable[Evidence], file: PortfolioFile | None, qualification: Qualification | None) -> Homes:
    """What a portfolio says of the units of its hours."""
    mapped: dict[str, dict[str, None]] = defaultdict(dict)
    agreements: dict[str, list[tuple[datetime.date, tuple[str, ...]]]] = defaultdict(list)
    for piece in evidence:
        if isinstance(piece, MappingSheet):
            for row in piece.rows:
                mapped[row.evidence][row.criterion.split("/")[0]] = None
        elif isinstance(piece, Agreement):
            agreements[piece.client].append((piece.date, piece.counts_towards))
    with_hours = units_with_hours(qualification) if qualification else ()
    return Homes(
        with_hours=frozenset(with_hours),
        only=_only_unit(qualification, with_hours) if qualification else None,
        mapped={id: tuple(units) for id, units in mapped.items()},
        clients={code: client.counts_towards for code, client in file.clients.items()} if file else {},
        agreements={code: tuple(sorted(agreed)) for code, agreed in agreements.items()},
        portfolio=file.counts_towards if file else (),
    )


def units_with_hours(qualification: Qualification) -> tuple[str, ...]:
    """The units that hours of contact or of planning are asked for, in the qualification's order."""
    asking = {asked.unit for asked in qualification.requirements if asked.measure in _OF_UNITS}
    return tuple(unit.ref for unit in qualification.units if unit.ref in asking)


def _only_unit(qualification: Qualification, with_hours: tuple[str, ...]) -> str | None:
    if not qualification.units_complete:
        return None
    possible = with_hours or tuple(unit.ref for unit in qualification.units)
    return possible[0] if len(possible) == 1 else None
