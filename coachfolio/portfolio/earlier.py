"""What a changed piece of evidence was when it was judged, where a record still has it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["EarlierContents", "LookUp"]


@frozen()
class EarlierContents(Frozen):
    """Earlier contents, found by their ids."""

    contents: Mapping[str, bytes]
    never: frozenset[str] = frozenset()
    """Ids of which a whole record has no content: nothing like that was ever saved in it."""


LookUp = Callable[[Collection[str]], EarlierContents]
"""Finds earlier contents by their ids."""
