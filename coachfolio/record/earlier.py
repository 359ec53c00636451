"""Earlier contents of evidence, by the ids that a decision is pinned to."""

from __future__ import annotations

import os
from collections.abc import Collection

from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git import GitTrouble, opened
from coachfolio.git.reading import objects
from coachfolio.portfolio.earlier import EarlierContents

__all__ = ["earlier_contents"]


def earlier_contents(path: str | os.PathLike[str], ids: Collection[str]) -> EarlierContents:
    """Look up contents in the record of a portfolio: a folder kept in git, or a hand-over file.

    Where there is no record, or it cannot be read, or it names contents in another way, nothing is found and nothing
    is said to be missing. Nothing is written.
    """
    try:
        with opened(path) as record:
            if record.repository.algorithm != "sha1" or record.tip is None:
                return EarlierContents({})
            missing: set[str] = set()
            found = objects(
                record.repository, sorted(ids), "blob", most=MAX_FILE_BYTES, missing=missing, too_large=set()
            )
            contents = dict(found)
            whole = not (record.shape.shallow or record.shape.partial)
            return EarlierContents(contents, frozenset(missing) if whole else frozenset())
    except GitTrouble:
        return EarlierContents({})
