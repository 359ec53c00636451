"""Finding the few other programs that coachfolio ever starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["program"]


def program(name: str) -> str | None:
    """The absolute path of a program, found only in absolute folders of PATH, never in the current folder."""
    for part in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = Path(part, f"{name}.exe" if sys.platform == "win32" else name)
        if path.is_absolute() and path.is_file() and os.access(path, os.X_OK):
            return str(path)
    return None
