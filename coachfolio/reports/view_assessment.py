"""Assessment as it is shown to one reader: decisions, rounds of feedback, what is to be done, and what was sampled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from coachfolio.checks.checking import Report
from coachfolio.evidence.model import AssessmentRecord, Decision
from coachfolio.facts.audience import SeenBy
from coachfolio.reports.due import DueRow, action_list, due_rows, to_do
from coachfolio.reports.views import DecisionView, RoundView, SampledView

__all__ = ["AssessmentShown"]

_KIND = "assessment-decisions"
_NOT_SHOWN = "Not shown in what is made for these readers."


class AssessmentShown:
    """The assessment of the portfolio that a report is on, as one reader sees it."""

    def __init__(self, report: Report, seen: SeenBy, person: Callable[[str], str]) -> None:
        self._report = report
        self._seen = seen
        self._person = person
        self._assessment = report.progress.assessment
        self._decisions: dict[str, list[DecisionView]] = defaultdict(list)
        self._in_record: dict[str, tuple[DecisionView, ...]] = {}
        for record in self._assessment.records:
            made = tuple(
                self._decision(record, position, decision) for position, decision in enumerate(record.decisions)
            )
            self._in_record[record.id] = made
            for decision in made:
                self._decisions[decision.criterion].insert(0, decision)
        self._open = to_do(report, reminders=False)
        self._sampled = tuple(self._look(number) for number in range(len(self._assessment.sampled)))

    def decisions_on(self, criterion: str) -> tuple[DecisionView, ...]:
        """Every decision on a criterion, the latest first."""
        return tuple(self._decisions[criterion])

    def sampled_on(self, criterion: str) -> tuple[SampledView, ...]:
        """Every look at a decision on a criterion."""
        return tuple(look for look in self._sampled if look.criterion == criterion)

    def sampled(self) -> tuple[SampledView, ...]:
        """Every look of quality assurance, in order."""
        return self._sampled

    def rounds(self) -> tuple[RoundView, ...]:
        """Every assessment record, the latest first."""
        return tuple(self._round(record) for record in reversed(self._assessment.records))

    def actions(self) -> tuple[DueRow, ...]:
        """Everything that is or was to be done, what is open first."""
        return self.due(action_list(to_do(self._report, closed=True), self._report.today).rows)

    def due(self, rows: Iterable[DueRow]) -> tuple[DueRow, ...]:
        """Rows of what is to be done, as this reader may see them."""
        return tuple(self._row(row) for row in rows)

    def _row(self, row: DueRow) -> DueRow:
        if row.kind not in ("action", "finding"):
            return row
        record, _, number = row.handle.rpartition("/")
        field = ("findings", 0, "finding") if row.kind == "finding" else ("actions", 0, "what")
        kind = "assessment-sampling" if row.kind == "finding" else _KIND
        if self._seen.allows(kind, field):
            return row
        handle = f"{self._seen.ids.get(record, '')}/{number}"
        return replace(row, what=_NOT_SHOWN, handle=handle, owner=self._seen.people.get(row.owner, row.owner))

    def _decision(self, record: AssessmentRecord, position: int, decision: Decision) -> DecisionView:
        seen = self._seen
        standing = self._assessment.standing.get(decision.criterion)
        stands = standing is not None and standing.record.id == record.id and standing.position == position
        changed = dict.fromkeys(change.evidence for change in standing.changes) if standing and stands else ()
        return DecisionView(
            criterion=decision.criterion,
            verdict=decision.verdict,
            on=record.date,
            by=self._person(record.by),
            record=seen.ids[record.id],
            feedback=seen.text(_KIND, ("decisions", position, "feedback"), decision.feedback),
            reason=seen.text(_KIND, ("decisions", position, "reason"), decision.reason),
            evidence=tuple(seen.ids[id] for id in decision.evidence if id in seen.ids),
            method=decision.method,
            marks=f"{decision.marks.given:g} of {decision.marks.of:g}" if decision.marks else "",
            stands=stands,
            changed=tuple(seen.ids.get(id, id if seen.reader != "public" else "a piece") for id in changed),
        )

    def _round(self, record: AssessmentRecord) -> RoundView:
        seen = self._seen
        rows = due_rows((row for row in self._open if row.path == record.path), self._report.today)
        return RoundView(
            record=seen.ids[record.id],
            on=record.date,
            by=self._person(record.by),
            unit=record.unit or "",
            submission=record.submission,
            signed_off=bool(record.unit_signed_off),
            feedback=seen.text(_KIND, ("feedback",), record.feedback),
            decisions=self._in_record[record.id],
            actions=self.due(rows),
            acknowledged=record.acknowledged,
            says_something=bool(record.decisions or record.feedback or record.actions),
        )

    def _look(self, number: int) -> SampledView:
        look = self._assessment.sampled[number]
        sampled, record = look.sampled, look.record
        return SampledView(
            criterion=sampled.criterion,
            record=self._seen.ids[record.id],
            on=record.date,
            by=self._person(record.by),
            outcome=sampled.outcome,
            counts=look.refusal is None,
            comment=self._seen.text("assessment-sampling", ("sampled", look.position, "comment"), sampled.comment),
        )
