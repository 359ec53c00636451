"""The text of documents that are archives of XML: Word, Excel, PowerPoint, OpenDocument.

Every part is read, not only what a page shows: headers, comments, notes, what was struck out but kept, alternative
texts, addresses of links, and the properties. The parts are read as plain XML, for a name in any of them leaks.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from xml.parsers import expat

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import words
from coachfolio.format.attachments.notread import NotRead

__all__ = ["Office", "Take", "is_office", "office_texts"]

MAX_PICTURES: Final = 50

_BLOCKS: Final = words("p tc tr si c v br tab cr h list-item table-cell table-row is author t-row note annotation")
_CHANGES: Final = {"ins": "new", "moveTo": "new", "del": "old", "moveFrom": "old"}
"""What was put in and what was taken out, where changes are tracked."""
_LOOKS: Final = words(
    """
    rFonts latin ea cs sym font lang pStyle rStyle tblStyle buFont color shd rPr sz jc spacing ind lsdException sysClr
    """
)
"""How something looks: what stands in these says nothing of a person."""
_NO_TEXT: Final = re.compile(
    r"(?:https?://(?:schemas|purl|www\.w3)\S*|urn:\S*|rId\d+|(?=\S*\d)[0-9A-Fa-f]{6,8}|\{?[0-9A-Fa-f-]{20,}\}?|"
    r"-?[\d.]+[a-z%]*|application/\S*|[a-z]+[A-Z][A-Za-z]*|_[A-Z]\w*)"
)
"""Values of attributes that programs write for themselves: no name is written so."""
_PICTURE: Final = re.compile(r"\.(?:jpe?g|tiff?|png|gif|webp)$", re.IGNORECASE)
_DRAWING: Final = re.compile(r"\.(?:emf|wmf|emz|wmz|bmp|pict?|wdp)$", re.IGNORECASE)
_HARMLESS: Final = re.compile(
    r"printerSettings\d*\.bin$|\.odttf$|\.fntdata$|^mimetype$|^META-INF/|\.(?:ttf|otf)$|thumbnail\.(?:emf|wmf)$"
    r"|layout-cache$|^Thumbnails/",
    re.IGNORECASE,
)
_PLACES: Final = (
    (re.compile(r"(?:^|/)docProps/|^meta\.xml|(?:^|/)customXml/"), "its properties"),
    (re.compile(r"comments?[^/]*\.xml$|/persons?/|commentAuthors|/authors", re.IGNORECASE), "a comment"),
    (re.compile(r"/slides/(?:_rels/)?slide(\d+)\.xml"), "slide {}"),
    (re.compile(r"/notesSlides/(?:_rels/)?notesSlide(\d+)\.xml"), "the notes of slide {}"),
    (re.compile(r"/worksheets/(?:_rels/)?sheet(\d+)\.xml"), "sheet {}"),
    (re.compile(r"/(?:header|footer)\d*\.xml"), "a header or footer"),
    (re.compile(r"/(?:footnotes|endnotes)\.xml"), "a footnote"),
)


Take = Callable[[zipfile.ZipInfo], bytes]
"""Unpacks a part of an archive, within what is left of all bounds."""


@frozen()
class Office(Frozen):
    """What a document holds."""

    texts: tuple[tuple[str, str], ...]
    """Each with where it stands."""
    others: tuple[tuple[str, str, bytes], ...]
    """Pictures, pages of HTML and documents inside it: where each stands, its name, its bytes."""
    trouble: tuple[str, ...] = ()
    """What of it was not looked into."""


def is_office(names: Iterable[str]) -> bool:
    """Whether the parts of an archive are those of a document."""
    return not {"[Content_Types].xml", "content.xml", "META-INF/manifest.xml"}.isdisjoint(names)


def office_texts(archive: zipfile.ZipFile, take: Take) -> Office:
    """Everything written in a document. `take` gives the bytes of a part of it. Raises NotRead."""
    return _Reading(archive, take).office()


class _Reading:
    def __init__(self, archive: zipfile.ZipFile, take: Take) -> None:
        self.archive = archive
        self.take = take
        self.trouble: dict[str, None] = {}

    def office(self) -> Office:
        texts: list[tuple[str, str]] = []
        others: list[tuple[str, str, bytes]] = []
        pictures = 0
        for part in self.archive.infolist():
            name = part.filename
            if name.endswith("/"):
                continue
            if name.endswith("vbaProject.bin") or "/Basic/" in f"/{name}":
                self.trouble["it has macros, which were not looked into"] = None
            elif _PICTURE.search(name):
                pictures += 1
                if pictures <= MAX_PICTURES:
                    others.append((f"a picture in {_place(name)}", name, self.take(part)))
                else:
                    self.trouble[f"only {MAX_PICTURES} of its pictures were looked into"] = None
            elif name.endswith((".xml", ".rels", ".vml", ".rdf", ".svg")):
                place = _place(name)
                texts += [(place, text) for text in self._texts(self.take(part), properties=place == "its properties")]
            elif _DRAWING.search(name) and not _HARMLESS.search(name):
                self.trouble["it has drawings of a kind that was not looked into"] = None
            elif not _HARMLESS.search(name):
                others.append((f"a document inside {_place(name)}", name, self.take(part)))
        return Office(tuple(texts), tuple(others), tuple(self.trouble))

    def _texts(self, data: bytes, *, properties: bool) -> Iterator[str]:
        """A part as it is, and, where changes are tracked, as it was before them; then what its attributes say."""
        page = _Page(properties)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _doctype
        parser.StartElementHandler = page.begins
        parser.EndElementHandler = page.ends
        parser.CharacterDataHandler = page.says
        try:
            parser.Parse(data, True)
        except expat.ExpatError:
            raise NotRead("it is damaged") from None
        yield from page.texts()


def _doctype(*_: object) -> None:
    raise NotRead("it defines words of its own, as no office program does")


class _Page:
    """The words of one part while it is read."""

    def __init__(self, properties: bool) -> None:
        self.properties = properties
        self.now: list[str] = []
        self.before: list[str] = []
        self.changed = False
        self.built_in = False
        """Whether the style that is read is one of the program's own, such as Strong."""
        self.inside: list[str] = []
        self.spoken: dict[str, None] = {}

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind in _CHANGES:
            self.inside.append(_CHANGES[kind])
            self.changed = True
        if kind == "style":
            self.built_in = "w:type" in attributes and attributes.get("w:customStyle") not in ("1", "true")
        if kind in _LOOKS or (self.built_in and kind in ("style", "name")) or "builtinId" in attributes:
            return
        for attribute, value in attributes.items():
            if len(value) > 1 and not attribute.startswith("xmlns") and not _NO_TEXT.fullmatch(value):
                self.spoken[value] = None

    def ends(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind == "style":
            self.built_in = False
        if kind in _CHANGES and self.inside:
            self.inside.pop()
        if self.properties or kind in _BLOCKS:
            self.now.append("\n")
            self.before.append("\n")

    def says(self, words: str) -> None:
        if "old" not in self.inside:
            self.now.append(words)
        if "new" not in self.inside:
            self.before.append(words)

    def texts(self) -> Iterator[str]:
        for parts in (self.now, self.before if self.changed else []):
            text = "".join(parts).strip()
            parts.clear()
            if text:
                yield text
        if self.spoken:
            yield "\n".join(self.spoken)


def _place(name: str) -> str:
    for pattern, place in _PLACES:
        match = pattern.search(name)
        if match:
            return place.format(*match.groups())
    return "its text"
