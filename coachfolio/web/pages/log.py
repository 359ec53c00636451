"""The log: every kind of evidence that can be written up, what is half written, and the sheets that are there."""

from __future__ import annotations

import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.editing.forms.filling import form_kinds
from coachfolio.editing.forms.typed import Typed, all_typed, is_window_id
from coachfolio.facts.assessment.decisions import day_of
from coachfolio.format.schemas import schema, words_for
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page
from coachfolio.web.sheets import let_go_typed

__all__ = ["ROUTES"]

_OFTEN: Final = ("sessions", "reflections", "feedback", "supervision", "learning-log", "agreements")
_MOST: Final = 12
"""Sheets that are listed."""


def log(request: Request) -> Response:
    """What to write up, and what is half written."""
    desk = desk_of(request)
    portfolio = desk.report().portfolio
    kinds = [(kind, words_for(kind).capitalize(), str(schema(kind).get("description", ""))) for kind in form_kinds()]
    often = sorted((kind for kind in kinds if kind[0] in _OFTEN), key=lambda kind: _OFTEN.index(kind[0]))
    mine = (piece for piece in portfolio.evidence if piece.type in form_kinds())
    newest = sorted(mine, key=lambda piece: (str(day_of(piece) or ""), piece.id), reverse=True)[:_MOST]
    return shown_page(
        request,
        "log.html",
        "Log",
        often=often,
        others=[kind for kind in kinds if kind[0] not in _OFTEN],
        half=[(typed, _words(typed), _when(typed)) for typed in all_typed(desk.path)],
        newest=[
            (piece.path, getattr(piece, "title", None) or piece.id, words_for(piece.type), day_of(piece))
            for piece in newest
        ],
        broken=[path for path in portfolio.uncounted if path.endswith((".yaml", ".yml"))],
        drafts=sorted(portfolio.drafts),
    )


def _words(typed: Typed) -> str:
    return typed.path or f"New {words_for(typed.kind)}"


def _when(typed: Typed) -> str:
    return datetime.datetime.fromtimestamp(typed.when).astimezone().strftime("%d %B, %H:%M").lstrip("0")


def put_away(request: Request) -> Response:
    """Something half written, let go."""
    desk, window = desk_of(request), str(form_of(request).get("window", ""))
    if is_window_id(window):
        let_go_typed(desk, window)
        desk.note = "It is put away."
    return see_other("/log")


ROUTES = (get("/log", log), post("/log-away", put_away))
