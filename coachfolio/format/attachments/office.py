"""The text of documents that are archives of XML: Word, Excel, PowerPoint, OpenDocument.

Every part is read, not only what a page shows: headers, comments, notes, what was struck out but kept, alternative
texts, addresses of links, and the properties. The parts are read as plain XML, for a name in any of them leaks.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
import zlib
from typing import Final
from xml.parsers import expat

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import words

__all__ = ["NotRead", "Office", "office_texts"]

MAX_UNPACKED: Final = 100 << 20
"""Bytes of all parts together."""
MAX_PARTS: Final = 5_000
MAX_PICTURES: Final = 50

_BLOCKS: Final = words("p tc tr si c v br tab cr h list-item table-cell table-row is author t-row note annotation")
_SPOKEN: Final = words("author initials descr title name Target alt creator href lastModifiedBy userName displayName")
_SKIPPED: Final = re.compile(
    r"(?:^|/)(?:theme|_xmlsignatures)/|(?:styles|fontTable|webSettings|numbering|tableStyles)\.xml$"
)
_PICTURE: Final = re.compile(r"media/.*\.(?:jpe?g|tiff?|png)$|^Pictures/.*\.(?:jpe?g|tiff?|png)$", re.IGNORECASE)
_PLACES: Final = (
    (re.compile(r"(?:^|/)docProps/|^meta\.xml|(?:^|/)customXml/"), "its properties"),
    (re.compile(r"comments?[^/]*\.xml$|/persons?/|commentAuthors|/authors", re.IGNORECASE), "a comment"),
    (re.compile(r"/slides/(?:_rels/)?slide(\d+)\.xml"), "slide {}"),
    (re.compile(r"/notesSlides/(?:_rels/)?notesSlide(\d+)\.xml"), "the notes of slide {}"),
    (re.compile(r"/worksheets/(?:_rels/)?sheet(\d+)\.xml"), "sheet {}"),
    (re.compile(r"/(?:header|footer)\d*\.xml"), "a header or footer"),
    (re.compile(r"/(?:footnotes|endnotes)\.xml"), "a footnote"),
)


class NotRead(CoachfolioError):
    """Why an attachment could not be looked into, as the second half of a sentence."""


@frozen()
class Office(Frozen):
    """What a document holds."""

    texts: tuple[tuple[str, str], ...]
    """Each with where it stands."""
    pictures: tuple[tuple[str, bytes], ...]
    trouble: str = ""
    """What of it was not looked into."""


def office_texts(data: bytes, until: float) -> Office:
    """Everything written in a document. `until` is a time of the monotonic clock, in seconds. Raises NotRead."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reading(archive, until).office()
    except NotRead:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError):
        raise NotRead("it is damaged") from None


class _Reading:
    def __init__(self, archive: zipfile.ZipFile, until: float) -> None:
        self.archive = archive
        self.until = until
        self.left = MAX_UNPACKED
        self.trouble: dict[str, None] = {}

    def office(self) -> Office:
        parts = self.archive.infolist()
        if len(parts) > MAX_PARTS:
            raise NotRead(f"it has more than {MAX_PARTS:,} parts")
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise NotRead(f"it unpacks to more than {MAX_UNPACKED >> 20} MB")
        if any(part.flag_bits & 1 for part in parts):
            raise NotRead("it is protected by a password")
        names = {part.filename for part in parts}
        if not names & {"[Content_Types].xml", "content.xml", "META-INF/manifest.xml"}:
            raise NotRead("it is an archive; put the files themselves beside the evidence")
        texts: list[tuple[str, str]] = []
        pictures: list[tuple[str, bytes]] = []
        for part in parts:
            name = part.filename
            if name.endswith("vbaProject.bin") or "/Basic/" in f"/{name}":
                self.trouble["it has macros, which were not looked into"] = None
            elif "/embeddings/" in name and not name.endswith("/"):
                self.trouble["another document is inside it, which was not looked into"] = None
            elif _PICTURE.search(name):
                if len(pictures) < MAX_PICTURES:
                    pictures.append((f"a picture in {_place(name)}", self._bytes(part)))
                else:
                    self.trouble[f"only {MAX_PICTURES} of its pictures were looked into"] = None
            elif name.endswith((".xml", ".rels")) and not _SKIPPED.search(name):
                text = self._text(self._bytes(part), properties=_place(name) == "its properties")
                if text:
                    texts.append((_place(name), text))
        return Office(tuple(texts), tuple(pictures), "; ".join(self.trouble))

    def _bytes(self, part: zipfile.ZipInfo) -> bytes:
        """What a part really unpacks to, whatever the archive says of it."""
        if time.monotonic() > self.until:
            raise NotRead("looking into it took too long")
        with self.archive.open(part) as file:
            data = file.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise NotRead(f"it unpacks to more than {MAX_UNPACKED >> 20} MB")
        return data

    def _text(self, data: bytes, *, properties: bool) -> str:
        parts: list[str] = []

        def begins(name: str, attributes: dict[str, str]) -> None:
            for attribute, value in attributes.items():
                if attribute.rpartition(":")[2] in _SPOKEN and value:
                    spoken.append(value)

        def ends(name: str) -> None:
            if properties or name.rpartition(":")[2] in _BLOCKS:
                parts.append("\n")

        def doctype(*_: object) -> None:
            raise NotRead("it defines words of its own, as no office program does")

        spoken: list[str] = []
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = doctype
        parser.StartElementHandler = begins
        parser.EndElementHandler = ends
        parser.CharacterDataHandler = parts.append
        try:
            parser.Parse(data, True)
        except expat.ExpatError:
            raise NotRead("it is damaged") from None
        return "\n".join(filter(None, ("".join(parts).strip(), *dict.fromkeys(spoken))))


def _place(name: str) -> str:
    for pattern, place in _PLACES:
        match = pattern.search(name)
        if match:
            return place.format(*match.groups())
    return "its text"
