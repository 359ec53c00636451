"""What a cohort knows of one portfolio: small, frozen, and without a client's name or anybody's prose.

Whoever has an extract needs the portfolio no more: every table of a cohort is made from extracts. Staff who decided or
looked at decisions are called as portfolio.yaml calls them, because their load and their agreement are shown; the
learner is a mark that only tells two portfolios of one learner.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final

from coachfolio.base.diagnostics import Severity
from coachfolio.base.frozen import Frozen, frozen

__all__ = [
    "EXTRACT_VERSION",
    "ClaimKept",
    "CriterionKept",
    "DecisionKept",
    "DueKept",
    "Extract",
    "FindingKept",
    "HoursKept",
    "LineKept",
    "LookKept",
    "PersonKept",
    "PlanKept",
    "PlanRowKept",
    "PriorLearningKept",
    "RecordKept",
    "RequirementKept",
    "UnitKept",
]

EXTRACT_VERSION: Final = 1
"""Of the form. Fields may be added within a version; none is taken away or changes its meaning."""


@frozen()
class HoursKept(Frozen):
    """Time, in whole minutes. Contact is that of contacts held."""

    contact: int
    planning: int
    supervision: int
    guided: int
    learning: int
    contact_by_month: Mapping[str, int]
    """Such as 2026-03."""
    contact_by_unit: Mapping[str, int]


@frozen()
class UnitKept(Frozen):
    """One unit, and how far it is."""

    ref: str
    title: str
    credits: float | None
    """None where they are unknown."""
    state: str
    """unknown, missing, partial, evidenced, stale or accepted."""
    criteria: int
    enough: int
    """Criteria with enough evidence."""
    settled: int
    """Criteria that are accepted, sampled or justified."""
    signed_off_in: str | None
    """The assessment record in which it was signed off last by somebody entitled to it."""
    signed_off_on: datetime.date | None
    signed_off_stale: bool
    """Whether something was changed since."""


@frozen()
class CriterionKept(Frozen):
    """One criterion, and how far it is."""

    ref: str
    unit: str
    state: str
    """missing, claimed, stale, accepted, sampled or justified."""
    required: int
    """Pieces that it takes."""
    pieces: int
    """Pieces that claim it."""
    thin: bool
    """Claimed, with fewer pieces than it takes."""
    verdict: str | None
    """The last verdict of somebody entitled to it: pass, referral or waived."""
    decided_in: str | None
    """The assessment record that it stands in."""
    decided_on: datetime.date | None
    stale_evidence: tuple[str, ...]
    """Where that decision stands: the evidence that is not as it was judged any more."""


@frozen()
class RequirementKept(Frozen):
    """One thing that is asked for, and how much of it is there."""

    name: str
    measure: str
    """What is counted, such as contact-hours or pieces."""
    unit: str | None
    """The unit that it is for; None where it is for all."""
    set_by: str
    certainty: str
    guide: bool
    counted_in: str
    """minutes or pieces."""
    required: int | None
    """None where it is unknown."""
    actual: int
    met: bool | None
    """None where nobody knows what is required."""


@frozen()
class ClaimKept(Frozen):
    """One claim, without its words: which piece of evidence it points from, and to which criterion."""

    criterion: str
    evidence: str
    kind: str
    """The kind of that evidence, such as sessions."""
    counts: bool
    """Whether it leads somewhere, to a criterion of the qualification."""


@frozen()
class DecisionKept(Frozen):
    """One pass, referral or waiver by somebody entitled to it, standing or not."""

    criterion: str
    record: str
    verdict: str
    by: str
    """The short name in this portfolio."""
    method: str
    evidence_types: tuple[str, ...]
    day: datetime.date
    submission: int | None
    stands: bool
    """Whether it is the last one on its criterion."""


@frozen()
class LookKept(Frozen):
    """One decision that a quality assurer entitled to it looked at."""

    criterion: str
    record: str
    """The assessment record with the decision; empty where nobody can say."""
    outcome: str
    """agreed or action-needed."""
    day: datetime.date
    stage: str | None
    by: str
    sampling: str
    """The sampling record."""


@frozen()
class PlanRowKept(Frozen):
    """One decision that a plan chose."""

    portfolio: str | None
    """None where it is the portfolio that the plan lies in."""
    criterion: str
    record: str


@frozen()
class PlanKept(Frozen):
    """One sampling plan that lies in the portfolio."""

    plan: str
    day: datetime.date
    stage: str
    by: str
    seed: str
    policy: str
    new_for_months: int | None
    drawn_from: str | None
    of_a_cohort: bool
    """Whether it is the part of a cohort's plan that is about this portfolio."""
    shares: Mapping[str, int]
    """What the policy asked for in per cent, by the policy's words."""
    rows: tuple[PlanRowKept, ...]


@frozen()
class DueKept(Frozen):
    """One thing that is or was to be done: an action, a finding of a quality assurer, or a reminder."""

    handle: str
    kind: str
    """action, finding, time-limit, supervision, keep-key or keep-notes."""
    owner: str
    """learner, the short name of a person, or empty where nobody is named."""
    day: datetime.date | None
    state: str
    """open, done, dropped or closed."""
    criterion: str | None
    made_on: datetime.date | None
    """The day of the record that asks for it; None for a reminder, and where a list of actions has no day."""
    closed_on: datetime.date | None


@frozen()
class FindingKept(Frozen):
    """One finding of a check or of the record, without its message."""

    code: str
    severity: Severity
    path: str
    """The file, as it may be shown."""
    line: int
    criterion: str | None
    waived: bool
    of_record: bool
    """Whether the record of practice was judged, and not the files."""


@frozen()
class LineKept(Frozen):
    """One line of the checklist, for what the portfolio has to be ready for next."""

    name: str
    state: str
    """met, not met or not known."""


@frozen()
class PriorLearningKept(Frozen):
    """One claim of prior learning."""

    evidence: str
    unit: str
    state: str
    """claimed, agreed or refused."""
    decided_on: datetime.date | None
    decided_by: str | None


@frozen()
class PersonKept(Frozen):
    """Somebody who has a short name in portfolio.yaml."""

    short: str
    role: str
    name: str | None
    """Only of whoever decided something here, or looked at decisions."""
    marks: tuple[str, ...]
    """Digests of their addresses and keys: two entries of one person have one in common."""
    assessing_since: datetime.date | None


@frozen()
class RecordKept(Frozen):
    """The record of practice in numbers."""

    saves: int
    first: datetime.date | None
    """The earliest and the latest day of a save, by the savers' own clocks."""
    last: datetime.date | None
    pieces: int
    witnessed: int
    """Pieces with a witness from outside."""
    recorded_late: int
    """Pieces that were first saved more than four weeks after their own day."""
    seals: int
    seals_in_trouble: int
    """Seals that something speaks against."""
    decision_records: int
    """Assessment records with a decision or a signing off in them, as they stand."""
    decision_records_unsealed: int
    """Those of them that are under no seal of an assessor."""


@frozen(kw_only=True)
class Extract(Frozen):
    """What a cohort knows of one portfolio."""

    version: int = EXTRACT_VERSION
    program: str
    """The version of coachfolio that worked it out."""
    name: str
    """The portfolio's own id, else the name of its folder or file."""
    id: str | None
    """The portfolio's own id, where it has one."""
    learner: str
    """A mark of the learner: the same in two portfolios of one learner, and no name."""
    learner_by: str
    """What the mark is made of: enrolment, or name where there is no enrolment."""
    tip: str | None
    """The number of the last save; None where the folder is not kept in git."""
    today: datetime.date
    """The day on which it is true."""
    holds_from: datetime.date
    """The first and the last day on which everything in it is the same as on that day."""
    holds_until: datetime.date
    stage: str
    ready_for: str
    """What it has to be ready for next: submission or certification."""
    ready: tuple[LineKept, ...]
    """The checklist for that. Plans that lie beside the portfolio play no part in it."""
    final_plan_here: bool
    """Whether a plan in it looked at something once the assessment was complete."""
    qualification: str | None
    """The name of the pack."""
    own_file: bool
    """Whether its own qualification.yaml says something in the place of the pack."""
    registered: datetime.date | None
    certificated_on: datetime.date | None
    time_limit: datetime.date | None
    hours: HoursKept
    credits_required: float | None
    credits_evidenced: float
    credits_accepted: float
    units: tuple[UnitKept, ...]
    criteria: tuple[CriterionKept, ...]
    requirements: tuple[RequirementKept, ...]
    claims: tuple[ClaimKept, ...]
    decisions: tuple[DecisionKept, ...]
    """In the order in which they were made."""
    looks: tuple[LookKept, ...]
    plans: tuple[PlanKept, ...]
    due: tuple[DueKept, ...]
    prior_learning: tuple[PriorLearningKept, ...]
    findings: tuple[FindingKept, ...]
    people: tuple[PersonKept, ...]
    learner_marks: tuple[str, ...]
    """Digests of the learner's addresses and keys: whoever has one of them is the learner by another name."""
    may: Mapping[str, tuple[str, ...]]
    """By task, the roles that are allowed to do it here."""
    evidence: Mapping[str, int]
    """How many pieces there are of each kind."""
    files: int
    """YAML files that were looked at."""
    uncounted: tuple[str, ...]
    """The files that could not be read or are not in order: nothing here has them in it."""
    drafts: int
    record: RecordKept | None
    """None where it is not kept in git, or could not be read."""
    no_record: str = ""
    """Why there is no record: none, or unreadable. Empty where there is one."""

    def count(self, severity: str) -> int:
        """How many findings of the files have a severity, waived ones left out."""
        return sum(
            finding.severity.value == severity and not finding.waived and not finding.of_record
            for finding in self.findings
        )

    @property
    def waived(self) -> int:
        """How many findings of the files are waived."""
        return sum(finding.waived and not finding.of_record for finding in self.findings)

    @property
    def referrals(self) -> tuple[DecisionKept, ...]:
        """The referrals that stand."""
        return tuple(decision for decision in self.decisions if decision.stands and decision.verdict == "referral")
