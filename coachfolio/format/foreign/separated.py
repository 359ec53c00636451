"""Tables as text: .csv and .tsv files of any usual encoding and separator, and tables that were pasted."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from coachfolio.format.attachments.notread import NotRead
from coachfolio.format.attachments.plain import decoded_text
from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid
from coachfolio.format.foreign.workbook import column_letters

__all__ = ["grid_of_text", "separated_contents", "separator_of"]

_MOST_BYTES: Final = 25 << 20
_MOST_ROWS: Final = 20_000
_MOST_CELLS: Final = 400_000
_SEPARATORS: Final = ("\t", ";", ",", "|")
_SAID: Final = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)
_RULE: Final = re.compile(r"^[\s|:+=-]+$")
_LINES_LOOKED_AT: Final = 60


def separated_contents(data: bytes) -> Contents:
    """The one table of a file of separated text."""
    if len(data) > _MOST_BYTES:
        return Contents(unread=f"it is larger than {_MOST_BYTES >> 20} MB")
    text = decoded_text(data)
    if text is None or "\0" in text:
        return Contents(unread="it is no text")
    try:
        return Contents((grid_of_text(text),))
    except NotRead as reason:
        return Contents(unread=str(reason))


def grid_of_text(text: str) -> TableGrid:
    """The table that stands in a text. Raises NotRead where there are no columns in it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if said := _SAID.fullmatch(first):
        separator = said[1]
        text = f"\n{rest}"  # the rows keep their numbers
    else:
        separator = separator_of(text)
    if not separator:
        raise NotRead("no columns can be told in it: nothing parts them, such as a comma, a semicolon or a tab")
    csv.field_size_limit(_MOST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    rows: list[list[str]] = []
    cells = 0
    try:
        for values in reader:
            rows.append(_in_bars(values) if separator == "|" else values)
            cells += len(values)
            if len(rows) > _MOST_ROWS or cells > _MOST_CELLS:
                raise NotRead(f"it has more than {_MOST_ROWS:,} rows or {_MOST_CELLS:,} cells")
    except csv.Error:
        raise NotRead("a quotation mark in it is never closed, so its rows cannot be told apart") from None
    width = max(map(len, rows), default=0)
    if width * len(rows) > _MOST_CELLS:
        raise NotRead(f"it has more than {_MOST_CELLS:,} cells")
    return TableGrid(
        tuple(
            tuple(
                _cell(value, f"{column_letters(column)}{row}")
                for column, value in enumerate([*values, *[""] * (width - len(values))], 1)
            )
            for row, values in enumerate(rows, 1)
        ),
        place="its rows",
    )


def _cell(value: str, place: str) -> TableCell:
    plain = value.strip()
    return TableCell(plain, None, "text" if plain else "nothing", place)


def _in_bars(values: list[str]) -> list[str]:
    """A row of a table with bars at its ends, as Markdown has it; a rule between rows is empty."""
    if all(not value.strip() or _RULE.match(value) for value in values):
        return []
    return values[1:-1] if len(values) > 2 and not values[0].strip() and not values[-1].strip() else values


def separator_of(text: str) -> str:
    """What parts the columns: the sign that cuts most lines into the same number of cells. Empty where none does."""
    lines = [line for line in text.splitlines()[: _LINES_LOOKED_AT * 4] if line.strip()][:_LINES_LOOKED_AT]
    best, best_score = "", 0.0
    for sign in _SEPARATORS:
        try:
            counts = [len(row) for row in csv.reader(lines, delimiter=sign, skipinitialspace=True) if row]
        except csv.Error:
            continue
        wide = [count for count in counts if count > 1]
        if not wide:
            continue
        usual = max(set(wide), key=lambda count: (wide.count(count), count))
        score = wide.count(usual) / len(counts) + min(usual, 10) / 100
        if score > best_score:
            best, best_score = sign, score
    return best
