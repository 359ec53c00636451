"""Files of a stranger's folder, read so that none of them can lead elsewhere or keep the reader waiting.

Each one is looked at before it is opened: a link is not followed, a pipe or a device is not opened at all.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from coachfolio.base import files
from coachfolio.git.process import GitTrouble, LimitReached

__all__ = ["EntryKind", "PointsOutside", "entries", "kind_of", "open_foreign", "read_foreign"]


EntryKind = Literal["nothing", "folder", "file"]


class PointsOutside(GitTrouble):
    """What was handed over leads to another place on this computer, or to a device. Nothing was read through it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The record was not read: {why}. Ask for the whole record, as one file made with `coachfolio bundle`."
        )
        self.why = why


_LINK: Final = "a part of it is not here but a link to another place"
_DEVICE: Final = "a part of it is not a file but a device or a pipe"


def kind_of(path: Path) -> EntryKind:
    """What is at a path itself. Raises PointsOutside for anything that is neither a folder nor a file."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "nothing"
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISREG(mode):
        return "file"
    raise PointsOutside(_LINK if stat.S_ISLNK(mode) else _DEVICE)


def open_foreign(path: Path) -> int:
    """A handle for reading a regular file. Raises OSError, and PointsOutside for anything else."""
    if kind_of(path) == "folder":
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    try:
        return files.open_plain(path)[0]
    except files.NotPlain:  # it was exchanged since it was looked at
        raise PointsOutside(_DEVICE) from None


def read_foreign(path: Path, most: int, what: str) -> bytes | None:
    """The bytes of a regular file, None if there is none.

    Raises OSError, PointsOutside, and LimitReached, which names `what`, where there are more than `most` bytes.
    """
    if kind_of(path) != "file":
        return None
    with os.fdopen(open_foreign(path), "rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise LimitReached(f"{what} is larger than any portfolio needs")
    return data


def entries(folder: Path, most: int, what: str) -> Iterator[tuple[str, bool]]:
    """The name of everything in a folder, and whether it is a folder itself.

    Raises OSError, PointsOutside for a link, pipe or device in it, and LimitReached, which names `what`, where there
    are more than `most`.
    """
    with os.scandir(folder) as found:
        for number, entry in enumerate(found):
            if number >= most:
                raise LimitReached(f"there are more {what} in it than any portfolio needs")
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.is_file(follow_symlinks=False):
                raise PointsOutside(_LINK if entry.is_symlink() else _DEVICE)
            yield entry.name, is_folder
