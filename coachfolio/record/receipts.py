"""Receipts: what a receiver saw when a portfolio was handed over.

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
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.git.objects import Commit
from coachfolio.record.seals import manifest_from_digests

__all__ = [
    "Receipt",
    "SeenDocument",
    "SeenEvidence",
    "SeenRecord",
    "SeenSave",
    "UnusableReceipt",
    "digest_of_receipt",
    "keep",
    "not_there_yet",
    "receipt_from",
    "receipt_text",
    "seen_save",
]

RECEIPT_FORMAT: Final = 1
MAX_RECEIPT_BYTES: Final = 1 << 28
_ID: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SHORT: Final = re.compile(r"[0-9a-f]{16}")
_MOMENT: Final = re.compile(r"[1-9][0-9]{0,11} -?[0-9]{1,4}")
_YEARS: Final = range(2000, 2200)
"""When a receipt may have been written."""


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
class SeenRecord(Frozen):
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
    """The other files that stand with the evidence, such as attachments, and those that it is judged by, by path."""

    @property
    def manifest(self) -> str:
        """The digest of the evidence, as a seal has it."""
        return manifest_from_digests((piece.path, piece.id, piece.sha256) for piece in self.evidence)


@frozen()
class Receipt(Frozen):
    """What was seen, when, and which receipt came before."""

    seen: SeenRecord
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
        "coachfolio_receipt": RECEIPT_FORMAT,
        "received_at": receipt.received_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "tool": receipt.tool,
        "portfolio": seen.portfolio,
        "tip": seen.tip,
        "tree": seen.tree,
        "roots": list(seen.roots),
        "manifest": seen.manifest,
        "previous": receipt.previous,
        "refs": dict(sorted(seen.refs.items())),
        "evidence": [list(piece) for piece in seen.evidence],
        "documents": [list(file) for file in seen.documents],
        "saves": [list(save) for save in seen.saves],
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


def digest_of_receipt(text: str) -> str:
    """What the next receipt names this one by."""
    return hashlib.sha256(text.encode()).hexdigest()


def receipt_from(text: str) -> Receipt:
    """The receipt whose text this is. Raises UnusableReceipt for what `receipt_text` would not have written."""
    unusable = UnusableReceipt(
        "This is not a receipt as `coachfolio record --receipt` writes it, or it was changed afterwards. "
        "Take the file as it was written."
    )
    if len(text) > MAX_RECEIPT_BYTES:
        raise unusable
    text = text.replace("\r\n", "\n")  # as some programs for mail leave it
    try:
        given = json.loads(text)
        version = given["coachfolio_receipt"]
        if type(version) is int and version > RECEIPT_FORMAT:
            raise UnusableReceipt("This receipt was written by a newer coachfolio. Install a newer one to use it.")
        seen = SeenRecord(
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
    saves = {save.id: save for save in seen.saves}
    ids = (*seen.refs.values(), *saves, *(save.tree for save in seen.saves), *(file.content for file in seen.documents))
    return (
        receipt.received_at.year in _YEARS
        and (not receipt.previous or bool(_SHA256.fullmatch(receipt.previous)))
        and seen.tip in saves
        and seen.tree == saves[seen.tip].tree
        and bool(seen.roots)
        and saves.keys() >= set(seen.roots)
        and all(map(_ID.fullmatch, ids))
        and all(_ID.fullmatch(piece.content) for piece in seen.evidence)
        and all(_SHA256.fullmatch(piece.sha256) for piece in seen.evidence if piece.sha256)
        and all(_SHORT.fullmatch(save.message) for save in seen.saves)
        and all(_SHORT.fullmatch(save.change) for save in seen.saves if save.change)
        and all(_MOMENT.fullmatch(when) for save in seen.saves for when in save[3:5] if when)
        and _once([save.id for save in seen.saves])
        and _once([piece.id for piece in seen.evidence])
        and _once([*(piece.path for piece in seen.evidence), *(file.path for file in seen.documents)])
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
