"""The records of practice of a cohort in numbers: what is witnessed, what is sealed, and what cannot be right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from coachfolio.base.words import count
from coachfolio.checks.rules import rule_named
from coachfolio.cohort.extract import Extract
from coachfolio.cohort.reading import CohortRead
from coachfolio.cohort.views import CohortView, view_of
from coachfolio.reports.model import ModelColumn, ModelTable, Value

__all__ = ["cohort_record_view"]

_LEARNERS: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("saves", "whole", "Saves; empty where there is no record that could be read."),
    ModelColumn("first", "day", "The earliest day of a save, by the saver's own clock."),
    ModelColumn("last", "day", "The latest day of a save, by the saver's own clock."),
    ModelColumn("pieces", "whole", "Pieces of evidence in the latest saved state."),
    ModelColumn("witnessed", "whole", "Those with a witness from outside; the others rest on the learner's own clock."),
    ModelColumn("recorded_late", "whole", "Those first saved more than four weeks after their own day."),
    ModelColumn("seals", "whole", "Seals."),
    ModelColumn("seals_in_trouble", "whole", "Seals that something speaks against."),
    ModelColumn("decision_records", "whole", "Assessment records."),
    ModelColumn("unsealed", "whole", "Those of them that are under no assessor's seal."),
    ModelColumn("errors", "whole", "What cannot be right."),
    ModelColumn("warnings", "whole", "What somebody should look at."),
    ModelColumn("no_record", "text", "Why there is no record: none, or unreadable."),
)
_CODES: Final = (
    ModelColumn("code", "text", "The rule's code: coachfolio explain tells what it means.", key=True),
    ModelColumn("name", "text", "The rule's name."),
    ModelColumn("portfolios", "whole", "Portfolios in which it finds something."),
    ModelColumn("findings", "whole", "What it finds in all of them."),
)


def cohort_record_view(read: CohortRead) -> CohortView:
    """The record of every portfolio, those that cannot be right first."""
    rows: list[tuple[Value, ...]] = []
    found: Counter[str] = Counter()
    portfolios: dict[str, set[str]] = defaultdict(set)
    totals: Counter[str] = Counter()
    for extract in read.extracts():
        severities = Counter(
            finding.severity.value for finding in extract.findings if finding.of_record and not finding.waived
        )
        for finding in extract.findings:
            if finding.of_record and not finding.waived:
                found[finding.code] += 1
                portfolios[finding.code].add(extract.name)
        rows.append(_row(extract, severities))
        totals["wrong"] += bool(severities["error"])
        if extract.record is None:
            totals[extract.no_record] += 1
        else:
            totals.update(pieces=extract.record.pieces, witnessed=extract.record.witnessed)
            totals.update(decided=extract.record.decision_records, unsealed=extract.record.decision_records_unsealed)
    rows.sort(key=lambda row: (-int(row[11] or 0), -int(row[12] or 0), str(row[0])))  # type: ignore[arg-type]
    codes = tuple(
        (code, rule.name if (rule := rule_named(code)) else "", len(portfolios[code]), found[code])
        for code in sorted(found)
    )
    tables = (
        ModelTable("records", "Each record, those that cannot be right first.", _LEARNERS, tuple(rows)),
        ModelTable("codes", "What the rules on records find.", _CODES, codes),
    )
    return view_of(
        read, "record", "The records of practice", tuple(_lines(totals)), tables, to_mend=totals["wrong"] > 0
    )


def _lines(totals: Counter[str]) -> Iterator[str]:
    yield f"{totals['witnessed']} of {count(totals['pieces'], 'piece')} have a witness from outside."
    yield f"{totals['unsealed']} of {count(totals['decided'], 'assessment record')} are under no assessor's seal."
    if totals["wrong"]:
        yield f"{count(totals['wrong'], 'record')} in which something cannot be right."
    if totals["none"]:
        yield f"{count(totals['none'], 'portfolio')} without a record: nothing shows when anything was written."
    if totals["unreadable"]:
        yield f"{count(totals['unreadable'], 'record')} that could not be read: coachfolio record says why."


def _row(extract: Extract, severities: Counter[str]) -> tuple[Value, ...]:
    record = extract.record
    counts = severities["error"], severities["warning"], extract.no_record
    if record is None:
        return extract.name, *(None for _ in range(10)), *counts
    return (
        extract.name,
        record.saves,
        record.first,
        record.last,
        record.pieces,
        record.witnessed,
        record.recorded_late,
        record.seals,
        record.seals_in_trouble,
        record.decision_records,
        record.decision_records_unsealed,
        *counts,
    )
