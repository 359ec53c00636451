"""What code and schemas both say is the same: kinds, points, methods, roles, stages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

import pytest

from coachfolio import schema
from coachfolio.cli.declaring import KINDS, SIGNED
from coachfolio.editing.declaring import AiUse, Kind, SignedBy
from coachfolio.evidence.model import Decision, Declaration, DeclarationStatements, Signature
from coachfolio.facts.assessment.decisions import Method
from coachfolio.facts.assessment.declared import STATEMENTS
from coachfolio.facts.assessment.entitlement import DEFAULTS, Task
from coachfolio.facts.sampling.policy import STAGES, SampleStage
from coachfolio.portfolio.portfolio import Stage

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
        (KINDS, DECLARATION["kind"]["enum"]),
        (get_args(Kind), DECLARATION["kind"]["enum"]),
        (STATEMENTS, DECLARATION["kind"]["enum"]),
        (get_args(AiUse), DECLARATION["ai_use"]["enum"]),
        (SIGNED, SIGNATURE["method"]["enum"]),
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
