"""Files of the program's own beside those that it changes: what a stopped command leaves, the next one clears away."""

from __future__ import annotations

import os
import re
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

__all__ = ["LEFT_OVER", "beside", "clear_left_over"]

LEFT_OVER: Final = re.compile(r"\.coachfolio-(?:(\d+)-)?[0-9a-f]{16}")
"""What they are called: with the number of the process that made them."""
_NOT_OURS: Final = (".git", "node_modules")


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
                with suppress(OSError):
                    Path(place, name).unlink()


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
