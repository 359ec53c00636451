"""CF5, records of assessment: does anything but a name show that whoever is named made them?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Finding, Place, Severity
from coachfolio.base.words import count, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.record import MOST_PLACES, OF_OTHERS, OF_THE_LEARNER, WHOLE, by_whom, whom, why
from coachfolio.evidence import kind_of_path

if TYPE_CHECKING:
    from coachfolio.git.objects import Commit
    from coachfolio.record.facts import EvidenceHistory, Overturned, PracticeRecord, Version


_ONE_MOMENT: Final = 60
"""Seconds within which something is written and saved in one go."""


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
    if record is None:
        return
    told = {*_overturning(record), *_in_anothers_name(record)}
    bare = [piece.path for piece in facts.once(_unsealed) if piece.path not in told]
    if bare:
        yield Finding(
            at=Place(bare[0]),
            message=f"{count(len(bare), 'record')} of assessment {'is' if len(bare) == 1 else 'are'} under no seal of "
            f"the role that has sealed others here: {_some(bare)}.",
            hint="A decision since the last seal is a possible cause. Ask whoever is named in it whether it is theirs; "
            "a seal by them settles it.",
        )


def _unsealed(facts: Facts) -> list[EvidenceHistory]:
    """The records of assessment that are under no seal of a role in which others are sealed."""
    record = facts.record
    if record is None or not record.seals:
        return []
    from coachfolio.record.overturned import MAKERS, holding  # a check without a record does without git

    sealing = holding(record.seals, listed=record.signers_given)
    bare = []
    for piece in _of_others(record):
        roles = MAKERS[kind_of_path(piece.path) or ""]
        seals = {seen.name for role in roles for seen in sealing.get(role, ())}
        if seals and not any(name in seals for name, _ in piece.seals):
            bare.append(piece)
    return bare


def overturned_without_seal(facts: Facts) -> Iterator[Finding]:
    """What was said under a seal is turned by a record of assessment that bears none.

    Why:
        A referral that somebody sealed stands by their key. A pass beside it stands by a name that anybody can type.
        Where nothing shows that the learner typed it, nobody can tell it from a decision that its maker has still to
        seal: then this is advice, and says that it is not known.
    Wrong:
        a sealed referral of D7.03/s2, and a pass of it that was saved under the assessor's name and never sealed
    Right:
        the pass under a seal of the assessor as well
    """
    record = facts.record
    if record is None:
        return
    put_in = {piece.path for piece in _of_others(record) if _put_in_by_the_learner(record, piece)}
    for path, turned in sorted(_overturning(record).items()):
        criteria = listed(list(dict.fromkeys(entry.criterion for entry in turned))[:MOST_PLACES])
        yield Finding(
            at=Place(path),
            message=f"This turns what was sealed about {criteria} in {shown(turned[0].sealed, 80)}, and is under no "
            "seal of the role that sealed that. Whether it is theirs is not known.",
            hint="A decision that its maker has still to seal is a possible cause. Ask them whether it is theirs; a "
            "seal by them settles it.",
            at_most=None if path in put_in else Severity.ADVICE,
        )


def _overturning(record: PracticeRecord) -> dict[str, list[Overturned]]:
    found: dict[str, list[Overturned]] = {}
    for turned in record.overturned:
        found.setdefault(turned.path, []).append(turned)
    return found


def unsealed_in_anothers_name(facts: Facts) -> Iterator[Finding]:
    """The learner saved a record of assessment under its maker's name, and it is under no seal, where others are.

    Why:
        Whoever seals can save as well. A name as the writer's, on a save that the learner made, is a name that they
        typed, where the writing and the saving are of one moment. Where the saving came later, a program may have made
        the save again on top of another, which keeps the writer's name and date: the two cannot be told apart, and
        this is advice.
    Wrong:
        two decisions under the assessor's seal, and a third with the assessor as its writer on a save by the learner
    Right:
        the third saved by the assessor, or sealed by them
    """
    record = facts.record
    if record is None or not record.completeness.dates_known:
        return
    bare = {piece.path for piece in facts.once(_unsealed)}
    for path, save in _in_anothers_name(record).items():
        if path in bare:
            yield Finding(
                at=Place(path),
                message=f"This bears the name of {whom(save)} as writer, the learner made the save, and it is under no "
                "seal of the role that has sealed others here.",
                hint="Taking in what somebody sent, and bringing two computers together, are possible causes. Ask "
                "them whether it is theirs; a seal by them settles it.",
                at_most=Severity.ADVICE if _made_again(save) else None,
            )


def _made_again(save: Commit) -> bool:
    """Whether a save may be another one that a program made again: it was saved later than it was written."""
    return bool(save.authored and save.committed and save.committed.seconds - save.authored.seconds > _ONE_MOMENT)


def _put_in_by_the_learner(record: PracticeRecord, piece: EvidenceHistory) -> bool:
    """Whether the learner's address stands on a save of a record of assessment, by no program's doing."""
    return any(
        version.save.author.email.casefold() in record.learner
        or (version.save.committer.email.casefold() in record.learner and not _made_again(version.save))
        for version in piece.versions
        if version.content and version.how != "moved"
    )


def _in_anothers_name(record: PracticeRecord) -> dict[str, Commit]:
    """The records of assessment, as they stand, with somebody else's name on a save that the learner made."""
    found = {}
    for piece in _of_others(record):
        save = piece.versions[-1].save
        author, committer = save.author.email.casefold(), save.committer.email.casefold()
        if committer in record.learner and author not in record.learner:
            found[piece.path] = save
    return found


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
                hint="A slip that was put right is a possible cause. Hold it against the form that it was typed from, "
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
            hint="Taking in what somebody sent is a possible cause. Ask them whether it is theirs; a seal by them "
            "settles it.",
        )
