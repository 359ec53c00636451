"""The whole portfolio as one page: what `coachfolio report` writes. It sets the views, and works nothing out."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markupsafe import Markup

from coachfolio.base.version import __version__
from coachfolio.base.words import day, hours, safe
from coachfolio.outputs.findings import told
from coachfolio.outputs.html.charts import Series, columns, line_bar
from coachfolio.outputs.html.embedding import Embedder
from coachfolio.outputs.html.prose import prose_html
from coachfolio.reports.parts import Grid, Items
from coachfolio.reports.record_since import SINCE_EARLIER
from coachfolio.reports.view_pieces import part_label

if TYPE_CHECKING:
    from jinja2 import Environment

    from coachfolio.reports.views import FeedbackView, PortfolioView

__all__ = ["choices_of", "figures_of", "line_marks", "page_policy", "page_templates", "portfolio_page", "shown_record"]

_HERE: Final = Path(__file__).parent
MARKS: Final = {
    "missing": "○",
    "thin": "◔",
    "claimed": "◐",
    "stale": "↻",
    "accepted": "✓",
    "sampled": "✓✓",
    "justified": "–",
}
line_marks: Final = {"met": "✓", "not met": "✗", "not known": "?"}
VERDICTS: Final = {"pass": "Passed", "referral": "Referred", "waived": "Waived", "none": "Left undecided"}
_FOR: Final = {
    "learner": "Made for the learner, who may see everything.",
    "assessor": "Made for an assessor: it has what an assessor may see.",
    "iqa": "Made for quality assurance: it has what a quality assurer may see.",
    "public": "Made for everybody: what was written of clients and by the learner is not in it.",
}
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HOURS: Final = (
    ("Contact by client", "by_client"),
    ("Contact by role", "by_role"),
    ("Contact by fee", "by_fee"),
    ("Contact by setting", "by_setting"),
    ("Contact by unit", "by_unit"),
)


_LONGEST_BAR: Final = 30
"""Signs of the longest bar in the report on the record."""


class _Anchors:
    """What each thing is called in the page, so that links lead to it whatever its name is."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._found: dict[str, str] = {}
        self._used: set[str] = set()

    def __call__(self, name: str) -> str:
        if name not in self._found:
            plain = name.replace("/", ".")
            called = f"{self._prefix}-{plain}"
            if not _ID.fullmatch(plain) or called in self._used:
                called = f"{self._prefix}--{len(self._found)}"
            self._found[name] = called
            self._used.add(called)
        return self._found[name]


class _Choices(NamedTuple):
    """What there is to choose from in the filters."""

    units: Sequence[str]
    clients: Sequence[str]
    kinds: Sequence[tuple[str, str]]
    states: Sequence[str]
    criteria: Sequence[str]


@cache
def page_templates() -> Environment:
    """Where templates come from: whatever they set is escaped, and what is not there is a mistake."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def asset(name: str) -> Markup:
    """A file of coachfolio's own that goes into pages as it is."""
    return Markup((_HERE / name).read_text(encoding="utf-8").strip())  # noqa: S704 - it is part of the program


def page_policy(style: str, script: str = "") -> str:
    """What a page may do, for browsers: this one style, this one script, pictures inside it, and nothing else."""
    allowed = [f"style-src '{_digest(style)}'", f"script-src '{_digest(script)}'" if script else "script-src 'none'"]
    return "; ".join(
        ("default-src 'none'", *allowed, "img-src data:", "base-uri 'none'", "form-action 'none'", "object-src 'none'")
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def portfolio_page(view: PortfolioView, embedder: Embedder) -> str:
    """The page of a view. `embedder` brings the attachments that are put into it."""
    style, script = asset("page.css"), asset("page.js")
    anchor, criterion_anchor, unit_anchor = _Anchors("p"), _Anchors("c"), _Anchors("u")
    # units and criteria are given their names first: they are few, and people link to them
    criteria = {criterion.ref for unit in view.units for criterion in unit.criteria}
    template = page_templates().get_template("portfolio.html.j2")
    return template.render(
        view=view,
        version=__version__,
        style=style,
        script=script,
        policy=page_policy(style, script),
        page_title=_title(view),
        about_line=tuple(_about(view)),
        made_for=_FOR[view.about.reader],
        standing_title="Where I stand" if view.about.reader == "learner" else "Where it stands",
        contents=tuple(_contents(view, unit_anchor)),
        titles={piece.id: piece.title for piece in view.pieces},
        criteria=criteria,
        unit_refs={unit.ref for unit in view.units},
        anchor=anchor,
        criterion_anchor=criterion_anchor,
        unit_anchor=unit_anchor,
        piece_at=lambda name: f"#{anchor(name)}",
        criterion_at=lambda ref: f"#{criterion_anchor(ref)}",
        unit_at=lambda ref: f"#{unit_anchor(ref)}",
        marks=MARKS,
        line_marks=line_marks,
        verdicts=VERDICTS,
        day=day,
        hours=hours,
        amount=amount,
        prose=prose_html,
        text_of=lambda piece, text: prose_html(text.text),
        part_label=part_label,
        embedded=embedder.embedded,
        choices=choices_of(view),
        **figures_of(view),
        **shown_record(view),
    )


def _title(view: PortfolioView) -> str:
    return " · ".join(
        filter(None, (view.about.learner or view.about.portfolio or "Portfolio", view.about.qualification))
    )


def _about(view: PortfolioView) -> Iterable[str]:
    about = view.about
    if about.enrolment:
        yield f"enrolment {about.enrolment}"
    if about.centre:
        yield about.centre
    yield f"stage: {about.stage}"
    yield f"as on {day(about.today)}"
    if about.save:
        yield f"save {about.save}"


def _contents(view: PortfolioView, unit_anchor: _Anchors) -> Iterable[tuple[str, str]]:
    yield "standing", "Where I stand" if view.about.reader == "learner" else "Where it stands"
    if _since_parts(view):
        yield "since", "What changed since"
    yield "coverage", "Coverage"
    yield "hours", "Hours"
    yield "timeline", "Done and recorded"
    yield from ((unit_anchor(unit.ref), unit.ref) for unit in view.units)
    yield "evidence", "Evidence"
    yield "feedback", "What others said"
    yield "decisions", "Decisions"
    yield "actions", "Actions"
    yield "record", "Record of practice"
    yield "ready", f"Ready for {view.readiness.what}?"
    yield "findings", "Findings"


def amount(size: int) -> str:
    """A size in bytes for people."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{round(size / 1000)} KB"


def choices_of(view: PortfolioView) -> _Choices:
    kinds = {piece.kind: piece.kind_title for piece in view.pieces}
    states = {state for piece in view.pieces for state in piece.states}
    return _Choices(
        units=sorted({unit for piece in view.pieces for unit in piece.units}),
        clients=sorted({client for piece in view.pieces for client in piece.clients}),
        kinds=tuple(kinds.items()),
        states=tuple(state for state in MARKS if state in states),
        criteria=tuple(dict.fromkeys(criterion.ref for unit in view.units for criterion in unit.criteria)),
    )


def figures_of(view: PortfolioView) -> dict[str, Any]:
    """The tables and charts of figures: how they are set, and nothing that is worked out."""
    total = view.status.hours
    months = dict(total.by_month)
    tables: list[tuple[str, list[tuple[str, str, Markup | None]]]] = []
    for title, name in _HOURS:
        sums = getattr(total, name)
        most = max(sums.values(), default=0)
        if sums:
            tables.append((title, [(key, hours(minutes), line_bar(minutes, most)) for key, minutes in sums.items()]))
    tables.append(("Other time", [(name, hours(minutes), None) for name, minutes in total.other]))
    chart = None
    if months:
        series = [Series("contact", list(months.values()))]
        chart = columns(list(months), series, "Contact by month", "hours-by-month", hours(max(months.values())))
    return {
        "tile_bars": [line_bar(round(1000 * (tile.share or 0)), 1000) for tile in view.tiles],
        "requirement_rows": [(row.name, row.by, row.asked, row.there, row.answer) for row in view.status.requirements],
        "hours_chart": chart,
        "hours_months": [(month, hours(minutes)) for month, minutes in months.items()],
        "hours_tables": tables,
        "feedback_by_giver": _by_giver(view.feedback),
        "action_rows": [
            (row.what, view.people.get(row.owner, row.owner), row.when, row.state, row.criterion or "")
            for row in view.actions
        ],
        "ready_sentence": _ready(view),
    }


def _by_giver(given: Iterable[FeedbackView]) -> list[tuple[str, list[FeedbackView]]]:
    found: dict[str, list[FeedbackView]] = {}
    for said in given:
        found.setdefault(said.giver, []).append(said)
    many = {"client": "clients", "sponsor": "sponsors", "peer": "peers", "other": "others"}
    return [(many.get(giver, f"the {giver}"), said) for giver, said in found.items()]


def _ready(view: PortfolioView) -> str:
    readiness = view.readiness
    answer = {"yes": "Yes", "no": "Not yet", "not known": "That cannot be known from here"}[readiness.answer]
    return f"{answer}: {readiness.met} of {len(readiness.lines)} lines are met."


def _with_bars(part: Any) -> Any:
    """A table of the report on the record, with bars in the place of those that are made of signs."""
    if not isinstance(part, Grid):
        return part
    rows = [
        [line_bar(len(cell), _LONGEST_BAR) if cell and not cell.strip("#") else cell for cell in row]
        for row in part.rows
    ]
    return part._replace(rows=rows)


def _since_parts(view: PortfolioView) -> list[Any]:
    """What changed since the looks that it was held against; nothing, where it was held against none."""
    sections = view.record.report.sections if view.record.report else ()
    parts = [part for section in sections if section.title == SINCE_EARLIER for part in section.parts]
    return parts if any(isinstance(part, Items) for part in parts) else []


def shown_record(view: PortfolioView) -> dict[str, Any]:
    """The sections of the report on the record; two of them stand beside the timeline."""
    record = view.record
    sections = record.report.sections if record.report else ()
    since = _since_parts(view)
    beside = {"How soon it was recorded", *([SINCE_EARLIER] if since else [])}
    months = record.months
    chart = None
    if months:
        series = [
            Series("of", [month.practised for month in months]),
            Series("recorded", [month.recorded for month in months]),
        ]
        most = max(value for one_series in series for value in one_series.values)
        title = "Pieces by the month they are of, and by the month they were recorded in"
        chart = columns([month.month for month in months], series, title, "pieces-by-month", f"{most} pieces")
    return {
        "since_parts": since,
        "lag_parts": [
            _with_bars(part)
            for section in sections
            if section.title == "How soon it was recorded"
            for part in section.parts
        ],
        "record_sections": [section for section in sections if section.title not in {*beside, "Timeline"}],
        "record_findings": [told(found, "")[0] for found in record.report.findings.diagnostics if not found.waived]
        if record.report
        else [],
        "timeline_chart": chart,
        "timeline_months": [(month.month, month.practised, month.recorded) for month in months],
        "timeline_rows": [
            (
                row.title,
                row.day.isoformat() if row.day else "not said",
                row.recorded.isoformat() if row.recorded else "not known",
                "not known" if row.lag is None else row.lag,
                row.changes,
                safe(row.witness),
            )
            for row in record.rows
        ],
    }
