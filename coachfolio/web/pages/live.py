"""The live check: what was typed is kept, looked at, and answered with what is found, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from coachfolio.base.diagnostics import Diagnostic
from coachfolio.base.unwritable import unwritable
from coachfolio.editing.forms.as_text import AS_TEXT, in_its_form, mistakes_in
from coachfolio.editing.forms.filling import EntryProblem, Filled, filled_in, form_kinds, names_in, placed
from coachfolio.format.schemas import folder_of_kind
from coachfolio.outputs.html.prose import prose_html
from coachfolio.web.desk import Desk
from coachfolio.web.routing import desk_of, form_of, post
from coachfolio.web.sheets import Sent, keep_sent, key_of_desk, kind_at, sent_by

__all__ = ["ROUTES"]

_NEW_NAME = "sheet-that-is-being-written.yaml"


def look(request: Request) -> Response:
    """What is wrong with the sheet by itself; with `whole`, what it does to the whole portfolio."""
    desk, form = desk_of(request), form_of(request)
    path = str(form.get("_path", ""))
    kind = kind_at(desk, path) if path else str(form.get("_kind", ""))
    if kind is None or (not path and kind not in form_kinds()):
        return JSONResponse({"kept": False, "said": "This sheet is not there any more. Send it, and it is shown."})
    sent = sent_by(form, kind, path)
    said = _kept(desk, sent)
    answer: dict[str, Any] = {"kept": not said, "said": said}
    if sent.do.startswith("text"):
        return JSONResponse({**answer, **_of_text(desk, sent, whole="whole" in request.query_params)})
    filled = filled_in(sent.since, sent.entries)
    key = key_of_desk(desk)
    problems = (*filled.problems, *names_in(sent.since, filled, desk.lately().portfolio, key))
    answer["text"] = filled.text
    if "whole" not in request.query_params:
        return JSONResponse({**answer, "found": _by_entry(problems)})
    found = _in_whole(desk, sent, filled)
    wrong = _by_entry(problems)
    for entry, sentences in found.items():
        known = wrong.setdefault(entry, [])
        known += [sentence for sentence in sentences if all(sentence["says"] != other["says"] for other in known)]
    return JSONResponse({**answer, "found": wrong})


def _kept(desk: Desk, sent: Sent) -> str:
    """Keep what was typed; why not, in a sentence, where that is not possible."""
    try:
        keep_sent(desk, sent)
    except OSError as error:
        return unwritable(error)
    return ""


def _by_entry(problems: tuple[EntryProblem, ...]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for problem in problems:
        found.setdefault(problem.entry, []).append({"says": problem.message, "hint": problem.hint, "how": "error"})
    return found


def _in_whole(desk: Desk, sent: Sent, filled: Filled) -> dict[str, list[dict[str, str]]]:
    """What a check of the portfolio finds in this sheet, as it would be, and nowhere without it."""
    if not filled.text:
        return {}
    path = sent.path or f"{folder_of_kind(sent.kind)}/{_NEW_NAME}"
    before = {(found.path, found.code, found.message) for found in desk.lately().diagnostics}
    report = desk.report({path: filled.text})
    here = [found for found in report.diagnostics if found.path == path and not found.waived]
    answer = {entry: [_said(found) for found in diagnostics] for entry, diagnostics in placed(here, filled).items()}
    others = [
        found
        for found in report.diagnostics
        if not filled.problems  # what cannot be read counts nowhere, which needs no telling
        and found.path != path
        and not found.waived
        and (found.path, found.code, found.message) not in before
    ]
    answer.setdefault("", []).extend(_said(found, found.path) for found in others[:5])
    return answer


def _said(found: Diagnostic, path: str = "") -> dict[str, str]:
    says = f"{path}: {found.message}" if path else found.message
    return {"says": says, "hint": found.hint, "how": str(found.severity)}


def _of_text(desk: Desk, sent: Sent, *, whole: bool) -> Mapping[str, Any]:
    """What is found in a sheet that is changed as text."""
    text = in_its_form(sent.text, sent.since.text)
    if whole and sent.path:
        found = [_at_line(each) for each in desk.report({sent.path: text}).diagnostics if each.path == sent.path]
        return {"found": {AS_TEXT: found}}
    return {"found": _by_entry(mistakes_in(sent.kind, text))}


def _at_line(found: Diagnostic) -> dict[str, str]:
    return {**_said(found), "says": f"Line {found.span.line}: {found.message}"}


def preview(request: Request) -> Response:
    """Prose as it is shown to readers."""
    return HTMLResponse(str(prose_html(str(form_of(request).get("text", "")))))


ROUTES = (post("/look", look, most=1 << 22), post("/preview", preview, most=1 << 22))
