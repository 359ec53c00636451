"""Where a value stands in its file. Worked out when it is asked for: most files are never asked about."""

from __future__ import annotations

from functools import lru_cache

from coachfolio.diagnostics import START, Span, Where
from coachfolio.documents.nodes import MappingNode, Node, NotYaml, ScalarNode, SequenceNode, TooDeep, compose
from coachfolio.documents.text import lines_of

__all__ = ["locate"]


@lru_cache(maxsize=64)
def _root(text: str) -> Node | None:
    try:
        return compose(text)
    except (NotYaml, TooDeep):
        return None


def locate(text: str, where: Where, *, on_key: bool = False) -> Span:
    """The span of a field or list item; of its name with `on_key`.

    Where the way leads to nothing, the span of the last thing on it that is there.
    """
    node = _root(text)
    if node is None:
        return START
    lines = lines_of(text)
    span = _first_line(lines) if not where else _span(node, lines)
    for number, step in enumerate(where, 1):
        found: tuple[Span, Node] | None = None
        if isinstance(node, MappingNode):
            for key, value in node.value:
                if isinstance(key, ScalarNode) and key.value == str(step):
                    found = (_span(key, lines), value)
                    break
        elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
            item = node.value[step]
            found = (_span(item, lines), item)
        if found is None:
            return span if number > 1 else _first_line(lines)
        key_span, node = found
        value_span = _span(node, lines)
        is_repeat = (value_span.line, value_span.column) < (key_span.line, key_span.column)
        if is_repeat or _is_empty(node):
            value_span = key_span
        last = number == len(where)
        span = key_span if (on_key and last) or not last else value_span
    return span


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.value and not node.style


def _first_line(lines: list[str]) -> Span:
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return Span(number, 1, number, len(line.rstrip()) + 1)
    return START


def _span(node: Node, lines: list[str]) -> Span:
    """From the node's first to its last written character: YAML's own end may lie after comments that follow."""
    start = node.start_mark
    line, column = node.end_mark.line, node.end_mark.column
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        last_node = last[1] if isinstance(last, tuple) else last
        if (last_node.start_mark.line, last_node.start_mark.column) < (start.line, start.column) or _is_empty(
            last_node
        ):
            last_node = last[0] if isinstance(last, tuple) else last
        end = _span(last_node, lines)
        return Span(start.line + 1, start.column + 1, end.end_line, end.end_column)
    if column == 0 and line > start.line:
        line -= 1
        while line > start.line and not lines[line].strip():
            line -= 1
        column = len(lines[line].rstrip())
    return Span(start.line + 1, start.column + 1, line + 1, column + 1)
