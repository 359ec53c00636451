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
    assert "In the record (earlier versions" in said
    assert "Not known: whether a first name alone" in said
    learner.save({"sessions/2026-03-04-c01.yaml": SAID}, evening("2026-03-06"))
    learner.save({"sessions/2026-03-04-c01.yaml": SESSION}, evening("2026-03-07"))
    assert "In the record is a name of C01" in line(run, learner.folder)
    (learner.folder / ".git").rename(tmp_path / "elsewhere")
    assert "In the record" not in line(run, learner.folder)
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


STRAY = (
    *("notes/n.yaml", "session/s.yml", "drafts/d.YAML", "top.yaml", "my things/a b.yaml", "sessions/deep/er/x.txt"),
    *(
        ".vscode/settings.json",
        ".hidden.yml",
        ".settings/deep/x.yaml",
        "settings.toml",
        "notes/plain",
        ".gitattributes",
    ),
)


def test_whatever_git_would_take_is_searched_and_told_once_at_its_place(tmp_path: Path, run: Commands) -> None:
    learner = Learner(tmp_path)
    learner.save(FILES, evening("2026-03-05"))
    learner.write({"private/clients.yaml": KEY})
    for path in STRAY:
        learner.write({path: "# Ottoline Prendergast rang.\n"})
        learner.git("add", "--force", path)
        for command in (("check", "--staged"), ("check",), ("hook", "commit")):
            with pytest.MonkeyPatch.context() as there:
                there.chdir(learner.folder)
                said = run(*command)
            assert said.code == 1, (path, command)
            told = [line for line in said.out.splitlines() if "CF601" in line or "CF607" in line]
            assert told == [f"{path}:1:1: error CF601 This file has a name of C01 in it, in line 1."], (path, command)
        learner.git("rm", "--quiet", "--force", path)


def test_many_words_that_may_be_names_hide_no_name(tmp_path: Path, run: Commands) -> None:
    learner = Learner(tmp_path)
    many = "I asked Mark. Call 07700 900123.\n" * 400
    learner.save(FILES, evening("2026-03-05"))
    learner.write(
        {"private/clients.yaml": "format: 1\nclients: {C01: {names: [Mark Wood]}, C02: {names: [Bo Larkspur]}}\n"}
    )
    learner.write({"notes/long.txt": f"{many.replace('Mark', 'Anna')}Bo Larkspur and AB 12 34 56 C.\n"})
    learner.write({"notes/words.txt": f"{many.replace('I asked Mark', 'What a mess')}Then Mark Wood left.\n"})
    said = run("check", learner.folder).out
    assert "notes/long.txt:1:1: error CF601 This file has a name of C02 in it, in line 401." in said
    assert "notes/long.txt:1:1: error CF614" in said
    assert "notes/words.txt:1:1: error CF601 This file has a name of C01 in it, in line 401." in said


def test_what_is_quoted_is_covered_where_the_list_cannot_be_used(tmp_path: Path, run: Commands) -> None:
    claim = SESSION.replace("the sheet", "what Ottoline said").replace("holding", "Prendergast by waiting and holding")
    learner = Learner(tmp_path)
    learner.save({**FILES, "sessions/2026-03-04-c01.yaml": claim}, evening("2026-03-05"))
    learner.write({"private/clients.yaml": "format: 1\nclients: [x\n"})
    for command in (("coverage",), ("status", "--format", "json")):
        said = run(*command, learner.folder)
        assert "by waiting" in said.out, command
        assert not [word for word in ("Ottoline", "Prendergast") if word in said.out + said.err], command


def test_a_line_is_covered_where_nobody_can_say_which_clients_there_are(tmp_path: Path, run: Commands) -> None:
    """There is no list, and portfolio.yaml cannot be read."""
    learner = Learner(tmp_path)
    odd = f"{SESSION}minutess: Ottoline Prendergast rang\n"
    broken = f"{PORTFOLIO}unknown: x\n"
    learner.save({**FILES, "portfolio.yaml": broken, "sessions/2026-03-04-c01.yaml": odd}, evening("2026-03-05"))
    said = run("check", learner.folder).out
    assert "minutess: •" in said
    assert "Prendergast" not in said


def test_no_receipt_names_a_client(tmp_path: Path, run: Commands) -> None:
    learner = Learner(tmp_path)
    learner.save({**FILES, "sessions/2026-03-05-ottoline-prendergast.yaml": SESSION}, evening("2026-03-05"))
    learner.write({"private/clients.yaml": KEY})
    receipt = tmp_path / "receipt.json"
    refused = run("record", learner.folder, "--receipt", receipt)
    assert "No receipt was written" in refused.err
    assert "rendergast" not in refused.out + refused.err
    assert not receipt.exists()
    learner.git("mv", "sessions/2026-03-05-ottoline-prendergast.yaml", "sessions/2026-03-05-c01.yaml")
    learner.git("commit", "--quiet", "--message=Rename")
    run("record", learner.folder, "--receipt", receipt)
    assert "rendergast" not in receipt.read_text(encoding="utf-8")
