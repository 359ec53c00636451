"""Facts: how far along the portfolio is. Computed once, and shared by the rules, the reports and the library."""

from __future__ import annotations

from coachfolio.base.errors import NotAPortfolio
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.facts.assessment import Assessment, assessment_of
from coachfolio.facts.progress.coverage import (
    ClaimMade,
    Coverage,
    Credits,
    UnitProgress,
    claims_made,
    counts_of,
    coverage_of,
    credits_of,
    units_of,
)
from coachfolio.facts.progress.homes import homes_in
from coachfolio.facts.progress.hours import Hours, hours_of
from coachfolio.facts.progress.requirements import RequirementMet, TimeLimit, requirements_of, time_limit_of
from coachfolio.portfolio.portfolio import Portfolio

__all__ = [
    "ClaimMade",
    "Coverage",
    "Credits",
    "Hours",
    "Progress",
    "RequirementMet",
    "TimeLimit",
    "UnitProgress",
    "counts_of",
    "progress_of",
]


@frozen()
class Progress(Frozen):
    """Where the portfolio stands. A file that could not be read or does not fit its schema is in no figure here."""

    assessment: Assessment
    hours: Hours
    coverage: tuple[Coverage, ...]
    units: tuple[UnitProgress, ...]
    credits: Credits | None
    requirements: tuple[RequirementMet, ...]
    time_limit: TimeLimit | None
    uncounted: tuple[str, ...]
    """The files that no figure has in it."""
    claims: tuple[ClaimMade, ...] = ()
    """Every claim, also one that leads nowhere or to no criterion of the qualification."""


def progress_of(portfolio: Portfolio) -> Progress:
    """Work out the facts of a portfolio. Without a known qualification there are hours, and nothing else.

    Raises NotAPortfolio.
    """
    if not isinstance(portfolio, Portfolio):
        raise NotAPortfolio(portfolio)
    qualification, file = portfolio.qualification, portfolio.file
    hours = hours_of(portfolio.evidence, homes_in(portfolio.evidence, file, qualification))
    assessment = assessment_of(portfolio)
    claims = tuple(claims_made(portfolio.evidence))
    if qualification is None or file is None:
        return Progress(assessment, hours, (), (), None, (), None, portfolio.uncounted, claims)
    coverage = coverage_of(qualification, portfolio.evidence, assessment, claims)
    units = units_of(qualification, coverage, assessment.signed_off)
    return Progress(
        assessment=assessment,
        hours=hours,
        coverage=coverage,
        units=units,
        credits=credits_of(qualification, units),
        requirements=requirements_of(qualification, portfolio.evidence, hours),
        time_limit=time_limit_of(qualification, file.registered),
        uncounted=portfolio.uncounted,
        claims=claims,
    )
