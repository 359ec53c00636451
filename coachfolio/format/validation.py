"""A document held against its schema, and every disagreement said in a coach's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from coachfolio.base.diagnostics import Problem, Where
from coachfolio.base.errors import nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed, shown
from coachfolio.format.documents.limits import MAX_PROBLEMS
from coachfolio.format.fitting import fits
from coachfolio.format.schemas import ANNOTATION, validator

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

__all__ = ["example_of", "how_to_write", "violations"]

_KINDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a section with fields of its own",
    "boolean": "yes or no",
}

_NOT_TYPED: Final = ("recorded", "imported")
"""Fields that an import writes, and nobody by hand."""


@frozen()
class _Disagreement(Frozen):
    """What jsonschema says, with types."""

    keyword: str
    limit: Any
    """The keyword's own value in the schema."""
    value: Any
    part: Mapping[str, Any]
    """The part of the schema that it does not fit."""
    where: Where
    message: str
    names: bool
    """Whether it is about the fields' names."""
    needed: bool
    """Whether the field may not be left out."""

    @property
    def notes(self) -> Mapping[str, Any]:
        notes: Mapping[str, Any] = self.part.get(ANNOTATION, {})
        return notes


_MAY_BE_NAME: Final = r"(?<!\w)(?!\d)[^\W_a-z](?:[a-z\u00df-\u00ff]{2,}|[^\W\d_a-z]{3,}\s+[^\W\d_a-z]{4,})"
"""Words that no message repeats: nobody may be there to say that they are no client's name."""
_CURLY: Final = r"(?s)\s*[“”„‟‘’‚«»].*[“”‟‘’«»]\s*"
"""A value in quotation marks that are none for a program."""


def violations(fields: Mapping[str, Any], schema_name: str) -> list[Problem]:
    """What in the fields does not fit the schema, as far as one file needs to be told. Empty where all is well."""
    if fits(fields, schema_name):
        return []
    compiled = validator(schema_name)
    errors = (_typed(error, compiled.schema) for error in compiled.iter_errors(fields))
    return list(islice((problem for error in errors for problem in _problems(error)), MAX_PROBLEMS))


def _typed(error: ValidationError, whole: Any) -> _Disagreement:
    part = error.schema
    route = list(error.absolute_schema_path)
    if "properties" in route:  # down to the section that the field belongs to
        for step in route[: len(route) - 1 - route[::-1].index("properties")]:
            whole = whole[step]
    return _Disagreement(
        keyword=str(error.validator),
        limit=error.validator_value,
        value=error.instance,
        part=part if isinstance(part, Mapping) else {},
        where=tuple(error.absolute_path),
        message=error.message,
        names="propertyNames" in route,
        needed=bool(error.absolute_path) and error.absolute_path[-1] in whole.get("required", ()),
    )


def _problems(wrong: _Disagreement) -> Iterator[Problem]:
    if wrong.names:
        yield _bad_name(wrong)
    elif wrong.keyword == "required":
        yield from _missing(wrong)
    elif wrong.keyword == "additionalProperties":
        yield from _unknown(wrong)
    else:
        yield _wrong(wrong)


def _bad_name(wrong: _Disagreement) -> Problem:
    private = "clients" in wrong.where
    owner = wrong.where[-1] if wrong.where else ""
    hint = (
        "Give each client a code of capital letters and digits, such as C01, and keep the name in your private key."
        if private
        else "Use small letters, digits and hyphens, such as assessor-1."
    )
    return Problem(
        "wrong-form",
        f"A name under {owner} is not written as it should be.",
        hint,
        (*wrong.where, str(wrong.value)),
        on_key=True,
        concealed=private,
    )


def _missing(wrong: _Disagreement) -> Iterator[Problem]:
    # jsonschema reports each missing field with an error of its own, whose text begins with the field's name
    name = next(field for field in wrong.limit if wrong.message.startswith(repr(field) + " "))
    field = wrong.part["properties"][name]
    section = _section(wrong.where)
    inside = f" in this part of {section}" if section and not section.startswith(_NAMELESS) else ""
    inside = inside or (f" of {section.removeprefix('this ')}" if section not in ("", *_NAMELESS) else "")
    yield Problem(
        "missing-field",
        f"The field {name} is missing{inside}.",
        f"{field['description']} {how_to_write(field)}",
        wrong.where,
        on_key=True,
    )


def _unknown(wrong: _Disagreement) -> Iterator[Problem]:
    known = wrong.part["properties"]
    for name in wrong.value:
        if name in known:
            continue
        if re.search(r"\s", name) and wrong.value[name] is None:  # between braces a comma does it as well
            yield Problem(
                "text-as-field",
                "This is read as a field, because of the colon behind it or the comma before it.",
                'If it belongs to the text before it, put the whole text into "quotation marks"; a long one goes below '
                "a line that ends with |, two spaces further in.",
                (*wrong.where, name),
                on_key=True,
                concealed=True,
            )
            continue
        if re.search(r"\s", name) or len(name) > 40:
            yield Problem(
                "text-as-field",
                "This line is read as a field, because of its colon.",
                "If it belongs to the text above, indent it two spaces more than that field, whose line ends with |.",
                (*wrong.where, name),
                on_key=True,
                concealed=True,
            )
            continue
        if name[:1].isupper() and name.lower() not in known and isinstance(wrong.value[name], str):
            yield Problem(
                "unknown-field",
                f"There is no field {shown(name)} here.",
                "If it belongs to the text above, indent it two spaces more than that field."
                + (" A field of your own goes under extra." if "extra" in known else ""),
                (*wrong.where, name),
                on_key=True,
                concealed=True,
            )
            continue
        typed = [field for field in known if field not in _NOT_TYPED]
        meant = nearest(name, typed)
        own = " A field of your own goes under extra." if "extra" in known else ""
        hint = f"Did you mean {meant}?" if meant else f"The fields here are {listed(typed)}."
        yield Problem(
            "unknown-field", f"There is no field {shown(name)} here.", hint + own, (*wrong.where, name), on_key=True
        )


def _wrong(wrong: _Disagreement) -> Problem:
    name, value, limit = _name(wrong.where), wrong.value, wrong.limit
    hint: str = wrong.notes.get("hint", "")
    concealed = bool(wrong.notes.get("private"))

    def problem(rule: str, message: str, hint: str, *, on_key: bool = False) -> Problem:
        if isinstance(value, str) and re.fullmatch(_CURLY, value):
            hint = "Take away the curly quotation marks, which programs for letters put in: straight ones, or none."
        return Problem(rule, message, hint, wrong.where, on_key=on_key, concealed=concealed)

    if value is None or (wrong.keyword == "minLength" and not value.strip()):
        way_out = "Fill it in." if wrong.needed else "Fill it in, or delete the line."
        return problem("empty-field", f"{name} is empty.", f"{way_out} {how_to_write(wrong.part)}".strip(), on_key=True)
    match wrong.keyword:
        case "type":
            return problem("wrong-kind", *_about_kind(name, wrong, hint))
        case "enum":
            choices = [str(choice) for choice in limit if not isinstance(choice, bool)]
            return problem(
                "not-a-choice",
                f"{name} should be {listed(choices, last='or')}.",
                _about_choice(value, wrong.part) or hint or how_to_write(wrong.part),
            )
        case "format":
            return problem("impossible-date", *_about_date(name, value))
        case "minLength":
            return problem("out-of-range", f"{name} is shorter than it can be.", how_to_write(wrong.part))
        case "pattern":
            if wrong.notes.get("format") == "time":
                hint = _about_clock(value)
            said = "" if concealed or re.search(_MAY_BE_NAME, value) else f" ({shown(value)})"
            return problem("wrong-form", f"{name}{said} is not written as it should be.", hint)
        case "minimum" | "maximum":
            bound = "less than" if wrong.keyword == "minimum" else "more than"
            return problem("out-of-range", f"{name} cannot be {bound} {limit}.", hint or "Look for a slip of the keys.")
        case "uniqueItems":
            return problem(
                "repeated-item",
                f"{name} has {_repeated(value).strip() or 'an empty text'} twice.",
                "Delete one of the two.",
            )
        case "minItems" | "minProperties":
            return problem("empty-field", f"{name} has nothing in it.", "Fill it in, or delete it.", on_key=True)
    return problem("out-of-range", f"{name} is longer than it can be.", "Give part of it a file of its own.")


def _about_kind(name: str, wrong: _Disagreement, hint: str) -> tuple[str, str]:
    kinds = [wrong.limit] if isinstance(wrong.limit, str) else wrong.limit
    wanted = " or ".join(_KINDS[kind] for kind in kinds)
    quoted = ", without quotation marks" if isinstance(wrong.value, str) and wrong.value.strip().isdigit() else ""
    in_minutes = str(wrong.where[-1]).endswith("minutes") if wrong.where else False
    minutes = _minutes_meant(wrong.value) if in_minutes else None
    if minutes is not None:
        hint = minutes if minutes.endswith(".") else f"Write {minutes}{quoted}."
    elif quoted and kinds in (["integer"], ["number"]):
        hint = f"Write {wrong.value.strip()}{quoted}."
    elif kinds == ["array"]:
        hint = "Write each item on a line of its own, beginning with a dash and a space."
    elif kinds == ["string"] and isinstance(wrong.value, dict | list):
        hint = hint or 'Write it as text. If it has colons or brackets in it, put it in "quotation marks".'
    return f"{name} should be {wanted}.", hint or how_to_write(wrong.part)


def _repeated(items: Sequence[Any]) -> str:
    twice = next((item for number, item in enumerate(items) if item in items[:number]), None)
    return shown(twice) if isinstance(twice, str) else "the same item"


def _name(where: Where) -> str:
    if not where:
        return "This file"
    if isinstance(where[-1], int):
        return f"Item {where[-1] + 1} of {_section(where)}"
    section = _section(where)
    return section[0].upper() + section[1:] if section.startswith(_NAMELESS) else f"The field {section}"


_NAMELESS: Final = ("this client", "this person")
_OWNERS: Final = {"clients": _NAMELESS[0], "people": _NAMELESS[1]}
_CODE: Final = r"[A-Z]{1,3}[0-9]{1,4}|[a-z]+(?:-[a-z]+)?-[0-9]{1,3}"
"""What is no name for certain."""


def _section(where: Where) -> str:
    """The innermost field's name. A name under clients may be a client's own, and is not said."""
    for position in range(len(where) - 1, -1, -1):
        step = where[position]
        if isinstance(step, str):
            owner = where[position - 1] if position else ""
            if owner in _OWNERS and re.fullmatch(_CODE, step):
                return f"{_OWNERS[owner]} {step}"
            return _OWNERS.get(str(owner), step)
    return ""


def _minutes_meant(value: object) -> str | None:
    """The minutes that a text means, or what is to be asked of it."""
    from coachfolio.format.slips.durations import minutes_meant

    meant = minutes_meant(str(value)) if isinstance(value, str | float) else None
    return (str(meant.value) if meant.is_plain else meant.asks or None) if meant else None


def how_to_write(part: Mapping[str, Any]) -> str:
    """The form of a value, without one that could be copied for true."""
    hint: str = part.get(ANNOTATION, {}).get("hint", "")
    if hint:
        return hint
    if "enum" in part:
        return f"Write {listed([str(choice) for choice in part['enum'] if not isinstance(choice, bool)], last='or')}."
    kinds = part.get("type", ())
    kind = kinds if isinstance(kinds, str) else next(iter(kinds), "")
    return {
        "array": "Write each item on a line of its own, beginning with a dash and a space.",
        "object": "Write its fields on lines of their own below it, two spaces further to the right.",
        "integer": "Write a whole number and nothing else.",
        "number": "Write a number and nothing else.",
        "string": "Write it in your own words.",
    }.get(kind, "")


def example_of(schema: Mapping[str, Any]) -> str:
    """The first example of a part of a schema, as it is written in a file."""
    return _written(schema["examples"][0], _QUOTED)


_QUOTED: Final = re.compile(r": |^\d\d:\d\d$| #")
_QUOTED_IN_BRACKETS: Final = re.compile(_QUOTED.pattern + r"|[,\[\]{}]")


def _written(value: object, quoted: re.Pattern[str]) -> str:
    if isinstance(value, str):
        return f'"{value}"' if quoted.search(value) else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "[" + ", ".join(_written(inner, _QUOTED_IN_BRACKETS) for inner in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(inner, _QUOTED_IN_BRACKETS)}" for key, inner in value.items()) + "}"
    return str(value)


def _about_choice(value: object, part: Mapping[str, Any]) -> str:
    from coachfolio.format.slips.choices import choice_in

    meant = choice_in(value, part) if isinstance(value, str) else None
    return f"Write {meant.value}." if meant and meant.is_plain else ""


def _about_clock(value: str) -> str:
    from coachfolio.format.slips.clocks import clock_meant

    meant = clock_meant(value)
    return f"Write {meant.value}." if meant.is_plain else meant.asks


def _about_date(name: str, value: str) -> tuple[str, str]:
    from coachfolio.format.slips.days import day_meant

    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return f"There is no such day as {value} ({name.removeprefix('The field ')}).", "Look at the day and the month."
    meant = day_meant(value)
    return f"{name} is not a day written as year-month-day.", f"Write {meant.value}." if meant.is_plain else meant.asks
