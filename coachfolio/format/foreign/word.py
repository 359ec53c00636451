"""Word documents (.docx): their paragraphs, tables, text boxes, headers, footers and notes, in order.

It reads the XML itself, and nothing in it is run, followed or fetched. Names of elements are compared without their
namespaces, so that documents of the strict form read the same.
"""

from __future__ import annotations

import datetime
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from coachfolio.base.words import count
from coachfolio.format.attachments.notread import NotRead
from coachfolio.format.foreign.contents import Contents, Stored, TableCell, TableGrid, TextPassage, as_answer
from coachfolio.format.foreign.packaged import Package
from coachfolio.format.foreign.word_styles import Styles, child, value
from coachfolio.format.foreign.word_text import CHOICES, NOT_FILLED_IN, STRUCK_OUT, ParagraphReader, day_of_control

__all__ = ["in_markdown", "word_answer", "word_contents"]

_Part = Literal["body", "header", "footer", "box", "note", "comment"]
_WRAPPERS: Final = ("sdtContent", "customXml", "ins", "moveTo", "smartTag")
_MOST_COLUMNS: Final = 200
_OLD: Final = b"\xd0\xcf\x11\xe0"


def word_answer(data: bytes) -> dict[str, Any]:
    """What a document holds, as the child process sends it."""
    try:
        return as_answer(word_contents(data))
    except NotRead as reason:
        return as_answer(Contents(unread=str(reason)))


def word_contents(data: bytes) -> Contents:
    """What a document holds. Raises NotRead."""
    if data.startswith(_OLD):
        raise NotRead("it is protected by a password, or was saved by an old program under a new ending")
    package = Package(data)
    if not any(name.startswith("word/") for name in package.names) and "[Content_Types].xml" not in package.names:
        raise NotRead("it is no Word document, whatever its ending says")
    return _Document(package).contents()


def in_markdown(passages: Iterable[TextPassage]) -> str:
    """Passages as one text: items of a list line by line, paragraphs with an empty line between them."""
    text, before = "", ""
    for passage in passages:
        line = f"{passage.item} {passage.text}" if passage.item else passage.text
        if passage.item:
            indent = " " * (len(passage.item) + 1)
            line = line.replace("\n", f"\n{indent}")
        if text:
            text += "\n" if passage.item and before else "\n\n"
        text += line
        before = passage.item
    return text


class _Document:
    """One document while it is read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        start = [name for kind, name in package.related("").values() if kind == "officeDocument"]
        self._main = start[0] if start else "word/document.xml"
        self._related = package.related(self._main)
        by_kind = dict(self._related.values())
        self._styles = Styles(
            package.xml(by_kind.get("styles", "word/styles.xml")),
            package.xml(by_kind.get("numbering", "word/numbering.xml")),
        )
        self._words = ParagraphReader(self._styles.bold)
        self._notes = {kind: self._notes_of(by_kind.get(kind)) for kind in ("footnotes", "endnotes")}
        self._tables = self._paragraphs = 0
        self._controls = _Controls()
        self._trouble: dict[str, None] = {}

    def contents(self) -> Contents:
        root = self._package.xml(self._main)
        body = child(root, "body")
        if body is None:
            raise NotRead("it is no Word document, whatever its ending says")
        margins: dict[str, None] = {}
        for kind, name in self._related.values():
            if kind in ("header", "footer"):
                margins[name] = None
        parts = list(self._joined(self._blocks(body, "body", "")))
        for name in margins:
            part: _Part = "header" if "header" in name else "footer"
            inner = self._package.xml(name)
            if inner is not None:
                parts += self._joined(self._blocks(inner, part, f"a {part}"))
        self._look_for_the_rest()
        left = tuple((f"{count(number, 'word')} {why}", why) for why, number in self._words.left.items() if number)
        return Contents(_once(parts), self._title(), left, tuple(self._trouble))

    def _title(self) -> str:
        properties = self._package.xml("docProps/core.xml")
        return (
            next((inner.text or "" for inner in properties if inner.tag == "title"), "")
            if properties is not None
            else ""
        )

    def _look_for_the_rest(self) -> None:
        for name in self._package.names:
            if name.endswith("vbaProject.bin"):
                self._trouble["it has macros, which were not run"] = None
            elif "/embeddings/" in name:
                self._trouble["another document is inside it, which was not read"] = None
            elif name.endswith("comments.xml"):
                comments = self._package.xml(name)
                if comments is not None and len(comments):
                    said = sum(len((text.text or "").split()) for text in comments.iter("t"))
                    self._words.left["in comments beside the text"] += said
        pictures = self._words.inserted["picture"]
        if pictures:
            self._trouble[f"it has {count(pictures, 'picture')}, which can only be kept with the file itself"] = None

    def _notes_of(self, name: str | None) -> dict[str, ET.Element]:
        root = self._package.xml(name) if name else None
        return {note.get("id", ""): note for note in root if note.get("type") is None} if root is not None else {}

    # --- paragraphs and tables, in their order

    def _blocks(self, holder: ET.Element, part: _Part, place: str) -> Iterator[tuple[TableGrid | TextPassage, bool]]:
        """Each part, and whether the next one belongs to the same paragraph."""
        for element in holder:
            tag = element.tag
            if tag == "p":
                yield from self._paragraph(element, part, place)
            elif tag == "tbl":
                grid = self._table(element, place)
                if grid.rows:
                    yield grid, False
            elif tag == "sdt":
                yield from self._control(element, part, place)
            elif tag in _WRAPPERS:
                yield from self._blocks(element, part, place)
            elif tag == "altChunk":
                self._trouble["a part of it lies in another document inside it, which was not read"] = None
            elif tag in ("del", "moveFrom"):
                self._words.pass_over(element, STRUCK_OUT)

    def _control(self, control: ET.Element, part: _Part, place: str) -> Iterator[tuple[TableGrid | TextPassage, bool]]:
        content = child(control, "sdtContent")
        if content is None:
            return
        about = child(control, "sdtPr")
        if child(about, "showingPlcHdr") is not None:
            self._words.pass_over(content, NOT_FILLED_IN)
            return
        self._controls.note(about)
        yield from self._blocks(content, part, place)

    def _paragraph(
        self, element: ET.Element, part: _Part, place: str
    ) -> Iterator[tuple[TableGrid | TextPassage, bool]]:
        read = self._words.read(element)
        self._controls.chosen = self._controls.chosen or read.chosen
        self._controls.day = read.day or self._controls.day
        if not place:
            self._paragraphs += 1
        where = place or f"paragraph {self._paragraphs}"
        if read.text:
            heading = self._styles.heading(read.about)
            item = "" if heading else self._styles.item(read.about)
            yield TextPassage(read.text, where, heading, item, read.strong or bool(heading), part), read.joins_next
        for box in read.inner:
            yield from self._blocks(box, "box", "a text box")
        for kind, number in read.notes:
            note = self._notes[kind].get(number)
            said = in_markdown(self._passages(note, "note", "a footnote")) if note is not None else ""
            yield TextPassage(f"[^{number}]: {said}", "a footnote", part="note"), False

    def _passages(self, holder: ET.Element, part: _Part, place: str) -> list[TextPassage]:
        return [inner for inner in self._joined(self._blocks(holder, part, place)) if isinstance(inner, TextPassage)]

    def _joined(self, blocks: Iterator[tuple[TableGrid | TextPassage, bool]]) -> Iterator[TableGrid | TextPassage]:
        """The parts, with paragraphs put together whose end a tracked change takes out."""
        kept: TextPassage | None = None
        for part, joins in blocks:
            if kept is not None and isinstance(part, TextPassage):
                part = replace(kept, text=f"{kept.text}{part.text}")
            elif kept is not None:
                yield kept
            kept = part if joins and isinstance(part, TextPassage) else None
            if kept is None:
                yield part
        if kept is not None:
            yield kept

    # --- tables

    def _table(self, element: ET.Element, place: str) -> TableGrid:
        if not place:
            self._tables += 1
        where = f"a table in {place}" if place else f"table {self._tables}"
        rows = [self._row(row, number, place) for number, row in enumerate(self._rows(element), 1)]
        return TableGrid(_filled(rows), where)

    def _rows(self, holder: ET.Element) -> Iterator[ET.Element]:
        for element in holder:
            if element.tag == "tr":
                if child(element, "trPr", "del") is not None:
                    self._words.pass_over(element, STRUCK_OUT)
                else:
                    yield element
            elif element.tag in (*_WRAPPERS, "sdt"):
                yield from self._rows(element)

    def _row(self, row: ET.Element, number: int, place: str) -> list[tuple[TableCell, bool]]:
        """The cells of a row, one for each column, and whether each goes on with the one above."""
        about = child(row, "trPr")
        found: list[tuple[TableCell, bool]] = [(TableCell(), False)] * _number(value(about, "gridBefore"), 0)
        for element, control in self._cells(row, None):
            own = child(element, "tcPr")
            across = _number(value(own, "gridSpan"), 1)
            merge = child(own, "vMerge")
            goes_on = merge is not None and merge.get("val", "continue") == "continue"
            beside = child(own, "hMerge")
            if beside is not None and beside.get("val", "continue") == "continue" and found:
                found.append((TableCell(covered=True), goes_on))
                continue
            where = f"row {number}, cell {len(found) + 1}"
            cell = self._cell(element, control, f"{place}, {where}" if place else where, across)
            found.append((cell, goes_on))
            found += [(TableCell(covered=True), goes_on)] * (across - 1)
        return found[:_MOST_COLUMNS]

    def _cells(self, holder: ET.Element, control: ET.Element | None) -> Iterator[tuple[ET.Element, ET.Element | None]]:
        """The cells of a row, each with what is said of the control that it is, where it is one."""
        for element in holder:
            if element.tag == "tc":
                yield element, control
            elif element.tag == "sdt":
                content = child(element, "sdtContent")
                yield from self._cells(content, child(element, "sdtPr")) if content is not None else ()
            elif element.tag in _WRAPPERS:
                yield from self._cells(element, control)

    def _cell(self, element: ET.Element, control: ET.Element | None, where: str, across: int) -> TableCell:
        outside, self._controls = self._controls, _Controls()
        passages: list[TextPassage] = []
        grids: list[TableGrid] = []
        if child(control, "showingPlcHdr") is not None:
            self._words.pass_over(element, NOT_FILLED_IN)
        else:
            self._controls.note(control)
            for part in self._joined(self._blocks(element, "body", where)):
                if isinstance(part, TableGrid):
                    grids.append(part)
                else:
                    passages.append(part)
        inside, self._controls = self._controls, outside
        text = in_markdown(passages)
        stored: Stored = "day" if inside.day and text else "choice" if inside.chosen else "text" if text else "nothing"
        strong = bool(passages) and all(passage.strong for passage in passages)
        return TableCell(
            text,
            inside.day if text else None,
            stored,
            where,
            across,
            inner=tuple(grids),
            strong=strong or _is_shaded(element),
        )


class _Controls:
    """What a cell has to fill in besides text."""

    def __init__(self) -> None:
        self.chosen = False
        self.day: datetime.date | None = None

    def note(self, about: ET.Element | None) -> None:
        """Take in what is said of a control."""
        self.chosen = self.chosen or any(child(about, kind) is not None for kind in CHOICES)
        day = child(about, "date")
        if day is not None:
            self.day = day_of_control(day) or self.day


def _is_shaded(cell: ET.Element) -> bool:
    shade = child(cell, "tcPr", "shd")
    return shade is not None and shade.get("fill", "auto").upper() not in ("AUTO", "FFFFFF")


def _number(said: str | None, otherwise: int) -> int:
    return min(int(said), _MOST_COLUMNS) if said and said.isdigit() else otherwise


def _filled(rows: Sequence[Sequence[tuple[TableCell, bool]]]) -> tuple[tuple[TableCell, ...], ...]:
    """The rows, all of one length, with cells that are merged downwards told as such."""
    width = max((len(row) for row in rows), default=0)
    cells = [[cell for cell, _ in row] + [TableCell()] * (width - len(row)) for row in rows]
    for column in range(width):
        top = 0
        for number, row in enumerate(rows):
            if column < len(row) and row[column][1] and number and not cells[top][column].covered:
                above, hidden = cells[top][column], cells[number][column]
                text = "\n\n".join(filter(None, (above.text, hidden.text)))
                cells[top][column] = replace(above, down=number - top + 1, text=text)
                cells[number][column] = TableCell(covered=True, place=hidden.place)
            else:
                top = number
    return tuple(tuple(row) for row in cells)


def _once(parts: Sequence[TableGrid | TextPassage]) -> tuple[TableGrid | TextPassage, ...]:
    """The parts, with what stands in several headers and footers only once."""
    seen: set[Any] = set()
    kept = []
    for part in parts:
        if isinstance(part, TextPassage) and part.part in ("header", "footer"):
            if (part.part, part.text) in seen:
                continue
            seen.add((part.part, part.text))
        kept.append(part)
    return tuple(kept)
