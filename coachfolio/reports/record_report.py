"""The report on a record of practice, in no format: its title, its sections, and what stands out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace

from coachfolio.base.diagnostics import Diagnostic
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.checks.checking import Report
from coachfolio.record.facts import EvidenceHistory, PracticeRecord
from coachfolio.reports.parts import Section, ended
from coachfolio.reports.record import summary_of
from coachfolio.reports.record_piece import about_evidence
from coachfolio.reports.record_words import about_record
from coachfolio.reports.standing import counted

__all__ = ["RecordReport", "record_report", "waived_lines"]


@frozen()
class RecordReport(Frozen):
    """What a record shows, or one piece of evidence in it: everything but the form."""

    title: str
    sections: tuple[Section, ...]
    exceptions: str
    """The heading over what stands out."""
    findings: Report
    """What stands out: of a report on one piece only what has to do with it."""
    counted: str
    """How many findings there are, in words."""
    waived: tuple[str, ...]
    """What the portfolio lets pass, a sentence for each rule and reason: who waives is who is judged."""


def record_report(
    report: Report, record: PracticeRecord, *, evidence: EvidenceHistory | None = None, attached: Collection[str] = ()
) -> RecordReport:
    """The report on a record, or on one piece of evidence in it.

    `report` is a check of the portfolio with that record. `attached` are the paths of the files that the piece names.
    """
    findings = report if evidence is None else _about(report, evidence, attached)
    told = about_evidence(record, evidence, attached) if evidence else about_record(record, summary_of(record))
    return RecordReport(
        title=f"The record of {evidence.id}" if evidence else f"Record of practice: {record.name}",
        sections=tuple(told),
        exceptions="What stands out",
        findings=findings,
        counted=counted(findings),
        waived=tuple(waived_lines(findings)),
    )


def _about(report: Report, evidence: EvidenceHistory, attached: Collection[str]) -> Report:
    """Only the findings that have to do with one piece or with what it names."""
    paths = {evidence.path, *attached}
    found = (
        diagnostic
        for diagnostic in report.diagnostics
        if paths & {diagnostic.path, *(related.path for related in diagnostic.related)}
    )
    return replace(report, diagnostics=tuple(found))


def waived_lines(report: Report) -> Iterator[str]:
    """What the portfolio lets pass, a line for each rule and reason: who waives is who is judged."""
    several: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    for diagnostic in report.diagnostics:
        if diagnostic.waived:
            several[diagnostic.code, diagnostic.waived].append(diagnostic)
    for (code, reason), found in several.items():
        also = f" (and {len(found) - 1} more of {code})" if len(found) > 1 else ""
        yield f"Waived: {code} {found[0].message}{also} {ended([f'Reason given: {shown(reason, 200)}'])}"
