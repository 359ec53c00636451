"""Which files of a portfolio stand with its evidence: what seals and receipts list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from coachfolio.evidence import Reference, kind_of_path
from coachfolio.evidence.attached import attached_files
from coachfolio.portfolio.portfolio import SETTINGS_FILES
from coachfolio.portfolio.sources import is_listed

__all__ = ["files_covered"]


def files_covered(paths: Collection[str], references: Mapping[str, Iterable[Reference]]) -> frozenset[str]:
    """Every file in a folder for evidence, and every other one that evidence names. `references` are by path."""
    named = {target for _, _, target in attached_files(references, paths) if target is not None}
    return frozenset(
        path
        for path in paths
        if path not in SETTINGS_FILES and is_listed(path) and (path in named or kind_of_path(path) is not None)
    )
