"""CF5, evidence under seals: is it still as somebody sealed it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Finding, Place, Severity
from coachfolio.base.words import listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.record import ASSESSMENT, MOST_PLACES, by_whom, last_saved, why
from coachfolio.evidence import kind_of_path
from coachfolio.format.schemas import words_for
from coachfolio.portfolio.portfolio import OVERLAY_FILE
from coachfolio.record.verdicts import SealTrouble

if TYPE_CHECKING:
    from coachfolio.record.facts import EvidenceHistory, PracticeRecord, SealSeen, SealState, Version


_READ: Final = frozenset({"acknowledged"})
"""What a learner adds to a decision once they have read it."""
_LEARNERS: Final = _READ | {"actions"}
"""Where a learner also writes what they have done about it."""
_KEEP_DECISION: Final = (
    "Put back what was sealed, and write what is new into a file of its own. If the assessor made the change, ask them "
    "to seal it."
)
_SHOW_CHANGE: Final = (
    "A correction and an addition are possible causes. Show the change to whoever sealed it. A new seal settles "
    "it where each change has its reason, and so does a waiver."
)


def _broken(record: PracticeRecord, *states: SealState) -> Iterator[tuple[EvidenceHistory, SealSeen, SealSeen | None]]:
    """The pieces that are not as a seal has them any more, each with that seal.

    Of several such seals the weightiest counts, and one that was renewed counts after all others. A seal is renewed by
    a later one of the same person that has the piece as it is now; nobody's later seal can stand for another's. The
    renewing seal comes with it.
    """
    seals = {seal.name: seal for seal in record.seals if SealTrouble.FOREIGN not in seal.trouble}
    for piece in record.evidence:
        under = [(seals[name], now) for name, now in piece.seals if name in seals]
        broken = [seal for seal, now in under if now in states]
        if broken:
            kept = [seal for seal, now in under if now in ("unchanged", "reformatted")]
            again = {
                seal.name: max((seal_seen for seal_seen in kept if _renews(seal_seen, seal)), key=_number, default=None)
                for seal in broken
            }
            seal = max(broken, key=lambda seal: (again[seal.name] is None, *_weight(seal)))
            yield piece, seal, again[seal.name]


def _documents(record: PracticeRecord, *, gone: bool) -> Iterator[tuple[str, SealSeen]]:
    """The paths of documents beside evidence that a seal lists and that are gone or others now, each with its seal."""
    seals = sorted(
        (seal for seal in record.seals if SealTrouble.FOREIGN not in seal.trouble), key=_weight, reverse=True
    )
    done: set[str] = set()
    for seal in seals:
        for path in seal.documents_gone if gone else seal.documents_changed:
            if path not in done and not any(_renews(later, seal) and _has(later, path) for later in seals):
                done.add(path)
                yield path, seal


def _has(seen: SealSeen, path: str) -> bool:
    """Whether a seal lists a document that is as it was."""
    if path in seen.documents_changed or path in seen.documents_gone:
        return False
    return seen.seal is not None and any(file.path == path for file in seen.seal.files)


def _number(seen: SealSeen) -> tuple[int, str]:
    return seen.seal.number if seen.seal else 0, seen.name


def _weight(seen: SealSeen) -> tuple[bool, bool, tuple[int, str]]:
    """How much a seal has to say: one that counts before one that does not, and another's before the learner's own."""
    return seen.holds, seen.seal is not None and seen.seal.role != "learner", _number(seen)


def _renews(later: SealSeen, earlier: SealSeen) -> bool:
    """Whether a seal is a later one by the same role, and as good as the earlier one."""
    if not (later.seal and earlier.seal) or later.trouble or later.seal.role != earlier.seal.role:
        return False
    if later.seal.number <= earlier.seal.number:
        return False
    same_key = bool(later.verdict.key) and later.verdict.key == earlier.verdict.key
    return later.verdict.is_good or (later.verdict.state == earlier.verdict.state and same_key)


def _changed_after_seal(facts: Facts, *, assessment: bool) -> Iterator[Finding]:
    record = facts.record
    if record is None:
        return
    from coachfolio.record.facts import CHANGED  # a check without a record does without it

    for piece, seal, again in _broken(record, *CHANGED):
        since = _since(piece, seal)
        fields = frozenset(name for version in since for name in version.fields)
        told = bool(since) and all(version.fields for version in since)
        decided = piece.path.startswith(ASSESSMENT)
        settled = again and since and all(version.save.reason for version in since)
        if settled or seal.name in piece.answered or (decided and told and fields <= _READ):
            continue
        if (decided and not again and not (told and fields <= _LEARNERS)) == assessment:
            last = last_saved(piece)
            how = _otherwise(piece, seal) or (f", in {listed(sorted(fields)[:MOST_PLACES])}" if fields else "")
            how += f", last {by_whom(record, last.save)}; {why(last.save)}" if last else ""
            how += f"; it was sealed again since (“{shown(again.name, 40)}”)" if again else ""
            added = dict(piece.grown).get(seal.name, "")
            if added == "findings" and _by_the_learner(record, since):
                added = ""
            yield _changed(piece.path, seal, how, _ADDED.get(added, ""), _KEEP_DECISION if assessment else _SHOW_CHANGE)
    for path, seal in _documents(record, gone=False):
        if path.startswith(ASSESSMENT) == assessment:
            only_more = path == OVERLAY_FILE and not seal.takes_back
            added = _ADDED["asked"] if only_more else ""
            yield _changed(path, seal, "", added, _KEEP_DECISION if assessment else _SHOW_CHANGE)


def _changed(path: str, seal: SealSeen, how: str, added: str, hint: str) -> Finding:
    """One finding. `added` says what was only added, where all that was sealed stands as it stood."""
    return Finding(
        at=Place(path),
        message=f"It was changed after it had been sealed (“{shown(seal.name, 40)}”){how}."
        + (f" {added}" if added else ""),
        hint=_NOT_KNOWN if added else hint,
        at_most=Severity.ADVICE if added else None,
    )


def _by_the_learner(record: PracticeRecord, versions: Sequence[Version]) -> bool:
    """Whether the learner's address stands on one of the saves, or nobody can tell which saves they are."""
    return not versions or any(
        person.email.casefold() in record.learner
        for version in versions
        for person in (version.save.author, version.save.committer)
    )


_ADDED: Final = {
    "claims": "Only claims were added: all that was sealed stands as it stood.",
    "contacts": "Only contacts were added: those that were sealed stand as they stood.",
    "actions": "Only actions were added: those that were sealed stand as they stood.",
    "findings": "Only findings were closed, under the name of somebody other than the learner: what was found and "
    "agreed stands as it stood. Whether they closed them is not known.",
    "paths": "It names the same files by other paths: nothing that was sealed is another.",
    "meeting": "It was a meeting still to come when it was sealed, and tells of one that was held now.",
    "asked": "It asks for nothing less than whoever sealed went by, and nothing in other words. Whether it is the "
    "centre's is not known.",
}
"""What was only added to something since it was sealed, in sentences."""
_NOT_KNOWN: Final = "Read what was added. A new seal by the same person settles it."


def _otherwise(piece: EvidenceHistory, seen: SealSeen) -> str:
    """What is another about a piece that reads as it did; empty where it reads differently."""
    state = dict(piece.seals).get(seen.name)
    sealed = next((file.path for file in seen.seal.evidence if file.content == piece.content), "") if seen.seal else ""
    if state == "moved":
        was, now = (words_for(kind_of_path(path) or "", many=True) for path in (sealed, piece.path))
        return f": it was among the {was}, and is among the {now} now, where it counts as something else"
    if state == "exchanged":
        return ": it lies in another folder now, where what it names as its attachment is another file, or none"
    return ""


def _since(piece: EvidenceHistory, seen: SealSeen) -> tuple[Version, ...]:
    """The versions since a seal, mere moves left out; none where that cannot be told."""
    sealed = {file.content for file in seen.seal.evidence} if seen.seal else set()
    since: list[Version] = []
    for version in reversed(piece.versions):
        if version.content in sealed:
            return tuple(since) if piece.content == piece.versions[-1].content else ()
        if version.how != "moved":
            since.append(version)
    return ()


def changed_after_seal(facts: Facts) -> Iterator[Finding]:
    """A piece was changed after somebody had sealed it.

    Why:
        What the seal says is about the text as it was. Whoever relies on it has to look at the new text. Where all
        that was sealed stands, and something was only added, this is only worth knowing: claims, a sheet's further
        contacts, a meeting that was still to come. Nothing that was sealed can be changed so.
    Wrong:
        minutes: 60, sealed by the assessor in May, and minutes: 90 in June
    Right:
        the same change saved with a line Reason: …, and a new seal by the assessor
    """
    yield from _changed_after_seal(facts, assessment=False)


def decision_changed_after_seal(facts: Facts) -> Iterator[Finding]:
    """A decision or another record of assessment was changed after somebody had sealed it.

    Why:
        A decision is the assessor's. A new one is written beside the old one, which stays as it was. A finding that
        was only closed, on a save without the learner's address, may be the quality assurer's, who has still to seal
        again: nobody can tell, and it is advice.
    Wrong:
        assessment/decisions/2025-05-03-d7-01.yaml with “pass” in place of “refer”, under the seal of 3 May
    Right:
        a second decision in a file of its own, with a seal of its own; only acknowledged: added to the first
    """
    yield from _changed_after_seal(facts, assessment=True)


def _removed(facts: Facts, *, assessment: bool) -> Iterator[Finding]:
    record = facts.record
    if record is None:
        return
    removed = []
    for piece, seal, _ in _broken(record, "removed"):
        last = last_saved(piece)
        how = f"It was removed {by_whom(record, last.save)}; {why(last.save)}." if last else "No save says why."
        removed.append((piece.path, seal, f" {how}"))
    removed += [(path, seal, "") for path, seal in _documents(record, gone=True)]
    for path, seal, how in removed:
        if path.startswith(ASSESSMENT) == assessment:
            yield Finding(
                at=Place(path),
                message=f"This had been sealed (“{shown(seal.name, 40)}”) and is not here any more.{how}",
                hint=_KEEP_RECORD if assessment else _BRING_BACK,
            )


_KEEP_RECORD: Final = (
    "A tidied folder is a possible cause. Bring it back as it was: a decision that no longer stands is followed by "
    "another, and both stay."
)
_BRING_BACK: Final = (
    "A tidied folder and a client who took back their consent are possible causes. Bring it back as it was, or waive "
    "this with the reason and show it to whoever sealed it."
)


def sealed_evidence_removed(facts: Facts) -> Iterator[Finding]:
    """A piece that somebody had sealed is not there any more.

    Why:
        Somebody has vouched for it, and perhaps decided on it. Without it nobody can see on what.
    Wrong:
        sessions/2025-03-04-c01.yaml, sealed in May and removed in June
    Right:
        the session back in its place, or a waiver that says why it had to go
    """
    yield from _removed(facts, assessment=False)


def sealed_assessment_removed(facts: Facts) -> Iterator[Finding]:
    """A decision or another record of assessment that somebody had sealed is not there any more.

    Why:
        It is the assessor's, and not the learner's to take out: a referral without its record looks as if there had
        never been one.
    Wrong:
        assessment/decisions/2025-05-03-d7-01.yaml, a referral that was sealed in May and removed in June
    Right:
        the referral where it was, and a later decision beside it
    """
    yield from _removed(facts, assessment=True)
