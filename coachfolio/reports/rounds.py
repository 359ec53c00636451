"""What became of a referral: what was claimed, changed, taken away and done since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import Action, AssessmentRecord, Evidence
from coachfolio.facts.assessment import Assessment, Due, EvidenceChange, Standing
from coachfolio.facts.assessment.decisions import is_new
from coachfolio.facts.progress import ClaimMade, Coverage
from coachfolio.portfolio.earlier import EarlierContents, LookUp
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.record.contents import changed_fields

__all__ = ["ChangedPiece", "Round", "SinceReferral", "rounds", "since_referral"]


@frozen()
class ChangedPiece(Frozen):
    """Evidence that is not as it was when the criterion was referred."""

    evidence: str
    path: str
    """The file that is another: the evidence itself, or one that belongs to it."""
    fields: tuple[str, ...] | None
    """The fields that differ; None where nobody can say, because what it was is not there or is no evidence."""


@frozen()
class SinceReferral(Frozen):
    """One criterion whose standing decision is a referral, and what came after it."""

    criterion: str
    standing: Standing
    claimed: tuple[ClaimMade, ...]
    """Claims from evidence that the assessor had not before them, or that was another then."""
    changed: tuple[ChangedPiece, ...]
    gone: tuple[str, ...]
    """Evidence, or files of evidence, that the referral names and that are not there any more."""
    done: tuple[Due, ...]
    """Actions about it that were done since."""

    def is_new(self, claim: ClaimMade) -> bool:
        """Whether a claim came after the referral."""
        return any((claim.evidence, claim.place) == (new.evidence, new.place) for new in self.claimed)

    @property
    def answered(self) -> bool:
        """Whether there is anything that the assessor has not seen."""
        return bool(self.claimed or self.changed or self.gone or self.done)


@frozen()
class Round(Frozen):
    """One assessment record, and what came of it."""

    record: AssessmentRecord
    open_actions: tuple[Due, ...]
    referrals: tuple[SinceReferral, ...]
    """Of its referrals, those that still stand."""

    @property
    def says_something(self) -> bool:
        """Whether there is anything for the learner to read."""
        return bool(self.record.decisions or self.record.feedback or self.record.actions)

    @property
    def unread(self) -> bool:
        """Whether there is something to read that is not noted as read."""
        return self.says_something and not self.record.acknowledged

    @property
    def verdicts(self) -> dict[str, tuple[str, ...]]:
        """The criteria by their verdict: what was passed first, then referrals, waivers and what was left undecided."""
        found = {verdict: self._with(verdict) for verdict in ("pass", "referral", "waived", "none")}
        return {verdict: criteria for verdict, criteria in found.items() if criteria}

    def _with(self, verdict: str) -> tuple[str, ...]:
        return tuple(decision.criterion for decision in self.record.decisions if decision.verdict == verdict)


def since_referral(
    portfolio: Portfolio, assessment: Assessment, coverage: Iterable[Coverage], look_up: LookUp | None = None
) -> tuple[SinceReferral, ...]:
    """For every criterion whose standing decision is a referral, what there is since.

    `look_up` finds what changed evidence was; without it nobody can say which fields changed.
    """
    referred = [
        criterion for criterion in coverage if criterion.standing and criterion.standing.decision.verdict == "referral"
    ]
    was = {
        change.was
        for criterion in referred
        if criterion.standing
        for change in criterion.standing.changes
        if change.kind == "changed"
    }
    earlier = look_up(was) if look_up and was else EarlierContents({})
    by_id = {piece.id: piece for piece in portfolio.evidence}
    return tuple(
        _since(criterion, criterion.standing, portfolio, assessment, earlier, by_id)
        for criterion in referred
        if criterion.standing
    )


def _since(
    criterion: Coverage,
    standing: Standing,
    portfolio: Portfolio,
    assessment: Assessment,
    earlier: EarlierContents,
    by_id: dict[str, Evidence],
) -> SinceReferral:
    changes = standing.changes
    changed = tuple(_changed(change, portfolio, earlier) for change in changes if change.kind == "changed")
    gone = [change.path or change.evidence for change in changes if change.kind == "gone"]
    # what was never pinned may be gone all the same
    gone += [id for id in standing.decision.evidence if id not in portfolio.paths and id not in gone]
    return SinceReferral(
        criterion.criterion.ref,
        standing,
        tuple(claim for claim in criterion.claims if is_new(by_id[claim.evidence], standing, assessment.contents)),
        changed,
        tuple(gone),
        tuple(_done(assessment.due, criterion.criterion.ref, standing)),
    )


def _changed(change: EvidenceChange, portfolio: Portfolio, earlier: EarlierContents) -> ChangedPiece:
    was = earlier.contents.get(change.was)
    now = portfolio.texts.get(change.path)
    if was is None or now is None:
        return ChangedPiece(change.evidence, change.path, None)
    return ChangedPiece(change.evidence, change.path, changed_fields(was, now))


def _done(due: Iterable[Due], criterion: str, standing: Standing) -> Iterator[Due]:
    for duty in due:
        if not isinstance(duty.of, Action) or duty.of.state != "done":
            continue
        about = duty.criterion == criterion or (duty.criterion is None and duty.place.path == standing.record.path)
        if about and (duty.of.done_on is None or duty.of.done_on >= standing.record.date):
            yield duty


def rounds(assessment: Assessment, referrals: Iterable[SinceReferral]) -> tuple[Round, ...]:
    """Every assessment record in order, with its open actions and the referrals of it that still stand."""
    still: dict[str, list[SinceReferral]] = defaultdict(list)
    for since in referrals:
        still[since.standing.record.id].append(since)
    left: dict[str, list[Due]] = defaultdict(list)
    for due in assessment.due:
        if due.open:
            left[due.place.path].append(due)
    return tuple(Round(record, tuple(left[record.path]), tuple(still[record.id])) for record in assessment.records)
