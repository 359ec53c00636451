"""Quality assurance: which decisions were looked at, which are still to be, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import AssessmentRecord, Evidence, SampledDecision, SamplingPlan, SamplingRecord
from coachfolio.facts.assessment.decisions import Standing
from coachfolio.facts.assessment.entitlement import Parties

__all__ = ["Planned", "Sampled", "planned_in", "sampled_in"]

SampleRefusal = Literal["unknown", "role", "learner", "own", "nothing"]
"""Why a sampling counts for nothing: as for other tasks; or it is of one's own decision; or there was no such decision
on that day."""


@frozen()
class Sampled(Frozen):
    """One decision that somebody looked at."""

    sampled: SampledDecision
    record: SamplingRecord
    position: int
    """In its record, from 0."""
    decided_in: str | None
    """The assessment record that is meant: as it says, else the one with the decision that stands."""
    refusal: SampleRefusal | None
    """Why it counts for nothing; None where it counts."""
    standing: bool
    """Whether the decision that was looked at is the one that stands."""


@frozen()
class Planned(Frozen):
    """One decision that a plan chose."""

    criterion: str
    decided_in: str
    plan: SamplingPlan
    position: int
    """In its plan, from 0."""
    done: bool
    """Whether it was looked at, on the plan's day or later."""


def sampled_in(evidence: Iterable[Evidence], parties: Parties, standing: Mapping[str, Standing]) -> tuple[Sampled, ...]:
    """Everything that was sampled, by day."""
    pieces = tuple(evidence)
    decided = {record.id: record for record in pieces if isinstance(record, AssessmentRecord)}
    records = sorted(
        (piece for piece in pieces if isinstance(piece, SamplingRecord)), key=lambda record: (record.date, record.id)
    )
    found = []
    decisions = {(record.id, decision.criterion) for record in decided.values() for decision in record.decisions}
    for record in records:
        for position, sampled_decision in enumerate(record.sampled):
            stands = standing.get(sampled_decision.criterion)
            decided_in = sampled_decision.record or (stands.record.id if stands else None)
            refusal: SampleRefusal | None = parties.refusal(record.by, "sample")
            in_it = decided.get(decided_in or "")
            if refusal is None and in_it is not None and parties.are_one(record.by, in_it.by):
                refusal = "own"
            if refusal is None and not (
                in_it and in_it.date <= record.date and (in_it.id, sampled_decision.criterion) in decisions
            ):
                refusal = "nothing"
            is_standing = stands is not None and stands.record.id == decided_in
            found.append(Sampled(sampled_decision, record, position, decided_in, refusal, is_standing))
    return tuple(found)


def planned_in(
    evidence: Iterable[Evidence], sampled: Iterable[Sampled], own_names: frozenset[str]
) -> tuple[Planned, ...]:
    """Everything in the portfolio's plans that is about itself: a plan may be about several portfolios.

    `own_names` are what this portfolio may be called in a plan.
    """
    looked_at = {
        (look.sampled.criterion, look.decided_in): look.record.date for look in sampled if look.refusal is None
    }
    plans = sorted(
        (piece for piece in evidence if isinstance(piece, SamplingPlan)), key=lambda plan: (plan.date, plan.id)
    )
    found = []
    for plan in plans:
        for position, row in enumerate(plan.planned):
            if row.portfolio is None or row.portfolio in own_names:
                on = looked_at.get((row.criterion, row.record))
                done = on is not None and on >= plan.date
                found.append(Planned(row.criterion, row.record, plan, position, done))
    return tuple(found)
