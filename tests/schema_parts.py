"""Walks over the schemas: every part with its way, and every example put where it belongs."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from ruamel.yaml import YAML

from coachfolio.format.schemas import EVIDENCE_SCHEMAS, Schema

INPUT_SCHEMAS = (*EVIDENCE_SCHEMAS, "portfolio", "qualification", "qualification-overlay")
"""The schemas of what people write."""

Step = str
"""A field's name, or [] for the items of a list, or {} for what stands under names of the coach's own."""
Way = tuple[Step, ...]


def parts(part: Schema, way: Way = ()) -> Iterator[tuple[Way, Schema]]:
    """Every part of a schema that describes a value, and the way to it."""
    yield way, part
    for field, one in part.get("properties", {}).items():
        yield from parts(one, (*way, field))
    if isinstance(part.get("items"), Mapping):
        yield from parts(part["items"], (*way, "[]"))
    if isinstance(part.get("additionalProperties"), Mapping):
        yield from parts(part["additionalProperties"], (*way, "{}"))


def with_example(top: Schema, way: Way, example: Any) -> Any:
    """The schema's own example with another example put in place, somewhere inside it."""
    if not way:
        return copy.deepcopy(example)
    return _placed(top, copy.deepcopy(top["examples"][0]), way, example)


def _placed(part: Schema, value: Any, way: Way, example: Any) -> Any:
    if not way:
        return copy.deepcopy(example)
    step, rest = way[0], way[1:]
    if step == "[]":
        first = value[0] if value else part["items"]["examples"][0]
        return [_placed(part["items"], first, rest, example)]
    if step == "{}":
        inner = part["additionalProperties"]
        name, first = next(iter(value.items())) if value else (next(iter(part["examples"][0])), inner["examples"][0])
        return {name: _placed(inner, first, rest, example)}
    inner = part["properties"][step]
    fields = value if isinstance(value, dict) else next(one for one in part["examples"] if isinstance(one, dict))
    return {**fields, step: _placed(inner, fields.get(step, inner["examples"][0]), rest, example)}


def as_yaml(value: Any) -> bytes:
    out = io.BytesIO()
    yaml = YAML()
    yaml.width = 200
    yaml.dump(value, out)
    return out.getvalue()


def dicts_in(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for key, one in value.items():
            if key != "examples":
                yield from dicts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from dicts_in(one)


NONSENSE: SearchStrategy[Any] = st.one_of(
    st.sampled_from([None, True, False, 0, 1, -1, 1441, 2.5, 90.0, 10**9, [], {}, ["x", "x"], [None], {"x": 1}]),
    st.sampled_from(["", "  ", "x", "yes", "unknown", "C01", "c1", "D7.03", "D7.03/s2", "2026-02-30", "25:00"]),
    st.just({"from": "2026-01-01"}),
)


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    if isinstance(value, dict):
        for name, one in value.items():
            yield from places(one, (*way, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from places(one, (*way, number))


@st.composite
def mutated(draw: DrawFn, value: Any) -> Any:
    """The value with one or two things in it taken out, put in or exchanged."""
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 2))):
        way = draw(st.sampled_from(list(places(value))))
        if not way:
            if isinstance(value, dict):
                value["unheard_of"] = copy.deepcopy(draw(NONSENSE))
            continue
        holder = value
        for step in way[:-1]:
            holder = holder[step]
        kind = draw(st.sampled_from(["exchange", "exchange", "out", "twice"]))
        if kind == "exchange":
            holder[way[-1]] = copy.deepcopy(draw(NONSENSE))
        elif kind == "out":
            del holder[way[-1]]
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[way[-1]]))
        else:
            holder[f"{way[-1]}x"] = holder[way[-1]]
    return value
