"""What is likely to stand in a new piece of evidence: for somebody to look at before it is written."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, Final

from coachfolio.evidence.contacts import Contact, contacts_in
from coachfolio.evidence.model import Agreement, Evidence, Session
from coachfolio.facts.progress import progress_of
from coachfolio.format.schemas import schema
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["likely", "thin_criteria"]

_ROLES: Final = {
    "supervisor": ("supervisor",),
    "peer": ("peer",),
    "tutor": ("tutor",),
    "observer": ("assessor", "witness", "supervisor"),
}
"""By field: the roles of people who may stand in it, the likeliest first."""
_AS_LAST_TIME: Final = ("minutes", "mode", "role", "fee", "setting")
_MOST_THIN: Final = 5


def likely(kind: str, portfolio: Portfolio, today: datetime.date, *, client: str = "") -> dict[str, Any]:
    """Fields of a new piece as they will most likely be: client, people, last session, agreement.

    Whoever uses it shows it before it is written. `client` is the client, where that is known.
    """
    fields = schema(kind)["properties"]
    found: dict[str, Any] = {}
    last = _last_contact(portfolio, client, today)
    if "client" in fields and kind != "feedback":
        whose = (
            client or (_without_agreement(portfolio) if kind == "agreements" else "") or (last.client if last else "")
        )
        if whose:
            found["client"] = whose
            last = _last_contact(portfolio, whose, today) or last
    if "about" in fields and last is not None:
        found["about"] = [last.evidence]
    for name in fields.keys() & _ROLES.keys():
        person = _person(portfolio, kind, name)
        if person:
            found[name] = person
    if kind == "agreements" and len(codes := [piece.id for piece in portfolio.evidence if piece.type == "codes"]) == 1:
        found["code"] = codes[0]
    found.update(_as_last_time(kind, portfolio, found.get("client", "")))
    return {name: found[name] for name in fields if name in found}


def thin_criteria(portfolio: Portfolio) -> tuple[tuple[str, str], ...]:
    """The first criteria that have too little evidence, each with its text."""
    short = [found for found in progress_of(portfolio).coverage if found.state == "missing" or found.thin]
    return tuple((found.criterion.ref, found.criterion.text) for found in short[:_MOST_THIN])


def _contacts(portfolio: Portfolio) -> Iterator[Contact]:
    for piece in portfolio.evidence:
        yield from contacts_in(piece)


def _last_contact(portfolio: Portfolio, client: str, today: datetime.date) -> Contact | None:
    met = (contact for contact in _contacts(portfolio) if contact.held and contact.date <= today)
    return max((contact for contact in met if client in ("", contact.client)), key=lambda met: met.date, default=None)


def _without_agreement(portfolio: Portfolio) -> str:
    """The first client who has no agreement yet."""
    agreed = {piece.client for piece in portfolio.evidence if isinstance(piece, Agreement)}
    clients = portfolio.file.clients if portfolio.file else {}
    return next((code for code, client in clients.items() if code not in agreed and not client.agreement), "")


def _last_of(portfolio: Portfolio, kind: str) -> Evidence | None:
    dated = [piece for piece in portfolio.evidence if piece.type == kind and getattr(piece, "date", None)]
    return max(dated, key=lambda piece: piece.date, default=None)  # type: ignore[attr-defined]


def _person(portfolio: Portfolio, kind: str, field: str) -> str:
    """Who stood there last time, or the only one of the role."""
    people = portfolio.file.people if portfolio.file else {}
    before = getattr(_last_of(portfolio, kind), field, None)
    if before in people:
        return str(before)
    for role in _ROLES[field]:
        fitting = [name for name, person in people.items() if person.role == role]
        if fitting:
            return fitting[0] if len(fitting) == 1 else ""
    return ""


def _as_last_time(kind: str, portfolio: Portfolio, client: str) -> dict[str, Any]:
    """How a session with this client was the last time; how long one was to be, by the agreement."""
    if kind != "sessions":
        return {}
    earlier = [piece for piece in portfolio.evidence if isinstance(piece, Session) and piece.client == client]
    last = max(earlier, key=lambda session: session.date, default=None)
    found = {name: value for name in _AS_LAST_TIME if (value := getattr(last, name, None))}
    if found.get("setting") == "individual":
        del found["setting"]
    agreed = [piece for piece in portfolio.evidence if isinstance(piece, Agreement) and piece.client == client]
    if agreed and (planned := max(agreed, key=lambda agreement: agreement.date).minutes_each):
        found["minutes"] = planned
    return found
