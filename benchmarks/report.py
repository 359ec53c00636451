"""The benchmark of the page: how long `coachfolio report` takes beside `check`, and how large its page is.

python benchmarks/report.py            # 500 pieces: a minute
python benchmarks/report.py 500 5000   # as many as are named

Whole processes of this Python, measured by turns, in seconds of the processor. The bars: 500 pieces in at most 2.5
times the time of a check of them and a page under 3 MB; 5,000 in at most 12 times the time of 500.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.make import TODAY, write
from benchmarks.run import MEGABYTE, Costs, by_turns, coachfolio

SMALL: Final = 500
ROUNDS: Final = {SMALL: 7, 5_000: 3}
MOST_TIMES_CHECK: Final = 2.5
MOST_TIMES_SMALL: Final = 12
MOST_BYTES: Final = 3 * MEGABYTE


def busy(costs: Costs) -> float:
    """The least that any round took: what else the machine does only ever adds to it."""
    return min(cost.busy for cost in costs.every)


def asked() -> list[int]:
    """How many pieces, in the order in which they are measured; 500 where nothing is said."""
    numbers = sorted({int(word) for word in sys.argv[1:] if word.isdigit()})
    return numbers or [SMALL]


def main() -> None:
    """Measure, print, and end with 1 where a bar is not kept."""
    kept = True
    small = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        for files in asked():
            rounds = ROUNDS.get(files, 3)
            folder, page = Path(scratch, str(files)), Path(scratch, f"{files}.html")
            write(folder, files)
            checking = ("check", str(folder), "--on", TODAY)
            reporting = ("report", str(folder), "--on", TODAY, "--out", str(page), "--force")
            things = {"check": partial(coachfolio, *checking), "report": partial(coachfolio, *reporting)}
            costs = by_turns(rounds, things)
            size = page.stat().st_size
            print(f"{files:,} pieces; the page has {size / MEGABYTE:.2f} MB")
            for name, cost in costs.items():
                print(f"  {name:8}{cost}")
            took = busy(costs["report"])
            if files == SMALL:
                small = took
                times = took / busy(costs["check"])
                kept = times <= MOST_TIMES_CHECK and size < MOST_BYTES
                print(f"  report takes {times:.2f} times as long as check; at most {MOST_TIMES_CHECK}")
            elif small:
                kept = kept and took <= MOST_TIMES_SMALL * small
                print(f"  that is {took / small:.1f} times {SMALL} pieces; at most {MOST_TIMES_SMALL}")
    print("Every bar is kept." if kept else "A bar is NOT kept.")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
