"""A centre's own Word file, filled with what the portfolio says. Nothing in the file can run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, Final

from coachfolio.base.errors import CoachfolioError, nearest
from coachfolio.base.words import day, hours, listed
from coachfolio.outputs.paper.word import same_bytes
from coachfolio.reports.views import CriterionView, PortfolioView, UnitView

__all__ = ["TEMPLATE_FIELDS", "filled_template"]

TEMPLATE_FIELDS: Final[Mapping[str, str]] = {
    "learner": "the learner's name",
    "enrolment": "the enrolment number",
    "centre": "the centre's name",
    "qualification": "the title of the qualification",
    "registered": "the day of registration",
    "today": "the day on which the file is made",
    "contact_hours": "all contact held, such as 106 h 55",
    "guided_hours": "all guided learning",
    "supervision_hours": "all supervision",
    "units": "each unit: ref, title, state, enough, criteria",
    "criteria": "each criterion of every unit: ref, unit, text, state, decision, decided_by, decided_on, claims",
    "claims": "each claim that counts: criterion, text, evidence, title, kind, date, where, how",
    "evidence": "each piece: number, id, kind, title, date, clients, minutes, criteria",
    "actions": "what is to be done: what, who, when, state, criterion",
}
"""What a template may ask for, and what it gets."""
_MOST_BYTES: Final = 20_000_000
_MOST_UNPACKED: Final = 100_000_000


def filled_template(template: bytes, view: PortfolioView, units: Sequence[str] = ()) -> bytes:
    """A Word file with fields such as `{{ learner }}` filled, and its loops over units or claims carried out.

    Raises CoachfolioError for a file that is none, for a field that there is not, for a mistake in a field, and where
    the library is not installed.
    """
    try:
        from docxtpl import DocxTemplate
        from jinja2 import DictLoader, StrictUndefined, TemplateError
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ImportError:
        raise CoachfolioError("Filling a Word file needs one more package: pip install 'coachfolio[office]'.") from None
    _must_be_small(template)
    environment = ImmutableSandboxedEnvironment(autoescape=True, loader=DictLoader({}), undefined=StrictUndefined)
    try:
        document = DocxTemplate(io.BytesIO(template))
        unknown = sorted(document.get_undeclared_template_variables(environment) - TEMPLATE_FIELDS.keys())
        if unknown:
            raise CoachfolioError(_unknown(unknown))
        document.render(_context(view, units), environment)
        made = io.BytesIO()
        document.save(made)
    except (TemplateError, TypeError) as error:
        raise CoachfolioError(
            f"A field in the template cannot be followed: {str(error)[:200]} Nothing was written."
        ) from None
    except (ValueError, KeyError, OSError, zipfile.BadZipFile):
        raise CoachfolioError("The template cannot be read as a Word file (.docx). Nothing was written.") from None
    return same_bytes(made.getvalue())


def _must_be_small(template: bytes) -> None:
    """Raise CoachfolioError for what is no packed file, or grows without bounds when it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        raise CoachfolioError("The template cannot be read as a Word file (.docx). Nothing was written.") from None
    if len(template) > _MOST_BYTES or size > _MOST_UNPACKED:
        raise CoachfolioError("The template is too large to be filled. Nothing was written.")


def _unknown(names: Sequence[str]) -> str:
    meant = nearest(names[0], TEMPLATE_FIELDS)
    return (
        f"The template asks for {listed([f'{{{{ {name[:40]} }}}}' for name in names[:10]])}, which coachfolio does not "
        f"have.{f' Did you mean {meant}?' if meant else ''} There are {listed(list(TEMPLATE_FIELDS))}. "
        "Nothing was written."
    )


def _context(view: PortfolioView, units: Sequence[str]) -> dict[str, Any]:
    chosen = [unit for unit in view.units if not units or unit.ref in units]
    criteria = [criterion for unit in chosen for criterion in unit.criteria]
    total = view.status.hours
    return {
        "learner": view.about.learner,
        "enrolment": view.about.enrolment,
        "centre": view.about.centre,
        "qualification": view.about.qualification,
        "registered": day(view.about.registered) if view.about.registered else "",
        "today": day(view.about.today),
        "contact_hours": hours(total.total_minutes),
        "guided_hours": hours(total.guided_minutes),
        "supervision_hours": hours(total.supervision_minutes),
        "units": [_unit(unit) for unit in chosen],
        "criteria": [_criterion(criterion) for criterion in criteria],
        "claims": [claim for criterion in criteria for claim in _claims(criterion)],
        "evidence": [
            {
                "number": number,
                "id": piece.id,
                "kind": piece.kind_title,
                "title": piece.title,
                "date": day(piece.day) if piece.day else "",
                "clients": ", ".join(piece.clients),
                "minutes": "" if piece.minutes is None else piece.minutes,
                "criteria": ", ".join(piece.criteria),
            }
            for number, piece in enumerate(view.pieces, 1)
        ],
        "actions": [
            {
                "what": action.what,
                "who": action.owner,
                "when": action.when,
                "state": action.state,
                "criterion": action.criterion or "",
            }
            for action in view.actions
        ],
    }


def _unit(unit: UnitView) -> dict[str, Any]:
    return {
        "ref": unit.ref,
        "title": unit.title,
        "state": unit.state,
        "enough": unit.enough,
        "criteria": [_criterion(criterion) for criterion in unit.criteria],
    }


def _criterion(criterion: CriterionView) -> dict[str, Any]:
    decided = next((decision for decision in criterion.decisions if decision.stands), None)
    return {
        "ref": criterion.ref,
        "unit": criterion.unit,
        "text": criterion.text,
        "state": criterion.state,
        "decision": decided.verdict if decided else "",
        "decided_by": decided.by if decided else "",
        "decided_on": day(decided.on) if decided else "",
        "claims": _claims(criterion),
    }


def _claims(criterion: CriterionView) -> list[dict[str, str]]:
    return [
        {
            "criterion": criterion.ref,
            "text": criterion.text,
            "evidence": claim.piece,
            "title": claim.title,
            "kind": claim.kind,
            "date": day(claim.day) if claim.day else "",
            "where": claim.where or "",
            "how": claim.how or "",
        }
        for claim in criterion.claims
        if claim.counts
    ]
