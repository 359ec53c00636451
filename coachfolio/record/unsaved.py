"""What lies in the folder and is not what is saved."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from coachfolio.evidence import kind_of_path
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git import opened as opened_record
from coachfolio.git.objects import Mismatch
from coachfolio.git.process import GitTrouble
from coachfolio.git.reading import listing, objects, sizes
from coachfolio.portfolio.elsewhere import pointer_in, put_down_by
from coachfolio.portfolio.portfolio import ENDINGS
from coachfolio.portfolio.snapshots import portfolio_folder
from coachfolio.portfolio.sources import Folder, Unreadable, is_listed

if TYPE_CHECKING:
    from coachfolio.git import OpenRecord
    from coachfolio.git.process import Repository
    from coachfolio.git.reading import Entry

__all__ = ["unsaved_files", "unsaved_in"]

MAX_HASHED: Final = 1 << 28
"""Bytes of files beside the evidence that are hashed, together: of the rest only the sizes are compared."""
_MAX_POINTER: Final = 1 << 10


def unsaved_files(opened: OpenRecord, files: Sequence[Entry], prefix: str) -> tuple[str, ...]:
    """The files of a portfolio's folder that differ from what is saved last, are new, or are gone from it.

    New are files of evidence and whatever else lies in a folder for evidence, but for what programs put there. Files
    that were left out of the folder on purpose are not counted. The folder is read in Python, and nothing in it is
    followed or run.
    """
    if opened.top is None:
        return ()
    folder = Folder(opened.top / prefix)
    start = os.fsencode(prefix)
    saved = {
        file.path[len(start) :].decode("utf-8", "backslashreplace"): file.id
        for file in files
        if file.path.startswith(start) and file.mode.startswith("100")
    }
    left_out = {path.removeprefix(prefix) for path in opened.shape.hidden}
    differ: list[str] = []
    beside: dict[str, int] = {}
    for path, size in folder.sizes.items():
        written = path.lower().endswith(ENDINGS)
        if path not in saved:
            beside_evidence = not written and kind_of_path(path) and not put_down_by(path.rpartition("/")[2])
            if beside_evidence or (written and size <= MAX_FILE_BYTES):
                differ.append(path)
        elif not written:
            beside[path] = size
        elif size <= MAX_FILE_BYTES and not _fits(folder, path, saved[path], opened.repository.algorithm):
            differ.append(path)
    differ += _others(opened.repository, folder, {path: (saved[path], size) for path, size in beside.items()})
    gone = (
        path
        for path in saved
        if path not in folder.sizes
        and path not in left_out
        and is_listed(path)
        and (path.lower().endswith(ENDINGS) or "/" in path)
    )
    return tuple(sorted({*differ, *gone}))


def unsaved_in(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """The files of a portfolio that are not saved as they lie there; none for a hand-over file."""
    try:
        with opened_record(path) as record:
            if record.top is None or record.tip is None:
                return ()
            files = listing(record.repository, record.tip)
            return unsaved_files(record, files, portfolio_folder(record, files))
    except GitTrouble:
        return ()


def _fits(folder: Folder, path: str, id: str, algorithm: str) -> bool:
    """Whether a small file is what was saved. A computer may keep the ends of lines in its own way."""
    try:
        data = folder.read(path)
    except Unreadable:
        return False
    new = hashlib.sha256 if algorithm == "sha256" else hashlib.sha1
    if new(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest() == id:
        return True
    unix = data.replace(b"\r\n", b"\n")
    return new(b"blob %d\0%b" % (len(unix), unix), usedforsecurity=False).hexdigest() == id


def _others(repository: Repository, folder: Folder, files: Mapping[str, tuple[str, int]]) -> list[str]:
    """The paths of those files beside the evidence that are others than what was saved."""
    left, unlike, by_size = MAX_HASHED, [], []
    for path, (id, size) in files.items():
        left -= size
        if size <= MAX_FILE_BYTES:
            if not _fits(folder, path, id, repository.algorithm):
                unlike.append(path)
        elif left < 0 or repository.algorithm != "sha1":
            by_size.append(path)
        else:
            try:
                same = folder.content_id(path) == id
            except Unreadable:
                same = False
            if not same:
                unlike.append(path)
    if not (unlike or by_size):
        return []
    try:
        known = sizes(repository, {files[path][0] for path in (*unlike, *by_size)})
        small = [files[path][0] for path in unlike if known.get(files[path][0], ("", _MAX_POINTER))[1] < _MAX_POINTER]
        pointers = {id for id, data in objects(repository, small, "blob", missing=set()) if pointer_in(data)}
    except (GitTrouble, Mismatch):  # what is wrong with the record is said elsewhere
        return unlike
    return [
        *(path for path in unlike if files[path][0] not in pointers),
        *(path for path in by_size if known.get(files[path][0], ("", -1))[1] not in (-1, files[path][1])),
    ]
