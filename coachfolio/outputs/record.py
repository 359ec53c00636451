"""The report on the record of practice as text, and what its other forms share with it.

All of them show the numbers of one summary and the findings of one check. Nothing that a stranger typed is taken for
anything but text.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import takewhile
from typing import Final

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.words import count, one_line, shown
from coachfolio.checks.checking import Report
from coachfolio.outputs.paint import Paint
from coachfolio.outputs.text import check_text
from coachfolio.record.facts import EvidenceHistory, PracticeRecord
from coachfolio.reports.parts import Grid, Items, Section, ended
from coachfolio.reports.record import summary_of
from coachfolio.reports.record_piece import about_evidence
from coachfolio.reports.record_words import about_record

__all__ = ["EXCEPTIONS", "about", "counted", "record_text", "sections_of", "title_of", "waived"]

WIDTH: Final = 80
"""Columns of a paragraph; tables and findings keep their own width."""

EXCEPTIONS: Final = "What stands out"


def record_text(
    report: Report,
    record: PracticeRecord,
    paint: Paint,
    *,
    evidence: EvidenceHistory | None = None,
    attached: Collection[str] = (),
    folder: str = "",
) -> Iterator[str]:
    """The lines of the report, or those about one piece of evidence.

    `report` is a check of the portfolio with that record. `attached` are the paths of the files that the piece names.
    `folder` is put before the paths of findings, so that they lead to the files from here.
    """
    report = about(report, evidence, attached)
    yield paint(one_line(title_of(record, evidence)), "bold")
    for section in sections_of(record, evidence, attached):
        if section.title:
            yield ""
            yield paint(section.title, "bold")
        for number, part in enumerate(section.parts):
            if number and isinstance(part, str):
                yield ""
            yield from _as_text(part, paint)
    yield ""
    yield paint(EXCEPTIONS, "bold")
    if report.diagnostics:  # an empty line comes after the findings
        yield from takewhile(str.strip, check_text(report, paint, folder=folder))
        if any(not diagnostic.waived for diagnostic in report.diagnostics):
            yield ""
    yield from _wrapped(counted(report))
    for line in waived(report):
        yield from _wrapped(line, "- ")


def about(report: Report, evidence: EvidenceHistory | None, attached: Collection[str] = ()) -> Report:
    """Only the findings that have to do with one piece or with what it names, where it is about one."""
    if evidence is None:
        return report
    paths = {evidence.path, *attached}
    found = (
        diagnostic
        for diagnostic in report.diagnostics
        if paths & {diagnostic.path, *(related.path for related in diagnostic.related)}
    )
    return replace(report, diagnostics=tuple(found))


def waived(report: Report) -> Iterator[str]:
    """What the portfolio lets pass, a line for each rule and reason: who waives is who is judged."""
    several: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    for diagnostic in report.diagnostics:
        if diagnostic.waived:
            several[diagnostic.code, diagnostic.waived].append(diagnostic)
    for (code, reason), found in several.items():
        also = f" (and {len(found) - 1} more of {code})" if len(found) > 1 else ""
        yield f"Waived: {code} {found[0].message}{also} {ended([f'Reason given: {shown(reason, 200)}'])}"


def title_of(record: PracticeRecord, evidence: EvidenceHistory | None) -> str:
    """What the report is called."""
    return f"The record of {evidence.id}" if evidence else f"Record of practice: {record.name}"


def sections_of(
    record: PracticeRecord, evidence: EvidenceHistory | None, attached: Collection[str] = ()
) -> Iterator[Section]:
    """What it tells before the findings."""
    return about_evidence(record, evidence, attached) if evidence else about_record(record, summary_of(record))


def counted(report: Report) -> str:
    """How many findings there are, in words."""
    counts = report.counts()
    waived = sum(1 for diagnostic in report.diagnostics if diagnostic.waived)
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
