"""What a picture tells besides itself, on all its pages: read in the child process."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

__all__ = ["picture_answer"]

MAX_FRAMES: Final = 100
_PLACE: Final = 34853
_INNER: Final = (34665, 40965)
_XMP: Final = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>|<rdf:RDF.*?</rdf:RDF>", re.DOTALL)
_PRINTED: Final = re.compile(rb"[\x20-\x7e\xa0-\xff]{4,}")
_WIDE: Final = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\0){3,}")
_TOLD: Final = frozenset({0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE})
"""Parts of a JPEG that programs write words into."""
_WORDS: Final = re.compile(r"[^\W\d_]{2}")
_KEEP: Final = 1 << 20
"""Bytes of what stands beside the picture itself that are looked at as they are."""


def picture_answer(data: bytes) -> dict[str, Any]:
    """The `texts` in a picture's properties, whether they tell its `place`, and what `trouble` there was."""
    from PIL import Image

    texts: dict[str, None] = {}
    place, trouble = False, ""
    with Image.open(io.BytesIO(data)) as picture:
        frames = getattr(picture, "n_frames", 1)
        for number in range(min(frames, MAX_FRAMES)):
            picture.seek(number)
            place |= _tell(picture, texts)
        if frames > MAX_FRAMES:
            trouble = f"only its first {MAX_FRAMES} pages were looked into"
        texts.update(dict.fromkeys(_iptc(picture)))
        if picture.format == "PNG":
            picture.load()  # what stands after the picture
            texts.update(dict.fromkeys(_readable(value) for value in picture.info.values()))
    for match in _XMP.finditer(data):
        texts[_without_marks(match[0].decode("utf-8", "replace"))] = None
    texts.update(dict.fromkeys(_beside(data)))
    found = [("its properties", text) for text in texts if _WORDS.search(text) and text != "Exif"]
    return {"texts": found, "place": place, "trouble": trouble}


def _tell(picture: Any, texts: dict[str, None]) -> bool:
    exif = picture.getexif()
    values = [exif.get(tag) for tag in exif]
    for inner in _INNER:
        values += exif.get_ifd(inner).values()
    values += getattr(picture, "tag_v2", {}).values()
    values += [value for name, value in picture.info.items() if name not in ("exif", "icc_profile", "icc")]
    for value in values:
        texts[_readable(value)] = None
    return bool(exif.get_ifd(_PLACE))


def _iptc(picture: Any) -> Iterator[str]:
    from PIL import IptcImagePlugin

    try:
        info = IptcImagePlugin.getiptcinfo(picture) or {}
    except (SyntaxError, OSError, KeyError, ValueError, TypeError, IndexError):
        return
    for value in info.values():
        for part in value if isinstance(value, list) else [value]:
            yield _readable(part)


def _beside(data: bytes) -> Iterator[str]:
    """Words in the parts of a JPEG that are not the picture."""
    if not data.startswith(b"\xff\xd8"):
        return
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        part = data[at + 4 : at + 2 + size][:_KEEP]
        if data[at + 1] in _TOLD:
            for match in _PRINTED.finditer(part):
                yield _in_words(match[0])
            for match in _WIDE.finditer(part):
                yield match[0].decode("utf-16-le", "replace")
        at += 2 + max(size, 2)


def _in_words(said: bytes) -> str:
    try:
        text = said.decode("utf-8")
    except UnicodeDecodeError:
        text = said.decode("cp1252", "replace")
    letters = sum(letter.isalpha() or letter == " " for letter in text)
    return _without_marks(text) if letters > len(text) * 0.6 else ""


def _without_marks(text: str) -> str:
    values = " ".join(re.findall(r"=\s*[\"']([^\"']{2,200})[\"']", text))
    return f"{re.sub(r'<[^>]*>', ' ', text)}\n{values}" if "<" in text else text


def _readable(value: Any) -> str:
    if isinstance(value, bytes):
        plain = value[8:] if value[:8] in (b"ASCII\0\0\0", b"UNICODE\0") else value
        if len(plain) > _KEEP:
            return ""
        if b"\0" in plain[:40].rstrip(b"\0"):
            little = plain[1:2] == b"\0"
            return plain.decode("utf-16-le" if little else "utf-16-be", "replace").strip("\0 ")
        return _without_marks(plain.decode("utf-8", "replace").strip("\0 "))
    if isinstance(value, tuple | list):
        if len(value) > 4 and all(isinstance(part, int) and 0 <= part < 256 for part in value):
            return _readable(bytes(value))
        return " ".join(_readable(part) for part in value if isinstance(part, str | bytes))
    return str(value) if isinstance(value, str) else ""
