"""Many portfolios on a real cluster of dask.distributed, whose parts know each other by real certificates."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from distributed import Client, LocalCluster, Security

from coachfolio.cohort.engines import (
    AtHome,
    Bounds,
    Certificates,
    CohortTrouble,
    Failure,
    OnDask,
    Result,
    on_dask,
    run_engine,
)
from coachfolio.cohort.engines.fetched import CACHE

from .certificates import TlsAuthority
from .engine_work import briefly, faults, noted, pieces
from .git_server import git_server
from .repositories import Shelf
from .test_docs import DOCS, blocks
from .test_engines import asked, cohort, processes
from .test_engines_stopped import all_have_ended, is_stopped

QUICK = Bounds(seconds=3)
FAULTS = ("a", "dies", "fills", "fails", "stops", "b", "c")


class Cluster(NamedTuple):
    """A scheduler and two workers, and how to reach them."""

    engine: OnDask
    security: Security
    authority: TlsAuthority
    cache: Path


def security_of(authority: TlsAuthority, name: str, *addresses: str) -> tuple[Certificates, Security]:
    certificate, key = map(str, authority.certificate(name, addresses))
    root = str(authority.root)
    secured = Security(
        require_encryption=True,
        tls_ca_file=root,
        **{
            f"tls_{role}_{part}": file
            for role in ("scheduler", "worker", "client")
            for part, file in (("cert", certificate), ("key", key))
        },
    )
    return Certificates(root, certificate, key), secured


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with processes, for all tests here. Only who has a certificate of its authority is heard."""
    place = tmp_path_factory.mktemp("cluster")
    authority = TlsAuthority(place / "authority")
    certificates, security = security_of(authority, "cluster", "127.0.0.1")
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        protocol="tls://",
        security=security,
        dashboard_address="127.0.0.1:0",
        local_directory=str(place),
        silence_logs=60,
        env={"GIT_SSL_CAINFO": str(authority.root), CACHE: str(place / "cache")},
    ) as running:
        engine = OnDask(running.scheduler_address, certificates=certificates)
        yield Cluster(engine, security, authority, place / "cache")


def test_every_fault_costs_its_portfolio_alone(cluster: Cluster, tmp_path: Path) -> None:
    assert cluster.engine.address.startswith("tls://")
    paths = [str(tmp_path / name) for name in FAULTS]
    found = [*run_engine(paths, faults, dataclasses.replace(cluster.engine, bounds=QUICK))]
    assert sorted(outcome.path for outcome in found) == sorted(paths)
    kinds = {Path(outcome.path).name: outcome.kind for outcome in found if isinstance(outcome, Failure)}
    lost = {"dies": "died", "fills": "memory", "stops": "hung"}
    assert kinds == lost | {"fails": "mistake"}
    for name, times in asked(tmp_path).items():
        assert times == (2 if name in lost else 1), name
    gone = processes(tmp_path)  # and at the end no worker keeps a process that nobody waits for
    while not all_have_ended(gone):
        time.sleep(0.02)


def test_the_rows_are_those_of_one_computer(cluster: Cluster, tmp_path: Path, shelf: Shelf) -> None:
    paths = cohort(tmp_path, shelf)
    with git_server(tmp_path, cluster.authority.certificate("host", ["127.0.0.1"])) as server:
        address = f"{server.address}/third.git"
        far = {outcome.path: outcome for outcome in run_engine([*paths, address], pieces, cluster.engine)}
    home = {outcome.path: outcome for outcome in run_engine(paths, pieces, AtHome(2))}
    fetched, bare = far.pop(address), far[str(tmp_path / "third.git")]
    assert far == home
    assert isinstance(fetched, Result)
    assert isinstance(bare, Result)
    assert fetched.value == bare.value
    assert [*cluster.cache.iterdir()], "the worker has fetched it, into its own place"


def test_workers_killed_at_random_times_lose_nothing_else(cluster: Cluster, tmp_path: Path) -> None:
    paths = [str(tmp_path / f"p{number}") for number in range(80)]
    chance = random.Random(20)
    found: list[Result[str] | Failure] = []
    with Client(cluster.engine.address, security=cluster.security, set_as_default=False) as client:
        with closing(run_engine(paths, briefly, cluster.engine)) as running:
            for number, outcome in enumerate(running):
                found.append(outcome)
                if number in (3, 20):
                    os.kill(chance.choice([*client.run(os.getpid).values()]), signal.SIGKILL)
        client.wait_for_workers(2)
    assert sorted(outcome.path for outcome in found) == sorted(paths)
    assert {outcome.value for outcome in found if isinstance(outcome, Result)} == {Path(path).name for path in paths}


def test_a_stopped_run_goes_on_without_repeating(cluster: Cluster, tmp_path: Path) -> None:
    paths = [str(tmp_path / f"p{number}") for number in range(30)]
    with closing(run_engine(paths, noted, cluster.engine)) as running:
        kept = [next(running).path for _ in range(8)]
    assert asked(tmp_path).total() <= len(kept) + 2 * 3  # what was in hand on two workers, and no more
    rest = [outcome.path for outcome in run_engine([path for path in paths if path not in kept], noted, cluster.engine)]
    assert sorted(kept + rest) == sorted(paths)


def test_a_cluster_that_was_started_for_a_run_ends_with_it(tmp_path: Path) -> None:
    is_stopped("OnDask(workers=2)", signal.SIGINT, tmp_path)


def test_who_has_no_certificate_of_the_scheduler_is_told(cluster: Cluster, tmp_path: Path) -> None:
    stranger, _ = security_of(TlsAuthority(tmp_path / "other"), "stranger", "127.0.0.1")
    missing = dataclasses.replace(stranger, key=str(tmp_path / "no.key"))
    for certificates, said in (
        (None, "give them with --tls-ca"),
        (stranger, "both must be of the same authority"),
        (missing, "There is no file"),
    ):
        engine = dataclasses.replace(cluster.engine, certificates=certificates, patience=2)
        with pytest.raises(CohortTrouble, match=said):
            [*run_engine([str(tmp_path)], noted, engine)]


def test_other_versions_are_told(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed.versions import _version_cached

    about = tmp_path / "coachfolio-99.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: coachfolio\nVersion: 99.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    _version_cached.cache_clear()
    try:
        with pytest.raises(CohortTrouble, match=r"There is coachfolio \S+ on the worker \S+, and coachfolio 99.0 here"):
            [*run_engine([str(tmp_path)], noted, cluster.engine)]
    finally:
        _version_cached.cache_clear()
    monkeypatch.undo()
    monkeypatch.setattr("coachfolio.cohort.engines.on_dask.__version__", "99.0")  # as of a worker that came later
    with pytest.raises(CohortTrouble, match=r"on a worker, and coachfolio 99.0 here"):
        [*run_engine([str(tmp_path)], noted, cluster.engine)]


def test_no_scheduler_no_worker_and_one_that_goes_away(tmp_path: Path) -> None:
    with pytest.raises(CohortTrouble, match=r"No Dask scheduler answers at 127\.0\.0\.1:9"):
        [*run_engine([str(tmp_path)], noted, OnDask("127.0.0.1:9", patience=1))]
    with pytest.raises(CohortTrouble, match="No Dask scheduler answers at nonsense://x"):
        [*run_engine([str(tmp_path)], noted, OnDask("nonsense://x", patience=1))]
    inside: dict[str, Any] = {
        "processes": False,
        "protocol": "tcp://",
        "dashboard_address": "127.0.0.1:0",
        "silence_logs": 60,
    }
    with LocalCluster(n_workers=0, **inside) as empty, pytest.raises(CohortTrouble, match="has no worker"):
        [*run_engine([str(tmp_path)], noted, OnDask(empty.scheduler_address, patience=1))]
    with LocalCluster(n_workers=1, threads_per_worker=1, **inside) as leaving:
        paths = [str(tmp_path / f"p{number}") for number in range(100)]
        running = run_engine(paths, briefly, OnDask(leaving.scheduler_address, patience=3))
        kept = [next(running) for _ in range(3)]
        leaving.close()
        with pytest.raises(CohortTrouble, match="What was done is kept"):
            kept.extend(running)
        assert 3 <= len(kept) < 100
    for name in [*on_dask._rooms]:  # its worker lived in this process
        on_dask.leave_cluster(name)


class Host(NamedTuple):
    """A computer, or what stands for one: how a program is started on it, and its address."""

    start: list[str]
    address: str


def said(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def two_hosts() -> Iterator[tuple[Host, Host]]:
    """Two network namespaces with a cable between them; where the system allows none, two addresses of this one."""
    if sys.platform == "linux":
        assert shutil.which("ip"), "install iproute2: with it two computers are set up for this test"
    names = [f"cf{os.getpid() % 100_000}{end}" for end in "ab"]
    if sys.platform != "linux" or not said("ip", "netns", "add", names[0]):
        other = "127.0.0.1" if sys.platform == "darwin" else "127.0.0.2"
        logging.getLogger(__name__).warning(
            "Network namespaces are not allowed here: tried over two addresses of one computer."
        )
        yield Host([], "127.0.0.1"), Host([], other)
        return
    try:
        assert said("ip", "netns", "add", names[1])
        assert said(
            "ip", "link", "add", names[0], "netns", names[0], "type", "veth", "peer", names[1], "netns", names[1]
        )
        hosts = [Host(["ip", "netns", "exec", name], f"10.77.0.{number}") for number, name in enumerate(names, 1)]
        for name, host in zip(names, hosts, strict=True):
            assert said("ip", "-n", name, "address", "add", f"{host.address}/24", "dev", name)
            for device in ("lo", name):
                assert said("ip", "-n", name, "link", "set", device, "up")
        yield hosts[0], hosts[1]
    finally:
        for name in names:
            said("ip", "netns", "delete", name)


def test_a_cluster_of_two_computers_as_the_page_sets_it_up(tmp_path: Path, shelf: Shelf) -> None:
    """The certificates, the scheduler on one, the workers on the other and the question are those of docs/centre.md."""
    make, schedule, work, ask = blocks(DOCS / "centre.md", "sh")
    shared = tmp_path / "cohort"
    shared.mkdir()
    cohort(shared, shelf)
    own = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with two_hosts() as (desk, helper), ExitStack() as running:

        def on(host: Host, block: str) -> list[str]:
            for told, real in (
                ("10.0.0.5", desk.address),
                ("10.0.0.6", helper.address),
                ("8786", port),
                ("/shared/cohort-2026", shared),
            ):
                block = block.replace(told, str(real))
            return [*host.start, "sh", "-e", "-c", block.strip()]

        def begin(host: Host, block: str) -> None:
            child = subprocess.Popen(on(host, f"exec {block}"), env=own, cwd=tmp_path, stderr=subprocess.DEVNULL)
            running.callback(child.wait)
            running.callback(child.terminate)

        subprocess.run(on(desk, make), env=own, cwd=tmp_path, capture_output=True, check=True)
        begin(desk, schedule)
        begin(helper, work)
        question = on(desk, f"{ask.strip()} --fresh --format json")
        far = subprocess.run(question, env=own, cwd=tmp_path, capture_output=True, text=True, check=False)
        while far.returncode == 2 and re.search("No Dask scheduler answers|has no worker", far.stderr):  # not yet
            far = subprocess.run(question, env=own, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert far.returncode == 1, far.stderr  # some are left out, and told
    same = ["coachfolio", "cohort", "status", str(shared), "--fresh", "--format", "json"]
    home = subprocess.run(same, env=own, cwd=tmp_path, capture_output=True, text=True, check=False)
    told = json.loads(far.stdout)
    assert told == json.loads(home.stdout)
    assert (told["portfolios"], len(told["left_out"])) == (4, 2)
