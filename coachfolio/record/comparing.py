"""What became of a record since it was seen: by a receipt, in a hand-over file, or when it was sealed."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence import kind_of_path
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE, SETTINGS_FILES

if TYPE_CHECKING:
    from coachfolio.record.receipts import SeenDocument, SeenRecord, SeenSave
    from coachfolio.record.rewording import Reworded

__all__ = ["Comparison", "ComparisonOutcome", "compared"]

ComparisonOutcome = Literal[
    "same",
    "grown",
    "rewritten, files identical",
    "dates rewritten",
    "content changed",
    "evidence dropped",
    "history lost",
]
"""What became of a record since it was handed over, from nothing to the worst."""


@frozen()
class Comparison(Frozen):
    """What became of a record since it was seen."""

    name: str
    """What it was held against, for people."""
    at: datetime.datetime | None
    """When that was seen; None where nobody says."""
    outcome: ComparisonOutcome
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
    """Where saves were made again: whether all that was seen stood together in one state of the record's own line, all
    the same. What differs now was then changed openly, by saves on top of it."""
    settings: tuple[str, ...] | None = None
    """Which of the files that say what the portfolio is judged by are others now, gone or new; None where that look did
    not list them. portfolio.yaml is among them where something is another that is judged by, or nobody can tell."""
    judged_by: tuple[str, ...] = ()
    """The fields of portfolio.yaml by which it is judged and that are others now, where they can be told."""
    slipped_in: tuple[str, ...] = ()
    """Ids of evidence that was not there under any name, although a save dated before that look has it."""
    reformatted: tuple[str, ...] = ()
    """Ids of evidence that is written in other lines, and says the same."""
    moved: tuple[str, ...] = ()
    """Ids of evidence that reads the same, and counts as evidence of another kind by the folder that it is in now."""
    exchanged: tuple[str, ...] = ()
    """Ids of evidence that reads the same, and means another file by what it names, because it was moved."""
    beside: tuple[str, ...] = ()
    """Ids of evidence that reads differently by saves that do not follow what was seen: they were joined with it."""
    documents_gone: tuple[str, ...] = ()
    """Those of `documents` that are not there any more."""
    new_documents: tuple[str, ...] = ()
    """Paths of files beside the evidence, such as attachments, that were not there under any name."""
    words: tuple[Reworded, ...] = ()
    """The words that are others in what is another now, file by file."""
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By the ids of evidence that was seen: the ids that it has now, where it was given other names."""
    early_on_top: bool = False
    """Whether one of the early saves follows what was seen. The others are on lines of their own."""
    backdated: int = 0
    """Of the lost saves that were made again, those that bear an earlier date of writing now."""

    @property
    def same(self) -> bool:
        """Whether all that was there says what it said, whatever its lines look like now."""
        return self.identical or bool(
            self.reformatted
            and not (self.changed or self.replaced or self.removed or self.gone or self.moved or self.exchanged)
            and not self.documents
            and self.outcome != "history lost"
        )


def compared(
    before: SeenRecord,
    now: SeenRecord,
    contents: Iterable[str],
    *,
    name: str,
    seen_at: datetime.datetime | None = None,
    first_saves: Mapping[str, str] = MappingProxyType({}),
    names: Mapping[str, str] = MappingProxyType({}),
    alike: Collection[tuple[str, str]] = (),
    exchanged: Collection[str] = (),
    beside: Collection[str] = (),
    intact: bool = False,
) -> Comparison:
    """Hold what a record is now against what was seen of it.

    `contents` are the ids of every content that the record has, earlier ones included. `seen_at` is when it was seen,
    by the receiver's clock. `first_saves` are the saves that first had pieces which were not there under any name, by
    their ids. The documents of `now` are all files that it has. `names` are the ids that pieces have now, by those that
    they had; `alike` are pairs of contents, then and now, that say the same in other lines, of other texts as well.
    `exchanged`, `beside` and `intact` are as in the comparison: they take a look into the record.
    """
    known = frozenset(contents)
    there = {save.id for save in now.saves}
    were = {save.id for save in before.saves}
    lost = [save for save in before.saves if save.id not in there]
    added = [save for save in now.saves if save.id not in were]
    again = _made_again(lost, added)
    how = _what_differs(lost, again)
    fate = _fates(before, now, known, names, alike, exchanged)
    beside_it = [file for file in before.documents if file.path not in SETTINGS_FILES]
    documents = _other_documents(beside_it, now.documents, alike)
    settings = [file for file in before.documents if file.path in SETTINGS_FILES]
    new_settings = _new_settings(settings, now) if settings else ()
    other_settings = (*_other_documents(settings, now.documents, alike), *new_settings)
    trees = {save.tree for save in now.saves}
    remains = bool(were & there) or any(save.tree in trees for save in before.saves) or bool(fate["unchanged"])
    intact = bool(lost) and intact and not new_settings
    same_states = all(save.id in again and save.tree == again[save.id].tree for save in lost)
    files = (*documents, *other_settings)
    outcome = _outcome(lost, added, how, fate, files, remains=remains, same_states=same_states, intact=intact)
    earlier = {piece.id for piece in before.evidence}
    # one that stands for another was seen as such; one that also brings a piece that was nowhere then was not
    bring = set(first_saves.values())
    stand_for_others = {save.id for save in again.values()} - bring
    limit = seen_at.timestamp() if seen_at else None
    early = tuple(
        save.id
        for save in added
        if limit is not None
        and save.id not in stand_for_others
        and save.committed
        and int(save.committed.split()[0]) < limit
    )
    return Comparison(
        name=name,
        at=seen_at,
        outcome=outcome,
        identical=len(fate["unchanged"]) == len(before.evidence) and not documents and outcome != "history lost",
        lost=len(lost),
        added=len(added),
        how=how,
        backdated=sum(
            bool(save.authored and new.authored) and int(new.authored.split()[0]) < int(save.authored.split()[0])
            for save in lost
            if (new := again.get(save.id))
        ),
        unchanged=tuple(fate["unchanged"]),
        changed=tuple(fate["changed"]),
        reformatted=tuple(fate["reformatted"]),
        moved=tuple(fate["moved"]),
        exchanged=tuple(fate["exchanged"]),
        beside=tuple(id for id in fate["changed"] if id in beside and not lost),
        names={id: name for id, name in names.items() if id in earlier},
        replaced=tuple(fate["replaced"]),
        removed=tuple(fate["removed"]),
        gone=tuple(fate["gone"]),
        new=tuple(piece.id for piece in now.evidence if piece.id not in {*earlier, *names.values()}),
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


def _fates(
    before: SeenRecord,
    now: SeenRecord,
    known: frozenset[str],
    names: Mapping[str, str],
    alike: Collection[tuple[str, str]],
    exchanged: Collection[str],
) -> dict[str, list[str]]:
    """What became of each piece of evidence."""
    current = {piece.id: piece for piece in now.evidence}
    earlier = {piece.id for piece in before.evidence}
    renamed: dict[str, deque[str]] = defaultdict(deque)
    """Where contents lie under names that were not there: a copy that was there already stands for nothing but itself.
    """
    for piece in now.evidence:
        if piece.id not in earlier:
            renamed[piece.content].append(piece.path)
    fate: dict[str, list[str]] = defaultdict(list)
    for piece in before.evidence:
        there = current.get(piece.id) or (current.get(names[piece.id]) if piece.id in names else None)
        if there is None and renamed[piece.content]:
            path, content = renamed[piece.content].popleft(), piece.content
        elif there is None:
            fate["removed" if piece.content in known else "gone"].append(piece.id)
            continue
        else:
            path, content = there.path, there.content
        if content != piece.content and (piece.content, content) not in alike:
            fate["changed" if piece.content in known else "replaced"].append(piece.id)
        elif kind_of_path(path) != kind_of_path(piece.path):
            fate["moved"].append(piece.id)
        elif piece.id in exchanged:
            fate["exchanged"].append(piece.id)
        else:
            fate["unchanged" if content == piece.content else "reformatted"].append(piece.id)
    return fate


def _new_settings(before: Sequence[SeenDocument], now: SeenRecord) -> tuple[str, ...]:
    """Those files that say what it is judged by, and were not there. portfolio.yaml always is."""
    were = {file.path for file in before}
    there = {file.path for file in now.documents}
    return tuple(path for path in SETTINGS_FILES if path in there - were and path != PORTFOLIO_FILE)


def _other_documents(
    before: Sequence[SeenDocument], now: Sequence[SeenDocument], alike: Collection[tuple[str, str]]
) -> tuple[str, ...]:
    """The paths of documents that were there and are others now or gone; a move is neither."""
    current = {file.path: file.content for file in now}
    earlier = {file.path for file in before}
    moved = Counter(file.content for file in now if file.path not in earlier)
    other = []
    for file in before:
        if file.path not in current and moved[file.content] > 0:
            moved[file.content] -= 1
        elif (there := current.get(file.path)) != file.content and (file.content, there) not in alike:
            other.append(file.path)
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
) -> ComparisonOutcome:
    if not lost:
        return "grown" if added else "same"
    if not remains:
        return "history lost"
    if not intact and (fate["gone"] or fate["removed"]):
        return "evidence dropped"
    differs = any(fate[name] for name in ("replaced", "changed", "moved", "exchanged"))
    if not intact and (differs or documents):
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
    lambda save: (save.tree, save.change, save.message, save.authored),
    lambda save: (save.tree, save.message),
    lambda save: (save.tree,),
    lambda save: (save.change, save.message, save.authored),
    lambda save: (save.change, save.message) if save.change else (),
    lambda save: (save.message, save.authored) if save.authored else (),
    lambda save: (save.change,),
    lambda save: (save.authored,),
)
"""What a new save may have in common with a lost one that it stands for, the surest first; nothing counts for none."""


def _made_again(lost: Sequence[SeenSave], added: Sequence[SeenSave]) -> dict[str, SeenSave]:
    """Which new save stands for each lost one, by its id, where there is one."""
    found: dict[str, SeenSave] = {}
    taken: set[str] = set()
    for key in _SAME:
        free: dict[tuple[str, ...], deque[SeenSave]] = defaultdict(deque)
        for save in added:
            if save.id not in taken and any(key(save)):
                free[key(save)].append(save)
        for seen_save in lost:
            if seen_save.id not in found and free.get(key(seen_save)):
                found[seen_save.id] = free[key(seen_save)].popleft()
                taken.add(found[seen_save.id].id)
    return found


def _what_differs(lost: Sequence[SeenSave], again: Mapping[str, SeenSave]) -> dict[str, int]:
    """How many lost saves were made again, by what is different about them.

    What a save has from those before it is not its own: only where it changes something else is its content another.
    """
    found: Counter[str] = Counter()
    for save in lost:
        new = again.get(save.id)
        if new is None:
            found[_DROPPED] += 1
            continue
        differs = [
            *([_CONTENT] if save.tree != new.tree and save.change != new.change else []),
            *([_MESSAGE] if save.message != new.message else []),
            *([_AUTHORED] if save.authored != new.authored else []),
            *([_COMMITTED] if save.committed != new.committed else []),
        ]
        found[", ".join(differs) or _FOLLOWS] += 1
    return dict(sorted(found.items()))
