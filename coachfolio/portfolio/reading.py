"""Reading one file of a portfolio: bytes in, and everything out that the file says by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final

from coachfolio.base.diagnostics import Problem
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence import Reference, evidence_from, portfolio_file_from, references_in
from coachfolio.evidence.model import Evidence, PortfolioFile
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.schemas import FORMAT, evidence_kinds
from coachfolio.format.validation import violations
from coachfolio.portfolio.portfolio import id_of
from coachfolio.portfolio.sources import content_id

__all__ = ["FileRead", "Kept", "read_file"]

_HAS_FORMAT: Final = {"portfolio": "portfolio", "qualification-overlay": "file", "sampling-policy": ""}
"""The kinds of file that say which format they are written in, and what each is called. Of a policy in a newer format
the commands tell that draw a sample."""


@frozen()
class FileRead(Frozen):
    """One file as it was read. It depends on nothing but the file's path, its kind and its bytes."""

    path: str
    content: str
    """The id of its content."""
    text: str = field(repr=False)
    problems: tuple[Problem, ...]
    value: Evidence | PortfolioFile | Mapping[str, Any] | None = field(repr=False)
    """What the file says: a piece of evidence, portfolio.yaml, or the fields of another settings file. None where it
    could not be read whole, or does not fit."""
    references: tuple[Reference, ...] = field(repr=False)
    """Everything that the file mentions."""
    identity: str = field(repr=False)
    """Of its bytes, line ends included, which are no part of the id of its content."""


Kept = dict[str, FileRead]
"""Files that were read before, by path. What has the same bytes is not read again."""


def read_file(path: str, data: bytes, kind: str, kept: Kept | None = None) -> FileRead:
    """Read one file. `kind` is the name of its schema.

    With `kept`, a file of the same path and bytes is taken from there, and what is read is put there.
    """
    content = content_id(data, path)
    identity = hashlib.sha1(data, usedforsecurity=False).hexdigest() if b"\r\n" in data else content
    before = kept.get(path) if kept is not None else None
    if before is not None and before.identity == identity:
        return before
    document = read(path, data, shape_of(kind))
    value, references, wrong = _judged(path, document.fields, kind)
    found = FileRead(path, content, document.text, (*document.problems, *wrong), value, references, identity)
    if kept is not None:
        kept[path] = found
    return found


_Value = Evidence | PortfolioFile | Mapping[str, Any] | None


def _judged(
    path: str, fields: Mapping[str, Any] | None, kind: str
) -> tuple[_Value, tuple[Reference, ...], list[Problem]]:
    """What fields say and mention, or what keeps them from counting."""
    if fields is None:
        return None, (), []
    if kind in _HAS_FORMAT and (newer := _newer(fields, _HAS_FORMAT[kind])):
        return None, (), [newer] if _HAS_FORMAT[kind] else []
    wrong = violations(fields, kind)
    if wrong:
        return None, (), wrong
    if kind == "portfolio":
        return portfolio_file_from(fields), references_in(kind, fields), []
    if kind in evidence_kinds():
        return evidence_from(kind, fields, id=id_of(path), path=path), references_in(kind, fields), []
    return fields, (), []


def _newer(fields: Mapping[str, object], what: str) -> Problem | None:
    version = fields.get("format")
    if not isinstance(version, int) or version <= FORMAT:
        return None
    return Problem(
        "newer-format",
        f"This {what} is in format {str(version)[:20]}; this coachfolio reads up to format {FORMAT}.",
        "Install a newer coachfolio. Nothing else was checked.",
        ("format",),
    )
