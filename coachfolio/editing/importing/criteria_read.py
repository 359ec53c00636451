"""Criteria as a document lists them: units, outcomes and numbers, with what is odd in the numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.editing.importing.facts import Left

__all__ = ["CriteriaList", "CriteriaRead", "CriterionRead", "EvidenceNoted", "UnitRead", "plain_number"]

_NUMBER: Final = re.compile(
    r"(?:AC|A\.C\.|criterion|LO)?\s*(?P<number>[a-z]?\d{1,3}(?:\s*[.,]\s*\d{1,3})*)(?P<end>[.):]*)", re.I
)


@frozen()
class CriterionRead(Frozen):
    """One criterion as it stands in a document."""

    number: str
    text: str
    outcome: str
    place: str


@frozen()
class EvidenceNoted(Frozen):
    """What a filled mapping sheet says of a criterion: which evidence shows it, where, and how."""

    unit: str
    number: str
    evidence: str = field(repr=False)
    where: str = field(default="", repr=False)
    how: str = field(default="", repr=False)
    place: str = ""


@frozen()
class UnitRead(Frozen):
    """One unit as it stands in a document."""

    ref: str
    """Empty where the document does not say it."""
    title: str
    criteria: tuple[CriterionRead, ...]
    credits: float | None = None
    guided_hours: float | None = None
    place: str = ""


@frozen()
class CriteriaRead(Frozen):
    """What a document lists."""

    units: tuple[UnitRead, ...]
    said: tuple[str, ...] = ()
    """Odd numbers, holes and repeats, each with its place."""
    left: tuple[Left, ...] = ()
    evidence: tuple[EvidenceNoted, ...] = ()
    title: str = ""

    @property
    def count(self) -> int:
        return sum(len(unit.criteria) for unit in self.units)


def plain_number(text: str) -> tuple[str, bool] | None:
    """The number of a criterion that a text is, and whether it is written oddly; None where it is none."""
    match = _NUMBER.fullmatch(text.strip())
    if not match:
        return None
    plain = re.sub(r"\s*[.,]\s*", ".", match["number"])
    odd = "," in match["number"] or " " in match["number"] or bool(match["end"].strip("):"))
    return plain, odd


@dataclass
class _UnitSoFar:
    ref: str = ""
    title: str = ""
    place: str = ""
    credits: float | None = None
    guided_hours: float | None = None
    criteria: list[CriterionRead] = field(default_factory=list)


@dataclass
class CriteriaList:
    """Takes in units, outcomes and criteria in their order, and notes what is odd."""

    units: list[_UnitSoFar] = field(default_factory=lambda: [_UnitSoFar()])
    said: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    evidence: list[EvidenceNoted] = field(default_factory=list)
    outcome_number: str = ""
    outcome_text: str = ""

    @property
    def unit(self) -> _UnitSoFar:
        """The unit that is being read."""
        return self.units[-1]

    def begin_unit(self, ref: str, title: str, place: str) -> None:
        """A unit begins, or is told again where one goes on."""
        known = next((unit for unit in self.units if unit.ref == ref and ref), None)
        self.outcome_number = self.outcome_text = ""
        if known is not None:
            self.units.remove(known)
            self.units.append(known)
            known.title = known.title or title
        elif self.unit.criteria or self.unit.ref:
            self.units.append(_UnitSoFar(ref, title, place))
        else:
            self.unit.ref, self.unit.title, self.unit.place = ref, title or self.unit.title, place

    def begin_outcome(self, number: str, text: str) -> None:
        """A learning outcome begins."""
        self.outcome_number, self.outcome_text = number, " ".join(text.split())

    def criterion(self, number: str, text: str, place: str, *, odd: str = "", kept_as_number: bool = False) -> str:
        """A criterion: its number as it is kept. `odd` is how it is written where that is not usual."""
        text = " ".join(text.split())
        before = self.unit.criteria[-1] if self.unit.criteria else None
        known = next((criterion for criterion in self.unit.criteria if criterion.number == number), None)
        head, _, last = number.rpartition(".")
        if known is not None and kept_as_number and last == "1" and before and before.number == f"{head}.9":
            self.said.append(
                f"{place}: {number} follows {head}.9, so it is read as {head}.10, which a spreadsheet cuts."
            )
            number, known = f"{head}.10", None
        if odd:
            self.said.append(f"{place}: {shown(odd)} is read as {number}.")
        if known is not None:
            if _plain(known.text) == _plain(text) or not text:
                return number  # told once more, as in a second table
            self.said.append(f"{place}: {number} stands here again, with other words than at {known.place}. Left out.")
            self.left.append(Left(f"{number} {text}", place, f"its number is that of another, at {known.place}"))
            return number
        outcome = self.outcome_number or (number.partition(".")[0] if "." in number else "")
        if self.outcome_text and outcome:
            outcome = f"{outcome} {self.outcome_text}"
        self.unit.criteria.append(CriterionRead(number, text, outcome, place))
        return number

    def more(self, text: str) -> bool:
        """More words of the last criterion, or of the outcome where none came yet. False where neither is there."""
        text = " ".join(text.split())
        if self.unit.criteria and not (self.outcome_number and not self._has_criteria()):
            last = self.unit.criteria[-1]
            joined = f"{last.text} {text}".strip()
            self.unit.criteria[-1] = CriterionRead(last.number, joined, last.outcome, last.place)
            return True
        if self.outcome_number:
            self.outcome_text = f"{self.outcome_text} {text}".strip()
            return True
        return False

    def _has_criteria(self) -> bool:
        return any(criterion.outcome.partition(" ")[0] == self.outcome_number for criterion in self.unit.criteria)

    def read(self, title: str = "") -> CriteriaRead:
        """All that was taken in, with the holes in its numbers named."""
        units = []
        for unit in self.units:
            if not unit.criteria and not unit.ref:
                continue
            self.said += list(_holes(unit))
            told = tuple(unit.criteria)
            units.append(UnitRead(unit.ref, unit.title, told, unit.credits, unit.guided_hours, unit.place))
        return CriteriaRead(tuple(units), tuple(self.said), tuple(self.left), tuple(self.evidence), title)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


def _holes(unit: _UnitSoFar) -> list[str]:
    """Numbers that are missing between others, or before them."""
    called = f"In unit {unit.ref}, " if unit.ref else ""
    found: list[str] = []
    groups: dict[str, list[int]] = {}
    for criterion in unit.criteria:
        head, _, last = criterion.number.rpartition(".")
        if last.isdigit():
            groups.setdefault(head, []).append(int(last))
    for head, numbers in groups.items():
        missing = [number for number in range(1, max(numbers)) if number not in numbers]
        if 0 < len(missing) <= 20:
            refs = ", ".join(f"{head}.{number}" if head else str(number) for number in missing)
            found.append(f"{called}{refs} {'is' if len(missing) == 1 else 'are'} not there.")
        if numbers != sorted(numbers):
            found.append(f"{called}the criteria of {head or 'the list'} are not in the order of their numbers.")
    outcomes = sorted(int(head) for head in groups if head.isdigit())
    gone = [number for number in range(1, outcomes[-1]) if number not in outcomes] if outcomes else []
    if 0 < len(gone) <= 10:
        refs = ", ".join(map(str, gone))
        found.append(f"{called}there is no criterion of outcome {refs}.")
    empty = [criterion.number for criterion in unit.criteria if not criterion.text]
    if empty:
        found.append(f"{called}{', '.join(empty)} {'has' if len(empty) == 1 else 'have'} no words.")
    repeated = [
        text for text, times in Counter(_plain(each.text) for each in unit.criteria if each.text).items() if times > 1
    ]
    if repeated:
        found.append(f"{called}{len(repeated)} criteria have the same words as another.")
    return found
