"""What the engines are tested with: work that another process finds by its name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from coachfolio import open_portfolio
from coachfolio.base.errors import CoachfolioError
from coachfolio.git import opened
from coachfolio.portfolio.snapshots import saved


def pieces(path: str) -> int:
    """How many pieces of evidence a portfolio has: a folder, a bare git directory or a hand-over file."""
    if Path(path, "portfolio.yaml").exists():
        return len(open_portfolio(path).evidence)
    with opened(path) as record:
        assert record.tip
        return len(open_portfolio(saved(path, record.tip)).evidence)


def noted(path: str) -> str:
    """Notes in a file beside the portfolio that it was asked for, and by which process."""
    with Path(path).parent.joinpath("asked").open("a") as file:
        file.write(f"{Path(path).name} {os.getpid()} {began(os.getpid())}\n")
    return Path(path).name


def began(process: int) -> str:
    """What tells a process from a later one with its number; empty where there is none, or only its name is left."""
    stat = Path("/proc", str(process), "stat")
    if not Path("/proc/self/stat").exists():
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return ""
        return "some time ago"
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] == "Z" else fields[19]


def faults(path: str) -> str:
    """Does what the name says, and is otherwise as `noted`."""
    name = noted(path)
    if name == "dies":
        os.kill(os.getpid(), signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    if name == "stops":
        os.kill(os.getpid(), signal.SIGSTOP)
    if name == "fills":
        return str(len(bytearray(1 << 50)))
    if name == "fails":
        raise ValueError("what C01 said is not for the log")
    if name == "refuses":
        raise CoachfolioError("This portfolio is of a newer format.")
    if name == "gone":
        raise FileNotFoundError(2, "No such file or directory", path)
    if name == "dies-once" and not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    if name == "odd-value":
        return lambda: name  # type: ignore[return-value]
    if name == "sleeps":
        time.sleep(60)
    return name


def briefly(path: str) -> str:
    """Takes a moment."""
    time.sleep(0.01)
    return noted(path)
