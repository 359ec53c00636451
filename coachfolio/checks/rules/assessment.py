"""CF7: assessment. Who decided what, on what, and does it still hold?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import count, day, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.said import changed_places, each_role, what_changed
from coachfolio.evidence.model import Action, AssessmentRecord
from coachfolio.facts.assessment import Standing
from coachfolio.facts.assessment.contents import SIGNED
from coachfolio.facts.assessment.decisions import day_of, is_new
from coachfolio.facts.assessment.entitlement import LEARNER, Refusal, Task
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

_VERDICTS: Final = {"pass": "accepted", "referral": "referred", "waived": "waived", "none": "left undecided"}


def action_dropped_by_another(facts: Facts) -> Iterator[Finding]:
    """What an assessor asked for is dropped, and no assessor is named who agreed.

    Why:
        What an assessor asks for is part of the assessment. A learner can say that it is done, and not that it need not
        be done.
    Wrong:
        state: dropped and a note, in an assessment record, with nobody under dropped_by
    Right:
        dropped_by: assessor-1, beside state: dropped and the note
    """
    parties = facts.progress.assessment.parties
    for record in facts.progress.assessment.records:
        for position, action in enumerate(record.actions):
            if action.state != "dropped" or (
                action.dropped_by is not None and parties.refusal(action.dropped_by, "decide") is None
            ):
                continue
            who = f"{shown(action.dropped_by)}, who may not do that" if action.dropped_by else "nobody who is named"
            yield Finding(
                at=Place(record.path, ("actions", position, "state")),
                message=f"The assessor asked for this, and it was dropped by {who}: {shown(action.what, 80)}",
                hint="Write state: open, or have the assessor agree and name them under dropped_by.",
            )


def action_open(facts: Facts) -> Iterator[Finding]:
    """An action is still open.

    Why:
        coachfolio asks that what was set out to be done is done, or dropped with a note, before a certificate is
        claimed. That ILM has such a rule is not known.
    Wrong:
        state: open
    Right:
        state: done, with done_on
    """
    for duty in facts.progress.assessment.due:
        if isinstance(duty.of, Action) and duty.of.state == "dropped" and not duty.of.note:
            yield Finding(
                at=duty.place,
                message=f"This action is dropped, and nothing says why: {shown(duty.what, 80)}",
                hint="Add note: and say why it need not be done, or do it.",
            )
        if duty.open and duty.kind == "action" and not duty.overdue(facts.today):  # of which another rule tells
            due = f", due on {day(duty.due)}" if duty.due else ""
            yield Finding(
                at=duty.place,
                message=f"This action is still open{due}: {shown(duty.what, 80)}",
                hint=f"When it is done: coachfolio actions done {duty.handle}",
            )


def referral_unanswered(facts: Facts) -> Iterator[Finding]:
    """A criterion was referred, and nothing was added or changed for it since.

    Why:
        A referral means that there is more to do. Here one referred criterion holds back its unit. By ILM's result
        sheets of Level 5 one refers the whole submission; that Level 7 is alike is deduced.
    Wrong:
        verdict: referral, and nothing after it
    Right:
        more evidence that claims the criterion, and a later record with verdict: pass
    """
    for criterion in facts.progress.coverage:
        standing = criterion.standing
        if standing is None or standing.decision.verdict != "referral":
            continue
        answered = _answered(facts, standing, criterion.evidence)
        if answered and facts.stage in ("building", "submission"):
            continue
        yield Finding(
            at=Place(standing.record.path, ("decisions", standing.position)),
            message=f"{criterion.criterion.ref} was referred in {standing.record.id}, and no later decision has "
            "passed it.",
            hint=f"Something is new since. For the assessor: coachfolio decide {criterion.criterion.unit}"
            if answered
            else "Add what the feedback asks for, and hand it in again.",
            criterion=criterion.criterion.ref,
        )


def _answered(facts: Facts, standing: Standing, claimed: tuple[str, ...]) -> bool:
    """Whether there is something that the assessor has not seen."""
    contents = facts.progress.assessment.contents
    return bool(standing.changes) or any(is_new(facts.by_id[id], standing, contents) for id in claimed)


def not_entitled(facts: Facts) -> Iterator[Finding]:
    """Somebody decided who may not.

    Why:
        Only an assessor's decision makes a criterion accepted. The learner's own word, a witness's or a peer's is
        evidence, and no decision.
    Wrong:
        by: peer-1 in an assessment record
    Right:
        by: assessor-1
    """
    for record, task, refusal in _refused(facts):
        if refusal == "role":
            role = facts.progress.assessment.parties.role(record.by)
            may = facts.progress.assessment.parties.may[task]
            yield Finding(
                at=Place(record.path, ("by",)),
                message=f"{shown(record.by)} has the role {role} in portfolio.yaml, and may not {_TASKS[task]}.",
                hint=f"That is for {listed(each_role(may), last='or')}; until one has, this counts for nothing.",
                related=(("The role.", Place(PORTFOLIO_FILE, ("people", record.by, "role"))),),
            )


def decided_own_work(facts: Facts) -> Iterator[Finding]:
    """A learner decided on their own work.

    Why:
        Nobody can accept their own evidence, whatever role stands beside their name. Two entries with the same address
        or the same key are one person.
    Wrong:
        an assessor in portfolio.yaml who saves under the learner's address
    Right:
        an assessor with an address and a key of their own
    """
    for record, task, refusal in _refused(facts):
        if refusal == "learner" and record.by == LEARNER:
            yield Finding(
                at=Place(record.path, ("by",)),
                message=f"The learner cannot {_TASKS[task]} of their own portfolio.",
                hint="Until somebody else has, this counts for nothing.",
            )
        elif refusal == "learner":
            yield Finding(
                at=Place(record.path, ("by",)),
                message=f"{shown(record.by)} has the learner's own address or key, so they cannot {_TASKS[task]}.",
                hint="Look at saves_as, email and signing_key in portfolio.yaml. Until it is somebody else, this "
                "counts for nothing.",
                related=(("The entry.", Place(PORTFOLIO_FILE, ("people", record.by), on_key=True)),),
            )


_TASKS: Final[dict[Task, str]] = {
    "decide": "decide on a criterion",
    "waive": "waive a criterion",
    "sign_off": "sign a unit off",
    "sample": "sample decisions",
    "agree_prior_learning": "decide on prior learning",
    "declare_for_centre": "declare this for the centre",
}


def _refused(facts: Facts) -> Iterator[tuple[AssessmentRecord, Task, Refusal]]:
    """Every record with something in it that whoever wrote it may not do, once for each reason."""
    parties = facts.progress.assessment.parties
    for record in facts.progress.assessment.records:
        tasks: dict[Task, None] = {}
        for decision in record.decisions:
            if decision.verdict != "none":
                tasks["waive" if decision.verdict == "waived" else "decide"] = None
        if record.unit_signed_off:
            tasks["sign_off"] = None
        told: set[Refusal] = set()
        for task in tasks:
            refusal = parties.refusal(record.by, task)
            if refusal is not None and refusal not in told:
                told.add(refusal)
                yield record, task, refusal


def criterion_waived_without_reason(facts: Facts) -> Iterator[Finding]:
    """A criterion was waived without a reason.

    Why:
        A waiver says that something need not be shown. Nobody can check that without knowing why.
    Wrong:
        verdict: waived
    Right:
        verdict: waived, with reason: recognised from an earlier award, see the prior learning claim
    """
    for piece in facts.portfolio.evidence:
        if isinstance(piece, AssessmentRecord):
            for position, decision in enumerate(piece.decisions):
                if decision.verdict == "waived" and not decision.reason:
                    yield Finding(
                        at=Place(piece.path, ("decisions", position)),
                        message=f"{shown(decision.criterion)} is waived here, and no reason is given.",
                        hint="Add reason: and say why. Until then it does not count as justified.",
                    )


def decision_before_evidence(facts: Facts) -> Iterator[Finding]:
    """A decision is older than the evidence that it names.

    Why:
        Nobody can have judged what was not there. One of the dates has a slip, or the wrong evidence is named.
    Wrong:
        a decision of 2026-02-20 on a session of 2026-03-04
    Right:
        a decision of 2026-03-20 on that session
    """
    for record in facts.portfolio.evidence:
        if not isinstance(record, AssessmentRecord):
            continue
        for position, decision in enumerate(record.decisions):
            for number, id in enumerate(decision.evidence):
                when = day_of(facts.by_id[id]) if id in facts.by_id else None
                if when and when > record.date:
                    yield Finding(
                        at=Place(record.path, ("decisions", position, "evidence", number)),
                        message=f"{shown(id)} is of {day(when)}, after this decision of {day(record.date)}.",
                        hint="Look at the two dates, or at which evidence was meant.",
                    )


def not_acknowledged(facts: Facts) -> Iterator[Finding]:
    """You have not noted that you read an assessor's feedback.

    Why:
        A quality assurer may look whether feedback reached the learner. A date says that you read it.
    Wrong:
        an assessment record without acknowledged
    Right:
        acknowledged: 2026-05-18
    """
    for record in facts.progress.assessment.records:
        if record.acknowledged or not (record.decisions or record.feedback or record.actions):
            continue  # signing a unit off by itself says nothing that has to be read
        yield Finding(
            at=Place(record.path, ("date",), on_key=True),
            message=f"You have not noted that you read the feedback of {day(record.date)}, "
            f"with its {count(len(record.decisions), 'decision')}.",
            hint="When you have read it, add acknowledged: and the day.",
        )


def decision_stale(facts: Facts) -> Iterator[Finding]:
    """What a decision rests on was changed after it.

    Why:
        A decision is about what the assessor read. Once that is another text, nobody has decided on it.
    Wrong:
        a reflection rewritten after it was accepted
    Right:
        what is new in a file of its own, or a new decision on the text as it is now
    """
    for criterion in facts.progress.coverage:
        standing = criterion.standing
        if standing is None or not standing.stale or standing.decision.verdict not in ("pass", "waived"):
            continue
        yield Finding(
            at=Place(standing.record.path, ("decisions", standing.position)),
            message=f"{criterion.criterion.ref} was {_VERDICTS[standing.decision.verdict]} on "
            f"{day(standing.record.date)}, "
            f"and {what_changed(facts, standing.changes)}.",
            hint="Put it back as it was and write what is new in a file of its own; or ask for a new decision.",
            related=changed_places(standing.changes),
            criterion=criterion.criterion.ref,
        )


def decision_not_pinned(facts: Facts) -> Iterator[Finding]:
    """A decision does not say which version of the evidence was judged.

    Why:
        Without it nobody can tell whether the evidence is still what the assessor read.
    Wrong:
        an assessment record with evidence named and no contents
    Right:
        the record as coachfolio decide writes it, or with contents added by coachfolio decide --pin
    """
    assessment = facts.progress.assessment
    waiting: dict[str, list[str]] = defaultdict(list)
    for criterion in facts.progress.coverage:
        if criterion.standing:
            judged = criterion.standing.decision.evidence
            if facts.stage == "building":  # what is gone is told as unknown evidence; later it has to be settled
                judged = tuple(id for id in judged if id in facts.by_id)
            if not all(assessment.contents.is_pinned(id, criterion.standing.record.contents) for id in judged):
                waiting[criterion.standing.record.id].append(shown(criterion.criterion.ref))
    for unit, signed in assessment.signed_off.items():
        if not signed.pinned:
            waiting[signed.record.id].append(f"the signing off of {shown(unit)}")
    records = {record.id: record for record in assessment.records}  # other evidence may have the same id by mistake
    for id, decisions in waiting.items():
        record = records[id]
        yield Finding(
            at=Place(record.path, ("decisions" if record.decisions else "unit_signed_off",), on_key=True),
            message=f"{count(len(decisions), 'decision')} here {'does' if len(decisions) == 1 else 'do'} not say which "
            f"version of the evidence was judged: {listed(decisions[:5])}{', …' if len(decisions) > 5 else ''}.",
            hint=f"If the evidence is as it was then: coachfolio decide --pin {id}",
        )


def content_never_existed(facts: Facts) -> Iterator[Finding]:
    """A decision names a version of the evidence that was never saved.

    Why:
        Whoever reads the record can only follow a decision to what it was made on if that was ever there.
    Wrong:
        an id under contents that was typed, or copied from another portfolio
    Right:
        the id that coachfolio writes, of a version that is saved
    """
    if facts.earlier is None:
        return
    for record in facts.progress.assessment.records:
        for name, content in record.contents.items():
            if content in facts.earlier.never:
                yield Finding(
                    at=Place(record.path, ("contents", name)),
                    message=f"No version of {shown(name, 80)} with this content was ever saved in this record.",
                    hint="Let coachfolio write contents: when a decision is made, or with coachfolio decide --pin.",
                )


def pass_on_nothing(facts: Facts) -> Iterator[Finding]:
    """A criterion was passed on nothing that is named.

    Why:
        A decision has to lead to what was judged: evidence, or a conversation and where its record is kept.
    Wrong:
        verdict: pass, without evidence and without a reason
    Right:
        verdict: pass, with evidence, or with a reason such as a professional discussion that was recorded
    """
    for record in facts.progress.assessment.records:
        for position, decision in enumerate(record.decisions):
            if decision.verdict == "pass" and not decision.evidence and not decision.reason:
                yield Finding(
                    at=Place(record.path, ("decisions", position)),
                    message=f"{shown(decision.criterion)} is passed here, and neither evidence nor a reason is given.",
                    hint="Name the evidence, or add reason: and say on what the decision rests.",
                    criterion=decision.criterion,
                )


def referral_without_feedback(facts: Facts) -> Iterator[Finding]:
    """A criterion was referred without a word on what is missing.

    Why:
        The learner has to know what to do, and a quality assurer may look whether they were told.
    Wrong:
        verdict: referral, and no feedback
    Right:
        verdict: referral, with feedback: I cannot see yet how the organisation gained from it.
    """
    for record in facts.progress.assessment.records:
        for position, decision in enumerate(record.decisions):
            if decision.verdict == "referral" and not decision.feedback and not record.feedback:
                yield Finding(
                    at=Place(record.path, ("decisions", position)),
                    message=f"{shown(decision.criterion)} is referred here, and nothing says what is missing.",
                    hint="Add feedback: and say what there is to do.",
                    criterion=decision.criterion,
                )


def criterion_not_accepted(facts: Facts) -> Iterator[Finding]:
    """A criterion is not accepted.

    Why:
        The learner's claim is no achievement. Only an assessor's decision is, on the evidence as it stands.
    Wrong:
        a criterion that is only claimed, at certification
    Right:
        the same criterion with verdict: pass
    """
    for criterion in facts.progress.coverage:
        if criterion.state == "claimed" and not (criterion.decision and criterion.decision.verdict == "referral"):
            yield Finding(
                at=Place(PORTFOLIO_FILE, ("qualification",)),
                message=f"{criterion.criterion.ref} is claimed, and nobody entitled to it has decided on it.",
                hint=f"For the assessor: coachfolio decide {criterion.criterion.unit}",
                criterion=criterion.criterion.ref,
            )


def submission_out_of_order(facts: Facts) -> Iterator[Finding]:
    """The submissions of a unit are not numbered one after the other.

    Why:
        Whoever counts the rounds has to find each of them.
    Wrong:
        submission: 3 after submission: 1
    Right:
        submission: 2
    """
    last: dict[str, int] = {}
    for record in facts.progress.assessment.records:
        if record.unit is None or record.submission is None:
            continue
        before = last.get(record.unit, 0)
        if record.submission not in (before, before + 1):
            follows = f"follows number {before}" if before else "is the first that is recorded"
            yield Finding(
                at=Place(record.path, ("submission",)),
                message=f"This is submission {record.submission} of {shown(record.unit)}, and it {follows}.",
                hint=f"Write {before + 1}, or look whether a record is missing.",
            )
        last[record.unit] = max(before, record.submission)


def signed_in_the_future(facts: Facts) -> Iterator[Finding]:
    """A decision, a sample, a plan or a declaration is dated in the future.

    Why:
        Nobody has decided or declared yet what is of a day to come.
    Wrong:
        a decision of 2062-05-01
    Right:
        a decision of 2026-05-01
    """
    for declaration in facts.portfolio.evidence:
        if isinstance(declaration, SIGNED) and declaration.date > facts.today:
            yield Finding(
                at=Place(declaration.path, ("date",)),
                message=f"{day(declaration.date)} is in the future: today is {day(facts.today)}.",
                hint="Look at the year and the month.",
            )
