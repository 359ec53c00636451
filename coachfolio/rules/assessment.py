"""CF7: assessment. Who decided what, what is still open, and is everything signed?"""

from __future__ import annotations

from collections.abc import Iterator

from coachfolio.diagnostics import Finding, Place
from coachfolio.evidence.model import Action, AssessmentRecord, Declaration, SamplingRecord
from coachfolio.progress.coverage import MAY_DECIDE, MAY_WAIVE, entitled
from coachfolio.rules.facts import Facts
from coachfolio.words import count, day, listed, shown


def declaration_missing(facts: Facts) -> Iterator[Finding]:
    """There is no signed declaration that the work is your own.

    Why:
        Without a declaration of authenticity the awarding body cannot verify the work. Centres use their own wording;
        coachfolio asks that there is one, signed by the learner.
    Wrong:
        no file with kind: authenticity in declarations
    Right:
        declarations/2026-11-02-authenticity.yaml with kind: authenticity, by: learner and a signature
    """
    for one in facts.portfolio.evidence:
        if isinstance(one, Declaration) and one.kind == "authenticity" and one.by == "learner":
            if any(signature.by == "learner" for signature in one.signatures):
                return
    yield Finding(
        at=Place("portfolio.yaml", ("learner",), on_key=True),
        message="There is no declaration, signed by you, that the work is your own.",
        hint="Write one in the folder declarations, with kind: authenticity, by: learner and your signature.",
    )


def action_open(facts: Facts) -> Iterator[Finding]:
    """An action is still open.

    Why:
        What an assessor asked to be done has to be done, or dropped with a note, before the portfolio is handed in.
    Wrong:
        state: open
    Right:
        state: done, with done_on
    """
    for one in facts.portfolio.evidence:
        actions: tuple[Action, ...] = one.actions if isinstance(one, AssessmentRecord) else ()
        for position, action in enumerate(actions):
            if action.state == "open":
                due = f", due on {day(action.due)}" if action.due else ""
                yield Finding(
                    at=Place(one.path, ("actions", position)),
                    message=f"This action is still open{due}: {shown(action.what, 80)}",
                    hint="When it is done, write state: done and done_on.",
                )
        if isinstance(one, SamplingRecord):
            for position, finding in enumerate(one.findings):
                if finding.state == "open":
                    yield Finding(
                        at=Place(one.path, ("findings", position)),
                        message=f"This finding is still open: {shown(finding.finding, 80)}",
                        hint="When it is closed, write state: closed, closed_on and how it was closed.",
                    )


def referral_unanswered(facts: Facts) -> Iterator[Finding]:
    """A criterion was referred, and no later decision has passed it.

    Why:
        A referral means that there is more to do. One referred criterion holds back the unit.
    Wrong:
        verdict: referral, and nothing after it
    Right:
        more evidence, and a later record with verdict: pass
    """
    for one in facts.progress.coverage:
        if one.decision and one.decision.verdict == "referral" and one.decided_in:
            record = facts.by_id[one.decided_in]
            assert isinstance(record, AssessmentRecord)
            yield Finding(
                at=Place(record.path, ("decisions", record.decisions.index(one.decision))),
                message=f"{one.criterion.ref} was referred in {one.decided_in}, and no later decision has passed it.",
                hint="Add what the feedback asks for, and hand it in again.",
                criterion=one.criterion.ref,
            )


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
    file = facts.portfolio.file
    if file is None:
        return
    for one in facts.portfolio.evidence:
        if not isinstance(one, AssessmentRecord) or one.by not in file.people:
            continue
        role = file.people[one.by].role
        deciding = any(decision.verdict in ("pass", "referral") for decision in one.decisions)
        waiving = any(decision.verdict == "waived" for decision in one.decisions)
        if (deciding and role not in MAY_DECIDE) or (waiving and role not in MAY_WAIVE):
            yield Finding(
                at=Place(one.path, ("by",)),
                message=f"{shown(one.by)} has the role {role} in portfolio.yaml, and may not decide this.",
                hint=f"An {listed(sorted(MAY_DECIDE), last='or')} decides; until one has, this counts for nothing.",
                related=(("The role.", Place("portfolio.yaml", ("people", one.by, "role"))),),
            )


def criterion_waived_without_reason(facts: Facts) -> Iterator[Finding]:
    """A criterion was waived without a reason.

    Why:
        A waiver says that something need not be shown. Nobody can check that without knowing why.
    Wrong:
        verdict: waived
    Right:
        verdict: waived, with reason: recognised from an earlier award, see the prior learning claim
    """
    for one in facts.portfolio.evidence:
        if isinstance(one, AssessmentRecord):
            for position, decision in enumerate(one.decisions):
                if decision.verdict == "waived" and not entitled(decision, "assessor"):
                    yield Finding(
                        at=Place(one.path, ("decisions", position)),
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
    for one in facts.portfolio.evidence:
        if not isinstance(one, AssessmentRecord):
            continue
        for position, decision in enumerate(one.decisions):
            for number, id in enumerate(decision.evidence):
                when = getattr(facts.by_id.get(id), "date", None)
                if when and when > one.date:
                    yield Finding(
                        at=Place(one.path, ("decisions", position, "evidence", number)),
                        message=f"{shown(id)} is of {day(when)}, after this decision of {day(one.date)}.",
                        hint="Look at the two dates, or at which evidence was meant.",
                    )


def not_acknowledged(facts: Facts) -> Iterator[Finding]:
    """You have not noted that you read an assessor's feedback.

    Why:
        A quality assurer looks whether feedback reached the learner. One date shows it.
    Wrong:
        an assessment record without acknowledged
    Right:
        acknowledged: 2026-05-18
    """
    waiting = [one for one in facts.portfolio.evidence if isinstance(one, AssessmentRecord) and not one.acknowledged]
    for one in waiting:
        yield Finding(
            at=Place(one.path, ("date",), on_key=True),
            message=f"You have not noted that you read the feedback of {day(one.date)}, "
            f"with its {count(len(one.decisions), 'decision')}.",
            hint="When you have read it, add acknowledged: and the day.",
        )
