"""Names in scripts that put no blanks between words: Chinese, Japanese and Korean, with a blank or without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from coachfolio.confidentiality.names import Hit, LeakWeight, ListedClient

__all__ = ["UnspacedNames"]

_SIGN: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30fa\u30fc-\u9fff\ua960-\ua97f\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_ANY: Final = f"[{_SIGN}]"
_RUN: Final = f"[{_SIGN}](?:[\\s·・･\u200b\u2060-]*[{_SIGN}])*"
_GAP: Final = r"[\s·・･\u200b\u2060-]+"
_POLITE: Final = (
    "さん",
    "様",
    "さま",
    "氏",
    "君",
    "くん",
    "ちゃん",
    "先生",
    "女士",
    "老师",
    "经理",
    "씨",
    "님",
    "선생",
    "과장",
    "부장",
)
_HANGUL: Final = "[\uac00-\ud7af]+"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class UnspacedNames:
    """Finds them. A run of such signs is read without the blanks in it."""

    def __init__(self, people: Iterable[ListedClient]) -> None:
        self._codes: dict[str, dict[str, None]] = {}
        self._whole: set[str] = set()
        for person in people:
            for text in (*person.names, *person.organisations, *person.other):
                if _compiled(_ANY).search(text):
                    self._add(text.strip(), person.code)
        wanted = sorted(self._codes, key=len, reverse=True)
        self._pattern: Final = re.compile("|".join(map(re.escape, wanted))) if wanted else None

    def _add(self, name: str, code: str) -> None:
        parts = [part for part in _compiled(_GAP).split(name) if part]
        whole = {"".join(parts), "".join(reversed(parts))}
        for way in whole:
            self._codes.setdefault(way, {})[code] = None
        self._whole |= whole
        if len(parts) == 1 and (len(name) == 3 or (len(name) == 4 and not _compiled(_HANGUL).fullmatch(name))):
            parts = [name[:-2], name[-2:]]
            self._codes.setdefault(parts[1] + parts[0], {})[code] = None
            self._whole.add(parts[1] + parts[0])
        for part in parts:
            if len(part) > 1 and _compiled(_ANY).match(part):
                self._codes.setdefault(part, {})[code] = None

    def found(self, text: str) -> Iterator[Hit]:
        """Every name in a text. A part of one asks, unless a polite word follows it."""
        if self._pattern is None or text.isascii():
            return
        for run in _compiled(_RUN).finditer(text):
            places = [at for at in range(run.start(), run.end()) if not _compiled(_GAP).match(text[at])]
            squeezed = "".join(text[at] for at in places)
            for match in self._pattern.finditer(squeezed):
                name = match[0]
                certain = name in self._whole or squeezed.startswith(_POLITE, match.end())
                weight: LeakWeight = "blocks" if certain else "asks"
                start, end = places[match.start()], places[match.end() - 1] + 1
                yield Hit(start, end, "name", weight, tuple(self._codes[name]))
