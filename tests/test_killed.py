"""A command that is killed at any deed with a file leaves every file old or new, and the next one clears up."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PORTFOLIO, ROOT
from .repositories import environment, git

if sys.platform == "win32":
    pytest.skip("a signal of Unix", allow_module_level=True)

STOPPED = """
import os, signal, sys
import coachfolio.cli, coachfolio.editing.fixing, coachfolio.editing.formatting, coachfolio.hooks.unsaved
import coachfolio.editing.saving, coachfolio.editing.forgetting.cleaning
folder, at, seen = os.path.realpath(sys.argv[1]), int(sys.argv[2]), 0
def stop_at(event, args):
    global seen
    if event not in ("open", "os.rename", "os.remove", "os.link", "os.rmdir", "os.mkdir", "shutil.copyfile"):
        return
    if event == "open" and not (isinstance(args[1], str) and set(args[1]) & set("wxa+")):
        return
    if os.path.realpath(os.fsdecode(args[0]) if not isinstance(args[0], int) else "/").startswith(folder):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(stop_at)
sys.argv = ["coachfolio", *sys.argv[3:]]
coachfolio.cli.run()
"""
SLIPS = (
    "date: 4 March 2026\nminutes: 1h\nclient: C01\nrole: Coach\nmode: Video\nreflection: |\n  Of {0}.\n# mine, {0}\n"
)
LIBERAL = "date: 2026-03-0{0}\nminutes: 60.0\nclient: C01\nrole: coach\nplanned: true\npurpose: Of {0}.\n"
COMMANDS = {
    "fix": (SLIPS, ("fix", ".")),
    "fmt": (LIBERAL, ("fmt", ".")),
    "save": (LIBERAL, ("save", "Words", "--yes")),
    "forget": (LIBERAL, ("forget", "C01", "--yes")),
}


def made(folder: Path, text: str, *, all_saved: bool) -> Path:
    (folder / "sessions").mkdir(parents=True)
    (folder / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    git(folder, "config", "user.name", "Ros Halloran")
    git(folder, "config", "user.email", "ros@learner.example")
    if not all_saved:
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message=Begin")
    for number in (3, 4, 5):
        (folder / f"sessions/2026-03-0{number}-c01.yaml").write_text(text.format(number), encoding="utf-8")
    if all_saved:
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message=Begin")
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: data for name, data in found.items() if not name.startswith(".git")}


def runs(folder: Path, at: int, args: tuple[str, ...]) -> int:
    env = {**environment(), "PYTHONPATH": str(ROOT), "COACHFOLIO_ON": "2026-11-14"}
    command = [sys.executable, "-c", STOPPED, str(folder), str(at), *args]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, stdin=subprocess.DEVNULL).returncode


@pytest.mark.parametrize("name", COMMANDS)
def test_a_killed_command_leaves_old_or_new(name: str, tmp_path: Path) -> None:
    text, args = COMMANDS[name]
    whole = made(tmp_path / "whole", text, all_saved=name != "save")
    old = files_of(whole)
    assert runs(whole, 0, args) in (0, 1)
    new = files_of(whole)
    at, killed = 1, 0
    while at < 60:
        folder = made(tmp_path / f"at-{at}", text, all_saved=name != "save")
        if runs(folder, at, args) != -signal.SIGKILL:
            break
        killed += 1
        for path, data in files_of(folder).items():
            if not Path(path).name.startswith(".coachfolio-"):
                assert data in (old.get(path), new.get(path)), (at, path)
        git(folder, "fsck", "--strict")
        runs(folder, 0, args)
        if name in ("fix", "fmt"):
            assert files_of(folder) == new, at
        git(folder, "add", "--all")
        assert not [path for path in files_of(folder) if ".coachfolio-" in path], at
        saved = git(folder, "log", "--all", "--format=", "--name-only").decode()
        assert ".coachfolio-" not in saved
        at += 4
    assert killed or name == "save", "save writes no file of its own: git does"
