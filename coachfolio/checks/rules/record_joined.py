"""CF5, side lines: what became of a piece where two lines of work were brought together?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coachfolio.base.diagnostics import Finding, Place, Severity
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.record import WHOLE, by_whom, its_own

if TYPE_CHECKING:
    from coachfolio.git.objects import Commit
    from coachfolio.record.facts import PracticeRecord


def left_out_when_joined(facts: Facts) -> Iterator[Finding]:
    """A piece was saved on a side line and left out when the lines were joined.

    Why:
        It is not here, and no save says that it was removed. A draft of the learner's own that nobody has sealed is
        theirs to give up: then this is only worth knowing.
    Wrong:
        two computers brought together so that only the files of one of them are kept
    Right:
        the files of both, or a save that removes the piece and says why
    """
    record = facts.record
    if record is None:
        return
    if not any(len(save.parents) > 1 for save in record.saves):
        return
    odd = {path for path, _ in record.odd_paths}
    for piece in record.evidence:
        if not piece.present and piece.left_out and piece.path not in odd:
            yield Finding(
                at=Place(piece.path),
                message=f"This piece was saved {by_whom(record, piece.versions[-1].save)}, and was left out when side "
                "lines were joined. No save says that it was removed.",
                hint="A draft that was given up and two computers that were brought together are possible causes. "
                "Bring it back, or waive this with the reason.",
                at_most=Severity.ADVICE if its_own(record, piece) else None,
            )


def _joined(record: PracticeRecord) -> Iterator[tuple[Place, str, Commit, bool, bool]]:
    """Every piece that a joining of lines made something else.

    Where, what became of it, the save, whether the lines had been at one about it, and whether it is the learner's own.
    """
    if not record.joins:
        return
    joined = {save for save, _ in record.joins}
    saves = {save.id: save for save in record.saves if save.id in joined}
    by_id = {piece.id: piece for piece in record.evidence}
    for (save, name), before in record.joins.items():
        if save not in saves:
            continue
        history = by_id.get(name)
        version = next((version for version in history.versions if version.save.id == save), None) if history else None
        removed = bool(version and not version.content)
        nothing = not any(earlier_id.strip("0") for earlier_id in before)
        what = "was removed" if removed else "was first saved" if nothing else "was changed"
        own = history is not None and its_own(record, history)
        yield Place(history.path) if history else WHOLE, what, saves[save], len(set(before)) == 1, own


def changed_while_joining(facts: Facts) -> Iterator[Finding]:
    """A piece was changed while side lines were joined, though the lines did not differ about it.

    Why:
        Joining brings together what was saved. A change of its own that is made there is easily overlooked. Where the
        piece is the learner's own and nobody has sealed it, it is one more change of theirs, and only worth knowing.
    Wrong:
        minutes: 60 on both computers, and minutes: 90 after they were brought together
    Right:
        the change as a save of its own, with a reason
    """
    record = facts.record
    if record is None:
        return
    for place, what, save, agreed, own in _joined(record):
        if agreed:
            yield Finding(
                at=place,
                message=f"This piece {what} while side lines were joined {by_whom(record, save)}, though the lines "
                "did not differ about it.",
                hint="A last correction before saving is a possible cause, or a file that was still open. "
                "A waiver with the reason settles it; next time save such a change on its own.",
                at_most=Severity.ADVICE if own else None,
            )


def undone_while_joining(facts: Facts) -> Iterator[Finding]:
    """What one line alone had changed about a piece was dropped while side lines were joined.

    Why:
        Joining takes in what each line did. Here it did not, and no save says so: the piece goes on as if the change
        had never been made. A change by the learner alone, of a piece that nobody has sealed, is theirs to drop: then
        this is only worth knowing.
    Wrong:
        minutes: 30 put right on one computer, and minutes: 60 again after the other's files were kept as a whole
    Right:
        the change taken in, and, where it is to go, a save that takes it back and says why
    """
    record = facts.record
    if record is None or not record.undone:
        return
    joined = {save for save, _ in record.undone}
    saves = {save.id: save for save in record.saves if save.id in joined}
    by_id = {piece.id: piece for piece in record.evidence}
    for save, name in record.undone:
        piece = by_id.get(name)
        if piece is not None and piece.present and not piece.left_out and save in saves:
            yield Finding(
                at=Place(piece.path),
                message=f"A change of this piece was dropped while side lines were joined "
                f"{by_whom(record, saves[save])}, though only one of the lines had changed it.",
                hint="A draft that was given up, or two computers of which one's files were kept, is a possible cause. "
                "coachfolio record --evidence, with the name of the piece, shows what was changed; put it back, or "
                "waive this with the reason.",
                at_most=Severity.ADVICE if its_own(record, piece) else None,
            )


def joined_by_hand(facts: Facts) -> Iterator[Finding]:
    """A piece is another after side lines were joined than on any of them, or one of them was left out.

    Why:
        Where two lines changed the same piece, somebody has to choose. What they chose is worth a look.
    Wrong:
        75 minutes on one computer, 80 on the other, and 78 after they were brought together
    Right:
        the same, if 78 is true: this is only worth knowing
    """
    record = facts.record
    if record is None:
        return
    for place, what, save, agreed, _ in _joined(record):
        if not agreed:
            yield Finding(
                at=place,
                message=f"This piece {what} by hand where side lines that differed were joined "
                f"{by_whom(record, save)}.",
                hint="This is how two computers that changed the same piece are brought together. Read it once more.",
            )
    for piece in record.present:
        if piece.left_out:
            yield Finding(
                at=Place(piece.path),
                message="This piece is not as it was saved last: where side lines were joined, another version of it "
                "was kept.",
                hint="This happens where two computers changed the same piece. Look whether it is the right version.",
            )
