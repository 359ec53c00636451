"""What programs get of a check, as typed dictionaries: the check, the gate, what is to be done, and the status.

Each agrees with the schema of its name; `coachfolio schema output-check` and the others tell what every field means.
"""

from __future__ import annotations

from typing import TypedDict

__all__ = ["ActionsDocument", "CheckDocument", "ReadinessDocument", "StatusDocument"]


class RelatedEntry(TypedDict):
    """Another place that a finding is about."""

    message: str
    path: str
    line: int
    column: int


class FindingEntry(TypedDict):
    """One finding."""

    code: str
    name: str
    severity: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    hint: str
    related: list[RelatedEntry]
    waived: bool | str


class CheckSummary(TypedDict):
    """How many there are. A waived finding is counted under waived alone."""

    errors: int
    warnings: int
    gaps: int
    advice: int
    waived: int
    files: int
    uncounted: int


class ChecklistEntry(TypedDict):
    """One line of the checklist."""

    name: str
    title: str
    state: str
    by: list[str]


class CheckDocument(TypedDict):
    """What a check found. Its form is the schema `output-check`."""

    version: int
    stage: str
    diagnostics: list[FindingEntry]
    summary: CheckSummary
    checklist: list[ChecklistEntry]


class ReadinessDocument(TypedDict):
    """Whether a portfolio is ready. Its form is the schema `output-ready`."""

    version: int
    stage: str
    ready: bool
    how_ready: str
    checklist: list[ChecklistEntry]
    own_file: str | None


class DueEntry(TypedDict):
    """One thing to do, or to keep in mind."""

    handle: str
    kind: str
    what: str
    owner: str
    due: str | None
    days_left: int | None
    state: str
    criterion: str | None


class ActionsDocument(TypedDict):
    """What is to be done. Its form is the schema `output-actions`."""

    version: int
    due: list[DueEntry]


class ContactHoursEntry(TypedDict):
    """Held contacts only."""

    total_minutes: int
    by_client: dict[str, int]
    by_role: dict[str, int]
    by_month: dict[str, int]
    by_unit: dict[str, int]
    by_fee: dict[str, int]
    by_setting: dict[str, int]
    homeless_minutes: int


class HoursEntry(TypedDict):
    """Time, in whole minutes."""

    contact: ContactHoursEntry
    planning_minutes: int
    supervision_minutes: int


class CreditsEntry(TypedDict):
    """Credits: `required` is None where that is unknown."""

    required: float | None
    evidenced: float
    accepted: float


class SignedOffEntry(TypedDict):
    """The last signing off by somebody entitled to it."""

    record: str
    date: str
    stale: bool


class UnitEntry(TypedDict):
    """One unit, and how far it is."""

    ref: str
    title: str
    credits: float | None
    state: str
    criteria_are: str
    signed_off: SignedOffEntry | None


class CriteriaCounts(TypedDict):
    """How many criteria are in each state. They add up to all of them."""

    missing: int
    claimed: int
    stale: int
    accepted: int
    sampled: int
    justified: int


class ClaimEntry(TypedDict):
    """One claim: from evidence to the criterion."""

    evidence: str
    where: str | None
    how: str | None


class CriterionEntry(TypedDict):
    """One criterion, and what it rests on."""

    criterion: str
    text: str
    state: str
    required: int
    thin: bool
    claims: list[ClaimEntry]
    clients: list[str]
    decided_in: str | None
    verdict: str | None
    changed: list[str]
    sampled_in: list[str]


class RequirementEntry(TypedDict):
    """One thing that is asked for, and how much of it is there."""

    name: str
    source: str | None
    set_by: str
    certainty: str
    guide: bool
    counted_in: str
    required: int | None
    actual: int
    met: bool | None


class TimeLimitEntry(TypedDict):
    """The time limit; `days_left` is negative when it has passed."""

    until: str
    days_left: int


class StatusDocument(TypedDict):
    """Where a portfolio stands. Its form is the schema `output-status`. All time is in minutes."""

    version: int
    stage: str
    qualification: str | None
    hours: HoursEntry
    guided_minutes: int
    learning_minutes: int
    credits: CreditsEntry
    units: list[UnitEntry]
    criteria: CriteriaCounts
    coverage: list[CriterionEntry]
    requirements: list[RequirementEntry]
    time_limit: TimeLimitEntry | None
    own_file: str | None
    uncounted: list[str]
    drafts: list[str]
    due: list[DueEntry]
    next: list[str]
