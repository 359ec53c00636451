"""Many portfolios on this computer: whatever one of them does, the others are read, and it is named."""

from __future__ import annotations

import mmap
import multiprocessing
import os
import random
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click import UsageError

from coachfolio.cli.cohort_engines import engine_from
from coachfolio.cohort.engines import AtHome, Bounds, Certificates, Failure, OnDask, Result, run_engine
from coachfolio.cohort.engines.home import AHEAD
from coachfolio.git.fetching import NotAnAddress

from .conftest import PORTFOLIO, SESSION
from .engine_work import briefly, faults, noted, pieces
from .repositories import Shelf

QUICK = Bounds(seconds=3)


def asked(folder: Path) -> Counter[str]:
    """How often each portfolio was begun."""
    return Counter(line.split()[0] for line in (folder / "asked").read_text().splitlines())


def processes(folder: Path) -> dict[int, str]:
    """Those that were asked, and when they began."""
    lines = [line.split(" ", 2) for line in (folder / "asked").read_text().splitlines()]
    return {int(process): began for _, process, began in lines}


def outcomes(folder: Path, names: str, engine: AtHome) -> dict[str, Result[str] | Failure]:
    paths = [str(folder / name) for name in names.split()]
    found = [*run_engine(paths, faults, engine)]
    assert sorted(outcome.path for outcome in found) == sorted(paths)
    return {Path(outcome.path).name: outcome for outcome in found}


EVERY_FAULT = "a dies sleeps fills fails refuses gone odd-value dies-once b c d" + (" stops" * (os.name == "posix"))


def test_every_fault_costs_its_portfolio_alone(tmp_path: Path) -> None:
    found = outcomes(tmp_path, EVERY_FAULT, AtHome(4, bounds=QUICK))
    kinds = {name: outcome.kind for name, outcome in found.items() if isinstance(outcome, Failure)}
    lost = {"dies": "died", "sleeps": "hung", "fills": "memory"} | ({"stops": "hung"} if os.name == "posix" else {})
    once = {"fails": "mistake", "refuses": "unreadable", "gone": "unreadable", "odd-value": "mistake"}
    assert kinds == lost | once
    for name, times in asked(tmp_path).items():
        assert times == (2 if name in lost or name == "dies-once" else 1), name  # one retry, and no more
    said = {name: outcome.why for name, outcome in found.items() if isinstance(outcome, Failure)}
    assert said["refuses"] == "This portfolio is of a newer format."
    assert said["gone"] == "It cannot be read: no such file or directory."
    assert said["sleeps"] == "It took longer than 3 seconds, twice. It is left out."
    assert said["fails"].startswith("coachfolio itself failed: ValueError at engine_work.py:")
    assert not any("C01" in why for why in said.values())


@pytest.mark.parametrize("start", sorted({*multiprocessing.get_all_start_methods()} - {"spawn"}))
def test_every_way_to_start_a_process_is_right(start: str, tmp_path: Path) -> None:
    with mmap.mmap(-1, 3 << 30):  # addresses that a forked process has as well, and more than its bound
        found = outcomes(tmp_path, "a dies b dies-once fails c", AtHome(2, start, QUICK))
    failed = {name: outcome.kind for name, outcome in found.items() if isinstance(outcome, Failure)}
    assert failed == {"dies": "died", "fails": "mistake"}
    assert os.getpid() not in processes(tmp_path)


def test_processes_killed_at_random_times_lose_nothing_else(tmp_path: Path) -> None:
    paths = [str(tmp_path / f"p{number}") for number in range(60)]
    chance = random.Random(20)
    found = []
    for outcome in run_engine(paths, briefly, AtHome(2)):
        found.append(outcome)
        children = multiprocessing.active_children()
        if children and chance.random() < 0.15:  # wherever the others are just then
            time.sleep(chance.uniform(0, 0.05))
            chance.choice(children).kill()
    assert sorted(outcome.path for outcome in found) == sorted(paths)
    for outcome in found:
        if isinstance(outcome, Result):
            assert outcome.value == Path(outcome.path).name
        else:
            assert outcome.kind == "died"


def test_a_stopped_run_goes_on_without_repeating(tmp_path: Path) -> None:
    class Counted(list[str]):
        taken = 0

        def __iter__(self) -> Iterator[str]:
            for path in super().__iter__():
                self.taken += 1
                yield path

    paths = Counted(str(tmp_path / f"p{number}") for number in range(30))
    before = {*multiprocessing.active_children()}
    with closing(run_engine(paths, noted, AtHome(2))) as running:
        kept = [next(running).path for _ in range(8)]
    # all were looked at once, for addresses; a run of any size has no more in hand than these
    assert paths.taken - len(paths) <= len(kept) + 2 * AHEAD
    while {*multiprocessing.active_children()} - before:  # they are ended, and it takes a moment
        time.sleep(0.01)
    left = [path for path in [*paths] if path not in kept]
    told: list[tuple[int, int]] = []
    again = run_engine(left, noted, AtHome(2), progress=lambda done, every, left: told.append((done, every)))
    rest = [outcome.path for outcome in again]
    assert sorted(kept + rest) == sorted([*paths])
    assert told == [(number, len(left)) for number in range(1, len(left) + 1)]


def cohort(folder: Path, shelf: Shelf) -> list[str]:
    """Portfolios of every kind, and what is none."""
    for name, sessions in (("first", 1), ("second", 3)):
        (folder / name / "sessions").mkdir(parents=True)
        (folder / name / "portfolio.yaml").write_text(PORTFOLIO)
        for day in range(1, sessions + 1):
            sheet = folder / name / "sessions" / f"2026-03-0{day}-c01.yaml"
            sheet.write_text(SESSION.replace("2026-03-04", f"2026-03-0{day}"))
    bare, bundle = folder / "third.git", folder / "fourth.bundle"
    shutil.copytree(shelf["weekly"].folder / ".git", bare)
    subprocess.run(["git", "bundle", "create", "-q", str(bundle), "HEAD", "--branches"], cwd=bare, check=True)
    (folder / "broken.bundle").write_bytes(bundle.read_bytes()[:400])
    (folder / "empty").mkdir()
    names = "first second third.git fourth.bundle broken.bundle empty deleted"
    return [str(folder / name) for name in names.split()]


def test_portfolios_of_every_kind_are_read(tmp_path: Path, shelf: Shelf) -> None:
    found = {Path(outcome.path).name: outcome for outcome in run_engine(cohort(tmp_path, shelf), pieces)}
    values = {name: outcome.value for name, outcome in found.items() if isinstance(outcome, Result)}
    assert {name: values.pop(name) for name in ("first", "second")} == {"first": 1, "second": 3}
    assert {*values} == {"third.git", "fourth.bundle"}
    assert values["third.git"] == values["fourth.bundle"]
    failed = {name: outcome.kind for name, outcome in found.items() if isinstance(outcome, Failure)}
    assert failed == dict.fromkeys(("broken.bundle", "empty", "deleted"), "unreadable")


@pytest.mark.parametrize(
    "address", ["https://who:secret@git.example/a.git", "http://git.example/a", "ssh://-oProxyCommand=x/y", "git@x:y"]
)
def test_nothing_begins_with_an_address_that_nothing_is_fetched_from(address: str) -> None:
    with pytest.raises(NotAnAddress) as refused:
        run_engine(["/a", address], noted)
    assert "secret" not in str(refused.value)


NOTHING: dict[str, Any] = dict.fromkeys(
    ("processes", "scheduler", "dask_workers", "tls_ca", "tls_cert", "tls_key", "seconds")
)
FILES = {"tls_ca": "a", "tls_cert": "b", "tls_key": "c"}


def test_the_options_make_the_engine_that_they_name() -> None:
    assert engine_from(**NOTHING) == AtHome()
    assert engine_from(**{**NOTHING, "processes": 3, "seconds": 5.0}) == AtHome(3, bounds=Bounds(seconds=5.0))
    assert engine_from(**{**NOTHING, "dask_workers": 3}) == OnDask(workers=3)
    asked = engine_from(**{**NOTHING, **FILES, "scheduler": "tls://x:1"})
    assert asked == OnDask("tls://x:1", certificates=Certificates("a", "b", "c"))
    for given in (
        {"processes": 2, "scheduler": "x"},
        {"dask_workers": 2, "scheduler": "x"},
        {"scheduler": "x", "tls_ca": "a"},
        {"scheduler": " "},
        {"processes": 2, **FILES},
    ):
        with pytest.raises(UsageError):
            engine_from(**{**NOTHING, **given})
