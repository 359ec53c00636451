"""Declare: every statement of a declaration read and ticked, and signed, about the portfolio exactly as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.errors import CoachfolioError
from coachfolio.web.plain_forms import NotAnswered, day_of_form, prose_of_form
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from coachfolio.web.desk import Desk

__all__ = ["ROUTES"]

_KINDS: Final = {
    "authenticity": "That the work is your own",
    "consent": "That clients consented",
    "confidentiality": "That confidences are kept",
}
"""What a learner declares. What a centre declares, it declares with `coachfolio declare centre`."""
_SIGNED: Final = ("typed", "handwritten", "scan", "e-mail", "spoken")


def declare(request: Request) -> Response:
    """What can be declared, what it covers, and what was declared so far."""
    kind = request.query_params.get("kind", "authenticity")
    return _page(request, desk_of(request), kind if kind in _KINDS else "authenticity")


def sign(request: Request) -> Response:
    """Write the declaration, or say what is missing."""
    from coachfolio.editing.declaring import declaration_draft
    from coachfolio.editing.drafts import write
    from coachfolio.facts.assessment.declared import STATEMENTS

    desk, form = desk_of(request), form_of(request)
    kind: Any = form.get("kind")
    if kind not in _KINDS:
        raise CoachfolioError("There is no declaration of this kind.")
    ticked = {str(point) for point in form.getlist("statement")}
    signed: Any = form.get("signed")
    ai_use: Any = form.get("ai-use") if kind == "authenticity" else None
    try:
        with desk.writing:
            if not form.get("sign"):
                raise NotAnswered("Tick at the end that you sign it. Nothing was written.")
            draft = declaration_draft(
                desk.path,
                kind,
                statements={point: point in ticked for point in STATEMENTS[kind]},
                ai_use=ai_use if ai_use in ("none", "described") else None,
                ai_use_described=prose_of_form(form, "ai-text") if kind == "authenticity" else None,
                text=prose_of_form(form, "text"),
                on=day_of_form(form, "on", "The day of the declaration") or desk.today,
                signed=signed if signed in _SIGNED else "typed",
            )
            write([draft])
    except CoachfolioError as error:
        return _page(request, desk, kind, form, trouble=desk.covered(str(error)))
    desk.note = f"Declared and signed: {draft.path}. It is not saved in the record yet."
    return see_other("/declare")


def _page(request: Request, desk: Desk, kind: str, form: FormData | None = None, *, trouble: str = "") -> Response:
    from coachfolio.editing.declaring import declarable, statement_in_words
    from coachfolio.evidence.model import Declaration
    from coachfolio.facts.assessment.declared import STATEMENTS

    about, why_not = None, ""
    try:
        about = declarable(desk.path, kind, None, desk.today)  # type: ignore[arg-type] # it is among _KINDS
    except CoachfolioError as error:
        why_not = desk.covered(str(error))
    points = [(point, statement_in_words(point)) for point in STATEMENTS[kind]]
    pieces = desk.report().portfolio.evidence
    made = sorted((piece for piece in pieces if isinstance(piece, Declaration)), key=lambda piece: piece.date)
    return shown_page(
        request,
        "declaring.html",
        "Declare",
        kinds=_KINDS,
        kind=kind,
        about=about,
        why_not=why_not,
        points=points,
        ticked={str(point) for point in form.getlist("statement")} if form else set(),
        said={name: str(form.get(name, "")) for name in ("ai-use", "ai-text", "text", "signed", "on")} if form else {},
        ways=[(way, way.capitalize()) for way in _SIGNED],
        made=[(_KINDS.get(piece.kind, piece.kind), piece.date, desk.covered(piece.id)) for piece in reversed(made)],
        today=desk.today,
        trouble=trouble,
    )


ROUTES = (get("/declare", declare), post("/declare", sign))
