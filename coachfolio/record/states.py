"""Earlier states of a record: what stood together in one, and whether two contents say the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from coachfolio.evidence import Reference, kind_of_path, references_in
from coachfolio.evidence.attached import attached_files
from coachfolio.evidence.meaning import meaning_of
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git.objects import Commit
from coachfolio.git.process import Repository, output
from coachfolio.git.reading import listing, objects, sizes
from coachfolio.portfolio.sources import TEXTS

__all__ = [
    "Move",
    "alike",
    "exchanged",
    "fields_judged_by",
    "only_answered",
    "other_line_ends",
    "own_line",
    "stood_together",
]

MAX_STATES: Final = 5_000
"""Earlier states that are looked through for one."""
_PROBES: Final = 20
"""Files by which a state is told from others, before all of it is looked at."""
_MAX_WHOLE: Final = 20
"""States that are looked at as a whole."""

Move = tuple[str, str, str]
"""The content of a piece of evidence, where it was, and where it is."""


def own_line(saves: Iterable[Commit], tip: str) -> list[str]:
    """The ids of the saves that were the record's own latest state once, newest first: no side line's."""
    parents = {save.id: save.parents for save in saves}
    line = []
    while tip in parents:
        line.append(tip)
        tip = parents[tip][0] if parents[tip] else ""
    return line


def stood_together(
    repository: Repository, prefix: str, line: Sequence[str], files: Mapping[str, str], now: Mapping[str, str]
) -> bool:
    """Whether some files, by path with the ids of their contents, are together in one of a line of saves.

    `now` are those of the first of the line.
    """
    differ = [path for path, id in files.items() if now.get(path) != id]
    if not differ:
        return True
    probes = differ[:_PROBES]
    if any("\n" in path for path in probes):
        return False
    start = os.fsencode(prefix)
    asked = b"".join(
        b"%b:%b%b\n" % (save.encode("ascii"), start, os.fsencode(path)) for save in line[:MAX_STATES] for path in probes
    )
    said = output(repository, "cat-file", "--batch-check=%(objectname)", "--buffer", given=asked).split(b"\n")
    wanted = [files[path].encode("ascii") for path in probes]
    fitting = (
        save for at, save in enumerate(line[:MAX_STATES]) if said[at * len(probes) : (at + 1) * len(probes)] == wanted
    )
    for _, save in zip(range(_MAX_WHOLE), fitting, strict=False):
        there = {file.path: file.id for file in listing(repository, save)}
        if all(there.get(start + os.fsencode(path)) == id for path, id in files.items()):
            return True
    return False


def alike(repository: Repository, pairs: Iterable[tuple[str, str, str]]) -> frozenset[tuple[str, str]]:
    """Those pairs of contents that say the same in other lines. Each is given with the path where it is."""
    asked = {(was, now): path for was, now, path in pairs if was != now and kind_of_path(path) is not None}
    if not asked:
        return frozenset()
    kinds: dict[str, str] = {}
    for (was, now), path in asked.items():
        kinds[was] = kinds[now] = kind_of_path(path) or ""
    meanings = {id: meaning_of(kind, fields) for id, kind, fields in _fields(repository, kinds)}
    return frozenset(
        (was, now) for was, now in asked if meanings.get(was) is not None and meanings.get(was) == meanings.get(now)
    )


def other_line_ends(repository: Repository, pairs: Iterable[tuple[str, str, str]]) -> frozenset[tuple[str, str]]:
    """Those pairs of contents of texts, such as attached notes, that differ in nothing but the ends of their lines.

    Each is given with its path.
    """
    asked = {(was, now) for was, now, path in pairs if was != now and path.lower().endswith(TEXTS)}
    ids = dict.fromkeys(id for pair in asked for id in pair)
    if not ids:
        return frozenset()
    there = [id for id, (kind, size) in sizes(repository, ids).items() if kind == "blob" and size <= MAX_FILE_BYTES]
    lines = {
        id: hashlib.sha256(data.replace(b"\r\n", b"\n")).digest()
        for id, data in objects(repository, there, "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set())
    }
    return frozenset((was, now) for was, now in asked if was in lines and lines[was] == lines.get(now))


def fields_judged_by(repository: Repository, was: str, now: str) -> tuple[str, ...] | None:
    """The fields of portfolio.yaml that a portfolio is judged by and that differ between two contents of it.

    Clients, a stage, reminders and people come as it is kept: of people, those that were there count. None where one of
    the contents is not here or cannot be read.
    """
    fields = {id: found for id, _, found in _fields(repository, {was: "portfolio", now: "portfolio"})}
    if was not in fields or now not in fields:
        return None
    then, since = dict(fields[was]), dict(fields[now])
    there, people = then.get("people"), since.get("people")
    if isinstance(there, Mapping) and isinstance(people, Mapping):
        since["people"] = {name: person for name, person in people.items() if name in there}
    return tuple(
        name
        for name in sorted((then.keys() | since.keys()) - _COME_AND_GO)
        if meaning_of(name, {name: then.get(name)}) != meaning_of(name, {name: since.get(name)})
    )


_COME_AND_GO: Final = frozenset({"format", "stage", "clients", "reminders", "codes_adopted", "extra"})


def only_answered(
    repository: Repository, pairs: Iterable[tuple[str, str]], kind: str = "assessment-decisions"
) -> frozenset[tuple[str, str]]:
    """Those pairs of contents, then and now, between which a learner only wrote what is theirs to write.

    They are of decisions, or of another kind that has actions.

    That is: they noted that they have read it, and that actions are done, on which day and how.
    """
    asked = set(pairs)
    kinds = {id: kind for pair in asked for id in pair}
    fields = {id: found for id, _, found in _fields(repository, kinds)}
    return frozenset(
        (was, now) for was, now in asked if was in fields and now in fields and _is_answer(fields[was], fields[now])
    )


_DECISIONS: Final = "assessment-decisions"
_OF_THE_LEARNER: Final = frozenset({"acknowledged", "actions"})


def _is_answer(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    rest_then, rest_now = (
        meaning_of(_DECISIONS, {name: value for name, value in fields.items() if name not in _OF_THE_LEARNER})
        for fields in (was, now)
    )
    then, since = (list(fields.get("actions") or ()) for fields in (was, now))
    if rest_then != rest_now or len(then) != len(since) or (was.get("acknowledged") and not now.get("acknowledged")):
        return False
    return all(
        before == after or (isinstance(before, Mapping) and isinstance(after, Mapping) and _is_done(before, after))
        for before, after in zip(then, since, strict=True)
    )


def _is_done(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether an open action is done now, and nothing else about it is another; a note goes on."""
    if before.get("state") not in (None, "open") or after.get("state") != "done":
        return False
    own = {"state", "done_on", "note"}
    same = {name: value for name, value in before.items() if name not in own} == {
        name: value for name, value in after.items() if name not in own
    }
    return same and str(after.get("note") or "").startswith(str(before.get("note") or "").rstrip())


def fields_of(repository: Repository, kinds: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Some contents by their ids, each with its fields; those that cannot be read are left out. `kinds` are by id."""
    return ((id, fields) for id, _, fields in _fields(repository, kinds))


def _fields(repository: Repository, kinds: Mapping[str, str]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    if not kinds:
        return
    from coachfolio.format.documents import read
    from coachfolio.format.documents.values import shape_of

    for id, data in objects(repository, kinds, "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set()):
        fields = read("", data, shape_of(kinds[id])).fields
        if fields is not None:
            yield id, kinds[id], fields


def exchanged(
    repository: Repository, moves: Iterable[Move], then: Mapping[str, str], now: Mapping[str, str]
) -> frozenset[Move]:
    """Those moved pieces whose own words name another file where they are now.

    `then` and `now` are the paths of files with the ids of their contents. What cannot be read names nothing.
    """
    by_content: dict[str, list[Move]] = {}
    for move in moves:
        if os.path.dirname(move[1]) != os.path.dirname(move[2]):  # noqa: PTH120 - a path in the portfolio
            by_content.setdefault(move[0], []).append(move)
    kinds = {content: kind_of_path(several[0][1]) or "" for content, several in by_content.items()}
    named = {
        move: references_in(kind, fields)
        for id, kind, fields in _fields(repository, {id: kind for id, kind in kinds.items() if kind})
        for move in by_content[id]
    }
    was = _files_named({move[1]: references for move, references in named.items()}, then)
    is_now = _files_named({move[2]: references for move, references in named.items()}, now)
    return frozenset(move for move in named if was.get(move[1]) != is_now.get(move[2]))


def _files_named(references: Mapping[str, Iterable[Reference]], files: Mapping[str, str]) -> dict[str, list[str]]:
    """What the files that each piece names contain, by its path: ids, empty for a file that is not there."""
    found: dict[str, list[str]] = {}
    for path, _, target in attached_files(references, files):
        found.setdefault(path, []).append(files.get(target or "", ""))
    return found
