"""What several formats say alike: where a finding is, and its words."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from coachfolio.base.diagnostics import Diagnostic, Related
from coachfolio.base.words import one_line

__all__ = ["path_shown", "place_shown", "told"]

_LIKE_A_PLACE: Final = r"(:\d+:\d+:) "


def path_shown(path: str, folder: str) -> str:
    """A file as it is called from where the reader is, harmless and on one line."""
    return one_line(posixpath.join(folder, path))


def place_shown(related: Diagnostic | Related, folder: str) -> str:
    """Such as `sessions/2026-03-04-c01.yaml:3:10`."""
    # a file may be named like a place with a message after it: without its space there is one way to read the line
    path = re.sub(_LIKE_A_PLACE, "\\1\ufffd", path_shown(related.path, folder))
    return f"{path}:{related.span.line}:{related.span.column}"


def told(diagnostic: Diagnostic, folder: str) -> tuple[str, ...]:
    """What a finding says, each part on one line: the message, the hint, the other places that it is about."""
    related = (f"{place_shown(other, folder)}: {one_line(other.message)}" for other in diagnostic.related)
    return (one_line(diagnostic.message), *([one_line(diagnostic.hint)] if diagnostic.hint else []), *related)
