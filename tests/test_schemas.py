"""The schemas: right in themselves, right in their examples, and the same whether whole or in parts."""

from __future__ import annotations

import dataclasses
import datetime
import json
import subprocess
import sys
import typing
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import GenericAlias
from typing import Any, Literal

import pytest
from check_jsonschema.cli import main as check_jsonschema
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from coachfolio.evidence import evidence_from, model, portfolio_file_from
from coachfolio.evidence.model import Evidence
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.packs import PACKS, pack, packs
from coachfolio.format.schemas import (
    ANNOTATION,
    EVIDENCE_SCHEMAS,
    OTHER_SCHEMAS,
    OUTPUT_SCHEMAS,
    Schema,
    folder_of_kind,
    names,
    schema,
    validator,
    words_for,
)
from coachfolio.format.validation import violations

from .conftest import EXAMPLE, ROOT
from .effort import each, examples
from .schema_parts import INPUT_SCHEMAS, as_yaml, dicts_in, mutated, parts, with_example

FOLDER = ROOT / "schema"
FILES = {"portfolio": "portfolio.yaml", "qualification-overlay": "qualification.yaml"}

IDS = [
    "https://w3id.org/coachfolio/schema/1/agreements.json",
    "https://w3id.org/coachfolio/schema/1/assessment-actions.json",
    "https://w3id.org/coachfolio/schema/1/assessment-decisions.json",
    "https://w3id.org/coachfolio/schema/1/assessment-plans.json",
    "https://w3id.org/coachfolio/schema/1/assessment-sampling.json",
    "https://w3id.org/coachfolio/schema/1/assignments.json",
    "https://w3id.org/coachfolio/schema/1/codes.json",
    "https://w3id.org/coachfolio/schema/1/common.json",
    "https://w3id.org/coachfolio/schema/1/contact-sheets.json",
    "https://w3id.org/coachfolio/schema/1/cpd-plans.json",
    "https://w3id.org/coachfolio/schema/1/declarations.json",
    "https://w3id.org/coachfolio/schema/1/diagnostics.json",
    "https://w3id.org/coachfolio/schema/1/documents.json",
    "https://w3id.org/coachfolio/schema/1/feedback.json",
    "https://w3id.org/coachfolio/schema/1/guided-learning.json",
    "https://w3id.org/coachfolio/schema/1/learning-log.json",
    "https://w3id.org/coachfolio/schema/1/mapping.json",
    "https://w3id.org/coachfolio/schema/1/observations.json",
    "https://w3id.org/coachfolio/schema/1/output-actions.json",
    "https://w3id.org/coachfolio/schema/1/output-check.json",
    "https://w3id.org/coachfolio/schema/1/output-cohort.json",
    "https://w3id.org/coachfolio/schema/1/output-export.json",
    "https://w3id.org/coachfolio/schema/1/output-extract.json",
    "https://w3id.org/coachfolio/schema/1/output-ready.json",
    "https://w3id.org/coachfolio/schema/1/output-record.json",
    "https://w3id.org/coachfolio/schema/1/output-sampling.json",
    "https://w3id.org/coachfolio/schema/1/output-status.json",
    "https://w3id.org/coachfolio/schema/1/peer-mentoring.json",
    "https://w3id.org/coachfolio/schema/1/portfolio.json",
    "https://w3id.org/coachfolio/schema/1/prior-learning.json",
    "https://w3id.org/coachfolio/schema/1/private-clients.json",
    "https://w3id.org/coachfolio/schema/1/qualification-overlay.json",
    "https://w3id.org/coachfolio/schema/1/qualification.json",
    "https://w3id.org/coachfolio/schema/1/reflections.json",
    "https://w3id.org/coachfolio/schema/1/sampling-policy.json",
    "https://w3id.org/coachfolio/schema/1/sessions.json",
    "https://w3id.org/coachfolio/schema/1/supervision.json",
]
"""Editors and other programs hold on to these. They never change within a version of the format."""


@cache
def source(name: str) -> Schema:
    """A schema as it stands in its file."""
    read_in: Schema = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read_in


@cache
def in_parts(name: str) -> Draft202012Validator:
    """The validator of a schema as it stands in its file, following every $ref."""
    resources = [(source(one)["$id"], Resource.from_contents(source(one))) for one in names()]
    registry: Registry[Any] = Registry().with_resources(resources)
    checker = FormatChecker(formats=["date"])
    return Draft202012Validator(source(name), registry=registry, format_checker=checker)


# --- the files


def test_every_file_has_a_name_and_every_name_a_file() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(names())
    assert len(set(names())) == len(names())
    assert set(names()) == {*EVIDENCE_SCHEMAS, *OTHER_SCHEMAS, *OUTPUT_SCHEMAS}


def test_the_ids_are_the_ones_that_others_hold_on_to() -> None:
    assert sorted(source(name)["$id"] for name in names()) == IDS
    assert all(source(name)["$id"].endswith(f"/1/{name}.json") for name in names())


@pytest.mark.parametrize("name", names())
def test_it_is_a_schema(name: str) -> None:
    assert source(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(source(name))
    Draft202012Validator.check_schema(schema(name))
    assert source(name)["title"]
    assert source(name)["description"].endswith(".")


@pytest.mark.parametrize("name", names())
def test_its_file_is_laid_out_like_the_others(name: str) -> None:
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert "\t" not in text
    assert not any(line != line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("name", names())
def test_what_stands_beside_a_reference_only_describes(name: str) -> None:
    """A keyword that restricts would mean one thing to a validator and another to what is written out."""
    beside = {key for one in dicts_in(source(name)) if "$ref" in one for key in one}
    assert beside <= {"$ref", "description", "examples", "default", ANNOTATION}


@pytest.mark.parametrize("name", [name for name in names() if name != "common"])
def test_written_out_it_stands_alone(name: str) -> None:
    assert not [one for one in dicts_in(schema(name)) if "$ref" in one or "$defs" in one]


# --- what every field says


def tops_of(name: str) -> list[Schema]:
    """The schema, written out; the shared definitions that refer to nothing, for the file that has only those."""
    if name != "common":
        return [schema(name)]
    return [one for one in source(name)["$defs"].values() if not any("$ref" in inner for inner in dicts_in(one))]


@pytest.mark.parametrize("name", [*INPUT_SCHEMAS, "common"])
def test_every_field_has_a_description_and_examples(name: str) -> None:
    for top in tops_of(name):
        for way, part in parts(top):
            assert part.get("description", "").endswith("."), way
            assert part.get("examples"), way
            assert isinstance(part["examples"], list), way


@pytest.mark.parametrize("name", [*INPUT_SCHEMAS, "common"])
def test_every_example_is_valid_where_it_stands(name: str) -> None:
    for top in tops_of(name):
        for way, part in parts(top):
            valid = Draft202012Validator(part, format_checker=FormatChecker(formats=["date"]))
            for example in part["examples"]:
                assert valid.is_valid(example), (way, example)


def test_every_shared_definition_is_used() -> None:
    shared = {
        f"{name}.json#/$defs/{one}" for name in ("common", "qualification") for one in source(name).get("$defs", ())
    }
    used = set()
    for name in names():
        for one in dicts_in(source(name)):
            if "$ref" in one:
                used.add(one["$ref"] if not one["$ref"].startswith("#") else f"{name}.json{one['$ref']}")
    assert shared <= used


@pytest.mark.parametrize("name", INPUT_SCHEMAS)
def test_every_example_written_as_yaml_is_read_without_a_finding(name: str) -> None:
    number = 0
    for way, part in parts(schema(name)):
        for example in part["examples"]:
            whole = with_example(schema(name), way, example)
            document = read(f"{name}.yaml", as_yaml(whole), shape_of(name))
            assert document.problems == (), (way, example)
            assert document.fields is not None
            assert violations(document.fields, name) == [], (way, example)
            if name in EVIDENCE_SCHEMAS:
                assert evidence_from(name, document.fields, id="x", path="x.yaml").type == name
            elif name == "portfolio":
                assert portfolio_file_from(document.fields).qualification == whole["qualification"]
            number += 1
    assert number > 10


# --- whole or in parts


def errors(of: Draft202012Validator, value: Any) -> list[tuple[str, str, str]]:
    return sorted((str(list(one.absolute_path)), str(one.validator), one.message) for one in of.iter_errors(value))


@pytest.mark.parametrize("name", INPUT_SCHEMAS)
def test_written_out_it_accepts_the_same_examples(name: str) -> None:
    for way, part in parts(schema(name)):
        for example in part["examples"]:
            whole = with_example(schema(name), way, example)
            assert errors(in_parts(name), whole) == errors(validator(name), whole) == []


@examples(200)
@given(st.data())
def test_written_out_it_refuses_the_same(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(INPUT_SCHEMAS))
    way, part = data.draw(st.sampled_from(list(parts(schema(name)))))
    value = data.draw(mutated(with_example(schema(name), way, part["examples"][-1])))
    assert errors(in_parts(name), value) == errors(validator(name), value)


# --- the kinds of evidence


@pytest.mark.parametrize("name", EVIDENCE_SCHEMAS)
def test_a_kind_of_evidence_is_told_in_the_schema_itself(name: str) -> None:
    about = source(name)[ANNOTATION]
    assert set(about) == {"folder", "class", "one", "many"}
    assert all(isinstance(one, str) and one for one in about.values())
    assert folder_of_kind(name) == about["folder"]
    assert words_for(name) == about["one"]
    assert words_for(name, many=True) == about["many"]
    assert issubclass(getattr(model, about["class"]), Evidence)


def test_no_two_kinds_share_a_folder_a_class_or_a_word() -> None:
    for key in ("folder", "class", "one", "many"):
        told = [source(name)[ANNOTATION][key] for name in EVIDENCE_SCHEMAS]
        assert len(set(told)) == len(told)
    titles = [source(name)["title"] for name in names()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", EVIDENCE_SCHEMAS)
def test_every_kind_refuses_unknown_fields_and_has_a_place_for_ones_own(name: str) -> None:
    top = schema(name)
    assert list(top["properties"])[-1] == "extra"
    assert top["properties"]["extra"]["type"] == "object"
    assert "properties" not in top["properties"]["extra"]
    for way, part in parts(top):
        if "properties" in part:
            assert part["additionalProperties"] is False, way
    example = top["examples"][0]
    assert validator(name).is_valid({**example, "extra": {"anything": [1, {"at": "all"}]}})
    assert not validator(name).is_valid({**example, "unheard_of": 1})


@pytest.mark.parametrize("name", INPUT_SCHEMAS)
def test_every_required_field_is_a_field(name: str) -> None:
    for way, part in parts(schema(name)):
        assert set(part.get("required", ())) <= set(part.get("properties", ())), way


# --- what others make of them


def files_of(name: str) -> list[Path]:
    if name in FILES:
        return [EXAMPLE / FILES[name]]
    return sorted((EXAMPLE / folder_of_kind(name)).rglob("*.yaml"))


@each("name", [*EVIDENCE_SCHEMAS, "portfolio", "qualification-overlay", "qualification"])
def test_another_checker_accepts_the_example_and_the_packs(name: str) -> None:
    files = sorted(PACKS.glob("*.yaml")) if name == "qualification" else files_of(name)
    assert files
    base = (FOLDER / f"{name}.json").as_uri()
    words = ["--no-cache", "--base-uri", base, "--schemafile", str(FOLDER / f"{name}.json"), *map(str, files)]
    done = CliRunner().invoke(check_jsonschema, words)
    assert done.exit_code == 0, done.output


def test_every_file_of_the_example_belongs_to_a_schema() -> None:
    known = {path for name in (*EVIDENCE_SCHEMAS, "portfolio", "qualification-overlay") for path in files_of(name)}
    assert {path for path in EXAMPLE.rglob("[!.]*.yaml") if "private" not in path.parts} == known


@pytest.mark.parametrize("name", packs())
def test_a_shipped_pack_is_valid(name: str) -> None:
    data = (PACKS / f"{name}.yaml").read_bytes()
    document = read(f"{name}.yaml", data, shape_of("qualification"))
    assert document.problems == ()
    assert document.fields is not None
    assert violations(document.fields, "qualification") == []
    assert errors(in_parts("qualification"), document.fields) == []
    assert pack(name).id == name


# --- the typed model


def test_the_model_is_current() -> None:
    command = [sys.executable, "tools/generate_model.py", "--check"]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    )
    assert (done.returncode, done.stdout) == (0, "The model is current.\n")


def sections_with_a_class() -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for name in (*EVIDENCE_SCHEMAS, "portfolio"):
        for _, part in parts(schema(name)):
            if "class" in part.get(ANNOTATION, {}):
                before = found.setdefault(part[ANNOTATION]["class"], part)
                assert before["properties"] == part["properties"], "two sections share a class and not their fields"
    return found


def test_there_is_a_class_for_every_section_and_no_other() -> None:
    assert {*sections_with_a_class(), "Evidence"} == set(model.__all__)


def attribute(field: str) -> str:
    return "from_" if field == "from" else field


@pytest.mark.parametrize("name", sorted(sections_with_a_class()))
def test_a_class_has_the_fields_of_its_section(name: str) -> None:
    part, cls = sections_with_a_class()[name], getattr(model, name)
    assert isinstance(cls, type)
    assert dataclasses.is_dataclass(cls)
    shared = {one.name for one in dataclasses.fields(Evidence)} if issubclass(cls, Evidence) else set()
    own = [one for one in dataclasses.fields(cls) if one.name not in shared]
    assert [one.name for one in own] == [attribute(field) for field in part["properties"]]
    hints = typing.get_type_hints(cls)
    for one, (field, wanted) in zip(own, part["properties"].items(), strict=True):
        needed = one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
        assert needed == (field in part.get("required", ())), field
        assert hints[one.name] == hint_for(wanted, needed=needed), field
        if not needed:
            assert left_out(one) == default_of(wanted), field


def left_out(one: dataclasses.Field[Any]) -> Any:
    return one.default if one.default_factory is dataclasses.MISSING else one.default_factory()


def default_of(part: Schema) -> Any:
    if "default" in part:
        return part["default"]
    if "class" in part.get(ANNOTATION, {}):
        return None
    return {"array": (), "object": {}}.get(str(part.get("type")))


def hint_for(part: Schema, *, needed: bool) -> Any:
    kind = _kind_of(part)
    optional = not needed and default_of(part) is None
    return kind | None if optional else kind


def _kind_of(part: Schema) -> Any:
    about = part.get(ANNOTATION, {})
    if "class" in about:
        return getattr(model, about["class"])
    if about.get("format") == "yes-no":
        return bool
    if about.get("format") == "time":
        return datetime.time
    if part.get("format") == "date":
        return datetime.date
    if "enum" in part:
        return Literal[tuple(part["enum"])]
    if part["type"] == "array":
        return GenericAlias(tuple, (_kind_of(part["items"]), ...))
    if part["type"] == "object":
        rest = part.get("additionalProperties")
        return GenericAlias(Mapping, (str, _kind_of(rest) if isinstance(rest, Mapping) else Any))
    return {"string": str, "integer": int, "number": float}[part["type"]]
