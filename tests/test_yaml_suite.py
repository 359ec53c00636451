"""YAML, chapter by chapter: each case in tests/yaml-suite is read as a session, or refused with the finding it names.

A case has a name, its text under `yaml`, and either `reads`, the fields that come of it, or `refused`, the rule that
explains why not. What YAML allows and the format does not, such as tags and tabs, is refused too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

from coachfolio.format.documents import FAST, Document, read
from coachfolio.format.documents.values import shape_of

from .effort import THOROUGH, each, within

SUITE: Final = Path(__file__).parent / "yaml-suite"
SECONDS: Final = 1.0
"""Of the processor: more than a hundred times what the slowest case takes."""
MENTIONED: Final = {"byte-order-mark", "text-after-hash", "swallowed-item"}
"""Rules that say something about a file and let it be read."""


@dataclass(frozen=True)
class Case:
    """One text, and what is to come of it."""

    chapter: str
    name: str
    text: str
    reads: dict[str, Any] | None
    refused: str | None


def _cases() -> list[Case]:
    return [
        Case(path.stem, one["name"], one["yaml"], one.get("reads"), one.get("refused"))
        for path in sorted(SUITE.glob("*.yaml"))
        for one in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    ]


CASES: Final = _cases()
BY_NAME: Final = {f"{number}. {case.chapter}: {case.name}": case for number, case in enumerate(CASES, 1)}
needs_both = pytest.mark.skipif(not FAST, reason="the C parser is not here")
every_parser = pytest.mark.parametrize(
    "fast", [pytest.param(True, marks=needs_both, id="fast"), pytest.param(False, id="pure")]
)


def reading(text: str, *, fast: bool) -> Document:
    return read("sessions/x.yaml", text.encode(), shape_of("sessions"), fast=fast)


def test_the_c_parser_is_here() -> None:
    """Without it half of what follows would be left out without a word."""
    assert FAST


def test_there_are_many_cases_and_each_is_there_once() -> None:
    assert len(CASES) >= 200
    assert Counter((case.chapter, case.text) for case in CASES).most_common(1)[0][1] == 1
    assert all((case.reads is None) != (case.refused is None) for case in CASES)


@every_parser
@each("case", BY_NAME)
def test_a_text_is_read_or_refused_as_it_should_be(case: Case, fast: bool) -> None:
    with within(SECONDS):
        document = reading(case.text, fast=fast)
    rules = [one.rule for one in document.problems]
    if case.refused:
        assert document.fields is None
        assert rules[:1] == [case.refused]
    else:
        assert set(rules) <= MENTIONED, document.problems
        # True is 1 for Python, and a field's true is not a field's 1
        assert repr(document.fields) == repr(case.reads)


@needs_both
@each("case", BY_NAME)
def test_both_parsers_say_the_same_wherever_the_text_is_cut_off(case: Case) -> None:
    lines = case.text.splitlines(keepends=True)
    for number in range(len(lines), -1, -1 if THOROUGH else -3):
        text = "".join(lines[:number])
        assert reading(text, fast=True) == reading(text, fast=False)
