"""An attachment for others: its properties are taken out where they can be, and what may still be in it is said."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.stripping_office import bare_office
from coachfolio.editing.stripping_rtf import RTF, bare_rtf
from coachfolio.format.attachments.bare_pictures import (
    GIFS,
    JPEG,
    PNG,
    bare_gif,
    bare_jpeg,
    bare_png,
    bare_webp,
    is_webp,
)
from coachfolio.format.attachments.bare_tiff import TIFFS, bare_tiff
from coachfolio.format.attachments.office import is_office

__all__ = ["MOST", "SECONDS", "Stripped", "stripped"]

MOST: Final = 25 << 20
"""Bytes of one attachment that is looked into."""
SECONDS: Final = 20.0
"""For a PDF that is written anew."""
_MOST_UNPACKED: Final = 100 << 20
_MOST_PARTS: Final = 2_000
_PROPERTIES: Final = "its properties, such as who wrote it, when, with what, and where a picture was taken"
_UNKNOWN: Final = "whatever is in it: it was not looked into"
_PDF: Final = "properties, remarks and earlier versions, as a PDF may have"
_OLD_OFFICE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_OLD: Final = "properties, remarks, tracked changes and earlier versions, as a file of an old Word or Excel may have"
_TEXTS: Final = (".txt", ".md", ".markdown", ".csv", ".tsv")
_BAD: Final = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError),
)

AskWorker = Callable[[str, bytes], Mapping[str, Any]]
"""Asks the child process that reads and writes PDF files."""


@frozen()
class Stripped(Frozen):
    """What goes into a copy in the place of an attachment."""

    data: bytes
    taken: tuple[str, ...] = ()
    """What was taken out of it."""
    left: tuple[str, ...] = ()
    """What is, or may be, in it that a reader does not see at first."""


def stripped(path: str, data: bytes, ask: AskWorker | None = None) -> Stripped:
    """An attachment without the properties that can be taken out of its kind. What it shows stays as it is.

    A PDF is left as it is where there is nobody to `ask`.
    """
    if data.startswith(JPEG):
        return _of_picture(data, bare_jpeg(data))
    if data.startswith(PNG):
        return _of_picture(data, bare_png(data))
    if data.startswith(GIFS):
        return _of_picture(data, bare_gif(data))
    if data.startswith(TIFFS):
        return _of_picture(data, bare_tiff(data))
    if is_webp(data):
        return _of_picture(data, bare_webp(data))
    if data.startswith(RTF):
        return _rtf(data)
    if data.startswith(_OLD_OFFICE):
        return Stripped(data, (), (_OLD,))
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    if data.startswith(b"%PDF"):
        return _pdf(data, ask)
    if path.lower().endswith(_TEXTS) and b"\0" not in data:
        return Stripped(data)
    return Stripped(data, (), (_UNKNOWN,))


def _of_picture(data: bytes, new: bytes | None) -> Stripped:
    if new is None:
        return Stripped(data, (), (_UNKNOWN,))
    return Stripped(new, (_PROPERTIES,) if new != data else ())


def _rtf(data: bytes) -> Stripped:
    found = bare_rtf(data)
    if found is None:
        return Stripped(data, (), (_UNKNOWN,))
    new, left = found
    return Stripped(new, (_PROPERTIES,) if new != data else (), tuple(left))


def _pdf(data: bytes, ask: AskWorker | None) -> Stripped:
    answer = ask("bare pdf", data) if ask is not None else {}
    left = tuple(answer.get("left", ()))
    if "bare" not in answer:
        return Stripped(data, (), left or (_PDF,))
    return Stripped(base64.b64decode(answer["bare"]), (_PROPERTIES, "its earlier versions, where it had any"), left)


def _archive(data: bytes) -> Stripped:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if not is_office([part.filename for part in parts]):
                return Stripped(data, (), ("other files: it is an archive",))
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                return Stripped(data, (), (_UNKNOWN,))
            new, taken, left = bare_office(archive, parts)
            return Stripped(new, ((_PROPERTIES,) if "properties" in taken else ()) + _others(taken), tuple(left))
    except _BAD:
        return Stripped(data, (), (_UNKNOWN,))


def _others(taken: Mapping[str, None]) -> tuple[str, ...]:
    return tuple(what for what in taken if what != "properties")
