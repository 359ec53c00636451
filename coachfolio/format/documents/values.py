"""YAML nodes to values, by what the schema wants in each place: text stays text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from functools import cache
from typing import Any, Final, Literal

from coachfolio.base.diagnostics import Problem, Span
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.documents.limits import MAX_DEPTH, MAX_NUMBER, MAX_NUMBER_LENGTH, MAX_PROBLEMS, MAX_REPEATED
from coachfolio.format.documents.nodes import MappingNode, Node, ScalarNode, SequenceNode, is_plain, may_have_mark
from coachfolio.format.documents.places import span_of
from coachfolio.format.documents.text import lines_of
from coachfolio.format.schemas import ANNOTATION, Schema, schema

__all__ = ["Shape", "build", "shape_of"]

Scalar = Literal["text", "number", "yes-no", "any"]

_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BOOLEAN: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_YES_NO: Final = {"yes": True, "no": False, "true": True, "false": False}
_NOTHING: Final = ("", "~", "null", "Null", "NULL")
_HALF_A_LETTER: Final = re.compile("[\ud800-\udfff]")
_MARK: Final = re.compile(r"&(\S+)")
_DASH: Final = re.compile(r" *- ")
_LOST: Final = re.compile(r"(?: *:)?[ \t]+#(?! ?coachfolio:)")


@frozen()
class Shape(Frozen):
    """What the schema wants in one place, no more than reading needs."""

    scalar: Scalar = "any"
    free_text: bool = False
    fields: Mapping[str, Shape] = field(default_factory=dict)
    rest: Shape | None = None
    item: Shape | None = None


ANYTHING: Final = Shape()


@cache
def shape_of(name: str) -> Shape:
    """The shape of a whole schema, by its name."""
    return _shape(schema(name))


def _shape(part: Schema) -> Shape:
    kinds = part.get("type", [])
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    scalar: Scalar = "any"
    if part.get(ANNOTATION, {}).get("format") == "yes-no":
        scalar = "yes-no"
    elif kinds & {"integer", "number"}:
        scalar = "number"
    elif "string" in kinds or "enum" in part:
        scalar = "text"
    rest = part.get("additionalProperties")
    return Shape(
        scalar=scalar,
        free_text="string" in kinds and not {"enum", "pattern", "format"} & part.keys(),
        fields={name: _shape(inner) for name, inner in part.get("properties", {}).items()},
        rest=_shape(rest) if isinstance(rest, dict) else None,
        item=_shape(part["items"]) if "items" in part else None,
    )


def build(root: Node, shape: Shape, text: str) -> tuple[Any, list[Problem]]:
    """The values below a node, with what was found wrong on the way.

    Fields become dicts, lists lists; the rest is text, int, float, bool or None.
    """
    builder = _Builder(text)
    return builder.value(root, shape, 0), builder.problems


class _Builder:
    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._text = text
        self._said = Counter[str]()
        self._has_hash = " #" in text or "\t#" in text
        self._has_repeats = "*" in text
        self._has_anchors = may_have_mark(text)
        self._seen: set[int] = set()
        self._repeated = 0
        self._stopped = False

    def value(self, node: Node, shape: Shape, depth: int, key: ScalarNode | None = None) -> Any:
        if self._has_repeats and self._is_one_too_many(node, depth):
            return None
        if isinstance(node, ScalarNode):
            return self._scalar(node, shape, key)
        if isinstance(node, SequenceNode):
            item = shape.item or ANYTHING
            for inner in node.value:
                if isinstance(inner, ScalarNode) and inner.end_mark.line != inner.start_mark.line and is_plain(inner):
                    self._look_for_swallowed_items(inner)
            return [self.value(inner, item, depth + 1) for inner in node.value]
        assert isinstance(node, MappingNode)
        return self._fields(node, shape, depth)

    def _fields(self, node: MappingNode, shape: Shape, depth: int) -> dict[str, Any]:
        built: dict[str, Any] = {}
        first: dict[str, Node] = {}
        known, rest = shape.fields, shape.rest or ANYTHING
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._problem(
                    "not-yaml",
                    "A field's name must be a word, and here it is a whole section or list.",
                    "Begin the line with the field's name and a colon.",
                    key,
                )
                continue
            name = key.value
            if name == "<<" and is_plain(key):
                self._problem(
                    "merge-key",
                    "<< copies fields from another place, which evidence cannot do.",
                    "Write the fields out here.",
                    key,
                )
                continue
            if name in built:
                self._problem(
                    "duplicate-field",
                    # a name that the schema does not know may be a client's, and is not said
                    f"{f'The field {name}' if name in known else 'This name'} is here twice, "
                    "and only one of the two could be read.",
                    "Look at both, and keep the one that is right.",
                    key,
                    related=(("It is here first.", span_of(first[name], lines_of(self._text))),),
                )
                continue
            first[name] = key
            built[name] = self.value(value, known.get(name) or rest, depth + 1, key)
        return built

    def _scalar(self, node: ScalarNode, shape: Shape, key: ScalarNode | None) -> Any:
        raw: str = node.value
        wanted = shape.scalar
        if self._has_anchors:
            self._look_for_lost_word(node)
        if wanted == "yes-no":
            return _YES_NO.get(raw.strip().lower(), _resolve(raw) if is_plain(node) else raw)
        if not is_plain(node):
            if node.style == '"' and "\\" in self._text and _HALF_A_LETTER.search(raw):
                self._problem(
                    "quote-needed",
                    'Between "double" quotation marks \\u begins a letter\'s number, and this has half a one.',
                    "Use 'single' quotation marks, or write the text on lines of its own after |.",
                    node,
                )
            if wanted == "text" and not shape.free_text:
                raw = raw.strip()  # a code or a date written as a block of text ends with a line end
            return raw if raw.strip() or wanted == "any" else None
        if wanted == "text":
            if self._has_hash and shape.free_text:
                # the parsers do not agree on where an empty value stands
                self._look_for_lost_text(node if raw or key is None else key)
            return raw if raw not in ("", "~") else None
        value = _resolve(raw)
        if wanted == "number" and isinstance(value, float) and value.is_integer():
            return int(value)  # 90.0 minutes are 90
        if wanted == "any" and isinstance(value, int | float) and str(value).lower() != raw.lower():
            return raw  # a number that would not be written back as it was: 0123, 1.10, +5
        return value

    def _look_for_swallowed_items(self, item: ScalarNode) -> None:
        """A dash below an item and further in than its own begins no item: its line goes on with the text above."""
        lines = lines_of(self._text)
        for number in range(item.start_mark.line + 1, min(item.end_mark.line + 1, len(lines))):
            dash = _DASH.match(lines[number])
            if dash:
                self._say(
                    Problem(
                        "swallowed-item",
                        "This dash stands further in than the one above, so its line is part of the item above.",
                        "Begin it exactly under the hyphen above. If it is no item of its own, put quotation marks "
                        "around the whole item.",
                        Span(number + 1, dash.end() - 1, number + 1, dash.end()),
                    )
                )

    def _look_for_lost_word(self, node: ScalarNode) -> None:
        """A value that begins with & loses its first word, unless the word is a mark that something repeats."""
        line, column = node.start_mark.line, node.start_mark.column
        lines = lines_of(self._text)
        match = _MARK.match(lines[line], column) if line < len(lines) else None
        if match and f"*{match[1]}" not in self._text:
            self.problems.append(
                Problem(
                    "quote-needed",
                    "A value that begins with & is not read as text.",
                    'Put the whole value in "quotation marks", or write it on lines of its own after |.',
                    Span(line + 1, column + 1, line + 1, len(lines[line].rstrip()) + 1),
                )
            )

    def _look_for_lost_text(self, before: ScalarNode) -> None:
        line, column = before.end_mark.line, before.end_mark.column
        lines = lines_of(self._text)
        rest = lines[line][column:] if line < len(lines) else ""
        if _LOST.match(rest):
            start = column + rest.index("#") + 1
            self._say(
                Problem(
                    "text-after-hash",
                    "Everything from # to the end of this line is taken for a remark and is not part of the text.",
                    'If it belongs to the text, put the whole value in "quotation marks". '
                    "If it is a remark, give it a line of its own.",
                    Span(line + 1, start, line + 1, len(lines[line]) + 1),
                )
            )

    def _is_one_too_many(self, node: Node, depth: int) -> bool:
        if self._stopped:
            return True
        if id(node) in self._seen:
            self._repeated += 1
        self._seen.add(id(node))
        if self._repeated > MAX_REPEATED or depth > MAX_DEPTH:
            self._stopped = True
            self._problem(
                "too-many-repeats",
                "The repeats in this file (& and *) multiply or contain themselves.",
                "Write the values out where they belong.",
                node,
            )
        return self._stopped

    def _problem(
        self, rule: str, message: str, hint: str, node: Node, related: tuple[tuple[str, Span], ...] = ()
    ) -> None:
        self._say(Problem(rule, message, hint, span_of(node, lines_of(self._text)), related=related))

    def _say(self, problem: Problem) -> None:
        self._said[problem.rule] += 1
        if self._said[problem.rule] <= MAX_PROBLEMS:
            self.problems.append(problem)


def _resolve(raw: str) -> Any:
    """A bare value by the rules of YAML 1.2 (its core schema)."""
    if raw in _NOTHING:
        return None
    if raw in _BOOLEAN:
        return _BOOLEAN[raw]
    if len(raw) > MAX_NUMBER_LENGTH:
        return raw
    number: float | None = None
    if _INTEGER.fullmatch(raw):
        number = int(raw, 0) if raw[:2] in ("0o", "0x") else int(raw)
    elif _DECIMAL.fullmatch(raw):
        number = float(raw)
    return raw if number is None or abs(number) > MAX_NUMBER else number
