"""Leap2A, in which Mahara and other e-portfolios hand over what somebody wrote: each entry as a row of one table.

(Source: the Leap2A specification of 2010-07, an Atom feed with types of its own.)
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any, Final

from coachfolio.format.attachments.notread import NotRead
from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid, TextPassage, as_answer
from coachfolio.format.foreign.packaged import Package, xml_tree
from coachfolio.format.foreign.web_page import in_paragraphs, web_page_parts

__all__ = ["LEAP2A", "LEAP2A_HEADERS", "leap2a_answer"]

LEAP2A: Final = "leap2a"
LEAP2A_HEADERS: Final = ("What", "Day", "Title", "Text")
_MOST_BYTES: Final = 64 << 20
_MOST_ENTRIES: Final = 20_000
_FEED: Final = "leap2a.xml"
_NO_FEED: Final = "it is no e-portfolio in Leap2A. Unpack an archive first, and import the folder"


def leap2a_answer(data: bytes) -> dict[str, Any]:
    """The entries of an e-portfolio, as the child process sends them."""
    if len(data) > _MOST_BYTES:
        return {"trouble": f"it is larger than {_MOST_BYTES >> 20} MB"}
    try:
        feed = _feed_of(data)
        if feed is None or feed.tag != "feed":
            return {"trouble": _NO_FEED}
        entries = feed.findall("entry")
        if len(entries) > _MOST_ENTRIES:
            return {"trouble": f"it has more than {_MOST_ENTRIES:,} entries"}
        rows = [_row(entry, number) for number, entry in enumerate(entries, 1)]
    except NotRead as reason:
        return {"trouble": str(reason)}
    header = tuple(TableCell(name, None, "text", "its headers") for name in LEAP2A_HEADERS)
    grid = TableGrid((header, *rows), "its entries")
    return as_answer(Contents((grid,), title=_said(feed, "title"), properties={"kind": LEAP2A}))


def _feed_of(data: bytes) -> ET.Element | None:
    if not data.startswith(b"PK"):
        return xml_tree(data)
    package = Package(data)
    name = next((name for name in package.names if name.rpartition("/")[2].casefold() == _FEED), None)
    return package.xml(name) if name is not None else None


def _row(entry: ET.Element, number: int) -> tuple[TableCell, ...]:
    values = (_type_of(entry), _day_of(entry), _said(entry, "title"), _text_of(entry))
    return tuple(TableCell(value, None, "text" if value else "nothing", f"entry {number}") for value in values)


def _said(element: ET.Element, name: str) -> str:
    found = element.find(name)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _type_of(entry: ET.Element) -> str:
    """What it is: entry, plan, achievement, resource, selection and the like."""
    for kind in entry.iter("type"):
        said = kind.get("resource", "")
        if said:
            return said.rpartition(":")[2].rpartition("/")[2].rpartition("#")[2]
    return "entry"


def _day_of(entry: ET.Element) -> str:
    """The day that it tells of, else when it was published, else when it was last changed."""
    told = [date.text or "" for date in entry.findall("date")]
    for said in (*told, _said(entry, "published"), _said(entry, "updated")):
        if len(said.strip()) >= 10:
            return said.strip()[:10]
    return ""


def _text_of(entry: ET.Element) -> str:
    content = entry.find("content")
    if content is None or content.get("src"):
        content = entry.find("summary")
    if content is None:
        return ""
    kind = content.get("type", "text")
    if kind == "xhtml":
        return in_paragraphs(_lines("".join(ET.tostring(inner, encoding="unicode") for inner in content)))
    said = "".join(content.itertext())
    return in_paragraphs(_lines(said)) if kind in ("html", "text/html") else said.strip()


def _lines(page: str) -> Iterator[tuple[str, bool]]:
    for part in web_page_parts(page)[0]:
        if isinstance(part, TextPassage):
            sign = "#" * part.heading or part.item
            yield f"{sign} {part.text}" if sign else part.text, bool(part.item)
            continue
        for row in part.rows:
            said = [cell.text.replace("\n\n", " ") for cell in row if not cell.covered]
            yield " | ".join(said), True
