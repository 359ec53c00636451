"""Files that begin with a dot, and what lies in folders that do: no part of a portfolio, but git would save them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from coachfolio.base.files import is_private, read_plain

__all__ = ["hidden_files"]

_GIT: Final = ".git"
_MOST: Final = 2_000
"""Hidden files that are looked into."""
_MOST_BYTES: Final = 1 << 16


def hidden_files(folder: str | os.PathLike[str]) -> list[tuple[str, int]]:
    """Their paths in a folder, and their sizes in bytes, but for those that the file .gitignore plainly leaves out.

    Git is not asked, for it would obey settings that somebody else wrote. Links are not followed. Nothing is written.
    """
    found: list[str] = []
    left_out = _left_out(folder)
    for path, is_folder in _tops(folder):
        if path.rsplit("/", 1)[-1] not in left_out and path not in left_out:
            found += _inside(folder, path) if is_folder else [path]
    return _sized(folder, sorted(found)[:_MOST])


def _left_out(folder: str | os.PathLike[str]) -> frozenset[str]:
    """The names that .gitignore has on a line of their own; none where a line takes anything back in."""
    try:
        text = read_plain(Path(folder, ".gitignore"), _MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return frozenset()
    lines = [line.strip() for line in text.splitlines()]
    if any(line.startswith("!") for line in lines):
        return frozenset()
    return frozenset(line.strip("/") for line in lines if line and not line.startswith("#"))


def _tops(folder: str | os.PathLike[str]) -> Iterator[tuple[str, bool]]:
    """Every hidden file or folder that lies in one that is not hidden, and whether it is a folder."""
    waiting = [""]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(f"{os.fspath(folder)}/{place}") as entries:
                for entry in entries:
                    is_folder = entry.is_dir(follow_symlinks=False)
                    if entry.name.startswith("."):
                        if entry.name != _GIT and not entry.is_symlink():
                            yield place + entry.name, is_folder
                    elif is_folder and (place or not is_private(entry.name)):
                        waiting.append(f"{place}{entry.name}/")
        except OSError:  # whoever lists the portfolio says so
            continue


def _inside(folder: str | os.PathLike[str], top: str) -> list[str]:
    found: list[str] = []
    for place, folders, names in os.walk(Path(folder, top), followlinks=False):
        folders.sort()
        inner = os.path.relpath(place, folder).replace(os.sep, "/")
        found += [f"{inner}/{name}" for name in names]
        if len(found) > _MOST:
            break
    return found


def _sized(folder: str | os.PathLike[str], paths: list[str]) -> list[tuple[str, int]]:
    found = []
    for path in paths:
        try:
            about = os.lstat(f"{os.fspath(folder)}/{path}")
        except (OSError, ValueError):
            continue
        found.append((path, about.st_size))
    return found
