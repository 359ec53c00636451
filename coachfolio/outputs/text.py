"""A report for people: each finding with its line, and a last line that says where the coach stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from coachfolio.base.diagnostics import Diagnostic, Severity, Span
from coachfolio.base.words import one_line, safe
from coachfolio.checks.checking import Report
from coachfolio.format.documents.text import lines_of
from coachfolio.outputs.findings import place_shown
from coachfolio.outputs.fixing import offer
from coachfolio.outputs.paint import Paint
from coachfolio.reports.standing import gravest_first, next_step, standing, summary, totals_of

if TYPE_CHECKING:
    from coachfolio.reports.readiness import Readiness

__all__ = ["check_text", "checklist_text", "finding_lines", "rendered"]

WIDEST: int = 100
"""Columns of a file's line that are shown."""

_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.GAP: "blue",
    Severity.ADVICE: "cyan",
}


def check_text(report: Report, paint: Paint, *, folder: str = "", mends: int = 0) -> Iterator[str]:
    """The lines of a check's report. `folder` is put before the paths, so that they lead to the files from here.

    `mends` is how many of the findings `coachfolio fix` could mend.
    """
    shown = list(gravest_first(report))
    for finding, after in zip_longest(shown, shown[1:]):
        again = after and (after.code, after.hint) == (finding.code, finding.hint)  # once for a row of them
        yield from finding_lines(report, finding, paint, folder, hint=not again)
    if report.diagnostics:
        yield ""
    worst = totals_of(report).worst
    yield paint(summary(report), _COLOURS[worst] if worst else "green")
    if mends:
        yield offer(mends, folder)
    if report.stage != "building":
        from coachfolio.reports.readiness import readiness_of

        yield ""
        yield from checklist_text(readiness_of(report), paint)
        yield ""
    step = one_line(next_step(report))
    yield paint("Where you stand:", "bold") + f" {standing(report)}{step and f' {step}'}"


def checklist_text(readiness: Readiness, paint: Paint) -> Iterator[str]:
    """The lines of the checklist for the stage that a report was made for: each met or not, and by what."""
    answer = paint(readiness.answer, _ANSWERS[readiness.answer])
    ready = paint(f"Ready for {readiness.what}:", "bold")
    yield f"{ready} {answer}. {readiness.met} of {len(readiness.lines)} lines are met."
    if readiness.answer == "not known":
        yield "Nothing is known to stand in the way. What is not known here has to be asked of your centre."
    for line in readiness.lines:
        yield f"  {paint(f'{line.state:<9}', _STATES[line.state])}  {line.title}"
        for sentence in line.by:
            yield f"             {paint(one_line(sentence), 'dim')}"
    if readiness.own_file:
        yield one_line(readiness.own_file)


_ANSWERS = {"yes": "green", "no": "red", "not known": "yellow"}
_STATES = {"met": "green", "not met": "red", "not known": "yellow"}


def rendered(report: Report, folder: str) -> str:
    """The whole report without colours."""
    return "".join(f"{line}\n" for line in check_text(report, lambda text, _: text, folder=folder))


def finding_lines(report: Report, diagnostic: Diagnostic, paint: Paint, folder: str, *, hint: bool) -> Iterator[str]:
    """The lines of one finding: what it is, where, the line of the file where it helps, and the `hint` if wanted."""
    place = paint(f"{place_shown(diagnostic, folder)}:", "bold")
    weight = paint(f"{diagnostic.severity} {diagnostic.code}", _COLOURS[diagnostic.severity])
    yield f"{place} {weight} {one_line(diagnostic.message)}"
    if diagnostic.severity in (Severity.ERROR, Severity.WARNING):
        yield from _excerpt(report, diagnostic.path, diagnostic.span, paint, concealed=diagnostic.concealed)
    for related in diagnostic.related:
        yield f"      {paint(f'{place_shown(related, folder)}:', 'dim')} {one_line(related.message)}"
    if hint and diagnostic.hint:
        yield f"      {paint('→', _COLOURS[diagnostic.severity])} {one_line(diagnostic.hint)}"


def _has_no_clients(report: Report) -> bool:
    file = report.portfolio.file
    return file is not None and not file.clients


def _excerpt(report: Report, path: str, span: Span, paint: Paint, *, concealed: bool) -> Iterator[str]:
    """The line that the finding is about, with a caret under the marked part."""
    lines = lines_of(report.portfolio.texts_with_drafts.get(path, ""))
    if not 0 < span.line <= len(lines) or not lines[span.line - 1].strip():
        return
    from coachfolio.confidentiality.excerpts import line_shown

    line = line_shown(
        report.portfolio.texts_with_drafts[path],
        span.line,
        span if concealed else None,
        names_known=report.looked_into is not None or _has_no_clients(report),
    )
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    end = max(end, start + 1)
    cut = max(0, min(start - 10, len(line) - WIDEST)) if len(line) > WIDEST else 0
    shown = line[cut : cut + WIDEST]
    yield paint(f"{span.line:>5} | ", "dim") + ("…" if cut else "") + safe(shown.replace("\t", " "))
    indent = " " * (start - cut + (1 if cut else 0))
    carets = "^" * max(1, min(end - cut, len(shown)) - (start - cut))
    yield paint("      | ", "dim") + indent + paint(carets, "bold")
