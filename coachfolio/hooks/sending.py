"""Before a record is sent on: nothing in it that cannot be right, and no seal moved or taken back."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Final

from coachfolio.auditing import Audit, audit
from coachfolio.frozen import Frozen, frozen
from coachfolio.git import opened
from coachfolio.git.reading import ids_reachable, sizes

__all__ = ["Sending", "before_sending"]

_SEALS: Final = "refs/tags/sealed/"
_UPDATE: Final = re.compile(r"(\S+) ([0-9a-f]{40}|[0-9a-f]{64}) (\S+) ([0-9a-f]{40}|[0-9a-f]{64})")
_NONE: Final = re.compile(r"0+")


@frozen()
class Sending(Frozen):
    """What is to be said of a record that is about to be sent on."""

    refused: tuple[str, ...]
    """Sentences about what would be overwritten or taken back at the other end."""
    audits: tuple[Audit, ...]

    @property
    def blocked(self) -> bool:
        """Whether it must not be sent."""
        return bool(self.refused) or any(one.report.failed for one in self.audits)


def before_sending(folder: Path, updates: str, *, today: datetime.date | None = None) -> Sending:
    """Judge a record that is about to be sent on.

    `updates` is what git tells the hook: for each name its own end, its id here, the other end, and the id there.
    Raises NoRecord, GitTrouble.
    """
    refused = []
    with opened(folder) as record:
        for line in updates.splitlines():
            found = _UPDATE.fullmatch(line.strip())
            if not found:
                continue
            _, here, name, there = found.groups()
            if _NONE.fullmatch(there):
                continue
            if name.startswith(_SEALS):
                gone = bool(_NONE.fullmatch(here))
                what = "be taken back" if gone else "be replaced by another"
                refused.append(
                    f"The seal {name.removeprefix('refs/tags/')} would {what} where it is sent to. A seal stays: to "
                    "take back what it says, make a new one."
                )
            elif (
                name.startswith("refs/heads/") and not _NONE.fullmatch(here) and _loses(record.repository, here, there)
            ):
                refused.append(
                    f"What was sent before as {name.removeprefix('refs/heads/')} is not part of what would be sent "
                    "now: it would be lost there. Fetch it and join the two first."
                )
    return Sending(tuple(refused), (audit(folder, today=today, fields=False),))


def _loses(repository: object, here: str, there: str) -> bool:
    from coachfolio.git.process import Repository

    assert isinstance(repository, Repository)
    if there not in sizes(repository, [there]):
        return True
    return bool(ids_reachable(repository, [there], without=[here]))
