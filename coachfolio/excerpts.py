"""A line of a file as it may be shown: whatever may be a client's name is covered up.

A finding about a client's field says itself that its value must not be shown. But a line can be shown for another
reason, and a file that cannot be read says nothing about its fields; so every line is looked at here, by its words.
"""

from __future__ import annotations

import difflib
import re
from typing import Final

from coachfolio.diagnostics import Span
from coachfolio.documents.text import lines_of

__all__ = ["line_shown"]

COVER: Final = "•"

_CODE: Final = re.compile(r"[\"']?[A-Z]{1,3}[0-9]{1,4}[\"']?(?=\s*(?:$|[,}\]#:]))")
_FIELD: Final = re.compile(r"[\"']?([A-Za-z_]{4,10})[\"']?\s*:\s*")
_FLOW_END: Final = re.compile(r"\s*(?:[,}\]]|\s#|$)")
_SECTION: Final = re.compile(r"^(\s*)[\"']?([A-Za-z_-]+)[\"']?\s*:\s*(?:#.*)?$")


def line_shown(text: str, number: int, span: Span | None = None) -> str:
    """Line `number` (from 1) of a file, with what may be a client's name, and the span if given, covered up."""
    lines = lines_of(text)
    line = lines[number - 1]
    if span is not None and span.line <= number <= span.end_line:
        start = span.column - 1 if number == span.line else 0
        end = span.end_column - 1 if number == span.end_line else len(line)
        line = _covered(line, start, max(end, start + 1))
    for match in _FIELD.finditer(line):
        if _means_client(match[1]):
            line = _cover_value(line, match.end())
    if _under_clients(lines, number):
        start = len(line) - len(line.lstrip(" -"))
        if not _CODE.match(line, start):
            return _covered(line, start, len(line))
        code = _CODE.match(line, start)
        rest = line[code.end() :] if code else ""
        if code and not re.match(r"\s*:\s*(?:[{#]|$)", rest):
            return _covered(line, code.end() + 1, len(line))
    return line


def _means_client(word: str) -> bool:
    return difflib.SequenceMatcher(None, word.casefold(), "client").ratio() >= 0.8


def _cover_value(line: str, start: int) -> str:
    if start >= len(line) or line[start] in "{|>#" or _CODE.match(line, start):
        return line
    if line[start] in "\"'":
        close = line.find(line[start], start + 1)
        return _covered(line, start, close + 1 if close > 0 else len(line))
    inside_braces = "{" in line[:start]
    end = _FLOW_END.search(line, start) if inside_braces else re.search(r"\s+#|$", line[start:])
    stop = (end.start() if inside_braces else start + end.start()) if end else len(line)
    return _covered(line, start, stop)


def _under_clients(lines: list[str], number: int) -> bool:
    """Whether the line names a client: it stands under clients: and nothing else is in between."""
    line = lines[number - 1]
    indent = len(line) - len(line.lstrip(" "))
    for above in range(number - 2, -1, -1):
        other = lines[above]
        if not other.strip() or other.lstrip().startswith("#"):
            continue
        step = len(other) - len(other.lstrip(" "))
        match = _SECTION.match(other)
        if step < indent or (step == indent and match and line.lstrip().startswith("- ")):
            return bool(match) and _means_client(match[2].rstrip("s")) if match else False
    return False


def _covered(line: str, start: int, end: int) -> str:
    return line[:start] + "".join(COVER if not letter.isspace() else letter for letter in line[start:end]) + line[end:]
