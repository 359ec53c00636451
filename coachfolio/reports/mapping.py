"""The mapping sheet: each criterion, and the evidence that it rests on, as it is shown."""

from __future__ import annotations

import datetime

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.checking import Report
from coachfolio.facts.progress import Coverage
from coachfolio.facts.progress.coverage import CoverageState
from coachfolio.reports.standing import states_in_words

__all__ = ["ClaimRow", "CriterionRow", "DecidedRow", "MappingReport", "criteria_rows", "mapping_of"]


@frozen()
class ClaimRow(Frozen):
    """One claim: from evidence to a criterion."""

    evidence: str
    where: str | None
    how: str | None


@frozen()
class DecidedRow(Frozen):
    """The last decision on a criterion by somebody entitled to it."""

    verdict: str
    on: datetime.date
    decided_in: str
    """The assessment record."""
    changed: tuple[str, ...]
    """Evidence that was changed since, in the order in which it is found, each once."""


@frozen()
class CriterionRow(Frozen):
    """One criterion and what it rests on."""

    ref: str
    text: str
    state: CoverageState
    thin: bool
    """Claimed, with fewer pieces than it takes."""
    pieces: int
    """Pieces of evidence that claim it."""
    required: int
    claims: tuple[ClaimRow, ...]
    clients: tuple[str, ...]
    decided: DecidedRow | None
    sampled_in: tuple[str, ...]
    """Sampling records in which that decision was looked at, in order, each once."""

    @property
    def state_shown(self) -> str:
        """Its state in one word, `thin` among them."""
        return "thin" if self.thin else self.state


@frozen()
class MappingReport(Frozen):
    """The whole sheet."""

    criteria: tuple[CriterionRow, ...]
    states: str
    """How many criteria are in each state, in words."""
    notes: tuple[str, ...]
    """Sentences about units whose criteria are not all known."""


def mapping_of(report: Report) -> MappingReport:
    """The mapping sheet of the portfolio that a report is on."""
    unknown = [unit.unit.ref for unit in report.progress.units if unit.state == "unknown"]
    return MappingReport(
        criteria_rows(report),
        states_in_words(report.progress.coverage),
        tuple(f"{ref}: its criteria are not all known. Write them into qualification.yaml." for ref in unknown),
    )


def criteria_rows(report: Report) -> tuple[CriterionRow, ...]:
    """A row for each criterion, in the qualification's order."""
    return tuple(_row(criterion) for criterion in report.progress.coverage)


def _row(criterion: Coverage) -> CriterionRow:
    return CriterionRow(
        ref=criterion.criterion.ref,
        text=criterion.criterion.text,
        state=criterion.state,
        thin=criterion.thin,
        pieces=len(criterion.evidence),
        required=criterion.criterion.required,
        claims=tuple(ClaimRow(claim.evidence, claim.where, claim.how) for claim in criterion.claims),
        clients=criterion.clients,
        decided=_decided(criterion),
        sampled_in=tuple(dict.fromkeys(look.record.id for look in criterion.sampled)),
    )


def _decided(criterion: Coverage) -> DecidedRow | None:
    standing = criterion.standing
    if standing is None:
        return None
    return DecidedRow(
        verdict=standing.decision.verdict,
        on=standing.record.date,
        decided_in=standing.record.id,
        changed=tuple(dict.fromkeys(change.evidence for change in standing.changes)),
    )
