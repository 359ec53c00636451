"""What the pages with a sheet share: the sheet as it was sent, what is wrong with it, and how it is shown as a form."""

from __future__ import annotations

import base64
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.forms.entries import KEY, VALUE, FormEntry, pairs_of
from coachfolio.editing.forms.filling import (
    Clash,
    EntryProblem,
    Filled,
    FormSheet,
    entries_from,
    sheet_from,
)
from coachfolio.editing.forms.offered import offers
from coachfolio.editing.forms.typed import Typed, all_typed, drop_typed, is_window_id, keep_typed
from coachfolio.evidence import kind_of_path
from coachfolio.format.forms import FormField, field_at, form_fields
from coachfolio.format.schemas import schema
from coachfolio.portfolio.portfolio import ENDINGS, OVERLAY_FILE, PORTFOLIO_FILE
from coachfolio.portfolio.sources import Folder
from coachfolio.web.desk import Desk
from coachfolio.web.routing import shown_page

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key

__all__ = [
    "Sent",
    "files_in",
    "form_page",
    "keep_sent",
    "key_of_desk",
    "key_to_write",
    "kind_at",
    "let_go_typed",
    "new_window",
    "read_sheet",
    "sent_by",
    "taken_away",
]

_MOST_OFFERED: Final = 300
"""Names of each sort that are offered; older evidence is typed."""
_LAST: Final = frozenset(
    {"draft", "extra", "recorded", "imported", "forgotten", "manifest", "said", "contents", "seen_by"}
)
"""Fields that are seldom filled in by hand."""
_CODE: Final = re.compile("`([^`]+)`")
_OWN: Final = {PORTFOLIO_FILE: "portfolio", OVERLAY_FILE: "qualification-overlay"}


@frozen()
class Sent(Frozen):
    """One sheet as a window sent it."""

    kind: str
    path: str
    """Empty for a new one."""
    window: str
    since: FormSheet
    """The sheet that the form was made from."""
    entries: Mapping[str, FormEntry] = field(repr=False)
    do: str = "keep"
    """What to do with it: keep, save, more, preview, text."""
    text: str = field(default="", repr=False)
    """The sheet as text, where that was sent."""
    gone: tuple[str, ...] = ()
    """Items that are to be taken out, by the names of their entries."""

    @property
    def typed(self) -> Typed:
        """What is kept of it until it is written."""
        text = self.text if self.do.startswith("text") else None
        return Typed(
            self.window, self.kind, self.path, tuple(pairs_of(self.entries)), self.since.text, text, time.time()
        )


def new_window() -> str:
    """The id of a new window."""
    return secrets.token_urlsafe(12)


def kind_at(desk: Desk, path: str) -> str | None:
    """The kind of a file of the portfolio that can be changed here, by its schema's name; None where it is none."""
    if not path.lower().endswith(ENDINGS):
        return None
    known = path in desk.lately().portfolio.sizes and (desk.path / path).is_file()
    if not known and path not in Folder(desk.path).sizes:
        return None
    return _OWN.get(path) or kind_of_path(path)


def read_sheet(desk: Desk, kind: str, path: str) -> FormSheet:
    """A file as it lies there now. Raises NotWritten where it cannot be read."""
    from coachfolio.editing.drafts import as_it_is

    return sheet_from(kind, as_it_is(desk.path, path).after) if path else sheet_from(kind, "")


def sent_by(form: FormData, kind: str, path: str) -> Sent:
    """What a form sent."""
    window = str(form.get("_window", ""))
    pairs = [(name, said) for name, said in form.multi_items() if isinstance(said, str)]
    gone = tuple(said for name, said in pairs if name in ("_out", "_gone") and _is_item(kind, said))
    since = sheet_from(kind, _unwrapped(str(form.get("_since", ""))))
    return Sent(
        kind,
        path,
        window if is_window_id(window) else new_window(),
        since,
        taken_away(entries_from(kind, pairs), since.entries, gone),
        str(form.get("_do", "keep")),
        str(form.get("_text", "")),
        gone,
    )


def _is_item(kind: str, name: str) -> bool:
    """Whether a name is that of an item of a list."""
    return name.rpartition(".")[2].isdecimal() and field_at(form_fields(kind), name) is not None


def _wrapped(text: str) -> str:
    """A text as it can be sent to and fro without any change, whatever its line ends are."""
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


def _unwrapped(said: str) -> str:
    try:
        return base64.b64decode(said.encode("ascii"), validate=True).decode("utf-8", "surrogatepass")
    except ValueError:
        return ""


def taken_away(
    entries: Mapping[str, FormEntry], before: Mapping[str, FormEntry], gone: Iterable[str]
) -> dict[str, FormEntry]:
    """The entries with some items emptied, so that they are taken out of the file."""
    found = dict(entries)
    for name in gone:
        found = _without(found, before, name.split("."))
    return found


def _without(entries: FormEntry, before: FormEntry, steps: list[str]) -> dict[str, FormEntry]:
    found = _as_map(entries)
    old = _as_map(before).get(steps[0], "")
    now = found.get(steps[0], "")
    found[steps[0]] = _without(now, old, steps[1:]) if steps[1:] else _emptied({**_as_map(old), **_as_map(now)} or "")
    return found


def _as_map(entry: FormEntry) -> dict[str, FormEntry]:
    return {} if isinstance(entry, str) else dict(entry)


def _emptied(entry: FormEntry) -> FormEntry:
    return "" if isinstance(entry, str) else {name: _emptied(inner) for name, inner in entry.items()}


def key_of_desk(desk: Desk) -> Key | None:
    """The list of clients that lies in this folder; None where there is none that can be used."""
    from coachfolio.confidentiality.portfolios import key_beside

    return key_beside(desk.path)[0]


def key_to_write(desk: Desk) -> Key | None:
    """The list of clients, for something that is about to be written. Raises NotWritten where it cannot be used."""
    from coachfolio.confidentiality.portfolios import looked_through
    from coachfolio.editing.drafts import NotWritten

    exposure, key = looked_through(desk.report().portfolio, desk.path, attachments=False)
    if exposure.broken_key:
        raise NotWritten(exposure.broken_key)
    return key


def keep_sent(desk: Desk, sent: Sent) -> None:
    """Keep what was typed, unless it is written already. Raises OSError."""
    if sent.window in desk.done:
        return
    keep_typed(desk.path, sent.typed)
    if sent.window in desk.done:
        drop_typed(desk.path, sent.window)


def let_go_typed(desk: Desk, window: str) -> None:
    """Let go of what was typed in a window: it is written, or put away."""
    desk.done.add(window)
    drop_typed(desk.path, window)


def files_in(form: FormData) -> list[UploadFile]:
    """The files that were dropped into a form."""
    return [item for item in form.getlist("_files") if isinstance(item, UploadFile) and item.filename]


# --- shown


def form_page(
    request: Request,
    desk: Desk,
    sent: Sent,
    title: str,
    *,
    now: FormSheet | None = None,
    problems: tuple[EntryProblem, ...] = (),
    clash: tuple[Clash, ...] | None = None,
    filled: Filled | None = None,
    findings: Mapping[str, list[str]] | None = None,
    more: str = "",
    preview: bool = False,
    status: int = 200,
) -> Response:
    """A sheet as a form, with what is wrong with it beside each field, and as text beside it."""
    now = now or sent.since
    form = form_fields(sent.kind)
    report = desk.report()
    needed = {part.refers for part in _every(form)}
    offered = {
        name: found[:_MOST_OFFERED]
        for name, found in offers(report.portfolio, key_of_desk(desk)).items()
        if name in needed and found
    }
    wrong: dict[str, list[EntryProblem]] = {}
    for problem in problems:
        wrong.setdefault(problem.entry, []).append(problem)
    first, rest, last = _sorted_out(form, sent.entries, wrong)
    return shown_page(
        request,
        "sheet.html",
        title,
        status=status,
        sheet=now,
        sent=sent,
        about=str(schema(sent.kind).get("description", "")),
        first=first,
        rest=rest,
        last=last,
        wrong=wrong,
        problems=problems,
        labels={problem.entry: _label(form, problem.entry) for problem in problems},
        field_of={problem.entry: _first_inside(form, problem.entry) for problem in problems},
        findings=findings or {},
        offered=offered,
        clash=clash,
        filled=filled,
        more=more,
        preview=preview,
        others=_others(desk, sent),
        since=_wrapped(sent.since.text),
        gone=sent.gone,
        marked=_marked,
        rows=_rows,
        name_part=_name_part,
        value_part=_value_part,
        bare_part=_bare_part,
        looks_like_day=_DAY.fullmatch,
        looks_like_time=_TIME.fullmatch,
        text=sent.text if sent.do.startswith("text") else (filled.text if filled else now.text),
    )


def _others(desk: Desk, sent: Sent) -> list[Typed]:
    """What other windows have of the same sheet."""
    if not sent.path:
        return []
    return [typed for typed in all_typed(desk.path) if typed.path == sent.path and typed.id != sent.window]


def _every(form: Iterable[FormField]) -> Iterable[FormField]:
    for part in form:
        yield part
        yield from _every(part.parts)
        if part.item is not None:
            yield part.item


def _sorted_out(
    form: tuple[FormField, ...], entries: Mapping[str, FormEntry], wrong: Mapping[str, object]
) -> tuple[list[FormField], list[FormField], list[FormField]]:
    """The fields that are shown at once, those behind one click, and those that are seldom filled in."""
    troubled = {name.partition(".")[0] for name in wrong}
    first: list[FormField] = []
    rest: list[FormField] = []
    last: list[FormField] = []
    for part in form:
        shown = part.needed or part.name in troubled or part.name in entries
        if shown or (part.how == "prose" and part.name not in _LAST) or part.name == "claims":
            first.append(part)
        else:
            (last if part.name in _LAST else rest).append(part)
    return first, rest, last


def _label(form: tuple[FormField, ...], entry: str) -> str:
    """What the entry is called in the list of what is wrong."""
    part = field_at(form, entry) if entry else None
    top = field_at(form, entry.partition(".")[0]) if entry else None
    if part is None or top is None or part is top:
        return part.label if part else (top.label if top else "")
    number = re.search(r"\.(\d+)", entry)
    row = f"{top.label} {int(number[1]) + 1}" if number else top.label
    return f"{row}: {part.label}" if part.label and part.label != top.label else row


def _first_inside(form: tuple[FormField, ...], entry: str) -> str:
    """The entry that a link to this one leads to: one that can be typed into."""
    part = field_at(form, entry) if entry else None
    if part is not None and part.how in ("section",) and part.parts:
        return f"{entry}.{part.parts[0].name}"
    return entry


def _marked(text: str) -> Markup:
    """A text of a schema, with what stands between `marks` as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def _rows(id: str, part: FormField, entry: FormEntry | None, gone: Iterable[str], more: str) -> list[int]:
    """The numbers of the items that are shown: those that are there, and room for one more."""
    there = sorted(int(number) for number in entry) if isinstance(entry, Mapping) else []
    taken = {int(name.rpartition(".")[2]) for name in gone if name.rpartition(".")[0] == id}
    shown = [number for number in there if number not in taken]
    wanted = more == id or part.how == "list" or (not shown and (part.needed or part.name == "claims"))
    return [*shown, max([-1, *there, *taken]) + 1] if wanted else shown


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _name_part(part: FormField) -> FormField:
    return FormField(KEY, "Name", "line", "", "")


def _value_part(part: FormField) -> FormField:
    return replace(part.item or part, name=VALUE, label="What stands behind it")


def _bare_part(part: FormField) -> FormField:
    """An item of a list, whose help stands above the whole list."""
    return replace(part, help="")
