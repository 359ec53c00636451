"""An extract, and any other frozen value of plain parts, as JSON and back."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from coachfolio.base.errors import CoachfolioError
from coachfolio.cohort.extract import EXTRACT_VERSION, Extract

__all__ = ["NotAnExtract", "extract_document", "extract_from", "made_of", "plain"]

_T = TypeVar("_T")


class NotAnExtract(CoachfolioError):
    """A text is not what `extract_document` gives, or of another version."""

    def __init__(self) -> None:
        super().__init__("This is not what coachfolio keeps of a portfolio, or it is of another version.")


def extract_document(extract: Extract) -> dict[str, object]:
    """An extract for programs. Its form is the schema `output-extract`."""
    document = plain(extract)
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


def plain(value: Any) -> object:
    """A frozen value as dictionaries, lists, texts and numbers; days as year-month-day."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def made_of(cls: type[_T], document: Any) -> _T:
    """The frozen value of a class that a document stands for. Raises ValueError, TypeError and KeyError."""
    made: _T = _made(cls, document)
    return made


@cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    return get_type_hints(cls)


def _made(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin is UnionType:
        if value is None:
            return None
        (kind,) = (part for part in get_args(kind) if part is not NoneType)
        origin = get_origin(kind)
    if origin is tuple:
        inner = get_args(kind)[0]
        return tuple(_made(inner, part) for part in _of(list, value))
    if origin is not None:  # a mapping
        inner = get_args(kind)[1]
        return {_of(str, name): _made(inner, part) for name, part in _of(dict, value).items()}
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        there = _of(dict, value)
        return kind(**{field.name: _made(hints[field.name], there[field.name]) for field in fields(kind)})  # type: ignore[operator]
    if kind is datetime.date:
        return datetime.date.fromisoformat(_of(str, value))
    if kind is float:
        return float(_of((int, float), value))
    if issubclass(kind, Enum):
        return kind(value)
    return _of(kind, value)


def _of(kind: Any, value: Any) -> Any:
    """The value, if it is of a kind. Raises TypeError."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError
    return value
