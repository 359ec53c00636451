"""Frozen values with named fields: dataclasses that share one set of methods.

`@dataclass(frozen=True)` writes and compiles half a dozen methods for every class when it is imported. For the forty
classes of the model that takes longer than reading a small portfolio, at every start. Records are dataclasses all the
same: `fields`, `replace` and `asdict` work on them.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

__all__ = ["Record", "record"]

_set = object.__setattr__
_T = TypeVar("_T")
_FIELDS: dict[type[Any], tuple[tuple[str, Any, Any], ...]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[_T]) -> type[_T]:
    """Make a subclass of Record a record: its fields are given by name, and never change."""
    return dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(cls)


def _fields_of(record: Any) -> tuple[tuple[str, Any, Any], ...]:
    """Every field of a record with its default and what makes one."""
    cls: type[Any] = type(record)
    if cls not in _FIELDS:
        _FIELDS[cls] = tuple((one.name, one.default, one.default_factory) for one in fields(cls))
    return _FIELDS[cls]


class Record:
    """What all records share."""

    __slots__ = ()

    def __init__(self, **values: Any) -> None:
        used = 0
        for name, default, made in _fields_of(self):
            if name in values:
                used += 1
                _set(self, name, values[name])
            elif default is not MISSING:
                _set(self, name, default)
            elif made is not MISSING:
                _set(self, name, made())
            else:
                raise TypeError(f"{type(self).__name__} needs {name}")
        if used != len(values):
            unknown = values.keys() - {name for name, _, _ in _fields_of(self)}
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name, _, _ in _fields_of(self))

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name, _, _ in _fields_of(self))
        return f"{type(self).__qualname__}({shown})"

    def __getstate__(self) -> tuple[Any, ...]:
        return self._values()

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        for (name, _, _), value in zip(_fields_of(self), state, strict=True):
            _set(self, name, value)
