"""A record made to hide a story in every place: after `forget`, nothing is left of it, and a backup has all of it."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coachfolio.editing.forgetting import carry_out, forgetting_plan
from coachfolio.editing.forgetting.cleaning import Cleaned, clean_up, clean_up_plan, finish_clean_up
from coachfolio.editing.forgetting.proving import proof_that_forgotten
from coachfolio.editing.forgetting.swapping import begin_anew, ready

from .commands import Assessor, Commands
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
KEY = """\
format: 1
clients:
  # the first
  C01:
    names: [Ottoline Prendergast]
    # Ottoline's own
    other: [Project Quibblewick]
  C02: {names: [Bo Larkspur]}  # stays
"""


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
    'a "quoted"\tnäme.md': "C01 and quibblewick.\n",
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


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def save(folder: Path, message: str) -> None:
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", f"--message={message}")


def hidden_story(top: Path, inside: str = "") -> Path:
    folder = top / inside
    write(folder, EARLY)
    write(folder, {"private/clients.yaml": KEY})
    git(top, "init", "--quiet", "--template=", "--initial-branch=main")
    git(top, "config", "user.name", "Ros Halloran")
    git(top, "config", "user.email", "ros@learner.example")
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
    # two lines joined, and a save that was taken back: only git's log has it
    git(top, "checkout", "--quiet", "-b", "side", "HEAD~1")
    write(folder, {"sessions/2026-03-07-c02.yaml": sheet("C02", "Side rows.", "2026-03-07")})
    save_only(top, "Side rows")
    git(top, "checkout", "--quiet", "main")
    git(top, "merge", "--quiet", "--no-ff", "--message=Join", "side")
    write(folder, {"drafts/again.md": "quibblewick, taken back\n"})
    save_only(top, "Quibblewick taken back")
    git(top, "reset", "--quiet", "--hard", "HEAD~1")
    git(top, "remote", "add", "origin", "https://ottoline-prendergast.example/x.git")
    return folder


def save_only(top: Path, message: str) -> None:
    git(top, "add", "--all")
    git(top, "commit", "--quiet", f"--message={message}")


def everything_in(top: Path) -> bytes:
    """Every object, name and log of a record, and every file beside it."""
    asked = ["git", "cat-file", "--batch-all-objects", "--batch"]
    found = subprocess.run(asked, cwd=top, capture_output=True, check=True).stdout
    for path in top.rglob("*"):
        found += os.fsencode(path.relative_to(top)) + b"\n"
        if path.is_file() and "objects" not in path.parts:
            found += path.read_bytes()
    return (found + git(top, "for-each-ref")).lower()


def told(top: Path) -> list[str]:
    found = everything_in(top)
    return [word for word in WORDS if word.encode() in found]


@pytest.mark.parametrize("inside", ["", "it's; touch stolen/"])
def test_nothing_is_left_anywhere(inside: str, tmp_path: Path, commands: Commands) -> None:
    top = tmp_path / "record"
    folder = hidden_story(top, inside)
    saves = git(top, "rev-list", "--count", "main")
    hours = commands("status", folder, "--format", "json").out.partition('"hours"')[2][:200]
    first = commands("forget", "C01", folder, "--yes")
    assert first.code == 0, first.out + first.err
    assert "2 files named above may still tell of C01" in first.out.replace("\n    ", " ")
    assert told(top) == ["quibblewick"], "the essay has the story, and a person has to edit it"
    write(folder, BY_HAND)
    done = commands("forget", "C01", folder, "--yes")
    assert (done.code, told(top)) == (0, []), done.out + done.err
    assert "Nothing is left in it" in done.out
    assert not [word for word in WORDS[1:] if word in done.out.lower() + done.err.lower()]
    new = f"{inside}sessions/2026-03-04-c01.yaml"
    assert (top / new).read_text(encoding="utf-8").startswith("date: 2026-03-04\nminutes: 60\nclient: C01\n")
    assert git(top, "log", "--format=%s", "--", f"{inside}old/sessions/2026-03-05-c01.yaml"), "another client's stays"
    assert git(top, "log", "--format=%an %ad", "--", f"{inside}sessions/2026-03-07-c02.yaml").count(b"\n") == 1
    assert int(git(top, "rev-list", "--count", "main")) == int(saves) + 2
    assert git(top, "rev-list", "--count", "--merges", "main").strip() == b"1"
    assert not git(top, "status", "--porcelain").strip()
    assert git(top, "fsck", "--strict") is not None
    assert (folder / "private/clients.yaml").read_text(encoding="utf-8") == (
        "format: 1\nclients:\n  # the first\n  C02: {names: [Bo Larkspur]}  # stays\n"
    )
    assert commands("status", folder, "--format", "json").out.partition('"hours"')[2][:200] == hours
    backup = tmp_path / "record-before-forgetting-C01"
    assert str(backup) in done.out.replace("\n    ", "")
    assert len(told(backup)) == 3, "the backup has everything, and the test itself can fail"
    assert not list(tmp_path.rglob("stolen"))
    assert "Nothing in this portfolio is about C01 any more" in commands("forget", "C01", folder, "--yes").err


def cleaned(folder: Path) -> Cleaned:
    plan = forgetting_plan(folder, "C01", on=DAY)
    carry_out(plan)
    write(folder, BY_HAND)
    (folder / "sessions/2026-03-04-c01-quibblewick.yaml").rename(folder / "sessions/2026-03-04-c01.yaml")
    return clean_up(clean_up_plan(forgetting_plan(folder, "C01", on=DAY)))


def test_what_names_the_client_stops_it_and_nothing_is_changed(tmp_path: Path) -> None:
    top = tmp_path / "record"
    folder = hidden_story(top)
    write(folder, {"private/notes.txt": "Ottoline Prendergast\n", "all.bundle": "# v2 git bundle\n"})
    before = git(top, "for-each-ref") + git(top, "rev-parse", "HEAD")
    said = cleaned(folder)
    assert not said.done
    assert {(left.part, left.where) for left in said.proof.left} >= {
        ("file", "private/notes.txt"),
        ("bundle", "all.bundle"),
    }
    assert git(top, "for-each-ref") + git(top, "rev-parse", "HEAD") == before
    assert not list(tmp_path.glob("record-*"))
    assert "Prendergast" in (folder / "private/clients.yaml").read_text(encoding="utf-8")


def test_seals_go_and_are_told(tmp_path: Path, commands: Commands) -> None:
    top = tmp_path / "record"
    folder = hidden_story(top)
    Assessor(tmp_path).seal(folder, folder, tmp_path / "desk")
    write(folder, BY_HAND)
    git(top, "commit", "--quiet", "--all", "--message=By hand")
    done = commands("forget", "C01", folder, "--yes")
    assert done.code == 0, done.out + done.err
    assert "1 seal taken away" in done.out
    assert "cannot be undone from here" in done.out
    assert "origin" in done.out
    assert not git(top, "for-each-ref", "refs/tags/sealed")
    assert told(top) == []


def test_it_asks_and_without_a_terminal_says_what_to_give(tmp_path: Path, commands: Commands) -> None:
    folder = hidden_story(tmp_path / "record")
    before = everything_in(tmp_path / "record")
    said = commands("forget", "C01", folder)
    assert (said.code, "--yes" in said.err) == (2, True)
    assert everything_in(tmp_path / "record") == before


def test_the_proof_names_what_is_left(tmp_path: Path) -> None:
    top = tmp_path / "record"
    folder = hidden_story(top)
    carry_out(forgetting_plan(folder, "C01", on=DAY))
    git(tmp_path, "clone", "--quiet", "--no-local", "record", "again")
    proof = proof_that_forgotten(folder, "C01", tmp_path / "again")
    assert {left.part for left in proof.left} >= {"version", "save", "folder", "seal", "name", "log"}


STOPPED = """
import os, sys
from pathlib import Path
from coachfolio.editing.forgetting import swapping
at, seen = int(sys.argv[2]), 0
def stop_at(event, args):
    global seen
    if event in ("os.rename", "os.remove", "os.rmdir", "shutil.copyfile", "os.mkdir"):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), 9)
sys.addaudithook(stop_at)
swapping.finish_stopped(Path(sys.argv[1]))
print("to the end")
"""


def test_a_clean_up_that_is_killed_anywhere_is_finished_by_the_next_command(tmp_path: Path) -> None:
    """Killed before every deed with a file while the new record takes the old one's place, one after the other."""
    top = tmp_path / "record"
    folder = hidden_story(top)
    tip = git(top, "rev-parse", "HEAD")
    plan = forgetting_plan(folder, "C01", on=DAY)
    carry_out(plan)
    write(folder, BY_HAND)
    (folder / "sessions/2026-03-04-c01-quibblewick.yaml").unlink()
    from coachfolio.editing.forgetting import cleaning

    new = begin_anew(top, but="forget-C01")
    cleaning._made(clean_up_plan(forgetting_plan(folder, "C01", on=DAY)), new)
    env = {**environment(), "PYTHONPATH": str(ROOT)}
    ready(top)
    at, killed = 1, 0
    while True:
        done = subprocess.run([sys.executable, "-c", STOPPED, str(top), str(at)], env=env, capture_output=True)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        killed += 1
        assert git(top, "rev-parse", "--verify", "HEAD") != b"", "there is a record at every moment"
        at += 7
    assert killed > 5
    assert not finish_clean_up(folder)
    assert git(top, "rev-parse", "HEAD") != tip
    git(top, "fsck", "--strict")
    (folder / "private/clients.yaml").unlink()
    assert told(top) == []
