"""An extract, and any other frozen value of plain parts, as JSON and back."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from sys import intern
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from coachfolio.base.errors import CoachfolioError
from coachfolio.cohort.extract import EXTRACT_VERSION, Extract

__all__ = ["NotAnExtract", "extract_document", "extract_from", "made_of", "plain_value"]

_T = TypeVar("_T")


class NotAnExtract(CoachfolioError):
    """A text is not what `extract_document` gives, or of another version."""

    def __init__(self) -> None:
        super().__init__("This is not what coachfolio keeps of a portfolio, or it is of another version.")


def extract_document(extract: Extract) -> dict[str, object]:
    """An extract for programs. Its form is the schema `output-extract`."""
    document = plain_value(extract)
    assert isinstance(document, dict)
    return document


def extract_from(text: str | bytes) -> Extract:
    """The extract whose document a JSON text is. Raises NotAnExtract."""
    try:
        document = json.loads(text)
        if document["version"] != EXTRACT_VERSION:
            raise NotAnExtract
        return made_of(Extract, document)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise NotAnExtract from None


def plain_value(value: Any) -> object:
    """A frozen value as dictionaries, lists, texts and numbers; days as year-month-day."""
    if is_dataclass(value):
        return {field.name: plain_value(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain_value(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [plain_value(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def made_of(cls: type[_T], document: Any) -> _T:
    """The frozen value of a class that a document stands for. Raises ValueError, TypeError and KeyError."""
    made: _T = _made_by(cls)(document)
    return made


_Make = Callable[[Any], Any]


@cache
def _maker(cls: type[Any]) -> _Make:
    """What makes a value of a class of its document. It is made once: there are thousands of documents."""
    hints = get_type_hints(cls)
    plan = tuple((field.name, _made_by(hints[field.name])) for field in fields(cls))

    def make(document: Any) -> Any:
        if type(document) is not dict:
            raise TypeError
        return cls(**{name: made(document[name]) for name, made in plan})

    return make


def _made_by(kind: Any) -> _Make:
    """What makes a value of a kind, or raises TypeError or ValueError."""
    origin = get_origin(kind)
    if origin is UnionType:
        (inner,) = (part for part in get_args(kind) if part is not NoneType)
        made = _made_by(inner)
        return lambda value: None if value is None else made(value)
    if origin is tuple:
        of_part = _made_by(get_args(kind)[0])
        return lambda value: tuple(map(of_part, _of(list, value)))
    if origin is not None:
        of_value = _made_by(get_args(kind)[1])
        return lambda value: {_of(str, name): of_value(part) for name, part in _of(dict, value).items()}
    if is_dataclass(kind):
        return _maker(kind)  # type: ignore[arg-type]
    if kind is datetime.date:
        return datetime.date.fromisoformat
    if kind is float:
        return lambda value: float(value if type(value) is float else _of(int, value))
    if issubclass(kind, Enum):
        return cast("_Make", kind)
    return partial(_of, kind)


def _of(kind: type[Any], value: Any) -> Any:
    """The value, if it is of a kind, and a text once only wherever it stands. Raises TypeError."""
    if type(value) is not kind:
        raise TypeError
    return intern(value) if kind is str else value
