"""Documents: one YAML file read so that it cannot bite.

`read` turns bytes into values by a schema, and says what is wrong in words for people. It never raises for anything
that stands in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from coachfolio.base.diagnostics import START, Problem, Span, Where
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.documents.limits import MAX_DEPTH
from coachfolio.format.documents.nodes import FAST, MappingNode, NotYaml, ScalarNode, TooDeep, first_tag, root_of
from coachfolio.format.documents.places import locate
from coachfolio.format.documents.text import blocking, decode
from coachfolio.format.documents.values import Shape, build

__all__ = ["FAST", "Document", "locate", "read"]


@frozen()
class Document(Frozen):
    """One file as it was read."""

    path: str
    text: str = field(repr=False)
    fields: Mapping[str, Any] | None = field(repr=False)
    """The values by field name, or None where the file could not be read whole."""
    problems: tuple[Problem, ...] = ()

    def span(self, where: Where, *, on_key: bool = False) -> Span:
        """Where a value stands; where its name stands with `on_key`."""
        return locate(self.text, where, on_key=on_key)


def read(path: str, data: bytes, shape: Shape, *, fast: bool = FAST) -> Document:
    """Read one file. Its problems say what is wrong with it; `fields` is None where nothing could be relied on."""
    text, problems = decode(data)
    if text is None:
        return Document(path, "", None, tuple(problems))
    hindrance = list(blocking(text))
    if hindrance:
        return Document(path, text, None, (*problems, *hindrance))
    try:
        root = root_of(text, fast=fast)
    except TooDeep as deep:
        problems.append(_too_deep(deep.line, deep.column))
        return Document(path, text, None, tuple(problems))
    except NotYaml as error:
        from coachfolio.format.documents.mistakes import mistake_behind

        problems.append(mistake_behind(text, error))
        return Document(path, text, None, tuple(problems))
    if root is None or (text.lstrip().startswith("---") and isinstance(root, ScalarNode) and not root.value):
        problems.append(
            Problem("empty-file", "This file is empty.", "Fill it in, or delete it.", START),
        )
        return Document(path, text, None, tuple(problems))
    if not isinstance(root, MappingNode):
        problems.append(
            Problem(
                "not-yaml",
                "This file does not begin with a field.",
                "Begin each line with a field's name, a colon and a space, such as date: or client: and "
                "what it holds behind it.",
                locate(text, ()),
            )
        )
        return Document(path, text, None, tuple(problems))
    tag = first_tag(text)
    if tag:
        problems.append(
            Problem(
                "quote-needed",
                "A value that begins with ! is not read as text.",
                'Put the whole value in "quotation marks".',
                Span(tag[0] + 1, tag[1] + 1, tag[0] + 1, tag[1] + 2),
            )
        )
        return Document(path, text, None, tuple(problems))
    fields, found = build(root, shape, text)
    broken = any(problem.rule in _BREAKING for problem in found)
    return Document(path, text, None if broken else fields, (*problems, *found))


_BREAKING = {"duplicate-field", "merge-key", "quote-needed", "too-many-repeats", "not-yaml"}
"""Problems after which the values cannot be relied on."""


def _too_deep(line: int, column: int) -> Problem:
    return Problem(
        "too-deep",
        f"Sections and lists stand inside one another more than {MAX_DEPTH} deep.",
        "Evidence needs no more than six. Look for brackets [ { that were meant as text.",
        Span(line + 1, column + 1, line + 1, column + 2),
    )
