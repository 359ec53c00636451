"""Evidence as typed values: every kind can be made, nothing in it changes, and no mention is overlooked."""

from __future__ import annotations

import dataclasses
import datetime
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

import pytest

from coachfolio import open_portfolio
from coachfolio.base.diagnostics import Where
from coachfolio.evidence import (
    Reference,
    claims_in,
    clients_in,
    evidence_from,
    kind_of_path,
    portfolio_file_from,
    references_in,
)
from coachfolio.evidence.contacts import contacts_in
from coachfolio.evidence.model import Claim, ContactSheet, Evidence, Period, Session, SheetContact
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.schemas import ANNOTATION, EVIDENCE_SCHEMAS, Schema, folder_of_kind, schema

from .conftest import EXAMPLE
from .schema_parts import INPUT_SCHEMAS, Way, as_yaml, parts, with_example


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of the kind that its field says, all the way down."""
    if hint is Any:
        return True
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        own = dataclasses.fields(hint)
        return type(value) is hint and all(fits(getattr(value, one.name), hints[one.name]) for one in own)
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Literal:
        return value in inside
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, one) for one in inside)
    if origin is tuple:
        return type(value) is tuple and all(fits(one, inside[0]) for one in value)
    if origin is Mapping or hint is Mapping:
        return isinstance(value, Mapping) and all(fits(one, inside[1]) for one in value.values())
    if hint is float:
        return type(value) in (int, float)
    return type(value) is hint


def test_a_value_of_another_kind_does_not_fit() -> None:
    session = evidence_from("sessions", schema("sessions")["examples"][0], id="x", path="x.yaml")
    assert fits(session, Session)
    wrong: list[dict[str, Any]] = [
        {"date": "2026-03-04"},
        {"planned": "yes"},
        {"claims": []},
        {"claims": ("D7.03/s2",)},
    ]
    for one in wrong:
        assert not fits(dataclasses.replace(session, **one), Session)


@pytest.mark.parametrize("name", EVIDENCE_SCHEMAS)
def test_every_kind_is_made_from_its_examples(name: str) -> None:
    for way, part in parts(schema(name)):
        for example in part["examples"]:
            fields = with_example(schema(name), way, example)
            one = evidence_from(name, fields, id="the-id", path="folder/the-id.yaml")
            assert (one.type, one.id, one.path) == (name, "the-id", "folder/the-id.yaml")
            assert type(one).__name__ == schema(name)[ANNOTATION]["class"]
            assert fits(one, type(one)), (way, example, one)


@pytest.mark.parametrize("name", EVIDENCE_SCHEMAS)
def test_what_is_read_from_yaml_makes_the_same_as_the_example(name: str) -> None:
    example = schema(name)["examples"][0]
    document = read("x.yaml", as_yaml(example), shape_of(name))
    assert document.fields is not None
    assert evidence_from(name, document.fields, id="x", path="x") == evidence_from(name, example, id="x", path="x")


def test_portfolio_yaml_is_made_from_its_examples() -> None:
    for way, part in parts(schema("portfolio")):
        for example in part["examples"]:
            file = portfolio_file_from(with_example(schema("portfolio"), way, example))
            assert fits(file, type(file)), (way, example, file)


def test_every_piece_of_the_example_is_of_the_kind_it_says() -> None:
    portfolio = open_portfolio(EXAMPLE)
    assert portfolio.evidence
    for one in portfolio.evidence:
        assert fits(one, type(one)), one.path
    assert fits(portfolio.file, type(portfolio.file))


def dataclasses_in(value: Any) -> Iterator[Any]:
    if dataclasses.is_dataclass(value):
        yield value
        for one in dataclasses.fields(value):
            yield from dataclasses_in(getattr(value, one.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from dataclasses_in(one)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from dataclasses_in(one)


@pytest.mark.parametrize("name", EVIDENCE_SCHEMAS)
def test_nothing_in_a_piece_of_evidence_can_be_set(name: str) -> None:
    evidence = evidence_from(name, schema(name)["examples"][0], id="x", path="x.yaml")
    for inner in dataclasses_in(evidence):
        for one in dataclasses.fields(inner):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(inner, one.name, None)
        with pytest.raises((AttributeError, TypeError)):
            inner.unheard_of = 1


def test_a_bare_claim_is_a_claim_with_a_criterion_only() -> None:
    fields = {**schema("sessions")["examples"][0], "claims": ["D7.03/s2", {"criterion": "D7.03/s1", "how": "so"}]}
    session = evidence_from("sessions", fields, id="x", path="x.yaml")
    assert isinstance(session, Session)
    assert session.claims == (Claim(criterion="D7.03/s2"), Claim(criterion="D7.03/s1", how="so"))


def test_dates_times_and_answers_are_typed() -> None:
    fields = {**schema("sessions")["examples"][0], "start": "14:05", "planned": "no"}
    session = evidence_from("sessions", fields, id="x", path="x.yaml")
    assert isinstance(session, Session)
    assert session.date == datetime.date(2026, 3, 4)
    assert session.start == datetime.time(14, 5)
    assert session.planned is False
    assert session.setting == "individual"
    assert session.status == "held"
    assert session.actions == ()
    assert session.extra == {}


def test_from_has_a_name_that_python_allows() -> None:
    fields = {**schema("reflections")["examples"][0], "period": {"from": "2026-01-01", "to": "2026-03-31"}}
    reflection: Any = evidence_from("reflections", fields, id="x", path="x.yaml")
    assert reflection.period == Period(from_=datetime.date(2026, 1, 1), to=datetime.date(2026, 3, 31))


# --- which kind a file is


@pytest.mark.parametrize("name", EVIDENCE_SCHEMAS)
def test_a_file_is_of_the_kind_of_its_folder(name: str) -> None:
    folder = folder_of_kind(name)
    assert kind_of_path(f"{folder}/x.yaml") == name
    assert kind_of_path(f"{folder}/2026/spring/x.yaml") == name
    assert kind_of_path(f"{folder}x/x.yaml") is None
    assert kind_of_path(f"other/{folder}/x.yaml") is None
    assert kind_of_path(f"{folder}.yaml") is None


@pytest.mark.parametrize("path", ["x.yaml", "assessment/x.yaml", "Sessions/x.yaml", "private/x.yaml", "", "/x.yaml"])
def test_other_places_hold_no_evidence(path: str) -> None:
    assert kind_of_path(path) is None


# --- what it mentions


def standing_at(part: Schema, value: Any, way: Way, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every value that a way of a schema leads to, and where it stands."""
    if not way:
        yield where, value
        return
    step, rest = way[0], way[1:]
    if step == "[]":
        if isinstance(value, list):
            for number, one in enumerate(value):
                yield from standing_at(part["items"], one, rest, (*where, number))
    elif step == "{}":
        for name, one in value.items():
            if name not in part.get("properties", {}):
                yield from standing_at(part["additionalProperties"], one, rest, (*where, name))
    elif isinstance(value, str):
        if part.get(ANNOTATION, {}).get("bare") == step:
            yield where, value
    elif step in value:
        yield from standing_at(part["properties"][step], value[step], rest, (*where, step))


def mentions(name: str, fields: Any) -> list[Reference]:
    """What a document mentions, found field by field."""
    return [
        Reference(part[ANNOTATION]["refers"], value, where)
        for way, part in parts(schema(name))
        if "refers" in part.get(ANNOTATION, {})
        for where, value in standing_at(schema(name), fields, way)
    ]


def order_in(fields: Any, where: Where) -> tuple[int, ...]:
    """Where a value stands among the others, as a reader meets them."""
    order = []
    for step in where:
        order.append(list(fields).index(step) if isinstance(fields, dict) else int(step))
        fields = fields[step]
    return tuple(order)


def in_order(fields: Any, found: list[Reference]) -> list[Reference]:
    return sorted(found, key=lambda one: order_in(fields, one.where))


@pytest.mark.parametrize("name", INPUT_SCHEMAS)
def test_every_mention_is_found_in_its_order(name: str) -> None:
    for way, part in parts(schema(name)):
        for example in part["examples"]:
            fields = with_example(schema(name), way, example)
            expected = in_order(fields, mentions(name, fields))
            assert list(references_in(name, fields)) == expected, (way, example)
            refers = part.get(ANNOTATION, {}).get("refers")
            if refers:
                assert any(one.to == refers and one.value == example for one in expected), way


def test_every_mention_in_the_example_is_found() -> None:
    portfolio = open_portfolio(EXAMPLE)
    kinds = {"portfolio.yaml": "portfolio", **{one.path: one.type for one in portfolio.evidence}}
    assert set(portfolio.references) == set(kinds)
    number = 0
    for path, kind in kinds.items():
        fields = read(path, portfolio.texts[path].encode(), shape_of(kind)).fields
        expected = in_order(fields, mentions(kind, fields))
        assert list(portfolio.references[path]) == expected
        number += len(expected)
    assert number > 200


def test_a_mention_is_of_something_there_is() -> None:
    known = {"client", "person", "evidence", "unit", "criterion", "file", "party", *EVIDENCE_SCHEMAS}
    told = {
        part[ANNOTATION]["refers"]
        for name in INPUT_SCHEMAS
        for _, part in parts(schema(name))
        if "refers" in part.get(ANNOTATION, {})
    }
    assert (
        {"client", "person", "evidence", "unit", "criterion", "file", "party", "agreements", "codes"} <= told <= known
    )


# --- claims, clients and contacts

SHEET: Mapping[str, Any] = {
    "contacts": [
        {"date": "2026-03-04", "minutes": 20, "client": "C01", "role": "coach", "claims": ["D7.03/s1", "D7.04/s2"]},
        {"date": "2026-03-05", "minutes": 30, "client": "C02", "role": "mentor", "counts_towards": ["D7.04"]},
        {
            "date": "2026-03-06",
            "minutes": 40,
            "client": "C01",
            "role": "coach",
            "status": "cancelled",
            "start": "23:50",
        },
    ],
    "claims": [{"criterion": "D7.03/s3"}],
}


@pytest.fixture
def sheet() -> Evidence:
    return evidence_from("contact-sheets", SHEET, id="a-sheet", path="contact-sheets/a-sheet.yaml")


def test_a_sheets_claims_are_its_own_and_its_contacts(sheet: Evidence) -> None:
    assert isinstance(sheet, ContactSheet)
    found = [(claim.criterion, where, contact and contact.client) for claim, where, contact in claims_in(sheet)]
    assert found == [
        ("D7.03/s3", ("claims", 0), None),
        ("D7.03/s1", ("contacts", 0, "claims", 0), "C01"),
        ("D7.04/s2", ("contacts", 0, "claims", 1), "C01"),
    ]


def test_the_clients_of_each_kind(sheet: Evidence) -> None:
    session = evidence_from("sessions", schema("sessions")["examples"][0], id="x", path="x.yaml")
    log = evidence_from("learning-log", schema("learning-log")["examples"][0], id="x", path="x.yaml")
    assert clients_in(sheet) == {"C01", "C02"}
    assert clients_in(session) == {"C01"}
    assert clients_in(log) == frozenset()


def test_a_sheet_holds_its_contacts_and_a_session_is_one(sheet: Evidence) -> None:
    first, second, third = contacts_in(sheet)
    assert [one.where for one in (first, second, third)] == [("contacts", 0), ("contacts", 1), ("contacts", 2)]
    assert first.units == ("D7.03", "D7.04")  # the units of its claims, where it says nothing else
    assert second.units == ("D7.04",)
    assert (first.held, third.held) == (True, False)
    assert first.begins is None
    assert third.ends == datetime.datetime(2026, 3, 7, 0, 30)
    session = evidence_from("sessions", schema("sessions")["examples"][0], id="x", path="sessions/x.yaml")
    (only,) = contacts_in(session)
    assert (only.evidence, only.path, only.where, only.client) == ("x", "sessions/x.yaml", (), "C01")
    log = evidence_from("learning-log", schema("learning-log")["examples"][0], id="x", path="x.yaml")
    assert list(contacts_in(log)) == []
    assert isinstance(sheet, ContactSheet)
    assert all(isinstance(one, SheetContact) for one in sheet.contacts)
