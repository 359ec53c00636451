"""What was seen of a record: now, by an earlier receipt, in an earlier hand-over file, or when it was sealed."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.version import __version__
from coachfolio.base.words import day, shown
from coachfolio.evidence import kind_of_path
from coachfolio.git import GitTrouble, OpenRecord, opened
from coachfolio.git.objects import commit_from, tag_from
from coachfolio.git.process import Repository
from coachfolio.git.reading import changes, ids_reachable, listing, objects, sizes
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE, SETTINGS_FILES, Portfolio, id_of
from coachfolio.portfolio.snapshots import Snapshot
from coachfolio.record.comparing import Comparison, compared
from coachfolio.record.covered import files_covered
from coachfolio.record.facts import PracticeRecord
from coachfolio.record.practice import record_of
from coachfolio.record.receipts import (
    MAX_RECEIPT_BYTES,
    Receipt,
    SeenDocument,
    SeenEvidence,
    SeenRecord,
    digest_of_receipt,
    receipt_from,
    receipt_text,
    seen_save,
)
from coachfolio.record.rewording import found_texts, is_text, reworded
from coachfolio.record.states import alike, exchanged, fields_judged_by, other_line_ends, own_line, stood_together

__all__ = ["EarlierState", "comparisons_of", "earlier_from", "must_be_whole", "new_receipt", "seen_now", "unchained"]

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@frozen()
class EarlierState(Frozen):
    """Something to hold a record against."""

    name: str
    """What to call it, for people."""
    seen: SeenRecord
    at: datetime.datetime | None = None
    """When it was seen, by the receiver's clock; None where nobody says."""
    receipt: Receipt | None = None
    file: Path | None = None
    """The hand-over file that has it all, where it was seen in one."""


def seen_now(record: PracticeRecord, there: OpenRecord) -> SeenRecord:
    """What there is to see of a record, which must have been read with its digests and still be open.

    Raises CoachfolioError where not all of it is here, or nothing is saved: what was seen would not say of what.
    """
    must_be_whole(record)
    present = sorted(record.present, key=lambda piece: piece.id)
    paths = {piece.path for piece in present}
    changed = _changed(there.repository, [save.id for save in record.saves])
    return SeenRecord(
        portfolio=record.portfolio,
        roots=record.roots,
        tip=record.tip,
        tree=record.tree,
        refs={name: id for name, id in record.refs.items() if name.startswith(("refs/heads/", "refs/tags/"))},
        saves=tuple(seen_save(save, changed.get(save.id, "")) for save in record.saves),
        evidence=tuple(
            SeenEvidence(piece.id, piece.path, piece.content, record.digests.get(piece.content, ""))
            for piece in present
        ),
        documents=tuple(file for file in _beside(there.repository, record) if file.path not in paths),
    )


def _all_files(seen: SeenRecord, record: PracticeRecord, there: OpenRecord) -> SeenRecord:
    """What was seen, with every file that there is: evidence may no longer name what an earlier look listed."""
    files = _files(there.repository, record)
    return replace(seen, documents=tuple(SeenDocument(path, id) for path, id in sorted(files.items())))


def must_be_whole(record: PracticeRecord) -> None:
    """Raise CoachfolioError where nobody can say what was seen of a record."""
    if not record.tip:
        raise CoachfolioError("Nothing is saved in this record yet, so nobody can say what was seen of it.")
    if not record.completeness.dates_known:
        raise CoachfolioError(
            "Only a part of the record could be read, so nobody can say what was seen of it. Ask for the whole record, "
            "as one file made with `coachfolio bundle`."
        )


def _changed(repository: Repository, ids: Sequence[str]) -> dict[str, str]:
    """For each save that changed something, by what it can be known again when it is made on top of something else."""
    found = {}
    for save, files, _ in changes(repository, ids):
        if files:
            lines = sorted(b"%b %b %b\0" % (change.mode.encode(), change.id.encode(), change.path) for change in files)
            found[save] = hashlib.sha256(b"".join(lines)).hexdigest()[:16]
    return found


def _beside(repository: Repository, record: PracticeRecord) -> list[SeenDocument]:
    """Every file that stands with the evidence, and those that the portfolio is judged by, by their paths."""
    files = _files(repository, record)
    there = _portfolio(repository, record)
    references, drafts = (there.references, there.drafts) if there else ({}, {})
    listed = {
        *files_covered(files.keys() - drafts.keys(), references),
        *(path for path in SETTINGS_FILES if path in files),
    }
    return [SeenDocument(path, files[path]) for path in sorted(listed)]


def _files(repository: Repository, record: PracticeRecord) -> dict[str, str]:
    """Every file of the portfolio as it was saved last, with the id of its content."""
    start = os.fsencode(record.prefix)
    return {
        file.path[len(start) :].decode("utf-8", "backslashreplace"): file.id
        for file in listing(repository, record.tip)
        if file.path.startswith(start)
    }


def _portfolio(repository: Repository, record: PracticeRecord) -> Portfolio | None:
    """The portfolio as it was saved last; None where it cannot be read as one."""
    try:
        there = Snapshot(record.name, repository, listing(repository, record.tip), record.prefix)
        return open_portfolio(there)
    except CoachfolioError:
        return None


def earlier_from(given: str, record: OpenRecord, now: datetime.datetime) -> EarlierState:
    """What an earlier look at a record saw: the file of a receipt, a hand-over file, the name of a seal, or a day.

    Raises UnusableReceipt, GitTrouble, CoachfolioError where it is none of these.
    """
    path = Path(given)
    ref = f"refs/tags/{given}"
    if ref in record.refs and not path.exists():
        return _sealed(given, record, record.refs[ref], now)
    if _DAY.fullmatch(given) and not path.exists():
        return _by_the_day(given, record, now)
    try:
        with path.open("rb") as file:
            start = file.read(16)
            if not start.startswith(b"# v"):
                text = (start + file.read(MAX_RECEIPT_BYTES)).decode("utf-8", "replace")
                receipt = receipt_from(text)
                return EarlierState(path.name, receipt.seen, receipt.received_at, receipt)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", "") or "unknown reason").lower()
        raise CoachfolioError(
            f"There is no receipt, hand-over file or seal called “{shown(given, 100)}” to compare with: {reason}. "
            "A day is written as 2026-11-30."
        ) from None
    with opened(path) as before:
        return EarlierState(path.name, _seen_then(before, path.name, now), file=path)


def _seen_then(before: OpenRecord, name: str, now: datetime.datetime) -> SeenRecord:
    return seen_now(record_of(before, name, now=now, fields=False, digests=True), before)


def _sealed(name: str, record: OpenRecord, id: str, now: datetime.datetime) -> EarlierState:
    """The record as it was on the save that a seal marks."""
    repository = record.repository
    kind = sizes(repository, [id]).get(id, ("", 0))[0]
    commit = id
    if kind == "tag":
        (found,) = (tag_from(tag, data) for tag, data in objects(repository, [id], "tag", most=1 << 23))
        kind, commit = found.type, found.object
    if kind != "commit":
        raise GitTrouble(
            f"The seal “{shown(name, 40)}” does not mark a save, so there is nothing to compare with. "
            "Name another seal, or an earlier receipt or hand-over file."
        )
    # the folder and the other names are of today, and say nothing about then
    then = replace(record, tip=commit, branch="", top=None, refs={})
    return EarlierState(f"the seal {name}", _seen_then(then, name, now))


def _by_the_day(given: str, record: OpenRecord, now: datetime.datetime) -> EarlierState:
    """The record as it was at the end of a day, by the clocks of those who saved."""
    try:
        last = datetime.date.fromisoformat(given)
    except ValueError:
        raise CoachfolioError(f"“{given}” is not a day. Write year, month and day, such as 2026-11-30.") from None
    tip = record.tip or ""
    ids = ids_reachable(record.repository, [tip]) if tip else []
    saves = [commit_from(id, data) for id, data in objects(record.repository, ids, "commit")]
    by_id = {save.id: save for save in saves}
    line = (by_id[id] for id in own_line(saves, tip))
    then = next((save for save in line if save.committed and save.committed.day <= last), None)
    if then is None:
        first = min((save.committed.day for save in saves if save.committed), default=None)
        rest = f" The first save is of {day(first)}." if first else ""
        raise CoachfolioError(
            f"Nothing was saved by the end of {day(last)}, so there is nothing to compare with.{rest}"
        )
    there = replace(record, tip=then.id, branch="", top=None, refs={})
    return EarlierState(f"the end of {day(last)}, by the savers' own clocks", _seen_then(there, given, now))


def comparisons_of(
    record: PracticeRecord, there: OpenRecord, earlier: Sequence[EarlierState]
) -> tuple[Comparison, ...]:
    """What became of a record since each earlier look at it; nothing where not all of the record is here.

    The record must have been read with its digests and still be open.
    """
    if not (earlier and record.completeness.dates_known):
        return ()
    now = _all_files(seen_now(record, there), record, there) if record.tip else SeenRecord("", (), "", "", {}, (), ())
    beside = {file.path for file in _beside(there.repository, record)} if record.tip else set()
    beside -= {piece.path for piece in now.evidence}
    return tuple(
        _with_words(_compared(record, there.repository, past, now), there.repository, past, now, beside)
        for past in earlier
    )


def _with_words(
    comparison: Comparison, repository: Repository, past: EarlierState, now: SeenRecord, beside: Collection[str]
) -> Comparison:
    """A comparison with the words that differ, and with the files that are new beside the evidence."""
    then, there = _contents_by_path(past.seen), _contents_by_path(now)
    pieces = {piece.id: piece for piece in now.evidence}
    was = {piece.id: piece for piece in past.seen.evidence}
    others = ((id, pieces.get(comparison.names.get(id, id))) for id in (*comparison.changed, *comparison.replaced))
    pairs = [(piece.path, was[id].content, piece.content) for id, piece in others if piece is not None]
    files = (*comparison.documents, *(comparison.settings or ()))
    pairs += [(path, then[path], there[path]) for path in files if path in then and path in there]
    wanted = dict.fromkeys(id for path, *ids in pairs for id in ids if is_text(path))
    contents = found_texts(repository, wanted) if wanted else {}
    if past.file is not None and wanted.keys() - contents.keys():
        with opened(past.file) as before:
            contents |= found_texts(before.repository, wanted.keys() - contents.keys())
    moved = {content for path, content in then.items() if path not in there}
    return replace(
        comparison,
        words=reworded(pairs, contents),
        documents_gone=tuple(path for path in comparison.documents if path not in there),
        new_documents=tuple(
            path
            for path in sorted(beside)
            if path not in then and there[path] not in moved and path not in SETTINGS_FILES
        ),
    )


def _compared(record: PracticeRecord, repository: Repository, past: EarlierState, now: SeenRecord) -> Comparison:
    before = past.seen
    seen = {piece.id for piece in before.evidence}
    present = record.present
    there_now = {piece.id for piece in present}
    names = {
        former: piece.id for piece in present for former in piece.formerly if former in seen and former not in there_now
    }
    current = {piece.id: piece for piece in now.evidence}
    then = {piece: current.get(names.get(piece.id, piece.id)) for piece in before.evidence}
    files_then = _contents_by_path(before)
    files_now = _contents_by_path(now)
    moved = exchanged(
        repository,
        ((was.content, was.path, is_now.path) for was, is_now in then.items() if is_now and is_now.path != was.path),
        files_then,
        files_now,
    )
    about = files_then.get(PORTFOLIO_FILE, ""), files_now.get(PORTFOLIO_FILE, "")
    judged_by = fields_judged_by(repository, *about) if all(about) and about[0] != about[1] else None
    lost = before.saves and not {save.id for save in before.saves} <= {save.id for save in now.saves}
    comparison = compared(
        before,
        now,
        record.contents,
        seen_at=past.at,
        name=past.name,
        first_saves=_first_saves(record, seen),
        names=names,
        alike=alike(
            repository,
            (
                (was.content, is_now.content, is_now.path)
                for was, is_now in then.items()
                if is_now and was.content in record.contents
            ),
        )
        | other_line_ends(
            repository,
            (
                (file.content, files_now[file.path], file.path)
                for file in before.documents
                if file.path in files_now and file.path not in SETTINGS_FILES
            ),
        )
        | (frozenset([about]) if judged_by == () else frozenset()),
        exchanged={was.id for was, is_now in then.items() if (was.content, was.path, is_now and is_now.path) in moved},
        beside=_beside_what_was_seen(record, before),
        intact=bool(
            lost
            and record.tip
            and stood_together(repository, record.prefix, own_line(record.saves, record.tip), files_then, files_now)
        ),
    )
    if judged_by:
        comparison = replace(comparison, judged_by=judged_by)
    if comparison.early and past.at:
        early = _of_the_time_before(record, repository, comparison.early, past.at.date())
        on_top = not _following(record, before.tip).isdisjoint(early)
        comparison = replace(comparison, early=early, early_on_top=on_top)
    return comparison


def _of_the_time_before(
    record: PracticeRecord, repository: Repository, early: Sequence[str], seen: datetime.date
) -> tuple[str, ...]:
    """Those saves that were dated before a look, and brought something that says that it is of that time.

    What a centre's template brings is nothing that anybody would have seen. What says that it is of a later day was
    saved by a clock that was wrong.
    """
    claims: dict[str, list[datetime.date | None]] = defaultdict(list)
    for piece in record.evidence:
        for version in piece.versions:
            claims[version.save.id].append(version.claimed)
    start = os.fsencode(record.prefix)
    touched = {
        save: {os.fsdecode(file.path[len(start) :]) for file in files if file.path.startswith(start)}
        for save, files, _ in changes(repository, early)
    }
    return tuple(
        save
        for save in early
        if any(path in SETTINGS_FILES or kind_of_path(path) is not None for path in touched.get(save, ()))
        and (save not in claims or any(day is None or day <= seen for day in claims[save]))
    )


def _contents_by_path(seen: SeenRecord) -> dict[str, str]:
    evidence = {piece.path: piece.content for piece in seen.evidence}
    return evidence | {file.path: file.content for file in seen.documents}


def _beside_what_was_seen(record: PracticeRecord, before: SeenRecord) -> frozenset[str]:
    """The pieces that became what they are in a save that neither was seen nor follows what was seen."""
    follow = _following(record, before.tip) | {save.id for save in before.saves}
    return frozenset(
        piece.id
        for piece in record.present
        if all(version.save.id not in follow for version in piece.versions if version.content == piece.content)
    )


def _following(record: PracticeRecord, tip: str) -> set[str]:
    """A save, and all that follow it."""
    follow = {tip}
    for save in record.saves:  # each after those that it follows
        if not follow.isdisjoint(save.parents):
            follow.add(save.id)
    return follow


def _first_saves(record: PracticeRecord, seen: Collection[str]) -> dict[str, str]:
    """The save that first had each piece that was not seen, under whatever name it went."""
    return {
        piece.id: piece.first.save.id
        for piece in record.present
        if piece.id not in seen and not any(id_of(version.path) in seen for version in piece.versions)
    }


def unchained(earlier: Sequence[EarlierState]) -> tuple[str, ...]:
    """What does not fit between receipts of one portfolio, in sentences.

    Each receipt names the text of the one before it. Where that is not among those given, although an older one is,
    one in between was not given, or the older one was changed: which of the two, nobody can tell.
    """
    receipts: dict[str, list[tuple[EarlierState, Receipt]]] = defaultdict(list)
    for past in earlier:
        if past.receipt:
            receipts[past.seen.portfolio].append((past, past.receipt))
    said = []
    for several in receipts.values():
        written = {digest_of_receipt(receipt_text(receipt)): (earlier, receipt) for earlier, receipt in several}
        for handed, receipt in written.values():
            before, name = written.get(receipt.previous), shown(handed.name, 60)
            older = [other for _, other in written.values() if other.received_at < receipt.received_at]
            if before and before[1].received_at > receipt.received_at:
                said.append(
                    f"{name} bears an earlier date than {shown(before[0].name, 60)}, which it follows. "
                    "A wrong clock is a possible cause."
                )
            elif receipt.previous and not before and older:
                said.append(
                    f"{name}, written on {day(receipt.received_at.date())}, follows a receipt that is not among those "
                    "given: one is missing, or an older one was changed since. Give every receipt as it was written."
                )
    return tuple(said)


def new_receipt(seen: SeenRecord, *, at: datetime.datetime, previous: Receipt | None = None) -> Receipt:
    """A receipt for what was seen of a record."""
    before = digest_of_receipt(receipt_text(previous)) if previous else ""
    return Receipt(seen, at, f"coachfolio {__version__}", before)
