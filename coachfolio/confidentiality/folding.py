"""Text as words that can be compared: no accents, no case, no possessives, and a way back to where each stood."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from coachfolio.base.diagnostics import Span

__all__ = ["ODD", "folded_words", "places_of_words", "span_in", "unaccented"]

_PLAIN: Final = re.compile(r"[A-Za-z]+(?:'+[A-Za-z]+)*|[0-9]+")
ODD: Final = "\u0300-\u036f\u00ad\u034f\u200b-\u200f\u2060-\u2064\ufeff"
"""Characters that can stand inside a word and are not seen: accents of their own, soft hyphens, widths of nothing."""

_LETTERS: Final = {
    **{ord(a): b for a, b in zip("øłđıħŧ", "oldiht", strict=True)},
    **{ord(a): b for a, b in (("æ", "ae"), ("œ", "oe"), ("þ", "th"), ("ð", "d"))},
}
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
def _broken(escapes: bool) -> re.Pattern[str]:
    r"""Words that are broken over two lines or have unseen characters in them; with YAML's \-signs read as such."""
    letter = rf"[^\W\d_]|[{ODD}]" + (r"|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}" if escapes else "")
    over = r"|[-\u2010]\r?\n[ \t>#*]*(?=[a-zß-öø-ÿ])" + (r"|\\\r?\n[ \t]*\\?" if escapes else "")
    skipped = r"\\[abefnrtvNLP_0 \"/\\]|" if escapes else ""
    return re.compile(rf"{skipped}(?:{letter})(?:{letter}{over}|['’‘ʼ＇]+(?=[^\W\d_]))*|\d+")


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(rf"[-\u2010\\]\r?\n[ \t>#*]*\\?|[{ODD}]|\\[abefnrtvNLP_0 \"/\\]$")


@cache
def _escape() -> re.Pattern[str]:
    return re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")


def _simple(text: str) -> str:
    """The same text, letter by letter, with the signs of printed text as a typewriter has them."""
    if not text.isascii():
        for sign, plain in _PRINTED:
            text = text.replace(sign, plain)
    return text


def _pattern(text: str, escapes: bool) -> re.Pattern[str]:
    if escapes or "-\n" in text or "-\r" in text:
        return _broken(escapes)
    if text.isascii():
        return _PLAIN
    return _broken(False) if _odd_sign().search(text) else _wide()


def folded_words(text: str, *, escapes: bool = False) -> list[str]:
    """The words of a text, folded. A number is a word of its own; a few may be empty.

    With `escapes`, the signs that YAML writes with a backslash are read as what they stand for.
    """
    text = _simple(text)
    pattern = _pattern(text, escapes)
    words = pattern.findall(text)
    if pattern is not _PLAIN and pattern is not _wide():
        words = [_whole(word, escapes) for word in words]
    return _folded(words)


def places_of_words(text: str, *, escapes: bool = False) -> list[tuple[int, int]]:
    """Where each of the words stands: its first letter, and the one after its last."""
    text = _simple(text)
    return list(map(re.Match.span, _pattern(text, escapes).finditer(text)))


def _whole(word: str, escapes: bool) -> str:
    word = _unseen().sub("", word)
    return _escape().sub(lambda match: chr(int(match[1] or match[2], 16)), word) if escapes else word


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


def span_in(text: str, start: int, end: int) -> Span:
    """A stretch of text from `start` to before `end`, counted from 0, as lines and columns."""
    before, within = _LINE_END.split(text[:start]), _LINE_END.split(text[start:end])
    line, column = len(before), len(before[-1]) + 1
    if len(within) == 1:
        return Span(line, column, line, column + end - start)
    return Span(line, column, line + len(within) - 1, len(within[-1]) + 1)
