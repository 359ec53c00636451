"""A kind of evidence as a form: every field that its schema has, with its help, its choices and how it is filled in.

Nothing of a portfolio is in here, and nothing of a page: what can be offered by name is said in `refers`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.labels import field_label
from coachfolio.format.schemas import ANNOTATION, Schema, schema

__all__ = ["FormField", "HowFilled", "field_at", "form_fields"]

HowFilled = Literal[
    "line", "prose", "day", "time", "number", "yes-no", "choice", "name", "list", "section", "sections", "named", "text"
]
"""HowFilled a field is filled in.

line, prose: words. day, time, number, yes-no, choice: what they say. name: the name of something known. list: several
of one scalar. section: fields of its own. sections: several sections. named: several, each under a name of its own.
text: anything, as it stands in a file.
"""

_PROSE_FROM: Final = 36
"""Signs of an example from which on a text is prose."""
_LINES: Final = frozenset({"title", "where"})


@frozen()
class FormField(Frozen):
    """One field of a form."""

    name: str
    """As files have it; empty for what stands in a list."""
    label: str
    how: HowFilled
    help: str
    """What the field is, by its schema."""
    hint: str
    """HowFilled to write it."""
    needed: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()
    refers: str = ""
    """What its value names, such as client, criterion or evidence; empty for anything else."""
    usual: str = ""
    """What is meant where it is left out."""
    free: bool = False
    """Whether any words may stand in it."""
    whole: bool = False
    """Whether a number is a whole one."""
    parts: tuple[FormField, ...] = ()
    """The fields of a section, or of each section."""
    item: FormField | None = None
    """What stands in a list, or under each name, where that is no section."""
    bare: str = ""
    """The field that a bare text in the place of a section stands for."""


@cache
def form_fields(kind: str) -> tuple[FormField, ...]:
    """The fields of a kind of file, by its schema's name, in the schema's order. Raises UnknownSchema."""
    return _parts(schema(kind))


def field_at(fields: tuple[FormField, ...], path: str) -> FormField | None:
    """The field that a name in a form means, such as claims.0.how; None where there is none."""
    found: FormField | None = None
    for step in path.split("."):
        if re.fullmatch("0|[1-9][0-9]{0,3}", step) and found is not None and found.how in ("list", "sections", "named"):
            found = found.item or _section_in(found)
        else:
            found = next((field for field in fields if field.name == step), None)
        if found is None:
            return None
        fields = found.parts
    return found


def _section_in(field: FormField) -> FormField:
    return FormField("", field.label, "section", field.help, field.hint, parts=field.parts, bare=field.bare)


def _parts(part: Schema) -> tuple[FormField, ...]:
    needed = part.get("required", ())
    return tuple(_field(name, inner, name in needed) for name, inner in part.get("properties", {}).items())


def _field(name: str, part: Schema, needed: bool) -> FormField:
    about = part.get(ANNOTATION, {})
    how = _how(name, part)
    inner: Schema = part.get("items", {}) if how in ("list", "sections") else {}
    inner = part["additionalProperties"] if how == "named" else inner
    parts = _parts(part) if how == "section" else _parts(inner) if inner.get("properties") else ()
    return FormField(
        name=name,
        label=field_label(name),
        how=how,
        help=str(part.get("description", "")),
        hint=str(about.get("hint", "")),
        needed=needed,
        example=_example(part),
        choices=tuple(str(choice) for choice in part.get("enum", ()) if not isinstance(choice, bool)),
        refers=str(about.get("refers") or inner.get(ANNOTATION, {}).get("refers", "")),
        usual=str(part.get("default", "")),
        free="string" in _kinds(part) and not {"enum", "pattern", "format"} & part.keys(),
        whole="integer" in _kinds(part),
        parts=parts,
        item=_field("", inner, False) if inner and not inner.get("properties") else None,
        bare=str(inner.get(ANNOTATION, {}).get("bare", "")),
    )


def _kinds(part: Schema) -> tuple[str, ...]:
    kinds = part.get("type", ())
    return (kinds,) if isinstance(kinds, str) else tuple(kinds)


def _example(part: Schema) -> str:
    examples = part.get("examples", ())
    return str(examples[0]) if examples and not isinstance(examples[0], Mapping | list) else ""


def _how(name: str, part: Schema) -> HowFilled:
    kinds, about = _kinds(part), part.get(ANNOTATION, {})
    if "object" in kinds and part.get("properties"):
        return "section"
    if kinds == ("object",):
        return "named" if isinstance(part.get("additionalProperties"), Mapping) else "text"
    if kinds == ("array",):
        if not isinstance(part.get("items"), Mapping):
            return "text"
        return "sections" if part["items"].get("properties") else "list"
    if part.get("format") == "date":
        return "day"
    if about.get("format") == "time":
        return "time"
    if about.get("format") == "yes-no":
        return "yes-no"
    if "enum" in part:
        return "choice"
    if "integer" in kinds or "number" in kinds:
        return "number"
    if about.get("refers"):
        return "name"
    if "pattern" in part or name in _LINES:
        return "line"
    return "prose" if len(_example(part)) > _PROSE_FROM or name == "" else "line"
