"""Whether a record is as it was a moment ago, by what the system says of its files. Nothing of it is read."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["stamp_of"]

MAX_ENTRIES: Final = 5_000
_NS: Final = 1_000_000_000
_TOO_NEW: Final = 2 * _NS
"""A file may change once more within the step of the system's clock, and show the same time."""
_NAMES_OF_CONTENTS: Final = 2
"""Letters in the name of a folder that holds contents. They never change."""


def stamp_of(git: Path) -> tuple[object, ...] | None:
    """What tells one state of a record from another: names, sizes and times of the files in its git directory.

    None where that cannot be told: the directory is elsewhere, has too many files, or changed within two seconds.
    """
    if git.is_symlink() or not git.is_dir():
        return None
    found: list[object] = [os.environ.get("GIT_INDEX_FILE")]
    try:
        for path, about in _entries(str(git), str(git / "objects")):
            if len(found) > MAX_ENTRIES or about.st_mtime_ns > time.time_ns() - _TOO_NEW:
                return None
            found.append((path, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns))
    except OSError:
        return None
    return tuple(found)


def _entries(folder: str, objects: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            yield entry.path, entry.stat(follow_symlinks=False)
            of_contents = folder == objects and len(entry.name) == _NAMES_OF_CONTENTS
            if entry.is_dir(follow_symlinks=False) and not of_contents:
                yield from _entries(entry.path, objects)
