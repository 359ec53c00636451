"""The button that ends the program."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.web.guarding import ENDING
from coachfolio.web.routing import post, shown_page

__all__ = ["ROUTES"]


def end(request: Request) -> Response:
    """Say goodbye, and end once this page is sent."""
    answer = shown_page(request, "ended.html", "Ended")
    request.app.state.end()
    return answer


ROUTES = (post(ENDING, end),)
