"""Assessment: what was decided and said, what is to be done, and what others said of the coach's work."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.outputs.html.page import figures_of
from coachfolio.web.reading import shown_part
from coachfolio.web.routing import desk_of, get

__all__ = ["ROUTES"]


def assessment(request: Request) -> Response:
    """Rounds, actions and feedback."""
    opened = desk_of(request).opened()
    return shown_part(request, "assessment.html", "Assessment", opened, **figures_of(opened.view))


ROUTES = (get("/assessment", assessment),)
