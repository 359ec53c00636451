"""Histories of portfolios, made with real git: one function for each, with names and dates that never change.

Every function takes an empty place, builds there and returns a `History`. Its environment is built from nothing, so
that the ids are the same on every machine, except where a key signs. `ALL` has them by name; a `Shelf` keeps what is
built, for many tests to look at. The hostile directories are in hostile_directories.py.
"""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from . import changes, innocent, odd, rewrites, times
from .changes import *  # noqa: F403
from .innocent import *  # noqa: F403
from .learner import *  # noqa: F403
from .learner import Builder, History
from .odd import *  # noqa: F403
from .rewrites import *  # noqa: F403
from .times import *  # noqa: F403

ALL: dict[str, Builder] = {
    **odd.ODD_SAVES,
    **times.TIME,
    **changes.CHANGE,
    **innocent.INNOCENT,
    **rewrites.REWRITES,
    **rewrites.NO_REWRITES,
}


class Shelf:
    """Histories that are built when they are first asked for, and kept. Nobody may write to them.

    Several processes may have a shelf in one place: what one of them has built, the others find.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._built: dict[str, History] = {}

    def __getitem__(self, name: str) -> History:
        if name not in self._built:
            kept = self._place / f"{name}.history"
            with FileLock(self._place / f"{name}.lock"):
                if not kept.exists():
                    kept.write_bytes(pickle.dumps(ALL[name](self._place / name)))
            self._built[name] = pickle.loads(kept.read_bytes())
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(ALL)

    def copy(self, name: str, place: Path) -> Path:
        """A copy of the folder that may be written to; not for a linked working folder."""
        return Path(shutil.copytree(self[name].folder, place / "portfolio", symlinks=True))
