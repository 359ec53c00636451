"""What was changed on one line alone, and is not there any more where the lines were joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Final

from coachfolio.git.objects import Commit

__all__ = ["Became", "undone_where_joined"]

MAX_STEPS: Final = 300_000
"""Saves that are passed, over all joinings, to tell what is on one line alone."""

Became = tuple[str, str, tuple[str, ...]]
"""A save, the content that it gave to a piece, and those that the piece had in what the save follows; a content is
empty, or only noughts, where there is none."""


def undone_where_joined(
    saves: Mapping[str, Commit], pieces: Mapping[str, Sequence[Became]], now: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Each joining and each piece that only one of the lines had changed, and of which nothing was kept from there.

    `now` are the contents of the pieces that are there. What no later save went on from, and is not there now, was
    dropped: by the joining, for whoever takes a line in takes in what it alone has changed.
    """
    joins = [save for save in saves.values() if len(save.parents) > 1]
    if not joins:
        return ()
    names = list(saves)
    order = {id: number for number, id in enumerate(names)}
    by_save: dict[str, list[str]] = defaultdict(list)
    for piece, history in pieces.items():
        if len(history) > 1:
            for save, _, _ in history:
                by_save[save].append(piece)
    found: dict[tuple[str, str], None] = {}
    told: set[str] = set()
    left = MAX_STEPS
    for join in joins:
        lines: list[list[str]] = []
        for end in join.parents:
            only, steps = _only_on(end, [parent for parent in join.parents if parent != end], saves, names, order)
            lines.append(only)
            left -= steps
            if left < 0:
                return tuple(found)
        did = [{piece for save in only for piece in by_save.get(save, ())} for only in lines]
        for number, (theirs, only) in enumerate(zip(did, lines, strict=True)):
            others = set().union(*(other for line, other in enumerate(did) if line != number))
            for piece in sorted(theirs - others - told):
                if not _went_on(pieces[piece], frozenset(only), order[join.id], order, now.get(piece, "")):
                    found[join.id, piece] = None
                    told.add(piece)
    return tuple(found)


def _went_on(history: Sequence[Became], only: frozenset[str], join: int, order: Mapping[str, int], now: str) -> bool:
    """Whether anything that a line made of a piece is there now, or a save after the joining started from it."""
    theirs = {content for save, content, _ in history if save in only}
    if now in theirs:
        return True
    return any(
        (content.strip("0") and content) in theirs
        for save, _, before in history
        if order[save] >= join
        for content in before
    )


def _only_on(
    end: str, others: Iterable[str], saves: Mapping[str, Commit], names: Sequence[str], order: Mapping[str, int]
) -> tuple[list[str], int]:
    """The saves that lead to one and to none of some others; and how many saves were passed."""
    ours, theirs = 1, 2
    marks: dict[str, int] = {end: ours}
    for other in others:
        marks[other] = marks.get(other, 0) | theirs
    queue = [-order[id] for id in marks if id in order]
    heapify(queue)
    alone = sum(marks[names[-number]] == ours for number in queue)
    found: list[str] = []
    steps = 0
    while queue and alone:
        steps += 1
        id = names[-heappop(queue)]
        mark = marks[id]
        if mark == ours:
            alone -= 1
            found.append(id)
        for parent in saves[id].parents:
            if parent not in order:
                continue
            before = marks.get(parent)
            now = (before or 0) | mark
            marks[parent] = now
            if before is None:
                heappush(queue, -order[parent])
                alone += now == ours
            elif before == ours and now != ours:
                alone -= 1
    return found, steps
