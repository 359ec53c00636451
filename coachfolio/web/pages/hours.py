"""Hours: how much, with whom, and when."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.web.reading import shown_part
from coachfolio.web.routing import desk_of, get

__all__ = ["ROUTES"]


def hours_shown(request: Request) -> Response:
    """Charts and tables, and what is asked for."""
    from coachfolio.outputs.html.page import figures_of

    opened = desk_of(request).opened()
    return shown_part(request, "hours-page.html", "Hours", opened, **figures_of(opened.view))


ROUTES = (get("/hours", hours_shown),)
