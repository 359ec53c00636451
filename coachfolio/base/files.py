"""Opening a file: one that is plain, through no link, waiting for no pipe or device, and read no further than asked."""

from __future__ import annotations

import os
import stat
from typing import Final

__all__ = ["PRIVATE", "NotPlain", "has_private", "is_private", "open_plain", "read_plain"]

PRIVATE: Final = "private"
"""The folder at the top of a portfolio that is no part of it: it holds the key from client codes to names."""

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CHUNK: Final = 1 << 20
"""Bytes asked for at once, so that a file that claims to be large takes no room before it is read."""


class NotPlain(OSError):
    """A device, a pipe or a folder lies where a file is expected."""


def is_private(path: str) -> bool:
    """Whether a path inside a portfolio is that folder or lies in it, in capitals or not."""
    return path.split("/")[0].casefold() == PRIVATE


def has_private(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder has that folder in it, in capitals or not. A folder that cannot be listed has none."""
    try:
        return any(is_private(name) for name in os.listdir(folder))  # noqa: PTH208
    except OSError:
        return False


def open_plain(path: str | os.PathLike[str]) -> tuple[int, os.stat_result]:
    """A handle for reading a plain file, and what is known of the file. The caller closes the handle.

    Raises NotPlain for what is not a file, and OSError where it cannot be opened or is a link.
    """
    handle = os.open(path, _FLAGS)
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        os.close(handle)
        raise NotPlain("not a file")
    return handle, about


def read_plain(path: str | os.PathLike[str], most: int) -> bytes:
    """The first `most` bytes of a plain file.

    Raises NotPlain for what is not a file, and OSError where it cannot be opened or is a link.
    """
    handle, _ = open_plain(path)
    try:
        parts: list[bytes] = []
        left = most
        while left > 0 and (part := os.read(handle, min(left, _CHUNK))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)
    finally:
        os.close(handle)
