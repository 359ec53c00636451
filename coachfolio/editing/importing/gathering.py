"""The files that are to be imported: found, read within bounds, and opened by whatever reads their kind."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field as given
from pathlib import Path, PurePosixPath
from typing import Final

from coachfolio.base.files import PRIVATE, NotPlain, read_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.editing.drafts import NotWritten
from coachfolio.editing.importing.facts import SourceFile
from coachfolio.editing.importing.notes import has_settled
from coachfolio.format.attachments.worker import Worker
from coachfolio.format.foreign.contents import Contents
from coachfolio.format.foreign.converting import CONVERTED, in_docx
from coachfolio.format.foreign.opening import MAX_SOURCE, foreign_contents
from coachfolio.portfolio.portfolio import INBOX, PORTFOLIO_FILE

__all__ = ["Gathered", "gather"]

MAX_SOURCES: Final = 5_000
_SECONDS: Final = 30.0
"""For one file."""
_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_INSIDE: Final = "WordDocument".encode("utf-16-le")
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_PROTECTED: Final = "it is protected by a password: open it, save it without one, and import that"
_UNKNOWN: Final = "coachfolio cannot read files of this kind; it can be kept as an attachment"
_PASSED_OVER: Final = ("desktop.ini", "thumbs.db", "icon\r")


@frozen()
class Gathered(Frozen):
    """Files that were read, and what they hold."""

    sources: tuple[SourceFile, ...]
    contents: Mapping[str, Contents] = given(repr=False)
    """By the name of the source."""
    unread: tuple[tuple[str, str], ...] = given(default=(), repr=False)
    """Files of which nothing could be read, and why."""


def gather(paths: Sequence[str | os.PathLike[str]]) -> Gathered:
    """Read files, and all files in folders, whatever their kind. Raises NotWritten where there is nothing to read."""
    files = list(dict.fromkeys(_files(paths)))
    if not files:
        raise NotWritten("There are no files here to import.")
    if len(files) > MAX_SOURCES:
        raise NotWritten(f"There are more than {MAX_SOURCES:,} files here. Import them in several goes.")
    sources: list[SourceFile] = []
    contents: dict[str, Contents] = {}
    unread: list[tuple[str, str]] = []
    to_convert: dict[str, bytes] = {}
    with Worker(_SECONDS) as worker:
        for name, path in files:
            if INBOX.rstrip("/") in path.absolute().parts and not has_settled(path):
                unread.append((name, "it is still being written, by a phone or another computer; try again in a while"))
                continue
            try:
                data = read_plain(path, MAX_SOURCE + 1)
            except (NotPlain, OSError):
                unread.append((name, "it cannot be opened"))
                continue
            sources.append(SourceFile(path, name, hashlib.sha256(data).hexdigest(), len(data)))
            if len(data) > MAX_SOURCE:
                contents[name] = Contents(unread=f"it is larger than {MAX_SOURCE >> 20} MB")
            elif why := _locked(data):
                contents[name] = Contents(unread=why)
            elif _to_convert(name, data):
                to_convert[_converted_name(name)] = data
            else:
                contents[name] = foreign_contents(_read_as(name, data), data, worker) or Contents(unread=_UNKNOWN)
        for converted, made in in_docx(to_convert).items():
            name = converted.partition("\0")[0]
            if isinstance(made, str):
                contents[name] = Contents(unread=made)
            else:
                found = foreign_contents("document.docx", made, worker)
                contents[name] = found or Contents(unread=_UNKNOWN)
    kept = {name: inner for name, inner in contents.items() if not inner.unread}
    unread += [(name, inner.unread) for name, inner in contents.items() if inner.unread]
    return Gathered(tuple(sources), kept, tuple(unread))


def _files(paths: Sequence[str | os.PathLike[str]]) -> Iterator[tuple[str, Path]]:
    """Every file by its name: below a folder with the folders between."""
    for given_path in paths:
        path = Path(given_path)
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                private = {PRIVATE} if PORTFOLIO_FILE in names else set()
                folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in private)
                for name in sorted(names):
                    if not _is_passed_over(name):
                        inner = Path(folder, name)
                        yield inner.relative_to(path).as_posix(), inner
        elif path.exists():
            yield path.name, path
        else:
            raise NotWritten(f"There is no file {shown(str(given_path), 200)}.")


def _is_passed_over(name: str) -> bool:
    """What programs put down beside files: the lock of an open document, pictures of a folder."""
    return name.startswith((".", "~$", "~")) or name.casefold() in _PASSED_OVER


def _locked(data: bytes) -> str:
    return _PROTECTED if data.startswith(_OLD) and _LOCKED in data[: 1 << 20] else ""


def _to_convert(name: str, data: bytes) -> bool:
    ending = PurePosixPath(name.lower()).suffix
    if data.startswith(b"{\\rtf"):
        return True
    if data.startswith(_OLD):
        return ending in (*CONVERTED, ".docx") and (ending != ".docx" or _WORD_INSIDE in data)
    return ending in CONVERTED and not (data.startswith(b"PK") and ending in (".doc", ".dot"))


def _converted_name(name: str) -> str:
    ending = PurePosixPath(name.lower()).suffix
    return f"{name}\0{ending if ending in CONVERTED else '.doc'}"


def _read_as(name: str, data: bytes) -> str:
    """The name that says how it is to be read: a .docx that was given the ending .doc is one all the same."""
    if data.startswith(b"PK") and PurePosixPath(name.lower()).suffix in (".doc", ".dot"):
        return "document.docx"
    return name
