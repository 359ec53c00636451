"""Values that YAML does not read as the text they are: quotation marks, signs at the start, colons and hashes."""

from __future__ import annotations

import json
import re
from typing import Final

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["Marked", "in_marks", "is_balanced", "mended_value", "split_remark"]

_CLOSED: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")
_ESCAPES: Final = re.compile(r"\\(?![0abtnvfre \"/\\N_LP]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")
_REMARK: Final = re.compile(r"\s+#(?=\s|$|\s?coachfolio:).*$")
_LOST: Final = re.compile(r"\s#\S")
_OPENING: Final = "“„‟‘‚‛«”’"
_CLOSING: Final = "”“’‘»\"'"
_QUOTE_IT: Final = 'Put the whole value in "quotation marks", or write it under the field on lines of its own after |.'


@frozen()
class Marked(Frozen):
    """A value as it has to be written, and why."""

    source: str
    message: str
    hint: str
    rule: str = "quote-needed"
    offset: int = 0
    """Where in the value the trouble is."""
    open: bool = False
    """Whether something is never closed: at the end of a file, the rest may be lost."""


def in_marks(text: str) -> str:
    """Text between quotation marks, so that it is read as it stands."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def split_remark(value: str) -> tuple[str, str]:
    """A value without quotation marks, and the remark behind it with the blanks before it."""
    match = _REMARK.search(value)
    return (value[: match.start()], value[match.start() :]) if match else (value, "")


def is_balanced(value: str) -> bool:
    """Whether every bracket of a list or section in one line is closed."""
    depth, quote = 0, ""
    for letter in value:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
    return depth <= 0


def mended_value(value: str, *, free: bool, name: str) -> Marked | None:
    """A value in one line that is not read as it was meant, with what happened; None where all is well.

    `free` says that any text may stand here.
    """
    plain, remark = split_remark(value) if value[:1] not in "\"'" else (value, "")
    plain = plain.rstrip()
    if not plain:
        return None
    first = plain[0]
    if first in _OPENING and len(plain) > 2 and plain[-1] in _CLOSING:
        return _curly(plain, remark, name)
    if first in "\"'":
        return _in_marks(plain, name)
    if first in "[{":
        return _bracket(plain, remark, free, name)
    starts_like_more = first in "@`%,]}*&!" or plain in ("?", "-") or (first in "-?>|" and plain[1:2] == " ")
    if starts_like_more and (free or first in "@`*&!?%"):
        return Marked(
            in_marks(plain) + remark,
            f"A value that begins with {first} is not read as text (the field {name}).",
            _QUOTE_IT,
        )
    if not free:
        return None
    colon = re.search(r":(?:\s|$)", plain)
    lost = _LOST.search(plain)
    if colon and (not lost or colon.start() < lost.start()):
        return Marked(
            in_marks(plain) + remark,
            f"The colon here makes what stands before it the name of a field, and it is text of {name}.",
            _QUOTE_IT,
            "text-as-field",
            colon.start(),
        )
    if lost:
        return Marked(
            in_marks(plain) + remark,
            f"Everything from # to the end of this line is taken for a remark and is not part of {name}.",
            'If it belongs to the text, put the whole value in "quotation marks". If it is a remark, give it a line '
            "of its own.",
            "text-after-hash",
            lost.start() + 1,
        )
    return None


def _curly(plain: str, remark: str, name: str) -> Marked | None:
    inner = plain[1:-1]
    if not re.search(r":(?:\s|$)|\s#", inner):
        return None  # it is read, with its marks
    return Marked(
        in_marks(inner) + remark,
        f"These quotation marks are curly ones, which a word processor puts in, so the text of {name} is not held "
        "together.",
        f"Write straight ones: {in_marks(inner)}"
        if len(inner) < 60
        else "Type straight quotation marks in their place.",
    )


def _in_marks(plain: str, name: str) -> Marked | None:
    mark = plain[0]
    closed = _CLOSED.match(plain)
    rest = plain[closed.end() :] if closed else ""
    if closed and (not rest.strip() or re.match(r"\s+#", rest)):
        if mark == '"' and _ESCAPES.search(closed[0]):
            inner = closed[0][1:-1]
            source = "'" + inner.replace("'", "''") + "'"
            return Marked(
                source + rest,
                'Between "double" quotation marks a backslash (\\) begins a special character, and this is not one.',
                "Use 'single' quotation marks, or write the text on lines of its own after |.",
            )
        return None
    if len(plain) > 2 and plain[-1] in "”’“" and not closed:
        return Marked(
            in_marks(plain[1:-1]),
            f"The quotation mark {mark} is closed by a curly one, which a word processor put in (the field {name}).",
            f"Write {in_marks(plain[1:-1])}" if len(plain) < 60 else f"Close it with {mark}.",
        )
    if closed:
        held = plain.endswith(mark) and len(plain) > 2
        text = plain[1:-1] if held else plain
        what = "an apostrophe" if mark == "'" and held else "a quotation mark"
        return Marked(
            in_marks(text),
            f"There is more text after the closing quotation mark: {what} inside the text of {name} ends it too early.",
            "Write the text on lines of its own after |, where quotation marks are only text, or between marks of the "
            "other kind.",
            offset=closed.end(),
        )
    return Marked(
        in_marks(plain[1:].rstrip()),
        f"The quotation mark {mark} opens here and is never closed (the field {name}).",
        f"Close it with {mark} at the end of the value.",
        open=True,
    )


def _bracket(plain: str, remark: str, free: bool, name: str) -> Marked | None:
    close = "]" if plain[0] == "[" else "}"
    balanced = is_balanced(plain)
    ends = plain.rstrip().endswith(close)
    if balanced and ends:
        return None
    if free:
        return Marked(
            in_marks(plain) + remark,
            f"A value that begins with {plain[0]} is read as a list or a section, and {name} is text.",
            'If the bracket is text, put the whole value in "quotation marks", or on lines of its own after |.',
        )
    if not balanced:
        return Marked(
            plain + close + remark,
            f"The bracket {plain[0]} of {name} is never closed.",
            f"Close it with {close} at the end.",
            open=True,
        )
    return None
