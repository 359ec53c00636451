"""A newcomer's day, typed at a real terminal of 80 columns, on a machine where git knows nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

if sys.platform == "win32":
    pytest.skip("pexpect needs a terminal of Unix", allow_module_level=True)

from .terminal import Terminal

MOST_KEYS: Final = 60
"""Keystrokes for a session beside its prose."""
NAMES: Final = ("Quillfeather", "Larkspurring", "Dudgeon Mill")


LOGGED: Final = (
    ("C01", "60m", "2 Nov", "paid", "Delegation: what she hands over, and to whom. I kept my advice to myself."),
    ("C02", "1h15", "3 Nov", "phone", "The board paper: he asked for a plan, and went away with a question."),
    ("C01", "45m", "9/11", "14:00", "Delegation again: two things handed over, one taken back."),
)
WRITTEN: Final[Mapping[str, Mapping[str, str]]] = {
    "session": {"Minutes": "1h", "Client": "C02", "Role": "coach", "Purpose": "A difficult colleague."},
    "contact-sheet": {
        "Date": "4 Nov",
        "Minutes": "20",
        "Client": "C01",
        "Role": "mentor",
        "Purpose": "In the corridor.",
    },
    "agreement": {"Client": "C01", "Purpose": "To hand more over.", "Confidentiality agreed": "y", "Ending": "June."},
    "diagnostic": {"Client": "C01", "Instrument": "Skills inventory", "Findings": "Strong on detail."},
    "reflection": {"Kind": "period", "Reflection": "I wait longer than I did in the spring."},
    "feedback": {"Source": "natural", "Giver": "client", "Quotation": "You let me find it out."},
    "supervision": {"Minutes": "60", "Brought": "My wish to advise."},
    "peer-mentoring": {"Minutes": "45", "Direction": "both", "Focus": "How we begin."},
    "cpd-plan": {"Objective": "Learn to contract with three parties.", "How": "A workshop."},
    "learning-log": {"Minutes": "90", "Kind": "reading", "Learned": "How goals are set."},
    "assignment": {"Title": "Power in organisations", "Summary": "Who decides, and how."},
    "code": {"Title": "A code of ethics", "Body": "A body of coaches"},
    "guided-learning": {"Minutes": "120", "Kind": "workshop", "Learned": "Listening."},
    "observation": {"Kind": "observation", "Seen": "A session by video.", "Strengths": "Silence."},
    "document": {"Title": "A certificate of attendance", "Shows": "That I was there."},
    "prior-learning": {"Title": "A unit", "Awarded": "2025-06-01", "Unit": "D7.01", "Reason": "The same outcomes."},
}


def keys(words: tuple[str, ...]) -> int:
    """Keystrokes of a line and of the Enter that agrees, beside the prose, which stands between two signs."""
    return len("coachfolio log ") + len(" ".join(words[:-1])) + len(' ""') + len("\n") + len("\n")


def test_a_newcomers_day(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    Terminal(home, tmp_path).types(
        "init",
        "mine",
        answers={
            "Its number": "4",
            "Your name": "Ros Halloran",
            "The day your centre": "2026-01-05",
            "Your centre": "The Centre",
            "Name of client C01": "Ottoline Quillfeather",
            "Where C01 works": "Dudgeon Mill",
            "Name of client C02": "Bo Larkspurring",
            "Your e-mail": "ros@learner.example",
        },
    )
    coach = Terminal(home, tmp_path / "mine")
    for words in LOGGED:
        assert keys(words) <= MOST_KEYS, words
        assert "Written: sessions/2026-11-" in coach.types("log", *words)
    for kind, answers in WRITTEN.items():
        assert "Written: " in coach.types("new", kind, answers=answers), kind
    coach.types("save", answers={"Save it": "y"})
    proposed = coach.types("map", answers={"Which of them": "q"})
    assert "D7.01/" in proposed
    coach.types(
        *("map", "2026-11-02-c01-delegation", "D7.03/s2", "--where", "purpose", "--how", "I kept my advice to myself.")
    )
    coach.types("save", "A claim", answers={"Save it": "y"})
    assert "Taken back" in coach.types("undo", answers={"Take the last": "y"})
    coach.types("rename", "2026-11-02-c01-delegation", "2026-11-02-c01-handing-over", answers={"Rename it": "y"})
    coach.types("save", "--reason", "A better name.", answers={"Save it": "y"})
    checked = coach.types("check")
    assert "0 errors, 0 warnings" in checked
    coach.fits(checked)
    coach.fits(coach.types("status"))
    assert "Ready for submission: no" in coach.types("ready", code=1)
    nobody_is_named(coach.folder)


def nobody_is_named(folder: Path) -> None:
    """No name in git: in no object, name or log, nor in a file that git would take."""
    asked = ["git", "cat-file", "--batch-all-objects", "--batch"]
    found = subprocess.run(asked, cwd=folder, capture_output=True, check=True).stdout
    for path in folder.rglob("*"):
        if path.is_file() and "private" not in path.parts and "objects" not in path.parts:
            found += os.fsencode(path.relative_to(folder)) + path.read_bytes()
    assert not [name for name in NAMES if name.lower().encode() in found.lower()]
    saves = subprocess.run(["git", "log", "--format=%an"], cwd=folder, capture_output=True, text=True, check=True)
    assert set(saves.stdout.split("\n")) == {"Ros Halloran", ""}
    assert not subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, check=True).stdout
    assert "Quillfeather" in (folder / "private/clients.yaml").read_text(encoding="utf-8"), "the test itself can fail"
