"""What stands in a workbook beside its values: hidden rows and columns, errors, formulas, what is left to work out.

Read as plain XML without expanding an entity, from .xlsx, .xlsm and .ods files.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

__all__ = ["Beside", "BesideSheet", "beside_of"]

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MOST_HIDDEN: Final = 20_000
_MOST_COLUMNS: Final = 16_384
_NO_WORKBOOK: Final = "it is no workbook: coachfolio reads .xlsx, .xlsm, .xls and .ods"


@dataclass
class BesideSheet:
    """What is beside the cells of one sheet. Places are row and column, from 1."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    truths: set[tuple[int, int]] = field(default_factory=set)
    """Cells that hold yes or no where calamine says a number."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class Beside:
    """What is beside the cells of a workbook, by the name of the sheet."""

    sheets: dict[str, BesideSheet] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class _Hostile(Exception):
    """A document type, by which XML grows without bound, stands in a part."""


def beside_of(archive: zipfile.ZipFile) -> tuple[str, Beside]:
    """Why a workbook is not read, else empty; and what stands beside its cells."""
    names = set(archive.namelist())
    beside = Beside()
    try:
        if "content.xml" in names:
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                return "it is protected by a password; open it, take the password off, and save it again", beside
            _parse(archive.read("content.xml"), _Ods(beside))
        elif "xl/workbook.xml" in names:
            _of_xlsx(archive, names, beside)
        elif "xl/workbook.bin" not in names:
            return _NO_WORKBOOK, beside
    except (expat.ExpatError, UnicodeError, ValueError):
        return "it is damaged, or not what its name says", beside
    except _Hostile:
        return "it holds a document type, which no workbook needs and by which a file can grow without bound", beside
    if any(name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        beside.notes.append("it has macros in it, which were not run")
    if any(name.startswith("xl/externalLinks/") for name in names):
        beside.notes.append("it points to other files, which were not opened; the values it kept of them were read")
    return "", beside


def _parse(data: bytes, reader: Any) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def no_document_type(*_: Any) -> None:
        raise _Hostile

    parser.StartDoctypeDeclHandler = no_document_type
    parser.StartElementHandler = lambda name, marks: reader.start(_bare(name), {_bare(m): v for m, v in marks.items()})
    parser.EndElementHandler = lambda name: reader.end(_bare(name))
    parser.CharacterDataHandler = reader.said
    parser.Parse(data, True)


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]


# --- Excel


def _of_xlsx(archive: zipfile.ZipFile, names: set[str], beside: Beside) -> None:
    book = _Book()
    _parse(archive.read("xl/workbook.xml"), book)
    links = _Links()
    if "xl/_rels/workbook.xml.rels" in names:
        _parse(archive.read("xl/_rels/workbook.xml.rels"), links)
    for name, link in book.sheets:
        target = links.targets.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in names:
            sheet = BesideSheet()
            _parse(archive.read(path), _Sheet(sheet, nought_is_unknown=book.to_be_worked_out))
            beside.sheets[name] = sheet


class _Quiet:
    def start(self, name: str, marks: Mapping[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def said(self, text: str) -> None: ...


class _Book(_Quiet):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.to_be_worked_out = False

    def start(self, name: str, marks: Mapping[str, str]) -> None:
        if name == "sheet":
            self.sheets.append((marks.get("name", ""), marks.get("id", "")))
        elif name == "calcPr":
            self.to_be_worked_out = marks.get("fullCalcOnLoad") in ("1", "true")


class _Links(_Quiet):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, marks: Mapping[str, str]) -> None:
        if name == "Relationship":
            self.targets[marks.get("Id", "")] = marks.get("Target", "")


class _Sheet(_Quiet):
    """One sheet of an .xlsx file."""

    def __init__(self, sheet: BesideSheet, *, nought_is_unknown: bool) -> None:
        self._sheet = sheet
        self._nought_is_unknown = nought_is_unknown
        self._row = self._column = 0
        self._kind = self._in = ""
        self._formula: str | None = None
        self._value: str | None = None

    def start(self, name: str, marks: Mapping[str, str]) -> None:
        if name == "row":
            self._row = int(marks.get("r") or self._row + 1)
            self._column = 0
            if marks.get("hidden") in ("1", "true"):
                self._sheet.hidden_rows.add(self._row)
        elif name == "col" and marks.get("hidden") in ("1", "true"):
            last = min(int(marks.get("max", "0")), _MOST_COLUMNS)
            self._sheet.hidden_columns.update(range(int(marks.get("min", "1")), last + 1))
        elif name == "c":
            match = _REFERENCE.fullmatch(marks.get("r", ""))
            self._column = _column(match[1]) if match else self._column + 1
            self._kind, self._formula, self._value = marks.get("t", ""), None, None
        elif name in ("f", "v"):
            self._in = name
            if name == "f":
                self._formula = self._formula or ""
            else:
                self._value = ""

    def said(self, text: str) -> None:
        if self._in == "f":
            self._formula = (self._formula or "") + text
        elif self._in == "v":
            self._value = (self._value or "") + text

    def end(self, name: str) -> None:
        if name in ("f", "v"):
            self._in = ""
        elif name == "c":
            place = (self._row, self._column)
            if self._kind == "e" and self._value:
                self._sheet.errors[place] = self._value
            if self._formula is not None:
                self._sheet.formulas[place] = self._formula
                value = (self._value or "").strip()
                if self._kind != "str" and (not value or (value == "0" and self._nought_is_unknown)):
                    self._sheet.uncalculated.add(place)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# --- OpenDocument


class _Ods(_Quiet):
    """The sheets of an .ods file."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._sheet: BesideSheet | None = None
        self._row = self._rows = self._column = self._in_group = 0
        self._cell: dict[str, Any] | None = None
        self._text: list[str] = []

    def start(self, name: str, marks: Mapping[str, str]) -> None:
        if name == "table":
            self._sheet = self._beside.sheets.setdefault(marks.get("name", ""), BesideSheet())
            self._row = self._rows = self._column = 0
        elif self._sheet is None:
            return
        elif name == "table-column":
            times = _times(marks, "number-columns-repeated")
            if marks.get("visibility") in ("collapse", "filter") and self._column < _MOST_COLUMNS:
                first, last = self._column + 1, min(self._column + times, _MOST_COLUMNS)
                self._sheet.hidden_columns.update(range(first, last + 1))
            self._column += times
        elif name == "table-row":
            self._row += self._rows or 0
            self._rows = _times(marks, "number-rows-repeated")
            self._row, self._column = (self._row or 1), 0
            if marks.get("visibility") in ("collapse", "filter"):
                last = min(self._row + self._rows, self._row + _MOST_HIDDEN)
                self._sheet.hidden_rows.update(range(self._row, last))
        elif name in ("table-cell", "covered-table-cell"):
            times = _times(marks, "number-columns-repeated")
            self._cell = {"marks": marks, "first": self._column + 1, "times": min(times, 200)}
            self._text = []
            self._column += times

    def said(self, text: str) -> None:
        if self._cell is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if name == "table":
            self._sheet = None
        elif name in ("table-cell", "covered-table-cell") and self._cell is not None and self._sheet is not None:
            marks, cell, self._cell = self._cell["marks"], self._cell, None
            for column in range(cell["first"], cell["first"] + cell["times"]):
                self._note((self._row, column), marks)
            across, down = _times(marks, "number-columns-spanned"), _times(marks, "number-rows-spanned")
            if (across, down) != (1, 1):
                bottom, right = self._row + min(down, 1000) - 1, cell["first"] + min(across, 1000) - 1
                self._sheet.merged.append((self._row, cell["first"], bottom, right))

    def _note(self, place: tuple[int, int], marks: Mapping[str, str]) -> None:
        assert self._sheet is not None
        kind, said = marks.get("value-type", ""), "".join(self._text).strip()
        formula = marks.get("formula")
        if formula is not None:
            self._sheet.formulas[place] = formula.partition(":")[2] or formula
            error = said.startswith(("#", "Err:"))
            if error and kind in ("", "string", "float", "error"):
                self._sheet.errors[place] = said
            elif not kind:
                self._sheet.uncalculated.add(place)
        if kind == "boolean" or (kind == "float" and said in ("TRUE", "FALSE")):
            self._sheet.truths.add(place)


def _times(marks: Mapping[str, str], name: str) -> int:
    said = marks.get(name, "1")
    return max(int(said), 1) if said.isdigit() and len(said) < 9 else 1
