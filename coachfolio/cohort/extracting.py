"""One portfolio worked out for a cohort. Every figure is the one that the single commands show."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.version import __version__
from coachfolio.checks.whole import gathered, source_of
from coachfolio.cohort.extract import (
    ClaimKept,
    CriterionKept,
    DecisionKept,
    DueKept,
    Extract,
    FindingKept,
    HoursKept,
    LineKept,
    LookKept,
    PersonKept,
    PlanKept,
    PlanRowKept,
    PriorLearningKept,
    RequirementKept,
    UnitKept,
)
from coachfolio.cohort.holding import holding_days
from coachfolio.cohort.recorded import Recorded, recorded_of
from coachfolio.evidence.model import AssessmentRecord, PriorLearning, SamplingPlan, SamplingRecord
from coachfolio.facts.assessment.decisions import entitled, method_of
from coachfolio.facts.assessment.entitlement import fingerprint_of
from coachfolio.facts.progress.coverage import SETTLED
from coachfolio.facts.sampling.cohort import name_of
from coachfolio.facts.sampling.plans import OF_A_COHORT, asks_for_something
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE
from coachfolio.reports.due import to_do
from coachfolio.reports.mapping import criteria_rows
from coachfolio.reports.readiness import readiness_of
from coachfolio.reports.status import StatusReport, status_of

if TYPE_CHECKING:
    from coachfolio.base.diagnostics import Diagnostic
    from coachfolio.checks.checking import Report
    from coachfolio.evidence.model import Learner, Person
    from coachfolio.facts.assessment import Assessment
    from coachfolio.portfolio.portfolio import Portfolio, Stage
    from coachfolio.portfolio.sources import Source

__all__ = ["BrokenPortfolio", "extract_of", "is_bare"]

_MARK: Final = 20
"""Letters of a mark: enough that no two people share one."""


class BrokenPortfolio(CoachfolioError):
    """A portfolio of which nothing can be known, because portfolio.yaml is not in order."""

    def __init__(self) -> None:
        super().__init__("Its portfolio.yaml cannot be read or is not in order. `coachfolio check` says what is wrong.")


def extract_of(path: str | os.PathLike[str], *, today: datetime.date | None = None) -> Extract:
    """What a cohort knows of one portfolio: a folder, a bare git directory or a hand-over file. Nothing is written.

    It is judged for its own stage, and for what it has to be ready for next. Plans that lie beside it play no part.

    Raises BrokenPortfolio, NoPortfolio, PointsOutside, BrokenPlugin and GitTrouble. Raises CoachfolioError where there
    is a list of clients that cannot be used, because no name can be covered then.
    """
    source = _source(path)
    today = today or datetime.date.today()
    found = gathered(path, source)
    if found.portfolio.file is None:
        raise BrokenPortfolio
    if found.exposure.broken_key:
        raise CoachfolioError(found.exposure.broken_key)  # no name can be covered then
    report = found.judged(today=today)
    next_stage: Stage = "submission" if report.stage == "building" else "certification"
    gate = report if report.stage == next_stage else found.judged(stage=next_stage, today=today)
    return _extract(path, report, gate, recorded_of(path, today))


def is_bare(path: Path) -> bool:
    """Whether this is a git directory without a folder of files beside it."""
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and not os.path.lexists(path / PORTFOLIO_FILE)


def _source(path: str | os.PathLike[str]) -> Source:
    if is_bare(Path(path)):
        from coachfolio.portfolio.snapshots import saved

        return saved(path)
    return source_of(path)


def _extract(path: str | os.PathLike[str], report: Report, gate: Report, recorded: Recorded) -> Extract:
    portfolio, progress = report.portfolio, report.progress
    file, assessment = portfolio.file, progress.assessment
    assert file is not None
    status = status_of(report)
    learner, learner_by = _learner_mark(file.learner, file.centre.number if file.centre else None)
    first, last = holding_days(report, recorded.days)
    record_findings = [_finding(found, of_record=True) for found in recorded.diagnostics]
    return Extract(
        program=__version__,
        name=name_of(portfolio, Path(path)),
        id=file.id,
        learner=learner,
        learner_by=learner_by,
        tip=recorded.tip,
        today=report.today,
        holds_from=first,
        holds_until=last,
        stage=report.stage,
        ready_for=readiness_of(gate).what,
        ready=tuple(LineKept(line.name, line.state) for line in readiness_of(gate).lines),
        final_plan_here=any(row.plan.stage == "final" and asks_for_something(row.plan) for row in assessment.planned),
        qualification=status.qualification,
        own_file=bool(status.own_file),
        registered=file.registered,
        certificated_on=file.certificated_on,
        time_limit=status.limit.until if status.limit else None,
        hours=_hours(status),
        credits_required=status.credits.required if status.credits else None,
        credits_evidenced=status.credits.evidenced if status.credits else 0,
        credits_accepted=status.credits.accepted if status.credits else 0,
        units=tuple(_units(report, status)),
        criteria=tuple(_criteria(report)),
        requirements=tuple(_requirements(report)),
        claims=tuple(_claims(report)),
        decisions=tuple(_decisions(portfolio, assessment)),
        looks=tuple(_looks(assessment)),
        plans=tuple(_plans(portfolio)),
        due=tuple(_due(report)),
        prior_learning=tuple(_prior_learning(portfolio)),
        findings=(*(_finding(found, of_record=False) for found in report.diagnostics), *record_findings),
        people=tuple(_people(assessment)),
        learner_marks=_marks(file.learner),
        may={task: tuple(sorted(roles)) for task, roles in sorted(assessment.parties.may.items())},
        evidence=dict(sorted(Counter(piece.type for piece in portfolio.evidence).items())),
        files=report.files,
        uncounted=status.uncounted,
        drafts=len(status.drafts),
        record=recorded.record,
        no_record=recorded.why_not,
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]


def _learner_mark(learner: Learner, centre: str | None) -> tuple[str, str]:
    """A mark of whose portfolio it is, and what it is made of: the enrolment at a centre, else the name."""
    enrolment = "".join((learner.enrolment or "").split()).casefold()
    if enrolment:
        return _digest("enrolment", (centre or "").strip(), enrolment), "enrolment"
    return _digest("name", " ".join(learner.name.split()).casefold()), "name"


def _marks(person: Person | Learner) -> tuple[str, ...]:
    addresses = {address.casefold() for address in (*person.saves_as, getattr(person, "email", None) or "") if address}
    keys = {fingerprint_of(person.signing_key)} if person.signing_key else set()
    return tuple(sorted([*(_digest("address", mark) for mark in addresses), *(_digest("key", mark) for mark in keys)]))


def _hours(status: StatusReport) -> HoursKept:
    hours = status.hours
    return HoursKept(
        contact=hours.total_minutes,
        planning=hours.planning_minutes,
        supervision=hours.supervision_minutes,
        guided=hours.guided_minutes,
        learning=hours.learning_minutes,
        contact_by_month=dict(hours.by_month),
        contact_by_unit=dict(hours.by_unit),
    )


def _units(report: Report, status: StatusReport) -> Iterator[UnitKept]:
    for progress, unit in zip(report.progress.units, status.units, strict=True):
        signed = unit.signed_off
        yield UnitKept(
            ref=unit.ref,
            title=unit.title,
            credits=unit.credits,
            state=unit.state,
            criteria=unit.criteria,
            enough=unit.enough,
            settled=sum(criterion.state in SETTLED for criterion in progress.coverage),
            signed_off_in=signed.record if signed else None,
            signed_off_on=signed.on if signed else None,
            signed_off_stale=bool(signed and signed.stale),
        )


def _criteria(report: Report) -> Iterator[CriterionKept]:
    for covered, row in zip(report.progress.coverage, criteria_rows(report), strict=True):
        decided = row.decided
        standing = covered.standing
        yield CriterionKept(
            ref=row.ref,
            unit=covered.criterion.unit,
            state=row.state,
            required=row.required,
            pieces=row.pieces,
            thin=row.thin,
            verdict=decided.verdict if decided else None,
            decided_in=decided.decided_in if decided else None,
            decided_on=decided.on if decided else None,
            stale_evidence=tuple(dict.fromkeys(change.evidence for change in standing.changes)) if standing else (),
        )


def _requirements(report: Report) -> Iterator[RequirementKept]:
    for met in report.progress.requirements:
        asked = met.requirement
        yield RequirementKept(
            name=asked.name,
            measure=asked.measure,
            unit=asked.unit,
            set_by=asked.set_by,
            certainty=asked.certainty,
            guide=asked.guide,
            counted_in=met.counted_in,
            required=met.required,
            actual=met.actual,
            met=met.met,
        )


def _claims(report: Report) -> Iterator[ClaimKept]:
    known = {covered.criterion.ref for covered in report.progress.coverage}
    kinds = {piece.id: piece.type for piece in report.portfolio.evidence}
    for claim in report.progress.claims:
        counts = claim.leads_somewhere and claim.criterion in known
        yield ClaimKept(claim.criterion, claim.evidence, kinds.get(claim.evidence, ""), counts)


def _decisions(portfolio: Portfolio, assessment: Assessment) -> Iterator[DecisionKept]:
    kinds = {piece.id: piece.type for piece in portfolio.evidence}
    stands = {(ref, standing.record.id, standing.position) for ref, standing in assessment.standing.items()}
    for record in assessment.records:
        for position, decision in enumerate(record.decisions):
            if decision.verdict != "none" and entitled(decision, record.by, assessment.parties):
                yield DecisionKept(
                    criterion=decision.criterion,
                    record=record.id,
                    verdict=decision.verdict,
                    by=record.by,
                    method=method_of(decision, kinds),
                    evidence_types=tuple(sorted({kinds[id] for id in decision.evidence if id in kinds})),
                    day=record.date,
                    submission=record.submission,
                    stands=(decision.criterion, record.id, position) in stands,
                )


def _looks(assessment: Assessment) -> Iterator[LookKept]:
    for seen in assessment.sampled:
        if seen.refusal is None:
            yield LookKept(
                criterion=seen.sampled.criterion,
                record=seen.decided_in or "",
                outcome=seen.sampled.outcome,
                day=seen.record.date,
                stage=seen.record.stage,
                by=seen.record.by,
                sampling=seen.record.id,
            )


def _plans(portfolio: Portfolio) -> Iterator[PlanKept]:
    for plan in portfolio.evidence:
        if isinstance(plan, SamplingPlan):
            shares = plan.policy.shares
            asked = {name: getattr(shares, name) for name in type(shares).__annotations__}
            yield PlanKept(
                plan=plan.id,
                day=plan.date,
                stage=plan.stage,
                by=plan.by,
                seed=plan.seed,
                policy=plan.policy.name,
                new_for_months=plan.policy.new_for_months,
                drawn_from=plan.drawn_from,
                of_a_cohort=OF_A_COHORT in plan.extra,
                shares={name: share for name, share in asked.items() if share is not None},
                rows=tuple(PlanRowKept(row.portfolio, row.criterion, row.record) for row in plan.planned),
            )


def _due(report: Report) -> Iterator[DueKept]:
    made = {
        piece.id: piece.date
        for piece in report.portfolio.evidence
        if isinstance(piece, AssessmentRecord | SamplingRecord)
    }
    for asked in to_do(report, closed=True):
        yield DueKept(
            handle=asked.handle,
            kind=asked.kind,
            owner=asked.owner,
            day=asked.day,
            state=asked.state,
            criterion=asked.criterion,
            made_on=made.get(asked.handle.rpartition("/")[0]),
            closed_on=asked.closed_on,
        )


def _prior_learning(portfolio: Portfolio) -> Iterator[PriorLearningKept]:
    for claim in portfolio.evidence:
        if isinstance(claim, PriorLearning):
            yield PriorLearningKept(claim.id, claim.unit, claim.state, claim.decided_on, claim.decided_by)


def _finding(found: Diagnostic, *, of_record: bool) -> FindingKept:
    return FindingKept(
        code=found.code,
        severity=found.severity,
        path=found.path,
        line=found.span.line,
        criterion=found.criterion,
        waived=bool(found.waived),
        of_record=of_record,
    )


def _people(assessment: Assessment) -> Iterator[PersonKept]:
    named = {*_deciders(assessment), *(seen.record.by for seen in assessment.sampled if seen.refusal is None)}
    for short, person in sorted(assessment.parties.people.items()):
        name = person.name if short in named else None
        yield PersonKept(short, person.role, name, _marks(person), person.assessing_since)


def _deciders(assessment: Assessment) -> Iterable[str]:
    return (
        record.by
        for record in assessment.records
        for decision in record.decisions
        if decision.verdict != "none" and entitled(decision, record.by, assessment.parties)
    )
