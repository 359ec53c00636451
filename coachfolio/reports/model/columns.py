"""What a column of the model holds."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.checking import Report

__all__ = ["ModelColumn", "ModelColumnKind", "ModelRow", "Value", "ids_of", "known"]

ModelColumnKind = Literal["text", "whole", "number", "day", "time", "yes-no"]
Value = str | int | float | bool | datetime.date | datetime.time | None
ModelRow = tuple[Value, ...]
"""A value for each column of a table."""


@frozen()
class ModelColumn(Frozen):
    """One column: its name, what kind of value it holds, and what the value means, with its unit."""

    name: str
    kind: ModelColumnKind
    about: str
    refers: str = ""
    """The table and column that it points at, such as `units.ref`; empty where it points at none."""
    key: bool = False
    """Whether it is the key of its table, alone or with others."""


def known(value: str | None, names: Collection[str]) -> str | None:
    """A reference that leads somewhere; None where there is nothing of that name."""
    return value if value in names else None


def ids_of(report: Report) -> Mapping[str, str]:
    """By path, what each piece is called in every table: its id, with a number behind it where two share one."""
    used: Counter[str] = Counter()
    found: dict[str, str] = {}
    for piece in report.portfolio.evidence:
        used[piece.id] += 1
        found[piece.path] = piece.id if used[piece.id] == 1 else f"{piece.id} ({used[piece.id]})"
    return found
