"""A stranger's record, opened without obeying anything in it.

Git is never started in a stranger's git directory: its settings could make git run any program, and some of its files
make git tell another history than the one that is there. Instead a directory of our own is made, in pure Python, which
borrows nothing but the saved contents. Everything else is read as data, to be reported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.git.contents import SavedContents, borrow, contents_of
from coachfolio.git.copies import verify_copies
from coachfolio.git.directory import OpenRecord, RecordShape, is_id, temporary_folder, write_directory
from coachfolio.git.index import MAX_INDEX_BYTES, hidden_paths
from coachfolio.git.plain import PointsOutside, kind_of, read_foreign
from coachfolio.git.process import GitTrouble, LimitReached
from coachfolio.git.refs import MAX_REF_BYTES, head_of, refs_of
from coachfolio.git.settings import (
    MAX_SETTINGS_BYTES,
    Setting,
    has_own_signers,
    is_partial,
    programs,
    settings,
    value_of,
)

__all__ = ["NoRecord", "opened"]

MAX_MARKS_BYTES: Final = 4 << 20
"""Bytes of the lists of cut-off points and of grafts, each."""

_HOOKS: Final = frozenset(
    {"applypatch-msg", "commit-msg", "fsmonitor-watchman", "p4-changelist", "p4-post-changelist", "p4-pre-submit"}
    | {"p4-prepare-changelist", "post-applypatch", "post-checkout", "post-commit", "post-index-change", "post-merge"}
    | {"post-receive", "post-rewrite", "post-update", "pre-applypatch", "pre-auto-gc", "pre-commit", "pre-merge-commit"}
    | {"pre-push", "pre-rebase", "pre-receive", "prepare-commit-msg", "proc-receive", "push-to-checkout"}
    | {"reference-transaction", "sendemail-validate", "update"}
)
"""Git runs no others, so that no name that a stranger made up is ever shown."""


_DAMAGED: Final = "The record in this folder is damaged. Ask for a fresh copy of the whole record."


class NoRecord(GitTrouble):
    """The folder is not kept in git at all."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The portfolio in {shown(place, 200)} is not kept in git, so there is no record of it yet. "
            "To start it there, type: coachfolio init"
        )


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[OpenRecord]:
    """Open the record of a portfolio: a folder, a bare git directory named outright, or a hand-over file (a bundle).

    Nothing in it is run, followed or written to. What git needs lies in a temporary folder, which is gone afterwards.

    Raises NoRecord, PointsOutside, LimitReached, and GitTrouble where it cannot be read.
    """
    try:
        place = Path(os.path.normpath(Path(path).absolute()))
        about = "folder" if place.is_dir() else kind_of(place)
    except (OSError, ValueError):  # ValueError: a zero byte in the path
        about = "nothing"
    if about == "nothing":
        raise GitTrouble(f"There is no folder or file called {shown(os.fspath(path), 200)}. Check the name.")
    if about == "file":
        from coachfolio.git.bundles import opened_bundle

        with opened_bundle(place) as bundle:
            yield bundle
        return
    with temporary_folder() as folder:
        try:
            record = _shadowed(_find(place), place, folder)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise GitTrouble(f"The record in this folder cannot be read: {reason}.") from None
        yield record


@frozen()
class _Found(Frozen):
    """Where the parts of a git directory are."""

    git: Path
    """The folder with the contents, the names and the settings."""
    own: Path
    """The folder that says where the working folder is in the history: another one for a linked working folder."""
    top: Path | None


def _find(place: Path) -> _Found:
    """The git directory of a folder. Only the name .git counts: a bare one among the files may be a trap."""
    bare = (place / part for part in ("HEAD", "objects", "refs"))
    if not os.path.lexists(place / ".git") and all(map(os.path.lexists, bare)):
        return _Found(place, place, None)
    top = place
    while True:
        entry = top / ".git"
        kind = kind_of(entry)
        if kind == "file":
            git, own = _linked(top, entry)
            break
        if kind == "folder" and any(entry.iterdir()):  # git passes over an empty one, too
            git = own = entry
            break
        if top == top.parent:
            raise NoRecord(str(place))
        top = top.parent
    inner = place
    while inner != top:
        kind_of(inner)  # a link among the files leads to a place that this record does not tell of
        inner = inner.parent
    return _Found(git, own, top)


def _linked(top: Path, entry: Path) -> tuple[Path, Path]:
    """The git directories of a linked working folder. Raises PointsOutside unless the link goes both ways."""
    outside = PointsOutside("the folder's record is kept in another place on this computer")
    data = read_foreign(entry, MAX_REF_BYTES, "the note of where the record is")
    if data is None or not data.startswith(b"gitdir: ") or b"\0" in data:
        raise outside
    own = _named(top, data.removeprefix(b"gitdir: "))
    worktrees = own.parent
    git = worktrees.parent
    if worktrees.name != "worktrees" or git.name != ".git":
        raise outside
    if any(kind_of(folder) != "folder" for folder in (git, worktrees, own)):
        raise outside
    back = read_foreign(own / "gitdir", MAX_REF_BYTES, "the note of where the folder is")
    common = read_foreign(own / "commondir", MAX_REF_BYTES, "the note of where the record is")
    if not back or b"\0" in back or common is None or common.strip() not in (b"../..", b"..\\.."):
        raise outside
    if _named(own, back) not in (entry, top.resolve() / ".git"):
        raise outside
    return git, own


def _named(folder: Path, path: bytes) -> Path:
    """The path that a note in a folder names."""
    return Path(os.path.normpath(folder / os.fsdecode(path.rstrip(b"\r\n"))))


def _shadowed(found: _Found, place: Path, folder: Path) -> OpenRecord:
    """Make the shadow of a git directory in an empty folder of ours. Raises OSError, and what `opened` raises."""
    objects = found.git / "objects"
    head_bytes = read_foreign(found.own / "HEAD", MAX_REF_BYTES, "the note of where the folder is")
    parts = [kind_of(path) for path in (objects, found.git / "refs")]
    if kind_of(found.git / "commondir") != "nothing":
        raise PointsOutside("its history is kept in another place on this computer")
    if head_bytes is None or parts != ["folder", "folder"]:
        raise GitTrouble(_DAMAGED)
    given = _settings(found)
    algorithm = _algorithm(given)
    refs = refs_of(found.git, algorithm)
    contents = contents_of(objects)
    head = head_of(head_bytes, algorithm)
    if head in refs.odd:
        raise GitTrouble(_DAMAGED)
    repository = write_directory(folder, algorithm, head, refs.ids)
    borrow(objects, contents, folder / "objects")
    verify_copies(repository, objects, contents)
    detached = is_id(head, algorithm)
    top = found.top
    prefix = "" if top is None or top == place else place.relative_to(top).as_posix() + "/"
    return OpenRecord(
        repository,
        "bare" if top is None else "folder",
        refs.ids,
        head if detached else refs.ids.get(head),
        "" if detached else head,
        top,
        prefix,
        _shape(found, given, algorithm, refs.replaced, contents),
        None if top is None else found.own,
    )


def _settings(found: _Found) -> tuple[Setting, ...]:
    """Every setting of the git directory, and those of one working folder alone."""
    files = dict.fromkeys((found.git / "config", found.git / "config.worktree", found.own / "config.worktree"))
    return tuple(
        setting
        for file in files
        for setting in settings(read_foreign(file, MAX_SETTINGS_BYTES, "the list of settings") or b"")
    )


def _algorithm(given: tuple[Setting, ...]) -> str:
    """How ids are made. Raises GitTrouble for a record in a form that is not known."""
    algorithm = value_of(given, "extensions", "objectformat").lower() or "sha1"
    if value_of(given, "extensions", "refstorage").lower() not in ("", "files") or algorithm not in ("sha1", "sha256"):
        raise GitTrouble(
            "The record in this folder is kept in a newer form of git (such as reftable), which cannot be read yet. "
            "Ask for the whole record, as one file made with `coachfolio bundle`."
        )
    return algorithm


def _shape(
    found: _Found, given: tuple[Setting, ...], algorithm: str, replaced: int, contents: SavedContents
) -> RecordShape:
    cut = read_foreign(found.git / "shallow", MAX_MARKS_BYTES, "the list of what was cut off") or b""
    info = found.git / "info"
    grafts = None
    if kind_of(info) == "folder":
        grafts = read_foreign(info / "grafts", MAX_MARKS_BYTES, "the list of changed parents")
    ids = (line.strip().decode("ascii", "replace") for line in cut.splitlines())
    hooks, redirected = _hooks(found.git / "hooks")
    return RecordShape(
        shallow=tuple(sorted({id for id in ids if is_id(id, algorithm)})),
        grafts=sum(bool(line.strip()) and not line.startswith(b"#") for line in (grafts or b"").splitlines()),
        replaced=replaced,
        partial=contents.partial or is_partial(given),
        programs=tuple(sorted({*programs(given), *redirected})),
        own_signers=has_own_signers(given),
        hooks=hooks,
        hidden=() if found.top is None else _hidden(found.own, algorithm),
    )


def _hooks(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The hooks that are there. A link in place of their folder does what the setting core.hooksPath does."""
    if folder.is_symlink():
        return (), ("core.hookspath",)
    if not folder.is_dir():
        return (), ()
    return tuple(sorted(name for name in _HOOKS if os.path.lexists(folder / name))), ()


def _hidden(own: Path, algorithm: str) -> tuple[str, ...]:
    try:
        index = read_foreign(own / "index", MAX_INDEX_BYTES, "the index")
    except (OSError, PointsOutside, LimitReached):  # odd, and of no weight: it only says what to leave unseen
        return ()
    return hidden_paths(index or b"", algorithm)
