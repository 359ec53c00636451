"""Reading a record in bulk: a handful of processes of git, whatever its size, and everything hashed when it is read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, Final, NamedTuple

from coachfolio.git.objects import MAX_COMMIT_BYTES, Mismatch
from coachfolio.git.process import GitTrouble, LimitReached, Repository, started

__all__ = [
    "Change",
    "Changes",
    "Entry",
    "Missing",
    "changes",
    "changes_ahead",
    "ids_reachable",
    "listing",
    "objects",
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
"""Of all saves, or of all evidence in every version: a few hundred times what a long record has."""
MAX_SKIPPED_BYTES: Final = 1 << 28
"""Of contents too large to be evidence: what is read past before the rest is given up."""
_STOPS_SHORT: Final = "Git's account of the record stops short. Ask for a fresh copy of it."
_CHUNK: Final = 1 << 18
_BATCH: Final = ("cat-file", "--batch", "--buffer")
_COMPARE: Final = ("diff-tree", "--stdin", "-r", "-t", "--root", "-c", "--raw", "-z", "--no-renames", "--no-abbrev")


class Missing(GitTrouble):
    """Objects that should be there are not."""

    def __init__(self, ids: Collection[str]) -> None:
        super().__init__(
            "Only part of the record is here: some of what was saved is missing. Ask for the whole record, as one file "
            "made with `coachfolio bundle`."
        )
        self.ids = frozenset(ids)


class Change(NamedTuple):
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
    files: list[Change]
    folders: list[str]
    """The ids of the folders that it changed, as it left them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in one state of the record."""

    path: bytes
    mode: str
    id: str


@contextmanager
def asked(lines: Iterable[str]) -> Iterator[IO[bytes]]:
    """A file with a line for each, to be a process's input: a file spares a thread that feeds it."""
    with tempfile.TemporaryFile() as file:
        file.write("".join(f"{line}\n" for line in lines).encode("ascii"))
        file.seek(0)
        yield file


def ids_reachable(repository: Repository, tips: Iterable[str], without: Iterable[str] = ()) -> list[str]:
    """The ids of all saves that lead to some, newest first, each before those that it follows.

    Raises LimitReached, and GitTrouble where one is missing, or none of them leads to a save.
    """
    left_out = [f"^{one}" for one in without]
    wanted = [*tips, *left_out]
    length = repository.id_length + 1
    with asked(wanted) as names, started(repository, "rev-list", "--topo-order", "--stdin", stdin=names) as process:
        found = process.stdout.read(MAX_SAVES * length + 1)
        if len(found) > MAX_SAVES * length:
            raise LimitReached(f"it has more than {MAX_SAVES:,} saves")
    if not found and wanted and not left_out:
        raise GitTrouble("What the record ends with is not a save. Ask for a fresh copy of the whole record.")
    return str(found, "ascii").split()


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

    They may have MAX_AHEAD_BYTES together.
    """
    with asked(ids) as names, tempfile.TemporaryFile(buffering=_CHUNK) as said, ExitStack() as running:
        running.enter_context(started(repository, *_BATCH, stdin=names, stdout=said, most=MAX_AHEAD_BYTES))

        def read() -> Iterator[tuple[str, bytes]]:
            running.close()  # waits for the end
            if os.fstat(said.fileno()).st_size > MAX_AHEAD_BYTES:  # where no system held git to it
                raise LimitReached("unpacked, it is larger than any portfolio needs")
            said.seek(0)
            yield from _objects(said, repository.algorithm, kind, most, missing, too_large)

        yield read()


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
    with asked(ids) as names, started(repository, *_BATCH, stdin=names) as process:
        yield from _objects(process.stdout, repository.algorithm, kind, most, missing, too_large)


def _objects(
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
    read, line = said.read, said.readline
    while head := line():
        try:
            named, found, length = head.split()
        except ValueError:
            gone = head.split(b" ")[0].decode("ascii", "replace")
            if missing is None:
                raise Missing([gone]) from None
            missing.add(gone)
            continue
        name = named.decode("ascii")
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
        digest = new(b"%b %b\0%b" % (found, length, data), usedforsecurity=False)
        if digest.hexdigest() != name or (found != expected and expected):
            if len(data) < size:  # git was stopped in the midst of it
                raise GitTrouble(_STOPS_SHORT)
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
    with asked(ids) as names, started(repository, "cat-file", "--batch-check", "--buffer", stdin=names) as process:
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

    Raises as `started` does.
    """
    with asked(ids) as names, started(repository, *_COMPARE, stdin=names, settings=("diff.orderFile=",)) as process:
        yield from _parsed(_tokens(process.stdout), repository.id_length)


@contextmanager
def changes_ahead(repository: Repository, ids: Iterable[str]) -> Iterator[Iterator[Changes]]:
    """As `changes`, but git compares in the background while something else is done."""
    with asked(ids) as names, tempfile.TemporaryFile(buffering=_CHUNK) as said, ExitStack() as running:
        settings = ("diff.orderFile=",)
        running.enter_context(
            started(repository, *_COMPARE, stdin=names, stdout=said, settings=settings, most=MAX_SAID_BYTES)
        )

        def read() -> Iterator[Changes]:
            running.close()  # waits for the end
            said.seek(0)
            yield from _parsed(_tokens(said), repository.id_length)

        yield read()


def _tokens(said: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    left = MAX_SAID_BYTES
    while part := said.read(_CHUNK):
        left -= len(part)
        if left < 0:
            raise LimitReached("its saves changed more files than those of any portfolio")
        *whole, rest = (rest + part).split(b"\0")
        yield from whole
    if rest.strip(b"\n"):
        raise GitTrouble(_STOPS_SHORT)


def _parsed(tokens: Iterator[bytes], id_length: int) -> Iterator[Changes]:
    broken = GitTrouble("Git's account of the record makes no sense. Ask for a fresh copy of it.")
    save = ""
    files: list[Change] = []
    folders: list[str] = []
    for token in tokens:
        if token[:1] == b":" and save:
            if token[8:15] == b"040000 ":  # nearly half of all lines, and nothing but the id is wanted of them
                folders.append(token[16 + id_length : 16 + 2 * id_length].decode("ascii"))
                next(tokens)
                continue
            fields = token.decode("ascii").split(" ")
            parents = (len(fields) - 3) // 2
            if len(fields) != 2 * parents + 3:
                raise broken
            mode, name, path = fields[parents], fields[2 * parents + 1], next(tokens)
            if mode == "040000":
                folders.append(name)
            else:
                files.append(Change(path, mode, name, tuple(fields[parents + 1 : -2]), fields[-1]))
        else:
            if len(token) != id_length:
                raise broken
            if save:
                yield Changes(save, files, folders)
            save, files, folders = token.decode("ascii"), [], []
    if save:
        yield Changes(save, files, folders)


def listing(repository: Repository, tree: str) -> list[Entry]:
    """Every file of one state. Raises LimitReached; the folders are to be verified beforehand."""
    found: list[Entry] = []
    with started(repository, "ls-tree", "-r", "-z", "--full-tree", tree) as process:
        for token in _tokens(process.stdout):
            about, _, path = token.partition(b"\t")
            if len(path) > MAX_PATH_BYTES:
                raise LimitReached("it has a path that is longer than any computer can keep")
            mode, _, name = about.split(b" ")
            found.append(Entry(path, mode.decode("ascii"), name.decode("ascii")))
            if len(found) > MAX_PATHS:
                raise LimitReached(f"one state of it has more than {MAX_PATHS:,} files")
    return found
