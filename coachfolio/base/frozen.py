"""Frozen values with named fields: dataclasses that share one set of methods.

`@dataclass(frozen=True)` makes every class twice and compiles half a dozen methods for it when it is imported. For the
hundred classes that a check needs, that takes longer than reading a small portfolio, at every start. Here a class gets
slots for its fields, and the rest is worked out when it is asked for. They are dataclasses all the same: `fields`,
`replace` and `asdict` work on them. What is made thousands of times in a check stays a plain dataclass: making one of
those is quicker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from typing import Any, Final, TypeVar, dataclass_transform

__all__ = ["Frozen", "changed", "frozen"]

_set = object.__setattr__
_T = TypeVar("_T")
_OWN: Final[dict[type[Any], dict[str, tuple[str, Any]]]] = {}
"""The fields that each class adds to those of the class before it: their types, as they are written, and defaults."""
_BY_NAME_ONLY: Final[set[type[Any]]] = set()
_FIELDS: Final[dict[type[Any], dict[str, tuple[Any, Any]]]] = {}
_BY_POSITION: Final[dict[type[Any], tuple[str, ...]]] = {}
_DATACLASSES: Final[dict[type[Any], type[Any]]] = {}


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, kw_only: bool = False) -> Callable[[type[_T]], type[_T]]:
    """Make a subclass of Frozen a value whose fields never change.

    With `kw_only`, they are only given by name: then those with a default may come before those without.
    """

    def marked(cls: type[_T]) -> type[_T]:
        if kw_only:
            _BY_NAME_ONLY.add(cls)
            cls.__match_args__ = getattr(cls.__bases__[0], "__match_args__", ())  # type: ignore[attr-defined, misc]
        return cls

    return marked


def _fields_of(cls: type[Any]) -> dict[str, tuple[Any, Any]]:
    """Every field with its default and what makes one."""
    if cls not in _FIELDS:
        found: dict[str, tuple[Any, Any]] = {}
        by_position: list[str] = []
        for base in reversed(cls.__mro__):
            for name, (_, default) in _OWN.get(base, {}).items():
                is_field = isinstance(default, Field)
                found[name] = (default.default, default.default_factory) if is_field else (default, MISSING)
                if base not in _BY_NAME_ONLY:
                    by_position.append(name)
        _FIELDS[cls] = found
        _BY_POSITION[cls] = tuple(by_position)
    return _FIELDS[cls]


def _dataclass_of(cls: type[Any]) -> type[Any]:
    """A plain dataclass with the same fields, which says what `dataclasses` wants to know about them."""
    if cls not in _DATACLASSES:
        base = cls.__bases__[0]
        space: dict[str, Any] = {
            "__module__": cls.__module__,
            "__doc__": cls.__doc__ or cls.__name__,  # for want of one its signature would be worked out, slowly
            "__annotations__": {name: written for name, (written, _) in _OWN[cls].items()},
            **{name: default for name, (_, default) in _OWN[cls].items() if default is not MISSING},
        }
        bare = type(cls.__name__, (_dataclass_of(base),) if base in _OWN else (), space)
        decorate = dataclass(init=False, repr=False, eq=False, kw_only=cls in _BY_NAME_ONLY)
        _DATACLASSES[cls] = decorate(bare)
    return _DATACLASSES[cls]


class _WithSlots(type):
    """Gives each class slots for the fields that it names, and puts their defaults aside."""

    def __new__(mcs, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> _WithSlots:
        own = {
            field_name: (written, space.pop(field_name, MISSING))
            for field_name, written in space.get("__annotations__", {}).items()
            if not written.startswith("ClassVar")
        }
        above = {field_name for base in bases for part in base.__mro__ for field_name in _OWN.get(part, ())}
        slots = tuple(field_name for field_name in own if field_name not in above)
        matched = (*getattr(bases[0] if bases else None, "__match_args__", ()), *slots)
        cls = super().__new__(mcs, name, bases, {**space, "__slots__": slots, "__match_args__": matched})
        if bases:
            _OWN[cls] = own
        return cls


class _DataclassFields:
    """What makes `dataclasses` take a class for one of its own."""

    def __get__(self, value: object, cls: type[Any]) -> dict[str, Field[Any]]:
        found: dict[str, Field[Any]] = _dataclass_of(cls).__dataclass_fields__
        return found


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


def changed(value: _T, **changes: Any) -> _T:
    """A copy with some fields changed. `dataclasses.replace` does the same in ten times the time.

    Raises TypeError for a field that the value has not.
    """
    cls = type(value)
    known = _fields_of(cls)
    if unknown := changes.keys() - known.keys():
        raise TypeError(f"{cls.__name__} has no {', '.join(sorted(unknown))}")
    copy = object.__new__(cls)
    for name in known:
        _set(copy, name, changes[name] if name in changes else getattr(value, name))
    return copy


class Frozen(metaclass=_WithSlots):
    """What all of them share."""

    __dataclass_fields__ = _DataclassFields()

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
