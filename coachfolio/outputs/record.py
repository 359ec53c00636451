"""The report on the record of practice as text. Nothing that a stranger typed is taken for anything but text."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator
from itertools import takewhile
from typing import Final

from coachfolio.base.words import one_line
from coachfolio.checks.checking import Report
from coachfolio.outputs.paint import Paint
from coachfolio.outputs.text import check_text
from coachfolio.record.facts import EvidenceHistory, PracticeRecord
from coachfolio.reports.parts import Grid, Items
from coachfolio.reports.record_report import record_report

__all__ = ["record_text"]

WIDTH: Final = 80
"""Columns of a paragraph; tables and findings keep their own width."""


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
    told = record_report(report, record, evidence=evidence, attached=attached)
    yield paint(one_line(told.title), "bold")
    for section in told.sections:
        if section.title:
            yield ""
            yield paint(section.title, "bold")
        for number, part in enumerate(section.parts):
            if number and isinstance(part, str):
                yield ""
            yield from _as_text(part, paint)
    yield ""
    yield paint(told.exceptions, "bold")
    if told.findings.diagnostics:  # an empty line comes after the findings
        yield from takewhile(str.strip, check_text(told.findings, paint, folder=folder))
        if any(not diagnostic.waived for diagnostic in told.findings.diagnostics):
            yield ""
    yield from _wrapped(told.counted)
    for line in told.waived:
        yield from _wrapped(line, "- ")


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
