"""Receipts: what a receiver saw when a portfolio was handed over, and what became of it since.

A receipt is the cheapest protection that there is, if the receiver keeps it: history that was made again, evidence that
was dropped and seals that were replaced show against it, and against nothing else. It lists no names and no content,
only ids and digests. What was added and then rewritten between two receipts stays unseen.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from coachfolio.errors import CoachfolioError
from coachfolio.frozen import Frozen, frozen
from coachfolio.git.objects import Commit
from coachfolio.record.seals import manifest_from_digests

__all__ = [
    "Comparison",
    "Outcome",
    "Receipt",
    "Seen",
    "SeenEvidence",
    "SeenSave",
    "UnusableReceipt",
    "compared",
    "receipt_from",
    "receipt_text",
    "seen_save",
]

FORMAT: Final = 1
MAX_BYTES: Final = 1 << 28

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


def seen_save(save: Commit) -> SeenSave:
    """What a receipt keeps of a save."""

    def moment(when: Any) -> str:
        return f"{when.seconds} {when.offset}" if when else ""

    digest = hashlib.sha256(save.message.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return SeenSave(save.id, save.tree, moment(save.authored), moment(save.committed), digest)


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
    """The receipt whose text this is. Raises UnusableReceipt, also where its parts do not fit each other."""
    unusable = UnusableReceipt(
        "This is not a receipt as `coachfolio record --receipt` writes it, or it was changed afterwards. "
        "Take the file as it was written."
    )
    if len(text) > MAX_BYTES:
        raise unusable
    try:
        given = json.loads(text)
        if given["coachfolio_receipt"] != FORMAT:
            raise UnusableReceipt("This receipt was written by a newer coachfolio. Install a newer one to use it.")
        seen = Seen(
            portfolio=_text(given["portfolio"]),
            roots=tuple(map(_text, given["roots"])),
            tip=_text(given["tip"]),
            tree=_text(given["tree"]),
            refs={_text(name): _text(value) for name, value in given["refs"].items()},
            saves=tuple(SeenSave(*map(_text, row)) for row in given["saves"]),
            evidence=tuple(SeenEvidence(*map(_text, row)) for row in given["evidence"]),
        )
        receipt = Receipt(
            seen=seen,
            received_at=datetime.datetime.strptime(given["received_at"], "%Y-%m-%dT%H:%M:%S%z"),
            tool=_text(given["tool"]),
            previous=_text(given["previous"]),
            stamp=_text(given.get("stamp", "")),
        )
        fits = seen.manifest == given["manifest"]
    except UnusableReceipt:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, CoachfolioError):
        raise unusable from None
    if not fits:
        raise unusable
    return receipt


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


@frozen()
class Comparison(Frozen):
    """What became of a record since it was seen."""

    name: str
    """What it was held against, for people."""
    at: datetime.datetime | None
    """When that was seen; None where nobody says."""
    outcome: Outcome
    identical: bool
    """Whether every piece that was there is there with the same content."""
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
    """Ids of new saves that bear a date before the receipt and were not among what was handed over."""
    same_portfolio: bool


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
    how = _made_again(lost, added)
    current = {one.id: one for one in now.evidence}
    current_contents = {one.content for one in now.evidence}
    fate: dict[str, list[str]] = defaultdict(list)
    for one in before.evidence:
        same_id = current.get(one.id)
        if (same_id and same_id.content == one.content) or (not same_id and one.content in current_contents):
            fate["unchanged"].append(one.id)
        elif same_id:
            fate["changed" if one.content in known else "replaced"].append(one.id)
        else:
            fate["removed" if one.content in known else "gone"].append(one.id)
    identical = len(fate["unchanged"]) == len(before.evidence)
    earlier = {one.id for one in before.evidence}
    limit = seen_at.timestamp() if seen_at else None
    return Comparison(
        name=name,
        at=seen_at,
        outcome=_outcome(lost, added, how, fate, before, now),
        identical=identical,
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
            one.id for one in added if limit is not None and one.committed and int(one.committed.split()[0]) < limit
        ),
        same_portfolio=before.portfolio == now.portfolio or bool(were & there),
    )


def _is_seal(ref: str) -> bool:
    return ref.startswith("refs/tags/")


def _outcome(
    lost: Sequence[SeenSave],
    added: Sequence[SeenSave],
    how: Mapping[str, int],
    fate: Mapping[str, list[str]],
    before: Seen,
    now: Seen,
) -> Outcome:
    if not lost:
        return "grown" if added or now.tip != before.tip else "same"
    remains = len(before.saves) > len(lost) or any(one.tree in {new.tree for new in now.saves} for one in before.saves)
    if not remains and not fate["unchanged"] and before.evidence:
        return "history lost"
    if fate["gone"] or fate["removed"]:
        return "evidence dropped"
    if fate["replaced"] or fate["changed"]:
        return "content changed"
    if how and all("date" in name and "message" not in name and "content" not in name for name in how):
        return "dates rewritten"
    return "rewritten, files identical"


def _made_again(lost: Sequence[SeenSave], added: Sequence[SeenSave]) -> dict[str, int]:
    """Which new save stands for each lost one: the same state, else the same words and date. And what differs."""
    by_tree: dict[str, list[SeenSave]] = defaultdict(list)
    by_words: dict[tuple[str, str], list[SeenSave]] = defaultdict(list)
    for one in added:
        by_tree[one.tree].append(one)
        by_words[one.message, one.authored].append(one)
    taken: set[str] = set()
    found: Counter[str] = Counter()
    for one in lost:
        again = next((new for new in by_tree[one.tree] if new.id not in taken), None)
        again = again or next((new for new in by_words[one.message, one.authored] if new.id not in taken), None)
        if again is None:
            found["dropped or joined with others"] += 1
            continue
        taken.add(again.id)
        differs = [
            name
            for name, was, now in (
                ("content", one.tree, again.tree),
                ("message", one.message, again.message),
                ("author's date", one.authored, again.authored),
                ("date of saving", one.committed, again.committed),
            )
            if was != now
        ]
        found[", ".join(differs) or "what it follows"] += 1
    return dict(sorted(found.items()))
