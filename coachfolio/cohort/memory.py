"""What is known of portfolios from earlier runs, kept outside them: in a file of the user's own, and never without end.

An answer is taken from it only where the portfolio is as it was, the program is the same, and the answer holds on the
day that is asked about. It is also where the answers of one run wait for each other, so that they never have to be in
memory all at once.
"""

from __future__ import annotations

import datetime
import json
import os
import sqlite3
import sys
import tempfile
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from coachfolio.base.frozen import changed
from coachfolio.base.own_folder import make_own
from coachfolio.cohort.extract import Extract
from coachfolio.cohort.states import program_state
from coachfolio.cohort.written import NotAnExtract, extract_document, extract_from

__all__ = ["MAX_KEPT", "Memory", "memory", "memory_file"]

MAX_KEPT: Final = 50_000
"""Portfolios of which something is remembered. What was asked for longest ago goes first."""
_FORM: Final = 1
_KEPT: Final = (
    "CREATE TABLE IF NOT EXISTS kept (place TEXT NOT NULL PRIMARY KEY, state TEXT, program TEXT NOT NULL, "
    "first TEXT NOT NULL, last TEXT NOT NULL, used REAL NOT NULL, name TEXT NOT NULL, learner TEXT NOT NULL, "
    "learner_by TEXT NOT NULL, answer BLOB NOT NULL)"
)
_MADE: Final = (
    _KEPT,
    "CREATE TABLE IF NOT EXISTS runs (cohort TEXT NOT NULL PRIMARY KEY, made REAL NOT NULL, document BLOB NOT NULL)",
)
_TABLES: Final = ("kept", "runs")
_WAIT: Final = 60
"""Seconds to wait for another run that is writing."""
_TOGETHER: Final = 50
"""Answers that are written in one go."""


def memory_file() -> Path:
    """Where the memory of this user is: COACHFOLIO_MEMORY, else in the folder in which the system keeps such things."""
    given = os.environ.get("COACHFOLIO_MEMORY")
    if given:
        return Path(given)
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Caches"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return folder / "coachfolio" / "cohort.db"


@contextmanager
def memory(file: Path | None) -> Iterator[Memory]:
    """The memory in a file; one that is gone afterwards, where that file cannot be used or there is to be none."""
    with tempfile.TemporaryDirectory(prefix="coachfolio-") as alone:
        base = _opened(file) if file is not None else None
        lasting = base is not None
        kept = Memory(base or _made(Path(alone) / "cohort.db"), lasting=lasting)
        try:
            yield kept
        finally:
            kept.close()


def _opened(file: Path) -> sqlite3.Connection | None:
    """The file, made where it is missing and made anew where it is none of ours. None where it cannot be written."""
    try:
        make_own(file.parent)
    except OSError:
        return None
    for _ in range(2):
        try:
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))  # for nobody else to read
            return _made(file)
        except OSError:
            return None
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                return None
            with suppress(OSError):
                file.unlink()
    return None


def _made(file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file, timeout=_WAIT)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        if base.execute("PRAGMA user_version").fetchone()[0] != _FORM:
            for table in _TABLES:
                base.execute(f"DROP TABLE IF EXISTS {table}")
            base.execute(f"PRAGMA user_version = {_FORM}")
        for statement in _MADE:
            base.execute(statement)
        base.commit()
    except sqlite3.Error:
        base.close()
        raise
    return base


class Memory:
    """Answers by the place of their portfolio, for one run."""

    def __init__(self, base: sqlite3.Connection, *, lasting: bool) -> None:
        self._base = base
        self._waiting = 0
        self.lasting: Final = lasting
        """Whether there is anything left of it once the run is over."""

    def knows(self, place: str, state: str | None, today: datetime.date) -> bool:
        """Whether there is an answer for a portfolio in this state that holds on a day."""
        row = self._base.execute(
            "SELECT 1 FROM kept WHERE place = ? AND state = ? AND program = ? AND first <= ? AND last >= ?",
            (place, state, program_state(), today.isoformat(), today.isoformat()),
        ).fetchone()
        return row is not None

    def keep(self, place: str, state: str | None, extract: Extract) -> None:
        """Keep an answer. Without a state it is there for this run only."""
        text = json.dumps(extract_document(extract), separators=(",", ":")).encode("ascii")
        row = (
            place,
            state,
            program_state(),
            extract.holds_from.isoformat(),
            extract.holds_until.isoformat(),
            time.time(),
            extract.name,
            extract.learner,
            extract.learner_by,
            zlib.compress(text, 1),
        )
        self._base.execute(f"INSERT OR REPLACE INTO kept VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
        self._waiting += 1
        if self._waiting >= _TOGETHER:
            self.write()

    def called(self, place: str) -> tuple[str, str, str] | None:
        """What a portfolio is called, the mark of its learner, and what that is made of; None where nothing is kept."""
        found: tuple[str, str, str] | None = self._base.execute(
            "SELECT name, learner, learner_by FROM kept WHERE place = ?", (place,)
        ).fetchone()
        return found

    def get(self, place: str, today: datetime.date) -> Extract | None:
        """The answer that was kept last for a portfolio, as on a day that it holds on."""
        row = self._base.execute("SELECT answer FROM kept WHERE place = ?", (place,)).fetchone()
        if row is None:
            return None
        try:
            extract = extract_from(zlib.decompress(row[0]))
        except (NotAnExtract, zlib.error):
            return None
        return extract if extract.today == today else changed(extract, today=today)

    def used(self, places: Iterable[str]) -> None:
        """Remember that these were asked for."""
        now = time.time()
        self._base.executemany("UPDATE kept SET used = ? WHERE place = ?", ((now, place) for place in places))

    def earlier(self, cohort: str) -> str | None:
        """What the run before this one found of a cohort, as it was kept."""
        row = self._base.execute("SELECT document FROM runs WHERE cohort = ?", (cohort,)).fetchone()
        return zlib.decompress(row[0]).decode("utf-8") if row else None

    def remember(self, cohort: str, document: str) -> None:
        """Keep what this run found of a cohort, for the next one."""
        row = (cohort, time.time(), zlib.compress(document.encode("utf-8")))
        self._base.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", row)

    def write(self) -> None:
        """Have what was kept so far outlast a run that is stopped."""
        self._base.commit()
        self._waiting = 0

    def close(self) -> None:
        """Write everything, and forget what was asked for longest ago where there is too much."""
        with suppress(sqlite3.Error):
            self._base.execute(
                "DELETE FROM kept WHERE place IN (SELECT place FROM kept ORDER BY used DESC LIMIT -1 OFFSET ?)",
                (MAX_KEPT,),
            )
            self._base.commit()
        self._base.close()
