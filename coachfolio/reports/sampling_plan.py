"""A sampling plan in sentences: what it chose and why, each decision to be looked at, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coachfolio.base.words import count, day, listed, one_line, shown
from coachfolio.evidence.model import AssessmentRecord, PlannedDecision
from coachfolio.facts.sampling.cohort import Cohort
from coachfolio.facts.sampling.planning import Plan
from coachfolio.facts.sampling.policy import Policy, SampleStage
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["left_out_lines", "plan_lines", "row_lines"]

_LONG: Final = 300
_MOST_CHOICES: Final = 20
_VERDICTS: Final = {"pass": "passed", "referral": "referred", "waived": "waived", "none": "left undecided"}


def plan_lines(plan: Plan, policy: Policy, stage: SampleStage, own: int, by: str) -> Iterator[str]:
    """What the plan chose and why, and how to work it out again. `own` of them were decided by who plans."""
    chosen = [choice.decided for choice in plan.choices]
    yield (
        f"{len(chosen)} of {count(len(plan.frame.decided), 'decision')} chosen for the {stage} stage, by the policy "
        f"{shown(policy.name, _LONG)!r}."
    )
    several = len({decision.portfolio for decision in plan.frame.decided}) > 1
    parts = [
        (len({decision.portfolio for decision in chosen}), "learner", None) if several else None,
        (len({decision.unit for decision in chosen}), "unit", None),
        (len({decision.by for decision in chosen}), "assessor", None),
        (len({decision.method for decision in chosen}), "method", None),
        (
            len({kind for decision in chosen for kind in decision.evidence_types}),
            "kind of evidence",
            "kinds of evidence",
        ),
    ]
    yield f"They are of {listed(count(*part) for part in parts if part)}."
    for choice in plan.choices[:_MOST_CHOICES]:
        decision = choice.decided
        whose = f"{shown(decision.portfolio, 100)}: " if several else ""
        yield f"  {whose}{shown(decision.criterion)}, in {shown(decision.record, 100)}"
        yield f"      for {listed(map(one_line, choice.because))}"
    if plan.choices[_MOST_CHOICES:]:
        yield f"  and {len(plan.choices) - _MOST_CHOICES} more: all of them are in the plan"
    if own:
        yield f"{own} of them {'is' if own == 1 else 'are'} {shown(by)}'s own: somebody else has to look at those."
    yield f"Drawn with the seed {shown(plan.seed, 100)!r}. The same seed over the same decisions gives the same plan:"
    yield "coachfolio sample report draws it again, and says whether it is the same."


def row_lines(portfolio: Portfolio, row: PlannedDecision) -> Iterator[str]:
    """One decision that is to be looked at: what it is about, what was decided, and on what."""
    qualification = portfolio.qualification
    texts = {criterion.ref: criterion.text for criterion in qualification.criteria} if qualification else {}
    yield ""
    yield f"{shown(row.criterion)}  {one_line(texts.get(row.criterion, ''))}".rstrip()
    if row.because:
        yield f"  chosen for: {one_line(listed(row.because))}"
    record = portfolio.get(row.record)
    if not isinstance(record, AssessmentRecord):
        yield f"  The assessment record {shown(row.record, 100)} is not there any more."
        return
    for decision in record.decisions:
        if decision.criterion == row.criterion:
            said = f"{_VERDICTS[decision.verdict]} on {day(record.date)} by {shown(record.by)}"
            yield f"  {said}, in {shown(row.record, 100)}"
            for title, lines in (
                ("rests on", decision.evidence),
                ("reason", (decision.reason or "").splitlines()),
                ("feedback", (decision.feedback or "").splitlines()),
            ):
                if lines:
                    yield f"  {title}:"
                    yield from (f"      {one_line(line)}" for line in lines)


def left_out_lines(cohort: Cohort) -> Iterator[str]:
    """The portfolios that could not be read, one a line."""
    for name, why in cohort.left_out:
        yield f"Left out: {shown(name, 100)}. {shown(why, _LONG)}"
