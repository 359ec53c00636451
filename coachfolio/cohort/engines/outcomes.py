"""What an engine is asked for, and what it answers for each portfolio."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, Literal, TypeVar

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen

__all__ = [
    "AtHome",
    "Bounds",
    "Certificates",
    "CohortTrouble",
    "Failure",
    "FailureKind",
    "OnDask",
    "Result",
    "TellProgress",
    "Work",
]

_T = TypeVar("_T")

Work = Callable[[str], _T]
"""A function of one path that another process can import by its name, or a `functools.partial` of one."""
TellProgress = Callable[[int, int, float | None], None]
"""Told after each portfolio: how many are done, how many there are, and the seconds that are probably left."""
FailureKind = Literal["unreadable", "mistake", "died", "hung", "memory"]

GIB: Final = 1 << 30


class CohortTrouble(CoachfolioError):
    """The run as a whole cannot begin, or cannot go on."""


@frozen()
class Result(Frozen, Generic[_T]):
    """What was worked out for one portfolio."""

    path: str
    """As it was given."""
    value: _T


@frozen()
class Failure(Frozen):
    """Why there is nothing for one portfolio."""

    path: str
    """As it was given."""
    why: str
    """A sentence for people. It quotes nothing that stands in a portfolio."""
    kind: FailureKind
    """unreadable: the work said so itself. mistake: the program failed. died, hung, memory: its process was lost."""


@frozen()
class Bounds(Frozen):
    """What one portfolio may cost. Whoever needs more is tried once more, and then left out."""

    seconds: float = 600
    """Seconds by the clock: five thousand times what a usual portfolio takes."""
    memory: int = 2 * GIB
    """Bytes of address space, where the system can hold a process to that. 0 is no bound."""
    cache: int = 10 * GIB
    """Bytes of all clones of portfolios that are fetched from an address, on one computer."""


@frozen()
class AtHome(Frozen):
    """All on this computer, with `concurrent.futures`."""

    processes: int = 0
    """How many at a time. 0 is one for each core that this process may use."""
    start: str = ""
    """How a process begins, as `multiprocessing` calls it. Empty is forkserver where the system has it and else spawn:
    both are right wherever they are called from. fork is only for a program without threads of its own."""
    bounds: Bounds = Bounds()


@frozen()
class Certificates(Frozen):
    """Files in PEM form, by which a scheduler and its clients know each other."""

    authority: str
    """The certificate of whoever signed all of them."""
    certificate: str
    key: str


@frozen()
class OnDask(Frozen):
    """On a cluster of dask.distributed."""

    address: str = ""
    """The scheduler's, such as tls://10.0.0.5:8786. Empty: a cluster is started on this computer for the run."""
    workers: int = 0
    """How many are started where no address is given. 0 is one for each core."""
    certificates: Certificates | None = None
    bounds: Bounds = Bounds()
    patience: float = 30
    """Seconds to wait for a scheduler, and for a first worker."""
