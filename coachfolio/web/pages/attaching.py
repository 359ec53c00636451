"""Files to be attached: looked through for names, and attached once somebody has seen what is in them."""

from __future__ import annotations

import secrets
import threading
import time
import urllib.parse
from collections.abc import Sequence
from typing import Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.words import count
from coachfolio.editing.forms.attaching import ToAttach, attach, looked_into
from coachfolio.web.desk import Desk
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page
from coachfolio.web.sheets import key_to_write, kind_at

__all__ = ["ROUTES", "put_down"]

_MOST_WAITING: Final = 8
_LONGEST: Final = 3600.0
"""Seconds for which files wait for an answer. They are held in memory alone, and never on the disk before it."""
_waiting: dict[str, tuple[float, str, tuple[ToAttach, ...]]] = {}
_lock = threading.Lock()


def put_down(desk: Desk, path: str, files: Sequence[UploadFile]) -> Response:
    """Files look into, and held until somebody says what is to be done with them."""
    portfolio, key = desk.report().portfolio, key_to_write(desk)
    found = tuple(looked_into(file.filename or "file", file.file.read(), path, portfolio, key) for file in files)
    token = secrets.token_urlsafe(12)
    with _lock:
        for old, (since, _, _) in list(_waiting.items()):
            if time.monotonic() - since > _LONGEST or len(_waiting) >= _MOST_WAITING:
                del _waiting[old]
        _waiting[token] = (time.monotonic(), path, found)
    return see_other(f"/attach/{urllib.parse.quote(path)}?files={token}")


def _held(token: str, path: str) -> tuple[ToAttach, ...]:
    with _lock:
        _, whose, found = _waiting.get(token, (0.0, "", ()))
    return found if whose == path else ()


def asking(request: Request) -> Response:
    """What is in the files, and what to do with each."""
    return _page(request, request.query_params.get("files", ""))


def _page(request: Request, token: str, *, trouble: str = "", status: int = 200) -> Response:
    path = request.path_params["path"]
    found = _held(token, path)
    if not found:
        what = "These files are not held any more. Attach them again, from the sheet that they belong to."
        return shown_page(request, "sentence.html", "Nothing to attach", status=410, sentence=what)
    return shown_page(
        request, "attaching.html", "Attach files", path=path, files=found, token=token, trouble=trouble, status=status
    )


def attach_chosen(request: Request) -> Response:
    """The files attached as somebody said."""
    from coachfolio.editing.drafts import NotWritten

    desk, form, path = desk_of(request), form_of(request), request.path_params["path"]
    token = str(form.get("files", ""))
    found = _held(token, path)
    if not found or kind_at(desk, path) is None:
        return _page(request, token)
    chosen: list[tuple[str, bytes]] = []
    for number, file in enumerate(found):
        how = form.get(f"how.{number}")
        if file.refused or how not in ("bare", "whole") or (how == "whole" and file.only_bare):
            continue
        chosen.append((file.name, file.bare if how == "bare" and file.bare is not None else file.data))
    if chosen:
        try:
            with desk.writing:
                attach(desk.path, path, chosen)
        except NotWritten as error:
            return _page(request, token, trouble=desk.covered(str(error)), status=409)
        desk.note = f"{count(len(chosen), 'file is', 'files are')} attached. It is not saved in the record yet."
    with _lock:
        _waiting.pop(token, None)
    return see_other(f"/edit/{urllib.parse.quote(path)}")


ROUTES = (get("/attach/{path:path}", asking), post("/attach/{path:path}", attach_chosen))
