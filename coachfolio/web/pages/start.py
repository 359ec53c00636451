"""Where there is no portfolio yet: the questions of `coachfolio init`, and the portfolio once they are answered."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.errors import CoachfolioError
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from coachfolio.editing.starting import Beginning
    from coachfolio.web.desk import Desk

__all__ = ["ROUTES"]

_ROWS: Final = 4
_MOST_ROWS: Final = 60
_ASKED: Final = ("qualification", "name", "email", "registered", "centre", "centre_number", "hours", "pieces")


class _NotAnswered(CoachfolioError):
    """An answer cannot be taken. The text says which, and what to write instead."""


def ask(request: Request) -> Response:
    """The questions."""
    if desk_of(request).there:
        return see_other("/")
    return _page(request, dict.fromkeys(_ASKED, "") | {"clients": _rows(_ROWS)})


def start_here(request: Request) -> Response:
    """Start the portfolio, or show the answers again with what is wrong."""
    desk, form = desk_of(request), form_of(request)
    if desk.there:
        return see_other("/")
    said = _said(form)
    if form.get("step") == "rows":
        return _page(request, said | {"clients": _rows(min(len(said["clients"]) + _ROWS, _MOST_ROWS), said["clients"])})
    try:
        with desk.writing:
            desk.note = _started(desk, _beginning(said, desk))
    except CoachfolioError as error:
        return _page(request, said, trouble=str(error))
    return see_other("/")


def _page(request: Request, said: dict[str, Any], *, trouble: str = "") -> Response:
    from coachfolio.format.packs import pack, packs
    from coachfolio.reports.qualifications import how_much_is_known

    known = [
        {"name": name, "title": found.title, "edition": found.edition, "known": how_much_is_known(found)}
        for name in packs()
        for found in [pack(name)]
    ]
    return shown_page(
        request,
        "start.html",
        "Start a portfolio",
        said=said,
        packs=known,
        trouble=trouble,
        needs_email=not _saves_under_an_address(desk_of(request)),
    )


def _rows(number: int, there: list[dict[str, str]] | None = None) -> list[dict[str, str]]:
    filled = there or []
    empty = [
        {"code": f"C{row:02}", "name": "", "place": "", "sector": ""} for row in range(len(filled) + 1, number + 1)
    ]
    return filled + empty


def _said(form: FormData) -> dict[str, Any]:
    said: dict[str, Any] = {name: " ".join(str(form.get(name, "")).split()) for name in _ASKED}
    columns = [[str(value).strip() for value in form.getlist(f"client_{part}")] for part in ("name", "place", "sector")]
    rows = list(zip(*columns, strict=False))[:_MOST_ROWS]
    said["clients"] = [
        {"code": f"C{number:02}", "name": name, "place": place, "sector": sector}
        for number, (name, place, sector) in enumerate(rows, 1)
    ]
    return said


def _beginning(said: dict[str, Any], desk: Desk) -> Beginning:
    """The answers. Raises _NotAnswered, which names the question."""
    from coachfolio.editing.starting import Beginning, NewClient

    if not said["qualification"]:
        raise _NotAnswered("Choose the qualification that your registration letter names.")
    if not said["name"]:
        raise _NotAnswered("Write your name, as it should stand on the certificate.")
    if said["email"] and "@" not in said["email"].strip("@"):
        raise _NotAnswered("That is no e-mail address. Write one such as learner@example.org.")
    if not said["email"] and not _saves_under_an_address(desk):
        raise _NotAnswered("Write your e-mail address: your saves are made under it.")
    clients = tuple(
        NewClient(
            client["code"],
            tuple(name.strip() for name in client["name"].split(",") if name.strip()),
            tuple(filter(None, (client["place"],))),
            client["sector"],
        )
        for client in said["clients"]
        if client["name"] or client["sector"]
    )
    return Beginning(
        qualification=said["qualification"],
        name=said["name"],
        registered=_day(said["registered"], desk.today),
        centre=said["centre"],
        centre_number=said["centre_number"],
        contact_hours=_hours(said["hours"]),
        pieces_per_criterion=_pieces(said["pieces"]),
        clients=clients,
        email=said["email"],
    )


def _day(said: str, today: datetime.date) -> datetime.date | None:
    if not said:
        return None
    try:
        found = datetime.date.fromisoformat(said)
    except ValueError:
        raise _NotAnswered(
            "The day of your registration is not a day. Write year, month and day, such as 2026-01-05."
        ) from None
    if found > today:
        raise _NotAnswered("The day of your registration is still to come. Give the day on which you were registered.")
    return found


def _hours(said: str) -> float | None:
    if not said:
        return None
    try:
        found = float(said.replace(",", ".").lower().removesuffix("hours").removesuffix("h").strip())
    except ValueError:
        found = -1.0
    if not 0 <= found <= 10_000:
        raise _NotAnswered("The hours that your centre asks for are no number. Write figures, such as 100.")
    return found or None


def _pieces(said: str) -> int | None:
    if not said:
        return None
    if not said.isdecimal() or not 1 <= int(said[:4]) <= 50:
        raise _NotAnswered("Pieces on each criterion are a whole number from 1 to 50.")
    return int(said)


def _saves_under_an_address(desk: Desk) -> bool:
    """Whether git knows already under whose name and address saves are made."""
    from coachfolio.git import GitTrouble
    from coachfolio.git.own import setting

    try:
        return bool(setting(desk.path, "user.email") and setting(desk.path, "user.name"))
    except GitTrouble:
        return False


def _started(desk: Desk, beginning: Beginning) -> str:
    """Start it as `coachfolio init` does; what came of it, in a sentence or two."""
    from coachfolio.editing.starting import start, start_plan
    from coachfolio.hooks.installing import install_hooks

    started = start(start_plan(desk.path, beginning))
    told = "Your portfolio is there, and saved as the first save of your record."
    if started.not_saved:
        told = f"Your portfolio is there. It is not saved yet: {started.not_saved}"
    try:
        install_hooks(desk.path)
    except CoachfolioError as error:
        return f"{told} Saves are not checked by themselves: {error}"
    return f"{told} From now on every save is checked first."


ROUTES = (get("/start", ask), post("/start", start_here))
