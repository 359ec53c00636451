"""Who is looked for, and what was found of them: the values of the list of clients and of its matcher."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import words

__all__ = [
    "BEFORE_NAMES",
    "NOBODY_DECLARED",
    "PLAIN_TITLES",
    "TITLES",
    "Allowed",
    "Declared",
    "Hit",
    "LeakWeight",
    "ListedClient",
    "NameKind",
    "declared_from",
]

NameKind = Literal["name", "organisation", "e-mail", "other"]
"""What was found is in the list of clients as this: a name, an organisation, an e-mail address or another word."""
LeakWeight = Literal["blocks", "asks", "hint"]
"""How sure it is that a client is given away. Blocks: it is sure. Asks: somebody must look. Hint: it may be nothing."""

PLAIN_TITLES: Final = words(
    """
    mr mrs ms miss mx dr doctor prof professor sir dame lady lord rev reverend cllr councillor
    """
)
"""Titles that are no names as well."""
TITLES: Final = words("mr mrs ms mx dr prof cllr rev")
"""Those that are no words: what follows one is a name in small letters, too."""
BEFORE_NAMES: Final = PLAIN_TITLES | words(
    """
    father sister brother captain major colonel sergeant judge canon pastor imam rabbi herr frau monsieur madame
    signor signora don uncle aunt auntie
    """
)
"""What stands before a last name, so that it is one."""


@frozen()
class ListedClient(Frozen):
    """One client of the key. It never shows who."""

    code: str
    names: tuple[str, ...]
    organisations: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Person({self.code}, {len(self.names)} names)"


@frozen()
class Allowed(Frozen):
    """Words that are no leak although they look like one; in one file or folder only, where there is a path."""

    text: str
    path: str = ""

    def __repr__(self) -> str:
        return "Allowed()"

    def covers(self, path: str) -> bool:
        """Whether they are allowed in this file."""
        return not self.path or path == self.path or (self.path.endswith("/") and path.startswith(self.path))


@frozen()
class Declared(Frozen):
    """People and places that the portfolio names on purpose.

    Each may stand whole. A word of theirs alone may be a client's as well: it asks where it would block.
    """

    phrases: tuple[Allowed, ...] = ()
    words: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Declared({len(self.phrases)})"


NOBODY_DECLARED: Final = Declared()


def declared_from(names: Iterable[str]) -> Declared:
    """Names of people who may be named, such as the learner's."""
    from coachfolio.confidentiality.folding import folded_words

    every = tuple(dict.fromkeys(names))
    single = {word for name in every for word in folded_words(name) if len(word) > 1 and word not in BEFORE_NAMES}
    return Declared(tuple(Allowed(name) for name in every), frozenset(single))


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """A form of a name in a text, from letter `start` to before `end`."""

    start: int
    end: int
    kind: NameKind
    weight: LeakWeight
    codes: tuple[str, ...]
    is_first: bool = False
    """Whether it is a first name alone, which says more the oftener it stands there."""

    def __repr__(self) -> str:
        return f"Hit({self.kind}, {self.weight}, {', '.join(self.codes)})"
