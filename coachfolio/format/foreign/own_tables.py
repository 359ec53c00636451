"""The tables that `coachfolio export` writes: the one that holds every field of every piece, one in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid

__all__ = ["FIELDS_HEADERS", "FIELDS_TABLE", "declared_in", "fields_grid", "nested", "own_tables_contents"]

FIELDS_TABLE: Final = "fields"
FIELDS_HEADERS: Final = ("evidence", "kind", "field", "value")
"""The piece, its kind, the field with its place in lists from 1 (contacts/2/purpose), and what it says."""
_DECLARED: Final = ("clients", "people")
_MOST_ROWS: Final = 2_000_000
_MOST_DEEP: Final = 12
_MOST_ITEMS: Final = 10_000


def own_tables_contents(tables: Mapping[str, Any]) -> Contents:
    """The tables of fields, people and clients of an export in JSON."""
    if not isinstance(tables.get(FIELDS_TABLE), Sequence):
        return Contents(unread="it is an export without the table of fields")
    grids = []
    for name in (FIELDS_TABLE, *_DECLARED):
        rows = [row for row in tables.get(name) or () if isinstance(row, Mapping)]
        if len(rows) > _MOST_ROWS:
            return Contents(unread=f"it has more than {_MOST_ROWS:,} rows")
        headers = FIELDS_HEADERS if name == FIELDS_TABLE else tuple(dict.fromkeys(key for row in rows for key in row))
        said = [headers, *(tuple("" if row.get(key) is None else str(row[key]) for key in headers) for row in rows)]
        cells = tuple(
            tuple(TableCell(text, None, "text" if text else "nothing", f"row {number}") for text in row)
            for number, row in enumerate(said, 1)
        )
        grids.append(TableGrid(cells, place=f"its {name}", name=name))
    return Contents(tuple(grids))


def declared_in(contents: Contents, table: str, key: str) -> dict[str, dict[str, str]]:
    """What an export says of each client, or of each of the other people, by code or short name."""
    for part in contents.parts:
        if not isinstance(part, TableGrid) or part.name != table or not part.rows:
            continue
        headers = [cell.text.strip() for cell in part.rows[0]]
        rows = [dict(zip(headers, (cell.text.strip() for cell in row), strict=True)) for row in part.rows[1:]]
        return {row[key]: {name: said for name, said in row.items() if said} for row in rows if row.get(key)}
    return {}


def fields_grid(contents: Contents) -> TableGrid | None:
    """The table of fields, where a file has it; None in any other file."""
    for part in contents.parts:
        if isinstance(part, TableGrid) and part.rows and _headers(part) == FIELDS_HEADERS:
            return part
    return None


def _headers(grid: TableGrid) -> tuple[str, ...]:
    return tuple(cell.text.strip().casefold() for cell in grid.rows[0][: len(FIELDS_HEADERS)])


def nested(fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The fields of one piece with their sections and lists, from places such as contacts/2/purpose.

    Raises ValueError where a place can be none of a piece.
    """
    top: dict[str, Any] = {}
    for place, value in fields:
        steps = place.split("/")
        if len(steps) > _MOST_DEEP or not all(steps):
            raise ValueError(f"{place} is no field")
        inside = top
        for step in steps[:-1]:
            inner = inside.setdefault(step, {})
            if not isinstance(inner, dict):
                raise ValueError(f"{place} lies in a field that has a value")
            inside = inner
        if steps[-1] in inside:
            raise ValueError(f"{place} stands there twice")
        inside[steps[-1]] = value
    return {name: _with_lists(inner) for name, inner in top.items()}


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if len(value) <= _MOST_ITEMS and all(name == str(number) for number, name in enumerate(value, 1)):
        return [_with_lists(inner) for inner in value.values()]
    return {name: _with_lists(inner) for name, inner in value.items()}
