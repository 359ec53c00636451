"""The sample: the decisions that quality assurance chose or looked at, and what stands behind each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import ExistingDocument, PriorLearning
from coachfolio.facts.audience import SeenBy
from coachfolio.facts.progress.coverage import claims_made
from coachfolio.reports.due import DueRow
from coachfolio.reports.views import (
    AttachmentView,
    ClaimView,
    CoverageCell,
    CoverageMap,
    CoverageMapRow,
    CriterionView,
    DecisionView,
    PieceView,
    PortfolioView,
    RecordView,
    UnitView,
)

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report

__all__ = ["Sample", "only_sample", "sample_of"]

_RECORD: Final = (
    "Of the record of practice a sample has the table alone: when each of its pieces was saved, and who saw it."
)
_WITHHELD: Final = "Confidential: for those whom the evidence names."


@frozen()
class Sample(Frozen):
    """What a sample is of, by ids."""

    decisions: frozenset[tuple[str, str]]
    """The assessment record and the criterion of each decision that was chosen or looked at."""
    evidence: tuple[str, ...]
    """What these decisions rest on, and every claim of prior learning."""
    confidential: frozenset[str]
    """Paths of files that nobody from outside the centre has seen, by the evidence's own word."""

    @property
    def criteria(self) -> frozenset[str]:
        return frozenset(criterion for _, criterion in self.decisions)


def sample_of(report: Report) -> Sample:
    """The sample of the portfolio that a report is on. Raises CoachfolioError where nothing was chosen or looked at."""
    assessment = report.progress.assessment
    chosen = {(row.decided_in, row.criterion) for row in assessment.planned}
    looked = {(look.decided_in, look.sampled.criterion) for look in assessment.sampled if look.decided_in}
    wanted = chosen | looked
    rests_on: dict[str, None] = {}
    decisions: set[tuple[str, str]] = set()
    for record in assessment.records:
        for decision in record.decisions:
            if (record.id, decision.criterion) in wanted:
                decisions.add((record.id, decision.criterion))
                rests_on |= dict.fromkeys(decision.evidence or _claiming(report, decision.criterion))
    if not decisions:
        raise CoachfolioError(
            "There is no sample: no plan in this portfolio chose a decision, and nobody looked at one. Nothing was "
            "packed. To choose: coachfolio sample plan. To look: coachfolio sample record"
        )
    for look in assessment.sampled:
        if (look.decided_in, look.sampled.criterion) in decisions:
            rests_on |= dict.fromkeys(look.sampled.evidence)
    there = {piece.id: piece for piece in report.portfolio.evidence}
    prior = [piece.id for piece in there.values() if isinstance(piece, PriorLearning)]
    return Sample(
        decisions=frozenset(decisions),
        evidence=tuple(id for id in there if id in rests_on or id in prior),
        confidential=frozenset(_unseen_outside(report)),
    )


def _claiming(report: Report, criterion: str) -> Iterator[str]:
    """What claims a criterion: of a decision that does not say what it rests on."""
    for claim in claims_made(report.portfolio.evidence):
        if claim.criterion == criterion and claim.leads_somewhere:
            yield claim.evidence


def _unseen_outside(report: Report) -> Iterator[str]:
    people = report.portfolio.file.people if report.portfolio.file else {}
    targets = SeenBy(report.portfolio, "iqa").targets
    for document in report.portfolio.evidence:
        if isinstance(document, ExistingDocument) and document.confidential:
            if any(seen.person in people and people[seen.person].role == "eqa" for seen in document.seen_by):
                continue
            yield from filter(None, (targets.get((document.path, name)) for name in document.attachments))


def only_sample(view: PortfolioView, sample: Sample, *, outside: bool) -> PortfolioView:
    """The view of a sample. Totals stay those of all. `outside` is for readers from outside the centre."""
    ids = frozenset(sample.evidence)
    pieces = tuple(_piece(piece, sample, outside=outside) for piece in view.pieces if piece.id in ids)
    units = tuple(unit for unit in (_unit(unit, sample, ids) for unit in view.units) if unit.criteria)
    refs = tuple(unit.ref for unit in units)
    clients = {client for piece in pieces for client in piece.clients}
    rounds = tuple(
        replace(made, decisions=tuple(_of_sample(made.decisions, sample)), actions=_about(made.actions, sample))
        for made in view.rounds
        if any(record == made.record for record, _ in sample.decisions)
    )
    status = replace(
        view.status,
        hours=replace(view.status.hours, by_client={}),
        units=tuple(unit for unit in view.status.units if unit.ref in refs),
        due=_about(view.status.due, sample),
        due_soon=replace(view.status.due_soon, rows=_about(view.status.due_soon.rows, sample)),
        next=(),
    )
    return replace(
        view,
        shown_units=refs,
        status=status,
        units=units,
        coverage=_coverage(view.coverage, sample, ids),
        pieces=pieces,
        clients=tuple(client for client in view.clients if client.code in clients),
        feedback=tuple(given for given in view.feedback if given.piece in ids),
        rounds=rounds,
        actions=_about(view.actions, sample),
        sampled=tuple(look for look in view.sampled if look.criterion in sample.criteria),
        record=RecordView(None, _RECORD, (), tuple(row for row in view.record.rows if row.piece in ids)),
        findings=tuple(found for found in view.findings if found.piece in ids or found.criterion in sample.criteria),
    )


def _piece(piece: PieceView, sample: Sample, *, outside: bool) -> PieceView:
    claims = tuple(claim for claim in piece.claims if claim.criterion in sample.criteria)
    attachments = tuple(_attachment(file, sample) for file in piece.attachments) if outside else piece.attachments
    mentioned = tuple(id for id in piece.mentioned_by if id in sample.evidence)
    return replace(piece, claims=claims or piece.claims, attachments=attachments, mentioned_by=mentioned)


def _attachment(file: AttachmentView, sample: Sample) -> AttachmentView:
    if file.path in sample.confidential:
        return replace(file, path="", text=None, note=_WITHHELD)
    return file


def _unit(unit: UnitView, sample: Sample, ids: frozenset[str]) -> UnitView:
    criteria = (_criterion(criterion, sample, ids) for criterion in unit.criteria if criterion.ref in sample.criteria)
    return replace(unit, criteria=tuple(criteria))


def _criterion(criterion: CriterionView, sample: Sample, ids: frozenset[str]) -> CriterionView:
    return replace(
        criterion,
        claims=tuple(_claims(criterion.claims, ids)),
        decisions=tuple(_of_sample(criterion.decisions, sample)),
    )


def _claims(claims: tuple[ClaimView, ...], ids: frozenset[str]) -> Iterator[ClaimView]:
    yield from (claim for claim in claims if claim.piece in ids)


def _of_sample(decisions: tuple[DecisionView, ...], sample: Sample) -> Iterator[DecisionView]:
    yield from (made for made in decisions if (made.record, made.criterion) in sample.decisions)


def _coverage(whole: CoverageMap, sample: Sample, ids: frozenset[str]) -> CoverageMap:
    """The map of the criteria in the sample, with the kinds that their pieces in it are of."""
    rows = tuple(_row(row, ids) for row in whole.rows if row.criterion in sample.criteria)
    used = {cell.kind for row in rows for cell in row.cells if cell.pieces}
    return CoverageMap(
        kinds=tuple((kind, title) for kind, title in whole.kinds if kind in used),
        rows=tuple(replace(row, cells=tuple(cell for cell in row.cells if cell.kind in used)) for row in rows),
        states=tuple((state, sum(row.state == state for row in rows)) for state, _ in whole.states),
    )


def _row(row: CoverageMapRow, ids: frozenset[str]) -> CoverageMapRow:
    cells = (CoverageCell(cell.kind, tuple(id for id in cell.pieces if id in ids)) for cell in row.cells)
    return replace(row, cells=tuple(cells))


def _about(rows: tuple[DueRow, ...], sample: Sample) -> tuple[DueRow, ...]:
    """What is to be done about the sample, and the findings of quality assurance."""
    return tuple(row for row in rows if row.kind == "finding" or row.criterion in sample.criteria)
