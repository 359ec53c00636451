"""What the record has of what changes: whether it is saved, which seals list it, and what earlier saves tell."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from coachfolio.base.files import open_plain
from coachfolio.confidentiality.earlier import InEarlierSaves, Sought, told_of
from coachfolio.editing.forgetting.facts import StaleSeal
from coachfolio.editing.forgetting.taking_out import TakingOut
from coachfolio.git import NoRecord, OpenRecord, opened
from coachfolio.git.reading import listing
from coachfolio.portfolio.portfolio import ENDINGS, Portfolio
from coachfolio.portfolio.sources import Folder
from coachfolio.record.sealed import readable_seals
from coachfolio.record.unsaved import unsaved_files
from coachfolio.record.verdicts import SEAL_REFS

__all__ = ["InGit", "digest_of", "in_git"]


class InGit(NamedTuple):
    """What is saved, with the names of the plan's fields."""

    kept: bool = False
    seals: tuple[StaleSeal, ...] = ()
    seals_in_all: int = 0
    unsaved: tuple[str, ...] = ()
    inside: str = ""
    earlier: tuple[str, ...] = ()
    told: InEarlierSaves = InEarlierSaves()
    top: str = ""


def in_git(
    folder: str | os.PathLike[str],
    work: TakingOut,
    source: Folder,
    portfolio: Portfolio,
    sought: Sought,
    more: Iterable[str],
) -> InGit:
    changes = work.changes
    try:
        with opened(folder) as record:
            if record.top is None:
                raise NoRecord(source.name)
            files = tuple(listing(record.repository, record.tip)) if record.tip else ()
            saved = {file.path: file.id for file in files}
            start = os.fsencode(record.prefix)
            algorithm = record.repository.algorithm
            unsaved = tuple(
                path
                for path in sorted(changes)
                if not _is_saved(source.path / path, saved.get(start + os.fsencode(path), ""), algorithm)
            )
            seals = sum(name.startswith(SEAL_REFS) for name in record.refs)
            known = {*changes, *more, *(by_hand.path for by_hand in work.by_hand)}
            told = told_of(record, sought, _own(work), known, {*changes, *unsaved_files(record, files, record.prefix)})
            inside = [path.removeprefix(record.prefix) for path in told.paths if path.startswith(record.prefix)]
            earlier = tuple(path for path in inside if path not in known)
            stale = tuple(_stale(record, changes, portfolio))
            return InGit(True, stale, seals, unsaved, record.prefix, earlier, told, os.fspath(record.top))
    except NoRecord:
        return InGit()


def _own(work: TakingOut) -> list[str]:
    """What changes and is about the client alone."""
    stones = [stone.path for stone in work.tombstones if stone.whole]
    return [*stones, *(deleted.path for deleted in work.deleted)]


def _is_saved(path: Path, id: str, algorithm: str) -> bool:
    if not id:
        return False
    try:
        if digest_of(path, algorithm, with_head=True) == id:
            return True
        if path.name.lower().endswith(ENDINGS):  # a computer may keep the ends of lines in its own way
            data = path.read_bytes().replace(b"\r\n", b"\n")
            head = b"blob %d\0" % len(data)
            return hashlib.new(algorithm, head + data, usedforsecurity=False).hexdigest() == id
    except OSError:
        pass
    return False


def digest_of(path: Path, algorithm: str, *, with_head: bool = False) -> str:
    """The digest of a file's content, as git names contents with `with_head`. Raises OSError."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    handle, about = open_plain(path)
    with os.fdopen(handle, "rb") as file:
        if with_head:
            digest.update(b"blob %d\0" % about.st_size)
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _stale(record: OpenRecord, changes: Mapping[str, bytes | None], portfolio: Portfolio) -> Iterator[StaleSeal]:
    ids = {piece.id for piece in portfolio.evidence if piece.path in changes}
    for name, seal in readable_seals(record).items():
        pieces = sum(file.evidence in ids if file.evidence else file.path in changes for file in seal.files)
        if pieces:
            yield StaleSeal(name, pieces)
