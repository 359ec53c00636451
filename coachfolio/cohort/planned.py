"""The sampling plans that lie beside the portfolios of a cohort, and what they say of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, shown
from coachfolio.cohort.extract import Extract
from coachfolio.cohort.reading import CohortRead
from coachfolio.cohort.sampled import cohort_of
from coachfolio.evidence.model import SamplingPlan
from coachfolio.facts.sampling.cohort import Cohort
from coachfolio.facts.sampling.frame import frame_of
from coachfolio.facts.sampling.plans import asks_for_something
from coachfolio.reports.sampling import cohort_plans

__all__ = ["PlansOver", "plans_over"]


@frozen()
class PlansOver(Frozen):
    """The plans over a cohort."""

    plans: tuple[SamplingPlan, ...] = ()
    rows: Mapping[str, tuple[tuple[str, str, SamplingPlan], ...]] = field(default_factory=dict)
    """By portfolio: the criterion and the assessment record that a plan chose, and the plan."""
    unreadable: tuple[tuple[str, str], ...] = ()
    drawn_again: tuple[SamplingPlan, ...] = ()
    """The final plans that were drawn from the very decisions that are here: what they did not choose was not to be
    sampled."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What there is of them, in sentences."""
        said = [f"{count(len(self.plans), 'sampling plan')} over the cohort."] if self.plans else []
        said += [f"{shown(name, 100)} cannot be read: perhaps it chose something." for name, _ in self.unreadable]
        return tuple(said)

    def state_of(self, extract: Extract, alone: str) -> str:
        """The state of the line on sampling: `alone` by the portfolio itself, and what the plans over it add."""
        if alone == "not met" or extract.ready_for == "submission":
            return alone
        if self.unreadable:
            return "not met"
        rows = self.rows.get(extract.name, ())
        looked = {(look.criterion, look.record): look.day for look in extract.looks}
        for criterion, record, plan in rows:
            seen = looked.get((criterion, record))
            if seen is None or seen < plan.date:
                return "not met"
        if alone == "not known" and (any(is_final(plan) for _, _, plan in rows) or self._was_among(extract)):
            return "met"
        return alone

    def _was_among(self, extract: Extract) -> bool:
        """Whether a final plan is known to have been drawn from every decision that stands here."""
        days = [decision.day for decision in extract.decisions if decision.stands]
        return bool(days) and any(max(days) <= plan.date for plan in self.drawn_again)


def plans_over(read: CohortRead) -> PlansOver:
    """The plans in the folder plans beside the portfolios, where they lie in one folder."""
    if read.folder is None:
        return PlansOver()
    plans, wrong = cohort_plans(Cohort(read.folder, False, ()))
    rows: dict[str, list[tuple[str, str, SamplingPlan]]] = {}
    for plan in plans:
        for row in plan.planned:
            if row.portfolio is not None:
                rows.setdefault(row.portfolio, []).append((row.criterion, row.record, plan))
    return PlansOver(plans, {name: tuple(of) for name, of in rows.items()}, wrong, _drawn_again(read, plans))


def _drawn_again(read: CohortRead, plans: Iterable[SamplingPlan]) -> tuple[SamplingPlan, ...]:
    final = [plan for plan in plans if is_final(plan) and plan.drawn_from is not None]
    if not final:
        return ()
    cohort = cohort_of(read)
    return tuple(
        plan for plan in final if frame_of(cohort, plan.date, plan.policy.new_for_months).digest == plan.drawn_from
    )


def is_final(plan: SamplingPlan) -> bool:
    """Whether a plan looks at something once the assessment is complete."""
    return plan.stage == "final" and asks_for_something(plan)
