"""Qualifications as data: the shipped packs, and the overlay that a portfolio lays over one.

What the awarding body asks and what a centre adds stay apart in every value. An unknown figure is None, with the
certainty "unknown"; nothing is ever worked out from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from coachfolio.base.diagnostics import Where
from coachfolio.base.errors import nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed, shown
from coachfolio.format.schemas import evidence_kinds

__all__ = ["WHO_ASKS", "CitedSource", "Criterion", "Figure", "Qualification", "Requirement", "Statement", "Unit"]


Certainty = Literal["stated", "centre", "weak", "unknown"]
"""How sure a figure is. Stated: a source says so. Centre: the centre says so. Weak: a source says something near it.
Unknown: no source says anything."""
SetBy = Literal["awarding-body", "centre", "other"]
"""Who asks for something: the awarding body, the portfolio's own centre on top of it, or somebody else, whose figure is
never more than a guide."""
WHO_ASKS: Final[Mapping[SetBy, str]] = {
    "awarding-body": "the awarding body",
    "centre": "your centre",
    "other": "somebody else",
}
"""What a message calls whoever asks for something."""


@frozen()
class CitedSource(Frozen):
    """Where figures and words come from."""

    title: str
    kind: str
    address: str | None = None
    note: str | None = None


@frozen()
class Figure(Frozen):
    """A number with its source. `value` is None where it is unknown."""

    value: float | None = None
    certainty: Certainty = "unknown"
    source: str | None = None
    note: str | None = None
    doubt: str = ""
    """What is not certain about it, as a sentence; empty where nothing is. What rests on it is never an error."""


UNKNOWN: Final = Figure()


@frozen()
class Criterion(Frozen):
    """One criterion. Its `ref` is the unit, a slash and its number: text, never a number."""

    ref: str
    unit: str
    number: str
    text: str
    outcome: str | None = None
    required: int = 1
    """How many pieces of evidence it takes."""
    required_by: SetBy = "awarding-body"
    source: str | None = None
    certainty: Certainty = "unknown"
    note: str | None = None
    doubt: str = ""
    """What is not certain about it; empty where nothing is."""


@frozen()
class Unit(Frozen):
    """One unit and its criteria."""

    ref: str
    title: str
    credits: Figure = UNKNOWN
    guided_hours: Figure = UNKNOWN
    mandatory: bool = True
    criteria: tuple[Criterion, ...] = ()
    criteria_are: str = "unknown"
    """official, leaflet-statements, paraphrases or unknown."""
    criteria_complete: bool = False
    """Whether the list is whole. Where it is not, the unit is never complete."""
    source: str | None = None
    certainty: Certainty = "unknown"
    note: str | None = None
    doubt: str = ""
    """What is not certain about it; empty where nothing is."""

    @property
    def criteria_known(self) -> bool:
        return self.criteria_complete and bool(self.criteria)


@frozen()
class Requirement(Frozen):
    """One thing that is asked for. `at_least` is None where it is unknown; hours are hours here."""

    name: str
    measure: str
    at_least: float | None
    set_by: SetBy
    unit: str | None = None
    evidence: str | None = None
    only: str | None = None
    guide: bool = False
    """A figure to be guided by, never a condition."""
    source: str | None = None
    certainty: Certainty = "unknown"
    note: str | None = None
    place: int | None = None
    """Its position in the overlay's list, where it comes from there."""
    doubt: str = ""
    """What is not certain about it; empty where nothing is."""
    said_by: str = ""
    """The title of its source."""

    @property
    def who(self) -> str:
        """Who asks for it, in words."""
        rest = f" ({self.said_by})" if self.set_by == "other" and self.said_by else ""
        return WHO_ASKS[self.set_by] + rest


@frozen()
class Statement(Frozen):
    """One thing to know about a qualification that nothing is counted from."""

    about: str
    """which-edition, new-starts, entry, structure, book, membership or other."""
    text: str
    source: str | None = None
    certainty: Certainty = "unknown"


@frozen()
class Qualification(Frozen):
    """One edition of one qualification, as a portfolio has it: the pack, with the centre's overlay."""

    id: str
    title: str
    awarding_body: str
    edition: str
    credits: Figure
    guided_hours: Figure
    hours_per_credit: Figure
    time_limit_years: Figure
    units: tuple[Unit, ...]
    requirements: tuple[Requirement, ...]
    sources: Mapping[str, CitedSource]
    pass_mark_criterion: Figure = UNKNOWN
    """Where marks are given, the share of its marks that a criterion takes to pass, in per cent."""
    pass_mark_section: Figure = UNKNOWN
    """Where marks are given, the share of all marks of a learning outcome that it takes to pass, in per cent."""
    reference: str | None = None
    outline: bool = False
    note: str | None = None
    statements: tuple[Statement, ...] = ()
    units_complete: bool = True
    """Whether all its units are known."""

    @property
    def criteria(self) -> Iterator[Criterion]:
        for unit in self.units:
            yield from unit.criteria

    def unit(self, ref: str) -> Unit | None:
        return next((unit for unit in self.units if unit.ref == ref), None)

    @property
    def credits_of_units(self) -> float | None:
        """What the units' credits add up to; None while one of them is unknown."""
        values = [unit.credits.value for unit in self.units if unit.mandatory]
        return None if not values or None in values else sum(value for value in values if value is not None)


class Contradiction(NamedTuple):
    """Something that fits the schema of a pack or an overlay, and cannot be meant."""

    where: Where
    message: str
    hint: str
    first: Where | None = None
    """Where the same was said before."""


def contradictions(
    fields: Mapping[str, Any], units: Sequence[str], sources: Collection[str]
) -> Iterator[Contradiction]:
    """What a pack or an overlay says twice, or names that is not there. `units` and `sources` are all there are."""
    yield from _said_twice([unit["ref"] for unit in fields.get("units", ())], ("units",), "ref")
    for position, unit in enumerate(fields.get("units", ())):
        numbers = [criterion["number"] for criterion in unit.get("criteria", ())]
        yield from _said_twice(numbers, ("units", position, "criteria"), "number")
    kinds = ("diary", *evidence_kinds())
    for position, inner in enumerate(fields.get("requirements", ())):
        place = ("requirements", position)
        if inner["measure"] == "evidence" and "evidence" not in inner:
            yield Contradiction(
                place,
                "This asks for evidence, and does not say of which kind.",
                "Add evidence: and a kind, such as evidence: feedback",
            )
        yield from _unknown(inner, "unit", "unit", units, place)
        yield from _unknown(inner, "evidence", "kind of evidence", kinds, place)
    for where, part in _sourced(fields, ()):
        yield from _unknown(part, "source", "source", tuple(sources), where)


def _said_twice(values: Sequence[str], where: Where, field: str) -> Iterator[Contradiction]:
    for position, value in enumerate(values):
        if value in values[:position]:
            first = (*where, values.index(value), field)
            yield Contradiction(
                (*where, position, field), f"{shown(value)} is here twice.", "Join the two, or delete one.", first
            )


def _unknown(
    fields: Mapping[str, Any], field: str, called: str, known: Sequence[str], where: Where
) -> Iterator[Contradiction]:
    value = fields.get(field)
    if value is None or value in known:
        return
    meant = nearest(value, known)
    hint = f"Did you mean {meant}?" if meant else f"There are {listed(known)}."
    if not known:
        hint = f"There is no {called} at all yet."
    yield Contradiction((*where, field), f"There is no {called} {shown(value)}.", hint)


def _sourced(part: Any, where: Where) -> Iterator[tuple[Where, Mapping[str, Any]]]:
    """Every part that may name its source."""
    if isinstance(part, Mapping):
        if isinstance(part.get("source"), str):
            yield where, part
        for name, inner in part.items():
            yield from _sourced(inner, (*where, name))
    elif isinstance(part, list | tuple):
        for position, inner in enumerate(part):
            yield from _sourced(inner, (*where, position))
