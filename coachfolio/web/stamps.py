"""Whether anything in a folder may have changed, told from names, sizes and times alone: no file is read for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["FolderStamp", "folder_stamp"]

_MOST_FILES: Final = 50_000
"""Files of which the state is told; of more, whatever is asked is worked out anew."""
_OF_GIT: Final = (".git", ".git/HEAD", ".git/index", ".git/logs/HEAD", ".git/packed-refs", ".git/refs/tags")
"""What changes with every save, seal and change of line."""


@frozen()
class FolderStamp(Frozen):
    """What a folder or a file looks like from outside."""

    files: frozenset[tuple[str, int, int, int, int]]
    """Each file's path, size, times of its content and of its name, and the number of its place on the disk."""
    newest: float
    """Seconds of the clock at which the youngest of them was written."""


def folder_stamp(path: Path) -> FolderStamp | None:
    """The stamp of a portfolio's folder, or of a hand-over file; None where it cannot be told."""
    try:
        found = frozenset(_seen(path))
    except (OSError, OverflowError):
        return None
    newest = max((time for _, _, *times, _ in found for time in times), default=0)
    return FolderStamp(found, newest / 1e9)


def _seen(path: Path) -> Iterator[tuple[str, int, int, int, int]]:
    if path.is_file():
        yield _one("", path.stat())
        return
    number = 0
    folders = [os.fspath(path)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                number += 1
                if number > _MOST_FILES:
                    raise OverflowError
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != ".git":
                        folders.append(entry.path)
                    # a folder that was removed and made again is told from its own time
                yield _one(entry.path, entry.stat(follow_symlinks=False))
    for name in _OF_GIT:
        if (path / name).exists():
            yield _one(name, (path / name).stat())


def _one(path: str, stat: os.stat_result) -> tuple[str, int, int, int, int]:
    return path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
