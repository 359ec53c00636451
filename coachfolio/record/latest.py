"""The latest moment in a record by the clocks of those who made it: what is made of the record is as of then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coachfolio.git import GitTrouble, opened
from coachfolio.git.objects import Mismatch, commit_from, tag_from
from coachfolio.git.reading import objects, sizes

if TYPE_CHECKING:
    from coachfolio.git import OpenRecord
    from coachfolio.git.objects import Moment

__all__ = ["latest_moment"]


def latest_moment(path: str | os.PathLike[str]) -> Moment | None:
    """When the last save was made, or a seal after it; None where nothing is saved, or nothing says when.

    The same record gives the same moment on any day. Raises NoRecord, GitTrouble.
    """
    with opened(path) as record:
        if record.tip is None:
            return None
        return max(_moments(record, record.tip), key=lambda moment: moment.seconds, default=None)


def _moments(record: OpenRecord, tip: str) -> Iterator[Moment]:
    for id, data in objects(record.repository, [tip], "commit"):
        if when := commit_from(id, data).committed:
            yield when
    marks = {id for name, id in record.refs.items() if name.startswith("refs/tags/")}
    try:
        seals = sorted(id for id, (kind, _) in sizes(record.repository, marks).items() if kind == "tag")
        for id, data in objects(record.repository, seals, "tag", most=1 << 23, missing=set(), too_large=set()):
            if when := tag_from(id, data).tagged:
                yield when
    except (GitTrouble, Mismatch):  # what is wrong with a seal is said elsewhere
        return
