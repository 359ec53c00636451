"""The reader over sheets that nobody thought of: whole ones, spoilt ones, and bytes that are no sheet at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from coachfolio.format.documents import FAST, Document, locate, read
from coachfolio.format.documents.values import Shape, shape_of

from .effort import examples, within
from .sheets import EDITS, Section, Sheet, Text, sections, sheets, spoilt, write

SESSION = shape_of("sessions")
LIMIT = 2.0
"""Seconds of the processor for one sheet."""
PLACES = [(), ("title",), ("a",), ("extra", "a"), ("claims", 0), ("claims", 0, "how"), ("actions", 1), ("",), ("", 0)]

both = pytest.mark.skipif(not FAST, reason="the C parser is not installed, so there are no two to compare")


def told(document: Document) -> tuple[str, tuple[object, ...]]:
    """Everything that reading told, so that 1, 1.0, True and "1" differ."""
    return repr(document.fields), document.problems


def read_by_both(data: bytes, shape: Shape = SESSION) -> Document:
    """Read with both parsers, which must say the same; one of the documents."""
    with within(LIMIT):
        quick = read("x.yaml", data, shape, fast=True)
        pure = read("x.yaml", data, shape, fast=False)
    assert told(quick) == told(pure)
    return quick


def located_by_both(text: str, where: tuple[str | int, ...]) -> None:
    with within(LIMIT):
        for on_key in (False, True):
            assert locate(text, where, on_key=on_key, fast=True) == locate(text, where, on_key=on_key, fast=False)


@both
@examples(100)
@given(sheets())
def test_a_sheet_means_what_was_written(sheet: Sheet) -> None:
    document = read_by_both(sheet.text.encode())
    assert document.problems == ()
    assert repr(document.fields) == repr(sheet.fields)


@examples(100)
@given(sheets(), st.booleans())
def test_every_value_is_where_it_was_put(sheet: Sheet, fast: bool) -> None:
    document = read("x.yaml", sheet.text.encode(), SESSION, fast=fast and FAST)
    lines = sheet.text.replace("\r\n", "\n").split("\n")
    for one in sheet.placed:
        span = locate(document.text, one.where, fast=fast and FAST)
        assert span == one.value, one.where
        assert locate(document.text, one.where, on_key=True, fast=fast and FAST) == one.key, one.where
        if one.written is not None:
            assert lines[span.line - 1][span.column - 1 : span.end_column - 1] == one.written


@both
@examples(200)
@given(st.data())
def test_a_spoilt_sheet_is_read_alike_by_both_parsers(data: st.DataObject) -> None:
    sheet = data.draw(sheets())
    text = data.draw(spoilt(sheet.text))
    document = read_by_both(text.encode())
    if document.fields is not None:
        for where in [*(one.where for one in sheet.placed), *PLACES]:
            located_by_both(document.text, where)


@both
@examples(200)
@given(st.lists(EDITS | st.sampled_from(["title", "a", "extra", "- a: b\n", "x: 1\n", "'", '"']), max_size=30))
@example(["title", ": ", "&title", ":\n"])
@example(["&title", ": ", "a"])
@example(["a", ": ", "|#", "\n  ", "a"])
@example(["title", ": ", "#", "a"])
@example(["a", ": ", "|+\n \n", "  ", "a"])
@example(["!x ", "&a ", "a", ": ", "a"])
@example(["a", ": ", "&a ", "\n", "- ", "*a"])
def test_a_heap_of_signs_is_read_alike_by_both_parsers(signs: list[str]) -> None:
    document = read_by_both("".join(signs).encode())
    if document.fields is not None:
        for where in PLACES:
            located_by_both(document.text, where)


@examples(200)
@given(st.binary(max_size=400) | st.text(st.characters(codec="utf-8"), max_size=100).map(str.encode), st.booleans())
def test_any_bytes_are_read_without_an_exception(data: bytes, fast: bool) -> None:
    for name in ("sessions", "portfolio"):
        with within(LIMIT):
            document = read("x.yaml", data, shape_of(name), fast=fast and FAST)
        assert document.fields is not None or document.problems
        for where in PLACES:
            span = locate(document.text, where, fast=fast and FAST)
            assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column)


@examples(200)
@given(st.data())
def test_every_problem_is_inside_its_file(data: st.DataObject) -> None:
    text = data.draw(spoilt(data.draw(sheets()).text))
    with within(LIMIT):
        document = read("x.yaml", text.encode(), SESSION)
    lines = document.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in document.problems:
        assert not isinstance(problem.at, tuple)
        for span in (problem.at, *(span for _, span in problem.related)):
            assert 1 <= span.line <= span.end_line <= max(len(lines), 1)
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1
            assert (span.line, span.column) <= (span.end_line, span.end_column)
            assert problem.message
            assert problem.hint


def as_text(value: Any) -> Any:
    """A value with every leaf written out as text."""
    if isinstance(value, dict):
        return {str(name): as_text(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return value if isinstance(value, str) else str(value)


@examples(100)
@given(sections())
def test_values_are_those_of_another_yaml_reader(section: Section) -> None:
    names = ("title", "purpose", "approach", "outcome", "actions", "reflection", "extra", "minutes")
    kept = tuple((name, one) for name, one in section.fields if name in names)
    text = write(Section((*kept, ("mode", Text("plain", ("video",)))), remarks=section.remarks)).text
    ours = read("x.yaml", text.encode(), SESSION).fields
    assert as_text(ours) == as_text(YAML(typ="safe", pure=True).load(text))
