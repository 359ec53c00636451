"""How a text for a terminal gets its colours: whoever writes it is given what paints."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Paint"]

Paint = Callable[[str, str], str]
"""Gives a text a colour: red, yellow, blue, cyan, bold or dim."""
