"""The pages of one desk put together, and what is shown where something goes wrong."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route as Address

from coachfolio.base.errors import CoachfolioError, NoPortfolio
from coachfolio.web.desk import Desk
from coachfolio.web.guarding import TooMuch
from coachfolio.web.pages import PAGES, navigation_for, routes_for
from coachfolio.web.routing import desk_of, see_other, shown_page

if TYPE_CHECKING:
    from coachfolio.web.routing import Route

__all__ = ["application"]

_MOST_FIELDS: Final = 5_000
_MOST_FILES: Final = 200
_DISK: Final = {
    errno.ENOSPC: "The disk is full. Nothing was changed: make room, and send it again.",
    errno.EDQUOT: "The room that you have on this disk is used up. Nothing was changed: make room, and send it again.",
    errno.EROFS: "This disk can only be read. Nothing was changed: copy the portfolio to another one.",
    errno.EACCES: "The system does not let this be read or written. Look at the rights of the portfolio's folder.",
    errno.EIO: "The disk does not answer as it should. Nothing was changed: look whether it is still connected.",
}


def application(desk: Desk, end: Callable[[], None]) -> Starlette:
    """The pages that this desk has. `end` ends the program."""
    app = Starlette(
        routes=[Address(route.address, _endpoint(route), methods=[route.method]) for route in routes_for(desk.level)],
        exception_handlers={HTTPException: _not_there, Exception: _mistake},
    )
    app.state.desk = desk
    app.state.end = end
    app.state.navigation = navigation_for(desk.level)
    app.state.pages = frozenset(page.name for page in PAGES)
    return app


def _endpoint(route: Route) -> Callable[[Request], Awaitable[Response]]:
    """A page's function as the server calls it: the form is read first, and the function runs in a thread."""

    async def answer(request: Request) -> Response:
        try:
            if route.method != "POST":
                return await run_in_threadpool(_answered, route, request)
            if int(request.headers.get("content-length", "0") or 0) > route.most:
                raise TooMuch
            most = {"max_files": _MOST_FILES, "max_fields": _MOST_FIELDS, "max_part_size": route.most}
            async with request.form(**most) as form:  # what was uploaded is taken away at its end
                request.state.form = form
                return await run_in_threadpool(_answered, route, request)
        except OSError as error:
            return _of_the_disk(request, error)
        except (TooMuch, ClientDisconnect):
            return _sentence(request, 413, "That is more than can be taken at once. Nothing was written.")

    return answer


def _answered(route: Route, request: Request) -> Response:
    """What the page's function gives, or a page that says in a sentence what is in the way."""
    desk = desk_of(request)
    try:
        return route.answer(request)
    except NoPortfolio as error:
        if not desk.path.exists():
            what = "The folder of this portfolio is not there any more. If it is on another disk, connect it again."
            return _sentence(request, 409, what)
        if desk.level == "edit" and request.method == "GET" and request.url.path != "/start":
            return see_other("/start")
        return _sentence(request, 409, str(error))
    except CoachfolioError as error:
        return _sentence(request, 409, desk.covered(str(error)))
    except OSError as error:
        return _of_the_disk(request, error)


def _of_the_disk(request: Request, error: OSError) -> Response:
    known = _DISK.get(error.errno or 0)
    if known is None:
        raise error
    return _sentence(request, 507 if error.errno == errno.ENOSPC else 409, known)


def _sentence(request: Request, status: int, sentence: str) -> Response:
    return shown_page(request, "sentence.html", "It could not be done", status=status, sentence=sentence)


def _not_there(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return _sentence(request, 404, "There is no such page. It may have been renamed or removed since.")
    return _sentence(request, error.status_code, "This cannot be asked for here.")


def _mistake(request: Request, error: Exception) -> Response:
    """A mistake of ours: said on the page and in the terminal, with the places in the program and nothing else."""
    places = [f"{frame.name} {frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
    sys.stderr.write(f"A mistake in coachfolio: {type(error).__name__} in {', '.join(places)}\n")
    what = "This is a mistake in coachfolio itself. Nothing of your portfolio was changed by it."
    return _sentence(request, 500, what)
