"""The saved contents of a stranger's git directory: looked through, then borrowed without being copied."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.git.plain import PointsOutside, entries, kind_of, read_foreign
from coachfolio.git.process import LimitReached

__all__ = ["SavedContents", "borrow", "contents_of"]

MAX_LOOSE_FILES: Final = 2_000_000
"""Files in which contents are saved."""
_MAX_ALTERNATES_BYTES: Final = 1 << 16

_PAIR: Final = re.compile(r"[0-9a-f]{2}")
_PACK: Final = re.compile(r"(pack-[0-9a-f]{40,64})\.(pack|idx)")
_FILES: Final = "files"


@frozen()
class SavedContents(Frozen):
    """Where contents are saved in a git directory."""

    places: tuple[str, ...]
    """Folders and files that may be borrowed, with / between the parts of a path."""
    partial: bool
    """Whether some packs say that the rest is on another machine."""


def contents_of(objects: Path) -> SavedContents:
    """Look at every file in which contents are saved: one that is a link or a pipe must never reach git.

    Raises OSError, PointsOutside and LimitReached.
    """
    if kind_of(objects / "info") == "folder":
        elsewhere = read_foreign(objects / "info" / "alternates", _MAX_ALTERNATES_BYTES, "the list of other places")
        if elsewhere is not None:
            raise PointsOutside("some of its contents are kept in another place on this computer")
    places: list[str] = []
    partial = False
    left = MAX_LOOSE_FILES
    for name, is_folder in entries(objects, 10_000, _FILES):
        if name == "pack" and is_folder:
            packs, partial = _packs(objects / name)
            places += packs
        elif _PAIR.fullmatch(name) and is_folder:
            for _ in entries(objects / name, left, _FILES):
                left -= 1
            places.append(name)
    return SavedContents(tuple(sorted(places)), partial)


def _packs(folder: Path) -> tuple[list[str], bool]:
    found: dict[str, set[str]] = {}
    partial = False
    for name, is_folder in entries(folder, 50_000, _FILES):
        partial |= name.endswith(".promisor")
        if not is_folder and (match := _PACK.fullmatch(name)):
            found.setdefault(match[1], set()).add(match[2])
    if len(found) > 10_000:
        raise LimitReached("there are more packs of contents in it than any portfolio needs")
    return [f"pack/{name}.{ending}" for name, both in found.items() if len(both) == 2 for ending in both], partial


def borrow(objects: Path, contents: SavedContents, ours: Path) -> None:
    """Let our own directory's contents be those of another: by links, or where there are none, by its name alone.

    By its name, git would also see lists that may lie about the contents; our settings tell it not to believe them.
    """
    try:
        for place in contents.places:
            (ours / place).symlink_to(objects / place)
    except (OSError, NotImplementedError):
        borrow_by_name(objects, ours)


def borrow_by_name(objects: Path, ours: Path) -> None:
    """Write down where other contents are, in the way that git reads it."""
    name = objects.as_posix().replace("\\", "\\\\")
    (ours / "info").mkdir(exist_ok=True)
    quoted = name.replace('"', '\\"').replace("\n", "\\n")
    (ours / "info" / "alternates").write_text(f'"{quoted}"\n', encoding="utf-8", errors="surrogateescape")
