"""Why files could not be written, and what to do: most often another program has one of them open."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Final

from coachfolio.base.left_over import LEFT_OVER
from coachfolio.base.words import shown

__all__ = ["unwritable"]

_LONGEST: Final = 259
"""Letters of a whole path that every program on Windows can open."""


def unwritable(error: OSError, nothing: str = "Nothing was written.") -> str:
    """What is said where files could not be written, and which; `nothing` says that all is as it was."""
    paths = [PurePath(os.fsdecode(path)) for path in (error.filename2, error.filename) if isinstance(path, str | bytes)]
    own = next((path for path in paths if not LEFT_OVER.fullmatch(path.name)), None)
    said = f"The files could not be written: {(error.strerror or 'unknown reason').lower()}. {nothing}"
    if any(len(str(path)) > _LONGEST for path in paths):
        return f"{said} The way to a file is too long for this computer. Give it a shorter name, or move the portfolio."
    if isinstance(error, PermissionError):
        which = shown(own.name, 120) if own else "one of them"
        return (
            f"{said} See whether {which} is open in another program, such as Word, and close it there; whether it is "
            "marked as one that may only be read; and that the folder can be written to. Then try again."
        )
    return f"{said} See that the folder can be written to and that there is room on the disk, and try again."
