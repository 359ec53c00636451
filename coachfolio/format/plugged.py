"""What installed plug-ins bring to the format: schemas for kinds of evidence of their own, and thresholds.

A plug-in's schema is written like those of coachfolio: in these keywords, and with `$ref` into `common.json` alone. A
portfolio cannot name plug-ins: what is read is what whoever runs coachfolio has installed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from coachfolio.base.plugins import SCHEMAS_GROUP, THRESHOLDS_GROUP, BrokenPlugin, offered
from coachfolio.format.keywords import ANNOTATION, CHECKED, SAYS_NOTHING

__all__ = ["schemas_offered", "thresholds_offered"]

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MAX_NAME: Final = 40
_COMMON: Final = "common.json#/$defs/"
_WORDS: Final = ("folder", "one", "many")


@cache
def schemas_offered() -> Mapping[str, Mapping[str, Any]]:
    """The schema of each kind of evidence that a plug-in brings, by its name. Raises BrokenPlugin."""
    return {name: _schema(name, thing) for name, thing in offered(SCHEMAS_GROUP)}


@cache
def thresholds_offered() -> Mapping[str, int]:
    """The usual value of each threshold that a plug-in brings, by its name. Raises BrokenPlugin."""
    found = {}
    for name, thing in offered(THRESHOLDS_GROUP):
        if not _is_name(name):
            raise BrokenPlugin(name, "the name of a threshold is small letters, digits and hyphens")
        if type(thing) is not int or thing < 0:
            raise BrokenPlugin(name, "its threshold is not a whole number")
        found[name] = thing
    return found


def _is_name(name: str) -> bool:
    return len(name) <= _MAX_NAME and _NAME.fullmatch(name) is not None


def _schema(name: str, thing: Any) -> Mapping[str, Any]:
    if not isinstance(thing, str | Path):
        raise BrokenPlugin(name, "it does not offer the path of a file")
    try:
        schema = json.loads(Path(thing).read_bytes())
    except OSError:
        raise BrokenPlugin(name, "its file cannot be read") from None
    except ValueError:
        raise BrokenPlugin(name, "its file is no JSON") from None
    why = next(_mistakes(name, schema), "")
    if why:
        raise BrokenPlugin(name, f"its schema is not in order ({why})")
    found: Mapping[str, Any] = schema
    return found


def _mistakes(name: str, schema: Any) -> Iterator[str]:
    """What is wrong with the schema of a kind of evidence, each as the rest of a sentence."""
    if not _is_name(name):
        yield "its name is small letters, digits and hyphens"
    if not isinstance(schema, dict) or schema.get("type") != "object" or not isinstance(schema.get("properties"), dict):
        yield "it is not of type object with properties"
        return
    if schema.get("additionalProperties") is not False:
        yield "additionalProperties is to be false, so that a slip in a field's name is told"
    about = schema.get(ANNOTATION)
    about = about if isinstance(about, dict) else {}
    for word in _WORDS:
        if not isinstance(about.get(word), str):
            yield f"{ANNOTATION} does not say its {word}"
            return
    if not _is_name(about["folder"]):
        yield "its folder is small letters, digits and hyphens"
    yield from _in_parts(schema)
    import jsonschema

    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        yield error.message


def _in_parts(part: Any) -> Iterator[str]:
    """Keywords that coachfolio has no words for, and references that lead nowhere."""
    if not isinstance(part, dict):
        yield "a part of it is no section"
        return
    unknown = sorted(part.keys() - CHECKED - SAYS_NOTHING - {"$ref"})
    if unknown:
        yield f"the keyword {unknown[0][:40]} is not one that coachfolio knows"
    refers = part.get("$ref", _COMMON)
    if not isinstance(refers, str) or not refers.startswith(_COMMON):
        yield f"a $ref leads into {_COMMON} and nowhere else"
    if isinstance(part.get(ANNOTATION), dict) and "class" in part[ANNOTATION]:
        yield "a class is for the kinds of coachfolio itself"
    inner = [*part.get("properties", {}).values()]
    inner += [part[key] for key in ("items", "propertyNames") if key in part]
    inner += [part["additionalProperties"]] if isinstance(part.get("additionalProperties"), dict) else []
    for below in inner:
        yield from _in_parts(below)
