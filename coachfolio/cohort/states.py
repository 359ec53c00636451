"""Whether a portfolio is as it was, by what the system and git say of its files. None of them is read."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from coachfolio.base.version import __version__
from coachfolio.checks.rules import all_rules
from coachfolio.cohort.extract import EXTRACT_VERSION
from coachfolio.format.plugged import schemas_offered, thresholds_offered

__all__ = ["MOST_FILES_OF_STATE", "program_state", "state_of"]

MOST_FILES_OF_STATE: Final = 200_000
"""Files in one portfolio, its record included. Of one with more, nothing is remembered."""
_TOO_NEW: Final = 2_000_000_000
"""A file may change once more within the step of the system's clock, and show the same time."""
_CONTENTS: Final = "objects"
"""The folder of a git directory that holds contents under the names that they are known by: they never change, and
what leads to them is outside it."""


@cache
def program_state() -> str:
    """What the answers depend on besides the portfolio: this program, its form of an extract, and plug-ins."""
    plugged = sorted(rule.code for rule in all_rules() if rule.family == "plug-in")
    parts = (__version__, EXTRACT_VERSION, plugged, sorted(schemas_offered()), sorted(thresholds_offered().items()))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def state_of(place: str | os.PathLike[str]) -> str | None:
    """What tells one state of a portfolio from another: names, sizes and times of its files, and those of its record.

    None where that cannot be told: it changed within two seconds, has too many files, or cannot be listed.
    """
    found = hashlib.sha256()
    now = time.time_ns()
    path = os.fspath(place)
    try:
        about = os.stat(path)  # noqa: PTH116 - thousands of them
        files = _files(path) if Path(path).is_dir() else iter([(path, about)])
        for number, (name, entry) in enumerate(files):
            if number >= MOST_FILES_OF_STATE or entry.st_mtime_ns > now - _TOO_NEW:
                return None
            told = (entry.st_ino, entry.st_size, entry.st_mode, entry.st_mtime_ns, entry.st_ctime_ns)
            found.update(f"{name}\0{told}\n".encode("utf-8", "surrogateescape"))
    except (OSError, UnicodeError):
        return None
    return found.hexdigest()


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            yield entry.path, entry.stat(follow_symlinks=False)
            if entry.is_dir(follow_symlinks=False) and not (entry.name == _CONTENTS and _is_git(folder)):
                yield from _files(entry.path)


def _is_git(folder: str) -> bool:
    return os.path.lexists(f"{folder}/HEAD") and os.path.lexists(f"{folder}/refs")
