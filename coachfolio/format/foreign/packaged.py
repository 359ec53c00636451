"""Files that are archives of XML, measured before anything is unpacked, and again while it is."""

from __future__ import annotations

import io
import posixpath
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from coachfolio.format.attachments.notread import NotRead

__all__ = ["Package", "inner_name", "xml_tree"]

MOST_UNPACKED: Final = 64 << 20
"""Bytes of everything that is unpacked of one file."""
MOST_PARTS: Final = 5_000
MAX_DEEP: Final = 200
"""Elements inside elements of one part. Office programs write a tenth of that."""
_RELATIONS: Final = "_rels/{}.rels"


class Package:
    """An archive of XML, opened. Raises NotRead, from every call."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            parts = self._archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
            raise NotRead("it is damaged, or was not copied whole") from None
        if len(parts) > MOST_PARTS:
            raise NotRead(f"it has more than {MOST_PARTS:,} parts")
        if sum(part.file_size for part in parts if _is_xml(part.filename)) > MOST_UNPACKED:
            raise NotRead(f"it unpacks to more than {MOST_UNPACKED >> 20} MB")
        if any(part.flag_bits & 1 for part in parts):
            raise NotRead("it is protected by a password")
        self._parts: Final[Mapping[str, zipfile.ZipInfo]] = {part.filename.lstrip("/"): part for part in parts}
        self._left = MOST_UNPACKED

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its parts."""
        return tuple(self._parts)

    def xml(self, name: str) -> ET.Element | None:
        """A part, as a tree whose names are without their namespaces; None where there is none."""
        if name not in self._parts:
            return None
        try:
            with self._archive.open(self._parts[name]) as file:
                data = file.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
            raise NotRead("it is damaged, or was not copied whole") from None
        self._left -= len(data)
        if self._left < 0:
            raise NotRead(f"it unpacks to more than {MOST_UNPACKED >> 20} MB")
        return xml_tree(data)

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to inside the file, by id: the last word of the kind, and the name of the part."""
        folder, file = posixpath.split(name)
        rels = self.xml(posixpath.join(folder, _RELATIONS.format(file)))
        found = {}
        for rel in rels if rels is not None else ():
            if rel.get("TargetMode", "").casefold() != "external":
                found[rel.get("Id", "")] = (
                    rel.get("Type", "").rpartition("/")[2],
                    inner_name(name, rel.get("Target", "")),
                )
        return found


def xml_tree(data: bytes) -> ET.Element:
    """XML as a tree whose names are without their namespaces. Raises NotRead."""
    if b"<!DOCTYPE" in data or b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise NotRead("it defines words of its own, as no office program does")
    try:
        root = ET.fromstring(data)  # noqa: S314 - it has no definitions, so that nothing in it expands
    except ET.ParseError:
        raise NotRead("it is damaged: its text breaks off, or is not as an office program writes it") from None
    _without_namespaces(root)
    return root


def inner_name(name: str, target: str) -> str:
    """The name of the part that another one refers to."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _without_namespaces(root: ET.Element) -> None:
    """Give every element and attribute its bare name. What lies in itself without end is refused."""
    level = [root]
    for _ in range(MAX_DEEP):
        below: list[ET.Element] = []
        for element in level:
            element.tag = _bare(element.tag)
            if element.attrib:
                element.attrib = {_bare(key): value for key, value in element.attrib.items()}
            below.extend(element)
        if not below:
            return
        level = below
    raise NotRead("its parts lie in each other more deeply than an office program writes them")


def _bare(name: str) -> str:
    return name.rpartition("}")[2]
