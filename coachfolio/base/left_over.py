"""Files of the program's own beside those that it changes: what a stopped command leaves, the next one clears away."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import listed, shown

__all__ = ["LEFT_OVER", "NotPutBack", "beside", "clear_left_over", "kept_beside", "take_away"]

LEFT_OVER: Final = re.compile(r"\.coachfolio-(?:(\d+)-)?[0-9a-f]{16}")
"""What they are called: with the number of the process that made them."""
_NOT_OURS: Final = (".git", "node_modules")


class NotPutBack(CoachfolioError):
    """A change could not be finished, and a part of it could not be put back: another program has the files open."""

    def __init__(self, kept: Sequence[Path]) -> None:
        names = listed(shown(file.name, 120) for file in kept[:6])
        super().__init__(
            "The change could not be finished, and not all of it could be put back, since another program has files "
            f"open. What was there before is in {names}, beside the file of that name: close the other program, and "
            "put it in its place by hand."
        )


def beside(place: Path) -> Path:
    """A name in the same folder that is not listed and not taken."""
    return place.with_name(f".coachfolio-{os.getpid()}-{secrets.token_hex(8)}")


def clear_left_over(folder: str | os.PathLike[str]) -> None:
    """Delete what a stopped command has left in a folder and those in it. One that still runs keeps its own."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOT_OURS]
        for name in names:
            match = LEFT_OVER.fullmatch(name)
            if match and not (match[1] and _runs(int(match[1]))):
                take_away(Path(place, name))


def take_away(file: Path) -> None:
    """Delete a file of the program's own where that can be done, also one that may only be read: Windows keeps it."""
    with suppress(OSError):
        try:
            file.unlink(missing_ok=True)
        except PermissionError:
            if not file.is_symlink():
                file.chmod(file.stat().st_mode | stat.S_IWRITE)
            file.unlink(missing_ok=True)


def kept_beside(place: Path, aside: Path) -> Path:
    """Where the earlier content of a file, which lies aside, is kept if it cannot be put back into its place."""
    kept, number = place.with_name(f"{place.name}.before"), 1
    while os.path.lexists(kept):
        number += 1
        kept = place.with_name(f"{place.name}.before-{number}")
    shutil.copy2(aside, kept)
    return kept


def _runs(process: int) -> bool:
    """Whether a process of this number is there."""
    if process == os.getpid():
        return True
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
