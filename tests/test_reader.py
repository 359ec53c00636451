"""The reader: both parsers say the same, values mean what the schema wants, and nothing that stands in a file hurts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coachfolio.base.diagnostics import Span, Where
from coachfolio.evidence import kind_of_path
from coachfolio.format.documents import FAST, Document, locate, read
from coachfolio.format.documents.limits import MAX_DEPTH, MAX_FILE_BYTES, MAX_NUMBER, MAX_PROBLEMS, MAX_REPEATED
from coachfolio.format.documents.values import shape_of

from .conftest import EXAMPLE, ROOT, apart
from .effort import each
from .keeper import PATIENCE

PARSERS = [
    pytest.param(False, id="pure"),
    pytest.param(True, id="fast", marks=pytest.mark.skipif(not FAST, reason="the C parser is not installed")),
]
parsers = pytest.mark.parametrize("fast", PARSERS)
both = pytest.mark.skipif(not FAST, reason="the C parser is not installed, so there are no two to compare")


def session(text: str | bytes, *, fast: bool = FAST) -> Document:
    data = text.encode() if isinstance(text, str) else text
    return read("sessions/x.yaml", data, shape_of("sessions"), fast=fast)


def rules(document: Document) -> list[str]:
    return [problem.rule for problem in document.problems]


# --- the example, by both parsers

TOP_LEVEL = sorted(path.name for path in EXAMPLE.iterdir() if path.is_dir() and path.name != "private")


def schema_of(path: Path) -> str | None:
    inside = path.relative_to(EXAMPLE).as_posix()
    files = {"portfolio.yaml": "portfolio", "qualification.yaml": "qualification-overlay"}
    return files.get(inside) or kind_of_path(inside)


def ways(value: Any, where: Where = ()) -> Iterator[Where]:
    """The way to every value in the fields."""
    yield where
    if isinstance(value, dict):
        for name, one in value.items():
            yield from ways(one, (*where, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from ways(one, (*where, number))


def read_alike(path: Path) -> None:
    kind = schema_of(path)
    assert kind is not None
    quick, pure = (read(path.name, path.read_bytes(), shape_of(kind), fast=fast) for fast in (True, False))
    assert repr(quick.fields) == repr(pure.fields)
    assert quick.problems == pure.problems == ()
    for where in ways(quick.fields):
        for on_key in (False, True):
            places = {locate(quick.text, where, on_key=on_key, fast=fast) for fast in (True, False)}
            assert len(places) == 1, where


@both
@pytest.mark.parametrize("folder", TOP_LEVEL)
def test_both_parsers_read_the_example_alike(folder: str) -> None:
    paths = sorted((EXAMPLE / folder).rglob("*.yaml"))
    for path in paths:
        read_alike(path)


@both
def test_both_parsers_read_the_files_at_the_top_alike() -> None:
    paths = sorted(EXAMPLE.glob("[!.]*.yaml"))
    assert EXAMPLE / "portfolio.yaml" in paths
    for path in paths:
        read_alike(path)


REFUSE_C_PARSER = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name in ("_ruamel_yaml", "ruamel.yaml.cyaml", "ruamel.yaml.clib._ruamel_yaml"):
            raise ImportError(name)

sys.meta_path.insert(0, Refuse())
"""
CHECK_EXAMPLE = """
import sys
from coachfolio.format.documents import FAST
from coachfolio.cli import main

print(FAST, file=sys.stderr)
main(["{command}", {folder!r}, "--on", "2026-11-14", "--format", "json"])
"""


def printed(code: str) -> tuple[str, str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout, done.stderr.strip()


@both
@pytest.mark.parametrize("command", ["check", "status"])
def test_without_the_c_parser_the_answers_are_the_same(command: str) -> None:
    code = CHECK_EXAMPLE.format(command=command, folder=str(apart(EXAMPLE)))
    with_it, fast = printed(code)
    without, slow = printed(REFUSE_C_PARSER + code)
    assert (fast, slow) == ("True", "False")
    assert json.loads(with_it) == json.loads(without)
    assert with_it == without


# --- what both parsers once read in different ways

READ_IN_TWO_WAYS = [
    "title: #3 on the list\n",
    "title: # a remark\ndate: 2026-03-04\n",
    "actions:\n  - # first\n  - # second\n",
    "&title: a\n",
    "extra: {&a: b}\n",
    "title: a\nextra:\n  *a : b\n",
    "purpose: |#\n  text\n",
    "purpose: >-# remark\n  text\n",
    "purpose: |\n \n  text\n",
    "purpose: |\n    \n  text\n",
    "purpose: a: >-\n  \ttext\n",
    "title: one >-\n  \ttwo\n",
    "actions:\n  >\n Hand over\n  - it\t: x\n",
    "? - a\n  - b\n",
    "? ?",
    "!x title: a\n",
    "? !!str &x a\n",
    "title: !!a!b text\n",
    "actions:\n? - one\n",
    "extra: {a: , b: }\n",
    "extra: {a: 1,}\n",
    "a: &x\n- *x\n",
    "extra: &x\n  - &y\n    - *x\n",
    "title: &a b\noutcome: &a c\npurpose: *a\n",
    "title: 'a\n\n  b'\noutcome: c\n",
    'title: "a\\\n  b"\n',
    "title: a\r\noutcome: b\r\n",
    "title: a\routcome: b\r",
]


@both
@pytest.mark.parametrize("text", READ_IN_TWO_WAYS)
def test_both_parsers_say_the_same_of(text: str) -> None:
    quick, pure = session(text, fast=True), session(text, fast=False)
    assert repr(quick.fields) == repr(pure.fields)
    assert quick.problems == pure.problems
    for where in ways(quick.fields):
        assert locate(text, where, fast=True) == locate(text, where, fast=False)


@parsers
def test_blank_lines_of_a_few_spaces_may_come_before_a_block_of_text(fast: bool) -> None:
    document = session("purpose: |\n \n  She wanted: time\n", fast=fast)
    assert document.problems == ()
    assert document.fields == {"purpose": "\nShe wanted: time\n"}


@parsers
def test_a_tab_in_what_only_looks_like_a_block_of_text_is_called_a_tab(fast: bool) -> None:
    document = session("title: one >-\n  \ttwo\n", fast=fast)
    assert [(problem.rule, problem.at) for problem in document.problems] == [("tab", Span(2, 3, 2, 4))]


@parsers
def test_a_tab_inside_a_block_of_text_is_text(fast: bool) -> None:
    document = session("purpose: |\n  one\ttwo\n  \tthree\nactions:\n  - |\n    a\tb\n", fast=fast)
    assert document.problems == ()
    assert document.fields == {"purpose": "one\ttwo\n\tthree\n", "actions": ["a\tb\n"]}


@parsers
def test_a_block_of_text_below_its_field_ends_with_the_next_field(fast: bool) -> None:
    document = session("purpose:\n  |\n  one\ttwo\ntitle:\tthree\n", fast=fast)
    assert [(problem.rule, problem.at) for problem in document.problems] == [("tab", Span(4, 7, 4, 8))]


@parsers
def test_a_tab_in_quotation_marks_is_told_wherever_it_stands(fast: bool) -> None:
    document = session('purpose:\n  |\n  one\ntitle: "two\tthree"\n', fast=fast)
    assert [(problem.rule, problem.at) for problem in document.problems] == [("tab", Span(4, 12, 4, 13))]


@parsers
@pytest.mark.parametrize("text", ["title: #3 on the list\n", "title:  #3\n", "actions:\n  - #3\n", "title: a #3\n"])
def test_text_lost_behind_a_hash_is_told(text: str, fast: bool) -> None:
    document = session(text, fast=fast)
    (problem,) = document.problems
    assert problem.rule == "text-after-hash"
    assert isinstance(problem.at, Span)
    line = text.splitlines()[problem.at.line - 1]
    assert line[problem.at.column - 1 : problem.at.end_column - 1].startswith("#3")


@parsers
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("actions:\n  - a\n    - b\n  - c\n", [3]),
        ("actions:\n  - a\n   - b\n      - c\n", [3, 4]),
        ("actions:\n- a\n  b\n  - c\n", [4]),
        ("actions:\r\n  - a\r\n    - b\r\n", [3]),
        ("actions:\n  - a\n    -b\n", []),
        ("actions:\n  - a\n\n  - b\n    # - c\n", []),
        ("actions:\n  - |\n    a\n    - b\n", []),
        ("actions:\n  - 'a\n    - b'\n", []),
        ("purpose: a\n  - b\n", []),
    ],
)
def test_an_item_that_another_has_swallowed_is_told(text: str, lines: list[int], fast: bool) -> None:
    document = session(text, fast=fast)
    assert [problem.rule for problem in document.problems] == ["swallowed-item"] * len(lines)
    spans = [problem.at for problem in document.problems if isinstance(problem.at, Span)]
    assert [span.line for span in spans] == lines
    assert all(text.splitlines()[span.line - 1][span.column - 1] == "-" for span in spans)
    assert document.fields is not None


@parsers
def test_a_hash_that_loses_nothing_is_not_told(fast: bool) -> None:
    text = 'title: "point #3" # remark\npurpose: |\n  point #3 # no remark\noutcome: a#b\nminutes: 60 # an hour\n'
    assert session(text, fast=fast).problems == ()


@parsers
@pytest.mark.parametrize(
    "text", ["---\n---\n", "---\ntitle: a\n---\n", "---\n# remark\n---\ntitle: a\n", "title: a\n...\n"]
)
def test_a_second_document_is_told(text: str, fast: bool) -> None:
    assert rules(session(text, fast=fast)) == ["several-documents"]


@parsers
@pytest.mark.parametrize("text", ["---\ntitle: a\n", "# remark\n\n---\ntitle: a\n", "--- # remark\ntitle: a\n"])
def test_one_document_may_have_a_line_above_it(text: str, fast: bool) -> None:
    document = session(text, fast=fast)
    assert document.fields == {"title": "a"}
    assert document.problems == ()


# --- where things stand

SHEET = """\
# a remark
title: A short title
date: 2026-03-04   # quoted or not

purpose: |
  The first line.

  The last line.

# another remark
outcome: >-
  Folded,
  twice
approach: several
  lines
actions:
- Hand over
- 'it''s'
counts_towards: [D7.03, "D7.04"]
claims:
  - criterion: D7.03/s2
    where: reflection
    # a remark
  - D7.03/s3
reflection:
extra: {room: 4B, list: [1, {deep: x}]}
"""
STANDS: list[tuple[Where, tuple[int, int, int, int]]] = [
    ((), (2, 1, 2, 21)),
    (("title",), (2, 8, 2, 21)),
    (("date",), (3, 7, 3, 17)),
    (("purpose",), (5, 10, 8, 17)),
    (("outcome",), (11, 10, 13, 8)),
    (("approach",), (14, 11, 15, 8)),
    (("actions",), (17, 1, 18, 10)),
    (("actions", 0), (17, 3, 17, 12)),
    (("actions", 1), (18, 3, 18, 10)),
    (("counts_towards",), (19, 17, 19, 33)),
    (("counts_towards", 1), (19, 25, 19, 32)),
    (("claims",), (21, 3, 24, 13)),
    (("claims", 0), (21, 5, 22, 22)),
    (("claims", 0, "where"), (22, 12, 22, 22)),
    (("claims", 1), (24, 5, 24, 13)),
    (("reflection",), (25, 1, 25, 11)),
    (("extra",), (26, 8, 26, 40)),
    (("extra", "list", 1, "deep"), (26, 36, 26, 37)),
    # where the way leads to nothing, the last thing on it that is there
    (("nowhere",), (2, 1, 2, 21)),
    (("claims", 0, "how"), (21, 5, 22, 22)),
    (("claims", 7), (20, 1, 20, 7)),
    (("claims", "x"), (20, 1, 20, 7)),
]


@parsers
@pytest.mark.parametrize(("where", "place"), STANDS)
def test_a_value_stands_where_it_stands(where: Where, place: tuple[int, int, int, int], fast: bool) -> None:
    assert locate(SHEET, where, fast=fast) == Span(*place)


@parsers
def test_a_name_stands_before_its_value(fast: bool) -> None:
    assert locate(SHEET, ("outcome",), on_key=True, fast=fast) == Span(11, 1, 11, 8)
    assert locate(SHEET, ("claims", 0, "where"), on_key=True, fast=fast) == Span(22, 5, 22, 10)
    assert locate(SHEET, ("actions", 1), on_key=True, fast=fast) == Span(18, 3, 18, 10)


def test_a_document_knows_where_its_values_stand() -> None:
    document = session(SHEET)
    assert document.problems == ()
    assert document.span(("date",)) == Span(3, 7, 3, 17)
    assert document.span(("date",), on_key=True) == Span(3, 1, 3, 5)


@parsers
def test_a_repeat_stands_where_it_is_repeated(fast: bool) -> None:
    text = "extra:\n  one: &x some text\n  two:\n    - *x\n  three: *x\n"
    assert locate(text, ("extra", "one"), fast=fast) == Span(2, 8, 2, 20)
    assert locate(text, ("extra", "two"), fast=fast) == Span(4, 5, 4, 9)
    assert locate(text, ("extra", "three"), fast=fast) == Span(5, 3, 5, 8)  # its name: the text stands elsewhere


@parsers
@pytest.mark.parametrize("text", ["a: &x\n- *x\n", "extra: &x\n  - &y\n    - *x\n", "extra: &a\n  b: &b\n    c: *a\n"])
def test_what_contains_itself_has_a_place(text: str, fast: bool) -> None:
    (problem,) = session(text, fast=fast).problems
    assert problem.rule == "too-many-repeats"
    assert isinstance(problem.at, Span)
    assert (problem.at.line, problem.at.column) <= (problem.at.end_line, problem.at.end_column)


@parsers
@pytest.mark.parametrize(
    "text", ["", "# only a remark\n", "a: [\n", "- a\n", "\u2028\u2028\x85\n\n", "a: &x\n- *x\n", "]"]
)
def test_every_text_has_a_place_for_everything(text: str, fast: bool) -> None:
    for where in [(), ("a",), ("a", 0), ("a", 0, 0), (0,), ("", 0)]:
        assert locate(text, where, fast=fast) >= Span(1, 1, 1, 1)


# --- what values mean

TEXT_ALL_THE_SAME = [
    "1.10",
    "NO",
    "no",
    "yes",
    "on",
    "true",
    "null",
    "0123",
    "+5",
    "1e3",
    "0x1F",
    "1:30",
    "2026-02-03",
    "=",
]
VALUES: list[tuple[str, str, Where, object]] = [
    *(("sessions", f"title: {written}\n", ("title",), written) for written in TEXT_ALL_THE_SAME),
    *(("sessions", f"actions: [{written}]\n", ("actions", 0), written) for written in TEXT_ALL_THE_SAME),
    ("sessions", "title:\n", ("title",), None),
    ("sessions", "title: ~\n", ("title",), None),
    ("sessions", 'title: ""\n', ("title",), None),
    ("sessions", "title: '  '\n", ("title",), None),
    ("sessions", "purpose: |\n\n", ("purpose",), None),
    ("sessions", 'title: "~"\n', ("title",), "~"),
    ("sessions", 'title: "null"\n', ("title",), "null"),
    ("sessions", "purpose: |\n  She said: no\n", ("purpose",), "She said: no\n"),
    ("sessions", "purpose: >\n  one\n  two\n\n  three\n", ("purpose",), "one two\nthree\n"),
    ("sessions", "purpose: one\n  two\n", ("purpose",), "one two"),
    ("sessions", 'title: "a\\tb \\U0001F600 \\u00e9"\n', ("title",), "a\tb 😀 é"),
    ("sessions", "title: Größe 日本 👩🏽‍🏫\n", ("title",), "Größe 日本 👩🏽‍🏫"),
    ("sessions", "title: a\u00a0b\n", ("title",), "a\u00a0b"),
    ("sessions", "date: 2026-02-03\n", ("date",), "2026-02-03"),
    ("sessions", "date: |\n  2026-02-03\n", ("date",), "2026-02-03"),
    ("sessions", "date: 20260203\n", ("date",), "20260203"),
    ("sessions", "start: 14:00\n", ("start",), "14:00"),
    ("sessions", "start: 08:00\n", ("start",), "08:00"),
    ("sessions", "client: ' C01 '\n", ("client",), "C01"),
    ("sessions", "role: NO\n", ("role",), "NO"),
    ("sessions", "claims: [D7.03/s2, {criterion: 1.10}]\n", ("claims", 1, "criterion"), "1.10"),
    ("sessions", "minutes: 90\n", ("minutes",), 90),
    ("sessions", "minutes: 090\n", ("minutes",), 90),
    ("sessions", "minutes: +90\n", ("minutes",), 90),
    ("sessions", "minutes: -90\n", ("minutes",), -90),
    ("sessions", "minutes: 90.0\n", ("minutes",), 90),
    ("sessions", "minutes: 9e1\n", ("minutes",), 90),
    ("sessions", "minutes: 90.5\n", ("minutes",), 90.5),
    ("sessions", "minutes: 0x5A\n", ("minutes",), 90),
    ("sessions", "minutes: 0o132\n", ("minutes",), 90),
    ("sessions", "minutes: 0b11\n", ("minutes",), "0b11"),
    ("sessions", "minutes: 1_000\n", ("minutes",), "1_000"),
    ("sessions", "minutes: 1:30\n", ("minutes",), "1:30"),
    ("sessions", "minutes: .inf\n", ("minutes",), ".inf"),
    ("sessions", "minutes: .nan\n", ("minutes",), ".nan"),
    ("sessions", "minutes: 1e400\n", ("minutes",), "1e400"),
    ("sessions", f"minutes: {MAX_NUMBER}\n", ("minutes",), MAX_NUMBER),
    ("sessions", f"minutes: {MAX_NUMBER + 1}\n", ("minutes",), str(MAX_NUMBER + 1)),
    ("sessions", f"minutes: {'9' * 5000}\n", ("minutes",), "9" * 5000),
    ("sessions", 'minutes: "90"\n', ("minutes",), "90"),
    ("sessions", "minutes: yes\n", ("minutes",), "yes"),
    ("sessions", "minutes: true\n", ("minutes",), True),
    ("sessions", "minutes:\n", ("minutes",), None),
    ("sessions", "minutes: 90 min\n", ("minutes",), "90 min"),
    *(("sessions", f"planned: {written}\n", ("planned",), True) for written in ("yes", "Yes", "YES", "true", "True")),
    *(("sessions", f"planned: {written}\n", ("planned",), False) for written in ("no", "No", "NO", "false", "FALSE")),
    ("sessions", 'planned: "yes"\n', ("planned",), True),
    ("sessions", "planned: 'No'\n", ("planned",), False),
    ("sessions", "planned: |\n  no\n", ("planned",), False),
    ("sessions", "planned: y\n", ("planned",), "y"),
    ("sessions", "planned: on\n", ("planned",), "on"),
    ("sessions", 'planned: "on"\n', ("planned",), "on"),
    ("sessions", "planned: 1\n", ("planned",), 1),
    ("sessions", "planned:\n", ("planned",), None),
    ("portfolio", "centre: {name: The Centre, number: 012345}\n", ("centre", "number"), "012345"),
    ("portfolio", "learner: {name: No, enrolment: 1e10}\n", ("learner", "enrolment"), "1e10"),
    ("portfolio", "people: {no: {role: peer}}\n", ("people", "no", "role"), "peer"),
    ("portfolio", "clients: {C01: {level: 1.10}}\n", ("clients", "C01", "level"), "1.10"),
    ("portfolio", "asserts: [{contact_hours: 20.50}]\n", ("asserts", 0, "contact_hours"), 20.5),
    ("portfolio", "asserts: [{contact_hours: 1e308}]\n", ("asserts", 0, "contact_hours"), "1e308"),
    ("qualification-overlay", "credits: {value: unknown}\n", ("credits", "value"), "unknown"),
    ("qualification-overlay", "credits: {value: 45}\n", ("credits", "value"), 45),
    ("qualification-overlay", "units: [{ref: 1.10, mandatory: no}]\n", ("units", 0, "ref"), "1.10"),
    ("qualification-overlay", "units: [{ref: 1.10, mandatory: no}]\n", ("units", 0, "mandatory"), False),
    ("codes", "version: 2.10\n", ("version",), "2.10"),
    # where any value may stand, a number is kept as text if it would not be written back the same
    *(
        ("sessions", f"extra: {{a: {written}}}\n", ("extra", "a"), written)
        for written in (
            "1.10",
            "0123",
            "+5",
            "1e3",
            "0x1F",
            ".5",
            "-0",
            "no",
            "yes",
            "2026-02-03",
            "1:30",
            "1_000",
            ".inf",
        )
    ),
    ("sessions", "extra: {a: 5}\n", ("extra", "a"), 5),
    ("sessions", "extra: {a: -5}\n", ("extra", "a"), -5),
    ("sessions", "extra: {a: 1.5}\n", ("extra", "a"), 1.5),
    ("sessions", "extra: {a: 1.0}\n", ("extra", "a"), 1.0),
    ("sessions", 'extra: {a: "5"}\n', ("extra", "a"), "5"),
    ("sessions", "extra: {a: 12345678901234567890}\n", ("extra", "a"), "12345678901234567890"),
    ("sessions", "extra: {a: true, b: False}\n", ("extra",), {"a": True, "b": False}),
    ("sessions", "extra: {a: null, b: ~, c: }\n", ("extra",), {"a": None, "b": None, "c": None}),
    ("sessions", 'extra: {a: "", b: " "}\n', ("extra",), {"a": "", "b": " "}),
    ("sessions", "extra: {a: |-\n    x\n  }\n", ("extra",), None),
    ("sessions", "extra:\n  1: a\n  no: b\n  ~: c\n", ("extra",), {"1": "a", "no": "b", "~": "c"}),
]


@parsers
@each("schema_name, text, where, value", {f"{number}. {value[1]!r}": value for number, value in enumerate(VALUES, 1)})
def test_a_value_means_what_its_place_wants(
    schema_name: str, text: str, where: Where, value: object, fast: bool
) -> None:
    document = read("x.yaml", text.encode(), shape_of(schema_name), fast=fast)
    found: Any = document.fields
    for step in where:
        found = found and found[step]
    assert repr(found) == repr(value)


# --- what comes before YAML

BEFORE: list[tuple[bytes, list[str], bool]] = [
    (b"", ["empty-file"], False),
    (b"# only a remark\n", ["empty-file"], False),
    (b"\xef\xbb\xbftitle: a\n", ["byte-order-mark"], True),
    (b"\xef\xbb\xbf\xef\xbb\xbftitle: a\n", ["byte-order-mark", "invisible-character"], False),
    ("title: é\n".encode("latin-1"), ["not-utf8"], False),
    ("title: a\n".encode("utf-16"), ["not-utf8"], False),
    ("title: a\n".encode("utf-16-be"), ["not-utf8"], False),
    (b"title: a\0b\n", ["invisible-character"], False),
    ("title: a\u2028b\n".encode(), ["invisible-character"], False),
    ("title: a\x85b\n".encode(), ["invisible-character"], False),
    (b"title: \xed\xa0\x80\n", ["not-utf8"], False),
    (b"<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> laptop\n", ["conflict-marker"], False),
    (b"purpose: |\n  <<<<<<< HEAD\n", [], True),
    (b"title:\ta\n", ["tab"], False),
    (b"- a\n", ["not-yaml"], False),
    (b"some words\n", ["not-yaml"], False),
    (b"title: a\r\ndate: b\r\n", [], True),
    (b"x" * (MAX_FILE_BYTES + 1), ["file-too-large"], False),
]


@parsers
@pytest.mark.parametrize(("data", "expected", "readable"), BEFORE)
def test_bytes_that_are_no_sheet_are_told_of(data: bytes, expected: list[str], readable: bool, fast: bool) -> None:
    document = session(data, fast=fast)
    assert rules(document) == expected
    assert (document.fields is not None) is readable


# --- bounds


def nested(levels: int) -> list[str]:
    """Texts that nest so many levels in all, the sheet included."""
    inner = levels - 1
    return [
        "a: " + "[" * inner + "]" * inner + "\n",
        "a: " + "{a: " * inner + "1" + "}" * inner + "\n",
        "a:\n" + "- " * inner + "x\n",
        "".join(" " * number + "a:\n" for number in range(inner)) + " " * inner + "a: 1\n",
        "? " * inner + "a: 1\n",
        "a: " + "[a: " * (inner // 2) + ("[1]" if inner % 2 else "1") + "]" * (inner // 2) + "\n",
    ]


@parsers
@pytest.mark.parametrize("way", range(6))
def test_the_deepest_that_is_allowed_is_read(way: int, fast: bool) -> None:
    document = session(nested(MAX_DEPTH)[way], fast=fast)
    assert "too-deep" not in rules(document)


@parsers
@pytest.mark.parametrize("way", range(6))
def test_one_level_more_is_too_deep(way: int, fast: bool) -> None:
    document = session(nested(MAX_DEPTH + 1)[way], fast=fast)
    assert rules(document) == ["too-deep"]
    assert document.fields is None


@parsers
@pytest.mark.parametrize("one", ["[1]", "{b: 1}", "[{b: [1]}]"])
def test_many_lists_side_by_side_are_not_deep(one: str, fast: bool) -> None:
    text = "extra:\n" + "".join(f"  a{number}: {one}\n" for number in range(MAX_DEPTH * 2))
    assert session(text, fast=fast).problems == ()


@parsers
def test_a_few_repeats_are_read(fast: bool) -> None:
    text = "actions: [&a Hand over, *a]\nextra:\n  usual: &usual {room: 4B}\n  again: *usual\n"
    document = session(text, fast=fast)
    assert document.problems == ()
    assert document.fields == {
        "actions": ["Hand over", "Hand over"],
        "extra": {"usual": {"room": "4B"}, "again": {"room": "4B"}},
    }


@parsers
def test_repeats_beyond_the_bound_are_told(fast: bool) -> None:
    few, many = (f"actions:\n- &a x\n{'- *a' + chr(10)}" + "- *a\n" * (n - 1) for n in (MAX_REPEATED, MAX_REPEATED + 1))
    assert session(few, fast=fast).problems == ()
    assert rules(session(many, fast=fast)) == ["too-many-repeats"]


@parsers
def test_one_file_tells_no_more_of_one_kind_than_a_reader_bears(fast: bool) -> None:
    text = "title: a\n" * 500 + "outcome: b # c\n"
    found = rules(session(text, fast=fast))
    assert found.count("duplicate-field") == MAX_PROBLEMS
    assert found.count("text-after-hash") == 1


HOSTILE = {
    "brackets": b"a: " + b"[" * 50_000,
    "brackets closed": b"a: " + b"[" * 50_000 + b"]" * 50_000,
    "braces": b"{a: " * 40_000,
    "sections in lists": b"[a: " * 40_000,
    "dashes": b"- " * 100_000,
    "dashes under a field": b"a:\n" + b"- " * 100_000,
    "question marks": b"? " * 100_000,
    "question marks and colons": b"? : " * 60_000,
    "colons": b": " * 100_000,
    "steps to the right": b"".join(b" " * n + b"a:\n" for n in range(700)),
    "repeats of lists": b"a0: &a0 [x, x, x]\n"
    + b"".join(b"a%d: &a%d [*a%d, *a%d, *a%d]\n" % (n + 1, n + 1, n, n, n) for n in range(24)),
    "repeats of sections": b"a0: &a0 {x: 1}\n"
    + b"".join(b"a%d: &a%d {p: *a%d, q: *a%d, r: *a%d}\n" % (n + 1, n + 1, n, n, n) for n in range(24)),
    "copied sections": b"a0: &a0 {x: 1}\n"
    + b"".join(b"a%d: &a%d\n  <<: [*a%d, *a%d]\n" % (n + 1, n + 1, n, n) for n in range(24)),
    "a list in itself": b"actions: &a [*a]\n",
    "a section in itself": b"extra: &a\n  b: &b\n    c: *a\n",
    "a list of lines in itself": b"extra: &x\n  - &y\n    - *x\n",
    "one field again and again": b"a: b\n" * 52_000,
    "many fields": b"".join(b"a%d: b\n" % n for n in range(26_000)),
    "many items": b"counts_towards:\n" + b"".join(b"- u%d\n" % n for n in range(20_000)),
    "many remarks": b"actions: [\n" + b"a, # x\n" * 30_000 + b"]\n",
    "a quotation mark never closed": b'a: "' + b"x " * 130_000,
    "marks": b"a: b! " + b",&" * 130_000,
    "a long number": b"minutes: " + b"9" * 250_000,
    "a long length of time": b"minutes: " + b"1 " * 120_000 + b"!",
    "a long day": b"date: " + b"1" + b" " * 120_000 + b"May" + b" " * 120_000 + b"!",
    "a long time of day": b"start: " + b"1" + b" " * 240_000 + b"!",
    "a long choice": b"mode: " + b"[ ] " * 60_000,
    "a long client": b"client: " + b"C 1 " * 60_000,
    "a long list on one line": b"counts_towards: " + b" " * 120_000 + b"a" + b" " * 120_000 + b"!",
    "many marks of remarks": b"outcome: " + b"<!-- " * 50_000,
    "marks of a form": b"outcome: " + b"Click " * 40_000,
    "spaces in a field's name": b"date: 2026-03-04\nminutes" + b" " * 240_000 + b"!x\n",
    "dashes on a broken line": b"date: 2026-03-04\n" + b"- " * 120_000 + b"!x: [\n",
    "a long word": b"x" * 262_000 + b": 1",
    "spaces": b"a: |\n" + (b" " * 500 + b"\n") * 520,
    "ten megabytes": b"a: b\n" * 2_000_000,
}
MEASURE = """
import resource, time
resource.setrlimit(resource.RLIMIT_AS, (500 * 2**20, 500 * 2**20))
from coachfolio import InMemory, check, open_portfolio
from coachfolio.outputs.json import check_document, json_text
from tests.conftest import PORTFOLIO
from tests.test_reader import HOSTILE

for name in {names}:
    begin = time.process_time()
    files = {{"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-c01-a.yaml": HOSTILE[name]}}
    report = check(open_portfolio(InMemory(files)))
    json_text(check_document(report))
    found = [one.code for one in report.diagnostics if one.path.startswith("sessions/")]
    print(name, time.process_time() - begin, len(found), sep="\\t", flush=True)
"""
SLOW_WITHOUT_C = {"one field again and again", "many fields", "many items", "many remarks"}
not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="there is no bound on memory to be set")


def measured(names: list[str], before: str = "") -> dict[str, tuple[float, int]]:
    """The seconds and the number of findings of a whole check of each, in a process of half a gigabyte."""
    code = before + MEASURE.format(names=names)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT, timeout=PATIENCE
    )
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"ended after {lines[-1:]}: {done.stderr[-2000:]}"
    return {name: (float(seconds), int(found)) for name, seconds, found in lines}


@not_on_windows
def test_no_file_costs_more_than_two_seconds_and_half_a_gigabyte() -> None:
    """The whole check: reading, judging and telling."""
    costs = measured(list(HOSTILE))
    assert list(costs) == list(HOSTILE)
    assert {name: seconds for name, (seconds, _) in costs.items() if seconds >= 2} == {}
    assert {name for name, (_, found) in costs.items() if not found} == set()


@not_on_windows
def test_the_bounds_hold_without_the_c_parser() -> None:
    names = [name for name in HOSTILE if name not in SLOW_WITHOUT_C]
    costs = measured(names, before=REFUSE_C_PARSER)
    assert list(costs) == names
    assert {name: seconds for name, (seconds, _) in costs.items() if seconds >= 2} == {}
