"""What reports on the record are put together from: sections, and words that several of them use."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from coachfolio.base.words import listed, shown
from coachfolio.git.objects import Moment, SavePerson
from coachfolio.record.verdicts import SignatureState

__all__ = [
    "NO_DATES",
    "Grid",
    "Items",
    "Section",
    "at_most",
    "ended",
    "is_are",
    "iso",
    "named",
    "person_told",
    "share",
    "signed_how",
    "was_were",
]

MOST_NAMED: Final = 10
"""Names in one list of a report; the JSON form has all of them."""

_SIGNED: Final[Mapping[SignatureState, str]] = {
    SignatureState.GOOD: "signed with the key of the person named",
    SignatureState.BAD: "signed, but the signature does not fit the content",
    SignatureState.UNKNOWN_KEY: "signed with a key that is not on the list of signers",
    SignatureState.WRONG_PERSON: "signed with somebody else's key",
    SignatureState.WRONG_ROLE: "signed by somebody who may not sign this",
    SignatureState.OUT_OF_DATE: "signed with a key that did not count at that time",
    SignatureState.UNSIGNED: "not signed",
    SignatureState.UNCHECKED: "signed, but the signature could not be checked here",
}

NO_DATES: Final = (
    "Only part of the record is here, so nobody can tell when something was first recorded: no dates are shown. "
    "Ask for the whole record, as one file made with coachfolio bundle."
)


class Items(NamedTuple):
    """A list."""

    lines: Sequence[str]


class Grid(NamedTuple):
    """A table."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()
    """Columns that hold numbers, from 0."""


class Section(NamedTuple):
    """A heading and what stands under it: paragraphs, lists and tables."""

    title: str
    parts: Sequence[str | Items | Grid]


def signed_how(state: SignatureState, given: bool) -> str:
    """What is to be said of a signature, where a list of signers was given or not."""
    if state is SignatureState.UNKNOWN_KEY and not given:
        return "signed, but no list of signers was given that says whose key it is"
    return _SIGNED[state]


def person_told(person: SavePerson | None) -> str:
    if person is None:
        return "somebody unknown"
    name, email = shown(person.name, 40), shown(person.email, 60)
    return f"{name} ({email})" if name and email else name or email or "somebody without a name"


def iso(when: datetime.datetime | Moment | None) -> str:
    if when is None:
        return "-"
    return (when.day if isinstance(when, Moment) else when.date()).isoformat()


def share(number: int, of: int) -> str:
    """Never 0% or 100% for what is not none or all."""
    if not of:
        return "0%"
    percent = round(100 * number / of)
    return f"{min(max(percent, 1), 99) if 0 < number < of else percent}%"


def is_are(number: int) -> str:
    return "is" if number == 1 else "are"


def was_were(number: int) -> str:
    return "was" if number == 1 else "were"


def named(names: Sequence[str]) -> str:
    return listed(at_most([shown(name, 80) for name in names]))


def at_most(lines: Sequence[str]) -> list[str]:
    rest = len(lines) - MOST_NAMED
    return [*lines[:MOST_NAMED], *([f"{rest} more"] if rest > 0 else [])]


def ended(sentences: Sequence[str]) -> str:
    return " ".join(sentence if sentence.endswith((".", "”")) else f"{sentence}." for sentence in sentences)
