"""CF5, since then: what became of the record since somebody was handed it before?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Finding, Place, Severity
from coachfolio.base.words import count, day, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.record import ASSESSMENT, MOST_PLACES, OF_OTHERS, WHOLE
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE
from coachfolio.record.verdicts import SEAL_REFS

if TYPE_CHECKING:
    from coachfolio.git.objects import Commit, SavePerson
    from coachfolio.record.comparing import Comparison
    from coachfolio.record.facts import EvidenceHistory, PracticeRecord

_TAGS: Final = "refs/tags/"
_ADD_ONLY: Final = "Add saves, and change none that was handed over."


def _comparisons(facts: Facts) -> Iterator[tuple[PracticeRecord, Comparison]]:
    """What the record was held against, where the whole of it is here and it is the same portfolio."""
    record = facts.record
    if record is None or not record.completeness.dates_known:
        return
    for comparison in record.comparisons:
        if comparison.same_portfolio:
            yield record, comparison


def _then(comparison: Comparison) -> str:
    """When and how it was seen, to follow `seen`: `on 3 May 2025 (may.json)`."""
    when = f"on {day(comparison.at.date())}" if comparison.at else "before"
    return f"{when} ({shown(comparison.name, 60)})"


def not_seen_before(facts: Facts) -> Iterator[Finding]:
    """Saves are dated before an earlier hand-over, and were not in it.

    Why:
        Whoever was handed the record then did not see them. Their dates rest on the learner's clock alone. A save
        that follows what was seen cannot be older than it: its date is not true. One on a line of its own may be of
        another computer, which nobody can tell from one that was made for the purpose: then this is advice.
    Wrong:
        sessions saved “in March”, first handed over on 20 May, and not among what was handed over on 3 May
    Right:
        all computers brought together before each hand-over
    """
    for record, comparison in _comparisons(facts):
        number = len(comparison.early)
        if not number:
            continue
        early = set(comparison.early)
        paths = [history.path for id in comparison.slipped_in if (history := record.get(id))]
        brought = f" {count(len(paths), 'piece')} {_verb(paths, 'was', 'were')} put among them." if paths else ""
        days = sorted(save.committed.day for save in record.saves if save.id in early and save.committed)
        span = f": {day(days[0])} to {day(days[-1])}" if days else ""
        yield Finding(
            at=WHOLE,
            message=f"{count(number, 'save')} {'is' if number == 1 else 'are'} dated earlier than the record that was "
            f"seen {_then(comparison)}, and {'was' if number == 1 else 'were'} not in it{span}.{brought}",
            hint="A second computer, or a draft that was joined later, is a possible cause. A copy of that computer's "
            "record would settle it.",
            related=tuple(("It was not there then.", Place(path)) for path in paths[:MOST_PLACES]),
            at_most=None if comparison.early_on_top or comparison.lost else Severity.ADVICE,
        )


def history_rewritten(facts: Facts) -> Iterator[Finding]:
    """The record was made again since it was handed over, and evidence differs.

    Why:
        What was handed over has been changed where it stood, and not by a new save on top. Nothing in the record itself
        shows this: only what the receiver kept does.
    Wrong:
        a session changed in the save that first had it, and every later save made again
    Right:
        the change as a new save, with a reason
    """
    for record, comparison in _comparisons(facts):
        if not comparison.lost or comparison.same or comparison.intact or comparison.outcome == "history lost":
            continue
        differ, absent = (*comparison.changed, *comparison.replaced), (*comparison.removed, *comparison.gone)
        kinds, others, files = comparison.moved, comparison.exchanged, comparison.documents
        parts = [
            *([f"{count(len(differ), 'piece')} {_verb(differ, 'reads', 'read')} differently"] if differ else []),
            *([f"{count(len(kinds), 'piece')} {_verb(kinds, 'counts', 'count')} as another kind"] if kinds else []),
            *([f"{count(len(others), 'piece')} {_verb(others, 'names', 'name')} another file"] if others else []),
            *([f"{count(len(absent), 'piece')} {_verb(absent, 'is', 'are')} not there any more"] if absent else []),
            *([f"{count(len(files), 'other file')} {_verb(files, 'is', 'are')} not the same"] if files else []),
        ]
        here = (_known(record, comparison, id) for id in (*differ, *kinds, *others))
        paths = [*(history.path for history in here if history), *files]
        yield Finding(
            at=WHOLE,
            message=f"The record was made again since it was seen {_then(comparison)}, and the files are not the same: "
            f"{listed(parts)}.{_named([*paths, *absent])}{_made_again(comparison)}",
            hint="A correction made in the wrong place, and a save that was dropped, are possible causes. Hand over "
            f"the record as it was, with the change on top. {_ADD_ONLY}",
            related=tuple(("It is not the same any more.", Place(path)) for path in paths[:MOST_PLACES]),
        )


def _known(record: PracticeRecord, comparison: Comparison, id: str) -> EvidenceHistory | None:
    """A piece that was seen, under the name that it has now."""
    return record.get(comparison.names.get(id, id))


def _named(several: Sequence[str]) -> str:
    """A few of those that it is about, in a sentence; the report and the JSON form have all of them."""
    names = [shown(name, 80) for name in several[:MOST_PLACES]]
    more = [f"{len(several) - MOST_PLACES} more"] if len(several) > MOST_PLACES else []
    return f" It is about {listed([*names, *more])}." if names else ""


def _verb(several: Sized, singular: str, many: str) -> str:
    return singular if len(several) == 1 else many


_WHAT: Final = {
    "content": "what was changed",
    "message": "the message",
    "author's date": "the date of writing",
    "date of saving": "the date of saving",
    "what it follows": "nothing but what comes before",
}


def _made_again(comparison: Comparison) -> str:
    """How the saves that are lost were made again, in words."""
    parts = []
    for what, number in comparison.how.items():
        if what.startswith("dropped"):
            parts.append(f"{number} {'was' if number == 1 else 'were'} dropped or joined with others")
        else:
            differs = listed(_WHAT.get(word, word) for word in what.split(", "))
            parts.append(f"{number} {'differs' if number == 1 else 'differ'} in {differs}")
    return f" Of the saves that were seen, {'; '.join(parts)}." if parts else ""


def history_made_again(facts: Facts) -> Iterator[Finding]:
    """The record was made again since it was handed over, and the evidence is identical.

    Why:
        No evidence is touched. But the dates and messages of saves may be others, and what witnesses said of the
        earlier saves does not carry over. What the portfolio is judged by may be another, too.
    Wrong:
        every save made again by a program on the day before the hand-over
    Right:
        a record to which saves are only added
    """
    for _, comparison in _comparisons(facts):
        if comparison.lost and (comparison.same or comparison.intact):
            same = (
                "is here as it was"
                if comparison.identical
                else "is here and says what it said, some of it in other lines"
                if comparison.same
                else "is in the record as it was, and was changed openly since"
            )
            whole = "The files are" if comparison.settings == () and comparison.identical else "The evidence is"
            yield Finding(
                at=WHOLE,
                message=f"{whole} identical: all evidence that was seen {_then(comparison)} {same}."
                f"{_settings(comparison)} The record was made again since then.{_made_again(comparison)}",
                hint="Programs that tidy a record, and an update of the centre's template, are possible causes. "
                f"A waiver with the reason settles it. {_ADD_ONLY}",
            )


def dates_made_again(facts: Facts) -> Iterator[Finding]:
    """The record was made again since it was handed over, and saves have other dates of writing.

    Why:
        Programs that tidy a record, and updates of a template, keep the date of writing of each save. Where it is
        another now, somebody typed it, or what stood for many saves stands for one. Where it is not earlier than it
        was, or more saves were joined than have another date, nobody gains by it: then this is only worth knowing.
    Wrong:
        saves of March that were dated in February when they were made again
    Right:
        the saves with the dates that they had when they were handed over
    """
    for _, comparison in _comparisons(facts):
        typed = sum(number for how, number in comparison.how.items() if "author's date" in how.split(", "))
        if typed and (comparison.same or comparison.intact):
            yield Finding(
                at=WHOLE,
                message=f"{count(typed, 'save')} that {_verb(range(typed), 'was', 'were')} seen {_then(comparison)} "
                f"{_verb(range(typed), 'has', 'have')} another date of writing now. Tidying does not change it.",
                hint="A date that was wrong and was put right is a possible cause, or saves that a host joined into "
                "one. Go by the record that was handed over then.",
                at_most=None if comparison.backdated > _joined_with_others(comparison) else Severity.ADVICE,
            )


def _joined_with_others(comparison: Comparison) -> int:
    """How many of the lost saves no new save stands for."""
    return sum(number for how, number in comparison.how.items() if how.startswith("dropped"))


def judged_otherwise(facts: Facts) -> Iterator[Finding]:
    """What the portfolio is judged by is another than when it was handed over.

    Why:
        qualification.yaml says which criteria there are, in which words, and how much of everything is asked for;
        portfolio.yaml says since when somebody is registered, and who may decide. What was enough then, or was accepted
        then, was so by the other one.
    Wrong:
        a qualification.yaml that was added after the hand-over and asks for ten hours instead of twenty
    Right:
        the centre's own file, there from the beginning, and as the centre sent it
    """
    for _, comparison in _comparisons(facts):
        files = comparison.settings or ()
        if files:
            named = [
                f"{path} ({listed(comparison.judged_by)})" if path == PORTFOLIO_FILE and comparison.judged_by else path
                for path in files
            ]
            yield Finding(
                at=Place(files[0]),
                message=f"{listed(named)}, by which the portfolio is judged, {_verb(files, 'is', 'are')} not as "
                f"{_verb(files, 'it was', 'they were')} when it was seen {_then(comparison)}: changed, added or "
                "taken away.",
                hint="A newer file from the centre is a possible cause, and in portfolio.yaml an entry put right. Hold "
                "it against the centre's own, and ask about a day, a role or an address that is another now.",
            )


def changed_beside(facts: Facts) -> Iterator[Finding]:
    """A piece reads differently than when it was handed over, by a save that does not follow what was handed over.

    Why:
        Nothing was changed on top of what was seen: what was seen is a side line now, and another line, on which the
        piece always read differently, stands in its place.
    Wrong:
        a record that was begun again with other minutes, to which the one that was handed over was joined
    Right:
        the change as a save that follows what was handed over
    """
    for record, comparison in _comparisons(facts):
        here = [history for id in comparison.beside if (history := _known(record, comparison, id))]
        if here:
            paths = [history.path for history in here]
            yield Finding(
                at=Place(paths[0]),
                message=f"{count(len(paths), 'piece')} {_verb(paths, 'reads', 'read')} differently than when the "
                f"record was seen {_then(comparison)}, by saves that do not follow what was seen: the two were joined "
                f"later.{_named(paths)}",
                hint="Work on a second computer is a possible cause. Read what changed: coachfolio record --evidence, "
                "with the name of the piece.",
                related=tuple(("It reads differently.", Place(path)) for path in paths[1 : 1 + MOST_PLACES]),
            )


def _settings(comparison: Comparison) -> str:
    """What became of the files that the portfolio is judged by."""
    if comparison.settings:
        verb = _verb(comparison.settings, "is", "are")
        return f" But {listed(comparison.settings)}, by which it is judged, {verb} not as then."
    return "" if comparison.settings is not None else " What it is judged by was not listed then."


def history_lost(facts: Facts) -> Iterator[Finding]:
    """Nothing of what was handed over is left.

    Why:
        Neither the saves nor any piece of evidence that was handed over is in this record.
    Wrong:
        another folder handed over under the same name, or a record begun afresh
    Right:
        the record that was handed over, with what was added since
    """
    yield from (
        Finding(
            at=WHOLE,
            message=f"Nothing of what was seen {_then(comparison)} is in this record: neither a save nor a piece of "
            "evidence.",
            hint="The wrong folder, and a record begun afresh, are possible causes. Look for the copy that was handed "
            "over; the receiver has it as well, if they kept the file.",
        )
        for _, comparison in _comparisons(facts)
        if comparison.outcome == "history lost"
    )


def record_shrunk(facts: Facts) -> Iterator[Finding]:
    """Evidence that was handed over is gone, and no save says that it was removed.

    Why:
        Work may be taken out openly, by a save that removes it. This was taken out so that nothing shows it.
    Wrong:
        28 pieces; when it was handed over there were 31, and nothing was removed
    Right:
        31 pieces, or three removed by a save with a reason
    """
    for record, comparison in _comparisons(facts):
        if comparison.outcome == "history lost":
            continue
        unsaid = [id for id in (*comparison.gone, *comparison.removed) if not _said_to_be_removed(record, id)]
        if unsaid:
            names = [shown(id, 40) for id in unsaid[:MOST_PLACES]]
            more = [f"{len(unsaid) - MOST_PLACES} more"] if len(unsaid) > MOST_PLACES else []
            yield Finding(
                at=WHOLE,
                message=f"{count(len(unsaid), 'piece')} of evidence that {_verb(unsaid, 'was', 'were')} seen "
                f"{_then(comparison)} {_verb(unsaid, 'is', 'are')} not here any more, and no save says that "
                f"{_verb(unsaid, 'it was', 'they were')} removed: {listed([*names, *more])}.",
                hint="An earlier state, or a side line, handed over by mistake is a possible cause. Hand over the "
                "whole record. What a client has asked to be erased, the centre and the learner put in writing.",
            )


def _said_to_be_removed(record: PracticeRecord, id: str) -> bool:
    history = record.get(id)
    return history is not None and history.versions[-1].how == "removed"


def _seals(record: PracticeRecord, refs: Iterable[str]) -> Iterator[str]:
    """The names of those marks that are seals."""
    seals = {seal.name for seal in record.seals}
    for ref in refs:
        name = ref.removeprefix(_TAGS)
        if ref.startswith(SEAL_REFS) or name in seals:
            yield shown(name, 40)


def seal_replaced(facts: Facts) -> Iterator[Finding]:
    """A seal is another than the one that was handed over under its name.

    Why:
        A seal is never replaced: a new one gets a number of its own and stands beside the old one. Where the new one
        is signed with a key of whoever may seal, by the list of signers, they made it themselves, and this is advice.
    Wrong:
        the assessor's first seal, with “refer”, exchanged for one of the same name with “pass”
    Right:
        both seals, sealed/assessor/1 and sealed/assessor/2
    """
    for record, comparison in _comparisons(facts):
        theirs = {shown(seal.name, 40) for seal in record.seals if seal.holds}
        for name in _seals(record, comparison.seals_moved):
            yield Finding(
                at=WHOLE,
                message=f"The seal “{name}” is not the one that was seen under this name {_then(comparison)}.",
                hint="A seal made again after a slip of the pen is a possible cause. Bring the first one back, and "
                "make the new one with `coachfolio seal`, which gives it a number of its own.",
                at_most=Severity.ADVICE if name in theirs else None,
            )


def seal_gone(facts: Facts) -> Iterator[Finding]:
    """A seal that was handed over is not here any more.

    Why:
        A decision that is not liked can be made to disappear by leaving out its seal. Where all that was seen is as it
        was, a copy without seals, as many programs make it, cannot be told from that: then this is advice. Where what
        was assessed is another, or the record was made again otherwise, it is no copy.
    Wrong:
        two seals handed over in May, one in June
    Right:
        every seal handed over each time
    """
    for record, comparison in _comparisons(facts):
        weight, rest = _without_seals(record, comparison)
        for name in _seals(record, comparison.seals_gone):
            yield Finding(
                at=WHOLE,
                message=f"The seal “{name}”, which was seen {_then(comparison)}, is not here any more. {rest}",
                hint="Seals are easily left behind when a folder is copied by a host. Hand over one file made with "
                "`coachfolio bundle`, which has them all in it.",
                at_most=weight,
            )


def _without_seals(record: PracticeRecord, comparison: Comparison) -> tuple[Severity | None, str]:
    """What it weighs at most that seals are gone, and what is known of what they were on, in a sentence."""
    other = [
        *(*comparison.changed, *comparison.replaced, *comparison.removed),
        *(*comparison.gone, *comparison.moved, *comparison.exchanged),
    ]
    histories = [_known(record, comparison, id) for id in other]
    assessed = any(history is None or history.path.startswith(ASSESSMENT) for history in histories)
    if assessed or (comparison.lost and not comparison.same):
        return None, "What was assessed is not as it was then."
    new = [history for id in comparison.new if (history := record.get(id)) and history.path.startswith(OF_OTHERS)]
    bare = [history for history in new if not history.seals]
    typed = any(
        person(history.versions[-1].save).email.casefold() in record.learner for history in bare for person in _WHO
    )
    if other or comparison.documents:
        named = _named([*other, *comparison.documents])
        return (
            Severity.WARNING,
            f"Not all that was seen is as it was, and whether the seal was on it is not known.{named}",
        )
    if bare:
        named = _named([history.path for history in bare])
        weight = Severity.WARNING if typed else Severity.ADVICE
        return weight, f"What was seen is as it was. Whether a seal was on what is new is not known.{named}"
    return Severity.ADVICE, "All that was seen then is as it was; what the seal says is not known here."


_WHO: Final[tuple[Callable[[Commit], SavePerson], ...]] = (lambda save: save.author, lambda save: save.committer)


def another_portfolio(facts: Facts) -> Iterator[Finding]:
    """This is not the portfolio that it was held against.

    Why:
        A receipt says nothing about another portfolio.
    Wrong:
        the receipt of one learner and the record of another
    Right:
        the receipt of this portfolio
    """
    record = facts.record
    if record is None or not record.completeness.dates_known:
        return
    for comparison in record.comparisons:
        if comparison.same_portfolio:
            continue
        yield Finding(
            at=WHOLE,
            message=f"This is another portfolio than the one that was seen {_then(comparison)}: the two have "
            "neither a name, "
            "nor a save, nor a piece of evidence in common.",
            hint="The wrong receipt, and the wrong folder, are possible causes. Take the receipt of this portfolio.",
        )
