"""What is being brought in: files that were dropped, in a private place until it is done, and the plan for them."""

from __future__ import annotations

import atexit
import secrets
import shutil
import tempfile
import threading
from collections.abc import Collection, Iterable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import BinaryIO

    from coachfolio.editing.importing.facts import ImportQuestion
    from coachfolio.editing.importing.planning import ImportPlan

__all__ = ["Arrivals"]

_MOST_NAME: Final = 150
"""Characters of a file's name that are kept."""
_AT_ONCE: Final = 1 << 16
_DEVICES: Final = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""What Windows takes for something else than a file, whatever its ending."""


class Arrivals:
    """One import at a time. No name of it is in an address: forms ask for it by its `mark`."""

    def __init__(self) -> None:
        self.lock: Final = threading.RLock()
        self.mark = ""
        self.plan: ImportPlan | None = None
        self.asked: dict[str, ImportQuestion] = {}
        """Every question that was asked so far, so that an answer can still be changed."""
        self.files: tuple[Path, ...] = ()
        self._place: Path | None = None
        atexit.register(self.clear)

    def take(self, files: Iterable[tuple[str, BinaryIO]]) -> list[Path]:
        """Put files into a new private place, each under its own name. What was there of an earlier import is gone."""
        self.clear()
        # nobody but whoever opened the portfolio may look into it
        self._place = Path(tempfile.mkdtemp(prefix="coachfolio-import-"))
        self.mark = secrets.token_urlsafe(12)
        taken: list[Path] = []
        names: set[str] = set()
        for name, source in files:
            plain = _free(_plain(name), names)
            names.add(plain.casefold())
            path = self._place / plain
            with path.open("xb") as out:
                shutil.copyfileobj(source, out, _AT_ONCE)
            taken.append(path)
        self.files = tuple(taken)
        return taken

    def keep(self, plan: ImportPlan) -> None:
        """Keep a plan, and the questions that it asks."""
        self.plan = plan
        self.asked |= {question.id: question for question in plan.questions}

    def clear(self) -> None:
        """Forget the import, and take its files away."""
        with self.lock:
            place, self._place = self._place, None
            self.plan, self.mark, self.asked, self.files = None, "", {}, ()
            if place is not None:
                shutil.rmtree(place, ignore_errors=True)


def _plain(name: str) -> str:
    """The name of an uploaded file, without folders and without what no file's name should have."""
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > _MOST_NAME:
        kept = f"{stem[: _MOST_NAME - len(ending) - 1]}{dot}{ending}"
    return f"_{kept}" if stem.casefold() in _DEVICES or not kept else kept


def _free(name: str, taken: Collection[str]) -> str:
    """A name that none of the others has: two files of one name come from two folders."""
    stem, dot, ending = name.rpartition(".")
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{stem} ({number}){dot}{ending}" if dot else f"{name} ({number})"
    return free
