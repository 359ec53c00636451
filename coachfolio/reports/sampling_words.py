"""Quality assurance in words: the parts of its report, the same for every form that people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, day, listed, shown
from coachfolio.facts.sampling.meeting import Shortfall
from coachfolio.reports.matrix import Cell, Matrix, PlanSeen, Row, SampleFinding

__all__ = ["ReportPart", "heading_of", "parts_of"]

_LONG: Final = 300
_SHARES: Final = {
    "learners": "learners",
    "units": "units",
    "assessors": "assessors",
    "methods": "methods of assessment",
    "evidence_types": "kinds of evidence",
}
_DRAWN: Final = {
    "same": "from its seed comes the same plan",
    "different": "from its seed comes ANOTHER plan: this one was changed by hand",
    "other decisions": "what it was drawn from has changed since, so it cannot be drawn again",
    "part": "it is the part of a cohort's plan that is about this portfolio",
    "cannot tell": "it does not say what it was drawn from, so it cannot be drawn again",
}


@frozen()
class ReportPart(Frozen):
    """One part of the report: sentences, then a table."""

    title: str
    lines: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    prose: int = 0
    """How many of the last columns are sentences: on a terminal they stand in lines of their own."""


def heading_of(matrix: Matrix) -> str:
    what = shown(matrix.rows[0].portfolio, 100) if matrix.single else count(len(matrix.rows), "portfolio")
    return f"Quality assurance of {what}, as on {day(matrix.on)}"


def parts_of(matrix: Matrix) -> Iterator[ReportPart]:
    yield _units(matrix)
    if not matrix.single:
        yield _by_assessor(matrix)
    yield _agreement(matrix)
    if matrix.people:
        yield ReportPart("People to ask about", matrix.people)
    yield _policy(matrix)
    if matrix.stale:
        yield _stale(matrix)
    yield _plans(matrix)
    yield _findings(matrix)
    if matrix.unplanned:
        yield _unplanned(matrix)
    if matrix.notes:
        rows = tuple(
            (note.day.isoformat(), ", ".join(note.people) or "-", shown(note.note, _LONG)) for note in matrix.notes
        )
        yield ReportPart("Standardisation", (), ("day", "with", "note"), rows, prose=1)
    unread = [(row.portfolio, row.uncounted) for row in matrix.rows if row.uncounted]
    if matrix.left_out or unread:
        lines = [f"{shown(name, 100)}: {shown(why, _LONG)}" for name, why in matrix.left_out]
        lines += [f"{shown(name, 100)}: {count(files, 'file')} in it could not be read." for name, files in unread]
        yield ReportPart("Not in these figures", tuple(lines))


def _units(matrix: Matrix) -> ReportPart:
    counts = ", ".join(f"{number} {state}" for state, number in matrix.counts().items() if number)
    if matrix.single:
        rows = tuple(
            (
                shown(cell.unit),
                cell.state,
                f"{cell.decided} of {cell.criteria}",
                str(cell.looked_at),
                str(cell.planned),
            )
            for cell in matrix.rows[0].cells
        )
        heads = ("unit", "state", "decided", "looked at", "still to look at")
        return ReportPart("Units", (f"{counts or 'There are none'}.",), heads, rows)
    said = (
        f"{counts or 'There are none'}.",
        "Behind each state: how many of the unit's decisions were looked at.",
    )
    table = tuple((shown(row.portfolio), *_cells(row, matrix.units)) for row in matrix.rows)
    return ReportPart("Learners by units", said, ("learner", *map(shown, matrix.units)), table)


def _cells(row: Row, units: Iterable[str]) -> Iterator[str]:
    cells = {cell.unit: cell for cell in row.cells}
    return (_cell(cells.get(unit)) for unit in units)


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return "-"
    return f"{cell.state}, {cell.looked_at} of {cell.decided}" if cell.decided else cell.state


def _by_assessor(matrix: Matrix) -> ReportPart:
    assessors = [agreement.assessor for agreement in matrix.agreement]
    rows = []
    for row in matrix.rows:
        counts = (row.by_assessor.get(assessor) for assessor in assessors)
        rows.append((shown(row.portfolio), *(f"{count[0]} of {count[1]}" if count else "-" for count in counts)))
    lines = ("How many of each assessor's decisions were looked at.",)
    return ReportPart("Learners by assessors", lines, ("learner", *map(shown, assessors)), tuple(rows))


def _agreement(matrix: Matrix) -> ReportPart:
    rows = tuple(
        (
            shown(agreement.assessor),
            "yes" if agreement.new else "no",
            str(agreement.decided),
            str(agreement.looked_at),
            f"{agreement.agreed} of {agreement.looked_at}" if agreement.looked_at else "-",
        )
        for agreement in matrix.agreement
    )
    lines = () if rows else ("Nobody has decided anything yet.",)
    return ReportPart("Assessors", lines, ("assessor", "new", "decisions", "looked at", "agreed"), rows)


def _policy(matrix: Matrix) -> ReportPart:
    lines = []
    for stage in matrix.stages:
        looked = f"{stage.stage.capitalize()}: {stage.looked_at} of {count(stage.of, 'decision')} looked at."
        lines.append(f"{looked} {'The policy is met.' if stage.met else 'The policy is not met yet:'}")
        lines += [f"- {_short(shortfall)}" for shortfall in stage.short]
    return ReportPart("Against the policy", tuple(lines) or ("It asks for nothing.",))


def _short(shortfall: Shortfall) -> str:
    if shortfall.assessor:
        who = (
            f"new assessor {shown(shortfall.assessor)}" if shortfall.share != "decisions" else shown(shortfall.assessor)
        )
        return f"decisions of {who}: {shortfall.there} looked at, {shortfall.asked} of {shortfall.of} asked for"
    return f"{_SHARES[shortfall.share]}: {shortfall.there} reached, {shortfall.asked} of {shortfall.of} asked for"


def _plans(matrix: Matrix) -> ReportPart:
    lines = () if matrix.plans else ("There is none yet. To make one: coachfolio sample plan",)
    rows = tuple((*(() if matrix.single else (shown(plan.portfolio) or "all",)), *_plan(plan)) for plan in matrix.plans)
    heads = (*(() if matrix.single else ("learner",)), "plan", "stage", "looked at", "by", "seed", "drawn again")
    return ReportPart("Plans", lines, heads, rows)


def _plan(plan_seen: PlanSeen) -> tuple[str, ...]:
    return (
        shown(plan_seen.name, 100),
        plan_seen.stage,
        f"{plan_seen.done} of {plan_seen.planned}",
        shown(plan_seen.by),
        shown(plan_seen.seed, 100),
        _DRAWN[plan_seen.drawn_again],
    )


def _findings(matrix: Matrix) -> ReportPart:
    still = sum(finding.open for finding in matrix.findings)
    overdue = sum(finding.overdue for finding in matrix.findings)
    if not matrix.findings:
        return ReportPart("Findings", ("Nothing was found that somebody has to see to.",))
    lines = (f"{still or 'None'} open, {overdue or 'none'} overdue, {len(matrix.findings) - still} closed.",)
    heads = ("finding", "state", "owner", "what was found", "what is done about it")
    rows = tuple(
        (
            *(() if matrix.single else (shown(finding.portfolio),)),
            shown(finding.handle, 100),
            _state(finding),
            shown(finding.owner) or "nobody named",
            shown(finding.finding, _LONG),
            shown(finding.closing or finding.action, _LONG) or "-",
        )
        for finding in matrix.findings
    )
    return ReportPart("Findings", lines, heads if matrix.single else ("learner", *heads), rows, prose=2)


def _state(finding: SampleFinding) -> str:
    if not finding.open:
        return f"closed after {count(finding.days, 'day')}"
    due = f", due {finding.due.isoformat()}" if finding.due else ""
    return f"open for {count(finding.days, 'day')}{due}{', OVERDUE' if finding.overdue else ''}"


def _stale(matrix: Matrix) -> ReportPart:
    said = (
        f"{count(len(matrix.stale), 'decision')} on evidence that is not as it was judged any more.",
        "The assessor has to look at it again, and so has whoever looked at the decision.",
    )
    rows = tuple(
        (
            *(() if matrix.single else (shown(sample.portfolio),)),
            shown(sample.criterion),
            "looked at" if sample.looked_at else "not looked at",
            f"{shown(sample.record, 100)}; since then: {listed(shown(id, 100) for id in sample.evidence)}",
        )
        for sample in matrix.stale
    )
    heads = ("criterion", "state", "decided in, and what was changed or is gone")
    return ReportPart(
        "Changed since it was decided", said, heads if matrix.single else ("learner", *heads), rows, prose=1
    )


def _unplanned(matrix: Matrix) -> ReportPart:
    rows = tuple(
        (
            *(() if matrix.single else (shown(unplanned.portfolio),)),
            shown(unplanned.criterion),
            unplanned.day.isoformat(),
            shown(unplanned.because or "", _LONG) or "it does not say",
        )
        for unplanned in matrix.unplanned
    )
    heads = ("criterion", "day", "why")
    return ReportPart(
        "Looked at though no plan had chosen it", (), heads if matrix.single else ("learner", *heads), rows, prose=1
    )
