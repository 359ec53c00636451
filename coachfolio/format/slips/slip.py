"""One slip: where it stands, what happened, what to write, and whether there is one way to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.schemas import Schema

__all__ = ["Line", "OpenSection", "Slip", "holds", "indent_of"]

STEP: Final = 2
"""Columns of one step to the right."""


@frozen()
class Slip(Frozen):
    """A slip of form, at the lines (from 0) of the text as it was."""

    rule: str
    message: str
    hint: str
    lines: tuple[int, ...]
    column: int = 0
    """Where it begins on its first line, from 0."""
    end_column: int = 0
    """Where it ends; 0 for the end of the line."""
    mends: bool = True
    """Whether the mended text has it right; else it only goes on behind it."""
    concealed: bool = False
    also: str = "And here."
    """What is said of its further lines."""


@frozen()
class Line(Frozen):
    """One line of the text as it is being mended, and the line (from 0) that it comes from."""

    text: str
    origin: int


@dataclass
class OpenSection:
    """A section that is open while lines are read."""

    part: Schema
    column: int
    dash: int | None = None
    """The column of the dash where the section is an item of a list."""
    names: dict[str, int] = field(default_factory=dict)
    """The fields that were read, with the line (from 0) of each."""
    last: str = ""
    """The field that was read last."""


def holds(part: Schema | None) -> str:
    """What a part of a schema holds: text, word, list, section, map or any."""
    if part is None:
        return "any"
    kinds: Any = part.get("type", [])
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    if "properties" in part:
        return "section"
    if "array" in kinds:
        return "list" if "items" in part else "any"
    if "object" in kinds:
        return "map" if isinstance(part.get("additionalProperties"), dict) else "any"
    if "string" in kinds and not {"enum", "pattern", "format"} & part.keys() and not _refers(part):
        return "text"
    return "word" if kinds or "enum" in part else "any"


def _refers(part: Schema) -> bool:
    return bool(part.get("x-coachfolio", {}).get("refers"))


def indent_of(text: str) -> int:
    """The column (from 0) where a line's words begin; a tab is one step."""
    column = 0
    for letter in text:
        if letter == "\t":
            column += STEP
        elif letter in " \xa0\u3000":
            column += 1
        else:
            break
    return column
