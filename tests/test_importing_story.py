"""Everything that a coach has on paper, brought in at a terminal by somebody who has never done it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from coachfolio import check, open_portfolio
from coachfolio.evidence.model import Session

if sys.platform == "win32":
    pytest.skip("pexpect needs a terminal of Unix", allow_module_level=True)

from .conftest import TODAY
from .imports.many_sheets import CLIENTS, make_sheets
from .terminal import Terminal

WORDS: Final = 600
MOST_ANSWERS: Final = 40


def test_sheets_and_their_log_are_in_mapped_and_saved(tmp_path: Path) -> None:
    """In the benchmark of importing they are 98; how much is asked does not depend on it."""
    assert brought_in(tmp_path, 12) < MOST_ANSWERS


def brought_in(tmp_path: Path, number: int) -> int:
    """How many questions a newcomer answers until so many sheets are in, and everything is as it has to be."""
    home, sheets = tmp_path / "home", tmp_path / "sheets"
    home.mkdir()
    sheets.mkdir()
    make_sheets(sheets, number, WORDS)
    beginning = Terminal(home, tmp_path)
    answers = {"Its number": "4", "Your name": "Ros", "Your e-mail": "ros@learner.example"}
    beginning.types("init", "mine", answers=answers)
    coach = Terminal(home, tmp_path / "mine")
    said = coach.types("import", "../sheets")
    answered = beginning.answered + coach.answered
    portfolio = open_portfolio(tmp_path / "mine")
    sessions = [piece for piece in portfolio.evidence if isinstance(piece, Session)]
    assert len(sessions) == number, said
    assert sum(session.minutes for session in sessions) == 60 * number
    assert all(session.claims for session in sessions)
    assert {session.recorded for session in sessions} == {"imported"}
    for session in sessions:
        words = f"{session.purpose} {session.outcome} {session.approach} {session.reflection} {session.extra}".split()
        assert len(words) >= 3 * (WORDS // 3)
    report = check(portfolio, today=TODAY)
    assert not [found for found in report.diagnostics if found.severity == "error"]
    assert not coach.types("import", "../sheets", code=0).count("Written"), "the same again changes nothing"
    assert_nobody_is_named(tmp_path / "mine")
    return answered


def assert_nobody_is_named(folder: Path) -> None:
    every = ["git", "cat-file", "--batch-all-objects", "--batch"]
    found = subprocess.run(every, cwd=folder, capture_output=True, check=True).stdout
    found += subprocess.run(["git", "log", "--all", "--format=%B%an%ae"], cwd=folder, capture_output=True).stdout
    names = {name.encode() for client in CLIENTS for name in (client, *client.split())}
    assert not [name for name in names if name in found]
    assert not subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, check=True).stdout
    listed = (folder / "private" / "clients.yaml").read_text(encoding="utf-8")
    assert all(client in listed for client in CLIENTS)
