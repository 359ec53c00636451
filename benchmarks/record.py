"""The benchmark of the record: how long it takes to read a history, beside git itself, and how far each bar is kept.

python benchmarks/record.py [--small-only]

The bars are set against one `git log --raw` over the same history. Beside it stands the least that Python can take to
verify it (record_floor.py). All are whole processes, measured by turns. How to read what it prints is in
benchmarks/README.md.
"""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.make import TODAY
from benchmarks.make_record import ENVIRONMENT, GIT, write
from benchmarks.run import MEGABYTE, PYTHON, Costs, by_turns, coachfolio, cost_of


@dataclass(frozen=True, slots=True)
class Size:
    """A portfolio to measure, and what is promised of it."""

    commits: int
    files: int
    rounds: int
    most_times: float
    """How many times as long as git alone the command may take."""


SMALL: Final = Size(2_000, 1_500, 7, 8)
LARGE: Final = Size(50_000, 4_800, 5, 3)
MOST_MEGABYTES: Final = 300
"""How much memory the command or one of its git processes may need for the large one."""

COMMAND: Final = ("record", "--on", TODAY)
FLOOR: Final = ROOT / "benchmarks" / "record_floor.py"

UNIT: Final = 1 if sys.platform == "darwin" else 1024
"""Bytes in which the system counts memory."""

_LOOKED_AT: Final = """\
import atexit, resource, runpy, sys
def write():
    with open({report!r}, "w") as file:
        file.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
atexit.register(write)
runpy.run_module("coachfolio", run_name="__main__", alter_sys=True)
"""
"""Runs the command and writes down its own memory: the system's sum has that of its git processes in it."""

_COUNTING_GIT: Final = """\
#!/bin/sh
report=$(mktemp {reports}/XXXXXXXX)
{python} -S {cost} "$report" {git} "$@"
exit "$(cut -d ' ' -f 4 "$report")"
"""
"""Stands in for git while processes are counted, and writes down what each costs. Cost.py is small: a process that is
started from a large one would count that one's memory as its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one run consists of: bytes of memory, and the number of git processes that it starts."""

    python: int
    largest_git: int
    processes: int


def look_at(folder: Path) -> Look:
    """Run the command once, not for its time, with every start of git counted."""
    with tempfile.TemporaryDirectory(prefix="coachfolio-bench-") as place:
        programs, reports, own = Path(place, "programs"), Path(place, "reports"), Path(place, "own")
        programs.mkdir()
        reports.mkdir()
        program = programs / "git"
        words = {"reports": reports, "python": PYTHON, "cost": ROOT / "benchmarks" / "cost.py", "git": GIT}
        program.write_text(_COUNTING_GIT.format(**{name: shlex.quote(str(word)) for name, word in words.items()}))
        program.chmod(0o700)
        subprocess.run(
            [PYTHON, "-c", _LOOKED_AT.format(report=str(own)), *COMMAND, str(folder)],
            cwd=ROOT,
            env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        peaks = [int(report.read_text().split()[2]) * UNIT for report in reports.iterdir()]
        return Look(int(own.read_text()) * UNIT, max(peaks, default=0), len(peaks))


def measure(size: Size, folder: Path) -> dict[str, Costs]:
    """The command on one portfolio, beside what it is held against."""
    return by_turns(
        size.rounds,
        {
            "coachfolio record": lambda: coachfolio(*COMMAND, str(folder)),
            "git log --raw": lambda: cost_of(GIT, "-C", str(folder), "log", "--raw", "-z", "--no-renames"),
            "read and hashed in Python": lambda: cost_of(PYTHON, str(FLOOR), str(folder)),
        },
    )


def show(size: Size, folder: Path, costs: Mapping[str, Costs], look: Look) -> None:
    packs = sum(path.stat().st_size for path in (folder / ".git" / "objects" / "pack").iterdir())
    print(
        f"\n{size.commits:,} commits that end with {size.files:,} files of evidence, "
        f"{packs / MEGABYTE:,.0f} MB in git; {size.rounds} rounds"
    )
    for name, one in costs.items():
        print(f"  {name:31}{one}")
    print(
        f"  record takes {times(costs):.2f} times as long as git log --raw; "
        f"only to read and hash takes {times(costs, 'read and hashed in Python'):.2f} times as long"
    )
    print(
        f"  Python alone {look.python / MEGABYTE:.0f} MB, the largest git {look.largest_git / MEGABYTE:.0f} MB; "
        f"git is started {look.processes} times",
        flush=True,
    )


def times(costs: Mapping[str, Costs], what: str = "coachfolio record") -> float:
    """How many times as long as git alone."""
    return costs[what].seconds / costs["git log --raw"].seconds


def show_bars(every: Mapping[Size, Mapping[str, Costs]], looks: Mapping[Size, Look]) -> None:
    """Each bar, and how far it is kept."""
    bars = [
        (
            f"{size.commits:,} commits: at most {size.most_times:g} times git log --raw",
            times(costs),
            size.most_times,
            "times",
        )
        for size, costs in every.items()
    ]
    if LARGE in every:
        peak = every[LARGE]["coachfolio record"].peak / MEGABYTE
        bars.append((f"{LARGE.commits:,} commits: under {MOST_MEGABYTES} MB", peak, MOST_MEGABYTES, "MB"))
        extra = looks[LARGE].processes - looks[SMALL].processes
        bars.append(("git started as often for both", extra, 0, "more"))
    print("\nBars")
    for name, value, bar, unit in bars:
        kept = "kept  " if value <= bar else "MISSED"
        part = f" ({value / bar:.0%})" if bar else ""
        print(f"  {kept}  {name:51}{value:8.3g} of {bar:.3g} {unit}{part}")


def show_machine() -> None:
    said = subprocess.run([GIT, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores")
    print(f"Python {platform.python_version()}; {said}")
    print("Median seconds (fastest and slowest round), seconds of the processor, the most memory of one process.")


def main() -> None:
    if sys.argv[1:] not in ([], ["--small-only"]):
        sys.exit("python benchmarks/record.py [--small-only]")
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    begun = time.perf_counter()
    show_machine()
    sys.stdout.flush()
    every: dict[Size, dict[str, Costs]] = {}
    looks: dict[Size, Look] = {}
    with tempfile.TemporaryDirectory(prefix="coachfolio-bench-") as place:
        for size in (SMALL,) if sys.argv[1:] else (SMALL, LARGE):
            folder = Path(place) / str(size.commits)
            write(folder, size.commits, size.files)
            every[size] = measure(size, folder)
            looks[size] = look_at(folder)
            show(size, folder, every[size], looks[size])
    show_bars(every, looks)
    print(f"\nThe whole run took {time.perf_counter() - begun:.0f} s.")


if __name__ == "__main__":
    main()
