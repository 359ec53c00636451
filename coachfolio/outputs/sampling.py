"""Quality assurance in words, as Markdown and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, day, listed, one_line, shown
from coachfolio.evidence.model import AssessmentRecord, PlannedDecision
from coachfolio.facts.sampling.cohort import Cohort
from coachfolio.facts.sampling.meeting import Shortfall
from coachfolio.facts.sampling.planning import Plan
from coachfolio.facts.sampling.policy import Policy, SampleStage
from coachfolio.outputs.markdown import escaped
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.reports.sampling import Cell, Finding, Matrix, PlanSeen, Row

__all__ = ["left_out_lines", "plan_lines", "report_document", "report_markdown", "report_text", "row_lines"]

VERSION: Final = 1
_LONG: Final = 300
_MOST_CHOICES: Final = 20
_VERDICTS: Final = {"pass": "passed", "referral": "referred", "waived": "waived", "none": "left undecided"}
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


# --- a plan that was made


def plan_lines(plan: Plan, policy: Policy, stage: SampleStage, own: int, by: str) -> Iterator[str]:
    """What the plan chose and why, and how to work it out again. `own` of them were decided by who plans."""
    chosen = [one.decided for one in plan.choices]
    yield (
        f"{len(chosen)} of {count(len(plan.frame.decided), 'decision')} chosen for the {stage} stage, by the policy "
        f"{shown(policy.name, _LONG)!r}."
    )
    several = len({one.portfolio for one in plan.frame.decided}) > 1
    parts = [
        (len({one.portfolio for one in chosen}), "learner", None) if several else None,
        (len({one.unit for one in chosen}), "unit", None),
        (len({one.by for one in chosen}), "assessor", None),
        (len({one.method for one in chosen}), "method", None),
        (len({kind for one in chosen for kind in one.evidence_types}), "kind of evidence", "kinds of evidence"),
    ]
    yield f"They are of {listed(count(*part) for part in parts if part)}."
    for choice in plan.choices[:_MOST_CHOICES]:
        one = choice.decided
        whose = f"{shown(one.portfolio, 100)}: " if several else ""
        yield f"  {whose}{shown(one.criterion)}, in {shown(one.record, 100)}"
        yield f"      for {listed(map(one_line, choice.because))}"
    if plan.choices[_MOST_CHOICES:]:
        yield f"  and {len(plan.choices) - _MOST_CHOICES} more: all of them are in the plan"
    if own:
        yield f"{own} of them {'is' if own == 1 else 'are'} {shown(by)}'s own: somebody else has to look at those."
    yield f"Drawn with the seed {shown(plan.seed, 100)!r}. The same seed over the same decisions gives the same plan:"
    yield "coachfolio sample report draws it again, and says whether it is the same."


def row_lines(portfolio: Portfolio, row: PlannedDecision) -> Iterator[str]:
    """One decision that is to be looked at: what it is about, what was decided, and on what."""
    qualification = portfolio.qualification
    texts = {one.ref: one.text for one in qualification.criteria} if qualification else {}
    yield ""
    yield f"{shown(row.criterion)}  {one_line(texts.get(row.criterion, ''))}".rstrip()
    if row.because:
        yield f"  chosen for: {one_line(listed(row.because))}"
    record = portfolio.get(row.record)
    if not isinstance(record, AssessmentRecord):
        yield f"  The assessment record {shown(row.record, 100)} is not there any more."
        return
    for one in record.decisions:
        if one.criterion == row.criterion:
            said = f"{_VERDICTS[one.verdict]} on {day(record.date)} by {shown(record.by)}"
            yield f"  {said}, in {shown(row.record, 100)}"
            for title, lines in (
                ("rests on", one.evidence),
                ("reason", (one.reason or "").splitlines()),
                ("feedback", (one.feedback or "").splitlines()),
            ):
                if lines:
                    yield f"  {title}:"
                    yield from (f"      {one_line(line)}" for line in lines)


def left_out_lines(cohort: Cohort) -> Iterator[str]:
    """The portfolios that could not be read, one a line."""
    for name, why in cohort.left_out:
        yield f"Left out: {shown(name, 100)}. {shown(why, _LONG)}"


# --- the report


@frozen()
class _Part(Frozen):
    """One part of the report: sentences, then a table."""

    title: str
    lines: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    prose: int = 0
    """How many of the last columns are sentences: on a terminal they stand in lines of their own."""


def report_text(matrix: Matrix) -> Iterator[str]:
    """The report for a terminal. No line of it is cut off."""
    yield _heading(matrix)
    yield f"Policy: {one_line(matrix.policy)}"
    for part in _parts(matrix):
        yield from ("", part.title)
        yield from (f"  {one_line(line)}" for line in part.lines)
        if part.prose:
            for row in part.rows:
                short, sentences = row[: -part.prose], row[-part.prose :]
                yield f"  {'  '.join(map(one_line, short))}"
                yield from (f"      {one_line(one)}" for one in sentences if one != "-")
        else:
            yield from (f"  {line}" for line in _aligned(part.heads, part.rows))


def report_markdown(matrix: Matrix) -> Iterator[str]:
    """The report as Markdown; nothing from a portfolio is taken for markup."""
    yield f"## {escaped(_heading(matrix))}"
    yield from ("", f"Policy: {escaped(matrix.policy)}")
    for part in _parts(matrix):
        yield from ("", f"### {escaped(part.title)}")
        for before, line in zip(("", *part.lines), part.lines, strict=False):
            point = line.removeprefix("- ")
            if line == point or before == "" or not before.startswith("- "):
                yield ""
            yield escaped(line) if line == point else f"- {escaped(point)}"
        if part.rows:
            yield from ("", f"| {' | '.join(map(escaped, part.heads))} |", f"|{'---|' * len(part.heads)}")
            yield from (f"| {' | '.join(map(escaped, row))} |" for row in part.rows)


def _heading(matrix: Matrix) -> str:
    what = shown(matrix.rows[0].portfolio, 100) if matrix.single else count(len(matrix.rows), "portfolio")
    return f"Quality assurance of {what}, as on {day(matrix.on)}"


def _parts(matrix: Matrix) -> Iterator[_Part]:
    yield _units(matrix)
    if not matrix.single:
        yield _by_assessor(matrix)
    yield _agreement(matrix)
    yield _policy(matrix)
    if matrix.stale:
        yield _stale(matrix)
    yield _plans(matrix)
    yield _findings(matrix)
    if matrix.unplanned:
        yield _unplanned(matrix)
    if matrix.notes:
        rows = tuple(
            (one.day.isoformat(), ", ".join(one.people) or "-", shown(one.note, _LONG)) for one in matrix.notes
        )
        yield _Part("Standardisation", (), ("day", "with", "note"), rows, prose=1)
    unread = [(one.portfolio, one.uncounted) for one in matrix.rows if one.uncounted]
    if matrix.left_out or unread:
        lines = [f"{shown(name, 100)}: {shown(why, _LONG)}" for name, why in matrix.left_out]
        lines += [f"{shown(name, 100)}: {count(files, 'file')} in it could not be read." for name, files in unread]
        yield _Part("Not in these figures", tuple(lines))


def _units(matrix: Matrix) -> _Part:
    counts = ", ".join(f"{number} {state}" for state, number in matrix.counts().items() if number)
    if matrix.single:
        rows = tuple(
            (
                shown(one.unit),
                one.state,
                f"{one.decided} of {one.criteria}",
                str(one.looked_at),
                str(one.planned),
            )
            for one in matrix.rows[0].cells
        )
        heads = ("unit", "state", "decided", "looked at", "still to look at")
        return _Part("Units", (f"{counts or 'There are none'}.",), heads, rows)
    said = (
        f"{counts or 'There are none'}.",
        "Behind each state: how many of the unit's decisions were looked at.",
    )
    table = tuple((shown(row.portfolio), *_cells(row, matrix.units)) for row in matrix.rows)
    return _Part("Learners by units", said, ("learner", *map(shown, matrix.units)), table)


def _cells(row: Row, units: Iterable[str]) -> Iterator[str]:
    cells = {one.unit: one for one in row.cells}
    return (_cell(cells.get(unit)) for unit in units)


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return "-"
    return f"{cell.state}, {cell.looked_at} of {cell.decided}" if cell.decided else cell.state


def _by_assessor(matrix: Matrix) -> _Part:
    assessors = [one.assessor for one in matrix.agreement]
    rows = []
    for row in matrix.rows:
        counts = (row.by_assessor.get(one) for one in assessors)
        rows.append((shown(row.portfolio), *(f"{one[0]} of {one[1]}" if one else "-" for one in counts)))
    lines = ("How many of each assessor's decisions were looked at.",)
    return _Part("Learners by assessors", lines, ("learner", *map(shown, assessors)), tuple(rows))


def _agreement(matrix: Matrix) -> _Part:
    rows = tuple(
        (
            shown(one.assessor),
            "yes" if one.new else "no",
            str(one.decided),
            str(one.looked_at),
            f"{one.agreed} of {one.looked_at}" if one.looked_at else "-",
        )
        for one in matrix.agreement
    )
    lines = () if rows else ("Nobody has decided anything yet.",)
    return _Part("Assessors", lines, ("assessor", "new", "decisions", "looked at", "agreed"), rows)


def _policy(matrix: Matrix) -> _Part:
    lines = []
    for stage in matrix.stages:
        looked = f"{stage.stage.capitalize()}: {stage.looked_at} of {count(stage.of, 'decision')} looked at."
        lines.append(f"{looked} {'The policy is met.' if stage.met else 'The policy is not met yet:'}")
        lines += [f"- {_short(one)}" for one in stage.short]
    return _Part("Against the policy", tuple(lines) or ("It asks for nothing.",))


def _short(one: Shortfall) -> str:
    if one.assessor:
        who = f"new assessor {shown(one.assessor)}" if one.share != "decisions" else shown(one.assessor)
        return f"decisions of {who}: {one.there} looked at, {one.asked} of {one.of} asked for"
    return f"{_SHARES[one.share]}: {one.there} reached, {one.asked} of {one.of} asked for"


def _plans(matrix: Matrix) -> _Part:
    lines = () if matrix.plans else ("There is none yet. To make one: coachfolio sample plan",)
    rows = tuple((*(() if matrix.single else (shown(one.portfolio) or "all",)), *_plan(one)) for one in matrix.plans)
    heads = (*(() if matrix.single else ("learner",)), "plan", "stage", "looked at", "by", "seed", "drawn again")
    return _Part("Plans", lines, heads, rows)


def _plan(one: PlanSeen) -> tuple[str, ...]:
    return (
        shown(one.name, 100),
        one.stage,
        f"{one.done} of {one.planned}",
        shown(one.by),
        shown(one.seed, 100),
        _DRAWN[one.drawn_again],
    )


def _findings(matrix: Matrix) -> _Part:
    still = sum(one.open for one in matrix.findings)
    overdue = sum(one.overdue for one in matrix.findings)
    if not matrix.findings:
        return _Part("Findings", ("Nothing was found that somebody has to see to.",))
    lines = (f"{still or 'None'} open, {overdue or 'none'} overdue, {len(matrix.findings) - still} closed.",)
    heads = ("finding", "state", "owner", "what was found", "what is done about it")
    rows = tuple(
        (
            *(() if matrix.single else (shown(one.portfolio),)),
            shown(one.handle, 100),
            _state(one),
            shown(one.owner) or "nobody named",
            shown(one.finding, _LONG),
            shown(one.closing or one.action, _LONG) or "-",
        )
        for one in matrix.findings
    )
    return _Part("Findings", lines, heads if matrix.single else ("learner", *heads), rows, prose=2)


def _state(one: Finding) -> str:
    if not one.open:
        return f"closed after {count(one.days, 'day')}"
    due = f", due {one.due.isoformat()}" if one.due else ""
    return f"open for {count(one.days, 'day')}{due}{', OVERDUE' if one.overdue else ''}"


def _stale(matrix: Matrix) -> _Part:
    said = (
        f"{count(len(matrix.stale), 'decision')} on evidence that is not as it was judged any more.",
        "The assessor has to look at it again, and so has whoever looked at the decision.",
    )
    rows = tuple(
        (
            *(() if matrix.single else (shown(one.portfolio),)),
            shown(one.criterion),
            "looked at" if one.looked_at else "not looked at",
            f"{shown(one.record, 100)}; since then: {listed(shown(id, 100) for id in one.evidence)}",
        )
        for one in matrix.stale
    )
    heads = ("criterion", "state", "decided in, and what was changed or is gone")
    return _Part("Changed since it was decided", said, heads if matrix.single else ("learner", *heads), rows, prose=1)


def _unplanned(matrix: Matrix) -> _Part:
    rows = tuple(
        (
            *(() if matrix.single else (shown(one.portfolio),)),
            shown(one.criterion),
            one.day.isoformat(),
            shown(one.because or "", _LONG) or "it does not say",
        )
        for one in matrix.unplanned
    )
    heads = ("criterion", "day", "why")
    return _Part(
        "Looked at though no plan had chosen it", (), heads if matrix.single else ("learner", *heads), rows, prose=1
    )


def _aligned(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    lines = [tuple(map(one_line, line)) for line in (heads, *rows)]
    if len(lines) < 2:
        return
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


# --- for programs


def report_document(matrix: Matrix) -> dict[str, Any]:
    """The report. Its form is the schema `output-sampling`."""
    return {
        "version": VERSION,
        "on": matrix.on.isoformat(),
        "single": matrix.single,
        "policy": matrix.policy,
        "units": list(matrix.units),
        "counts": matrix.counts(),
        "learners": [
            {
                "portfolio": row.portfolio,
                "units": [
                    {
                        "unit": one.unit,
                        "state": one.state,
                        "criteria": one.criteria,
                        "decided": one.decided,
                        "planned": one.planned,
                        "looked_at": one.looked_at,
                    }
                    for one in row.cells
                ],
                "assessors": [
                    {"assessor": by, "looked_at": there, "decided": of} for by, (there, of) in row.by_assessor.items()
                ],
                "findings_open": row.findings_open,
                "uncounted": row.uncounted,
            }
            for row in matrix.rows
        ],
        "agreement": [
            {
                "assessor": one.assessor,
                "new": one.new,
                "decided": one.decided,
                "looked_at": one.looked_at,
                "agreed": one.agreed,
            }
            for one in matrix.agreement
        ],
        "policy_met": [
            {
                "stage": one.stage,
                "met": one.met,
                "looked_at": one.looked_at,
                "of": one.of,
                "short": [
                    {
                        "share": short.share,
                        "assessor": short.assessor or None,
                        "asked": short.asked,
                        "there": short.there,
                        "of": short.of,
                    }
                    for short in one.short
                ],
            }
            for one in matrix.stages
        ],
        "plans": [
            {
                "portfolio": one.portfolio or None,
                "plan": one.name,
                "stage": one.stage,
                "date": one.day.isoformat(),
                "by": one.by,
                "seed": one.seed,
                "policy": one.policy,
                "planned": one.planned,
                "done": one.done,
                "drawn_again": one.drawn_again,
            }
            for one in matrix.plans
        ],
        "findings": [
            {
                "portfolio": one.portfolio,
                "handle": one.handle,
                "finding": one.finding,
                "action": one.action or None,
                "owner": one.owner or None,
                "criterion": one.criterion,
                "state": "open" if one.open else "closed",
                "found_on": one.found_on.isoformat(),
                "due": one.due.isoformat() if one.due else None,
                "closed_on": one.closed_on.isoformat() if one.closed_on else None,
                "closing": one.closing,
                "days": one.days,
                "overdue": one.overdue,
            }
            for one in matrix.findings
        ],
        "unplanned": [
            {
                "portfolio": one.portfolio,
                "criterion": one.criterion,
                "date": one.day.isoformat(),
                "because": one.because,
                "sampling": one.sampling,
            }
            for one in matrix.unplanned
        ],
        "standardisation": [
            {"portfolio": one.portfolio, "date": one.day.isoformat(), "with": list(one.people), "note": one.note}
            for one in matrix.notes
        ],
        "left_out": [{"name": name, "why": why} for name, why in matrix.left_out],
        "stale": [
            {
                "portfolio": one.portfolio,
                "criterion": one.criterion,
                "record": one.record,
                "evidence": list(one.evidence),
                "looked_at": one.looked_at,
            }
            for one in matrix.stale
        ],
    }
