"""Where a value stands in its file. Worked out when it is asked for: most files are never asked about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from coachfolio.base.diagnostics import START, Span, Where
from coachfolio.format.documents.limits import MAX_DEPTH
from coachfolio.format.documents.nodes import (
    FAST,
    MappingNode,
    Node,
    NotYaml,
    ScalarNode,
    SequenceNode,
    TooDeep,
    root_of,
)
from coachfolio.format.documents.text import lines_of

__all__ = ["locate", "span_of"]


@lru_cache(maxsize=64)
def _root(text: str, fast: bool) -> Node | None:
    try:
        return root_of(text, fast=fast)
    except (NotYaml, TooDeep):
        return None


@lru_cache(maxsize=4096)
def locate(text: str, where: Where, *, on_key: bool = False, fast: bool = FAST) -> Span:
    """The span of a field or list item; of its name with `on_key`.

    Where the way leads to nothing, the span of the last thing on it that is there.
    """
    node = _root(text, fast)
    if node is None:
        return START
    lines = lines_of(text)
    named: Node | None = None
    for step in where:
        found = _inner(node, step)
        if found is None:
            return _first_line(lines) if named is None else span_of(named, lines)
        named, node = found
    if named is None:
        return _first_line(lines)
    is_repeat = _begins(node) < _begins(named)
    return span_of(named if on_key or is_repeat or _is_empty(node) else node, lines)


def _inner(node: Node, step: str | int) -> tuple[Node, Node] | None:
    """What a step leads to: the name of a field and its value, or a list item twice."""
    if isinstance(node, MappingNode):
        wanted = str(step)
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == wanted:
                return key, value
    elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.value and not node.style


def _first_line(lines: list[str]) -> Span:
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return Span(number, 1, number, len(line.rstrip()) + 1)
    return START


def span_of(node: Node, lines: list[str]) -> Span:
    """From the node's first to its last written character: YAML's own end may lie after comments that follow."""
    start, last = node.start_mark, _last_written(node)
    line, column = last.end_mark.line, last.end_mark.column
    if _is_block(last):  # there is nothing in it but its dashes
        line = last.start_mark.line
        column = len(lines[line].rstrip())
    elif column == 0 and line > last.start_mark.line:
        line -= 1
        while line > last.start_mark.line and not lines[line].strip():
            line -= 1
        column = len(lines[line].rstrip())
    return Span(start.line + 1, start.column + 1, line + 1, column + 1)


def _last_written(node: Node) -> Node:
    """The text or bracketed list that a section or list of lines ends with."""
    for _ in range(MAX_DEPTH):
        if not _is_block(node):
            break
        # a repeat (*) stands in the file where it was first written, which may be around the node itself
        own = (part for part in _backwards(node) if part is not node and _begins(part) >= _begins(node))
        last = next((part for part in own if not _is_empty(part)), None)
        if last is None:
            break
        node = last
    return node


def _is_block(node: Node) -> bool:
    return isinstance(node, MappingNode | SequenceNode) and not node.flow_style


def _backwards(node: Node) -> Iterator[Node]:
    for part in reversed(node.value):
        if isinstance(part, tuple):
            yield part[1]
            yield part[0]
        else:
            yield part


def _begins(node: Node) -> tuple[int, int]:
    return node.start_mark.line, node.start_mark.column
