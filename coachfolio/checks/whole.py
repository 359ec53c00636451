"""The one call that is the check: a folder, a save, the save under way or a hand-over file, judged in every respect."""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.checking import Report, check
from coachfolio.checks.rules import all_rules
from coachfolio.checks.waivers import Baseline, baseline_from
from coachfolio.confidentiality.portfolios import kept_in_git, looked_through, whole_file, with_record
from coachfolio.evidence.attached import attached_files
from coachfolio.portfolio.loading import loaded
from coachfolio.portfolio.sources import Folder, Overlay, Source

if TYPE_CHECKING:
    from coachfolio.confidentiality.attachments import Read
    from coachfolio.confidentiality.facts import Exposure
    from coachfolio.confidentiality.kept import KeptLooks
    from coachfolio.confidentiality.key import Key
    from coachfolio.portfolio.earlier import EarlierContents
    from coachfolio.portfolio.portfolio import Portfolio, Stage
    from coachfolio.portfolio.reading import Kept

__all__ = ["ReadWhole", "check_folder", "gathered", "report_on", "source_of"]


def check_folder(
    path: str | os.PathLike[str],
    *,
    state: str | None = None,
    staged: bool = False,
    stage: Stage | None = None,
    today: datetime.date | None = None,
    baseline: Baseline | bytes | None = None,
    thorough: bool = True,
    source: Source | None = None,
) -> Report:
    """Judge a portfolio as `coachfolio check` does, and give a report that names no client.

    `path` is the portfolio's folder or a hand-over file. `state` is a save to judge (its number, a branch or a seal),
    `staged` the save that is being made; else the files count as they lie there, and of a hand-over file the last save.
    `stage` and `today` are as for `check`. A `baseline` is what an earlier check printed as JSON, or was read from it.
    The list of clients is that of the folder. With `thorough`, attachments are looked into for names, and so is the
    record that the folder is kept in; that may take seconds. A `source` that `source_of` gave is not opened again.
    Nothing is written.

    Raises NoPortfolio, BrokenPlugin, NoRecord and GitTrouble, and CoachfolioError for two states at once and for a
    baseline that is none.
    """
    source = source or source_of(path, state=state, staged=staged)
    return report_on(path, source, stage=stage, today=today, baseline=baseline, thorough=thorough, staged=staged)


@frozen()
class ReadWhole(Frozen):
    """Everything that a portfolio is judged by, read once: it can be judged for several stages and days."""

    portfolio: Portfolio
    exposure: Exposure
    key: Key | None
    path: str | os.PathLike[str] | None
    """The portfolio's folder or hand-over file; None where its files come from nowhere on this computer."""
    left_out: tuple[str, ...]
    emptied: tuple[tuple[str, str], ...]

    def judged(
        self,
        *,
        stage: Stage | None = None,
        today: datetime.date | None = None,
        baseline: Baseline | None = None,
    ) -> Report:
        """The report for a stage and a day, without what lies beside the portfolio. Raises BrokenPlugin, UnknownStage.

        Every rule is asked, and none of them reads the portfolio again.
        """
        return check(
            self.portfolio,
            stage=stage,
            today=today,
            baseline=baseline,
            key=self.key,
            exposure=self.exposure,
            look_up=self._look_up if self.path is not None else None,
            left_out=self.left_out,
            emptied=self.emptied,
        )

    def _look_up(self, ids: Collection[str]) -> EarlierContents:
        from coachfolio.record.earlier import earlier_contents

        assert self.path is not None
        return earlier_contents(self.path, ids)


def gathered(
    path: str | os.PathLike[str] | None,
    source: Source,
    *,
    thorough: bool = True,
    files: Kept | None = None,
    looks: KeptLooks | None = None,
    staged: bool = False,
) -> ReadWhole:
    """Read the files of a source, with the list of clients and the record of the folder at `path`.

    `files` and `looks` are what a session keeps from the time before; `staged` where the source is the save being made.

    Raises NoPortfolio, NoRecord and GitTrouble.
    """
    portfolio = loaded(source, files)
    as_it_lies = isinstance(source.source if isinstance(source, Overlay) else source, Folder)
    read = None if path is None else _reader(path, source)
    if thorough and staged and path is not None:
        from coachfolio.confidentiality.saves import looked_through_staged

        exposure, key = looked_through_staged(path, portfolio)
    else:
        exposure, key = looked_through(portfolio, path, attachments=thorough and as_it_lies, read=read, kept=looks)
        if thorough and path is not None and Path(path).is_dir() and kept_in_git(path):
            exposure = with_record(exposure, portfolio, path, key, read if as_it_lies else None, kept=looks)
    in_folder = thorough and as_it_lies and path is not None
    return ReadWhole(
        portfolio,
        exposure,
        key,
        path,
        left_out=_left_out(path, portfolio) if in_folder and path is not None else (),
        emptied=_emptied(path, portfolio) if in_folder and path is not None else (),
    )


def report_on(
    path: str | os.PathLike[str] | None,
    source: Source,
    *,
    stage: Stage | None,
    today: datetime.date | None,
    baseline: Baseline | bytes | None,
    thorough: bool,
    files: Kept | None = None,
    looks: KeptLooks | None = None,
    staged: bool = False,
) -> Report:
    """Judge the files of a source in every respect, with the list of clients and the record of the folder at `path`.

    `files`, `looks` and `staged` are as for `gathered`.

    Raises NoPortfolio, BrokenPlugin, UnknownStage, NoRecord and GitTrouble, and CoachfolioError for a baseline that is
    none.
    """
    if isinstance(baseline, bytes):
        baseline = baseline_from(baseline, [rule.code for rule in all_rules()])
    found = gathered(path, source, thorough=thorough, files=files, looks=looks, staged=staged)
    report = found.judged(stage=stage, today=today, baseline=baseline)
    if path is None or report.stage in ("building", "submission"):
        return report
    from coachfolio.facts.sampling.plans import plans_above

    above = plans_above(found.portfolio, Path(path))
    return replace(report, sampling_above=above.waiting, plans_above=above)


def _left_out(folder: str | os.PathLike[str], portfolio: Portfolio) -> tuple[str, ...]:
    """The files that count and that git leaves out of what is saved."""
    git = kept_in_git(folder)
    if git is None or not git.is_dir() or git.is_symlink():
        return ()
    from coachfolio.record.left_out import paths_left_out

    attached = {target for _, _, target in attached_files(portfolio.references, portfolio.sizes) if target}
    return paths_left_out(folder, git, {*portfolio.texts, *(attached & portfolio.sizes.keys())})


def _emptied(folder: str | os.PathLike[str], portfolio: Portfolio) -> tuple[tuple[str, str], ...]:
    """The files whose saved content is kept as a file of 0 bytes, each with where in `.git` that lies."""
    git = kept_in_git(folder)
    if git is None or not git.is_dir() or git.is_symlink():
        return ()
    from coachfolio.record.emptied import emptied_among

    return emptied_among(git, portfolio.contents)


def source_of(path: str | os.PathLike[str], *, state: str | None = None, staged: bool = False) -> Source:
    """Where the bytes of a portfolio come from: a folder, one of its saves, or the last save in a hand-over file.

    Raises CoachfolioError for two states at once, NoRecord, GitTrouble.
    """
    if staged and state is not None:
        raise CoachfolioError("The save that is being made and an earlier save are two states. Ask for one of them.")
    if not staged and state is None and not Path(path).is_file():
        return Folder(path)
    from coachfolio.portfolio import snapshots

    return snapshots.staged(path) if staged else snapshots.saved(path, "HEAD" if state is None else state)


def _reader(path: str | os.PathLike[str], source: Source) -> Read:
    """Gives the bytes of attachments, which may be larger than any evidence."""
    from_folder = whole_file(path)
    if not isinstance(source, Overlay):
        return from_folder

    def read(name: str, most: int) -> bytes:
        new = source.changes.get(name)
        data = new.encode(errors="surrogatepass") if isinstance(new, str) else new
        return from_folder(name, most) if data is None else data[:most]

    return read
