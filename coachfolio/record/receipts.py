"""Receipts: what a receiver saw when a portfolio was handed over, and what became of it since.

A receipt is the cheapest protection that there is, if the receiver keeps it: history that was made again, evidence that
was dropped and seals that were replaced show against it, and against nothing else. It lists no names and no content,
only ids and digests. What was added and then rewritten between two receipts stays unseen.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import tempfile
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from coachfolio.errors import CoachfolioError
from coachfolio.frozen import Frozen, frozen
from coachfolio.git.objects import Commit
from coachfolio.record.seals import manifest_from_digests
from coachfolio.words import shown

__all__ = [
    "Comparison",
    "Outcome",
    "Receipt",
    "Seen",
    "SeenDocument",
    "SeenEvidence",
    "SeenSave",
    "UnusableReceipt",
    "compared",
    "digest_of",
    "keep",
    "not_there_yet",
    "receipt_from",
    "receipt_text",
    "seen_save",
]

FORMAT: Final = 1
MAX_BYTES: Final = 1 << 28
_ID: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SHORT: Final = re.compile(r"[0-9a-f]{16}")
_MOMENT: Final = re.compile(r"[1-9][0-9]{0,11} -?[0-9]{1,4}")
_YEARS: Final = range(2000, 2200)
"""When a receipt may have been written."""

Outcome = Literal[
    "same",
    "grown",
    "rewritten, files identical",
    "dates rewritten",
    "content changed",
    "evidence dropped",
    "history lost",
]


class UnusableReceipt(CoachfolioError):
    """A file is not a receipt, or was changed."""


class SeenSave(NamedTuple):
    """One save, as it was seen."""

    id: str
    tree: str
    change: str
    """The first 16 hexadecimal digits of the SHA-256 of what it changed; empty where that is nothing."""
    authored: str
    """Seconds and minutes from Greenwich, as typed; empty where they could not be read."""
    committed: str
    message: str
    """The first 16 hexadecimal digits of the SHA-256 of its message."""


class SeenEvidence(NamedTuple):
    """One piece of evidence, as it was seen."""

    id: str
    path: str
    content: str
    """The id of its content."""
    sha256: str
    """Of its content; empty where it was not worked out."""


class SeenDocument(NamedTuple):
    """One file beside the evidence, as it was seen."""

    path: str
    content: str
    """The id of its content."""


@frozen()
class Seen(Frozen):
    """What was seen of a record."""

    portfolio: str
    roots: tuple[str, ...]
    tip: str
    tree: str
    refs: Mapping[str, str]
    saves: tuple[SeenSave, ...]
    """Each after those that it follows."""
    evidence: tuple[SeenEvidence, ...]
    """Of the latest state, by id."""
    documents: tuple[SeenDocument, ...] = ()
    """The other files in the folders for evidence, such as attachments, by path."""

    @property
    def manifest(self) -> str:
        """The digest of the evidence, as a seal has it."""
        return manifest_from_digests((one.path, one.id, one.sha256) for one in self.evidence)


@frozen()
class Receipt(Frozen):
    """What was seen, when, and which receipt came before."""

    seen: Seen
    received_at: datetime.datetime
    """By the receiver's clock, in UTC, to the second."""
    tool: str
    """Which coachfolio wrote it."""
    previous: str = ""
    """The SHA-256 of the text of the receipt before; empty where this is the first."""
    stamp: str = ""
    """A time stamp over the text without it, as base64; empty where there is none."""


def seen_save(save: Commit, change: str) -> SeenSave:
    """What a receipt keeps of a save and of what it changed."""

    def moment(when: Any) -> str:
        return f"{when.seconds} {when.offset}" if when else ""

    digest = hashlib.sha256(save.message.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return SeenSave(save.id, save.tree, change, moment(save.authored), moment(save.committed), digest)


def receipt_text(receipt: Receipt) -> str:
    """A receipt as it is written to a file."""
    seen = receipt.seen
    document = {
        "coachfolio_receipt": FORMAT,
        "received_at": receipt.received_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "tool": receipt.tool,
        "portfolio": seen.portfolio,
        "tip": seen.tip,
        "tree": seen.tree,
        "roots": list(seen.roots),
        "manifest": seen.manifest,
        "previous": receipt.previous,
        "refs": dict(sorted(seen.refs.items())),
        "evidence": [list(one) for one in seen.evidence],
        "documents": [list(one) for one in seen.documents],
        "saves": [list(one) for one in seen.saves],
        **({"stamp": receipt.stamp} if receipt.stamp else {}),
    }
    # one line for each save and piece, so that two receipts can be compared by eye
    parts = []
    for name, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], list):
            rows = ",\n".join("  " + json.dumps(row, ensure_ascii=True) for row in value)
            parts.append(f' "{name}": [\n{rows}\n ]')
        else:
            parts.append(f' "{name}": {json.dumps(value, ensure_ascii=True)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def digest_of(text: str) -> str:
    """What the next receipt names this one by."""
    return hashlib.sha256(text.encode()).hexdigest()


def receipt_from(text: str) -> Receipt:
    """The receipt whose text this is. Raises UnusableReceipt for what `receipt_text` would not have written."""
    unusable = UnusableReceipt(
        "This is not a receipt as `coachfolio record --receipt` writes it, or it was changed afterwards. "
        "Take the file as it was written."
    )
    if len(text) > MAX_BYTES:
        raise unusable
    text = text.replace("\r\n", "\n")  # as some programs for mail leave it
    try:
        given = json.loads(text)
        version = given["coachfolio_receipt"]
        if type(version) is int and version > FORMAT:
            raise UnusableReceipt("This receipt was written by a newer coachfolio. Install a newer one to use it.")
        seen = Seen(
            portfolio=_text(given["portfolio"]),
            roots=tuple(map(_text, given["roots"])),
            tip=_text(given["tip"]),
            tree=_text(given["tree"]),
            refs={_text(name): _text(value) for name, value in given["refs"].items()},
            saves=tuple(SeenSave(*map(_text, row)) for row in given["saves"]),
            evidence=tuple(SeenEvidence(*map(_text, row)) for row in given["evidence"]),
            documents=tuple(SeenDocument(*map(_text, row)) for row in given["documents"]),
        )
        receipt = Receipt(
            seen=seen,
            received_at=datetime.datetime.strptime(given["received_at"], "%Y-%m-%dT%H:%M:%S%z"),
            tool=_text(given["tool"]),
            previous=_text(given["previous"]),
            stamp=_text(given.get("stamp", "")),
        )
        fits = _fits(receipt) and receipt_text(receipt) == text
    except UnusableReceipt:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, CoachfolioError):
        raise unusable from None
    if not fits:
        raise unusable
    return receipt


def _fits(receipt: Receipt) -> bool:
    """Whether its parts can be what they are for, and fit each other."""
    seen = receipt.seen
    saves = {one.id: one for one in seen.saves}
    ids = (*seen.refs.values(), *saves, *(one.tree for one in seen.saves), *(one.content for one in seen.documents))
    return (
        receipt.received_at.year in _YEARS
        and (not receipt.previous or bool(_SHA256.fullmatch(receipt.previous)))
        and seen.tip in saves
        and seen.tree == saves[seen.tip].tree
        and bool(seen.roots)
        and saves.keys() >= set(seen.roots)
        and all(map(_ID.fullmatch, ids))
        and all(_ID.fullmatch(one.content) for one in seen.evidence)
        and all(_SHA256.fullmatch(one.sha256) for one in seen.evidence if one.sha256)
        and all(_SHORT.fullmatch(one.message) for one in seen.saves)
        and all(_SHORT.fullmatch(one.change) for one in seen.saves if one.change)
        and all(_MOMENT.fullmatch(when) for one in seen.saves for when in one[3:5] if when)
        and _once([one.id for one in seen.saves])
        and _once([one.id for one in seen.evidence])
        and _once([*(one.path for one in seen.evidence), *(one.path for one in seen.documents)])
    )


def _once(names: Sequence[str]) -> bool:
    return len(names) == len(set(names))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def not_there_yet(file: Path) -> None:
    """Raise CoachfolioError where something has the name of a receipt that is to be written."""
    if os.path.lexists(file):
        raise CoachfolioError(
            f"{shown(str(file), 200)} is there already, and receipts are never overwritten. Name another file."
        )


def keep(receipt: Receipt, file: Path) -> None:
    """Write a receipt to a file that is not there yet: the whole of it, or nothing. Raises CoachfolioError."""
    not_there_yet(file)
    try:
        handle, name = tempfile.mkstemp(prefix=".receipt-", suffix=".part", dir=file.absolute().parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="ascii", newline="\n") as out:
                out.write(receipt_text(receipt))
                out.flush()
                os.fsync(handle)
            _named(draft, file)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise CoachfolioError(f"The receipt cannot be written to {shown(str(file), 200)}: {reason}.") from None


def _named(draft: Path, file: Path) -> None:
    """Give a finished file its name, and never that of another file."""
    try:
        file.hardlink_to(draft)
    except OSError:  # somebody was faster, or a disk without second names, such as a memory stick
        not_there_yet(file)
        draft.rename(file)


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
    and were only made again, are not among them."""
    same_portfolio: bool
    documents: tuple[str, ...] = ()
    """Paths of files beside the evidence that were there and are others now, or are not there any more."""
    intact: bool = False
    """Where saves were made again: whether the state that was seen is in the record as a whole, all the same. What
    differs now was then changed openly, by saves on top of it."""


def compared(
    before: Seen, now: Seen, contents: Iterable[str], *, name: str, seen_at: datetime.datetime | None = None
) -> Comparison:
    """Hold what a record is now against what was seen of it.

    `contents` are the ids of every content that the record has, earlier ones included. `seen_at` is when it was seen,
    by the receiver's clock.
    """
    known = frozenset(contents)
    there = {one.id for one in now.saves}
    were = {one.id for one in before.saves}
    lost = [one for one in before.saves if one.id not in there]
    added = [one for one in now.saves if one.id not in were]
    again = _made_again(lost, added)
    how = _what_differs(lost, again)
    fate = _fates(before, now, known)
    documents = _other_documents(before.documents, now.documents)
    trees = {one.tree for one in now.saves}
    remains = bool(were & there) or any(one.tree in trees for one in before.saves) or bool(fate["unchanged"])
    intact = bool(lost) and before.tree in trees
    same_states = all(one.id in again and one.tree == again[one.id].tree for one in lost)
    outcome = _outcome(lost, added, how, fate, documents, remains=remains, same_states=same_states, intact=intact)
    earlier = {one.id for one in before.evidence}
    stand_for_others = {one.id for one in again.values()}
    limit = seen_at.timestamp() if seen_at else None
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
        early=tuple(
            one.id
            for one in added
            if limit is not None
            and one.id not in stand_for_others
            and one.committed
            and int(one.committed.split()[0]) < limit
        ),
        same_portfolio=before.portfolio == now.portfolio or remains,
        documents=documents,
        intact=intact,
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
