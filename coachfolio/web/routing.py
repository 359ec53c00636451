"""What a page is made of: an address, a function from request to response, and the template that it fills."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import day, hours
from coachfolio.outputs.html.charts import line_bar
from coachfolio.outputs.html.page import MARKS, VERDICTS, amount
from coachfolio.outputs.html.prose import prose_html
from coachfolio.web.desk import Desk, Level

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = [
    "EVERYBODY",
    "OWN",
    "Page",
    "PageAnswer",
    "Route",
    "desk_of",
    "form_of",
    "get",
    "post",
    "see_other",
    "shown_page",
]

PageAnswer = Callable[[Request], Response]
EVERYBODY: Final[tuple[Level, ...]] = ("read", "edit", "assessor")
OWN: Final[tuple[Level, ...]] = ("edit",)


@frozen()
class Route(Frozen):
    """One address, and what answers it. The function runs in a thread of its own, with the form read already."""

    method: Literal["GET", "POST"]
    address: str
    answer: PageAnswer
    most: int = 1 << 20
    """Bytes of a request's body at most. Whoever takes attachments says more."""


def get(address: str, answer: PageAnswer) -> Route:
    """An address that is read."""
    return Route("GET", address, answer)


def post(address: str, answer: PageAnswer, *, most: int = 1 << 20) -> Route:
    """An address that something is sent to. It should answer with `see_other`, unless there is something to mend."""
    return Route("POST", address, answer, most)


@frozen()
class Page(Frozen):
    """One page of the application."""

    name: str
    """Of its module in this folder."""
    title: str
    """In the navigation; empty where it is not in it."""
    address: str
    levels: tuple[Level, ...] = EVERYBODY
    """Who sees it."""
    apart: bool = False
    """Whether a group begins with it in the navigation."""


def desk_of(request: Request) -> Desk:
    """The portfolio that is opened."""
    return cast(Desk, request.app.state.desk)


def form_of(request: Request) -> FormData:
    """What was sent, of a route that something is sent to."""
    return cast(FormData, request.state.form)


def see_other(address: str) -> Response:
    """Where to go after something was written, so that going back or loading again writes nothing twice."""
    return RedirectResponse(address, status_code=303)


def shown_page(request: Request, template: str, title: str, *, status: int = 200, **values: Any) -> Response:
    """A page made from a template, with the frame around it."""
    desk = desk_of(request)
    text = (
        _templates()
        .get_template(template)
        .render(
            title=title,
            desk=desk,
            navigation=request.app.state.navigation,
            pages=request.app.state.pages,
            here=request.url.path,
            note=desk.take_note(),
            **values,
        )
    )
    return HTMLResponse(text, status)


@cache
def _templates() -> Environment:
    """Templates of the application, and those of the report whose parts they share: whatever they set is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = Path(__file__).parent
    made = Environment(
        loader=FileSystemLoader([here / "templates", here.parent / "outputs" / "html" / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        day=day,
        hours=hours,
        amount=amount,
        prose=prose_html,
        marks=MARKS,
        verdicts=VERDICTS,
        line_bar=line_bar,
    )
    return made
