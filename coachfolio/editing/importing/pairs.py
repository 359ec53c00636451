"""What stands under which label in a document: in tables with labels beside, above or in their cells, and in text.

It finds labels and what belongs to each, in the order of the document. What they mean for a kind of evidence, and which
of them make one entry, is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from coachfolio.editing.importing.labels import BESIDES, looks_like_a_label
from coachfolio.editing.importing.values import NUMERIC_DAY
from coachfolio.format.foreign.contents import Stored, TableCell, TableGrid, TextPassage
from coachfolio.format.slips.days import day_meant
from coachfolio.format.slips.names import plain_name

__all__ = ["HEADING_DAY", "Knows", "Pair", "Rows", "found_in", "markdown_table"]

Knows = Callable[[str], bool]
"""Whether a label is known for the kind of evidence that is looked for."""

HEADING_DAY: Final = "Date"
"""The label that a heading stands for which is a day and nothing else."""
_INLINE: Final = re.compile(r"^\s*([^\W\d_][^:\n\t]{0,60}?)\s*:[ \t]*(.*)$", re.DOTALL)
_SIGNED: Final = BESIDES["signature"]
_APART: Final = re.compile(r"\t+| {3,}")


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what belongs to it. A pair without a label is text that none stands above."""

    label: str
    cell: TableCell
    place: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table with headers: a list of pairs for each."""

    rows: tuple[tuple[Pair, ...], ...]


def found_in(parts: Iterable[TableGrid | TextPassage], knows: Knows) -> list[Pair | Rows]:
    """Everything that stands under labels, in order, with what stands under none."""
    found: list[Pair | Rows] = []
    text: list[TextPassage] = []
    for part in parts:
        if isinstance(part, TextPassage):
            text.append(part)
            continue
        found += _in_text(text, knows)
        text = []
        inside = _in_grid(part, knows)
        if inside is None:  # no label in it: it belongs to the text around it
            table = TextPassage(markdown_table(part), part.place)
            if found and isinstance(found[-1], Pair) and found[-1].is_heading:
                found[-1] = _with_more(found[-1], table.text)
            elif table.text:
                text.append(table)
            continue
        found += inside
    return found + _in_text(text, knows)


def _with_more(pair: Pair, text: str) -> Pair:
    more = "\n\n".join(filter(None, (pair.cell.text, text)))
    return replace(pair, cell=replace(pair.cell, text=more, stored="text"))


# --- text


def _in_text(passages: Sequence[TextPassage], knows: Knows) -> list[Pair | Rows]:
    """Headings with the text below them, and lines such as `Date: 3 February`."""
    found: list[Pair | Rows] = []
    under: Pair | None = None
    below: list[TextPassage] = []

    def close() -> None:
        nonlocal under, below
        from coachfolio.format.foreign.word import in_markdown

        text = in_markdown(below)
        if under is not None:
            found.append(replace(under, cell=TableCell(text, stored="text" if text else "nothing", place=under.place)))
        elif text:
            found.append(Pair("", TableCell(text, stored="text", place=below[0].place), below[0].place))
        under, below = None, []

    for number, passage in enumerate(passages):
        following = passages[number + 1] if number + 1 < len(passages) else None
        if _is_heading(passage, following, knows):
            close()
            label = passage.text.strip()
            if _is_day(label):
                found.append(
                    Pair(HEADING_DAY, TableCell(label, stored="text", place=passage.place), passage.place, True)
                )
                continue
            under = Pair(label, TableCell(), passage.place, True)
            continue
        inline = _inline_pairs(passage, knows, in_prose=under is not None)
        if inline:
            close()
            found += inline[:-1]
            last = inline[-1]
            under, below = replace(last, is_heading=True), []
            if last.cell.text:
                below.append(replace(passage, text=last.cell.text, item=""))
            if last.cell.text and following is not None and len(last.cell.text.split()) < 12:
                close()
            continue
        below.append(passage)
    close()
    return found


def _is_heading(passage: TextPassage, following: TextPassage | None, knows: Knows) -> bool:
    if passage.item or "\n" in passage.text:
        return False
    label = passage.text.strip()
    if passage.heading:
        return True
    if passage.part not in ("body", "box"):
        return False
    if not looks_like_a_label(label, strong=passage.strong):
        return False
    if passage.strong and (following is None or not following.strong):
        return ":" not in label.rstrip(" :")
    return (label.endswith((":", "?")) and knows(label)) or (knows(label) and len(label.split()) <= 4)


def _is_day(text: str) -> bool:
    if not re.search(r"\d", text) or len(text) > 40:
        return False
    return bool(NUMERIC_DAY.fullmatch(text.strip())) or day_meant(text).is_plain


def _inline_pairs(passage: TextPassage, knows: Knows, *, in_prose: bool) -> list[Pair]:
    """The pairs of lines such as `Date: 3 February<tab>Client: C01`; none where the first is no label that is known."""
    found: list[Pair] = []
    if passage.item and in_prose:
        return []
    for line in passage.text.split("\n"):
        pieces = [piece for piece in _APART.split(line) if piece.strip()]
        while pieces:
            piece = pieces.pop(0)
            match = _INLINE.match(piece)
            if match and knows(match[1]):
                said = match[2].strip()
                if not said and pieces and not _INLINE.match(pieces[0]):
                    said = pieces.pop(0).strip()
                found.append(Pair(match[1], TableCell(said, stored="text", place=passage.place), passage.place))
            elif found:
                last = found[-1]
                found[-1] = replace(last, cell=replace(last.cell, text=f"{last.cell.text}\n{piece.strip()}".strip()))
            else:
                return []
    if any(plain_name(pair.label) in _SIGNED for pair in found):  # the day beside a signature is that of signing
        found = [replace(pair, label="Date signed") if plain_name(pair.label) == "date" else pair for pair in found]
    return found


# --- tables


class _Labels:
    """Which cells of a grid are labels."""

    def __init__(self, grid: TableGrid, knows: Knows) -> None:
        self.rows = grid.rows
        self.known = [[self._is_known(cell, knows) for cell in row] for row in grid.rows]
        self.like = [[looks_like_a_label(cell.text, strong=cell.strong) for cell in row] for row in grid.rows]

    @staticmethod
    def _is_known(cell: TableCell, knows: Knows) -> bool:
        return (
            not cell.covered
            and cell.stored in ("text", "nothing")
            and looks_like_a_label(cell.text, strong=cell.strong)
            and knows(cell.text)
        )

    def is_label_column(self, column: int) -> bool:
        """Whether the cells of a column are mostly labels, and not values that happen to be words for a field."""
        filled = [number for number, row in enumerate(self.rows) if row[column].text and not row[column].covered]
        known = sum(self.known[number][column] for number in filled)
        return column == 0 or (known >= min(2, len(self.rows)) and 2 * known >= len(filled))

    def filled(self, row: int) -> list[int]:
        return [column for column, cell in enumerate(self.rows[row]) if cell.text and not cell.covered]

    def is_header(self, row: int) -> bool:
        """Whether a row has the headers of the columns below it."""
        filled = self.filled(row)
        known = [column for column in filled if self.known[row][column]]
        if len(filled) < 2 or len(known) < 2 or 2 * len(known) < len(filled):
            return False
        if not all(self.like[row][column] for column in filled) or row + 1 >= len(self.rows):
            return False
        ends = [self.rows[row][column].text.rstrip().endswith(":") for column in filled]
        values = [column for column in filled if column not in known]
        if any(ends) != all(ends) or (len(values) == len(known) and all(column - 1 in known for column in values)):
            return False  # labels with what was filled in beside each
        below = self.rows[row + 1]
        full = [column for column in known if below[column].text or below[column].inner]
        again = [column for column in known if self.known[row + 1][column]]
        return not again and (bool(full) or row + 2 < len(self.rows))

    def in_first_column(self) -> int:
        return sum(row[0] for row in self.known if row)


def _in_grid(grid: TableGrid, knows: Knows) -> list[Pair | Rows] | None:
    """What stands under labels in a table; None where no label is in it."""
    labels = _Labels(grid, knows)
    inner = any(cell.inner for row in grid.rows for cell in row)
    if not any(any(row) for row in labels.known) and not inner and not _speaks(grid, knows):
        return None
    if columns := _columns_of_contacts(grid, labels):
        return [_across(grid, columns)]
    found: list[Pair | Rows] = []
    done: set[tuple[int, int]] = set()
    number = 0
    while number < len(grid.rows):
        if labels.is_header(number):
            rows, number = _below_headers(grid, labels, number, done)
            # one row below headers is a part of a form, and no list
            found += list(rows[0]) if len(rows) == 1 else [Rows(tuple(rows))]
            continue
        found += _beside(grid, labels, number, done, knows)
        number += 1
    return found


def _speaks(grid: TableGrid, knows: Knows) -> bool:
    """Whether a cell has a label and its value in itself."""
    for row in grid.rows:
        for cell in row:
            match = _INLINE.match(cell.text.split("\n")[0])
            if match and knows(match[1]):
                return True
    return False


def _columns_of_contacts(grid: TableGrid, labels: _Labels) -> list[int]:
    """The columns of a table with its labels at the left and one contact in each further column; none for another."""
    if labels.in_first_column() < 2:
        return []
    for number, row in enumerate(grid.rows):
        if not labels.known[number][0]:
            continue
        days = [column for column, cell in enumerate(row[1:], 1) if cell.text and _is_day(cell.text)]
        if len(days) > 1:  # a column without a day is one as well: it is asked about, and not lost
            return [column for column in range(1, len(row)) if any(line[column].text for line in grid.rows)]
    return []


def _across(grid: TableGrid, columns: Sequence[int]) -> Rows:
    records = []
    for column in columns:
        pairs = [
            Pair(row[0].text, _whole(row[column]), row[column].place or grid.place)
            for row in grid.rows
            if row[0].text and not row[column].covered
        ]
        records.append(tuple(pairs))
    return Rows(tuple(records))


def _below_headers(
    grid: TableGrid, labels: _Labels, start: int, done: set[tuple[int, int]]
) -> tuple[list[tuple[Pair, ...]], int]:
    headers = grid.rows[start]
    rows: list[tuple[Pair, ...]] = []
    number = start + 1
    while number < len(grid.rows):
        row = grid.rows[number]
        filled = labels.filled(number)
        alone = len(filled) == 1 and labels.known[number][filled[0]]
        if rows and (labels.is_header(number) or alone or sum(labels.known[number]) > 1):
            break
        pairs = [
            Pair(headers[column].text, _whole(cell), f"{grid.place}, {cell.place}".strip(", "))
            for column, cell in enumerate(row)
            if (cell.text or cell.inner) and not cell.covered and column < len(headers)
        ]
        done.update((number, column) for column in range(len(row)))
        if pairs:
            rows.append(tuple(pairs))
        number += 1
    return rows, number


def _beside(
    grid: TableGrid, labels: _Labels, number: int, done: set[tuple[int, int]], knows: Knows
) -> list[Pair | Rows]:
    """The pairs of one row of a form: a label with what stands right of it, or below it."""
    found: list[Pair | Rows] = []
    row = grid.rows[number]
    for column, cell in enumerate(row):
        if cell.covered or (number, column) in done:
            continue
        place = f"{grid.place}, {cell.place}".strip(", ")
        if _is_label(grid, labels, number, column):
            value, at = _value_of(grid, labels, number, column)
            done.update(at)
            found += _valued(cell.text, value, place, knows)
        elif cell.text or cell.inner:
            found += _unlabelled(cell, place, knows)
    return found


def _is_label(grid: TableGrid, labels: _Labels, number: int, column: int) -> bool:
    cell = grid.rows[number][column]
    if labels.known[number][column]:
        ends = cell.text.rstrip().endswith(":")
        return cell.strong or ends or labels.is_label_column(column) or len(labels.filled(number)) == 1
    if not labels.like[number][column] or cell.stored == "choice" or re.search(r"[:?]\s*\S", cell.text):
        return False
    first = column == 0 and labels.in_first_column() >= 2
    beside = column + cell.across < len(grid.rows[number])
    return beside and (first or cell.text.rstrip().endswith(":") or (cell.strong and column % 2 == 0))


def _value_of(grid: TableGrid, labels: _Labels, number: int, column: int) -> tuple[TableCell, list[tuple[int, int]]]:
    """What belongs to a label, and the places that it takes."""
    row, label = grid.rows[number], grid.rows[number][column]
    right: list[tuple[int, int]] = []
    for down in range(max(label.down, 1)):
        line = number + down
        at = column + label.across
        while line < len(grid.rows) and at < len(row):
            cell = grid.rows[line][at]
            if not cell.covered and _begins_another(labels, cell, line, at):
                break
            right.append((line, at))
            at += 1
    cells = [grid.rows[line][at] for line, at in right if not grid.rows[line][at].covered]
    if any(cell.text or cell.inner for cell in cells):
        return _together(cells), right
    if right and not all(grid.rows[line][at].covered for line, at in right):
        return TableCell(), right  # there is room to write beside it, and nobody did
    below = number + label.down
    alone = all(labels.known[number][at] for at in labels.filled(number))
    if below < len(grid.rows) and alone:
        cell = grid.rows[below][column]
        if not cell.covered and not labels.known[below][column] and (cell.text or cell.inner):
            return cell, [*right, (below, column)]
    return TableCell(), right


def _begins_another(labels: _Labels, cell: TableCell, line: int, at: int) -> bool:
    """Whether a cell right of a label is the next label, and not what was filled in."""
    if cell.text.rstrip().endswith(":") and labels.like[line][at]:
        return True
    return labels.known[line][at] and (cell.strong or labels.is_label_column(at))


def _together(cells: Sequence[TableCell]) -> TableCell:
    """Cells that belong to one label, as one."""
    filled = [cell for cell in cells if cell.text or cell.inner]
    if len(filled) == 1:
        return filled[0]
    rows = {cell.place.rpartition(",")[0] for cell in filled}
    beside = len(rows) == 1 and all(len(cell.text) < 40 and "\n" not in cell.text for cell in filled)
    text = (" " if beside else "\n\n").join(cell.text for cell in filled if cell.text)
    inner = tuple(grid for cell in filled for grid in cell.inner)
    stored: Stored = "choice" if any(cell.stored == "choice" for cell in filled) else "text"
    return TableCell(text, stored=stored, place=filled[0].place, inner=inner)


def _valued(label: str, value: TableCell, place: str, knows: Knows) -> Iterator[Pair | Rows]:
    """A pair, with the tables inside its value: as pairs of their own where they have labels, else as its text."""
    inside: list[Pair | Rows] = []
    for grid in value.inner:
        pairs = _in_grid(grid, knows)
        if pairs is None:
            value = replace(value, text="\n\n".join(filter(None, (value.text, markdown_table(grid)))), stored="text")
        else:
            inside += pairs
    yield Pair(label, replace(value, inner=()), place)
    yield from inside


def _unlabelled(cell: TableCell, place: str, knows: Knows) -> list[Pair | Rows]:
    """What stands in a cell by itself: text with labels in it, or without."""
    blocks = [TextPassage(block, place) for block in cell.text.split("\n\n") if block.strip()]
    if blocks and cell.strong:
        blocks[0] = replace(blocks[0], strong=len(blocks) == 1)
    found = _in_text(blocks, knows)
    for grid in cell.inner:
        inside = _in_grid(grid, knows)
        found += [Pair("", TableCell(markdown_table(grid), stored="text"), place)] if inside is None else inside
    return found


def _whole(cell: TableCell) -> TableCell:
    """A cell with the tables inside it as a part of its text."""
    if not cell.inner:
        return cell
    text = "\n\n".join(filter(None, (cell.text, *(markdown_table(grid) for grid in cell.inner))))
    return replace(cell, text=text, inner=())


def markdown_table(grid: TableGrid) -> str:
    """A table as Markdown has it; lines of text where it has one column."""
    rows = [[cell for cell in row if not cell.covered] for row in grid.rows]
    rows = [row for row in rows if any(cell.text or cell.inner for cell in row)]
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    if width == 1:
        return "\n\n".join(_whole(row[0]).text for row in rows)
    lines = []
    for number, row in enumerate(rows):
        said = [re.sub(r"\s*\n\s*", " ", _whole(cell).text).replace("|", "\\|") for cell in row]
        lines.append(f"| {' | '.join(said + [''] * (width - len(said)))} |")
        if number == 0:
            lines.append(f"|{'---|' * width}")
    return "\n".join(lines)
