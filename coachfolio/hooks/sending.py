"""Before a record is sent on: nothing in it that cannot be right, and no seal moved or taken back."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coachfolio.auditing import Audit, audit
from coachfolio.checking import Report, check
from coachfolio.frozen import Frozen, frozen
from coachfolio.git import Opened, Repository, opened
from coachfolio.git.objects import commit_from
from coachfolio.git.reading import ids_reachable, listing, objects, sizes
from coachfolio.hooks.names import key_of
from coachfolio.hooks.ratchet import Saving, places_of
from coachfolio.hooks.saving import looked_through
from coachfolio.portfolio import open_portfolio
from coachfolio.rules import ABOUT_CONFIDENTIALITY, all_rules
from coachfolio.snapshots import Snapshot
from coachfolio.words import day

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key

__all__ = ["Sending", "before_sending"]

MOST: Final = 5
"""Messages of saves that are told one by one."""
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
    refused: list[str] = []
    given_away: list[Report] = []
    with opened(folder) as record:
        ends = [record.tip] if record.tip else []
        keys = _keys(record)
        for line in updates.splitlines():
            found = _UPDATE.fullmatch(line.strip())
            if not found:
                continue
            _, here, name, there = found.groups()
            gone = bool(_NONE.fullmatch(here))
            if not gone:
                refused += _words_that_tell(record, name, here, there, keys)
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


def _keys(record: Opened) -> tuple[Key, ...]:
    """The lists of clients of the portfolios in a record. Raises BrokenKey."""
    entries = tuple(listing(record.repository, record.tip)) if record.tip else ()
    found = (key_of(record, place.where) for place in places_of(Saving(record, entries, ())))
    return tuple(one for one in found if one)


def _words_that_tell(record: Opened, name: str, here: str, there: str, keys: Iterable[Key]) -> Iterator[str]:
    """Who is named by a line's or a seal's name, and by the messages of the saves that are new to the other end."""
    from coachfolio.confidentiality.scan import leaks_in

    short = name.removeprefix(_BRANCHES).removeprefix("refs/tags/")
    known = [there] if not _NONE.fullmatch(there) and there in sizes(record.repository, [there]) else []
    ids = ids_reachable(record.repository, [here], without=known)
    saves = [commit_from(id, data) for id, data in objects(record.repository, ids, "commit")] if keys else []
    for key in keys:
        for leak in leaks_in(short, key, is_name=True):
            if leak.blocks:
                yield f"The name of a line or a seal that would be sent: {leak.sentence} Give it another name."
        told = [(save, leak) for save in saves for leak in leaks_in(save.message, key) if leak.blocks]
        for save, leak in told[:MOST]:
            when = f" of {day(save.committed.day)}" if save.committed else ""
            yield (
                f"The message of the save{when} ({save.id[:10]}): {leak.sentence} Have that save made again with "
                "another message, before anybody else has it."
            )
        if len(told) > MOST:
            yield f"There are {len(told) - MOST} more messages like that."


def _loses(repository: Repository, here: str, there: str) -> bool:
    if there not in sizes(repository, [there]):
        return True
    return bool(ids_reachable(repository, [there], without=[here]))
