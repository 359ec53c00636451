"""Sheets of an hours log that hold no contacts: one row for each client, and whatever else is there."""

from __future__ import annotations

from coachfolio.base.words import hours
from coachfolio.editing.importing.facts import Left
from coachfolio.editing.importing.log_cells import NumbersAre, minutes_in_cell
from coachfolio.editing.importing.log_columns import Heading
from coachfolio.editing.importing.log_found import LogSoFar, called, texts_of
from coachfolio.editing.importing.log_sums import say_total
from coachfolio.editing.importing.log_totals import LogTotal, is_total_label
from coachfolio.format.foreign.contents import TableGrid
from coachfolio.format.foreign.workbook import column_letters
from coachfolio.format.slips.names import plain_name

__all__ = ["leave", "read_client_hours"]


def read_client_hours(grid: TableGrid, number: int, heading: Heading, found: LogSoFar) -> None:
    """A sheet with one row for each client: it is no contact, and is compared with those that were read."""
    sheet = called(grid, number)
    found.columns += [column.told(f"{sheet}, column {column_letters(column.number + 1)}") for column in heading.columns]
    found.labels += [text for row in grid.rows[heading.first : heading.last + 1] for text in texts_of(row)]
    names = [
        column for column in heading.columns if column.field in ("client", "client name", "first name", "last name")
    ]
    lengths = [column for column in heading.columns if column.field.startswith("minutes")]
    read_of = found.by_client
    states = 0
    for row, cells in enumerate(grid.rows[heading.last + 1 :], heading.last + 2):
        texts = texts_of(cells)
        if not texts:
            continue
        unit: NumbersAre = "minutes" if any(column.in_hours is False for column in lengths) else "hours"
        told = [minutes_in_cell(cells[column.number], unit, most=10**7).value for column in lengths]
        stated = sum(value for value in told if value)
        client = plain_name(" ".join(cells[column.number].text for column in names if cells[column.number].text))
        if any(is_total_label(cell.text) for cell in cells):
            found.labels += texts
            stated_of = float(stated) if any(value is not None for value in told) else None
            about = "the clients above"
            agrees = stated_of is not None and abs(stated_of - states) < 0.6
            say_total(LogTotal(f"row {row}", "", stated_of, float(states), about, agrees), sheet, found)
            continue
        states += stated
        found.left.append(Left("\t".join(texts), f"{sheet}, row {row}", "it sums up a client, and is no contact"))
        if client in read_of and abs(read_of[client] - stated) >= 1:
            found.said.append(
                f"{sheet}, row {row}: it says {hours(stated)} for this client, and what was read adds up to "
                f"{hours(read_of[client])}."
            )
    if not found.logs:
        found.said.append(
            f"{sheet} has one row for each client, as ICF's log has: {hours(states)} in all. coachfolio keeps "
            "contacts, each with its day, so no session is made of it. Bring in the log that has the days."
        )


def leave(grid: TableGrid, number: int, why: str, found: LogSoFar) -> None:
    sheet = called(grid, number)
    told = [(row, "\t".join(texts_of(cells))) for row, cells in enumerate(grid.rows, 1) if texts_of(cells)]
    if told:
        found.said.append(f"{sheet[0].upper()}{sheet[1:]} was left out: {why}.")
    found.left += [Left(text, f"{sheet}, row {row}", why) for row, text in told]
