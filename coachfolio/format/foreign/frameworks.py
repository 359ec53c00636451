"""Frameworks of other programs as one table of rows with a parent: CASE packages (JSON) and Mahara's .matrix files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from coachfolio.format.attachments.plain import decoded_text
from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid
from coachfolio.format.foreign.own_tables import own_tables_contents

__all__ = ["FRAMEWORK_HEADERS", "framework_contents"]

FRAMEWORK_HEADERS: Final = ("Identifier", "Is child of", "Human coding scheme", "Full statement", "Item type")
"""The headers of the table that a framework is made into, as CASE calls them."""
_MOST_BYTES: Final = 25 << 20
_MOST_ITEMS: Final = 20_000
_MOST_BRACKETS: Final = 500_000
_MOST_DEEP: Final = 60


def framework_contents(data: bytes) -> Contents:
    """The items of a framework as a table, each with the item that it belongs to."""
    if len(data) > _MOST_BYTES:
        return Contents(unread=f"it is larger than {_MOST_BYTES >> 20} MB")
    text = decoded_text(data)
    if text is None or text.count("[") + text.count("{") > _MOST_BRACKETS or _depth(text) > _MOST_DEEP:
        return Contents(unread="it is no framework, or too large for one")
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return Contents(unread="it is no JSON that can be read: a bracket or a quotation mark is missing in it")
    if not isinstance(fields, Mapping):
        return Contents(unread="it is no framework: CASE and Mahara's begin with a section")
    if isinstance(fields.get("tables"), Mapping):
        return own_tables_contents(fields["tables"])
    inner = fields.get("CFPackage")
    package: Mapping[str, Any] = inner if isinstance(inner, Mapping) else fields
    if isinstance(package.get("CFItems"), list):
        rows, title = list(_case(package)), _said(_section(package, "CFDocument").get("title"))
    elif isinstance(fields.get("framework"), Mapping):
        rows, title = list(_mahara(fields["framework"])), _said(fields["framework"].get("name"))
    else:
        return Contents(unread="it is no framework of CASE (CFItems) nor of Mahara (framework)")
    if len(rows) > _MOST_ITEMS:
        return Contents(unread=f"it has more than {_MOST_ITEMS:,} items")
    table = [FRAMEWORK_HEADERS, *rows]
    cells = tuple(
        tuple(
            TableCell(value, None, "text" if value else "nothing", f"item {number}" if number else "its headers")
            for value in row
        )
        for number, row in enumerate(table)
    )
    return Contents((TableGrid(cells, place="its items"),), title=title)


def _depth(text: str) -> int:
    """How deep brackets stand in brackets, those in texts as well."""
    deep = most = 0
    for sign in text:
        if sign in "[{":
            deep += 1
            most = max(most, deep)
        elif sign in "]}":
            deep -= 1
    return most


def _section(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = fields.get(name)
    return inner if isinstance(inner, Mapping) else {}


def _said(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _case(package: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The items of a CASE package, in the order in which they stand below what they belong to."""
    document = _said(_section(package, "CFDocument").get("identifier"))
    parents: dict[str, tuple[str, float]] = {}
    for link in package.get("CFAssociations") or ():
        if isinstance(link, Mapping) and link.get("associationType") == "isChildOf":
            child = _said(_section(link, "originNodeURI").get("identifier"))
            parent = _said(_section(link, "destinationNodeURI").get("identifier"))
            order = link.get("sequenceNumber")
            parents.setdefault(child, (parent, float(order) if isinstance(order, int | float) else 0.0))
    items = [item for item in package["CFItems"] if isinstance(item, Mapping)]
    items.sort(key=lambda item: parents.get(_said(item.get("identifier")), ("", 0.0))[1])
    for item in items:
        id = _said(item.get("identifier"))
        parent = parents.get(id, ("", 0.0))[0]
        number = _said(item.get("humanCodingScheme")) or _said(item.get("listEnumeration"))
        statement, kind = _said(item.get("fullStatement")), _said(item.get("CFItemType"))
        yield id, "" if parent == document else parent, number, statement, kind


def _mahara(framework: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Standards, and their elements, which may have elements of their own."""
    for standard in framework.get("standards") or ():
        if isinstance(standard, Mapping):
            id = _said(standard.get("standardid"))
            number, text = _number_and_text(standard)
            yield f"standard {id}", "", number, text, "standard"
    for element in framework.get("standardelements") or ():
        if isinstance(element, Mapping):
            id, above = _said(element.get("elementid")), _said(element.get("parentelementid"))
            number, text = _number_and_text(element)
            standard = _said(element.get("standardid"))
            parent = f"element {above}" if above else f"standard {standard}"
            yield f"element {id}", parent, number or id, text, "element"


def _number_and_text(part: Mapping[str, Any]) -> tuple[str, str]:
    """The short name as the number, and the longer of name and description, which Mahara cuts off at 255 letters."""
    from coachfolio.format.attachments.html import unmarked

    short, name, more = (_said(part.get(field)) for field in ("shortname", "name", "description"))
    plain = " ".join(unmarked(more).split()) if "<" in more else more
    text = plain if plain and (not name or plain.startswith(name[:200])) else name
    return short, text or short
