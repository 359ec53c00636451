"""A cohort that is stopped, or that cannot begin: nothing is left behind, and it is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coachfolio.cohort.engines import AtHome, Bounds, CohortTrouble, run_engine

from .conftest import ROOT
from .engine_work import began, noted
from .test_engines import asked, processes

PROGRAM = """
import signal
import sys
from coachfolio.cohort.engines import AtHome, OnDask, run_engine
from tests.engine_work import faults
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
    kept = []
    try:
        for outcome in run_engine(sys.argv[1:], faults, ENGINE):
            kept.append(outcome.path)
            print("read", len(kept), flush=True)
    except KeyboardInterrupt:
        print("kept", *kept, flush=True)
        sys.exit(130)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_no_process_behind(how: signal.Signals, tmp_path: Path) -> None:
    is_stopped("AtHome(2)", how, tmp_path)


def is_stopped(engine: str, how: signal.Signals, place: Path) -> None:
    """Stop a program that runs an engine, after its first outcome: it says what it kept, and all processes end."""
    (place / "program.py").write_text(PROGRAM.replace("ENGINE", engine))
    paths = [str(place / name) for name in ("a", "sleeps", "b", "sleeps")]
    running = subprocess.Popen(
        [sys.executable, str(place / "program.py"), *paths],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stdout
    assert [running.stdout.readline() for _ in range(2)] == ["read 1\n", "read 2\n"]
    while asked(place).total() < len(paths):
        time.sleep(0.02)
    os.killpg(running.pid, how)  # as a terminal does: everything that was started gets it
    out, error = running.communicate()
    if how is signal.SIGINT:
        assert (running.returncode, error) == (130, "")
        assert sorted(out.split()) == sorted(["kept", paths[0], paths[2]])
    while not all_have_ended(processes(place)):
        time.sleep(0.02)


def all_have_ended(asked_ones: dict[int, str]) -> bool:
    """Whether none of these runs any more. A number may have been given to another process since."""
    return not any(began(process) == then for process, then in asked_ones.items())


def test_where_no_process_can_start_the_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(CohortTrouble, match="cannot be started on this computer"):
        [*run_engine([str(tmp_path)], noted, AtHome(1, bounds=Bounds(memory=1 << 20)))]
