"""Reading a record in bulk: a handful of processes of git, whatever its size, and everything hashed when it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sized
from contextlib import contextmanager
from itertools import chain
from typing import IO, Final, NamedTuple

from coachfolio.git.objects import MAX_COMMIT_BYTES, Commit, Mismatch, commit_from
from coachfolio.git.process import (
    LONG_PATH,
    GitTrouble,
    LimitReached,
    Repository,
    StopsShort,
    ahead,
    lines_as_input,
    started,
)

__all__ = [
    "Begun",
    "Changes",
    "Entry",
    "FileChange",
    "Missing",
    "begun",
    "changes",
    "ids_reachable",
    "listing",
    "listing_ahead",
    "must_be_bounded",
    "objects",
    "objects_ahead",
    "objects_coming",
    "saves_of",
    "sizes",
]

MAX_SAVES: Final = 1_000_000
MAX_PATHS: Final = 1_000_000
"""Files in one state of the record, at most."""
MAX_PATH_BYTES: Final = 4096
"""The path of one file: no computer keeps a longer one."""
MAX_SAID_BYTES: Final = 1 << 27
"""Of what git says about paths in one answer: nearly a million changes of files."""
MAX_AHEAD_BYTES: Final = 1 << 29
"""Of all saves: a few hundred times what a long record has."""
MAX_CONTENTS_BYTES: Final = (1 << 28) + (1 << 25)
"""Of all evidence in every version: a hundred times what a long record has."""
MAX_SKIPPED_BYTES: Final = 1 << 28
"""Of contents too large to be evidence: what is read past before the rest is given up."""
_CHUNK: Final = 1 << 18
_ORDER: Final = ("--topo-order", f"--max-count={MAX_SAVES + 1}", "--stdin")
_LEADING: Final = ("rev-list", *_ORDER)
_OLDEST_FIRST: Final = (*_LEADING, "--reverse")
_FILES: Final = ("ls-tree", "-r", "-z", "--full-tree")
_BATCH: Final = ("cat-file", "--batch=%(objecttype) %(objectsize)", "--buffer")
"""Without the ids, which are known: what is left is how git begins what it hashes."""
_BATCH_WITH_IDS: Final = ("cat-file", "--batch=%(objectname) %(objecttype) %(objectsize)", "--buffer")
_NO_SAVE: Final = "What the record ends with is not a save. Ask for a fresh copy of the whole record."
_RAW: Final = (
    "-r",
    "-t",
    "--root",
    "-c",
    "--raw",
    "-z",
    "--no-renames",
    "--no-abbrev",
    "--no-ext-diff",
    "--no-textconv",
)
_COMPARE: Final = ("diff-tree", "--stdin", *_RAW)
_WALK: Final = ("log", *_ORDER, "--reverse", *_RAW, "--format=%H", "--no-mailmap", "--no-notes", "--no-decorate")
"""Lists and compares in one go. Nothing that somebody typed is in the answer but paths."""


class Missing(GitTrouble):
    """Objects that should be there are not."""

    def __init__(self, ids: Collection[str]) -> None:
        super().__init__(
            "Only part of the record is here: some of what was saved is missing. Ask for the whole record, as one file "
            "made with `coachfolio bundle`."
        )
        self.ids = frozenset(ids)


class FileChange(NamedTuple):
    """One file that a save changed."""

    path: bytes
    mode: str
    """`100644` for a file, `120000` for a link, `160000` for another repository, `000000` for one that was removed."""
    id: str
    before: tuple[str, ...]
    """Its id in every parent; only zeros where it was not there."""
    states: str
    """A letter for each parent: A added, M changed, D removed, T of another kind."""


class Changes(NamedTuple):
    """What one save changed."""

    id: str
    files: list[FileChange]
    folders: list[str]
    """The ids of the folders that it changed, as it left them."""


class Entry(NamedTuple):
    """A file in one state of the record."""

    path: bytes
    mode: str
    id: str


def ids_reachable(repository: Repository, tips: Iterable[str], without: Iterable[str] = ()) -> list[str]:
    """The ids of all saves that lead to some, newest first, each before those that it follows.

    Raises LimitReached, and GitTrouble where one is missing, or none of them leads to a save.
    """
    left_out = [f"^{known}" for known in without]
    wanted = [*tips, *left_out]
    with lines_as_input(wanted) as names, started(repository, *_LEADING, stdin=names) as process:
        found = str(process.stdout.read(), "ascii").split()
    _not_too_many(found)
    if not found and wanted and not left_out:
        raise GitTrouble(_NO_SAVE)
    return found


def _not_too_many(saves: Sized) -> None:
    if len(saves) > MAX_SAVES:
        raise LimitReached(f"it has more than {MAX_SAVES:,} saves")


class Begun(NamedTuple):
    """What git is at work on: everything that leads to one save, each save after those that it follows."""

    saves: Iterator[tuple[str, bytes]]
    compared: Iterator[Changes]


@contextmanager
def begun(repository: Repository, tip: str) -> Iterator[Begun]:
    """Have git fetch all saves that lead to one, and compare them, while something else is done."""
    most = MAX_AHEAD_BYTES
    with (
        ahead(repository, *_WALK, given=[tip], most=MAX_SAID_BYTES) as compared,
        ahead(repository, *_BATCH_WITH_IDS, given=[tip], fed_by=_OLDEST_FIRST, most=most) as saves,
    ):
        found = _objects(_named(saves), saves, repository.algorithm, "commit", MAX_COMMIT_BYTES, None, None)
        yield Begun(found, _parsed(_tokens(compared), repository.id_length))


def saves_of(reading: Begun) -> dict[str, Commit]:
    """The saves by their ids, each after those that it follows.

    Raises Mismatch, LimitReached, and GitTrouble where one is missing or what they lead to is none.
    """
    found = {id: commit_from(id, data) for id, data in reading.saves}
    _not_too_many(found)
    if not found:
        raise GitTrouble(_NO_SAVE)
    return found


def objects(
    repository: Repository,
    ids: Iterable[str],
    kind: str | None,
    *,
    most: int = MAX_COMMIT_BYTES,
    missing: set[str] | None = None,
    too_large: set[str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Objects with their bytes, in the order asked for, each of the kind that is expected and hashed.

    Those that are not there are added to `missing`, larger ones than `most` bytes to `too_large`, where they are given.

    Raises Mismatch, Missing, LimitReached.
    """
    with objects_coming(repository, ids, kind, most=most, missing=missing, too_large=too_large) as found:
        yield from found


@contextmanager
def objects_coming(
    repository: Repository,
    ids: Iterable[str],
    kind: str | None,
    *,
    most: int = MAX_COMMIT_BYTES,
    missing: set[str] | None = None,
    too_large: set[str] | None = None,
) -> Iterator[Iterator[tuple[str, bytes]]]:
    """As `objects`, but git is started at once, and is ahead by as much as goes into a pipe."""
    names = list(ids)
    with lines_as_input(names) as lines, started(repository, *_BATCH, stdin=lines) as process:
        said = process.stdout
        yield _objects(_in_order(said, names), said, repository.algorithm, kind, most, missing, too_large)


@contextmanager
def objects_ahead(
    repository: Repository,
    ids: Iterable[str],
    kind: str | None,
    *,
    most: int = MAX_COMMIT_BYTES,
    missing: set[str] | None = None,
    too_large: set[str] | None = None,
) -> Iterator[Iterator[tuple[str, bytes]]]:
    """As `objects`, but git collects them in the background while something else is done.

    They may have MAX_CONTENTS_BYTES together.
    """
    names = list(ids)
    with ahead(repository, *_BATCH, given=names, most=MAX_CONTENTS_BYTES) as said:
        yield _objects(_in_order(said, names), said, repository.algorithm, kind, most, missing, too_large)


def _in_order(said: IO[bytes], names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The ids that were asked for, and what is said of each."""
    line = said.readline
    for name in names:
        yield name, line()[:-1]


def _named(said: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Ids, and what is said of each."""
    for head in iter(said.readline, b""):
        name, _, about = head[:-1].partition(b" ")
        yield name.decode("ascii"), about


def _objects(
    heads: Iterator[tuple[str, bytes]],
    said: IO[bytes],
    algorithm: str,
    kind: str | None,
    most: int,
    missing: set[str] | None,
    too_large: set[str] | None,
) -> Iterator[tuple[str, bytes]]:
    new = hashlib.sha256 if algorithm == "sha256" else hashlib.sha1
    expected = kind.encode() if kind else None
    skipped = 0
    read = said.read
    for name, about in heads:
        found, _, length = about.partition(b" ")
        if not length.isdigit():
            if not about.endswith(b"missing"):
                raise StopsShort
            if missing is None:
                raise Missing([name])
            missing.add(name)
            continue
        size = int(length)
        if size > most:
            skipped += size
            if too_large is None or skipped > MAX_SKIPPED_BYTES:
                raise LimitReached(f"something in it is larger than {most // 1024:,} KB")
            too_large.add(name)
            _skip(said, size + 1)
            continue
        data = read(size + 1)[:-1]
        # git's own ids need not be safe against forgery here: seals and receipts carry SHA-256 as well
        digest = new(b"%b\0%b" % (about, data), usedforsecurity=False)
        if digest.hexdigest() != name or (found != expected and expected):
            if len(data) < size:  # git was stopped in the midst of it
                raise StopsShort
            raise Mismatch(name)
        yield name, data


def _skip(said: IO[bytes], size: int) -> None:
    while size > 0:
        part = said.read(min(size, _CHUNK))
        if not part:
            return
        size -= len(part)


def sizes(repository: Repository, ids: Iterable[str]) -> dict[str, tuple[str, int]]:
    """The kind and the size in bytes of objects, as they say themselves; those that are missing are left out."""
    found: dict[str, tuple[str, int]] = {}
    with (
        lines_as_input(ids) as names,
        started(repository, "cat-file", "--batch-check", "--buffer", stdin=names) as process,
    ):
        for line in process.stdout:
            parts = line.split()
            if len(parts) == 3:
                found[parts[0].decode("ascii")] = (parts[1].decode("ascii"), int(parts[2]))
    return found


def changes(repository: Repository, ids: Iterable[str]) -> Iterator[Changes]:
    """What each save changed, in the order asked for: files, and the folders that they are in.

    Saves that changed nothing are left out. Of a joined line only what differs from all its parents is shown. A file
    that moved is one removed and one added: never a guess. Git compares folders that it does not hash: every one that
    it looked at is either the top of a save or named here, and whoever relies on this hashes them.

    Raises NoGit, LimitReached, and GitTrouble where git ends badly.
    """
    with lines_as_input(ids) as names, started(repository, *_COMPARE, stdin=names) as process:
        yield from _parsed(_tokens(process.stdout), repository.id_length)


def must_be_bounded(repository: Repository, tips: Iterable[str]) -> None:
    """Raise LimitReached where what leads to some saves has longer paths, or more of them, than any portfolio's.

    Of folders inside one another git writes every path out whenever it goes through them all.
    """
    try:
        with lines_as_input(tips) as names, started(repository, *_WALK, stdin=names) as process:
            for tokens in _many_tokens(process.stdout):
                if any(len(token) > MAX_PATH_BYTES for token in tokens):
                    raise LimitReached(LONG_PATH)
    except LimitReached:
        raise
    except GitTrouble:  # whoever reads on is told what is missing or damaged
        return


def _tokens(said: IO[bytes]) -> Iterator[bytes]:
    return chain.from_iterable(_many_tokens(said))


def _path(tokens: Iterator[bytes]) -> bytes:
    """What comes after the words about a change. Git may have been stopped between the two."""
    path = next(tokens, None)
    if path is None:
        raise StopsShort
    return path


def _many_tokens(said: IO[bytes]) -> Iterator[list[bytes]]:
    rest = b""
    left = MAX_SAID_BYTES
    while part := said.read(_CHUNK):
        left -= len(part)
        if left < 0:
            raise LimitReached("its saves changed more files than those of any portfolio")
        *whole, rest = (rest + part).split(b"\0")
        yield whole
    if rest.strip(b"\n"):
        raise StopsShort


def _parsed(tokens: Iterator[bytes], id_length: int) -> Iterator[Changes]:
    broken = GitTrouble("Git's account of the record makes no sense. Ask for a fresh copy of it.")
    old, new = 15 + id_length, 16 + id_length
    end = new + id_length
    save = ""
    files: list[FileChange] = []
    folders: list[str] = []
    for token in tokens:
        if token[:1] == b"\n":  # git sets what it compared apart from the id of a save, where it lists them itself
            token = token[1:]
        if token[:1] == b":" and save:
            # a folder: nearly half of all lines, and nothing but the id is wanted of them
            if token[8:15] == b"040000 " and token[1:2] != b":":
                folders.append(token[new:end].decode("ascii"))
                _path(tokens)
                continue
            line = token.decode("ascii")
            if line[1] != ":" and line[old] == line[end] == " ":  # of one parent, as nearly all are
                files.append(FileChange(_path(tokens), line[8:14], line[new:end], (line[15:old],), line[end + 1 :]))
                continue
            fields = line.split(" ")
            parents = (len(fields) - 3) // 2
            if len(fields) != 2 * parents + 3:
                raise broken
            mode, name, path = fields[parents], fields[2 * parents + 1], _path(tokens)
            if mode == "040000":
                folders.append(name)
            else:
                files.append(FileChange(path, mode, name, tuple(fields[parents + 1 : -2]), fields[-1]))
        else:
            if not token:
                continue
            if len(token) != id_length:
                raise broken
            if save:
                yield Changes(save, files, folders)
            save, files, folders = token.decode("ascii"), [], []
    if save:
        yield Changes(save, files, folders)


def listing(repository: Repository, tree: str) -> list[Entry]:
    """Every file of one state. Raises LimitReached; the folders are to be verified beforehand."""
    with started(repository, *_FILES, tree) as process:
        return _listed(process.stdout)


@contextmanager
def listing_ahead(repository: Repository, tree: str) -> Iterator[Callable[[], list[Entry]]]:
    """As `listing`, but git lists them in the background while something else is done."""
    with ahead(repository, *_FILES, tree, most=MAX_SAID_BYTES) as said:
        yield lambda: _listed(said)


def _listed(said: IO[bytes]) -> list[Entry]:
    found: list[Entry] = []
    for token in _tokens(said):
        about, _, path = token.partition(b"\t")
        if len(path) > MAX_PATH_BYTES:
            raise LimitReached(LONG_PATH)
        mode, _, name = about.split(b" ")
        found.append(Entry(path, mode.decode("ascii"), name.decode("ascii")))
        if len(found) > MAX_PATHS:
            raise LimitReached(f"one state of it has more than {MAX_PATHS:,} files")
    return found
