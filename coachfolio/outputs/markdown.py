"""A report as Markdown, for the summary of a job or a comment: nothing from a portfolio is taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.words import one_line
from coachfolio.checks.checking import Report
from coachfolio.outputs.findings import path_shown
from coachfolio.reports.readiness import readiness_of
from coachfolio.reports.standing import gravest_first, standing, summary

__all__ = ["rendered"]

SEVERITY_TITLES: Final = {
    Severity.ERROR: "Errors",
    Severity.WARNING: "Warnings",
    Severity.GAP: "Gaps",
    Severity.ADVICE: "Advice",
}
FOLDED: Final = (Severity.GAP, Severity.ADVICE)
"""What is shown only when it is asked for: the long lists of a portfolio that is being built."""

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~&$]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_MENTION: Final = re.compile(r"[@#](?=\w)")


def rendered(report: Report, folder: str) -> str:
    """A heading, the numbers, where the coach stands, and a table for each severity."""
    lines = ["## Portfolio check", "", summary(report), "", f"**Where you stand:** {escaped(standing(report))}"]
    lines += checklist_section(report)
    lines += findings_sections(report, folder)
    return "".join(f"{line}\n" for line in lines)


def checklist_section(report: Report) -> Iterator[str]:
    """The checklist as a table; nothing while the portfolio is being built."""
    readiness = readiness_of(report)
    if not readiness.lines:
        return
    yield from ("", f"**Ready for {readiness.what}: {readiness.answer}.**", "")
    yield "| State | What has to be so | By what |"
    yield "|---|---|---|"
    for line in readiness.lines:
        yield f"| {line.state} | {escaped(line.title)} | {' '.join(map(escaped, line.by))} |"
    if readiness.own_file:
        yield from ("", escaped(readiness.own_file))


def findings_sections(report: Report, folder: str) -> Iterator[str]:
    """A table for each severity, the long lists folded, and one of what was waived."""
    found = gravest_first(report)
    for severity, title in SEVERITY_TITLES.items():
        rows = [
            (*line_start(diagnostic, folder), escaped(diagnostic.hint))
            for diagnostic in found
            if diagnostic.severity is severity
        ]
        yield from findings_section(f"{title} ({len(rows)})", "What to do", rows, folded=severity in FOLDED)
    waived = [
        (*line_start(diagnostic, folder), escaped(diagnostic.waived))
        for diagnostic in report.diagnostics
        if diagnostic.waived
    ]
    yield from findings_section(f"Waived ({len(waived)})", "Why", waived, folded=True)


def findings_section(title: str, last: str, rows: Sequence[tuple[str, ...]], *, folded: bool) -> Iterator[str]:
    if not rows:
        return
    yield ""
    # Markdown is read again inside <details> after a blank line
    yield f"<details><summary>{title}</summary>" if folded else f"### {title}"
    yield ""
    yield f"| Where | Code | What | {last} |"
    yield "|---|---|---|---|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    if folded:
        yield ""
        yield "</details>"


def line_start(diagnostic: Diagnostic, folder: str) -> tuple[str, str, str]:
    where = f"<code>{escaped(path_shown(diagnostic.path, folder))}:{diagnostic.span.line}</code>"
    return where, diagnostic.code, escaped(diagnostic.message)


def escaped(text: str) -> str:
    # GitHub looks for @people and #issues after Markdown is read: only a character in between, of no width, stops it
    apart = _MENTION.sub("\\g<0>\u200b", one_line(text))
    return _MARKUP.sub(r"\\\g<0>", apart).replace("\u200b", "&#8203;")
