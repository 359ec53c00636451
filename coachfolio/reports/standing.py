"""Where the coach stands, in words: one line, and the next few steps."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, hours
from coachfolio.checks.checking import Report
from coachfolio.checks.rules import has_duty, in_family
from coachfolio.facts.progress import Coverage, counts_of

__all__ = [
    "Totals",
    "counted",
    "gravest_first",
    "next_step",
    "next_steps",
    "standing",
    "states_in_words",
    "summary",
    "totals_of",
]

MOST_STEPS: Final = 5


@frozen()
class Totals(Frozen):
    """How many findings there are of each severity. A waived one is counted under waived alone."""

    errors: int
    warnings: int
    gaps: int
    advice: int
    waived: int
    files: int
    """YAML files that were looked at."""
    uncounted: int
    """Files that no total has in it."""

    @property
    def worst(self) -> Severity | None:
        """The gravest severity that was found."""
        of_each = zip(Severity, (self.errors, self.warnings, self.gaps, self.advice), strict=True)
        return next((severity for severity, number in of_each if number), None)


def totals_of(report: Report) -> Totals:
    """What was found, counted."""
    counts = report.counts()
    return Totals(
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        gaps=counts[Severity.GAP],
        advice=counts[Severity.ADVICE],
        waived=sum(1 for diagnostic in report.diagnostics if diagnostic.waived),
        files=report.files,
        uncounted=len(report.progress.uncounted),
    )


def counted(report: Report) -> str:
    """What was found, in words, with nothing about what was not: for a record, which is no list of files."""
    totals = totals_of(report)
    found = [
        *([count(totals.errors, "error")] if totals.errors else []),
        *([count(totals.warnings, "warning")] if totals.warnings else []),
        *([count(totals.gaps, "gap")] if totals.gaps else []),
        *([f"{totals.advice} advice"] if totals.advice else []),
        *([f"{totals.waived} waived"] if totals.waived else []),
    ]
    return f"{', '.join(found)}." if found else "Nothing."


def summary(report: Report) -> str:
    """What was found, in numbers, with what could not be counted."""
    totals = totals_of(report)
    parts = [
        count(totals.errors, "error"),
        count(totals.warnings, "warning"),
        count(totals.gaps, "gap"),
        f"{totals.advice} advice",
    ]
    if totals.waived:
        parts.append(f"{totals.waived} waived")
    text = f"{', '.join(parts)} in {count(report.files, 'file')}."
    uncounted = len(report.progress.uncounted)
    if uncounted == 1:
        text += " 1 file could not be counted: no total below has it in it."
    elif uncounted:
        text += f" {uncounted} files could not be counted: no total below has them in it."
    copies, hollow = len(report.portfolio.copies), len(report.portfolio.hollow)
    if copies:
        text += f" {count(copies, 'file')} {'is a copy' if copies == 1 else 'are copies'} of another, and not counted."
    drafts = len(report.portfolio.drafts)
    if drafts:
        text += f" {count(drafts, 'draft')} {'counts' if drafts == 1 else 'count'} for nothing yet."
    if hollow:
        text += f" {count(hollow, 'attachment')} {'holds' if hollow == 1 else 'hold'} nothing that could be looked at."
    return text


def standing(report: Report) -> str:
    """One line: hours, credits, coverage."""
    progress = report.progress
    if progress.credits is None:
        return "Hours, credits and coverage can be worked out once portfolio.yaml is in order."
    parts = [f"{hours(progress.hours.total_minutes)} of contact"]
    credits = progress.credits
    if credits.required is not None:
        parts.append(f"{credits.evidenced:g} of {credits.required:g} credits evidenced, {credits.accepted:g} accepted")
    enough = [criterion for criterion in progress.coverage if criterion.state != "missing" and not criterion.thin]
    if progress.coverage:
        parts.append(f"{len(enough)} of {len(progress.coverage)} criteria with enough evidence")
    unknown = [unit.unit.ref for unit in progress.units if unit.state == "unknown"]
    if unknown:
        parts.append(f"criteria not known for {', '.join(unknown)}")
    return "; ".join(parts) + "."


def states_in_words(coverage: Collection[Coverage]) -> str:
    """How many criteria are in each state, all of them named; and how many of the claimed ones are thin."""
    counts = counts_of(coverage)
    parts = [f"{number} {state}" for state, number in counts.items()]
    thin = sum(criterion.thin for criterion in coverage)
    if thin:
        parts[1] += f" ({thin} of them thin)"
    return f"{count(len(coverage), 'criterion', 'criteria')}: {', '.join(parts)}."


def next_steps(report: Report) -> tuple[str, ...]:
    """At most five things to do next, the most pressing first."""
    steps: dict[str, None] = {}
    for diagnostic in sorted(report.diagnostics, key=_pressing):
        if diagnostic.severity is Severity.ADVICE or has_duty(diagnostic.code, "follows") or diagnostic.waived:
            continue
        where = f"{diagnostic.path}, line {diagnostic.span.line}: " if diagnostic.severity is not Severity.GAP else ""
        steps[f"{where}{diagnostic.message}"] = None
        if len(steps) == MOST_STEPS:
            break
    return tuple(steps)


def next_step(report: Report) -> str:
    """The most pressing thing to do as a sentence, or that there is none; empty where neither can be said."""
    steps = next_steps(report)
    if steps:
        return f"Next: {steps[0]}"
    if report.progress.credits is None:
        return ""
    waived = any(diagnostic.waived for diagnostic in report.diagnostics)
    return "Nothing is left but what was waived." if waived else "Nothing is missing that coachfolio can see."


def gravest_first(report: Report) -> list[Diagnostic]:
    """The findings that nobody waived, errors before warnings."""
    standing = (diagnostic for diagnostic in report.diagnostics if not diagnostic.waived)
    return sorted(standing, key=lambda diagnostic: (diagnostic.severity.rank, diagnostic.order))


def _pressing(diagnostic: Diagnostic) -> tuple[int, bool, tuple[object, ...]]:
    return (
        diagnostic.severity.rank,
        not in_family(diagnostic.code, "coverage"),
        (diagnostic.path, diagnostic.span, diagnostic.code, diagnostic.message),
    )
