"""Evidence: every piece, by day, and each on a page of its own."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.web.reading import shown_part
from coachfolio.web.routing import desk_of, get, shown_page

__all__ = ["ROUTES"]

_CHOICES = ("unit", "client", "kind", "state")


def show_pieces(request: Request) -> Response:
    """The list, or what of it fits the choices in the address."""
    from coachfolio.outputs.html.page import choices_of

    opened = desk_of(request).opened()
    chosen = {name: request.query_params.get(name, "") for name in _CHOICES}
    fitting = [
        piece
        for piece in reversed(opened.view.pieces)
        if chosen["unit"] in ("", *piece.units)
        and chosen["client"] in ("", *piece.clients)
        and chosen["kind"] in ("", piece.kind)
        and chosen["state"] in ("", *(piece.states or ("none",)))
    ]
    choices = choices_of(opened.view)
    return shown_part(request, "evidence.html", "Evidence", opened, fitting=fitting, chosen=chosen, choices=choices)


def piece(request: Request) -> Response:
    """One piece with everything in it, the passages marked that claims point to."""
    opened, id = desk_of(request).opened(), request.path_params["id"]
    found = next((piece for piece in opened.view.pieces if piece.id == id), None)
    if found is None:
        sentence = "There is no piece of this name. It may have been renamed or removed since."
        return shown_page(request, "sentence.html", "Not there", status=404, sentence=sentence)
    findings = [finding for finding in opened.view.findings if finding.piece == id]
    return shown_part(request, "piece.html", found.title, opened, piece=found, findings=findings)


ROUTES = (get("/evidence", show_pieces), get("/piece/{id}", piece))
