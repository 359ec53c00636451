"""What a file of another program holds, in no program's form: tables of cells, and text between them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["CellValue", "Contents", "Stored", "TableCell", "TableGrid", "TextPassage", "as_answer", "from_answer"]

CellValue = bool | int | float | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None

Stored = Literal[
    "nothing", "text", "number", "day", "moment", "time", "duration", "yes-no", "choice", "error", "not-worked-out"
]
"""How a program keeps the value of a cell; a formula is kept as what it came to, and is `not-worked-out` where the
program that wrote the file left that to another. `choice` is a list to choose from or a row of boxes to tick, of which
the text is what was chosen."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table."""

    text: str = ""
    """As a person reads it; Markdown where it has several paragraphs or a list."""
    value: CellValue = None
    """Where it is kept as something else than text."""
    stored: Stored = "nothing"
    place: str = ""
    """Where it stands, as its program says it: `B7`, or `row 3, cell 2`."""
    across: int = 1
    """How many columns it covers. The other places that it covers are cells that are `covered`."""
    down: int = 1
    covered: bool = False
    """Whether a merged cell further up or left covers this place. There is nothing in it then."""
    formula: str = ""
    """How it is worked out from others, so that it may be a total: `SUM(D3:D40)`. Empty where it is not."""
    inner: tuple[TableGrid, ...] = ()
    """Tables inside it, whose text is no part of `text`."""
    strong: bool = False
    """Whether all of it is bold or shaded, as labels and headers are."""


@frozen()
class TableGrid(Frozen):
    """One table. All its rows are of one length."""

    rows: tuple[tuple[TableCell, ...], ...]
    place: str
    """Where it stands: `table 2`, `sheet March`."""
    name: str = ""
    """What the sheet is called, where it has a name."""
    hidden_rows: tuple[int, ...] = ()
    """Numbers of rows that its program does not show, from 0. They are among `rows`."""
    hidden_columns: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    """What is to be said of it, in sentences without what stands in it."""


@frozen()
class TextPassage(Frozen):
    """One paragraph, heading or item of a list."""

    text: str
    """Markdown, without the # of a heading and the sign of an item."""
    place: str
    """Where it stands: `paragraph 12`, `a header`, `a text box`."""
    heading: int = 0
    """Its level, where it is a heading; 0 where it is none."""
    item: str = ""
    """The sign before it, where it is an item of a list: `-` or `1.`, with two spaces before it for each level."""
    strong: bool = False
    """Whether all of it is bold, as headings that are no headings are."""
    part: Literal["body", "header", "footer", "box", "note", "comment"] = "body"
    indent: int = 0
    """Blanks before it, where it is a line of a text."""
    apart: bool = False
    """Whether an empty line stands before it, where it is a line of a text."""


@frozen()
class Contents(Frozen):
    """Everything that was read of one file, in its order."""

    parts: tuple[TableGrid | TextPassage, ...] = ()
    title: str = ""
    """What its properties call it."""
    left: tuple[tuple[str, str], ...] = ()
    """What was not taken, with where it stands and why: text struck out by a tracked change, comments."""
    trouble: tuple[str, ...] = ()
    """What of it could not be read, as half sentences: `it has macros, which were not run`."""
    unread: str = ""
    """Why nothing of it could be read, where nothing could."""
    properties: Mapping[str, str] | None = None
    """What a reader knows besides, such as the day that a picture was taken."""


# --- through the child process, which answers in JSON

_VALUES: Final[Mapping[str, type[datetime.date] | type[datetime.datetime] | type[datetime.time]]] = {
    "datetime": datetime.datetime,
    "date": datetime.date,
    "time": datetime.time,
}


def as_answer(contents: Contents) -> dict[str, Any]:
    """The contents as the child process sends them."""
    return {
        "parts": [_part_out(part) for part in contents.parts],
        "title": contents.title,
        "left": list(contents.left),
        "trouble": list(contents.trouble),
        "unread": contents.unread,
        "properties": dict(contents.properties) if contents.properties is not None else None,
    }


def from_answer(answer: Mapping[str, Any]) -> Contents:
    """The contents that the child process sent. An answer that says nothing but its trouble was not read at all."""
    if "parts" not in answer:
        return Contents(unread=str(answer.get("trouble", "it could not be read")))
    return Contents(
        parts=tuple(_part_in(part) for part in answer["parts"]),
        title=answer["title"],
        left=tuple((place, why) for place, why in answer["left"]),
        trouble=tuple(answer["trouble"]),
        unread=answer["unread"],
        properties=answer["properties"],
    )


def _part_out(part: TableGrid | TextPassage) -> list[Any]:
    if isinstance(part, TextPassage):
        return ["p", part.text, part.place, part.heading, part.item, part.strong, part.part]
    rows = [[_cell_out(cell) for cell in row] for row in part.rows]
    return ["g", rows, part.place, part.name, part.hidden_rows, part.hidden_columns, part.notes]


def _part_in(part: Sequence[Any]) -> TableGrid | TextPassage:
    if part[0] == "p":
        return TextPassage(*part[1:])
    rows = tuple(tuple(_cell_in(cell) for cell in row) for row in part[1])
    return TableGrid(rows, part[2], part[3], tuple(part[4]), tuple(part[5]), tuple(part[6]))


def _cell_out(cell: TableCell) -> list[Any]:
    value: Any = cell.value
    if isinstance(value, datetime.timedelta):
        value = {"timedelta": value.total_seconds()}
    elif isinstance(value, datetime.date | datetime.time):
        value = {type(value).__name__: value.isoformat()}
    inner = [_part_out(grid) for grid in cell.inner]
    about = (cell.across, cell.down, cell.covered, cell.formula, inner, cell.strong)
    return [cell.text, value, cell.stored, cell.place, *about]


def _cell_in(cell: Sequence[Any]) -> TableCell:
    value = cell[1]
    if isinstance(value, dict):
        ((kind, said),) = value.items()
        value = datetime.timedelta(seconds=said) if kind == "timedelta" else _VALUES[kind].fromisoformat(said)
    inner = tuple(grid for grid in map(_part_in, cell[8]) if isinstance(grid, TableGrid))
    return TableCell(cell[0], value, cell[2], cell[3], cell[4], cell[5], cell[6], cell[7], inner, cell[9])
