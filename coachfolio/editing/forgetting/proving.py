"""The proof that a record made again tells of a client no more: every object in it is read, and every name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final, Literal

from coachfolio.base.files import read_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.earlier import Sought, told_of
from coachfolio.confidentiality.key import KEY_FILE
from coachfolio.confidentiality.portfolios import cover_for
from coachfolio.git import NoRecord, opened
from coachfolio.git.own import own_into, own_output
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

__all__ = ["LeftOver", "Part", "Proof", "proof_of", "proof_that_forgotten"]

Part = Literal["content", "version", "save", "folder", "seal", "name", "log", "file", "bundle", "unread"]
_MOST: Final = 25 << 20
_NO_WORDS: Final = ("objects", "index")
"""Of git's own files: what is read object by object, and the list of the files as they lie there."""
_HAND_OVER: Final = (b"# v2 git bundle\n", b"# v3 git bundle\n")


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
    """Search everything in a copy of the record, made anew, for a client, by the list of the folder that it is from.

    Every object is read, whether anything leads to it or not: contents, folders, saves and seals; and all names of
    lines and seals, the files of git beside them, and the files as they lie there. Nothing is written.

    Raises NoPortfolio, NoRecord, GitTrouble.
    """
    portfolio = open_portfolio(folder)
    cover = cover_for(portfolio, folder)
    sought = Sought(client, cover.key, cover.declared)
    with opened(folder) as record:
        if record.top is None:
            raise NoRecord(os.fspath(folder))
        told = told_of(record, sought)
    return proof_of(Path(new), sought, told.contents)


def proof_of(top: Path, sought: Sought, gone: Iterable[str] = (), git: Path | None = None) -> Proof:
    """Search a record for what a client is known by. `gone` are the ids of contents that must not be there any more.

    `git` is its git directory, where that is not the one in the folder. Raises OSError and GitTrouble.
    """
    with tempfile.TemporaryFile() as said:
        search = _Search(top, sought, frozenset(gone), said, git or top / ".git")
        return Proof(search.number, tuple(dict.fromkeys(search.found())), sought.key is not None)


class _Search:
    """One pass over a record of the person's own."""

    def __init__(self, place: Path, sought: Sought, gone: frozenset[str], said: IO[bytes], git: Path) -> None:
        self._place, self._sought, self._gone, self._said, self._git = place, sought, gone, said, git
        self._there = {"GIT_DIR": os.fspath(git)}
        own_into(said, place, "cat-file", "--batch-all-objects", "--batch", "--buffer", variables=self._there)
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
        yield from self._in_files()

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
        if told or self._sought.has_code(words):
            yield LeftOver("save" if kind == "commit" else "seal", id[:10])

    def _in_names(self) -> Iterator[LeftOver]:
        said = own_output(self._place, "for-each-ref", "--format=%(refname)", variables=self._there)
        for name in said.decode("utf-8", "replace").splitlines():
            if self._tells(name):
                yield LeftOver("name", name)
        for path in sorted(self._git.rglob("*")):
            inside = path.relative_to(self._git)
            if inside.parts[0] in _NO_WORDS or not path.is_file() or path.is_symlink():
                continue
            if path.stat().st_size > _MOST:
                yield LeftOver("unread", f".git/{inside.as_posix()}")
                continue
            text = path.read_bytes().decode("utf-8", "replace")
            told = (self._sought.has_name(line, is_message=True) or self._tells(line) for line in text.splitlines())
            if self._tells(inside.as_posix()) or any(told):
                yield LeftOver("log", f".git/{inside.as_posix()}")

    def _in_files(self) -> Iterator[LeftOver]:
        """The files as they lie there, saved or not: names in all of them, but for the list itself."""
        from coachfolio.confidentiality.attachments import insides_of
        from coachfolio.confidentiality.portfolios import whole_file

        lists = {path.parent / KEY_FILE for path in self._place.rglob(PORTFOLIO_FILE)}
        files = []
        for path in sorted(self._place.rglob("*")):
            name = path.relative_to(self._place).as_posix()
            if name.split("/")[0] == ".git" or path in lists or path.is_symlink() or not path.is_file():
                continue
            files.append((name, path.stat().st_size))
        for inside, (_, size) in zip(insides_of(files, whole_file(self._place)), files, strict=True):
            start = read_plain(self._place / inside.path, min(size, _MOST))
            text = "\n".join([start.decode("utf-8", "replace"), *(text for _, text in inside.texts)])
            if start.startswith(_HAND_OVER):
                yield LeftOver("bundle", inside.path)
            elif self._sought.has_name(text) or self._sought.has_name(inside.path, is_name=True):
                yield LeftOver("file", inside.path)
            elif inside.not_checked:
                yield LeftOver("unread", inside.path)

    def _tells(self, name: str) -> bool:
        return self._sought.has_name(name, is_name=True) or self._sought.has_code(name)

    def _paths(self) -> dict[str, str]:
        """What each content is called that a line or a seal leads to."""
        said = own_output(self._place, "rev-list", "--objects", "--all", variables=self._there)
        lines = said.decode("utf-8", "surrogateescape").split("\n")
        return {id: path for line in lines for id, _, path in [line.partition(" ")] if path}

    def _now(self) -> set[str]:
        said = own_output(self._place, "ls-tree", "-r", "-z", "HEAD", variables=self._there).split(b"\0")[:-1]
        return {line.split(b"\t")[0].split()[2].decode("ascii") for line in said}


def _names_in(tree: bytes, length: int) -> Iterator[bytes]:
    """The names in a folder, as git keeps it."""
    at = 0
    while at < len(tree):
        end = tree.index(b"\0", at)
        yield tree[at:end].partition(b" ")[2]
        at = end + 1 + length
