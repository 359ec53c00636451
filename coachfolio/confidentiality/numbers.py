"""Listed telephone numbers and the like, however their digits are grouped and from wherever they are dialled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from coachfolio.confidentiality.names import Hit, ListedClient

__all__ = ["ListedNumbers"]

_LEAST: Final = 7
_TELLING: Final = 9
"""Last digits that tell one number from another, whatever stands before them."""
_RUN: Final = r"(?<!\d)[+(]?\d(?:[ ().\-/\u00a0\u2009\u202f\u2010-\u2013]{0,3}(?:\r?\n[ \t>#]*)?\d){6,24}(?!\d)"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class ListedNumbers:
    """Finds them."""

    def __init__(self, people: Iterable[ListedClient]) -> None:
        self._codes: dict[str, dict[str, None]] = {}
        for person in people:
            for text in (*person.names, *person.organisations, *person.other):
                digits = re.sub(r"\D", "", text)
                letters = sum(sign.isalpha() for sign in text)
                if len(digits) >= _LEAST and letters <= 12 and re.search(r"\d[\d ().\-/\u00a0]{5,}\d", text):
                    self._codes.setdefault(_telling(digits), {})[person.code] = None
        self._lengths: Final = sorted({len(number) for number in self._codes}, reverse=True)

    def found(self, text: str) -> Iterator[Hit]:
        """Every one of them in a text."""
        if not self._codes:
            return
        for run in _compiled(_RUN).finditer(text):
            places = [at for at in range(run.start(), run.end()) if text[at].isdigit()]
            digits = "".join(text[at] for at in places)
            for length in self._lengths:
                for begin in range(len(digits) - length + 1):
                    codes = self._codes.get(digits[begin : begin + length])
                    if codes:
                        start = places[0] if begin <= 5 else places[begin]
                        yield Hit(start, places[begin + length - 1] + 1, "other", "blocks", tuple(codes))


def _telling(digits: str) -> str:
    bare = digits.lstrip("0")
    return bare[-_TELLING:] if len(bare) >= _TELLING else digits
