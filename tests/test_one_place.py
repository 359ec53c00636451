"""What code and schemas both say is the same, and a name in the code means one thing wherever it stands."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, get_args

import pytest

from coachfolio import schema
from coachfolio.cli.declaring import DECLARATION_KINDS, WAYS_OF_SIGNING
from coachfolio.editing.declaring import AiUse, DeclarationKind, SignedBy
from coachfolio.evidence.model import Decision, Declaration, DeclarationStatements, Signature
from coachfolio.facts.assessment.decisions import Method
from coachfolio.facts.assessment.declared import STATEMENTS
from coachfolio.facts.assessment.entitlement import DEFAULTS, Task
from coachfolio.facts.sampling.policy import STAGES, SampleStage
from coachfolio.portfolio.portfolio import Stage

from .conftest import ROOT

DECLARATION: Any = schema("declarations")["properties"]
DECISION: Any = schema("assessment-decisions")["properties"]["decisions"]["items"]["properties"]
MAY: Any = schema("qualification-overlay")["properties"]["may"]["properties"]
PORTFOLIO: Any = schema("portfolio")["properties"]
ROLES: Any = PORTFOLIO["people"]["additionalProperties"]["properties"]["role"]["enum"]
PLAN: Any = schema("assessment-plans")["properties"]
SIGNATURE: Any = schema("common")["$defs"]["signature"]["properties"]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (DECLARATION_KINDS, DECLARATION["kind"]["enum"]),
        (get_args(DeclarationKind), DECLARATION["kind"]["enum"]),
        (STATEMENTS, DECLARATION["kind"]["enum"]),
        (get_args(AiUse), DECLARATION["ai_use"]["enum"]),
        (WAYS_OF_SIGNING, SIGNATURE["method"]["enum"]),
        (get_args(SignedBy), SIGNATURE["method"]["enum"]),
        (get_args(Method), DECISION["method"]["enum"]),
        (get_args(Task), MAY),
        (DEFAULTS, MAY),
        (get_args(Stage), [*PORTFOLIO["stage"]["enum"], "certification"]),  # that one is only judged for
        (STAGES, PLAN["stage"]["enum"]),
        (get_args(SampleStage), PLAN["stage"]["enum"]),
    ],
)
def test_code_and_schema_name_the_same(here: Iterable[str], there: Iterable[str]) -> None:
    assert set(here) == set(there)


def test_every_point_of_a_declaration_is_in_the_schema() -> None:
    points = {point for points in STATEMENTS.values() for point in points}
    assert points <= set(DECLARATION["statements"]["properties"])
    assert len(points) == sum(map(len, STATEMENTS.values()))
    assert points <= set(DeclarationStatements.__dataclass_fields__)


def test_whoever_may_by_default_may_be_given_leave() -> None:
    for task, roles in DEFAULTS.items():
        assert roles <= set(MAY[task]["items"]["enum"]) <= set(ROLES), task


def test_the_fields_stand_in_the_model() -> None:
    assert {"kind", "ai_use", "manifest"} <= set(Declaration.__dataclass_fields__)
    assert {"verdict", "method"} <= set(Decision.__dataclass_fields__)
    assert "method" in Signature.__dataclass_fields__


ONE_FOR_EACH_MODULE = {"ROUTES", "__all__", "add_to", "rendered"}
"""What several modules have on purpose: `add_to` adds a module's commands, `rendered` is what each format offers, and
`ROUTES` are the addresses of a page."""


def test_a_public_name_is_defined_in_one_module_only() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "coachfolio").rglob("*.py")):
        for name in _defined(ast.parse(path.read_text(encoding="utf-8"))):
            if not name.startswith("_") and name not in ONE_FOR_EACH_MODULE:
                homes[name].append(path.relative_to(ROOT).as_posix())
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def _defined(module: ast.Module) -> Iterator[str]:
    """What a module defines at its top. A command is named by the word that is typed, and nobody imports it."""
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.FunctionDef):
            if not any(
                ast.unparse(mark).partition("(")[0].endswith((".command", ".group")) for mark in node.decorator_list
            ):
                yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def test_a_docstring_can_be_read_alone_and_in_one_breath() -> None:
    """None begins with `The same`, sends elsewhere for what is raised, or has a sentence of more than thirty words."""
    odd = []
    for path in sorted((ROOT / "coachfolio").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                said = (ast.get_docstring(node) or "").split("\nWrong:\n")[0]  # samples follow
                if isinstance(node, ast.Module):  # in which samples are indented
                    said = "\n".join(line for line in said.splitlines() if not line.startswith("    "))
                sentences = re.split(r"(?<=[.!?:;])\s+|\n\n", said)
                if (
                    re.match(r"The same\b", said)
                    or re.search(r"[Rr]aises as ", said)
                    or any(len(sentence.split()) > 30 for sentence in sentences)
                ):
                    odd.append(f"{path.relative_to(ROOT)}: {getattr(node, 'name', 'the module')}")
    assert "\n".join(odd) == ""
