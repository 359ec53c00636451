"""Before a save: is anything in it wrong, does it leak anything, and what would be lost?"""

from __future__ import annotations

import datetime
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.checking import Report, check
from coachfolio.checks.rules import in_family
from coachfolio.confidentiality.facts import NOBODY, DeclaredNames
from coachfolio.confidentiality.saves import exposure_of_entries, paths_inside
from coachfolio.confidentiality.scan import names_declared_in
from coachfolio.git import OpenRecord, opened
from coachfolio.hooks.installing import asks_for_reasons
from coachfolio.hooks.ratchet import (
    PortfolioPlace,
    Saving,
    losses_in,
    losses_of_save,
    must_be_explained,
    portfolios_in,
    saving,
    unexplained,
    unread,
)
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import Stage
from coachfolio.portfolio.snapshots import Snapshot

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key
    from coachfolio.hooks.message import AboutMessage

__all__ = ["Outlook", "before_save", "changed_files", "whole_save"]


@frozen()
class Outlook(Frozen):
    """One portfolio as a save would leave it."""

    folder: str
    """Where it lies in the record: empty, or ending in /."""
    report: Report | None
    """None where the save removes the whole portfolio."""
    losses: tuple[Diagnostic, ...]
    """What is lost and no waiver explains; they are not in the report."""
    changed: frozenset[str]
    """The files in it that the save changes."""
    key: Key | None = field(default=None, repr=False)
    """Its list of clients, where there is one that can be used."""
    reason: Literal["wanted", "asked later", "given"] = "wanted"
    """Why something is lost: nobody asks for it but this hook, another will once the message is written, or the message
    says it."""

    @property
    def declared(self) -> DeclaredNames:
        """Whom the portfolio names on purpose."""
        return names_declared_in(self.report.portfolio) if self.report else NOBODY

    @property
    def in_the_way(self) -> Report | None:
        """The report with what is to be told before the save: errors, and warnings about clients in changed files."""
        if self.report is None:
            return None
        told = (
            diagnostic
            for diagnostic in self.report.diagnostics
            if not diagnostic.waived and (diagnostic.severity is Severity.ERROR or self._warns_of_a_client(diagnostic))
        )
        return replace(self.report, diagnostics=tuple(told))

    def _warns_of_a_client(self, diagnostic: Diagnostic) -> bool:
        return (
            diagnostic.severity is Severity.WARNING
            and in_family(diagnostic.code, "confidentiality")
            and diagnostic.path in self.changed
        )

    @property
    def blocked(self) -> bool:
        """Whether the save must not be made as it is."""
        wrong = self.report is not None and self.report.failed
        return wrong or (must_be_explained(self.losses) and self.reason == "wanted")


def before_save(folder: Path, *, today: datetime.date | None = None, stage: Stage | None = None) -> tuple[Outlook, ...]:
    """Judge every portfolio in a record as the save under way would leave it.

    Nothing is written, and the list of files to be saved is only read. Raises NoRecord, GitTrouble, CoachfolioError.
    """
    with opened(folder) as record:
        found = _outlooks(record, stage, today)
        if any(must_be_explained(outlook.losses) for outlook in found) and asks_for_reasons(folder, record):
            found = tuple(replace(outlook, reason="asked later") for outlook in found)
        return found


def whole_save(
    folder: Path, file: Path, *, today: datetime.date | None = None
) -> tuple[tuple[Outlook, ...], AboutMessage]:
    """Judge every portfolio in a record and the message of the save at once, for when git asks nobody for a message.

    Nothing is written. Raises NoRecord, GitTrouble, CoachfolioError.
    """
    from coachfolio.hooks.message import AboutMessage, gives_reason, kept_message, leaks_among

    today = today or datetime.date.today()
    said = kept_message(folder, file)
    with opened(folder) as record:
        found = _outlooks(record, None, today)
        leaks = leaks_among(said, [(outlook.key, outlook.declared) for outlook in found])
    if gives_reason(said):
        return tuple(replace(outlook, reason="given") for outlook in found), AboutMessage(leaks, (), today)
    losses = tuple(loss for outlook in found for loss in outlook.losses)
    return tuple(replace(outlook, reason="asked later") for outlook in found), AboutMessage(leaks, losses, today)


def _outlooks(record: OpenRecord, stage: Stage | None, today: datetime.date | None) -> tuple[Outlook, ...]:
    save = saving(record)
    return tuple(_outlook(save, place, stage, today) for place in portfolios_in(save))


def _outlook(save: Saving, place: PortfolioPlace, stage: Stage | None, today: datetime.date | None) -> Outlook:
    if place.folder is None:
        return Outlook(place.before or "", None, losses_of_save(save, place, None, today=today), frozenset())
    source = Snapshot(place.folder.rstrip("/") or ".", save.record.repository, save.entries, place.folder)
    portfolio = open_portfolio(source)
    exposure, key = exposure_of_entries(save.record, save.entries, place.folder, portfolio)
    losses = losses_in(save, place, portfolio, slips_stop=True)
    report = check(portfolio, stage=stage, today=today, key=key, exposure=exposure, losses=losses)
    if not _slips_stop(
        report, unread(portfolio) & portfolio.texts.keys()
    ):  # a slip that is waived stops nothing, and loses what it loses
        losses = losses_in(save, place, portfolio)
        report = check(portfolio, stage=stage, today=today, key=key, exposure=exposure, losses=losses)
    rest = tuple(
        diagnostic for diagnostic in report.diagnostics if diagnostic.waived or not in_family(diagnostic.code, "losses")
    )
    return Outlook(
        place.folder, replace(report, diagnostics=rest), unexplained(report), changed_files(place, save), key
    )


def _slips_stop(report: Report, slips: set[str]) -> bool:
    """Whether an error stands in every file that cannot be read."""
    wrong = {
        diagnostic.path
        for diagnostic in report.diagnostics
        if diagnostic.severity is Severity.ERROR and not diagnostic.waived
    }
    return slips <= wrong


def changed_files(place: PortfolioPlace, save: Saving) -> frozenset[str]:
    """The paths in a portfolio of all files that a save adds or changes."""
    was = {(file.path, file.id) for file in save.before}
    fresh = tuple(file for file in save.entries if (file.path, file.id) not in was)
    return frozenset(paths_inside(fresh, place.folder or ""))
