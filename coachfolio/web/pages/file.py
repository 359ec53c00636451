"""An attachment: a picture to be drawn, anything else to be saved. None is ever a page of this application."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from coachfolio.web.guarding import FILE_POLICY
from coachfolio.web.reading import PICTURES
from coachfolio.web.routing import desk_of, get

__all__ = ["ROUTES"]

_MOST: Final = 1 << 27
"""Bytes of a file that is handed over; a larger one is opened from its folder."""


def file(request: Request) -> Response:
    """One file of a piece, by its number there."""
    desk = desk_of(request)
    opened = desk.opened()
    wanted, number = request.path_params["id"], request.path_params["number"]
    piece = next((piece for piece in opened.view.pieces if piece.id == wanted), None)
    if piece is None or number >= len(piece.attachments) or not piece.attachments[number].path:
        return _not_given("There is no such file, or you may not see it.", 404)
    path = piece.attachments[number].path
    if path in opened.named_in:
        return _not_given("This file may name a client, so it is not shown here.", 403)
    data = opened.files.data(path, _MOST)
    if data is None:
        return _not_given("This file cannot be read, or is too large. Open it from the portfolio's folder.", 404)
    if desk.reader != "learner":
        from coachfolio.editing.stripping import stripped

        data = stripped(path, data).data
    kind, beginning = PICTURES.get(f".{path.rpartition('.')[2].lower()}", ("", b""))
    headers = {"Content-Security-Policy": FILE_POLICY}
    if kind and data.startswith(beginning):
        return Response(data, media_type=kind, headers=headers)
    name = quote(path.rpartition("/")[2], safe="")
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return Response(data, media_type="application/octet-stream", headers=headers)


def _not_given(sentence: str, status: int) -> Response:
    return PlainTextResponse(sentence, status)


ROUTES = (get("/file/{id}/{number:int}", file),)
