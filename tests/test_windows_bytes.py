"""What a coach on Windows touches, by its bytes: encodings, names, long ways, and files that cannot be replaced."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from .commands import Commands
from .conftest import PORTFOLIO, ROOT, SESSION
from .repositories import environment, git

FIRST: Final = "sessions/2026-03-04-c01.yaml"
SECOND: Final = "sessions/2026-03-05-c01.yaml"
KEY: Final = "format: 1\nclients:\n  C01:\n    names: [Marigold Featherstonehaugh]\n"
BUSY: Final = "The process cannot access the file because it is being used by another process"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Commands:
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(begun(tmp_path / "mine"))
    return Commands(monkeypatch, capsys)


def begun(folder: Path) -> Path:
    texts = {
        "portfolio.yaml": PORTFOLIO,
        FIRST: SESSION,
        SECOND: SESSION.replace("03-04", "03-05").replace("holding back", "waiting"),
        ".gitignore": "private/\n",
        "private/clients.yaml": KEY,
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    git(folder, "config", "user.name", "Ros Halloran")
    git(folder, "config", "user.email", "ros@learner.example")
    save(folder)
    return folder


def save(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=A save")


def held(folder: Path) -> dict[str, bytes]:
    """Every file but git's own."""
    files = [path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# --- what PowerShell writes


@pytest.mark.parametrize("path", ["portfolio.yaml", FIRST, "private/clients.yaml", ".gitignore"])
def test_what_powershell_writes_is_told_and_never_saved_with_a_name(run: Commands, path: str) -> None:
    folder = Path.cwd()
    text = (folder / path).read_text(encoding="utf-8")
    (folder / path).write_bytes(text.replace("\n", "\r\n").encode("utf-16"))
    (folder / SECOND).write_text(SESSION.replace("03-04", "03-05").replace("60", "75"), encoding="utf-8")
    said = run("check")
    assert said.code == 1
    assert "UTF-8" in said.out
    before = git(folder, "rev-parse", "HEAD")
    assert run("save", "Words", "--yes").code == 2
    assert git(folder, "rev-parse", "HEAD") == before
    assert b"private" not in git(folder, "ls-files")
    mended = run("init", ".", "--yes") if path == ".gitignore" else run("fix", ".")
    assert mended.code in (0, 1, 2), mended
    if path == "private/clients.yaml":  # nothing changes the list of names unasked
        assert (folder / path).read_bytes().startswith(b"\xff\xfe")
        assert "Save it again with the encoding UTF-8." in run("check").out
        (folder / path).write_text(text, encoding="utf-8")
    assert (folder / path).read_bytes().decode("utf-8").replace("\r\n", "\n").startswith(text.rstrip("\n")[:40])
    assert "UTF-8" not in run("check").out
    assert "Featherstonehaugh" not in run("check", "--all").out


def test_py_minus_m_starts_it(tmp_path: Path) -> None:
    env = {**environment(), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "coachfolio", "--version"], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "coachfolio" in done.stdout


# --- backslashes and names that Windows keeps


def test_backslashes_are_a_sentence_and_change_nothing(run: Commands) -> None:
    before = held(Path.cwd())
    for args in (
        ("map", "2026-03-04-c01", "D7.03\\s1", "--where", "the sheet", "--how", "waiting"),
        ("rename", FIRST.replace("/", "\\"), "2026-03-06-c01", "--yes"),
        ("check", FIRST.replace("/", "\\")),
        ("fix", FIRST.replace("/", "\\")),
    ):
        said = run(*args)
        assert said.code in (2, 3), args
        assert "Traceback" not in said.out + said.err
    (Path.cwd() / "attachments").mkdir()
    (Path.cwd() / "attachments" / "a.pdf").write_bytes(b"%PDF-1.4\n")
    (Path.cwd() / FIRST).write_text(SESSION + "attachments: ['attachments\\a.pdf']\n", encoding="utf-8")
    assert "CF011" in run("check").out or "There is no file" in run("check").out
    assert {path: data for path, data in held(Path.cwd()).items() if path in before and path != FIRST} == {
        path: data for path, data in before.items() if path != FIRST
    }


KEPT: Final = ("con", "aux", "nul", "prn", "com1", "lpt9", "CON", "con.", "con ", "2026-03-04-c01.", "x ", "nul.x")


def test_nothing_is_renamed_to_what_windows_keeps_for_itself(run: Commands) -> None:
    before = held(Path.cwd())
    for name in KEPT:
        said = run("rename", "2026-03-04-c01", name, "--yes")
        assert said.code == 2, name
        assert "Use" in said.err, name
    assert held(Path.cwd()) == before
    for words in ("con", "aux", "nul.", "Con: x. "):
        assert run("log", "C01", "60m", words, "--yes").code == 0
    new = [Path(path).name for path in held(Path.cwd()) if path not in before]
    assert len(new) == 4
    assert all(name.startswith("20") and "." not in name.removesuffix(".yaml") for name in new)


@pytest.mark.parametrize("name", ["con.yaml", "aux.yaml", "nul.x.yaml", "con .yaml", "COM1.yaml"])
def test_what_lies_there_under_such_a_name_is_told(run: Commands, name: str) -> None:
    (Path.cwd() / "sessions" / name).write_text(SESSION.replace("03-04", "03-09"), encoding="utf-8")
    assert "This name is one that Windows cannot store." in run("check", "--all").out


# --- what a sync service leaves


def test_what_a_sync_service_has_not_fetched_or_has_doubled_is_told_and_left(run: Commands) -> None:
    folder = Path.cwd()
    put = {
        "sessions/.2026-03-10-c01.yaml.icloud": b"bplist00",
        "sessions/2026-03-11-c01.yaml": b"",
        "sessions/2026-03-04-c01-DESKTOP-AB12CD.yaml": SESSION.encode(),
        "sessions/2026-03-05-c01 (conflicted copy).yaml": (folder / SECOND).read_bytes(),
    }
    for path, data in put.items():
        (folder / path).write_bytes(data)
    said = run("check", "--all").out
    assert "not on this computer" in said
    assert "2026-03-11-c01.yaml" in said
    assert said.count("CF222") == 2
    for command in ("fix", "fmt"):
        run(command, ".")
        assert {path: data for path, data in held(folder).items() if path in put} == put, command
    assert run("save", "Words", "--yes").code == 2


# --- files that cannot be written


def _refusing(monkeypatch: pytest.MonkeyPatch, refuses: Callable[[str], OSError | None]) -> None:
    for name in ("replace", "rename", "unlink", "remove"):
        deed: Callable[..., Any] = getattr(os, name)

        def asked(*args: Any, deed: Callable[..., Any] = deed, **named: Any) -> Any:
            for path in args[:2]:
                error = refuses(str(Path.cwd() / path)) if isinstance(path, str | os.PathLike) else None
                if error is not None:
                    raise error
            return deed(*args, **named)

        monkeypatch.setattr(os, name, asked)


def _open_elsewhere(monkeypatch: pytest.MonkeyPatch, *paths: str) -> None:
    taken = {str(Path.cwd() / path) for path in paths}
    _refusing(monkeypatch, lambda path: PermissionError(errno.EACCES, BUSY, path) if path in taken else None)


SLIP: Final = ("minutes: 60", "minutes: 1h")
COMMANDS: Final = {
    "fix": ("fix", "."),
    "fmt": ("fmt", "."),
    "map": ("map", "2026-03-05-c01", "D7.03/s1", "--where", "the sheet", "--how", "waiting"),
    "rename": ("rename", "2026-03-05-c01", "2026-03-06-c01", "--yes"),
    "undo": ("undo", "2026-03-05-c01", "--yes"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_that_is_open_elsewhere_is_a_sentence_and_nothing_half_written(
    run: Commands, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path.cwd()
    was, now = {"fmt": ("minutes: 60", "minutes: 60.0"), "undo": ("minutes: 60", "minutes: 75")}.get(name, SLIP)
    if name in ("fix", "fmt", "undo"):
        for path in (FIRST, SECOND):
            text = (folder / path).read_text(encoding="utf-8")
            (folder / path).write_text(text.replace(was, now), encoding="utf-8")
        save(folder)
    before = held(folder)
    with monkeypatch.context() as patched:
        _open_elsewhere(patched, SECOND)
        said = run(*COMMANDS[name])
    assert said.code == 2, said
    assert "open in another program, such as Word" in said.err
    assert "2026-03-05-c01.yaml" in said.err
    assert held(folder) == before, "the first file is put back, and nothing lies beside"
    assert run(*COMMANDS[name]).code == 0
    assert held(folder) != before


def test_saving_beside_an_open_file_saves_and_beside_another_save_does_not(
    run: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path.cwd()
    (folder / FIRST).write_text(SESSION.replace("minutes: 60", "minutes: 75"), encoding="utf-8")
    before, files, lock = git(folder, "rev-parse", "HEAD"), held(folder), folder / ".git" / "index.lock"
    lock.write_bytes(b"")
    said = run("save", "Words", "--yes")
    assert (said.code, git(folder, "rev-parse", "HEAD"), held(folder)) == (2, before, files)
    lock.unlink()
    with monkeypatch.context() as patched:
        _open_elsewhere(patched, FIRST)
        assert run("save", "Words", "--yes").code == 0
    assert held(folder) == files
    assert git(folder, "status", "--porcelain") == b""


def test_what_cannot_be_put_back_is_kept_and_named(run: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second file is open, and the first is opened by a sync service as soon as it is changed."""
    folder = Path.cwd()
    for path in (FIRST, SECOND):
        text = (folder / path).read_text(encoding="utf-8")
        (folder / path).write_text(text.replace(*SLIP), encoding="utf-8")
    before = held(folder)
    places = {str(folder / FIRST): 0, str(folder / SECOND): 0}

    def once(path: str) -> OSError | None:
        if path not in places:
            return None
        places[path] += 1
        free = path.endswith(FIRST) and places[path] == 1
        return None if free else PermissionError(errno.EACCES, BUSY, path)

    with monkeypatch.context() as patched:
        _refusing(patched, once)
        said = run("fix", ".")
    assert said.code == 2
    assert "2026-03-04-c01.yaml.before" in said.err
    assert "Nothing was written" not in said.err
    run("fix", ".")
    after = held(folder)
    assert after[f"{FIRST}.before"] == before[FIRST], "the next command clears away only what nobody needs"
    assert b"minutes: 60" in after[SECOND]


def test_a_file_that_may_only_be_read_leaves_nothing_beside_it(run: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows neither replaces nor deletes such a file, and the program's copy of it is one as well."""
    folder = Path.cwd()
    (folder / FIRST).write_text(SESSION.replace(*SLIP), encoding="utf-8")
    (folder / FIRST).chmod(0o444)
    before = held(folder)

    def read_only(path: str) -> OSError | None:
        file = Path(path)
        kept = file.is_relative_to(folder) and file.is_file() and not file.stat().st_mode & stat.S_IWRITE
        return PermissionError(errno.EACCES, BUSY, path) if kept else None

    with monkeypatch.context() as patched:
        _refusing(patched, read_only)
        said = run("fix", ".")
    assert (said.code, held(folder)) == (2, before)
    assert "may only be read" in said.err
    assert (folder / FIRST).stat().st_mode & 0o777 == 0o444


def test_a_way_that_is_too_long_is_a_sentence(run: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path.cwd()
    before = held(folder)
    deed = Path.open

    def short(path: Path, mode: str = "r", *args: Any, **named: Any) -> Any:
        if "sessions" in path.parts and set(mode) & set("wxa"):
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(folder / ("x" * 260) / path.name))
        return deed(path, mode, *args, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", short)
        said = run("log", "C01", "60m", "Words", "--yes")
    assert said.code == 2
    assert "too long for this computer" in said.err
    assert held(folder) == before
    said = run("rename", "2026-03-04-c01", "x" * 300, "--yes")
    assert (said.code, held(folder)) == (2, before)
    assert "Traceback" not in said.err
