"""Anything that is about to be shown, with the names of files covered up that name a client.

The facts behind it keep the true names: only what goes to a terminal or into a report goes through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from coachfolio.portfolio.portfolio import id_of

__all__ = ["with_covers"]

_T = TypeVar("_T")


def with_covers(value: _T, covers: Mapping[str, str]) -> _T:
    """A copy in which every name has its cover, in whatever it holds. `covers` are paths and other names of a kind."""
    if not covers:
        return value
    shown: _T = _Covering(covers).over(value)
    return shown


def _with_ids(covers: Mapping[str, str]) -> dict[str, str]:
    """The covers, and those of the evidence that is called as its file is. No two names share one."""
    found: dict[str, str] = {}
    used: dict[str, str] = {}
    for name, over in covers.items():
        for name_or_id, cover in ((name, over), (id_of(name), id_of(over))):
            if name_or_id == cover or name_or_id in found:
                continue
            number, distinct = 1, cover
            while used.get(distinct, name_or_id) != name_or_id:
                number += 1
                distinct = f"{cover} ({number})"
            used[distinct] = name_or_id
            found[name_or_id] = distinct
    return found


class _Covering:
    """One pass over a value. What occurs in it twice is the same thing afterwards, too."""

    def __init__(self, covers: Mapping[str, str]) -> None:
        self._covers = _with_ids(covers)
        # a name of one plain word may be part of any other word: it is covered only where it stands alone
        parts = [name for name in self._covers if any(sign in name for sign in "/-_. ")]
        self._parts = sorted(parts, key=len, reverse=True)
        self._seen: dict[int, tuple[Any, Any]] = {}

    def over(self, value: Any) -> Any:
        if isinstance(value, str) and type(value) is str:
            return self._text(value)
        if isinstance(value, type) or not (
            is_dataclass(value) or isinstance(value, tuple | list | set | Mapping | frozenset)
        ):
            return value
        if id(value) not in self._seen:
            self._seen[id(value)] = (
                value,
                self._whole(value),
            )  # the value itself is kept, or its id might be used again
        return self._seen[id(value)][1]

    def _whole(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            shown = {self.over(name): self.over(inner) for name, inner in value.items()}
            same = all(inner is value.get(name) for name, inner in shown.items())
            return value if same else shown
        if is_dataclass(value):
            return self._fields(value)
        parts = [self.over(inner) for inner in value]
        if all(new is old for new, old in zip(parts, value, strict=True)):
            return value
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*parts)
        return type(value)(parts)

    def _fields(self, value: Any) -> Any:
        changed = {}
        for field in fields(value):
            old = getattr(value, field.name)
            new = self.over(old)
            if new is not old:
                changed[field.name] = new
        if not changed:
            return value
        copy = object.__new__(type(value))
        for part in fields(value):
            object.__setattr__(copy, part.name, changed.get(part.name, getattr(value, part.name)))
        return copy

    def _text(self, text: str) -> str:
        if text in self._covers:
            return self._covers[text]
        for name in self._parts:
            if name in text:
                text = text.replace(name, self._covers[name])
        return text
