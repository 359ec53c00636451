"""What a quality assurer sees on the desk: plans, the decisions that they chose, findings, and what the policy asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coachfolio.base.errors import CoachfolioError

if TYPE_CHECKING:
    from coachfolio.reports.views import CriterionView
    from coachfolio.web.desk import Desk

__all__ = ["sampling_shown"]


def sampling_shown(desk: Desk, looking: bool) -> dict[str, Any]:
    """The values of the page, for somebody who looks at decisions; nothing for who makes them."""
    if not looking:
        return {"matrix": None, "plan": None, "rows": ()}
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.confidentiality.portfolios import cover_for
    from coachfolio.facts.assessment.entitlement import parties_of
    from coachfolio.facts.sampling.cohort import cohort
    from coachfolio.facts.sampling.plans import plan_in, still_to_look_at
    from coachfolio.facts.sampling.policy import policy_for
    from coachfolio.reports.sampling import matrix_of
    from coachfolio.reports.view_pieces import part_label

    opened = desk.opened()
    portfolio = opened.report.portfolio
    members = cohort(desk.path)
    cover = cover_for(portfolio, desk.path)
    matrix = safely_shown(matrix_of(members, policy_for(members), desk.today), cover)
    plan = plan_in(portfolio, desk.path, None)
    criteria: dict[str, CriterionView] = {
        criterion.ref: criterion for unit in opened.view.units for criterion in unit.criteria
    }
    parties = parties_of(portfolio)
    rows = []
    for row in still_to_look_at(portfolio, desk.path, plan) if plan else ():
        criterion = criteria.get(row.criterion)
        decision = next(
            (each for each in criterion.decisions if each.record == row.record) if criterion else iter(()), None
        )
        rows.append(
            {
                "criterion": row.criterion,
                "text": criterion.text if criterion else "",
                "because": row.because,
                "record": row.record,
                "decision": decision,
                "claims": criterion.claims if criterion else (),
                "own": decision is not None and bool(desk.who) and parties.are_one(desk.who, decision.by),
            }
        )
    return {
        "matrix": matrix,
        "plan": safely_shown(plan.plan.id, cover) if plan else "",
        "rows": rows,
        "pieces": {piece.id: piece for piece in opened.view.pieces},
        "part_label": part_label,
        "may_sample": _may_sample(desk),
        "today": desk.today,
    }


def _may_sample(desk: Desk) -> bool:
    """Whether this person may write what was looked at; an external quality assurer reads."""
    from coachfolio.editing.sampling import entitled_here

    try:
        entitled_here(desk.opened().report.portfolio, desk.who)
    except CoachfolioError:
        return False
    return True
