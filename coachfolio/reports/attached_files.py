"""The files that belong to evidence, as they are shown: their size, their fingerprint, and the text of small texts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from typing import Final

from coachfolio.base.files import open_plain, read_plain
from coachfolio.portfolio.sources import Folder, Source, Unreadable

__all__ = ["MAX_SHOWN_TEXT", "SHOWN_TEXTS", "AttachedFiles"]

SHOWN_TEXTS: Final = (".md", ".markdown", ".txt", ".csv")
"""Attachments that are shown as texts."""
MAX_SHOWN_TEXT: Final = 200_000
"""Bytes of the longest text that is shown in place."""
_MAX_HASHED: Final = 1 << 28


class AttachedFiles:
    """The files beside the evidence of one source. Each is read once, and only as far as it is asked for."""

    def __init__(self, source: Source, covered: Callable[[str], str] = str) -> None:
        """`covered` gives a text as it may be shown."""
        self._source = source
        self._covered = covered
        self._sizes = source.sizes
        self.text = cache(self._text)
        """The text of a small text among them; None for anything else."""

    def fingerprint(self, path: str) -> str:
        """The SHA-256 of a file's content; empty where it cannot be read, or is larger than 256 MB."""
        if self._sizes.get(path, _MAX_HASHED + 1) > _MAX_HASHED:
            return ""
        try:
            if not isinstance(self._source, Folder):
                data = self.data(path, self._sizes[path])
                return hashlib.sha256(data).hexdigest() if data is not None else ""
            handle, _ = open_plain(self._source.path / path)
            with os.fdopen(handle, "rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""

    def data(self, path: str, most: int) -> bytes | None:
        """The whole content of a file of at most so many bytes; None where it is larger, or cannot be read."""
        if self._sizes.get(path, most + 1) > most:
            return None
        try:
            if isinstance(self._source, Folder):
                data = read_plain(self._source.path / path, most + 1)
            else:
                data = self._source.read(path)
        except (OSError, Unreadable):
            return None
        return data if len(data) == self._sizes[path] else None

    def _text(self, path: str) -> str | None:
        if not path.lower().endswith(SHOWN_TEXTS):
            return None
        data = self.data(path, MAX_SHOWN_TEXT)
        if data is None or b"\0" in data:
            return None
        try:
            return self._covered(data.decode("utf-8-sig").replace("\r\n", "\n"))
        except UnicodeDecodeError:
            return None
