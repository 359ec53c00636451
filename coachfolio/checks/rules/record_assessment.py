"""CF5, records of assessment: does anything but a name show that whoever is named made them?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import count, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.record import MOST_PLACES, OF_OTHERS, OF_THE_LEARNER, WHOLE, by_whom, whom, why

if TYPE_CHECKING:
    from coachfolio.git.objects import Commit
    from coachfolio.record.facts import EvidenceHistory, PracticeRecord, SealSeen, Version

_MAKERS: Final = {
    "assessment/decisions/": ("assessor",),
    "assessment/plans/": ("iqa", "eqa"),
    "assessment/sampling/": ("iqa", "eqa"),
}
"""In which role each kind of record is sealed."""
_WORTHLESS: Final = {"bad", "unsigned", "wrong-person", "wrong-role"}


def _some(paths: Sequence[str]) -> str:
    more = [f"{len(paths) - MOST_PLACES} more"] if len(paths) > MOST_PLACES else []
    return listed([*(shown(path, 80) for path in paths[:MOST_PLACES]), *more])


def _of_others(record: PracticeRecord) -> Iterator[EvidenceHistory]:
    return (piece for piece in record.present if piece.path.startswith(OF_OTHERS))


def not_sealed(facts: Facts) -> Iterator[Finding]:
    """A record of assessment is under no seal of whoever makes such records, who has sealed others.

    Why:
        Where an assessor seals, what bears no seal of theirs is a name that somebody typed. Perhaps the next seal is
        still to come; perhaps they have never seen it.
    Wrong:
        two decisions under the assessor's seal, and a third that was saved under their name afterwards
    Right:
        the third under a seal as well
    """
    record = facts.record
    if record is None or not record.seals:
        return
    sealing: dict[str, list[SealSeen]] = defaultdict(list)
    for seen in record.seals:
        if seen.seal and not seen.trouble and seen.verdict.state not in _WORTHLESS:
            sealing[seen.seal.role].append(seen)
    bare = []
    for piece in _of_others(record):
        roles = next(roles for folder, roles in _MAKERS.items() if piece.path.startswith(folder))
        seals = {seen.name for role in roles for seen in sealing.get(role, ())}
        if seals and not any(name in seals for name, _ in piece.seals):
            bare.append(piece.path)
    if bare:
        yield Finding(
            at=Place(bare[0]),
            message=f"{count(len(bare), 'record')} of assessment {'is' if len(bare) == 1 else 'are'} under no seal of "
            f"the role that has sealed others here: {_some(bare)}.",
            hint="A decision since the last seal is the usual cause. Ask whoever is named in it whether it is theirs; "
            "a seal by them settles it.",
        )


def changed_later(facts: Facts) -> Iterator[Finding]:
    """A decision, a sampling plan or a sampling record was changed after it had first been saved.

    Why:
        What was decided stays, and another decision is written beside it. A name under the change is only a name.
    Wrong:
        verdict: referral, and verdict: pass in the same file three weeks later
    Right:
        a second decision in a file of its own; only acknowledged and actions grow in the first
    """
    record = facts.record
    if record is None or not record.completeness.dates_known:
        return
    for piece in _of_others(record):
        sealed = any(state in ("changed", "moved", "exchanged", "removed") for _, state in piece.seals)
        later = [version for version in piece.changes if _is_more_than_reading(version)]
        if later and not sealed:
            last = later[-1]
            fields = f", in {listed(list(last.fields)[:MOST_PLACES])}" if last.fields else ""
            yield Finding(
                at=Place(piece.path),
                message=f"This was changed after it had first been saved{fields}, {by_whom(record, last.save)}; "
                f"{why(last.save)}.",
                hint="A slip that was put right is the usual cause. Hold it against the form that it was typed from, "
                "or ask whoever is named in it; a seal by them settles it.",
            )


def _is_more_than_reading(version: Version) -> bool:
    return bool(version.content) and (not version.fields or not set(version.fields) <= OF_THE_LEARNER)


def in_anothers_name(facts: Facts) -> Iterator[Finding]:
    """The learner saved evidence that bears somebody else's name as its writer.

    Why:
        A save has two names: who wrote, and who saved. The first can be any; whoever saved typed it.
    Wrong:
        an observation with the assessor as its writer, on a save that the learner made
    Right:
        the observation saved by the assessor, or under the learner's own name with the signed form attached
    """
    record = facts.record
    if record is None or not record.completeness.dates_known:
        return
    saves: dict[str, Commit] = {}
    pieces: dict[str, list[str]] = defaultdict(list)
    for piece in record.present:
        for version in piece.versions:
            save = version.save
            author, committer = save.author.email.casefold(), save.committer.email.casefold()
            if author != committer and committer in record.learner and author not in record.learner:
                if version.content and version.how != "moved" and not piece.path.startswith(OF_OTHERS):
                    saves.setdefault(author, save)
                    if piece.path not in pieces[author][-1:]:
                        pieces[author].append(piece.path)
    for author, paths in sorted(pieces.items())[:MOST_PLACES]:
        yield Finding(
            at=Place(paths[0]) if paths else WHOLE,
            message=f"{count(len(paths), 'piece')} of evidence {'bears' if len(paths) == 1 else 'bear'} the name of "
            f"{whom(saves[author])} as writer, and the learner made the save: {_some(paths)}.",
            hint="Taking in what somebody sent is the usual cause. Ask them whether it is theirs; a seal by them "
            "settles it.",
        )
