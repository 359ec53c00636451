"""CF608 and the ways out: private gets into no save, whatever wrote .gitignore, and out of a record nobody else has."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from coachfolio.confidentiality.ignored import ignoring, taken_by_git

from .commands import Commands
from .conftest import PORTFOLIO, SESSION
from .repositories import git

KEY = "format: 1\nclients: {C01: {names: [Ottoline Prendergast]}, C02: {names: [Bo Larkspur]}}\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    for name, value in {"GIT_CONFIG_GLOBAL": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A. Learner")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@learner.example")
    return Commands(monkeypatch, capsys)


def begun(place: Path, ignored: bytes | None) -> Path:
    """A portfolio in git of which nothing is saved yet."""
    files = {"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-c01.yaml": SESSION, "private/clients.yaml": KEY}
    for path, text in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text, encoding="utf-8")
    if ignored is not None:
        (place / ".gitignore").write_bytes(ignored)
    git(place, "init", "--quiet", "--template=", "--initial-branch=main")
    return place


def ignores(place: Path) -> bool:
    done = subprocess.run(["git", "check-ignore", "-q", "private/clients.yaml"], cwd=place, check=False)
    return done.returncode == 0


WRITTEN = {
    "missing": (None, "missing"),
    "as PowerShell writes it": ("*.tmp\r\nprivate/\r\n".encode("utf-16"), "unreadable"),
    "the same without a mark": ("a.tmp\r\nprivate/\r\n".encode("utf-16-le"), "unreadable"),
    "the other way round": ("private/\n".encode("utf-16-be"), "unreadable"),
    "something else": (b"*.tmp\n", "not named"),
    "a remark": (b"# private/\n", "not named"),
    "taken back": (b"private/\n!private/\n", "not named"),
    "another spelling": ("privé/\n".encode("latin-1"), "not named"),
    "empty": (b"", "not named"),
    "right": (b"private/\n", ""),
    "right with ends of Windows": (b"/private\r\n", ""),
    "right in other words": (b"priv*\n", ""),
}


def test_what_git_would_take_is_told_and_the_right_bytes_are_written(tmp_path: Path) -> None:
    for number, (said, (ignored, why)) in enumerate(WRITTEN.items()):
        place = begun(tmp_path / str(number), ignored)
        assert taken_by_git(place) == why, said
        assert ignores(place) == (not why), said
        better = ignoring(place / ".gitignore")
        if ignored is not None and better is not None:
            (place / ".gitignore").write_bytes(better)
            assert ignores(place), said
        assert (ignored is None) or ignores(place), said


def test_every_command_that_looks_says_so_and_init_mends_it(tmp_path: Path, run: Commands) -> None:
    place = begun(tmp_path / "mine", "private/\r\n".encode("utf-16"))
    git(place, "add", "portfolio.yaml", "sessions")
    git(place, "commit", "--quiet", "--message=Begin")
    assert run("hooks", "install", place).code == 0
    (place / "sessions/2026-03-05-c01.yaml").write_text(SESSION.replace("03-04", "03-05"), encoding="utf-8")
    git(place, "add", "sessions")
    with pytest.MonkeyPatch.context() as there:
        there.chdir(place)
        looks = (("check",), ("status",), ("ready",), ("record",), ("record", "verify"), ("check", "--staged"))
        for command in (*looks, ("save", "--yes"), ("hook", "commit")):
            said = run(*command)
            assert "would take the folder private" in said.out + said.err, command
            assert said.code or command[0] == "status", command
        assert run("init").code == 0
        assert "would take" not in run("check").out
        assert ignores(place)
    assert "private" not in git(place, "ls-files").decode()


@pytest.mark.parametrize("first", [True, False])
def test_a_record_that_nobody_else_has_needs_no_rewriting(first: bool, tmp_path: Path, run: Commands) -> None:
    """Its steps are followed to the letter, and the list is in no save afterwards."""
    place = begun(tmp_path / "mine", None)
    if not first:
        git(place, "add", "portfolio.yaml")
        git(place, "commit", "--quiet", "--message=Begin")
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message=All of it")
    with pytest.MonkeyPatch.context() as there:
        there.chdir(place)
        said = " ".join(run("check").out.split())
        assert "filter-repo" not in said
        if first:
            assert "Delete the hidden folder .git" in said
            subprocess.run(["rm", "-rf", ".git"], check=True)
        else:
            assert "coachfolio undo" in said
            assert run("undo", "--yes").code == 0
        assert run("init").code == 0
        assert run("save", "--yes").code == 0
        assert "CF605" not in run("check").out
    assert "private" not in git(place, "log", "--all", "--name-only", "--format=").decode()


def test_a_record_that_somebody_may_have_is_to_be_made_again(tmp_path: Path, run: Commands) -> None:
    place = begun(tmp_path / "mine", None)
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message=All of it")
    git(place, "update-ref", "refs/remotes/origin/main", "HEAD")
    said = run("check", place).out
    assert re.search(r"CF605[^→]*→[^→]*filter-repo", said)


def test_a_line_before_the_one_that_names_the_folder_takes_nothing_back(tmp_path: Path) -> None:
    file = tmp_path / ".gitignore"
    file.write_bytes(b"!keep.txt\nprivate/\n")
    assert ignoring(file) is None
    file.write_bytes(b"private/\n!keep.txt\n")
    assert ignoring(file) == b"private/\n!keep.txt\nprivate/\n"
