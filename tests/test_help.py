"""The help of every command: examples that run as they stand, short texts that are whole, completion, the man page."""

from __future__ import annotations

import http.cookiejar
import io
import os
import shlex
import shutil
import subprocess
import sys
import threading
import urllib.request
import webbrowser
from pathlib import Path

import click
import docx
import openpyxl
import pytest

from coachfolio.cli import main
from coachfolio.cli.completion import SHELLS
from coachfolio.cli.help import commands_in, examples_of
from tools.manual import man_page

from .commands import Commands
from .conftest import ROOT
from .repositories import git

EXAMPLES = [(name, example) for name, command in commands_in(main) for example in examples_of(command)]

ACTIONS = "date: 2026-05-12\nby: learner\nactions:\n  - {what: Call the client, owner: learner, due: 2026-11-30}\n"
KEY = "format: 1\nclients:\n  C07: {names: [Mark Wood]}\nallowed: []\n"


class Agreeing(io.StringIO):
    """A terminal at which somebody presses y and Enter to the first questions, and then leaves."""

    def __init__(self) -> None:
        super().__init__("yes\n" * 12)

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration with what the examples name in it."""
    place = tmp_path_factory.mktemp("help")
    subprocess.run(
        [sys.executable, "-m", "coachfolio", "demo", str(place / "my-portfolio")], check=True, capture_output=True
    )
    folder = place / "my-portfolio"
    (folder / "assessment/actions/2026-05-12-d7-02.yaml").write_text(ACTIONS, encoding="utf-8")
    sample = folder / "assessment/sampling/2026-10-15-second-sample.yaml"
    text = sample.read_text(encoding="utf-8")
    start, end = text.index("    state: closed\n"), text.index("sent it herself.\n") + len("sent it herself.\n")
    sample.write_text(text[:start] + text[end:], encoding="utf-8")
    contact = "date: 2026-03-04\nminutes: 60\nclient: C01\nrole: coach\nmode: video\npurpose: The board.\n"
    for name in ("2026-03-04-c01-board", "2026-03-04-c01-delegation"):
        (folder / f"sessions/{name}.yaml").write_text(contact.replace("60", f"6{len(name) % 10}"), encoding="utf-8")
    (folder / "private").mkdir(exist_ok=True)
    (folder / "private/clients.yaml").write_text(KEY, encoding="utf-8")
    (folder / "notes.txt").write_text("C07 45m 2 Nov The long way round\n", encoding="utf-8")
    book = openpyxl.Workbook()
    for row in (["Date", "Coachee ref", "Minutes"], ["2026-03-04", "A", 60]):
        book.active.append(row)
    (folder / "Contact sheets").mkdir()
    for place_of in (folder / "log.xlsx", folder / "Contact sheets/log.xlsx"):
        book.save(place_of)
    document = docx.Document()
    document.add_paragraph("1.1 Compares what coaching and mentoring are for")
    document.save(str(folder / "handbook.docx"))
    for name, line in (
        ("2026-05-15-d7-01-first-submission", "acknowledged: 2026-05-18\n"),
        ("2026-10-12-d7-01-second-submission", "unit_signed_off: yes\n"),
    ):
        record = folder / f"assessment/decisions/{name}.yaml"
        record.write_text(record.read_text(encoding="utf-8").replace(line, ""), encoding="utf-8")
    git(folder, "config", "user.name", "Ros Halloran")
    git(folder, "config", "user.email", "ros@example.com")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=What the examples name\n\nReason: examples")
    session = folder / "sessions/2026-03-04-c01-delegation.yaml"
    session.write_text(session.read_text(encoding="utf-8").replace("board", "board paper"), encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--message=A word")
    (place / "my-portfolio.html").unlink(missing_ok=True)
    return place


class Leaving:
    """A browser in which somebody looks at the first page, and ends the application."""

    def open(self, address: str) -> bool:
        threading.Thread(target=self._look_and_end, args=(address,)).start()
        return True

    def _look_and_end(self, address: str) -> None:
        top = address.partition("/?")[0]
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        opener = urllib.request.build_opener(jar)
        opener.open(address, timeout=60).read()
        end = urllib.request.Request(f"{top}/end", b"", {"Origin": top, "Sec-Fetch-Site": "same-origin"})
        opener.open(end, timeout=60).read()


def test_every_command_has_an_example() -> None:
    assert not [name for name, command in commands_in(main) if not examples_of(command)]


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{name}-{at}" for at, (name, _) in enumerate(EXAMPLES)])
def test_examples_run_as_they_stand(
    name: str,
    example: str,
    kept: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    save = git(kept / "my-portfolio", "rev-parse", "--short", "HEAD~1").decode().strip()
    words = [save if word == "1f3c5a7e" else word for word in shlex.split(example)]
    assert words[:1] + " ".join(words).split()[1 : len(name.split()) + 1] == ["coachfolio", *name.split()] or (
        main.get_command(click.Context(main), words[1]) is not None
    )
    place = Path(shutil.copytree(kept, tmp_path / "desk", symlinks=True))
    run = Commands(monkeypatch, capsys)
    monkeypatch.chdir(place if "my-portfolio" in words else place / "my-portfolio")
    if "init" in words or "demo" in words:
        monkeypatch.chdir(tmp_path)
    if "cohort-2026" in words:
        monkeypatch.chdir(tmp_path)
        place.rename(tmp_path / "cohort-2026")
    if "handed-over.bundle" in words and "bundle" not in words:
        run("bundle", "handed-over.bundle")
    if words[1:3] == ["pack", "verify"]:
        run("pack", "--audience", "iqa", "--out", words[3])
    if "receive" in words:
        run("bundle", "returned.bundle")
    monkeypatch.setattr(sys, "stdin", Agreeing())
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr(webbrowser, "get", Leaving)
    said = run(*words[1:])
    # what is imported here is too little for some of the examples, and that is said
    left = "Stopped. Nothing was written." in said.err or (name == "import" and "Usage:" not in said.err)
    assert said.code in (0, 1) or left, said.out + said.err


def test_short_texts_are_whole_and_fit() -> None:
    for command in (main, *(command for _, command in commands_in(main) if isinstance(command, click.Group))):
        context = click.Context(command, info_name="coachfolio", terminal_width=80)
        text = command.get_help(context)
        commands = text.partition("Commands:")[2]
        assert commands.strip()
        assert "..." not in commands
        assert "…" not in commands
        assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_for_each_shell(
    shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Commands(monkeypatch, capsys)("completion", shell)
    assert said.code == 0
    assert f"{shell}_complete" in said.out
    assert "_COACHFOLIO_COMPLETE" in said.out


@pytest.mark.skipif(sys.platform == "win32", reason="bash is of Unix")
def test_bash_completes_commands_and_options(tmp_path: Path) -> None:
    import pexpect

    bin = tmp_path / "bin"
    bin.mkdir()
    (bin / "coachfolio").write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m coachfolio "$@"\n', encoding="utf-8"
    )
    (bin / "coachfolio").chmod(0o755)
    env = {"PATH": f"{bin}:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    bash = pexpect.spawn(
        "bash",
        ["--norc", "--noprofile", "-i"],
        env=env,
        cwd=str(tmp_path),
        encoding="utf-8",
        timeout=60,
    )
    bash.sendline('eval "$(coachfolio completion bash)"; echo "got"it')
    bash.expect("gotit")
    for typed, said in (
        ("coachfolio forg\t--help", "Usage: coachfolio forget"),
        ("coachfolio record ver\t--he\t", "Usage: coachfolio record verify"),
    ):
        bash.sendline(typed)
        bash.expect_exact(said)
    bash.close(force=True)


@pytest.mark.parametrize(
    ("typed", "begun", "expected"),
    [("coachfolio forg", "forg", "plain\tforget\t"), ("coachfolio record ver", "ver", "plain\tverify\t")],
)
def test_powershell_gets_one_line_for_each(typed: str, begun: str, expected: str) -> None:
    env = {**os.environ, "_COACHFOLIO_COMPLETE": "powershell_complete", "COMP_WORDS": typed, "COMP_WORD": begun}
    done = subprocess.run([sys.executable, "-m", "coachfolio"], env=env, capture_output=True, text=True)
    assert done.stdout.startswith(expected), done.stdout + done.stderr


def test_the_man_page_has_every_command_and_is_in_order(tmp_path: Path) -> None:
    page = man_page({0: "all is well"})
    for name, _ in commands_in(main):
        assert f"\n.SS coachfolio {name.replace('-', chr(92) + '-')}" in page
    file = tmp_path / "coachfolio.1"
    file.write_text(page, encoding="utf-8")
    for checker in (["mandoc", "-T", "lint", "-W", "warning"], ["groff", "-man", "-Tutf8", "-ww", "-z"]):
        if shutil.which(checker[0]):
            done = subprocess.run([*checker, str(file)], capture_output=True, text=True)
            assert (done.stdout + done.stderr) == "", checker
