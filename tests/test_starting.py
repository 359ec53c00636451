"""Starting a portfolio: what is written, what is left alone, and that the result is in order."""

from __future__ import annotations

import datetime
import re
import subprocess
from pathlib import Path

import pytest

from coachfolio import Severity
from coachfolio.checks.whole import check_folder
from coachfolio.editing.drafts import NotWritten
from coachfolio.editing.starting import Beginning, NewClient, start, start_plan
from coachfolio.format.packs import packs

from .commands import Commands, at_a_terminal

BEGINNING = Beginning(
    qualification="ilm-l7-diploma-2007",
    name="Ros Ó Hallorán",
    registered=datetime.date(2026, 1, 5),
    centre="The Centre",
    centre_number="012345",
    contact_hours=100,
    pieces_per_criterion=2,
    clients=(
        NewClient("C01", ("Ada Brown",), ("Brown & Co: Ltd",), "health", "director"),
        NewClient("C02", ("Li Wei",)),
    ),
    email="ros@learner.example",
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/nonexistent/gitconfig")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Commands(monkeypatch, capsys)


def git(folder: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("qualification", packs())
def test_a_new_portfolio_has_no_error_and_no_warning(tmp_path: Path, run: Commands, qualification: str) -> None:
    from dataclasses import replace

    started = start(start_plan(tmp_path / "mine", replace(BEGINNING, qualification=qualification)))
    assert started.saved, started.not_saved
    report = check_folder(tmp_path / "mine", today=datetime.date(2026, 2, 1))
    wrong = [found for found in report.diagnostics if found.severity in (Severity.ERROR, Severity.WARNING)]
    assert not wrong, [found.message for found in wrong]
    assert not git(tmp_path / "mine", "status", "--porcelain")


def test_the_private_list_is_in_no_save_and_no_object(tmp_path: Path, run: Commands) -> None:
    start(start_plan(tmp_path, BEGINNING))
    assert (tmp_path / "private" / "clients.yaml").is_file()
    assert "private" not in git(tmp_path, "ls-files")
    asked = ["git", "cat-file", "--batch-all-objects", "--batch"]
    everything = subprocess.run(asked, cwd=tmp_path, capture_output=True, check=True).stdout
    assert b"Ada Brown" not in everything
    assert b"Li Wei" not in everything


def test_what_is_there_stays_as_it_is_and_the_rest_is_completed(tmp_path: Path, run: Commands) -> None:
    own = "format: 1\nstage: building\nqualification: ilm-l7-certificate-2007\nlearner: {name: Somebody}  # mine\n"
    (tmp_path / "portfolio.yaml").write_text(own)
    (tmp_path / "READ-ME-FIRST.md").write_text("my own words\n")
    plan = start_plan(tmp_path, BEGINNING)
    started = start(plan)
    assert (tmp_path / "portfolio.yaml").read_text() == own
    assert (tmp_path / "READ-ME-FIRST.md").read_text() == "my own words\n"
    assert not (tmp_path / "qualification.yaml").exists(), "it would say what portfolio.yaml does not"
    assert set(started.written) == {".gitignore", ".gitattributes", ".vscode/settings.json"}
    assert start_plan(tmp_path, BEGINNING).nothing
    assert start(start_plan(tmp_path, BEGINNING)).written == ()


def test_inside_a_repository_only_its_own_files_are_saved(tmp_path: Path, run: Commands) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "other.txt").write_text("another thing\n")
    git(tmp_path, "add", "other.txt")
    start(start_plan(tmp_path / "portfolio", BEGINNING))
    assert not (tmp_path / "portfolio" / ".git").exists()
    saved = git(tmp_path, "show", "--name-only", "--format=").split()
    assert "other.txt" not in saved
    assert "portfolio/portfolio.yaml" in saved


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        ("*.tmp\r\nprivate/\r\n".encode("utf-16"), ["*.tmp", "private/"]),  # as PowerShell's > writes it
        ("private/\n".encode("utf-16-be"), None),  # without a mark and the other way round: nobody can be sure
        ("*.tmp\n".encode("utf-16-le"), ["*.tmp", "private/"]),
        (b"\xef\xbb\xbfprivate/\n", ["private/"]),  # git takes the mark for a part of the first line
        (b"*.tmp", ["*.tmp", "private/"]),
        (b"", ["private/"]),
    ],
)
def test_git_leaves_private_out_whatever_wrote_gitignore(
    tmp_path: Path, run: Commands, before: bytes, lines: list[str] | None
) -> None:
    (tmp_path / ".gitignore").write_bytes(before)
    start(start_plan(tmp_path, BEGINNING))
    if lines is not None:
        assert (tmp_path / ".gitignore").read_bytes().decode().splitlines() == lines
        assert subprocess.run(["git", "check-ignore", "-q", "private/clients.yaml"], cwd=tmp_path).returncode == 0


def test_answers_that_cannot_be_write_nothing(tmp_path: Path) -> None:
    from dataclasses import replace

    for wrong in (
        replace(BEGINNING, clients=(NewClient("Ada Brown"),)),
        replace(BEGINNING, name=""),
        replace(BEGINNING, name="A\x00B"),
        replace(BEGINNING, email="no address"),
    ):
        with pytest.raises(NotWritten) as refused:
            start(start_plan(tmp_path / "mine", wrong))
        assert "Ada" not in str(refused.value)
        assert not (tmp_path / "mine").exists()


def test_the_command_takes_every_answer_as_an_option(tmp_path: Path, run: Commands) -> None:
    place = tmp_path / "mine"
    said = run("init", place, "--yes")
    assert said.code == 2, "without the answers that are needed"
    assert "--qualification" in said.err
    assert not place.exists()
    answers = ("--qualification", "ilm-l7-certificate-2007", "--name", "A. Learner", "--email", "a@learner.example")
    said = run("init", place, *answers, "--client", "C01=Ada Brown", "--hours", "20", "--yes")
    assert said.code == 0, said.err
    assert "Ada" not in said.out + said.err
    assert "coachfolio log C01" in said.out
    assert git(place, "log", "--format=%an <%ae> %s").strip() == "A. Learner <a@learner.example> Start the portfolio"
    assert (place / ".git" / "hooks" / "pre-commit").is_file()
    again = run("init", place, "--yes")
    assert again.code == 0
    assert "Written" not in again.out


COMMANDS_OF_A_PORTFOLIO = (
    ["check"],
    ["status"],
    ["ready"],
    ["hours"],
    ["coverage"],
    ["actions"],
    ["log", "C01", "60m"],
    ["new", "reflection"],
    ["map"],
    ["save"],
    ["undo"],
    ["rename", "a", "b"],
    ["fix"],
    ["fmt"],
    ["record"],
    ["seal"],
    ["forget", "C01"],
    ["redact", "--audience", "assessor", "--out", "../copy"],
    ["bundle", "x.bundle"],
    ["decide", "D7.01"],
    ["hooks", "install"],
)


@pytest.mark.parametrize("command", COMMANDS_OF_A_PORTFOLIO, ids=" ".join)
def test_wherever_a_portfolio_is_missing_init_is_named(
    command: list[str], tmp_path: Path, run: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run(*command)
    assert said.code in (2, 3)
    assert "coachfolio init" in said.err, said


def test_the_page_shows_how_criteria_are_brought_in(tmp_path: Path, run: Commands) -> None:
    """What it says, followed to the letter, is counted: only the dots are the handbook's."""
    from dataclasses import replace

    start(start_plan(tmp_path, replace(BEGINNING, qualification="ilm-l7-diploma-8589", contact_hours=None)))
    page = (tmp_path / "READ-ME-FIRST.md").read_text(encoding="utf-8")
    block = "".join(f"{line[4:]}\n" for line in page.splitlines() if line.startswith("    "))
    (tmp_path / "qualification.yaml").write_text(block.replace("...", "Reviews the work"), encoding="utf-8")
    report = check_folder(tmp_path, today=datetime.date(2026, 2, 1))
    assert not [found for found in report.diagnostics if found.severity in (Severity.ERROR, Severity.WARNING)]
    assert [len(unit.coverage) for unit in report.progress.units if unit.unit.criteria_known] == [2]
    assert "criteria of your units" not in BEGINNING.qualification


def test_the_questions_fit_a_narrow_terminal_and_are_asked_again(tmp_path: Path) -> None:
    answers = ["9", "3", "A. Learner", "2027-01-01", "2026-01-05", "The Centre", "lots", "100", "0.5", "2", "Ada"]
    said = at_a_terminal(
        "init", tmp_path / "mine", answers="\n".join([*answers, "", "", "nowhere", "a@learner.example", ""])
    )
    assert said.code == 0, said
    assert all(len(line) <= 80 for line in said.out.splitlines() if re.match("  +([0-9]|edition|Known|What)", line))
    assert "Known of it here: official criteria of 0 of 2 units" in said.out
    assert "pieces_per_criterion: 2" in (tmp_path / "mine/qualification.yaml").read_text(encoding="utf-8")
    assert "READ-ME-FIRST.md shows at its end how" in said.out
    assert "Ada" not in (tmp_path / "mine/portfolio.yaml").read_text(encoding="utf-8")
