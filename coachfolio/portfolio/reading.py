"""Reading one file of a portfolio: bytes in, and everything out that the file says by itself."""

from __future__ import annotations

import hashlib
import re
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

__all__ = ["DRAFT_LINE", "FileRead", "Kept", "read_file"]

_HAS_FORMAT: Final = {"portfolio": "portfolio", "qualification-overlay": "file", "sampling-policy": ""}
"""The kinds of file that say which format they are written in, and what each is called. Of a policy in a newer format
the commands tell that draw a sample."""

_YES: Final = ("yes", "true")
DRAFT_LINE: Final = re.compile(rf"""^\ufeff?["']?draft["']?[ \t]*:[ \t]*["']?(?:{"|".join(_YES)})\b""", re.I | re.M)
"""The line of a draft that says so, where the file cannot be read as YAML."""


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
    draft: bool
    """Whether it says that it is not finished. Then nothing else in it is judged."""
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
    draft = kind in evidence_kinds() and _is_draft(document.fields, document.text)
    value, references, wrong = (None, (), []) if draft else _judged(path, document.fields, kind)
    problems = () if draft else (*document.problems, *wrong)
    found = FileRead(path, content, document.text, problems, value, references, draft, identity)
    if kept is not None:
        kept[path] = found
    return found


def _is_draft(fields: Mapping[str, Any] | None, text: str) -> bool:
    """Whether evidence says of itself that it is a draft, even where it cannot be read as it is."""
    if "draft" not in text:
        return False
    if fields is None:
        return DRAFT_LINE.search(text) is not None
    return str(fields.get("draft", "")).strip().casefold() in _YES


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
