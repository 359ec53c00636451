"""Which criterion rests on what: missing, claimed, stale, accepted, sampled or justified."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple

from coachfolio.base.diagnostics import Where
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence import claims_in, clients_in
from coachfolio.evidence.model import Decision, Evidence, MappingSheet
from coachfolio.facts.assessment import Assessment, Sampled, SignOff, Standing
from coachfolio.format.qualification import Criterion, Qualification, Unit
from coachfolio.format.schemas import evidence_kinds, schema

__all__ = [
    "SETTLED",
    "STATES",
    "ClaimMade",
    "Coverage",
    "CoverageState",
    "Credits",
    "UnitProgress",
    "claims_made",
    "counts_of",
    "coverage_of",
    "credits_of",
    "told_in_words",
    "units_of",
]

CoverageState = Literal["missing", "claimed", "stale", "accepted", "sampled", "justified"]
"""Missing: nothing is claimed. Claimed: the learner points at evidence. Stale: it was accepted, and what it rests on is
another now. Accepted: an assessor decided so. Sampled: accepted, and a quality assurer looked at it. Justified: it need
not be shown, for a reason."""
UnitState = Literal["unknown", "missing", "partial", "evidenced", "stale", "accepted"]
"""Unknown: its criteria are not known. Missing: no criterion has evidence. Partial: some have. Evidenced: all have
some. Stale: what an accepted criterion rests on has changed. Accepted: every criterion is accepted or justified."""

STATES: Final[tuple[CoverageState, ...]] = ("missing", "claimed", "stale", "accepted", "sampled", "justified")
"""Every state, from nothing to the end."""
_BEFORE_THE_REST: Final = r"[,;:(]|\s(?:and|paragraph|paragraphs|line|lines|first|last)\b"
SETTLED: Final = frozenset({"accepted", "sampled", "justified"})
"""The states in which nothing is left to decide."""


class ClaimMade(NamedTuple):
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
    leads_somewhere: bool = True
    """False where it names a field of the evidence that is empty, or that is not there: then it counts for nothing."""


@frozen()
class Coverage(Frozen):
    """One criterion and what it rests on."""

    criterion: Criterion
    state: CoverageState
    claims: tuple[ClaimMade, ...]
    standing: Standing | None = None
    """The last decision by somebody entitled to it."""
    sampled: tuple[Sampled, ...] = ()
    """Every time that somebody entitled to it looked at that decision."""

    @property
    def decision(self) -> Decision | None:
        """The last decision by somebody entitled to it."""
        return self.standing.decision if self.standing else None

    @property
    def decided_in(self) -> str | None:
        """The id of the assessment record that it stands in."""
        return self.standing.record.id if self.standing else None

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
    signed_off: SignOff | None = None
    """Its last signing off by somebody entitled to it."""


@frozen()
class Credits(Frozen):
    """Credits, required in all, of units evidenced, and of units accepted. Never worked out from unknown figures."""

    required: float | None
    evidenced: float
    accepted: float


def claims_made(evidence: Iterable[Evidence]) -> Iterator[ClaimMade]:
    """Every claim: those inside the pieces of evidence, and those that stand on mapping sheets."""
    pieces = tuple(evidence)
    by_id = {piece.id: piece for piece in pieces}
    for piece in pieces:
        for claim, place, contact in claims_in(piece):
            clients = frozenset({contact.client}) if contact else clients_in(piece)
            there = leads_somewhere(claim.where, contact or piece, piece)
            yield ClaimMade(claim.criterion, piece.id, piece.path, place, claim.where, claim.how, clients, there)
        for number, row in enumerate(piece.rows if isinstance(piece, MappingSheet) else ()):
            shown = by_id.get(row.evidence)
            if shown is not None:
                place = ("rows", number)
                there = leads_somewhere(row.where, shown, shown)
                clients = clients_in(shown)
                yield ClaimMade(row.criterion, shown.id, piece.path, place, row.where, row.how, clients, there)


def leads_somewhere(where: str | None, *holders: object) -> bool:
    """Whether what a claim says of where to look is there: false only where it names a field that has nothing in it."""
    if not where:
        return True
    head = _first_words(where)
    # what is written there needs no schema to be seen
    return any(getattr(holder, head, None) for holder in holders) or head not in told_in_words()


def field_pointed_at(where: str | None) -> str:
    """The field of evidence that a claim points at, by the first words of what it says; empty where it names none."""
    head = _first_words(where or "")
    return head if head in told_in_words() else ""


@lru_cache(maxsize=4096)
def _first_words(where: str) -> str:
    return re.split(_BEFORE_THE_REST, where.strip(), maxsplit=1)[0].strip().lower().replace(" ", "_")


@cache
def told_in_words() -> frozenset[str]:
    """The fields of evidence that hold prose, by the schemas. Where a claim names one, the words have to be there."""
    found: set[str] = set()
    for name in evidence_kinds():
        part = schema(name)
        parts = [part["properties"]]
        if name == "contact-sheets":
            parts.append(part["properties"]["contacts"]["items"]["properties"])
        for fields in parts:
            found |= {
                field
                for field, inner in fields.items()
                if inner.get("type") == "string" and not {"pattern", "format", "enum"} & inner.keys()
            }
    return frozenset(found - {"title", "instrument", "version", "body", "kind", "origin", "address"})


def coverage_of(
    qualification: Qualification,
    evidence: Iterable[Evidence],
    assessment: Assessment,
    claimed: Iterable[ClaimMade] | None = None,
) -> tuple[Coverage, ...]:
    """The state of every criterion, in the qualification's order. `claimed` are all claims, where they are known."""
    pieces = tuple(evidence)
    claims: dict[str, list[ClaimMade]] = defaultdict(list)
    for made in claims_made(pieces) if claimed is None else claimed:
        if made.leads_somewhere:
            claims[made.criterion].append(made)
    known = {piece.id for piece in pieces}
    sampled: dict[str, list[Sampled]] = defaultdict(list)
    for look in assessment.sampled:
        if look.refusal is None and look.standing:
            sampled[look.sampled.criterion].append(look)
    return tuple(
        _coverage(
            criterion,
            tuple(claims[criterion.ref]),
            assessment.standing.get(criterion.ref),
            tuple(sampled[criterion.ref]),
            known,
        )
        for criterion in qualification.criteria
    )


def _coverage(
    criterion: Criterion,
    claims: tuple[ClaimMade, ...],
    standing: Standing | None,
    sampled: tuple[Sampled, ...],
    known: Container[str],
) -> Coverage:
    state: CoverageState = "claimed" if claims else "missing"
    if standing is None:
        return Coverage(criterion, state, claims)
    decision = standing.decision
    named = any(id in known for id in decision.evidence)
    # whoever names evidence does not decide on other claims
    rests_on_something = bool(decision.reason) or named or (bool(claims) and not decision.evidence)
    if decision.verdict == "pass" and standing.stale:
        state = "stale"
    elif decision.verdict == "pass" and rests_on_something:
        state = "sampled" if sampled else "accepted"
    elif decision.verdict == "waived":
        state = "stale" if standing.stale else "justified"
    return Coverage(criterion, state, claims, standing, sampled)


def counts_of(coverage: Iterable[Coverage]) -> dict[CoverageState, int]:
    """How many criteria are in each state, every state named."""
    found = Counter(criterion.state for criterion in coverage)
    return {state: found[state] for state in STATES}


def units_of(
    qualification: Qualification, coverage: Iterable[Coverage], signed_off: Mapping[str, SignOff]
) -> tuple[UnitProgress, ...]:
    """How far each unit is. A unit is stale where it would be accepted if nothing had been changed since."""
    by_unit: dict[str, list[Coverage]] = defaultdict(list)
    for criterion in coverage:
        by_unit[criterion.criterion.unit].append(criterion)
    return tuple(
        UnitProgress(unit, _unit_state(unit, by_unit[unit.ref]), tuple(by_unit[unit.ref]), signed_off.get(unit.ref))
        for unit in qualification.units
    )


def _unit_state(unit: Unit, coverage: Iterable[Coverage]) -> UnitState:
    states = {criterion.state for criterion in coverage}
    if not unit.criteria_known:
        return "unknown"
    if states <= SETTLED:
        return "accepted"
    if states <= SETTLED | {"stale"}:
        return "stale"
    if "missing" not in states:
        return "evidenced"
    return "missing" if states == {"missing"} else "partial"


def credits_of(qualification: Qualification, units: Iterable[UnitProgress]) -> Credits:
    """Credits by what the units have reached; a unit of unknown credits adds nothing."""
    evidenced = accepted = 0.0
    for unit in units:
        value = unit.unit.credits.value or 0
        if unit.state in ("evidenced", "stale", "accepted"):
            evidenced += value
        if unit.state == "accepted":
            accepted += value
    return Credits(qualification.credits.value, evidenced, accepted)
