"""The index of a stranger's working folder, read as data: which files are marked so that their changes stay unseen."""

from __future__ import annotations

import struct
from typing import Final

__all__ = ["MAX_INDEX_BYTES", "hidden_paths"]

MAX_INDEX_BYTES: Final = 64 << 20
_MAX_NAME: Final = 4096
"""Letters in a path; more than this and names that grow by a letter each would take for ever."""
_ASSUME_UNCHANGED: Final = 0x8000
_EXTENDED: Final = 0x4000
_NAME_LENGTH: Final = 0x0FFF
_SKIP_WORKTREE: Final = 0x4000


class _Odd(Exception):
    """The index is not as git writes it."""


def hidden_paths(data: bytes, algorithm: str) -> tuple[str, ...]:
    """The paths that are marked assume-unchanged or skip-worktree, in the order of the index.

    Versions 2, 3 and 4 are read. An index that is split into two files, and one that is odd in any way, gives nothing.
    """
    try:
        return _hidden(data, 32 if algorithm == "sha256" else 20)
    except (_Odd, struct.error, IndexError, ValueError):
        return ()


def _hidden(data: bytes, id_bytes: int) -> tuple[str, ...]:
    signature, version, count = struct.unpack_from(">4sII", data)
    fixed = 40 + id_bytes  # times, owner, mode and size, then the id
    if signature != b"DIRC" or version not in (2, 3, 4) or count > len(data) // fixed:
        raise _Odd
    hidden: list[str] = []
    place, name = 12, b""
    for _ in range(count):
        start = place
        (flags,) = struct.unpack_from(">H", data, start + fixed)
        place = start + fixed + 2
        more = 0
        if flags & _EXTENDED:
            (more,) = struct.unpack_from(">H", data, place)
            place += 2
        if version == 4:
            strip, place = _number(data, place)
            if strip > len(name):
                raise _Odd
            end = data.index(0, place)
            name = name[: len(name) - strip] + data[place:end]
            place = end + 1
        else:
            end = data.index(0, place)
            name = data[place:end]
            place = start + (end - start + 8) // 8 * 8
        if not name or len(name) > _MAX_NAME or flags & _NAME_LENGTH != min(len(name), _NAME_LENGTH):
            raise _Odd
        if flags & _ASSUME_UNCHANGED or more & _SKIP_WORKTREE:
            hidden.append(name.decode("utf-8", "replace"))
    return tuple(hidden)


def _number(data: bytes, place: int) -> tuple[int, int]:
    """A number of any length as git packs it, and where it ends."""
    letter = data[place]
    value = letter & 127
    for _ in range(4):
        if not letter & 128:
            return value, place + 1
        place += 1
        letter = data[place]
        value = (value + 1 << 7) | (letter & 127)
    if letter & 128:
        raise _Odd
    return value, place + 1
