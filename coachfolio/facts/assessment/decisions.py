"""What stands: the last decision of somebody entitled on each criterion, and each unit's signing off."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import AssessmentRecord, ContactSheet, Decision, Evidence
from coachfolio.facts.assessment.contents import EvidenceChange, PinnedContents
from coachfolio.facts.assessment.entitlement import Parties

__all__ = [
    "Method",
    "SignOff",
    "Standing",
    "day_of",
    "entitled",
    "in_order",
    "is_new",
    "method_of",
    "signed_off",
    "standing_decisions",
]

Method = Literal["portfolio", "observation", "discussion", "assignment", "testimony", "prior-learning"]

_METHODS: Final[Mapping[str, Method]] = {
    "observations": "observation",
    "assignments": "assignment",
    "feedback": "testimony",
    "prior-learning": "prior-learning",
}
"""How a decision was made that rests on one of these kinds of evidence."""


@frozen()
class Standing(Frozen):
    """The decision that stands on a criterion."""

    decision: Decision
    record: AssessmentRecord
    position: int
    """Of the decision in its record, from 0."""
    pinned: bool
    """Whether every piece that it rests on is pinned to the content that was judged."""
    changes: tuple[EvidenceChange, ...]
    """What is not any more as it was judged."""

    @property
    def stale(self) -> bool:
        return bool(self.changes)


@frozen()
class SignOff(Frozen):
    """The last signing off of a unit."""

    record: AssessmentRecord
    unit: str
    pinned: bool
    """Whether every piece that the unit's decisions up to that day rest on is pinned to the content that was there."""
    changes: tuple[EvidenceChange, ...]

    @property
    def stale(self) -> bool:
        return bool(self.changes)


def in_order(evidence: Iterable[Evidence]) -> list[AssessmentRecord]:
    """The assessment records by day, then by submission, then by id."""
    records = (piece for piece in evidence if isinstance(piece, AssessmentRecord))
    return sorted(records, key=lambda record: (record.date, record.submission or 0, record.id))


def entitled(decision: Decision, by: str, parties: Parties) -> bool:
    """Whether somebody may decide so. A waiver wants a reason as well."""
    if decision.verdict == "waived":
        return bool(decision.reason) and parties.refusal(by, "waive") is None
    return parties.refusal(by, "decide") is None


def standing_decisions(
    records: Iterable[AssessmentRecord], parties: Parties, contents: PinnedContents
) -> dict[str, Standing]:
    """By criterion: the last decision by somebody entitled. One left undecided changes nothing."""
    last: dict[str, tuple[int, AssessmentRecord]] = {}
    for record in records:
        for position, decision in enumerate(record.decisions):
            if decision.verdict != "none" and entitled(decision, record.by, parties):
                last[decision.criterion] = (position, record)
    return {
        criterion: Standing(
            decision := record.decisions[position],
            record,
            position,
            pinned=all(contents.is_pinned(name, record.contents) for name in decision.evidence),
            changes=(
                *contents.changes(decision.evidence, record.contents, record.said),
                *contents.reworded(criterion, record.said),
            ),
        )
        for criterion, (position, record) in last.items()
    }


def signed_off(
    records: Iterable[AssessmentRecord], parties: Parties, contents: PinnedContents, standing: Mapping[str, Standing]
) -> dict[str, SignOff]:
    """By unit: the last signing off by somebody entitled."""
    last = {
        record.unit: record
        for record in records
        if record.unit_signed_off and record.unit and parties.refusal(record.by, "sign_off") is None
    }
    by_unit: dict[str, list[Standing]] = defaultdict(list)
    for criterion, decided in standing.items():
        by_unit[criterion.rpartition("/")[0]].append(decided)
    found: dict[str, SignOff] = {}
    for unit, record in last.items():
        names = tuple(name for name in record.contents if "/" not in name)  # with what is attached to them
        rests_on = dict.fromkeys(
            name
            for standing in by_unit[unit]
            if standing.record.date <= record.date
            for name in standing.decision.evidence
        )
        pinned = all(contents.is_pinned(name, record.contents) for name in rests_on)
        found[unit] = SignOff(record, unit, pinned, contents.changes(names, record.contents, record.said))
    return found


def is_new(piece: Evidence, standing: Standing, contents: PinnedContents) -> bool:
    """Whether a piece of evidence was not before whoever made a decision, or was another then.

    Where nothing is pinned, its day has to tell.
    """
    if piece.id in standing.decision.evidence:
        return False
    if standing.record.contents:
        return standing.record.contents.get(piece.id) != contents.now(piece.id)
    when = day_of(piece)
    return when is not None and when > standing.record.date


def day_of(piece: Evidence) -> datetime.date | None:
    """The day that a piece of evidence is of; a sheet of contacts is of the day of its last. None where it has none."""
    if isinstance(piece, ContactSheet):
        return max((contact.date for contact in piece.contacts), default=None)
    return getattr(piece, "date", None)


def method_of(decision: Decision, kinds: Mapping[str, str]) -> Method:
    """How a criterion was judged: as the decision says, else from what it rests on.

    `kinds` are the kinds of evidence, by id.
    """
    if decision.method:
        return decision.method
    if decision.reason and not decision.evidence:
        return "discussion"
    methods = {_METHODS.get(kinds.get(id, ""), "portfolio") for id in decision.evidence}
    return next((method for method in _METHODS.values() if method in methods), "portfolio")
