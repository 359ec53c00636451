"""Which criterion rests on what: missing, claimed, accepted or justified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from coachfolio.diagnostics import Where
from coachfolio.evidence import claims_in, clients_in
from coachfolio.evidence.model import AssessmentRecord, Decision, Evidence, Person
from coachfolio.frozen import Frozen, frozen
from coachfolio.qualification import Criterion, Qualification, Unit

__all__ = ["ClaimMade", "Coverage", "Credits", "UnitProgress", "coverage_of", "credits_of", "units_of"]

State = Literal["missing", "claimed", "accepted", "justified"]
UnitState = Literal["unknown", "missing", "partial", "evidenced", "accepted"]

MAY_DECIDE: Final = frozenset({"assessor"})
"""The roles whose decision makes a criterion accepted."""
MAY_WAIVE: Final = frozenset({"assessor", "centre-manager"})
"""The roles whose waiver, with a reason, makes a criterion justified."""


@dataclass(frozen=True, slots=True)
class ClaimMade:
    """One claim: the learner points from evidence to a criterion."""

    criterion: str
    evidence: str
    path: str
    place: Where
    """Where the claim itself stands in the file."""
    where: str | None
    """Where in the evidence to look; without it the claim is weaker."""
    how: str | None
    clients: frozenset[str]


@frozen()
class Coverage(Frozen):
    """One criterion and what it rests on."""

    criterion: Criterion
    state: State
    claims: tuple[ClaimMade, ...]
    decision: Decision | None = None
    """The last decision by somebody entitled to it."""
    decided_in: str | None = None
    """The id of the assessment record."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """The pieces of evidence claimed, each once."""
        return tuple(dict.fromkeys(claim.evidence for claim in self.claims))

    @property
    def clients(self) -> tuple[str, ...]:
        """The clients that the evidence is about."""
        return tuple(sorted({client for claim in self.claims for client in claim.clients}))

    @property
    def thin(self) -> bool:
        """Claimed, with fewer pieces than it takes."""
        return self.state == "claimed" and len(self.evidence) < self.criterion.required


@frozen()
class UnitProgress(Frozen):
    """How far a unit is. `unknown` where its list of criteria is not whole: such a unit is never complete."""

    unit: Unit
    state: UnitState
    coverage: tuple[Coverage, ...]


@frozen()
class Credits(Frozen):
    """Credits, required in all, of units evidenced, and of units accepted. Never worked out from unknown figures."""

    required: float | None
    evidenced: float
    accepted: float


def coverage_of(
    qualification: Qualification, evidence: Iterable[Evidence], people: Mapping[str, Person]
) -> tuple[Coverage, ...]:
    """The state of every criterion, in the qualification's order."""
    pieces = tuple(evidence)
    claims: dict[str, list[ClaimMade]] = defaultdict(list)
    for one in pieces:
        for claim, place, contact in claims_in(one):
            clients = frozenset({contact.client}) if contact else clients_in(one)
            made = ClaimMade(claim.criterion, one.id, one.path, place, claim.where, claim.how, clients)
            claims[claim.criterion].append(made)
    decided = _decisions(pieces, people)
    return tuple(
        _coverage(criterion, tuple(claims[criterion.ref]), decided.get(criterion.ref))
        for criterion in qualification.criteria
    )


def entitled(decision: Decision, role: str | None) -> bool:
    """Whether somebody with this role may decide so. A waiver wants a reason as well."""
    if decision.verdict == "waived":
        return role in MAY_WAIVE and bool(decision.reason)
    return role in MAY_DECIDE


def _decisions(
    evidence: Iterable[Evidence], people: Mapping[str, Person]
) -> dict[str, tuple[Decision, AssessmentRecord]]:
    """The last entitled decision on each criterion, by date and then by submission."""
    records = sorted(
        (one for one in evidence if isinstance(one, AssessmentRecord)),
        key=lambda one: (one.date, one.submission or 0, one.id),
    )
    last: dict[str, tuple[Decision, AssessmentRecord]] = {}
    for one in records:
        person = people.get(one.by)
        for decision in one.decisions:
            if decision.verdict != "none" and entitled(decision, person.role if person else None):
                last[decision.criterion] = (decision, one)
    return last


def _coverage(
    criterion: Criterion, claims: tuple[ClaimMade, ...], decided: tuple[Decision, AssessmentRecord] | None
) -> Coverage:
    state: State = "claimed" if claims else "missing"
    if decided is None:
        return Coverage(criterion, state, claims)
    decision, record = decided
    rests_on_something = bool(claims or decision.evidence or decision.reason)
    if decision.verdict == "pass" and rests_on_something:
        state = "accepted"
    elif decision.verdict == "waived":
        state = "justified"
    return Coverage(criterion, state, claims, decision, record.id)


def units_of(qualification: Qualification, coverage: Iterable[Coverage]) -> tuple[UnitProgress, ...]:
    """How far each unit is."""
    by_unit: dict[str, list[Coverage]] = defaultdict(list)
    for one in coverage:
        by_unit[one.criterion.unit].append(one)
    return tuple(
        UnitProgress(unit, _unit_state(unit, by_unit[unit.ref]), tuple(by_unit[unit.ref]))
        for unit in qualification.units
    )


def _unit_state(unit: Unit, coverage: Iterable[Coverage]) -> UnitState:
    states = {one.state for one in coverage}
    if not unit.criteria_known:
        return "unknown"
    if states <= {"accepted", "justified"}:
        return "accepted"
    if "missing" not in states:
        return "evidenced"
    return "missing" if states == {"missing"} else "partial"


def credits_of(qualification: Qualification, units: Iterable[UnitProgress]) -> Credits:
    """Credits by what the units have reached; a unit of unknown credits adds nothing."""
    evidenced = accepted = 0.0
    for one in units:
        value = one.unit.credits.value or 0
        if one.state in ("evidenced", "accepted"):
            evidenced += value
        if one.state == "accepted":
            accepted += value
    return Credits(qualification.credits.value, evidenced, accepted)
