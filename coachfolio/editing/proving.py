"""The proof that a record made again tells of a client no more: every object in it is read, and every name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.earlier import Sought
from coachfolio.confidentiality.portfolios import cover_for
from coachfolio.editing.forgetting import NotForgotten
from coachfolio.editing.leaving import CONTENTS, leaving_folder
from coachfolio.git import NoRecord, opened
from coachfolio.git.own import own_into, own_output
from coachfolio.portfolio.loading import open_portfolio

__all__ = ["LeftOver", "Proof", "proof_that_forgotten"]

Part = Literal["content", "version", "save", "folder", "seal", "name", "log", "unread"]
_STEPS: Final = "Forget "
"""How the saves that the steps make begin: they say the code."""
_MOST: Final = 25 << 20
_LOGS: Final = ("logs", "filter-repo", "packed-refs", "config", "COMMIT_EDITMSG", "ORIG_HEAD", "FETCH_HEAD")
"""What git keeps beside its objects and may hold words or names."""


@frozen()
class LeftOver(Frozen):
    """Something in the new record that still tells of the client."""

    part: Part
    where: str
    """The path of a file, or the number of a save; names in it are not covered up."""


@frozen()
class Proof(Frozen):
    """What was searched, and what was found."""

    objects: int
    left: tuple[LeftOver, ...]
    names_checked: bool
    """Whether there is a list of clients to look for names with."""


def proof_that_forgotten(folder: str | os.PathLike[str], client: str, new: str | os.PathLike[str]) -> Proof:
    """Search everything in a record that was made again for a client, by the list of the folder that it was made from.

    Every object is read, whether anything leads to it or not: contents, folders, saves and seals; and all names of
    lines and seals, the files of git beside them, and the files as they lie there. Nothing is written.

    Raises NotForgotten where nothing was forgotten in the folder before, NoPortfolio, NoRecord, GitTrouble.
    """
    portfolio = open_portfolio(folder)
    cover = cover_for(portfolio, folder)
    sought = Sought(client, cover.key, cover.declared)
    with opened(folder) as record:
        if record.top is None:
            raise NoRecord(os.fspath(folder))
        place = leaving_folder(record.top, client)
    try:
        gone = set((place / CONTENTS).read_text(encoding="ascii").split())
    except OSError:
        raise NotForgotten(
            "Nothing was forgotten in this folder yet, so there is nothing to prove. First: coachfolio forget CODE"
        ) from None
    with tempfile.TemporaryFile() as said:
        search = _Search(Path(new), sought, gone, said)
        return Proof(search.number, tuple(dict.fromkeys(search.found())), cover.key is not None)


class _Search:
    """One pass over a record of the person's own."""

    def __init__(self, place: Path, sought: Sought, gone: set[str], said: IO[bytes]) -> None:
        self._place, self._sought, self._gone, self._said = place, sought, gone, said
        own_into(said, place, "cat-file", "--batch-all-objects", "--batch", "--buffer")
        said.seek(0)
        self._objects: dict[str, tuple[str, int, int]] = {}
        while head := said.readline():
            id, kind, size = head.decode("ascii").split()
            self._objects[id] = (kind, said.tell(), int(size))
            said.seek(int(size) + 1, os.SEEK_CUR)
        self.number = len(self._objects)

    def found(self) -> Iterator[LeftOver]:
        paths, now = self._paths(), self._now()
        yield from (LeftOver("content", paths.get(id, id[:10])) for id in sorted(self._gone & self._objects.keys()))
        contents = []
        for id, (kind, _, size) in self._objects.items():
            if kind == "blob":
                contents.append((id, size))
            elif kind == "tree":
                names = [os.fsdecode(name) for name in _names_in(self._data(id), len(id) // 2)]
                if any(self._sought.has_name(name, is_name=True) for name in names):
                    yield LeftOver("folder", id[:10])
            else:
                yield from self._in_words(id, kind, self._data(id))
        yield from self._in_contents(contents, paths, now)
        yield from self._in_names()

    def _data(self, id: str) -> bytes:
        _, at, size = self._objects[id]
        self._said.seek(at)
        return self._said.read(size)

    def _in_contents(self, contents: list[tuple[str, int]], paths: dict[str, str], now: set[str]) -> Iterator[LeftOver]:
        from coachfolio.confidentiality.attachments import MAX_ATTACHMENT, insides_of

        asked = iter([id for id, size in contents if size <= MAX_ATTACHMENT])
        files = [(paths.get(id, id[:10]), size) for id, size in contents]
        insides = insides_of(files, lambda path, most: self._data(next(asked)))
        for (id, size), inside in zip(contents, insides, strict=True):
            data = self._data(id) if size <= MAX_ATTACHMENT else b""
            text = "\n".join([data.decode("utf-8", "replace"), *(text for _, text in inside.texts)])
            if self._sought.has_name(text) or (id not in now and self._sought.has_code(text)):
                yield LeftOver("version", inside.path)
            elif inside.not_checked:
                yield LeftOver("unread", inside.path)

    def _in_words(self, id: str, kind: str, data: bytes) -> Iterator[LeftOver]:
        head, _, words = data.decode("utf-8", "replace").partition("\n\n")
        told = self._sought.has_name(words, is_message=True) or self._sought.has_name(head)
        if told or (not words.startswith(_STEPS) and self._sought.has_code(words)):
            yield LeftOver("save" if kind == "commit" else "seal", id[:10])

    def _in_names(self) -> Iterator[LeftOver]:
        for name in own_output(self._place, "for-each-ref", "--format=%(refname)").decode("utf-8", "replace").split():
            if self._tells(name):
                yield LeftOver("name", name)
        for path in self._beside():
            text = path.read_bytes().decode("utf-8", "replace")
            lines = [line for line in text.splitlines() if _STEPS not in line and "without-" not in line]
            if any(self._sought.has_name(line, is_message=True) or self._sought.has_code(line) for line in lines):
                yield LeftOver("log", path.relative_to(self._place).as_posix())

    def _beside(self) -> Iterator[Path]:
        for name in _LOGS:
            top = self._place / ".git" / name
            for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
                if path.is_file() and not path.is_symlink() and path.stat().st_size <= _MOST:
                    yield path

    def _tells(self, name: str) -> bool:
        return self._sought.has_name(name, is_name=True) or self._sought.has_code(name)

    def _paths(self) -> dict[str, str]:
        """What each content is called that a line or a seal leads to."""
        said = own_output(self._place, "rev-list", "--objects", "--all").decode("utf-8", "surrogateescape")
        return {id: path for line in said.splitlines() for id, _, path in [line.partition(" ")] if path}

    def _now(self) -> set[str]:
        said = own_output(self._place, "ls-tree", "-r", "-z", "HEAD").split(b"\0")[:-1]
        return {line.split(b"\t")[0].split()[2].decode("ascii") for line in said}


def _names_in(tree: bytes, length: int) -> Iterator[bytes]:
    """The names in a folder, as git keeps it."""
    at = 0
    while at < len(tree):
        end = tree.index(b"\0", at)
        yield tree[at:end].partition(b" ")[2]
        at = end + 1 + length
