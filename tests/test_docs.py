"""What the documentation shows is true: its commands run, print what it says, and its samples are read."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
from ruamel.yaml import YAML

from coachfolio import InMemory, check, open_portfolio
from coachfolio.checks.rules import rule_or_error
from coachfolio.checks.rules.facts import THRESHOLDS
from coachfolio.cli import main
from coachfolio.evidence import kind_of_path
from coachfolio.format.documents import limits, read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.schemas import EVIDENCE_SCHEMAS, folder_of_kind
from coachfolio.format.validation import violations
from coachfolio.portfolio.sources import MAX_FILES
from coachfolio.record.seals import MEANINGS, seal_from

from .commands import Commands
from .conftest import EXAMPLE, PORTFOLIO, ROOT, TODAY, of_all_workers
from .test_cli import run

DOCS = ROOT / "docs"
WRITTEN = [ROOT / "README.md", *sorted(path for path in DOCS.glob("*.md") if path.name != "index.md")]
"""The pages that people wrote; the home page is the README again."""
PAGES = [*WRITTEN, DOCS / "index.md", *sorted((DOCS / "reference").glob("*.md"))]
SETUP = re.compile(r"^python3 -m venv .*$", re.MULTILINE)
SAMPLE = re.compile(r"# (?P<path>\S+\.ya?ml)(?:, (?P<how>a pack|in part))?\n")


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    found = re.findall(rf"^([ ]*)```{language}\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def rows(page: Path, *heads: str) -> list[tuple[str, ...]]:
    """The rows of the table with these heads, without the marks around code."""
    table = page.read_text(encoding="utf-8").partition(f"| {' | '.join(heads)} |\n")[2].split("\n\n")[0]
    return [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in table.split("\n")[1:]]


COMMAND = re.compile(r"^\$ coachfolio (.*)\n((?:(?!\$ ).*\n?)*)", re.MULTILINE)
"""A command of a block, and what the page shows that it prints."""
CONSOLE = [(page.name, block) for page in WRITTEN for block in blocks(page, "console")]


MADE_AGAIN = """
git clone -q demo again && cd again
git fetch -q origin '+refs/tags/*:refs/tags/*' && git remote remove origin
git commit -q --amend -m 'Reflective review'
"""
"""What makes the last save of the demonstration again, in other words."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the pages speak of, and beside it the home of somebody who set git up as they say."""
    with of_all_workers(tmp_path_factory, "docs") as top:
        if not (top / "home").exists():
            _prepare(top)
    return top


def _prepare(top: Path) -> None:
    folder, home = top / "folder", top / "home"
    home.mkdir()
    shutil.copytree(EXAMPLE, folder / "example-portfolio")
    shutil.copytree(DOCS / "my-portfolio", folder / "my-portfolio")
    for block in blocks(DOCS / "coach.md", "sh"):
        in_shell(block, folder, home)
    assert run("demo", "demo", cwd=folder).returncode == 0
    in_shell(MADE_AGAIN, folder, home)
    assert run("bundle", "again", "handed-over-in-october.bundle", cwd=folder).returncode == 0
    for block in blocks(DOCS / "record.md", "sh"):
        in_shell(block, folder, home)
    shutil.rmtree(folder / "again")
    assert run("bundle", "demo", "handed-over-in-november.bundle", cwd=folder).returncode == 0
    for block in blocks(DOCS / "returning.md", "sh"):
        in_shell(block, folder, home)
    for name in ("anna", "ben"):
        file = Path(shutil.copytree(EXAMPLE, folder / "cohort-2026" / name), "portfolio.yaml")
        file.write_text(file.read_text(encoding="utf-8").replace("ros-halloran-2025", f"{name}-2026"), encoding="utf-8")
    shutil.copy(folder / "handed-over-in-november.bundle", folder / "cohort-2026" / "ros.bundle")
    (folder / "cohort-2026" / "dora").mkdir()


def in_shell(block: str, folder: Path, home: Path) -> None:
    """Do what a page tells to type; nothing is typed where a passphrase is asked for."""
    environment = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-11-14T12:00:00+0000")
    environment |= {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C", "TZ": "UTC"}
    # without a session of its own, ssh-keygen would ask whoever runs the tests
    subprocess.run(
        ["sh", "-e", "-c", block],
        cwd=folder,
        env={**environment, "GIT_CONFIG_NOSYSTEM": "1"},
        input=b"\n\n",
        capture_output=True,
        start_new_session=True,
        check=True,
    )


@pytest.fixture
def place(prepared: Path, tmp_path: Path) -> Path:
    """A fresh copy of that folder."""
    return shutil.copytree(prepared / "folder", tmp_path / "docs")


@pytest.mark.parametrize("page", dict.fromkeys(page for page, _ in CONSOLE))
def test_commands_print_what_the_page_shows(page: str, place: Path, prepared: Path) -> None:
    """All of them in order and in one folder, as a reader types them."""
    own = {"HOME": str(prepared / "home"), "GIT_CONFIG_NOSYSTEM": "1"}
    typed = [block for other, block in CONSOLE if other == page]
    for block in typed:
        commands = COMMAND.findall(block)
        assert len(commands) == block.count("$ "), "a block shows commands of coachfolio, and nothing else"
    if any("$ coachfolio demo demo" in block for block in typed):
        shutil.rmtree(place / "demo")
    for command, shown in COMMAND.findall("".join(typed)):
        words, into, file = command.partition(" > ")
        done = run(*shlex.split(words), cwd=place, **own)
        assert done.returncode in (0, 1), done.stderr
        if into:
            (place / file).write_text(done.stdout, encoding="utf-8")
            continue
        assert is_what_is_shown(done.stdout, shown), f"{page}: {command}\n{done.stdout}"


def is_what_is_shown(printed: str, shown: str) -> bool:
    """A line of … stands for any lines, and … at the end of a line for the rest of it."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + r"\s*?\n"
        for line in shown.strip("\n").split("\n")
    )
    return re.fullmatch(pattern + r"\n*", printed) is not None


ON_THE_EXAMPLE = {
    page: "".join(
        block
        for other, block in CONSOLE
        if other == page and all("example-portfolio" in line for line in block.splitlines() if line.startswith("$ "))
    )
    for page in dict.fromkeys(page for page, _ in CONSOLE)
}


@pytest.mark.parametrize("today", ["2026-12-01", "2027-09-08", "2028-09-09", "2031-02-28", "2035-12-31"])
def test_the_example_prints_what_the_pages_show_on_any_day(
    today: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in = Commands(monkeypatch, capsys)
    monkeypatch.setenv("COACHFOLIO_ON", today)
    assert blocks(ROOT / "README.md", "console")[0] in ON_THE_EXAMPLE["README.md"]
    for number, (page, typed) in enumerate(ON_THE_EXAMPLE.items()):
        place = tmp_path / str(number)
        shutil.copytree(EXAMPLE, place / "example-portfolio")
        monkeypatch.chdir(place)
        for command, shown in COMMAND.findall(typed):
            words, into, file = command.partition(" > ")
            said = type_in(*shlex.split(words))
            if into:
                Path(file).write_text(said.out, encoding="utf-8")
            else:
                assert is_what_is_shown(said.out, shown), f"{page}, on {today}: {command}\n{said.out}{said.err}"


def test_every_command_is_shown_somewhere() -> None:
    shown = " ".join(page.read_text(encoding="utf-8") for page in WRITTEN)
    for command in main.list_commands(click.Context(main)):
        assert f"coachfolio {command}" in shown, command


def test_the_readme_has_exactly_two_set_up_commands() -> None:
    commands = SETUP.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(commands) == 2
    assert commands[0].endswith("coachfolio check example-portfolio")
    assert "pytest" in commands[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_samples_of_files_are_read_without_a_finding(page: Path) -> None:
    for block in blocks(page, "yaml"):
        match = SAMPLE.match(block)
        assert match, f"the first line is to say which file this is, as # portfolio.yaml does:\n{block}"
        text, name = block, schema_of(match["path"], match["how"])
        if match["how"] == "in part":
            text = PORTFOLIO + block
        document = read("sample.yaml", text.encode(), shape_of(name))
        assert document.fields is not None, document.problems
        assert not document.problems
        assert not violations(document.fields, name)


def schema_of(path: str, how: str | None) -> str:
    if how == "a pack":
        return "qualification"
    own = {
        "portfolio.yaml": "portfolio",
        "qualification.yaml": "qualification-overlay",
        "sampling-policy.yaml": "sampling-policy",
    }
    kind = own.get(path, kind_of_path(path))
    assert kind, path
    return kind


def test_the_samples_of_the_coachs_guide_make_a_portfolio_without_errors() -> None:
    samples = {
        match["path"]: block
        for block in blocks(DOCS / "coach.md", "yaml")
        if (match := SAMPLE.match(block)) and not match["how"]
    }
    samples["portfolio.yaml"] += "  C02: {sector: housing}\n"
    report = check(open_portfolio(InMemory(samples)), today=TODAY)
    assert not report.failed
    assert len(report.portfolio.evidence) == 3
    assert [(one.code, one.waived[:10]) for one in report.diagnostics if one.waived] == [("CF306", "a team day")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_samples_run(page: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    names: dict[str, Any] = {"__name__": "sample"}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        for block in blocks(page, "python"):
            exec(compile(block, str(page), "exec"), names)
    assert ("D7.03/s2" in printed.getvalue() or "8589-701" in printed.getvalue()) or not blocks(page, "python")
    for name in [name for name in names if name.startswith("test_")]:
        names[name]()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target
            assert page.parent == ROOT or (page.parent / target).resolve().is_relative_to(DOCS), target


def test_the_site_shows_every_page() -> None:
    yaml = YAML(typ="safe", pure=True)
    entries = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    shown = [target for entry in entries for target in targets(entry)]
    assert sorted(shown) == sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))


def targets(entry: Any) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    return [target for inner in (entry.values() if isinstance(entry, dict) else entry) for target in targets(inner)]


FORMAT = DOCS / "format.md"


def test_the_format_page_names_every_folder() -> None:
    page = FORMAT.read_text(encoding="utf-8")
    for name in EVIDENCE_SCHEMAS:
        assert f"| `{folder_of_kind(name)}` | {name} |" in page


def test_the_format_page_has_the_bounds() -> None:
    shown = [int(re.sub(r"\D", "", most)) for _, most, _ in rows(FORMAT, "what", "at most", "beyond it")]
    assert shown == [
        limits.MAX_FILE_BYTES,
        limits.MAX_DEPTH,
        limits.MAX_REPEATED,
        limits.MAX_NUMBER_LENGTH,
        limits.MAX_NUMBER,
        MAX_FILES,
        limits.MAX_PROBLEMS,
    ]
    thresholds = rows(FORMAT, "threshold", "passes without a finding", "rule")
    assert {name.strip("`"): int(most) for name, most, _ in thresholds} == THRESHOLDS


WANTING = {
    "text": ("sessions", "title: {}"),
    "a number": ("portfolio", "asserts: [{{contact_hours: {}}}]"),
    "yes or no": ("sessions", "planned: {}"),
    "nothing in particular": ("sessions", "extra: {{own: {}}}"),
}
"""For each thing that a schema may want, a schema and a line of a field that wants it."""
READ = {"yes": True, "no": False, "true": True, "5": 5, "-5": -5, "1.5": 1.5, "60": 60, "60.5": 60.5, "0.5": 0.5}


def test_values_are_read_as_the_format_page_says() -> None:
    table = rows(FORMAT, "written", "the schema wants", "it is")
    assert {wanted for _, wanted, _ in table} == WANTING.keys()
    for written, wanted, result in table:
        samples = re.findall(r"`([^`]+)`", written)
        if result.startswith("that text"):
            expected: list[Any] = [sample.strip('"') for sample in samples]
        else:
            values = [READ[one] for one in result.split(", ")]
            expected = values if len(values) > 1 else values * len(samples)
        code = re.search(r"CF\d{3}", result)
        for sample, wished in zip(samples, expected, strict=True):
            name, line = WANTING[wanted][0], WANTING[wanted][1].format(sample)
            value: Any = read("sample.yaml", line.encode(), shape_of(name)).fields
            wrong = [one.rule for one in violations(value, name) if one.rule != "missing-field"]
            assert wrong == ([rule_or_error(code[0]).name] if code else []), line
            while isinstance(value, dict | list):
                value = next(iter(value.values() if isinstance(value, dict) else value))
            assert (value, type(value)) == (wished, type(wished)), line


def test_the_format_page_has_the_text_of_a_seal() -> None:
    (sample,) = [block for block in blocks(FORMAT, "text") if block.startswith("coachfolio seal 1\n")]
    seal = seal_from(sample)
    assert [(one.evidence, one.path) for one in seal.files] == [
        ("", "assignments/2026-03-27-paper.pdf"),
        ("2026-03-04-c01-delegation", "sessions/2026-03-04-c01-delegation.yaml"),
    ]
    named = [name for names, _ in rows(FORMAT, "field", "value") for name in re.findall(r"`(\w+)`", names)]
    assert named == re.findall(r"^(\w+): ", sample, re.MULTILINE)
    (roles,) = [value for name, value in rows(FORMAT, "field", "value") if name == "`role`"]
    assert re.findall(r"`([a-z-]+)`", roles) == list(MEANINGS)
    guide = (DOCS / "record.md").read_text(encoding="utf-8").partition("| sealed as |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z-]+)`", guide)) == set(MEANINGS)


def test_the_format_page_has_the_fields_of_a_receipt(place: Path) -> None:
    run("record", "demo", "--receipt", "receipt.json", cwd=place)
    receipt = json.loads((place / "receipt.json").read_bytes())
    table = FORMAT.read_text(encoding="utf-8").partition("### Receipts")[2].partition("## Another reader")[0]
    named = [
        name for names in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", names)
    ]
    assert named == [*receipt, "stamp"]
