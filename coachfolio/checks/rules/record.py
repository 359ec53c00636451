"""CF5, evidence: what became of each piece since it was first saved, and by whose hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Finding, Place, Severity
from coachfolio.base.words import count, day, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.evidence import kind_of_path
from coachfolio.format.schemas import words_for
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

if TYPE_CHECKING:
    from coachfolio.git.objects import Commit, SavePerson
    from coachfolio.record.facts import EvidenceHistory, PracticeRecord, Version

__all__ = [
    "ASSESSMENT",
    "MOST_PLACES",
    "OF_OTHERS",
    "OF_THE_LEARNER",
    "WHOLE",
    "by_whom",
    "its_own",
    "last_saved",
    "whom",
    "why",
]

WHOLE: Final = Place(PORTFOLIO_FILE)
"""Where findings stand that are about the record as a whole."""
MOST_PLACES: Final = 5
"""Names or places that one finding shows; the others are only counted."""

ASSESSMENT: Final = "assessment/"
_GROWING: Final = "contact-sheets"
"""The kind of evidence whose day moves on as it grows: it is of the day of its last contact."""


def whom(save: Commit) -> str:
    """Who saved, as they say."""
    return shown(save.author.name, 40) or shown(save.author.email, 40) or "somebody without a name"


def by_whom(record: PracticeRecord, save: Commit) -> str:
    """`by Ros Halloran on 9 April 2025`; without the day where days are not known."""
    when = f" on {day(save.committed.day)}" if save.committed and record.completeness.dates_known else ""
    return f"by {whom(save)}{when}"


def why(save: Commit) -> str:
    """The reason that was given for a save, in words."""
    return f"the reason given is “{shown(save.reason.rstrip('.'), 120)}”" if save.reason else "no reason was given"


def last_saved(piece: EvidenceHistory) -> Version | None:
    """The save that made a piece what it is; None where a side line that was left out saved it last."""
    return None if piece.left_out else piece.versions[-1]


def its_own(record: PracticeRecord, piece: EvidenceHistory) -> bool:
    """Whether a piece is nobody's but the learner's: no record of assessment, under no seal, saved by them alone."""
    return (
        not piece.path.startswith(ASSESSMENT)
        and not piece.seals
        and all(version.save.author.email.casefold() in record.learner for version in piece.versions)
    )


def date_changed_later(facts: Facts) -> Iterator[Finding]:
    """The day of a piece was changed after it was first saved.

    Why:
        When something took place does not change. A slip of the pen does happen: a reason beside the change, or a diary
        of that time, shows that it was one. Within a week of the first save, or towards the day of that save, this is
        only worth knowing: whoever wanted to deceive could have written the other day at once.
    Wrong:
        date: 2025-03-01, changed to 2025-02-01 five weeks later, and no word why
    Right:
        the same change, saved with the line: Reason: my diary says February
    """
    record = facts.record
    if record is None or not record.completeness.dates_known:
        return
    for piece in record.present:
        last = piece.versions[-1]
        if piece.left_out or kind_of_path(piece.path) == _GROWING or not (piece.claimed and last.claimed):
            continue
        if piece.claimed == last.claimed:
            continue
        changed = _when_it_became(piece)
        yield Finding(
            at=Place(piece.path, ("date",)),
            message=f"Its date was changed from {day(piece.claimed)} to {day(last.claimed)}, "
            f"{by_whom(record, changed.save)}; {why(changed.save)}.",
            hint="A slip of the pen is a possible cause, or a day that was put in before the meeting was moved. "
            "A diary of that time would settle it; waive this with the reason.",
            at_most=Severity.ADVICE if piece.put_right else None,
        )


def _when_it_became(piece: EvidenceHistory) -> Version:
    """The version that first had the day that it has now, and kept it."""
    became = piece.versions[-1]
    for version in reversed(piece.versions):
        if version.content and version.claimed != piece.versions[-1].claimed:
            break
        became = version
    return became


def evidence_removed(facts: Facts) -> Iterator[Finding]:
    """A piece was removed.

    Why:
        Work may be taken out. The record keeps that it was, and a reason saves a question later.
    Wrong:
        a session removed with the message “Tidy up”
    Right:
        the same, with the line: Reason: the client took back their consent
    """
    record = facts.record
    if record is None:
        return
    for piece in record.evidence:
        sealed = any(now == "removed" for _, now in piece.seals)
        if piece.present or piece.left_out or sealed:
            continue
        last = piece.versions[-1].save
        yield Finding(
            at=Place(piece.path),
            message=f"This piece was removed {by_whom(record, last)}; {why(last)}.",
            hint="A piece saved twice and a client who took back their consent are possible causes. "
            "A line “Reason: …” in the message of a save says which.",
        )


def counted_as_another_kind(facts: Facts) -> Iterator[Finding]:
    """A piece was moved to the folder of another kind of evidence.

    Why:
        The folder says what a piece is and what it counts for. The same words are twenty guided hours in one folder and
        a learning log in another.
    Wrong:
        learning-log/2025-01-21-reading.yaml moved to guided-learning in the last week
    Right:
        each piece in the folder of what it is, from the beginning
    """
    record = facts.record
    if record is None:
        return
    for piece in record.present:
        if any(now in ("moved", "removed") for _, now in piece.seals):
            continue
        kinds = [(version, kind_of_path(version.path)) for version in piece.versions if version.content]
        for (_, was), (version, now) in pairwise(kinds):
            if was and now and was != now:
                yield Finding(
                    at=Place(piece.path),
                    message=f"It was among the {words_for(was, many=True)} and was moved among the "
                    f"{words_for(now, many=True)} {by_whom(record, version.save)}; {why(version.save)}.",
                    hint="A piece that had been put into the wrong folder is a possible cause. It counts as what its "
                    "folder says: read it once more.",
                )
                break


def id_used_again(facts: Facts) -> Iterator[Finding]:
    """A name that was free again was given to something else.

    Why:
        A piece is known by the name of its file. Claims, decisions and seals that name it now seem to mean another.
        Where it is the learner's own, and nobody has sealed it, nobody can tell another meeting from one that was
        brought back and corrected: then this is only worth knowing.
    Wrong:
        2025-01-14-c01.yaml removed in February, and another meeting under that name in March
    Right:
        a name of its own for the other meeting
    """
    record = facts.record
    if record is None:
        return
    for piece in record.evidence:
        if all(version.how != "brought back" for version in piece.versions):
            continue
        parents, order, main = facts.once(_lines)
        before: set[str] = set()
        removed: list[str] = []
        for version in piece.versions:
            if version.how == "brought back" and version.content not in before:
                now = version.save.id
                if any((now in main and gone in main) or _follows(now, gone, parents, order) for gone in removed):
                    yield Finding(
                        at=Place(piece.path),
                        message="This name belonged to a piece that was removed, and was used again for other content "
                        f"{by_whom(record, version.save)}.",
                        hint="A piece that was brought back and corrected in one go is a possible cause, or a name "
                        "without a day in it. Give another piece a name of its own.",
                        at_most=Severity.ADVICE if its_own(record, piece) else None,
                    )
                    break
            if version.how == "removed":
                removed.append(version.save.id)
            before.add(version.content)


def _lines(facts: Facts) -> tuple[dict[str, tuple[str, ...]], dict[str, int], frozenset[str]]:
    """What each save follows, its place in the order, and those that follow each other without a side line."""
    record = facts.record
    saves = record.saves if record else ()
    parents = {save.id: save.parents for save in saves}
    line = [record.tip] if record else []
    while parents.get(line[-1]):
        line.append(parents[line[-1]][0])
    return parents, {save.id: number for number, save in enumerate(saves)}, frozenset(line)


def _follows(save: str, earlier: str, parents: dict[str, tuple[str, ...]], order: dict[str, int]) -> bool:
    """Whether a save was made after another on the same line: a removal on a side line is none here."""
    last = order[earlier]
    left, seen = [save], {save}
    while left:
        for parent in parents.get(left.pop(), ()):
            if parent == earlier:
                return True
            if parent not in seen and order.get(parent, -1) > last:  # what came before it cannot follow it
                seen.add(parent)
                left.append(parent)
    return False


def pointer_only(facts: Facts) -> Iterator[Finding]:
    """Only a pointer to a piece was saved, and not the piece.

    Why:
        What it points to is kept on another machine. Whoever is handed the portfolio cannot read it.
    Wrong:
        a session that begins with “version https://git-lfs.github.com/spec/v1”
    Right:
        the session itself
    """
    record = facts.record
    if record is None:
        return
    for piece in record.present:
        if piece.pointer:
            yield Finding(
                at=Place(piece.path),
                message="Only a pointer was saved here: the content is not in this portfolio.",
                hint="A setting for large files that catches too much is a possible cause. Take text files out of it, "
                "and save the piece itself.",
            )


def assessment_saved_by_learner(facts: Facts) -> Iterator[Finding]:
    """What others decided was saved by the learner.

    Why:
        A learner may type in what stands on an assessor's form. Then the record shows nothing of the assessor but a
        name; their own save, or a seal with their key, would.
    Wrong:
        a decision by assessor-1, saved under the learner's address
    Right:
        the same decision saved by the assessor, or sealed by them
    """
    record = facts.record
    # where earlier saves are missing, the first one that is here seems to have written everything
    if record is None or not record.completeness.dates_known:
        return
    people = facts.portfolio.file.people.values() if facts.portfolio.file else ()
    own = {*record.learner} - {address.casefold() for person in people for address in person.saves_as}
    by_author = [piece.path for piece in record.evidence if _learner_decided(piece, lambda save: save.author, own)]
    put_in = [piece.path for piece in record.evidence if _learner_decided(piece, lambda save: save.committer, own)]
    found = sorted({*by_author, *put_in})
    if found:
        more = f" and {len(found) - MOST_PLACES} more" if len(found) > MOST_PLACES else ""
        how = "" if len(by_author) == len(found) else ", or put in by them under another's name"
        yield Finding(
            at=Place(found[0]),
            message=f"{count(len(found), 'record')} of assessment {'was' if len(found) == 1 else 'were'} saved by the "
            f"learner{how}: {listed([shown(path, 80) for path in found[:MOST_PLACES]])}{more}.",
            hint="Ask whoever is named there, or look at the form that it was typed from. A seal by them settles it.",
        )


def _learner_decided(piece: EvidenceHistory, by: Callable[[Commit], SavePerson], own: Collection[str]) -> bool:
    """Whether a record of assessment has words in it that the learner saved and that are not the learner's to write."""
    return (
        piece.present
        and piece.path.startswith(OF_OTHERS)
        and any(
            version.content
            and version.how != "moved"
            and by(version.save).email.casefold() in own
            and not (version.fields and set(version.fields) <= OF_THE_LEARNER)
            for version in piece.versions
        )
    )


OF_OTHERS: Final = ("assessment/decisions/", "assessment/plans/", "assessment/sampling/")
OF_THE_LEARNER: Final = frozenset({"acknowledged", "actions"})
"""What a learner writes into a record of assessment."""


def saved_by_another(facts: Facts) -> Iterator[Finding]:
    """Somebody other than the learner saved evidence.

    Why:
        Names and addresses are whatever the computer was told. It may be the learner under a second address; the
        portfolio can say so.
    Wrong:
        a session saved by ada@example.com, whom portfolio.yaml does not know
    Right:
        saves_as: [ros@example.com, ada@example.com], if both are yours
    """
    record = facts.record
    if record is None:
        return
    people = facts.portfolio.file.people.values() if facts.portfolio.file else ()
    known = {*record.learner, *(address.casefold() for person in people for address in person.saves_as)}
    if known.issuperset(author.email.casefold() for author in {save.author for save in record.saves}):
        return
    pieces: dict[str, dict[str, Commit]] = defaultdict(dict)
    for piece in record.evidence:
        for version in piece.versions:
            address = version.save.author.email.casefold()
            wrote = version.content and version.how != "moved" and not version.path.startswith(ASSESSMENT)
            if wrote and address not in known:
                pieces[address].setdefault(piece.id, version.save)
    by_most = sorted(pieces.items(), key=lambda item: (-len(item[1]), item[0]))
    for address, theirs in by_most[:MOST_PLACES]:
        save = next(iter(theirs.values()))
        name = whom(save)
        mail = f" ({shown(address, 60)})" if address and shown(address, 60) != name else ""
        yield Finding(
            at=WHOLE,
            message=f"{count(len(theirs), 'piece')} of evidence {'was' if len(theirs) == 1 else 'were'} saved by "
            f"{name}{mail}, who is neither the learner nor anybody in portfolio.yaml.",
            hint="A second address and a shared computer are possible causes. Write the address under saves_as: "
            "of the learner, or of the person whose it is.",
        )
