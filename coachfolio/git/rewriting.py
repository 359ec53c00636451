"""All saves of a person's own record written anew, without some files and some words: git's export, filtered, imported.

Nothing is changed in the record itself. The new one is made beside it, in an empty git directory, and holds nothing
but what its own lines and seals lead to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.git.own import own_output
from coachfolio.git.process import GitTrouble

__all__ = ["Leaving", "Rewritten", "stand_alone", "write_anew"]

_AT_WORK: Final = b"refs/heads/coachfolio-at-work"
"""The line on which saves are put while they are imported: none of the record's own is called so."""
_EXPORT: Final = (
    *("-c", "core.quotePath=false", "fast-export", "--no-data", "--show-original-ids", "--reencode=no"),
    *("--signed-tags=strip", "--tag-of-filtered-object=rewrite", "--use-done-feature", "--branches", "--tags"),
)
_ESCAPED: Final = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_LETTERS: Final = {b"a": 7, b"b": 8, b"t": 9, b"n": 10, b"v": 11, b"f": 12, b"r": 13, b'"': 34, b"\\": 92}


@frozen()
class Leaving(Frozen):
    """What the new record does not have."""

    paths: frozenset[bytes] = field(repr=False)
    """Files, from the top of the record: no version of them is left."""
    contents: frozenset[str] = field(default=frozenset(), repr=False)
    """Ids: every file that ever had one of these contents goes as well."""
    refs: frozenset[str] = frozenset()
    """Full names of seals that are not taken over."""
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Other names for lines and seals, full ones for full ones."""


@frozen()
class Rewritten(Frozen):
    """What came of it."""

    before: int
    """Saves that there were."""
    after: int
    """Saves that there are: one in which nothing is left is none."""


@dataclass(slots=True)
class _Save:
    """One save, or one seal, as git exports it."""

    mark: bytes = b""
    id: str = ""
    heads: list[bytes] = field(default_factory=list)
    message: bytes = b""
    parents: list[bytes] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)


def write_anew(folder: Path, into: Path, leaving: Leaving, said: Callable[[str], str]) -> Rewritten:
    """Write the record of a folder anew into an empty git directory. `said` gives the words of each save.

    Names, addresses and times of saves stay as they are; signatures on saves do not fit any more, and go. What no line
    or seal leads to is not taken over. Raises GitTrouble.
    """
    stream = own_output(folder, *_EXPORT)
    refs = _refs_of(folder)
    saves, seals = _read(stream)
    paths = leaving.paths | {
        path for save in saves.values() for id, path in map(_file_of, save.files) if id and id in leaving.contents
    }
    work = _Work(saves, paths, said)
    new = b"".join(work.lines(refs, seals, leaving))
    there = {"GIT_DIR": os.fspath(into)}
    alternates = into / "objects" / "info" / "alternates"
    alternates.parent.mkdir(parents=True, exist_ok=True)
    objects = own_output(folder, "rev-parse", "--git-path", "objects").decode("utf-8", "surrogateescape").strip()
    alternates.write_bytes(os.fsencode((folder / objects).resolve().as_posix()) + b"\n")
    own_output(
        folder,
        *("-c", "fastimport.unpackLimit=1", "fast-import", "--quiet", "--done", "--date-format=raw-permissive"),
        given=new,
        variables=there,
    )
    if work.kept:
        own_output(folder, "update-ref", "-d", _AT_WORK.decode(), variables=there)
    return Rewritten(len(saves), work.kept)


def stand_alone(folder: Path, into: Path) -> None:
    """Let a new record have all of its contents itself, and nothing else. Raises GitTrouble where a part is missing."""
    there = {"GIT_DIR": os.fspath(into)}
    own_output(folder, "repack", "-a", "-d", "-f", "-q", "--no-write-bitmap-index", variables=there)
    (into / "objects" / "info" / "alternates").unlink()
    own_output(folder, "prune", "--expire=now", variables=there)
    own_output(folder, "fsck", "--connectivity-only", "--no-dangling", "--no-progress", variables=there)


def _refs_of(folder: Path) -> dict[str, tuple[str, bool]]:
    """The id of the save that each line or seal leads to, and whether it has words of its own."""
    form = "--format=%(refname)%00%(objectname)%00%(*objectname)"
    found = {}
    for line in own_output(folder, "for-each-ref", form, "refs/heads", "refs/tags").splitlines():
        name, id, target = line.split(b"\0")
        found[os.fsdecode(name)] = ((target or id).decode("ascii"), bool(target))
    return found


# --- reading what git exports


def _read(stream: bytes) -> tuple[dict[bytes, _Save], dict[str, _Save]]:
    """Saves by their mark, and seals with words by their full name."""
    saves: dict[bytes, _Save] = {}
    seals: dict[str, _Save] = {}
    current = _Save()
    at = 0
    signature = False
    while at < len(stream):
        end = stream.index(b"\n", at)
        line, at = stream[at:end], end + 1
        word, _, rest = line.partition(b" ")
        if word in (b"commit", b"tag", b"reset"):
            current = _Save()
            if word == b"tag":
                seals[os.fsdecode(b"refs/tags/" + rest)] = current
        elif word == b"mark":
            current.mark = rest
            saves[rest] = current
        elif word == b"original-oid":
            current.id = rest.decode("ascii")
        elif word in (b"author", b"committer", b"tagger", b"encoding"):
            current.heads.append(line)
        elif word == b"gpgsig":
            signature = True
        elif word == b"data":
            length = int(rest)
            if not signature:
                current.message = stream[at : at + length]
            signature = False
            at += length
        elif word in (b"from", b"merge"):
            current.parents.append(rest)
        elif word in (b"M", b"D"):
            current.files.append(line)
        elif word not in (b"", b"feature", b"done"):
            raise GitTrouble("This git describes saves in a way that is not known here. Nothing was changed.")
    return {mark: save for mark, save in saves.items() if save not in seals.values()}, seals


def _file_of(line: bytes) -> tuple[str, bytes]:
    """The id (empty where the file is deleted) and the path of one line about a file."""
    if line.startswith(b"D "):
        return "", _plain(line[2:])
    _, _, id, path = line.split(b" ", 3)
    return id.decode("ascii"), _plain(path)


def _plain(path: bytes) -> bytes:
    """A path without git's quotation marks."""
    if not path.startswith(b'"'):
        return path

    def sign(match: re.Match[bytes]) -> bytes:
        return bytes([_LETTERS[match[1]] if match[1] in _LETTERS else int(match[1], 8)])

    return _ESCAPED.sub(sign, path[1:-1])


# --- what is imported


class _Work:
    """Collects while the new saves are written."""

    def __init__(self, saves: Mapping[bytes, _Save], paths: Iterable[bytes], said: Callable[[str], str]) -> None:
        self.kept = 0
        self._saves = saves
        self._paths = frozenset(paths)
        self._said = said
        self._now: dict[bytes, bytes | None] = {}
        """By its mark, the save that stands for it; None where nothing is left up to it."""

    def lines(
        self, refs: Mapping[str, tuple[str, bool]], seals: Mapping[str, _Save], leaving: Leaving
    ) -> Iterator[bytes]:
        yield b"feature done\n"
        for save in self._saves.values():
            yield from self._save(save)
        marks = {save.id: self._now[mark] for mark, save in self._saves.items()}
        for name, (id, has_words) in refs.items():
            mark = marks.get(id)
            if mark is None or name in leaving.refs:
                continue
            new = os.fsencode(leaving.names.get(name, name))
            if not has_words:
                yield b"reset %b\nfrom %b\n\n" % (new, mark)
            elif name in seals:
                heads = b"".join(head + b"\n" for head in seals[name].heads)
                words = self._words(seals[name].message)
                yield b"tag %b\nfrom %b\n%b" % (new.removeprefix(b"refs/tags/"), mark, heads)
                yield b"data %d\n%b\n" % (len(words), words)
        yield b"done\n"

    def _save(self, save: _Save) -> Iterator[bytes]:
        parents = list(dict.fromkeys(now for parent in save.parents if (now := self._now.get(parent))))
        files = [line for line in save.files if _file_of(line)[1] not in self._paths]
        if save.files and not files and len(parents) < 2:
            self._now[save.mark] = parents[0] if parents else None
            return
        self._now[save.mark] = save.mark
        self.kept += 1
        if not parents:
            yield b"reset %b\n" % _AT_WORK
        words = self._words(save.message)
        yield b"commit %b\nmark %b\n" % (_AT_WORK, save.mark)
        yield from (head + b"\n" for head in save.heads)
        yield b"data %d\n%b\n" % (len(words), words)
        for number, parent in enumerate(parents):
            yield b"%b %b\n" % (b"merge" if number else b"from", parent)
        yield from (line + b"\n" for line in files)
        yield b"\n"

    def _words(self, message: bytes) -> bytes:
        with suppress(UnicodeError):
            return self._said(message.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        return message
