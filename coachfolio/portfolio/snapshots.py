"""Portfolios as git keeps them: as they were saved at some time, or as they are about to be saved.

Both are sources like a folder: the same check runs on them, and nothing is written to the disk for it. What lies in
the folder and is not saved plays no part.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from coachfolio.base.diagnostics import START, Problem
from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import listed, shown
from coachfolio.evidence import kind_of_path
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git import GitTrouble, LimitReached, OpenRecord, Repository, opened
from coachfolio.git.directory import is_id, write_directory
from coachfolio.git.index import MAX_INDEX_BYTES
from coachfolio.git.objects import object_id
from coachfolio.git.plain import kind_of, read_foreign
from coachfolio.git.process import output
from coachfolio.git.reading import Entry, listing, objects, sizes
from coachfolio.portfolio.elsewhere import BEGINNING
from coachfolio.portfolio.portfolio import ENDINGS, PORTFOLIO_FILE
from coachfolio.portfolio.sources import MAX_FILES, InMemory, Unreadable, content_id, is_listed, not_fetched

__all__ = [
    "SeveralPortfolios",
    "Snapshot",
    "UnknownState",
    "entries_to_save",
    "may_hold",
    "portfolio_folder",
    "saved",
    "staged",
]

_STATE: Final = re.compile(r"[^-\x00-\x20\x7f\ud800-\udfff][^\x00-\x1f\x7f\ud800-\udfff]*")
_LONGEST_STATE: Final = 200
_AFTER_A_NAME: Final = re.compile(r"[~^@:]")
_BEFORE_A_NAME: Final = ("", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/")
_NUMBER: Final = re.compile(r"[0-9a-fA-F]{4,}")
_FILE: Final = "100"
_LINK: Final = "120000"
_NESTED: Final = "160000"
_AS_SAVED: Final = ("diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-abbrev")
_COMPARE: Final = (*_AS_SAVED, "--ita-invisible-in-index")
"""Files that were only announced (`git add -N`) are not part of the save."""
_HAS_FOLDERS: Final = b"sdir\0\0\0\0"
_KEEP_FOLDERS: Final = ("core.sparseCheckout=true", "core.sparseCheckoutCone=true", "index.sparse=true")
_FOLDER: Final = "040000"
_ANNOUNCED: Final = 0x20000000
_LISTED: Final = re.compile(
    rb"(?P<mode>\d{6}) (?P<id>[0-9a-f]+) (?P<stage>\d)\t(?P<path>[^\0]+)\0"
    rb"(?:  [^\n]*\n)*?  size: \d+\tflags: (?P<flags>[0-9a-f]+)\n"
)
"""What `ls-files --debug` says of one file."""
_LEADING: Final = ("rev-list", "--objects", "--no-object-names", "--filter=blob:none", "--no-walk")
_MAX_WRITTEN: Final = 1 << 26
"""Bytes of all YAML files together: ten times what a long portfolio has."""
_MAX_ATTACHMENT: Final = 1 << 26
"""Bytes of one attachment whose content is looked at in a record that is not kept by SHA-1."""
_MAX_POINTER: Final = 1 << 16
"""Bytes of a file that may be only a pointer, or a page from the web. Larger ones are not looked into."""
_MAX_FOLDER_BYTES: Final = 1 << 26
"""Of the list of what one folder holds."""


class UnknownState(GitTrouble):
    """Nothing was saved under this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Nothing in this record is called {shown(name, 60)!r}. Write the number of a save, the name of a branch "
            "or of a seal, or HEAD for what was saved last."
        )


class _NotTheOnlyOne(GitTrouble):
    """More than one thing goes by this name, and git would choose: a mark may be called like a branch or a number."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"More than one thing in this record is called {shown(name, 60)!r}. Write the whole number of the save."
        )


class _Unjoined(CoachfolioError):
    """A file was changed in two ways, and nobody has chosen."""

    def __init__(self, path: bytes) -> None:
        name = shown(_text(path), 100)
        super().__init__(f"Two versions of {name} wait to be joined. Choose what it shall say, and add it again.")


class SeveralPortfolios(GitTrouble):
    """A record holds more than one portfolio, and nobody said which is meant."""

    def __init__(self, folders: Sequence[str], *, in_folder: bool = True) -> None:
        named = listed([shown(folder.rstrip("/"), 60) for folder in folders[:5]])
        what = "Name the folder of one of them."
        if not in_folder:
            what = "Take them out into a folder with `git clone`, then name the folder of one of them."
        super().__init__(f"There are {len(folders)} portfolios in this record: {named}. {what}")


class Snapshot:
    """One state of a portfolio in git. It is read when it is made, but for attachments, of which only the sizes are."""

    def __init__(
        self, name: str, repository: Repository, entries: Iterable[Entry], prefix: str, *, given: str = ""
    ) -> None:
        self.name: Final = name
        self.inside: Final = prefix.removeprefix(given).rstrip("/")
        """Where the portfolio lies in the folder that was `given`; empty where it is that folder."""
        self._problems: list[tuple[str, Problem]] = []
        start = _bytes(prefix)
        ids: dict[str, str] = {}
        others: dict[str, str] = {}
        for entry in entries:
            if not entry.path.startswith(start):
                continue
            path = _text(entry.path[len(start) :])
            if not is_listed(path):
                if away := not_fetched(path):
                    self._problems.append(away)
                continue
            if entry.mode.startswith(_FILE):
                if len(ids) >= MAX_FILES:
                    raise LimitReached(f"this portfolio has more than {MAX_FILES:,} files")
                ids[path] = entry.id
            else:
                others[path] = entry.mode
        self._problems += InMemory(dict.fromkeys((*ids, *others), b"")).problems
        for path, mode in others.items():
            self._no_file(path, mode)
        about = sizes(repository, dict.fromkeys(ids.values()))
        self._sizes = {path: about[id][1] for path, id in sorted(ids.items()) if id in about}
        for path, id in ids.items():
            if id not in about:
                self._say(path, "unreadable-file", "The content of this file is not here.", "Ask for the whole record.")
        written = {path: size for path, size in self._sizes.items() if path.lower().endswith(ENDINGS)}
        if sum(size for size in written.values() if size <= MAX_FILE_BYTES) > _MAX_WRITTEN:
            raise LimitReached(f"the evidence in this portfolio has more than {_MAX_WRITTEN >> 20} MB of text")
        wanted = {ids[path] for path, size in written.items() if size <= MAX_FILE_BYTES}
        small = {
            path: ids[path]
            for path, size in self._sizes.items()
            if 0 < size <= _MAX_POINTER and path not in written and kind_of_path(path)
        }
        asked = sorted(wanted.union(small.values()))
        contents = dict(objects(repository, asked, "blob", most=MAX_FILE_BYTES, missing=set()))
        self._contents = {path: contents[ids[path]] for path in written if ids[path] in contents}
        self._beginnings = {path: contents[id][:BEGINNING] for path, id in small.items() if id in contents}
        self._ids = {path: id for path, id in ids.items() if id in about}
        if repository.algorithm != "sha1":
            self._ids = self._by_sha1(repository)

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

    def beginning(self, path: str) -> bytes:
        """The first bytes of a small file; none of a large one, which is read by nobody here."""
        return self._beginnings.get(path, b"")

    def _by_sha1(self, repository: Repository) -> dict[str, str]:
        """The ids of attachments in a record that names contents in another way."""
        wanted: dict[str, list[str]] = {}
        for path, id in self._ids.items():
            if path not in self._contents and self._sizes[path] <= _MAX_ATTACHMENT:
                wanted.setdefault(id, []).append(path)
        found = {}
        for id, data in objects(repository, wanted, "blob", most=_MAX_ATTACHMENT, missing=set()):
            found.update({path: content_id(data, path) for path in wanted[id]})
        return found

    def content_id(self, path: str) -> str:
        """As it was saved. Of an attached text that was saved with the line ends of Windows, the id is that of git."""
        if path in self._contents:
            return content_id(self._contents[path], path)
        if path not in self._ids:
            raise Unreadable("The content of this file is not here.")
        return self._ids[path]

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
        name = f"{os.fspath(path)} at {shown(state, 60)}"
        return Snapshot(name, record.repository, entries, portfolio_folder(record, entries), given=record.prefix)


def staged(path: str | os.PathLike[str]) -> Snapshot:
    """A portfolio as the save that is being made will have it, from whichever list of files that save is made with.

    Raises NoRecord, PointsOutside, CoachfolioError where two versions of a file wait to be joined, and GitTrouble.
    """
    with opened(path) as record:
        entries = entries_to_save(record)
        name = f"{os.fspath(path)} as about to be saved"
        return Snapshot(name, record.repository, entries, portfolio_folder(record, entries), given=record.prefix)


def entries_to_save(record: OpenRecord) -> list[Entry]:
    """Every file that the save under way will have.

    Raises CoachfolioError where two versions of a file wait to be joined, PointsOutside and GitTrouble.
    """
    if record.top is None or record.own is None:
        raise CoachfolioError("Only a portfolio in a folder of its own can be about to be saved.")
    try:
        return _staged(record.repository, record.own, _index(record.own, record.top))
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise GitTrouble(f"The list of files that are to be saved cannot be read: {reason}.") from None


def may_hold(record: OpenRecord, word: str) -> bool:
    """Whether a path among the files that are about to be saved may have a word in it, in capitals or not.

    Git need not be asked where the list of them does not have the word anywhere. Raises GitTrouble.
    """
    if record.top is None or record.own is None:
        return False
    try:
        name = _index(record.own, record.top)
        data = read_foreign(record.own / name, MAX_INDEX_BYTES, "the list of files that are to be saved")
        parted = any(True for _ in record.own.glob("sharedindex.*"))
    except OSError:
        return True  # whoever asks git is told what is wrong
    if data is None:
        return False
    # from version 4 on a path is written as what differs from the one before it
    whole = data[:8] in (b"DIRC\0\0\0\2", b"DIRC\0\0\0\3") and not parted and _HAS_FOLDERS not in data
    return not whole or word.encode() in data.lower()


def _index(own: Path, top: Path) -> str:
    """The name of the list of files that the save under way is made with. Another record's list is never taken."""
    named = os.environ.get("GIT_INDEX_FILE")
    if named:
        there = Path(os.path.normpath(top / named))
        with contextlib.suppress(OSError):  # of a name that cannot be
            if there.parent.resolve() == own.resolve() and kind_of(own / there.name) == "file":
                return there.name
    return "index"


def _staged(repository: Repository, own: Path, index: str) -> list[Entry]:
    """The files in a list of files to be saved, as git understands it. Raises OSError.

    Git reads a copy of the list in an empty directory, where nothing that is saved is at hand: with some lists it would
    write down the time at which it read them, or write contents.
    """
    data = read_foreign(own / index, MAX_INDEX_BYTES, "the list of files that are to be saved")
    if data is None:
        return []
    alone = write_directory(repository.folder / "staged", repository.algorithm, "refs/heads/main", {})
    (alone.folder / "index").write_bytes(data)
    for part in own.glob("sharedindex.*"):
        shared = read_foreign(part, MAX_INDEX_BYTES, "the list of files that are to be saved")
        (alone.folder / part.name).write_bytes(shared or b"")
    if _HAS_FOLDERS in data:
        return _with_folders(repository, alone)
    empty = object_id(b"tree", b"", repository.algorithm)
    said = output(alone, *_COMPARE, empty).split(b"\0")
    found: list[Entry] = []
    for about, path in zip(said[:-1:2], said[1::2], strict=True):
        _, mode, _, id, state = about.decode("ascii").split(" ")
        if state == "U":
            raise _Unjoined(path)
        found.append(Entry(path, mode, id))
    return found


def _with_folders(repository: Repository, alone: Repository) -> list[Entry]:
    """The files in a list that has whole folders in it (a sparse index)."""
    (alone.folder / "info").mkdir()
    (alone.folder / "info" / "sparse-checkout").write_bytes(b"/*\n!/*/\n")
    said = output(alone, "ls-files", "--sparse", "--stage", "-z", "--debug", settings=_KEEP_FOLDERS)
    found: list[Entry] = []
    at = 0
    while at < len(said):
        line = _LISTED.match(said, at)
        if not line:
            raise GitTrouble("The list of files that are to be saved is in a form that cannot be read yet.")
        at = line.end()
        path = line["path"]
        mode, id, stage = (line[name].decode("ascii") for name in ("mode", "id", "stage"))
        if stage != "0":
            raise _Unjoined(path)
        if mode == _FOLDER:
            inside = listing(repository, id)
            found += [Entry(path + file.path, file.mode, file.id) for file in inside]
        elif not int(line["flags"], 16) & _ANNOUNCED:
            found.append(Entry(path, mode, id))
    return found


def _resolved(record: OpenRecord, state: str) -> str:
    """The full id of a save, which holds what it promises to, as do the lists of what is in each of its folders.

    What was typed is handed to git only if it cannot be taken for an option.
    """
    if state == "HEAD" and record.tip is None:
        raise GitTrouble("Nothing has been saved in this portfolio yet. Save it first.")
    if len(state) > _LONGEST_STATE or not _STATE.fullmatch(state):
        raise UnknownState(state)
    if state != "HEAD":
        _must_be_the_only_one(record, state)
    named = record.tip if state == "HEAD" else _id(record, state)
    if not named:
        raise UnknownState(state)
    found = _id(record, f"{named}^{{commit}}")
    if not found:
        # no save, or one that is damaged or missing, which is said
        unknown: set[str] | None = set() if named == state else None
        for _ in objects(record.repository, [named], None, most=_MAX_FOLDER_BYTES, missing=unknown):
            pass
        raise UnknownState(state)
    if record.kind != "bundle":  # in which everything has been hashed already
        ids = output(record.repository, *_LEADING, named).decode("ascii").split()
        for _ in objects(record.repository, ids, None, most=_MAX_FOLDER_BYTES):
            pass
    return found


def _must_be_the_only_one(record: OpenRecord, state: str) -> None:
    """Raise GitTrouble where git would have to choose between several things of one name."""
    name = _AFTER_A_NAME.split(state, maxsplit=1)[0]
    found = {record.refs[folder] for before in _BEFORE_A_NAME if (folder := before + name) in record.refs}
    if found and _NUMBER.fullmatch(name) and len(name) < record.repository.id_length:
        found |= {*output(record.repository, "rev-parse", f"--disambiguate={name}").decode("ascii").split()}
    if len(found) > 1:
        raise _NotTheOnlyOne(name)


def _id(record: OpenRecord, name: str) -> str:
    """The full id of what is called so; empty where nothing is, or more than one thing."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    said = output(record.repository, *asked, may_fail=True).decode("ascii", "replace").strip()
    return said if is_id(said, record.repository.algorithm) else ""


def _text(path: bytes) -> str:
    """A path in git, which need not be text, as it would be on the disk."""
    return path.decode("utf-8", "surrogateescape")


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def portfolio_folder(record: OpenRecord, files: Sequence[Entry]) -> str:
    """Where the portfolio lies in a record: the folder that was given, the top, or the only one there is.

    It is empty, or ends in /. Whoever names a folder never gets another one inside the record. Raises
    SeveralPortfolios.
    """
    paths = {file.path for file in files}
    for place in dict.fromkeys((record.prefix, "")):
        if _bytes(f"{place}{PORTFOLIO_FILE}") in paths:
            return place
    if record.prefix:
        return record.prefix
    ending = f"/{PORTFOLIO_FILE}".encode()
    found = sorted(_text(path[: -len(PORTFOLIO_FILE)]) for path in paths if path.endswith(ending))
    found = [folder for folder in found if is_listed(folder)]
    if len(found) > 1:
        raise SeveralPortfolios(found, in_folder=record.top is not None)
    return found[0] if found else ""
