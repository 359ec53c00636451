"""Files that are no evidence and tell of a client: texts, documents, and what a file is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from coachfolio.confidentiality.earlier import Sought
from coachfolio.confidentiality.hidden import hidden_files
from coachfolio.confidentiality.portfolios import whole_file
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["files_that_tell", "tells_more_than_code"]

_TEXTS = (".md", ".markdown", ".txt", ".csv", ".tsv")
"""Kinds of files of which the lines can be named."""


def files_that_tell(folder: Path, portfolio: Portfolio, sought: Sought) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The files in a folder that are no text of the portfolio and tell of a client, with the lines where it has any.

    Nothing is written.
    """
    from coachfolio.confidentiality.attachments import insides_of

    files = [(path, size) for path, size in portfolio.sizes.items() if path not in portfolio.texts]
    files += hidden_files(folder)
    for inside in insides_of(files, whole_file(folder)):
        text = "\n".join(text for _, text in inside.texts)
        if not sought.has_code(text) and not sought.has_name(text) and not sought.has_name(inside.path, is_name=True):
            continue
        lines: tuple[int, ...] = ()
        if inside.path.lower().endswith(_TEXTS):
            lines = tuple(
                number
                for number, line in enumerate(text.splitlines(), 1)
                if sought.has_code(line) or sought.has_name(line)
            )
        yield inside.path, lines


def tells_more_than_code(path: str, client: str) -> bool:
    """Whether the name of a file says more than a day, the code and a number."""
    stem = PurePosixPath(path).stem
    return not re.fullmatch(rf"\d{{4}}-\d\d-\d\d(?:-{re.escape(client)})?(?:-\d+)?", stem, re.IGNORECASE)
