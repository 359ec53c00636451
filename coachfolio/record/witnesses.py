"""Who saw which content, and no later than when: seals, receipts, time stamps, servers that sign what they receive."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import day
from coachfolio.evidence import kind_of_path
from coachfolio.git.objects import Commit
from coachfolio.portfolio.portfolio import LEARNER
from coachfolio.record.facts import SealSeen, Version, Witness, WitnessLevel
from coachfolio.record.verdicts import SealTrouble

if TYPE_CHECKING:
    from coachfolio.record.receipts import Receipt
    from coachfolio.record.seals import SealedFile
    from coachfolio.record.signatures import Verdict
    from coachfolio.record.timestamps import Stamp

__all__ = ["CLOCKS_APART", "Witnesses", "first_seen", "stamps_on", "timely"]

_Seen = tuple[str, str | None]
"""The id of a content, and the kind of evidence that it was seen as; None for a file that is none."""
CLOCKS_APART: Final = datetime.timedelta(days=1)
"""What two honest clocks may differ by, time zones included."""
_AT_ONCE: Final = datetime.timedelta(hours=1)
HOST: Final = "host"
"""The role of the key that a server signs with when it joins lines."""
_NOBODY: Final = Witness(WitnessLevel.OWN_CLOCK)
_NOTHING: Final[_Seen] = ("", None)


def first_seen(receipts: Iterable[Receipt]) -> dict[str, datetime.datetime]:
    """When each save and each seal was first on a receipt, by its id."""
    found: dict[str, datetime.datetime] = {}
    for receipt in sorted(receipts, key=lambda receipt: receipt.received_at, reverse=True):
        ids = (*(save.id for save in receipt.seen.saves), *receipt.seen.refs.values())
        found.update(dict.fromkeys(ids, receipt.received_at))
    return found


def timely(receipts: Iterable[Receipt], now: datetime.datetime) -> tuple[tuple[Receipt, ...], tuple[str, ...]]:
    """The receipts whose own date can be true, and why the others witness nothing, in sentences."""
    kept: list[Receipt] = []
    refused: list[str] = []
    for receipt in receipts:
        latest = max((int(save.committed.split()[0]) for save in receipt.seen.saves if save.committed), default=0)
        at = receipt.received_at
        if at > now + CLOCKS_APART:
            refused.append(f"A receipt is dated {day(at.date())}, which is still to come.")
        elif latest > (at + CLOCKS_APART).timestamp():
            dated = datetime.datetime.fromtimestamp(latest, datetime.UTC).date()
            refused.append(f"A receipt is dated {day(at.date())}, and lists a save that is dated {day(dated)}.")
        else:
            kept.append(receipt)
    return tuple(kept), tuple(refused)


def stamps_on(
    seals: Iterable[SealSeen],
    receipts: Iterable[Receipt],
    roots: bytes,
    contents: Collection[str],
    now: datetime.datetime,
) -> tuple[list[tuple[tuple[_Seen, ...], Stamp]], tuple[str, ...]]:
    """Every time stamp that holds, with the contents that it covers; and why the others do not.

    `contents` are the ids of all evidence that was ever saved: a seal of which something is not there cannot be held
    against its own text. Without the certificates of an authority, nothing is said of any.
    """
    if not roots:
        return [], ()
    from coachfolio.record.receipts import receipt_text
    from coachfolio.record.seals import seal_text
    from coachfolio.record.timestamps import BadStamp, stamped, token_from

    given: list[tuple[str, str, tuple[_Seen, ...], bool]] = []
    for seen in seals:
        if (
            seen.seal
            and seen.seal.stamp
            and not {SealTrouble.CONTRADICTS_ITSELF, SealTrouble.FOREIGN} & set(seen.trouble)
        ):
            text = seal_text(replace(seen.seal, stamp=""))
            whole = all(file.content in contents for file in seen.seal.evidence)
            given.append((seen.seal.stamp, text, tuple(map(_of_seal, seen.seal.files)), whole))
    for receipt in receipts:
        if receipt.stamp:
            text = receipt_text(replace(receipt, stamp=""))
            given.append((receipt.stamp, text, _of_receipt(receipt), True))
    held: list[tuple[tuple[_Seen, ...], Stamp]] = []
    refused: list[str] = []
    for stamp, text, covered, whole in given:
        try:
            found = stamped(token_from(stamp), text.encode(), roots)
        except BadStamp as error:
            refused.append(str(error))
            continue
        if not whole:
            refused.append("It is over the text of a seal that lists pieces which are nowhere in this record.")
        elif found.time > now + CLOCKS_APART:
            refused.append(f"It is dated {day(found.time.date())}, which is still to come.")
        else:
            held.append((covered, found))
    return held, tuple(refused)


def _of_seal(file: SealedFile) -> _Seen:
    return file.content, kind_of_path(file.path) if file.evidence else None


def _of_receipt(receipt: Receipt) -> tuple[_Seen, ...]:
    evidence = ((piece.content, kind_of_path(piece.path)) for piece in receipt.seen.evidence)
    return (*evidence, *((file.content, None) for file in receipt.seen.documents))


class Witnesses:
    """Who saw which content, as evidence of which kind, and when."""

    def __init__(
        self,
        saves: Mapping[str, Commit],
        verdicts: Mapping[str, Verdict],
        seals: Iterable[SealSeen],
        receipts: Iterable[Receipt],
        learner: Sequence[str],
        stamps: Iterable[tuple[tuple[_Seen, ...], Stamp]],
        now: datetime.datetime,
    ) -> None:
        self.contents: dict[_Seen, list[Witness]] = {}
        for covered, stamp in stamps:
            self._add(covered, Witness(WitnessLevel.TIME_STAMP, stamp.time, f"time stamp by {stamp.authority}"))
        for seen in seals:
            if seen.holds and seen.seal and seen.made and seen.seal.role != LEARNER:
                witness = Witness(WitnessLevel.RECEIVER, seen.made, f"{seen.seal.role}'s seal")
                self._add(map(_of_seal, seen.seal.files), witness)
        for receipt in receipts:
            self._add(_of_receipt(receipt), Witness(WitnessLevel.RECEIVER, receipt.received_at, "receipt"))
        self.own = {id for id, verdict in verdicts.items() if verdict.is_good and verdict.who.casefold() in learner}
        self.server = _received(saves, verdicts, now)

    def _add(self, covered: Iterable[_Seen], witness: Witness) -> None:
        for content in covered:
            self.contents.setdefault(content, []).append(witness)

    def of_file(self, content: str) -> bool:
        """Whether somebody from outside saw a file beside the evidence."""
        return (content, None) in self.contents

    def of(self, content: str, path: str, versions: Sequence[Version]) -> Witness:
        """The earliest witness from outside; else whether the learner's own key made the save.

        What was stamped was there a moment before: of witnesses within an hour the best one counts.
        """
        seen = (content, kind_of_path(path)) if self.contents else _NOTHING
        if not (self.own or self.server or seen in self.contents):
            return _NOBODY
        made = next((version.save for version in versions if version.content == content), None)
        found = list(self.contents.get(seen, ()))
        if made is not None and made.id in self.server:
            found.append(Witness(WitnessLevel.SERVER, self.server[made.id], "the server that received it"))
        known = [(moment.until, moment) for moment in found if moment.until]
        if known:
            first = min(until for until, _ in known)
            near = [(moment.level, first - until, moment) for until, moment in known if until - first <= _AT_ONCE]
            return max(near, key=lambda moment: moment[:2])[2]
        return Witness(WitnessLevel.OWN_KEY if made is not None and made.id in self.own else WitnessLevel.OWN_CLOCK)


def _received(
    saves: Mapping[str, Commit], verdicts: Mapping[str, Verdict], now: datetime.datetime
) -> dict[str, datetime.datetime]:
    """When a server first signed for each save: its own clock, at the first joining that has it in it."""
    found: dict[str, datetime.datetime] = {}
    for id, verdict in verdicts.items():
        save = saves[id]
        if not verdict.is_good or HOST not in verdict.roles or not save.committed:
            continue
        if save.committed.time > now + CLOCKS_APART:
            continue
        left = [save.id]
        while left:
            id = left.pop()
            if id not in found and id in saves:
                found[id] = save.committed.time
                left += saves[id].parents
    return found
