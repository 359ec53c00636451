"""The audit: a portfolio's record of practice, read and judged. What `coachfolio record` shows."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coachfolio.base.errors import CoachfolioError, NoPortfolio
from coachfolio.base.frozen import Frozen, frozen
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
    earlier: tuple[EarlierState, ...]
    """What it was held against."""
    seen: SeenRecord | None = None
    """What there was to see, for a receipt; None where nobody asked for it, or not all of the record is here."""
    in_record: InRecord | None = None
    """What it gives away, names of clients where there is a list of them; None where it could not be looked through."""

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
        found = replace(found, list_problems=problems, comparisons=_comparisons(found, record, earlier))
        seen = _seen(found, record) if digests else None
        if found.tip and found.about is None and not found.evidence and not found.completeness.stopped:
            raise NoPortfolio(os.fspath(path))
        portfolio = found.about or _nothing_about(path)
        exposure, key = _given_away(record, found, portfolio, names=names)
    from coachfolio.checks.checking import check
    from coachfolio.checks.rules import all_rules

    rules = [rule for rule in all_rules() if rule.family == "record" or "record-too" in rule.duties]
    report = check(portfolio, today=today, rules=rules, record=found, key=key, exposure=exposure)
    return Audit(report, found, earlier, seen, exposure.in_record)


def attached_to(path: str | os.PathLike[str], piece: EvidenceHistory) -> tuple[str, ...]:
    """The paths of the files that a piece of evidence names, as the portfolio was saved last."""
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


def _given_away(
    record: OpenRecord, found: PracticeRecord, portfolio: Portfolio, *, names: bool
) -> tuple[Exposure, Key | None]:
    """Who is named in a record, by the list of clients of the folder that it belongs to."""
    from coachfolio.confidentiality.facts import InRecord
    from coachfolio.confidentiality.lists import key_of_portfolio
    from coachfolio.confidentiality.portfolios import exposure_in, in_record_of

    broken, key = "", None
    if names:
        try:
            key = key_of_portfolio(record, found.prefix)
        except CoachfolioError as error:
            broken = str(error)
    exposure = exposure_in(portfolio, key, broken_key=broken)
    try:
        known = found.read_through if key is None else ()
        in_record = in_record_of(record, found.prefix, key, portfolio, without=known)
    except CoachfolioError as error:  # what is wrong with the record is judged by itself
        in_record = InRecord(not_checked=(str(error),) if key else ())
    start = len(found.prefix)
    shown = {path[start:]: over[start:] for path, over in in_record.covered.items() if path.startswith(found.prefix)}
    return replace(exposure, in_record=in_record, covered=shown), key


def receipt_for(found: Audit, *, stamp_at: str | None = None) -> Receipt:
    """A receipt for what an audit with digests saw, following the newest of this portfolio that it was held against.

    With `stamp_at`, a time-stamp authority at that address is asked to stamp it. Raises BadStamp where it does not, and
    CoachfolioError where not all of the record is here, or the audit was made without digests.
    """
    from coachfolio.record.seen import must_be_whole, new_receipt

    must_be_whole(found.record)
    if found.seen is None:
        raise CoachfolioError("A receipt takes an audit that was made with digests.")
    held = zip(found.earlier, found.record.comparisons, strict=True)
    before = [earlier.receipt for earlier, comparison in held if earlier.receipt and comparison.same_portfolio]
    previous = max(before, key=lambda receipt: receipt.received_at, default=None)
    receipt = new_receipt(found.seen, at=datetime.datetime.now(datetime.UTC).replace(microsecond=0), previous=previous)
    if stamp_at is None:
        return receipt
    from coachfolio.record.receipts import receipt_text
    from coachfolio.record.timestamps import time_stamp_from, token_text

    return replace(receipt, stamp=token_text(time_stamp_from(stamp_at, receipt_text(receipt).encode())))


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
