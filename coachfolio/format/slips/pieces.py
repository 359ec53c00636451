"""Several pieces of evidence in one file: joined by ---, written one below the other, as a list or as sections."""

from __future__ import annotations

import re
from typing import Final

from coachfolio.base.diagnostics import Problem, Span
from coachfolio.format.documents.text import lines_of
from coachfolio.format.schemas import Schema
from coachfolio.format.slips.names import name_in

__all__ = ["several_pieces"]

_FIELD: Final = re.compile(r"^([A-Za-z][\w ]{0,30}?) ?:(?:\s|$)")
_INNER: Final = re.compile(r"^(?:- |  +)([A-Za-z][\w ]{0,30}?) ?:(?:\s|$)")
_HINT: Final = (
    "Give each a file of its own: one file holds one piece of evidence. Several short contacts can stand on one "
    "contact sheet, each as an item of contacts, in the folder contact-sheets."
)


def several_pieces(text: str, part: Schema) -> Problem | None:
    """What is wrong where a file holds more than one piece; None where it does not."""
    needed = [name for name in part.get("required", ()) if name != "contacts"]
    if len(needed) < 2:
        return None
    lines = lines_of(text)
    begins, how = _by_repeats(lines, part, needed), "one below the other"
    if not begins:
        begins, how = _by_list(lines, part, needed), "as a list"
    if not begins:
        begins, how = _by_sections(lines, part, needed), "as sections with names of their own"
    if len(begins) < 2:
        return None
    first, second, *more = begins
    related = tuple(("One more begins here.", _whole(lines, number)) for number in (first, *more))
    return Problem(
        "several-documents",
        f"A second piece of evidence begins here: two were written into one file, {how}.",
        _HINT,
        _whole(lines, second),
        related=(("The first one begins here.", related[0][1]), *related[1:]),
    )


def _whole(lines: list[str], number: int) -> Span:
    line = lines[number]
    return Span(number + 1, len(line) - len(line.lstrip()) + 1, number + 1, len(line.rstrip()) + 1)


def _by_repeats(lines: list[str], part: Schema, needed: list[str]) -> list[int]:
    """Where sets of needed fields begin at the margin, one set below the other."""
    sets: list[set[str]] = [set()]
    begins: list[int] = []
    parted: int | None = None
    for number, line in enumerate(lines):
        if re.match(r"---(?:\s|$)", line) and begins:
            parted = number
            continue
        match = _FIELD.match(line)
        name = name_in(match[1], part) if match else None
        if name is None:
            continue
        if not begins:
            begins.append(number)
        if name.field in sets[-1] and (name.field == needed[0] or parted is not None):
            ahead = {name.field, *_ahead(lines[number + 1 :], part)}
            if len(ahead & set(needed)) >= min(3, len(needed)) and len(sets[-1] & set(needed)) >= min(3, len(needed)):
                begins.append(number if parted is None else parted)
                sets.append(set())
        parted = None
        sets[-1].add(name.field)
    return begins if len(begins) > 1 else []


def _ahead(lines: list[str], part: Schema) -> set[str]:
    names = (name_in(match[1], part) for line in lines if (match := _FIELD.match(line)))
    return {name.field for name in names if name}


def _by_list(lines: list[str], part: Schema, needed: list[str]) -> list[int]:
    """A file that is a list of pieces."""
    content = [line for line in lines if line.strip() and not line.startswith("#")]
    if not content or not content[0].startswith("- ") or not all(line[0] in " -" for line in content):
        return []
    return _sections(lines, re.compile(r"^- "), part, needed)


def _by_sections(lines: list[str], part: Schema, needed: list[str]) -> list[int]:
    """A file of sections such as Session 1: and Session 2:, each with the fields of a piece."""
    heads = re.compile(r"^(?!\s)[^:#]{1,40}:\s*$")
    content = [line for line in lines if line.strip() and not line.startswith("#")]
    outside = [line for line in content if not line.startswith(" ")]
    if len(outside) < 2 or not all(heads.match(line) and not name_in(line.strip(" :"), part) for line in outside):
        return []
    return _sections(lines, heads, part, needed)


def _sections(lines: list[str], head: re.Pattern[str], part: Schema, needed: list[str]) -> list[int]:
    begins = [number for number, line in enumerate(lines) if head.match(line)]
    found = []
    for number, begin in enumerate(begins):
        end = begins[number + 1] if number + 1 < len(begins) else len(lines)
        names = {
            name.field
            for line in lines[begin:end]
            if (match := _INNER.match(line)) and (name := name_in(match[1], part))
        }
        if len(names & set(needed)) >= 2:
            found.append(begin)
    return found
