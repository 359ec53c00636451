"""The typed dictionaries of what programs get, held against the schemas: the same fields, required, of one type."""

from __future__ import annotations

import json
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from jsonschema import Draft202012Validator

from coachfolio import schema
from coachfolio.outputs import documents, record_documents, sampling_documents

from .commands import Commands
from .conftest import EXAMPLE

FORMS = {
    "output-check": documents.CheckDocument,
    "output-ready": documents.ReadinessDocument,
    "output-actions": documents.ActionsDocument,
    "output-status": documents.StatusDocument,
    "output-record": record_documents.RecordDocument,
    "output-sampling": sampling_documents.SamplingDocument,
}
SIMPLE = {"string": str, "integer": int, "number": float, "boolean": bool, "null": NoneType}


def disagreements(form: Any, part: Any, place: str) -> list[str]:
    """Where a type and a part of a schema do not say the same."""
    if get_origin(form) in (Union, UnionType):
        kinds = {get_origin(one) or one for one in get_args(form)}
        inner = [one for one in get_args(form) if one not in SIMPLE.values()]
    else:
        kinds, inner = {get_origin(form) or form}, [] if form in SIMPLE.values() else [form]
    told = set()
    for kind in kinds_of(part):
        told.add({"object": dict, "array": list}.get(kind) or SIMPLE[kind])
    found = [] if {dict if is_typeddict(kind) else kind for kind in kinds} == told else [f"{place}: {form}"]
    for one in inner:
        if is_typeddict(one):
            found += in_dictionary(one, part, place)
        elif get_origin(one) is list:
            found += disagreements(get_args(one)[0], part["items"], f"{place}[]")
        elif get_origin(one) is dict and "additionalProperties" in part and part["additionalProperties"]:
            found += disagreements(get_args(one)[1], part["additionalProperties"], f"{place}{{}}")
    return found


def kinds_of(part: Any) -> list[str]:
    if "type" in part:
        return [part["type"]] if isinstance(part["type"], str) else list(part["type"])
    values = [part["const"]] if "const" in part else part["enum"]
    return [next(name for name, kind in SIMPLE.items() if type(value) is kind) for value in values]


def in_dictionary(form: Any, part: Any, place: str) -> list[str]:
    hints = get_type_hints(form)
    if form.__required_keys__ != set(part["required"]) or hints.keys() != set(part["properties"]):
        return [f"{place}: {sorted(hints.keys() ^ set(part['properties']))}"]
    return [
        line
        for name, hint in hints.items()
        for line in disagreements(hint, part["properties"][name], f"{place}.{name}")
    ]


@pytest.mark.parametrize("name", FORMS)
def test_a_document_has_the_fields_of_its_schema(name: str) -> None:
    assert in_dictionary(FORMS[name], schema(name), name) == []


def test_a_difference_is_found() -> None:
    """The comparison itself can fail: another type, a field more and one less."""
    changed: Any = json.loads(json.dumps(schema("output-status")))
    changed["properties"]["credits"]["properties"]["required"]["type"] = "number"
    changed["properties"]["units"]["items"]["properties"]["new"] = {"type": "string"}
    del changed["properties"]["coverage"]["items"]["properties"]["claims"]["items"]["properties"]["how"]
    assert len(in_dictionary(documents.StatusDocument, changed, "status")) == 3


def test_every_document_of_the_example_fits_its_schema(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = Commands(monkeypatch, capsys)
    for name, command in (
        ("check", ("check", EXAMPLE)),
        ("ready", ("ready", EXAMPLE)),
        ("actions", ("actions", EXAMPLE)),
        ("status", ("status", EXAMPLE)),
        ("sampling", ("sample", "report", EXAMPLE)),
    ):
        Draft202012Validator(schema(f"output-{name}")).validate(json.loads(run(*command, "--format", "json").out))
