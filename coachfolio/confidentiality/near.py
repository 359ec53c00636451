"""Long last names with one slip of a letter: one too many, one missing, another one, or two the other way round."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from coachfolio.confidentiality.shortforms import COMMON_FIRST, short_forms
from coachfolio.confidentiality.wordnames import is_ordinary

__all__ = ["LEAST", "NearNames", "is_slip"]

LEAST: Final = 7
"""Letters of a name from which on a slip in it is looked for."""
_LONGEST: Final = 40
_MOST_KNOWN: Final = 100_000


def is_slip(word: str, name: str) -> bool:
    """Whether a word is a name with exactly one slip."""
    if word == name or abs(len(word) - len(name)) > 1:
        return False
    at = next(
        (number for number, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name))
    )
    rest, wanted = word[at:], name[at:]
    if len(word) == len(name):
        return rest[1:] == wanted[1:] or (rest[1:2] + rest[:1] == wanted[:2] and rest[2:] == wanted[2:])
    return rest[1:] == wanted if len(word) > len(name) else rest == wanted[1:]


class NearNames:
    """Says which name a word may be meant for. What it has said it remembers, for most words come again."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_part: dict[str, set[str]] = {}
        for name in names:
            if len(name) >= LEAST and name.isalpha():
                for part in (name, *_without_one(name)):
                    self._by_part.setdefault(part, set()).add(name)
        every = {name for near in self._by_part.values() for name in near}
        self._starts: Final = frozenset(letter for name in every for letter in name[:2])
        self._sizes: Final = frozenset(len(name) + by for name in every for by in (-1, 0, 1))
        self._seen: set[str] = set()
        self._near: dict[str, str] = {}

    def names_near(self, words: set[str]) -> dict[str, str]:
        """Of these words those with a slip, each with the name."""
        if not self._by_part:
            return {}
        if len(self._seen) > _MOST_KNOWN:
            self._seen.clear()
            self._near.clear()
        fresh = words.difference(self._seen)
        if fresh:
            self._seen |= fresh
            self._near.update((word, name) for word in fresh if (name := self._name_near(word)))
        return {word: self._near[word] for word in words.intersection(self._near)} if self._near else {}

    def _name_near(self, word: str) -> str:
        if len(word) not in self._sizes or word[0] not in self._starts:
            return ""
        if len(word) > _LONGEST or word in self._by_part.get(word, ()) or not word.isalpha():
            return ""
        found = set(self._by_part.get(word, ()))
        for part in _without_one(word):
            found |= self._by_part.get(part, set())
        near = sorted(name for name in found if is_slip(word, name) and word[0] in name[:2])
        return (
            near[0] if near and not is_ordinary(word) and word not in COMMON_FIRST and word not in short_forms() else ""
        )


def _without_one(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}
