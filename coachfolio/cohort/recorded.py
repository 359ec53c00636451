"""The record of practice of one portfolio in numbers, as `coachfolio record` has them."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.cohort.extract import RecordKept
from coachfolio.confidentiality.portfolios import kept_in_git
from coachfolio.evidence import kind_of_path
from coachfolio.git import GitTrouble

if TYPE_CHECKING:
    from coachfolio.base.diagnostics import Diagnostic
    from coachfolio.checks.auditing import Audit
    from coachfolio.git.objects import Moment
    from coachfolio.record.facts import PracticeRecord

__all__ = ["Recorded", "recorded_of"]


@frozen()
class Recorded(Frozen):
    """What there is to know of a record."""

    record: RecordKept | None
    why_not: str = ""
    """none or unreadable, where there is no record."""
    tip: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    days: tuple[datetime.date, ...] = ()
    """Every day that something in it is dated: what was said of the record may be otherwise once it is past."""


def recorded_of(path: str | os.PathLike[str], today: datetime.date) -> Recorded:
    """The record of the portfolio in a folder, a bare git directory or a hand-over file. Raises PointsOutside."""
    folder = Path(path)
    if folder.is_dir() and kept_in_git(path) is None and not (folder / "objects").is_dir():
        return Recorded(None, "none")
    from coachfolio.checks.auditing import audit
    from coachfolio.git import NoRecord

    try:
        found = audit(path, today=today, fields=False)
    except NoRecord:
        return Recorded(None, "none")
    except GitTrouble:
        return Recorded(None, "unreadable")
    if not found.record.tip:
        return Recorded(None, "none")
    return Recorded(_kept(found), "", found.record.tip, found.report.diagnostics, tuple(_days(found.record)))


def _kept(found: Audit) -> RecordKept:
    from coachfolio.record.overturned import holding
    from coachfolio.reports.record import summary_of

    record = found.record
    summary = summary_of(record)
    decisions = [piece for piece in found.uncovered.present if kind_of_path(piece.path) == "assessment-decisions"]
    sealing = {seen.name for seen in holding(found.uncovered.seals, listed=record.signers_given).get("assessor", ())}
    return RecordKept(
        saves=summary.saves,
        first=summary.first,
        last=summary.last,
        pieces=summary.pieces,
        witnessed=summary.witnessed,
        recorded_late=summary.lags.later if summary.lags else 0,
        seals=len(record.seals),
        seals_in_trouble=sum(bool(seen.trouble) or seen.seal is None for seen in record.seals),
        decision_records=len(decisions),
        decision_records_unsealed=sum(not any(name in sealing for name, _ in piece.seals) for piece in decisions),
    )


def _days(record: PracticeRecord) -> Iterable[datetime.date]:
    for save in record.saves:
        for moment in (save.authored, save.committed):
            if day := _day(moment):
                yield day
    for piece in record.evidence:
        for version in piece.versions:
            if version.claimed:
                yield version.claimed


def _day(moment: Moment | None) -> datetime.date | None:
    number = moment.day_number if moment else 0
    return datetime.date.fromordinal(number) if number and number > 0 else None
