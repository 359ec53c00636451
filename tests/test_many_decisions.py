"""Tens of thousands of decisions take seconds: nothing compares every one of them with every other.

Of each bound a tenth is enough, and every pair of them takes minutes.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from coachfolio import InMemory, assessment_of, open_portfolio
from coachfolio.evidence.model import (
    Action,
    AssessmentRecord,
    PlannedDecision,
    PolicyApplied,
    SamplingPlan,
    SamplingShares,
)
from coachfolio.facts.assessment.due import due_in
from coachfolio.facts.assessment.entitlement import parties_of
from coachfolio.facts.sampling.cohort import Cohort, Look, Member, PastDecision
from coachfolio.facts.sampling.plans import joined
from coachfolio.facts.sampling.policy import shipped_policy
from coachfolio.reports.rounds import rounds
from coachfolio.reports.sampling import matrix_of

from .conftest import PORTFOLIO
from .effort import within

MANY = 20_000
DAY = datetime.date(2026, 5, 1)


def plan_of(rows: tuple[PlannedDecision, ...], id: str = "plan") -> SamplingPlan:
    return SamplingPlan(
        id=id,
        path=f"assessment/plans/{id}.yaml",
        date=DAY,
        by="iqa-1",
        stage="interim",
        seed="x",
        policy=PolicyApplied(name="p", shares=SamplingShares(decisions=10)),
        drawn_from="0" * 64,
        planned=rows,
    )


def test_a_report_on_many_decisions_in_many_units() -> None:
    refs = [f"X{number}/s1" for number in range(MANY)]
    portfolio = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO}))
    member = Member(
        name="one",
        place="",
        units={},
        parties=parties_of(portfolio),
        decisions=tuple(
            PastDecision(ref, ref.partition("/")[0], "r", "pass", "assessor-1", "portfolio", (), DAY) for ref in refs
        ),
        looks=tuple(Look(ref, "r", "agreed", None, None, DAY, "interim", "iqa-1", "s") for ref in refs),
        plans=(plan_of(tuple(PlannedDecision(criterion=ref, record="r") for ref in refs)),),
        findings=(),
        sampling=(),
        uncounted=0,
    )
    with within(20):
        matrix = matrix_of(Cohort(Path(), True, (member,)), shipped_policy(), DAY)
    assert matrix.counts()["sampled (interim)"] == MANY
    assert (matrix.plans[0].done, len(matrix.unplanned)) == (MANY, 0)


def test_a_plan_in_many_files() -> None:
    parts = [
        plan_of(tuple(PlannedDecision(criterion=f"X{part}/s{row}", record="r") for row in range(200)), f"p-{part}")
        for part in range(1_000)
    ]
    with within(8):
        (whole,) = joined(parts)
    assert (whole.id, len(whole.planned)) == ("p-0", 200_000)


def test_the_rounds_of_many_records() -> None:
    records = tuple(
        AssessmentRecord(
            id=f"r{number}",
            path=f"assessment/decisions/r{number}.yaml",
            date=DAY,
            by="assessor-1",
            actions=(Action(what="Read on.", owner="learner"),),
        )
        for number in range(MANY)
    )
    empty = assessment_of(open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO})))
    with within(5):
        found = rounds(replace(empty, records=records, due=due_in(records)), ())
    assert [len(one.open_actions) for one in found] == [1] * MANY
