"""One opened portfolio, kept warm: what every page asks, and the one lock for whoever writes."""

from __future__ import annotations

import datetime
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from coachfolio.base.errors import CoachfolioError, NoPortfolio, nearest
from coachfolio.base.words import listed
from coachfolio.checks.checking import Report
from coachfolio.checks.sessions import CheckSession
from coachfolio.web.stamps import FolderStamp, folder_stamp

if TYPE_CHECKING:
    from coachfolio.facts.audience import Viewer
    from coachfolio.reports.opening import Opened

__all__ = ["Desk", "Level"]

Level = Literal["read", "edit", "assessor"]
"""What may be done: only read, write one's own portfolio, or judge somebody's as an assessor or quality assurer."""

_SETTLED: Final = 2.0
"""Seconds after which a file that changes again is sure to bear another time."""


class Desk:
    """The state of one opened portfolio. Pages are answered in several threads: any of them may ask at any time.

    `path` is a folder, which may have no portfolio in it yet, or a hand-over file.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        level: Level = "edit",
        who: str = "",
        today: datetime.date | None = None,
        demonstration: bool = False,
    ) -> None:
        """`who` is the short name of the assessor or quality assurer whose desk it is; `today` a day to judge as on."""
        self.path: Final = Path(path)
        self.level: Final = level
        self.who: Final = who
        self.demonstration: Final = demonstration
        self.writing: Final = threading.Lock()
        """Held while something is written: one at a time."""
        self.done: Final[set[str]] = set()
        """Windows whose sheet is written or put away: what comes from them late is not kept again."""
        self.note = ""
        """A sentence that the next page shows once, such as that something was written."""
        self._today = today
        self._checking = threading.RLock()
        self._session = CheckSession(self.path, today=today)
        self._kept: tuple[FolderStamp, datetime.date, Report] | None = None
        self._latest: Report | None = None
        self._view: tuple[Report, Opened] | None = None
        self._recorded: Opened | None = None
        self._unsaved: tuple[Report, tuple[str, ...]] | None = None
        self._role = ""

    @property
    def today(self) -> datetime.date:
        return self._today or datetime.date.today()

    @property
    def own(self) -> bool:
        """Whether it may be written to."""
        return self.level != "read"

    @property
    def there(self) -> bool:
        """Whether there is a portfolio. A folder without one is where one can be started."""
        return self.path.is_file() or (self.path / "portfolio.yaml").is_file()

    @property
    def name(self) -> str:
        """What the folder or the file is called."""
        return self.path.resolve().name

    @property
    def reader(self) -> Viewer:
        """As whom the pages are read."""
        if self.level != "assessor":
            return "learner"
        return "assessor" if self.role == "assessor" else "iqa"

    @property
    def role(self) -> str:
        """The role of whoever's desk it is, by portfolio.yaml. Raises CoachfolioError where nobody is called so."""
        if not self._role and self.who:
            file = self.report().portfolio.file
            people = file.people if file else {}
            if self.who not in people:
                meant = nearest(self.who, people)
                there = f"Did you mean {meant}?" if meant else f"There are {listed(people)}." if people else ""
                raise CoachfolioError(f"Nobody is called {self.who[:40]!r} under people in portfolio.yaml. {there}")
            self._role = people[self.who].role
        return self._role

    def report(self, changes: Mapping[str, str | bytes | None] | None = None) -> Report:
        """The report on the portfolio as it lies there now; with `changes`, as it would be with them.

        Raises what `CheckSession.report` raises.
        """
        with self._checking:
            if changes:
                return self._session.report(changes)
            stamp, today = folder_stamp(self.path), self.today
            if self._kept and stamp is not None and self._kept[:2] == (stamp, today):
                return self._kept[2]
            begun = time.time()
            report = self._latest = self._session.report()
            settled = stamp is not None and stamp.newest < begun - _SETTLED
            self._kept = (stamp, today, report) if stamp is not None and settled else None
            return report

    def lately(self) -> Report:
        """The report as it was worked out last, for what must be answered at once; worked out now where none was.

        Raises what `report` raises.
        """
        return self._latest or self.report()

    def unsaved(self) -> tuple[str, ...]:
        """The paths of the files that are not saved as they lie there."""
        from coachfolio.record.unsaved import unsaved_in

        with self._checking:
            report = self.report()
            if self._unsaved is None or self._unsaved[0] is not report:
                self._unsaved = report, unsaved_in(self.path)
            return self._unsaved[1]

    def opened(self, *, record: bool = False) -> Opened:
        """Everything that is shown of it, to whoever's desk it is; with `record`, the record of practice read too.

        Raises what `report` raises, and NotShown where it would give a client away to somebody else than the learner.
        """
        from coachfolio.reports.opening import opened_on, opened_with_record

        with self._checking:
            report = self.report()
            if self._view is None or self._view[0] is not report:
                self._view = self._recorded = None  # what was shown before is let go first: there may be much of it
                self._view = report, opened_on(self.reader, self.path, report, record=False)
            if not record:
                return self._view[1]
            if self._recorded is None:
                # of the audit, which has a whole portfolio in it, only what is shown is kept
                self._recorded = replace(opened_with_record(self._view[1], self.path), audit=None)
            return self._recorded

    def covered(self, text: str) -> str:
        """A text about the portfolio as it may be shown or said: with clients' names covered up."""
        from coachfolio.confidentiality.covering import safely_shown
        from coachfolio.confidentiality.portfolios import cover_for
        from coachfolio.portfolio.loading import open_portfolio

        try:
            return safely_shown(text, cover_for(open_portfolio(self.path), self.path))
        except NoPortfolio:
            return text

    def take_note(self) -> str:
        """The sentence to be shown once."""
        note, self.note = self.note, ""
        return note
