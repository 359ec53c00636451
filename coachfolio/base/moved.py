"""Names that were promised elsewhere: a module that has moved still gives them, for one version, with a warning."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

__all__ = ["moved"]


def moved(here: str, there: str) -> Callable[[str], Any]:
    """The `__getattr__` of a module `here` whose names are in the module `there` now."""

    def fetch(name: str) -> Any:
        module = import_module(there)
        if name not in getattr(module, "__all__", ()):
            raise AttributeError(f"module {here!r} has no attribute {name!r}")
        import warnings

        warnings.warn(
            f"{here}.{name} has moved to {there}.{name}. From coachfolio 0.2 on it is found only there.",
            DeprecationWarning,
            stacklevel=2,
        )
        return getattr(module, name)

    return fetch
