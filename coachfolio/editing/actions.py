"""What is to be done: everything open with its day, an action closed, and gaps made into actions."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.errors import nearest
from coachfolio.base.words import day, listed, shown
from coachfolio.checks.checking import Report
from coachfolio.checks.rules import rule_named
from coachfolio.editing.drafts import Draft, NotWritten, as_it_is, new_file, with_field
from coachfolio.evidence.model import Action
from coachfolio.facts.assessment import Due
from coachfolio.facts.assessment.due import due_in
from coachfolio.facts.assessment.entitlement import LEARNER
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["done_draft", "from_gaps_draft"]


def done_draft(
    folder: str | os.PathLike[str],
    handle: str,
    on: datetime.date,
    note: str | None = None,
    *,
    dropped: bool = False,
    by: str | None = None,
) -> Draft:
    """The file with one action done on a day, or dropped; everything else in it stays as it is.

    A note that is there already is kept, before the new one. `by` is who agreed that it is dropped. Raises
    NoPortfolio and NotWritten.
    """
    portfolio = open_portfolio(folder)
    due = _open_action(portfolio, handle)
    action = due.of
    assert isinstance(action, Action)
    if dropped and not note:
        raise NotWritten("Say in a note why the action is dropped.")
    made: datetime.date | None = getattr(portfolio.get(handle.rpartition("/")[0]), "date", None)
    if not dropped and made is not None and on < made:
        raise NotWritten(f"It was set on {day(made)}, after {day(on)}. Is the day right?")
    where = due.place.where
    draft = with_field(as_it_is(folder, due.place.path), (*where, "state"), "dropped" if dropped else "done")
    if not dropped:
        draft = with_field(draft, (*where, "done_on"), on.isoformat())
    if dropped and by:
        draft = with_field(draft, (*where, "dropped_by"), by)
    if note:
        draft = with_field(draft, (*where, "note"), f"{action.note.rstrip()}\n{note}" if action.note else note)
    return draft


def _open_action(portfolio: Portfolio, handle: str) -> Due:
    known = {due.handle: due for due in due_in(portfolio.evidence)}
    due = known.get(handle)
    if due is None:
        actions = sorted(due.handle for due in known.values() if due.open and due.kind == "action")
        meant = nearest(handle, actions)
        if meant:
            rest = f"Did you mean {shown(meant, 200)}?"
        elif actions:
            rest = "coachfolio actions lists what is open."
        else:
            rest = "No action is open."
        raise NotWritten(f"There is no action called {shown(handle, 200)}. {rest}")
    several = [path for path in portfolio.paths.get(handle.rpartition("/")[0], ()) if path != due.place.path]
    if several:
        files = listed(shown(path, 200) for path in (due.place.path, *several))
        raise NotWritten(f"Several files have this name: {files}. Give one of them another name.")
    if due.kind == "finding":
        raise NotWritten(
            f"{shown(handle, 200)} is not an action but what a quality assurer found. Whoever found it closes it: "
            f"coachfolio sample close {shown(handle, 200)}."
        )
    if not due.open:
        state = due.of.state
        when = f" on {day(due.of.done_on)}" if isinstance(due.of, Action) and due.of.done_on else ""
        raise NotWritten(f"{shown(handle, 200)} was {state} already{when}.")
    return due


def from_gaps_draft(
    folder: str | os.PathLike[str], report: Report, due: datetime.date, by: str, on: datetime.date
) -> Draft | None:
    """A new list with an action of the learner's for every gap in a report that no open action is about yet.

    None where there is nothing new. Raises NotWritten.
    """
    file = report.portfolio.file
    if file is None:
        raise NotWritten("portfolio.yaml cannot be read as it is, so nothing was written. Run coachfolio check.")
    if by != LEARNER and by not in file.people:
        raise NotWritten(
            f"Nobody in portfolio.yaml is called {shown(by)}. Give learner, or a short name that stands under people."
        )
    if due < on:
        raise NotWritten(f"{day(due)} is past already on {day(on)}. Give a later day.")
    texts = {criterion.criterion.ref: criterion.criterion.text for criterion in report.progress.coverage}
    actions = [_action(diagnostic, due, texts.get(diagnostic.criterion)) for diagnostic in _new_gaps(report)]
    if not actions:
        return None
    fields = {"date": on.isoformat(), "by": by, "actions": actions}
    return new_file(folder, "assessment-actions", f"{on.isoformat()}-from-gaps", fields)


def _new_gaps(report: Report) -> Iterator[Diagnostic]:
    covered = {(due.gap, due.criterion or "") for due in report.progress.assessment.due if due.open and due.gap}
    seen: set[tuple[str, str]] = set()
    for diagnostic in report.diagnostics:
        if (
            diagnostic.severity is Severity.GAP
            and not diagnostic.waived
            and (diagnostic.code, diagnostic.criterion) not in covered
        ):
            if (diagnostic.code, diagnostic.message) not in seen:
                seen.add((diagnostic.code, diagnostic.message))
                yield diagnostic


def _action(gap: Diagnostic, due: datetime.date, asks: str | None) -> dict[str, str]:
    rule = rule_named(gap.code)
    what = f"{rule.step} for {gap.criterion}: {asks}" if asks and rule and rule.step else gap.message
    action = {"what": what, "owner": LEARNER, "due": due.isoformat()}
    if gap.criterion:
        action["criterion"] = gap.criterion
    return {**action, "gap": gap.code}
