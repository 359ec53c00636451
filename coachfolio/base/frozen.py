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
_FIELDS: dict[type[Any], dict[str, tuple[Any, Any]]] = {}
_BY_POSITION: dict[type[Any], tuple[str, ...]] = {}


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, kw_only: bool = False) -> Callable[[type[_T]], type[_T]]:
    """Make a subclass of Frozen a value whose fields never change.

    With `kw_only`, they are only given by name: then those with a default may come before those without.
    """
    return dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)


def _fields_of(cls: type[Any]) -> dict[str, tuple[Any, Any]]:
    """Every field with its default and what makes one."""
    if cls not in _FIELDS:
        _FIELDS[cls] = {field.name: (field.default, field.default_factory) for field in fields(cls)}
        _BY_POSITION[cls] = tuple(field.name for field in fields(cls) if not field.kw_only)
    return _FIELDS[cls]


def _set_by_position(value: Any, given: tuple[Any, ...], values: dict[str, Any]) -> tuple[str, ...]:
    """Set what was given by its position. Returns the names of these fields."""
    cls = type(value)
    if len(given) > len(_BY_POSITION[cls]):
        raise TypeError(f"{cls.__name__} takes {len(_BY_POSITION[cls])} values by position")
    names = _BY_POSITION[cls][: len(given)]
    if values and (twice := values.keys() & set(names)):
        raise TypeError(f"{cls.__name__} was given {', '.join(sorted(twice))} twice")
    for name, inner in zip(names, given, strict=True):
        _set(value, name, inner)
    return names


class Frozen:
    """What all of them share."""

    __slots__ = ()

    def __init__(self, *given: Any, **values: Any) -> None:
        cls = type(self)
        known = _FIELDS.get(cls) or _fields_of(cls)
        done = _set_by_position(self, given, values) if given else ()
        for name, value in values.items():
            if name not in known:
                unknown = values.keys() - known.keys()
                raise TypeError(f"{cls.__name__} has no {', '.join(sorted(unknown))}")
            _set(self, name, value)
        if len(given) + len(values) == len(known):
            return
        for name, (default, made) in known.items():
            if name in values or name in done:
                continue
            if default is not MISSING:
                _set(self, name, default)
            elif made is not MISSING:
                _set(self, name, made())
            else:
                raise TypeError(f"{cls.__name__} needs {name}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _fields_of(type(self)))

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in _fields_of(type(self)))
        return f"{type(self).__qualname__}({shown})"

    def __getstate__(self) -> tuple[Any, ...]:
        return self._values()

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        for name, value in zip(_fields_of(type(self)), state, strict=True):
            _set(self, name, value)
