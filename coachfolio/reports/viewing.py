"""What is shown of a portfolio to one reader, worked out once from a report: the same for every page and document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import count
from coachfolio.checks.checking import Report
from coachfolio.checks.rules import rule_named
from coachfolio.evidence import clients_in
from coachfolio.evidence.model import Evidence, Feedback
from coachfolio.facts.assessment.decisions import day_of
from coachfolio.facts.audience import SeenBy, Viewer
from coachfolio.facts.progress import ClaimMade, Coverage
from coachfolio.facts.progress.coverage import STATES, claims_made
from coachfolio.format.packs import pack
from coachfolio.format.schemas import evidence_kinds
from coachfolio.reports.attached_files import AttachedFiles
from coachfolio.reports.claim_passages import ClaimPassages
from coachfolio.reports.readiness import Readiness, readiness_of
from coachfolio.reports.standing import gravest_first
from coachfolio.reports.status import UnitRow, status_of
from coachfolio.reports.view_assessment import AssessmentShown
from coachfolio.reports.view_pieces import kind_title, piece_views, title_of
from coachfolio.reports.view_record import record_view
from coachfolio.reports.view_standing import tiles_of
from coachfolio.reports.views import (
    AboutView,
    ClaimView,
    ClientView,
    CoverageCell,
    CoverageMap,
    CoverageMapRow,
    CriterionState,
    CriterionView,
    FeedbackView,
    FindingView,
    PortfolioView,
    UnitView,
)

if TYPE_CHECKING:
    from coachfolio.checks.auditing import Audit

__all__ = ["CRITERION_STATES", "portfolio_view"]

CRITERION_STATES: Final[tuple[CriterionState, ...]] = (
    "missing",
    "thin",
    *(state for state in STATES if state != "missing"),
)
"""Every state that a criterion is shown in, from nothing to the end."""


def portfolio_view(
    report: Report,
    *,
    reader: Viewer = "learner",
    files: AttachedFiles | None = None,
    audit: Audit | None = None,
    why_no_record: str = "",
    gate: Report | None = None,
    save: str = "",
) -> PortfolioView:
    """Everything that one reader is shown of the portfolio that a report is on.

    `files` are the attachments; without them nothing is said of their contents. `audit` is of the record of practice;
    without it `why_no_record` says why there is none. `gate` is a check of the same files for the stage that the
    portfolio has to be ready for; without it the checklist is that of the report's own stage. `save` is the number of
    the save that the files are as in.
    """
    return _Viewing(report, reader, files).view(audit, why_no_record, gate or report, save)


class _Viewing:
    """Works out the view of one report for one reader."""

    def __init__(self, report: Report, reader: Viewer, files: AttachedFiles | None) -> None:
        self.report = report
        self.portfolio = report.portfolio
        self.files = files
        self.seen = SeenBy(self.portfolio, reader)
        self.by_id: dict[str, Evidence] = {piece.id: piece for piece in self.portfolio.evidence}
        self.in_file = {piece.path: piece.id for piece in self.portfolio.evidence}
        self.titles = {piece.id: title_of(piece, self.seen) for piece in self.portfolio.evidence}
        self.days = {piece.id: day_of(piece) for piece in self.portfolio.evidence}
        self.clients_of = {piece.id: tuple(sorted(clients_in(piece))) for piece in self.portfolio.evidence}
        self.assessment = AssessmentShown(report, self.seen, self.person)
        self.passages = ClaimPassages(self.seen, files)
        self.claims = [self._claim(claim) for claim in claims_made(self.portfolio.evidence)]
        self.states: dict[str, CriterionState] = {
            covered.criterion.ref: "thin" if covered.thin else covered.state for covered in report.progress.coverage
        }

    def person(self, short: str) -> str:
        """What somebody is called: by name and role where there is one, else by the short name."""
        people = self.portfolio.file.people if self.portfolio.file else {}
        if short not in people:
            return "the learner" if short == "learner" else short
        person = people[short]
        name = self.seen.text("portfolio", ("people", short, "name"), person.name)
        called = self.seen.people[short]
        return f"{name} ({person.role})" if name else called

    def view(self, audit: Audit | None, why_no_record: str, gate: Report, save: str) -> PortfolioView:
        report, seen = self.report, self.seen
        by_piece: dict[str, list[ClaimView]] = defaultdict(list)
        for claim, made in zip(self.claims, claims_made(self.portfolio.evidence), strict=True):
            by_piece[made.evidence].append(claim)
        status = status_of(report)
        public = seen.reader == "public"
        units = tuple(self._units())
        pieces = piece_views(self.portfolio, seen, self.person, by_piece, self.states, self.files)
        return PortfolioView(
            about=self._about(save),
            left_out=() if public else report.progress.uncounted,
            left_out_sentence=self._left_out(),
            tiles=tiles_of(report, status),
            status=replace(
                status,
                units=tuple(map(self._unit_row, status.units)),
                criteria=status.criteria if seen.reader == "learner" else (),
                due=self.assessment.due(status.due),
                due_soon=replace(status.due_soon, rows=self.assessment.due(status.due_soon.rows)),
                next=() if public else status.next,
            ),
            coverage=self._map(units),
            units=units,
            pieces=pieces,
            clients=tuple(self._clients()),
            feedback=tuple(self._feedback()),
            rounds=self.assessment.rounds(),
            actions=self.assessment.actions(),
            sampled=self.assessment.sampled(),
            record=record_view(audit, why_no_record, seen, self.titles, self.days),
            findings=() if public else tuple(self._findings()),
            findings_sentence=status.summary,
            readiness=self._readiness(gate),
            names_sentence=self._names_looked_for(),
            people={seen.people[short]: self.person(short) for short in seen.people},
        )

    def _unit_row(self, row: UnitRow) -> UnitRow:
        signed = row.signed_off
        return replace(row, signed_off=replace(signed, record=self.seen.ids[signed.record])) if signed else row

    def _about(self, save: str) -> AboutView:
        file, qualification, seen = self.portfolio.file, self.portfolio.qualification, self.seen

        def text(where: tuple[str, ...], text: str | None) -> str:
            return seen.text("portfolio", where, text) or ""

        name = self.portfolio.name.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
        return AboutView(
            portfolio=text(("id",), file.id if file else None) or ("" if seen.reader == "public" else name),
            learner=text(("learner", "name"), file.learner.name if file else None),
            enrolment=text(("learner", "enrolment"), file.learner.enrolment if file else None),
            centre=text(("centre", "name"), file.centre.name if file and file.centre else None),
            qualification=qualification.title if qualification else "",
            stage=self.report.stage,
            registered=file.registered if file else None,
            reader=seen.reader,
            today=self.report.today,
            save=save,
            centre_number=text(("centre", "number"), file.centre.number if file and file.centre else None),
        )

    def _left_out(self) -> str:
        files = len(self.report.progress.uncounted)
        if not files:
            return ""
        if files == 1:
            return "1 file could not be read, or does not say what it must: no figure here has it in it."
        return f"{count(files, 'file')} could not be read, or do not say what they must: no figure here has them in it."

    def _claim(self, made: ClaimMade) -> ClaimView:
        seen, piece = self.seen, self.by_id[made.evidence]
        kind = piece.type if piece.path == made.path else "mapping"
        where = seen.text(kind, (*made.place, "where"), made.where)
        sheet = "" if made.path == piece.path else self.in_file[made.path]
        return ClaimView(
            criterion=made.criterion,
            piece=seen.ids[piece.id],
            title=self.titles[piece.id],
            kind=kind_title(piece.type),
            day=self.days[piece.id],
            clients=tuple(sorted(made.clients)),
            where=where,
            how=seen.text(kind, (*made.place, "how"), made.how),
            passage=self.passages.passage(made),
            sheet=seen.ids.get(sheet, ""),
            counts=made.leads_somewhere,
        )

    def _text(self, criterion: Coverage) -> str:
        """What a criterion asks: for the public only where its words are those of a pack, which everybody has."""
        text = criterion.criterion.text
        if self.seen.reader != "public" or self.portfolio.overlay is None or self.portfolio.file is None:
            return text
        shipped = {known.ref: known.text for known in pack(self.portfolio.file.qualification).criteria}
        return text if shipped.get(criterion.criterion.ref) == text else ""

    def _units(self) -> Iterator[UnitView]:
        at: dict[str, list[ClaimView]] = defaultdict(list)
        for claim in self.claims:
            if claim.counts:
                at[claim.criterion].append(claim)
        minutes = self.report.progress.hours.by_unit
        for unit in self.report.progress.units:
            criteria = tuple(self._criterion(covered, at[covered.criterion.ref]) for covered in unit.coverage)
            known = unit.state != "unknown"
            yield UnitView(
                ref=unit.unit.ref,
                title=unit.unit.title,
                state=unit.state,
                credits=unit.unit.credits.value,
                enough=sum(criterion.state not in ("missing", "thin") for criterion in criteria),
                criteria=criteria,
                minutes=minutes.get(unit.unit.ref, 0),
                note="" if known else _NOT_ALL_KNOWN,
            )

    def _criterion(self, covered: Coverage, claims: Sequence[ClaimView]) -> CriterionView:
        ref = covered.criterion.ref
        return CriterionView(
            ref=ref,
            unit=covered.criterion.unit,
            text=self._text(covered),
            state=self.states[ref],
            pieces=len(covered.evidence),
            required=covered.criterion.required,
            clients=covered.clients,
            claims=tuple(claims),
            decisions=self.assessment.decisions_on(ref),
            sampled=self.assessment.sampled_on(ref),
        )

    def _map(self, units: Iterable[UnitView]) -> CoverageMap:
        criteria = [criterion for unit in units for criterion in unit.criteria]
        kind_of = {self.seen.ids[id]: piece.type for id, piece in self.by_id.items()}
        claimed = {kind_of[claim.piece] for criterion in criteria for claim in criterion.claims}
        kinds = [kind for kind in evidence_kinds() if kind in claimed]
        rows = []
        for criterion in criteria:
            by_kind: dict[str, dict[str, None]] = defaultdict(dict)
            for claim in criterion.claims:
                by_kind[kind_of[claim.piece]][claim.piece] = None
            cells = tuple(CoverageCell(kind, tuple(by_kind[kind])) for kind in kinds)
            rows.append(
                CoverageMapRow(
                    criterion.ref,
                    criterion.unit,
                    criterion.text,
                    criterion.state,
                    criterion.pieces,
                    criterion.required,
                    cells,
                )
            )
        return CoverageMap(
            kinds=tuple((kind, kind_title(kind, many=True)) for kind in kinds),
            rows=tuple(rows),
            states=tuple((state, sum(row.state == state for row in rows)) for state in CRITERION_STATES),
        )

    def _clients(self) -> Iterator[ClientView]:
        file = self.portfolio.file
        declared = file.clients if file else {}
        minutes = self.report.progress.hours.by_client
        named = Counter(code for codes in self.clients_of.values() for code in codes)
        for code in sorted({*declared, *minutes, *named}):
            client = declared.get(code)
            about = [
                self.seen.text("portfolio", ("clients", code, name), getattr(client, name, None))
                for name in ("sector", "level")
            ]
            yield ClientView(
                code=code,
                about=", ".join(filter(None, about)),
                minutes=minutes.get(code, 0),
                pieces=named[code],
            )

    def _feedback(self) -> Iterator[FeedbackView]:
        given = [piece for piece in self.portfolio.evidence if isinstance(piece, Feedback)]
        for piece in sorted(given, key=lambda piece: (piece.date, piece.id)):
            yield FeedbackView(
                piece=self.seen.ids[piece.id],
                day=piece.date,
                giver=piece.giver,
                source=piece.source,
                client=piece.client or "",
                quotation=self.seen.text("feedback", ("quotation",), piece.quotation),
                response=self.seen.text("feedback", ("response",), piece.response),
            )

    def _findings(self) -> Iterator[FindingView]:
        waived = [diagnostic for diagnostic in self.report.diagnostics if diagnostic.waived]
        private = self._withheld_in() if self.seen.reader != "learner" else frozenset()
        for diagnostic in (*gravest_first(self.report), *waived):
            rule = rule_named(diagnostic.code)
            title = rule.title if rule else diagnostic.name
            # what a finding quotes may stand in a field that this reader may not see
            open_to_all = diagnostic.path not in private
            yield FindingView(
                severity=diagnostic.severity,
                code=diagnostic.code,
                title=title,
                message=diagnostic.message if open_to_all else title,
                hint=diagnostic.hint if open_to_all else "",
                path=diagnostic.path,
                line=diagnostic.span.line,
                piece=self.in_file.get(diagnostic.path, ""),
                criterion=diagnostic.criterion,
                waived=str(diagnostic.waived) if diagnostic.waived else "",
            )

    def _withheld_in(self) -> frozenset[str]:
        """The files that have something in them which this reader may not see, and those that nobody could read."""
        hidden = {
            piece.path
            for piece in self.portfolio.evidence
            for name in _HIDDEN_FROM_SOMEBODY
            if getattr(piece, name, None) and not self.seen.allows(piece.type, (name,))
        }
        return frozenset({*hidden, *self.portfolio.uncounted})

    def _readiness(self, gate: Report) -> Readiness:
        readiness = readiness_of(gate)
        if self.seen.reader == "learner":
            return readiness
        return replace(readiness, lines=tuple(replace(line, by=()) for line in readiness.lines), own_file="")

    def _names_looked_for(self) -> str:
        looked = self.report.looked_into
        if looked is None:
            return "Clients' names were not looked for: there is no list of clients here."
        return f"The names of {count(looked.clients, 'client')} were looked for in everything that is shown."


_NOT_ALL_KNOWN: Final = "Its criteria are not all known, so nobody can say from here when it is complete."
_HIDDEN_FROM_SOMEBODY: Final = ("extra", "brought", "feedback_given")
"""Fields of evidence that some assessor or quality assurer may not see, and that findings could quote."""
