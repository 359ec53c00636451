"""Sampling plans as they lie in files: of one portfolio, and parts of a cohort's plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, listed, shown
from coachfolio.evidence import evidence_from
from coachfolio.evidence.model import PlannedDecision, SamplingPlan
from coachfolio.facts.assessment import assessment_of
from coachfolio.facts.sampling.cohort import name_of
from coachfolio.facts.sampling.reading import NotInOrder, bytes_of, document_of
from coachfolio.portfolio.portfolio import Portfolio, id_of

__all__ = [
    "MAX_PLANS",
    "OF_A_COHORT",
    "PLANS",
    "PlanAbove",
    "PlanFile",
    "PlansAbove",
    "asks_for_something",
    "joined",
    "plan_from",
    "plan_in",
    "plans_above",
    "rows_about",
    "still_to_look_at",
    "whole_plan",
]

PLANS: Final = "plans"
"""The folder beside the portfolios of a cohort that holds the plans over all of them."""


OF_A_COHORT: Final = "part_of_the_plan"
"""The field under `extra` that a copied part of a cohort's plan names the whole in."""


MAX_PLANS: Final = 1_000
"""Files in that folder that are read."""


_KIND: Final = "assessment-plans"


@frozen()
class PlanFile(Frozen):
    """A plan, and whether it lies in the portfolio or with the cohort."""

    plan: SamplingPlan
    outside: bool


def plan_from(path: Path) -> SamplingPlan:
    """A plan from its file, wherever it lies. Raises NotInOrder."""
    data = bytes_of(path)
    if data is None:
        raise NotInOrder(f"There is no file {shown(str(path), 200)}.")
    fields = document_of(data, _KIND, str(path)).fields or {}
    found = evidence_from(_KIND, fields, id=id_of(path.name), path=path.name)
    assert isinstance(found, SamplingPlan)
    return found


def whole_plan(path: Path) -> SamplingPlan:
    """A plan from its file and from those beside it that are parts of the same plan. Raises NotInOrder."""
    first = plan_from(path)
    parts = [first]
    for other in sorted(path.parent.glob("*.yaml"))[:MAX_PLANS]:
        if other.name != path.name:
            with suppress(NotInOrder):
                parts.append(plan_from(other))
    return next(plan for plan in joined(parts) if plan.id == first.id)


def joined(plans: Iterable[SamplingPlan]) -> tuple[SamplingPlan, ...]:
    """The plans, with those that are parts of one made one. It is called as the first of them."""
    found: dict[object, list[SamplingPlan]] = {}
    for plan in plans:
        same = (plan.date, plan.by, plan.stage, plan.seed, plan.drawn_from, plan.policy) if plan.drawn_from else plan.id
        found.setdefault(same, []).append(plan)
    return tuple(_one_of(parts) for parts in found.values())


def _one_of(parts: Sequence[SamplingPlan]) -> SamplingPlan:
    first = parts[0]
    if len(parts) == 1:
        return first
    rows = {(row.portfolio, row.criterion, row.record): row for part in parts for row in part.planned}
    return replace(first, planned=tuple(rows.values()))


def plan_in(portfolio: Portfolio, folder: Path, given: str | None) -> PlanFile | None:
    """The plan to follow: the one given by its name in the portfolio or as a file; else the last with something left.

    Raises NotInOrder.
    """
    own = {plan.id: plan for plan in portfolio.evidence if isinstance(plan, SamplingPlan)}
    if given is None:
        left = [row.plan for row in assessment_of(portfolio).planned if not row.done]
        last = max(left, key=lambda plan: (plan.date, plan.id), default=None)
        return PlanFile(last, outside=False) if last else None
    if given in own:
        return PlanFile(own[given], outside=False)
    place = Path(given)
    found = whole_plan(place)
    if place.resolve().is_relative_to(folder.resolve()) and found.id in own:
        return PlanFile(own[found.id], outside=False)
    return PlanFile(found, outside=True)


def rows_about(plan: PlanFile, name: str) -> tuple[PlannedDecision, ...]:
    """The rows that are about a portfolio, by its name. In its own plans, rows that name none are about it as well."""
    return tuple(
        row for row in plan.plan.planned if row.portfolio == name or (row.portfolio is None and not plan.outside)
    )


def still_to_look_at(portfolio: Portfolio, folder: Path, plan: PlanFile) -> tuple[PlannedDecision, ...]:
    """The rows of a plan about this portfolio that nobody entitled to it has looked at since the plan was made."""
    done = {
        (sampled.sampled.criterion, sampled.decided_in)
        for sampled in assessment_of(portfolio).sampled
        if sampled.refusal is None and sampled.record.date >= plan.plan.date
    }
    rows = rows_about(plan, name_of(portfolio, folder))
    return tuple(row for row in rows if (row.criterion, row.record) not in done)


@frozen()
class PlanAbove(Frozen):
    """A plan of a cohort, which lies beside its portfolios, as far as one of them is concerned."""

    plan: str
    final: bool
    """Whether it is of the final stage, and its policy asks for something."""
    rows: int
    """The decisions of this portfolio that it chose."""
    waiting: tuple[str, ...]
    """The criteria of those that nobody has looked at since."""


@frozen()
class PlansAbove(Frozen):
    """What the plans of a cohort say of one of its portfolios."""

    plans: tuple[PlanAbove, ...] = ()
    unreadable: tuple[str, ...] = ()
    """The names of files that cannot be read: perhaps one of them chose something."""

    @property
    def waiting(self) -> tuple[str, ...]:
        """What waits to be looked at, or may wait, in sentences."""
        said = [
            f"{PLANS}/{shown(name, 100)}, which lies beside this portfolio, cannot be read: perhaps it chose "
            "something here."
            for name in self.unreadable
        ]
        for plan in self.plans:
            if plan.waiting:
                rows = [shown(criterion) for criterion in plan.waiting[:_MOST_ROWS]]
                rows += [f"{len(plan.waiting) - _MOST_ROWS} more"] if len(plan.waiting) > _MOST_ROWS else []
                verb = "has" if len(plan.waiting) == 1 else "have"
                said.append(
                    f"{count(len(plan.waiting), 'decision')} that {PLANS}/{shown(plan.plan, 100)}, beside this "
                    f"portfolio, chose {verb} not been looked at: {listed(rows)}."
                )
        return tuple(said)


def plans_above(portfolio: Portfolio, place: Path) -> PlansAbove:
    """What the plans of a cohort, which lie beside its portfolios, say of this one.

    `place` is the portfolio's folder or hand-over file.
    """
    folder = place.absolute().parent / PLANS
    if folder.is_symlink() or not folder.is_dir():
        return PlansAbove()
    plans: list[SamplingPlan] = []
    unreadable = []
    for path in sorted(folder.glob("*.yaml"))[:MAX_PLANS]:
        try:
            plans.append(plan_from(path))
        except (CoachfolioError, OSError):
            unreadable.append(path.name)
    name = name_of(portfolio, place)
    found = []
    for plan in joined(plans):
        outside = PlanFile(plan, outside=True)
        waiting = still_to_look_at(portfolio, place, outside)
        final = plan.stage == "final" and asks_for_something(plan)
        criteria = tuple(row.criterion for row in waiting)
        found.append(PlanAbove(plan.id, final, len(rows_about(outside, name)), criteria))
    return PlansAbove(tuple(found), tuple(unreadable))


def asks_for_something(plan: SamplingPlan) -> bool:
    """Whether the policy that a plan was made by asks for anything at all."""
    shares = plan.policy.shares
    return any(getattr(shares, name) for name in type(shares).__annotations__)


_MOST_ROWS: Final = 5
