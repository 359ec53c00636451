"""Which saved contents somebody has emptied where git keeps them, while the files themselves are whole."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

__all__ = ["emptied_among"]


def emptied_among(git: Path, contents: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Those of some files, by path with the ids of their contents, whose content git keeps as a file of 0 bytes.

    `git` is the folder `.git`. Each comes with where in it that file lies. Git itself never writes an empty one: sync
    services and disks that are full do. Nothing is opened.
    """
    found = []
    for path, id in sorted(contents.items()):
        place = f"objects/{id[:2]}/{id[2:]}"
        try:
            about = (git / place).lstat()
        except (OSError, ValueError):
            continue
        if stat.S_ISREG(about.st_mode) and about.st_size == 0:
            found.append((path, place))
    return tuple(found)
