"""Text as words that can be compared: no accents, no case, no possessives, and a way back to where each stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import Final

from coachfolio.base.diagnostics import Span

__all__ = ["ODD", "folded_words", "places_of_words", "spans_in", "unaccented", "words_as_written"]

_PLAIN: Final = re.compile(r"[A-Za-z]+(?:'+[A-Za-z]+)*|[0-9]+")
ODD: Final = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
)
"""Characters that can stand inside a word and say nothing of it: accents, vowel points, soft hyphens, no widths."""

_LETTERS: Final = {
    **{ord(a): b for a, b in zip("øłđıħŧ", "oldiht", strict=True)},
    **{ord(a): b for a, b in (("æ", "ae"), ("œ", "oe"), ("þ", "th"), ("ð", "d"))},
    **{ord(a): b for a, b in zip("ىةٱ", "يها", strict=True)},
}
_ALIKE: Final = str.maketrans(
    "аеёкорсухіјѕԁԛԝгαεικνορτυχ" + "АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeekopcyxijsdqwraeikvoptux" + "ABEKMHOPCTYXIJSABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters that look like Latin ones: in a Latin word they are those."""
_PRINTED: Final = (*((quote, "'") for quote in "’‘"), *((sign, " ") for sign in "“”–—…•→ ·£€·×"))
"""What printed text has that is no letter: without it most texts are plain ones, which are read at twice the speed."""
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@cache
def _wide() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+(?:['’‘ʼ＇]+[^\W\d_]+)*|\d+")


@cache
def _accent() -> re.Pattern[str]:
    return re.compile(f"[{ODD}]+")


@cache
def _raised() -> re.Pattern[str]:
    return re.compile("[’‘ʼ＇]")


@cache
def _odd_sign() -> re.Pattern[str]:
    return re.compile(f"[{ODD}]|[-\u2010]\r?\n")


@cache
def _broken() -> re.Pattern[str]:
    """Words that are broken over two lines or have unseen characters in them."""
    letter = rf"[^\W\d_]|[{ODD}]"
    over = r"|[-\u2010]\r?\n[ \t>#*]*(?=[a-zß-öø-ÿ])"
    return re.compile(rf"(?:{letter})(?:{letter}{over}|['’‘ʼ＇]+(?=[^\W\d_]))*|\d+")


@cache
def _other_script() -> re.Pattern[str]:
    return re.compile("[\u0370-\u052f]")


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(rf"[-\u2010]\r?\n[ \t>#*]*|[{ODD}]")


def _simple(text: str) -> str:
    """A text, letter by letter, with the signs of printed text as a typewriter has them."""
    if not text.isascii():
        for sign, plain in _PRINTED:
            text = text.replace(sign, plain)
    return text


def _pattern(text: str) -> re.Pattern[str]:
    if "-\n" in text or "-\r" in text or "\u2010\n" in text:
        return _broken()
    if text.isascii():
        return _PLAIN
    return _broken() if _odd_sign().search(text) else _wide()


def folded_words(text: str) -> list[str]:
    """The words of a text, folded. A number is a word of its own; a few may be empty."""
    return words_as_written(text)[1]


def words_as_written(text: str) -> tuple[list[str], list[str]]:
    """The words of a text as they are written, and folded."""
    text = _simple(text)
    pattern = _pattern(text)
    written = words = pattern.findall(text)
    if pattern is not _PLAIN and pattern is not _wide():
        words = [_unseen().sub("", word) for word in words]
    if not text.isascii() and _other_script().search(text):
        words = [_in_one_script(word) for word in words]
    return written, _folded(words)


def places_of_words(text: str, most: int | None = None) -> list[tuple[int, int]]:
    """Where each of the words stands, or the first so many: its first letter, and the one after its last."""
    text = _simple(text)
    return list(map(re.Match.span, islice(_pattern(text).finditer(text), most)))


def _in_one_script(word: str) -> str:
    """With letters of another script as the Latin ones that they are taken for, where the word has Latin ones, too."""
    bare = word[:-2] if word.endswith(("'s", "’s", "'S", "’S")) else word
    if word.isascii() or not any("a" <= letter <= "z" or "A" <= letter <= "Z" for letter in bare):
        return word
    return word.translate(_ALIKE)


def unaccented(text: str) -> str:
    """Text in small letters without accents. Signs that are no letters stay."""
    text = text.casefold()
    if text.isascii():
        return text
    apart = _raised().sub("'", _accent().sub("", unicodedata.normalize("NFKD", text).casefold()))
    return apart if apart.isascii() else apart.translate(_LETTERS)


def _folded(words: list[str]) -> list[str]:
    """All at once where it can be: that is what makes it quick."""
    joined = unaccented(" ".join(words))
    if "'" in joined:
        joined = joined.replace("'s ", " ").removesuffix("'s").replace("'", "")
    folded = joined.split(" ") if words else []
    if len(folded) == len(words):
        return folded
    one_by_one = ((unaccented(word).replace(" ", "")) for word in words)  # a few letters stand for several words
    return [word.removesuffix("'s").replace("'", "") for word in one_by_one]


def spans_in(text: str, found: Iterable[tuple[int, int]]) -> list[Span]:
    """Stretches of a text, in its order, from one letter to before another, counted from 0, as lines and columns."""
    spans = []
    line, begin, at = 1, 0, 0
    for start, end in found:
        if start >= at:
            line, begin = _line_at(text, at, start, line, begin)
            at = start
            last, last_begin = _line_at(text, start, end, line, begin)
            spans.append(Span(line, start - begin + 1, last, end - last_begin + 1))
        else:  # it begins before the one before it
            first, first_begin = _line_at(text, 0, start, 1, 0)
            last, last_begin = _line_at(text, start, end, first, first_begin)
            spans.append(Span(first, start - first_begin + 1, last, end - last_begin + 1))
    return spans


def _line_at(text: str, at: int, end: int, line: int, begin: int) -> tuple[int, int]:
    """The number of the line that a place is in, and where it begins; from what is known of a place before it."""
    for match in _LINE_END.finditer(text, at, end):
        line, begin = line + 1, match.end()
    return line, begin
