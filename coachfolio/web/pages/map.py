"""Map: each criterion and what shows it; by criterion with the very passages, and by piece."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.web.reading import shown_part
from coachfolio.web.routing import desk_of, get, shown_page

__all__ = ["ROUTES"]

_WANTING = ("missing", "stale", "thin")
"""States of criteria that wait for the coach, the most pressing first."""


def matrix(request: Request) -> Response:
    """Every criterion with its state and the kinds of evidence behind it; what wants evidence stands first."""
    opened = desk_of(request).opened()
    rows = [row for row in opened.view.coverage.rows if row.state in _WANTING]
    wanting = sorted(rows, key=lambda row: _WANTING.index(row.state))
    return shown_part(request, "map.html", "Map", opened, wanting=wanting)


def map_of_pieces(request: Request) -> Response:
    """Every piece with the criteria that it is claimed for; those that are claimed for nothing stand first."""
    opened = desk_of(request).opened()
    claimable = sorted(opened.view.pieces, key=lambda piece: bool(piece.criteria))
    return shown_part(request, "map-pieces.html", "Map by piece", opened, claimable=claimable)


def part(request: Request) -> Response:
    """One criterion, or one unit with all of its criteria."""
    opened, ref = desk_of(request).opened(), request.path_params["ref"]
    for unit in opened.view.units:
        if unit.ref == ref:
            return shown_part(request, "unit.html", f"{unit.ref} {unit.title}", opened, unit=unit, only=unit.criteria)
        for criterion in unit.criteria:
            if criterion.ref == ref:
                return shown_part(request, "unit.html", criterion.ref, opened, unit=unit, only=(criterion,))
    sentence = "The qualification has no criterion or unit of this name."
    return shown_page(request, "sentence.html", "Not there", status=404, sentence=sentence)


ROUTES = (get("/map", matrix), get("/map/pieces", map_of_pieces), get("/map/{ref:path}", part))
