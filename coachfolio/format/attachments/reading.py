"""Whatever a file holds that can be read as text, by what its bytes are: documents, archives, mail, pages, plain text.

A stranger's file may be a bomb or a lie. Archives are measured before anything is unpacked and again while it is. No
entity is ever expanded, and no link is followed. A child process reads PDF files and pictures, and is stopped when it
takes too long. Whatever could not be looked into is said, never passed over.
"""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from typing import Any, Final

from coachfolio.format.attachments.notread import NotRead
from coachfolio.format.attachments.plain import (
    HEAD,
    decoded_text,
    is_mail,
    mail_parts,
    readings_of,
    without_rtf,
)
from coachfolio.format.attachments.worker import Worker

__all__ = ["IN_LINES", "FileTexts"]

IN_LINES: Final = "its lines"
"""Where a text stands that is the file as an editor shows it: a line of it can be told."""

MAX_UNPACKED: Final = 100 << 20
"""Bytes of everything that is unpacked from one file."""
MAX_PARTS: Final = 5_000
MAX_NESTING: Final = 3
"""Files inside files inside a file."""

_DOCUMENTS: Final = (
    ".doc",
    ".docx",
    ".docm",
    ".xls",
    ".xlsx",
    ".xlsm",
    ".ppt",
    ".pptx",
    ".odt",
    ".ods",
    ".odp",
    ".rtf",
)
_PICTURES: Final = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".gif")
_PICTURE_MARKS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\0", b"MM\0*", b"GIF8")
_MARKED: Final = (".html", ".htm", ".xhtml", ".xml", ".svg", ".mht", ".fodt", ".opml", ".enex", ".gpx", ".kml")
_TEXT: Final = (".txt", ".md", ".markdown", ".csv", ".tsv", ".json", ".ics", ".vcf", ".rst", ".yaml", ".yml", ".log")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HINT_OLD: Final = (
    "it is protected by a password, or was saved by an old program; save it again as .docx, .xlsx or .pptx"
)
_UNKNOWN: Final = "coachfolio cannot look into files of this kind"
_DAMAGED: Final = "it is damaged"
_BAD_ARCHIVE: Final = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError),
)


class FileTexts:
    """What one file holds, with what was not looked into."""

    def __init__(self, worker: Worker, seconds: float) -> None:
        self.texts: list[tuple[str, str]] = []
        self.trouble: dict[str, None] = {}
        self.has_place = False
        self._worker = worker
        self._until = time.monotonic() + seconds
        self._left = MAX_UNPACKED

    def read(self, name: str, data: bytes, where: str = "", depth: int = 0) -> None:
        """Take in a file by its name and bytes. `where` is where it stands in another. Raises NotRead."""
        name = name.casefold()
        if not data:
            return
        if data.startswith(b"%PDF-") or name.endswith(".pdf"):
            self._by_child("pdf", data, where, depth)
        elif data.startswith(b"PK\x03\x04"):
            self._archive(data, where, depth)
        elif data.startswith(_OLD_OFFICE):
            raise NotRead(_HINT_OLD)
        elif data.startswith(_PICTURE_MARKS) or name.endswith(_PICTURES):
            self._by_child("picture", data, where, depth)
        elif data.startswith(b"{\\rtf"):
            text, more = without_rtf(data)
            self._say(where or "its text", text)
            if more:
                self.trouble["a picture or another document is inside it, which was not looked into"] = None
        elif is_mail(name, data):
            self._mail(data, where, depth)
        else:
            self._plain(name, data, where)

    def _plain(self, name: str, data: bytes, where: str) -> None:
        text = None if name.endswith(_DOCUMENTS) else decoded_text(data)
        known = name.endswith((*_TEXT, *_MARKED)) or b"\0" in data[:4096]
        if text is None or not (known or _is_text(data)):
            raise NotRead(_UNKNOWN)
        self._say(where or IN_LINES, text)
        for reading in readings_of(data) if b"\0" not in data[:4096] else ():
            self._say(where or "its text", reading)
        if name.endswith(_MARKED) or text.lstrip()[:1] == "<":
            from coachfolio.format.attachments.html import unmarked

            self._say(where or "its text", unmarked(text))

    def _mail(self, data: bytes, where: str, depth: int) -> None:
        self._say(where or "its text", decoded_text(data) or "")
        for name, body in mail_parts(data):
            self._hurry()
            place = where or ("its text" if name.startswith(("head.", "part.")) else "a file in it")
            if name == HEAD:
                self._say(place, body.decode("utf-8", "replace"))
                continue
            self._say(place, name)
            self._inner(name, body, place, depth)

    def _archive(self, data: bytes, where: str, depth: int) -> None:
        from coachfolio.format.attachments.office import is_office

        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = archive.infolist()
                if len(parts) > MAX_PARTS:
                    raise NotRead(f"it has more than {MAX_PARTS:,} parts")
                if sum(part.file_size for part in parts) > self._left:
                    raise NotRead(f"it unpacks to more than {MAX_UNPACKED >> 20} MB")
                if any(part.flag_bits & 1 for part in parts):
                    raise NotRead("it is protected by a password")
                if is_office(part.filename for part in parts):
                    self._office(archive, where, depth)
                else:
                    self._files(archive, where, depth)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
            NotImplementedError,
            KeyError,
        ):
            raise NotRead(_DAMAGED) from None

    def _office(self, archive: zipfile.ZipFile, where: str, depth: int) -> None:
        from coachfolio.format.attachments.office import office_texts

        found = office_texts(archive, lambda part: self._bytes(archive, part))
        for place, text in found.texts:
            self._say(where or place, text)
        self.trouble.update(dict.fromkeys(found.trouble))
        for place, name, data in found.others:
            self._inner(name, data, where or place, depth)

    def _files(self, archive: zipfile.ZipFile, where: str, depth: int) -> None:
        for part in archive.infolist():
            self._say(where or "the names of the files in it", part.filename)
            if not part.is_dir():
                self._inner(part.filename, self._bytes(archive, part), where or "a file in it", depth)

    def _inner(self, name: str, data: bytes, where: str, depth: int) -> None:
        """A file inside this one. What cannot be read of it is told, and the rest is read all the same."""
        if depth >= MAX_NESTING:
            self.trouble["a file is inside files inside it, which was not looked into"] = None
            return
        self._hurry()
        try:
            self.read(name, data, where, depth + 1)
        except NotRead as reason:
            if str(reason) in (_UNKNOWN, _HINT_OLD):
                self.trouble["another document is inside it, which was not looked into"] = None
            else:
                self.trouble[f"of a file inside it: {reason}"] = None

    def _bytes(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
        """What a part really unpacks to, whatever the archive says of it."""
        self._hurry()
        with archive.open(part) as file:
            data = file.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise NotRead(f"it unpacks to more than {MAX_UNPACKED >> 20} MB")
        return data

    def _by_child(self, kind: str, data: bytes, where: str, depth: int) -> None:
        answer: dict[str, Any] = dict(self._worker.ask(kind, data))
        for place, text in answer.get("texts", ()):
            self._say(where or str(place), str(text))
        self.has_place |= bool(answer.get("place"))
        if answer.get("trouble"):
            if depth and kind == "picture":
                self.trouble[f"of a picture inside it: {answer['trouble']}"] = None
            else:
                self.trouble[str(answer["trouble"])] = None

    def _say(self, where: str, text: str) -> None:
        if text.strip():
            self.texts.append((where, text))

    def _hurry(self) -> None:
        if time.monotonic() > self._until:
            raise NotRead("looking into it took too long")


def _is_text(data: bytes) -> bool:
    """Whether a file of no known kind holds text, such as .gitignore."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text
