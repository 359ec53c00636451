"""The hours, from every side, as they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, hours
from coachfolio.checks.checking import Report
from coachfolio.reports.standing import summary

__all__ = ["HoursReport", "hours_report"]


@frozen()
class HoursReport(Frozen):
    """All time in a portfolio, in minutes. Contact time is of held contacts only."""

    headline: str
    """How much contact there is, in how many contacts, as a sentence."""
    total_minutes: int
    by_client: Mapping[str, int]
    by_role: Mapping[str, int]
    by_fee: Mapping[str, int]
    by_setting: Mapping[str, int]
    by_unit: Mapping[str, int]
    by_month: Mapping[str, int]
    homeless_minutes: int
    """Contact time that belongs to no unit."""
    other: tuple[tuple[str, int], ...]
    """What the time is of that is no contact, and how much."""
    planning_minutes: int
    supervision_minutes: int
    guided_minutes: int
    learning_minutes: int
    left_out: str
    """A sentence where files could not be read, so that their time is in no sum; else empty."""


def hours_report(report: Report) -> HoursReport:
    """The hours of the portfolio that a report is on."""
    total = report.progress.hours
    held = len(total.held)
    return HoursReport(
        headline=f"{hours(total.total_minutes)} of contact in {count(held, 'contact')} held"
        f" ({len(total.contacts) - held} not held, not counted).",
        total_minutes=total.total_minutes,
        by_client=total.by_client,
        by_role=total.by_role,
        by_fee=total.by_fee,
        by_setting=total.by_setting,
        by_unit=total.by_unit,
        by_month=total.by_month,
        homeless_minutes=total.homeless_minutes,
        other=(
            *((f"guided: {kind}", minutes) for kind, minutes in total.guided_by_kind.items()),
            ("guided, in all", total.guided_minutes),
            ("supervision", total.supervision_minutes),
            ("planning, organising, evaluating", total.planning_minutes),
            ("all learning time", total.learning_minutes),
        ),
        planning_minutes=total.planning_minutes,
        supervision_minutes=total.supervision_minutes,
        guided_minutes=total.guided_minutes,
        learning_minutes=total.learning_minutes,
        left_out=summary(report) if report.progress.uncounted else "",
    )
