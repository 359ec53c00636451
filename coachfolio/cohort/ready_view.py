"""Which portfolios of a cohort are ready for what comes next, and what stands in the way of the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from coachfolio.cohort.extract import Extract, LineKept
from coachfolio.cohort.planned import PlansOver, plans_over
from coachfolio.cohort.reading import CohortRead
from coachfolio.cohort.views import CohortView, view_of
from coachfolio.reports.model import ModelColumn, ModelTable, Value
from coachfolio.reports.readiness import CHECKLIST_TITLES

__all__ = ["ready_lines", "ready_view"]

_SAMPLING: Final = "sampling"
_LEARNERS: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("ready_for", "text", "What it has to be ready for next: submission or certification."),
    ModelColumn("ready", "text", "yes, no, or not known: nothing stands in the way and something cannot be known."),
    ModelColumn("met", "whole", "Lines of the checklist that are met."),
    ModelColumn("not_met", "text", "The lines that are not met."),
    ModelColumn("not_known", "text", "The lines that cannot be known."),
)
_LINES: Final = (
    ModelColumn("line", "text", "The line of the checklist.", key=True),
    ModelColumn("title", "text", "What has to be so."),
    ModelColumn("met", "whole", "Portfolios in which it is met."),
    ModelColumn("not_met", "whole", "Portfolios in which it is not."),
    ModelColumn("not_known", "whole", "Portfolios in which it cannot be known."),
)
_ANSWERS: Final = ("yes", "not known", "no")


def ready_view(read: CohortRead) -> CohortView:
    """The checklist of every portfolio. Plans that lie beside them are known here, and certificates are no news."""
    plans = plans_over(read)
    rows: list[tuple[Value, ...]] = []
    answers: Counter[str] = Counter()
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for extract in read.extracts():
        lines = ready_lines(extract, plans)
        of_state = {state: [line.name for line in lines if line.state == state] for state in _STATES}
        answer = "no" if of_state["not met"] else "not known" if of_state["not known"] else "yes"
        answers[answer] += 1
        for line in lines:
            counted[line.name][line.state] += 1
        rows.append(
            (
                extract.name,
                extract.ready_for,
                answer,
                len(of_state["met"]),
                ", ".join(of_state["not met"]),
                ", ".join(of_state["not known"]),
            )
        )
    rows.sort(key=lambda row: (_ANSWERS.index(str(row[2])), str(row[0])))
    tables = (
        ModelTable("readiness", "Each portfolio, those that are ready first.", _LEARNERS, tuple(rows)),
        ModelTable("checklist", "Each line of the checklist over all portfolios.", _LINES, tuple(_of_lines(counted))),
    )
    said = [f"{answers['yes']} ready, {answers['not known']} not known, {answers['no']} not ready."]
    return view_of(
        read, "ready", "Who is ready", (*said, *plans.lines), tables, to_mend=answers["yes"] < answers.total()
    )


_STATES: Final = ("met", "not met", "not known")


def _of_lines(counted: dict[str, Counter[str]]) -> Iterator[tuple[Value, ...]]:
    for name, title in CHECKLIST_TITLES.items():
        if name in counted:
            yield name, title, *(counted[name][state] for state in _STATES)


def ready_lines(extract: Extract, plans: PlansOver) -> tuple[LineKept, ...]:
    """The checklist of a portfolio, with what the plans over its cohort say of it."""
    return tuple(
        LineKept(line.name, plans.state_of(extract, line.state)) if line.name == _SAMPLING else line
        for line in extract.ready
    )
