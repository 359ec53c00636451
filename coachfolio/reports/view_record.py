"""The record of practice as it is shown beside the evidence: its report, and when each piece was recorded."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import day, shown
from coachfolio.evidence import kind_of_path
from coachfolio.facts.audience import SeenBy
from coachfolio.reports.views import RecordView, TimelineMonth, TimelineRow

if TYPE_CHECKING:  # a portfolio without a record does without them
    from coachfolio.checks.auditing import Audit
    from coachfolio.record.facts import EvidenceHistory, PracticeRecord

__all__ = ["record_view"]

_NOT_FOR_ALL: Final = "The record of practice is not shown to everybody: it says who saved what, and when."
_NO_RECORD: Final = "These files have no record of practice beside them."


def record_view(
    audit: Audit | None,
    why_not: str,
    seen: SeenBy,
    titles: Mapping[str, str],
    days: Mapping[str, datetime.date | None],
) -> RecordView:
    """The record for one reader. `titles` and `days` are those of the pieces of evidence as they are now."""
    if seen.reader == "public":
        return RecordView(None, _NOT_FOR_ALL)
    if audit is None:
        return RecordView(None, why_not or _NO_RECORD)
    from coachfolio.reports.record_report import record_report

    record = _as_seen(audit.record, seen)
    rows = tuple(_rows(record, titles)) if record.completeness.dates_known else ()
    return RecordView(record_report(audit.report, record), "", _months(rows, days), rows)


def _as_seen(record: PracticeRecord, seen: SeenBy) -> PracticeRecord:
    """A record without the words that this reader may not see, in what changed since an earlier look."""
    if seen.reader == "learner":
        return record

    def allowed(path: str, field: str) -> bool:
        kind = kind_of_path(path)
        return path not in seen.confidential and (kind is None or not field or seen.allows(kind, (field,)))

    comparisons = (
        replace(
            comparison,
            words=tuple(
                replace(file, words=tuple(change for change in file.words if allowed(file.path, change.field)))
                for file in comparison.words
                if allowed(file.path, "")
            ),
        )
        for comparison in record.comparisons
    )
    return replace(record, comparisons=tuple(comparisons))


def _rows(record: PracticeRecord, titles: Mapping[str, str]) -> Iterator[TimelineRow]:
    found = [
        TimelineRow(
            piece=piece.id,
            title=titles.get(piece.id, shown(piece.id, 80)),
            day=piece.claimed,
            recorded=_recorded(piece),
            lag=piece.lag,
            changes=len(piece.changes),
            witness=_witness(piece),
        )
        for piece in record.present
    ]
    yield from sorted(found, key=lambda row: (row.day or datetime.date.min, row.piece))


def _recorded(piece: EvidenceHistory) -> datetime.date | None:
    """The day of the first save: of its two dates the earlier one, as for the lag."""
    save = piece.first.save
    days = [when.day for when in (save.authored, save.committed) if when]
    return min(days, default=None)


def _witness(piece: EvidenceHistory) -> str:
    from coachfolio.record.facts import WitnessLevel

    witness = piece.witness
    if witness.level is WitnessLevel.OWN_CLOCK:
        return "the learner's own clock alone"
    if witness.level is WitnessLevel.OWN_KEY:
        return "the learner's own key and clock"
    until = f", no later than {day(witness.until.date())}" if witness.until else ""
    return f"{shown(witness.who)}{until}"


def _months(rows: tuple[TimelineRow, ...], days: Mapping[str, datetime.date | None]) -> tuple[TimelineMonth, ...]:
    """Every month from the first to the last in which something was done or recorded."""
    practised = Counter(f"{row.day:%Y-%m}" for row in rows if row.day)
    recorded = Counter(f"{row.recorded:%Y-%m}" for row in rows if row.recorded)
    names = sorted({*practised, *recorded})
    return tuple(TimelineMonth(name, practised[name], recorded[name]) for name in names)
