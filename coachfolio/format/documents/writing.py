"""Values to the text of a file, so that reading it gives the same values again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from coachfolio.format.documents import read
from coachfolio.format.documents.values import ANYTHING, Shape

__all__ = ["field_lines", "in_one_line", "item_lines", "value_in_one_line", "written"]

_PLAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._/()+-]*[A-Za-z0-9._/()+-])?")
"""What needs no quotation marks wherever text is wanted."""
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*[/-][A-Za-z][A-Za-z0-9._/-]*")
"""What nobody reads as a number or a day, although it begins like one."""
_MEANT_OTHERWISE: Final = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_NAMES: Final = {"on"}
"""Names of fields of the format that other programs may take for something else; they are written as they are."""
_LOOKS_LIKE_NUMBER: Final = re.compile(
    r"[0-9][0-9._]*(?:[eE][0-9+-]+)?|0[xob][0-9a-fA-F_]+|\d{4}-\d\d?-\d\d?(?:[T ].*)?"
)
"""What other programs take for a number or a day."""
_UNSEEN: Final = re.compile("[\x7f-\xa0\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_STEP: Final = "  "
_WIDE: Final = 90


def written(fields: Mapping[str, Any], shape: Shape, *, in_lines: bool = False) -> str:
    """A file with these fields; with `in_lines`, no section and no list stands between braces or brackets.

    Raises ValueError for values that no file can hold.
    """
    for blocks in (True, False):  # what cannot stand as lines of its own can stand between quotation marks
        lines = _in_lines(fields, shape, "", blocks) if in_lines else _section(fields, shape, "", blocks)
        text = "".join(f"{line}\n" for line in lines)
        document = read("", text.encode("utf-8", "replace"), shape)
        if document.fields == fields and not document.problems:
            return text
    raise ValueError("these values cannot be written as they would be read")


def in_one_line(fields: Mapping[str, Any], shape: Shape) -> str:
    """A section between braces."""
    return _flow(fields, shape)


def value_in_one_line(value: Any, shape: Shape) -> str:
    """Any value without a line end in it, as it can stand between braces or brackets."""
    return _flow(value, shape)


def field_lines(name: str, value: Any, shape: Shape, indent: str) -> list[str]:
    """The lines of one field of a section that is indented so; `shape` is the value's."""
    return list(_value(f"{indent}{_name(name)}:", value, shape, indent, blocks=True))


def item_lines(value: Any, shape: Shape, indent: str) -> list[str]:
    """The lines of one item of a list whose dashes are indented so; `shape` is the item's."""
    return list(_item(value, shape, indent, blocks=True))


def _section(fields: Mapping[str, Any], shape: Shape, indent: str, blocks: bool) -> Iterator[str]:
    for name, value in fields.items():
        inner = shape.fields.get(name) or shape.rest or ANYTHING
        yield from _value(f"{indent}{_name(name)}:", value, inner, indent, blocks)


def _in_lines(fields: Mapping[str, Any], shape: Shape, indent: str, blocks: bool) -> Iterator[str]:
    """The lines of a section in which every section and list has lines of its own, unless nothing is in it."""
    for name, value in fields.items():
        inner = shape.fields.get(name) or shape.rest or ANYTHING
        start = f"{indent}{_name(name)}:"
        if isinstance(value, Mapping) and value:
            yield start
            yield from _in_lines(value, inner, indent + _STEP, blocks)
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            yield start
            for listed in value:
                yield from _item_in_lines(listed, inner.item or ANYTHING, indent + _STEP, blocks)
        else:
            yield from _value(start, value, inner, indent, blocks)


def _item_in_lines(value: Any, shape: Shape, indent: str, blocks: bool) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        first, *rest = _in_lines(value, shape, indent + _STEP, blocks)
        yield f"{indent}- {first.removeprefix(indent + _STEP)}"
        yield from rest
    else:
        yield from _item(value, shape, indent, blocks)


def _value(start: str, value: Any, shape: Shape, indent: str, blocks: bool) -> Iterator[str]:
    """The lines of one value behind what its first line begins with."""
    if isinstance(value, str) and blocks and _is_prose(value):
        more = "" if value.endswith("\n") else "-"
        yield f"{start} |{more}"
        lines = value.removesuffix("\n").split("\n")
        yield from (f"{indent}{_STEP}{line}" if line else "" for line in lines)
        return
    one_line = f"{start} {_flow(value, shape)}"
    is_long = len(one_line) > _WIDE or "\n" in str(value)
    if isinstance(value, Mapping) and value and is_long:
        yield start
        yield from _section(value, shape, indent + _STEP, blocks)
    elif isinstance(value, Sequence) and not isinstance(value, str) and value and is_long:
        yield start
        for inner in value:
            yield from _item(inner, shape.item or ANYTHING, indent + _STEP, blocks)
    else:
        yield one_line


def _item(value: Any, shape: Shape, indent: str, blocks: bool) -> Iterator[str]:
    one_line = f"{indent}- {_flow(value, shape)}"
    if isinstance(value, Mapping) and value and (len(one_line) > _WIDE or "\n" in str(value)):
        first, *rest = _section(value, shape, indent + _STEP, blocks)
        yield f"{indent}- {first.removeprefix(indent + _STEP)}"
        yield from rest
    else:
        yield one_line


def _is_prose(text: str) -> bool:
    """Whether text is best on lines of its own, and would be read the same from there."""
    return (
        (len(text) > _WIDE or "\n" in text)
        and not text.startswith((" ", "\n", "\t", "#"))
        and not text.endswith("\n\n")
        and bool(text.strip())
        and not _UNSEEN.search(text.replace("\xa0", ""))
        and all(letter >= " " or letter == "\n" for letter in text)
    )


def _flow(value: Any, shape: Shape) -> str:
    if isinstance(value, Mapping):
        inside = (
            f"{_name(name)}: {_flow(inner, shape.fields.get(name) or shape.rest or ANYTHING)}"
            for name, inner in value.items()
        )
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(_flow(inner, shape.item or ANYTHING) for inner in value)}]"
    return _scalar(value, shape)


def _name(name: str) -> str:
    """The name of a field: of evidence or of a file, where something is said of each."""
    if name in _NAMES or (_FILE_NAME.fullmatch(name) and not name.endswith("/")):
        return name
    return _scalar(name, ANYTHING)


def _scalar(value: Any, shape: Shape) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return ("yes" if value else "no") if shape.scalar == "yes-no" else ("true" if value else "false")
    if not isinstance(value, str):
        return str(value)
    if shape.scalar in ("text", "yes-no"):
        plain = _PLAIN.fullmatch(value)
    else:
        plain = _WORD.fullmatch(value) if value.lower() not in _MEANT_OTHERWISE else None
    if plain and shape.free_text:  # this program reads text where text is wanted; others go by how it looks
        plain = None if value.lower() in _MEANT_OTHERWISE or _LOOKS_LIKE_NUMBER.fullmatch(value) else plain
    if plain and (shape.scalar != "yes-no"):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
