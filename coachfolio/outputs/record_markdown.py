"""The report on the record of practice as Markdown."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from coachfolio.checks.checking import Report
from coachfolio.outputs.markdown import escaped, findings_sections
from coachfolio.record.facts import EvidenceHistory, PracticeRecord
from coachfolio.reports.parts import Grid, Items
from coachfolio.reports.record_report import record_report

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
    told = record_report(report, record, evidence=evidence, attached=attached)
    lines = [f"## {escaped(told.title)}"]
    for section in told.sections:
        lines += ["", f"### {escaped(section.title)}"] if section.title else []
        for part in section.parts:
            lines += ["", *_as_markdown(part)]
    lines += ["", f"### {told.exceptions}", "", escaped(told.counted)]
    lines += findings_sections(told.findings, folder)
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
