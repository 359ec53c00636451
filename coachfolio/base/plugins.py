"""Plug-ins: rules, qualification packs, kinds of evidence and thresholds that other installed packages bring.

A package offers them by entry points. `coachfolio.rules` names a Rule or several; `coachfolio.qualifications` the path
of a pack's YAML file, under the pack's name; `coachfolio.schemas` the path of a schema's JSON file, under the name of
the kind of evidence; `coachfolio.thresholds` a whole number, under the threshold's name. What is installed
is chosen by whoever runs coachfolio, never by a portfolio.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from coachfolio.base.errors import CoachfolioError

__all__ = ["QUALIFICATIONS_GROUP", "RULES_GROUP", "SCHEMAS_GROUP", "THRESHOLDS_GROUP", "BrokenPlugin", "offered"]

RULES_GROUP: Final = "coachfolio.rules"
QUALIFICATIONS_GROUP: Final = "coachfolio.qualifications"
SCHEMAS_GROUP: Final = "coachfolio.schemas"
THRESHOLDS_GROUP: Final = "coachfolio.thresholds"


class BrokenPlugin(CoachfolioError):
    """An installed plug-in cannot be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"The plug-in {name} cannot be used: {why}. Update it, or uninstall the package it comes with."
        )


def offered(group: str) -> Iterator[tuple[str, Any]]:
    """The name of each plug-in of a group and what it offers, by name. Raises BrokenPlugin."""
    if not _any_installed():
        return
    from importlib.metadata import entry_points

    for point in sorted(entry_points(group=group), key=lambda entry_point: entry_point.name):
        package = point.dist.name if point.dist else "an unknown package"
        try:
            thing = point.load()
        except Exception as error:  # whatever a foreign package raises while it is imported
            raise BrokenPlugin(f"{point.name} of {package}", f"{type(error).__name__} while it was loaded") from error
        yield point.name, thing


@cache
def _any_installed() -> bool:
    """Whether any installed package offers a plug-in.

    The library that reads entry points takes longer to import than a small portfolio to check, so a look into the
    files comes first.
    """
    for folder in sys.path:
        try:
            entries = list(os.scandir(folder or "."))
        except OSError:
            continue
        for entry in entries:
            if entry.name.endswith((".dist-info", ".egg-info")):
                try:
                    with open(os.path.join(entry.path, "entry_points.txt"), "rb") as file:  # noqa: PTH118, PTH123  # quick
                        if b"[coachfolio." in file.read():
                            return True
                except OSError:
                    continue
    return False
