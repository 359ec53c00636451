"""Many portfolios at a time, at home or on a cluster: what is asked of each, and what becomes of those that fail."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from time import monotonic
from typing import TypeVar

from coachfolio.cohort.engines.outcomes import (
    AtHome,
    Bounds,
    Certificates,
    CohortTrouble,
    Failure,
    OnDask,
    Result,
    TellProgress,
    Work,
)

__all__ = [
    "AtHome",
    "Bounds",
    "Certificates",
    "CohortTrouble",
    "Engine",
    "Failure",
    "OnDask",
    "Result",
    "TellProgress",
    "Work",
    "run_engine",
]

_T = TypeVar("_T")

Engine = AtHome | OnDask
"""Where the portfolios are read."""


def run_engine(
    paths: Sequence[str], work: Work[_T], engine: Engine | None = None, *, progress: TellProgress | None = None
) -> Generator[Result[_T] | Failure, None, None]:
    """The outcome of each portfolio, as it is ready and in no fixed order.

    `paths` are folders, bare git directories, hand-over files or HTTPS addresses; with the last, `work` gets the path
    of a clone. Whoever stops reading, or presses Ctrl-C, ends all that is still at work (`contextlib.closing` does
    so at once); what was handed out is theirs.

    Raises CohortTrouble, and NotAnAddress before anything begins.
    """
    from coachfolio.git.fetching import is_address, lawful_address

    for path in paths:
        if is_address(path):
            lawful_address(path)
    if isinstance(engine, OnDask):
        from coachfolio.cohort.engines.on_dask import run_on_dask

        outcomes = run_on_dask(paths, work, engine)
    else:
        from coachfolio.cohort.engines.home import run_at_home

        outcomes = run_at_home(paths, work, engine or AtHome())
    return _told(outcomes, len(paths), progress)


def _told(
    outcomes: Generator[Result[_T] | Failure, None, None], number: int, progress: TellProgress | None
) -> Generator[Result[_T] | Failure, None, None]:
    began = monotonic()
    with closing(outcomes):
        for done, outcome in enumerate(outcomes, start=1):
            if progress is not None:
                progress(done, number, (monotonic() - began) / done * (number - done))
            yield outcome
