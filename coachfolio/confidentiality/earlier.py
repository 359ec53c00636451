"""Which files of earlier saves have something of a client in them, wherever they lay and whatever they were called."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator

from coachfolio.evidence import kind_of_path, references_in
from coachfolio.evidence.attached import attached_files
from coachfolio.format.documents import read
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.format.documents.values import shape_of
from coachfolio.git import OpenRecord
from coachfolio.git.reading import changes, ids_reachable, listing, objects
from coachfolio.portfolio.portfolio import ENDINGS

__all__ = ["earlier_files"]


def earlier_files(record: OpenRecord, client: str) -> tuple[str, ...]:
    """The paths in the portfolio of all evidence that had a client's code in it in any save, and of what it named.

    Of what it named, only what is not there any more: a file that is there may belong to other evidence. Every line
    and seal of the record is followed.

    Raises GitTrouble, Mismatch, LimitReached.
    """
    tips = sorted({*record.refs.values(), *([record.tip] if record.tip else [])})
    if not tips:
        return ()
    start = os.fsencode(record.prefix)
    evidence: dict[str, set[str]] = defaultdict(set)
    others: set[str] = set()
    for _, files, _ in changes(record.repository, ids_reachable(record.repository, tips)):
        for change in files:
            if not change.mode.startswith("100") or not change.path.startswith(start):
                continue
            path = os.fsdecode(change.path[len(start) :])
            if path.lower().endswith(ENDINGS) and kind_of_path(path) is not None:
                evidence[change.id].add(path)
            else:
                others.add(path)
    there = listing(record.repository, record.tip) if record.tip else []
    absent = others - {os.fsdecode(file.path[len(start) :]) for file in there}
    code = re.compile(rb"(?<![0-9A-Za-z])%b(?![0-9A-Za-z])" % re.escape(client.encode()))
    found: set[str] = set()
    for id, data in objects(record.repository, evidence, "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set()):
        if code.search(data):
            found |= evidence[id]
            found.update(path for one in evidence[id] for path in _named(one, data) if path in absent)
    return tuple(sorted(found))


def _named(path: str, data: bytes) -> Iterator[str]:
    """The paths of the files that one version of a piece of evidence names, where it can be read."""
    kind = kind_of_path(path) or ""
    fields = read(path, data, shape_of(kind)).fields
    # what does not fit may be of any form, and is to be forgotten all the same
    named = [reference for reference in references_in(kind, fields or {}) if _is_text(reference.value)]
    yield from (target for _, _, target in attached_files({path: named}, ()) if target is not None)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
