"""What a save would hold, and what earlier saves did, on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import count, day, one_line, shown
from coachfolio.outputs.hooks import saving_text

if TYPE_CHECKING:
    from coachfolio.editing.undoing import PastSave
    from coachfolio.hooks.unsaved import Unsaved
    from coachfolio.outputs.paint import Paint

__all__ = ["last_saves_text", "unsaved_text"]

_MOST: Final = 5
"""Files of each sort that are named."""
_LEFT_OUT: Final = ("Nothing was saved.", "  Put it back", "  Reason:", "  Or say why", "    - {code:")
"""What the hooks tell whoever saves with git: here the command itself asks for the reason."""


def unsaved_text(unsaved: Unsaved, paint: Paint) -> Iterator[str]:
    """What is new, changed, moved and removed, by name, and what is in the way of saving it."""
    yield from _named("new", unsaved.new, paint)
    yield from _named("changed", unsaved.changed, paint)
    yield from _named("moved", [f"{before} → {after}" for before, after in unsaved.moved], paint)
    yield from _named("removed", unsaved.removed, paint)
    if unsaved.nothing:
        yield "Everything is saved."
        return
    for line in saving_text(unsaved.outlook, paint):
        if not line.startswith(_LEFT_OUT):
            yield line


def _named(what: str, paths: Sequence[str], paint: Paint) -> Iterator[str]:
    if not paths:
        return
    yield paint(f"{what}: {count(len(paths), 'file')}", "bold")
    for path in paths[:_MOST]:
        yield f"  {shown(path, 76)}"
    if len(paths) > _MOST:
        yield f"  and {len(paths) - _MOST} more"


def last_saves_text(saves: Sequence[PastSave]) -> Iterator[str]:
    """The last saves, a line each: its number, its day, its words, and how many files it touched."""
    for save in saves:
        did = [
            f"{len(paths)} {word}"
            for word, paths in (("new", save.new), ("changed", save.changed), ("removed", save.removed))
            if paths
        ]
        words = shown(one_line(save.words), 40)
        yield f"{save.id[:8]}  {day(save.on)}  {words}  ({', '.join(did) or 'no file of the portfolio'})"
