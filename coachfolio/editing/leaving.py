"""What git filter-repo is told, so that no save tells of a client: written where no save takes it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from coachfolio.confidentiality.earlier import InEarlierSaves

__all__ = ["CONTENTS", "FILES", "NAMES", "WORDS", "label_of", "leaving_folder", "write_leaving"]

FILES: Final = "files"
"""The files that are taken out of every save, for --paths-from-file."""
WORDS: Final = "words"
"""The lines that are taken out of messages, for --replace-message."""
NAMES: Final = "names"
"""New names for lines and seals, for --refname-callback."""
CONTENTS: Final = "contents"
"""The ids of all that has to be gone."""
_INSTEAD: Final = "(Taken out: a client was forgotten.)"
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


def label_of(client: str) -> str:
    """What files and folders are called by that are about the client: the code, unless it is more than a code."""
    return client if _PLAIN.fullmatch(client) else "client"


def leaving_folder(top: Path, client: str) -> Path:
    """Where the lists lie: in the folder in which git keeps the record, so in no save and no hand-over file."""
    return top / ".git" / f"forget-{label_of(client)}"


def write_leaving(folder: Path, told: InEarlierSaves, more: Iterable[str] = ()) -> None:
    """Write the lists. `more` are files to take out as well, from the top of the record. Raises OSError."""
    folder.mkdir(exist_ok=True)
    lists = {
        FILES: b"".join(_path_line(path) for path in sorted({*told.paths, *more})),
        WORDS: b"".join(_word_line(line) for line in told.words),
        NAMES: _renaming(told.names),
        CONTENTS: "".join(f"{id}\n" for id in sorted(told.contents)).encode("ascii"),
    }
    for name, data in lists.items():
        (folder / name).write_bytes(data)


def _path_line(path: str) -> bytes:
    """One path for git filter-repo, whatever signs are in it."""
    return b"regex:^%b$\n" % _escaped(os.fsencode(path))


def _word_line(line: str) -> bytes:
    """One line of a message, whole and not as a part of another."""
    return b"regex:(?m)^%b\\r?$==>%b\n" % (_escaped(line.encode("utf-8", "surrogateescape")), _INSTEAD.encode())


def _escaped(data: bytes) -> bytes:
    """As a pattern on one line. An equals sign is written by its number: three signs with one part a line in two."""
    escaped = re.escape(data)
    return escaped.replace(b"\\\n", rb"\n").replace(b"\\\r", rb"\r").replace(b"\n", rb"\n").replace(b"=", rb"\x3d")


def _renaming(names: Iterable[str]) -> bytes:
    """The inside of a function in Python: it gives a line or a seal that tells of the client another name."""
    new: dict[bytes, bytes] = {}
    for number, name in enumerate(sorted(names), 1):
        kind = "heads/line" if name.startswith("refs/heads/") else "tags/mark"
        new[os.fsencode(name)] = f"refs/{kind}-{number}".encode()
    return f"return {new!r}.get(refname, refname)\n".encode("ascii") if new else b""
