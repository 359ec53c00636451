"""What the check says: pure values, shared by every floor above."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import total_ordering
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["Diagnostic", "Finding", "Place", "Problem", "Related", "Severity", "Span", "Where"]

Where = tuple[str | int, ...]
"""The way to a value inside a file: field names and list positions (0-based), outermost first."""


class Severity(StrEnum):
    """How much a finding weighs. Errors fail a check; the others do not."""

    ERROR = "error"
    """Something is wrong and must be mended."""
    WARNING = "warning"
    """Probably wrong, or probably not what was meant."""
    GAP = "gap"
    """Not there yet: natural while the portfolio is being built, an error at submission."""
    ADVICE = "advice"
    """Worth knowing."""

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@total_ordering
@frozen()
class Span(Frozen):
    """A stretch of a file. Lines and columns count from 1, in characters; the end is the first column after it."""

    line: int
    column: int
    end_line: int
    end_column: int

    def __lt__(self, other: object) -> bool:
        return self._values() < other._values() if isinstance(other, Span) else NotImplemented


_NUMBER: Final = re.compile("[0-9]+")
START = Span(1, 1, 1, 1)


@frozen()
class Place(Frozen):
    """A place in a file of the portfolio, before its line is looked up."""

    path: str
    where: Where = ()
    on_key: bool = False
    """Mark the field's name and not its value."""


@frozen()
class Problem(Frozen):
    """Something wrong inside one file, found while reading it."""

    rule: str
    """The name of the rule that explains it."""
    message: str
    hint: str
    at: Span | Where
    on_key: bool = False
    concealed: bool = False
    """The value may be a client's name: it must not be shown."""
    related: tuple[tuple[str, Span], ...] = ()


@frozen()
class Finding(Frozen):
    """What a rule states: a fact at a place. The check adds the rule's code, name and severity."""

    at: Place | tuple[str, Span]
    message: str
    hint: str = ""
    related: tuple[tuple[str, Place | tuple[str, Span]], ...] = ()
    criterion: str = ""
    """The criterion it is about, if it is about one: a waiver can name it."""
    concealed: bool = False
    doubtful: bool = False
    """Whether it rests on something doubtful: then it is never an error."""
    fixed: str = ""
    """Why this finding may not be waived, or made to weigh less, where others of its rule may."""
    at_most: Severity | None = None
    """What it weighs at the most, where honest people leave the same traces and nobody can tell."""


@frozen()
class Related(Frozen):
    """Another place that a finding is about."""

    message: str
    path: str
    span: Span


@frozen()
class Diagnostic(Frozen):
    """One finding, complete: what is wrong, where, and what to write instead."""

    code: str
    """Stable, such as CF301."""
    name: str
    severity: Severity
    path: str
    """Inside the portfolio, with / between folders."""
    span: Span
    message: str
    hint: str
    related: tuple[Related, ...] = ()
    waived: Literal[False] | str = False
    """The reason, where somebody waived it."""
    criterion: str = ""
    """The criterion it is about, if it is about one."""
    concealed: bool = False
    """The marked text may be a client's name: it must not be shown."""
    doubtful: bool = False
    """Whether it rests on something doubtful, and would be an error otherwise."""
    fixed: str = ""
    """Why it may not be waived, where others of its rule may."""

    @property
    def order(self) -> tuple[str, Span, str, str]:
        """Sorts diagnostics by file, place and code, and numbers in what they say by their size: 1.2 before 1.10."""
        return (self.path, self.span, self.code, _NUMBER.sub(lambda match: match[0].zfill(9), self.message))
