"""A report for people: each finding with its line, and a last line that says where the coach stands."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from coachfolio.checking import Report
from coachfolio.diagnostics import Diagnostic, Severity, Span
from coachfolio.documents.text import lines_of
from coachfolio.excerpts import line_shown
from coachfolio.standing import next_steps, standing, summary
from coachfolio.words import safe

__all__ = ["check_text"]

Paint = Callable[[str, str], str]
"""Gives a text a colour: red, yellow, blue, cyan, bold or dim."""

WIDEST: int = 100
"""Columns of a file's line that are shown."""

_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.GAP: "blue",
    Severity.ADVICE: "cyan",
}


def check_text(report: Report, paint: Paint, *, folder: str = "") -> Iterator[str]:
    """The lines of a check's report. `folder` is put before the paths, so that they lead to the files from here."""
    for one in sorted(report.diagnostics, key=lambda one: (one.severity.rank, one.order)):
        if not one.waived:
            yield from _finding(report, one, paint, folder)
    if report.diagnostics:
        yield ""
    counts = report.counts()
    worst = next((severity for severity in Severity if counts[severity]), None)
    yield paint(summary(report), _COLOURS[worst] if worst else "green")
    if report.stage != "building":
        yield f"Judged for {'submission' if report.stage == 'submission' else 'certification'}."
    steps = next_steps(report)
    then = f" Next: {safe(steps[0])}" if steps else " Nothing is missing that coachfolio can see."
    if report.progress.credits is None and not steps:
        then = ""
    yield paint("Where you stand:", "bold") + f" {standing(report)}{then}"


def _finding(report: Report, one: Diagnostic, paint: Paint, folder: str) -> Iterator[str]:
    path = safe(posixpath.join(folder, one.path))
    place = paint(f"{path}:{one.span.line}:{one.span.column}:", "bold")
    yield f"{place} {paint(f'{one.severity} {one.code}', _COLOURS[one.severity])} {safe(one.message)}"
    if one.severity in (Severity.ERROR, Severity.WARNING):
        yield from _excerpt(report, one.path, one.span, paint, concealed=one.concealed)
    for related in one.related:
        other = safe(posixpath.join(folder, related.path))
        yield f"      {paint(f'{other}:{related.span.line}:{related.span.column}:', 'dim')} {safe(related.message)}"
    if one.hint:
        yield f"      {paint('→', _COLOURS[one.severity])} {safe(one.hint)}"


def _excerpt(report: Report, path: str, span: Span, paint: Paint, *, concealed: bool) -> Iterator[str]:
    """The line that the finding is about, with a caret under the marked part."""
    lines = lines_of(report.portfolio.texts.get(path, ""))
    if not 0 < span.line <= len(lines) or not lines[span.line - 1].strip():
        return
    line = line_shown(report.portfolio.texts[path], span.line, span if concealed else None)
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    end = max(end, start + 1)
    cut = max(0, min(start - 10, len(line) - WIDEST)) if len(line) > WIDEST else 0
    shown = line[cut : cut + WIDEST]
    yield paint(f"{span.line:>5} | ", "dim") + ("…" if cut else "") + safe(shown.replace("\t", " "))
    indent = " " * (start - cut + (1 if cut else 0))
    carets = "^" * max(1, min(end - cut, len(shown)) - (start - cut))
    yield paint("      | ", "dim") + indent + paint(carets, "bold")
