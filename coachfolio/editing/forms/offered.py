"""What a form offers by name: clients, people, units, criteria, evidence and files that a portfolio has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.confidentiality.key import Key
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["Offer", "offers"]

_LONG: Final = 90
"""Signs of the longest words beside a name."""


@frozen()
class Offer(Frozen):
    """One name that can be filled in."""

    value: str
    """As it stands in a file."""
    words: str = ""
    """What it is, for people."""


def offers(portfolio: Portfolio, key: Key | None = None) -> Mapping[str, tuple[Offer, ...]]:
    """What can be filled in, by what a field refers to.

    With a list of clients, each code has the client's first name of that list beside it: for the eyes of whoever keeps
    the list, and nowhere else.
    """
    file = portfolio.file
    people = tuple(
        Offer(name, _said(person.role, person.name or "")) for name, person in (file.people if file else {}).items()
    )
    signing = (Offer("learner", "you"), Offer("client"), Offer("sponsor"))
    qualification = portfolio.qualification
    found = {
        "client": tuple(_clients(portfolio, key)),
        "person": people,
        "party": (*signing, *people),
        "unit": tuple(Offer(unit.ref, shown(unit.title, _LONG)) for unit in qualification.units)
        if qualification
        else (),
        "criterion": tuple(Offer(asked.ref, shown(asked.text, _LONG)) for asked in qualification.criteria)
        if qualification
        else (),
        "evidence": tuple(_evidence(portfolio)),
        "file": (),
    }
    for kind in {piece.type for piece in portfolio.evidence}:
        found[kind] = tuple(_evidence(portfolio, kind))
    return found


def _said(*words: str) -> str:
    return ", ".join(shown(word, _LONG) for word in words if word)


def _clients(portfolio: Portfolio, key: Key | None) -> Iterator[Offer]:
    names = key.written_out() if key is not None else {}
    for code, client in (portfolio.file.clients if portfolio.file else {}).items():
        yield Offer(code, _said(names.get(code, ""), client.sector or "", client.level or ""))


def _evidence(portfolio: Portfolio, kind: str = "") -> Iterator[Offer]:
    """The newest first, as far as their names begin with the day."""
    for piece in sorted(portfolio.evidence, key=lambda piece: piece.id, reverse=True):
        if kind in ("", piece.type):
            yield Offer(piece.id, _said(getattr(piece, "title", None) or ""))
