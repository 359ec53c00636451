"""A session: one portfolio checked again and again while somebody works on it, each time at a fraction of the cost."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from coachfolio.checks.checking import Report
from coachfolio.checks.waivers import Baseline
from coachfolio.checks.whole import report_on, source_of
from coachfolio.confidentiality.kept import KeptLooks
from coachfolio.portfolio.sources import Folder, Overlay, Source

if TYPE_CHECKING:
    from coachfolio.portfolio.portfolio import Stage
    from coachfolio.portfolio.reading import Kept

__all__ = ["CheckSession"]


class CheckSession:
    """Judges a portfolio as `check_folder` does, as often as it is asked, and keeps what it read by its content.

    `place` is the portfolio's folder, a hand-over file, or any source; one that is no folder has no list of clients and
    no record. `stage`, `today`, `baseline` and `thorough` are as for `check_folder`; without `today`, dates are judged
    as on the day of asking. Nothing is written, and nothing is kept outside this object, which holds the texts of the
    portfolio and its list of clients.
    """

    def __init__(
        self,
        place: str | os.PathLike[str] | Source,
        *,
        stage: Stage | None = None,
        today: datetime.date | None = None,
        baseline: Baseline | bytes | None = None,
        thorough: bool = True,
    ) -> None:
        self._place = place.path if isinstance(place, Folder) else place
        self._stage = stage
        self._today = today
        self._baseline = baseline
        self._thorough = thorough
        self._files: Kept = {}
        self._looks = KeptLooks()

    def report(self, changes: Mapping[str, str | bytes | None] | None = None) -> Report:
        """The report on the portfolio as it lies there now.

        With `changes`, as it would be with some files added, changed or (None) deleted, by their paths inside the
        portfolio: an editor's texts before they are saved.

        Raises NoPortfolio, BrokenPlugin, UnknownStage, NoRecord and GitTrouble, and CoachfolioError for a baseline that
        is none.
        """
        place = self._place
        path = place if isinstance(place, str | os.PathLike) else None
        source: Source = source_of(place) if isinstance(place, str | os.PathLike) else place
        if changes:
            source = Overlay(source, changes)
        found = report_on(
            path,
            source,
            stage=self._stage,
            today=self._today,
            baseline=self._baseline,
            thorough=self._thorough,
            files=self._files,
            looks=self._looks,
        )
        for path in self._files.keys() - source.sizes.keys():
            del self._files[path]
        return found
