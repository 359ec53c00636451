"""What a coach does every day: `log`, `status` and `save` on 500 files, beside a check of them.

python benchmarks/daily.py

Whole processes of this Python, measured by turns, in seconds of the processor, in a record of its own with the hooks as
`init` leaves them out. The bar: each at most 1.5 times the time of `check`.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.make import TODAY, write
from benchmarks.run import Cost, by_turns, coachfolio

FILES: Final = 500
ROUNDS: Final = 5
MOST_TIMES_CHECK: Final = 1.5


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, without anybody's settings."""
    who = ("-c", "user.name=Ada Example", "-c", "user.email=ada@coach.example")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def main() -> None:
    """Measure, print, and end with 1 where a bar is not kept."""
    os.environ["COACHFOLIO_ON"] = TODAY
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "portfolio")
        write(folder, FILES)
        git(folder, "init", "-q")
        git(folder, "config", "user.name", "Ada Example")
        git(folder, "config", "user.email", "ada@coach.example")
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", "Everything so far")
        numbers = itertools.count(1)

        def log() -> Cost:
            day = f"{next(numbers) % 28 + 1}/6"
            return coachfolio("log", "C01", "20m", day, "the board paper", "--in", str(folder), "--yes")

        costs = by_turns(
            ROUNDS,
            {
                "check": partial(coachfolio, "check", str(folder)),
                "log": log,
                "status": partial(coachfolio, "status", str(folder)),
                "save": partial(coachfolio, "save", "Today", "--in", str(folder), "--yes"),
            },
        )
    check = min(cost.busy for cost in costs["check"].every)
    kept = True
    for name, cost in costs.items():
        times = min(cost_once.busy for cost_once in cost.every) / check
        kept = kept and times <= MOST_TIMES_CHECK
        print(f"  {name:8}{cost}  {times:.2f} times a check")
    print(f"At most {MOST_TIMES_CHECK:g} times: {'kept' if kept else 'NOT kept'}.")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
