"""Bytes to text: the mistakes that are found before YAML is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from coachfolio.base.diagnostics import START, Problem, Span
from coachfolio.format.documents.foreign import foreign_problem, span_after
from coachfolio.format.documents.limits import MAX_FILE_BYTES

__all__ = ["decode", "has_uneven_ends", "lines_of", "outside_text_blocks", "tab_at"]

BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
# what is not to be there, and not what may be: compiling the other takes five milliseconds
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$")
_BLOCK_HEADER = re.compile(r"(?:^|[\s:?-])[|>][0-9+-]{0,2} *(?:#.*)?$")
_HARD_SPACE = re.compile(r" *\xa0| *(?:[-?] +)*[A-Za-z_]+:\xa0")
_LEADERS = re.compile(r"(?:[-?] +)*")


def has_uneven_ends(text: str) -> bool:
    """Whether lines end in two ways, or as no computer of today writes them."""
    if "\r" not in text:
        return False
    windows = text.count("\r\n")
    return text.count("\r") > windows or windows < text.count("\n")


@lru_cache(maxsize=16)
def lines_of(text: str) -> list[str]:
    """The lines without their ends, as YAML counts them."""
    return _LINE_END.split(text) if "\r" in text else text.split("\n")


def decode(data: bytes) -> tuple[str | None, list[Problem]]:
    """Turn a file's bytes into text without its byte order mark, or None where that cannot be done."""
    if len(data) > MAX_FILE_BYTES:
        return None, [
            Problem(
                "file-too-large",
                f"This file is larger than {MAX_FILE_BYTES // 1024} KB, too large to be written evidence.",
                "Keep documents as attachments, and only the words about them here.",
                START,
            )
        ]
    foreign = foreign_problem(data)
    if foreign:
        return None, [foreign]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace").removeprefix(BOM)
        return None, [
            Problem(
                "not-utf8",
                "From here on the file is not UTF-8: an older program may have saved it (as ANSI).",
                "Save it again with the encoding UTF-8, and look at accents, dashes and quotation marks.",
                span_after(before),
            )
        ]
    problems = []
    if text.startswith(BOM):
        text = text[1:]
        problems.append(
            Problem(
                "byte-order-mark",
                "The file starts with an invisible mark (a byte order mark).",
                "It does no harm here. To be rid of it, save the file as UTF-8 without BOM.",
                START,
            )
        )
    return text, problems


def blocking(text: str) -> Iterator[Problem]:
    """The mistakes that keep the text from being read as YAML in one way only."""
    for match in _INVISIBLE.finditer(text):
        yield Problem(
            "invisible-character",
            f"There is an invisible character here (U+{ord(match[0]):04X}), as text pasted from another program has.",
            "Delete it and type the space or the line end again.",
            span_after(text[: match.start()]),
        )
        return
    if ("<" in text or ">" in text) and ("<<<<<<<" in text or ">>>>>>>" in text):
        for number, line in enumerate(lines_of(text), 1):
            if _CONFLICT.match(line):
                others = [
                    (other, text)
                    for other, text in enumerate(lines_of(text)[number:], number + 1)
                    if _CONFLICT.match(text) or text == "=" * 7
                ]
                yield Problem(
                    "conflict-marker",
                    "Two versions of this file were joined here and nobody has chosen between them.",
                    "Keep the lines you want, and delete the others with the lines of <<<<<<<, ======= and >>>>>>>.",
                    Span(number, 1, number, len(line) + 1),
                    related=tuple(("And here.", Span(at, 1, at, len(text) + 1)) for at, text in others[:6]),
                )
                return
    if text.startswith(("---", "%", "...")) or "\n---" in text or "\n..." in text or ("%" in text and "\n%" in text):
        yield from _several_documents(text)
    if "\t" in text:
        for number, line in outside_text_blocks(text):
            column = line.find("\t") + 1
            if column:
                yield tab_at(number, column)
                return
    if "\xa0" in text:
        for number, line in outside_text_blocks(text):
            hard = _HARD_SPACE.match(line)
            if hard:
                column = hard.end()
                yield Problem(
                    "invisible-character",
                    "There is a space here that is no ordinary space (U+00A0), as pasted text often has.",
                    "Delete it and type the space again.",
                    Span(number, column, number, column + 1),
                )
                return


def tab_at(line: int, column: int) -> Problem:
    return Problem(
        "tab",
        "There is a tab here, which cannot be told from spaces by eye.",
        "Type spaces instead: two for each step to the right.",
        Span(line, column, line, column + 1),
    )


def _several_documents(text: str) -> Iterator[Problem]:
    content = False
    for number, line in enumerate(lines_of(text), 1):
        span = Span(number, 1, number, len(line) + 1)
        if line.startswith("%"):
            yield Problem(
                "quote-needed",
                "A line cannot begin with %.",
                'Put the text in "quotation marks", or indent it under a field that ends with |.',
                span,
            )
            return
        if re.match(r"(?:---|\.\.\.)(?:\s|$)", line):
            if content or line.startswith("..."):
                yield Problem(
                    "several-documents",
                    f"The line {line[:3]} begins a second document, and one file holds one piece of evidence.",
                    "Give the second its own file. If it is a line in your text, indent it under the field.",
                    span,
                )
                return
            content = True
        elif line.strip() and not line.lstrip().startswith("#"):
            content = True


def outside_text_blocks(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines that do not belong to a block of text (a field that ends with | or >)."""
    block_indent: int | None = None
    for number, line in enumerate(lines_of(text), 1):
        indent = len(line) - len(line.lstrip(" "))
        if block_indent is not None:
            if not line.strip(" ") or indent > block_indent:
                continue
            block_indent = None
        yield number, line
        if _BLOCK_HEADER.search(line):
            leaders = _LEADERS.match(line, indent)
            assert leaders is not None
            rest = line[leaders.end() :]
            block_indent = leaders.end() if ":" in rest else max(indent, leaders.end() - 2)
            if rest[:1] in "|>" and not leaders[0]:
                block_indent = 0 if indent else -1
