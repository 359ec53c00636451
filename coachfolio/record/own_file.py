"""What a record's own qualification.yaml says in the place of the pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coachfolio.base.errors import UnknownQualification
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git.process import Repository
from coachfolio.git.reading import objects
from coachfolio.portfolio.portfolio import OVERLAY_FILE

__all__ = ["own_file_in_words", "takes_back_since"]


def own_file_in_words(repository: Repository, files: Mapping[str, str], qualification: str) -> str:
    """What the file says that stands now, in one sentence; empty where that is nothing.

    `files` are the paths of all files with the ids of their contents, and `qualification` is the name of the pack.
    """
    id = files.get(OVERLAY_FILE)
    if id is None:
        return ""
    from coachfolio.format.overlays import own_words, says_otherwise
    from coachfolio.format.packs import pack
    from coachfolio.portfolio.reading import read_file

    for _, data in objects(repository, [id], "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set()):
        fields = read_file(OVERLAY_FILE, data, "qualification-overlay").value
        if isinstance(fields, Mapping):
            try:
                return says_otherwise(own_words(pack(qualification), fields))
            except UnknownQualification:
                return ""
    return "qualification.yaml in this portfolio cannot be read, so nobody can say what it changes."


def takes_back_since(repository: Repository, was: str, now: str, qualification: str) -> bool:
    """Whether the file asks for less than it did, or for other things, by the ids of its two contents.

    `was` is empty where there was none: then it is held against the pack. What cannot be read may ask for anything.
    """
    from coachfolio.format.overlays import takes_back
    from coachfolio.format.packs import overlaid, pack
    from coachfolio.portfolio.reading import read_file

    wanted = [id for id in (was, now) if id]
    fields: dict[str, Mapping[str, Any]] = {"": {}}
    for id, data in objects(repository, wanted, "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set()):
        read = read_file(OVERLAY_FILE, data, "qualification-overlay").value
        if isinstance(read, Mapping):
            fields[id] = read
    if was not in fields or now not in fields:
        return True
    try:
        base = pack(qualification)
        before, after = (overlaid(base, fields[id]) if id else base for id in (was, now))
    except UnknownQualification:
        return True
    return takes_back(before, after, fields[now].get("may") or {}, fields[was].get("may") or {})
