"""Workbooks (.xlsx, .xlsm, .xls, .ods): python-calamine reads the cells, and nothing is worked out, run or fetched.

What calamine does not tell is read beside it from the file's own XML: hidden rows and columns, errors, and formulas
that were never worked out.
"""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any, Final

from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid, as_answer
from coachfolio.format.foreign.workbook_parts import Beside, BesideSheet, beside_of

__all__ = ["column_letters", "value_text", "workbook_answer"]

_MOST_BYTES: Final = 25 << 20
_MOST_ROWS: Final = 20_000
_MOST_CELLS: Final = 400_000
"""Cells of one sheet, with the empty ones between them."""
_MOST_SHEETS: Final = 200
_MOST_UNPACKED: Final = 100 << 20
_MOST_PARTS: Final = 5_000
_MOST_LETTERS: Final = 32_767
"""Letters of one cell, as in Excel."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROTECTED: Final = "it is protected by a password; open it, take the password off, and save it again"
DAMAGED: Final = "it is damaged, or not what its name says"
NO_READER: Final = "to read workbooks, install coachfolio[import]"


def workbook_answer(data: bytes) -> dict[str, Any]:
    """What a workbook holds, as the child process sends it."""
    beside = Beside()
    trouble = ""
    if len(data) > _MOST_BYTES:
        trouble = f"it is larger than {_MOST_BYTES >> 20} MB"
    elif data.startswith(b"PK"):
        trouble, beside = _looked_at(data)
    elif not data.startswith(_OLE):
        trouble = _what_it_is_instead(data)
    elif "EncryptedPackage".encode("utf-16-le") in data:
        trouble = PROTECTED
    if trouble:
        return {"trouble": trouble}
    return _read(data, beside)


def _what_it_is_instead(data: bytes) -> str:
    """A web page or text that calls itself a workbook, as some programs export it."""
    if data.lstrip()[:1] == b"<":
        return "it is a web page or XML that calls itself a workbook; open it in Excel or LibreOffice, and save it anew"
    return DAMAGED


def _read(data: bytes, beside: Beside) -> dict[str, Any]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ImportError:
        return {"trouble": NO_READER}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        return {"trouble": PROTECTED}
    except (CalamineError, OSError, ValueError):
        return {"trouble": DAMAGED}
    grids: list[TableGrid] = []
    trouble = list(beside.notes)
    for number, name in enumerate(workbook.sheet_names):
        called = f"its sheet {number + 1}"
        if number >= _MOST_SHEETS:
            trouble.append(f"only its first {_MOST_SHEETS} sheets were read")
            break
        about = workbook.sheets_metadata[number]
        if str(about.typ).rpartition(".")[2] != "WorkSheet":
            trouble.append(f"{called} is a chart or the like, and was left out")
            continue
        try:
            sheet = workbook.get_sheet_by_index(number)
            height, width = (sheet.total_height or 0) + 1, (sheet.total_width or 0) + 1
            if height > _MOST_ROWS or height * width > _MOST_CELLS:
                trouble.append(f"{called} reaches over {height:,} rows and {width:,} columns, and was not read")
                continue
            values = sheet.to_python(skip_empty_area=False)
            merged = [
                (top + 1, left + 1, bottom + 1, right + 1)
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            ]
        except (CalamineError, OSError, ValueError, IndexError):
            trouble.append(f"{called} could not be read")
            continue
        known = beside.sheets.get(name, BesideSheet())
        hidden = str(about.visible).rpartition(".")[2] != "Visible"
        grids.append(_grid(name, number, values, known, merged or known.merged, hidden=hidden))
    if data.startswith(_OLE):
        trouble.append("an .xls file does not tell which rows are hidden, nor which cells show an error")
    return as_answer(Contents(tuple(grids), trouble=tuple(trouble)))


def _looked_at(data: bytes) -> tuple[str, Beside]:
    """Why a workbook that is an archive is not read, and what stands beside its cells."""
    too_large = f"it unpacks to more than {_MOST_UNPACKED >> 20} MB"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS:
                return f"it has more than {_MOST_PARTS:,} parts", Beside()
            if sum(part.file_size for part in parts) > _MOST_UNPACKED:
                return too_large, Beside()
            if any(part.flag_bits & 1 for part in parts):
                return PROTECTED, Beside()
            left = _MOST_UNPACKED
            for part in parts:  # whatever the archive says of itself
                with archive.open(part) as file:
                    while read := len(file.read(1 << 20)):
                        left -= read
                        if left < 0:
                            return too_large, Beside()
            return beside_of(archive)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError, zlib.error):
        return DAMAGED, Beside()


def _grid(
    name: str,
    number: int,
    values: Sequence[Sequence[Any]],
    known: BesideSheet,
    merged: Sequence[tuple[int, int, int, int]],
    *,
    hidden: bool,
) -> TableGrid:
    # a formula without a value, or an error, may stand behind the last value that calamine tells
    told = [place for place in (*known.errors, *known.uncalculated) if place[0] <= _MOST_ROWS and place[1] <= 1_000]
    height = max([len(values), *(row for row, _ in told)])
    width = max([max(map(len, values), default=0), *(column for _, column in told)])
    covers = {(top, left): (right - left + 1, bottom - top + 1) for top, left, bottom, right in merged}
    covered = _covered(merged, height, width)
    rows = []
    for row in range(1, height + 1):
        cells = values[row - 1] if row <= len(values) else ()
        rows.append(
            tuple(
                _cell(
                    cells[column - 1] if column <= len(cells) else "",
                    (row, column),
                    known,
                    covers.get((row, column), (1, 1)),
                    covered=(row, column) in covered,
                )
                for column in range(1, width + 1)
            )
        )
    notes = []
    if hidden:
        notes.append("This sheet is hidden.")
    return TableGrid(
        tuple(rows),
        place=f"sheet {name}" if name else f"sheet {number + 1}",
        name=name,
        hidden_rows=tuple(sorted(row - 1 for row in known.hidden_rows if row <= height)),
        hidden_columns=tuple(sorted(column - 1 for column in known.hidden_columns if column <= width)),
        notes=tuple(notes),
    )


def _covered(merged: Sequence[tuple[int, int, int, int]], height: int, width: int) -> set[tuple[int, int]]:
    places: set[tuple[int, int]] = set()
    for top, left, bottom, right in merged:
        for row in range(top, min(bottom, height) + 1):
            places.update((row, column) for column in range(left, min(right, width) + 1))
        places.discard((top, left))
        if len(places) > _MOST_CELLS:
            break
    return places


def _cell(
    value: Any, place: tuple[int, int], known: BesideSheet, covers: tuple[int, int], *, covered: bool
) -> TableCell:
    there = f"{column_letters(place[1])}{place[0]}"
    formula = known.formulas.get(place, "")[:500]
    across, down = covers
    if place in known.errors:
        return TableCell(known.errors[place][:40], None, "error", there, across, down, covered, formula)
    if place in known.uncalculated:
        return TableCell("", None, "not-worked-out", there, across, down, covered, formula)
    if place in known.truths:
        value = bool(value)
    kept, stored = _kept(value)
    text = value_text(kept) if kept is not None else str(value)[:_MOST_LETTERS].strip()
    if stored == "text" and not text:
        stored = "nothing"
    return TableCell(text, kept, stored, there, across, down, covered, formula)


def _kept(value: Any) -> tuple[Any, Any]:
    """A value as a cell keeps it, and what it is stored as."""
    if value == "" or value is None:
        return None, "nothing"
    if isinstance(value, bool):
        return value, "yes-no"
    if isinstance(value, int | float):
        return value, "number"
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return value.date(), "day"
        return value.replace(microsecond=0) + datetime.timedelta(seconds=round(value.microsecond / 1e6)), "moment"
    if isinstance(value, datetime.date):
        return value, "day"
    if isinstance(value, datetime.time):
        seconds = round(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)
        seconds = min(seconds, 86_399)  # a part of a day is never kept exactly
        return datetime.time(seconds // 3600, seconds // 60 % 60, seconds % 60), "time"
    if isinstance(value, datetime.timedelta):
        return datetime.timedelta(seconds=round(value.total_seconds())), "duration"
    return None, "text"


def value_text(value: Any) -> str:
    """A value of a cell as a person would read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else repr(round(float(value), 10))
    if isinstance(value, datetime.datetime):
        return f"{value.date().isoformat()} {value:%H:%M}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}" if not value.second else value.isoformat("seconds")
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}"
    return str(value)


def column_letters(number: int) -> str:
    """The letters of a column: A for 1, AB for 28."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
