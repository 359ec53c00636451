"""Portfolios as git keeps them: as they were saved at some time, or as they are about to be saved.

Both are sources like a folder: the same check runs on them, and nothing is written to the disk for it. What lies in
the folder and is not saved plays no part.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from coachfolio.diagnostics import START, Problem
from coachfolio.documents.limits import MAX_FILE_BYTES
from coachfolio.errors import CoachfolioError
from coachfolio.git import GitTrouble, LimitReached, Opened, Repository, opened
from coachfolio.git.directory import is_id
from coachfolio.git.objects import id_of
from coachfolio.git.process import output
from coachfolio.git.reading import Entry, listing, objects, sizes
from coachfolio.portfolio import ENDINGS, PORTFOLIO_FILE
from coachfolio.sources import MAX_FILES, InMemory, Unreadable, is_listed
from coachfolio.words import listed, shown

__all__ = ["SeveralPortfolios", "Snapshot", "UnknownState", "portfolio_folder", "saved", "staged"]

_STATE: Final = re.compile(r"[^-\x00-\x20\x7f][^\x00-\x1f\x7f]{0,200}")
_FILE: Final = "100"
_LINK: Final = "120000"
_NESTED: Final = "160000"
_COMPARE: Final = ("diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-ext-diff", "--abbrev=40")


class UnknownState(GitTrouble):
    """Nothing was saved under this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Nothing in this record is called {shown(name, 60)!r}. Write the number of a save, the name of a branch "
            "or of a seal, or HEAD for what was saved last."
        )


class SeveralPortfolios(GitTrouble):
    """A record holds more than one portfolio, and nobody said which is meant."""

    def __init__(self, folders: Sequence[str]) -> None:
        named = listed([shown(one.rstrip("/"), 60) for one in folders[:5]])
        super().__init__(
            f"There are {len(folders)} portfolios in this record: {named}. Name the folder of one of them."
        )


class Snapshot:
    """One state of a portfolio in git. It is read when it is made, but for attachments, of which only the sizes are."""

    def __init__(self, name: str, repository: Repository, entries: Iterable[Entry], prefix: str) -> None:
        self.name: Final = name
        self._problems: list[tuple[str, Problem]] = []
        start = prefix.encode()
        ids: dict[str, str] = {}
        for entry in entries:
            if not entry.path.startswith(start):
                continue
            path = os.fsdecode(entry.path[len(start) :])
            if not is_listed(path):
                continue
            if entry.mode.startswith(_FILE):
                if len(ids) >= MAX_FILES:
                    raise LimitReached(f"this portfolio has more than {MAX_FILES:,} files")
                ids[path] = entry.id
            else:
                self._no_file(path, entry.mode)
        self._problems += InMemory(dict.fromkeys(ids, b"")).problems
        about = sizes(repository, dict.fromkeys(ids.values()))
        self._sizes = {path: about[id][1] for path, id in sorted(ids.items()) if id in about}
        for path, id in ids.items():
            if id not in about:
                self._say(path, "unreadable-file", "The content of this file is not here.", "Ask for the whole record.")
        wanted = {ids[path] for path, size in self._sizes.items() if path.endswith(ENDINGS) and size <= MAX_FILE_BYTES}
        contents = dict(objects(repository, sorted(wanted), "blob", most=MAX_FILE_BYTES, missing=set()))
        self._contents = {path: contents[id] for path, id in ids.items() if id in contents}

    @property
    def sizes(self) -> Mapping[str, int]:
        return self._sizes

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        return tuple(self._problems)

    def read(self, path: str) -> bytes:
        if path in self._contents:
            return self._contents[path]
        if self._sizes.get(path, 0) > MAX_FILE_BYTES:
            return bytes(MAX_FILE_BYTES + 1)  # whoever reads it refuses it for its size alone
        raise Unreadable("This file was not read with the others.")

    def _no_file(self, path: str, mode: str) -> None:
        if mode == _LINK:
            message = "This is not a file but a link. It was not read."
            hint = "Put the file itself here: a link is lost when the portfolio is handed over."
            self._say(path, "link-not-followed", message, hint)
        else:
            message = "This is another record inside this one. It was not read."
            self._say(
                path, "link-not-followed", message, "Put the files themselves here, without a record of their own."
            )

    def _say(self, path: str, rule: str, message: str, hint: str) -> None:
        self._problems.append((path, Problem(rule, message, hint, START)))


def saved(path: str | os.PathLike[str], state: str = "HEAD") -> Snapshot:
    """A portfolio as it was saved: in a folder kept in git, in a bare git directory, or in a hand-over file.

    `state` is the number of a save, the whole or its beginning, or the name of a branch or a seal.

    Raises NoRecord, UnknownState, PointsOutside, and GitTrouble where it cannot be read.
    """
    with opened(path) as record:
        id = _resolved(record, state)
        entries = listing(record.repository, id)
        return Snapshot(f"{os.fspath(path)} at {state}", record.repository, entries, portfolio_folder(record, entries))


def staged(path: str | os.PathLike[str]) -> Snapshot:
    """A portfolio as the save that is being made will have it, from whichever list of files that save is made with.

    Raises NoRecord, PointsOutside, CoachfolioError where two versions of a file wait to be joined, and GitTrouble.
    """
    with opened(path) as record:
        if record.top is None or record.own is None:
            raise CoachfolioError("Only a portfolio in a folder of its own can be about to be saved.")
        index = _index(record.own, record.top)
        for part in sorted(record.own.glob("sharedindex.*")) if index else ():
            (record.repository.folder / part.name).symlink_to(part)
        entries = _staged(record, index) if index else []
        return Snapshot(f"{os.fspath(path)} as about to be saved", record.repository, entries, record.prefix)


def _index(own: Path, top: Path) -> Path | None:
    """The list of files that the save under way is made with. Another record's list is never taken for it."""
    named = os.environ.get("GIT_INDEX_FILE")
    if named:
        there = (top / named).resolve()
        if there.parent == own.resolve() and there.is_file():
            return there
    usual = own / "index"
    return usual if usual.is_file() else None


def _staged(record: Opened, index: Path) -> list[Entry]:
    repository = Repository(record.repository.folder, record.repository.algorithm, {"GIT_INDEX_FILE": str(index)})
    found: list[Entry] = []
    nothing = id_of(b"blob", b"", repository.algorithm)
    for line in output(repository, "ls-files", "-s", "-z", "--full-name").split(b"\0")[:-1]:
        about, _, path = line.partition(b"\t")
        mode, id, stage = about.decode("ascii").split(" ")
        if stage != "0":
            raise CoachfolioError(
                f"Two versions of {shown(os.fsdecode(path), 100)} wait to be joined. Choose what it shall say, "
                "and add it again."
            )
        found.append(Entry(path, mode, id))
    if any(one.id == nothing for one in found):
        # files that were only announced are listed as if they were empty, and will not be part of the save
        before = {one.path for one in listing(record.repository, record.tip)} if record.tip else set()
        changed = output(repository, *_COMPARE, record.tip or id_of(b"tree", b"", repository.algorithm)).split(b"\0")
        there = before.union(changed[1::2])
        found = [one for one in found if one.id != nothing or one.path in there]
    return found


def _resolved(record: Opened, state: str) -> str:
    """The full id of a save. What was typed is handed to git only if it cannot be taken for an option."""
    if state == "HEAD" and record.tip:
        return record.tip
    if not _STATE.fullmatch(state):
        raise UnknownState(state)
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{state}^{{commit}}")
    found = output(record.repository, *asked, may_fail=True).decode("ascii", "replace").strip()
    if not is_id(found, record.repository.algorithm):
        raise UnknownState(state)
    return found


def portfolio_folder(record: Opened, files: Sequence[Entry]) -> str:
    """Where the portfolio lies in a record: the folder that was given, the top, or the only one there is.

    It is empty, or ends in /. Raises SeveralPortfolios.
    """
    paths = {one.path for one in files}
    for place in dict.fromkeys((record.prefix, "")):
        if f"{place}{PORTFOLIO_FILE}".encode() in paths:
            return place
    ending = f"/{PORTFOLIO_FILE}".encode()
    found = sorted(os.fsdecode(path[: -len(PORTFOLIO_FILE)]) for path in paths if path.endswith(ending))
    if len(found) > 1:
        raise SeveralPortfolios(found)
    return found[0] if found else record.prefix
