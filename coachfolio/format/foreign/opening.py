"""What reads a foreign file: by its first bytes and its ending, within bounds, where needed in the child process."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final

from coachfolio.format.attachments.worker import Worker
from coachfolio.format.foreign.contents import Contents, from_answer

__all__ = ["IN_CHILD", "IN_PROCESS", "MAX_SOURCE", "foreign_contents"]

MAX_SOURCE: Final = 64 << 20
"""Bytes of the largest file that is read for its contents."""

IN_CHILD: Final[Mapping[str, str]] = {
    ".docx": "word",
    ".docm": "word",
    ".dotx": "word",
    ".dotm": "word",
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".xltx": "workbook",
    ".xltm": "workbook",
    ".xlsb": "workbook",
    ".xls": "workbook",
    ".ods": "workbook",
    ".ots": "workbook",
    **dict.fromkeys((".html", ".htm", ".xhtml"), "web-page"),
    **dict.fromkeys((".xml", ".zip"), "leap2a"),
    ".pdf": "pdf-lines",
    ".ics": "calendar",
    ".vcs": "calendar",
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".gif", ".heic", ".heif", ".avif"), "media"),
    **dict.fromkeys(
        (".mp3", ".m4a", ".wav", ".ogg", ".oga", ".opus", ".flac", ".amr", ".mp4", ".mov", ".m4v"), "media"
    ),
}
"""Endings whose files the child process reads, and what it is asked for (`worker.READERS`)."""

IN_PROCESS: Final[Mapping[str, str]] = {
    ".csv": "coachfolio.format.foreign.separated:separated_contents",
    ".tsv": "coachfolio.format.foreign.separated:separated_contents",
    ".tab": "coachfolio.format.foreign.separated:separated_contents",
    ".txt": "coachfolio.format.foreign.lines:lines_contents",
    ".md": "coachfolio.format.foreign.lines:lines_contents",
    ".eml": "coachfolio.format.foreign.mail:mail_contents",
    ".json": "coachfolio.format.foreign.frameworks:framework_contents",
    **dict.fromkeys((".yaml", ".yml"), "coachfolio.format.foreign.own_piece:own_piece_contents"),
    ".matrix": "coachfolio.format.foreign.frameworks:framework_contents",
}
"""Endings whose files are plain text, and the function that reads them: `module:name`, from bytes to Contents."""


def foreign_contents(name: str, data: bytes, worker: Worker) -> Contents | None:
    """What a file holds; None where nothing reads files of its kind."""
    ending = PurePosixPath(name.lower()).suffix
    if len(data) > MAX_SOURCE:
        return Contents(unread=f"it is larger than {MAX_SOURCE >> 20} MB")
    if ending in IN_CHILD:
        return from_answer(worker.ask(IN_CHILD[ending], data))
    if ending in IN_PROCESS:
        place, _, function = IN_PROCESS[ending].partition(":")
        read: Callable[[bytes], Contents] = getattr(importlib.import_module(place), function)
        return read(data)
    return None
