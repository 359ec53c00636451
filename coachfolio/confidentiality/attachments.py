"""The text inside attachments: Word, Excel, PowerPoint and OpenDocument files, PDF, plain text, and what pictures tell.

A stranger's file may be a bomb or a lie. Archives are measured before anything is unpacked and again while it is. No
entity is ever expanded, and no link is followed. A child process reads PDF files and pictures, and is stopped after ten
seconds. Whatever could not be looked into is said, never passed over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from coachfolio.confidentiality.facts import Inside
from coachfolio.format.attachments.office import NotRead, office_texts
from coachfolio.format.attachments.worker import Worker

__all__ = ["MAX_ATTACHMENT", "insides_of"]

MAX_ATTACHMENT: Final = 25 << 20
"""Bytes of one attachment."""
MAX_ATTACHMENT_SECONDS: Final = 10.0
"""For one attachment."""

_TEXT: Final = (".txt", ".md", ".markdown", ".csv", ".tsv", ".json", ".html", ".htm", ".xml", ".ics", ".eml", ".rst")
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
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HINT_OLD: Final = (
    "it is protected by a password, or was saved by an old program; save it again as .docx, .xlsx or .pptx"
)

Read = Callable[[str, int], bytes]
"""Gives the bytes of a file of the portfolio, no more than so many. Raises Unreadable or OSError."""


def insides_of(paths: Iterable[tuple[str, int]], read: Read) -> Iterator[Inside]:
    """What each attachment holds. `paths` are paths with sizes in bytes; `read` gives the bytes of one."""
    with Worker(MAX_ATTACHMENT_SECONDS) as worker:
        for path, size in paths:
            yield _inside(path, size, read, worker)


def _inside(path: str, size: int, read: Read, worker: Worker) -> Inside:
    if size > MAX_ATTACHMENT:
        return Inside(path, not_checked=f"it is larger than {MAX_ATTACHMENT >> 20} MB")
    try:
        data = read(path, MAX_ATTACHMENT + 1)
    except Exception:  # whatever the reason is, it was not looked into
        return Inside(path, not_checked="it cannot be read")
    if len(data) > MAX_ATTACHMENT:
        return Inside(path, not_checked=f"it is larger than {MAX_ATTACHMENT >> 20} MB")
    try:
        return _texts(path, data, worker)
    except NotRead as reason:
        return Inside(path, not_checked=str(reason))


def _texts(path: str, data: bytes, worker: Worker) -> Inside:
    name = path.casefold()
    if not data:
        return Inside(path)
    if data.startswith(b"%PDF-") or name.endswith(".pdf"):
        return _by_worker("pdf", path, data, worker)
    if data.startswith(b"PK\x03\x04"):
        found = office_texts(data, time.monotonic() + MAX_ATTACHMENT_SECONDS)
        trouble, has_place, texts = found.trouble, False, list(found.texts)
        for where, picture in found.pictures:
            inside = _by_worker("picture", path, picture, worker)
            has_place |= inside.has_place
            texts += [(where, text) for _, text in inside.texts]
        return Inside(path, tuple(texts), has_place, trouble)
    if data.startswith(_OLD_OFFICE):
        raise NotRead(_HINT_OLD)
    if name.endswith(_PICTURES):
        return _by_worker("picture", path, data, worker)
    if name.endswith(_TEXT) or (not name.endswith(_DOCUMENTS) and _is_text(data)):
        return Inside(path, (("its text", _decoded(data)),))
    raise NotRead("coachfolio cannot look into files of this kind")


def _is_text(data: bytes) -> bool:
    """Whether a file of no known kind holds text, such as .gitignore."""
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _decoded(data: bytes) -> str:
    for start, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(start):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _by_worker(kind: str, path: str, data: bytes, worker: Worker) -> Inside:
    answer = worker.ask(kind, data)
    texts = tuple((str(where), str(text)) for where, text in answer.get("texts", ()))
    return Inside(path, texts, bool(answer.get("place")), str(answer.get("trouble", "")))
