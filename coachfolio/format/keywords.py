"""The words of JSON Schema that the schemas of the format are written in. What is not among them has no message."""

from __future__ import annotations

from typing import Final

__all__ = ["ANNOTATION", "CHECKED", "SAYS_NOTHING"]

ANNOTATION: Final = "x-coachfolio"
"""The keyword under which a schema tells coachfolio what JSON Schema has no word for."""

CHECKED: Final = frozenset({
    "type", "enum", "minLength", "pattern", "format", "minimum", "maximum", "items", "minItems", "maxItems",
    "uniqueItems", "properties", "required", "additionalProperties", "propertyNames", "minProperties",
})  # fmt: skip
"""Keywords that ask something of a value."""
SAYS_NOTHING: Final = frozenset({"$schema", "$id", "title", "description", "examples", "default", ANNOTATION})
"""Keywords that ask nothing of a value."""
