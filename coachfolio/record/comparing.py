"""What became of a record since it was seen: by a receipt, in a hand-over file, or when it was sealed."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.portfolio.portfolio import SETTINGS_FILES
from coachfolio.record.receipts import Seen, SeenDocument, SeenSave

__all__ = ["Comparison", "Outcome", "compared"]

Outcome = Literal[
    "same",
    "grown",
    "rewritten, files identical",
    "dates rewritten",
    "content changed",
    "evidence dropped",
    "history lost",
]


@frozen()
class Comparison(Frozen):
    """What became of a record since it was seen."""

    name: str
    """What it was held against, for people."""
    at: datetime.datetime | None
    """When that was seen; None where nobody says."""
    outcome: Outcome
    identical: bool
    """Whether every piece that was there is there with the same content, and every document beside it."""
    lost: int
    """Saves that were part of the record and are not any more."""
    added: int
    """Saves that are new."""
    how: Mapping[str, int]
    """How many of the lost saves were made again, by what is different about them."""
    unchanged: tuple[str, ...]
    changed: tuple[str, ...]
    """Ids of evidence that reads differently now, the earlier content still being in the record."""
    replaced: tuple[str, ...]
    """Ids of evidence that reads differently now, the earlier content being nowhere in the record."""
    removed: tuple[str, ...]
    """Ids of evidence that was removed, its content still being in the record."""
    gone: tuple[str, ...]
    """Ids of evidence that is gone without a trace."""
    new: tuple[str, ...]
    seals_moved: tuple[str, ...]
    seals_gone: tuple[str, ...]
    early: tuple[str, ...]
    """Ids of new saves that bear a date before the receipt and were not among what was handed over. Those that were,
    and were only made again, are not among them, unless they bring a piece that was not there."""
    same_portfolio: bool
    documents: tuple[str, ...] = ()
    """Paths of files beside the evidence that were there and are others now, or are not there any more."""
    intact: bool = False
    """Where saves were made again: whether the state that was seen is in the record as a whole, all the same. What
    differs now was then changed openly, by saves on top of it."""
    settings: tuple[str, ...] | None = None
    """Which of the files that say what the portfolio is judged by are others now or gone; None where that look did not
    list them."""
    slipped_in: tuple[str, ...] = ()
    """Ids of evidence that was not there under any name, although a save dated before that look has it."""


def compared(
    before: Seen,
    now: Seen,
    contents: Iterable[str],
    *,
    name: str,
    seen_at: datetime.datetime | None = None,
    first_saves: Mapping[str, str] = MappingProxyType({}),
) -> Comparison:
    """Hold what a record is now against what was seen of it.

    `contents` are the ids of every content that the record has, earlier ones included. `seen_at` is when it was seen,
    by the receiver's clock. `first_saves` are the saves that first had pieces which were not there under any name, by
    their ids. The documents of `now` are all files that it has.
    """
    known = frozenset(contents)
    there = {one.id for one in now.saves}
    were = {one.id for one in before.saves}
    lost = [one for one in before.saves if one.id not in there]
    added = [one for one in now.saves if one.id not in were]
    again = _made_again(lost, added)
    how = _what_differs(lost, again)
    fate = _fates(before, now, known)
    documents = _other_documents([one for one in before.documents if one.path not in SETTINGS_FILES], now.documents)
    settings = [one for one in before.documents if one.path in SETTINGS_FILES]
    other_settings = _other_documents(settings, now.documents)
    trees = {one.tree for one in now.saves}
    remains = bool(were & there) or any(one.tree in trees for one in before.saves) or bool(fate["unchanged"])
    intact = bool(lost) and before.tree in trees
    same_states = all(one.id in again and one.tree == again[one.id].tree for one in lost)
    files = (*documents, *other_settings)
    outcome = _outcome(lost, added, how, fate, files, remains=remains, same_states=same_states, intact=intact)
    earlier = {one.id for one in before.evidence}
    # one that stands for another was seen as such; one that also brings a piece that was nowhere then was not
    bring = set(first_saves.values())
    stand_for_others = {one.id for one in again.values()} - bring
    limit = seen_at.timestamp() if seen_at else None
    early = tuple(
        one.id
        for one in added
        if limit is not None
        and one.id not in stand_for_others
        and one.committed
        and int(one.committed.split()[0]) < limit
    )
    return Comparison(
        name=name,
        at=seen_at,
        outcome=outcome,
        identical=len(fate["unchanged"]) == len(before.evidence) and not documents and outcome != "history lost",
        lost=len(lost),
        added=len(added),
        how=how,
        unchanged=tuple(fate["unchanged"]),
        changed=tuple(fate["changed"]),
        replaced=tuple(fate["replaced"]),
        removed=tuple(fate["removed"]),
        gone=tuple(fate["gone"]),
        new=tuple(one.id for one in now.evidence if one.id not in earlier),
        seals_moved=tuple(
            sorted(ref for ref, id in before.refs.items() if _is_seal(ref) and now.refs.get(ref, id) != id)
        ),
        seals_gone=tuple(sorted(ref for ref in before.refs if _is_seal(ref) and ref not in now.refs)),
        early=early,
        same_portfolio=before.portfolio == now.portfolio or remains,
        documents=documents,
        intact=intact,
        settings=other_settings if settings else None,
        slipped_in=tuple(sorted(id for id, save in first_saves.items() if save in early)),
    )


def _is_seal(ref: str) -> bool:
    return ref.startswith("refs/tags/")


def _fates(before: Seen, now: Seen, known: frozenset[str]) -> dict[str, list[str]]:
    """What became of each piece of evidence."""
    current = {one.id: one for one in now.evidence}
    earlier = {one.id for one in before.evidence}
    renamed = Counter(one.content for one in now.evidence if one.id not in earlier)
    """Contents under names that were not there: a copy that was there already stands for nothing but itself."""
    fate: dict[str, list[str]] = defaultdict(list)
    for one in before.evidence:
        same_id = current.get(one.id)
        if same_id is None and renamed[one.content] > 0:
            renamed[one.content] -= 1
            fate["unchanged"].append(one.id)
        elif same_id is None:
            fate["removed" if one.content in known else "gone"].append(one.id)
        elif same_id.content == one.content:
            fate["unchanged"].append(one.id)
        else:
            fate["changed" if one.content in known else "replaced"].append(one.id)
    return fate


def _other_documents(before: Sequence[SeenDocument], now: Sequence[SeenDocument]) -> tuple[str, ...]:
    """The paths of documents that were there and are others now or gone; a move is neither."""
    current = {one.path: one.content for one in now}
    earlier = {one.path for one in before}
    moved = Counter(one.content for one in now if one.path not in earlier)
    other = []
    for one in before:
        if one.path not in current and moved[one.content] > 0:
            moved[one.content] -= 1
        elif current.get(one.path) != one.content:
            other.append(one.path)
    return tuple(other)


def _outcome(
    lost: Sequence[SeenSave],
    added: Sequence[SeenSave],
    how: Mapping[str, int],
    fate: Mapping[str, list[str]],
    documents: Sequence[str],
    *,
    remains: bool,
    same_states: bool,
    intact: bool,
) -> Outcome:
    if not lost:
        return "grown" if added else "same"
    if not remains:
        return "history lost"
    if not intact and (fate["gone"] or fate["removed"]):
        return "evidence dropped"
    if not intact and (fate["replaced"] or fate["changed"] or documents):
        return "content changed"
    if same_states and all(set(name.split(", ")) <= {_AUTHORED, _COMMITTED} for name in how):
        return "dates rewritten"
    return "rewritten, files identical"


_CONTENT: Final = "content"
_MESSAGE: Final = "message"
_AUTHORED: Final = "author's date"
_COMMITTED: Final = "date of saving"
_FOLLOWS: Final = "what it follows"
_DROPPED: Final = "dropped or joined with others"

_SAME: Final[Sequence[Callable[[SeenSave], tuple[str, ...]]]] = (
    lambda one: (one.tree, one.change, one.message, one.authored),
    lambda one: (one.tree, one.message),
    lambda one: (one.tree,),
    lambda one: (one.change, one.message, one.authored),
    lambda one: (one.change, one.message) if one.change else (),
    lambda one: (one.message, one.authored) if one.authored else (),
    lambda one: (one.change,),
    lambda one: (one.authored,),
)
"""What a new save may have in common with a lost one that it stands for, the surest first; nothing counts for none."""


def _made_again(lost: Sequence[SeenSave], added: Sequence[SeenSave]) -> dict[str, SeenSave]:
    """Which new save stands for each lost one, by its id, where there is one."""
    found: dict[str, SeenSave] = {}
    taken: set[str] = set()
    for key in _SAME:
        free: dict[tuple[str, ...], deque[SeenSave]] = defaultdict(deque)
        for one in added:
            if one.id not in taken and any(key(one)):
                free[key(one)].append(one)
        for one in lost:
            if one.id not in found and free.get(key(one)):
                found[one.id] = free[key(one)].popleft()
                taken.add(found[one.id].id)
    return found


def _what_differs(lost: Sequence[SeenSave], again: Mapping[str, SeenSave]) -> dict[str, int]:
    """How many lost saves were made again, by what is different about them.

    What a save has from those before it is not its own: only where it changes something else is its content another.
    """
    found: Counter[str] = Counter()
    for one in lost:
        new = again.get(one.id)
        if new is None:
            found[_DROPPED] += 1
            continue
        differs = [
            *([_CONTENT] if one.tree != new.tree and one.change != new.change else []),
            *([_MESSAGE] if one.message != new.message else []),
            *([_AUTHORED] if one.authored != new.authored else []),
            *([_COMMITTED] if one.committed != new.committed else []),
        ]
        found[", ".join(differs) or _FOLLOWS] += 1
    return dict(sorted(found.items()))
