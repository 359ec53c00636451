"""The quick yes is never wrong, and everything that is in order gets it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio.evidence import kind_of_path
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.fitting import fits
from coachfolio.format.schemas import EVIDENCE_SCHEMAS, schema, validator

from .conftest import EXAMPLE
from .effort import examples

NAMES = [*EVIDENCE_SCHEMAS, "portfolio", "qualification", "qualification-overlay"]
EXAMPLES = [(name, example) for name in NAMES for example in schema(name)["examples"]]

odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, -1, 1.0, 2.5, float("inf"), 10**9, 10**400]),
    st.text(max_size=3),
    st.sampled_from(["yes", "C01", "C01\n", "2026-02-30", "2026-02-03", "2026-02-03\n", "20260203"]),
    st.sampled_from(["D7/1", "D7.1/a\n", "14:00", "14:00\n", "24:00", "held", "unknown", "assessor-1"]),
    st.sampled_from([[], ["a", "a"], [1, 1], [True, 1], [[]], [{}], {}, {"x": 1}, {"from": "2026-01-01"}]),
)


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if way:
        yield way
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places(one, (*way, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from places(one, (*way, number))


ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.0, 2.5, 501, 1441, 60_001, 100_001, float("inf"), 10**400),
    *("", " ", "x", "yes", "maybe", "C01", "C01\n", "2026-02-30", "2026-02-03", "2026-02-03\n", "20260203"),
    *("D7/1", "D7.1/a\n", "14:00", "14:00\n", "24:00", "held", "unknown", "assessor-1"),
    *([], ["a", "a"], [1, 1], [True, 1], [[]], [{}], ["D7/1"] * 101, {}, {"x": 1}, {"from": "2026-01-01"}),
]


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_a_yes_with_one_odd_value_anywhere_means_that_nothing_is_wrong(name: str, example: Any) -> None:
    compiled = validator(name)
    for *way, last in places(example):
        fields = copy.deepcopy(example)
        owner = fields
        for step in way:
            owner = owner[step]
        for odd in ODD:
            owner[last] = odd
            if fits(fields, name):
                assert compiled.is_valid(fields), (way, last, odd)


@examples(600)
@given(st.data())
def test_a_yes_means_that_nothing_is_wrong(data: st.DataObject) -> None:
    name, example = data.draw(st.sampled_from(EXAMPLES))
    fields = copy.deepcopy(example)
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(list(places(fields)) or [("date",)]))
        owner = fields
        for step in way:
            owner = owner[step]
        match data.draw(st.sampled_from(["other", "gone", "more", "twice"])):
            case "other":
                owner[last] = copy.deepcopy(data.draw(odd_values))
            case "gone":
                owner.pop(last, None) if isinstance(owner, dict) else owner.pop(last)
            case "more" if isinstance(owner, dict):
                owner[data.draw(st.sampled_from(["extra", "zz", "claims", "from"]))] = copy.deepcopy(
                    data.draw(odd_values)
                )
            case "twice" if isinstance(owner, list):
                owner.append(copy.deepcopy(owner[last]))
    wrong = list(validator(name).iter_errors(fields))
    if fits(fields, name):
        assert not wrong


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_the_examples_of_the_schemas_fit(name: str, example: Any) -> None:
    assert fits(example, name)


def test_every_file_of_the_example_portfolio_fits() -> None:
    for path in sorted(EXAMPLE.rglob("[!.]*.yaml")):
        inside = path.relative_to(EXAMPLE).as_posix()
        special = {"portfolio.yaml": "portfolio", "qualification.yaml": "qualification-overlay"}
        name = special.get(inside) or kind_of_path(inside)
        assert name is not None
        document = read(inside, path.read_bytes(), shape_of(name))
        assert fits(document.fields, name), inside


def test_a_part_with_an_unknown_keyword_is_left_to_jsonschema(monkeypatch: pytest.MonkeyPatch) -> None:
    from coachfolio.format import fitting

    assert not fitting._test({"type": "string", "contentEncoding": "base64"})("x")
    assert not fitting._test({"type": "string", "format": "e-mail"})("x")
    assert not fitting._test({"oneOf": [{"type": "string"}]})("x")


def test_what_odd_values_do_not_reach() -> None:
    (sheet,) = schema("contact-sheets")["examples"]
    assert fits({**sheet, "contacts": sheet["contacts"] * 1000}, "contact-sheets")
    assert not fits({**sheet, "contacts": sheet["contacts"] * 1001}, "contact-sheets")
    (portfolio,) = schema("portfolio")["examples"]
    assert not fits({**portfolio, "clients": {"a name": {}}}, "portfolio")
