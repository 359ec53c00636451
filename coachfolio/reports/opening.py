"""A portfolio opened for showing: checked, its record read, and everything worked out for one reader."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coachfolio.base.errors import CoachfolioError, nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, listed, shown
from coachfolio.checks.checking import Report, check
from coachfolio.checks.rules import all_rules, has_duty, in_family
from coachfolio.checks.whole import check_folder, source_of
from coachfolio.confidentiality.covering import Cover, safely_shown
from coachfolio.confidentiality.portfolios import cover_for, kept_in_git
from coachfolio.facts.audience import SeenBy, Viewer
from coachfolio.git import GitTrouble
from coachfolio.reports.attached_files import AttachedFiles
from coachfolio.reports.claim_passages import ClaimPassages
from coachfolio.reports.view_record import record_view
from coachfolio.reports.viewing import portfolio_view
from coachfolio.reports.views import PortfolioView

if TYPE_CHECKING:
    from coachfolio.base.diagnostics import Diagnostic
    from coachfolio.checks.auditing import Audit
    from coachfolio.portfolio.sources import Source
    from coachfolio.record.signers import Signers

__all__ = [
    "NotShown",
    "Opened",
    "only_units",
    "opened_for",
    "opened_on",
    "opened_with_record",
    "passages_in",
    "submission_gate",
]

_IN_TEXTS: Final = "CF62"
"""Codes before this one are of what stands in texts and attachments; later ones of what was not looked into."""


class NotShown(CoachfolioError):
    """What is asked for would give a client away to its readers. The text says where, and what to do."""


@frozen()
class Opened(Frozen):
    """A portfolio that is opened for one reader."""

    view: PortfolioView
    report: Report
    files: AttachedFiles
    """Its attachments."""
    audit: Audit | None
    """Of its record of practice, where there is one."""

    @property
    def named_in(self) -> frozenset[str]:
        """The files in which a client may be named."""
        return frozenset(found.path for found in self.report.diagnostics if has_duty(found.code, "names"))


def opened_for(
    reader: Viewer,
    path: str | os.PathLike[str],
    *,
    today: datetime.date | None = None,
    units: Collection[str] = (),
    since: Sequence[str] = (),
) -> Opened:
    """Check a portfolio in a folder or a hand-over file, read its record, and work out what one reader is shown.

    `units` are those that are shown; all of them, where none is named. `since` names receipts, hand-over files, seals
    or days that the record is held against. Nothing is written.

    Raises NoPortfolio, BrokenPlugin, GitTrouble; NotShown where it would give a client away to somebody else than the
    learner; CoachfolioError for a unit that the qualification does not have, and where one of `since` is nothing to
    compare with.
    """
    source = source_of(path)
    report = check_folder(path, source=source, today=today)
    opened = opened_on(reader, path, report, source=source, since=since)
    return replace(opened, view=only_units(opened.view, units)) if units else opened


def opened_on(
    reader: Viewer,
    path: str | os.PathLike[str],
    report: Report,
    *,
    source: Source | None = None,
    record: bool = True,
    since: Sequence[str] = (),
    digests: bool = False,
    signers: Signers | None = None,
    gate: Report | None = None,
) -> Opened:
    """What one reader is shown of the portfolio at `path`, which `report` is a whole check of as it lies there.

    `source` is where its bytes come from, where that is opened already. Without `record`, the record of practice is not
    read, and nothing is said of it; `since` is as for `opened_for`. With `digests` a receipt can be made for it, and
    `signers` are those whose signatures count. `gate` is what `submission_gate` gave for that report.

    Raises GitTrouble, and NotShown as `opened_for` does.
    """
    source = source or source_of(path)
    _must_give_nobody_away(reader, report)
    audit, why_not, save = None, "", ""
    if record:
        audit, why_not, save = _record_of(path, report.today, since, digests=digests, signers=signers)
    files = AttachedFiles(source, _covering(report, path))
    view = portfolio_view(
        report,
        reader=reader,
        files=files,
        audit=audit,
        why_no_record=why_not,
        gate=gate or submission_gate(report),
        save=save,
    )
    return Opened(view, report, files, audit)


def opened_with_record(opened: Opened, path: str | os.PathLike[str], since: Sequence[str] = ()) -> Opened:
    """What is shown already, with the record of practice read too; everything else in it is the same.

    `since` is as for `opened_for`. Raises GitTrouble and CoachfolioError, as that does.
    """
    view = opened.view
    audit, why_not, save = _record_of(path, opened.report.today, since)
    titles = {piece.id: piece.title for piece in view.pieces}
    days = {piece.id: piece.day for piece in view.pieces}
    record = record_view(audit, why_not, SeenBy(opened.report.portfolio, view.about.reader), titles, days)
    return replace(opened, view=replace(view, record=record, about=replace(view.about, save=save)), audit=audit)


def passages_in(report: Report, path: str | os.PathLike[str]) -> ClaimPassages:
    """What the claims of the portfolio that a report is on point to, attachments included, as it may be shown."""
    files = AttachedFiles(source_of(path), _covering(report, path))
    return ClaimPassages(SeenBy(report.portfolio, "learner"), files)


def _covering(report: Report, path: str | os.PathLike[str]) -> Callable[[str], str]:
    """How to show a text that no check has covered, such as that of an attachment: as it is, without a list."""
    if report.looked_into is None:
        return str
    kept: list[Cover] = []

    def covered(text: str) -> str:
        if not kept:
            kept.append(cover_for(report.portfolio, path))
        return safely_shown(text, kept[0])

    return covered


def submission_gate(report: Report, *, today: datetime.date | None = None) -> Report:
    """The portfolio judged for what it has to be ready for: submission, as long as it is being built.

    `today` is the day to judge on; that of the report, where it is left out.
    """
    if (report.stage != "building" and today in (None, report.today)) or report.portfolio.file is None:
        return report
    # names were looked for already, in attachments and the record too
    rules = [rule for rule in all_rules() if rule.family != "confidentiality"]
    stage = "submission" if report.stage == "building" else report.stage
    gate = check(report.portfolio, stage=stage, today=today or report.today, rules=rules)
    kept = (found for found in report.diagnostics if in_family(found.code, "confidentiality"))
    found = tuple(sorted((*gate.diagnostics, *kept), key=lambda found: found.order))
    return replace(gate, diagnostics=found, looked_into=report.looked_into)


def _must_give_nobody_away(reader: Viewer, report: Report) -> None:
    """Hold what is made for others against the rules that a copy for them is held against."""
    if reader == "learner":
        return
    grave = [found for found in report.diagnostics if _gives_away(found, reader)]
    if grave:
        raise NotShown(
            f"Nothing was made: it would give somebody away in {count(len(grave), 'place')}. The first is "
            f"{grave[0].code}, in {shown(grave[0].path, 200)}. Run coachfolio check, which shows where, write the "
            "client's code instead, and try again."
        )


def _gives_away(found: Diagnostic, reader: Viewer) -> bool:
    if not in_family(found.code, "confidentiality") or found.code >= _IN_TEXTS:
        return False
    if has_duty(found.code, "record-too") and found.code != "CF606":
        return False  # the record is not part of what is made
    weights = ("error", "warning") if reader == "public" else ("error",)
    return found.severity.value in weights and (not found.waived or has_duty(found.code, "names"))


def _record_of(
    path: str | os.PathLike[str],
    today: datetime.date,
    since: Sequence[str],
    *,
    digests: bool = False,
    signers: Signers | None = None,
) -> tuple[Audit | None, str, str]:
    """The audit of a record, or why there is none as a sentence; and the save that the files are as in."""
    if Path(path).is_dir() and kept_in_git(path) is None and not _bare(Path(path)):
        if since:
            raise CoachfolioError("These files are not kept in git, so nobody can say what changed since.")
        return None, "These files are not kept in git, so there is no record of when they were written.", ""
    from coachfolio.checks.auditing import audit

    try:
        found = audit(path, today=today, fields=False, since=since, digests=digests, signers=signers)
    except GitTrouble as error:
        if since:
            raise
        return None, f"The record of practice could not be read: {error}", ""
    unsaved = found.record.completeness.unsaved or found.record.completeness.hidden
    tip = found.record.tip or ""
    return found, "", "" if unsaved else tip[:12]


def _bare(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir()


def only_units(view: PortfolioView, units: Collection[str]) -> PortfolioView:
    """The view of some units: their criteria, and the evidence that has to do with them. Totals stay those of all.

    Raises CoachfolioError for a unit that is not there.
    """
    known = [unit.ref for unit in view.units]
    for unit in units:
        if unit not in known:
            meant = nearest(unit, known)
            there = f"Did you mean {meant}?" if meant else f"There are {listed(known)}." if known else "None is known."
            raise CoachfolioError(f"The qualification has no unit {unit[:40]!r}. {there}")
    wanted = frozenset(units)
    pieces = tuple(piece for piece in view.pieces if wanted & {*piece.units})
    ids = {piece.id for piece in pieces}
    return replace(
        view,
        shown_units=tuple(unit for unit in known if unit in wanted),
        units=tuple(unit for unit in view.units if unit.ref in wanted),
        coverage=replace(view.coverage, rows=tuple(row for row in view.coverage.rows if row.unit in wanted)),
        pieces=pieces,
        feedback=tuple(given for given in view.feedback if given.piece in ids),
        rounds=tuple(round for round in view.rounds if not round.unit or round.unit in wanted),
        sampled=tuple(look for look in view.sampled if look.criterion.rpartition("/")[0] in wanted),
        record=replace(view.record, rows=tuple(row for row in view.record.rows if row.piece in ids)),
        findings=tuple(found for found in view.findings if _about(found.piece, found.criterion, ids, wanted)),
    )


def _about(piece: str, criterion: str | None, ids: Collection[str], units: Collection[str]) -> bool:
    """Whether a finding has to do with some units; one that is about nothing in particular has to do with all."""
    if criterion:
        return criterion.rpartition("/")[0] in units
    return not piece or piece in ids
