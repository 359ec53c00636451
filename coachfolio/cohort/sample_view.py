"""Quality assurance over a cohort: what was looked at, what a policy still asks for, and sets to compare judgements."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from coachfolio.base.words import count
from coachfolio.cohort.reading import CohortRead
from coachfolio.cohort.views import CohortView, view_of
from coachfolio.facts.sampling.cohort import Cohort
from coachfolio.facts.sampling.frame import Decided, Frame, frame_of
from coachfolio.facts.sampling.policy import Policy
from coachfolio.reports.matrix import Matrix
from coachfolio.reports.model import ModelColumn, ModelTable, Value
from coachfolio.reports.sampling import matrix_of

__all__ = ["SAMPLE_TABLES", "sample_view", "standardisation_set"]

_SAMPLED: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("decided", "whole", "Decisions that stand."),
    ModelColumn("looked_at", "whole", "Those of them that were looked at."),
    ModelColumn("planned", "whole", "Decisions that a plan chose and that are still to be looked at."),
    ModelColumn("findings_open", "whole", "Findings that are open."),
    ModelColumn("uncounted", "whole", "Files that could not be read: nothing here has them in it."),
)
_CELLS: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("unit", "text", "The unit.", key=True),
    ModelColumn("state", "text", "What is still to be done goes before what was done."),
    ModelColumn("criteria", "whole", "Its criteria."),
    ModelColumn("decided", "whole", "Decisions that stand."),
    ModelColumn("planned", "whole", "Decisions that a plan chose and that are still to be looked at."),
    ModelColumn("looked_at", "whole", "Decisions that were looked at."),
)
_AGREEMENT: Final = (
    ModelColumn("assessor", "text", "The assessor, called the same in every portfolio.", key=True),
    ModelColumn("new", "yes-no", "Whether they have assessed for less time than the policy calls new."),
    ModelColumn("decided", "whole", "Their decisions that stand."),
    ModelColumn("looked_at", "whole", "Decisions that were looked at, standing or not."),
    ModelColumn("agreed", "whole", "Those of them that quality assurance agreed with."),
)
_POLICY: Final = (
    ModelColumn("stage", "text", "interim or final.", key=True),
    ModelColumn("share", "text", "The share of the policy; all, where every share is reached.", key=True),
    ModelColumn("assessor", "text", "Whose decisions they are, where the share is of each assessor's.", key=True),
    ModelColumn("asked", "whole", "How many the policy asks for."),
    ModelColumn("there", "whole", "How many were looked at."),
    ModelColumn("of", "whole", "How many there are."),
)
_PLANS: Final = (
    ModelColumn("portfolio", "text", "The portfolio that it lies in; empty for a plan over all.", key=True),
    ModelColumn("plan", "text", "What the plan is called.", key=True),
    ModelColumn("stage", "text", "interim or final."),
    ModelColumn("date", "day", "The day on which it was made."),
    ModelColumn("by", "text", "Who made it."),
    ModelColumn("seed", "text", "What it was drawn with."),
    ModelColumn("planned", "whole", "Decisions that it chose."),
    ModelColumn("done", "whole", "Those of them that were looked at since."),
    ModelColumn("drawn_again", "text", "Whether the seed gives it again: same, different, other decisions, part."),
)
_FINDINGS: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("handle", "text", "What the finding is called there.", key=True),
    ModelColumn("owner", "text", "Whose it is."),
    ModelColumn("criterion", "text", "The criterion that it is about."),
    ModelColumn("state", "text", "open or closed."),
    ModelColumn("found_on", "day", "The day of the sampling record."),
    ModelColumn("due", "day", "By which day."),
    ModelColumn("closed_on", "day", "The day on which it was closed."),
    ModelColumn("overdue", "yes-no", "Whether it is open and its day has passed."),
)
_UNPLANNED: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("criterion", "text", "The criterion.", key=True),
    ModelColumn("date", "day", "The day on which it was looked at."),
    ModelColumn("sampling", "text", "The sampling record."),
)
_COMPARED: Final = (
    ModelColumn("criterion", "text", "The criterion that assessors compare their judgements on.", key=True),
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("record", "text", "The assessment record.", key=True),
    ModelColumn("assessor", "text", "Who decided."),
    ModelColumn("verdict", "text", "pass, referral or waived."),
    ModelColumn("decided_on", "day", "The day of the record."),
)
SAMPLE_TABLES: Final = {
    "sampled": ("Each learner.", _SAMPLED),
    "sampled_units": ("Each unit of each learner.", _CELLS),
    "agreement": ("How often quality assurance agreed with each assessor.", _AGREEMENT),
    "policy": ("What was looked at, held against the policy.", _POLICY),
    "plans": ("Sampling plans, and whether their seeds give them again.", _PLANS),
    "sampling_findings": ("What was found; the words are in the portfolios.", _FINDINGS),
    "unplanned": ("Decisions that were looked at though no plan had chosen them.", _UNPLANNED),
    "compared": ("A set for assessors to compare their judgements on.", _COMPARED),
}
"""The tables of this view, each with what it holds."""


def sample_view(read: CohortRead, cohort: Cohort, policy: Policy, *, compare: int = 0, seed: str = "") -> CohortView:
    """What quality assurance has seen. `compare` is for how many criteria a set to compare judgements is drawn."""
    matrix = matrix_of(cohort, policy, read.today)
    rows = dict(_rows(matrix))
    if compare:
        frame = frame_of(cohort, read.today, policy.new_for_months)
        rows["compared"] = tuple(standardisation_set(frame, compare, seed))
    tables = [
        ModelTable(name, about, columns, rows[name]) for name, (about, columns) in SAMPLE_TABLES.items() if name in rows
    ]
    return view_of(read, "sample", "Quality assurance", tuple(_lines(matrix)), tables)


def _lines(matrix: Matrix) -> Iterator[str]:
    yield f"Policy: {matrix.policy}"
    for stage in matrix.stages:
        met = "the policy is met" if stage.met else f"{count(len(stage.short), 'share')} of the policy not reached"
        yield f"{stage.stage}: {stage.looked_at} of {count(stage.of, 'decision')} looked at, {met}."
    yield from matrix.people


def _rows(matrix: Matrix) -> Iterator[tuple[str, tuple[tuple[Value, ...], ...]]]:
    yield (
        "sampled",
        tuple(
            (
                row.portfolio,
                sum(cell.decided for cell in row.cells),
                sum(cell.looked_at for cell in row.cells),
                sum(cell.planned for cell in row.cells),
                row.findings_open,
                row.uncounted,
            )
            for row in matrix.rows
        ),
    )
    yield (
        "sampled_units",
        tuple(
            (row.portfolio, cell.unit, cell.state, cell.criteria, cell.decided, cell.planned, cell.looked_at)
            for row in matrix.rows
            for cell in row.cells
        ),
    )
    yield (
        "agreement",
        tuple((each.assessor, each.new, each.decided, each.looked_at, each.agreed) for each in matrix.agreement),
    )
    yield "policy", tuple(_policy(matrix))
    yield (
        "plans",
        tuple(
            (
                *(plan.portfolio, plan.name, plan.stage, plan.day, plan.by),
                *(plan.seed, plan.planned, plan.done, plan.drawn_again),
            )
            for plan in matrix.plans
        ),
    )
    yield (
        "sampling_findings",
        tuple(
            (
                *(found.portfolio, found.handle, found.owner or None, found.criterion),
                *("open" if found.open else "closed", found.found_on, found.due, found.closed_on, found.overdue),
            )
            for found in matrix.findings
        ),
    )
    yield "unplanned", tuple((look.portfolio, look.criterion, look.day, look.sampling) for look in matrix.unplanned)


def _policy(matrix: Matrix) -> Iterator[tuple[Value, ...]]:
    for stage in matrix.stages:
        if stage.met:
            yield stage.stage, "all", "", stage.of, stage.looked_at, stage.of
        for short in stage.short:
            yield stage.stage, short.share, short.assessor, short.asked, short.there, short.of


def standardisation_set(frame: Frame, criteria: int, seed: str) -> Iterator[tuple[Value, ...]]:
    """Decisions of different assessors on the same criteria, for a meeting at which they compare their judgements.

    Those criteria come first on which the assessors differ most in how often they refer. Of each assessor one decision
    is drawn with the seed; the same seed over the same decisions draws the same.
    """
    by_criterion: dict[str, dict[str, list[Decided]]] = defaultdict(lambda: defaultdict(list))
    for decision in frame.decided:
        by_criterion[decision.criterion][decision.by].append(decision)
    several = {criterion: of for criterion, of in by_criterion.items() if len(of) > 1}
    ranked = sorted(several, key=lambda criterion: (-_spread(several[criterion]), -len(several[criterion]), criterion))
    for criterion in ranked[:criteria]:
        for _, decisions in sorted(several[criterion].items()):
            drawn = min(decisions, key=lambda decision: _drawn(seed, decision))
            yield criterion, drawn.portfolio, drawn.record, drawn.by, drawn.verdict, drawn.day


def _spread(of: dict[str, list[Decided]]) -> float:
    """How far apart the shares of referrals of the assessors are."""
    shares = [sum(each.verdict == "referral" for each in decisions) / len(decisions) for decisions in of.values()]
    return max(shares) - min(shares)


def _drawn(seed: str, decision: Decided) -> str:
    return hashlib.sha256("\0".join((seed, *decision.key)).encode("utf-8", "surrogatepass")).hexdigest()
