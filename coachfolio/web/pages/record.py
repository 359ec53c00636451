"""Record: what is witnessed and what is claimed, and what changed since an earlier look, in words."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.errors import CoachfolioError
from coachfolio.web.guarding import COMPARING
from coachfolio.web.reading import shown_part
from coachfolio.web.routing import desk_of, form_of, get, post

if TYPE_CHECKING:
    from coachfolio.reports.opening import Opened

__all__ = ["ROUTES"]


def record(request: Request) -> Response:
    """What the record shows."""
    return _page(request, desk_of(request).opened(record=True))


def since(request: Request) -> Response:
    """What changed since a receipt that is handed in, or since a day. Nothing is kept of it."""
    from coachfolio.reports.opening import opened_with_record

    desk, form = desk_of(request), form_of(request)
    receipt, day = form.get("receipt"), str(form.get("day", "")).strip()
    try:
        with tempfile.TemporaryDirectory(prefix="coachfolio-") as folder:
            if isinstance(receipt, UploadFile) and receipt.size:
                looked = Path(folder) / "receipt.json"
                looked.write_bytes(receipt.file.read())
                held = [str(looked)]
            elif day:
                held = [day]
            else:
                raise CoachfolioError("Choose a receipt that was kept from an earlier look, or say a day.")
            opened = opened_with_record(desk.opened(), desk.path, held)
    except CoachfolioError as error:
        return _page(request, desk.opened(record=True), trouble=desk.covered(str(error)), day=day)
    return _page(request, opened, day=day)


def _page(request: Request, opened: Opened, *, trouble: str = "", day: str = "") -> Response:
    from coachfolio.outputs.html.page import shown_record

    return shown_part(
        request, "record-page.html", "Record", opened, trouble=trouble, since_day=day, **shown_record(opened.view)
    )


ROUTES = (get("/record", record), post(COMPARING, since, most=1 << 24))
