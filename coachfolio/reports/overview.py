"""Where a portfolio stands at a glance: what `coachfolio status` shows on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, hours, listed, shown
from coachfolio.checks.checking import Report
from coachfolio.facts.progress import RequirementMet
from coachfolio.facts.progress.coverage import UnitState
from coachfolio.facts.progress.homes import units_with_hours
from coachfolio.reports.deeds import Deed, deeds
from coachfolio.reports.due import ToDo, to_do, what_of, when_of
from coachfolio.reports.own_file import words_of_own_file
from coachfolio.reports.standing import standing, totals_of

__all__ = ["Bar", "Overview", "OverviewLine", "overview_of"]


@frozen()
class Bar(Frozen):
    """How much of something is there, to be drawn."""

    name: str
    share: float
    """From 0 to 1."""
    there: str
    """How much is there and how much is asked for, in words."""
    state: str = ""
    """The state of a unit; for hours met, short, guide or unknown."""
    note: str = ""
    """Whose figure it is, where that is to be told."""


@frozen()
class OverviewLine(Frozen):
    """Something that is open, and what to type about it."""

    what: str
    """A sentence, or the part of one before a colon."""
    command: str = ""
    """What to type behind coachfolio; empty where there is nothing to type."""
    line: str = ""
    """A line to write into portfolio.yaml, where that is what to do."""


@frozen()
class Overview(Frozen):
    """Everything on one screen. Whoever sets it cuts what is too long, and says how much more there is."""

    title: str
    """The qualification, or what stands in the way of knowing it."""
    standing: str
    """One sentence: hours, credits, coverage."""
    limit: str
    """Until when it is to be complete; empty where that is not known."""
    own_file: str
    """What is judged by the portfolio's own qualification.yaml and not by the pack; empty where that is nothing."""
    hours: tuple[Bar, ...]
    units: tuple[Bar, ...]
    waiting: tuple[str, ...]
    """What waits on somebody, a line each, the most pressing first."""
    open: tuple[OverviewLine, ...]
    """What is unsaved, a draft, without a home, or cannot be read."""
    next: tuple[Deed, ...]
    """At most three."""


def overview_of(
    report: Report, *, unsaved: Sequence[str] | None = None, mends: int = 0, deeds_too: bool = True
) -> Overview:
    """Where the portfolio stands that a report is on.

    `unsaved` are the paths of the files that are not saved as they lie there; None where nobody asked. `mends` is how
    many slips the program could mend. Without `deeds_too`, it is not said what to do next.
    """
    progress, qualification = report.progress, report.portfolio.qualification
    limit = progress.time_limit
    left = limit.days_left(report.today) if limit else 0
    own = words_of_own_file(report.portfolio)
    until = f"To be complete by {limit.until.day} {limit.until:%B %Y}, " if limit else ""
    return Overview(
        title=qualification.title if qualification else "portfolio.yaml has to be mended first.",
        standing=standing(report),
        limit=until and until + (f"{count(left, 'day')} left." if left >= 0 else "which has passed."),
        own_file=f"By qualification.yaml, not the pack: {'; '.join(own)}." if own else "",
        hours=_hours(report),
        units=tuple(
            Bar(
                unit.unit.ref,
                _share(enough := sum(c.state != "missing" and not c.thin for c in unit.coverage), len(unit.coverage)),
                f"{enough} of {len(unit.coverage)}" if unit.coverage else "",
                _STATES[unit.state],
            )
            for unit in progress.units
        ),
        waiting=_waiting(report),
        open=_open(report, unsaved),
        next=deeds(report, mends=mends) if deeds_too else (),
    )


_STATES: dict[UnitState, str] = {
    "unknown": "not all known",
    "missing": "nothing yet",
    "partial": "under way",
    "evidenced": "evidenced",
    "stale": "changed since",
    "accepted": "accepted",
}


def _share(there: float, asked: float) -> float:
    return 0.0 if asked <= 0 else min(1.0, max(0.0, there / asked))


def _hours(report: Report) -> tuple[Bar, ...]:
    """Hours of what is asked for: what is short first, and then what is met; with no figure, all contact hours."""
    timed = [met for met in report.progress.requirements if met.counted_in == "minutes"]
    asked = [_hours_bar(met) for met in timed if met.required]
    asked.sort(key=lambda bar: _ORDER.index(bar.state))
    if any(met.required and met.requirement.measure == "contact-hours" for met in timed):
        return tuple(asked)
    total = hours(report.progress.hours.total_minutes)
    return (Bar("Contact hours", 0.0, f"{total}, no figure known", "unknown"), *asked)


_ORDER = ("short", "met", "guide", "unknown")


def _hours_bar(met: RequirementMet) -> Bar:
    requirement = met.requirement
    assert met.required is not None
    note = "a guide" if requirement.guide else "your centre" if requirement.set_by == "centre" else ""
    state = "guide" if requirement.guide else "met" if met.met else "short"
    there = f"{hours(met.actual)} of {hours(met.required)}"
    return Bar(requirement.name, _share(met.actual, met.required), there, state, note)


def _waiting(report: Report) -> tuple[str, ...]:
    """What is to be done and by whom: the first of each person's, and then what an assessor has to decide."""
    actions = [item for item in to_do(report, reminders=False) if item.open]
    by_owner: dict[str, list[ToDo]] = {}
    for item in actions:
        by_owner.setdefault(item.owner, []).append(item)
    lines = []
    for owner, items in by_owner.items():
        first = items[0]
        more = f" (and {len(items) - 1} more)" if len(items) > 1 else ""
        lines.append(f"{_name(owner)}, {when_of(first, report.today)}{more}: {what_of(first)}")
    undecided = [found for found in report.progress.coverage if found.state == "claimed" and not found.thin]
    stale = [found for found in report.progress.coverage if found.state == "stale"]
    if stale:
        lines.append(f"your assessor: {_criteria(len(stale))} changed since the decision")
    if undecided and report.progress.assessment.standing:
        lines.append(f"your assessor: {_criteria(len(undecided))} to decide on")
    return tuple(lines)


def _name(owner: str) -> str:
    return {"learner": "you", "": "nobody named"}.get(owner, shown(owner, 24))


def _criteria(number: int) -> str:
    return count(number, "criterion", "criteria")


_TAKES_PRIVATE: Final = "CF608"


def _open(report: Report, unsaved: Sequence[str] | None) -> tuple[OverviewLine, ...]:
    found = []
    if any(diagnostic.code == _TAKES_PRIVATE for diagnostic in report.diagnostics):
        found.append(OverviewLine("The next save would take the folder private, with your clients' names", "init"))
    errors, uncounted = totals_of(report).errors, len(report.progress.uncounted)
    if uncounted:
        rest = f" Among them {count(uncounted, 'file')} that could not be counted." if errors else ""
        found.append(OverviewLine(f"{count(errors, 'error')}.{rest} See them", "check"))
    elif errors:
        found.append(OverviewLine(f"{count(errors, 'error')}. See {'it' if errors == 1 else 'them'}", "check"))
    if unsaved:
        files = f"{count(len(unsaved), 'file')} {'is' if len(unsaved) == 1 else 'are'}"
        found.append(OverviewLine(f"{files} not saved as {'it stands' if len(unsaved) == 1 else 'they stand'}", "save"))
    drafts = [*report.portfolio.drafts]
    if drafts:
        which = listed([*drafts[:2], *([f"{len(drafts) - 2} more"] if len(drafts) > 2 else [])])
        what = "A draft counts" if len(drafts) == 1 else f"{len(drafts)} drafts count"
        found.append(OverviewLine(f"{what} for nothing yet. Finish or delete {which}"))
    found += _homeless(report)
    return tuple(found)


def _homeless(report: Report) -> list[OverviewLine]:
    """Hours that belong to no unit, and the line that gives them a home."""
    minutes, qualification = report.progress.hours.homeless_minutes, report.portfolio.qualification
    if not minutes or qualification is None or report.portfolio.file is None:
        return []
    counts = Counter(contact.client for contact in report.progress.hours.held if not contact.units)
    whose = f" (of {listed(sorted(counts)[:3])}{' and others' if len(counts) > 3 else ''})"
    what = f"{hours(minutes)} of contact {'belong' if minutes != 60 else 'belongs'} to no unit{whose}"
    units = units_with_hours(qualification)
    if not units:
        return [OverviewLine(f"{what}: which unit asks for hours is not known here")]
    others = f"   (or {listed(units[1:], last='or')})" if len(units) > 1 else ""
    return [OverviewLine(f"{what}. For a home, add to portfolio.yaml", line=f"counts_towards: [{units[0]}]{others}")]
