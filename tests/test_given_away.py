"""What is handed over: `ready` says where it looked, and `bundle` and `seal` stop while a client is given away."""

from __future__ import annotations

from pathlib import Path

import pytest

from .commands import Commands
from .conftest import PORTFOLIO, SESSION
from .repositories import Learner, evening

KEY = "format: 1\nclients: {C01: {names: [Ottoline Prendergast]}, C02: {names: [Bo Larkspur]}}\n"
FILES = {".gitignore": "private/\n", "portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-c01.yaml": SESSION}
SAID = f"{SESSION}reflection: Ottoline Prendergast left.\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A. Learner")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@learner.example")
    return Commands(monkeypatch, capsys)


def line(run: Commands, folder: Path) -> str:
    """What `ready` says of clients who are given away."""
    said = run("ready", folder).out.split("No client is given away")[1]
    return " ".join(said.split("Nothing else is wrong")[0].split())


def test_ready_says_where_it_looked_and_never_more(tmp_path: Path, run: Commands) -> None:
    learner = Learner(tmp_path)
    learner.save(FILES, evening("2026-03-05"))
    assert "only the coach" in line(run, learner.folder)
    learner.write({"private/clients.yaml": KEY})
    said = line(run, learner.folder)
    assert "2 clients" in said
    assert "in all of the record as well" in said
    learner.save({"sessions/2026-03-04-c01.yaml": SAID}, evening("2026-03-06"))
    learner.save({"sessions/2026-03-04-c01.yaml": SESSION}, evening("2026-03-07"))
    assert "In the record is a name of C01" in line(run, learner.folder)
    (learner.folder / ".git").rename(tmp_path / "elsewhere")
    assert "record" not in line(run, learner.folder)
    (learner.folder / "sessions/2026-03-04-c01.yaml").write_text(f"{SESSION}reflection: Asked Bo and left.\n")
    assert "may name a client" in line(run, learner.folder)


@pytest.mark.parametrize("command", ["bundle", "seal"])
def test_nothing_is_handed_over_while_a_client_is_given_away(command: str, tmp_path: Path, run: Commands) -> None:
    learner = Learner(tmp_path)
    learner.save(FILES, evening("2026-03-05"))
    into = [tmp_path / "new.bundle"] if command == "bundle" else ["--yes"]
    args: tuple[str | Path, ...] = (command, learner.folder, *into)
    learner.save({"sessions/2026-03-04-c01.yaml": SAID}, evening("2026-03-06"))
    learner.write({"private/clients.yaml": KEY})
    refused = run(*args)
    assert refused.code == 2
    assert "sessions/2026-03-04-c01.yaml, line 8" in refused.err
    assert "Say it with the code" in refused.err
    assert "rendergast" not in refused.out + refused.err
    learner.save({"sessions/2026-03-04-c01.yaml": SESSION}, evening("2026-03-07"))
    refused = run(*args)
    assert (refused.code, "coachfolio undo" in refused.err) == (2, True), "the record has it"
    assert not (tmp_path / "new.bundle").exists()
    assert not learner.git("tag", "--list").strip()
    learner.git("reset", "--quiet", "--hard", "HEAD~2")
    assert run(*args).code == 0


@pytest.mark.parametrize("key", [KEY, "format: 1\nclients: [x\n", ""])
def test_a_line_that_is_shown_gives_nobody_away_whatever_the_list_is(key: str, tmp_path: Path, run: Commands) -> None:
    """Right, broken or missing; and beside another finding on the line."""
    learner = Learner(tmp_path)
    odd = f"{SESSION}minutess: Ottoline Prendergast rang 07700 900123 from AB 12 34 56 C\n"
    learner.save({**FILES, "sessions/2026-03-04-c01.yaml": odd}, evening("2026-03-05"))
    if key:
        learner.write({"private/clients.yaml": key})
    said = run("check", learner.folder)
    assert "minutess: •" in said.out
    assert not [word for word in ("Ottoline", "Prendergast", "900123", "12 34 56") if word in said.out + said.err]
