"""A stranger's ZIP, opened only once everything about it that can be known beforehand is in order and within bounds."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import shown
from coachfolio.format.bags.paths import same_name, trouble_with

__all__ = ["BROKEN", "MOST_FILES_IN_BAG", "MOST_UNPACKED_OF_BAG", "UnusableZip", "opened_zip"]

MAX_PACKED: Final = 4 << 30
"""Bytes of a ZIP that is looked into."""
MOST_UNPACKED_OF_BAG: Final = 8 << 30
"""Bytes of everything in it, unpacked."""
MOST_FILES_IN_BAG: Final = 50_000
_MAX_DIRECTORY: Final = 16 << 20
"""Bytes of the list of its files."""
_MAX_TIMES: Final = 200
"""How many times as large it may become, once that is more than a little."""
_A_LITTLE: Final = 64 << 20

BROKEN: Final = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError),
    *(NotImplementedError, KeyError, OverflowError),
)
"""What reading a damaged ZIP may raise."""
_DAMAGED: Final = "This ZIP is damaged: it cannot be read to its end. Ask for a fresh copy."
_NO_ZIP: Final = "This is no ZIP file. Name the file that was handed in, as it came."


class UnusableZip(CoachfolioError):
    """A ZIP was not opened. The text says why."""


@contextmanager
def opened_zip(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP of which nothing is trusted. Raises UnusableZip for whatever no honest pack has."""
    file.seek(0, 2)
    size = file.tell()
    if size > MAX_PACKED:
        raise UnusableZip(f"This file has more than {MAX_PACKED >> 30} GiB, and was not opened.")
    _must_list_little(file, size)
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN:
        raise UnusableZip(_DAMAGED) from None
    with archive:
        _must_be_in_order(archive.infolist(), size)
        yield archive


def _must_list_little(file: IO[bytes], size: int) -> None:
    """Count what a ZIP lists, before a program that believes it reads the list."""
    file.seek(max(0, size - (22 + 0xFFFF + 20)))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise UnusableZip(_NO_ZIP)
    length, start = struct.unpack_from("<LL", tail, at + 12)
    end = size - len(tail) + at
    if 0xFFFFFFFF in (length, start) or tail[at + 8 : at + 12] == b"\xff" * 4:
        length, end = _longer(file, tail, at, length, end)
    if length > min(_MAX_DIRECTORY, end):
        raise UnusableZip(f"This ZIP lists more files than any pack has, or is damaged ({length:,} bytes of names).")
    file.seek(end - length)
    listed = file.read(length)
    place = number = 0
    while place + 46 <= len(listed) and listed[place : place + 4] == b"PK\x01\x02":
        place += 46 + sum(struct.unpack_from("<HHH", listed, place + 28))
        number += 1
        if number > MOST_FILES_IN_BAG:
            raise UnusableZip(f"This ZIP lists more than {MOST_FILES_IN_BAG:,} files, and was not opened.")
    if place != len(listed):
        raise UnusableZip(_DAMAGED)


def _longer(file: IO[bytes], tail: bytes, at: int, length: int, end: int) -> tuple[int, int]:
    """The length and the end of the list of a ZIP that is so large that its end is written in another form."""
    if at < 20 or tail[at - 20 : at - 16] != b"PK\x06\x07":
        return length, end
    place = struct.unpack_from("<Q", tail, at - 12)[0]
    if place > end:
        raise UnusableZip(_DAMAGED)
    file.seek(place)
    record = file.read(56)
    if len(record) != 56 or record[:4] != b"PK\x06\x06":
        raise UnusableZip(_DAMAGED)
    return struct.unpack_from("<Q", record, 40)[0], place


def _must_be_in_order(parts: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Raise UnusableZip for names, kinds and sizes that no honest pack has."""
    seen: dict[str, str] = {}
    unpacked = 0
    for part in parts:
        name = part.orig_filename
        why = trouble_with(name) or _kind(part)
        if why:
            raise UnusableZip(f"There is something in it called {shown(name, 100)}, {why}. Nothing was unpacked.")
        plain = name.removesuffix("/")
        if same_name(plain) in seen:
            raise UnusableZip(_twice(plain, seen[same_name(plain)]))
        seen[same_name(plain)] = plain
        unpacked += part.file_size
    _must_nest(parts)
    if unpacked > MOST_UNPACKED_OF_BAG or unpacked > max(_A_LITTLE, _MAX_TIMES * size):
        raise UnusableZip(f"Unpacked, this ZIP would have {unpacked:,} bytes, as no pack has. Nothing was unpacked.")
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            raise UnusableZip("Several files in this ZIP lie in the same place, as in no honest one. Nothing was read.")
        end = part.header_offset + 30 + part.compress_size


def _must_nest(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Raise UnusableZip where something lies in a file, or in folders whose names differ by case alone."""
    files = {same_name(part.orig_filename) for part in parts if not part.is_dir()}
    spelt: dict[str, str] = {}
    for part in parts:
        steps = part.orig_filename.removesuffix("/").split("/")
        for number in range(1, len(steps)):
            folder = "/".join(steps[:number])
            if same_name(folder) in files:
                raise UnusableZip(f"{shown(folder, 100)} is a file and a folder in this ZIP. Nothing was unpacked.")
            before = spelt.setdefault(same_name(folder), folder)
            if before != folder:
                raise UnusableZip(_twice(folder, before))


def _twice(name: str, before: str) -> str:
    if name == before:
        return f"{shown(name, 100)} is in this ZIP twice. Nobody can say which of the two counts, and nothing was read."
    return (
        f"{shown(before, 100)} and {shown(name, 100)} are one and the same name on some computers. Nobody can say "
        "which of the two counts, and nothing was read."
    )


def _kind(part: zipfile.ZipInfo) -> str:
    """Why something is neither a plain file nor a folder, as the end of a sentence; empty where it is one."""
    kind = stat.S_IFMT(part.external_attr >> 16) if part.create_system == 3 else 0
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > part.is_dir():
        return "which is a link or a device and no file"
    if part.flag_bits & 0x2041:
        return "which is locked with a password"
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "which is packed in a way that not every computer can unpack"
    if part.is_dir() and part.file_size:
        return "which is a folder with something in it of its own"
    return ""
