"""What programs get of quality assurance, as typed dictionaries.

Each agrees with the schema of its name; `coachfolio schema output-check` and the others tell what every field means.
"""

from __future__ import annotations

from typing import TypedDict

from coachfolio.outputs import JSON_VERSION
from coachfolio.reports.matrix import Matrix, PlanSeen, Row, SampleFinding, StageMet

__all__ = ["SamplingDocument", "sampling_document"]


class SampledUnitEntry(TypedDict):
    """One unit of a learner."""

    unit: str
    state: str
    criteria: int
    decided: int
    planned: int
    looked_at: int


class LookedAtEntry(TypedDict):
    """How many of an assessor's decisions on a learner were looked at."""

    assessor: str
    looked_at: int
    decided: int


class LearnerEntry(TypedDict):
    """One learner."""

    portfolio: str
    units: list[SampledUnitEntry]
    assessors: list[LookedAtEntry]
    findings_open: int
    uncounted: int


class AgreementEntry(TypedDict):
    """How often quality assurance agreed with an assessor."""

    assessor: str
    new: bool
    decided: int
    looked_at: int
    agreed: int


class ShortfallEntry(TypedDict):
    """A share of the policy that is not reached."""

    share: str
    assessor: str | None
    asked: int
    there: int
    of: int


class PolicyMetEntry(TypedDict):
    """How what was looked at stands against the policy, at one stage."""

    stage: str
    met: bool
    looked_at: int
    of: int
    short: list[ShortfallEntry]


class PlanEntry(TypedDict):
    """One plan, and whether its seed gives it again."""

    portfolio: str | None
    plan: str
    stage: str
    date: str
    by: str
    seed: str
    policy: str
    planned: int
    done: int
    drawn_again: str


class SampleFindingEntry(TypedDict):
    """One thing that was found."""

    portfolio: str
    handle: str
    finding: str
    action: str | None
    owner: str | None
    criterion: str | None
    state: str
    found_on: str
    due: str | None
    closed_on: str | None
    closing: str | None
    days: int
    overdue: bool


class StaleEntry(TypedDict):
    """A decision on evidence that is not as it was judged any more."""

    portfolio: str
    criterion: str
    record: str
    evidence: list[str]
    looked_at: bool


class UnplannedEntry(TypedDict):
    """A decision that was looked at though no plan had chosen it."""

    portfolio: str
    criterion: str
    date: str
    because: str | None
    sampling: str


StandardisationEntry = TypedDict(
    "StandardisationEntry",
    {"portfolio": str, "date": str, "with": list[str], "note": str},
)
"""One meeting at which assessors compared their judgements."""


class LeftOutEntry(TypedDict):
    """What could not be read, and why."""

    name: str
    why: str


class SamplingDocument(TypedDict):
    """What quality assurance has seen. Its form is the schema `output-sampling`."""

    version: int
    on: str
    single: bool
    policy: str
    units: list[str]
    counts: dict[str, int]
    learners: list[LearnerEntry]
    agreement: list[AgreementEntry]
    policy_met: list[PolicyMetEntry]
    plans: list[PlanEntry]
    findings: list[SampleFindingEntry]
    stale: list[StaleEntry]
    unplanned: list[UnplannedEntry]
    standardisation: list[StandardisationEntry]
    left_out: list[LeftOutEntry]
    people: list[str]


def sampling_document(matrix: Matrix) -> SamplingDocument:
    """The report. Its form is the schema `output-sampling`."""
    return {
        "version": JSON_VERSION,
        "on": matrix.on.isoformat(),
        "single": matrix.single,
        "policy": matrix.policy,
        "units": list(matrix.units),
        "counts": dict(matrix.counts().items()),
        "learners": [_learner(row) for row in matrix.rows],
        "agreement": [
            {
                "assessor": agreement.assessor,
                "new": agreement.new,
                "decided": agreement.decided,
                "looked_at": agreement.looked_at,
                "agreed": agreement.agreed,
            }
            for agreement in matrix.agreement
        ],
        "policy_met": [_stage(stage) for stage in matrix.stages],
        "plans": [_plan(plan) for plan in matrix.plans],
        "findings": [_finding(finding) for finding in matrix.findings],
        "unplanned": [
            {
                "portfolio": sample.portfolio,
                "criterion": sample.criterion,
                "date": sample.day.isoformat(),
                "because": sample.because,
                "sampling": sample.sampling,
            }
            for sample in matrix.unplanned
        ],
        "standardisation": [
            {
                "portfolio": sample.portfolio,
                "date": sample.day.isoformat(),
                "with": list(sample.people),
                "note": sample.note,
            }
            for sample in matrix.notes
        ],
        "left_out": [{"name": name, "why": why} for name, why in matrix.left_out],
        "people": list(matrix.people),
        "stale": [
            {
                "portfolio": sample.portfolio,
                "criterion": sample.criterion,
                "record": sample.record,
                "evidence": list(sample.evidence),
                "looked_at": sample.looked_at,
            }
            for sample in matrix.stale
        ],
    }


def _learner(row: Row) -> LearnerEntry:
    return {
        "portfolio": row.portfolio,
        "units": [
            {
                "unit": sample.unit,
                "state": sample.state,
                "criteria": sample.criteria,
                "decided": sample.decided,
                "planned": sample.planned,
                "looked_at": sample.looked_at,
            }
            for sample in row.cells
        ],
        "assessors": [
            {"assessor": by, "looked_at": there, "decided": of} for by, (there, of) in row.by_assessor.items()
        ],
        "findings_open": row.findings_open,
        "uncounted": row.uncounted,
    }


def _stage(stage: StageMet) -> PolicyMetEntry:
    return {
        "stage": stage.stage,
        "met": stage.met,
        "looked_at": stage.looked_at,
        "of": stage.of,
        "short": [
            {
                "share": short.share,
                "assessor": short.assessor or None,
                "asked": short.asked,
                "there": short.there,
                "of": short.of,
            }
            for short in stage.short
        ],
    }


def _plan(plan: PlanSeen) -> PlanEntry:
    return {
        "portfolio": plan.portfolio or None,
        "plan": plan.name,
        "stage": plan.stage,
        "date": plan.day.isoformat(),
        "by": plan.by,
        "seed": plan.seed,
        "policy": plan.policy,
        "planned": plan.planned,
        "done": plan.done,
        "drawn_again": plan.drawn_again,
    }


def _finding(finding: SampleFinding) -> SampleFindingEntry:
    return {
        "portfolio": finding.portfolio,
        "handle": finding.handle,
        "finding": finding.finding,
        "action": finding.action or None,
        "owner": finding.owner or None,
        "criterion": finding.criterion,
        "state": "open" if finding.open else "closed",
        "found_on": finding.found_on.isoformat(),
        "due": finding.due.isoformat() if finding.due else None,
        "closed_on": finding.closed_on.isoformat() if finding.closed_on else None,
        "closing": finding.closing,
        "days": finding.days,
        "overdue": finding.overdue,
    }
