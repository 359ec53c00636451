"""A sheet to be filled in: a new one of a kind, or one that is there, as a form and as text beside it."""

from __future__ import annotations

import urllib.parse
from contextlib import suppress
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.editing.forms.as_text import in_its_form, mistakes_in, new_lines
from coachfolio.editing.forms.filling import (
    WRITTEN_BY_OTHERS,
    EntryProblem,
    Filled,
    FormSheet,
    clashes,
    entries_from,
    filled_in,
    form_kinds,
    names_in,
    sheet_from,
)
from coachfolio.format.schemas import words_for
from coachfolio.portfolio.portfolio import id_of
from coachfolio.web.desk import Desk
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page
from coachfolio.web.sheets import (
    Sent,
    files_in,
    form_page,
    keep_sent,
    key_to_write,
    kind_at,
    let_go_typed,
    new_window,
    read_sheet,
    sent_by,
)

__all__ = ["ROUTES"]

_MOST: Final = 1 << 26
"""Bytes of a sheet with its attachments."""


def blank(request: Request) -> Response:
    """A new sheet of a kind."""
    desk, kind = desk_of(request), request.path_params["kind"]
    if kind in ("client", "person"):
        return see_other("/settings")
    if kind not in form_kinds():  # a command calls it by the word for one
        return see_other(f"/log/{kind}s") if f"{kind}s" in form_kinds() else _no_such(request)
    kept = _kept(request, desk, kind, "")
    if kept is not None:
        return form_page(request, desk, kept, _title(kept))
    entries = entries_from(kind, _likely(desk, kind, request.query_params.get("client", "")))
    return form_page(
        request, desk, Sent(kind, "", new_window(), sheet_from(kind, ""), entries), f"New {words_for(kind)}"
    )


def _likely(desk: Desk, kind: str, client: str) -> list[tuple[str, str]]:
    """What is known of a new sheet before anything is typed: today, and the only one where there is only one."""
    from coachfolio.editing.writing_up import KINDS, usual

    portfolio = desk.report().portfolio
    if kind not in KINDS:
        return []
    client = client if portfolio.file and client in portfolio.file.clients else ""
    return [(name, str(value)) for name, value in usual(kind, portfolio, desk.today, client=client).items()]


def there(request: Request) -> Response:
    """A sheet that is there."""
    desk, path = desk_of(request), request.path_params["path"]
    kind = kind_at(desk, path)
    if kind is None:
        return _no_such(request)
    now = read_sheet(desk, kind, path)
    if _is_of_others(now):
        return _of_others(request, path)
    kept = _kept(request, desk, kind, path)
    if kept is None:
        return form_page(request, desk, Sent(kind, path, new_window(), now, now.entries), id_of(path), now=now)
    if kept.since.text == now.text:
        return form_page(request, desk, kept, _title(kept), now=now)
    return _changed_meanwhile(request, desk, kept, now)


def _kept(request: Request, desk: Desk, kind: str, path: str) -> Sent | None:
    """What a window had typed into this sheet, where it is asked for."""
    from coachfolio.editing.forms.typed import is_window_id, typed_in

    window = request.query_params.get("window", "")
    typed = typed_in(desk.path, window) if is_window_id(window) else None
    if typed is None or (typed.kind, typed.path) != (kind, path):
        return None
    do = "keep" if typed.text is None else "text"
    return Sent(
        kind, path, window, sheet_from(kind, typed.since), entries_from(kind, typed.pairs), do, typed.text or ""
    )


def send_new(request: Request) -> Response:
    """A new sheet, filled in."""
    desk, kind = desk_of(request), request.path_params["kind"]
    if kind not in form_kinds():
        return _no_such(request)
    return _taken(request, desk, sent_by(form_of(request), kind, ""))


def send(request: Request) -> Response:
    """A sheet that is there, with what was changed in it."""
    desk, path = desk_of(request), request.path_params["path"]
    kind = kind_at(desk, path)
    if kind is None:
        return _gone_meanwhile(request, desk, path)
    if _is_of_others(read_sheet(desk, kind, path)):
        return _of_others(request, path)
    return _taken(request, desk, sent_by(form_of(request), kind, path))


def _taken(request: Request, desk: Desk, sent: Sent) -> Response:
    if sent.do == "away":
        let_go_typed(desk, sent.window)
        return see_other("/log")
    _remember(desk, sent)
    with desk.writing:
        now = read_sheet(desk, sent.kind, sent.path)
        if now.text != sent.since.text:
            return _changed_meanwhile(request, desk, sent, now)
        if sent.do.startswith("text"):
            return _text_taken(request, desk, sent, now)
        filled = filled_in(now, sent.entries)
        if sent.do.startswith("more:") or sent.do in ("look", "preview") or form_of(request).get("_out"):
            more = sent.do.partition(":")[2]
            return form_page(
                request, desk, sent, _title(sent), now=now, filled=filled, more=more, preview=sent.do == "preview"
            )
        key = key_to_write(desk)
        problems = (*filled.problems, *names_in(now, filled, desk.report().portfolio, key))
        if problems:
            return form_page(request, desk, sent, _title(sent), now=now, filled=filled, problems=problems)
        return _written(request, desk, sent, now, filled)


def _written(request: Request, desk: Desk, sent: Sent, now: FormSheet, filled: Filled) -> Response:
    """The sheet written into the folder, and where to go on."""
    from coachfolio.editing.drafts import Draft, NotWritten, write
    from coachfolio.editing.writing_up import evidence_draft

    files = files_in(form_of(request))
    try:
        if sent.path:
            draft = Draft(str(desk.path), sent.path, now.text, filled.text)
        else:
            key = key_to_write(desk)
            draft = evidence_draft(desk.path, sent.kind, filled.values, desk.report().portfolio, key)
        if draft.before != draft.after:
            write([draft])
            desk.note = f"Written: {draft.path}. It is not saved in the record yet."
    except NotWritten as error:
        problems = (EntryProblem("", desk.covered(str(error))),)
        return form_page(request, desk, sent, _title(sent), now=now, filled=filled, problems=problems)
    let_go_typed(desk, sent.window)
    if files:
        from coachfolio.web.pages.attaching import put_down

        return put_down(desk, draft.path, files)
    if sent.do == "save":
        return see_other("/save")
    return see_other(f"/edit/{urllib.parse.quote(draft.path)}")


def _text_taken(request: Request, desk: Desk, sent: Sent, now: FormSheet) -> Response:
    """The sheet as it was typed as text. One that has a new mistake is written where somebody says so again."""
    from coachfolio.editing.drafts import Draft, NotWritten, write
    from coachfolio.editing.sessions_logged import must_name_nobody

    text = in_its_form(sent.text, now.text)
    mistakes = mistakes_in(sent.kind, text)
    try:
        must_name_nobody([new_lines(now.text, text)], desk.report().portfolio, key_to_write(desk))
        if mistakes and sent.do != "text-anyway" and len(mistakes) > len(mistakes_in(sent.kind, now.text)):
            return form_page(request, desk, sent, _title(sent), now=now, problems=mistakes)
        if text != now.text:
            write([Draft(str(desk.path), sent.path, now.text, text)])
            desk.note = f"Written: {sent.path}. It is not saved in the record yet."
    except NotWritten as error:
        problems = (EntryProblem("", desk.covered(str(error))),)
        return form_page(request, desk, replace(sent, do="text"), _title(sent), now=now, problems=problems)
    let_go_typed(desk, sent.window)
    return see_other(f"/edit/{urllib.parse.quote(sent.path)}")


def _remember(desk: Desk, sent: Sent) -> None:
    """Keep what was typed, before anything is done with it. Where that is not possible, it can still be written."""
    with suppress(OSError):
        keep_sent(desk, sent)


def _changed_meanwhile(request: Request, desk: Desk, sent: Sent, now: FormSheet) -> Response:
    """Both versions side by side; nothing is written. What is sent from here is held against what is there now."""
    if sent.do.startswith("text") or now.values is None:
        typed = sent.text if sent.do.startswith("text") else filled_in(sent.since, sent.entries).text
        both = replace(sent, since=now, do="text", text=typed)
        return form_page(request, desk, both, _title(sent), now=now, clash=())
    found = clashes(now, sent.entries, sent.since)
    filled = filled_in(now, sent.entries, sent.since)
    mine = {name: entry for name, entry in sent.entries.items() if entry != sent.since.entries.get(name, "")}
    merged = replace(sent, since=now, entries={**now.entries, **mine})
    return form_page(request, desk, merged, _title(sent), now=now, clash=found, filled=filled)


def _gone_meanwhile(request: Request, desk: Desk, path: str) -> Response:
    """The sheet is not there any more: what was typed is shown, so that nothing of it is lost."""
    from coachfolio.evidence import kind_of_path

    kind = kind_of_path(path)
    if kind is None:
        return _no_such(request)
    sent = sent_by(form_of(request), kind, path)
    _remember(desk, sent)
    text = (
        in_its_form(sent.text, sent.since.text)
        if sent.do.startswith("text")
        else filled_in(sent.since, sent.entries).text
    )
    return shown_page(request, "sheet_gone.html", "The sheet is gone", path=path, text=text, kind=kind)


def _no_such(request: Request) -> Response:
    what = "There is no such sheet here. It may have been renamed or removed since."
    return shown_page(request, "sentence.html", "No such sheet", status=404, sentence=what)


def _is_of_others(sheet: FormSheet) -> bool:
    """Whether an assessor or a quality assurer wrote it. One that is not in order can be mended all the same."""
    return sheet.kind in WRITTEN_BY_OTHERS and not mistakes_in(sheet.kind, sheet.text)


def _of_others(request: Request, path: str) -> Response:
    what = f"{path} is an assessor's or a quality assurer's: whoever wrote it changes it, at a desk of their own."
    return shown_page(request, "sentence.html", "Not changed here", sentence=what)


def _title(sent: Sent) -> str:
    return id_of(sent.path) if sent.path else f"New {words_for(sent.kind)}"


ROUTES = (
    get("/log/{kind}", blank),
    post("/log/{kind}", send_new, most=_MOST),
    get("/edit/{path:path}", there),
    post("/edit/{path:path}", send, most=_MOST),
)
