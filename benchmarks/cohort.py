"""How long a cohort takes on one computer and on a cluster of Dask, and what a second run costs.

python benchmarks/cohort.py [--portfolios 40] [--scale] [--into FOLDER]

It makes a cohort of portfolios with 160 files, each a clone with a record of its own; files that are the same in all
of them are kept once, by hard links. Every one is read alone first, in one warm process: the sum of the processor's
seconds is what the rest is held against. Forty portfolios take less than a minute on two quiet cores, and much of it is
what a start takes: the bars are for thousands. With --scale the clusters of 1, 2 and 4 workers are measured as well.
Every measurement is a process of its own, so that the memory it shows is its own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.make import TODAY, files
from benchmarks.make_record import ENVIRONMENT, GIT

__all__ = ["FILES", "make"]

FILES: Final = 160
"""Of each portfolio: as many as the example has."""
_SAVED: Final = 1_782_777_600
"""When each was saved, in seconds: on the day on which they are judged."""
BARS: Final[Mapping[str, float]] = {"two cores": 1.1, "a cluster of 2": 1.25, "a second run": 0.03, "MB": 300}


# --- the cohort


def make(folder: Path, number: int) -> list[Path]:
    """Make so many portfolios, each of another learner, in a folder which may be new."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".first-") as first:
        shared = _Shared(Path(first))
        return [shared.portfolio(folder / f"learner-{position:05d}", position) for position in range(number)]


class _Shared:
    """What all portfolios have in common: their files, and the contents of these in git."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        made = dict(files(FILES - 2))
        self._own = made.pop("portfolio.yaml")
        for path, text in made.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        self._paths = sorted(made)
        (folder / "portfolio.yaml").write_bytes(self._own.encode())
        self._git("init", "-q", "--template=", "--initial-branch=main")
        self._git("add", "-A")
        tree = self._git("write-tree").strip().decode()
        commit = self._git("commit-tree", "-m", "All", tree).strip().decode()
        self._git("update-ref", "refs/heads/main", commit)
        self._git("repack", "-q", "-a", "-d")
        raw = self._git("cat-file", "tree", "main")
        self._before, _, rest = raw.partition(b"100644 portfolio.yaml\0")
        self._after = rest[20:]
        self._index = (folder / ".git" / "index").read_bytes()
        self._blob = self._git("rev-parse", "main:portfolio.yaml").strip().decode()
        self._packs = [*(folder / ".git" / "objects" / "pack").iterdir()]

    def portfolio(self, place: Path, position: int) -> Path:
        """One of them, in a place where nothing is yet."""
        text = self._own.replace(
            "learner: {name: A. Learner}", f"learner: {{name: Learner {position}, enrolment: L{position:06d}}}"
        ).encode()
        for folder in {Path(path).parent for path in self._paths}:
            (place / folder).mkdir(parents=True, exist_ok=True)
        for path in self._paths:
            os.link(self._folder / path, place / path)
        (place / "portfolio.yaml").write_bytes(text)
        git = place / ".git"
        (git / "objects" / "pack").mkdir(parents=True)
        (git / "refs" / "heads").mkdir(parents=True)
        for pack in self._packs:
            os.link(pack, git / "objects" / "pack" / pack.name)
        blob = _kept(git, b"blob", text)
        tree = _kept(git, b"tree", self._before + b"100644 portfolio.yaml\0" + blob + self._after)
        who = f"Learner {position} <learner@example.org> {_SAVED} +0000"
        about = f"tree {tree.hex()}\nauthor {who}\ncommitter {who}\n\nThe portfolio so far\n"
        commit = _kept(git, b"commit", about.encode())
        (git / "HEAD").write_text("ref: refs/heads/main\n")
        (git / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
        (git / "refs" / "heads" / "main").write_text(f"{commit.hex()}\n")
        head, _, tail = self._index[:-20].partition(bytes.fromhex(self._blob))
        index = head[:-4] + len(text).to_bytes(4, "big") + blob + tail  # before an id stands how long the file is
        (git / "index").write_bytes(index + hashlib.sha1(index, usedforsecurity=False).digest())
        return place

    def _git(self, *args: str) -> bytes:
        at = f"{_SAVED} +0000"
        own = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": at}
        own |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_COMMITTER_DATE": at}
        command = [GIT, "-C", str(self._folder), *args]
        return subprocess.run(command, env={**ENVIRONMENT, **own}, check=True, capture_output=True).stdout


def _kept(git: Path, kind: bytes, content: bytes) -> bytes:
    """Keep something in a git directory by itself, and give its id."""
    whole = b"%b %d\0%b" % (kind, len(content), content)
    id = hashlib.sha1(whole, usedforsecurity=False)
    file = git / "objects" / id.hexdigest()[:2] / id.hexdigest()[2:]
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(zlib.compress(whole, 1))
    return id.digest()


# --- what is measured, each in a process of its own


def busy() -> float:
    """The processor's seconds of this process and of those that it saw end."""
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + below.ru_utime + below.ru_stime


def measured(path: str) -> tuple[Any, float]:
    """What a cohort knows of one portfolio, and what that took of the processor."""
    import datetime

    from coachfolio.cohort.extracting import extract_of

    before = busy()
    found = extract_of(path, today=datetime.date.fromisoformat(TODAY))
    return found, busy() - before


def rows_of(values: Mapping[str, Any]) -> str:
    """A digest of what was worked out, in the order of the names: the same rows have the same."""
    return hashlib.sha256(repr([values[path] for path in sorted(values)]).encode()).hexdigest()[:16]


def alone(paths: list[str]) -> dict[str, Any]:
    """All of them one after another in this process, which has read two before."""
    for path in paths[:2]:
        measured(path)
    began, values, spent = time.perf_counter(), {}, 0.0
    for path in paths:
        values[path], seconds = measured(path)
        spent += seconds
    return {"wall": time.perf_counter() - began, "busy": spent, "rows": rows_of(values)}


def together(paths: list[str], workers: int, on_dask: bool) -> dict[str, Any]:
    """All of them on an engine. Only the digest of each row is kept, as a store keeps it elsewhere."""
    from benchmarks.cohort import measured as work  # by its name, for this file may be the program itself
    from coachfolio.cohort.engines import AtHome, OnDask, Result, run_engine

    began, values, spent = time.perf_counter(), {}, 0.0
    for outcome in run_engine(paths, work, OnDask(workers=workers) if on_dask else AtHome(workers)):
        assert isinstance(outcome, Result), outcome
        found, seconds = outcome.value
        values[outcome.path] = found if len(paths) < 200 else hashlib.sha256(pickle.dumps(found)).hexdigest()
        spent += seconds
    wall = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return {"wall": wall, "busy": spent, "rows": rows_of(values), "MB": most, "own": time.process_time()}


def one_phase(phase: str, paths: list[str]) -> dict[str, Any]:
    """Measure one phase in a process of its own."""
    command = [sys.executable, str(Path(__file__)), "--phase", phase]
    done = subprocess.run(command, input="\n".join(paths), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{phase} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def command_again(folder: Path) -> float | None:
    """The processor's seconds of the command where nothing has changed since it was first typed.

    None where it cannot be run. Nothing is read by other processes then, so all that it takes is seen.
    """
    with tempfile.TemporaryDirectory() as memory:
        own = {**os.environ, "COACHFOLIO_MEMORY": str(Path(memory, "memory.db")), "COACHFOLIO_ON": TODAY}
        spent = 0.0
        for _ in range(2):
            before = busy()
            command = [sys.executable, "-m", "coachfolio", "cohort", "status", str(folder), "--format", "json"]
            done = subprocess.run(command, env=own, cwd=ROOT, capture_output=True, check=False)
            if done.returncode not in (0, 1):
                return None
            spent = busy() - before
    return spent


# --- the whole


def line(name: str, figures: Mapping[str, Any]) -> str:
    """One line of the table."""
    memory = f"{figures['MB']:7.0f} MB" if "MB" in figures else ""
    return f"{name:<28}{figures['wall']:9.1f} s {figures['busy']:9.1f} s busy {memory}"


def held(what: str, figure: float, bar: float) -> str:
    """Whether a bar is kept."""
    return f"{what:<58}{figure:8.3f}  (bar {bar:g}) {'kept' if figure <= bar else 'MISSED'}"


def report(folder: Path, number: int, scale: bool) -> Iterator[str]:
    """Make a cohort, measure it, and tell."""
    began = time.perf_counter()
    paths = [str(path) for path in make(folder, number)]
    yield f"{number} portfolios of {FILES} files, made in {time.perf_counter() - began:.1f} s"
    yield f"Load before: {os.getloadavg()[0]:.1f}, on {os.cpu_count()} cores. Beside others, the clock says little."
    single = one_phase("alone", paths)
    yield line("one after another", single)
    half = single["busy"] / 2
    home = one_phase("home-2", paths)
    yield line("two processes", home)
    dask = one_phase("dask-2", paths)
    yield line("Dask, two workers", dask)
    assert single["rows"] == home["rows"] == dask["rows"] or number >= 200, "the rows differ"
    assert home["rows"] == dask["rows"], "the rows differ"
    if scale:
        for workers in (1, 2, 4):
            yield line(f"Dask, workers: {workers}", one_phase(f"dask-{workers}", paths[:1000]))
    yield ""
    yield held("two processes beside half the sum, by the clock", home["wall"] / half, BARS["two cores"])
    yield held("two processes beside the sum, by the processor", home["busy"] / single["busy"], BARS["two cores"])
    yield held("Dask beside two processes, by the clock", dask["wall"] / home["wall"], BARS["a cluster of 2"])
    yield held("Dask beside two processes, by the processor", dask["busy"] / home["busy"], BARS["a cluster of 2"])
    yield held("the most memory of the client, in MB", max(home["MB"], dask["MB"]), BARS["MB"])
    if again := command_again(folder):
        yield held("a second run beside the sum, by the processor", again / single["busy"], BARS["a second run"])


@contextmanager
def place_for(given: str | None) -> Iterator[Path]:
    """A folder for the cohort: a new one, which is gone afterwards, where none is given."""
    if given:
        yield Path(given).absolute()
        return
    folder = Path(tempfile.mkdtemp(prefix="cohort-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """What the command line asks for."""
    about = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    about.add_argument("--portfolios", type=int, default=40)
    about.add_argument("--scale", action="store_true")
    about.add_argument("--into")
    about.add_argument("--phase", help=argparse.SUPPRESS)
    given = about.parse_args()
    if given.phase:
        phase, _, workers = given.phase.partition("-")
        paths = sys.stdin.read().split("\n")
        measure = alone if phase == "alone" else partial(together, workers=int(workers), on_dask=phase == "dask")
        print(json.dumps(measure(paths)))
        return
    with place_for(given.into) as folder:
        for said in report(folder, given.portfolios, given.scale):
            print(said, flush=True)


if __name__ == "__main__":
    main()
