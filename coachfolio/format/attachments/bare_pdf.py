"""A PDF without its properties: read and written anew in the child process."""

from __future__ import annotations

import base64
import io
from typing import Any, Final

from coachfolio.format.attachments.bare_pictures import JPEG, bare_jpeg

__all__ = ["bare_pdf_answer"]

_ABOUT: Final = ("/Metadata", "/PieceInfo", "/LastModified")
_NOT_REMARKS: Final = ("/Widget", "/Link", "/Popup")
_SIGNED: Final = "its properties: it is signed, so it was left as it is"
_LOCKED: Final = "whatever is in it: it is protected by a password"


def bare_pdf_answer(data: bytes) -> dict[str, Any]:
    """The `bare` PDF in base64, which may be none, and what is `left` in it."""
    import logging

    from pypdf import PdfReader, PdfWriter

    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        return {"left": [_LOCKED]}
    left = _left_in(reader)
    if any(field.get("/FT") == "/Sig" for field in (reader.get_fields() or {}).values()):
        return {"left": [_SIGNED, *left]}
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    for part in writer._objects:  # noqa: SLF001 - there is no public way to all of them
        _bare(part)
    made = io.BytesIO()
    writer.compress_identical_objects()  # what nothing leads to any more goes with it
    writer.write(made)
    if len(PdfReader(io.BytesIO(made.getvalue())).pages) != len(reader.pages):
        return {"left": ["whatever is in it: it could not be written anew"]}
    return {"bare": base64.b64encode(made.getvalue()).decode("ascii"), "left": left}


def _bare(part: Any) -> None:
    """Take out of one part who wrote it, and when, and with what."""
    from pypdf.generic import NameObject, TextStringObject

    if not isinstance(part, dict):
        return
    for name in _ABOUT:
        if name in part:
            del part[NameObject(name)]
    if "/Subtype" in part and "/Rect" in part and "/T" in part and part["/Subtype"] not in _NOT_REMARKS:
        part[NameObject("/T")] = TextStringObject("Author")
    raw = getattr(part, "_data", None)
    if isinstance(raw, bytes) and raw.startswith(JPEG):
        part._data = bare_jpeg(raw) or raw  # type: ignore[attr-defined]  # noqa: SLF001


def _left_in(reader: Any) -> list[str]:
    root = reader.trailer["/Root"]
    names = root.get("/Names")
    names = names.get_object() if names is not None else {}
    kinds = {
        str(note.get_object().get("/Subtype"))
        for page in reader.pages
        for note in (page.get("/Annots") or ())
        if hasattr(note.get_object(), "get")
    }
    found = {
        "remarks": bool(kinds.difference(_NOT_REMARKS)),
        "a form, with what was filled in": "/AcroForm" in root,
        "other files inside it": "/EmbeddedFiles" in names or "/FileAttachment" in kinds,
        "small programs": "/JavaScript" in names or "/OpenAction" in root,
        "layers that may be hidden": "/OCProperties" in root,
        "alternative texts": "/StructTreeRoot" in root,
    }
    return [what for what, there in found.items() if there]
