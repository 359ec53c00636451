"""Criteria in tables: unit specifications, result sheets, mapping sheets, and rows that name what they belong to."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from coachfolio.editing.importing.criteria_lines import UNIT_LINE, take_heading
from coachfolio.editing.importing.criteria_read import CriteriaList, EvidenceNoted, plain_number
from coachfolio.editing.importing.facts import Left
from coachfolio.format.foreign.contents import TableCell, TableGrid
from coachfolio.format.slips.names import plain_name

__all__ = ["take_grid"]

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "unit": ("unit", "unit ref", "unit reference", "unit no", "unit number", "unit title", "unit code", "module"),
    "outcome": ("lo", "learning outcome", "learning outcomes", "outcome", "outcomes", "lo no", "lo number"),
    "number": (
        *("ac", "ac no", "ac number", "ac ref", "no", "ref", "number", "criterion number", "criterion no", "#"),
        *("criterion ref", "criteria ref", "reference", "criterion reference", "criteria reference", "criteria no"),
        "criteria number",
    ),
    "text": (
        *(
            "assessment criteria",
            "assessment criterion",
            "criteria",
            "criterion",
            "statement",
            "description",
            "standard",
        ),
        *("ac text", "criterion text", "wording", "performance criteria", "what the learner has to show"),
    ),
    "evidence": (
        *("evidence", "evidence ref", "evidence reference", "evidence number", "evidence no", "portfolio reference"),
        *("portfolio ref", "location of evidence", "evidence title", "piece of evidence", "piece", "document"),
        *("evidence provided", "evidence location", "file", "evidence id", "my evidence"),
    ),
    "where": ("where", "location", "page", "page no", "page number", "paragraph", "locator", "where to look", "pages"),
    "how": (
        *("how met", "how", "how it meets", "how it is met", "comment", "comments", "explanation", "justification"),
        *("candidate comments", "learner comments", "rationale", "how the evidence meets the criterion"),
    ),
}
_ENDED_BY: Final = re.compile(r"[(:–—]|\bthe learner (?:will|can|should|must)\b", re.IGNORECASE)
_AT_START: Final = re.compile(
    r"(?:AC\s*)?(?P<number>\d{1,2}\s?[.,]\s?\d{1,3}|s\d{1,2})(?P<end>[.):]*)(?:\s+|(?=[A-Z]))(?P<text>\S.*)", re.I
)
_IN_ORDER: Final = re.compile(r"(?P<number>\d{1,2})[.)]\s+(?P<text>\S.*)")
_OUTCOME: Final = re.compile(
    r"(?:(?:learning outcome|outcome|LO)\s*)?(?P<number>\d{1,2})\s*[:.)–—-]*\s+(?P<text>\S.*)"
    r"|(?:LO\s*)?(?P<alone>\d{1,2})",
    re.IGNORECASE | re.DOTALL,
)
_LABELS: Final = re.compile(r"learning outcomes?|assessment criteria|criteria|evidence|unit|met", re.IGNORECASE)
_MOST_ABOVE: Final = 30


def take_grid(grid: TableGrid, found: CriteriaList) -> None:
    """Take the criteria of a table in their order; what is none is left out, and listed."""
    if _take_tree(grid, found):
        return
    if grid.name and (unit := UNIT_LINE.fullmatch(grid.name.strip())):
        ref = unit["ref"] or unit["bare"] or unit["short"] or ""
        found.begin_unit(ref, (unit["title"] or unit["rest"] or "").strip(), grid.place)
    first, columns = _header(grid)
    for row, cells in enumerate(grid.rows):
        if row == first:
            continue
        said = [cell for cell in cells if cell.text]
        place = f"{grid.place}, row {row + 1}"
        if not said:
            continue
        if len({cell.text for cell in said}) == 1 and take_heading(" ".join(said[0].text.split()), place, found):
            continue
        if row > first >= 0:
            _take_row(cells, columns, place, found)
        else:
            _take_loose(said, place, found)


def _header(grid: TableGrid) -> tuple[int, Mapping[str, int]]:
    """The row of the headers and the column of each; -1 where there are none."""
    best: tuple[int, Mapping[str, int]] = (-1, {})
    for row, cells in enumerate(grid.rows[:_MOST_ABOVE]):
        columns: dict[str, int] = {}
        for number, cell in enumerate(cells):
            name = _column(cell.text)
            if name and name not in columns:
                columns[name] = number
        useful = ("text" in columns or "number" in columns) and len(columns) > 1
        if useful and len(columns) > len(best[1]):
            best = (row, columns)
    return best


def _column(text: str) -> str:
    plain = plain_name(_ENDED_BY.split(" ".join(text.split()))[0])
    return next((name for name, words in _COLUMNS.items() if plain in words), "")


# --- a row below headers


def _take_row(cells: Sequence[TableCell], columns: Mapping[str, int], place: str, found: CriteriaList) -> None:
    def cell(name: str) -> TableCell:
        return cells[columns[name]] if name in columns else TableCell()

    if cell("unit").text:
        _begin_unit(cell("unit").text, place, found)
    if cell("outcome").text:
        _begin_outcome(cell("outcome").text, found)
    numbers = _criteria_of_row(cell("number"), cell("text"), place, found)
    if not numbers and cell("outcome").text and _AT_START.match(cell("outcome").text):
        numbers = _criteria_of_row(TableCell(), cell("outcome"), place, found)
    evidence = cell("evidence").text
    where, how = cell("where").text, cell("how").text
    for number in numbers if evidence else ():
        for name in re.split(r"\n|;|,\s*(?=\S*\d{4}-)", evidence):
            if name.strip(" -*•"):
                plain = name.strip(" -*•")
                found.evidence.append(EvidenceNoted(found.unit.ref, number, plain, where, how, place))
    taken = {columns[name] for name in columns if name != "evidence" or numbers}
    rest = [each.text for at, each in enumerate(cells) if each.text and at not in taken]
    if rest:
        found.left.append(Left("\t".join(rest), place, "it is no criterion"))


def _begin_unit(text: str, place: str, found: CriteriaList) -> None:
    plain = " ".join(text.split())
    match = re.match(r"(?:unit\s*)?(?P<ref>[A-Z]{0,3}\d[\w./-]*)\s*[:–—-]?\s*(?P<title>.*)", plain, re.IGNORECASE)
    ref = match["ref"].replace("/", "-") if match else ""
    title = match["title"] if match else plain
    if ref != found.unit.ref or (not ref and title != found.unit.title):
        found.begin_unit(ref, title, place)


def _begin_outcome(text: str, found: CriteriaList) -> None:
    match = _OUTCOME.fullmatch(text.strip())
    if match and not _AT_START.match(text):
        number = match["number"] or match["alone"]
        if number != found.outcome_number or match["text"]:
            found.begin_outcome(number, match["text"] or "")


def _criteria_of_row(number: TableCell, text: TableCell, place: str, found: CriteriaList) -> list[str]:
    """The criteria that a row lists: one with its number in its own cell, or those that begin lines of the text."""
    if number.text and (plain := plain_number(number.text)):
        said = text.text
        inside = _AT_START.match(said)
        if inside and plain_number(inside["number"]) == plain:
            said = inside["text"]
        ref = plain[0]
        if "." not in ref and found.outcome_number and ref.isdigit():
            ref = f"{found.outcome_number}.{ref}"
        odd = number.text if plain[1] else ""
        return [found.criterion(ref, said, place, odd=odd, kept_as_number=number.stored == "number")]
    taken: list[str] = []
    for line in text.text.split("\n"):
        plain_line = line.strip(" *_-")
        if not plain_line:
            continue
        if match := _AT_START.fullmatch(plain_line):
            own = plain_number(match["number"])
            assert own is not None
            odd = f"{match['number']}{match['end']}" if own[1] or match["end"].strip("):") else ""
            taken.append(found.criterion(own[0], match["text"], place, odd=odd))
        elif found.outcome_number and (match := _IN_ORDER.fullmatch(plain_line)):
            taken.append(found.criterion(f"{found.outcome_number}.{match['number']}", match["text"], place))
        elif taken:
            found.more(plain_line)
        elif not _LABELS.fullmatch(plain_line):
            found.left.append(Left(plain_line, place, "it has no number"))
    return taken


# --- a row without headers


def _take_loose(said: Sequence[TableCell], place: str, found: CriteriaList) -> None:
    """A row of a table whose columns have no known headers: numbers tell what is a criterion."""
    if len(said) == 2 and take_heading(f"{said[0].text.rstrip(':')}: {' '.join(said[1].text.split())}", place, found):
        return
    rest = list(said)
    if len(rest) > 1 and (plain := plain_number(rest[0].text)) and "." in plain[0]:
        odd = rest[0].text if plain[1] else ""
        found.criterion(plain[0], rest[1].text, place, odd=odd, kept_as_number=rest[0].stored == "number")
        rest = rest[2:]
    else:
        for cell in list(rest):
            if any(_AT_START.match(line.strip(" *_-")) for line in cell.text.split("\n")):
                _criteria_of_row(TableCell(), cell, place, found)
                rest.remove(cell)
            elif _OUTCOME.fullmatch(cell.text) and not cell.text.isdigit():
                _begin_outcome(cell.text, found)
                rest.remove(cell)
    if rest:
        found.left.append(Left("\t".join(cell.text for cell in rest), place, "it is no criterion"))


# --- rows that name what they belong to


_TREE: Final[Mapping[str, tuple[str, ...]]] = {
    "parent": ("ischildof", "parentidentifier", "parentidnumber", "parentcoding", "parent", "parentid"),
    "id": ("identifier", "idnumber", "id"),
    "number": ("humancodingscheme", "code", "number"),
    "text": ("fullstatement", "statement", "description"),
    "short": ("shortname", "abbreviatedstatement", "name"),
    "level": ("smartlevel",),
    "root": ("isframework",),
}


def _take_tree(grid: TableGrid, found: CriteriaList) -> bool:
    """Take a framework in which each row names its parent, as CASE and Moodle have it. False where it is none."""
    for row, cells in enumerate(grid.rows[:_MOST_ABOVE]):
        plain = [re.sub(r"[^a-z]", "", cell.text.casefold()) for cell in cells]
        columns = {
            name: next(plain.index(word) for word in words if word in plain)
            for name, words in _TREE.items()
            if any(word in plain for word in words)
        }
        if {"parent", "text"} <= columns.keys() or {"level", "text"} <= columns.keys():
            if columns.keys() & {"id", "number"}:
                _take_items(grid, row, columns, found)
                return True
    return False


class _Item:
    def __init__(self, id: str, number: str, text: str, place: str) -> None:
        self.id, self.number, self.text, self.place = id, number, text, place
        self.below: list[_Item] = []

    def height(self, deep: int = 0) -> int:
        return 0 if not self.below or deep > 20 else 1 + max(item.height(deep + 1) for item in self.below)


def _take_items(grid: TableGrid, header: int, columns: Mapping[str, int], found: CriteriaList) -> None:
    items: dict[str, _Item] = {}
    parents: list[tuple[_Item, str]] = []
    for row, cells in enumerate(grid.rows[header + 1 :], header + 2):

        def said(name: str, cells: Sequence[TableCell] = cells) -> str:
            return cells[columns[name]].text if name in columns else ""

        id = said("id") or said("number") or f"row {row}"
        text, short = _without_marks(said("text")), said("short")
        number = said("number")
        if not number and (plain := plain_number(short)):
            number = plain[0]
        text = text or short
        if not text:
            continue
        if not number and (match := _AT_START.fullmatch(text)):
            number, text = match["number"], match["text"]
        item = _Item(id, number or short or id, text, cells[0].place or f"row {row}")
        level = said("level")
        key = level if "parent" not in columns and level else id
        if key in items:
            found.left.append(Left(text, item.place, "its identifier is that of another"))
            continue
        items[key] = item
        if said("number") and "parent" in columns:
            items.setdefault(said("number"), item)
        parents.append((item, said("parent") if "parent" in columns else level.rpartition(".")[0]))
        if said("root") in ("1", "true", "TRUE", "yes"):
            parents[-1] = (item, "")
    tops: list[_Item] = []
    for item, parent in parents:
        above = items.get(parent)
        if above is None or above is item or _is_below(above, item):
            tops.append(item)
        else:
            above.below.append(item)
    while len(tops) == 1 and tops[0].height() >= 3:  # the framework itself
        tops = tops[0].below
    _take_tops(tops, found)


def _is_below(item: _Item, other: _Item, deep: int = 0) -> bool:
    return deep < 60 and any(each is item or _is_below(item, each, deep + 1) for each in other.below)


def _without_marks(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]{0,400}>", " ", text)).split()) if "<" in text else text


def _take_tops(tops: Sequence[_Item], found: CriteriaList) -> None:
    outcomes = all(re.fullmatch(r"(?:LO\s*)?\d{1,2}\.?", item.number, re.IGNORECASE) for item in tops)
    height = max((item.height() for item in tops), default=0)
    if height == 0:
        for item in tops:
            _take_leaf(item, found)
    elif height == 1 and outcomes:
        for item in tops:
            _take_outcome(item, found)
    else:
        for item in tops:
            found.begin_unit(re.sub(r"[\s/]+", "-", item.number), item.text, item.place)
            for below in item.below:
                (_take_outcome if below.below else _take_leaf)(below, found)


def _take_outcome(item: _Item, found: CriteriaList) -> None:
    digits = re.search(r"(\d{1,2})\.?$", item.number)
    found.begin_outcome(digits[1] if digits else item.number, item.text)
    leaves: list[_Item] = []
    _gather(item, leaves.append)
    for leaf in leaves:
        _take_leaf(leaf, found)


def _gather(item: _Item, take: Callable[[_Item], None], deep: int = 0) -> None:
    for below in item.below if deep < 20 else ():
        if below.below:
            _gather(below, take, deep + 1)
        else:
            take(below)


def _take_leaf(item: _Item, found: CriteriaList) -> None:
    number = item.number
    ref = found.unit.ref
    if ref and number.startswith(ref):
        number = number[len(ref) :].lstrip("./- :")
    plain = plain_number(number)
    odd = number if plain and plain[1] else ""
    found.criterion(plain[0] if plain else re.sub(r"[\s/]+", "-", number), item.text, item.place, odd=odd)
