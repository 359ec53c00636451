"""A line of a file as it may be shown: whatever may be a client's name is covered up.

A finding about a client's field says itself that its value must not be shown. But a line can be shown for another
reason, and a file that cannot be read says nothing about its fields. So every line is looked at here: a line that
speaks of a client is shown whole only where it has the one form that cannot hold a name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from coachfolio.base.diagnostics import START, Span
from coachfolio.confidentiality.covering import COVER
from coachfolio.format.documents.text import lines_of

__all__ = ["line_shown"]

_CODE: Final = r"[\"']?[A-Z]{1,3}[0-9]{1,4}[\"']?"
_WORD: Final = re.compile(r"[A-Za-z]+")
_CODE_FOLLOWS: Final = re.compile(rf"[\"']?\s*:\s*{_CODE}\s*(?=$|[,}}])")
_SIGNED_BY: Final = re.compile(r"\bby[\"']?\s*:\s*(?!(?:learner|client|sponsor|coach|mentor|[a-z]+-\d+)\s*(?:$|[,}#]))")
_REMARK: Final = re.compile(r"\s#.*$")
_OF_A_CLIENT: Final = r"(?:sector|level|kind|agreement|note)\s*:\s*[^,{}#]*"
_DECLARED: Final = re.compile(rf"\s*{_CODE}\s*:\s*(?:\{{\s*(?:{_OF_A_CLIENT},?\s*)*\}})?\s*|\s*{_OF_A_CLIENT}")
_TOP_FIELD: Final = re.compile(r"[\"']?([A-Za-z_-]+)[\"']?\s*:")


def line_shown(text: str, number: int, span: Span | None = None, *, names_known: bool = True) -> str:
    """Line `number` (from 1) of a file, with what may be a client's name, and the span if given, covered up.

    Where no names are known to look for, two words in a row that are written as a name is are covered as well.
    """
    lines = lines_of(text)
    line = lines[number - 1]
    shown = _covered(line, _name_may_begin(lines, number), len(line))
    if span is not None and span != START and span.line <= number <= span.end_line:  # else the whole file is meant
        start = span.column - 1 if number == span.line else 0
        end = span.end_column - 1 if number == span.end_line else len(line)
        shown = _covered(shown, start, max(end, start + 1))
    return shown if names_known else _WHOLE_NAME.sub(_unless_words, shown)


_WHOLE_NAME: Final = re.compile(r"\b[^\W\d_a-z][\w'’]+(?:[ -][^\W\d_a-z][\w'’]+)+")


def _unless_words(found: re.Match[str]) -> str:
    """A run of words with capitals, covered where one of them is no ordinary word."""
    from coachfolio.confidentiality.wordnames import is_ordinary

    if all(is_ordinary(word.casefold()) for word in re.split("[ -]", found[0])):
        return found[0]
    return "".join(COVER if letter.isalnum() else letter for letter in found[0])


def _name_may_begin(lines: list[str], number: int) -> int:
    """The column (from 0) from which on the line may hold a client's name; its length, where it cannot."""
    line = lines[number - 1]
    if _among_clients(lines, number):
        bare = _REMARK.sub("", line)
        return len(bare) if _DECLARED.fullmatch(bare) else 0
    for word in _WORD.finditer(line):
        if _means_client(word[0]) and not _CODE_FOLLOWS.match(line, word.end()):
            return word.end()
    signed = _SIGNED_BY.search(line)
    return signed.end() if signed else len(line)


@lru_cache(maxsize=4096)
def _means_client(word: str) -> bool:
    import difflib

    return difflib.SequenceMatcher(None, word.casefold().rstrip("s"), "client").ratio() >= 0.8


def _among_clients(lines: list[str], number: int) -> bool:
    """Whether the line stands in the section clients: of portfolio.yaml, at whatever depth."""
    line = lines[number - 1]
    if not line.startswith((" ", "\t", "-")):
        return False
    for above in range(number - 2, -1, -1):
        field = _TOP_FIELD.match(lines[above])
        if field:
            return _means_client(field[1])
    return False


def _covered(line: str, start: int, end: int) -> str:
    return line[:start] + "".join(letter if letter in " \t:" else COVER for letter in line[start:end]) + line[end:]
