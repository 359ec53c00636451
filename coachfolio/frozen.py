"""Frozen values with named fields: dataclasses that share one set of methods.

`@dataclass(frozen=True)` writes and compiles half a dozen methods for every class when it is imported. For the sixty
classes that a check needs, that takes longer than reading a small portfolio, at every start. They are dataclasses
all the same: `fields`, `replace` and `asdict` work on them. What is made thousands of times in a check stays a plain
dataclass: making one of those is quicker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

__all__ = ["Frozen", "frozen"]

_set = object.__setattr__
_T = TypeVar("_T")
_FIELDS: dict[type[Any], tuple[tuple[str, Any, Any], ...]] = {}


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, kw_only: bool = False) -> Callable[[type[_T]], type[_T]]:
    """Make a subclass of Frozen a value whose fields never change.

    With `kw_only`, they are only given by name: then those with a default may come before those without.
    """
    return dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)


def _fields_of(value: Any) -> tuple[tuple[str, Any, Any], ...]:
    """Every field of a value with its default and what makes one."""
    cls: type[Any] = type(value)
    if cls not in _FIELDS:
        _FIELDS[cls] = tuple((one.name, one.default, one.default_factory) for one in fields(cls))
    return _FIELDS[cls]


def _by_name(value: Any, given: tuple[Any, ...], values: dict[str, Any]) -> dict[str, Any]:
    """The values that were given by their position, with the names of their fields."""
    names = [one.name for one in fields(value) if not one.kw_only]
    if len(given) > len(names):
        raise TypeError(f"{type(value).__name__} takes {len(names)} values by position")
    if twice := values.keys() & set(names[: len(given)]):
        raise TypeError(f"{type(value).__name__} was given {', '.join(sorted(twice))} twice")
    return dict(zip(names, given, strict=False))


class Frozen:
    """What all of them share."""

    __slots__ = ()

    def __init__(self, *given: Any, **values: Any) -> None:
        if given:
            values |= _by_name(self, given, values)
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
