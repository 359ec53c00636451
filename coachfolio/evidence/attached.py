"""Which file an attachment means."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from coachfolio.base.files import is_private
from coachfolio.evidence import Reference

__all__ = ["attached_files"]


def attached_files(
    references: Mapping[str, Iterable[Reference]], paths: Iterable[str]
) -> Iterator[tuple[str, Reference, str | None]]:
    """Every attachment that is named: the file that names it, the mention, and its own path in the portfolio.

    The path is None where it would lead out of the portfolio, or into its private folder. There need not be a file.
    """
    # some computers store an accent apart from its letter, and both ways look alike
    there = {unicodedata.normalize("NFC", path): path for path in paths}
    for path, mentions in references.items():
        for mention in mentions:
            if mention.to != "file":
                continue
            value = mention.value.replace("\\", "/")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), value))
            first = target.split("/")[0]
            outside = value.startswith(("/", "~")) or re.match(r"[A-Za-z]+:", value)
            if outside or first == ".." or is_private(first):
                yield path, mention, None
            else:
                yield path, mention, there.get(unicodedata.normalize("NFC", target), target)
