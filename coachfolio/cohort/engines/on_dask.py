"""Many portfolios on a cluster of dask.distributed: one that is there already, or one that is started for the run.

A worker has each portfolio read in a process of its own, as at home: so no portfolio can end a worker, and the cluster
is bothered with nothing but paths, and the values that come of them. Where a worker is lost all the same, Dask gives
what it had in hand to another.
"""

from __future__ import annotations

import logging
import queue
import tempfile
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import uuid4

from coachfolio.base.version import __version__
from coachfolio.base.words import shown
from coachfolio.cohort.engines.fetched import fetched_outcome
from coachfolio.cohort.engines.outcomes import Bounds, Certificates, CohortTrouble, Failure, OnDask, Result, Work
from coachfolio.cohort.engines.rooms import Rooms, cores, without_interrupts

if TYPE_CHECKING:
    from distributed import Client, Future, Security

__all__ = ["run_on_dask"]

_T = TypeVar("_T")

AHEAD_ON_DASK: Final = 3
"""Portfolios in hand for each thread of a worker: more would only wait there."""
SECONDS_WITHOUT_WORKERS: Final = 120
LOOK_AGAIN: Final = 1.0
"""Seconds after which it is looked whether the cluster is still there."""
SECONDS_UNUSED: Final = 600
TRIES: Final = 2
_ALONE: Final[Mapping[str, object]] = {
    "distributed.scheduler.http.routes": [],  # what they answer to browsers is not encrypted
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
}
"""How a cluster differs that nobody is to look at."""
_SAME: Final = ("coachfolio", "dask", "distributed")
"""What must be of one version everywhere."""


def run_on_dask(paths: Iterable[str], work: Work[_T], engine: OnDask) -> Generator[Result[_T] | Failure, None, None]:
    """The outcomes, each as it is ready. No more are in hand than AHEAD for each thread of the workers.

    Raises CohortTrouble where there is no cluster, where it is of other versions, or where it goes away.
    """
    try:
        import distributed  # noqa: F401 - whether it is there
    except ImportError:
        raise CohortTrouble("Dask is not installed on this computer. Type: pip install 'coachfolio[cohort]'") from None
    with _quiet(), _connected(engine) as client:
        _must_be_of_one_version(client)
        yield from _Run(client, engine).outcomes(paths, work)


class _Run:
    """What is in hand on a cluster."""

    def __init__(self, client: Client, engine: OnDask) -> None:
        self._client = client
        self._engine = engine
        self._name = uuid4().hex
        self._ready: queue.SimpleQueue[Future[Any]] = queue.SimpleQueue()
        self._asked: dict[Future[Any], tuple[str, int]] = {}
        self._number = 0

    def outcomes(self, paths: Iterable[str], work: Work[_T]) -> Generator[Result[_T] | Failure, None, None]:
        left = iter(paths)
        try:
            while True:
                room = AHEAD_ON_DASK * self._threads() - len(self._asked)
                for path in self._next(left, room):
                    self._ask(path, work, 1)
                if not self._asked:
                    return
                for future in self._done():
                    yield from self._outcome(future, work)
        finally:
            for future in self._asked:
                future.release()
            with suppress(Exception):  # whatever became of the cluster
                self._client.run(leave_cluster, self._name, on_error="ignore")

    @staticmethod
    def _next(left: Iterator[str], room: int) -> Iterator[str]:
        for _ in range(room):
            if (path := next(left, None)) is None:
                return
            yield path

    def _ask(self, path: str, work: Work[_T], attempt: int) -> None:
        self._number += 1
        key = f"portfolio-{self._name}-{self._number}"  # Dask shows and logs it: no path
        asked = (on_worker, work, path, self._engine.bounds, self._name, __version__)
        future = self._client.submit(*asked, key=key, pure=False)
        self._asked[future] = (path, attempt)
        future.add_done_callback(self._ready.put)

    def _threads(self) -> int:
        """Of all workers together; once there were none for long, the run is over."""
        since = monotonic()
        while not (threads := self._threads_now()):
            if self._asked:
                return 0
            if monotonic() - since > self._engine.patience:
                raise CohortTrouble("The cluster has no worker any more. What was done is kept; start some, and go on.")
            threading.Event().wait(LOOK_AGAIN)
        return threads

    def _threads_now(self) -> int:
        """Raises CohortTrouble where the scheduler is gone, and does not come back."""
        try:
            return sum(self._client.nthreads().values())
        except (OSError, RuntimeError):
            raise _gone() from None

    def _done(self) -> list[Future[Any]]:
        """What is ready, at least one. Raises CohortTrouble where nothing will be."""
        without = monotonic()
        while True:
            try:
                first = self._ready.get(timeout=LOOK_AGAIN)
            except queue.Empty:
                if self._client.status not in ("running", "connecting"):
                    raise _gone() from None
                if self._threads_now():
                    without = monotonic()
                elif monotonic() - without > SECONDS_WITHOUT_WORKERS:
                    raise CohortTrouble(
                        "The cluster has had no worker for two minutes. What was done is kept; start some, and go on."
                    ) from None
                continue
            ready = [first]
            with suppress(queue.Empty):
                while len(ready) < AHEAD_ON_DASK * 100:
                    ready.append(self._ready.get_nowait())
            return ready

    def _outcome(self, future: Future[Any], work: Work[_T]) -> Iterator[Result[_T] | Failure]:
        from distributed import KilledWorker

        path, attempt = self._asked.pop(future)
        try:
            outcome: Result[_T] | Failure = future.result()
        except KilledWorker:
            if attempt < TRIES:
                self._ask(path, work, attempt + 1)
                return
            outcome = Failure(path, "Every worker that had it in hand was ended from outside. It is left out.", "died")
        except CohortTrouble:
            raise
        except Exception as error:
            if future.cancelled() or self._client.status != "running":
                raise _gone() from None
            outcome = Failure(path, f"Dask could not hand it over: {type(error).__name__}.", "mistake")
        finally:
            future.release()
        yield outcome


def _gone() -> CohortTrouble:
    return CohortTrouble("The Dask scheduler is gone. What was done is kept; start it again, and go on.")


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask tells its own log of lost workers; people are told by us."""
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado", "asyncio")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@contextmanager
def _connected(engine: OnDask) -> Iterator[Client]:
    """A client of the scheduler, or of a cluster that lasts as long as the block. Raises CohortTrouble."""
    from distributed import Client

    with ExitStack() as open_ones:
        if engine.address:
            security = _security(engine.certificates)
            try:
                client = Client(_address(engine), security=security, timeout=engine.patience, set_as_default=False)
            except (OSError, ValueError, RuntimeError):
                raise _no_scheduler(engine) from None
        else:
            client = Client(open_ones.enter_context(_local_cluster(engine)), set_as_default=False)
        open_ones.callback(_closed, client)
        try:
            client.wait_for_workers(1, timeout=engine.patience)
        except TimeoutError:
            raise CohortTrouble(
                f"The scheduler at {shown(engine.address, 100)} has no worker. Start one on each computer that is to "
                "help, as docs/centre.md shows."
            ) from None
        yield client


def _address(engine: OnDask) -> str:
    """With the way to speak to it: encrypted where there are certificates. Raises CohortTrouble for any other."""
    way, _, _ = engine.address.rpartition("://")
    if not way:
        return f"{'tls' if engine.certificates else 'tcp'}://{engine.address}"
    if way != ("tls" if engine.certificates else "tcp"):
        raise _no_scheduler(engine)
    return engine.address


def _closed(client: Client) -> None:
    with suppress(Exception):
        client.close(timeout=5)


def _security(certificates: Certificates | None) -> Security | None:
    from distributed import Security

    if certificates is None:
        return None
    for file in (certificates.authority, certificates.certificate, certificates.key):
        if not Path(file).is_file():
            raise CohortTrouble(f"There is no file {shown(file, 100)}. Give the scheduler's certificates as PEM files.")
    return Security(
        require_encryption=True,
        tls_ca_file=certificates.authority,
        tls_client_cert=certificates.certificate,
        tls_client_key=certificates.key,
    )


def _no_scheduler(engine: OnDask) -> CohortTrouble:
    place = shown(engine.address, 100)
    if engine.certificates:
        also = "With certificates it begins with tls://; and both must be of the same authority."
    else:
        also = "If it asks for certificates, give them with --tls-ca, --tls-cert and --tls-key."
    return CohortTrouble(
        f"No Dask scheduler answers at {place}. See that it runs, and that the address is the one it shows when it "
        f"starts, such as tls://10.0.0.5:8786. {also}"
    )


@contextmanager
def _local_cluster(engine: OnDask) -> Iterator[Any]:
    """Workers on this computer, which nobody else can reach: what they say is encrypted for this run alone."""
    import dask
    from distributed import LocalCluster, Security

    with (
        tempfile.TemporaryDirectory(prefix="coachfolio-", ignore_cleanup_errors=True) as scratch,
        dask.config.set(_ALONE),
    ):
        with without_interrupts():
            cluster = LocalCluster(
                n_workers=engine.workers or cores(),
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                protocol="tls://",
                security=Security.temporary(),
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                local_directory=scratch,
                silence_logs=logging.CRITICAL,
            )
        with cluster:
            yield cluster


def _must_be_of_one_version(client: Client) -> None:
    """Raise CohortTrouble where a part of the cluster would work out something else than this computer."""
    found = client.get_versions(packages=["coachfolio"])
    own = _versions(found["client"])
    others = {
        "the scheduler": found["scheduler"],
        **{f"the worker {name}": of for name, of in found["workers"].items()},
    }
    for where, said in others.items():
        theirs = _versions(said)
        for package, version in own.items():
            if theirs.get(package) != version:
                there = f"{package} {theirs[package]}" if theirs.get(package) else f"no {package}"
                raise CohortTrouble(
                    f"There is {there} on {where}, and {package} {version} here. Install the same version everywhere, "
                    "and try again."
                )


def _versions(said: Mapping[str, Any]) -> dict[str, str]:
    packages = said["packages"]
    python = ".".join(str(packages.get("python", "")).split(".")[:2])
    return {"python": python, **{name: packages.get(name) or "" for name in _SAME}}


# --- on a worker

_rooms: dict[str, Rooms] = {}
_left: Final[deque[str]] = deque(maxlen=1000)
"""Runs that are over, of which something may still be on its way."""
_either: Final = threading.Lock()


def on_worker(work: Work[_T], path: str, bounds: Bounds, name: str, version: str) -> Result[_T] | Failure:
    """What a worker does for one portfolio of a run.

    Raises CohortTrouble where it is of another version than who asks.
    """
    if version != __version__:  # it may have come later than the others
        raise CohortTrouble(
            f"There is coachfolio {__version__} on a worker, and coachfolio {version} here. Install the same version "
            "everywhere, and try again."
        )
    with _either:
        for other in [other for other, idle in _rooms.items() if other != name and idle.unused > SECONDS_UNUSED]:
            _rooms.pop(other).close()  # whoever asked was ended before they could say so
        rooms = _rooms.setdefault(name, Rooms(bounds))
        if name in _left:
            rooms.close()
    return fetched_outcome(rooms, path, work, bounds)


def leave_cluster(name: str) -> None:
    """End all processes that a worker has for a run: nobody waits for them."""
    with _either:
        _left.append(name)
        rooms = _rooms.pop(name, None)
    if rooms is not None:
        rooms.close()
