"""Before a record is sent on: nothing in it that cannot be right, and no seal moved or taken back."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

from coachfolio.base.diagnostics import Severity
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.auditing import Audit, audit
from coachfolio.checks.checking import Report, check
from coachfolio.checks.rules import all_rules
from coachfolio.confidentiality.history import given_away_in
from coachfolio.confidentiality.saves import exposure_of_entries, standing_in
from coachfolio.confidentiality.scan import names_declared_in
from coachfolio.git import OpenRecord, Repository, opened
from coachfolio.git.reading import ids_reachable, listing, sizes
from coachfolio.hooks.ratchet import Saving, portfolios_in
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.snapshots import Snapshot
from coachfolio.record.verdicts import SEAL_REFS

__all__ = ["Sending", "before_sending"]

_BRANCHES: Final = "refs/heads/"
_UPDATE: Final = re.compile(r"(\S+) ([0-9a-f]{40}|[0-9a-f]{64}) (\S+) ([0-9a-f]{40}|[0-9a-f]{64})")
_NONE: Final = re.compile(r"0+")


@frozen()
class Sending(Frozen):
    """What is to be said of a record that is about to be sent on."""

    refused: tuple[str, ...]
    """Sentences about what would be overwritten or taken back at the other end."""
    audits: tuple[Audit, ...]
    given_away: tuple[Report, ...] = ()
    """What the files give away, as they were saved last on every line that is sent; and what is sent of the record."""

    @property
    def _reports(self) -> tuple[Report, ...]:
        return (*(audit.report for audit in self.audits), *self.given_away)

    @property
    def in_the_way(self) -> tuple[Report, ...]:
        """The reports, each with the errors alone that nobody waived."""
        return tuple(
            replace(
                report,
                diagnostics=tuple(
                    diagnostic
                    for diagnostic in report.diagnostics
                    if diagnostic.severity is Severity.ERROR and not diagnostic.waived
                ),
            )
            for report in self._reports
        )

    @property
    def saves(self) -> int:
        """How many saves there are in the record."""
        return sum(len(audit.record.saves) for audit in self.audits)

    @property
    def blocked(self) -> bool:
        """Whether it must not be sent."""
        return bool(self.refused) or any(report.failed for report in self._reports)


def before_sending(folder: Path, updates: str, *, today: datetime.date | None = None) -> Sending:
    """Judge a record that is about to be sent on.

    `updates` is what git tells the hook: for each name its own end, its id here, the other end, and the id there.
    Raises NoRecord, GitTrouble.
    """
    refused: list[str] = []
    sent: dict[str, str] = {}
    known: list[str] = []
    with opened(folder) as record:
        ends = [record.tip] if record.tip else []
        for line in updates.splitlines():
            found = _UPDATE.fullmatch(line.strip())
            if not found:
                continue
            _, here, name, there = found.groups()
            gone = bool(_NONE.fullmatch(here))
            if not gone:
                sent[name] = here
                if name.startswith(_BRANCHES):
                    ends.append(here)
            if _NONE.fullmatch(there):
                continue
            if there in sizes(record.repository, [there]):
                known.append(there)
            if name.startswith(SEAL_REFS):
                what = "be taken back" if gone else "be replaced by another"
                refused.append(
                    f"The seal {name.removeprefix('refs/tags/')} would {what} where it is sent to. A seal stays: to "
                    "take back what it says, make a new one."
                )
            elif name.startswith(_BRANCHES) and not gone and _loses(record.repository, here, there):
                refused.append(
                    f"What was sent before as {name.removeprefix(_BRANCHES)} is not part of what would be sent "
                    "now: it would be lost there. Fetch it and join the two first."
                )
        given_away = tuple(_given_away(record, tuple(dict.fromkeys(ends)), sent, known, today))
    return Sending(tuple(refused), (audit(folder, today=today, fields=False, names=False),), given_away)


def _given_away(
    record: OpenRecord,
    ends: tuple[str, ...],
    sent: Mapping[str, str],
    known: Sequence[str],
    today: datetime.date | None,
) -> Iterator[Report]:
    """What the portfolios give away as each line ends, and what is sent of their record with it.

    `sent` are names and ids; saves that lead to `known` are at the other end already.
    """
    rules = [rule for rule in all_rules() if rule.family == "confidentiality"]
    states = [tuple(listing(record.repository, end)) for end in ends]
    told: set[str] = set()
    for entries in states:
        save = Saving(record, entries, ())
        for place in portfolios_in(save):
            where = place.where
            portfolio = open_portfolio(Snapshot(where.rstrip("/") or ".", record.repository, entries, where))
            exposure, key = exposure_of_entries(record, entries, where, portfolio)
            if key is not None and where not in told:  # once: the record is that of all lines
                told.add(where)
                standing = standing_in(chain.from_iterable(states), where)
                declared = names_declared_in(portfolio)
                found = given_away_in(
                    record, key, where, declared=declared, standing=standing, refs=sent, without=known
                )
                exposure = replace(exposure, in_record=found)
            yield check(portfolio, today=today, rules=rules, key=key, exposure=exposure)


def _loses(repository: Repository, here: str, there: str) -> bool:
    if there not in sizes(repository, [there]):
        return True
    return bool(ids_reachable(repository, [there], without=[here]))
