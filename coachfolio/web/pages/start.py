"""Where there is no portfolio yet: how one is started."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.web.routing import desk_of, get, see_other, shown_page

__all__ = ["ROUTES"]


def start(request: Request) -> Response:
    """What to do where there is no portfolio."""
    if desk_of(request).there:
        return see_other("/")
    return shown_page(request, "start.html", "Start a portfolio")


ROUTES = (get("/start", start),)
