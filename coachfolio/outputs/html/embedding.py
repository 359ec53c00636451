"""Which attachments are put into a page, and how: pictures as pictures, other small files to be saved from it."""

from __future__ import annotations

import base64
from collections.abc import Collection
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.facts.audience import Viewer
from coachfolio.reports.attached_files import AttachedFiles
from coachfolio.reports.views import AttachmentView

__all__ = ["NOTHING_EMBEDDED", "Embedded", "Embedder"]

_MOST_PICTURE: Final = 400_000
_MOST_OTHER: Final = 100_000
_MOST_IN_ALL: Final = 8_000_000
"""Bytes of one picture, of one other file, and of all of them in a page."""
_PICTURES: Final = {
    "image/png": (b"\x89PNG\r\n\x1a\n", (".png",)),
    "image/jpeg": (b"\xff\xd8\xff", (".jpg", ".jpeg")),
    "image/gif": (b"GIF8", (".gif",)),
    "image/webp": (b"RIFF", (".webp",)),
}
"""Kinds of pictures that browsers only draw: how each begins, and its endings. A drawing as SVG is a program, too."""
_TOO_LARGE: Final = "Too large to be put in here: it is beside the evidence in the portfolio."
_MAY_NAME: Final = "Not put in here, because it may name a client."


@frozen()
class Embedded(Frozen):
    """What is put into the page of one attachment."""

    picture: str = ""
    """The address of a picture, with all of it inside; empty where it is none."""
    download: str = ""
    """The address of a file to be saved; empty where it is shown, or is too large."""
    name: str = ""
    """What it is to be saved as."""
    markdown: bool = False
    """Whether its text is Markdown."""
    note: str = ""


NOTHING_EMBEDDED: Final = Embedded()


class Embedder:
    """Puts the attachments of one portfolio into a page for one reader, as long as there is room."""

    def __init__(self, files: AttachedFiles, reader: Viewer, named_in: Collection[str] = ()) -> None:
        """`named_in` are files in which a client may be named: they are put into no page."""
        self._files = files
        self._reader = reader
        self._named_in = frozenset(named_in)
        self._room = _MOST_IN_ALL
        self._made: dict[str, Embedded] = {}

    def embedded(self, file: AttachmentView) -> Embedded:
        """What is put into the page of an attachment; a file that is named twice is put in once."""
        if not file.path:
            return NOTHING_EMBEDDED
        if file.path not in self._made:
            self._made[file.path] = self._embed(file)
            return self._made[file.path]
        return Embedded(note="It is shown where it is named first.") if file.text is None else self._made[file.path]

    def _embed(self, file: AttachmentView) -> Embedded:
        if file.path in self._named_in:
            return Embedded(note=_MAY_NAME)
        ending = f".{file.path.rpartition('.')[2].lower()}"
        if file.text is not None:
            return Embedded(markdown=ending in (".md", ".markdown"))
        kind = next((kind for kind, (_, endings) in _PICTURES.items() if ending in endings), "")
        data = self._files.data(file.path, min(_MOST_PICTURE if kind else _MOST_OTHER, self._room))
        if data is None:
            return Embedded(note=_TOO_LARGE) if file.size else NOTHING_EMBEDDED
        data = self._for_reader(file.path, data)
        self._room -= len(data)
        inside = base64.b64encode(data).decode("ascii")
        if kind and data.startswith(_PICTURES[kind][0]):
            return Embedded(picture=f"data:{kind};base64,{inside}")
        name = file.path.rpartition("/")[2]
        return Embedded(download=f"data:application/octet-stream;base64,{inside}", name=name)

    def _for_reader(self, path: str, data: bytes) -> bytes:
        """A file without the properties that can be taken out of it, as in every copy for others."""
        if self._reader == "learner":
            return data
        from coachfolio.editing.stripping import stripped

        return stripped(path, data).data
