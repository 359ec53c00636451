"""How long a session takes to answer after one file has changed, beside a fresh check in the same process.

python benchmarks/session.py FOLDER DAY prints JSON: the median seconds of the processor of both. The file is put back.
"""

from __future__ import annotations

import datetime
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from coachfolio import CheckSession, Report, check_folder

ROUNDS: Final = 7


def seconds_of(ask: Callable[[], Report]) -> float:
    begun = time.process_time()
    ask()
    return time.process_time() - begun


def main(folder: str, day: str) -> None:
    today = datetime.date.fromisoformat(day)
    session = CheckSession(folder, today=today)
    session.report()
    file = sorted(Path(folder).glob("sessions/**/*.yaml"))[0]
    text = file.read_text(encoding="utf-8")
    fresh, again = [], []
    try:
        for number in range(ROUNDS):
            file.write_text(f"{text}\npurpose: change {number}\n".replace("\npurpose:", "\n# purpose:", 1), "utf-8")
            again.append(seconds_of(session.report))
            fresh.append(seconds_of(lambda: check_folder(folder, today=today)))
    finally:
        file.write_text(text, encoding="utf-8")
    json.dump({"fresh": statistics.median(fresh), "again": statistics.median(again)}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
