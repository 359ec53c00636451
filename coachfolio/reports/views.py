"""What is shown of a portfolio, as values in no format: every page, sheet and document only sets them.

`portfolio_view` in `coachfolio.reports.viewing` works them out, once, for one reader. Whoever sets them adds no figure.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from coachfolio.base.diagnostics import Severity
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.facts.audience import Viewer
from coachfolio.facts.passages import PointedPassage
from coachfolio.facts.progress.coverage import UnitState
from coachfolio.reports.due import DueRow
from coachfolio.reports.readiness import Readiness
from coachfolio.reports.status import StatusReport

if TYPE_CHECKING:  # a portfolio without a record does without it
    from coachfolio.reports.record_report import RecordReport

__all__ = [
    "AboutView",
    "AttachmentView",
    "ClaimView",
    "ClientView",
    "CoverageCell",
    "CoverageMap",
    "CoverageMapRow",
    "CriterionView",
    "DecisionView",
    "FactView",
    "FeedbackView",
    "FindingView",
    "PartView",
    "PieceView",
    "PortfolioView",
    "RecordView",
    "RoundView",
    "SampledView",
    "TextView",
    "Tile",
    "TimelineMonth",
    "TimelineRow",
    "UnitView",
    "ValueView",
]

CriterionState = Literal["missing", "thin", "claimed", "stale", "accepted", "sampled", "justified"]
"""What a criterion is shown as: its state, or thin where it is claimed with fewer pieces than it takes."""


@frozen()
class AboutView(Frozen):
    """Whose portfolio it is, and for whom and of which day this is."""

    portfolio: str
    """The portfolio's own name, or that of its folder."""
    learner: str
    """Empty where this reader may not see it."""
    enrolment: str
    centre: str
    qualification: str
    """The title; empty where it is not known."""
    stage: str
    registered: datetime.date | None
    reader: Viewer
    today: datetime.date
    save: str
    """The number of the save that the files are as in; empty where they are as they lie, or that is not known."""
    centre_number: str = ""


@frozen()
class ValueView(Frozen):
    """One value in words, and what it leads to."""

    text: str
    to: Literal["", "piece", "criterion", "unit"] = ""
    target: str = ""
    """The id of that piece, or the reference of that criterion or unit."""


@frozen()
class FactView(Frozen):
    """One field of a piece that is a word or a figure."""

    field: str
    label: str
    values: tuple[ValueView, ...]


@frozen()
class TextView(Frozen):
    """One field of a piece that is prose, in Markdown."""

    field: str
    label: str
    text: str


@frozen()
class PartView(Frozen):
    """A part of a piece that has fields of its own, such as one contact on a sheet."""

    field: str
    title: str
    facts: tuple[FactView, ...]
    texts: tuple[TextView, ...]
    parts: tuple[PartView, ...] = ()


@frozen()
class AttachmentView(Frozen):
    """One file that belongs to a piece."""

    name: str
    """As the piece names it."""
    path: str
    """In the portfolio; empty where this reader may not see it, or it would lead out of the portfolio."""
    size: int | None
    """Bytes; None where there is no such file."""
    fingerprint: str
    """The SHA-256 of its content in hexadecimal; empty where it could not be read."""
    note: str
    """What else there is to say: that it is missing, holds nothing, or is withheld. Else empty."""
    text: str | None
    """Its text, where it is a small text."""


@frozen()
class ClaimView(Frozen):
    """One claim, as it is shown at its criterion and at its piece."""

    criterion: str
    piece: str
    """The id of the evidence."""
    title: str
    """Of the evidence."""
    kind: str
    """Of the evidence, such as `session`."""
    day: datetime.date | None
    clients: tuple[str, ...]
    where: str | None
    how: str | None
    passage: PointedPassage
    sheet: str
    """The id of the mapping sheet that it stands on; empty where it stands in the evidence itself."""
    counts: bool
    """False where it names a field that is empty: then it counts for nothing."""


@frozen()
class DecisionView(Frozen):
    """One decision on a criterion."""

    criterion: str
    verdict: str
    on: datetime.date
    by: str
    record: str
    """The id of the assessment record."""
    feedback: str | None
    reason: str | None
    evidence: tuple[str, ...]
    method: str | None
    marks: str
    """Such as `14 of 20`; empty where there are none."""
    stands: bool
    """Whether it is the decision that stands."""
    changed: tuple[str, ...]
    """Evidence that was changed since; of a decision that stands."""


@frozen()
class SampledView(Frozen):
    """One look of quality assurance at a decision."""

    criterion: str
    record: str
    on: datetime.date
    by: str
    outcome: Literal["agreed", "action-needed"]
    counts: bool
    """Whether somebody entitled to it looked."""
    comment: str | None


@frozen()
class CriterionView(Frozen):
    """One criterion with everything behind it."""

    ref: str
    unit: str
    text: str
    """Empty where this reader may not see it."""
    state: CriterionState
    pieces: int
    required: int
    clients: tuple[str, ...]
    claims: tuple[ClaimView, ...]
    decisions: tuple[DecisionView, ...]
    """The latest first."""
    sampled: tuple[SampledView, ...]


@frozen()
class UnitView(Frozen):
    """One unit with its criteria."""

    ref: str
    title: str
    state: UnitState
    credits: float | None
    enough: int
    """Criteria with enough evidence."""
    criteria: tuple[CriterionView, ...]
    minutes: int
    """Contact time that counts towards it."""
    note: str
    """A sentence where its criteria are not all known; else empty."""


@frozen()
class CoverageCell(Frozen):
    """How one kind of evidence stands behind one criterion."""

    kind: str
    pieces: tuple[str, ...]
    """The ids of the pieces that claim it."""


@frozen()
class CoverageMapRow(Frozen):
    """One criterion across the kinds of evidence."""

    criterion: str
    unit: str
    text: str
    state: CriterionState
    pieces: int
    required: int
    cells: tuple[CoverageCell, ...]
    """One for each kind of the map, in its order."""


@frozen()
class CoverageMap(Frozen):
    """Criteria by kinds of evidence."""

    kinds: tuple[tuple[str, str], ...]
    """Each kind with a claim: its name and what many of them are called."""
    rows: tuple[CoverageMapRow, ...]
    states: tuple[tuple[CriterionState, int], ...]
    """How many criteria are shown in each state; every state is named."""


@frozen()
class PieceView(Frozen):
    """One piece of evidence."""

    id: str
    path: str
    kind: str
    """The name of its schema."""
    kind_title: str
    """What one of its kind is called, such as `session`."""
    title: str
    day: datetime.date | None
    minutes: int | None
    """Contact time that counts, or the time given to it."""
    clients: tuple[str, ...]
    units: tuple[str, ...]
    criteria: tuple[str, ...]
    states: tuple[CriterionState, ...]
    """The states of the criteria that it is claimed for, each once."""
    facts: tuple[FactView, ...]
    texts: tuple[TextView, ...]
    parts: tuple[PartView, ...]
    claims: tuple[ClaimView, ...]
    attachments: tuple[AttachmentView, ...]
    mentioned_by: tuple[str, ...]
    """Ids of other pieces that name it."""
    withheld: int
    """How many of its fields this reader may not see."""


@frozen()
class ClientView(Frozen):
    """One client, by code."""

    code: str
    about: str
    """Sector and level, where this reader may see them."""
    minutes: int
    pieces: int


@frozen()
class FeedbackView(Frozen):
    """What somebody said of the coach's work, as it was written."""

    piece: str
    day: datetime.date | None
    giver: str
    source: str
    client: str
    quotation: str | None
    response: str | None


@frozen()
class RoundView(Frozen):
    """One assessment record."""

    record: str
    on: datetime.date
    by: str
    unit: str
    submission: int | None
    signed_off: bool
    feedback: str | None
    decisions: tuple[DecisionView, ...]
    actions: tuple[DueRow, ...]
    """What it asked for that is still open."""
    acknowledged: datetime.date | None
    says_something: bool


@frozen()
class TimelineRow(Frozen):
    """When one piece is of, and when it was first recorded."""

    piece: str
    title: str
    day: datetime.date | None
    """The day that it was first said to be of."""
    recorded: datetime.date | None
    """By the learner's own clock."""
    lag: int | None
    """Days between the two; negative where it was recorded before its own day."""
    changes: int
    witness: str
    """Who has seen its content as it stands, in words."""


@frozen()
class TimelineMonth(Frozen):
    """One month: how many pieces are of it, and how many were first recorded in it."""

    month: str
    """Such as `2026-03`."""
    practised: int
    recorded: int


@frozen()
class RecordView(Frozen):
    """The record of practice."""

    report: RecordReport | None
    """None where there is no record, or this reader is not shown it."""
    why_not: str
    """Then why, as a sentence."""
    months: tuple[TimelineMonth, ...] = ()
    rows: tuple[TimelineRow, ...] = ()


@frozen()
class FindingView(Frozen):
    """One finding of the check."""

    severity: Severity
    code: str
    title: str
    """What the rule is about."""
    message: str
    hint: str
    path: str
    line: int
    piece: str
    """The id of the evidence that it is in; empty where it is in none."""
    criterion: str | None
    waived: str
    """The reason why it is let pass; empty where it is not."""


@frozen()
class Tile(Frozen):
    """One figure that tells where somebody stands."""

    label: str
    figure: str
    of: str
    """What it is held against; empty where nobody asks for so much, or it is not known."""
    note: str
    share: float | None
    """How much of that is there, 1 for all of it and more beyond; None where there is nothing to hold it against."""


@frozen()
class PortfolioView(Frozen):
    """Everything that is shown of a portfolio to one reader."""

    about: AboutView
    left_out: tuple[str, ...]
    """The files that no figure has in it."""
    left_out_sentence: str
    """What to say of them, on top; empty where there are none."""
    tiles: tuple[Tile, ...]
    """The figures that tell most."""
    status: StatusReport
    """Hours against targets, credits, guided hours, time left, and what comes next."""
    coverage: CoverageMap
    units: tuple[UnitView, ...]
    pieces: tuple[PieceView, ...]
    """By day, what has none first."""
    clients: tuple[ClientView, ...]
    feedback: tuple[FeedbackView, ...]
    rounds: tuple[RoundView, ...]
    """Assessment records, the latest first."""
    actions: tuple[DueRow, ...]
    """Open ones by day, then closed ones."""
    sampled: tuple[SampledView, ...]
    record: RecordView
    findings: tuple[FindingView, ...]
    """Gravest first; none for the public."""
    findings_sentence: str
    readiness: Readiness
    names_sentence: str
    """What to say of where clients' names were looked for."""
    people: Mapping[str, str]
    """Short names, and how people are shown."""
    shown_units: tuple[str, ...] = ()
    """The units that are shown where not all are; totals are of all even then."""
