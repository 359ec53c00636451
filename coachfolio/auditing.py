"""The audit: a portfolio's record of practice, read and judged. What `coachfolio record` shows."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Final

from coachfolio.confidentiality.lists import key_of
from coachfolio.errors import CoachfolioError
from coachfolio.frozen import Frozen, frozen
from coachfolio.git import GitTrouble, Opened, opened
from coachfolio.git.objects import Mismatch, commit_from
from coachfolio.git.process import Repository, output
from coachfolio.git.reading import Missing, ids_reachable, listing, objects
from coachfolio.git.verifying import verified
from coachfolio.portfolio import Portfolio, portfolio_file_alone
from coachfolio.record.authority import ListProblem, ListSave, trusted_from
from coachfolio.record.facts import PracticeRecord
from coachfolio.record.practice import record_of
from coachfolio.record.receipts import Receipt, Seen, receipt_text
from coachfolio.record.seen import (
    Earlier,
    comparisons_of,
    earlier_from,
    must_be_whole,
    new_receipt,
    seen_now,
    unchained,
)
from coachfolio.record.signers import Signers
from coachfolio.record.timestamps import asked, token_text
from coachfolio.snapshots import portfolio_folder

if TYPE_CHECKING:
    from coachfolio.checking import Report
    from coachfolio.confidentiality.history import InRecord
    from coachfolio.confidentiality.key import Key
    from coachfolio.confidentiality.scan import Exposure

__all__ = ["Audit", "Pin", "audit", "contents_verified", "receipt_for"]

SIGNERS_FILE: Final = "signers"
"""The list of signers that a portfolio may carry, beside portfolio.yaml."""
_JUDGE: Final = "coachfolio.checking"
"""What judges the record once it is read. It is fetched while git works: that takes as long as a small record does."""


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
    earlier: tuple[Earlier, ...]
    """What it was held against."""
    seen: Seen | None = None
    """What there was to see, for a receipt; None where nobody asked for it, or not all of the record is here."""
    in_record: InRecord | None = None
    """What it gives away, names of clients where there is a list of them; None where it could not be looked through."""

    @property
    def unchained(self) -> tuple[str, ...]:
        """What does not fit between the receipts that it was held against, in sentences."""
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

    Raises NoRecord, PointsOutside, Mismatch, and GitTrouble where it cannot be read; CoachfolioError where one of
    `since` is nothing to compare with.
    """
    Thread(target=import_module, args=(_JUDGE,), daemon=True).start()
    now = datetime.datetime.now(datetime.UTC)
    if today:
        now = datetime.datetime.combine(today, datetime.time(12), datetime.UTC)
    with opened(path) as record:
        earlier = tuple(earlier_from(one, record, now) for one in since)
        problems: tuple[ListProblem, ...] = ()
        if pin is not None:
            signers, problems = _own_list(record, pin, signers or Signers.none())
        found = record_of(
            record,
            os.fspath(path),
            now=now,
            signers=signers,
            receipts=[one.receipt for one in earlier if one.receipt],
            stamp_roots=stamp_roots,
            fields=fields,
            digests=digests or bool(earlier),
        )
        found = replace(found, list_problems=problems, comparisons=comparisons_of(found, record, earlier))
        whole = found.tip and found.completeness.dates_known
        seen = seen_now(found, record) if digests and whole else None
        portfolio = found.about or portfolio_file_alone(None, os.fspath(path))
        exposure, key = _given_away(record, found, portfolio, names=names)
    from coachfolio.checking import check
    from coachfolio.rules import ABOUT_THE_RECORD, GIVEN_AWAY_IN_THE_RECORD, all_rules

    families = (ABOUT_THE_RECORD, *GIVEN_AWAY_IN_THE_RECORD)
    rules = [one for one in all_rules() if one.code.startswith(families)]
    report = check(portfolio, today=today, rules=rules, record=found, key=key, exposure=exposure)
    return Audit(report, found, earlier, seen, exposure.in_record)


def _given_away(
    record: Opened, found: PracticeRecord, portfolio: Portfolio, *, names: bool
) -> tuple[Exposure, Key | None]:
    """Who is named in a record, by the list of clients of the folder that it belongs to."""
    from coachfolio.confidentiality.history import InRecord
    from coachfolio.confidentiality.portfolios import exposure_in, in_record_of

    broken, key = "", None
    if names:
        try:
            key = key_of(record, found.prefix)
        except CoachfolioError as error:
            broken = str(error)
    exposure = exposure_in(portfolio, key, broken_key=broken)
    try:
        known = [found.tip] if key is None and found.saves else []  # what leads there was read with the rest
        in_record = in_record_of(record, found.prefix, key, portfolio, without=known)
    except CoachfolioError as error:  # what is wrong with the record is judged by itself
        in_record = InRecord(not_checked=(str(error),) if key else ())
    start = len(found.prefix)
    shown = {path[start:]: over[start:] for path, over in in_record.covered.items() if path.startswith(found.prefix)}
    return replace(exposure, in_record=in_record, covered=shown), key


def _own_list(record: Opened, pin: Pin, given: Signers) -> tuple[Signers, tuple[ListProblem, ...]]:
    """The list of signers that the portfolio carries, as far as it may be believed; else the one that was given."""
    if record.tip is None:
        return given, ()
    repository = record.repository
    folder = portfolio_folder(record, listing(repository, record.tip))
    ids = ids_reachable(repository, [record.tip])[::-1]
    lists = _lists(repository, ids, f"{folder}{SIGNERS_FILE}")
    texts = {
        id: data.decode("utf-8", "replace")
        for id, data in objects(repository, sorted({*lists.values()}), "blob", too_large=set())
    }
    saves = []
    for id, data in objects(repository, ids, "commit"):
        save = commit_from(id, data)
        text = texts.get(lists.get(id, ""))
        saves.append(ListSave(id, save.parents, text, save.signature, save.signed, save.committer.email))
    found, problems = trusted_from(saves, pin.save, pin.fingerprint, given.openpgp_keys)
    return found or given, problems


def _lists(repository: Repository, saves: Sequence[str], path: str) -> dict[str, str]:
    """The id of the list of signers at each save that has one.

    Each save is asked for it: what a joined line took whole from one of its parents is no change of its own.
    """
    if "\n" in path:
        return {}
    wanted = "".join(f"{save}:{path}\n" for save in saves).encode("utf-8", "surrogateescape")
    said = output(repository, "cat-file", "--batch-check=%(objecttype) %(objectname)", "--buffer", given=wanted)
    answers = (line.split(b" ") for line in said.split(b"\n"))
    return {
        save: parts[1].decode("ascii")
        for save, parts in zip(saves, answers, strict=False)
        if len(parts) == 2 and parts[0] == b"blob"
    }


def receipt_for(found: Audit, *, stamp_at: str | None = None) -> Receipt:
    """A receipt for what an audit with digests saw, following the newest of this portfolio that it was held against.

    With `stamp_at`, a time-stamp authority at that address is asked to stamp it. Raises BadStamp where it does not, and
    CoachfolioError where not all of the record is here, or the audit was made without digests.
    """
    must_be_whole(found.record)
    if found.seen is None:
        raise CoachfolioError("A receipt takes an audit that was made with digests.")
    held = zip(found.earlier, found.record.comparisons, strict=True)
    before = [one.receipt for one, comparison in held if one.receipt and comparison.same_portfolio]
    previous = max(before, key=lambda one: one.received_at, default=None)
    receipt = new_receipt(found.seen, at=datetime.datetime.now(datetime.UTC).replace(microsecond=0), previous=previous)
    if stamp_at is None:
        return receipt
    return replace(receipt, stamp=token_text(asked(stamp_at, receipt_text(receipt).encode())))


def contents_verified(path: str | os.PathLike[str]) -> int:
    """Read everything that was ever saved in a record, attachments too, and hold it against its id.

    Returns how many things were read. Raises Mismatch for the first that is not what its id promises, Missing where
    something is not here, and what `opened` raises.
    """
    with opened(path) as record:
        try:
            return verified(record.repository, sorted({*record.refs.values(), *filter(None, [record.tip])}))
        except Mismatch:
            raise
        except GitTrouble:
            if record.shape.shallow or record.shape.partial:
                raise Missing(record.shape.shallow) from None
            raise
