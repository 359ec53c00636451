"""Settings: whose portfolio it is and for what, the centre, the people in it, and the clients' codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.errors import CoachfolioError
from coachfolio.format.schemas import schema
from coachfolio.portfolio.portfolio import OVERLAY_FILE, PORTFOLIO_FILE
from coachfolio.web.plain_forms import NotAnswered, line_of_form
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from coachfolio.web.desk import Desk

__all__ = ["ROUTES"]

_CODE: Final = re.compile(r"[A-Z]{1,3}[0-9]{1,4}")
_SHORT: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_ABOUT: Final[tuple[tuple[str, ...], ...]] = (
    ("stage",),
    ("qualification",),
    ("registered",),
    ("learner", "name"),
    ("learner", "enrolment"),
    ("centre", "name"),
    ("centre", "number"),
)
"""The fields of portfolio.yaml that the first form has."""


def show_settings(request: Request) -> Response:
    """What portfolio.yaml says, and forms to change it."""
    return _page(request, desk_of(request))


def about(request: Request) -> Response:
    """Change whose portfolio it is, and for what."""
    desk, form = desk_of(request), form_of(request)
    said = {where: line_of_form(form, ".".join(where)) for where in _ABOUT}
    try:
        with desk.writing:
            _written(desk, form, lambda fields: _with(fields, said))
    except CoachfolioError as error:
        return _page(request, desk, form, trouble=desk.covered(str(error)))
    desk.note = "portfolio.yaml says so now. It is not saved in the record yet."
    return see_other("/settings")


def person(request: Request) -> Response:
    """Add somebody who takes part."""
    desk, form = desk_of(request), form_of(request)
    short, role = line_of_form(form, "short").lower(), line_of_form(form, "role")
    try:
        with desk.writing:
            if not _SHORT.fullmatch(short):
                raise NotAnswered("A short name has small letters, figures and hyphens, such as assessor-1.")
            made = {"role": role, "name": line_of_form(form, "person-name")}
            address = line_of_form(form, "saves-as")
            entry: dict[str, Any] = {name: value for name, value in made.items() if value}
            if address:
                entry["saves_as"] = [address]

            def added(fields: dict[str, Any]) -> dict[str, Any]:
                people = dict(fields.get("people") or {})
                if short in people:
                    raise NotAnswered(f"There is somebody called {short} already.")
                return {**fields, "people": {**people, short: entry}}

            _written(desk, form, added)
    except CoachfolioError as error:
        return _page(request, desk, form, trouble=desk.covered(str(error)))
    desk.note = f"{short} is among the people of your portfolio now. It is not saved in the record yet."
    return see_other("/settings#people")


def client(request: Request) -> Response:
    """Add a client: the code into portfolio.yaml, the name into the private list alone."""
    from coachfolio.editing.drafts import write
    from coachfolio.editing.sessions_logged import opened_to_log
    from coachfolio.editing.writing_up import client_drafts

    desk, form = desk_of(request), form_of(request)
    code = line_of_form(form, "code").upper()
    try:
        with desk.writing:
            if not _CODE.fullmatch(code):
                raise NotAnswered("A code is one to three capital letters and a number, such as C07.")
            portfolio, _ = opened_to_log(desk.path)
            names = tuple(filter(None, (name.strip() for name in line_of_form(form, "client-name").split(","))))
            places = tuple(filter(None, (line_of_form(form, "client-place"),)))
            write(client_drafts(desk.path, portfolio, code, names, places if names else ()))
    except CoachfolioError as error:
        return _page(request, desk, form, trouble=desk.covered(str(error)))
    desk.note = f"{code} is among your clients now. The name, if you gave one, stands in the private list alone."
    return see_other("/settings#clients")


def _with(fields: dict[str, Any], said: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    """The fields with what was said; what was emptied is taken out."""
    made = dict(fields)
    for where, value in said.items():
        *sections, name = where
        section = made
        for step in sections:
            inner = section.get(step)
            section[step] = dict(inner) if isinstance(inner, Mapping) else {}
            section = section[step]
        if value:
            section[name] = value
        else:
            section.pop(name, None)
    return {name: value for name, value in made.items() if value != {}}


def _written(desk: Desk, form: FormData, change: Any) -> None:
    """Write portfolio.yaml with a change of its fields, where nobody else changed it meanwhile. Raises NotWritten."""
    from coachfolio.editing.drafts import Draft, NotWritten, as_it_is, write
    from coachfolio.editing.forms.changing import CannotChange, with_values
    from coachfolio.format.documents import read
    from coachfolio.format.documents.values import shape_of
    from coachfolio.format.validation import violations

    draft = as_it_is(desk.path, PORTFOLIO_FILE)
    if form.get("seen") != _seen(draft.after):
        raise NotWritten("portfolio.yaml was changed by something else meanwhile. Look at it as it is now, below.")
    document = read(PORTFOLIO_FILE, draft.after.encode(), shape_of("portfolio"))
    if document.fields is None:
        raise NotWritten("portfolio.yaml is not in order as it stands. Mend it first: the findings say where.")
    fields = change(dict(document.fields))
    for problem in violations(fields, "portfolio"):
        said = "Something given does not fit." if problem.concealed else problem.message
        raise NotWritten(f"{said} {problem.hint}".strip())
    try:
        after = with_values(draft.after, "portfolio", fields)
    except (CannotChange, ValueError):
        raise NotWritten("This cannot be changed here without touching something else. Change it as text.") from None
    if after != draft.after:
        write([Draft(draft.folder, draft.path, draft.before, after)])


def _seen(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def _page(request: Request, desk: Desk, form: FormData | None = None, *, trouble: str = "") -> Response:
    from coachfolio.editing.drafts import as_it_is
    from coachfolio.format.packs import pack, packs
    from coachfolio.reports.own_file import said_by_own_file

    portfolio = desk.report().portfolio
    file = portfolio.file
    text = as_it_is(desk.path, PORTFOLIO_FILE).after
    values = _values(text)
    said = values
    if form is not None and "learner.name" in form:
        said = {".".join(where): str(form.get(".".join(where), "")) for where in _ABOUT}
    roles = schema("portfolio")["properties"]["people"]["additionalProperties"]["properties"]["role"]["enum"]
    stages = schema("portfolio")["properties"]["stage"]["enum"]
    known = [(name, f"{pack(name).title}, edition {pack(name).edition}") for name in packs()]
    if values.get("qualification") and values["qualification"] not in packs():
        known.append((values["qualification"], values["qualification"]))
    return shown_page(
        request,
        "settings.html",
        "Settings",
        said=said,
        typed={name: str(form.get(name, "")) for name in form} if form else {},
        trouble=trouble,
        seen=_seen(text),
        stages=[(stage, stage.capitalize()) for stage in stages],
        packs=known,
        roles=[(role, role) for role in roles],
        people=list(file.people.items()) if file else [],
        clients=list(file.clients.items()) if file else [],
        next_code=_next_code(list(file.clients) if file else []),
        own_file=said_by_own_file(portfolio),
        has_own_file=OVERLAY_FILE in portfolio.sizes,
        in_order=file is not None,
    )


def _values(text: str) -> dict[str, str]:
    """What portfolio.yaml says in the fields of the first form."""
    from coachfolio.format.documents import read
    from coachfolio.format.documents.values import shape_of

    fields: Any = read(PORTFOLIO_FILE, text.encode(), shape_of("portfolio")).fields or {}
    found = {}
    for where in _ABOUT:
        value: Any = fields
        for step in where:
            value = value.get(step) if isinstance(value, Mapping) else None
        found[".".join(where)] = "" if value is None else str(value)
    return found


def _next_code(codes: list[str]) -> str:
    """A code that is free, of the form of the last one."""
    letters, width = (re.sub(r"[0-9]", "", codes[-1]), len(re.sub(r"[A-Z]", "", codes[-1]))) if codes else ("C", 2)
    number = 1
    while f"{letters}{number:0{width}}" in codes:
        number += 1
    return f"{letters}{number:0{width}}"


ROUTES = (
    get("/settings", show_settings),
    post("/settings/about", about),
    post("/settings/person", person),
    post("/settings/client", client),
)
