"""Why a text cannot be read as YAML, said in a coach's words.

The parsers' own messages speak of tokens, and differ from one parser to the other. The lines around the place where
the parser stopped tell better what happened.
"""

from __future__ import annotations

import re
from typing import Final

from coachfolio.base.diagnostics import Problem, Span
from coachfolio.format.documents.nodes import NotYaml
from coachfolio.format.documents.text import lines_of, tab_at

__all__ = ["mistake_behind"]

_FIELD: Final = re.compile(
    r"^(?P<lead>\s*(?:- +)*)(?P<key>(?!- )[^\s:#'\"\[{](?:[^:]*[^\s:])?)\s*:(?: +(?P<value>\S.*)|\s*)$"
)
_ITEM: Final = re.compile(r"^(?P<lead>\s*(?:- +)+)(?P<value>\S.*)$")
_BEYOND: Final = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}")
_PROSE_BEFORE_COLON: Final = re.compile(r"\s*\S+\s+\S")
_QUOTE_IT: Final = (
    'Put the whole value in "quotation marks", or write it under the field on lines of their own after |.'
)


def mistake_behind(text: str, error: NotYaml) -> Problem:
    """The mistake behind an error, at the place where it can be mended."""
    lines = lines_of(text)
    stop = min(error.line, len(lines) - 1)
    start = min(error.start_line, stop)
    if r"'\t'" in error.problem:  # in what only looks like a block of text, or it would have been found before
        return tab_at(stop + 1, error.column + 1)
    if "quoted scalar" in error.context:
        return _quotes(lines, start, error)
    beyond = _BEYOND.search(text) if "chr()" in error.problem else None
    if beyond:
        number = text.count("\n", 0, beyond.start())
        column = beyond.start() - text.rfind("\n", 0, beyond.start()) - 1
        return no_letter(number + 1, column + 1, len(beyond[0]))
    if error.problem.startswith("mapping values") and _PROSE_BEFORE_COLON.match(lines[stop][: error.column]):
        return _colon(stop, error.column)
    if "simple key" in error.context and not _FIELD.match(lines[start]):
        return _out_of_place(lines, start, start)
    for number in dict.fromkeys((stop, start)):
        problem = _in_line(lines, number)
        if problem:
            return problem
    before = stop - 1
    while before > 0 and not lines[before].strip():
        before -= 1
    if before >= 0:
        problem = _in_line(lines, before)
        if problem:
            return problem
    return _out_of_place(lines, stop, start)


def no_letter(line: int, column: int, length: int) -> Problem:
    """A number that stands for no letter, between double quotation marks."""
    return Problem(
        "quote-needed",
        'Between "double" quotation marks \\u and \\U begin a letter\'s number, and this is the number of none.',
        "Use 'single' quotation marks, or write the text on lines of its own after |.",
        Span(line, column, line, column + length),
    )


def _quotes(lines: list[str], number: int, error: NotYaml) -> Problem:
    line = lines[number]
    column = min(error.start_column, max(len(line) - 1, 0))
    mark = line[column : column + 1] or "'"
    if mark == '"' and "escape" in error.problem:
        return Problem(
            "quote-needed",
            'Between "double" quotation marks a backslash (\\) begins a special character, and this is not one.',
            "Use 'single' quotation marks, or write the text on lines of its own after |.",
            Span(number + 1, column + 1, number + 1, len(line) + 1),
        )
    return Problem(
        "quote-needed",
        f"The quotation mark {mark} opens here and is never closed.",
        f"Close it with {mark} at the end of the value. Text that has quotation marks of its own goes on lines of its "
        "own after |.",
        Span(number + 1, column + 1, number + 1, len(line) + 1),
    )


def _in_line(lines: list[str], number: int) -> Problem | None:
    """What is wrong with the value that begins on one line, if it is one of the usual things."""
    line = lines[number]
    match = _FIELD.match(line) or _ITEM.match(line)
    if not match or not match["value"]:
        return None
    value = match["value"].rstrip()
    column = match.start("value")
    span = Span(number + 1, column + 1, number + 1, column + len(value) + 1)
    first = value[0]
    if first in "@`%,]}" or (first in "-?" and (len(value) == 1 or value[1] == " ") and not value.startswith("- ")):
        return Problem("quote-needed", f"A value cannot begin with {first}.", _QUOTE_IT, span)
    if first in "*&!":
        return Problem(
            "quote-needed",
            f"A value that begins with {first} is not read as text.",
            _QUOTE_IT,
            span,
        )
    if first in "'\"":
        closed = re.match(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", value)
        if closed and closed.end() < len(value):
            return Problem(
                "quote-needed",
                "There is more text after the closing quotation mark.",
                "Write the text on lines of its own after |, where quotation marks are only text.",
                Span(number + 1, column + closed.end() + 1, number + 1, column + len(value) + 1),
            )
        return None
    if first in "[{":
        close = "]" if first == "[" else "}"
        lost = re.search(r"\s#", value)
        if lost:
            return Problem(
                "quote-needed",
                f"Everything from # to the end of this line is taken for a remark, so the {close} is never read.",
                'Put the item in "quotation marks".',
                Span(number + 1, column + lost.end(), number + 1, column + len(value) + 1),
            )
        closed = re.match(r"\[[^\[\]]*\]\s*|\{[^{}]*\}\s*", value)
        if closed and closed.end() < len(value):
            return Problem(
                "quote-needed",
                f"There is more text after the closing {close}.",
                'If it is text, put the whole value in "quotation marks".',
                Span(number + 1, column + closed.end() + 1, number + 1, column + len(value) + 1),
            )
        return Problem(
            "quote-needed",
            f"A value that begins with {first} is read as a list or a section, and this one is not finished.",
            f'Close it with {close}. If it is text, put it in "quotation marks".',
            span,
        )
    if first in "|>" and not re.fullmatch(r"[|>](?:[1-9][+-]?|[+-][1-9]?)?(?: +#.*)?", value):
        return Problem(
            "quote-needed",
            f"Nothing may follow {first} on its line.",
            "Begin the text on the next line, two spaces further to the right than the field.",
            span,
        )
    if value.startswith("- "):
        return Problem(
            "not-yaml",
            "A list cannot begin on the line of its field.",
            "Begin each item on a line of its own, with a dash and a space.",
            span,
        )
    colon = re.search(r":(?: |$)", value)
    if colon:
        return _colon(number, column + colon.start())
    return None


def _colon(number: int, column: int) -> Problem:
    return Problem(
        "text-as-field",
        "The colon here makes what stands before it the name of a field.",
        _QUOTE_IT,
        Span(number + 1, column + 1, number + 1, column + 2),
    )


def _out_of_place(lines: list[str], stop: int, start: int) -> Problem:
    number = stop
    if not lines[number].strip():  # the parser stopped after the last line that says anything
        number = start if lines[start].strip() else next((n for n in range(stop, -1, -1) if lines[n].strip()), stop)
    line = lines[number]
    indent = len(line) - len(line.lstrip())
    span = Span(number + 1, indent + 1, number + 1, max(len(line.rstrip()), indent) + 1)
    unspaced = re.match(r"\s*(?:- +)*[A-Za-z_]+(:)(?=\S)|\s*(-)(?=[^\s-])", line)
    if unspaced:
        colon = unspaced[1] is not None
        column = unspaced.start(1 if colon else 2) + 1
        return Problem(
            "not-yaml",
            f"There is no space after this {'colon' if colon else 'dash'}.",
            "A field begins with its name, a colon and a space."
            if colon
            else "Each item of a list begins with a dash and a space.",
            Span(number + 1, column, number + 1, column + 1),
        )
    if _FIELD.match(line) or line.lstrip().startswith("- "):
        return Problem(
            "not-yaml",
            "This line does not line up with the ones above it.",
            "Begin it exactly under the field or list that it belongs with.",
            span,
        )
    return Problem(
        "text-as-field",
        "This line stands where a field is expected, and has no field's name and colon.",
        "If it belongs to the text above, indent it two spaces further than that field, whose line ends with |.",
        span,
    )
