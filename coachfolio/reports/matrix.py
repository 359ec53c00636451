"""What quality assurance has seen, as values: learners by units and by assessors, agreement, findings and plans."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Final, Literal, get_args

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.facts.sampling.meeting import Shortfall
from coachfolio.facts.sampling.policy import SampleStage

__all__ = [
    "CELL_STATES",
    "AssessorAgreement",
    "Cell",
    "CellState",
    "Matrix",
    "Note",
    "PlanSeen",
    "PlanState",
    "Row",
    "SampleFinding",
    "StageMet",
    "Stale",
    "Unplanned",
]

CellState = Literal[
    "not decided",
    "decided",
    "sampled",
    "sampled (interim)",
    "sampled (final)",
    "planned",
    "action needed",
    "finding open",
]
CELL_STATES: Final[tuple[CellState, ...]] = get_args(CellState)
"""What a unit of a learner can be. Where several are true, the last of them is shown: what is still to be done goes
before what was done."""


@frozen()
class Cell(Frozen):
    """One learner's unit."""

    unit: str
    state: CellState
    criteria: int
    """How many the unit has, as far as they are known."""
    decided: int
    planned: int
    """Decisions that a plan chose and that are still to be looked at."""
    looked_at: int
    """Of the decisions that stand."""


@frozen()
class Row(Frozen):
    """One learner."""

    portfolio: str
    cells: tuple[Cell, ...]
    by_assessor: Mapping[str, tuple[int, int]]
    """For each assessor of theirs: how many of the decisions that stand were looked at, and how many stand."""
    findings_open: int
    uncounted: int
    """Files that could not be read: nothing here has them in it."""


@frozen()
class AssessorAgreement(Frozen):
    """How often quality assurance agreed with an assessor."""

    assessor: str
    decided: int
    """Decisions that stand."""
    looked_at: int
    """Decisions looked at, standing or not, each as it was looked at last."""
    agreed: int
    new: bool


@frozen()
class SampleFinding(Frozen):
    """One thing that was found."""

    portfolio: str
    handle: str
    finding: str
    action: str
    owner: str
    criterion: str | None
    found_on: datetime.date
    due: datetime.date | None
    closed_on: datetime.date | None
    closing: str | None
    open: bool
    days: int
    """How long it was open, or has been so far."""
    overdue: bool


@frozen()
class Note(Frozen):
    """One meeting at which assessors compared their judgements."""

    portfolio: str
    day: datetime.date
    people: tuple[str, ...]
    note: str


@frozen()
class Stale(Frozen):
    """A decision that rests on evidence which is not as it was judged any more."""

    portfolio: str
    criterion: str
    record: str
    """The assessment record."""
    evidence: tuple[str, ...]
    """Ids of what was changed or is gone since."""
    looked_at: bool
    """Whether quality assurance has looked at that decision."""


@frozen()
class Unplanned(Frozen):
    """A decision that was looked at though no plan had chosen it."""

    portfolio: str
    criterion: str
    day: datetime.date
    because: str | None
    sampling: str


PlanState = Literal["same", "different", "other decisions", "part", "cannot tell"]
"""Whether the plan, drawn again from its seed, chooses the same decisions. `other decisions`: what it was drawn from is
not what is there now, so it cannot be drawn again. `part`: it is the part of a cohort's plan. `cannot tell`: it does
not say what it was drawn from."""


@frozen()
class PlanSeen(Frozen):
    """One plan, and whether it is what its seed gives."""

    portfolio: str
    """Empty for a plan of the whole cohort."""
    name: str
    stage: SampleStage
    day: datetime.date
    by: str
    seed: str
    policy: str
    planned: int
    done: int
    drawn_again: PlanState


@frozen()
class StageMet(Frozen):
    """How what was looked at stands against the policy, at one stage."""

    stage: SampleStage
    looked_at: int
    of: int
    short: tuple[Shortfall, ...]

    @property
    def met(self) -> bool:
        return not self.short


@frozen()
class Matrix(Frozen):
    """Quality assurance of one portfolio or a cohort, as it stands on a day."""

    on: datetime.date
    single: bool
    policy: str
    units: tuple[str, ...]
    rows: tuple[Row, ...]
    agreement: tuple[AssessorAgreement, ...]
    findings: tuple[SampleFinding, ...]
    """Open ones first, by day."""
    notes: tuple[Note, ...]
    unplanned: tuple[Unplanned, ...]
    plans: tuple[PlanSeen, ...]
    stages: tuple[StageMet, ...]
    """Those at which the policy asks for something."""
    left_out: tuple[tuple[str, str], ...]
    """Portfolios and plans that could not be read: name, and why."""
    stale: tuple[Stale, ...] = ()
    """As the portfolios are now, whatever the day."""
    people: tuple[str, ...] = ()
    """What portfolios say differently of the people in them, in sentences."""

    def counts(self) -> dict[CellState, int]:
        """How many cells are in each state, every state named."""
        found = Counter(cell.state for row in self.rows for cell in row.cells)
        return {state: found[state] for state in CELL_STATES}
