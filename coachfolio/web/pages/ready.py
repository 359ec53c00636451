"""Ready: the checklist for handing in, or for a certificate."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.outputs.html.page import figures_of, line_marks
from coachfolio.web.reading import shown_part
from coachfolio.web.routing import desk_of, get

__all__ = ["ROUTES"]


def show_ready(request: Request) -> Response:
    """Each line met or not, and by what."""
    opened = desk_of(request).opened()
    sentence = figures_of(opened.view)["ready_sentence"]
    title = f"Ready for {opened.view.readiness.what}?"
    return shown_part(request, "ready-page.html", title, opened, ready_sentence=sentence, line_marks=line_marks)


ROUTES = (get("/ready", show_ready),)
