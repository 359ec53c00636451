"""What a record tells of one client: in every version and name of a file, in words of saves and seals, and in names."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.facts import NOBODY, DeclaredNames
from coachfolio.confidentiality.history import private_in
from coachfolio.confidentiality.wording import FORGOTTEN, REASON_OF_FORGETTING, TAKEN_OUT
from coachfolio.evidence import kind_of_path, references_in
from coachfolio.evidence.attached import attached_files
from coachfolio.format.documents import read
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.format.documents.values import shape_of
from coachfolio.git import GitTrouble, OpenRecord
from coachfolio.git.objects import commit_from, tag_from
from coachfolio.git.reading import changes, ids_reachable, listing, objects, sizes
from coachfolio.portfolio.portfolio import ENDINGS, PORTFOLIO_FILE

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key

__all__ = ["InEarlierSaves", "Sought", "told_of"]

MOST_FILES: Final = 4_000
"""Contents that are no evidence and are looked into."""
MOST_BYTES: Final = 256 << 20
"""Of all of them together."""
_OURS: Final = (FORGOTTEN, REASON_OF_FORGETTING, TAKEN_OUT)
_LINES: Final = "refs/heads/"
_TAGS: Final = "refs/tags/"
_LEAST_STEM: Final = 8
"""Letters of a file's name that says what it is about: a shorter one may be any word."""


@frozen()
class Sought(Frozen):
    """By what a client is known: the code, the names on the list, and the names of the files that were about them."""

    client: str
    key: Key | None = field(default=None, repr=False)
    declared: DeclaredNames = field(default=NOBODY, repr=False)
    stems: tuple[str, ...] = field(default=(), repr=False)

    def has_code(self, text: str) -> bool:
        """Whether the code, or the name of a file that was about them, stands in a text."""
        pattern = "|".join(re.escape(word) for word in (self.client, *self.stems))
        return re.search(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", text, re.IGNORECASE) is not None

    def has_name(self, text: str, *, is_name: bool = False, is_message: bool = False) -> bool:
        """Whether a name of theirs stands in a text. One that is another client's as well counts where it is sure."""
        if self.key is None:
            return False
        from coachfolio.confidentiality.names import declared_from

        known = declared_from(self.declared.names)
        hits = self.key.matcher.found(text, "", known, is_name=is_name, is_message=is_message)
        return any(
            self.client in hit.codes and (hit.weight == "blocks" or (hit.weight == "asks" and len(hit.codes) == 1))
            for hit in hits
        )


@frozen()
class InEarlierSaves(Frozen):
    """Where a record tells of a client. Names and words in it are not for showing."""

    paths: tuple[str, ...] = field(default=(), repr=False)
    """From the top of the record: every file of which a version, or the name, tells of them, and what it named."""
    contents: frozenset[str] = field(default=frozenset(), repr=False)
    """The ids of all versions of these files but of those that are there now."""
    words: tuple[str, ...] = field(default=(), repr=False)
    """Lines out of the words of saves and seals."""
    names: tuple[str, ...] = field(default=(), repr=False)
    """The full names of lines and seals that tell of them."""
    not_read: tuple[str, ...] = field(default=(), repr=False)
    """Files of which a version could not be looked into, from the top of the record."""


@dataclass(slots=True)
class _Saved:
    """Every content and what it was called, and what each save changed."""

    paths: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By the id of a content."""
    changed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By save."""


def told_of(
    record: OpenRecord,
    sought: Sought,
    own: Iterable[str] = (),
    known: Iterable[str] = (),
    changing: Iterable[str] = (),
) -> InEarlierSaves:
    """Look through all saves, lines and seals of a record for one client.

    All paths are those in the portfolio: `own` of files about the client alone, `known` of others that tell of them,
    `changing` of files whose last saved content goes as well. A portfolio beside this one has codes of its own, so only
    names count there.

    Raises GitTrouble, Mismatch, LimitReached.
    """
    tips = sorted({*record.refs.values(), *([record.tip] if record.tip else [])})
    if not tips:
        return InEarlierSaves()
    saves = ids_reachable(record.repository, tips)
    saved = _Saved()
    for save, files, _ in changes(record.repository, saves):
        for change in files:
            path = os.fsdecode(change.path)
            saved.changed[save].add(path)
            if change.mode.startswith("1"):
                saved.paths[change.id].add(path)
    now = {os.fsdecode(file.path): file.id for file in (listing(record.repository, record.tip) if record.tip else ())}
    mine = {record.prefix + path for path in own}
    mine |= set(_about_client_alone(record, saved, sought.client))
    stems = {PurePosixPath(path).stem for path in mine if path.lower().endswith(ENDINGS)}
    sought = Sought(
        sought.client, sought.key, sought.declared, tuple(sorted(stem for stem in stems if len(stem) >= _LEAST_STEM))
    )
    found, not_read = _in_contents(record, saved, sought, now)
    every = {path for paths in saved.paths.values() for path in paths}
    inside = {path for path in every if path.startswith(record.prefix)}
    found |= {path for path in every if sought.has_name(path, is_name=True)}
    found |= {path for path in inside if sought.has_code(path)}
    found |= {record.prefix + path for path in private_in(record.prefix, map(os.fsencode, inside))}
    found |= mine | {record.prefix + path for path in known}
    going = {record.prefix + path for path in changing}
    kept = {id for path, id in now.items() if path not in going}
    contents = {id for id, paths in saved.paths.items() if paths & found and id not in kept}
    found |= {path for id in contents for path in saved.paths[id] if path not in now}
    alone = {path for path in mine if path in every} - {record.prefix + PORTFOLIO_FILE}
    alone |= {path for path in found if path not in now}
    words, names = _in_words(record, saves, sought, {save for save in saves if saved.changed[save] & alone})
    return InEarlierSaves(tuple(sorted(found)), frozenset(contents), words, names, tuple(sorted(not_read)))


def _about_client_alone(record: OpenRecord, saved: _Saved, client: str) -> Iterator[str]:
    """Evidence that had the client as its own in any version."""
    about = re.compile(rb"^client:[ \t]*[\"']?%b\b" % re.escape(client.encode()), re.MULTILINE | re.IGNORECASE)
    for id, data in _evidence(record, saved):
        if about.search(data):
            yield from (path for path in saved.paths[id] if kind_of_path(path.removeprefix(record.prefix)) is not None)


def _evidence(record: OpenRecord, saved: _Saved) -> Iterator[tuple[str, bytes]]:
    ids = [id for id, paths in saved.paths.items() if any(path.lower().endswith(ENDINGS) for path in paths)]
    yield from objects(record.repository, ids, "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set())


def _in_contents(
    record: OpenRecord, saved: _Saved, sought: Sought, now: Mapping[str, str]
) -> tuple[set[str], set[str]]:
    """The paths of every content that tells of the client, and of those that could not be looked into."""
    found: set[str] = set()
    read_ids: set[str] = set()
    for id, data in _evidence(record, saved):
        read_ids.add(id)
        text = data.decode("utf-8", "replace")
        for path in saved.paths[id]:
            inside = path.startswith(record.prefix)
            if (inside and sought.has_code(text)) or sought.has_name(text):
                found.add(path)
                if inside:
                    named = _named(path.removeprefix(record.prefix), data)
                    found.update(full for name in named if (full := record.prefix + name) not in now)
    not_read: set[str] = set()
    for id, paths, text, whole in _others(record, saved, read_ids):
        told = {path for path in paths if path.startswith(record.prefix)} if sought.has_code(text) else set()
        found |= set(paths) if sought.has_name(text) else told
        if not whole:
            not_read |= saved.paths[id]
    return found, not_read - found


def _others(record: OpenRecord, saved: _Saved, known: set[str]) -> Iterator[tuple[str, set[str], str, bool]]:
    """Every other content: its id, its paths, what it has of text, and whether that is all."""
    from coachfolio.confidentiality.attachments import MAX_ATTACHMENT, insides_of

    about = sizes(record.repository, [id for id in saved.paths if id not in known])
    left = MOST_BYTES
    chosen: list[str] = []
    for id, (kind, size) in about.items():
        if kind == "blob" and size <= min(left, MAX_ATTACHMENT) and len(chosen) < MOST_FILES:
            left -= size
            chosen.append(id)
    for id in saved.paths.keys() - known - set(chosen):
        yield id, saved.paths[id], "", False
    raw: dict[str, bytes] = {}
    contents = objects(record.repository, chosen, "blob", most=MAX_ATTACHMENT)

    def read_next(path: str, most: int) -> bytes:
        id, data = next(contents)
        raw.clear()
        raw[id] = data
        return data

    files = ((min(saved.paths[id]), about[id][1]) for id in chosen)
    for id, inside in zip(chosen, insides_of(files, read_next), strict=True):
        text = "\n".join([raw.get(id, b"").decode("utf-8", "replace"), *(text for _, text in inside.texts)])
        yield id, saved.paths[id], text, not inside.not_checked


def _named(path: str, data: bytes) -> Iterator[str]:
    """The paths of the files that one version of a piece of evidence names, where it can be read."""
    kind = kind_of_path(path) or ""
    if not kind:
        return
    fields = read(path, data, shape_of(kind)).fields
    # what does not fit may be of any form, and is to be forgotten all the same
    named = [reference for reference in references_in(kind, fields or {}) if _is_text(reference.value)]
    yield from (target for _, _, target in attached_files({path: named}, ()) if target is not None)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _in_words(
    record: OpenRecord, saves: Iterable[str], sought: Sought, related: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lines of messages and of texts of seals, and names of lines and seals.

    The words of a save that changed what is about the client alone are about the client as well, unless another save
    has the same words.
    """
    wanted: dict[str, None] = {}
    elsewhere: set[str] = set()
    perhaps: dict[str, None] = {}
    for id, data in objects(record.repository, saves, "commit"):
        lines = [line for line in commit_from(id, data).message.splitlines() if line.strip() and line not in _OURS]
        telling = any(sought.has_code(line) or sought.has_name(line, is_message=True) for line in lines)
        for line in lines:
            if sought.has_code(line) or sought.has_name(line, is_message=True):
                wanted[line] = None
            elif telling or id in related:
                perhaps[line] = None
            else:
                elsewhere.add(line)
    names: list[str] = []
    for name, id in record.refs.items():
        if not name.startswith((_LINES, _TAGS)):
            continue
        short = name.removeprefix(_LINES).removeprefix(_TAGS)
        if sought.has_code(short) or sought.has_name(short, is_name=True):
            names.append(name)
        if name.startswith(_TAGS):
            wanted.update(dict.fromkeys(_told_on_seal(record, id, sought)))
    wanted.update((line, None) for line in perhaps if line not in elsewhere)
    return tuple(wanted), tuple(names)


def _told_on_seal(record: OpenRecord, id: str, sought: Sought) -> Iterator[str]:
    for _, data in objects(record.repository, [id], None, most=1 << 20, too_large=set()):
        try:
            words = tag_from(id, data).message
        except GitTrouble:  # it is no mark with words on it
            return
        yield from (
            line for line in words.splitlines() if sought.has_code(line) or sought.has_name(line, is_message=True)
        )
