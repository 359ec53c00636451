"""Tables for people: where the portfolio stands, the mapping sheet, the hours. Plain text when it is piped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from coachfolio.base.words import count, day, hours, safe
from coachfolio.checks.rules import all_rules
from coachfolio.facts.progress import Coverage, Hours, Progress, RequirementMet, UnitProgress
from coachfolio.format.qualification import WHO_ASKS, Figure, Qualification
from coachfolio.outputs.due import due_lines
from coachfolio.reports.due import to_do
from coachfolio.reports.standing import next_steps, standing, states_in_words, summary

if TYPE_CHECKING:
    from rich.console import Console

    from coachfolio.checks.checking import Report

__all__ = ["show_coverage", "show_hours", "show_qualification", "show_qualifications", "show_rules", "show_status"]

_STATE = {
    "missing": "red",
    "partial": "yellow",
    "claimed": "yellow",
    "thin": "magenta",
    "stale": "red",
    "evidenced": "green",
    "accepted": "green",
    "sampled": "green",
    "justified": "green",
    "unknown": "magenta",
}


def show_status(report: Report, console: Console) -> None:
    """Everything at a glance: hours, credits, units, what is asked for, and what to do next."""
    progress = report.progress
    portfolio = report.portfolio
    if portfolio.qualification:
        _say(console, portfolio.qualification.title, style="bold")
    if progress.time_limit:
        left = progress.time_limit.days_left(report.today)
        rest = f"{count(left, 'day')} left" if left >= 0 else "passed"
        _say(
            console,
            f"Registered {day(progress.time_limit.registered)}, to be complete by "
            f"{day(progress.time_limit.until)} ({rest}).",
        )
    _say(console, standing(report))
    if progress.coverage:
        _say(console, states_in_words(progress.coverage))
    _say(console, summary(report))
    _units(progress, console)
    _requirements(progress.requirements, console)
    due = list(due_lines(to_do(report), report.today))
    if due:
        _say(console, "\nDue", style="bold")
        for line in due:
            _say(console, line)
    steps = next_steps(report)
    if steps:
        _say(console, "\nNext", style="bold")
        for number, step in enumerate(steps, 1):
            _say(console, f"{number}. {step}")


def _units(progress: Progress, console: Console) -> None:
    rows = []
    for unit in progress.units:
        counted = [criterion for criterion in unit.coverage if criterion.state != "missing" and not criterion.thin]
        official = {"leaflet-statements": "leaflet's statements", "official": "official"}.get(
            unit.unit.criteria_are, unit.unit.criteria_are
        )
        rows.append(
            (
                unit.unit.ref,
                _figure(unit.unit.credits),
                unit.state,
                f"{len(counted)} of {len(unit.coverage)}",
                _signed_off(unit),
                official,
                unit.unit.title,
            )
        )
    _table(
        console,
        "Units",
        ("unit", "credits", "state", "criteria", "signed off", "held against", "title"),
        rows,
        states=2,
    )


def _signed_off(unit: UnitProgress) -> str:
    if unit.signed_off is None:
        return "no"
    return "stale" if unit.signed_off.stale else f"{unit.signed_off.record.date}"


def _requirements(requirements: Iterable[RequirementMet], console: Console) -> None:
    rows = []
    for requirement in requirements:
        asked = "unknown" if requirement.required is None else _counted(requirement, requirement.required)
        met = {True: "yes", False: "no", None: "not known"}[requirement.met]
        if requirement.requirement.guide and not requirement.met:
            met = "a guide only"
        who = WHO_ASKS[requirement.requirement.set_by].removeprefix("the ")
        if requirement.requirement.set_by != "centre" and requirement.requirement.place is not None:
            who += ", says qualification.yaml"
        rows.append((requirement.requirement.name, who, asked, _counted(requirement, requirement.actual), met))
    _table(console, "What is asked for", ("", "by", "asked", "there", "met"), rows)


def _counted(met: RequirementMet, amount: int) -> str:
    return hours(amount) if met.counted_in == "minutes" else str(amount)


def show_coverage(report: Report, console: Console) -> None:
    """The mapping sheet: criterion by evidence, with states and counts."""
    coverage = report.progress.coverage
    rows = [
        (
            criterion.criterion.ref,
            _state(criterion),
            f"{len(criterion.evidence)} of {criterion.criterion.required}",
            ", ".join(criterion.clients) or "-",
            criterion.decided_in or "-",
            criterion.criterion.text,
        )
        for criterion in coverage
    ]
    heads = ("criterion", "state", "pieces", "clients", "decided in", "what it asks")
    _table(console, "Criteria", heads, rows, states=1)
    decided = [
        (
            criterion.criterion.ref,
            criterion.standing.decision.verdict,
            str(criterion.standing.record.date),
            ", ".join(dict.fromkeys(change.evidence for change in criterion.standing.changes)) or "-",
            ", ".join(dict.fromkeys(look.record.id for look in criterion.sampled)) or "-",
        )
        for criterion in coverage
        if criterion.standing
    ]
    _table(console, "Decided", ("criterion", "verdict", "on", "changed since", "sampled in"), decided)
    for criterion in coverage:
        if criterion.claims:
            claims = [
                (claim.evidence, claim.where or "(does not say)", claim.how or "(does not say)")
                for claim in criterion.claims
            ]
            _table(
                console, f"{criterion.criterion.ref}  {criterion.criterion.text}", ("evidence", "where", "how"), claims
            )
    _say(console, f"\n{states_in_words(coverage)}")
    for progress in report.progress.units:
        if progress.state == "unknown":
            _say(console, f"{progress.unit.ref}: its criteria are not all known. Write them into qualification.yaml.")


def _state(criterion: Coverage) -> str:
    return "thin" if criterion.thin else criterion.state


def show_hours(report: Report, console: Console) -> None:
    """The hours, seen from every side."""
    total: Hours = report.progress.hours
    held = total.held
    _say(
        console,
        f"{hours(total.total_minutes)} of contact in {count(len(held), 'contact')} held"
        f" ({len(total.contacts) - len(held)} not held, not counted).",
        style="bold",
    )
    for title, sums in (
        ("By client", total.by_client),
        ("By role", total.by_role),
        ("By fee", total.by_fee),
        ("By setting", total.by_setting),
        ("By unit", total.by_unit),
        ("By month", total.by_month),
    ):
        _table(console, title, ("", "hours"), [(name, hours(minutes)) for name, minutes in sums.items()])
    _table(console, "Other time", ("", "hours"), _other_time(total))
    if len(report.progress.uncounted):
        _say(console, summary(report))


def _other_time(total: Hours) -> list[tuple[str, str]]:
    guided: Mapping[str, int] = total.guided_by_kind
    return [
        *((f"guided: {kind}", hours(minutes)) for kind, minutes in guided.items()),
        ("guided, in all", hours(total.guided_minutes)),
        ("supervision", hours(total.supervision_minutes)),
        ("planning, organising, evaluating", hours(total.planning_minutes)),
        ("all learning time", hours(total.learning_minutes)),
    ]


def show_qualifications(qualifications: Iterable[Qualification], console: Console) -> None:
    """The shipped packs."""
    rows = []
    for qualification in qualifications:
        known = (
            "outline: supply the criteria" if qualification.outline else "whole, held against the leaflet's statements"
        )
        rows.append(
            (
                qualification.id,
                qualification.edition,
                _figure(qualification.credits),
                _figure(qualification.guided_hours),
                known,
                qualification.title,
            )
        )
    _table(console, "", ("name", "edition", "credits", "guided hours", "how much is known", "title"), rows)


def show_qualification(qualification: Qualification, console: Console) -> None:
    """One pack, each figure with where it comes from and how sure it is."""
    _say(console, qualification.title, style="bold")
    _say(
        console,
        f"Edition {qualification.edition}. Reference: {qualification.reference or 'unknown'}. "
        f"{qualification.note or ''}",
    )
    figures = [
        ("credits", qualification.credits),
        ("guided hours", qualification.guided_hours),
        ("learning hours for a credit", qualification.hours_per_credit),
        ("time limit in years", qualification.time_limit_years),
        ("pass mark of a criterion, per cent", qualification.pass_mark_criterion),
        ("pass mark of an outcome, per cent", qualification.pass_mark_section),
    ]
    _table(
        console,
        "Figures",
        ("", "figure", "how sure", "source", "note"),
        [
            (name, _figure(figure), figure.certainty, figure.source or "-", figure.note or "")
            for name, figure in figures
        ],
    )
    for unit in qualification.units:
        whole = "" if unit.criteria_known else "  (the list is not whole)"
        _table(
            console,
            f"{unit.ref}  {unit.title}{whole}",
            ("criterion", "what it asks", "how sure", "source", "note"),
            [
                (criterion.ref, criterion.text, criterion.certainty, criterion.source or "-", criterion.note or "")
                for criterion in unit.criteria
            ],
        )
    rows = [
        (
            met.name,
            "unknown" if met.at_least is None else f"{met.at_least:g}",
            met.measure,
            met.certainty,
            met.source or "-",
            met.note or "",
        )
        for met in qualification.requirements
    ]
    _table(console, "Asked for", ("", "at least", "counts", "how sure", "source", "note"), rows)
    _table(
        console,
        "Sources",
        ("", "whose words", "title", "address"),
        [(name, source.kind, source.title, source.address or "") for name, source in qualification.sources.items()],
    )


def show_rules(console: Console) -> None:
    """Every rule, with what it weighs at each stage."""
    rows = [
        (
            rule.code,
            rule.name,
            *(str(weight or "-") for weight in (rule.building, rule.submission, rule.certification)),
            rule.title,
        )
        for rule in all_rules()
    ]
    _table(console, "", ("code", "name", "building", "submission", "certification", "what it says"), rows)


def _figure(figure: Figure) -> str:
    return "unknown" if figure.value is None else f"{figure.value:g}"


def _say(console: Console, text: str, style: str | None = None) -> None:
    console.print(safe(text), style=style, markup=False, highlight=False, soft_wrap=not console.is_terminal)


def _table(
    console: Console, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], states: int | None = None
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    if title:
        _say(console, f"\n{title}", style="bold")
    if not console.is_terminal:
        _plain(console, heads, rows)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    # nothing is cut off, and what stands first is what one types elsewhere: it stays in one piece where it can
    first = max(len(safe(row[0])) for row in rows)
    for position, head in enumerate(heads):
        table.add_column(head, overflow="fold", no_wrap=position == 0 and first <= console.width // 2)
    for row in rows:
        table.add_row(
            *(
                Text(safe(cell), style=_STATE.get(cell, "") if position == states else "")
                for position, cell in enumerate(row)
            )
        )
    console.print(table)


def _plain(console: Console, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Aligned columns of any width: nothing is cut off or wrapped in a file."""
    lines = [tuple(heads), *(tuple(safe(cell) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        text = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        console.print(text, markup=False, highlight=False, soft_wrap=True)
