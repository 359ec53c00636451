"""What a line is: a field, an item, a heading, a drawn line, or text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.schemas import ANNOTATION, Schema
from coachfolio.format.slips.choices import choice_in
from coachfolio.format.slips.clocks import clock_meant
from coachfolio.format.slips.days import day_meant
from coachfolio.format.slips.durations import minutes_meant
from coachfolio.format.slips.names import Name, name_in
from coachfolio.format.slips.slip import OpenSection, holds, indent_of

__all__ = ["FieldFound", "Item", "decoration_in", "field_in", "is_unknown_field", "item_in", "pasted_note"]

_COLON: Final = re.compile(r"^(?P<name>[^:：]{1,40}?)(?P<sep>[ \t\xa0]*[:：][ \t\xa0\u3000]*)(?P<value>.*)$")
_APART: Final = re.compile(r"[ \t]*[=;][ \t]*|[ \t]+[-–—][ \t]+|\t+|[ ]+|$")
_UNKNOWN: Final = re.compile(r"[A-Za-z][\w.-]*(?: [\w-]+){0,2} ?:(?:\s|$)")
_BULLETS: Final = "•●○◦▪■□·∙‣⁃➢➤►▶✓✔\uf0b7\uf0a7–—−*+o"
_ITEM: Final = re.compile(
    rf"^(?P<bullet>-|[{re.escape(_BULLETS)}]|\(?\d{{1,2}}[.)]|\(?[a-hA-H][.)])(?P<gap>[ \t\xa0]*)(?P<rest>\S.*)$"
)
_DRAWN: Final = re.compile(r"^\s*(?:[_=*~#.\-–—]\s?){4,}$")
_HTML: Final = re.compile(r"^\s*<!--\s*(?P<text>.*?)\s*-->\s*$")
_FENCE: Final = re.compile(r"^\s*`{3,}\s*\w*\s*$")
_NOTES: Final = (
    (
        re.compile(r"^(?:Formatted|Deleted|Inserted|Moved)(?: \[[^\]]*\])?\s*:", re.IGNORECASE),
        "a note of tracked changes",
    ),
    (re.compile(r"^Comment(?:ed)? ?\[[^\]]*\]\s*:", re.IGNORECASE), "a comment (Commented) from the margin"),
    (re.compile(r"^(?:From|Sent|To|Cc|Bcc|Subject|Received|Reply-To)\s*:\s+\S"), "a header of an e-mail"),
)


@frozen()
class FieldFound(Frozen):
    """A line that is a field of an open section."""

    name: Name
    depth: int
    written: str
    separator: str
    value: str
    value_at: int
    """The column (from 0) of the value in the line's text."""


@frozen()
class Item(Frozen):
    """A line that is an item of a list."""

    bullet: str
    gap: str
    rest: str
    rest_at: int
    """The column (from 0) of what stands behind the bullet."""

    @property
    def proper(self) -> bool:
        return self.bullet == "-" and bool(self.gap) and not self.gap.strip(" ")


def item_in(text: str) -> Item | None:
    body = text.lstrip(" \t\xa0")
    match = _ITEM.match(body)
    if not match or decoration_in(text) is not None:
        return None
    bullet, gap = match["bullet"], match["gap"]
    if not gap and (bullet not in "-•●○◦▪■·∙‣" or (bullet == "-" and not match["rest"][0].isalpha())):
        return None
    if bullet in "*+" and gap == "":
        return None
    start = len(text) - len(body)
    return Item(bullet, gap, match["rest"], start + match.start("rest"))


def decoration_in(text: str) -> str | None:
    """The words of a line that only decorates (none of a drawn line); None where a line says something."""
    if _DRAWN.match(text) and not re.fullmatch(r"---|\.\.\.", text.strip()):
        return ""
    html = _HTML.match(text)
    return html["text"] if html else None


def is_fence(text: str) -> bool:
    return bool(_FENCE.match(text))


def pasted_note(text: str) -> str | None:
    """What a line is that another program put in."""
    return next((what for pattern, what in _NOTES if pattern.match(text.strip())), None)


def is_unknown_field(text: str) -> bool:
    """Whether a line has the form of a field, whatever its name."""
    return bool(_UNKNOWN.match(text.lstrip()))


def field_in(text: str, frames: Sequence[OpenSection], *, prose: bool, followed: bool) -> FieldFound | None:
    """The field of an open section that a line is.

    `prose` says that text is going on; `followed` that lines follow
    which can be what the field holds.
    """
    body = text.lstrip(" \t\xa0")
    start = len(text) - len(body)
    if not body or body[0] in "-#\"'{[|>&*!%@`" or (item_in(text) and body[0] != "o"):
        return None
    match = _COLON.match(body)
    if match:
        near = bool(re.fullmatch(r":[ \t\xa0]+|: ?$|:", match["sep"])) and not prose
        best = _best(match["name"].strip(), frames, indent_of(text), near=near)
        if best is None:
            return _free_name(body, match, frames, text)
        if prose and best[1].how not in ("exact", "form"):
            return None
        # a name with blanks in it is prose as soon as text goes on
        value_at = start + match.start("value")
        return FieldFound(best[1], best[0], match["name"].strip(), match["sep"], match["value"].rstrip(" \t"), value_at)
    return None if prose and not _is_loud(body) else _without_colon(body, start, frames, text, followed)


def _is_loud(body: str) -> bool:
    return body.strip().isupper() and len(body.split()) <= 2


def _best(name: str, frames: Sequence[OpenSection], indent: int, *, near: bool) -> tuple[int, Name] | None:
    found: list[tuple[int, Name]] = []
    for depth, frame in enumerate(frames):
        meant = name_in(name, frame.part, near=near)
        if meant:
            found.append((depth, meant))
    if not found:
        return None
    exact = [each for each in found if each[1].how != "near"] or found

    def rank(each: tuple[int, Name]) -> tuple[bool, int, int]:
        frame = frames[each[0]]
        return each[1].field in frame.names, abs(frame.column - indent), -each[0]

    return min(exact, key=rank)


def _free_name(body: str, match: re.Match[str], frames: Sequence[OpenSection], text: str) -> FieldFound | None:
    return None


def _without_colon(
    body: str, start: int, frames: Sequence[OpenSection], text: str, followed: bool
) -> FieldFound | None:
    for apart in _APART.finditer(body):
        name = body[: apart.start()]
        if len(name.split()) > 3 or len(name) > 30:
            return None
        best = _best(name, frames, indent_of(text), near=False) if name else None
        if best is None:
            continue
        depth, meant = best
        if meant.field in frames[depth].names:
            continue
        value = body[apart.end() :].rstrip()
        sign = apart[0].strip() or ("\t" if "\t" in apart[0] else "")
        part = frames[depth].part["properties"][meant.field]
        if sign and not value:
            continue
        if not sign and not _is_plausible(part, value, followed, exact=meant.how in ("exact", "form")):
            continue
        return FieldFound(meant, depth, name, apart[0] or "", value, start + apart.end())
    return None


def _is_plausible(part: Schema, value: str, followed: bool, *, exact: bool) -> bool:
    kind = holds(part)
    if not exact and not followed:
        return False
    if not value:
        return followed and kind in ("text", "list", "section", "map")
    if kind == "text":
        return value[0] in "|" or (value[0].isupper() and exact)
    if kind != "word":
        return value[0] in "[{"
    if "enum" in part:
        return choice_in(value, part).is_plain
    if part.get("format") == "date":
        return day_meant(value).is_plain
    if part.get(ANNOTATION, {}).get("format") == "time":
        return clock_meant(value).is_plain
    if part.get("type") in ("integer", "number"):
        return minutes_meant(value).is_plain
    return len(value.split()) <= 2 and bool(re.search(r"\d", value))
