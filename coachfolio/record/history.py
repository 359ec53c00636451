"""From what git keeps to the record of practice: every piece of evidence through all saves, followed by its id."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Final, NamedTuple

from coachfolio.base.files import is_private
from coachfolio.evidence import kind_of_path
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git.objects import Commit, Mismatch
from coachfolio.git.process import Repository
from coachfolio.git.reading import Changes, FileChange, objects_ahead, objects_coming
from coachfolio.portfolio.portfolio import ENDINGS, id_of
from coachfolio.record.contents import Content, content_of, fields_between, share_of_lines
from coachfolio.record.facts import Version

__all__ = [
    "EvidencePaths",
    "Histories",
    "Steps",
    "contents_coming",
    "folders_coming",
    "hashed",
    "histories_of",
    "steps_of",
    "wanted_of",
]

SHEETS: Final = "contact-sheets"
DECISIONS: Final = "assessment/"
"""Of these the fields are always looked at: some may be filled in after a decision, and the decision may not."""
MAX_FOLDER_BYTES: Final = 1 << 26
_MOST_PAIRS: Final = 1000
"""Of pieces removed and pieces added by one save that are held against each other."""
_ALIKE: Final = 0.75
"""The part of its lines by which a piece under a new name is known again."""


class _Step(NamedTuple):
    """One save's change of one piece, before its content was looked at."""

    save: str
    path: str
    content: str
    joined: bool
    moved: bool = False
    before: tuple[str, ...] = ()
    """The ids of its contents in what the save follows."""


class Steps(NamedTuple):
    """What the saves changed, before any content was looked at."""

    pieces: dict[str, list[_Step]]
    """Every change of every piece, by its id."""
    joins: dict[tuple[str, str], tuple[str, ...]]
    """As in `Histories`."""
    folders: dict[str, None]
    """The ids of the folders that were compared."""


class Wanted(NamedTuple):
    """The contents to look at, by their ids."""

    ids: dict[str, None]
    sheets: set[str]
    """Those that are sheets of contacts."""
    several: set[str]
    """Those of pieces that have several, whose fields are to be told apart."""
    perhaps: list[tuple[str, str]]
    """Pieces of which one ended in the very save in which the other began: perhaps they are one, renamed."""


class Coming(NamedTuple):
    """Contents that git is at work on."""

    contents: Iterator[tuple[str, bytes]]
    missing: set[str]
    too_large: set[str]


class Histories(NamedTuple):
    """Everything that was read of the evidence in a record's saves."""

    versions: dict[str, tuple[Version, ...]]
    """Of each piece of evidence, by its id."""
    joins: dict[tuple[str, str], tuple[str, ...]]
    """By save and evidence: what a piece was on each line that a save joined, where it fits none of them."""
    digests: dict[str, str]
    """SHA-256 of the contents that somebody asked for, by id."""
    kept: dict[str, bytes]
    pointers: frozenset[str]
    """Contents that only point to content elsewhere."""
    missing: frozenset[str]
    """Contents that should be there and are not."""
    too_large: frozenset[str]
    """Contents larger than a piece of evidence may be, which were not read."""
    drafts: frozenset[str] = frozenset()
    """Contents that say that they are drafts."""


class EvidencePaths(dict[bytes, tuple[str, str] | None]):
    """By paths in a record: the id and the path in the portfolio of a piece of evidence; None for any other file.

    Each is worked out when it is first asked for.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix: Final = prefix
        """The folder of the portfolio in the record: empty, or ending in /."""
        self._start = os.fsencode(prefix)

    def __missing__(self, path: bytes) -> tuple[str, str] | None:
        found = None
        if path.startswith(self._start):
            inside = path[len(self._start) :].decode("utf-8", "backslashreplace")
            if inside.lower().endswith(ENDINGS) and kind_of_path(inside) is not None:
                found = id_of(inside), inside
        self[path] = found
        return found

    def private(self) -> tuple[str, ...]:
        """What was asked for and lies in the folder that is never to be saved, in capitals or not."""
        start = len(self._start)
        inside = (path[start:] for path in self if path.startswith(self._start))
        return tuple(os.fsdecode(path) for path in sorted(inside) if is_private(os.fsdecode(path)))


@contextmanager
def folders_coming(repository: Repository, folders: Iterable[str]) -> Iterator[Iterator[tuple[str, bytes]]]:
    """Have git fetch some folders, which are to be hashed."""
    with objects_coming(repository, folders, "tree", most=MAX_FOLDER_BYTES) as found:
        yield found


def hashed(coming: Iterator[tuple[str, bytes]]) -> None:
    """Hash all that is coming, and keep nothing. Raises Mismatch, Missing, LimitReached."""
    for _ in coming:
        pass


@contextmanager
def contents_coming(repository: Repository, ids: Iterable[str]) -> Iterator[Coming]:
    """Have git fetch some contents of files, while something else is done."""
    missing: set[str] = set()
    large: set[str] = set()
    with objects_ahead(repository, ids, "blob", most=MAX_FILE_BYTES, missing=missing, too_large=large) as contents:
        yield Coming(contents, missing, large)


def histories_of(
    saves: Mapping[str, Commit],
    steps: Steps,
    wanted: Wanted,
    coming: Coming,
    *,
    digests_of: Collection[str] = (),
    keep: Collection[str] = (),
    more: Callable[[Iterable[str]], Iterable[tuple[str, bytes]]],
) -> Histories:
    """Everything that the saves tell of the evidence: with the SHA-256 of some contents, and with some themselves.

    A draft is no evidence: it is as if it had not been saved. `more` reads contents that nobody wanted, where a piece
    began as a draft. Each content that is read is hashed. Raises Mismatch, Missing, LimitReached, GitTrouble.
    """
    contents: dict[str, Content] = {}
    digests: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    for name, data in coming.contents:
        contents[name] = content_of(data, sheet=name in wanted.sheets, fields=name in wanted.several)
        if name in digests_of:
            digests[name] = sha256(data).hexdigest()
        if name in keep:
            kept[name] = data
    _renamed(steps, wanted.perhaps, contents)
    drafts = {name for name, content in contents.items() if content.draft}
    if drafts:
        between = {
            step.content: None
            for piece in steps.pieces.values()
            if any(step.content in drafts for step in piece)
            for step in piece
            if step.content and step.content not in contents
        }
        drafts |= {name for name, data in more(between) if content_of(data, sheet=False, fields=False).draft}
        _take_out_drafts(steps, drafts)
    return Histories(
        {
            name: tuple(_versions(piece, saves, contents))
            for name, piece in sorted(steps.pieces.items())
            if piece[0].content
        },
        steps.joins,
        digests,
        kept,
        frozenset(name for name, content in contents.items() if content.pointer),
        frozenset(coming.missing),
        frozenset(coming.too_large),
        frozenset(drafts),
    )


def _take_out_drafts(steps: Steps, drafts: Collection[str]) -> None:
    """Let a piece begin with its first content that is no draft, and end where it becomes one again."""
    for name, piece in [*steps.pieces.items()]:
        kept: list[_Step] = []
        for step in piece:
            there = bool(step.content) and step.content not in drafts
            if there:
                kept.append(step)
            elif kept and kept[-1].content:
                kept.append(step._replace(content="", moved=False))
        if kept:
            steps.pieces[name] = kept
        else:
            del steps.pieces[name]


def steps_of(compared: Iterator[Changes], paths: EvidencePaths, saves: Collection[str]) -> Steps:
    """Every change of every piece, in the order of the saves. Raises Mismatch where git compared others."""
    order = iter(saves)
    steps: dict[str, list[_Step]] = defaultdict(list)
    joins: dict[tuple[str, str], tuple[str, ...]] = {}
    folders: dict[str, None] = {}
    for save, files, changed_folders in compared:
        if next(order, "") != save:
            raise Mismatch(save)
        folders.update(dict.fromkeys(changed_folders))
        ours: list[tuple[str, str, FileChange]] = []
        removed = False
        for change in files:
            named = paths[change.path]
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
                steps[name].append(_Step(save, inside, content, joined, True, change.before))
                continue
            if joined:
                joins[save, name] = change.before
            steps[name].append(_Step(save, inside, content, joined, False, change.before))
    if left := next(order, ""):
        raise Mismatch(left)
    return Steps(steps, joins, folders)


def _moved(
    ours: list[tuple[str, str, FileChange]], save: str, steps: dict[str, list[_Step]]
) -> list[tuple[str, str, FileChange]]:
    """Follow what was moved or renamed in one save: the same content under another name. Gives what is left to do."""
    gone = [change for change in ours if change[2].mode == "000000"]
    added: dict[str, tuple[str, str, FileChange]] = {}
    for change_of_ours in ours:
        if change_of_ours[2].mode != "000000" and "A" in change_of_ours[2].states:
            added.setdefault(change_of_ours[2].id, change_of_ours)
    times = Counter(change[0] for change in ours)
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
        steps[new].append(_Step(save, inside, addition.id, False, bool(steps[new]), change.before))
        done |= {id(one), id(there)}
    return [change for change in ours if id(change) not in done]


def wanted_of(steps: Steps, others: Iterable[str], *, fields: bool) -> Wanted:
    """The contents to look at, piece by piece, and some others by their ids.

    Without `fields`, only the first and the last content of a piece; those in between are known by their ids.
    """
    wanted: dict[str, None] = {}
    sheets: set[str] = set()
    perhaps = _perhaps_renamed(steps)
    several = {
        content
        for gone, new in perhaps
        for content in (steps.pieces[gone][-2].content, steps.pieces[new][0].content)
        if content
    }
    for history in steps.pieces.values():
        ids = [step.content for step in history if step.content]
        if len(ids) > 1 and (fields or history[0].path.startswith(DECISIONS)):
            several.update(ids)
        elif ids:
            ids = [ids[0], ids[-1]]
        wanted.update(dict.fromkeys(ids))
        if history[0].path.startswith(SHEETS):
            sheets.update(ids)
    wanted.update(dict.fromkeys(several))
    wanted.update(dict.fromkeys(others))
    return Wanted(wanted, sheets, several, perhaps)


def _perhaps_renamed(steps: Steps) -> list[tuple[str, str]]:
    """Pieces of one kind of which one was removed by the very save that first had the other."""
    ended: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    began: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for name, history in steps.pieces.items():
        first, last = history[0], history[-1]
        if first.content and not first.joined:
            began[first.save, kind_of_path(first.path)].append(name)
        if len(history) > 1 and not last.content and not last.joined:
            ended[last.save, kind_of_path(last.path)].append(name)
    found: list[tuple[str, str]] = []
    for key, gone in ended.items():
        pairs = len(gone) * len(began[key])
        if pairs <= _MOST_PAIRS and len(found) <= _MOST_PAIRS:
            found += [(name, new) for name in gone for new in began[key]]
    return found


def _renamed(steps: Steps, perhaps: Iterable[tuple[str, str]], contents: Mapping[str, Content]) -> None:
    """Let a piece that was renamed and changed a little in one save go on under its new name."""

    def alike(pair: tuple[str, str]) -> float:
        gone, new = (contents.get(step.content) for step in (steps.pieces[pair[0]][-2], steps.pieces[pair[1]][0]))
        return share_of_lines(gone, new)

    ranked = sorted(((alike(pair), pair) for pair in perhaps), reverse=True)
    done: set[str] = set()
    for likeness, (gone, new) in ranked:
        if likeness < _ALIKE:
            return
        if not {gone, new} & done:
            done |= {gone, new}
            steps.pieces[new] = [*steps.pieces.pop(gone)[:-1], *steps.pieces[new]]


def _versions(steps: list[_Step], saves: Mapping[str, Commit], contents: Mapping[str, Content]) -> Iterator[Version]:
    before: _Step | None = None
    for step in steps:
        now = contents.get(step.content)
        claimed = now.claimed if now else None
        if before is None:
            yield Version(saves[step.save], "recorded", step.path, step.content, claimed)
        elif step.moved:
            yield Version(saves[step.save], "moved", step.path, step.content, claimed)
        elif not step.content:
            yield Version(saves[step.save], "removed", step.path, "", None)
        elif not before.content:
            yield Version(saves[step.save], "brought back", step.path, step.content, claimed)
        else:
            changed = fields_between(contents.get(before.content), now)
            yield Version(
                saves[step.save], "joined" if step.joined else "changed", step.path, step.content, claimed, changed
            )
        before = step
