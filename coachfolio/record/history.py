"""From what git keeps to the record of practice: every piece of evidence through all saves, followed by its id."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from coachfolio.documents.limits import MAX_FILE_BYTES
from coachfolio.evidence import kind_of_path
from coachfolio.git.objects import Commit, commit_from
from coachfolio.git.process import Repository
from coachfolio.git.reading import Change, Changes, changes_ahead, objects, objects_ahead
from coachfolio.portfolio import ENDINGS, id_of
from coachfolio.record.contents import Content, content_of, fields_between
from coachfolio.record.facts import Version
from coachfolio.sources import PRIVATE

__all__ = ["Begun", "Histories", "begun", "evidence_id", "histories_of"]

SHEETS: Final = "contact-sheets"
DECISIONS: Final = "assessment/"
"""Of these the fields are always looked at: some may be filled in after a decision, and the decision may not."""
MAX_FOLDER_BYTES: Final = 1 << 26


@dataclass(slots=True)
class _Step:
    """One save's change of one piece, before its content was looked at."""

    save: str
    path: str
    content: str
    joined: bool
    moved: bool = False


@dataclass(slots=True)
class Begun:
    """What git is at work on, of every save and each after those that it follows."""

    saves: Iterator[tuple[str, bytes]]
    compared: Iterator[Changes]


@dataclass(slots=True)
class Histories:
    """Everything that was read of a record's saves."""

    by_id: dict[str, Commit]
    """All saves, each after those that it follows."""
    versions: dict[str, tuple[Version, ...]]
    """Of each piece of evidence, by its id."""
    joins: dict[tuple[str, str], tuple[str, ...]]
    """By save and evidence: what a piece was on each line that a save joined, where it fits none of them."""
    digests: dict[str, str]
    """SHA-256 of the contents that somebody asked for, by id."""
    kept: dict[str, bytes]
    private: tuple[bytes, ...]
    """Files of the folder private that were ever saved."""
    pointers: frozenset[str]
    """Contents that only point to content elsewhere."""
    missing: frozenset[str]
    """Contents that should be there and are not."""
    too_large: frozenset[str]
    """Contents larger than a piece of evidence may be, which were not read."""


def evidence_id(path: bytes, prefix: bytes) -> tuple[str, str] | None:
    """The id and the path in the portfolio of a piece of evidence; None for any other file."""
    if not path.startswith(prefix):
        return None
    inside = path[len(prefix) :].decode("utf-8", "backslashreplace")
    if not inside.lower().endswith(ENDINGS) or kind_of_path(inside) is None:
        return None
    return id_of(inside), inside


@contextmanager
def begun(repository: Repository, ids: list[str]) -> Iterator[Begun]:
    """Have git fetch all saves, newest first in `ids`, and compare them, while something else is done."""
    oldest_first = ids[::-1]
    with (
        changes_ahead(repository, oldest_first) as compared,  # git takes longest over this
        objects_ahead(repository, oldest_first, "commit") as saves,
    ):
        yield Begun(saves, compared)


def histories_of(
    repository: Repository,
    reading: Begun,
    *,
    prefix: str,
    fields: bool = True,
    digests_of: Collection[str] = (),
    keep: Collection[str] = (),
) -> Histories:
    """Everything that the saves tell.

    With the fields that each save changed, where they are asked for; with the SHA-256 of some contents, by their ids;
    and with some contents themselves.

    Each commit, each folder that git looked at and each content that is read is hashed. Without `fields`, only the
    first and the last content of a piece are read; those in between are known by their ids.

    Raises Mismatch, Missing, LimitReached, GitTrouble.
    """
    by_id = {name: commit_from(name, data) for name, data in reading.saves}
    _verify(repository, dict.fromkeys(one.tree for one in by_id.values()))
    steps, joins, folders, private = _steps(reading.compared, os.fsencode(prefix))
    wanted, sheets, several = _wanted(steps, {*digests_of, *keep}, fields)
    absent: set[str] = set()
    too_large: set[str] = set()
    contents: dict[str, Content] = {}
    digests: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    with objects_ahead(repository, wanted, "blob", most=MAX_FILE_BYTES, missing=absent, too_large=too_large) as blobs:
        _verify(repository, folders)
        for name, data in blobs:
            contents[name] = content_of(data, sheet=name in sheets, fields=name in several)
            if name in digests_of:
                digests[name] = sha256(data).hexdigest()
            if name in keep:
                kept[name] = data
    return Histories(
        by_id,
        {name: tuple(_versions(one, by_id, contents)) for name, one in sorted(steps.items()) if one[0].content},
        joins,
        digests,
        kept,
        private,
        frozenset(name for name, one in contents.items() if one.pointer),
        frozenset(absent),
        frozenset(too_large),
    )


def _verify(repository: Repository, folders: Iterable[str]) -> None:
    """Hash every one of some folders. Raises as `objects` does."""
    for _ in objects(repository, folders, "tree", most=MAX_FOLDER_BYTES):
        pass


def _steps(
    compared: Iterator[Changes], prefix: bytes
) -> tuple[dict[str, list[_Step]], dict[tuple[str, str], tuple[str, ...]], dict[str, None], tuple[bytes, ...]]:
    """Every change of every piece; the pieces on lines that were joined otherwise than either had them.

    Also the folders that were compared, and what was ever saved of the folder private.
    """
    steps: dict[str, list[_Step]] = defaultdict(list)
    joins: dict[tuple[str, str], tuple[str, ...]] = {}
    folders: dict[str, None] = {}
    known: dict[bytes, tuple[str, str] | None] = {}
    for save, files, changed_folders in compared:
        folders.update(dict.fromkeys(changed_folders))
        ours: list[tuple[str, str, Change]] = []
        removed = False
        for change in files:
            path = change.path
            if path not in known:
                known[path] = evidence_id(path, prefix)
            named = known[path]
            if named is None or not (change.mode.startswith("100") or change.mode == "000000"):
                continue
            ours.append((*named, change))
            removed = removed or change.mode == "000000"
        if removed and len(ours) > 1:
            ours = _moved(ours, save, steps)
        for name, inside, change in ours:
            content = "" if change.mode == "000000" else change.id
            before = steps[name][-1] if name in steps else None
            joined = len(change.before) > 1
            if before is not None and before.content == content:
                # the same on another line, or a file that only became executable; a move to another folder is kept
                if before.path == inside:
                    continue
                steps[name].append(_Step(save, inside, content, joined, moved=True))
                continue
            if joined:
                joins[save, name] = change.before
            steps[name].append(_Step(save, inside, content, joined))
    private = tuple(sorted(path for path in known if _is_private(path, prefix)))
    return steps, joins, folders, private


def _is_private(path: bytes, prefix: bytes) -> bool:
    """Whether a file lies in the folder that is never to be saved, in capitals or not."""
    return path.startswith(prefix) and path[len(prefix) :].split(b"/", 1)[0].lower() == PRIVATE.encode()


def _moved(
    ours: list[tuple[str, str, Change]], save: str, steps: dict[str, list[_Step]]
) -> list[tuple[str, str, Change]]:
    """Follow what was moved or renamed in one save: the same content under another name. Gives what is left to do."""
    gone = [one for one in ours if one[2].mode == "000000"]
    added: dict[str, tuple[str, str, Change]] = {}
    for one in ours:
        if one[2].mode != "000000" and "A" in one[2].states:
            added.setdefault(one[2].id, one)
    times = Counter(one[0] for one in ours)
    done: set[int] = set()
    for one in gone:
        name, _, change = one
        there = added.pop(change.before[0], None)
        if there is None:
            # the same id in another folder, with other words in it, is not gone
            if times[name] > 1:
                done.add(id(one))
            continue
        new, inside, addition = there
        if new != name:
            if steps.get(new):
                continue
            steps[new] = steps.pop(name, [])
        steps[new].append(_Step(save, inside, addition.id, joined=False, moved=bool(steps[new])))
        done |= {id(one), id(there)}
    return [one for one in ours if id(one) not in done]


def _wanted(
    steps: Mapping[str, list[_Step]], others: Iterable[str], fields: bool
) -> tuple[dict[str, None], set[str], set[str]]:
    """The contents to look at, piece by piece; those of sheets of contacts; those of pieces that have several."""
    sheets: set[str] = set()
    several: set[str] = set()
    wanted: dict[str, None] = {}
    for history in steps.values():
        ids = [one.content for one in history if one.content]
        if len(ids) > 1 and (fields or history[0].path.startswith(DECISIONS)):
            several.update(ids)
        elif ids:
            ids = [ids[0], ids[-1]]
        wanted.update(dict.fromkeys(ids))
        if history[0].path.startswith(SHEETS):
            sheets.update(ids)
    wanted.update(dict.fromkeys(others))
    return wanted, sheets, several


def _versions(steps: list[_Step], saves: Mapping[str, Commit], contents: Mapping[str, Content]) -> Iterator[Version]:
    before: _Step | None = None
    for one in steps:
        now = contents.get(one.content)
        claimed = now.claimed if now else None
        if before is None:
            yield Version(saves[one.save], "recorded", one.path, one.content, claimed)
        elif one.moved:
            yield Version(saves[one.save], "moved", one.path, one.content, claimed)
        elif not one.content:
            yield Version(saves[one.save], "removed", one.path, "", None)
        elif not before.content:
            yield Version(saves[one.save], "brought back", one.path, one.content, claimed)
        else:
            changed = fields_between(contents.get(before.content), now)
            yield Version(
                saves[one.save], "joined" if one.joined else "changed", one.path, one.content, claimed, changed
            )
        before = one
