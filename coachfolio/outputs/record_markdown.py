"""The report on the record of practice as Markdown."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from coachfolio.checks.checking import Report
from coachfolio.outputs.findings import gravest_first
from coachfolio.outputs.markdown import FOLDED, TITLES, escaped, findings_section, line_start
from coachfolio.outputs.record import EXCEPTIONS, about, counted, sections_of, title_of
from coachfolio.record.facts import EvidenceHistory, PracticeRecord
from coachfolio.reports.parts import Grid, Items

__all__ = ["record_markdown"]

_BLOCK: Final = re.compile(r"(\d{0,9})([#+=.)-])")
"""What begins a heading, a list or a line in Markdown, where it stands first."""


def record_markdown(
    report: Report,
    record: PracticeRecord,
    *,
    evidence: EvidenceHistory | None = None,
    attached: Collection[str] = (),
    folder: str = "",
) -> str:
    """A report on a record as Markdown, to be filed.

    Findings stand in a table for each severity, and those that are waived with their reason.
    """
    report = about(report, evidence, attached)
    lines = [f"## {escaped(title_of(record, evidence))}"]
    for section in sections_of(record, evidence, attached):
        lines += ["", f"### {escaped(section.title)}"] if section.title else []
        for part in section.parts:
            lines += ["", *_as_markdown(part)]
    lines += ["", f"### {EXCEPTIONS}", "", escaped(counted(report))]
    found = gravest_first(report)
    for severity, title in TITLES.items():
        rows = [
            (*line_start(diagnostic, folder), escaped(diagnostic.hint))
            for diagnostic in found
            if diagnostic.severity is severity
        ]
        lines += findings_section(f"{title} ({len(rows)})", "What to do", rows, folded=severity in FOLDED)
    waived = [
        (*line_start(diagnostic, folder), escaped(diagnostic.waived))
        for diagnostic in report.diagnostics
        if diagnostic.waived
    ]
    lines += findings_section(f"Waived ({len(waived)})", "Why", waived, folded=True)
    return "".join(f"{line}\n" for line in lines)


def _as_markdown(part: str | Items | Grid) -> Sequence[str]:
    if isinstance(part, str):
        return [_begun(escaped(part))]
    if isinstance(part, Items):
        return [f"- {_begun(escaped(line))}" for line in part.lines]
    rule = ["--:" if number in part.numbers else "---" for number in range(len(part.heads))]
    rows = [[escaped(cell) for cell in row] for row in (part.heads, *part.rows)]
    return [f"| {' | '.join(rows[0])} |", f"|{'|'.join(rule)}|", *(f"| {' | '.join(row)} |" for row in rows[1:])]


def _begun(line: str) -> str:
    """A line of Markdown that begins with nothing but text."""
    found = _BLOCK.match(line)
    return f"{found[1]}\\{line[found.start(2) :]}" if found else line
