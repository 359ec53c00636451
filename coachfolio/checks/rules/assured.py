"""CF7: quality assurance. Who sampled what, what was found, and what is still to be looked at?"""

from __future__ import annotations

from collections.abc import Iterator

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import count, day, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.evidence.model import AssessmentRecord, SamplingFinding, SamplingPlan, SamplingRecord


def sampled_by_another(facts: Facts) -> Iterator[Finding]:
    """Decisions were sampled by somebody who may not.

    Why:
        Sampling looks at assessors from outside. It is for whoever the centre has made a quality assurer.
    Wrong:
        by: tutor-1 in a sampling record
    Right:
        by: iqa-1
    """
    parties = facts.progress.assessment.parties
    for plan in facts.portfolio.evidence:
        if isinstance(plan, SamplingRecord | SamplingPlan) and parties.refusal(plan.by, "sample") in (
            "role",
            "learner",
        ):
            role = parties.role(plan.by)
            own = parties.refusal(plan.by, "sample") == "learner"
            yield Finding(
                at=Place(plan.path, ("by",)),
                message=f"{shown(plan.by)} has the learner's own address or key, and cannot sample."
                if own
                else f"{shown(plan.by)} has the role {role} in portfolio.yaml, and may not sample decisions.",
                hint=f"That is for whoever has the role {listed(sorted(parties.may['sample']), last='or')}; until then "
                "it counts for nothing.",
            )


def sampled_own_decision(facts: Facts) -> Iterator[Finding]:
    """Somebody sampled their own decision.

    Why:
        Nobody can quality-assure themselves. Two entries with the same address or the same key are one person.
    Wrong:
        a decision and its sampling by the same person
    Right:
        the sampling by another quality assurer
    """
    for sampled in facts.progress.assessment.sampled:
        if sampled.refusal == "own":
            yield Finding(
                at=Place(sampled.record.path, ("sampled", sampled.position)),
                message=f"{shown(sampled.record.by)} looked at a decision of their own, on "
                f"{shown(sampled.sampled.criterion)}.",
                hint="Somebody else has to look at it. Until then it counts for nothing.",
                criterion=sampled.sampled.criterion,
            )


def sampled_under_the_assessors_name(facts: Facts) -> Iterator[Finding]:
    """Whoever sampled a decision has the name of whoever made it.

    Why:
        Nobody can quality-assure themselves, and a second address makes no second person. Two people may have one name,
        and then this can be waived.
    Wrong:
        assessor-1 and iqa-1 both as Lee Price, each with an address of their own, and iqa-1 looked at what assessor-1
        decided
    Right:
        another quality assurer; or a waiver that says that they are two people
    """
    parties = facts.progress.assessment.parties
    told: set[tuple[str, str]] = set()
    for sampled in facts.progress.assessment.sampled:
        record = facts.by_id.get(sampled.decided_in or "")
        if sampled.refusal == "own" or not isinstance(record, AssessmentRecord):
            continue
        pair = sampled.record.by, record.by
        if pair in told or pair[0] == pair[1] or not parties.have_one_name(*pair):
            continue
        told.add(pair)
        yield Finding(
            at=Place(sampled.record.path, ("by",)),
            message=f"{shown(pair[0])} looked at decisions of {shown(pair[1])}, and both have the same name in "
            "portfolio.yaml.",
            hint="If it is one person, somebody else has to look at them. If they are two, waive this and say so.",
            doubtful=True,
        )


def sampled_before_decision(facts: Facts) -> Iterator[Finding]:
    """A decision was sampled that its record does not have, or that was made later.

    Why:
        What is sampled is a decision that an assessor has made. Where there was none, nothing was looked at.
    Wrong:
        a sampling record of March on a decision of May
    Right:
        the decision that was there to be looked at, by its record and criterion
    """
    records = facts.progress.assessment.records
    decisions = {(record.id, decision.criterion) for record in records for decision in record.decisions}
    for sampled in facts.progress.assessment.sampled:
        record = facts.by_id.get(sampled.decided_in or "")
        if sampled.sampled.record is not None and not isinstance(record, AssessmentRecord):
            continue  # which the rule on references tells
        if isinstance(record, AssessmentRecord):
            decided = (record.id, sampled.sampled.criterion) in decisions
            if decided and record.date <= sampled.record.date:
                continue
            said = (
                f"was decided in {shown(record.id, 80)} on {day(record.date)}"
                if decided
                else f"is not decided in {shown(record.id, 80)}"
            )
        else:
            said = "has no decision that stands"
        yield Finding(
            at=Place(sampled.record.path, ("sampled", sampled.position)),
            message=f"{shown(sampled.sampled.criterion)} {said}, and was sampled on {day(sampled.record.date)}.",
            hint="Look at the criterion, at the record that is named, and at the two days.",
            criterion=sampled.sampled.criterion,
        )


def finding_open(facts: Facts) -> Iterator[Finding]:
    """Something that a quality assurer found is not closed.

    Why:
        A system that centres use does not let a portfolio be finished while the quality assurer has something open.
        Whether the awarding body has such a rule is not known.
    Wrong:
        state: open
    Right:
        state: closed, with closed_on and how it was closed
    """
    for due in facts.progress.assessment.due:
        if due.open and isinstance(due.of, SamplingFinding):
            yield Finding(
                at=due.place,
                message=f"This finding is still open: {shown(due.of.finding, 80)}",
                hint=f"When it is seen to: coachfolio sample close {due.handle}",
            )
    sampled = facts.progress.assessment.sampled
    last = {(look.sampled.criterion, look.decided_in): look for look in sampled if look.refusal is None}
    for look in last.values():
        told = any(finding.criterion in (None, look.sampled.criterion) for finding in look.record.findings)
        if look.sampled.outcome == "action-needed" and look.standing and not told:
            yield Finding(
                at=Place(look.record.path, ("sampled", look.position)),
                message=f"A quality assurer looked at the decision on {shown(look.sampled.criterion)} and said that "
                "something is to be done. Nothing shows that it was.",
                hint="Decide on it again, or let the quality assurer look again; they may also write what they found "
                "under findings: and close it.",
                criterion=look.sampled.criterion,
            )


def closed_without_a_word(facts: Facts) -> Iterator[Finding]:
    """A finding is closed, and nothing says how.

    Why:
        Whoever reads it later has to see what was done.
    Wrong:
        state: closed
    Right:
        state: closed, with closing: Reference added; I found the recording under it.
    """
    for piece in facts.portfolio.evidence:
        for position, finding in enumerate(piece.findings if isinstance(piece, SamplingRecord) else ()):
            if finding.state == "closed" and not finding.closing:
                yield Finding(
                    at=Place(piece.path, ("findings", position)),
                    message=f"This finding is closed, and nothing says how: {shown(finding.finding, 80)}",
                    hint="Add closing: and say what was done.",
                )


def sampling_unfinished(facts: Facts) -> Iterator[Finding]:
    """Decisions that a plan chose have not been looked at.

    Why:
        A plan is made before anybody looks, so that nobody can choose what suits them. It holds once all of it is done.
    Wrong:
        a plan with four decisions, and three of them sampled
    Right:
        all four in a sampling record
    """
    plans: dict[str, list[str]] = {}
    for ref in facts.progress.assessment.planned:
        if not ref.done:
            plans.setdefault(ref.plan.path, []).append(ref.criterion)
    for path, waiting in plans.items():
        yield Finding(
            at=Place(path, ("planned",), on_key=True),
            message=f"{count(len(waiting), 'decision')} that this plan chose "
            f"{'has' if len(waiting) == 1 else 'have'} not been looked at: "
            f"{listed([shown(ref) for ref in waiting[:8]])}{', …' if len(waiting) > 8 else ''}.",
            hint="For the quality assurer: coachfolio sample record",
        )


def looked_at_unplanned(facts: Facts) -> Iterator[Finding]:
    """A decision was looked at that the plan had not chosen, and nothing says why.

    Why:
        A plan shows that nobody chose what suits them. There may be a good reason to look at something else as well,
        and then it is said.
    Wrong:
        a decision in a sampling record that its plan does not have
    Right:
        the same with chosen_because: The assessor asked for a second reading.
    """
    planned = {(row.plan.id, row.criterion) for row in facts.progress.assessment.planned}
    for sampled in facts.progress.assessment.sampled:
        plan = sampled.record.plan
        if plan and plan in facts.by_id and not sampled.sampled.chosen_because:
            if (plan, sampled.sampled.criterion) not in planned:
                yield Finding(
                    at=Place(sampled.record.path, ("sampled", sampled.position)),
                    message=f"{shown(plan, 80)} had not chosen {shown(sampled.sampled.criterion)}, and nothing says "
                    "why it "
                    "was looked at.",
                    hint="Add chosen_because: and say why.",
                    criterion=sampled.sampled.criterion,
                )
