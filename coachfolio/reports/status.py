"""Where a portfolio stands, as it is shown: units, what is asked for, what is due and what comes next."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, day, hours
from coachfolio.checks.checking import Report
from coachfolio.facts.progress import Credits, RequirementMet, TimeLimit, UnitProgress, counts_of
from coachfolio.facts.progress.coverage import CoverageState, UnitState
from coachfolio.format.qualification import Requirement
from coachfolio.reports.due import DueRow, DueSoon, due_rows, due_soon, to_do
from coachfolio.reports.hours import HoursReport, hours_report
from coachfolio.reports.mapping import CriterionRow, criteria_rows
from coachfolio.reports.own_file import said_by_own_file
from coachfolio.reports.standing import next_steps, standing, states_in_words, summary

__all__ = ["LimitShown", "RequirementRow", "SignedOff", "StatusReport", "UnitRow", "status_of"]


@frozen()
class SignedOff(Frozen):
    """The last signing off of a unit by somebody entitled to it."""

    record: str
    on: datetime.date
    stale: bool
    """Whether something was changed since."""


@frozen()
class UnitRow(Frozen):
    """One unit, and how far it is."""

    ref: str
    title: str
    credits: float | None
    """None where they are unknown."""
    state: UnitState
    enough: int
    """Criteria with enough evidence."""
    criteria: int
    signed_off: SignedOff | None
    criteria_are: str
    """Whose words the criteria are held against."""


@frozen()
class RequirementRow(Frozen):
    """One thing that is asked for, and how much of it is there."""

    name: str
    source: str | None
    set_by: str
    certainty: str
    guide: bool
    counted_in: Literal["minutes", "pieces"]
    required: int | None
    """None where it is unknown."""
    actual: int
    met: bool | None
    by: str
    """Who asks for it, in words."""
    asked: str
    there: str
    answer: str
    """Whether it is met, in words."""


@frozen()
class LimitShown(Frozen):
    """The time limit, as on a day."""

    until: datetime.date
    days_left: int
    """Negative when it has passed."""
    sentence: str


@frozen()
class StatusReport(Frozen):
    """Everything that `coachfolio status` shows."""

    stage: str
    qualification: str | None
    """The name of the pack."""
    title: str | None
    limit: LimitShown | None
    own_file: str
    """What is judged by the portfolio's own qualification.yaml, in one sentence; empty where that is nothing."""
    standing: str
    """One line: hours, credits, coverage."""
    states: str
    """How many criteria are in each state, in words; empty where there are none."""
    summary: str
    """What was found, in numbers."""
    hours: HoursReport
    credits: Credits | None
    units: tuple[UnitRow, ...]
    counts: Mapping[CoverageState, int]
    criteria: tuple[CriterionRow, ...]
    requirements: tuple[RequirementRow, ...]
    uncounted: tuple[str, ...]
    drafts: tuple[str, ...]
    """The paths of what is not finished."""
    due: tuple[DueRow, ...]
    """What is open, by day, what has no day last."""
    due_soon: DueSoon
    next: tuple[str, ...]
    """At most five things to do next, the most pressing first."""


def status_of(report: Report) -> StatusReport:
    """Where the portfolio stands that a report is on."""
    progress, qualification = report.progress, report.portfolio.qualification
    due = due_rows(to_do(report), report.today)
    return StatusReport(
        stage=report.stage,
        qualification=qualification.id if qualification else None,
        title=qualification.title if qualification else None,
        limit=_limit(progress.time_limit, report.today) if progress.time_limit else None,
        own_file=said_by_own_file(report.portfolio),
        standing=standing(report),
        states=states_in_words(progress.coverage) if progress.coverage else "",
        summary=summary(report),
        hours=hours_report(report),
        credits=progress.credits,
        units=tuple(_unit(unit) for unit in progress.units),
        counts=counts_of(progress.coverage),
        criteria=criteria_rows(report),
        requirements=tuple(_requirement(met) for met in progress.requirements),
        uncounted=progress.uncounted,
        drafts=tuple(report.portfolio.drafts),
        due=due,
        due_soon=due_soon(due),
        next=next_steps(report),
    )


def _limit(limit: TimeLimit, today: datetime.date) -> LimitShown:
    left = limit.days_left(today)
    rest = f"{count(left, 'day')} left" if left >= 0 else "passed"
    said = f"Registered {day(limit.registered)}, to be complete by {day(limit.until)} ({rest})."
    return LimitShown(limit.until, left, said)


def _unit(unit: UnitProgress) -> UnitRow:
    signed = unit.signed_off
    return UnitRow(
        ref=unit.unit.ref,
        title=unit.unit.title,
        credits=unit.unit.credits.value,
        state=unit.state,
        enough=sum(criterion.state != "missing" and not criterion.thin for criterion in unit.coverage),
        criteria=len(unit.coverage),
        signed_off=SignedOff(signed.record.id, signed.record.date, signed.stale) if signed else None,
        criteria_are=unit.unit.criteria_are,
    )


def _requirement(met: RequirementMet) -> RequirementRow:
    requirement = met.requirement
    answer = {True: "yes", False: "no, a doubtful figure" if requirement.doubt else "no", None: "not known"}[met.met]
    return RequirementRow(
        name=requirement.name,
        source=requirement.source,
        set_by=requirement.set_by,
        certainty=requirement.certainty,
        guide=requirement.guide,
        counted_in=met.counted_in,
        required=met.required,
        actual=met.actual,
        met=met.met,
        by=_who_asks(requirement),
        asked="unknown" if met.required is None else _amount(met, met.required),
        there=_amount(met, met.actual),
        answer="a guide only" if requirement.guide and not met.met else answer,
    )


def _who_asks(requirement: Requirement) -> str:
    who = requirement.who.removeprefix("the ")
    own = requirement.set_by == "awarding-body" and requirement.place is not None
    return f"{who}, says qualification.yaml" if own else who


def _amount(met: RequirementMet, amount: int) -> str:
    return hours(amount) if met.counted_in == "minutes" else str(amount)
