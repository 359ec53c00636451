"""The words of a PDF: its pages, notes, bookmarks, forms, properties and what it said in earlier versions."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

__all__ = ["pdf_answer"]

MAX_PAGES: Final = 2_000
MAX_TEXT: Final = 20_000_000
"""Letters of one document."""
MAX_NODES: Final = 20_000
"""Of the structure that tells what pictures show."""
MAX_VERSIONS: Final = 5
_SPOKEN: Final = ("/Contents", "/T", "/TU", "/V", "/DV", "/Subj", "/RC", "/NM")
_SHOWN: Final = ("/Alt", "/ActualText", "/E", "/T")
_END: Final = b"%%EOF"


def pdf_answer(data: bytes) -> dict[str, Any]:
    """The `texts` of a PDF, each with where it stands, and what `trouble` there was."""
    import logging

    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return {"trouble": "it is protected by a password"}
    texts: list[tuple[str, str]] = []
    trouble: list[str] = []
    letters, images = 0, False
    for number, page in enumerate(reader.pages, 1):
        if number > MAX_PAGES or letters > MAX_TEXT:
            trouble.append(f"only its first {number - 1:,} pages were looked into")
            break
        text = page.extract_text() or ""
        images = images or not text.strip()
        letters += len(text)
        texts.append((f"page {number}", "\n".join([text, *_notes(page)])))
    if images:
        trouble.append("some of its pages are pictures, and the words on them were not read")
    texts += [("its bookmarks", text) for text in _bookmarks(reader)]
    texts += [("what it says of its pictures", text) for text in _described(reader)]
    about = list(_about(reader))
    if reader.attachments:
        about += list(reader.attachments)
        trouble.append("other files are inside it, which were not looked into")
    if about:
        texts.append(("its properties", "\n".join(about)))
    texts += _earlier(data, trouble)
    return {"texts": texts, "trouble": "; ".join(trouble)}


def _notes(page: Any) -> Iterator[str]:
    for note in page.get("/Annots") or ():
        about = note.get_object()
        for name in _SPOKEN:
            if name in about:
                yield str(about[name])
        action = about.get("/A")
        action = action.get_object() if action is not None else {}
        yield from (str(action[name]) for name in ("/URI", "/F", "/JS") if name in action)


def _bookmarks(reader: Any) -> Iterator[str]:
    waiting = list(reader.outline)
    while waiting:
        mark = waiting.pop()
        if isinstance(mark, list):
            waiting += mark
        else:
            yield str(mark.title)
    yield from map(str, reader.named_destinations)


def _described(reader: Any) -> Iterator[str]:
    waiting = [reader.trailer["/Root"].get("/StructTreeRoot")]
    seen: set[int] = set()
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if id(node) in seen or node is None:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield from (str(node[name]) for name in _SHOWN if name in node)
            if "/K" in node:
                waiting.append(node.raw_get("/K") if hasattr(node, "raw_get") else node["/K"])


def _about(reader: Any) -> Iterator[str]:
    yield from (str(value) for value in (reader.metadata or {}).values())
    stream = reader.trailer["/Root"].get("/Metadata")
    if stream is not None:
        import re

        said = stream.get_object().get_data().decode("utf-8", "replace")
        yield re.sub(r"<[^>]*>", " ", said)
        yield " ".join(re.findall(r"=\s*[\"']([^\"']{2,200})[\"']", said))
    for field in (reader.get_fields() or {}).values():
        yield from (str(field[name]) for name in ("/T", "/TU", "/V", "/DV", "/Opt") if field.get(name))


def _earlier(data: bytes, trouble: list[str]) -> list[tuple[str, str]]:
    """What pages said before a program added to the file instead of writing it anew."""
    from pypdf import PdfReader

    ends: list[int] = []
    at = data.find(_END)
    while at >= 0:
        ends.append(at + len(_END))
        at = data.find(_END, at + 1)
    earlier = ends[1:-1] if b"/Linearized" in data[:1024] else ends[:-1]
    if len(earlier) > MAX_VERSIONS:
        trouble.append(f"only {MAX_VERSIONS} of its earlier versions were looked into")
    texts: list[tuple[str, str]] = []
    for end in earlier[-MAX_VERSIONS:]:
        try:
            reader = PdfReader(io.BytesIO(data[:end]), strict=False)
            pages = [page.extract_text() or "" for page in reader.pages]
            notes = [note for page in reader.pages for note in _notes(page)]
        except Exception:
            trouble.append("an earlier version inside it was not looked into")
            break
        texts.append(("an earlier version of it", "\n".join([*pages, *notes, *_about(reader)])))
    return texts
