"""Web pages that were saved, such as the pages of an e-portfolio: their headings, paragraphs, lists and tables.

Nothing of a page is fetched and nothing in it is run. What it hides from a reader's eyes is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any, Final

from coachfolio.base.words import words
from coachfolio.format.attachments.notread import NotRead
from coachfolio.format.attachments.plain import decoded_text
from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid, TextPassage, as_answer

__all__ = ["in_paragraphs", "web_page_answer", "web_page_parts"]

_MOST_BYTES: Final = 25 << 20
_MOST_PARTS: Final = 50_000
_MOST_ACROSS: Final = 200
_MOST_DOWN: Final = 200
"""Columns and rows that one merged cell covers."""
_MOST_PLACES: Final = 200_000
"""Places of one table, of which merged cells may make many."""
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLOCKS: Final = words(
    """
    p div li ul ol dl dt dd blockquote pre section article header footer aside nav main figure figcaption address form
    fieldset label hr body html td th tr table caption h1 h2 h3 h4 h5 h6
    """
)
_NOT_READ: Final = ("script", "style", "template", "noscript", "svg", "math")
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")


class _Page(HTMLParser):
    """The parts of a page, as they are met."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[TableGrid | TextPassage] = []
        self.title = ""
        self._text: list[str] = []
        self._heading = 0
        self._strong = self._plain = False
        self._strong_deep = 0
        self._not_read = 0
        self._in_title = False
        self._lists: list[int] = []
        """For each list that is open, the number of the next item; 0 where it has no numbers."""
        self._item = ""
        self._tables: list[_Table] = []

    # --- what the parser calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOT_READ:
            self._not_read += 1
        elif tag == "title":
            self._in_title = True
        elif tag == "br":
            self._text.append("\n")
        elif tag in ("b", "strong"):
            self._strong_deep += 1
        if tag not in _BLOCKS:
            return
        self._end_block()
        about = dict(attrs)
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            self._item = self._sign()
        elif tag == "table" and len(self._tables) < 20:
            self._tables.append(_Table())
        elif self._tables and tag == "tr":
            self._tables[-1].begin_row()
        elif self._tables and tag in ("td", "th"):
            self._tables[-1].begin(tag, _across(about.get("colspan")), _across(about.get("rowspan")))

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOT_READ:
            self._not_read = max(0, self._not_read - 1)
        elif tag == "title":
            self._in_title = False
        elif tag in ("b", "strong"):
            self._strong_deep = max(0, self._strong_deep - 1)
        if tag not in _BLOCKS:
            return
        self._end_block()
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "table" and self._tables:
            self._end_table()
        elif tag in ("td", "th") and self._tables:
            self._tables[-1].end()
        if tag in _HEADINGS:
            self._heading = 0

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._not_read:
            if data.strip():
                if self._strong_deep:
                    self._strong = True
                else:
                    self._plain = True
            self._text.append(_BLANKS.sub(" ", data))

    def close(self) -> None:
        super().close()
        self._end_block()
        while self._tables:
            self._end_table()

    # --- what becomes of it

    def _sign(self) -> str:
        level = "  " * (len(self._lists) - 1) if self._lists else ""
        if self._lists and self._lists[-1]:
            self._lists[-1] += 1
            return f"{level}{self._lists[-1] - 1}."
        return f"{level}-"

    def _end_block(self) -> None:
        lines = [line.strip() for line in "".join(self._text).split("\n")]
        text = "\n".join(line for line in lines if line)
        strong = self._strong and not self._plain
        self._text.clear()
        self._strong = self._plain = False
        if not text or len(self.parts) >= _MOST_PARTS:
            return
        if self._tables and self._tables[-1].open is not None:
            self._tables[-1].say(f"{self._item} {text}" if self._item else text, bool(self._item), strong=strong)
        else:
            place = f"paragraph {len(self.parts) + 1}"
            self.parts.append(TextPassage(text, place, self._heading, self._item, strong))
        self._item = ""

    def _end_table(self) -> None:
        table = self._tables.pop()
        table.end()
        grid = table.grid(f"table {sum(isinstance(part, TableGrid) for part in self.parts) + 1}")
        if grid is None:
            return
        if self._tables and self._tables[-1].open is not None:
            self._tables[-1].inner.append(grid)
        elif len(self.parts) < _MOST_PARTS:
            self.parts.append(grid)


class _Table:
    """A table, while its cells are met."""

    def __init__(self) -> None:
        self.rows: list[list[TableCell]] = []
        self.open: tuple[str, int, int] | None = None
        self.inner: list[TableGrid] = []
        self._said: list[tuple[str, bool]] = []
        self._strong: list[bool] = []

    def begin_row(self) -> None:
        self.end()
        self.rows.append([])

    def begin(self, tag: str, across: int, down: int) -> None:
        self.end()
        if not self.rows:
            self.rows.append([])
        self.open = (tag, across, down)

    def say(self, text: str, is_item: bool, *, strong: bool) -> None:
        self._said.append((text, is_item))
        self._strong.append(strong)

    def end(self) -> None:
        if self.open is None:
            return
        tag, across, down = self.open
        text = in_paragraphs(self._said)
        strong = tag == "th" or (bool(self._strong) and all(self._strong))
        cell = TableCell(
            text, None, "text" if text else "nothing", "", across, down, inner=tuple(self.inner), strong=strong
        )
        self.rows[-1].append(cell)
        self.open = None
        self.inner, self._said, self._strong = [], [], []

    def grid(self, place: str) -> TableGrid | None:
        """The table with a cell at every place, also where a merged one covers it."""
        rows = [row for row in self.rows if row]
        covered: set[tuple[int, int]] = set()
        placed: list[dict[int, TableCell]] = []
        for number, row in enumerate(rows):
            at: dict[int, TableCell] = {}
            column = 0
            for cell in row:
                while (number, column) in covered:
                    column += 1
                if column >= _MOST_ACROSS:
                    break
                down = min(cell.down, len(rows) - number, _MOST_DOWN) if len(covered) < _MOST_PLACES else 1
                if len(covered) >= 2 * _MOST_PLACES:
                    raise NotRead("one of its tables is larger than any that is read")
                for below in range(down):
                    for beside in range(min(cell.across, _MOST_ACROSS - column)):
                        covered.add((number + below, column + beside))
                at[column] = TableCell(
                    cell.text,
                    None,
                    cell.stored,
                    f"row {number + 1}, cell {column + 1}",
                    min(cell.across, _MOST_ACROSS - column),
                    down,
                    inner=cell.inner,
                    strong=cell.strong,
                )
                column += cell.across
            placed.append(at)
        width = max((column for _, column in covered), default=-1) + 1
        if not width:
            return None
        made = tuple(
            tuple(
                at.get(column) or TableCell(place=place, covered=(number, column) in covered) for column in range(width)
            )
            for number, at in enumerate(placed)
        )
        return TableGrid(made, place)


def in_paragraphs(said: Iterable[tuple[str, bool]]) -> str:
    """Paragraphs as Markdown; with each whether it is an item of a list, which stands right below the one before."""
    text, item_before = "", False
    for paragraph, is_item in said:
        text += ("\n" if is_item and item_before else "\n\n") + paragraph
        item_before = is_item
    return text.strip()


def _across(said: str | None) -> int:
    return min(max(int(said), 1), _MOST_ACROSS) if said and said.strip().isdigit() and len(said) < 6 else 1


def web_page_parts(text: str) -> tuple[tuple[TableGrid | TextPassage, ...], str]:
    """The parts of a page, or of a piece of one, and its title. Raises NotRead where a table is too large."""
    page = _Page()
    try:
        page.feed(text)
        page.close()
    except (AssertionError, ValueError, RecursionError):
        page.parts.append(TextPassage(text, "the rest"))
    return tuple(page.parts), _BLANKS.sub(" ", page.title).strip()


def web_page_answer(data: bytes) -> dict[str, Any]:
    """What a saved web page holds, as the child process sends it."""
    if len(data) > _MOST_BYTES:
        return {"trouble": f"it is larger than {_MOST_BYTES >> 20} MB"}
    text = decoded_text(data)
    if text is None:
        return {"trouble": "it is no text that can be read"}
    try:
        parts, title = web_page_parts(text)
    except NotRead as reason:
        return {"trouble": str(reason)}
    if len(parts) >= _MOST_PARTS:
        return {"trouble": f"it has more than {_MOST_PARTS:,} paragraphs and tables"}
    return as_answer(Contents(parts, title=title))
