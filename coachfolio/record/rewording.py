"""The words that are others between two versions of a text, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence import kind_of_path
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git.process import Repository
from coachfolio.git.reading import objects, sizes
from coachfolio.portfolio.portfolio import ENDINGS
from coachfolio.record.contents import content_of

__all__ = ["Reworded", "Rewording", "found_texts", "is_text", "reworded"]

MAX_COMPARED: Final = 4_000_000
"""Words of one version times words of the other, at most, that are compared one by one."""
MAX_TEXTS_BYTES: Final = 1 << 26
"""Of all versions together that are compared. What comes after is named without its words."""
_TEXTS: Final = (*ENDINGS, ".md", ".txt", ".csv", ".tsv")
_BETWEEN: Final = 2
"""Words that stayed between two changes and are shown with them."""
_MARKS: Final = frozenset({"|", "|-", "|+", ">", ">-", ">+", "-", "{", "}", "[", "]"})
"""How a file is laid out, and nobody's words."""


@frozen()
class Rewording(Frozen):
    """One stretch of words that became another."""

    field: str
    """The field of a piece; empty in a file that has none, such as attached notes."""
    was: str
    """Empty where it is new."""
    now: str
    """Empty where it is gone."""


@frozen()
class Reworded(Frozen):
    """What became of the words of one file."""

    path: str
    """Where it is now."""
    words: tuple[Rewording, ...]
    told: bool = True
    """Whether both versions are there and are texts; else nobody can say which words."""


def is_text(path: str) -> bool:
    """Whether a file is a text whose words can be told."""
    return path.lower().endswith(_TEXTS)


def found_texts(repository: Repository, ids: Iterable[str]) -> dict[str, bytes]:
    """Contents by their ids: those that are there, and no larger than any piece of evidence may be."""
    about = sizes(repository, dict.fromkeys(ids))
    left, wanted = MAX_TEXTS_BYTES, []
    for id, (kind, size) in about.items():
        left -= size
        if kind == "blob" and size <= MAX_FILE_BYTES and left >= 0:
            wanted.append(id)
    return dict(objects(repository, wanted, "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set()))


def reworded(pairs: Sequence[tuple[str, str, str]], contents: Mapping[str, bytes]) -> tuple[Reworded, ...]:
    """What became of the words of some files, each given with its path now, and its contents then and now."""
    found = []
    for path, was, now in pairs:
        if not is_text(path) or was not in contents or now not in contents:
            found.append(Reworded(path, (), told=False))
        else:
            found.append(Reworded(path, tuple(_between(path, contents[was], contents[now]))))
    return tuple(found)


def _between(path: str, was: bytes, now: bytes) -> Iterator[Rewording]:
    if not path.lower().endswith(ENDINGS) or (kind_of_path(path) is None and "/" in path):
        yield from _words("", _text(was), _text(now))
        return
    before, after = (content_of(data, sheet=False, fields=True).fields or {} for data in (was, now))
    for name in sorted(before.keys() | after.keys(), key=[*before, *after].index):
        then, there = (_text(fields.get(name, b"").partition(b":")[2]) for fields in (before, after))
        if then != there:
            yield from _words(name.decode("ascii"), then, there)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _words(field: str, was: str, now: str) -> Iterator[Rewording]:
    then, there = _apart(was), _apart(now)
    for start, end, first, last in _joined(list(_differing(then, there))):
        # two words before a single one say what it is, as in "minutes: 60"
        ahead = min(2, start, first) if max(end - start, last - first) <= 2 else 0
        yield Rewording(
            field,
            " ".join(then[start - ahead : end]),
            " ".join(there[first - ahead : last]),
        )


def _apart(text: str) -> list[str]:
    return [word for word in re.findall(r"\S+", text) if word not in _MARKS]


def _differing(was: list[str], now: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where two texts differ, as stretches of words. What both begin and end with is left aside first."""
    start, least = 0, min(len(was), len(now))
    while start < least and was[start] == now[start]:
        start += 1
    end = 0
    while end < least - start and was[-1 - end] == now[-1 - end]:
        end += 1
    then, there = was[start : len(was) - end], now[start : len(now) - end]
    if not then and not there:
        return
    if not then or not there or len(then) * len(there) > MAX_COMPARED:
        yield start, start + len(then), start, start + len(there)
        return
    for what, one, two, three, four in SequenceMatcher(None, then, there, autojunk=False).get_opcodes():
        if what != "equal":
            yield start + one, start + two, start + three, start + four


def _joined(found: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Changes with hardly a word between them are one."""
    joined: list[tuple[int, int, int, int]] = []
    for change in found:
        if joined and change[0] - joined[-1][1] <= _BETWEEN and change[2] - joined[-1][3] <= _BETWEEN:
            joined[-1] = (joined[-1][0], change[1], joined[-1][2], change[3])
        else:
            joined.append(change)
    return joined
