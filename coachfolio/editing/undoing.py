"""Undo: the last save taken back, or one piece put back as it was. Nothing that was typed is lost by it."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Final

from coachfolio.base.errors import CoachfolioError, nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed, shown
from coachfolio.editing.drafts import Draft
from coachfolio.git import GitTrouble
from coachfolio.git.own import own_output
from coachfolio.portfolio.portfolio import ENDINGS, id_of
from coachfolio.portfolio.sources import Folder, Unreadable

__all__ = ["NotUndone", "PastSave", "earlier_draft", "last_saves", "saved_text", "take_back", "why_not"]

_FIELD: Final = "\x1f"


class NotUndone(CoachfolioError):
    """Nothing was undone. The text says why, and what to do instead."""


@frozen()
class PastSave(Frozen):
    """One save, and what it did in the portfolio."""

    id: str
    on: datetime.date
    words: str
    """The first line of its message. It may name a client: cover it before it is shown."""
    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def last_saves(folder: str | os.PathLike[str], most: int = 5) -> tuple[PastSave, ...]:
    """The last saves of a portfolio, the newest first, each with what it did. Raises GitTrouble."""
    place = Path(folder)
    form = f"--format=%x00%H{_FIELD}%cs{_FIELD}%s"
    asked = ("log", f"--max-count={most}", form, "--no-renames", "--name-status", "-z", "--relative", "--", ".")
    said = own_output(place, *asked).decode("utf-8", "surrogateescape")
    saves: list[PastSave] = []
    parts = [part.lstrip("\n") for part in said.split("\0")]
    at = 0
    while at < len(parts):
        if _FIELD not in parts[at]:
            at += 1
            continue
        id, day, words = parts[at].split(_FIELD, 2)
        at += 1
        did: dict[str, list[str]] = {"A": [], "M": [], "D": []}
        while at + 1 < len(parts) and _FIELD not in parts[at]:
            if parts[at][:1] in did:
                did[parts[at][:1]].append(parts[at + 1])
                at += 2
            else:
                at += 1
        saves.append(
            PastSave(id, datetime.date.fromisoformat(day), words, *(tuple(did[letter]) for letter in ("A", "M", "D")))
        )
    return tuple(saves)


def why_not(folder: str | os.PathLike[str]) -> str:
    """Why the last save cannot be taken back, in a sentence; empty where it can. Raises GitTrouble."""
    place = Path(folder)
    parents = own_output(place, "rev-list", "--parents", "--max-count=1", "HEAD").split()
    if len(parents) < 2:
        return "It is the first save of the record."
    if len(parents) > 2:
        return "It joined two lines of saves."
    named = ("for-each-ref", "--contains=HEAD", "--format=%(refname)")
    refs = own_output(place, *named).decode("utf-8", "replace").split()
    if any(ref.startswith("refs/tags/sealed/") for ref in refs):
        return "It is sealed: somebody has said what it is to them."
    if any(ref.startswith("refs/remotes/") for ref in refs):
        return "It was sent to another computer, so others may have it."
    here = own_output(place, "rev-parse", "--symbolic-full-name", "HEAD").decode("utf-8", "replace").strip()
    if others := [ref for ref in refs if ref != here]:
        return f"Something else rests on it ({listed(shown(ref.rpartition('/')[2], 40) for ref in others[:3])})."
    return ""


def take_back(folder: str | os.PathLike[str], expected: str) -> None:
    """Take the last save back. The files stay as they lie there, unsaved.

    `expected` is the id of the save that was shown. Raises NotUndone and GitTrouble.
    """
    place = Path(folder)
    if own_output(place, "rev-parse", "HEAD").decode("ascii").strip() != expected:
        raise NotUndone("Something was saved just now. Nothing was undone. Look again.")
    if reason := why_not(folder):
        raise NotUndone(
            f"The last save cannot be taken back. {reason} Put single pieces back instead, which is a change that "
            "everybody can see: coachfolio undo PIECE"
        )
    own_output(place, "reset", "--quiet", "--mixed", f"{expected}~1")


def earlier_draft(folder: str | os.PathLike[str], piece: str, at: str = "") -> Draft:
    """A piece of evidence as it was at a save: the last one in which it was otherwise, where none is named.

    `piece` is its id, or the path of a file. Raises NotUndone, also where the file has words that are in no save.
    """
    place = Path(folder)
    path = _path_of(place, piece)
    current = _read(place, path)
    if current is not None and not _is_saved(place, path):
        raise NotUndone(
            f"{shown(path, 200)} has changes that are not saved. Save them first, so that they are not lost: "
            "coachfolio save"
        )
    for save in _versions(place, path) if not at else (at,):
        earlier = _content(place, save, path)
        if earlier is not None and earlier != current:
            return Draft(os.fspath(folder), path, current, earlier)
    if at:
        raise NotUndone(f"{shown(path, 200)} was the same at {shown(at, 40)}, or was not there.")
    raise NotUndone(f"{shown(path, 200)} was never saved in any other form.")


def _path_of(place: Path, piece: str) -> str:
    """Where a piece lies now, or lay last. Raises NotUndone."""
    known = [path for path in Folder(place).sizes if path.lower().endswith(ENDINGS)]
    said = own_output(place, "log", "--format=", "--name-only", "-z", "--relative", "--", ".")
    known += [os.fsdecode(name).lstrip("\n") for name in said.split(b"\0") if name.strip()]
    wanted = piece.replace("\\", "/").removeprefix("./")
    for path in dict.fromkeys(known):
        if wanted in (path, id_of(path)):
            return path
    meant = nearest(wanted, {id_of(path) for path in known})
    raise NotUndone(f"There is no piece {shown(piece, 80)} here." + (f" Did you mean {meant}?" if meant else ""))


def _read(place: Path, path: str) -> str | None:
    if not os.path.lexists(place / path):
        return None
    try:
        return Folder(place).read(path).decode("utf-8")
    except (Unreadable, UnicodeDecodeError):
        raise NotUndone(f"{shown(path, 200)} cannot be read as it lies there. Mend it, or put it away first.") from None


def _is_saved(place: Path, path: str) -> bool:
    return not own_output(place, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--", path)


def _versions(place: Path, path: str) -> list[str]:
    """The saves that changed a file, the newest first."""
    return own_output(place, "log", "--format=%H", "--", path).decode("ascii").split()


def saved_text(folder: str | os.PathLike[str], path: str) -> str | None:
    """A file as it was at the last save; None where it was not there, or cannot be read. Raises nothing else."""
    return _content(Path(folder), "HEAD", path)


def _content(place: Path, save: str, path: str) -> str | None:
    try:
        return own_output(place, "show", "--end-of-options", f"{save}:./{path}").decode("utf-8")
    except (GitTrouble, UnicodeDecodeError):
        return None
