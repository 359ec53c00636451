"""An attachment for others: its properties are taken out where they can be, and what may still be in it is said."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.attachments.office import is_office

__all__ = ["MOST", "Stripped", "stripped"]

MOST: Final = 25 << 20
"""Bytes of one attachment that is looked into."""
_MOST_UNPACKED: Final = 100 << 20
_MOST_PARTS: Final = 2_000
_PROPERTIES: Final = "its properties, such as who wrote it, when, with what, and where a picture was taken"
_UNKNOWN: Final = "whatever is in it: it was not looked into"
_TEXTS: Final = (".txt", ".md", ".markdown", ".csv", ".tsv")
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_WORDS: Final = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
_JPEG_KEPT: Final = (0xE0, 0xE2, 0xEE)
"""What says how a JPEG is to be shown: its kind, its colours, and those of Adobe."""
_EMPTY: Final = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta xmlns:office='
    b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>',
}
_PARTS: Final = (
    (re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\b|<text:tracked-changes\b"), "tracked changes, with who made them"),
    (re.compile(rb"<w:comment\b|<(?:p:)?cm\b|<comment\b|<office:annotation\b"), "comments, with who made them"),
    (re.compile(rb"<w:vanish\b|state=\"(?:hidden|veryHidden)\"|show=\"0\""), "hidden parts"),
)
_BAD: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    KeyError,
)


@frozen()
class Stripped(Frozen):
    """What goes into a copy in the place of an attachment."""

    data: bytes
    taken: tuple[str, ...] = ()
    """What was taken out of it."""
    left: tuple[str, ...] = ()
    """What is, or may be, in it that a reader does not see at first."""


def stripped(path: str, data: bytes) -> Stripped:
    """An attachment without the properties that can be taken out of its kind. What it shows stays as it is."""
    if data.startswith(b"\xff\xd8\xff"):
        return _of_picture(data, _jpeg(data))
    if data.startswith(_PNG):
        return _of_picture(data, _png(data))
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    if data.startswith(b"%PDF"):
        return Stripped(data, (), ("properties, remarks and earlier versions, as a PDF may have",))
    if path.lower().endswith(_TEXTS) and b"\0" not in data:
        return Stripped(data)
    return Stripped(data, (), (_UNKNOWN,))


def _of_picture(data: bytes, new: bytes | None) -> Stripped:
    if new is None:
        return Stripped(data, (), (_UNKNOWN,))
    return Stripped(new, (_PROPERTIES,) if new != data else ())


def _jpeg(data: bytes) -> bytes | None:
    """The picture without what programs write beside it; None where it is damaged."""
    parts, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if mark == 0xDA:  # the picture itself, up to its end: what stands behind it is no part of it
            last = data.rfind(b"\xff\xd9")
            return b"".join(parts) + (data[at : last + 2] if last > at else data[at:])
        if (mark not in range(0xE0, 0xF0) and mark != 0xFE) or mark in _JPEG_KEPT:
            parts.append(data[at:end])
        at = end
    return None


def _png(data: bytes) -> bytes | None:
    parts, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if kind not in _PNG_WORDS:
            parts.append(data[at:end])
        if kind == b"IEND":
            return b"".join(parts)
        at = end
    return None


def _archive(data: bytes) -> Stripped:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if not is_office([part.filename for part in parts]):
                return Stripped(data, (), ("other files: it is an archive",))
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                return Stripped(data, (), (_UNKNOWN,))
            return _office(archive, parts)
    except _BAD:
        return Stripped(data, (), (_UNKNOWN,))


def _office(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Stripped:
    left: dict[str, None] = {}
    taken: dict[str, None] = {}
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w") as written:
        for part in parts:
            if part.filename.startswith("docProps/thumbnail") or part.filename.startswith("Thumbnails/"):
                continue
            inner = archive.read(part)
            if part.filename in _EMPTY:
                taken[_PROPERTIES] = None
                inner = _EMPTY[part.filename]
            elif inner.startswith((b"\xff\xd8\xff", _PNG)):
                inner = stripped(part.filename, inner).data
            elif "embeddings/" in part.filename or part.filename.endswith(".bin"):
                left["other documents inside it"] = None
            else:
                left.update((what, None) for pattern, what in _PARTS if pattern.search(inner))
            about = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            about.compress_type = part.compress_type
            written.writestr(about, inner)
    return Stripped(new.getvalue(), tuple(taken), tuple(left))
