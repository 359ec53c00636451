"""What stands around a file and decides between two readings of what is in it."""

from __future__ import annotations

from dataclasses import field

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["Known"]


@frozen()
class Known(Frozen):
    """What stands around a value and decides what it means."""

    day: str = ""
    """The day that the file's name begins with."""
    clients: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    ids: frozenset[str] = field(default=frozenset(), repr=False)
