"""Tables for people: where the portfolio stands, the mapping sheet, the hours. Plain text when it is piped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from coachfolio.base.words import hours, safe
from coachfolio.checks.rules import all_rules
from coachfolio.format.qualification import Figure, Qualification
from coachfolio.outputs.due import due_lines
from coachfolio.reports.qualifications import how_much_is_known

if TYPE_CHECKING:
    from rich.console import Console

    from coachfolio.reports.hours import HoursReport
    from coachfolio.reports.mapping import MappingReport
    from coachfolio.reports.status import StatusReport, UnitRow

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


def show_status(status: StatusReport, console: Console) -> None:
    """Everything at a glance: hours, credits, units, what is asked for, and what to do next."""
    if status.title is not None:
        _say(console, status.title, style="bold")
    if status.limit:
        _say(console, status.limit.sentence)
    for line in filter(None, (status.own_file, status.standing, status.states, status.summary)):
        _say(console, line)
    _units(status.units, console)
    rows = [(row.name, row.by, row.asked, row.there, row.answer) for row in status.requirements]
    _table(console, "What is asked for", ("", "by", "asked", "there", "met"), rows)
    due = list(due_lines(status.due_soon))
    if due:
        _say(console, "\nDue", style="bold")
        for line in due:
            _say(console, line)
    if status.next:
        _say(console, "\nNext", style="bold")
        for number, step in enumerate(status.next, 1):
            _say(console, f"{number}. {step}")


def _units(units: Iterable[UnitRow], console: Console) -> None:
    rows = [
        (
            unit.ref,
            _amount(unit.credits),
            unit.state,
            f"{unit.enough} of {unit.criteria}",
            "no" if unit.signed_off is None else "stale" if unit.signed_off.stale else f"{unit.signed_off.on}",
            "leaflet's statements" if unit.criteria_are == "leaflet-statements" else unit.criteria_are,
            unit.title,
        )
        for unit in units
    ]
    heads = ("unit", "credits", "state", "criteria", "signed off", "held against", "title")
    _table(console, "Units", heads, rows, states=2)


def show_coverage(sheet: MappingReport, console: Console) -> None:
    """The mapping sheet: criterion by evidence, with states and counts."""
    rows = [
        (
            row.ref,
            row.state_shown,
            f"{row.pieces} of {row.required}",
            ", ".join(row.clients) or "-",
            row.decided.decided_in if row.decided else "-",
            row.text,
        )
        for row in sheet.criteria
    ]
    heads = ("criterion", "state", "pieces", "clients", "decided in", "what it asks")
    _table(console, "Criteria", heads, rows, states=1)
    decided = [
        (
            row.ref,
            row.decided.verdict,
            f"{row.decided.on}",
            ", ".join(row.decided.changed) or "-",
            ", ".join(row.sampled_in) or "-",
        )
        for row in sheet.criteria
        if row.decided
    ]
    _table(console, "Decided", ("criterion", "verdict", "on", "changed since", "sampled in"), decided)
    for row in sheet.criteria:
        claims = [
            (claim.evidence, claim.where or "(does not say)", claim.how or "(does not say)") for claim in row.claims
        ]
        _table(console, f"{row.ref}  {row.text}", ("evidence", "where", "how"), claims)
    _say(console, f"\n{sheet.states}")
    for note in sheet.notes:
        _say(console, note)


def show_hours(hours_report: HoursReport, console: Console) -> None:
    """The hours, seen from every side."""
    _say(console, hours_report.headline, style="bold")
    homeless = hours_report.homeless_minutes
    for title, sums in (
        ("By client", hours_report.by_client),
        ("By role", hours_report.by_role),
        ("By fee", hours_report.by_fee),
        ("By setting", hours_report.by_setting),
        ("By unit", {**hours_report.by_unit, **({"no unit": homeless} if homeless else {})}),
        ("By month", hours_report.by_month),
    ):
        _table(console, title, ("", "hours"), [(name, hours(minutes)) for name, minutes in sums.items()])
    other = [(name, hours(minutes)) for name, minutes in hours_report.other]
    _table(console, "Other time", ("", "hours"), other)
    if hours_report.left_out:
        _say(console, hours_report.left_out)


def show_qualifications(qualifications: Iterable[Qualification], console: Console) -> None:
    """The shipped packs."""
    rows = [
        (
            qualification.id,
            qualification.edition,
            _figure(qualification.credits) + (" (doubtful)" if qualification.credits.doubt else ""),
            _figure(qualification.guided_hours) + (" (doubtful)" if qualification.guided_hours.doubt else ""),
            how_much_is_known(qualification),
            " ".join(said.text for said in qualification.statements if said.about == "which-edition") or "-",
            qualification.title,
        )
        for qualification in qualifications
    ]
    heads = ("name", "edition", "credits", "guided hours", "how much is known", "which is yours", "title")
    _table(console, "", heads, rows)
    _say(console, "\nYour registration, your handbook or your centre says which edition is yours.")


def show_qualification(qualification: Qualification, console: Console) -> None:
    """One pack, each figure with where it comes from and how sure it is."""
    _say(console, qualification.title, style="bold")
    _say(
        console,
        f"Edition {qualification.edition}. Reference: {qualification.reference or 'unknown'}. "
        f"{qualification.note or ''}",
    )
    _say(console, f"Known: {how_much_is_known(qualification)}.")
    statements = [
        (said.about.replace("-", " "), said.text, said.certainty, said.source or "-")
        for said in qualification.statements
    ]
    _table(console, "Good to know", ("about", "", "how sure", "source"), statements)
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
            (name, _figure(figure), figure.certainty, figure.source or "-", _noted(figure.note, figure.doubt))
            for name, figure in figures
        ],
    )
    _table(
        console, "Units", ("unit", "title", "credits", "guided hours", "criteria", "note"), _known_units(qualification)
    )
    for unit in qualification.units:
        whole = "" if unit.criteria_known else "  (the list is not whole)"
        _table(
            console,
            f"{unit.ref}  {unit.title}{whole}",
            ("criterion", "what it asks", "how sure", "source", "note"),
            [
                (
                    criterion.ref,
                    criterion.text,
                    criterion.certainty,
                    criterion.source or "-",
                    _noted(criterion.note, criterion.doubt),
                )
                for criterion in unit.criteria
            ],
        )
    rows = [
        (
            asked.name,
            asked.who,
            "unknown" if asked.at_least is None else f"{asked.at_least:g}{' (a guide)' if asked.guide else ''}",
            asked.measure,
            asked.certainty,
            asked.source or "-",
            _noted(asked.note, asked.doubt),
        )
        for asked in qualification.requirements
    ]
    _table(console, "Asked for", ("", "by", "at least", "counts", "how sure", "source", "note"), rows)
    _table(
        console,
        "Sources",
        ("", "whose words", "title", "address", "note"),
        [
            (name, source.kind, source.title, source.address or "", source.note or "")
            for name, source in qualification.sources.items()
        ],
    )


def _known_units(qualification: Qualification) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for unit in qualification.units:
        whole = "whole" if unit.criteria_known else "none known" if not unit.criteria else "not whole"
        rows.append(
            (
                unit.ref,
                unit.title,
                _figure(unit.credits),
                _figure(unit.guided_hours),
                f"{unit.criteria_are}, {whole}",
                _noted(unit.note, unit.doubt),
            )
        )
    if not qualification.units_complete:
        rows.append(("others", "Unknown", "unknown", "unknown", "none known", "Whether there are more is not known."))
    return rows


def _noted(note: str | None, doubt: str) -> str:
    return " ".join(filter(None, (note, f"Doubtful: {doubt}" if doubt else "")))


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
    return _amount(figure.value)


def _amount(value: float | None) -> str:
    return "unknown" if value is None else f"{value:g}"


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
