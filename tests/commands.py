"""The commands, run in this process as they run in one of their own: what they print and how they end."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from coachfolio.cli import run
from coachfolio.editing.sealing import NewSeal, new_seal

from .keeper import PATIENCE
from .repositories import environment, git, ssh_key, stamp

if sys.platform != "win32":
    import pty


class Said(NamedTuple):
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


class Commands:
    """Somebody at a command line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._captured = captured
        monkeypatch.setenv("HOME", "/nonexistent")
        monkeypatch.setenv("COACHFOLIO_ON", "2026-11-14")
        monkeypatch.setenv("no_proxy", "*")

    def __call__(self, *args: str | Path) -> Said:
        self._monkeypatch.setattr(sys, "argv", ["coachfolio", *map(str, args)])
        self._captured.readouterr()
        with pytest.raises(SystemExit) as ended:
            run()
        gc.enable()
        said = self._captured.readouterr()
        assert "mistake in coachfolio" not in said.err, said.err
        return Said(int(ended.value.code or 0), said.out, said.err)


def at_a_terminal(*args: str | Path, answers: str) -> Said:
    """A command as somebody runs it who sits at a terminal and types these answers."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answers.encode())
        done = subprocess.run(
            [sys.executable, "-m", "coachfolio", *map(str, args)],
            stdin=theirs,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            env={
                "PATH": os.environ["PATH"],
                "HOME": "/nonexistent",
                "LC_ALL": "C.UTF-8",
                "COACHFOLIO_ON": "2026-11-14",
            },
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    return Said(done.returncode, done.stdout, done.stderr)


class Assessor:
    """Somebody with a key of their own, who seals copies of other people's records."""

    def __init__(self, place: Path, name: str = "lee") -> None:
        self.place = place / name
        self.key, self.public = ssh_key(self.place)
        self.mail = f"{name}@centre.example"

    def line(self, *roles: str, options: str = "") -> str:
        """Their line on a list of signers."""
        names = ",".join([self.mail, *(f"role:{role}" for role in roles)])
        return f"{names} {options}{' ' if options else ''}{self.public}\n"

    def variables(self, when: str = "2025-03-03T10:00+00:00", *, signing: bool = True) -> dict[str, str]:
        """The environment in which git seals as them."""
        settings = self.place / "settings"
        key = f"\tsigningKey = {self.key}\n[gpg]\n\tformat = ssh\n" if signing else ""
        settings.write_text(f"[user]\n\tname = {self.mail}\n\temail = {self.mail}\n{key}", encoding="utf-8")
        return {
            **environment(),
            "GIT_CONFIG_GLOBAL": str(settings),
            "GIT_COMMITTER_NAME": "Lee Price",
            "GIT_COMMITTER_EMAIL": self.mail,
            "GIT_COMMITTER_DATE": stamp(when),
        }

    def seal(self, record: Path, into: Path, desk: Path, *, signing: bool = True, **said: object) -> NewSeal:
        """Seal a copy of a record on a desk of their own, and give the learner the seal."""
        git(desk.parent, "clone", "--quiet", "--template=", "--branch=main", str(record), str(desk))
        said = {"role": "assessor", "variables": self.variables(signing=signing), **said}
        made = new_seal(desk, **said)  # type: ignore[arg-type]
        ref = f"refs/tags/{made.seal.name}"
        git(into, "fetch", "--quiet", str(desk), f"{ref}:{ref}")
        return made
