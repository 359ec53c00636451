"""A child process that reads PDF files and pictures, so that a bad one can be stopped.

Requests and answers go through its standard input and output, each after its length in eight bytes. It gets the bytes
and nothing else: no names, no key, no path.
"""

from __future__ import annotations

import contextlib
import io
import json
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import IO, Any, Final

__all__ = ["NO_LIBRARY", "Worker", "serve"]

MAX_PAGES: Final = 2_000
MAX_TEXT: Final = 20_000_000
"""Letters of one document."""
MAX_READER_MEMORY: Final = 1 << 30
"""Bytes that the child may use, where the system can hold it to that."""
NO_LIBRARY: Final = "to look into files of this kind, install coachfolio[attachments]"
_DAMAGED: Final = "it is damaged, or not what its name says"
_TOO_LONG: Final = "looking into it took too long"
_AUTHORS: Final = {270: "description", 315: "artist", 33432: "owner", 40093: "author", 37510: "comment", 42032: "owner"}
_PLACE: Final = 34853
_WORDS: Final = {"Author", "Title", "Description", "Comment", "Copyright", "comment", "xmp", "XML:com.adobe.xmp"}
_START: Final = "import sys; sys.path[:] = {path!r}; from coachfolio.format.attachments.worker import serve; serve()"


class Worker:
    """The child, started when it is first asked and stopped at the end, or when an answer takes too long."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def ask(self, kind: str, data: bytes) -> Mapping[str, Any]:
        """What is in a document: `texts` with where each stands, `place`, `trouble`."""
        child = self._child or self._start()
        assert child.stdin is not None
        sender = threading.Thread(target=_send, args=(child.stdin, kind.encode(), data), daemon=True)
        sender.start()
        try:
            answer = self._answers.get(timeout=self._seconds)
        except queue.Empty:
            self._stop()
            return {"trouble": _TOO_LONG}
        if not answer:  # it died: too much memory, or a mistake deep in a library
            self._stop()
            return {"trouble": _DAMAGED}
        found: Mapping[str, Any] = json.loads(answer)
        return found

    def _start(self) -> subprocess.Popen[bytes]:
        program = _START.format(path=[place for place in sys.path if place])
        self._child = subprocess.Popen(  # noqa: S603 - this Python, and nothing of a stranger in the words
            [sys.executable, "-I", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._child.stdout is not None
        self._answers = queue.Queue()
        threading.Thread(target=_receive, args=(self._child.stdout, self._answers), daemon=True).start()
        return self._child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for stream in (self._child.stdin, self._child.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError, ValueError):
                        stream.close()
            self._child = None


def _send(to: IO[bytes], *parts: bytes) -> None:
    try:
        for part in parts:
            to.write(struct.pack(">Q", len(part)) + part)
        to.flush()
    except (OSError, ValueError):
        pass  # it was stopped


def _received(stream: IO[bytes]) -> bytes:
    head = stream.read(8)
    return stream.read(struct.unpack(">Q", head)[0]) if len(head) == 8 else b""


def _receive(stream: IO[bytes], answers: queue.Queue[bytes]) -> None:
    try:
        while part := _received(stream):
            answers.put(part)
    except (OSError, ValueError):
        pass
    answers.put(b"")


# --- in the child


def serve() -> None:
    """Answer until there is nothing more to read."""
    _limited()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = io.StringIO()  # whatever a library prints is no answer
    while kind := _received(requests):
        data = _received(requests)
        try:
            answer = _pdf(data) if kind == b"pdf" else _picture(data)
        except ImportError:
            answer = {"trouble": NO_LIBRARY}
        except (Exception, RecursionError):
            answer = {"trouble": _DAMAGED}
        _send(answers, json.dumps(answer).encode())


def _limited() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_READER_MEMORY, MAX_READER_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        pass


def _pdf(data: bytes) -> dict[str, Any]:
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
        notes = [str(page_text["/Contents"]) for page_text in _notes(page) if "/Contents" in page_text]
        notes += [str(page_text["/T"]) for page_text in _notes(page) if "/T" in page_text]
        notes += [
            str(page_text["/A"]["/URI"])
            for page_text in _notes(page)
            if "/A" in page_text and "/URI" in page_text["/A"]
        ]
        images = images or not text.strip()
        letters += len(text)
        texts.append((f"page {number}", "\n".join([text, *notes])))
    if images:
        trouble.append("some of its pages are pictures, and the words on them were not read")
    about = [str(value) for value in (reader.metadata or {}).values()]
    stream = reader.xmp_metadata
    if stream is not None:
        about += [str(page_text) for page_text in (stream.dc_creator or ())]
    about += [str(page_text["/V"]) for page_text in (reader.get_fields() or {}).values() if page_text.get("/V")]
    if reader.attachments:
        trouble.append("other files are inside it, which were not looked into")
    if about:
        texts.append(("its properties", "\n".join(about)))
    return {"texts": texts, "trouble": "; ".join(trouble)}


def _notes(page: Any) -> list[Any]:
    return [note.get_object() for note in page.get("/Annots") or ()]


def _picture(data: bytes) -> dict[str, Any]:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        exif = picture.getexif()
        inner = exif.get_ifd(34665)
        place = bool(exif.get_ifd(_PLACE))
        values = [exif.get(tag) for tag in _AUTHORS] + [inner.get(tag) for tag in _AUTHORS]
        values += [value for name, value in picture.info.items() if name in _WORDS]
    texts = [_readable(value) for value in values if value]
    return {"texts": [("its properties", text) for text in texts if text], "place": place}


def _readable(value: Any) -> str:
    if isinstance(value, bytes):
        plain = value[8:] if value[:8] in (b"ASCII\0\0\0", b"UNICODE\0") else value
        encoding = "utf-16" if b"\0" in plain[:40] else "utf-8"
        return plain.decode(encoding, "replace").strip("\0 ")
    return str(value)
