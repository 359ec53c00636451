"""CF5, seals and signatures: does each say what it seems to say, and is it by whom it names?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coachfolio.base.diagnostics import Finding, Place, Severity
from coachfolio.base.words import count, day, listed, safe, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.record import MOST_PLACES, WHOLE, by_whom
from coachfolio.record.verdicts import SealTrouble, SignatureState

if TYPE_CHECKING:
    from coachfolio.git.objects import Commit
    from coachfolio.record.facts import PracticeRecord, SealSeen
    from coachfolio.record.signatures import Verdict

_UNREADABLE = {
    SealTrouble.UNREADABLE: "cannot be read as one",
    SealTrouble.CONTRADICTS_ITSELF: "contradicts itself: what it lists is not what it adds up to",
}
_ASK = "Ask whoever made it to make it again with `coachfolio seal`."


def _named(seen: SealSeen) -> str:
    return f"The seal “{shown(seen.name, 40)}”"


def _with(facts: Facts, *trouble: SealTrouble) -> Iterator[SealSeen]:
    for seen in facts.record.seals if facts.record else ():
        if any(sentence in seen.trouble for sentence in trouble):
            yield seen


def _seals_in(facts: Facts, *states: SignatureState) -> Iterator[SealSeen]:
    return (seal for seal in (facts.record.seals if facts.record else ()) if seal.verdict.state in states)


def _saves_in(record: PracticeRecord, state: SignatureState) -> list[tuple[Commit, Verdict]]:
    """The saves whose signature is in a state, oldest first."""
    found = ((save, record.verdicts.get(save.id)) for save in record.saves if save.signature)
    return [(save, verdict) for save, verdict in found if verdict and verdict.state == state]


def seal_unsigned(facts: Facts) -> Iterator[Finding]:
    """A seal has no signature.

    Why:
        Anybody can write a name on a seal. Only a signature says whose it is, so this one witnesses nothing.
    Wrong:
        a seal made on a computer that knows no key
    Right:
        the same seal made again by the same person, with their key
    """
    for seen in facts.record.seals if facts.record else ():
        if SealTrouble.BARE in seen.trouble or seen.verdict.state == SignatureState.UNSIGNED:
            bare = "is a bare mark: it says nothing, and nobody has signed it" if seen.seal is None else "is not signed"
            yield Finding(
                at=WHOLE,
                message=f"{_named(seen)} {bare}.",
                hint="A computer on which no key was set up is a possible cause. Ask whoever made it to seal once "
                "more, with their key.",
            )


def seal_misfiled(facts: Facts) -> Iterator[Finding]:
    """A seal is stored under another name than the one inside it, or marks something else.

    Why:
        A genuine seal can be stored under the name of another, and then seems to be about other work.
    Wrong:
        sealed/assessor/1 stored as sealed/assessor/2
    Right:
        each seal under the name that it was made with
    """
    for seen in _with(facts, SealTrouble.MISFILED):
        differs = seen.seal is not None and seen.seal.name != seen.name
        what = (
            f"was made as “{shown(seen.seal.name, 40)}”, and is stored under another name"
            if seen.seal and differs
            else "does not mark the save that it names"
        )
        yield Finding(
            at=WHOLE,
            message=f"{_named(seen)} {what}.",
            hint=f"Copying seals by hand is a possible cause. It counts for nothing as it is. {_ASK}",
        )


def seal_foreign(facts: Facts) -> Iterator[Finding]:
    """A seal belongs to another portfolio.

    Why:
        It was made on other work, and says nothing about this.
    Wrong:
        a seal of last year's portfolio, copied into this one
    Right:
        seals that were made on this portfolio
    """
    record = facts.record
    if record is None or not record.completeness.dates_known:
        return
    for seen in _with(facts, SealTrouble.FOREIGN):
        how = (
            "it names another, and the saves that it is on began apart from this one's and were joined with them"
            if seen.attached
            else "it names another, and this one does not have what it lists"
        )
        yield Finding(
            at=WHOLE,
            message=f"{_named(seen)} was made on another portfolio: {how}.",
            hint="A portfolio that was split in two and a copy from another folder are possible causes. "
            "Whoever made it can say on what.",
        )


def seal_unreadable(facts: Facts) -> Iterator[Finding]:
    """A seal cannot be read, or contradicts itself.

    Why:
        What nobody can read says nothing, and coachfolio never writes such a seal.
    Wrong:
        a seal whose list of evidence was shortened by hand
    Right:
        a seal as `coachfolio seal` makes it
    """
    for seen in _with(facts, *_UNREADABLE):
        what = next(words for name, words in _UNREADABLE.items() if name in seen.trouble)
        yield Finding(
            at=WHOLE,
            message=f"{_named(seen)} {what}.",
            hint=f"A seal written by hand or by another program is a possible cause. {_ASK}",
        )


def _off_the_record(facts: Facts, *, same_content: bool) -> Iterator[SealSeen]:
    record = facts.record
    if record is None or not record.completeness.dates_known:  # it may be on the part that is not here
        return
    for seen in record.seals:
        if seen.seal and not seen.attached and seen.same_content == same_content:
            if not {SealTrouble.FOREIGN, SealTrouble.MISFILED} & set(seen.trouble):
                yield seen


def seal_detached(facts: Facts) -> Iterator[Finding]:
    """What a seal was made on is no longer part of the record, and not all that it lists is as it was.

    Why:
        The record was made again after it had been sealed, and in no state of it stand the pieces, files and settings
        that were sealed. That some of their contents are somewhere among earlier saves is not enough.
    Wrong:
        a session edited where it was first saved, after the assessor had sealed it
    Right:
        corrections as new saves on top of what was sealed
    """
    for seen in _off_the_record(facts, same_content=False):
        known = facts.record.contents if facts.record else frozenset()
        missing = sum(file.content not in known for file in seen.seal.evidence) if seen.seal else 0
        nowhere = f", and {count(missing, 'piece')} {'is' if missing == 1 else 'are'} nowhere in it" if missing else ""
        names = [shown(path, 80) for path in seen.differ[:MOST_PLACES]]
        more = [f"{len(seen.differ) - MOST_PLACES} more"] if len(seen.differ) > MOST_PLACES else []
        yield Finding(
            at=WHOLE,
            message=f"{_named(seen)} was made on a save that is no longer part of the record, and not everything that "
            f"it lists is as it was{nowhere}: {listed([*names, *more])}.",
            hint="Programs that tidy a record, and side lines joined into one save, are possible causes. "
            "The record as it was sealed is on the computer of whoever sealed it: hand that over.",
            related=tuple(("It is not as it was sealed.", Place(path)) for path in seen.differ[:MOST_PLACES]),
        )


def seal_on_earlier_record(facts: Facts) -> Iterator[Finding]:
    """The record was made again since a seal, with the same evidence.

    Why:
        The save that was sealed is not part of the record any more. Every piece, attachment and file of settings that
        the seal lists was compared: it is as it was, or was so in one state and was changed openly since. So what the
        seal says of the evidence still holds.
    Wrong:
        a record that was tidied by a program after the assessor had sealed it
    Right:
        a record to which saves are only added
    """
    for seen in _off_the_record(facts, same_content=True):
        yield Finding(
            at=WHOLE,
            message=f"The evidence is identical: everything that the seal “{shown(seen.name, 40)}” lists stood in the "
            "record as it was sealed. The record was made again since that seal.",
            hint="Programs that tidy a record, and side lines joined into one save, are possible causes. "
            "A new seal settles it.",
        )


def wrong_signer(facts: Facts) -> Iterator[Finding]:
    """A seal is signed by somebody else than it says, or by somebody who may not.

    Why:
        Anybody can write any name. The list of signers, which the centre keeps, says whose key is whose and for what.
        A key that is not on the list, and that nothing in the record shows in the learner's hands, may be a new one of
        the person's own: whose it is, is not known, and the seal counts for nothing until it is. Then this is advice.
    Wrong:
        a seal that names the assessor, signed with the learner's key
    Right:
        the assessor's seal, signed with the assessor's key, which is on the list
    """
    given = facts.record is not None and facts.record.signers_given
    unknown = (SignatureState.UNKNOWN_KEY,) if given else ()
    for seen in _seals_in(facts, SignatureState.WRONG_PERSON, SignatureState.WRONG_ROLE, *unknown):
        yield Finding(
            at=WHOLE,
            message=f"{_named(seen)} does not count. {seen.verdict.why}",
            hint="A shared computer and a new key that is not on the list yet are possible causes. "
            "Ask the person whom it names, by another way than this portfolio.",
            at_most=Severity.ADVICE if unknown and _is_nobodys_yet(facts, seen) else None,
        )


def _is_nobodys_yet(facts: Facts, seen: SealSeen) -> bool:
    """Whether a seal's key is on no list, and no save and no other seal shows it in the learner's hands."""
    record = facts.record
    if record is None or seen.verdict.state != SignatureState.UNKNOWN_KEY:
        return False
    saves = (
        (save.committer.email.casefold(), verdict.key)
        for save in record.saves
        if save.signature and (verdict := record.verdicts.get(save.id))
    )
    seals = (
        (seal.by.email.casefold() if seal.by else "", seal.verdict.key)
        for seal in record.seals
        if seal.name != seen.name
    )
    learners = {key for address, key in (*saves, *seals) if address in record.learner}
    by_the_learner = seen.by is not None and seen.by.email.casefold() in record.learner
    return not by_the_learner and not (seen.verdict.key and seen.verdict.key in learners)


def bad_signature(facts: Facts) -> Iterator[Finding]:
    """A signature does not fit what it is on.

    Why:
        The content, or the signature, was changed after signing, or is damaged. It witnesses nothing.
    Wrong:
        a signed save with another date in it than when it was signed
    Right:
        the save as it was signed
    """
    record = facts.record
    if record is None:
        return
    for seen in _seals_in(facts, SignatureState.BAD):
        yield Finding(
            at=WHOLE,
            message=f"{_named(seen)} does not count. {seen.verdict.why}",
            hint=f"A failing disk can do this, and so can a change by hand. {_ASK}",
        )
    bad = _saves_in(record, SignatureState.BAD)
    if bad:
        yield Finding(
            at=WHOLE,
            message=f"The signature of {count(len(bad), 'save')} does not count; the first was made "
            f"{by_whom(record, bad[0][0])}. {bad[0][1].why}",
            hint="A failing disk can do this, and so can a change by hand. Ask for a fresh copy of the whole record.",
        )


def signature_not_checked(facts: Facts) -> Iterator[Finding]:
    """The signature of a seal could not be checked here.

    Why:
        Some kinds of keys take a program that is missing here. Nothing is said about such a signature, good or bad.
    Wrong:
        a seal signed with OpenPGP, on a computer without gpg
    Right:
        the same, checked on a computer with gpg
    """
    record = facts.record
    if record is None:
        return
    # a save that nobody can check is as good as one that nobody signed: the report counts both
    verdicts = [seal.verdict for seal in _seals_in(facts, SignatureState.UNCHECKED)]
    if verdicts:
        yield Finding(
            at=WHOLE,
            message=f"{count(len(verdicts), 'signature')} could not be checked. {verdicts[0].why}",
            hint="Check the record on a computer that has what is needed, or ask for signatures with an SSH key.",
        )


def key_out_of_date(facts: Facts) -> Iterator[Finding]:
    """A key was not valid when its signature was seen.

    Why:
        A key that has run out, or was withdrawn, may be in other hands by then.
    Wrong:
        a seal first seen in June, with a key that ran out in May
    Right:
        a seal with the new key
    """
    record = facts.record
    if record is None:
        return
    for seen in _seals_in(facts, SignatureState.OUT_OF_DATE):
        yield Finding(
            at=WHOLE,
            message=f"{_named(seen)} does not count. {seen.verdict.why}",
            hint="A new key in the place of an old one is a possible cause. Ask for a seal with the new key, or keep a "
            "receipt from before the key ran out.",
        )
    old = _saves_in(record, SignatureState.OUT_OF_DATE)
    if old:
        yield Finding(
            at=WHOLE,
            message=f"{count(len(old), 'save')} {'was' if len(old) == 1 else 'were'} signed with a key that was not "
            f"valid then. {old[0][1].why}",
            hint="A new key in the place of an old one is a possible cause. Receipts from before the key ran out "
            "settle it.",
        )


def own_list_of_signers(facts: Facts) -> Iterator[Finding]:
    """The record brings its own settings for whose signatures are good.

    Why:
        A record that vouches for itself proves nothing. Only the list that whoever checks brings along was used. So
        nothing is gained by such settings, and whoever has them may only want to see their own signatures.
    Wrong:
        a list of trusted keys named in the settings of the portfolio's own folder
    Right:
        the list that the centre keeps
    """
    if facts.record is not None and facts.record.completeness.own_signers:
        yield Finding(
            at=WHOLE,
            message="The record brings its own settings for whose signatures are good. They were not used.",
            hint="Whoever sets this up may only want to see their own signatures as good, which is harmless. "
            "Give the centre's list when the record is checked.",
        )


def signers_changed(facts: Facts) -> Iterator[Finding]:
    """The list of signers in the portfolio was changed by somebody who may not, or cannot be used.

    Why:
        A list that is kept inside the portfolio counts only as far as each change of it is signed by somebody whom the
        list before it allows to.
    Wrong:
        a learner who adds their own key as an assessor's
    Right:
        a change of the list signed by the centre
    """
    for list_problem in facts.record.list_problems if facts.record else ():
        yield Finding(
            at=WHOLE,
            message=safe(list_problem.why),
            hint="Ask the centre to make and sign the change, or give the centre's own list for the check.",
        )


def untimely(facts: Facts) -> Iterator[Finding]:
    """A seal or a receipt bears a date that cannot be true.

    Why:
        It witnesses that something existed by its date. Where that date is still to come, or lies before what it is
        about, it says nothing of when, and counts for no piece. Where the key of whoever may seal made it, or the
        receiver wrote it, a clock was wrong, and this is only worth knowing; on a seal by anybody else it is more.
    Wrong:
        a seal dated 1 January 2030; a receipt of March that lists a save of May
    Right:
        a seal and a receipt with the date of the day on which they were made
    """
    record = facts.record
    if record is None:
        return
    said = [(sentence, True) for sentence in record.untimely]
    for seen in _with(facts, SealTrouble.TO_COME, SealTrouble.TOO_EARLY):
        when = f"is dated {day(seen.made.date())}" if seen.made else "bears a date"
        what = (
            "which is still to come" if SealTrouble.TO_COME in seen.trouble else "more than a day before what it is on"
        )
        theirs = seen.verdict.is_good or not record.signers_given
        said.append((f"{_named(seen)} {when}, {what}.", theirs))
    for sentence, theirs in said:
        yield Finding(
            at=WHOLE,
            message=f"{safe(sentence)} It witnesses nothing.",
            hint="A wrong clock is a possible cause, of whoever made it or of whoever saved. Put the clock right, and "
            "make a new one.",
            at_most=Severity.ADVICE if theirs else None,
        )


def time_stamp_refused(facts: Facts) -> Iterator[Finding]:
    """A time stamp does not hold.

    Why:
        It is for something else, or by an authority that is not trusted here. It witnesses nothing.
    Wrong:
        the time stamp of another seal, copied into this one
    Right:
        a time stamp over this seal, by an authority whose certificate is given for the check
    """
    for reason in dict.fromkeys(facts.record.stamps_refused if facts.record else ()):
        yield Finding(
            at=WHOLE,
            message=f"A time stamp does not count. {safe(reason)}",
            hint="The certificate of another authority is a possible cause. Give that of the authority that made it.",
        )
