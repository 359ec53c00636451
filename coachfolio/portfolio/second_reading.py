"""The second, tolerant reading of a file that could not be read, or does not fit: everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from coachfolio.base.diagnostics import Problem
from coachfolio.evidence.model import PortfolioFile
from coachfolio.format.documents import Document, read
from coachfolio.format.documents.foreign import text_in
from coachfolio.format.documents.text import BOM
from coachfolio.format.documents.values import shape_of
from coachfolio.format.qualification import Qualification
from coachfolio.format.slips.mending import Mended, mend
from coachfolio.format.validation import violations
from coachfolio.portfolio.surroundings import known_for

__all__ = ["MAX_MENDED_BYTES", "second_reading"]

MAX_MENDED_BYTES: Final = 48 * 1024
"""A larger file is read once: what is wrong with it first is told, and no more."""
# what nobody can guess at, or what was made to do harm
_ONCE: Final = {"conflict-marker", "file-too-large", "too-deep", "too-many-repeats", "empty-file", "newer-format"}
_READ_ALL_THE_SAME: Final = {"byte-order-mark", "text-after-hash", "swallowed-item"}


def second_reading(
    path: str,
    data: bytes,
    kind: str,
    first: Sequence[Problem],
    file: PortfolioFile | None,
    qualification: Qualification | None,
    paths: Iterable[str],
) -> tuple[Sequence[Problem], Mended | None]:
    """What is wrong with a file of which the first reading told some, and the file as it was meant."""
    if len(data) > MAX_MENDED_BYTES or any(problem.rule in _ONCE for problem in first):
        return first, None
    strict, before = _text(path, data, kind, first)
    if strict is None:
        return first, None
    known = known_for(path, file, qualification, paths)
    mended = mend(strict.text, kind, known, strict=strict)
    told = {(problem.rule, problem.message) for problem in before}
    return [*before, *(each for each in mended.problems if (each.rule, each.message) not in told)], mended


def _text(path: str, data: bytes, kind: str, first: Sequence[Problem]) -> tuple[Document | None, list[Problem]]:
    """The text with what the first reading made of it, and what is told of it whatever the second one finds."""
    other = text_in(data)
    text = other[0].removeprefix(BOM) if other else ""
    strict = read(path, text.encode("utf-8", "replace") if other else data, shape_of(kind))
    if not strict.text:
        return None, list(first)
    if other:
        in_order = strict.fields is not None and not violations(strict.fields, kind)
        return None if in_order else strict, list(first)
    return strict, [problem for problem in first if problem.rule in _READ_ALL_THE_SAME]
