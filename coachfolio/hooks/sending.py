"""Before a record is sent on: nothing in it that cannot be right, and no seal moved or taken back."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from coachfolio.auditing import Audit, audit
from coachfolio.checking import Report, check
from coachfolio.frozen import Frozen, frozen
from coachfolio.git import Opened, Repository, opened
from coachfolio.git.reading import ids_reachable, listing, sizes
from coachfolio.hooks.ratchet import Saving, places_of
from coachfolio.hooks.saving import looked_through
from coachfolio.portfolio import open_portfolio
from coachfolio.rules import ABOUT_CONFIDENTIALITY, all_rules
from coachfolio.snapshots import Snapshot

__all__ = ["Sending", "before_sending"]

_BRANCHES: Final = "refs/heads/"
_SEALS: Final = "refs/tags/sealed/"
_UPDATE: Final = re.compile(r"(\S+) ([0-9a-f]{40}|[0-9a-f]{64}) (\S+) ([0-9a-f]{40}|[0-9a-f]{64})")
_NONE: Final = re.compile(r"0+")


@frozen()
class Sending(Frozen):
    """What is to be said of a record that is about to be sent on."""

    refused: tuple[str, ...]
    """Sentences about what would be overwritten or taken back at the other end."""
    audits: tuple[Audit, ...]
    given_away: tuple[Report, ...] = ()
    """What the files give away, as they were saved last on every line that is sent."""

    @property
    def blocked(self) -> bool:
        """Whether it must not be sent."""
        reports = (*(one.report for one in self.audits), *self.given_away)
        return bool(self.refused) or any(one.failed for one in reports)


def before_sending(folder: Path, updates: str, *, today: datetime.date | None = None) -> Sending:
    """Judge a record that is about to be sent on.

    `updates` is what git tells the hook: for each name its own end, its id here, the other end, and the id there.
    Raises NoRecord, GitTrouble.
    """
    refused = []
    given_away: list[Report] = []
    with opened(folder) as record:
        ends = [record.tip] if record.tip else []
        for line in updates.splitlines():
            found = _UPDATE.fullmatch(line.strip())
            if not found:
                continue
            _, here, name, there = found.groups()
            gone = bool(_NONE.fullmatch(here))
            if not gone and name.startswith(_BRANCHES):
                ends.append(here)
            if _NONE.fullmatch(there):
                continue
            if name.startswith(_SEALS):
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
        for end in dict.fromkeys(ends):
            given_away += _given_away(record, end, today)
    return Sending(tuple(refused), (audit(folder, today=today, fields=False),), tuple(given_away))


def _given_away(record: Opened, end: str, today: datetime.date | None) -> Iterator[Report]:
    """What the portfolios give away as one line ends."""
    entries = tuple(listing(record.repository, end))
    save = Saving(record, entries, ())
    rules = [one for one in all_rules() if one.code.startswith(ABOUT_CONFIDENTIALITY)]
    for place in places_of(save):
        portfolio = open_portfolio(Snapshot(place.where.rstrip("/") or ".", record.repository, entries, place.where))
        exposure, key = looked_through(save, place.where, portfolio)
        yield check(portfolio, today=today, rules=rules, key=key, exposure=exposure)


def _loses(repository: Repository, here: str, there: str) -> bool:
    if there not in sizes(repository, [there]):
        return True
    return bool(ids_reachable(repository, [there], without=[here]))
