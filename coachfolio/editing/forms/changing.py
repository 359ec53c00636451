"""What was filled in, put into the text of a file: what did not change stays as it is, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from coachfolio.base.diagnostics import Where
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.documents import Document, read
from coachfolio.format.documents.nodes import NotYaml, TooDeep
from coachfolio.format.documents.splicing import (
    CannotSplice,
    entry_taken_out,
    field_put_in,
    has_repeats,
    item_put_in,
    item_replaced_by,
    item_taken_out,
    remarks_in,
)
from coachfolio.format.documents.text import BOM
from coachfolio.format.documents.values import Shape, shape_of

__all__ = ["CannotChange", "KeptItems", "with_values"]

KeptItems = Mapping[Where, Sequence[int | None]]
"""By the way to a list: of each item its number in the file, or None for a new one."""


class CannotChange(Exception):
    """The file is written in a way that this change would touch something else in it."""


@frozen()
class _Step(Frozen):
    """One change of a text."""

    do: Literal["put", "item", "add", "out", "item-out"]
    where: Where
    value: Any = None


def with_values(text: str, kind: str, values: Mapping[str, Any], kept: KeptItems | None = None) -> str:
    """The text of a file of a kind, by its schema's name, so that it says these values and nothing else is touched.

    `kept` says of a list which item each one was; without it, items are the same where they have the same number.

    Raises CannotChange where it cannot be done, and ValueError where the file cannot be read.
    """
    mark = BOM if text.startswith(BOM) else ""
    plain = text.removeprefix(BOM)
    shape = shape_of(kind)
    document = read("", plain.encode("utf-8", "replace"), shape)
    if document.fields is None:
        raise ValueError("a file that cannot be read has no values")
    if _alike(document.fields, values):
        return text
    if has_repeats(plain):
        raise CannotChange
    before, kept = dict(document.fields), kept or {}
    for steps in (list(_steps(before, values, (), kept)), list(_whole_steps(before, values))):
        try:
            new = _carried_out(plain, steps, shape)
        except (CannotSplice, NotYaml, TooDeep):
            continue
        # a block of text at the end of a file that has no end to its last line gets one
        for end in ("", "\r\n" if "\r\n" in new else "\n"):
            if _says(new + end, values, shape, document):
                return mark + new + end
    raise CannotChange


def _says(text: str, values: Mapping[str, Any], shape: Shape, before: Document) -> bool:
    """Whether a text says these values, and nothing that has to be told of which the file before did not have."""
    again = read("", text.encode("utf-8", "replace"), shape)
    return again.fields is not None and _alike(again.fields, values) and len(again.problems) <= len(before.problems)


def _carried_out(text: str, steps: Sequence[_Step], shape: Shape) -> str:
    for step in steps:
        remarks = remarks_in(text)
        text = _done(text, step, shape)
        left = remarks_in(text)
        if not (_is_part(left, remarks) if step.do in ("out", "item-out") else left == remarks):
            raise CannotSplice
    return text


def _done(text: str, step: _Step, shape: Shape) -> str:
    if step.do == "put":
        return field_put_in(text, step.where, step.value, shape)
    if step.do == "item":
        return item_replaced_by(text, step.where, step.value, shape)
    if step.do == "add":
        return item_put_in(text, step.where, step.value, shape)
    return item_taken_out(text, step.where) if step.do == "item-out" else entry_taken_out(text, step.where)


def _is_part(left: Sequence[str], before: Sequence[str]) -> bool:
    """Whether these remarks are those before without one stretch of them."""
    gone = len(before) - len(left)
    return gone >= 0 and any([*before[:at], *before[at + gone :]] == list(left) for at in range(len(left) + 1))


def _steps(before: Mapping[str, Any], after: Mapping[str, Any], where: Where, kept: KeptItems) -> Iterator[_Step]:
    """The smallest changes that lead from some fields to others. What is taken out comes last."""
    for name, value in after.items():
        if name not in before:
            yield _Step("put", (*where, name), value)
        elif not _alike(before[name], value):
            yield from _changed(before[name], value, (*where, name), kept)
    for name in before:
        if name not in after:
            yield _Step("out", (*where, name))


def _changed(before: Any, after: Any, where: Where, kept: KeptItems) -> Iterator[_Step]:
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before and after:
        yield from _steps(before, after, where, kept)
    elif isinstance(before, list) and isinstance(after, list) and before and after:
        yield from _items(before, after, where, kept)
    else:
        yield _Step("put", where, after)


def _items(before: list[Any], after: list[Any], where: Where, kept: KeptItems) -> Iterator[_Step]:
    origins = kept.get(where) or [number if number < len(before) else None for number in range(len(after))]
    for old, value in zip(origins, after, strict=True):
        if old is None or _alike(before[old], value):
            continue
        if isinstance(before[old], Mapping) and isinstance(value, Mapping):
            yield from _steps(before[old], value, (*where, old), kept)
        else:
            yield _Step("item", (*where, old), value)
    for old, value in zip(origins, after, strict=True):
        if old is None:
            yield _Step("add", where, value)
    for old in reversed(range(len(before))):
        if old not in origins:
            yield _Step("item-out", (*where, old))


def _whole_steps(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Step]:
    """That change again, with every field that differs put in as a whole."""
    for name, value in after.items():
        if name not in before or not _alike(before[name], value):
            yield _Step("put", (name,), value)
    for name in before:
        if name not in after:
            yield _Step("out", (name,))


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are the same; yes is not 1."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
