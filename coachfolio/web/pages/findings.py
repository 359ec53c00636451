"""Findings: what the check found, the gravest first."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.web.reading import shown_part
from coachfolio.web.routing import get

__all__ = ["ROUTES"]


def show_findings(request: Request) -> Response:
    """The page."""
    return shown_part(request, "findings-page.html", "Findings")


ROUTES = (get("/findings", show_findings),)
