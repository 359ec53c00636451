"""What lies in the folder and is not what is saved."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

from coachfolio.base.files import is_private
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git import OpenRecord
from coachfolio.git.reading import Entry
from coachfolio.portfolio.portfolio import ENDINGS
from coachfolio.portfolio.sources import Folder, Unreadable

__all__ = ["unsaved_files"]


def unsaved_files(opened: OpenRecord, files: Sequence[Entry], prefix: str) -> tuple[str, ...]:
    """The YAML files of a portfolio's folder that differ from what is saved last, are new, or are gone from it.

    Files that were left out of the folder on purpose are not counted. The folder is read in Python, and nothing in it
    is followed or run.
    """
    if opened.top is None:
        return ()
    folder = Folder(opened.top / prefix)
    new = hashlib.sha256 if opened.repository.algorithm == "sha256" else hashlib.sha1
    saved = {
        file.path[len(os.fsencode(prefix)) :].decode("utf-8", "backslashreplace"): file.id
        for file in files
        if file.path.startswith(os.fsencode(prefix)) and file.mode.startswith("100")
    }
    left_out = {path.removeprefix(prefix) for path in opened.shape.hidden}

    def fits(data: bytes, id: str) -> bool:
        return new(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == id

    differ = []
    for path, size in folder.sizes.items():
        if not path.lower().endswith(ENDINGS) or size > MAX_FILE_BYTES:
            continue
        id = saved.get(path)
        if id is None:
            differ.append(path)
            continue
        try:
            data = folder.read(path)
        except Unreadable:
            differ.append(path)
            continue
        # a computer may keep the ends of lines in its own way, and git does not take that for a change
        if not fits(data, id) and not fits(data.replace(b"\r\n", b"\n"), id):
            differ.append(path)
    gone = (
        path
        for path in saved
        if path.lower().endswith(ENDINGS)
        and path not in folder.sizes
        and path not in left_out
        and not any(part.startswith(".") for part in path.split("/"))
        and not is_private(path)
    )
    return tuple(sorted({*differ, *gone}))
