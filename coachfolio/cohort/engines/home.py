"""Many portfolios on this computer: threads of `concurrent.futures`, each waiting for a process of its own."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, Final, TypeVar

from coachfolio.cohort.engines.fetched import fetched_outcome
from coachfolio.cohort.engines.outcomes import AtHome, Failure, Result, Work
from coachfolio.cohort.engines.rooms import Rooms, cores

__all__ = ["run_at_home"]

_T = TypeVar("_T")

AHEAD: Final = 2
"""Portfolios in hand for each process: one at work, and one that is ready when it is done."""


def run_at_home(paths: Iterable[str], work: Work[_T], engine: AtHome) -> Generator[Result[_T] | Failure, None, None]:
    """The outcomes, each as it is ready. No more are in hand than AHEAD for each process."""
    number = engine.processes or cores()
    rooms = Rooms(engine.bounds, engine.start)
    threads = ThreadPoolExecutor(number, "portfolio")
    left = iter(paths)
    waiting: set[Future[Any]] = set()
    try:
        while True:
            while len(waiting) < AHEAD * number and (path := next(left, None)) is not None:
                waiting.add(threads.submit(fetched_outcome, rooms, path, work, engine.bounds))
            if not waiting:
                return
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    finally:  # Ctrl-C comes here as well
        rooms.close()
        threads.shutdown(wait=True, cancel_futures=True)
