"""The benchmark: how long a check takes, beside other tools, and how far each bar is kept.

python benchmarks/run.py

Everything is measured as whole processes of this Python, by turns, so that what else the machine does falls on all
alike. How to read what it prints is in benchmarks/README.md.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.make import TODAY, write

ROUNDS: Final = {1: 9, 100: 9, 500: 11, 5_000: 7, 10_000: 7}
"""Files of evidence, and how often each tool reads them."""
LARGEST_FOR_YAMLLINT: Final = 5_000
"""yamllint reads in pure Python; beyond this it would take most of the run."""
START_ROUNDS: Final = 21
PHASE_ROUNDS: Final = 7

KINDS: Final = ("sessions", "contact-sheets", "reflections", "feedback", "agreements")
"""The kinds of evidence that the portfolios have; check-jsonschema takes one schema in a process."""

PYTHON: Final = sys.executable
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process cost, or several one after another."""

    seconds: float
    busy: float
    """Seconds of the processor: what else the machine does lengthens these less."""
    peak: int
    """The most memory at one time, in bytes."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What one thing cost in every round."""

    every: tuple[Cost, ...]

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(one.seconds for one in self.every)

    @property
    def peak(self) -> float:
        """The largest of all rounds, in bytes."""
        return max(one.peak for one in self.every)

    def __str__(self) -> str:
        fastest, slowest = min(one.seconds for one in self.every), max(one.seconds for one in self.every)
        busy = statistics.median(one.busy for one in self.every)
        spread = f"({fastest:.3f} to {slowest:.3f})"
        return f"{self.seconds:8.3f} s {spread:19}{busy:8.3f} s busy{self.peak / MEGABYTE:5.0f} MB"


def cost_of(*command: str) -> Cost:
    """Run one command to its end, with its output thrown away."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COACHFOLIO_", "PYTHON"))}
    with tempfile.NamedTemporaryFile("r") as report:
        done = subprocess.run(
            [PYTHON, "-S", str(ROOT / "benchmarks" / "cost.py"), report.name, *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=True,
        )
        seconds, busy, peak, status = report.read().split()
    if status != "0":
        sys.exit(f"{' '.join(command)[:300]}\nended with {status}\n{done.stderr.decode()}")
    # Linux counts in units of 1024 bytes, macOS in bytes
    return Cost(float(seconds), float(busy), int(peak) * (1 if sys.platform == "darwin" else 1024))


Measured = Callable[[], Cost]


def by_turns(rounds: int, things: Mapping[str, Measured]) -> dict[str, Costs]:
    """Measure things by turns, A B C A B C, after one round that is not counted."""
    every: dict[str, list[Cost]] = {name: [] for name in things}
    for number in range(rounds + 1):
        for name, thing in things.items():
            cost = thing()
            if number:
                every[name].append(cost)
    return {name: Costs(tuple(costs)) for name, costs in every.items()}


def coachfolio(*arguments: str) -> Cost:
    return cost_of(PYTHON, "-m", "coachfolio", *arguments)


def check_jsonschema(folder: Path, schemas: Path) -> Cost:
    """One process for each kind of evidence, as it must; their seconds together and the largest peak."""
    costs = []
    for kind in KINDS:
        paths = sorted(str(path) for path in (folder / kind).rglob("*.yaml"))
        if paths:
            schema = str(schemas / f"{kind}.json")
            costs.append(cost_of(PYTHON, "-m", "check_jsonschema", "--schemafile", schema, *paths))
    return Cost(sum(one.seconds for one in costs), sum(one.busy for one in costs), max(one.peak for one in costs))


def yamllint(folder: Path) -> Cost:
    return cost_of(PYTHON, "-m", "yamllint", "-d", "relaxed", str(folder))


def floor(folder: Path) -> Cost:
    return cost_of(PYTHON, str(ROOT / "benchmarks" / "floor.py"), str(folder))


def measure_sizes(place: Path) -> dict[int, dict[str, Costs]]:
    """Every tool on every size of portfolio."""
    schemas = place / "schemas"
    schemas.mkdir()
    for kind in KINDS:
        printed = subprocess.run(
            [PYTHON, "-m", "coachfolio", "schema", kind], cwd=ROOT, check=True, capture_output=True
        ).stdout
        (schemas / f"{kind}.json").write_bytes(printed)
    sizes: dict[int, dict[str, Costs]] = {}
    for size, rounds in ROUNDS.items():
        folder = place / str(size)
        write(folder, size)
        things: dict[str, Measured] = {
            "coachfolio check": lambda folder=folder: coachfolio("check", str(folder), "--on", TODAY),  # type: ignore[misc]
            "check-jsonschema": lambda folder=folder: check_jsonschema(folder, schemas),  # type: ignore[misc]
            "floor": lambda folder=folder: floor(folder),  # type: ignore[misc]
        }
        if size <= LARGEST_FOR_YAMLLINT:
            things["yamllint"] = lambda folder=folder: yamllint(folder)  # type: ignore[misc]
        if size == 1:
            things["import ruamel.yaml, jsonschema"] = lambda: cost_of(PYTHON, "-c", "import ruamel.yaml, jsonschema")
        sizes[size] = by_turns(rounds, things)
        show_size(size, rounds, folder, sizes[size])
    return sizes


def show_size(size: int, rounds: int, folder: Path, costs: Mapping[str, Costs]) -> None:
    total = sum(path.stat().st_size for path in folder.rglob("*.yaml"))
    print(f"\n{size:,} {'file' if size == 1 else 'files'} of evidence, {total / 1000:,.0f} KB; {rounds} rounds")
    own = costs["coachfolio check"].seconds
    for name, one in costs.items():
        ratio = "" if name == "coachfolio check" else f"  check takes {own / one.seconds:5.2f} times as long"
        print(f"  {name:31}{one}{ratio}", flush=True)


def measure_start() -> dict[str, Costs]:
    """What it costs to start, and do nothing."""
    return by_turns(
        START_ROUNDS,
        {
            "python -c pass": lambda: cost_of(PYTHON, "-c", "pass"),
            "import coachfolio": lambda: cost_of(PYTHON, "-c", "import coachfolio"),
            "coachfolio --version": lambda: coachfolio("--version"),
        },
    )


def show_start(start: Mapping[str, Costs]) -> None:
    print(f"\nStarting; {START_ROUNDS} rounds")
    bare = start["python -c pass"].seconds
    for name, one in start.items():
        print(f"  {name:31}{one}  {one.seconds / bare:5.2f} times bare Python", flush=True)


def show_phases(folder: Path) -> None:
    """The phases of one check, as the process itself measures them."""
    rounds: list[dict[str, float]] = []
    for number in range(PHASE_ROUNDS + 1):
        done = subprocess.run(
            [PYTHON, str(ROOT / "benchmarks" / "phases.py"), str(folder), TODAY],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "BENCH_BEGUN": str(time.time_ns())},
            check=True,
            capture_output=True,
        )
        if number:
            rounds.append(json.loads(done.stdout))
    print(f"\nWhere the time goes in one check of 500 files; {PHASE_ROUNDS} rounds")
    medians = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    total = sum(medians.values())
    for name, seconds in medians.items():
        print(f"  {name:31}{seconds * 1000:7.1f} ms  {seconds / total:6.1%}")
    print(f"  {'together':31}{total * 1000:7.1f} ms", flush=True)


def show_bars(sizes: Mapping[int, Mapping[str, Costs]], start: Mapping[str, Costs]) -> None:
    """Each bar, and how far it is kept."""
    check = {size: costs["coachfolio check"] for size, costs in sizes.items()}
    other = sizes[500]["check-jsonschema"].seconds
    least = sizes[500]["floor"].seconds
    bars: Sequence[tuple[str, float, float, str]] = (
        ("500 files: faster than check-jsonschema", check[500].seconds, other, "s"),
        ("500 files: at most 2 times the floor and 0.13 s", check[500].seconds, 2 * least + 0.13, "s"),
        (
            "--version: at most 6 times bare Python",
            start["coachfolio --version"].seconds / start["python -c pass"].seconds,
            6,
            "times",
        ),
        ("10,000 files: at most 22 times as long as 500", check[10_000].seconds / check[500].seconds, 22, "times"),
        ("10,000 files: under 400 MB", check[10_000].peak / MEGABYTE, 400, "MB"),
        (
            "1 file: at most 1.5 times importing the libraries",
            check[1].seconds / sizes[1]["import ruamel.yaml, jsonschema"].seconds,
            1.5,
            "times",
        ),
    )
    print("\nBars")
    for name, value, bar, unit in bars:
        kept = "kept  " if value <= bar else "MISSED"
        print(f"  {kept}  {name:51}{value:8.3g} of {bar:.3g} {unit} ({value / bar:.0%})")


def show_machine() -> None:
    import yaml

    from coachfolio.format.documents import FAST

    libraries = ("ruamel.yaml", "jsonschema", "click", "check-jsonschema", "yamllint", "PyYAML")
    print(f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores; Python {platform.python_version()}")
    print(", ".join(f"{name} {version(name)}" for name in libraries))
    print(f"C parser: coachfolio {'yes' if FAST else 'no'}, PyYAML {'yes' if yaml.__with_libyaml__ else 'no'}")
    print("Median seconds (fastest and slowest round), seconds of the processor, the most memory.", flush=True)


def main() -> None:
    begun = time.perf_counter()
    show_machine()
    with tempfile.TemporaryDirectory(prefix="coachfolio-bench-") as place:
        sizes = measure_sizes(Path(place))
        start = measure_start()
        show_start(start)
        show_phases(Path(place) / "500")
    show_bars(sizes, start)
    print(f"\nThe whole run took {time.perf_counter() - begun:.0f} s.")


if __name__ == "__main__":
    main()
