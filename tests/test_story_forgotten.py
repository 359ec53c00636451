"""A record made to hide a story in every place: after the steps of `forget`, typed as they stand, nothing is left."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coachfolio.editing.forgetting import ForgettingPlan, carry_out, forgetting_plan
from coachfolio.editing.proving import proof_that_forgotten
from coachfolio.outputs.confidential import forgetting_text

from .conftest import ROOT
from .repositories import environment, git

DAY = datetime.date(2026, 11, 21)
WORDS = ("quibblewick", "ottoline", "prendergast")
"""The story, and the client's name. Neither is an ordinary word."""
PORTFOLIO = """\
format: 1
stage: building
qualification: ilm-l7-certificate-2007
registered: 2026-01-05
learner: {name: Ros Halloran}
clients:
  C01: {sector: quibblewick}
  C02: {sector: housing}
"""
KEY = "format: 1\nclients:\n  C01: {names: [Ottoline Prendergast]}\n  C02: {names: [Bo Larkspur]}\n"


def sheet(client: str, said: str, day: str = "2026-03-04") -> str:
    return f"date: {day}\nminutes: 60\nclient: {client}\nrole: coach\nmode: video\nreflection: {said}\n"


EARLY = {
    "portfolio.yaml": PORTFOLIO,
    "sessions/2026-03-04-c01-quibblewick.yaml": sheet("C01", "Quibblewick."),
    "sessions/2026-03-05-c01.yaml": sheet("C01", "Quibblewick again.", "2026-03-05")
    + "attachments: [quibblewick's notes.txt, kept.txt]\n",
    "sessions/quibblewick's notes.txt": "Quibblewick at length.\n",
    "sessions/kept.txt": "Quibblewick kept.\n",
    "sessions/2026-03-06-c02.yaml": sheet("C02", "Rows.", "2026-03-06"),
    "sessions/ottoline-prendergast.txt": "What she said.\n",
    "reflections/2026-04-02-quarter.yaml": "date: 2026-04-02\nkind: period\nreflection: With C01 quibblewick.\n",
    "assignments/2026-05-01-essay.md": "# Essay\n\nWith C01 there was quibblewick.\n",
    "drafts/deep/letter.md": "Dear Ottoline Prendergast, quibblewick.\n",
    "mapping/D7.03.yaml": "unit: D7.03\nrows:\n  - criterion: D7.03/s2\n    evidence: 2026-03-04-c01-quibblewick\n"
    "    how: quibblewick\n  - {criterion: D7.03/s1, evidence: 2026-03-06-c02, how: rows}\n",
    "old/sessions/2026-03-05-c01.yaml": sheet("C02", "A namesake that stays."),
    "it's; touch stolen/note.md": "C01 and quibblewick.\n",
}
"""Of these, whatever does not stand in NOW is removed with a later save."""
NOW = (
    *("portfolio.yaml", "sessions/2026-03-05-c01.yaml", "sessions/kept.txt", "sessions/2026-03-06-c02.yaml"),
    *("sessions/2026-03-04-c01-quibblewick.yaml", "mapping/D7.03.yaml", "reflections/2026-04-02-quarter.yaml"),
    *("assignments/2026-05-01-essay.md",),
)
BY_HAND = {
    "reflections/2026-04-02-quarter.yaml": "date: 2026-04-02\nkind: period\nreflection: I learned to wait.\n",
    "assignments/2026-05-01-essay.md": "# Essay\n\nThere was waiting.\n",
}


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def save(folder: Path, message: str) -> None:
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", f"--message={message}")


def hidden_story(top: Path, inside: str) -> Path:
    folder = top / inside
    write(folder, EARLY)
    write(folder, {"private/clients.yaml": KEY})
    git(top, "init", "--quiet", "--template=", "--initial-branch=main")
    save(top, "Quibblewick begins")  # with the list of clients
    git(top, "rm", "--quiet", "--cached", "-r", f"{inside}private")
    write(top, {".gitignore": "private/\n"})
    for path in EARLY.keys() - set(NOW):
        if not path.startswith("old/"):
            (folder / path).unlink()
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message=Tidy up")
    write(folder, {"sessions/2026-03-06-c02.yaml": sheet("C02", "More rows.", "2026-03-06")})
    git(top, "commit", "--quiet", "--all", "--message=Rows\n\nOttoline Prendergast rang about quibblewick")
    git(top, "branch", "ottoline-prendergast")
    git(top, "tag", "--annotate", "--message=C01 and quibblewick", "for-ottoline-prendergast")
    git(top, "notes", "add", "-m", "quibblewick")
    return folder


def everything_in(top: Path) -> bytes:
    """Every object, name and log of a record, and every file beside it but those in the folder private."""
    asked = ["git", "cat-file", "--batch-all-objects", "--batch"]
    found = subprocess.run(asked, cwd=top, capture_output=True, check=True).stdout
    for path in top.rglob("*"):
        if path.is_file() and "private" not in path.parts and "objects" not in path.parts:
            found += os.fsencode(path.relative_to(top)) + b"\n" + path.read_bytes()
    return (found + git(top, "for-each-ref")).lower()


def commands(plan: ForgettingPlan) -> list[str]:
    typed = ("git ", "cp ", "cd ", "rm ", "coachfolio ")
    lines = [line[7:] for line in forgetting_text(plan) if line.startswith("       ")]
    return [line for line in lines if line.startswith(typed) and " is a small program" not in line]


@pytest.mark.parametrize("inside", ["", "it's; touch stolen/"])
def test_nothing_is_left_after_the_steps(inside: str, tmp_path: Path) -> None:
    top = tmp_path / "record"
    folder = hidden_story(top, inside)
    plan = forgetting_plan(folder, "C01", on=DAY)
    by_hand = {told.path for told in plan.by_hand}
    assert by_hand >= BY_HAND.keys()
    assert plan.telling_names == ("sessions/2026-03-04-c01-quibblewick.yaml",)
    carry_out(plan)
    assert (folder / "mapping/D7.03.yaml").read_text(encoding="utf-8").count("evidence") == 1
    write(folder, BY_HAND)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**environment(), "PYTHONPATH": str(ROOT), "PATH": programs, "COACHFOLIO_ON": DAY.isoformat()}
    rename = next(line for line in forgetting_text(plan) if "coachfolio rename" in line)
    subprocess.run(["bash", "-ec", f"{rename} --yes"], cwd=folder, env=env, check=True, capture_output=True)
    steps = commands(plan)
    done = subprocess.run(["bash", "-ec", "\n".join(steps)], cwd=top, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    new = tmp_path / "without-C01"
    found = everything_in(new)
    assert not [word for word in WORDS if word.encode() in found]
    assert "Nothing is left" in done.stdout
    assert not list(tmp_path.rglob("stolen"))
    assert git(new, "log", "--format=%s", "--", f"{inside}old/sessions/2026-03-05-c01.yaml"), "another client's stays"
    assert (new / inside / "private/clients.yaml").exists()
    assert (new / inside / "sessions/2026-03-05-c01.yaml").read_text(encoding="utf-8").count("\n") == 6
    everything = everything_in(top)
    assert all(word.encode() in everything for word in WORDS), "the test itself can fail"


def test_the_proof_names_what_is_left(tmp_path: Path) -> None:
    top = tmp_path / "record"
    folder = hidden_story(top, "")
    carry_out(forgetting_plan(folder, "C01", on=DAY))
    git(tmp_path, "clone", "--quiet", "--no-local", "record", "again")
    proof = proof_that_forgotten(folder, "C01", tmp_path / "again")
    assert {left.part for left in proof.left} >= {"content", "version", "save", "folder", "seal", "name", "log"}
