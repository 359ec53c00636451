"""Would git take the folder private? The file .gitignore has to leave it out, in bytes that git can read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

from coachfolio.base.files import PRIVATE, is_private, read_plain

__all__ = ["IGNORED", "Taken", "ignoring", "taken_by_git"]

IGNORED: Final = ".gitignore"
_MOST: Final = 1 << 20
"""Bytes of a .gitignore that is read."""
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_LINES: Final = frozenset({PRIVATE, f"{PRIVATE}/", f"/{PRIVATE}", f"/{PRIVATE}/"})

Taken = Literal["", "missing", "unreadable", "not named"]
"""Why git would take the folder: no .gitignore, one that git cannot read, or one that does not leave the folder out.
Empty where it would not."""


def taken_by_git(folder: str | os.PathLike[str]) -> Taken:
    """Why git would take what lies in the folder private of a portfolio that is kept in git; empty where it would not.

    What was taken already is not told. Nothing is written.
    """
    place = Path(folder)
    try:
        names = [name for name in os.listdir(place) if is_private(name)]  # noqa: PTH208
    except OSError:
        return ""
    if not names:
        return ""
    data = _bytes_of(place / IGNORED)
    if names == [PRIVATE] and data is not None and _plainly_left_out(data):
        return ""
    if not _asked(place, names):
        return ""
    if data is None:
        return "missing"
    return "unreadable" if _as_git_reads(data) != _lines(data) else "not named"


def ignoring(file: Path) -> bytes | None:
    """The bytes that .gitignore should have, so that git leaves the folder private out; None where it has them.

    A file in UTF-16, as PowerShell writes it, leaves nothing out: it is put into the bytes that git reads. None also
    where it cannot be read.
    """
    data = _bytes_of(file)
    if data is None or len(data) > _MOST:
        return None
    text = _decoded(data)
    lines = [line.strip() for line in text.splitlines()]
    named = [line for line in lines if line.removeprefix("!") in _LINES]
    if named and not named[-1].startswith("!") and not _takes_back(lines):
        right = text.encode("utf-8", "surrogateescape")
        return None if right == data else right
    end = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{end}{PRIVATE}/\n".encode("utf-8", "surrogateescape")


def _takes_back(lines: list[str]) -> bool:
    """Whether a line after the one that names the folder may take it back, such as `!*`."""
    last = max(number for number, line in enumerate(lines) if line in _LINES)
    return any(line.startswith("!") for line in lines[last + 1 :])


def _plainly_left_out(data: bytes) -> bool:
    """Whether no question to git is needed: the usual case, at every check."""
    lines = {line.rstrip(b" \r") for line in data.split(b"\n")}
    named = any(name.encode() in lines for name in _LINES)
    return named and not any(line.startswith(b"!") for line in lines)


def _asked(place: Path, names: list[str]) -> bool:
    """Whether git says that it would take anything in these folders."""
    from coachfolio.git.own import own_output
    from coachfolio.git.process import GitTrouble

    try:
        return bool(own_output(place, "ls-files", "-z", "--others", "--exclude-standard", "--directory", "--", *names))
    except (GitTrouble, OSError):  # it takes nothing where it cannot work
        return False


def _bytes_of(file: Path) -> bytes | None:
    try:
        return read_plain(file, _MOST + 1)
    except OSError:
        return None


def _as_git_reads(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogateescape").splitlines()


def _lines(data: bytes) -> list[str]:
    return _decoded(data).splitlines()


def _decoded(data: bytes) -> str:
    """The text, whatever wrote it. Bytes that are in no writing known here stay as they are."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _in(data, name)
    if data[1::2].count(0) > len(data) // 4:
        return _in(data, "utf-16-le")
    if data[::2].count(0) > len(data) // 4:
        return _in(data, "utf-16-be")
    return data.decode("utf-8", "surrogateescape")


def _in(data: bytes, name: str) -> str:
    try:
        return data.decode(name).replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")
