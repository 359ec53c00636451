"""The report on the record of practice: for people as text and as Markdown, for programs as JSON.

All three show the numbers of one summary and the findings of one check. Nothing that a stranger typed is taken for
anything but text.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final

from coachfolio.checking import Report
from coachfolio.diagnostics import Severity
from coachfolio.outputs.findings import gravest_first
from coachfolio.outputs.markdown import FOLDED, TITLES, escaped, findings_section, line_start
from coachfolio.outputs.record_json import record_document, record_json
from coachfolio.outputs.record_parts import Grid, Items, Section
from coachfolio.outputs.record_piece import about_evidence
from coachfolio.outputs.record_words import about_record
from coachfolio.outputs.text import check_text
from coachfolio.record.facts import EvidenceHistory, PracticeRecord
from coachfolio.record.summary import summary_of
from coachfolio.words import count, one_line

__all__ = ["record_document", "record_json", "record_markdown", "record_text"]

Paint = Callable[[str, str], str]
"""Gives a text a colour: red, yellow, blue, cyan, bold or dim."""

WIDTH: Final = 80
"""Columns of a paragraph; tables and findings keep their own width."""

_EXCEPTIONS: Final = "What stands out"
_BLOCK: Final = re.compile(r"(\d{0,9})([#+=.)-])")
"""What begins a heading, a list or a line in Markdown, where it stands first."""


def record_text(
    report: Report,
    record: PracticeRecord,
    paint: Paint,
    *,
    evidence: EvidenceHistory | None = None,
    folder: str = "",
) -> Iterator[str]:
    """The lines of the report, or those about one piece of evidence.

    `report` is a check of the portfolio with that record. `folder` is put before the paths of findings, so that they
    lead to the files from here.
    """
    report = _about(report, evidence)
    yield paint(one_line(_title(record, evidence)), "bold")
    for section in _sections(record, evidence):
        if section.title:
            yield ""
            yield paint(section.title, "bold")
        for number, part in enumerate(section.parts):
            if number and isinstance(part, str):
                yield ""
            yield from _as_text(part, paint)
    yield ""
    yield paint(_EXCEPTIONS, "bold")
    if report.diagnostics:  # an empty line comes after the findings
        yield from takewhile(str.strip, check_text(report, paint, folder=folder))
        if any(not one.waived for one in report.diagnostics):
            yield ""
    yield from _wrapped(_counted(report))


def record_markdown(
    report: Report, record: PracticeRecord, *, evidence: EvidenceHistory | None = None, folder: str = ""
) -> str:
    """The same as Markdown, to be filed: findings in a table for each severity, waived ones with their reason."""
    report = _about(report, evidence)
    lines = [f"## {escaped(_title(record, evidence))}"]
    for section in _sections(record, evidence):
        lines += ["", f"### {escaped(section.title)}"] if section.title else []
        for part in section.parts:
            lines += ["", *_as_markdown(part)]
    lines += ["", f"### {_EXCEPTIONS}", "", escaped(_counted(report))]
    found = gravest_first(report)
    for severity, title in TITLES.items():
        rows = [(*line_start(one, folder), escaped(one.hint)) for one in found if one.severity is severity]
        lines += findings_section(f"{title} ({len(rows)})", "What to do", rows, folded=severity in FOLDED)
    waived = [(*line_start(one, folder), escaped(one.waived)) for one in report.diagnostics if one.waived]
    lines += findings_section(f"Waived ({len(waived)})", "Why", waived, folded=True)
    return "".join(f"{line}\n" for line in lines)


def _about(report: Report, evidence: EvidenceHistory | None) -> Report:
    """Only the findings that have to do with one piece, where it is about one."""
    if evidence is None:
        return report
    path = evidence.path
    found = (one for one in report.diagnostics if path in (one.path, *(related.path for related in one.related)))
    return replace(report, diagnostics=tuple(found))


def _title(record: PracticeRecord, evidence: EvidenceHistory | None) -> str:
    return f"The record of {evidence.id}" if evidence else f"Record of practice: {record.name}"


def _sections(record: PracticeRecord, evidence: EvidenceHistory | None) -> Iterator[Section]:
    return about_evidence(record, evidence) if evidence else about_record(record, summary_of(record))


def _counted(report: Report) -> str:
    counts = report.counts()
    waived = sum(1 for one in report.diagnostics if one.waived)
    found = [
        *([count(counts[Severity.ERROR], "error")] if counts[Severity.ERROR] else []),
        *([count(counts[Severity.WARNING], "warning")] if counts[Severity.WARNING] else []),
        *([count(counts[Severity.GAP], "gap")] if counts[Severity.GAP] else []),
        *([f"{counts[Severity.ADVICE]} advice"] if counts[Severity.ADVICE] else []),
        *([f"{waived} waived"] if waived else []),
    ]
    return f"{', '.join(found)}." if found else "Nothing."


def _as_text(part: str | Items | Grid, paint: Paint) -> Iterator[str]:
    if isinstance(part, str):
        yield from _wrapped(part)
    elif isinstance(part, Items):
        for line in part.lines:
            yield from _wrapped(line, "- ")
    else:
        heads, *rows = _aligned(part)
        yield paint(heads, "dim")
        yield from rows


def _wrapped(text: str, mark: str = "") -> list[str]:
    return textwrap.wrap(
        one_line(text),
        WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _aligned(grid: Grid) -> Iterator[str]:
    """Columns as wide as what is in them, numbers to the right."""
    lines = [tuple(grid.heads), *(tuple(map(one_line, row)) for row in grid.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (
            cell.rjust(width) if number in grid.numbers else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip()


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
