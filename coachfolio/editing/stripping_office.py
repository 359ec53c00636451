"""Word, Excel, PowerPoint and OpenDocument files without their properties and without who changed what."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Final

from coachfolio.format.attachments.bare_pictures import JPEG, PNG, bare_jpeg, bare_png

__all__ = ["bare_office"]

_HEAD: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN_XML: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/"
_EMPTY: Final = {
    "docProps/core.xml": _HEAD + b"<cp:coreProperties xmlns:cp="
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": _HEAD + b'<Properties xmlns="' + _OPEN_XML + b'extended-properties"/>',
    "docProps/custom.xml": _HEAD + b'<Properties xmlns="' + _OPEN_XML + b'custom-properties"/>',
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta xmlns:office='
    b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>',
}
"""What stands in the place of a document's properties."""
_SMALL_PICTURE: Final = re.compile(r"^(?:docProps/thumbnail\.|Thumbnails/)")
_LEADS_TO_IT: Final = re.compile(
    rb"<Relationship\b[^<>]*/metadata/thumbnail\"[^<>]*/>|<manifest:file-entry\b[^<>]*\"Thumbnails/[^<>]*/>"
)
_WHO: Final = re.compile(
    rb"(<[A-Za-z][^<>]*?\s(?:\w+:)?(?:author|initials|userId|displayName|userName|lastModifiedBy)\s*=[^<>]*>)"
)
_CALLED: Final = re.compile(
    rb"(\s(?:\w+:)?(?:author|initials|userId|displayName|userName|lastModifiedBy)\s*=\s*)(\"[^\"]*\"|'[^']*')"
)
_AUTHOR: Final = re.compile(rb"(<(?:\w+:)?(?:cmAuthor|author)\b[^<>]*?\sname\s*=\s*)(\"[^\"]*\"|'[^']*')")
_SAID: Final = re.compile(
    rb"(<(?:author|dc:creator|meta:creator-initials|text:initials|loext:sender-initials|text:sender-initials)"
    rb"(?:\s[^<>]*)?>)([^<>]+)(?=</)"
)
_PATHS: Final = re.compile(rb"(\s(?:Target|url)\s*=\s*)\"(?:file:|[A-Za-z]:[\\/]|\\\\|/Users/|/home/)[^\"<>]*\"")
_PATHS_IN: Final = re.compile(r"\.rels$|xl/workbook\.xml$")
_MERGED: Final = re.compile(rb"<w:(docVars|mailMerge)\b[^<>]*?(?:/>|>.*?</w:\1>)", re.DOTALL)
_LEFT: Final = (
    (re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)\b|<text:tracked-changes\b"), "tracked changes, as they were before"),
    (re.compile(rb"<w:comment\b|<(?:p:)?cm\b|<comment\b|<threadedComment\b|<office:annotation\b"), "comments"),
    (
        re.compile(
            rb"<w:vanish\b|state=\"(?:hidden|veryHidden)\"|show=\"0\"|<(?:col|row)\b[^<>]*\shidden=\"(?:1|true)\""
            rb"|text:display=\"none\"|table:visibility=\"(?:collapse|filter)\"|<text:hidden-|table:display=\"false\""
        ),
        "hidden parts",
    ),
    (re.compile(rb"\sdescr=\"[^\"]|<svg:(?:desc|title)\b"), "alternative texts of pictures"),
    (re.compile(rb"<w:(?:alias|tag|listItem|ffData|dropDownList)\b|<form:"), "titles, choices and defaults of fields"),
    (
        re.compile(rb"<w:bookmarkStart\b[^<>]*w:name=\"[^_]|<definedName\b|<text:bookmark"),
        "names of bookmarks and ranges",
    ),
    (re.compile(rb"<presentation:notes\b"), "notes to slides"),
)
_LEFT_BY_NAME: Final = (
    (re.compile(r"/notesSlides/notesSlide"), "notes to slides"),
    (re.compile(r"/pivotCache/|/externalLinks/|/connections\.xml|/queryTables/"), "figures from elsewhere"),
    (re.compile(r"(?:^|/)customXml/"), "what programs keep beside the text"),
    (re.compile(r"vbaProject|(?:^|/)Basic/|macrosheets/"), "small programs"),
    (re.compile(r"\.(?:html?|mht|rtf|txt|xml\.rels\.bak)$", re.IGNORECASE), "pages inside it"),
    (
        re.compile(r"\.(?:emf|wmf|emz|wmz|tiff?|gif|webp|bmp|svg|wdp|heic)$", re.IGNORECASE),
        "properties of pictures in it",
    ),
    (re.compile(r"embeddings/|\.bin$|^Object |^ObjectReplacements/"), "other documents inside it"),
)

Bare = tuple[bytes, dict[str, None], dict[str, None]]


def bare_office(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> Bare:
    """The document, what was taken out of it, and what may still be in it.

    Among what was taken out, `properties` stands for those of the document. Raises what a bad archive raises.
    """
    taken: dict[str, None] = {}
    left: dict[str, None] = {}
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w") as written:
        for part in parts:
            if _SMALL_PICTURE.search(part.filename):
                taken["properties"] = None
                continue
            inner = _bare_part(part.filename, archive.read(part), taken, left)
            about = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            about.compress_type = part.compress_type
            written.writestr(about, inner)
    return new.getvalue(), taken, left


def _bare_part(name: str, data: bytes, taken: dict[str, None], left: dict[str, None]) -> bytes:
    if name in _EMPTY:
        taken["properties"] = None
        return _EMPTY[name]
    if data.startswith((JPEG, PNG)):
        bare = bare_jpeg(data) if data.startswith(JPEG) else bare_png(data)
        if bare is None:
            left["properties of pictures in it"] = None
        elif bare != data:
            taken["properties"] = None
        return bare or data
    left.update((what, None) for pattern, what in _LEFT_BY_NAME if pattern.search(name))
    if not name.endswith((".xml", ".rels", ".vml")):
        return data
    left.update((what, None) for pattern, what in _LEFT if pattern.search(data))
    return _without_names(name, data, taken)


def _without_names(name: str, data: bytes, taken: dict[str, None]) -> bytes:
    """A part without who made changes and remarks, without places on a computer and without sources of letters."""
    called: dict[bytes, bytes] = {}

    def instead(found: re.Match[bytes]) -> bytes:
        quote = found[2][:1] if found[2][:1] in (b'"', b"'") else b""
        said = found[2].strip(b"\"'")
        if not said:
            return found[0]
        return found[1] + quote + called.setdefault(said, b"Author %d" % (len(called) + 1)) + quote

    new = _WHO.sub(lambda tag: _CALLED.sub(instead, tag[0]), data)
    new = _SAID.sub(instead, _AUTHOR.sub(instead, new))
    if new != data:
        taken["the names of whoever made changes and remarks"] = None
    rest = _MERGED.sub(b"", new) if name.endswith("settings.xml") else new
    if rest != new:
        taken["variables, and the source of merged letters"] = None
    if _PATHS_IN.search(name):
        bare = _PATHS.sub(rb'\1"file:///"', rest)
        if bare != rest:
            taken["places on a computer"] = None
        rest = _LEADS_TO_IT.sub(b"", bare)
        if rest != bare:
            taken["properties"] = None
    return _LEADS_TO_IT.sub(b"", rest) if name == "META-INF/manifest.xml" else rest
