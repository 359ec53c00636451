"""How a report is written out: for people, and for programs. Every form shows the same findings."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final

from coachfolio.base.errors import UnknownFormat

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report

__all__ = ["FORMATS", "render"]

JSON_VERSION: Final = 1
"""The version of every JSON document that a command prints."""
FORMATS: Final = ("text", "concise", "json", "sarif", "github", "junit", "markdown")
"""Each is a module here with a function `rendered(report, folder)`, loaded when it is first asked for."""


def render(report: Report, format: str, *, folder: str = "") -> str:
    """A report in one of the formats, whole, its last line ended.

    `folder` is put before the paths, so that they lead to the files from where the reader is; `json` always has the
    paths inside the portfolio. Raises UnknownFormat.
    """
    if format not in FORMATS:
        raise UnknownFormat(format, FORMATS)
    rendered: Callable[[Report, str], str] = import_module(f"{__name__}.{format}").rendered
    return rendered(report, folder)
