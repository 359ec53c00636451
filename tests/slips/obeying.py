"""Following a hint to the letter, as somebody does who understands nothing but what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from .scoring import Case

__all__ = ["obeyed"]

Files = dict[str, bytes]


def obeyed(case: Case, found: Any) -> Files | None:
    """The files after the hint of one finding was followed; None where it takes more than following."""
    for pattern, follow in _WAYS:
        match = re.match(pattern, found.hint or "")
        if match:
            return follow(case, found, match)
    return None


def _lines(case: Case) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+$", case.data.decode("utf-8").removeprefix("\ufeff"))


def _with(case: Case, lines: list[str]) -> Files:
    return {**case.files, case.path: "".join(lines).encode()}


def _in_line(change: Callable[[str, Any, re.Match[str]], str]) -> Callable[[Case, Any, re.Match[str]], Files | None]:
    """Change the line that a finding is about."""

    def follow(case: Case, found: Any, match: re.Match[str]) -> Files | None:
        try:
            lines = _lines(case)
        except UnicodeDecodeError:
            return None
        if found.span.line > len(lines) or found.span.line != found.span.end_line:
            return None
        line = lines[found.span.line - 1]
        body = line.rstrip("\r\n")
        lines[found.span.line - 1] = change(body, found, match) + line[len(body) :]
        return _with(case, lines)

    return follow


def _value(line: str, found: Any, match: re.Match[str]) -> str:
    return line[: found.span.column - 1] + match["value"] + line[found.span.end_column - 1 :]


def _name(line: str, found: Any, match: re.Match[str]) -> str:
    """Another name in the place of the one that a field has here, with a colon behind it."""
    return re.sub(r"^(\s*(?:-\s+)?)[^:]*:?", rf"\g<1>{match['name']}:", line, count=1)


def _field(line: str, found: Any, match: re.Match[str]) -> str:
    return line[: len(line) - len(line.lstrip())] + match["field"]


def _indent(line: str, found: Any, match: re.Match[str]) -> str:
    return " " * int(match.groupdict().get("spaces") or 0) + line.lstrip()


def _remark(line: str, found: Any, match: re.Match[str]) -> str:
    return f"# {line.strip()}"


def _without(line: str, found: Any, match: re.Match[str]) -> str:
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u00ad\ufeff]+", "", line)


def _a_space(line: str, found: Any, match: re.Match[str]) -> str:
    return re.sub("\t+", " ", line, count=1)


def _closed(line: str, found: Any, match: re.Match[str]) -> str:
    return line.rstrip() + match["sign"]


def _no_line(case: Case, found: Any, match: re.Match[str]) -> Files | None:
    lines = _lines(case)
    del lines[found.span.line - 1]
    return _with(case, lines)


def _moved(new: Callable[[str, re.Match[str]], str]) -> Callable[[Case, Any, re.Match[str]], Files | None]:
    def follow(case: Case, found: Any, match: re.Match[str]) -> Files | None:
        files = dict(case.files)
        files[new(case.path, match)] = files.pop(case.path)
        return files

    return follow


def _gone(case: Case, found: Any, match: re.Match[str]) -> Files | None:
    return {path: data for path, data in case.files.items() if path != case.path}


def _base(path: str) -> str:
    return path.rsplit("/", 1)[-1]


_WAYS: Final[tuple[tuple[str, Callable[[Case, Any, re.Match[str]], Files | None]], ...]] = (
    (r"Write (?P<name>[a-z_]+): and keep what stands behind it\.", _in_line(_name)),
    (r"Write (?P<field>[a-z_]+: \S+)\.?$", _in_line(_field)),
    (r'(?:[A-Z][^.]*\. )?Write (?P<value>"\d\d:\d\d"|[^\s:"|]+?)\.(?: |$)', _in_line(_value)),
    (r"Begin it at the margin, with spaces\.", _in_line(_indent)),
    (r"Begin it (?P<spaces>\d+) spaces in, under the other fields of its section, with spaces\.", _in_line(_indent)),
    (r"Begin it exactly under the other(?:s| hyphens), (?P<spaces>\d+) spaces in\.", _in_line(_indent)),
    (r"Begin it with # and a space: then it is a remark\.", _in_line(_remark)),
    (r"Delete it, or begin it with # and a space: then it is a remark\.", _in_line(_remark)),
    (r"Delete (?:the|this) line(?:, or [^.]*)?\.", _no_line),
    (r"Delete it\.$", _in_line(_without)),
    (r"Type one space instead\.", _in_line(_a_space)),
    (r"Close it with (?P<sign>[\]}]) at the end\.", _in_line(_closed)),
    (r"Take \.txt off the name\.", _moved(lambda path, match: path.removesuffix(".txt"))),
    (r"Name it with \.yaml at its end\.", _moved(lambda path, match: f"{path}.yaml")),
    (r"Rename it to (?P<to>\S+\.yaml),", _moved(lambda path, match: f"{path.rpartition('/')[0]}/{match['to']}")),
    (r"Did you mean the folder (?P<to>[a-z/-]+)\?", _moved(lambda path, match: f"{match['to']}/{_base(path)}")),
    (r".*Move the file into the folder (?P<to>[a-z/-]+)\.", _moved(lambda path, match: f"{match['to']}/{_base(path)}")),
    (r"Delete this one\. If they are two", _gone),
)
"""By how a hint reads: what somebody does who follows it."""
