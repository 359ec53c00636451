"""What several tests share: a small portfolio to build on, and the way to check one."""

from __future__ import annotations

import atexit
import datetime
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from coachfolio import InMemory, Report, check, open_portfolio

from .effort import examples
from .keeper import end_keeper
from .repositories import Shelf

if sys.platform == "win32":
    collect_ignore = [
        *("test_automation.py", "test_forgetting.py", "test_hooks.py", "test_precommit.py"),  # scripts of a shell
        *("test_receipts.py", "test_surroundings.py", "test_too_much.py"),  # bounds that the system sets
        *("test_hostile_records.py", "test_shadow.py", "test_snapshots.py"),  # links, pipes and rights of files
        *("test_deciding.py", "test_sampling.py"),  # a terminal that answers
        "test_fetching.py",  # a server of git
        *("test_dask.py", "test_engines_stopped.py"),  # signals, and bounds that the system sets
        "test_cohort.py",  # links
    ]

hypothesis.settings.register_profile("coachfolio", examples(100))
hypothesis.settings.load_profile("coachfolio")

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "example-portfolio"
TODAY = datetime.date(2026, 11, 14)
"""The day on which the tests judge dates."""

PORTFOLIO = """\
format: 1
stage: building
qualification: ilm-l7-certificate-2007
registered: 2026-01-05
learner: {name: A. Learner}
people:
  assessor-1: {role: assessor}
  peer-1: {role: peer}
clients:
  C01: {sector: health}
  C02: {sector: housing}
"""

SESSION = """\
date: 2026-03-04
start: "14:00"
minutes: 60
client: C01
role: coach
claims:
  - {criterion: D7.03/s2, where: the sheet, how: holding back}
"""


@cache
def apart(folder: Path) -> Path:
    """A copy with no record around it: a command would read the whole record of this project as a portfolio's own."""
    place = tempfile.mkdtemp(prefix="coachfolio-tests-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return Path(shutil.copytree(folder, Path(place, folder.name)))


def checked(files: dict[str, str], *, portfolio: str = PORTFOLIO) -> Report:
    """The report on a portfolio of these files, with the small portfolio.yaml."""
    return check(open_portfolio(InMemory({"portfolio.yaml": portfolio, **files})), today=TODAY)


def codes(report: Report, *prefixes: str) -> list[str]:
    """The codes found, of some families only."""
    return [one.code for one in report.diagnostics if one.code.startswith(prefixes or ("CF",))]


@pytest.fixture(autouse=True, scope="session")
def _plain_environment() -> Iterator[None]:
    """No setting of the person who runs the tests, and no repository of theirs, reaches what is tested."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "COACHFOLIO_")) or name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_ACTIONS"):
            del os.environ[name]
    yield
    end_keeper()


@contextmanager
def of_all_workers(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A folder that all workers of a run share, for one of them at a time: the first makes what the others find."""
    top = tmp_path_factory.getbasetemp()
    place = (top.parent if os.environ.get("PYTEST_XDIST_WORKER") else top) / name
    with FileLock(f"{place}.lock"):
        place.mkdir(exist_ok=True)
        yield place


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Histories made with real git, each built when it is first asked for, by whichever worker that is."""
    with of_all_workers(tmp_path_factory, "histories") as place:
        return Shelf(place)
