"""A process for one portfolio at a time, within bounds, that may be lost without loss of anything else.

Every room is a pool of `concurrent.futures` with one process. So it is never in doubt whose portfolio ended a process,
and nobody else's has to be read again. The process works for as many portfolios as it can; it is ended with all that it
started when one takes too long, and replaced when it is lost.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.cohort.engines.outcomes import Bounds, CohortTrouble, Failure, FailureKind, Result, Work

__all__ = ["Rooms", "cores", "without_interrupts"]

_T = TypeVar("_T")

SECONDS_TO_START: Final = 120
SECONDS_TO_CLOSE: Final = 5
TRIES_TO_START: Final = 5
_ENDS_NOW: Final = getattr(signal, "SIGKILL", signal.SIGTERM)
_STARTING: Final = threading.Lock()


@frozen()
class _Said(Frozen):
    """What there is to say where the work gave no value."""

    kind: FailureKind
    why: str


_LOST: Final = ("died", "hung", "memory")
"""What another try may mend."""
_WHY: Final[dict[FailureKind, str]] = {
    "died": (
        "The process that read it was ended from outside, twice. That happens when the computer has no memory left. "
        "It is left out."
    ),
    "memory": "It needs more memory than any portfolio should, and was stopped twice. It is left out.",
}


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Room:
    """One process, started when it is first needed."""

    def __init__(self, bounds: Bounds, start: str, may_fail: bool) -> None:
        self._bounds = bounds
        self._start = start
        self._may_fail = may_fail
        self._pool: ProcessPoolExecutor | None = None
        self._process = 0
        self._closed = False

    def said(self, work: Work[_T], place: str) -> Result[_T] | _Said:
        """Have the work done once."""
        pool = self._pool or self._started(work)
        if pool is None:
            return _Said("died", _WHY["died"])
        try:
            answer: Result[_T] | _Said = pool.submit(_done, work, place).result(timeout=self._bounds.seconds)
        except TimeoutError:
            self.end()
            return _Said("hung", f"It took longer than {_spoken(self._bounds.seconds)}, twice. It is left out.")
        except BrokenExecutor:
            self.end()
            return _Said("died", _WHY["died"])
        except Exception as error:  # the work, or its value, cannot be sent from one process to another
            self.end()
            return _Said("mistake", f"coachfolio itself failed: {type(error).__name__}.")
        if isinstance(answer, _Said) and answer.kind == "memory":  # what is left of the process is worth nothing
            self.end()
        return answer

    def _started(self, work: Work[_T]) -> ProcessPoolExecutor | None:
        """A new process that has imported the work, None where it ends at once.

        Raises CohortTrouble where none has ever begun.
        """
        usual = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(self._start or usual)
        for _ in range(TRIES_TO_START):
            pool = ProcessPoolExecutor(1, context, _prepared, (self._bounds.memory,))
            try:
                with _starting():
                    began = pool.submit(_ready, work)
                self._process = began.result(timeout=SECONDS_TO_START)
            except (BrokenExecutor, TimeoutError, OSError):
                pool.shutdown(wait=False, cancel_futures=True)
                continue
            self._pool = pool
            self._may_fail = True
            if self._closed:
                self.end()
            return pool
        if self._may_fail:
            return None
        raise CohortTrouble(
            "The processes that read the portfolios cannot be started on this computer: they end at once. "
            "It may have too little memory left for them."
        )

    def end(self) -> None:
        """End the process and all that it started."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process, _ENDS_NOW)
            else:
                os.kill(self._process, _ENDS_NOW)
        pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End it for good: whatever is at work there is lost."""
        self._closed = True
        self.end()


class Rooms:
    """As many rooms as there are threads that ask at the same time. Each call is one portfolio."""

    def __init__(self, bounds: Bounds, start: str = "") -> None:
        self._bounds = bounds
        self._start = start
        self._lock = threading.Lock()
        self._idle: list[_Room] = []
        self._busy: set[_Room] = set()
        self._closed = False
        self._have_begun = False
        self._used = time.monotonic()

    @property
    def unused(self) -> float:
        """Seconds since anybody was here."""
        return 0 if self._busy else time.monotonic() - self._used

    def outcome(self, path: str, work: Work[_T], place: str | None = None) -> Result[_T] | Failure:
        """What the work makes of one portfolio, which lies at `place` where its path is not one of this computer.

        Raises CohortTrouble where no process can be started.
        """
        place = path if place is None else place
        with self._room() as room:
            answer = room.said(work, place)
            if isinstance(answer, _Said) and answer.kind in _LOST and not self._closed:
                answer = room.said(work, place)
        if isinstance(answer, Result):
            self._have_begun = True
            return Result(path, answer.value)
        return Failure(path, answer.why, answer.kind)

    @contextmanager
    def _room(self) -> Iterator[_Room]:
        with self._lock:
            room = self._idle.pop() if self._idle else _Room(self._bounds, self._start, self._have_begun)
            if self._closed:
                room.close()
            self._busy.add(room)
        try:
            yield room
        finally:
            with self._lock:
                self._busy.discard(room)
                self._used = time.monotonic()
                if not self._closed:
                    self._idle.append(room)

    def close(self) -> None:
        """End every process at once. One that was just beginning may take a moment for it."""
        with self._lock:
            self._closed = True
            every, self._idle = [*self._idle, *self._busy], []
        for room in every:
            room.close()
        until = time.monotonic() + SECONDS_TO_CLOSE
        while self._busy and time.monotonic() < until:
            time.sleep(0.01)


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Ctrl-C is not for what is started here: whoever starts it hears it a moment later, and ends it."""
    blocked = hasattr(signal, "pthread_sigmask")
    if blocked:
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # it would start with the first process, and lift the block again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if blocked else set()
    try:
        yield
    finally:
        if blocked:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _starting() -> Iterator[None]:
    """While a process begins, which a worker of Dask may have as well."""
    with _STARTING, without_interrupts(), warnings.catch_warnings():
        # fork, beside the threads that only wait for other processes
        warnings.filterwarnings("ignore", category=DeprecationWarning, message=".*fork.*")
        own = multiprocessing.current_process()
        daemon = own.daemon
        if daemon:
            own.daemon = False  # a nanny's workers are of that kind, and the process ends by itself when they do
        try:
            yield
        finally:
            if daemon:
                own.daemon = True


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:g} seconds"


# --- in the process


def _prepared(memory: int) -> None:
    """Nothing reaches it but its work, and nothing leaves it but the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    threading.Thread(target=_end_with_the_other, daemon=True).start()  # first, since a thread needs room as well
    if sys.platform != "win32":
        import resource

        bounds = {resource.RLIMIT_CORE: 0, **({resource.RLIMIT_AS: memory + _held_already()} if memory else {})}
        for what, bound in bounds.items():
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(what, (bound, bound))


def _held_already() -> int:
    """Bytes of addresses that this process has from the beginning: a forked one has all of the other's."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _ready(work: Work[Any]) -> int:
    return os.getpid()


def _end_with_the_other() -> None:
    """Whoever asked may be killed: then nobody waits for an answer."""
    other = multiprocessing.parent_process()
    if other is not None:
        other.join()
        if hasattr(os, "killpg"):
            os.killpg(0, _ENDS_NOW)
        os._exit(1)


def _done(work: Work[_T], place: str) -> Result[_T] | _Said:
    try:
        return Result(place, work(place))
    except CoachfolioError as error:
        return _Said("unreadable", str(error))
    except MemoryError:
        return _Said("memory", _WHY["memory"])
    except OSError as error:
        return _Said("unreadable", f"It cannot be read: {(error.strerror or 'unknown reason').lower()}.")
    except Exception as error:  # its own text may quote the portfolio
        return _Said("mistake", f"coachfolio itself failed: {type(error).__name__} {_where(error)}.")


def _where(error: BaseException) -> str:
    """The line of a program, without what it worked on."""
    step: Any = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return f"at {Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}" if step is not None else "somewhere"
