"""What was seen of a record: now, by an earlier receipt, in an earlier hand-over file, or when it was sealed."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from pathlib import Path

from coachfolio import __version__
from coachfolio.errors import CoachfolioError
from coachfolio.frozen import Frozen, frozen
from coachfolio.git import Opened, opened
from coachfolio.git.objects import commit_from
from coachfolio.git.reading import ids_reachable, listing, objects
from coachfolio.record.facts import PracticeRecord
from coachfolio.record.history import evidence_id
from coachfolio.record.practice import evidence_among, record_of
from coachfolio.record.receipts import (
    MAX_BYTES,
    Comparison,
    Receipt,
    Seen,
    SeenEvidence,
    compared,
    digest_of,
    receipt_from,
    receipt_text,
    seen_save,
)

__all__ = ["Earlier", "comparisons_of", "earlier_from", "new_receipt", "seen_now"]


@frozen()
class Earlier(Frozen):
    """Something to hold a record against."""

    name: str
    """What to call it, for people."""
    seen: Seen
    at: datetime.datetime | None = None
    """When it was seen, by the receiver's clock; None where nobody says."""
    receipt: Receipt | None = None


def seen_now(record: PracticeRecord) -> Seen:
    """What there is to see of a record; it must have been read with its digests."""
    present = sorted(record.present, key=lambda one: one.id)
    return Seen(
        portfolio=record.portfolio,
        roots=record.roots,
        tip=record.tip,
        tree=record.tree,
        refs={name: id for name, id in record.refs.items() if name.startswith(("refs/heads/", "refs/tags/"))},
        saves=tuple(map(seen_save, record.saves)),
        evidence=tuple(
            SeenEvidence(one.id, one.path, one.content, record.digests.get(one.content, "")) for one in present
        ),
    )


def earlier_from(given: str, record: Opened, now: datetime.datetime) -> Earlier:
    """What an earlier look at a record saw: the file of a receipt, a hand-over file, or the name of a seal in it.

    Raises UnusableReceipt, GitTrouble, CoachfolioError where it is none of these.
    """
    ref = f"refs/tags/{given}"
    if ref in record.refs and not Path(given).exists():
        return _sealed(given, record, record.refs[ref])
    path = Path(given)
    try:
        with path.open("rb") as file:
            start = file.read(16)
            if not start.startswith(b"# v"):
                text = (start + file.read(MAX_BYTES)).decode("utf-8", "replace")
                receipt = receipt_from(text)
                return Earlier(path.name, receipt.seen, receipt.received_at, receipt)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise CoachfolioError(
            f"There is no receipt, hand-over file or seal called {os.fspath(path)[:100]!r} to compare with: {reason}."
        ) from None
    with opened(path) as before:
        return Earlier(path.name, seen_now(record_of(before, path.name, now=now, fields=False, digests=True)))


def _sealed(name: str, record: Opened, id: str) -> Earlier:
    repository = record.repository
    found = dict(objects(repository, [id], None, most=1 << 23))
    commit = id
    if found[id].startswith(b"object "):
        commit = found[id].split(b"\n", 1)[0].split(b" ")[1].decode("ascii")
    ids = ids_reachable(repository, [commit])[::-1]
    saves = [commit_from(one, data) for one, data in objects(repository, ids, "commit")]
    at_tip = evidence_among(listing(repository, commit), record.prefix)
    places = {name: evidence_id(one.path, record.prefix.encode()) for name, one in at_tip.items()}
    seen = Seen(
        portfolio="",
        roots=tuple(one.id for one in saves if not one.parents),
        tip=commit,
        tree=saves[-1].tree,
        refs={},
        saves=tuple(map(seen_save, saves)),
        evidence=tuple(
            SeenEvidence(key, place[1], at_tip[key].id, "") for key, place in sorted(places.items()) if place
        ),
    )
    return Earlier(f"the seal {name}", seen)


def comparisons_of(record: PracticeRecord, earlier: Sequence[Earlier]) -> tuple[Comparison, ...]:
    """What became of a record since each earlier look at it."""
    if not earlier:
        return ()
    now = seen_now(record)
    return tuple(compared(one.seen, now, record.contents, seen_at=one.at, name=one.name) for one in earlier)


def new_receipt(record: PracticeRecord, *, at: datetime.datetime, previous: Receipt | None = None) -> Receipt:
    """A receipt for what was seen of a record; it must have been read with its digests."""
    before = digest_of(receipt_text(previous)) if previous else ""
    return Receipt(seen_now(record), at, f"coachfolio {__version__}", before)
