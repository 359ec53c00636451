"""Clients: by code. Names are shown where the coach's own list lies, on this page alone, and are kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.web.reading import shown_part
from coachfolio.web.routing import desk_of, get

if TYPE_CHECKING:
    from coachfolio.web.desk import Desk

__all__ = ["ROUTES"]


def show_clients(request: Request) -> Response:
    """Each client with hours and pieces."""
    desk = desk_of(request)
    names, trouble = _names(desk)
    return shown_part(request, "clients.html", "Clients", names=names, trouble=trouble, agreements=_agreements(desk))


def _names(desk: Desk) -> tuple[Mapping[str, str], str]:
    """Who is behind each code, where the list lies here and is one's own; and why it cannot be used."""
    if desk.level != "edit":
        return {}, ""
    from coachfolio.confidentiality.portfolios import key_beside

    key, trouble = key_beside(desk.path)
    return key.written_out() if key is not None else {}, trouble


def _agreements(desk: Desk) -> Mapping[str, str]:
    """The agreement with each client that portfolio.yaml names."""
    file = desk.report().portfolio.file
    named = {code: getattr(client, "agreement", None) for code, client in (file.clients if file else {}).items()}
    return {code: agreement for code, agreement in named.items() if agreement}


ROUTES = (get("/clients", show_clients),)
