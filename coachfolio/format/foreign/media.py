"""The day on which a photograph, a scan, a recording or a PDF was made, where the file carries one."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any, Final

from coachfolio.format.foreign.contents import Contents, as_answer

__all__ = ["media_answer", "pdf_day"]

_DAY: Final = re.compile(r"(\d{4})[:\-./]?(\d{2})[:\-./]?(\d{2})")
_TAKEN: Final = (36867, 36868, 306)
"""When a picture was taken, made digital, and last changed, as cameras note it."""
_INNER: Final = 34665
_PLACE: Final = 34853
_SINCE: Final = datetime.datetime(1904, 1, 1)
"""From where the films and recordings of phones count."""


def media_answer(data: bytes) -> dict[str, Any]:
    """What kind of thing a file is, its day and whether it tells the place, as the child process sends it."""
    found: dict[str, str] = {}
    trouble: tuple[str, ...] = ()
    if data.startswith(b"%PDF-"):
        found = {"kind": "document", **pdf_day(data)}
    elif data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\0", b"MM\0*", b"GIF8")) or data[8:12] == b"WEBP":
        try:
            found = {"kind": "photograph", **_of_picture(data)}
        except ImportError:
            trouble = ("to see its day, install coachfolio[attachments]",)
            found = {"kind": "photograph"}
        except (OSError, SyntaxError, ValueError):
            return {"trouble": "it is damaged, or no picture"}
    elif data[4:8] == b"ftyp":
        picture = data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif")
        film = not picture and data[8:11] not in (b"M4A", b"M4B")
        kind = "photograph" if picture else "film" if film else "recording"
        found = {"kind": kind, **({} if picture else _of_film(data))}
    elif data.startswith((b"ID3", b"RIFF", b"OggS", b"fLaC", b"#!AMR")) or data[:2] in (b"\xff\xfb", b"\xff\xf3"):
        found = {"kind": "recording", **_of_sound(data)}
    else:
        return {"trouble": "it is not what its name says"}
    return as_answer(Contents(trouble=trouble, properties=found))


def _day_in(text: str) -> str:
    match = _DAY.search(text)
    if not match:
        return ""
    try:
        day = datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return ""
    return day.isoformat() if 1990 <= day.year <= 2100 else ""


def _of_picture(data: bytes) -> dict[str, str]:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        exif = picture.getexif()
        inner = exif.get_ifd(_INNER)
        days = [_day_in(str(inner.get(tag) or exif.get(tag) or "")) for tag in _TAKEN]
        found = {"place": "yes"} if exif.get_ifd(_PLACE) else {}
    day = next((day for day in days if day), "")
    return {**found, **({"day": day, "day from": "the date that the camera put into it"} if day else {})}


def pdf_day(data: bytes) -> dict[str, str]:
    """The day that a PDF says it was made, as properties tell it."""
    try:
        import logging

        from pypdf import PdfReader

        logging.disable(logging.CRITICAL)
        about: Any = PdfReader(io.BytesIO(data), strict=False).metadata or {}
        day = _day_in(str(about.get("/CreationDate") or ""))
    except Exception:  # a damaged PDF is still an attachment
        return {}
    return {"day": day, "day from": "the date on which the PDF was made"} if day else {}


def _of_film(data: bytes) -> dict[str, str]:
    at = data.find(b"mvhd")
    if at < 0 or at + 16 > len(data):
        return {}
    wide = data[at + 4] == 1
    seconds = int.from_bytes(data[at + 8 : at + (16 if wide else 12)], "big")
    if not 2_700_000_000 < seconds < 6_200_000_000:
        return {}
    day = (_SINCE + datetime.timedelta(seconds=seconds)).date().isoformat()
    return {"day": day, "day from": "the date that the phone or camera put into it"}


def _of_sound(data: bytes) -> dict[str, str]:
    head = data[: 1 << 16]
    for mark in (b"TDRC", b"TDOR", b"ICRD", b"date=", b"DATE="):
        at = head.find(mark)
        if at >= 0 and (day := _day_in(head[at + 4 : at + 60].replace(b"\0", b"").decode("latin-1"))):
            return {"day": day, "day from": "the date that the recorder put into it"}
    return {}
