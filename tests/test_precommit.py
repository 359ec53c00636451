"""The hooks under the pre-commit framework: the real one, with this project as the repository of hooks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coachfolio.hooks import HOOKS
from coachfolio.hooks.installing import install_hooks

from .conftest import EXAMPLE, ROOT, of_all_workers
from .repositories import environment
from .test_hooks import FIRST, KEY, NAME, SECOND, Coach, sheet

IN_THE_WHEEL = ("coachfolio", "schema", "example-portfolio", "pyproject.toml", "README.md", "LICENSE")
CONFIG = ".pre-commit-config.yaml"
THIRD = "sessions/2026-03-18-c01-three.yaml"


def _of_pip() -> dict[str, str]:
    """Where pip gets packages from on this machine."""
    found = {name: value for name, value in os.environ.items() if name.lower().startswith(("pip_", "ssl_"))}
    found |= {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    return found


class Framework:
    """The pre-commit framework with the hooks of this project, in a place that every worker of a run shares."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.variables = {"PRE_COMMIT_HOME": str(place / "cache"), "HOME": str(place), **_of_pip()}
        hooks = place / "coachfolio"
        if not hooks.exists():
            self._offer(hooks)
        asked = subprocess.run(["git", "rev-parse", "HEAD"], cwd=hooks, env=environment(), capture_output=True)
        self.settings = _settings(f"file://{hooks}", asked.stdout.decode().strip())

    def _offer(self, hooks: Path) -> None:
        """Make this project a repository of hooks."""
        hooks.mkdir(parents=True)
        for name in (*IN_THE_WHEEL, ".pre-commit-hooks.yaml"):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, hooks / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, hooks / name)
        for args in (["init", "--quiet", "--template="], ["add", "--all", "--force"], ["commit", "-q", "-m", "Now"]):
            subprocess.run(["git", *args], cwd=hooks, env=environment(), check=True)

    def run(self, folder: Path, *args: str, may_fail: bool = False) -> str:
        """What the framework says."""
        command = [sys.executable, "-m", "pre_commit", *args]
        env = {**environment(), **self.variables, "COACHFOLIO_ON": "2026-11-14"}
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
        assert may_fail or not done.returncode, done.stdout + done.stderr
        return done.stdout + done.stderr

    def into(self, coach: Coach) -> None:
        """Begin to use it in a portfolio, as the guide says."""
        (coach.top / CONFIG).write_text(self.settings)
        self.run(coach.top, "install")


def _settings(repository: str, revision: str) -> str:
    """The example's own, with this project in place of the one on the network."""
    lines = (EXAMPLE / CONFIG).read_text(encoding="utf-8").splitlines()
    found = [f"  - repo: {repository}" if line.startswith("  - repo:") else line for line in lines]
    found = [f"    rev: {revision}" if line.startswith("    rev:") else line for line in found]
    return "\n".join(found) + "\n"


class Guarded(Coach):
    """A coach whose git has the framework's place in its environment."""

    framework: Framework

    def git(self, *args, cwd=None, may_fail=False, **variables):  # type: ignore[no-untyped-def]
        return super().git(*args, cwd=cwd, may_fail=may_fail, **{**self.framework.variables, **variables})


@pytest.fixture(scope="session")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    """Installed once in a run, by the worker that asks first: that takes a while."""
    with of_all_workers(tmp_path_factory, "framework") as place:
        found = Framework(place)
        Guarded.framework = found
        if not (place / "begun").exists():
            coach = Guarded(place / "first")
            found.into(coach)
            found.run(coach.top, "install-hooks")
            _begun(coach).top.rename(place / "begun")
    return found


@pytest.fixture
def coach(framework: Framework, tmp_path: Path) -> Coach:
    """Somebody who has saved for the first time."""
    top = shutil.copytree(framework.place / "begun", tmp_path / "my portfolio", symlinks=True)
    found: Coach = Guarded(top, files={})
    found.git("update-index", "-q", "--refresh")  # the copies are other files to git, until it has looked
    return found


def _begun(found: Coach) -> Coach:
    found.git("add", "--all")
    assert "of contact" in found.git("commit", "--message", "First").said  # the very first save
    return found


def test_the_framework_knows_every_hook_and_the_example_uses_them() -> None:
    used = (EXAMPLE / CONFIG).read_text(encoding="utf-8")
    assert [one.id for one in HOOKS if f"- id: {one.id}\n" in used] == [
        "coachfolio",
        "coachfolio-message",
        "coachfolio-record",
    ]
    assert "default_install_hook_types: [pre-commit, pre-merge-commit, commit-msg, pre-push]" in used


def test_adding_changing_and_renaming(coach: Coach) -> None:
    coach.change({THIRD: sheet("2026-03-18", minutes=30)})
    assert "2 h 30 of contact" in coach.saved()
    coach.change({FIRST: sheet("2026-03-04", said="I waited for long.")})
    assert "loses" not in coach.saved()
    coach.git("mv", FIRST, "sessions/2026-03-04-c01-renamed.yaml")
    assert "loses" not in coach.saved()


def test_a_mistake(coach: Coach) -> None:
    coach.change({FIRST: sheet("2026-03-04").replace("minutes: 60", "minutes: 1h")})
    assert f"{FIRST}:3:10: error CF103" in coach.stopped()


def test_a_save_that_only_deletes_is_looked_at(coach: Coach) -> None:
    coach.git("rm", "--quiet", SECOND)
    said = coach.stopped()
    assert "2026-03-11-c01-two is removed" in said
    assert "Skipped" not in said
    coach.saved(message="Tidy up\n\nReason: written twice")


def test_part_of_what_changed(coach: Coach) -> None:
    coach.change({FIRST: sheet("2026-03-04", minutes=75)})
    coach.write({SECOND: "minutes: [\n"})
    assert "2 h 15 of contact" in coach.saved()
    coach.write({SECOND: sheet("2026-03-11", minutes=90), FIRST: "minutes: 1h\n"})
    assert "2 h 45 of contact" in coach.saved(SECOND)
    assert "error" in coach.stopped("--all")


def test_amending(coach: Coach) -> None:
    coach.change({THIRD: sheet("2026-03-18")})
    coach.saved("--amend")
    coach.git("rm", "--quiet", THIRD)
    assert "is removed" in coach.stopped("--amend")


def test_joining_two_lines(coach: Coach) -> None:
    coach.git("switch", "--quiet", "--create", "side")
    coach.change({FIRST: sheet("2026-03-04", said="I waited, and said so."), SECOND: None})
    coach.saved(message="Side\n\nReason: written twice")
    coach.git("switch", "--quiet", "main")
    coach.change({FIRST: sheet("2026-03-04", said="I waited, and did not say so.")})
    coach.saved()
    assert coach.git("merge", "side", may_fail=True).status == 1
    coach.change({FIRST: sheet("2026-03-04", minutes=30)})
    assert "fall by 30 min" in coach.stopped(message="")
    coach.change({FIRST: sheet("2026-03-04")})
    assert "loses" not in coach.saved("--no-edit", message="")


def test_a_linked_working_folder(coach: Coach) -> None:
    other = coach.top.parent / "other"
    coach.git("worktree", "add", "--quiet", str(other))
    index = (coach.top / ".git" / "index").read_bytes()
    coach.git("rm", "--quiet", SECOND, cwd=other)
    assert "is removed" in coach.stopped(cwd=other)
    coach.git("commit", "--quiet", "--message", "Save\n\nReason: x", cwd=other)
    assert (coach.top / ".git" / "index").read_bytes() == index


def test_a_portfolio_below_the_top(framework: Framework, tmp_path: Path) -> None:
    coach = Guarded(tmp_path, "work/portfolio")
    framework.into(coach)
    _begun(coach)
    coach.change({SECOND: None})
    assert "coachfolio (work/portfolio): 1 h of contact" in coach.stopped(cwd=coach.folder)


def test_names_and_a_broken_list(coach: Coach) -> None:
    coach.write({"private/clients.yaml": KEY})
    coach.change({THIRD: sheet("2026-03-18")})
    said = coach.stopped(message=f"With {NAME}")
    assert "The message of this save: " in said
    assert NAME not in said
    coach.write({"private/clients.yaml": KEY + "  C02: [\n"})
    said = coach.stopped()
    assert "Line " in said
    assert "of private/clients.yaml cannot be used" in said


def test_sending_and_handing_in(coach: Coach, framework: Framework, tmp_path: Path) -> None:
    target = str(tmp_path / "kept.git")
    coach.git("init", "--quiet", "--bare", "--template=", target)
    assert "the record may be sent" in coach.git("push", target, "main").said
    coach.git("commit", "--quiet", "--no-verify", "--amend", "--message", "First, made again")
    assert "it would be lost there" in coach.git("push", "--force", target, "main", may_fail=True).said
    with (coach.top / CONFIG).open("a") as settings:
        settings.write("      - id: coachfolio-submission\n        stages: [manual]\n")
    coach.git("add", "--all")
    said = framework.run(coach.top, "run", "--hook-stage", "manual", "coachfolio-submission", may_fail=True)
    assert "D7.01/s1" in said
    assert "has no evidence" in said


def test_the_plain_hooks_beside_it(coach: Coach) -> None:
    """Whoever has both is asked by both, and nothing is lost between them."""
    install_hooks(coach.top)
    coach.git("rm", "--quiet", SECOND)
    assert "is removed" in coach.stopped()
    coach.saved(message="Save\n\nReason: x")


def test_without_the_hook_for_the_message_nobody_is_told_to_write_a_reason(coach: Coach) -> None:
    settings = (coach.top / CONFIG).read_text().replace("      - id: coachfolio-message\n", "")
    coach.change({CONFIG: settings, SECOND: None})
    assert "type coachfolio hooks install" in coach.stopped(message="Save\n\nReason: x")
