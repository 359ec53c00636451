"""The JSON Schemas of the format: loaded, made self-contained, and compiled once each."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coachfolio.base.errors import UnknownSchema
from coachfolio.base.files import PRIVATE
from coachfolio.base.plugins import BrokenPlugin
from coachfolio.format.keywords import ANNOTATION
from coachfolio.format.plugged import schemas_offered, thresholds_offered

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

__all__ = ["ANNOTATION", "EVIDENCE_SCHEMAS", "FORMAT", "Schema", "evidence_kinds", "names", "schema", "validator"]

Schema = Mapping[str, Any]
"""A JSON Schema, or a part of one."""

FORMAT: Final = 1
"""The newest version of the format that this coachfolio reads: these are of it."""

EVIDENCE_SCHEMAS: Final = (
    "sessions",
    "contact-sheets",
    "agreements",
    "diagnostics",
    "reflections",
    "feedback",
    "supervision",
    "peer-mentoring",
    "cpd-plans",
    "learning-log",
    "assignments",
    "codes",
    "guided-learning",
    "observations",
    "documents",
    "prior-learning",
    "declarations",
    "mapping",
    "assessment-decisions",
    "assessment-actions",
    "assessment-plans",
    "assessment-sampling",
)
"""One schema for each kind of evidence of coachfolio's own, in the order in which people meet them."""

OTHER_SCHEMAS: Final = (
    "portfolio",
    "private-clients",
    "qualification",
    "qualification-overlay",
    "sampling-policy",
    "common",
)
OUTPUT_SCHEMAS: Final = (
    "output-actions",
    "output-check",
    "output-cohort",
    "output-export",
    "output-extract",
    "output-ready",
    "output-record",
    "output-sampling",
    "output-status",
)


def _folder() -> Path:
    """In a wheel the schemas lie inside the package, in a checkout beside it."""
    inside = Path(__file__).parents[1] / "schema"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "schema"


@cache
def evidence_kinds() -> tuple[str, ...]:
    """Every kind of evidence by its schema's name: coachfolio's own, and those of plug-ins. Raises BrokenPlugin."""
    folders = {folder_of_kind(name) for name in EVIDENCE_SCHEMAS}
    for name, source in schemas_offered().items():
        folder = source[ANNOTATION]["folder"]
        if name in (*EVIDENCE_SCHEMAS, *OTHER_SCHEMAS, *OUTPUT_SCHEMAS):
            raise BrokenPlugin(name, "there is a schema of this name already")
        if folder in {known.split("/")[0] for known in folders} | _NO_EVIDENCE:
            raise BrokenPlugin(name, f"the folder {folder} holds something else")
        folders.add(folder)
        try:
            _written_out(source, name)
        except KeyError as error:
            raise BrokenPlugin(name, f"common.json has no {error.args[0]}") from None
    return (*EVIDENCE_SCHEMAS, *schemas_offered())


_NO_EVIDENCE: Final = {PRIVATE, "inbox", "schema"}
"""Folders of a portfolio that hold no evidence, and no plug-in may take."""


def names() -> tuple[str, ...]:
    """The names that `schema` knows. Raises BrokenPlugin."""
    return (*evidence_kinds(), *OTHER_SCHEMAS, *OUTPUT_SCHEMAS)


@cache
def _source(name: str) -> Schema:
    if name in (*EVIDENCE_SCHEMAS, *OTHER_SCHEMAS, *OUTPUT_SCHEMAS):
        source: Schema = json.loads((_folder() / f"{name}.json").read_bytes())
        return source
    if name not in evidence_kinds():
        raise UnknownSchema(name, names())
    return schemas_offered()[name]


@cache
def schema(name: str) -> Schema:
    """One schema with everything that it refers to written out in place, so that it stands alone.

    Raises UnknownSchema.
    """
    source = _source(name)
    if name == "common":
        return source
    complete: Schema = _written_out(source, name)
    if name == "portfolio" and thresholds_offered():
        complete = _with_thresholds(complete)
    return {key: value for key, value in complete.items() if key != "$defs"}


def _with_thresholds(portfolio: Any) -> Schema:
    """The schema of portfolio.yaml with the thresholds of plug-ins among those that it may set. Raises BrokenPlugin."""
    whole: Schema = copy.deepcopy(portfolio)
    setting = whole["properties"]["settings"]["properties"]["thresholds"]["items"]["properties"]["name"]
    for name in thresholds_offered():
        if name in setting["enum"]:
            raise BrokenPlugin(name, "there is a threshold of this name already")
        setting["enum"].append(name)
    return whole


def _written_out(part: Any, home: str) -> Any:
    if isinstance(part, list):
        return [_written_out(inner, home) for inner in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        file, _, pointer = part["$ref"].partition("#/$defs/")
        owner = file.removesuffix(".json") or home
        beside = {key: value for key, value in part.items() if key != "$ref"}
        target = _written_out(_source(owner)["$defs"][pointer], owner)
        beside = _written_out(beside, home)
        notes = {**target.get(ANNOTATION, {}), **beside.get(ANNOTATION, {})}
        return {**target, **beside, **({ANNOTATION: notes} if notes else {})}
    return {key: value if key == "examples" else _written_out(value, home) for key, value in part.items()}


@cache
def validator(name: str) -> Draft202012Validator:
    """The compiled validator of one schema; it checks dates as well."""
    from jsonschema import Draft202012Validator, FormatChecker

    return Draft202012Validator(schema(name), format_checker=FormatChecker(formats=["date"]))


@cache
def folder_of_kind(name: str) -> str:
    """The folder that holds a kind of evidence, with / between folders."""
    folder: str = _source(name)[ANNOTATION]["folder"]
    return folder


@cache
def words_for(name: str, *, many: bool = False) -> str:
    """What a coach calls one or many pieces of this kind of evidence."""
    words: str = _source(name)[ANNOTATION]["many" if many else "one"]
    return words
