"""What quality assurance has seen: learners by units and by assessors, agreement, findings, plans and the policy."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from coachfolio.base.errors import CoachfolioError
from coachfolio.evidence.model import SamplingFinding, SamplingPlan, SamplingShares
from coachfolio.facts.sampling.cohort import Cohort, Look, Member
from coachfolio.facts.sampling.frame import assessors_of, frame_of
from coachfolio.facts.sampling.meeting import meets
from coachfolio.facts.sampling.people import doubts_about_people
from coachfolio.facts.sampling.planning import plan
from coachfolio.facts.sampling.plans import MAX_PLANS, OF_A_COHORT, PLANS, joined, plan_from
from coachfolio.facts.sampling.policy import STAGES, Policy
from coachfolio.reports.matrix import (
    CELL_STATES,
    AssessorAgreement,
    Cell,
    CellState,
    Matrix,
    Note,
    PlanSeen,
    PlanState,
    Row,
    SampleFinding,
    StageMet,
    Stale,
    Unplanned,
)

__all__ = ["cohort_plans", "matrix_of"]


def cohort_plans(cohort: Cohort) -> tuple[tuple[SamplingPlan, ...], tuple[tuple[str, str], ...]]:
    """The plans that lie beside the portfolios of a cohort, and those that could not be read, with why."""
    folder = cohort.folder / PLANS
    if cohort.single or folder.is_symlink() or not folder.is_dir():
        return (), ()
    plans: list[SamplingPlan] = []
    wrong: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.yaml"))[:MAX_PLANS]:
        try:
            plans.append(plan_from(path))
        except CoachfolioError as error:
            wrong.append((f"{PLANS}/{path.name}", str(error)))
    return joined(plans), tuple(wrong)


def matrix_of(cohort: Cohort, policy: Policy, on: datetime.date) -> Matrix:
    """Everything that quality assurance can see on a day. Nothing is written."""
    plans, wrong = cohort_plans(cohort)
    seen = _Seen(cohort, plans, on)
    units = dict.fromkeys(unit for member in cohort.members for unit in member.units)
    units |= dict.fromkeys(decision.unit for member in cohort.members for decision in member.decisions)
    frame = frame_of(cohort, on, policy.new_for_months)
    return Matrix(
        on=on,
        single=cohort.single,
        policy=policy.name,
        units=tuple(units),
        rows=tuple(member.all_shown(seen.row(member)) for member in cohort.members),
        agreement=tuple(seen.agreement({seen.named(decision.by) for decision in frame.decided if decision.new})),
        findings=tuple(
            sorted(
                (member.all_shown(finding) for member in cohort.members for finding in _findings(member, on)),
                key=lambda finding: (
                    not finding.open,
                    finding.due or datetime.date.max,
                    finding.portfolio,
                    finding.handle,
                ),
            )
        ),
        notes=tuple(_notes(cohort.members, on)),
        unplanned=tuple(member.all_shown(look) for member in cohort.members for look in seen.unplanned(member)),
        plans=tuple(seen.plans()),
        stages=tuple(_stages(seen, policy)),
        left_out=(*cohort.left_out, *wrong),
        stale=tuple(member.all_shown(stale) for member in cohort.members for stale in _stale(member, on)),
        people=tuple(seen.named(doubt) for doubt in doubts_about_people(cohort.members, on)),
    )


def _stale(member: Member, on: datetime.date) -> Iterator[Stale]:
    looked = {(look.criterion, look.record) for look in member.looks if look.day <= on}
    for ref, past_decision in member.standing(on).items():
        if ref in member.stale:
            evidence = tuple(member.shown(id, is_name=True) for id in member.stale[ref])
            yield Stale(member.name, ref, past_decision.record, evidence, (ref, past_decision.record) in looked)


class _OfUnit:
    """What there is of one learner's unit."""

    def __init__(self) -> None:
        self.standing: set[tuple[str, str]] = set()
        self.looks: dict[tuple[str, str], Look] = {}
        """Decisions that were looked at, and the last look at each."""
        self.waiting = 0
        """Decisions that a plan chose and that are still to be looked at."""


def _cell(unit: str, found: _OfUnit, criteria: Sequence[str], finding_open: bool) -> Cell:
    looked = [look for key, look in found.looks.items() if key in found.standing]
    states: set[CellState] = {"decided"} if found.standing else {"not decided"}
    for look in looked:
        stage = look.stage
        states.add("sampled (final)" if stage == "final" else "sampled (interim)" if stage else "sampled")
        if look.outcome == "action-needed":
            states.add("action needed")
    if found.waiting:
        states.add("planned")
    if finding_open:
        states.add("finding open")
    return Cell(
        unit=unit,
        state=max(states, key=CELL_STATES.index),
        criteria=max(len(criteria), len(found.standing)),
        decided=len(found.standing),
        planned=found.waiting,
        looked_at=len(looked),
    )


class _Seen:
    """What is needed for every row, worked out once."""

    def __init__(self, cohort: Cohort, plans: Sequence[SamplingPlan], on: datetime.date) -> None:
        self.cohort = cohort
        self.over_all = plans
        self.on = on
        self._covered = [member for member in cohort.members if member.cover is None or member.cover.key is not None]
        self.assessors = {whose: self.named(name) for whose, name in assessors_of(cohort.members, on).items()}
        self.rows_of: dict[str, dict[tuple[str, str], list[SamplingPlan]]] = {}
        """For each member: the decisions that plans chose, and the plans."""
        for member in cohort.members:
            rows: dict[tuple[str, str], list[SamplingPlan]] = defaultdict(list)
            for sampling_plan in member.plans:
                for row in sampling_plan.planned:
                    if row.portfolio in (None, member.name) and sampling_plan.date <= on:
                        rows[row.criterion, row.record].append(sampling_plan)
            self.rows_of[member.name] = rows
        for sampling_plan in plans:
            for row in sampling_plan.planned:
                if row.portfolio in self.rows_of and sampling_plan.date <= on:
                    self.rows_of[row.portfolio][row.criterion, row.record].append(sampling_plan)
        self._last = {
            member.name: {(look.criterion, look.record): look for look in self.looks(member)}
            for member in cohort.members
        }
        """For each member: every decision that was looked at, and the last look at it."""

    def named(self, assessor: str) -> str:
        """An assessor, who is one and the same in all portfolios, as each of them may show the name."""
        for member in self._covered:
            assessor = member.all_shown(assessor)
        return assessor

    def looks(self, member: Member) -> list[Look]:
        return [look for look in member.looks if look.day <= self.on]

    def done(self, member: Member, key: tuple[str, str], plan: SamplingPlan) -> bool:
        last = self._last[member.name].get(key)
        return last is not None and last.day >= plan.date

    # --- one row

    def row(self, member: Member) -> Row:
        standing = member.standing(self.on)
        units = {
            unit: _OfUnit() for unit in (*member.units, *(past_decision.unit for past_decision in standing.values()))
        }
        for past_decision in standing.values():
            units[past_decision.unit].standing.add((past_decision.criterion, past_decision.record))
        looked = self._last[member.name]
        for key, look in looked.items():
            if (unit := units.get(_unit(look.criterion))) is not None:
                unit.looks[key] = look
        for key, plans in self.rows_of[member.name].items():
            if (unit := units.get(_unit(key[0]))) is not None:
                unit.waiting += not all(self.done(member, key, plan) for plan in plans)
        open_finding = _units_with_an_open_finding(member, self.on)
        by_assessor: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for decision in standing.values():
            counts = by_assessor[self.assessors[member.name, decision.by]]
            counts[0] += (decision.criterion, decision.record) in looked
            counts[1] += 1
        return Row(
            portfolio=member.name,
            cells=tuple(
                _cell(unit, found, member.units.get(unit, ()), unit in open_finding) for unit, found in units.items()
            ),
            by_assessor={by: (there, of) for by, (there, of) in sorted(by_assessor.items())},
            findings_open=sum(finding.open for finding in _findings(member, self.on)),
            uncounted=member.uncounted,
        )

    # --- over all

    def agreement(self, new: set[str]) -> Iterator[AssessorAgreement]:
        decided: Counter[str] = Counter()
        looked: Counter[str] = Counter()
        agreed: Counter[str] = Counter()
        for member in self.cohort.members:
            for past_decision in member.standing(self.on).values():
                decided[self.assessors[member.name, past_decision.by]] += 1
            by = {
                (decision.criterion, decision.record): decision.by
                for decision in member.decisions
                if decision.day <= self.on
            }
            for key, look in self._last[member.name].items():
                if key in by:
                    assessor = self.assessors[member.name, by[key]]
                    looked[assessor] += 1
                    agreed[assessor] += look.outcome == "agreed"
        for name in sorted({*decided, *looked}):
            yield AssessorAgreement(name, decided[name], looked[name], agreed[name], name in new)

    def unplanned(self, member: Member) -> Iterator[Unplanned]:
        rows = self.rows_of[member.name]
        for look in self.looks(member):
            plans = rows.get((look.criterion, look.record), ())
            if not any(plan.date <= look.day for plan in plans):
                because = member.shown(look.because) if look.because else None
                sampling = member.shown(look.sampling, is_name=True)
                yield Unplanned(member.name, look.criterion, look.day, because, sampling)

    def plans(self) -> Iterator[PlanSeen]:
        members = {member.name: member for member in self.cohort.members}
        whole = {plan.id: _drawn_again(plan, self.cohort) for plan in self.over_all}
        for over_all in self.over_all:
            done = sum(
                row.portfolio in members and self.done(members[row.portfolio], (row.criterion, row.record), over_all)
                for row in over_all.planned
            )
            yield _plan_seen("", over_all, done, whole[over_all.id])
        for member in self.cohort.members:
            alone = Cohort(self.cohort.folder, True, (member,))
            for sampling_plan in member.plans:
                done = sum(
                    self.done(member, (row.criterion, row.record), sampling_plan) for row in sampling_plan.planned
                )
                state = self._of_member(sampling_plan, member, alone, whole)
                yield member.all_shown(_plan_seen(member.name, sampling_plan, done, state))

    def _of_member(
        self, plan: SamplingPlan, member: Member, alone: Cohort, whole: Mapping[str, PlanState]
    ) -> PlanState:
        """A plan in a portfolio is its own, or the part of a cohort's plan that is about it."""
        same = [
            other
            for other in self.over_all
            if plan.drawn_from is not None
            and (other.drawn_from, other.seed, other.stage) == (plan.drawn_from, plan.seed, plan.stage)
        ]
        if not same:
            return "part" if OF_A_COHORT in plan.extra else _drawn_again(plan, alone)
        there = {(row.criterion, row.record) for row in plan.planned}
        asked = {(row.criterion, row.record) for row in same[0].planned if row.portfolio == member.name}
        return whole[same[0].id] if there == asked else "different"


def _plan_seen(portfolio: str, plan: SamplingPlan, done: int, state: PlanState) -> PlanSeen:
    return PlanSeen(
        portfolio, plan.id, plan.stage, plan.date, plan.by, plan.seed, plan.policy.name, len(plan.planned), done, state
    )


def _drawn_again(sampling_plan: SamplingPlan, cohort: Cohort) -> PlanState:
    if sampling_plan.drawn_from is None:
        return "cannot tell"
    frame = frame_of(cohort, sampling_plan.date, sampling_plan.policy.new_for_months)
    if frame.digest != sampling_plan.drawn_from:
        return "other decisions"
    own = cohort.members[0].name if cohort.single else None
    again = {choice.decided.key for choice in plan(frame, sampling_plan.policy.shares, sampling_plan.seed).choices}
    there = {
        ("" if row.portfolio == own else row.portfolio or "", row.criterion, row.record)
        for row in sampling_plan.planned
    }
    return "same" if again == there else "different"


def _unit(criterion: str) -> str:
    return criterion.rpartition("/")[0]


def _findings(member: Member, on: datetime.date) -> Iterator[SampleFinding]:
    made = {record.id: record.date for record in member.sampling}
    for due in member.findings:
        of = due.of
        found_on = made[due.handle.rpartition("/")[0]]
        if found_on > on or not isinstance(of, SamplingFinding):
            continue
        is_open = due.open or (of.closed_on is not None and of.closed_on > on)
        until = on if is_open else of.closed_on or found_on
        yield SampleFinding(
            portfolio=member.name,
            handle=member.shown(due.handle, is_name=True),
            finding=member.shown(of.finding),
            action=member.shown(of.action or ""),
            owner=due.owner,
            criterion=due.criterion,
            found_on=found_on,
            due=due.due,
            closed_on=None if is_open else of.closed_on,
            closing=None if is_open or not of.closing else member.shown(of.closing),
            open=is_open,
            days=max(0, (until - found_on).days),
            overdue=is_open and due.due is not None and due.due < on,
        )


def _units_with_an_open_finding(member: Member, on: datetime.date) -> set[str]:
    """The units of their criteria; for a finding without one, every unit that its sampling record looked at."""
    units: set[str] = set()
    for record in member.sampling:
        for finding in record.findings:
            if record.date <= on and (
                finding.state == "open" or (finding.closed_on is not None and finding.closed_on > on)
            ):
                about = (finding.criterion,) if finding.criterion else (row.criterion for row in record.sampled)
                units.update(_unit(ref) for ref in about)
    return units


def _notes(members: Iterable[Member], on: datetime.date) -> Iterator[Note]:
    """Every meeting, once: the same note may lie in several portfolios."""
    seen: set[tuple[object, ...]] = set()
    for member in members:
        for record in member.sampling:
            for standardisation in record.standardisation:
                key = (standardisation.date, standardisation.took_part, standardisation.note)
                if standardisation.date <= on and key not in seen:
                    seen.add(key)
                    note = member.shown(standardisation.note)
                    yield member.all_shown(Note(member.name, standardisation.date, standardisation.took_part, note))


def _stages(seen: _Seen, policy: Policy) -> Iterator[StageMet]:
    """What was looked at in a stage, or without saying in which, against the shares of that stage."""
    cohort, on = seen.cohort, seen.on
    frame = frame_of(cohort, on, policy.new_for_months)
    for stage in STAGES:
        shares = policy.shares(stage)
        if shares == SamplingShares():
            continue
        looked = {
            ("" if cohort.single else member.name, look.criterion, look.record)
            for member in cohort.members
            for look in member.looks
            if look.day <= on and look.stage in (stage, None)
        }
        there = sum(decision.key in looked for decision in frame.decided)
        short = (replace(short, assessor=seen.named(short.assessor)) for short in meets(looked, frame, shares))
        yield StageMet(stage, there, len(frame.decided), tuple(short))
