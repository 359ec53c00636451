"""Single files beside portfolios, read so that none of them leads elsewhere or keeps the reader waiting."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from coachfolio.base.diagnostics import Problem
from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import shown
from coachfolio.format.documents import Document, read
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.format.documents.values import shape_of
from coachfolio.format.validation import violations
from coachfolio.git.plain import PointsOutside, kind_of, open_foreign

__all__ = ["NotInOrder", "bytes_of", "document_of"]

_SHOWN = 3


class NotInOrder(CoachfolioError):
    """A file beside the portfolios cannot be used."""


def bytes_of(path: Path) -> bytes | None:
    """The bytes of a file, one more than MAX_FILE_BYTES at most; None where there is none. Raises NotInOrder."""
    try:
        if kind_of(path) == "nothing":
            return None
        with os.fdopen(open_foreign(path), "rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except (OSError, PointsOutside):
        raise NotInOrder(
            f"{shown(str(path), 200)} cannot be read: it is no plain file, or it is closed to you."
        ) from None


def document_of(data: bytes, schema: str, name: str) -> Document:
    """A file that fits its schema. `name` is what to call it in messages. Raises NotInOrder."""
    document = read(name, data, shape_of(schema))
    wrong = list(document.problems)
    if document.fields is not None:
        wrong += violations(document.fields, schema)
    if document.fields is None or wrong:
        raise NotInOrder(f"{shown(name, 200)} is not in order.\n{_said(document, wrong[:_SHOWN])}")
    return document


def _said(document: Document, wrong: Iterable[Problem]) -> str:
    lines = []
    for problem in wrong:
        span = document.span(problem.at, on_key=problem.on_key) if isinstance(problem.at, tuple) else problem.at
        lines.append(f"  line {span.line}: {problem.message} {problem.hint}".rstrip())
    return "\n".join(lines)
