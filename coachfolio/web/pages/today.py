"""Today: where I stand, what to do next, and one line to write up a session with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page

if TYPE_CHECKING:
    from coachfolio.editing.drafts import Draft
    from coachfolio.editing.sessions_logged import SessionEntry
    from coachfolio.web.desk import Desk

__all__ = ["ROUTES"]

_FEW: Final = 3
"""Pieces of evidence below which the first steps are shown."""
_PLACES: Final = {
    "log": "#capture",
    "check": "/findings",
    "map": "/map",
    "actions": "/assessment",
    "ready": "/ready",
    "save": "/save",
    "init": "/settings",
}
"""Where a deed begins here, by the command that begins it in a terminal."""


def today(request: Request) -> Response:
    """Where I stand, at most three next deeds, and what waits."""
    desk = desk_of(request)
    if not desk.there and desk.level == "edit":
        return see_other("/start")
    return _page(request, desk)


def _page(
    request: Request,
    desk: Desk,
    *,
    line: str = "",
    trouble: str = "",
    entry: SessionEntry | None = None,
    draft: Draft | None = None,
) -> Response:
    from coachfolio.editing.forms.typed import all_typed
    from coachfolio.reports.overview import overview_of
    from coachfolio.reports.status import status_of

    report = desk.report()
    mine = desk.level == "edit"
    status = status_of(report)
    overview = overview_of(report, unsaved=desk.unsaved() if mine else None, deeds_too=mine)
    return shown_page(
        request,
        "today.html",
        "Today" if mine else "Where it stands",
        overview=overview,
        status_now=status,
        first_steps=mine and len(report.portfolio.evidence) < _FEW,
        today=report.today,
        clients=tuple(report.portfolio.file.clients) if report.portfolio.file else (),
        place_of=place_of,
        half_written=len(all_typed(desk.path)) if mine else 0,
        line=line,
        trouble=trouble,
        entry=entry,
        draft=draft,
    )


def place_of(command: str) -> str:
    """Where in the application a deed begins that a command begins in a terminal; empty where it has no page."""
    first, _, rest = command.partition(" ")
    if first != "new":
        return _PLACES.get(first, "")
    from coachfolio.editing.forms.filling import form_kinds

    kind = next((kind for kind in form_kinds() if rest in (kind, kind.removesuffix("s"))), "")
    return f"/log/{kind}" if kind else "/settings"


def capture(request: Request) -> Response:
    """A session in one line: shown as it was understood, and written when that is right."""
    from coachfolio.editing.drafts import NotWritten, write
    from coachfolio.editing.sessions_logged import entry_in, log_drafts, opened_to_log
    from coachfolio.format.spoken import NotUnderstood

    desk, form = desk_of(request), form_of(request)
    line = " ".join(str(form.get("line", "")).split())
    if not line:
        return see_other("/#capture")
    with desk.writing:
        portfolio, key = opened_to_log(desk.path)
        try:
            entry = entry_in(line, portfolio, desk.today, key)
            drafts = log_drafts(desk.path, [entry], portfolio, key)
            if form.get("step") == "write":
                write(drafts)
                desk.note = f"Written: {drafts[0].path}. It is not saved in the record yet."
                return see_other("/")
        except (NotUnderstood, NotWritten) as error:
            return _page(request, desk, line=line, trouble=desk.covered(str(error)))
    return _page(request, desk, line=line, entry=entry, draft=drafts[0])


ROUTES = (get("/", today), post("/capture", capture))
