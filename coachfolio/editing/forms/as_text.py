"""A sheet changed as text: in the form that its file has, and what is wrong with it by itself."""

from __future__ import annotations

from coachfolio.base.diagnostics import Span
from coachfolio.editing.forms.filling import EntryProblem
from coachfolio.format.documents import locate
from coachfolio.format.documents.text import BOM
from coachfolio.portfolio.reading import read_file

__all__ = ["AS_TEXT", "in_its_form", "mistakes_in", "new_lines"]

AS_TEXT = "_text"
"""The entry that is the whole text."""


def in_its_form(text: str, before: str) -> str:
    """A text as a browser sends it, with the line ends and the mark that the file has."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if plain and not plain.endswith("\n") and (before.endswith("\n") or not before):
        plain += "\n"
    mark = BOM if before.startswith(BOM) and not plain.startswith(BOM) else ""
    return mark + (plain.replace("\n", "\r\n") if "\r\n" in before else plain)


def new_lines(before: str, after: str) -> str:
    """The lines of a text that the other does not have."""
    old = set(before.splitlines())
    return "\n".join(line for line in after.splitlines() if line not in old)


def mistakes_in(kind: str, text: str) -> tuple[EntryProblem, ...]:
    """What is wrong with the text of a file of a kind by itself, as a check says it, each with its line."""
    read = read_file("sheet.yaml", text.encode("utf-8", "replace"), kind)
    found = []
    for problem in read.problems:
        span = problem.at if isinstance(problem.at, Span) else locate(read.text, problem.at, on_key=problem.on_key)
        found.append(EntryProblem(AS_TEXT, f"Line {span.line}: {problem.message}", problem.hint))
    return tuple(found)
