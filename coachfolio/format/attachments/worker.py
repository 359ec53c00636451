"""A child process that reads strangers' files, such as PDF files and pictures, so that a bad one can be stopped.

Requests and answers go through its standard input and output, each after its length in eight bytes. It gets the bytes
and nothing else: no names, no key, no path.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import IO, Any, Final

__all__ = ["NO_LIBRARY", "Worker", "serve"]

MAX_READER_MEMORY: Final = 1 << 30
"""Bytes that the child may use, where the system can hold it to that."""
NO_LIBRARY: Final = "to look into files of this kind, install coachfolio[attachments]"
READERS: Final[Mapping[str, str]] = {
    "pdf": "coachfolio.format.attachments.pdf:pdf_answer",
    "bare pdf": "coachfolio.format.attachments.bare_pdf:bare_pdf_answer",
    "picture": "coachfolio.format.attachments.pictures:picture_answer",
    "word": "coachfolio.format.foreign.word:word_answer",
    "calendar": "coachfolio.format.foreign.calendars:calendar_answer",
    "media": "coachfolio.format.foreign.media:media_answer",
    "pdf-lines": "coachfolio.format.foreign.lines:pdf_lines_answer",
    "web-page": "coachfolio.format.foreign.web_page:web_page_answer",
    "leap2a": "coachfolio.format.foreign.leap2a:leap2a_answer",
    "workbook": "coachfolio.format.foreign.workbook:workbook_answer",
}
"""What the child can be asked for, and the function that answers: bytes in, what JSON can say out."""
_DAMAGED: Final = "it is damaged, or not what its name says"
_TOO_LONG: Final = "looking into it took too long"
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
        """What is in a document: `texts` with where each stands, `place`, `trouble`; or what its own reader answers."""
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
            answer = _reader(kind.decode())(data)
        except ImportError:
            answer = {"trouble": NO_LIBRARY}
        except (Exception, RecursionError):
            answer = {"trouble": _DAMAGED}
        _send(answers, json.dumps(answer).encode())


def _reader(kind: str) -> Callable[[bytes], Mapping[str, Any]]:
    """What reads a kind of file. Each is imported only where it is used."""
    place, _, name = READERS[kind].partition(":")
    found: Callable[[bytes], Mapping[str, Any]] = getattr(importlib.import_module(place), name)
    return found


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
