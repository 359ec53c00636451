"""Opening a file: one that is plain, through no link, waiting for no pipe or device, and read no further than asked."""

from __future__ import annotations

import os
import stat
from typing import Final

__all__ = ["NotPlain", "open_plain", "read_plain"]

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CHUNK: Final = 1 << 20
"""Bytes asked for at once, so that a file that claims to be large takes no room before it is read."""


class NotPlain(OSError):
    """A device, a pipe or a folder lies where a file is expected."""


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
    """The first `most` bytes of a plain file. Raises NotPlain and OSError as `open_plain` does."""
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
