"""The totals of a sheet of an hours log, found among its rows and said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from coachfolio.base.words import hours
from coachfolio.editing.importing.facts import Left
from coachfolio.editing.importing.log_cells import NumbersAre, minutes_in_cell
from coachfolio.editing.importing.log_columns import Heading
from coachfolio.editing.importing.log_found import LogSoFar, texts_of
from coachfolio.editing.importing.log_rows import RowContext
from coachfolio.editing.importing.log_totals import LogTotal, is_total_label, range_of, total_compared
from coachfolio.format.foreign.contents import TableCell, TableGrid

__all__ = ["above_the_table", "running_totals", "say_total", "total_of"]


def total_of(
    cells: Sequence[TableCell],
    row: int,
    heading: Heading,
    around: RowContext,
    rows: Sequence[tuple[int, float, bool]],
    since: int,
    apart: Mapping[str, float],
) -> LogTotal | None:
    """The total of a row, beside what was read; None where the row is none."""
    label = next((cell for cell in cells if is_total_label(re.sub(r"[\d.,:½]+\s*\w*$", "", cell.text))), None)
    columns = [column for column in heading.columns if column.field.startswith("minutes")]
    columns += [column for column in heading.columns if column.field == "hours part"]
    lengths = [cells[column.number] for column in columns if cells[column.number].text or cells[column.number].formula]
    day = heading.column("date")
    has_day = bool(day and cells[day.number].stored in ("day", "moment"))
    summed = next((span for cell in lengths if (span := range_of(cell)) and span[0] != row), None)
    if has_day or (label is None and summed is None and not _is_bare(cells, lengths)):
        return None
    stated, unit = None, around.units.get("minutes", "hours")
    for column in columns[:1] if len(columns) == 1 else ():
        cell = cells[column.number]
        if cell is not label:
            stated = minutes_in_cell(cell, unit, most=10**7).value
    if len(columns) > 1:
        units: dict[str, NumbersAre] = {"hours part": "hours", "minutes part": "minutes"}
        values = [
            minutes_in_cell(cells[column.number], units.get(column.field, unit), most=10**7).value
            for column in columns
            if cells[column.number] is not label
        ]
        told = [value for value in values if value is not None]
        stated = sum(told) if told else None
    if stated is None and label is not None:
        stated = _said_beside(cells, label, unit)
    place = next((cell.place for cell in lengths), label.place if label else "")
    total = total_compared(place, label.text if label else "", stated, rows, since, summed, apart)
    return total if total.agrees or label is not None or summed is not None else None


def _is_bare(cells: Sequence[TableCell], lengths: Sequence[TableCell]) -> bool:
    """Whether nothing but a length stands in a row, as a sum does that nobody gave a name."""
    return len(lengths) == 1 and texts_of(cells) == [lengths[0].text]


def _said_beside(cells: Sequence[TableCell], label: TableCell, unit: NumbersAre) -> float | None:
    """What a label says itself, as `Total hours: 36.5`, or the cell behind it."""
    if match := re.search(r"([\d.,]*\d(?::\d\d)?)\s*(?:h|hrs?|hours?|mins?|minutes)?\s*$", label.text, re.IGNORECASE):
        own: NumbersAre = "minutes" if re.search(r"min", label.text, re.IGNORECASE) else unit
        own = "hours" if re.search(r"\bh(?:ou)?rs?\b", label.text, re.IGNORECASE) else own
        value = minutes_in_cell(TableCell(match[1], None, "text"), own, most=10**7).value
        return float(value) if value is not None else None
    behind = [cell for cell in cells[[id(cell) for cell in cells].index(id(label)) + 1 :] if cell.text]
    if behind:
        own = "hours" if re.search(r"hour|hrs", label.text, re.IGNORECASE) else unit
        value = minutes_in_cell(behind[0], own, most=10**7).value
        return float(value) if value is not None else None
    return None


def say_total(total: LogTotal, sheet: str, found: LogSoFar) -> None:
    found.totals.append(total)
    read = hours(round(total.read))
    where = f"{sheet}, {total.place}" if total.place else sheet
    if total.minutes is None:
        found.said.append(f"{where}: this total was never worked out. What was read adds up to {read}.")
    elif total.agrees:
        found.said.append(f"{where}: the total says {hours(round(total.minutes))}, and so do {total.about}.")
    else:
        found.said.append(
            f"{where}: the total says {hours(round(total.minutes))}, and {total.about} add up to {read}. Look which is "
            "right before you bring it in."
        )


def above_the_table(
    grid: TableGrid,
    heading: Heading,
    sheet: str,
    around: RowContext,
    rows: Sequence[tuple[int, float, bool]],
    apart: Mapping[str, float],
    found: LogSoFar,
) -> None:
    """What stands above the headers: totals are compared, the rest is left out and listed."""
    for row, cells in enumerate(grid.rows[: heading.first], 1):
        texts = texts_of(cells)
        if not texts:
            continue
        label = next((cell for cell in cells if is_total_label(re.sub(r"[\d.,:½]+\s*\w*$", "", cell.text))), None)
        stated = _said_beside(cells, label, around.units.get("minutes", "hours")) if label else None
        if label is not None and stated is not None:
            found.labels += texts
            say_total(total_compared(label.place, label.text, stated, rows, 0, None, apart), sheet, found)
        else:
            found.left.append(Left("\t".join(texts), f"{sheet}, row {row}", "it stands above the table"))


def running_totals(
    grid: TableGrid,
    heading: Heading,
    sheet: str,
    around: RowContext,
    rows: Sequence[tuple[int, float, bool]],
    found: LogSoFar,
) -> None:
    """The first row where a column of running totals differs from what was read."""
    column = heading.column("running")
    if column is None:
        return
    unit = around.units.get("running") or around.units.get("minutes", "hours")
    total, before = 0.0, None
    for row, minutes, _ in rows:
        total += minutes
        stated = minutes_in_cell(grid.rows[row - 1][column.number], unit, most=10**7).value
        if stated is None:
            continue
        begins = stated - total if before is None else before  # brought forward from another sheet
        if before is not None and abs(stated - total - before) >= 0.6:
            found.said.append(
                f"{sheet}, row {row}: the running total says {hours(stated)}, and what was read adds up to "
                f"{hours(round(total + before))}."
            )
            return
        before = begins
    if before is not None:
        found.said.append(f"{sheet}: the running total agrees with what was read in every row.")
