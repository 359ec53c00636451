"""What the documentation shows is true: its commands run, print what it says, and its samples are read."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from pathlib import Path

import pytest

from coachfolio import InMemory, check, open_portfolio
from coachfolio.documents import read
from coachfolio.documents.values import shape_of
from coachfolio.schemas import EVIDENCE_SCHEMAS, folder_of
from coachfolio.validation import disagreements

from .conftest import EXAMPLE, ROOT, TODAY
from .test_cli import run

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SETUP = re.compile(r"^python3 -m venv .*$", re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    found = re.findall(rf"^([ ]*)```{language}\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


CONSOLE = [(page.name, block) for page in PAGES for block in blocks(page, "console")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(EXAMPLE, folder / "example-portfolio")
    shutil.copytree(ROOT / "docs" / "my-portfolio", folder / "my-portfolio")
    return folder


@pytest.mark.parametrize(
    ("page", "block"), CONSOLE, ids=[f"{page}-{number}" for number, (page, _) in enumerate(CONSOLE)]
)
def test_commands_print_what_the_page_shows(page: str, block: str, place: Path) -> None:
    for command, shown in re.findall(r"^\$ coachfolio (.*)\n((?:(?!\$ ).*\n?)*)", block, re.MULTILINE):
        done = run(*command.split(), cwd=place)
        assert done.returncode in (0, 1), done.stderr
        # a line of … stands for any lines, and … at the end of a line for the rest of it
        pattern = "".join(
            r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + r"\s*?\n"
            for line in shown.strip("\n").split("\n")
        )
        assert re.fullmatch(pattern + r"\n*", done.stdout), f"{page}: {command}\n{done.stdout}"


def test_every_command_is_shown_somewhere() -> None:
    shown = " ".join(page.read_text(encoding="utf-8") for page in PAGES)
    for command in ("check", "status", "coverage", "hours", "qualifications", "schema", "rules"):
        assert f"coachfolio {command}" in shown, command


def test_the_readme_has_exactly_two_set_up_commands() -> None:
    commands = SETUP.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(commands) == 2
    assert commands[0].endswith("coachfolio check example-portfolio")
    assert "pytest" in commands[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_samples_of_files_are_read_without_a_finding(page: Path) -> None:
    for block in blocks(page, "yaml"):
        name = "sessions" if "minutes:" in block else "portfolio" if "stage:" in block else "qualification-overlay"
        document = read("sample.yaml", block.encode(), shape_of(name))
        assert document.fields is not None, document.problems
        assert not document.problems
        assert not disagreements(document.fields, name)


def test_the_samples_of_the_coachs_guide_make_a_portfolio_without_errors() -> None:
    portfolio, session, *_ = blocks(ROOT / "docs" / "coach.md", "yaml")
    report = check(
        open_portfolio(InMemory({"portfolio.yaml": portfolio, "sessions/2026-03-04-c01-board-papers.yaml": session})),
        today=TODAY,
    )
    assert not report.failed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_samples_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for block in blocks(page, "python"):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(block, str(page), "exec"), {})
        assert "D7.03/s2" in printed.getvalue()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_the_format_page_names_every_folder() -> None:
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    for name in EVIDENCE_SCHEMAS:
        assert f"| `{folder_of(name)}` | {name} |" in page
