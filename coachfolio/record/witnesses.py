"""Who saw which content, and no later than when: seals, receipts, time stamps, servers that sign what they receive."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coachfolio.git.objects import Commit
from coachfolio.portfolio.portfolio import LEARNER
from coachfolio.record.facts import SealSeen, Version, Witness, WitnessLevel

if TYPE_CHECKING:
    from coachfolio.record.receipts import Receipt
    from coachfolio.record.signatures import Verdict
    from coachfolio.record.timestamps import Stamp

__all__ = ["Witnesses", "first_seen", "stamps_on"]

_AT_ONCE: Final = datetime.timedelta(hours=1)
HOST: Final = "host"
"""The role of the key that a server signs with when it joins lines."""
_NOBODY: Final = Witness(WitnessLevel.OWN_CLOCK)


def first_seen(receipts: Iterable[Receipt]) -> dict[str, datetime.datetime]:
    """When each save and each seal was first on a receipt, by its id."""
    found: dict[str, datetime.datetime] = {}
    for receipt in sorted(receipts, key=lambda receipt: receipt.received_at, reverse=True):
        ids = (*(save.id for save in receipt.seen.saves), *receipt.seen.refs.values())
        found.update(dict.fromkeys(ids, receipt.received_at))
    return found


def stamps_on(
    seals: Iterable[SealSeen], receipts: Iterable[Receipt], roots: bytes
) -> tuple[list[tuple[tuple[str, ...], Stamp]], tuple[str, ...]]:
    """Every time stamp that holds, with the contents that it covers; and why the others do not.

    Without the certificates of an authority, nothing is said of any.
    """
    if not roots:
        return [], ()
    from coachfolio.record.receipts import receipt_text
    from coachfolio.record.seals import seal_text
    from coachfolio.record.timestamps import BadStamp, stamped, token_from

    given: list[tuple[str, str, tuple[str, ...]]] = []
    for seen in seals:
        if seen.seal and seen.seal.stamp and "seal-contradicts-itself" not in seen.trouble:
            text = seal_text(replace(seen.seal, stamp=""))
            given.append((seen.seal.stamp, text, tuple(file.content for file in seen.seal.files)))
    for receipt in receipts:
        if receipt.stamp:
            text = receipt_text(replace(receipt, stamp=""))
            given.append((receipt.stamp, text, tuple(piece.content for piece in receipt.seen.evidence)))
    held: list[tuple[tuple[str, ...], Stamp]] = []
    refused: list[str] = []
    for stamp, text, contents in given:
        try:
            held.append((contents, stamped(token_from(stamp), text.encode(), roots)))
        except BadStamp as error:
            refused.append(str(error))
    return held, tuple(refused)


class Witnesses:
    """Who saw which content, and when."""

    def __init__(
        self,
        saves: Mapping[str, Commit],
        verdicts: Mapping[str, Verdict],
        seals: Iterable[SealSeen],
        receipts: Iterable[Receipt],
        learner: Sequence[str],
        stamps: Iterable[tuple[tuple[str, ...], Stamp]],
    ) -> None:
        self.contents: dict[str, list[Witness]] = {}
        for contents, stamp in stamps:
            witness = Witness(WitnessLevel.TIME_STAMP, stamp.time, f"time stamp by {stamp.authority}")
            for content in contents:
                self.contents.setdefault(content, []).append(witness)
        for seen in seals:
            if not (seen.holds and seen.seal and seen.made):
                continue
            if seen.seal.role != LEARNER:
                self._add(seen, Witness(WitnessLevel.RECEIVER, seen.made, f"{seen.seal.role}'s seal"))
        for receipt in receipts:
            witness = Witness(WitnessLevel.RECEIVER, receipt.received_at, "receipt")
            for piece in receipt.seen.evidence:
                self.contents.setdefault(piece.content, []).append(witness)
        self.own = {
            id for id, verdict in verdicts.items() if verdict.state == "good" and verdict.who.casefold() in learner
        }
        self.server = _received(saves, verdicts)

    def _add(self, seen: SealSeen, witness: Witness) -> None:
        assert seen.seal
        for file in seen.seal.evidence:
            self.contents.setdefault(file.content, []).append(witness)

    def of(self, content: str, versions: Sequence[Version]) -> Witness:
        """The earliest witness from outside; else whether the learner's own key made the save.

        What was stamped was there a moment before: of witnesses within an hour the best one counts.
        """
        if not (self.own or self.server or content in self.contents):
            return _NOBODY
        made = next((version.save for version in versions if version.content == content), None)
        found = list(self.contents.get(content, ()))
        if made is not None and made.id in self.server:
            found.append(Witness(WitnessLevel.SERVER, self.server[made.id], "the server that received it"))
        known = [(moment.until, moment) for moment in found if moment.until]
        if known:
            first = min(until for until, _ in known)
            near = [(moment.level, first - until, moment) for until, moment in known if until - first <= _AT_ONCE]
            return max(near, key=lambda moment: moment[:2])[2]
        return Witness(WitnessLevel.OWN_KEY if made is not None and made.id in self.own else WitnessLevel.OWN_CLOCK)


def _received(saves: Mapping[str, Commit], verdicts: Mapping[str, Verdict]) -> dict[str, datetime.datetime]:
    """When a server first signed for each save: its own clock, at the first joining that has it in it."""
    found: dict[str, datetime.datetime] = {}
    for id, verdict in verdicts.items():
        save = saves[id]
        if verdict.state != "good" or HOST not in verdict.roles or not save.committed:
            continue
        left = [save.id]
        while left:
            id = left.pop()
            if id not in found and id in saves:
                found[id] = save.committed.time
                left += saves[id].parents
    return found
