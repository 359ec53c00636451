"""Saving: what would be saved, in words, what is in its way, and the reason where one is needed. And undoing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.forms.differing import FieldChange, field_changes
from coachfolio.evidence import kind_of_path
from coachfolio.portfolio.portfolio import ENDINGS
from coachfolio.web.desk import Desk
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page

if TYPE_CHECKING:
    from coachfolio.base.diagnostics import Diagnostic
    from coachfolio.hooks.unsaved import Unsaved

__all__ = ["ROUTES"]

_MOST: Final = 60
"""Files whose change is told field by field."""


@frozen()
class ChangedFile(Frozen):
    """One file that would be saved, and what is another in it."""

    path: str
    how: str
    fields: tuple[FieldChange, ...] = ()


@frozen()
class ToldFinding(Frozen):
    """A finding as the page tells it."""

    weight: str
    path: str
    """Of the sheet that it can be mended in; empty where it is in none."""
    line: int
    message: str
    hint: str


def before_saving(request: Request) -> Response:
    """What would be saved."""
    return _page(request, desk_of(request))


def _page(request: Request, desk: Desk, *, words: str = "", reason: str = "", trouble: str = "") -> Response:
    from coachfolio.editing.undoing import last_saves, why_not
    from coachfolio.git import GitTrouble, NoRecord
    from coachfolio.hooks.ratchet import must_be_explained
    from coachfolio.hooks.unsaved import unsaved_work
    from coachfolio.reports.standing import standing

    try:
        unsaved = unsaved_work(desk.path, today=desk.today)
        saves = last_saves(desk.path)
        stays = why_not(desk.path) if saves else ""
    except NoRecord:
        return shown_page(request, "sentence.html", "Save", sentence=_NO_RECORD)
    except GitTrouble as error:
        return shown_page(request, "sentence.html", "Save", sentence=desk.covered(str(error)))
    report, in_the_way = unsaved.outlook.report, unsaved.outlook.in_the_way
    cover = _cover(desk)
    return shown_page(
        request,
        "saving.html",
        "Save",
        files=[] if unsaved.nothing else list(_files(desk, unsaved, cover)),
        findings=[_told(found, cover) for found in (in_the_way.diagnostics if in_the_way else ()) if not found.waived],
        losses=[_told(found, cover) for found in unsaved.outlook.losses],
        standing=standing(report) if report is not None else "",
        failed=report is not None and report.failed,
        needs_reason=must_be_explained(unsaved.outlook.losses),
        judged=_judged(unsaved),
        words=words,
        reason=reason,
        trouble=trouble,
        saves=[(save_it, cover(save_it.words)) for save_it in saves],
        stays=stays,
    )


_NO_RECORD: Final = (
    "This folder is not kept in git, so there is nothing to save into. Type coachfolio init in it, and it is: what is "
    "in it stays as it is."
)


def _cover(desk: Desk) -> Callable[[str], str]:
    """How to show texts about the portfolio: with clients' names covered up."""
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.confidentiality.portfolios import cover_for

    cover = cover_for(desk.report().portfolio, desk.path)
    return lambda text: "\n".join(safely_shown(line, cover) for line in text.split("\n"))


def _told(found: Diagnostic, cover: Callable[[str], str]) -> ToldFinding:
    path = found.path if found.path.lower().endswith(ENDINGS) else ""
    return ToldFinding(str(found.severity), path, found.span.line, cover(found.message), cover(found.hint))


def _files(desk: Desk, unsaved: Unsaved, cover: Callable[[str], str]) -> Iterator[ChangedFile]:
    from coachfolio.editing.undoing import saved_text

    left = _MOST
    for path in unsaved.new:
        yield ChangedFile(path, "new")
    for path in unsaved.changed:
        kind = kind_of_path(path)
        left -= 1
        if kind is None or left < 0:
            yield ChangedFile(path, "changed")
            continue
        now = (desk.path / path).read_text(encoding="utf-8", errors="replace")
        before = saved_text(desk.path, path) or ""
        told = field_changes(kind, before, now)
        yield ChangedFile(path, "changed", tuple(_covered(change, cover) for change in told))
    for before, after in unsaved.moved:
        yield ChangedFile(f"{before} → {after}", "moved")
    for path in unsaved.removed:
        yield ChangedFile(path, "removed")


def _covered(change: FieldChange, cover: Callable[[str], str]) -> FieldChange:
    return FieldChange(change.label, cover(change.before), cover(change.after))


def _judged(unsaved: Unsaved) -> str:
    """Which files were judged, so that nothing is saved that nobody saw."""
    return hashlib.sha256(repr(unsaved.ids).encode()).hexdigest()


def save_shown(request: Request) -> Response:
    """Save what was shown."""
    from coachfolio.base.left_over import clear_left_over
    from coachfolio.editing.saving import NotSaved, message_for, with_reason
    from coachfolio.editing.saving import save as save_all
    from coachfolio.git import GitTrouble
    from coachfolio.hooks.ratchet import must_be_explained
    from coachfolio.hooks.unsaved import unsaved_work

    desk, form = desk_of(request), form_of(request)
    words, reason = " ".join(str(form.get("words", "")).split()), " ".join(str(form.get("reason", "")).split())
    with desk.writing:
        clear_left_over(desk.path)
        unsaved = unsaved_work(desk.path, today=desk.today)
        trouble = ""
        if not unsaved.nothing and form.get("judged") != _judged(unsaved):
            trouble = "Something was written since you looked. Nothing was saved. Look at it, and save again."
        elif must_be_explained(unsaved.outlook.losses) and not reason:
            trouble = "This save loses something. Nothing was saved. Say why below."
        else:
            try:
                save_all(desk.path, unsaved, with_reason(words or message_for(unsaved), reason))
            except (NotSaved, GitTrouble) as error:
                trouble = desk.covered(str(error))
    if trouble:
        return _page(request, desk, words=words, reason=reason, trouble=trouble)
    desk.note = "Saved."
    return see_other("/save")


# --- undoing


def last_taken_back(request: Request) -> Response:
    """The last save taken back. The files stay as they are."""
    from coachfolio.editing.undoing import NotUndone
    from coachfolio.editing.undoing import take_back as take_back_save
    from coachfolio.git import GitTrouble

    desk, form = desk_of(request), form_of(request)
    with desk.writing:
        try:
            take_back_save(desk.path, str(form.get("save", "")))
        except (NotUndone, GitTrouble) as error:
            return _page(request, desk, trouble=desk.covered(str(error)))
    desk.note = "Taken back. What it held is unsaved now; no file was changed."
    return see_other("/save")


def earlier(request: Request) -> Response:
    """One sheet as it was before its last change: shown, and put back where somebody says so."""
    from coachfolio.editing.drafts import NotWritten, write
    from coachfolio.editing.undoing import NotUndone, earlier_draft

    desk, path = desk_of(request), request.path_params["path"]
    try:
        with desk.writing:
            draft = earlier_draft(desk.path, path)
            if request.method == "POST":
                write([draft])
                desk.note = f"Put back: {draft.path} is as it was before. It is not saved in the record yet."
                return see_other("/save")
    except (NotUndone, NotWritten) as error:
        sentence = desk.covered(str(error))
        return shown_page(request, "sentence.html", "It could not be put back", sentence=sentence)
    kind, cover = kind_of_path(draft.path), _cover(desk)
    told = field_changes(kind, draft.before or "", draft.after) if kind else ()
    return shown_page(
        request,
        "undoing.html",
        "Put it back as it was",
        path=draft.path,
        fields=[_covered(change, cover) for change in told],
        before=cover(draft.before or ""),
        after=cover(draft.after),
    )


ROUTES = (
    get("/save", before_saving),
    post("/save", save_shown),
    post("/take-back", last_taken_back),
    get("/undo/{path:path}", earlier),
    post("/undo/{path:path}", earlier),
)
