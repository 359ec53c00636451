"""Lists, however they were written: with bullets, numbers, dashes of a word processor, or nothing in front."""

from __future__ import annotations

import re
from typing import Any, Final

from coachfolio.format.schemas import Schema
from coachfolio.format.slips.marks import is_balanced, mended_value
from coachfolio.format.slips.outline import FieldFound, Item, decoration_in, field_in, is_unknown_field, item_in
from coachfolio.format.slips.sheet import Sheet
from coachfolio.format.slips.slip import STEP, Line, OpenSection, Slip, holds, indent_of
from coachfolio.format.slips.tables import contacts_table

__all__ = ["CODE", "list_field", "map_field"]

CODE: Final = re.compile(
    r"[A-Z]{1,3}[0-9]{1,4}|[a-z]+(?:-[a-z]+)?-[0-9]{1,3}|[A-Za-z]{0,2}[0-9]{1,4}"
    r"|(?:Supervisor|Assessor|Peer|Tutor) [0-9]"
)
"""What is no name of anybody for certain."""

_DASH: Final = re.compile(r"^ *- +\S")
_BULLETS: Final = {
    "*": "an asterisk (*)",
    "+": "a plus sign (+)",
    "–": "a dash (–)",
    "—": "a dash (—)",
    "−": "a dash (−)",
}
_HYPHEN: Final = "Begin each item on a line of its own, with a hyphen and a space (- ) and then its text."


def list_field(reader: Sheet, frame: OpenSection, found: FieldFound, part: Schema, start: str | None) -> None:
    """A field that is a list, at the line that the reader is at. Without `start` its own line was read already."""
    name = found.name.field
    items: Schema = part["items"]
    if start is not None and not _list_header(reader, frame, found, start, items):
        return
    kind = holds(items)
    column = _column_of_dashes(reader, frame)
    count = 0
    while reader.at < len(reader.lines):
        text = reader.text()
        if not text.strip() or text.lstrip().startswith("#"):
            if text.lstrip().startswith("#") and indent_of(text) <= frame.column and reader.heading_of_field():
                return
            reader.emit()
            continue
        if decoration_in(text) is not None:
            reader.decoration()
            continue
        item = item_in(text)
        if item and frame.dash is not None and indent_of(text) <= frame.dash:
            return
        if item and (indent_of(text) >= frame.column or not item.proper):
            _item(reader, frame, item, name, items, column, first=not count)
            count += 1
            continue
        if not _without_bullet(reader, frame, name, items, kind, column, count):
            return
        count += 1


def _list_header(reader: Sheet, frame: OpenSection, found: FieldFound, start: str, items: Schema) -> bool:
    """The line of the list's name. False where the list ends with it."""
    value, name = found.value, found.name.field
    if not value or value.startswith("#"):
        reader.emit(start + value)
        return True
    item = item_in(value)
    if item and value[:1] in "-•*–—●○" and not value.startswith("**"):
        reader.say(
            "not-yaml",
            f"The list {name} cannot begin on the line of its name.",
            "Begin each item on a line of its own below it, with a hyphen and a space.",
        )
        origin = reader.lines[reader.at].origin
        reader.emit(f"{start.rstrip()}")
        reader.lines.insert(reader.at, Line(f"{' ' * (frame.column + STEP)}- {item.rest}", origin))
        return True
    if value[0] in "[{" and not is_balanced(value) and _goes_on(reader, frame, value):
        reader.emit(start + value)
        while reader.at < len(reader.lines) and not is_balanced(value):
            value += reader.text()
            reader.emit()
        return False
    marked = mended_value(value, free=value[0] != "[", name=name)
    if marked:
        stops = marked.open and reader.following(reader.at) >= len(reader.lines)
        reader.say(marked.rule, marked.message, marked.hint, column=found.value_at, mends=not stops)
        value = marked.source
    reader.emit(start + value)
    return False


def _goes_on(reader: Sheet, frame: OpenSection, value: str) -> bool:
    """Whether brackets are closed on a line below, before the next field."""
    at = reader.at + 1
    while at < len(reader.lines) and not is_balanced(value):
        if reader.field_at(at) and indent_of(reader.text(at)) <= frame.column:
            return False
        value += reader.text(at)
        at += 1
    return is_balanced(value)


def _column_of_dashes(reader: Sheet, frame: OpenSection) -> int:
    """Where the dashes of a list stand: where its first good one does."""
    for at in range(reader.at, len(reader.lines)):
        text = reader.text(at)
        if (
            _DASH.match(text)
            and indent_of(text) >= frame.column
            and (frame.dash is None or indent_of(text) > frame.dash)
        ):
            return indent_of(text)
        if text.strip() and not item_in(text) and indent_of(text) <= frame.column and reader.field_at(at):
            break
    return frame.column + STEP


def _item(reader: Sheet, frame: OpenSection, item: Item, name: str, items: Schema, column: int, *, first: bool) -> None:
    text = reader.text()
    lead = text[: len(text) - len(text.lstrip(" \t\xa0"))]
    if holds(items) == "section" and not first and _joins(reader, item, items):
        last = reader.frames_closed[-1] if reader.frames_closed else None
        if last is not None and last.part is items:
            _join(reader, frame, item, name, last)
            return
    good = item.proper and indent_of(text) == column and not {"\t", "\xa0"} & set(lead)
    if not good:
        _say_item(reader, item, name, lead, column)
    prefix = text[: item.rest_at] if good else f"{' ' * column}- "
    _content(reader, frame, item.rest, prefix, name, items)


def _say_item(reader: Sheet, item: Item, name: str, lead: str, column: int) -> None:
    if item.bullet != "-":
        what = _BULLETS.get(item.bullet) or (
            f"a number ({item.bullet})" if re.search(r"\d", item.bullet) else f"a bullet ({item.bullet})"
        )
        reader.say(
            "not-yaml",
            f"The items of the list {name} begin with {re.sub('[0-9]+', '1', what)}, and not with a hyphen.",
            _HYPHEN,
        )
    elif not item.proper:
        reader.say("not-yaml", f"There is no space behind the hyphen of this item of the list {name}.", _HYPHEN)
    elif "\t" in lead:
        reader.say("tab", f"There is a tab before the hyphens of {name}.", "Type spaces instead: two for each step.")
    elif "\xa0" in lead:
        reader.say(
            "invisible-character",
            f"The space before the hyphen of {name} is no ordinary space (U+00A0), as pasted text often has.",
            "Delete it and type spaces: two for each step.",
        )
    else:
        reader.say(
            "not-yaml",
            f"This hyphen of the list {name} does not line up with those above it: its indent is another.",
            f"Begin it exactly under the other hyphens, {column} spaces in.",
        )


def _joins(reader: Sheet, item: Item, items: Schema) -> bool:
    """Whether an item is one more field of the item above it: a hyphen was put before every line."""
    needed = items.get("required", ())
    frame = OpenSection(items, 0)
    found = field_in(item.rest, [frame], prose=False, followed=False)
    last = reader.frames_closed[-1] if reader.frames_closed else None
    if not found or not last or found.name.field in last.names or not needed:
        return False
    after = reader.following(reader.at)
    lone = (
        after >= len(reader.lines)
        or item_in(reader.text(after)) is not None
        or indent_of(reader.text(after)) <= indent_of(reader.text())
    )
    return lone and found.name.field != needed[0] and needed[0] in last.names


def _join(reader: Sheet, frame: OpenSection, item: Item, name: str, last: OpenSection) -> None:
    reader.say(
        "not-yaml",
        f"There is a hyphen before each field of this item of {name}, so each counts as an item of its own.",
        "Put the hyphen (- ) before the first field of an item only, and two spaces in its place before the others.",
    )
    origin = reader.lines[reader.at].origin
    reader.lines[reader.at] = Line(" " * last.column + item.rest, origin)
    reader.frames.append(last)
    reader.section(last)
    reader.frames_closed.append(reader.frames.pop())


def _content(reader: Sheet, frame: OpenSection, rest: str, prefix: str, name: str, items: Schema) -> None:
    """What stands behind the hyphen of an item."""
    kind = holds(items)
    if kind == "section":
        inner = OpenSection(items, len(prefix), dash=indent_of(prefix))
        if field_in(rest, [inner], prose=False, followed=False) or (is_unknown_field(rest) and "/" not in rest):
            line = reader.lines[reader.at]
            reader.lines[reader.at] = Line(" " * len(prefix) + rest, line.origin)
            reader.prefix = prefix
            reader.frames.append(inner)
            reader.section(inner)
            reader.frames_closed.append(reader.frames.pop())
            return
        if rest[:1] == "{" and not is_balanced(rest) and _goes_on(reader, frame, rest):
            value = rest
            reader.emit(prefix + rest)
            while reader.at < len(reader.lines) and not is_balanced(value):
                value += reader.text()
                reader.emit()
            return
    free = kind == "text"
    if re.fullmatch(r"[|>][+-]?", rest):
        reader.emit(prefix + rest)
    else:
        marked = mended_value(rest, free=free, name=name)
        if marked:
            reader.say(marked.rule, marked.message, marked.hint, column=len(prefix) + marked.offset)
        reader.emit(prefix + (marked.source if marked else rest))
    dash = indent_of(prefix)
    while reader.at < len(reader.lines) and reader.text().strip() and indent_of(reader.text()) > dash:
        if item_in(reader.text()) or field_in(reader.text(), reader.frames, prose=False, followed=False):
            return
        reader.emit()


def _without_bullet(
    reader: Sheet, frame: OpenSection, name: str, items: Schema, kind: str, column: int, count: int
) -> bool:
    """An item without a hyphen, or more of the item above. False where the list has ended."""
    text = reader.text()
    body = text.strip(" \t\xa0")
    inner = OpenSection(items, 0) if kind == "section" else None
    own = field_in(body, [inner], prose=False, followed=True) if inner else None
    outer = reader.field_at(reader.at)
    if outer and (outer.name.how == "exact" or not own) and indent_of(text) <= frame.column:
        if not (
            own and outer.depth < len(reader.frames) - 1 and own.name.how == "exact" and count and _misses(reader, own)
        ):
            return False
    if own and count and _misses(reader, own) and indent_of(text) <= frame.column:
        last = reader.frames_closed[-1]
        reader.frames.append(last)
        reader.section(last)
        reader.frames_closed.append(reader.frames.pop())
        return True
    if own and not count and indent_of(text) > frame.column:
        reader.say("not-yaml", f"There is no hyphen before the first field of this item of the list {name}.", _HYPHEN)
        _content(reader, frame, body, f"{' ' * column}- ", name, items)
        return True
    if kind == "section":
        rows = _rows(reader, frame)
        table = contacts_table([reader.lines[at] for at in rows], items, name, column) if len(rows) > 1 else None
        if table:
            made, slip = table
            reader.out += made
            reader.slips.append(slip)
            reader.at = rows[-1] + 1
            return True
    if indent_of(text) > frame.column and kind in ("text", "word", "section") and not is_unknown_field(text):
        if count and not body[0].isupper() and kind == "text":
            return _wrapped(reader, name, column)
        reader.say("not-yaml", f"The items of the list {name} have no hyphen in front.", _HYPHEN)
        _content(reader, frame, body, f"{' ' * column}- ", name, items)
        return True
    above = reader.text(reader.at - 1).strip() if reader.at else ""
    if kind == "text" and count and above and not outer and not is_unknown_field(text) and not body.startswith("-"):
        if not body[0].isupper():
            return _wrapped(reader, name, column)
    return False


def _misses(reader: Sheet, own: FieldFound) -> bool:
    """Whether the item above does not have this field yet."""
    return bool(reader.frames_closed) and own.name.field not in reader.frames_closed[-1].names


def _wrapped(reader: Sheet, name: str, column: int) -> bool:
    reader.say(
        "not-yaml",
        f"This line goes on with the item of {name} on the line above it, as it seems, and its indent is too small.",
        f"Indent it with {column + STEP} spaces, under the words of its item.",
    )
    reader.emit(" " * (column + STEP) + reader.text().strip())
    return True


def _rows(reader: Sheet, frame: OpenSection) -> list[int]:
    rows = []
    at = reader.at
    while at < len(reader.lines) and reader.text(at).strip() and not re.match(r"^[\w ]+:\s", reader.text(at)):
        rows.append(at)
        at += 1
    return rows


# --- clients and people: sections by name


def map_field(reader: Sheet, frame: OpenSection, name: str, part: Any) -> None:
    """The sections below clients or people, each with a name of its own."""
    names: dict[str, int] = {}
    column: int | None = None
    while reader.at < len(reader.lines):
        text = reader.text()
        body = text.strip(" \t\xa0")
        if not body or body.startswith("#"):
            reader.emit()
            continue
        item = item_in(text)
        if indent_of(text) <= frame.column and not (item and item.proper):
            return
        if item and (indent_of(text) >= frame.column):
            body = item.rest
        match = re.match(r"^(?P<name>[A-Za-z][\w .-]{0,30}?)(?P<sep>\s*:\s*|\s*(?=\{)|\s*$)(?P<value>.*)$", body)
        if not match:
            return
        if item and not match["value"] and ":" not in match["sep"] and name == "people":
            reader.emit()
            continue
        if column is None:
            column = indent_of(text) if not item else frame.column + STEP
        _named(reader, match, name, part, names, column, item)


def _named(
    reader: Sheet, match: re.Match[str], name: str, part: Any, names: dict[str, int], column: int, item: Item | None
) -> None:
    text, key, value = reader.text(), match["name"], match["value"].rstrip()
    origin = reader.lines[reader.at].origin
    new = text
    said = key if CODE.fullmatch(key) else "This name"
    if item:
        reader.say(
            "wrong-kind",
            f"There is a hyphen before a name under {name}, and {name} is no list but a section.",
            "Take the hyphens away. Each stands on a line of its own with a colon behind it, and its fields below it.",
        )
    elif indent_of(text) != column:
        reader.say(
            "not-yaml",
            f"{said} under {name} does not line up with those above it: its indent is another.",
            f"Begin it exactly under the others, {column} spaces in.",
        )
    if ":" not in match["sep"] and value:
        reader.say(
            "not-yaml",
            f"There is no colon behind {said.replace('This', 'this')} under {name}.",
            f"Write {said}: and a space before the brace.",
        )
    if value.startswith("{") and not is_balanced(value):
        marked = mended_value(value, free=False, name=said)
        if marked:
            reader.say(marked.rule, marked.message, marked.hint)
            value = marked.source
    if key in names:
        first = names[key]
        before = next((line.text.strip() for line in reader.out if line.origin == first), "")
        same = bool(value) and before == f"{key}: {value}"
        reader.say(
            "duplicate-field",
            f"{said} is here twice under {name}{', and says the same' if same else ''}.",
            "Delete this one, which says the same." if same else "Keep the one that is right, and put all into it.",
            mends=same,
        )
        slip = reader.slips[-1]
        reader.slips[-1] = Slip(
            slip.rule, slip.message, slip.hint, (origin, first), mends=same, also="It is here first."
        )
        reader.at += 1
        return
    names[key] = origin
    if item or indent_of(text) != column or ":" not in match["sep"] or value != match["value"].rstrip():
        shown = value or ("{}" if item and ":" not in match["sep"] else "")
        new = f"{' ' * column}{key}:{' ' + shown if shown else ''}"
    reader.emit(new)
    if not value and reader.at < len(reader.lines) and indent_of(reader.text()) > column and reader.text().strip():
        if holds(part) == "section":
            reader.frames.append(OpenSection(part, indent_of(reader.text())))
            reader.section(reader.frames[-1])
            reader.frames.pop()
