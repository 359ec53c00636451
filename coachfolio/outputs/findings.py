"""What several formats say alike: where a finding is, and its words."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from coachfolio.base.diagnostics import Diagnostic, Related
from coachfolio.base.words import one_line
from coachfolio.checks.checking import Report

__all__ = ["gravest_first", "path_shown", "place_shown", "told"]

_LIKE_A_PLACE: Final = re.compile(r"(:\d+:\d+:) ")


def path_shown(path: str, folder: str) -> str:
    """A file as it is called from where the reader is, harmless and on one line."""
    return one_line(posixpath.join(folder, path))


def place_shown(one: Diagnostic | Related, folder: str) -> str:
    """Such as `sessions/2026-03-04-c01.yaml:3:10`."""
    # a file may be named like a place with a message after it: without its space there is one way to read the line
    path = _LIKE_A_PLACE.sub("\\1\ufffd", path_shown(one.path, folder))
    return f"{path}:{one.span.line}:{one.span.column}"


def told(one: Diagnostic, folder: str) -> tuple[str, ...]:
    """What a finding says, each part on one line: the message, the hint, the other places that it is about."""
    related = (f"{place_shown(other, folder)}: {one_line(other.message)}" for other in one.related)
    return (one_line(one.message), *([one_line(one.hint)] if one.hint else []), *related)


def gravest_first(report: Report) -> list[Diagnostic]:
    """The findings that nobody waived, errors before warnings."""
    standing = (one for one in report.diagnostics if not one.waived)
    return sorted(standing, key=lambda one: (one.severity.rank, one.order))
