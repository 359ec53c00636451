"""What the page for a phone has in it: codes, criteria and choices, and nobody's name."""

from __future__ import annotations

import os
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.portfolios import looked_through
from coachfolio.confidentiality.scan import leaks_in, names_declared_in
from coachfolio.format.schemas import schema
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.reports.opening import NotShown

__all__ = ["PhoneChoice", "PhoneUnit", "PhoneView", "phone_view"]

_CHOSEN: Final = ("mode", "role", "fee", "setting", "status")
"""The fields of a session that a line can say by a word of their own."""
_NOT_BY_LINE: Final = frozenset({"planned"})
"""A line is of a day that was: what is still to come is written with `planned`, on the computer."""


@frozen()
class PhoneChoice(Frozen):
    """One field of which a word is chosen."""

    name: str
    about: str
    words: tuple[str, ...]
    usual: str = ""
    """What is meant where it is left out; empty where nothing is."""


@frozen()
class PhoneUnit(Frozen):
    """One unit, and the references and texts of its criteria."""

    ref: str
    title: str
    criteria: tuple[tuple[str, str], ...]


@frozen()
class PhoneView(Frozen):
    """Everything that the page for a phone shows of a portfolio."""

    clients: tuple[str, ...]
    choices: tuple[PhoneChoice, ...]
    units: tuple[PhoneUnit, ...]
    most_minutes: int


def phone_view(folder: str | os.PathLike[str]) -> PhoneView:
    """What the page for a phone shows of the portfolio in a folder.

    Raises NoPortfolio; NotShown where there is no client to write of, where the list of clients cannot be used, and
    where a criterion names a client.
    """
    portfolio = open_portfolio(folder)
    file = portfolio.file
    if file is None:
        raise NotShown("portfolio.yaml is not in order as it stands. Run coachfolio check, mend it, and try again.")
    clients = tuple(code for code, client in file.clients.items() if client.forgotten is None)
    if not clients:
        raise NotShown("There is no client in portfolio.yaml yet. Add one first: coachfolio new client C01")
    fields = schema("sessions")["properties"]
    view = PhoneView(
        clients=clients,
        choices=tuple(_choice(name, fields[name]) for name in _CHOSEN),
        units=_units(portfolio),
        most_minutes=fields["minutes"]["maximum"],
    )
    _must_name_nobody(view, portfolio, folder)
    return view


def _choice(name: str, field: dict[str, object]) -> PhoneChoice:
    words = field["enum"]
    assert isinstance(words, list)  # the schemas are the program's own
    said = tuple(word for word in words if word not in _NOT_BY_LINE)
    return PhoneChoice(name, str(field["description"]), said, str(field.get("default", "")))


def _units(portfolio: Portfolio) -> tuple[PhoneUnit, ...]:
    if portfolio.qualification is None:
        return ()
    units = (
        PhoneUnit(unit.ref, unit.title, tuple((criterion.ref, criterion.text) for criterion in unit.criteria))
        for unit in portfolio.qualification.units
    )
    return tuple(unit for unit in units if unit.criteria)


def _must_name_nobody(view: PhoneView, portfolio: Portfolio, folder: str | os.PathLike[str]) -> None:
    """Raise NotShown where what a person typed into the qualification names a client. The name is never said."""
    exposure, key = looked_through(portfolio, folder, attachments=False)
    if exposure.broken_key:
        raise NotShown(exposure.broken_key)
    declared = names_declared_in(portfolio)
    for unit in view.units:
        for ref, text in ((unit.ref, unit.title), *unit.criteria):
            codes = [code for leak in leaks_in(f"{ref} {text}", key, declared=declared) for code in leak.codes]
            if codes:
                raise NotShown(
                    f"Nothing was made: the words of a criterion in qualification.yaml name {codes[0]}. Say it without "
                    "the name, and try again."
                )
