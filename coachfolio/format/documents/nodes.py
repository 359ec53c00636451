"""Text to YAML nodes, with the C parser where it is there and the pure one where it is not.

Only the shape of the file and the raw text of each value are taken from YAML. What a value means is decided by the
schema (see values), so that 1.10 stays 1.10.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tag import Tag

from coachfolio.format.documents.limits import MAX_DEPTH
from coachfolio.format.documents.text import outside_text_blocks

try:
    from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]  # not in its __all__
except ImportError:  # the wheel with the C parser is not installed
    CParser = None

__all__ = [
    "FAST",
    "MappingNode",
    "Node",
    "NotYaml",
    "ScalarNode",
    "SequenceNode",
    "TooDeep",
    "compose",
    "first_tag",
    "is_plain",
    "may_have_mark",
    "root_of",
]

FAST: Final = CParser is not None
"""Whether the C parser is in use."""

# Below these a text cannot nest deeper than the bound, whatever else is in it: a bracket opens two levels at most
# ([a: b] is a section in a list), and so few steps to the right open sixteen.
_FEW_BRACKETS: Final = 8
_FAR_RIGHT: Final = " " * 12
_DEEP_IN_A_LINE: Final = re.compile(r"[-?:] +[-?:] +[-?:] +[-?:] ")

# What the C parser reads and the pure one refuses or reads otherwise: &word: and *word: at the start of a field, a
# remark that touches the | or > before it, tabs, a colon that touches the word after it in ["a":b], and (see
# _may_have_tag) tags.
_READ_IN_TWO_WAYS: Final = re.compile(
    r"""[&*|>\t"'\]}](?:(?<=[&*])[0-9A-Za-z_-]*[:?]|(?<=[|>])[0-9+-]{0,2}#|(?<=\t)|(?<=["'\]}]) *:\S)"""
)
_COLON_THAT_TOUCHES: Final = re.compile(r""":(?<=["'\]} ]:)\S""")
_MARK: Final = re.compile(r"&\S")
_REPEAT: Final = re.compile(r"[&*](?<![^\s\[{,:?-].)\S")
_TAG: Final = re.compile(r"(?:^|[\r\[{,:?-]) *!", re.MULTILINE)
_ANCHOR: Final = re.compile(r"&(?<![^\s\[{,:?-].)\S")


_MOST_LETTERS: Final = 8_000
_MOST_PARTS: Final = 200
"""Lines and commas of a text whose nodes are kept: as many as evidence has, and no hostile file needs much memory."""


class NotYaml(Exception):
    """The text cannot be read as YAML.

    `line` and `column` (from 0) say where the parser stopped, `start_line` where the value began that it was reading.
    """

    def __init__(self, line: int, column: int, start_line: int, start_column: int, context: str, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.column = column
        self.start_line = start_line
        self.start_column = start_column
        self.context = context
        self.problem = problem


class TooDeep(Exception):
    """Sections or lists stand inside one another beyond the bound. `line` and `column` count from 0."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__("too deep")
        self.line = line
        self.column = column


_NO_TAG: Final = Tag(suffix="")
"""One for all: a node that is given a text makes a tag of its own of it."""


class _NoGuess:
    """Stands in the C parser where YAML guesses a value's type, and guesses nothing. It is asked three times a node."""

    def descend_resolver(self, parent: object, place: object) -> None: ...

    def ascend_resolver(self) -> None: ...

    def resolve(self, kind: object, value: object, implicit: object) -> Tag:
        return _NO_TAG


if CParser is not None:

    class _Fast(CParser, _NoGuess):  # type: ignore[misc]  # the C extension has no types
        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)


class _Scanner(Scanner):
    """The pure scanner, which refuses blank lines of a few spaces before the first words of a block of text."""

    def scan_block_scalar_indentation(self) -> tuple[list[Any], int, Any]:
        breaks: list[Any] = []
        widest = 0
        end = self.reader.get_mark()
        while self.reader.peek() in " \r\n":
            if self.reader.peek() == " ":
                self.reader.forward()
                widest = max(widest, self.reader.column)
            else:
                breaks.append(self.scan_line_break())
                end = self.reader.get_mark()
        return breaks, widest, end


def _pure() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    return yaml


def is_plain(node: ScalarNode) -> bool:
    """Whether the value was written without quotation marks and not as a block of text."""
    return not node.style


def compose(text: str, *, fast: bool = FAST) -> Node | None:
    """The root node of the only document in the text, or None where there is none.

    Raises NotYaml and TooDeep. What the fast parser refuses is put to the pure one, so that both say the same; so is
    what the two would read in different ways.
    """
    if fast and not _is_read_in_two_ways(text):
        try:
            return _compose(text, fast=True)
        except YAMLError:
            pass
    try:
        return _compose(text, fast=False)
    except MarkedYAMLError as error:
        raise _not_yaml(error) from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise NotYaml(0, 0, 0, 0, "", str(error)) from None


def root_of(text: str, *, fast: bool = FAST) -> Node | None:
    """As `compose`; what a small text was composed to is kept for whoever asks where something stands in it."""
    is_small = len(text) <= _MOST_LETTERS and text.count("\n") + text.count(",") <= _MOST_PARTS
    return _kept(text, fast) if is_small else compose(text, fast=fast)


@lru_cache(maxsize=512)
def _kept(text: str, fast: bool) -> Node | None:
    return compose(text, fast=fast)


def _compose(text: str, *, fast: bool) -> Node | None:
    if _may_be_deep(text):
        _measure_depth(text, fast=fast)
    if fast:
        root: Node | None = _Fast(text).get_single_node()
        return root
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)
        node: Node | None = _pure().compose(text)
        return node


def _may_be_deep(text: str) -> bool:
    """Whether it is worth counting; these searches take a fraction of one regular expression that looks at lines."""
    return (
        text.count("[") + text.count("{") > _FEW_BRACKETS
        or text.startswith(_FAR_RIGHT)
        or "\n" + _FAR_RIGHT in text
        or ("\r" in text and "\r" + _FAR_RIGHT in text)
        or bool(_DEEP_IN_A_LINE.search(text))
    )


def _not_yaml(error: MarkedYAMLError) -> NotYaml:
    stop = error.problem_mark or error.context_mark
    start = error.context_mark or stop
    return NotYaml(
        stop.line if stop else 0,
        stop.column if stop else 0,
        start.line if start else 0,
        start.column if start else 0,
        error.context or "",
        error.problem or "",
    )


def _measure_depth(text: str, *, fast: bool) -> None:
    """Raise TooDeep before the text is composed: the C parser would end the whole program."""
    depth = 0
    for event in _events(text, fast=fast):
        name = type(event).__name__
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            depth += 1
            if depth > MAX_DEPTH:
                raise TooDeep(event.start_mark.line, event.start_mark.column)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1


def _events(text: str, *, fast: bool) -> Iterator[Any]:
    if fast:
        parser = _Fast(text)
        while parser.check_event():
            yield parser.get_event()
    else:
        yield from _pure().parse(text)


def _is_read_in_two_ways(text: str) -> bool:
    """Whether the parsers may differ. Where in doubt the answer is yes: it costs time, and no truth."""
    if _may_have_tag(text):
        return True
    marked = "*" in text or may_have_mark(text)
    # most texts have none of what the long expression looks for, and that is told in a fraction of its time
    if not marked and "\t" not in text and "#" not in text and not _COLON_THAT_TOUCHES.search(text):
        return False
    if _READ_IN_TWO_WAYS.search(text):
        return True
    return bool(marked and _REPEAT.search(text)) and any(_REPEAT.search(line) for _, line in outside_text_blocks(text))


def may_have_mark(text: str) -> bool:
    """Whether a value may begin with & and a word, as a mark of what is repeated further down does."""
    return "&" in text and bool(_MARK.search(text))


def _may_have_tag(text: str) -> bool:
    return "!" in text and bool(_TAG.search(text) or _ANCHOR.search(text))


def first_tag(text: str) -> tuple[int, int] | None:
    """Line and column (from 0) of the first value with a YAML tag (! and a word) in front of it.

    The text is one that `compose` takes.
    """
    if not _may_have_tag(text):
        return None
    for event in _events(text, fast=False):
        if getattr(event, "tag", None):
            return event.start_mark.line, event.start_mark.column
    return None
