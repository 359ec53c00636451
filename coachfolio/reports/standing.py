"""Where the coach stands, in words: one line, and the next few steps."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.words import count, hours
from coachfolio.checks.checking import Report
from coachfolio.checks.rules import has_duty, in_family
from coachfolio.facts.progress import Coverage, counts_of

__all__ = ["next_steps", "standing", "states_in_words", "summary"]

MOST_STEPS: Final = 5


def summary(report: Report) -> str:
    """What was found, in numbers, with what could not be counted."""
    counts = report.counts()
    parts = [
        count(counts[Severity.ERROR], "error"),
        count(counts[Severity.WARNING], "warning"),
        count(counts[Severity.GAP], "gap"),
        f"{counts[Severity.ADVICE]} advice",
    ]
    waived = sum(1 for diagnostic in report.diagnostics if diagnostic.waived)
    if waived:
        parts.append(f"{waived} waived")
    text = f"{', '.join(parts)} in {count(report.files, 'file')}."
    uncounted = len(report.progress.uncounted)
    if uncounted == 1:
        text += " 1 file could not be counted: no total below has it in it."
    elif uncounted:
        text += f" {uncounted} files could not be counted: no total below has them in it."
    copies, hollow = len(report.portfolio.copies), len(report.portfolio.hollow)
    if copies:
        text += f" {count(copies, 'file')} {'is a copy' if copies == 1 else 'are copies'} of another, and not counted."
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


def _pressing(diagnostic: Diagnostic) -> tuple[int, bool, tuple[object, ...]]:
    return (
        diagnostic.severity.rank,
        not in_family(diagnostic.code, "coverage"),
        (diagnostic.path, diagnostic.span, diagnostic.code, diagnostic.message),
    )
