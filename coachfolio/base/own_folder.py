"""The folder that coachfolio has of its own on this computer, outside every portfolio."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

__all__ = ["make_own", "own_folder"]


def own_folder() -> Path:
    """Where it keeps what must not get lost and belongs into no record. Nothing is made here."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "coachfolio"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "coachfolio"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "coachfolio"


def make_own(folder: Path) -> None:
    """Make a folder for this user alone, with those above it. Raises OSError, also without a home."""
    home = Path.home()
    if folder.is_relative_to(home) and not home.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(home))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
