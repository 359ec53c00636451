"""Commands that lack what every program has: a place to read from and write to, files to open, room, a reader."""

from __future__ import annotations

import datetime
import errno
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from coachfolio import InMemory, NoPortfolio, check, open_portfolio
from coachfolio.git import process
from coachfolio.git.process import GitTrouble

from .conftest import EXAMPLE, PORTFOLIO, SESSION, apart
from .repositories import Shelf
from .test_cli import ENVIRONMENT, run


def without(streams: str, *arguments: object, cwd: Path = EXAMPLE) -> subprocess.CompletedProcess[str]:
    """A command that is started with some of its streams closed, as a shell writes that."""
    words = [sys.executable, "-m", "coachfolio", *map(str, arguments)]
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {streams}', "sh", *words],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=ENVIRONMENT,
        check=False,
    )


@pytest.mark.parametrize("command", ["check", "status", "coverage"])
def test_nowhere_to_write_to(command: str) -> None:
    closed = without(">&-", command, apart(EXAMPLE))
    assert (closed.returncode, closed.stdout, closed.stderr) == (0, "", "")
    assert without("2>&-", command, apart(EXAMPLE)).stdout == run(command, str(apart(EXAMPLE))).stdout
    assert without("<&- >&- 2>&-", command, apart(EXAMPLE)).returncode == 0


def test_nothing_to_read_from(shelf: Shelf) -> None:
    pushed = without("<&-", "hook", "push", cwd=shelf["weekly"].folder)
    assert "mistake in coachfolio" not in pushed.stderr
    assert pushed.returncode in (0, 1)
    read = without("<&-", "check", apart(EXAMPLE), "--baseline", "-")
    assert (read.returncode, read.stdout) == (2, "")
    assert read.stderr.startswith("The baseline cannot be read.")


@pytest.mark.parametrize(
    "arguments",
    [("check",), ("status",), ("coverage",), ("hours",), ("check", "--format", "json"), ("record",)],
)
def test_a_reader_that_has_gone_is_no_finding(arguments: tuple[str, ...], shelf: Shelf) -> None:
    folder = shelf["weekly"].folder if arguments == ("record",) else apart(EXAMPLE)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "coachfolio", *arguments, str(folder)],
            env=ENVIRONMENT,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (2, b"")


@pytest.mark.parametrize("number", [7, 9, 11, 13])
def test_few_files_may_be_open(number: int, shelf: Shelf) -> None:
    def few() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (number, number))

    done = subprocess.run(
        [sys.executable, "-m", "coachfolio", "record", str(shelf["weekly"].folder)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        preexec_fn=few,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "no more files be opened" in done.stderr


def test_git_falls_silent_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(place: object) -> Any:
        return shutil._ntuple_diskusage(1 << 20, 1 << 20, 0)

    assert "no room" not in str(process._trouble(128, b""))
    monkeypatch.setattr(shutil, "disk_usage", full)
    assert "no room left" in str(process._trouble(128, b""))
    assert "no room" not in str(process._trouble(128, b"fatal: bad object HEAD"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE, errno.EACCES])
def test_a_place_for_answers_that_cannot_be_made_is_a_sentence(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    with pytest.raises(GitTrouble), process.lines_as_input(["a"]):
        pass


def test_what_programs_read_is_the_same_in_every_encoding() -> None:
    outputs = {
        run("rules", "--format", "json", PYTHONIOENCODING=encoding, PYTHONUTF8="0").stdout
        for encoding in ("utf-8", "latin-1", "ascii")
    }
    (text,) = outputs
    assert "“" in json.dumps(json.loads(text), ensure_ascii=False)


def test_a_moment_passes_for_a_day() -> None:
    portfolio = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, "sessions/a.yaml": SESSION}))
    day = datetime.date(2026, 11, 14)
    moment = datetime.datetime(2026, 11, 14, 15, 30, tzinfo=datetime.UTC)
    assert check(portfolio, today=moment) == check(portfolio, today=day)


def test_the_last_day_there_is(shelf: Shelf) -> None:
    done = run("record", str(shelf["weekly"].folder), "--on", "9999-12-31")
    assert "mistake in coachfolio" not in done.stderr


def test_a_folder_of_no_possible_name() -> None:
    with pytest.raises(NoPortfolio, match="There is no portfolio"):
        open_portfolio("a\0b")
