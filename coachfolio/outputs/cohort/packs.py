"""The packs of a cohort for quality assurance: of each portfolio the sample, in a ZIP of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.cohort.reading import CohortRead
from coachfolio.outputs.pack.facts import PackFor
from coachfolio.outputs.pack.making import Packing, make_pack
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

__all__ = ["CohortPack", "packs_of"]

_NO_NAME: Final = r"[^\w.-]+"


@frozen()
class CohortPack(Frozen):
    """What became of the pack of one portfolio."""

    portfolio: str
    file: Path
    why_not: str
    """Why there is none, in a sentence; empty where it was made."""


def packs_of(read: CohortRead, into: Path, audience: PackFor, *, force: bool = False) -> Iterator[CohortPack]:
    """Make a pack of every portfolio in which somebody looked at something, or a plan lies.

    Raises CoachfolioError where the folder cannot be made.
    """
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CoachfolioError(f"The folder {into} cannot be made: {(error.strerror or 'refused').lower()}.") from None
    for place, extract in zip(read.places, read.extracts(), strict=True):
        if not (extract.looks or extract.plans):
            continue
        file = into / f"{re.sub(_NO_NAME, '-', extract.name).strip('.-') or 'portfolio'}-for-{audience}.zip"
        why_not = ""
        if not (Path(place) / PORTFOLIO_FILE).is_file():
            why_not = "Only a folder can be packed. Take it out with git clone, and name that folder."
        else:
            try:
                make_pack(Packing(folder=place, out=file, audience=audience, force=force))
            except CoachfolioError as error:
                why_not = str(error)
        yield CohortPack(extract.name, file, why_not)
