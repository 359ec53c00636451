"""What is asked for, and how much of it is there: ILM's and the centre's requirements, apart."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Literal

from coachfolio.base.days import months_after
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.contacts import DIARY
from coachfolio.evidence.model import Evidence
from coachfolio.facts.progress.hours import Hours
from coachfolio.format.qualification import Qualification, Requirement

__all__ = ["RequirementMet", "TimeLimit", "requirements_of", "time_limit_of"]


@frozen()
class RequirementMet(Frozen):
    """One requirement and how much of it is there. Hours are in minutes, everything else in pieces."""

    requirement: Requirement
    counted_in: Literal["minutes", "pieces"]
    required: int | None
    """None where it is unknown."""
    actual: int

    @property
    def met(self) -> bool | None:
        """None where nobody knows what is required."""
        return None if self.required is None else self.actual >= self.required

    @property
    def binding(self) -> bool:
        """Whether a shortfall is one: it is known, and more than a guide."""
        return self.required is not None and not self.requirement.guide


@frozen()
class TimeLimit(Frozen):
    """The time in which the qualification has to be complete."""

    registered: datetime.date
    until: datetime.date
    doubt: str = ""
    """What is not certain about it; empty where nothing is."""

    def days_left(self, today: datetime.date) -> int:
        """Negative when it has passed."""
        return (self.until - today).days


def time_limit_of(qualification: Qualification, registered: datetime.date | None) -> TimeLimit | None:
    """None where the limit or the day of registration is unknown."""
    years = qualification.time_limit_years.value
    if registered is None or years is None:
        return None
    until = months_after(registered, round(years * 12))
    return TimeLimit(registered, until, qualification.time_limit_years.doubt) if until else None


def requirements_of(
    qualification: Qualification, evidence: Iterable[Evidence], hours: Hours
) -> tuple[RequirementMet, ...]:
    """Every requirement, in the qualification's order: the awarding body's and then the centre's."""
    pieces = tuple(evidence)
    return tuple(
        _met(requirement, pieces, hours) for requirement in (*_from_figures(qualification), *qualification.requirements)
    )


def _from_figures(qualification: Qualification) -> Iterable[Requirement]:
    guided = qualification.guided_hours
    yield Requirement(
        "Guided hours",
        "guided-hours",
        guided.value,
        "awarding-body",
        source=guided.source,
        certainty=guided.certainty,
        doubt=guided.doubt,
    )
    credits, each = qualification.credits, qualification.hours_per_credit
    if credits.value is not None and each.value is not None:
        yield Requirement(
            "Learning time",
            "learning-hours",
            credits.value * each.value,
            "awarding-body",
            guide=True,
            source=each.source,
            certainty=each.certainty,
            note="Nominal: credits times the hours that one stands for.",
        )


def _met(requirement: Requirement, evidence: tuple[Evidence, ...], hours: Hours) -> RequirementMet:
    least = requirement.at_least
    if requirement.measure == "clients":
        return RequirementMet(requirement, "pieces", _whole(least), len(hours.by_client))
    if requirement.measure == "evidence":
        return RequirementMet(requirement, "pieces", _whole(least), _pieces(requirement, evidence))
    required = None if least is None else round(least * 60)
    return RequirementMet(requirement, "minutes", required, _minutes(requirement, hours))


def _whole(amount: float | None) -> int | None:
    return None if amount is None else -int(-amount // 1)


def _pieces(requirement: Requirement, evidence: Iterable[Evidence]) -> int:
    types = DIARY if requirement.evidence == "diary" else (requirement.evidence,)
    only = requirement.only
    return sum(
        1
        for piece in evidence
        if piece.type in types
        and (only is None or only in (getattr(piece, "kind", None), getattr(piece, "source", None)))
    )


def _minutes(requirement: Requirement, hours: Hours) -> int:
    match requirement.measure:
        case "contact-hours":
            return hours.by_unit.get(requirement.unit, 0) if requirement.unit else hours.total_minutes
        case "planning-hours":
            return hours.planning_by_unit.get(requirement.unit, 0) if requirement.unit else hours.planning_minutes
        case "guided-hours":
            return hours.guided_minutes
        case "induction-hours":
            return hours.guided_by_kind.get("induction", 0)
        case "tutorial-hours":
            return hours.guided_by_kind.get("tutorial", 0)
        case "supervision-hours":
            return hours.supervision_minutes
        case "learning-hours":
            return hours.learning_minutes
    raise ValueError(requirement.measure)
