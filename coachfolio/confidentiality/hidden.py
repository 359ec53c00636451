"""Files that begin with a dot, and what lies in folders that do: no part of a portfolio, but git would save them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from coachfolio.base.files import is_private

__all__ = ["hidden_files"]

_GIT: Final = ".git"
_OFTEN: Final = frozenset({".gitignore", ".gitattributes", ".gitkeep"})
_MOST: Final = 2_000
"""Hidden files that are looked into where nothing says which of them git would leave out."""


def hidden_files(folder: str | os.PathLike[str], *, in_git: bool) -> list[tuple[str, int]]:
    """Their paths in a folder, and their sizes in bytes, as far as git would save them.

    Links are not followed. Nothing is written.
    """
    tops = list(_tops(folder))
    found = [path for path, is_folder in tops if not is_folder]
    if in_git and any(is_folder or path.rsplit("/", 1)[-1] not in _OFTEN for path, is_folder in tops):
        saved = _as_git_says(folder)
        if saved is not None:
            return _sized(folder, (path for path in saved if _is_hidden(path)))
    for path, is_folder in tops:
        if is_folder:
            found += _inside(folder, path)
    return _sized(folder, sorted(found)[:_MOST])


def _is_hidden(path: str) -> bool:
    parts = path.split("/")
    return not is_private(path) and any(part.startswith(".") for part in parts)


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


def _as_git_says(folder: str | os.PathLike[str]) -> list[str] | None:
    from coachfolio.git.own import own_output
    from coachfolio.git.process import GitTrouble

    try:
        said = own_output(Path(folder), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
    except (GitTrouble, OSError):
        return None
    return [os.fsdecode(name) for name in dict.fromkeys(said.split(b"\0")[:-1])]


def _sized(folder: str | os.PathLike[str], paths: Iterator[str] | list[str]) -> list[tuple[str, int]]:
    found = []
    for path in paths:
        try:
            about = os.lstat(f"{os.fspath(folder)}/{path}")
        except (OSError, ValueError):
            continue
        found.append((path, about.st_size))
    return found
