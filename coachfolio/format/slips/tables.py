"""Tables pasted from a word processor or a spreadsheet, made into fields and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from coachfolio.format.schemas import Schema
from coachfolio.format.slips.marks import in_marks
from coachfolio.format.slips.names import name_in
from coachfolio.format.slips.slip import Line, Slip

__all__ = ["contacts_table", "field_table"]

_RULE: Final = re.compile(r"^[\s|:+=-]+$")
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/()-]*")


def _cells(text: str) -> list[str] | None:
    """The cells of a line of a table; None where it is none."""
    stripped = text.strip(" \xa0")
    if stripped.startswith("|") and stripped.count("|") >= 2:
        return [cell.strip() for cell in stripped.strip("|").split("|")]
    if "\t" in stripped.strip("\t"):
        return [cell.strip() for cell in re.split(r"\t+", stripped.strip("\t"))]
    return None


def field_table(lines: Sequence[Line], part: Schema) -> tuple[list[Line], Slip | None]:
    """The lines with a table of two columns made into fields, where the whole file begins as one."""
    rows: list[tuple[int, str, str]] = []
    dropped: list[int] = []
    end = 0
    for number, line in enumerate(lines):
        if not line.text.strip() or line.text.lstrip().startswith("#"):
            continue
        cells = _cells(line.text)
        if cells is None:
            break
        end = number + 1
        if _RULE.match(line.text) or (len(cells) == 2 and cells[0].casefold() in ("field", "item", "question", "")):
            dropped.append(number)
            continue
        name = name_in(cells[0].rstrip(":"), part, near=True)
        if name is None or len(cells) < 2:
            return list(lines), None
        rows.append((number, name.field, " ".join(cell for cell in cells[1:] if cell)))
    if len(rows) < 2:
        return list(lines), None
    fields = {number: Line(f"{name}: {_source(value)}", lines[number].origin) for number, name, value in rows}
    made = [fields.get(number, line) for number, line in enumerate(lines[:end]) if number not in dropped]
    slip = Slip(
        "not-yaml",
        "This is a table, pasted from another program, with tabs or bars between its columns.",
        "Write each row as a field: its name, a colon, a space and the value.",
        tuple(lines[number].origin for number in sorted([*dropped, *fields])),
    )
    return [*made, *lines[end:]], slip


def contacts_table(rows: Sequence[Line], part: Schema, name: str, column: int) -> tuple[list[Line], Slip] | None:
    """The items of a list of sections that was pasted as a table with the fields' names on top."""
    text = rows[0].text
    split = (
        re.compile(r"\t+") if "\t" in text else re.compile(r"\s*\|\s*") if "|" in text else re.compile(r"\s*[,;]\s*")
    )
    what = "tabs" if "\t" in text else "bars" if "|" in text else "commas"
    table = [(line, split.split(line.text.strip(" |\t"))) for line in rows if not _RULE.match(line.text)]
    if not table:  # nothing but rules
        return None
    heads = [name_in(head, part, near=True) for head in table[0][1]]
    if len(heads) < 2 or not all(heads):
        return None
    made = []
    for line, cells in table[1:]:
        if len(cells) > len(heads):
            return None
        pairs = [(head.field, cell) for head, cell in zip(heads, cells, strict=False) if head and cell]
        marks = [f"{' ' * column}- ", *[" " * (column + 2)] * len(pairs)]
        made += [
            Line(f"{mark}{field}: {_source(cell)}", line.origin)
            for mark, (field, cell) in zip(marks, pairs, strict=False)
        ]
    slip = Slip(
        "not-yaml",
        f"This is a table, pasted with {what} between its columns, and {name} is a list.",
        "Begin each item with a hyphen and a space, and write its fields as name, colon and value.",
        tuple(line.origin for line in rows),
    )
    return made, slip


def _source(value: str, *, flow: bool = False) -> str:
    if _PLAIN.fullmatch(value) or (not flow and value and not re.search(r":(?:\s|$)|\s#|^[^A-Za-z0-9]", value)):
        return value
    return in_marks(value)
