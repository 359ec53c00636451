"""What Word documents say of paragraphs by reference: which styles are headings, and how lists are numbered."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Final

__all__ = ["Styles", "child", "on", "value"]

_HEADING: Final = re.compile(r"heading ?([1-9])$", re.IGNORECASE)
_MAX_BASES: Final = 20


def child(element: ET.Element | None, *way: str) -> ET.Element | None:
    """The first inner element along a way of names."""
    for name in way:
        if element is None:
            return None
        element = next((inner for inner in element if inner.tag == name), None)
    return element


def value(element: ET.Element | None, *way: str) -> str | None:
    """The `val` of an inner element; None where there is none."""
    found = child(element, *way)
    return None if found is None else found.get("val")


def on(element: ET.Element | None, *way: str) -> bool:
    """Whether something is switched on, as bold is: there, and not `0` or `false`."""
    found = child(element, *way)
    return found is not None and found.get("val", "1") not in ("0", "false", "off", "none")


class Styles:
    """The styles and lists of a document, asked by paragraph. It counts the items of lists while they are read."""

    def __init__(self, styles: ET.Element | None, numbering: ET.Element | None) -> None:
        self._styles = {
            style.get("styleId", ""): style for style in (styles if styles is not None else ()) if style.tag == "style"
        }
        self._formats = _formats(numbering)
        self._counts: dict[tuple[str, int], int] = {}

    def _chain(self, style: str | None) -> list[ET.Element]:
        """A style and those that it is based on."""
        found: list[ET.Element] = []
        while style in self._styles and len(found) < _MAX_BASES:
            found.append(self._styles[style])
            style = value(found[-1], "basedOn")
        return found

    def heading(self, about: ET.Element | None) -> int:
        """The level of a heading; 0 for another paragraph."""
        level = value(about, "outlineLvl")
        named = value(about, "pStyle") or ""
        if named not in self._styles and (match := _HEADING.match(named)):
            return int(match[1])
        for style in self._chain(value(about, "pStyle")):
            name = value(style, "name") or ""
            if match := _HEADING.match(name):
                return int(match[1])
            if name.casefold() in ("title", "subtitle"):
                return 1
            level = level or value(style, "pPr", "outlineLvl")
        return int(level) + 1 if level and level.isdigit() and int(level) < 9 else 0

    def bold(self, about: ET.Element | None) -> bool:
        """Whether the text of a paragraph is bold by its style."""
        return any(on(style, "rPr", "b") for style in self._chain(value(about, "pStyle")))

    def item(self, about: ET.Element | None) -> str:
        """The sign before an item of a list, for Markdown; empty for another paragraph."""
        number, level = self._list(about)
        if not number or number == "0":
            return ""
        deep = int(level) if level.isdigit() else 0
        indent = "  " * min(deep, 8)
        form = self._formats.get((number, level), "bullet")
        if form == "none":
            return ""
        if form == "bullet":
            return f"{indent}-"
        key = (number, deep)
        self._counts[key] = self._counts.get(key, 0) + 1
        for other in list(self._counts):
            if other[0] == number and other[1] > deep:
                del self._counts[other]
        return f"{indent}{self._counts[key]}."

    def _list(self, about: ET.Element | None) -> tuple[str, str]:
        own = child(about, "numPr")
        number, level = value(own, "numId"), value(own, "ilvl")
        for style in self._chain(value(about, "pStyle")) if number is None else ():
            inner = child(style, "pPr", "numPr")
            if inner is not None:
                number, level = value(inner, "numId"), level or value(inner, "ilvl")
                break
        return number or "", level or "0"


def _formats(numbering: ET.Element | None) -> Mapping[tuple[str, str], str]:
    """How each level of each list is numbered."""
    if numbering is None:
        return {}
    kinds = {kind.get("abstractNumId"): kind for kind in numbering if kind.tag == "abstractNum"}
    found = {}
    for num in numbering:
        if num.tag != "num":
            continue
        kind = kinds.get(value(num, "abstractNumId"))
        for level in kind if kind is not None else ():
            if level.tag == "lvl":
                found[num.get("numId", ""), level.get("ilvl", "0")] = value(level, "numFmt") or "decimal"
    return found
