"""Whether a document fits its schema: a quick yes.

jsonschema says what is wrong, and is the only judge of it; but most documents are in order, and to find that out by
jsonschema costs more than reading them. A yes here means that jsonschema would find nothing. A no means: ask it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from coachfolio.format.keywords import CHECKED, SAYS_NOTHING
from coachfolio.format.schemas import Schema, schema

__all__ = ["fits"]

Test = Callable[[Any], bool]

_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
    "boolean": (bool,),
}
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def fits(fields: Any, schema_name: str) -> bool:
    """True where the fields fit the schema for certain."""
    return _test_of(schema_name)(fields)


@cache
def _test_of(schema_name: str) -> Test:
    return _test(schema(schema_name))


def _never(value: Any) -> bool:
    return False


def _test(part: Schema) -> Test:
    """A part of a schema as a function; one with a keyword that is not known here is left to jsonschema."""
    if not part.keys() <= CHECKED | SAYS_NOTHING:
        return _never
    if "enum" in part:
        allowed = {(type(inner), inner) for inner in part["enum"]}
        return lambda value: isinstance(value, str | bool) and (type(value), value) in allowed
    kinds = part.get("type", list(_KINDS))
    tests = {
        kind: _MAKERS[kind](part)
        for name in ([kinds] if isinstance(kinds, str) else kinds)
        for kind in _KINDS.get(name, ())
    }
    if len(tests) == 1:
        ((only, test),) = tests.items()
        return lambda value: type(value) is only and (test is None or test(value))

    def one_of(value: Any) -> bool:
        test = tests.get(type(value), _never)
        return test is None or test(value)

    return one_of


def _text(part: Schema) -> Test | None:
    least, pattern, form = part.get("minLength", 0), part.get("pattern"), part.get("format")
    if pattern is not None:
        search = re.compile(pattern).search
        return lambda value: len(value) >= least and search(value) is not None and form is None
    if form == "date":
        return lambda value: len(value) >= least and _is_day(value)
    if form is not None:
        return _never
    return (lambda value: len(value) >= least) if least else None


def _is_day(value: str) -> bool:
    try:
        return bool(_DAY.fullmatch(value) and datetime.date.fromisoformat(value))
    except ValueError:
        return False


def _number(part: Schema) -> Test | None:
    least, most = part.get("minimum", float("-inf")), part.get("maximum", float("inf"))
    return lambda value: least <= value <= most


def _list(part: Schema) -> Test | None:
    item = _test(part["items"]) if "items" in part else None
    least, most, unique = part.get("minItems", 0), part.get("maxItems", float("inf")), part.get("uniqueItems", False)

    def test(value: Any) -> bool:
        if not least <= len(value) <= most:
            return False
        if item is not None and not all(map(item, value)):
            return False
        return not unique or (all(type(inner) is str for inner in value) and len(set(value)) == len(value))

    return test


def _fields(part: Schema) -> Test | None:
    tests = {name: _test(inner) for name, inner in part.get("properties", {}).items()}
    required, least = part.get("required", ()), part.get("minProperties", 0)
    names = _test(part["propertyNames"]) if "propertyNames" in part else None
    rest = part.get("additionalProperties", True)
    otherwise = _test(rest) if isinstance(rest, dict) else (None if rest else _never)

    def test(value: Any) -> bool:
        for name in required:
            if name not in value:
                return False
        for name, entry in value.items():
            check = tests.get(name, otherwise)
            if check is not None and not check(entry):
                return False
        return len(value) >= least and (names is None or all(map(names, value)))

    return test


_MAKERS: Final[dict[type, Callable[[Schema], Test | None]]] = {
    str: _text,
    list: _list,
    dict: _fields,
    int: _number,
    float: _number,
    bool: lambda _: None,
}
