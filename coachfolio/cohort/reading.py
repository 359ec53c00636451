"""A whole cohort read: what is known and unchanged is not read again, and what cannot be read is told by name."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.cohort.engines import Failure, run_engine
from coachfolio.cohort.extracting import extract_of
from coachfolio.cohort.members import LeftOut, Places
from coachfolio.cohort.states import state_of
from coachfolio.git.fetching import is_address

if TYPE_CHECKING:
    from coachfolio.cohort.engines import AtHome, OnDask
    from coachfolio.cohort.extract import Extract
    from coachfolio.cohort.memory import Memory

__all__ = ["CohortRead", "SameLearner", "Told", "read_cohort"]

Told = Callable[[int, int, float | None], None]
"""Is told how many are done, how many there are, and how many seconds are left, where that can be said."""


@frozen()
class SameLearner(Frozen):
    """Several portfolios that are of one learner, as far as can be seen. All of them are counted."""

    portfolios: tuple[str, ...]
    by: str
    """Whether that is seen by the enrolment, or by the name alone."""


@frozen()
class CohortRead(Frozen):
    """A cohort that was read. What is known of its portfolios waits in the memory."""

    today: datetime.date
    folder: Path | None
    """The one folder that holds them all, where there is one."""
    places: tuple[str, ...]
    """Of the portfolios that are counted, by name."""
    names: tuple[str, ...]
    """What they are called; no two alike."""
    left_out: tuple[LeftOut, ...]
    same_learner: tuple[SameLearner, ...]
    anew: int
    """How many were read now, and not only remembered."""
    kept: Memory = field(repr=False)

    def extracts(self) -> Iterator[Extract]:
        """What is known of each portfolio, by name, one at a time."""
        for place in self.places:
            extract = self.kept.get(place, self.today)
            if extract is not None:
                yield extract


def read_cohort(
    places: Places,
    kept: Memory,
    *,
    today: datetime.date | None = None,
    engine: AtHome | OnDask | None = None,
    told: Told | None = None,
) -> CohortRead:
    """Work out every portfolio that is not known yet as it is now, or whose answer does not hold on this day.

    What is done is kept as soon as it is done: a run that was stopped and is started again goes on from there. Raises
    CohortTrouble where the engine cannot be used at all.
    """
    today = today or datetime.date.today()
    named = {_absolute(place): place for place in reversed(places.found)}  # each once, whatever it was called by
    where = {place: there for place in places.found if named[there := _absolute(place)] == place}
    states = {there: None if is_address(there) else state_of(there) for there in where.values()}
    wanted = [there for there, state in states.items() if not kept.knows(there, state, today)]
    failures: dict[str, tuple[str, str]] = {}
    try:
        with closing(run_engine(wanted, partial(extract_of, today=today), engine, progress=told)) as results:
            for result in results if wanted else ():
                if isinstance(result, Failure):
                    failures[result.path] = (result.why, result.kind)
                else:
                    kept.keep(result.path, states[result.path], result.value)
    finally:
        kept.write()
    return _told_apart(places, where, failures, kept, today, len(wanted))


def _absolute(place: str) -> str:
    return place if is_address(place) else os.path.abspath(place)  # noqa: PTH100 - links stay as they are


def _told_apart(
    places: Places,
    known: Mapping[str, str],
    failures: Mapping[str, tuple[str, str]],
    kept: Memory,
    today: datetime.date,
    anew: int,
) -> CohortRead:
    """The cohort with no two portfolios of one name in it, and with those of one learner told."""
    left_out = [
        *places.left_out,
        *(LeftOut(place, *failures[where]) for place, where in known.items() if where in failures),
    ]
    first: dict[str, str] = {}
    learners: dict[tuple[str, str], list[str]] = {}
    for place, where in known.items():
        called = None if where in failures else kept.called(where)
        if called is None:
            continue
        name, learner, by = called
        if name in first:
            other = shown(first[name], 100)
            why = f"It has the same id or name as {other}. Take the older one away, or give it an id of its own."
            left_out.append(LeftOut(place, why, "same name"))
            continue
        first[name] = place
        learners.setdefault((learner, by), []).append(name)
    counted = sorted((name, known[place]) for name, place in first.items())
    kept.used(where for _, where in counted)
    same = (SameLearner(tuple(sorted(names)), by) for (_, by), names in learners.items() if len(names) > 1)
    return CohortRead(
        today=today,
        folder=places.folder,
        places=tuple(where for _, where in counted),
        names=tuple(name for name, _ in counted),
        left_out=tuple(left_out),
        same_learner=tuple(sorted(same, key=lambda group: group.portfolios)),
        anew=anew - len(failures),
        kept=kept,
    )
