"""Time: contact hours, guided hours, learning time. Minutes are whole numbers and sums are exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.contacts import Contact, contacts_in
from coachfolio.evidence.model import Evidence, GuidedLearning, SupervisionSession
from coachfolio.facts.progress.homes import NOWHERE, Homes

__all__ = ["Hours", "hours_of"]


@frozen()
class Hours(Frozen):
    """All time in the portfolio, in minutes. Contact time is of held contacts only."""

    contacts: tuple[Contact, ...]
    """Every contact, held or not, by date and time."""
    total_minutes: int
    by_client: Mapping[str, int]
    by_role: Mapping[str, int]
    by_month: Mapping[str, int]
    """By `2026-03`, in order."""
    by_unit: Mapping[str, int]
    """A contact that counts towards two units is in both."""
    by_fee: Mapping[str, int]
    """paid, pro-bono, internal, not said."""
    by_setting: Mapping[str, int]
    """individual, group."""
    planning_minutes: int
    """Planning, organising and evaluating held contacts."""
    planning_by_unit: Mapping[str, int]
    guided_minutes: int
    guided_by_kind: Mapping[str, int]
    """induction, tutorial, workshop and so on."""
    supervision_minutes: int
    learning_minutes: int
    """All time on the qualification that is written down: contacts, planning, guided hours and every other evidence
    with minutes."""

    @property
    def held(self) -> tuple[Contact, ...]:
        return tuple(contact for contact in self.contacts if contact.held)

    @property
    def homeless_minutes(self) -> int:
        """Contact time that belongs to no unit."""
        return sum(contact.minutes for contact in self.held if not contact.units)


def hours_of(evidence: Iterable[Evidence], homes: Homes = NOWHERE) -> Hours:
    """Add up the time in some evidence. `homes` say which units hours belong to where a contact does not."""
    pieces = tuple(evidence)
    contacts = sorted(
        (homes.at_home(contact) for piece in pieces for contact in contacts_in(piece)),
        key=lambda contact: (
            contact.date,
            contact.start.isoformat() if contact.start else "",
            contact.path,
            contact.where,
        ),
    )
    held = [contact for contact in contacts if contact.held]
    guided: Counter[str] = Counter()
    supervision = 0
    others = 0
    for piece in pieces:
        if isinstance(piece, GuidedLearning):
            guided[piece.kind] += piece.minutes
        else:
            if isinstance(piece, SupervisionSession):
                supervision += piece.minutes
            if not any(True for _ in contacts_in(piece)):
                others += getattr(piece, "minutes", None) or 0
    total = sum(contact.minutes for contact in held)
    planning = sum(contact.planning_minutes for contact in held)
    guided_minutes = guided.total()
    return Hours(
        contacts=tuple(contacts),
        total_minutes=total,
        by_client=_by(held, lambda contact: (contact.client,)),
        by_role=_by(held, lambda contact: (contact.role,)),
        by_month=_by(held, lambda contact: (f"{contact.date:%Y-%m}",)),
        by_unit=_by(held, lambda contact: contact.units),
        by_fee=_by(held, lambda contact: (contact.fee,)),
        by_setting=_by(held, lambda contact: (contact.setting,)),
        planning_minutes=planning,
        planning_by_unit=_by(held, lambda contact: contact.units, lambda contact: contact.planning_minutes),
        guided_minutes=guided_minutes,
        guided_by_kind=dict(sorted(guided.items())),
        supervision_minutes=supervision,
        learning_minutes=total + planning + guided_minutes + others,
    )


def _by(
    contacts: Iterable[Contact],
    keys: Callable[[Contact], Iterable[str]],
    minutes: Callable[[Contact], int] = lambda contact: contact.minutes,
) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for contact in contacts:
        for key in keys(contact):
            sums[key] += minutes(contact)
    return dict(sorted(sums.items()))
