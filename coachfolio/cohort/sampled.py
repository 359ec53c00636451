"""Quality assurance over a cohort, from what is kept of its portfolios: none of them is read again.

The plan that is drawn from it is the one that `coachfolio sample plan` draws from the same portfolios. What quality
assurers wrote stays in the portfolios: a finding is told by its handle, and a note of a meeting not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, cast

from coachfolio.base.diagnostics import Place
from coachfolio.cohort.extract import Extract, PersonKept, PlanKept
from coachfolio.cohort.reading import CohortRead
from coachfolio.evidence.model import (
    Learner,
    Person,
    PlannedDecision,
    PolicyApplied,
    SampledDecision,
    SamplingFinding,
    SamplingPlan,
    SamplingRecord,
    SamplingShares,
)
from coachfolio.facts.assessment import Due, Parties
from coachfolio.facts.sampling.cohort import Cohort, Look, Member, PastDecision
from coachfolio.facts.sampling.plans import OF_A_COHORT
from coachfolio.facts.sampling.reading import bytes_of
from coachfolio.portfolio.portfolio import POLICY_FILE

__all__ = ["cohort_of", "member_of"]

_NOT_KEPT: Final = "(what it says is in the portfolio)"


def cohort_of(read: CohortRead, folder: Path | None = None) -> Cohort:
    """What the functions of sampling take. `folder` is where the plans over all lie, and the policy."""
    place = folder or read.folder
    members = tuple(member_of(extract) for extract in read.extracts())
    left_out = tuple((left.place, left.why) for left in read.left_out)
    policy = bytes_of(place / POLICY_FILE) if place is not None else None
    return Cohort(place or Path(), False, members, policy, left_out)


def member_of(extract: Extract) -> Member:
    """One portfolio, as the functions of sampling take it."""
    return Member(
        name=extract.name,
        place="",
        units=_units(extract),
        parties=_parties(extract),
        decisions=tuple(_decisions(extract)),
        looks=tuple(_looks(extract)),
        plans=tuple(_plan(plan) for plan in extract.plans),
        findings=tuple(_findings(extract)),
        sampling=tuple(_records(extract)),
        uncounted=len(extract.uncounted),
        stale={criterion.ref: criterion.stale_evidence for criterion in extract.criteria if criterion.stale_evidence},
    )


def _units(extract: Extract) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {unit.ref: [] for unit in extract.units}
    for criterion in extract.criteria:
        found[criterion.unit].append(criterion.ref)
    return {unit: tuple(refs) for unit, refs in found.items()}


def _parties(extract: Extract) -> Parties:
    """Everybody by their marks: whoever shares one shares an address or a key."""
    people = {person.short: _person(person) for person in extract.people}
    may = {task: frozenset(roles) for task, roles in extract.may.items()}
    return Parties(Learner(name="", saves_as=extract.learner_marks), people, cast("Any", may))


def _person(person: PersonKept) -> Person:
    return Person(
        role=cast("Any", person.role),
        name=person.name,
        saves_as=person.marks,
        assessing_since=person.assessing_since,
    )


def _decisions(extract: Extract) -> Iterator[PastDecision]:
    for decision in extract.decisions:
        yield PastDecision(
            criterion=decision.criterion,
            unit=decision.criterion.rpartition("/")[0],
            record=decision.record,
            verdict=decision.verdict,
            by=decision.by,
            method=decision.method,
            evidence_types=decision.evidence_types,
            day=decision.day,
        )


def _looks(extract: Extract) -> Iterator[Look]:
    for look in extract.looks:
        yield Look(look.criterion, look.record, look.outcome, None, None, look.day, look.stage, look.by, look.sampling)


def _plan(plan: PlanKept) -> SamplingPlan:
    return SamplingPlan(
        id=plan.plan,
        path="",
        date=plan.day,
        by=plan.by,
        stage=cast("Any", plan.stage),
        seed=plan.seed,
        policy=PolicyApplied(
            name=plan.policy, new_for_months=plan.new_for_months, shares=SamplingShares(**plan.shares)
        ),
        drawn_from=plan.drawn_from,
        planned=tuple(
            PlannedDecision(portfolio=row.portfolio, criterion=row.criterion, record=row.record) for row in plan.rows
        ),
        extra={OF_A_COHORT: ""} if plan.of_a_cohort else {},
    )


def _findings(extract: Extract) -> Iterator[Due]:
    for due in extract.due:
        if due.kind == "finding":
            made = SamplingFinding(
                criterion=due.criterion,
                finding=_NOT_KEPT,
                owner=due.owner or None,
                due=due.day,
                state=cast("Any", due.state),
                closed_on=due.closed_on,
            )
            yield Due(
                due.handle,
                "finding",
                _NOT_KEPT,
                due.owner,
                due.day,
                due.state == "open",
                Place(""),
                due.criterion,
                None,
                made,
            )


def _records(extract: Extract) -> Iterable[SamplingRecord]:
    """The sampling records, each with its day, its findings' states, and nothing that somebody wrote in it."""
    looks = {look.sampling: look for look in extract.looks}
    found: dict[str, list[Due]] = {}
    for due in _findings(extract):
        found.setdefault(due.handle.rpartition("/")[0], []).append(due)
    made = {due.handle.rpartition("/")[0]: due.made_on for due in extract.due if due.kind == "finding"}
    for id in dict.fromkeys((*found, *looks)):
        day = made.get(id) or (looks[id].day if id in looks else None)
        if day is not None:
            yield SamplingRecord(
                id=id,
                path="",
                date=day,
                by=looks[id].by if id in looks else "",
                sampled=tuple(
                    SampledDecision(criterion=look.criterion, outcome=cast("Any", look.outcome))
                    for look in extract.looks
                    if look.sampling == id
                ),
                findings=tuple(cast("SamplingFinding", due.of) for due in found.get(id, ())),
            )
