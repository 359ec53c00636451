"""Sheets made up by hypothesis, written by a writer that knows where it put each value.

The writer shares nothing with the reader: it counts lines and columns while it writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from coachfolio.base.diagnostics import Span, Where

# --- what is written


@dataclass(frozen=True)
class Text:
    """A piece of text in one of YAML's ways of writing text."""

    style: str
    """plain, several-lines, single, double, literal or folded."""
    lines: tuple[str, ...]
    strip: bool = False
    """For literal and folded: without the line end at the end."""
    escaped: bool = False
    """For double: with everything but ASCII as escapes."""


@dataclass(frozen=True)
class Bare:
    """A bare value that is not just any text: a number, yes, or nothing at all."""

    written: str
    meant: Any


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Any, ...]
    flow: bool = False
    indented: bool = True
    """Whether the dashes stand further to the right than the field's name."""


@dataclass(frozen=True)
class Section:
    """Fields, each with remarks above it."""

    fields: tuple[tuple[str, Any], ...]
    flow: bool = False
    remarks: tuple[str, ...] = ()
    """Lines above some field: remarks and blank lines."""


# --- the writer


@dataclass(frozen=True)
class Placed:
    """One value of a sheet and where it was put."""

    where: Where
    key: Span
    value: Span
    written: str | None
    """What stands there, for a value on one line."""


@dataclass
class Sheet:
    """A sheet as it was written."""

    text: str
    fields: dict[str, Any]
    placed: list[Placed] = field(default_factory=list)


def write(section: Section, *, line_end: str = "\n", final_line_end: bool = True, remark: str = "") -> Sheet:
    """Write a sheet, and note the place of every value in it. The remark stands behind quoted text and numbers."""
    writer = _Writer(remark)
    writer.section(section, 0, ())
    if final_line_end:
        writer.newline()
    return Sheet(line_end.join(writer.lines), meaning(section), writer.placed)


_Point = tuple[int, int]
"""A line and a column, from 1."""


class _Writer:
    def __init__(self, remark: str) -> None:
        self.remark = remark
        self.lines = [""]
        self.placed: list[Placed] = []

    @property
    def here(self) -> _Point:
        return len(self.lines), len(self.lines[-1]) + 1

    def put(self, text: str) -> _Point:
        self.lines[-1] += text
        return self.here

    def newline(self, indent: int = 0) -> None:
        self.lines.append(" " * indent)

    def note(self, where: Where, key: Span | None, value: Span) -> None:
        line = self.lines[value.line - 1]
        written = line[value.column - 1 : value.end_column - 1] if value.line == value.end_line else None
        self.placed.append(Placed(where, key or value, value, written))

    def section(self, section: Section, indent: int, where: Where) -> Span:
        """Fields below one another; the first begins where the writer is."""
        begins, ends = self.here, self.here
        for number, (name, value) in enumerate(section.fields):
            if number:
                for remark in section.remarks:
                    self.newline(indent)
                    if remark:
                        self.put(remark)
                    else:
                        self.lines[-1] = ""
                self.newline(indent)
            start = self.here
            key = _span(start, self.put(name))
            self.put(":")
            span = self.value(value, indent, (*where, name))
            self.note((*where, name), key, span or key)
            ends = (span or key).end_line, (span or key).end_column
        return _span(begins, ends)

    def value(self, value: Any, indent: int, where: Where) -> Span | None:
        """A value after a colon or a dash; None where there is nothing to be seen."""
        if isinstance(value, Bare) and not value.written:
            return None
        if isinstance(value, Text | Bare) or value.flow:
            self.put(" ")
            span = self.inline(value, indent, where)
            if not isinstance(value, Text) or value.style in ("single", "double"):
                self.put(self.remark)
            return span
        if isinstance(value, Section):
            self.newline(indent + 2)
            return self.section(value, indent + 2, where)
        inside = indent + 2 if value.indented else indent
        self.newline(inside)
        return self.items(value, inside, where)

    def items(self, items: Items, indent: int, where: Where) -> Span:
        begins, ends = self.here, self.here
        for number, item in enumerate(items.items):
            if number:
                self.newline(indent)
            self.put("-")
            if isinstance(item, Section) and not item.flow:
                self.put(" ")
                span = self.section(item, indent + 2, (*where, number))
            elif isinstance(item, Items) and not item.flow:
                self.put(" ")
                span = self.items(item, indent + 2, (*where, number))
            else:
                self.put(" ")
                span = self.inline(item, indent, (*where, number))
            self.note((*where, number), None, span)
            ends = span.end_line, span.end_column
        return _span(begins, ends)

    def inline(self, value: Any, indent: int, where: Where) -> Span:
        start = self.here
        if isinstance(value, Bare):
            return _span(start, self.put(value.written))
        if isinstance(value, Text):
            return _span(start, self.words(value, indent))
        return self.flow(value, where)

    def flow(self, value: Items | Section, where: Where) -> Span:
        start = self.here
        self.put("[" if isinstance(value, Items) else "{")
        parts: list[tuple[str | int, Any]]
        parts = list(enumerate(value.items)) if isinstance(value, Items) else list(value.fields)
        for number, (name, one) in enumerate(parts):
            if number:
                self.put(", ")
            key = None
            if isinstance(name, str):
                key = _span(self.here, self.put(name))
                self.put(": ")
            self.note((*where, name), key, self.inline(one, 0, (*where, name)))
        return _span(start, self.put("]" if isinstance(value, Items) else "}"))

    def words(self, text: Text, indent: int) -> _Point:
        """Write text, and say where it ends."""
        if text.style == "plain":
            return self.put(text.lines[0])
        if text.style == "single":
            return self.put("'" + text.lines[0].replace("'", "''") + "'")
        if text.style == "double":
            return self.put(_double(text))
        if text.style == "several-lines":
            self.put(text.lines[0])
            for line in text.lines[1:]:
                self.newline(indent + 2 if line else 0)
                self.put(line)
            return self.here
        self.put({"literal": "|", "folded": ">"}[text.style] + ("-" if text.strip else ""))
        ends = self.here
        for line in text.lines:
            self.newline(indent + 2 if line else 0)
            ends = self.put(line)
        return ends


def _span(start: _Point, end: _Point) -> Span:
    return Span(*start, *end)


def _double(text: Text) -> str:
    body = text.lines[0].replace("\\", "\\\\").replace('"', '\\"')
    if text.escaped:
        body = "".join(one if one.isascii() else f"\\U{ord(one):08X}" for one in body)
    return f'"{body}"'


# --- what it means


def meaning(value: Any) -> Any:
    """What a written value means."""
    if isinstance(value, Bare):
        return value.meant
    if isinstance(value, Section):
        return {name: meaning(one) for name, one in value.fields}
    if isinstance(value, Items):
        return [meaning(one) for one in value.items]
    if value.style in ("plain", "single", "double"):
        return value.lines[0]
    end = "" if value.strip or value.style == "several-lines" else "\n"
    if value.style == "literal":
        return "\n".join(value.lines) + end
    joined = "\n".join(value.lines)  # a line end between lines is a space, and each blank line is a line end
    return re.sub(r"\n+", lambda ends: "\n" * (len(ends[0]) - 1) or " ", joined) + end


# --- made up

_LETTERS = st.characters(categories=["L", "N"], max_codepoint=0x2FFFF) | st.sampled_from("éüß日本語😀👩🏽‍🏫ﬁ")
_SIGNS = st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x1FFFF) | st.sampled_from("😀\u00a0’–…£#:-")
_NOT_TEXT = re.compile("true|false|null|~", re.IGNORECASE)


@st.composite
def words(draw: DrawFn, signs: SearchStrategy[str] = _LETTERS) -> str:
    """Some words on one line, with nothing in them that YAML takes for its own; never a number."""
    first = draw(st.sampled_from("abcdexyzÉ日😀"))
    rest = draw(st.lists(st.text(signs, min_size=1, max_size=6), max_size=5))
    return (first + " ".join(rest)).strip("\u00a0")


def _in_block(line: str) -> bool:
    return bool(line.strip()) and line == line.strip()


_PLAIN = words().filter(lambda text: not _NOT_TEXT.fullmatch(text))
_PROSE = words(_SIGNS).filter(_in_block)
_PROSE_LINE = st.one_of(
    _PROSE,
    st.just(""),
    st.sampled_from(
        ["- a dash: and a colon", "# no remark", "\"quoted\" and 'quoted'", "key: value", "*bold* & {x} [y]", "@ ` %"]
    ),
)
_QUOTED = st.one_of(_PROSE, st.sampled_from(["a: b # c", "it's", 'say "no"', "back\\slash", "- x", "yes", "1.10", "~"]))


@st.composite
def prose(draw: DrawFn) -> tuple[str, ...]:
    """Lines of prose, blank ones among them; the first and the last say something."""
    lines = [draw(_PROSE), *draw(st.lists(_PROSE_LINE, max_size=5)), draw(_PROSE)]
    return tuple(lines if draw(st.booleans()) else lines[:1])


@st.composite
def several_lines(draw: DrawFn) -> tuple[str, ...]:
    middle = draw(st.lists(_PLAIN | st.just(""), max_size=3))
    return (draw(_PLAIN), *middle, draw(_PLAIN))


ON_ONE_LINE: SearchStrategy[Text] = st.one_of(
    st.builds(Text, st.just("plain"), st.tuples(_PLAIN)),
    st.builds(Text, st.just("single"), st.tuples(_QUOTED)),
    st.builds(Text, st.just("double"), st.tuples(_QUOTED), escaped=st.booleans()),
)
ANY_TEXT: SearchStrategy[Text] = st.one_of(
    ON_ONE_LINE,
    st.builds(Text, st.just("several-lines"), several_lines()),
    st.builds(Text, st.sampled_from(["literal", "folded"]), prose(), strip=st.booleans()),
)
NOTHING = Bare("", None)
NUMBERS: SearchStrategy[Bare] = st.one_of(
    st.integers(-(2**53), 2**53).map(lambda number: Bare(str(number), number)),
    st.floats(-1e6, 1e6).filter(lambda number: "e" not in str(number)).map(lambda number: Bare(str(number), number)),
).filter(lambda one: one.written not in ("-0", "-0.0"))
YES_NO = st.sampled_from(
    [Bare("yes", True), Bare("no", False), Bare("Yes", True), Bare("NO", False), Bare("true", True)]
)

_NAMES = st.text("abcdefgh_", min_size=1, max_size=8)
_REMARKS = st.lists(st.sampled_from(["", "# a remark", "# a: b", "#", "# - [x"]), max_size=2).map(tuple)


def _sections(values: SearchStrategy[Any], *, flow: bool) -> SearchStrategy[Section]:
    pairs = st.lists(st.tuples(_NAMES, values), min_size=1, max_size=3, unique_by=lambda pair: pair[0]).map(tuple)
    return st.builds(Section, pairs, flow=st.just(flow), remarks=st.just(()) if flow else _REMARKS)


def _lists(values: SearchStrategy[Any], *, flow: bool) -> SearchStrategy[Items]:
    return st.builds(
        Items, st.lists(values, min_size=1, max_size=3).map(tuple), flow=st.just(flow), indented=st.booleans()
    )


_FLOW_LEAF = ON_ONE_LINE | NUMBERS
_FLOW = st.recursive(
    _FLOW_LEAF, lambda inner: _lists(inner, flow=True) | _sections(inner, flow=True), max_leaves=4
).filter(lambda value: isinstance(value, Items | Section))
ANYTHING: SearchStrategy[Any] = st.recursive(
    ANY_TEXT | NUMBERS | _FLOW,
    lambda inner: _lists(inner, flow=False) | _sections(inner | st.just(NOTHING), flow=False),
    max_leaves=6,
)
"""What may stand under `extra`."""


@st.composite
def sections(draw: DrawFn) -> Section:
    """A session's fields, some of them, each with a value of the right kind in any way of writing it."""
    fields: dict[str, SearchStrategy[Any]] = {
        "title": ANY_TEXT,
        "date": st.sampled_from([Bare("2026-03-04", "2026-03-04"), Text("single", ("2026-03-04",))]),
        "start": st.sampled_from([Text("double", ("14:00",)), Bare("14:00", "14:00")]),
        "minutes": st.integers(1, 1440).map(lambda number: Bare(str(number), number)),
        "planned": YES_NO,
        "purpose": ANY_TEXT,
        "approach": ON_ONE_LINE | st.just(NOTHING),
        "outcome": ANY_TEXT,
        "actions": _lists(ON_ONE_LINE, flow=True) | _lists(ANY_TEXT, flow=False),
        "claims": _lists(
            st.builds(
                Section,
                st.tuples(
                    st.just(("criterion", Bare("D7.03/s2", "D7.03/s2"))),
                    st.tuples(st.just("how"), ON_ONE_LINE),
                ),
                flow=st.booleans(),
            )
            | st.just(Bare("D7.03/s2", "D7.03/s2")),
            flow=False,
        ),
        "reflection": ANY_TEXT,
        "extra": _sections(ANYTHING | st.just(NOTHING), flow=False)
        | _FLOW.filter(lambda one: isinstance(one, Section)),
    }
    names = draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=6, unique=True))
    return Section(tuple((name, draw(fields[name])) for name in names), remarks=draw(_REMARKS))


@st.composite
def sheets(draw: DrawFn) -> Sheet:
    """A whole sheet without a mistake in it."""
    line_end = draw(st.sampled_from(["\n", "\n", "\n", "\r\n"]))
    section = draw(sections())
    final_line_end = _ends_with_line_end(section) or draw(st.booleans())
    remark = draw(st.sampled_from(["", "", " # a remark", "   # a: [b"]))
    return write(section, line_end=line_end, final_line_end=final_line_end, remark=remark)


def _ends_with_line_end(value: Any) -> bool:
    """Whether the line end after the last value belongs to that value."""
    if isinstance(value, Section):
        return _ends_with_line_end(value.fields[-1][1])
    if isinstance(value, Items):
        return _ends_with_line_end(value.items[-1])
    return isinstance(value, Text) and value.style in ("literal", "folded") and not value.strip


_SINGLE_SIGNS = "-?:,[]{}#&*!|>'\"%@`~ \n\t\r\\.=<0a\u00a0\u2028\ufeff\0\x85é😀"
_SEVERAL_SIGNS = (
    *("\r\n", ": ", " #", "- ", "? ", "\n\n", "  ", "\n  ", ":\n", "|\n", ">\n", "|#", "|+\n \n"),
    *("&a ", "*a", "!x ", "<<: ", "---\n", "...\n", "%Y\n", "&title"),
)
EDITS = st.sampled_from([*_SINGLE_SIGNS, *_SEVERAL_SIGNS])
"""What a slip of the keys, or somebody with ill will, puts into a sheet."""


@st.composite
def spoilt(draw: DrawFn, text: str) -> str:
    """A text with some characters put in, taken out or exchanged."""
    for kind in draw(st.lists(st.sampled_from(["in", "out", "exchange"]), min_size=1, max_size=5)):
        at = draw(st.integers(0, len(text)))
        gone = 0 if kind == "in" else draw(st.integers(1, 3))
        text = text[:at] + ("" if kind == "out" else draw(EDITS)) + text[at + gone :]
    return text
