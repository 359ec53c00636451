"""A piece of a file replaced or added, with everything around it left as it is, byte for byte.

There are two ways. Forgetting replaces a piece together with the remarks in and behind it, since they may be about the
same person. Everything else keeps every remark: `field_put_in` and `item_put_in` put a value in, and whoever calls them
reads the text again to see that it says what it should (see drafts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from coachfolio.base.diagnostics import Where
from coachfolio.format.documents.nodes import MappingNode, Node, NotYaml, ScalarNode, SequenceNode, TooDeep, compose
from coachfolio.format.documents.places import span_of
from coachfolio.format.documents.text import lines_of
from coachfolio.format.documents.values import ANYTHING, Shape
from coachfolio.format.documents.writing import field_lines, in_one_line, item_lines, value_in_one_line

__all__ = [
    "CannotSplice",
    "entry_taken_out",
    "field_put_in",
    "has_repeats",
    "item_put_in",
    "item_replaced",
    "item_replaced_by",
    "item_taken_out",
    "node_at",
    "remarks_in",
    "shape_at",
    "value_replaced",
]

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_COLON: Final = re.compile(r" *:(?= |$)")
_REMARK_BEHIND_NAME: Final = re.compile(r" *(?:[|>][0-9+-]{0,2})?( +#.*)$")


class CannotSplice(Exception):
    """The text is written in a way that nothing can be put into."""


def node_at(text: str, where: Where) -> Node | None:
    """The node of a field or an item; None where there is none, or where the text is not YAML."""
    try:
        node = compose(text)
    except (NotYaml, TooDeep):
        return None
    for step in where:
        if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        else:
            return None
    return node


def shape_at(shape: Shape, where: Where) -> Shape:
    """What the schema wants in a place."""
    for step in where:
        inner = shape.item if isinstance(step, int) else shape.fields.get(step) or shape.rest
        shape = inner or ANYTHING
    return shape


# --- with the remarks that belong to it


def item_replaced(text: str, where: Where, block: str, flow: str) -> str:
    """The text with another section in the place of an item of a list, without the remarks that belonged to it."""
    node = node_at(text, where)
    if node is None:
        return text
    start = node.start_mark
    if getattr(node, "flow_style", True) or start.line == node.end_mark.line:
        return _spliced(text, start.line, start.column, node, flow, start.column)
    indent = " " * start.column
    first, *rest = block.splitlines()
    end = "\r\n" if "\r\n" in text else "\n"
    new = end.join([first, *(f"{indent}{line}" if line else "" for line in rest)])
    return _spliced(text, start.line, start.column, node, new, start.column)


def value_replaced(text: str, where: Where, flow: str) -> str:
    """The text with another section behind the name of a field, without the remarks that belonged to it."""
    holder = node_at(text, where[:-1])
    if not isinstance(holder, MappingNode):
        return text
    for key, value in holder.value:
        if isinstance(key, ScalarNode) and key.value == where[-1]:
            colon = _after_colon(text, key)
            if colon is not None:
                return _spliced(text, key.end_mark.line, colon, value, f" {flow}", key.start_mark.column + 1)
    return text


def _spliced(text: str, line: int, column: int, node: Node, new: str, deeper: int) -> str:
    """The text with a node replaced, from a place on (counted from 0), with the remarks that stand in and behind it.

    Remarks that follow on lines of their own belong to it where they begin at `deeper` or further right.
    """
    lines = lines_of(text)
    ends = _LINE_END.findall(text)
    last, until = _end_of(node, text)
    rest = lines[last][until:]
    match = re.match(r"^(\s*,?)\s*#.*$", rest)
    rest = match[1].rstrip() if match else rest
    after = _after_remarks(lines, last + 1, deeper)
    before = "".join(one + end for one, end in zip(lines[:line], ends, strict=False)) + lines[line][:column]
    ends.append("")
    tail = "".join(line + end for line, end in zip(lines[after:], ends[after:], strict=True))
    return f"{before}{new}{rest}{ends[after - 1]}{tail}"


def _after_remarks(lines: Sequence[str], after: int, deeper: int) -> int:
    """The first line (from 0) behind the remarks from `after` on that begin at `deeper` or further right."""
    ahead = after
    while ahead < len(lines) and (not lines[ahead].strip() or lines[ahead].lstrip().startswith("#")):
        if lines[ahead].strip():
            if len(lines[ahead]) - len(lines[ahead].lstrip()) < deeper:
                break
            after = ahead + 1
        ahead += 1
    return after


def _after_colon(text: str, key: ScalarNode) -> int | None:
    """The column (from 0) behind the colon of a field's name; None where it is not on the line where the name ends."""
    line, column = key.end_mark.line, key.end_mark.column
    found = lines_of(text)[line].find(":", column)
    return found + 1 if found >= 0 else None


# --- with every remark kept


def field_put_in(text: str, where: Where, value: Any, shape: Shape) -> str:
    """The text with a field put in, or with another value for it. `shape` is that of the whole file.

    Raises CannotSplice where the section is not there, or is written in a way that takes no more fields.
    """
    name = where[-1]
    holder = node_at(text, where[:-1])
    if not isinstance(holder, MappingNode) or not isinstance(name, str):
        raise CannotSplice
    inner = shape_at(shape, where[:-1])
    for key, old in holder.value:
        if isinstance(key, ScalarNode) and key.value == name:
            return _another_value(text, holder, key, old, value, shape_at(inner, (name,)))
    return _one_more_field(text, holder, name, value, inner)


def item_put_in(text: str, where: Where, value: Any, shape: Shape) -> str:
    """The text with one more item at the end of a list, which is made where it is not there.

    Raises CannotSplice where the section is not there, or is written in a way that takes no more.
    """
    node = node_at(text, where)
    if node is None:
        return field_put_in(text, where, [value], shape)
    if not isinstance(node, SequenceNode):
        raise CannotSplice
    inner = shape_at(shape, where).item or ANYTHING
    if not node.value:
        return field_put_in(text, where, [value], shape)
    if node.flow_style:
        return _inserted(text, *_end_of(node.value[-1], text), f", {value_in_one_line(value, inner)}")
    column = node.start_mark.column
    return _lines_behind(text, node.value[-1], item_lines(value, inner, " " * column), column + 1)


def item_replaced_by(text: str, where: Where, value: Any, shape: Shape) -> str:
    """The text with another value for an item of a list. `shape` is that of the whole file.

    Raises CannotSplice where there is no such item, or it does not begin on the line of its dash.
    """
    holder, number = node_at(text, where[:-1]), where[-1]
    if not isinstance(holder, SequenceNode) or not isinstance(number, int) or number >= len(holder.value):
        raise CannotSplice
    old, inner = holder.value[number], shape_at(shape, where)
    if holder.flow_style:
        if isinstance(old, ScalarNode) and not old.value and not old.style:
            raise CannotSplice
        start = old.start_mark.line, old.start_mark.column
        return value_in_one_line(value, inner).join(_cut(text, start, _end_of(old, text)))
    dash = holder.start_mark.column
    line = lines_of(text)[old.start_mark.line]
    if line[:dash].strip() or line[dash : dash + 1] != "-" or line[dash + 1 : old.start_mark.column].strip():
        raise CannotSplice
    first, *rest = item_lines(value, inner, " " * dash)
    return _behind(text, (old.start_mark.line, dash + 1), old, [first[dash + 1 :], *rest])


def item_taken_out(text: str, where: Where) -> str:
    """The text without an item of a list; without the whole field, where the item is the only one.

    Raises CannotSplice for an item that shares a line with something else that is not between brackets.
    """
    holder = node_at(text, where[:-1])
    if not isinstance(holder, SequenceNode) or not isinstance(where[-1], int):
        raise CannotSplice
    if holder.flow_style:
        if len(holder.value) == 1:
            return entry_taken_out(text, where[:-1])
        return _cut_out(text, holder.value, where[-1])
    if len(holder.value) == 1:
        owner = node_at(text, where[:-2])
        if not isinstance(owner, MappingNode) or owner.flow_style:
            raise CannotSplice
        key = next(key for key, _ in owner.value if key.value == where[-2])
        first, column = key.start_mark.line, key.start_mark.column
    else:
        node = holder.value[where[-1]]
        first, column = node.start_mark.line, holder.start_mark.column
    lines = lines_of(text)
    if lines[first][:column].strip(" -"):
        raise CannotSplice
    last, _ = _end_of(holder.value[where[-1]], text)
    before, _ = _cut(text, (first, 0), (first, 0))
    return before if last + 1 >= len(lines) else before + _cut(text, (first, 0), (last + 1, 0))[1]


def entry_taken_out(text: str, where: Where) -> str:
    """The text without a field, and without the remarks behind its name and in it; `{}` stays where it is the only one.

    Raises CannotSplice where it shares a line with something else that is not between braces, and for the only field of
    a file.
    """
    holder = node_at(text, where[:-1])
    if not isinstance(holder, MappingNode):
        raise CannotSplice
    names = [key.value for key, _ in holder.value]
    if where[-1] not in names:
        raise CannotSplice
    if len(names) == 1:
        if len(where) == 1:
            raise CannotSplice
        return value_replaced(text, where[:-1], "{}")
    number = names.index(where[-1])
    key, value = holder.value[number]
    start = key.start_mark.line, key.start_mark.column
    if holder.flow_style:
        return _cut_out(text, holder.value, number)
    lines = lines_of(text)
    if lines[start[0]][: start[1]].strip():
        raise CannotSplice
    end = _after_remarks(lines, _end_of(value, text)[0] + 1, start[1] + 1)
    before, _ = _cut(text, (start[0], 0), (start[0], 0))
    return before if end >= len(lines) else before + _cut(text, (start[0], 0), (end, 0))[1]


def _cut_out(text: str, parts: Sequence[Any], number: int) -> str:
    """The text without one of several fields or items between braces or brackets."""
    ends = [part if isinstance(part, tuple) else (part, part) for part in parts]
    if number + 1 < len(ends):
        start, after = ends[number][0].start_mark, ends[number + 1][0].start_mark
        return "".join(_cut(text, (start.line, start.column), (after.line, after.column)))
    return "".join(_cut(text, _end_of(ends[number - 1][1], text), _end_of(ends[number][1], text)))


def _another_value(text: str, holder: MappingNode, key: ScalarNode, old: Node, value: Any, shape: Shape) -> str:
    colon = _after_colon(text, key)
    if colon is None:
        raise CannotSplice
    if holder.flow_style:
        new = [f" {value_in_one_line(value, shape)}"]
    else:
        column = key.start_mark.column
        first, *rest = field_lines("x", value, shape, " " * column)
        new = [first[column + 2 :], *rest]
    return _behind(text, (key.end_mark.line, colon), old, new)


def _behind(text: str, start: tuple[int, int], old: Node, new: Sequence[str]) -> str:
    """The text with other lines in the place of a value, from behind its colon or dash on."""
    lines = lines_of(text)
    empty = isinstance(old, ScalarNode) and not old.value and not old.style
    end = start if empty else _end_of(old, text)
    # a remark on the line of the field's name, or behind the old value, stays on that line
    beside = _REMARK_BEHIND_NAME.match(lines[start[0]], start[1]) if end[0] > start[0] else None
    behind = lines[end[0]][end[1] :]
    ending = _ending(text, start[0])
    more = "".join(ending + line for line in new[1:])
    before, after = _cut(text, start, end)
    return f"{before}{new[0]}{beside[1] if beside else ''}{behind}{more}{after[len(behind) :]}"


def _one_more_field(text: str, holder: MappingNode, name: str, value: Any, shape: Shape) -> str:
    if holder.flow_style:
        new = in_one_line({name: value}, shape)[1:-1]
        if not holder.value:
            start = holder.start_mark
            return _inserted(text, start.line, start.column + 1, new)
        return _inserted(text, *_end_of(holder.value[-1][1], text), f", {new}")
    found = _before_it(holder, name, list(shape.fields))
    if found is None:
        return _put_first(text, holder.value[0][0], name, value, shape)
    key, last = found
    column = key.start_mark.column
    node = key if isinstance(last, ScalarNode) and not last.value and not last.style else last
    return _lines_behind(text, node, field_lines(name, value, shape_at(shape, (name,)), " " * column), column + 1)


def _before_it(holder: MappingNode, name: str, order: Sequence[str]) -> tuple[Node, Node] | None:
    """The field behind which one of this name goes: the nearest before it in the schema's order.

    The last one for a name that is not in the schema; None where every field comes after it.
    """
    last: tuple[Node, Node] = holder.value[-1]
    if name not in order:
        return last
    earlier = order[: order.index(name)]
    known: list[tuple[Node, Node]] = [(key, value) for key, value in holder.value if key.value in earlier]
    if known:
        return max(known, key=lambda step: order.index(step[0].value))
    return None if holder.value[0][0].value in order else last


def _put_first(text: str, first: Node, name: str, value: Any, shape: Shape) -> str:
    """The text with a field put in before the first one of its section."""
    line, column = first.start_mark.line, first.start_mark.column
    if lines_of(text)[line][:column].strip(" -"):
        raise CannotSplice
    indent, ending = " " * column, _ending(text, line)
    new = ending.join(field_lines(name, value, shape_at(shape, (name,)), indent))
    return _inserted(text, line, column, f"{new[column:]}{ending}{indent}")


def _lines_behind(text: str, node: Node, new: Sequence[str], deeper: int) -> str:
    """The text with lines put in behind a node, and behind the remarks that belong to it."""
    lines = lines_of(text)
    last = _after_remarks(lines, span_of(node, lines).end_line, deeper) - 1
    ending = _ending(text, last)
    return _inserted(text, last, len(lines[last]), "".join(ending + line for line in new))


def _inserted(text: str, line: int, column: int, new: str) -> str:
    before, after = _cut(text, (line, column), (line, column))
    return f"{before}{new}{after}"


def _cut(text: str, start: tuple[int, int], end: tuple[int, int]) -> tuple[str, str]:
    """The text before one place and from another on; both are lines and columns from 0."""
    begins = [0, *(match.end() for match in _LINE_END.finditer(text))]
    return text[: begins[start[0]] + start[1]], text[begins[end[0]] + end[1] :]


def _end_of(node: Node, text: str) -> tuple[int, int]:
    """The line and column (from 0) behind a node, and behind the colon of a field without a value that it ends with."""
    lines = lines_of(text)
    span = span_of(node, lines)
    line, column = span.end_line - 1, span.end_column - 1
    block = not getattr(node, "flow_style", True)
    colon = _COLON.match(lines[line], column) if block else None
    return line, colon.end() if colon else column


def _ending(text: str, line: int) -> str:
    """How a line ends; the last one as the one before it."""
    ends = _LINE_END.findall(text)
    return ends[min(line, len(ends) - 1)] if ends else "\n"


# --- what is there


def has_repeats(text: str) -> bool:
    """Whether something is written once and meant in several places (YAML's & and *)."""
    try:
        root = compose(text)
    except (NotYaml, TooDeep):
        return False
    seen: set[int] = set()
    for node in _nodes(root, seen):
        if id(node) in seen:
            return True
        seen.add(id(node))
    return False


def remarks_in(text: str) -> list[str]:
    """Every remark, from its # to the end of its line, in order. The text is one without repeats."""
    lines = [list(line) for line in lines_of(text)]
    for node in _nodes(compose(text), set()):
        if not isinstance(node, ScalarNode):
            continue
        span = span_of(node, lines_of(text))
        block = node.style in ("|", ">")
        for number in range(span.line - 1 + block, span.end_line):
            start = span.column - 1 if number == span.line - 1 else 0
            end = span.end_column - 1 if number == span.end_line - 1 and not block else len(lines[number])
            lines[number][start:end] = "x" * (end - start)
    found = []
    for line, whole in zip(lines, lines_of(text), strict=True):
        match = re.search(r"(?:^|\s)#", "".join(line))
        if match:
            found.append(whole[match.end() - 1 :].rstrip())
    return found


def _nodes(node: Node | None, seen: set[int]) -> Iterator[Node]:
    """A node and everything in it; what was seen already is not gone into again."""
    if node is None:
        return
    known = id(node) in seen
    yield node
    if known or isinstance(node, ScalarNode):
        return
    for part in node.value:
        for inner in part if isinstance(part, tuple) else (part,):
            yield from _nodes(inner, seen)
