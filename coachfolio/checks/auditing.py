"""The audit: a portfolio's record of practice, read and judged. What `coachfolio record` shows."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from coachfolio.base.errors import CoachfolioError, NoPortfolio, nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.confidentiality import covering
from coachfolio.confidentiality.covering import Cover, cover_in
from coachfolio.confidentiality.scan import names_declared_in
from coachfolio.git import GitTrouble, OpenRecord, opened
from coachfolio.record.practice import record_of

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report
    from coachfolio.confidentiality.facts import Exposure, InRecord
    from coachfolio.confidentiality.key import Key
    from coachfolio.portfolio.portfolio import Portfolio
    from coachfolio.record.authority import ListProblem
    from coachfolio.record.comparing import Comparison
    from coachfolio.record.facts import EvidenceHistory, PracticeRecord
    from coachfolio.record.receipts import Receipt, SeenRecord
    from coachfolio.record.seen import EarlierState
    from coachfolio.record.signers import Signers

__all__ = ["Audit", "Pin", "attached_to", "audit", "contents_verified", "receipt_for"]


@frozen()
class Pin(Frozen):
    """Why a list of signers inside a portfolio may be believed: one save and who signed it, known from outside."""

    save: str
    """The full id of the save."""
    fingerprint: str
    """Of the key that signed it, such as SHA256:…"""


@frozen()
class Audit(Frozen):
    """What was found."""

    report: Report
    """The findings about the record, and nothing about the files."""
    record: PracticeRecord
    """As it may be shown: names that give a client away are covered."""
    earlier: tuple[EarlierState, ...]
    """What it was held against."""
    seen: SeenRecord | None = None
    """What there was to see, for a receipt; None where nobody asked for it, or not all of the record is here."""
    in_record: InRecord | None = None
    """What it gives away, names of clients where there is a list of them; None where it could not be looked through."""
    kept: PracticeRecord | None = field(default=None, repr=False)
    """The record as git has it, for receipts and never to be shown; None where nothing of it is covered."""

    @property
    def uncovered(self) -> PracticeRecord:
        """The record as git has it, names and all: it is not for showing."""
        return self.kept or self.record

    def piece(self, id: str) -> EvidenceHistory:
        """The history of a piece of evidence by its own id, as it may be shown. Raises CoachfolioError."""
        found = self.uncovered.get(id)
        if found is None:
            meant = nearest(id, [piece.id for piece in self.record.evidence])
            rest = f" Did you mean {shown(meant, 80)}?" if meant else ""
            raise CoachfolioError(f"No evidence called {id[:80]!r} was ever saved in this record.{rest}")
        return self.record.evidence[self.uncovered.evidence.index(found)]

    @property
    def unchained(self) -> tuple[str, ...]:
        """What does not fit between the receipts that it was held against, in sentences."""
        if not self.earlier:
            return ()
        from coachfolio.record.seen import unchained

        return unchained(self.earlier)


def audit(
    path: str | os.PathLike[str],
    *,
    signers: Signers | None = None,
    pin: Pin | None = None,
    since: Sequence[str] = (),
    stamp_roots: bytes = b"",
    today: datetime.date | None = None,
    fields: bool = True,
    digests: bool = False,
    names: bool = True,
) -> Audit:
    """Read and judge the record of a portfolio: a folder kept in git, a bare git directory, or a hand-over file.

    `signers` is the list of whoever asks; with `pin`, a list inside the portfolio counts from that save on. `since`
    names receipts, hand-over files or seals to compare with. `stamp_roots` are the certificates (PEM) of time-stamp
    authorities that count. `fields` are as for `record_of`; `digests` is for a receipt. Without `names`, clients' names
    are not looked for in it; else they are where the folder has a list of them. Nothing is written, and nothing that
    the portfolio brings is run.

    Raises NoRecord, NoPortfolio, PointsOutside, Mismatch, and GitTrouble where it cannot be read; CoachfolioError where
    one of `since` is nothing to compare with.
    """
    now = datetime.datetime.now(datetime.UTC)
    if today:
        now = datetime.datetime.combine(today, datetime.time(12), datetime.UTC)
    with opened(path) as record:
        earlier = _earlier(since, record, now)
        problems: tuple[ListProblem, ...] = ()
        if pin is not None:
            from coachfolio.record.own_list import signers_in

            signers, problems = signers_in(record, pin.save, pin.fingerprint, signers)
        found = record_of(
            record,
            os.fspath(path),
            now=now,
            signers=signers,
            receipts=[past.receipt for past in earlier if past.receipt],
            stamp_roots=stamp_roots,
            fields=fields,
            digests=digests or bool(earlier),
        )
        found = replace(
            found,
            list_problems=problems,
            comparisons=_comparisons(found, record, earlier),
            not_compared=_not_compared(found, earlier),
        )
        seen = _seen(found, record) if digests else None
        if found.tip and found.about is None and not found.evidence and not found.completeness.stopped:
            raise NoPortfolio(os.fspath(path))
        portfolio = found.about or _nothing_about(path)
        key, broken = _key_of(record, found.prefix)
        exposure = _given_away(record, found, portfolio, key if names else None, broken if names else "")
    from coachfolio.checks.checking import check
    from coachfolio.checks.rules import all_rules

    rules = [rule for rule in all_rules() if rule.family == "record" or "record-too" in rule.duties]
    report = check(portfolio, today=today, rules=rules, record=found, key=key if names else None, exposure=exposure)
    cover = cover_in(exposure, key, names_declared_in(portfolio))
    cover = replace(cover, names=_names_covered(found, exposure, cover))
    # the findings name files and people of the record, whether or not names were looked for in it
    report = replace(report, diagnostics=covering.safely_shown(report.diagnostics, cover))
    report, safe = covering.safely_shown((report, found), cover)
    return Audit(report, safe, earlier, seen, exposure.in_record, None if safe is found else found)


def _names_covered(found: PracticeRecord, exposure: Exposure, cover: Cover) -> dict[str, str]:
    """Names and words of the record, and of files that lie beside it unsaved, with how they may be shown."""
    beside = {name: cover.path(name) for name in (*found.completeness.unsaved, *found.completeness.hidden)}
    in_record = exposure.in_record.covered if exposure.in_record else {}
    return {**in_record, **cover.names, **{name: over for name, over in beside.items() if over != name}}


def attached_to(path: str | os.PathLike[str], found: Audit, id: str) -> tuple[str, ...]:
    """The paths, as they may be shown, of the files that a piece of evidence names in the state saved last."""
    piece = found.uncovered.get(id)
    covers, prefix = found.in_record.covered if found.in_record else {}, found.record.prefix
    named = _attached_to(path, piece) if piece is not None else ()
    return tuple(covers.get(prefix + name, prefix + name)[len(prefix) :] for name in named)


def _attached_to(path: str | os.PathLike[str], piece: EvidenceHistory) -> tuple[str, ...]:
    from coachfolio.evidence.attached import attached_files
    from coachfolio.portfolio.loading import open_portfolio
    from coachfolio.portfolio.snapshots import saved

    try:
        portfolio = open_portfolio(saved(path))
    except CoachfolioError:  # what cannot be read names nothing
        return ()
    named = {piece.path: portfolio.references.get(piece.path, ())}
    return tuple(target for _, _, target in attached_files(named, portfolio.sizes) if target is not None)


def _earlier(since: Sequence[str], record: OpenRecord, now: datetime.datetime) -> tuple[EarlierState, ...]:
    """What a record is to be held against."""
    if not since:
        return ()
    from coachfolio.record.seen import earlier_from

    return tuple(earlier_from(given, record, now) for given in since)


def _comparisons(
    found: PracticeRecord, record: OpenRecord, earlier: tuple[EarlierState, ...]
) -> tuple[Comparison, ...]:
    if not earlier:
        return ()
    from coachfolio.record.seen import comparisons_of

    return comparisons_of(found, record, earlier)


def _not_compared(
    found: PracticeRecord, earlier: tuple[EarlierState, ...]
) -> tuple[tuple[str, datetime.datetime | None, int, tuple[str, ...]], ...]:
    """The earlier looks, where only a part of the record is here: then only what stands now can be looked at."""
    if not (earlier and found.tip and found.completeness.cut_off):
        return ()
    now = {piece.id: piece.content for piece in found.present}
    return tuple(
        (
            past.name,
            past.at,
            len(past.seen.evidence),
            tuple(piece.id for piece in past.seen.evidence if now.get(piece.id) != piece.content),
        )
        for past in earlier
    )


def _seen(found: PracticeRecord, record: OpenRecord) -> SeenRecord | None:
    """What there is to see; None where not all of the record is here."""
    if not (found.tip and found.completeness.dates_known):
        return None
    from coachfolio.record.seen import seen_now

    return seen_now(found, record)


def _nothing_about(path: str | os.PathLike[str]) -> Portfolio:
    """A portfolio of which nothing is saved."""
    from coachfolio.portfolio.loading import portfolio_file_alone

    return portfolio_file_alone(None, os.fspath(path))


def _key_of(record: OpenRecord, prefix: str) -> tuple[Key | None, str]:
    """The list of clients of the folder that a record belongs to, and why it cannot be used where it cannot."""
    from coachfolio.confidentiality.lists import key_of_portfolio

    try:
        return key_of_portfolio(record, prefix), ""
    except CoachfolioError as error:
        return None, str(error)


def _given_away(
    record: OpenRecord, found: PracticeRecord, portfolio: Portfolio, key: Key | None, broken: str
) -> Exposure:
    """Who is named in a record, by a list of clients."""
    from coachfolio.confidentiality.facts import InRecord
    from coachfolio.confidentiality.portfolios import exposure_in, in_record_of, with_folder

    exposure = exposure_in(portfolio, key, broken_key=broken)
    if record.top is not None:
        exposure = with_folder(exposure, record.top / found.prefix)
    try:
        known = found.read_through if key is None else ()
        in_record = in_record_of(record, found.prefix, key, portfolio, without=known)
    except CoachfolioError as error:  # what is wrong with the record is judged by itself
        in_record = InRecord(not_checked=(str(error),) if key else ())
    start = len(found.prefix)
    inside = {path[start:]: over[start:] for path, over in in_record.covered.items() if path.startswith(found.prefix)}
    return replace(exposure, in_record=in_record, covered=inside)


def receipt_for(found: Audit, *, stamp_at: str | None = None, at: datetime.datetime | None = None) -> Receipt:
    """A receipt for what an audit with digests saw, following the newest of this portfolio that it was held against.

    With `stamp_at`, a time-stamp authority at that address is asked to stamp it. `at` is the moment that it says it was
    written; now, where nobody says.

    Raises BadStamp where it does not. Raises CoachfolioError where not all of the record is here, and where the audit
    was made without digests. It does so, too, where the name of a file or of a line gives a client away: a receipt says
    these as they are.
    """
    from coachfolio.record.seen import must_be_whole, new_receipt

    must_be_whole(found.uncovered)
    if found.seen is None:
        raise CoachfolioError("A receipt takes an audit that was made with digests.")
    _must_name_nobody(found, found.seen)
    held = zip(found.earlier, found.uncovered.comparisons, strict=True)
    before = [earlier.receipt for earlier, comparison in held if earlier.receipt and comparison.same_portfolio]
    previous = max(before, key=lambda receipt: receipt.received_at, default=None)
    moment = at or datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    receipt = new_receipt(found.seen, at=moment, previous=previous)
    if stamp_at is None:
        return receipt
    from coachfolio.record.receipts import receipt_text
    from coachfolio.record.timestamps import time_stamp_from, token_text

    return replace(receipt, stamp=token_text(time_stamp_from(stamp_at, receipt_text(receipt).encode())))


def _must_name_nobody(found: Audit, seen: SeenRecord) -> None:
    covers = found.in_record.covered if found.in_record else {}
    start = found.uncovered.prefix
    paths = [start + row[1] for row in seen.evidence] + [start + row[0] for row in seen.documents]
    lines = [name.split("/", 2)[-1] for name in seen.refs]
    covered = [covers[name] for name in (*paths, *seen.refs, *lines) if name in covers]
    if covered:
        raise CoachfolioError(
            "A receipt says the names of files and lines as they are, and one gives a client away: "
            f"{shown(covered[0], 80)}. No receipt was written. Give it another name first: coachfolio check says which."
        )


def contents_verified(path: str | os.PathLike[str]) -> int:
    """Read everything that was ever saved in a record, attachments too, and hold it against its id.

    Returns how many things were read. Raises Mismatch for the first that is not what its id promises, Missing where
    something is not here, and what `opened` raises.
    """
    from coachfolio.git.objects import Mismatch
    from coachfolio.git.reading import Missing
    from coachfolio.git.verifying import verified

    with opened(path) as record:
        try:
            return verified(record.repository, sorted({*record.refs.values(), *filter(None, [record.tip])}))
        except Mismatch:
            raise
        except GitTrouble:
            if record.shape.shallow or record.shape.partial:
                raise Missing(record.shape.shallow) from None
            raise
