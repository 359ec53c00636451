"""Clones of the portfolios that are read from an address, kept so that the next run fetches only what is new.

They lie in a folder that only this person can read. The ones that were not used for longest go when there are too many
bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TypeVar

from coachfolio.base.own_folder import make_own
from coachfolio.cohort.engines.outcomes import Bounds, Failure, Result, Work
from coachfolio.cohort.engines.rooms import Rooms
from coachfolio.git.fetching import fetch, is_address
from coachfolio.git.process import GitTrouble, LimitReached, NoGit

__all__ = ["CACHE", "cached", "fetched_outcome"]

_T = TypeVar("_T")

CACHE: Final = "COACHFOLIO_CACHE"
"""Names the folder for clones."""
MAX_PACKS: Final = 20
"""A clone that was added to more often is fetched anew."""
_SHARE: Final = 20
"""The clones are counted when a process has added this part of what there may be."""
_added: dict[Path, int] = {}
"""Bytes that this process added to a cache since it was counted."""


def fetched_outcome(rooms: Rooms, path: str, work: Work[_T], bounds: Bounds) -> Result[_T] | Failure:
    """What the work makes of a portfolio, which is fetched first where an address is given."""
    if not is_address(path):
        return rooms.outcome(path, work)
    try:
        with cached(path, bounds.cache) as folder:
            return rooms.outcome(path, work, str(folder))
    except GitTrouble as error:
        return Failure(path, str(error), "unreadable")
    except OSError as error:
        why = f"It could not be kept on this computer: {(error.strerror or 'unknown reason').lower()}."
        return Failure(path, why, "unreadable")


def _top() -> Path:
    named = os.environ.get(CACHE)
    if named:
        return Path(named).absolute()
    above = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    return (Path(above) if above else Path.home() / ".cache") / "coachfolio" / "clones"


@contextmanager
def cached(address: str, most: int) -> Iterator[Path]:
    """A clone as new as the address, for nobody else as long as the block lasts.

    Raises OSError, and what `fetch` raises.
    """
    top = _top()
    make_own(top)
    place = top / hashlib.sha256(address.encode()).hexdigest()[:40]
    with _alone(place, wait=True):
        _fetch(address, place)
        os.utime(place)
        yield place
    with contextlib.suppress(OSError):  # somebody else may be at it as well
        _keep_within(top, place, most)


def _fetch(address: str, place: Path) -> None:
    """A clone that is broken, or in too many parts, is made anew; so is one whose server failed once."""
    packs = [*(place / "objects" / "pack").glob("*.pack")]
    if len(packs) > MAX_PACKS:
        shutil.rmtree(place)
    try:
        _fetch_once(address, place)
    except (NoGit, LimitReached):
        raise
    except GitTrouble:
        _fetch_once(address, place)


def _fetch_once(address: str, place: Path) -> None:
    place.mkdir(mode=0o700, exist_ok=True)
    try:
        fetch(address, place)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


@contextmanager
def _alone(place: Path, *, wait: bool) -> Iterator[bool]:
    """Whether nobody else has a clone in hand. A lock that the system lifts when its process ends."""
    with place.with_suffix(".lock").open("ab") as file:
        held = _lock(file, wait)
        try:
            yield held
        finally:
            if held:
                _unlock(file)


if sys.platform == "win32":
    import msvcrt
    import time

    def _lock(file: IO[bytes], wait: bool) -> bool:
        file.seek(0)
        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
                time.sleep(0.1)
            else:
                return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes], wait: bool) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


def _keep_within(top: Path, new: Path, most: int) -> None:
    """Remove what was not used for longest, where the clones have more bytes than they may.

    They are counted at first, and whenever this process has added so much that it is worth it.
    """
    if top in _added:
        _added[top] += _size(new)
        if _added[top] < most // _SHARE:
            return
    _added[top] = 0
    clones = sorted((folder.stat().st_mtime, folder, _size(folder)) for folder in top.iterdir() if folder.is_dir())
    total = sum(size for _, _, size in clones)
    for _, folder, size in clones:
        if total <= most:
            return
        with _alone(folder, wait=False) as free:
            if free:
                shutil.rmtree(folder, ignore_errors=True)
                total -= size


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.lstat().st_size
    return total
