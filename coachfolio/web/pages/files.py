"""The application's own style and scripts: the few files that come with it, by name, and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.web.routing import get

__all__ = ["ROUTES"]

_WEB: Final = Path(__file__).parents[1]
_FILES: Final = {
    "page.css": (_WEB.parent / "outputs" / "html" / "page.css", "text/css"),
    "app.css": (_WEB / "static" / "app.css", "text/css"),
    "waiting.js": (_WEB / "static" / "waiting.js", "text/javascript"),
    "app.js": (_WEB / "static" / "app.js", "text/javascript"),
    "forms.js": (_WEB / "static" / "forms.js", "text/javascript"),
    "forms.css": (_WEB / "static" / "forms.css", "text/css"),
    "mark.svg": (_WEB / "static" / "mark.svg", "image/svg+xml"),
}
"""Each with where it lies and what it is. The style of the report is this one's, too."""


def static(request: Request) -> Response:
    """One of them."""
    name = request.path_params["name"]
    if name not in _FILES:
        return Response("There is no such file.", 404, media_type="text/plain")
    return Response(_content(name), media_type=_FILES[name][1])


@cache
def _content(name: str) -> bytes:
    return _FILES[name][0].read_bytes()


ROUTES = (get("/static/{name}", static),)
