"""Handing a record over: from wherever it is kept to one file."""

from __future__ import annotations

import os

from coachfolio.git.shadow import opened

__all__ = ["make_bundle"]


def make_bundle(path: str | os.PathLike[str], file: str | os.PathLike[str]) -> None:
    """Write the whole record of a portfolio as one hand-over file. Raises NoRecord and GitTrouble."""
    from coachfolio.git.bundles import write_bundle
    from coachfolio.git.reading import must_be_bounded

    with opened(path) as record:
        must_be_bounded(record.repository, sorted({*record.refs.values(), *filter(None, [record.tip])}))
        write_bundle(record, file)
