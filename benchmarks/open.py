"""What opening a portfolio in the browser costs: the start, the check of a change, each page, and the memory.

python benchmarks/open.py [FILES ...] makes portfolios of so many files (100 where no number is given) and prints JSON:
seconds by the clock and of the processor from the start of `coachfolio open` to the first page, the same for the check
of one sheet that is being changed, the seconds of every page when it is asked for first and again, and the memory.
`--requests 10000` adds so many rapid requests. Linux only: the memory is read from /proc.
"""

from __future__ import annotations

import argparse
import datetime
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

sys.path.insert(0, os.fspath(Path(__file__).resolve().parents[1]))

from benchmarks.make import TODAY, write
from coachfolio.web.desk import Desk
from coachfolio.web.pages import PAGES

ROUNDS: Final = 5
_HZ: Final = os.sysconf("SC_CLK_TCK")


class Opened:
    """`coachfolio open` in a process of its own, and the window that it opened."""

    def __init__(self, folder: Path) -> None:
        begun = time.perf_counter()
        command = [sys.executable, "-m", "coachfolio", "open", str(folder), "--no-browser", "--on", TODAY]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.process.stdout.readline()
        address = self.process.stdout.readline().strip()
        self.port = int(address.split(":")[2].split("/")[0])
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        self.cookie = ""
        self.cookie = self.ask("/" + address.rpartition("/")[2])[1]["set-cookie"].partition(";")[0]
        status, _ = self.ask("/")
        assert status == 200
        self.wall, self.busy = time.perf_counter() - begun, self.processor()

    def ask(self, path: str) -> tuple[int, dict[str, str]]:
        self.connection.request("GET", path, headers={"Cookie": self.cookie} if self.cookie else {})
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}

    def seconds(self, path: str) -> float:
        begun = time.perf_counter()
        status, _ = self.ask(path)
        assert status == 200, (path, status)
        return round(time.perf_counter() - begun, 3)

    def processor(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _HZ

    def memory(self) -> int:
        """The most that it needed so far, in MB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def live(folder: Path) -> dict[str, float]:
    """The seconds until the findings of the whole portfolio are there, after a change to one sheet."""
    desk = Desk(folder, today=datetime.date.fromisoformat(TODAY))
    desk.report()
    file = sorted(folder.glob("sessions/**/*.yaml"))[0]
    path, text = file.relative_to(folder).as_posix(), file.read_text("utf-8")
    wall, busy = [], []
    for number in range(ROUNDS):
        begun, used = time.perf_counter(), time.process_time()
        desk.report({path: f"{text}# {number}\n"})
        wall.append(time.perf_counter() - begun)
        busy.append(time.process_time() - used)
    return {"seconds": round(statistics.median(wall), 3), "busy": round(statistics.median(busy), 3)}


def measured(folder: Path, requests: int) -> dict[str, object]:
    """Everything about one portfolio."""
    starts = []
    for _ in range(ROUNDS - 1):
        opened = Opened(folder)
        starts.append((opened.wall, opened.busy))
        opened.end()
    opened = Opened(folder)
    try:
        first = opened.memory()
        paths = [page.address for page in PAGES if page.title and "edit" in page.levels]
        pages = {path: [opened.seconds(path), opened.seconds(path)] for path in paths}
        found: dict[str, object] = {
            "start": {
                "seconds": round(statistics.median(wall for wall, _ in starts), 3),
                "busy": round(statistics.median(busy for _, busy in starts), 3),
            },
            "live": live(folder),
            "pages": pages,
            "memory": {"first page": first, "every page": opened.memory()},
        }
        if requests:
            begun = time.perf_counter()
            for _ in range(requests):
                opened.ask("/static/mark.svg")
            found["requests"] = {"seconds": round(time.perf_counter() - begun, 1), "memory": opened.memory()}
    finally:
        opened.end()
    return found


def main() -> None:
    """Measure portfolios of each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=int, default=[100])
    parser.add_argument("--requests", type=int, default=0)
    asked = parser.parse_args()
    found = {}
    for files in asked.files:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "portfolio"
            write(folder, files)
            if shutil.which("git"):
                for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Everything"]):
                    who = ["-c", "user.name=A. Learner", "-c", "user.email=learner@example.org"]
                    subprocess.run(["git", "-C", folder, *who, *command], check=True)
            found[files] = measured(folder, asked.requests)
    json.dump(found, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
