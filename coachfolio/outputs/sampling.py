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
from coachfolio.outputs import JSON_VERSION
from coachfolio.outputs.markdown import escaped
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.reports.sampling import Cell, Matrix, PlanSeen, Row, SampleFinding

__all__ = ["left_out_lines", "plan_lines", "report_document", "report_markdown", "report_text", "row_lines"]

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
    chosen = [choice.decided for choice in plan.choices]
    yield (
        f"{len(chosen)} of {count(len(plan.frame.decided), 'decision')} chosen for the {stage} stage, by the policy "
        f"{shown(policy.name, _LONG)!r}."
    )
    several = len({decision.portfolio for decision in plan.frame.decided}) > 1
    parts = [
        (len({decision.portfolio for decision in chosen}), "learner", None) if several else None,
        (len({decision.unit for decision in chosen}), "unit", None),
        (len({decision.by for decision in chosen}), "assessor", None),
        (len({decision.method for decision in chosen}), "method", None),
        (
            len({kind for decision in chosen for kind in decision.evidence_types}),
            "kind of evidence",
            "kinds of evidence",
        ),
    ]
    yield f"They are of {listed(count(*part) for part in parts if part)}."
    for choice in plan.choices[:_MOST_CHOICES]:
        decision = choice.decided
        whose = f"{shown(decision.portfolio, 100)}: " if several else ""
        yield f"  {whose}{shown(decision.criterion)}, in {shown(decision.record, 100)}"
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
    texts = {criterion.ref: criterion.text for criterion in qualification.criteria} if qualification else {}
    yield ""
    yield f"{shown(row.criterion)}  {one_line(texts.get(row.criterion, ''))}".rstrip()
    if row.because:
        yield f"  chosen for: {one_line(listed(row.because))}"
    record = portfolio.get(row.record)
    if not isinstance(record, AssessmentRecord):
        yield f"  The assessment record {shown(row.record, 100)} is not there any more."
        return
    for decision in record.decisions:
        if decision.criterion == row.criterion:
            said = f"{_VERDICTS[decision.verdict]} on {day(record.date)} by {shown(record.by)}"
            yield f"  {said}, in {shown(row.record, 100)}"
            for title, lines in (
                ("rests on", decision.evidence),
                ("reason", (decision.reason or "").splitlines()),
                ("feedback", (decision.feedback or "").splitlines()),
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
                yield from (f"      {one_line(sentence)}" for sentence in sentences if sentence != "-")
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
            (note.day.isoformat(), ", ".join(note.people) or "-", shown(note.note, _LONG)) for note in matrix.notes
        )
        yield _Part("Standardisation", (), ("day", "with", "note"), rows, prose=1)
    unread = [(row.portfolio, row.uncounted) for row in matrix.rows if row.uncounted]
    if matrix.left_out or unread:
        lines = [f"{shown(name, 100)}: {shown(why, _LONG)}" for name, why in matrix.left_out]
        lines += [f"{shown(name, 100)}: {count(files, 'file')} in it could not be read." for name, files in unread]
        yield _Part("Not in these figures", tuple(lines))


def _units(matrix: Matrix) -> _Part:
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
        return _Part("Units", (f"{counts or 'There are none'}.",), heads, rows)
    said = (
        f"{counts or 'There are none'}.",
        "Behind each state: how many of the unit's decisions were looked at.",
    )
    table = tuple((shown(row.portfolio), *_cells(row, matrix.units)) for row in matrix.rows)
    return _Part("Learners by units", said, ("learner", *map(shown, matrix.units)), table)


def _cells(row: Row, units: Iterable[str]) -> Iterator[str]:
    cells = {cell.unit: cell for cell in row.cells}
    return (_cell(cells.get(unit)) for unit in units)


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return "-"
    return f"{cell.state}, {cell.looked_at} of {cell.decided}" if cell.decided else cell.state


def _by_assessor(matrix: Matrix) -> _Part:
    assessors = [agreement.assessor for agreement in matrix.agreement]
    rows = []
    for row in matrix.rows:
        counts = (row.by_assessor.get(assessor) for assessor in assessors)
        rows.append((shown(row.portfolio), *(f"{count[0]} of {count[1]}" if count else "-" for count in counts)))
    lines = ("How many of each assessor's decisions were looked at.",)
    return _Part("Learners by assessors", lines, ("learner", *map(shown, assessors)), tuple(rows))


def _agreement(matrix: Matrix) -> _Part:
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
    return _Part("Assessors", lines, ("assessor", "new", "decisions", "looked at", "agreed"), rows)


def _policy(matrix: Matrix) -> _Part:
    lines = []
    for stage in matrix.stages:
        looked = f"{stage.stage.capitalize()}: {stage.looked_at} of {count(stage.of, 'decision')} looked at."
        lines.append(f"{looked} {'The policy is met.' if stage.met else 'The policy is not met yet:'}")
        lines += [f"- {_short(shortfall)}" for shortfall in stage.short]
    return _Part("Against the policy", tuple(lines) or ("It asks for nothing.",))


def _short(shortfall: Shortfall) -> str:
    if shortfall.assessor:
        who = (
            f"new assessor {shown(shortfall.assessor)}" if shortfall.share != "decisions" else shown(shortfall.assessor)
        )
        return f"decisions of {who}: {shortfall.there} looked at, {shortfall.asked} of {shortfall.of} asked for"
    return f"{_SHARES[shortfall.share]}: {shortfall.there} reached, {shortfall.asked} of {shortfall.of} asked for"


def _plans(matrix: Matrix) -> _Part:
    lines = () if matrix.plans else ("There is none yet. To make one: coachfolio sample plan",)
    rows = tuple((*(() if matrix.single else (shown(plan.portfolio) or "all",)), *_plan(plan)) for plan in matrix.plans)
    heads = (*(() if matrix.single else ("learner",)), "plan", "stage", "looked at", "by", "seed", "drawn again")
    return _Part("Plans", lines, heads, rows)


def _plan(plan_seen: PlanSeen) -> tuple[str, ...]:
    return (
        shown(plan_seen.name, 100),
        plan_seen.stage,
        f"{plan_seen.done} of {plan_seen.planned}",
        shown(plan_seen.by),
        shown(plan_seen.seed, 100),
        _DRAWN[plan_seen.drawn_again],
    )


def _findings(matrix: Matrix) -> _Part:
    still = sum(finding.open for finding in matrix.findings)
    overdue = sum(finding.overdue for finding in matrix.findings)
    if not matrix.findings:
        return _Part("Findings", ("Nothing was found that somebody has to see to.",))
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
    return _Part("Findings", lines, heads if matrix.single else ("learner", *heads), rows, prose=2)


def _state(finding: SampleFinding) -> str:
    if not finding.open:
        return f"closed after {count(finding.days, 'day')}"
    due = f", due {finding.due.isoformat()}" if finding.due else ""
    return f"open for {count(finding.days, 'day')}{due}{', OVERDUE' if finding.overdue else ''}"


def _stale(matrix: Matrix) -> _Part:
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
    return _Part("Changed since it was decided", said, heads if matrix.single else ("learner", *heads), rows, prose=1)


def _unplanned(matrix: Matrix) -> _Part:
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
        "version": JSON_VERSION,
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
                        "unit": sample.unit,
                        "state": sample.state,
                        "criteria": sample.criteria,
                        "decided": sample.decided,
                        "planned": sample.planned,
                        "looked_at": sample.looked_at,
                    }
                    for sample in row.cells
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
                "assessor": agreement.assessor,
                "new": agreement.new,
                "decided": agreement.decided,
                "looked_at": agreement.looked_at,
                "agreed": agreement.agreed,
            }
            for agreement in matrix.agreement
        ],
        "policy_met": [
            {
                "stage": sample.stage,
                "met": sample.met,
                "looked_at": sample.looked_at,
                "of": sample.of,
                "short": [
                    {
                        "share": short.share,
                        "assessor": short.assessor or None,
                        "asked": short.asked,
                        "there": short.there,
                        "of": short.of,
                    }
                    for short in sample.short
                ],
            }
            for sample in matrix.stages
        ],
        "plans": [
            {
                "portfolio": sample.portfolio or None,
                "plan": sample.name,
                "stage": sample.stage,
                "date": sample.day.isoformat(),
                "by": sample.by,
                "seed": sample.seed,
                "policy": sample.policy,
                "planned": sample.planned,
                "done": sample.done,
                "drawn_again": sample.drawn_again,
            }
            for sample in matrix.plans
        ],
        "findings": [
            {
                "portfolio": finding.portfolio,
                "handle": finding.handle,
                "finding": finding.finding,
                "action": finding.action or None,
                "owner": finding.owner or None,
                "criterion": finding.criterion,
                "state": "open" if finding.open else "closed",
                "found_on": finding.found_on.isoformat(),
                "due": finding.due.isoformat() if finding.due else None,
                "closed_on": finding.closed_on.isoformat() if finding.closed_on else None,
                "closing": finding.closing,
                "days": finding.days,
                "overdue": finding.overdue,
            }
            for finding in matrix.findings
        ],
        "unplanned": [
            {
                "portfolio": sample.portfolio,
                "criterion": sample.criterion,
                "date": sample.day.isoformat(),
                "because": sample.because,
                "sampling": sample.sampling,
            }
            for sample in matrix.unplanned
        ],
        "standardisation": [
            {
                "portfolio": sample.portfolio,
                "date": sample.day.isoformat(),
                "with": list(sample.people),
                "note": sample.note,
            }
            for sample in matrix.notes
        ],
        "left_out": [{"name": name, "why": why} for name, why in matrix.left_out],
        "stale": [
            {
                "portfolio": sample.portfolio,
                "criterion": sample.criterion,
                "record": sample.record,
                "evidence": list(sample.evidence),
                "looked_at": sample.looked_at,
            }
            for sample in matrix.stale
        ],
    }
