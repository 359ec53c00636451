"""The command line as people and programs use it: every command in a process of its own."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from coachfolio import __version__, packs, schema
from coachfolio.checks.rules import RULES
from coachfolio.format.schemas import names

from .conftest import EXAMPLE, PORTFOLIO, ROOT, SESSION, apart
from .keeper import ran
from .repositories import git

if sys.platform != "win32":
    import pty

ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "COACHFOLIO_ON": "2026-11-14",
    "PYTHONUTF8": "1",
    "GITHUB_ACTIONS": "",
}


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command, and what it wrote as text."""
    done = ran(*arguments, cwd=cwd, env={**ENVIRONMENT, **environment})
    out, err = (io.TextIOWrapper(io.BytesIO(data), "utf-8").read() for data in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def run_anew(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The same, started as a person starts it."""
    command = [sys.executable, "-m", "coachfolio", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, env=ENVIRONMENT, check=False)


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What the command writes when it writes to a terminal."""
    pid, handle = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve(
            sys.executable,
            [sys.executable, "-m", "coachfolio", *arguments],
            {**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "100", **environment},
        )
    written = b""
    while True:
        try:
            part = os.read(handle, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        written += part
    os.waitpid(pid, 0)
    return written.decode()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO)
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "2026-03-04-c01-board.yaml").write_text(SESSION)
    return tmp_path


def test_version_and_help() -> None:
    assert run_anew("--version").stdout == f"coachfolio {__version__}\n"
    text = run_anew("--help").stdout
    for command in ("check", "status", "coverage", "hours", "qualifications", "schema", "rules"):
        assert re.search(rf"^  {command} +\S", text, re.MULTILINE), command
        assert run(command, "--help").returncode == 0


def test_exit_0_when_nothing_must_be_mended(small: Path) -> None:
    done = run_anew("check", str(small))
    assert done.returncode == 0, done.stdout
    assert done.stderr == ""
    same = run("check", str(small))
    assert (same.returncode, same.stdout, same.stderr) == (done.returncode, done.stdout, done.stderr)


def test_exit_1_when_something_must_be_mended(small: Path) -> None:
    (small / "sessions" / "2026-03-05-c01-next.yaml").write_text(SESSION.replace("minutes: 60", "minutes: 1h30"))
    done = run("check", str(small))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    where = lines.index(
        f"{small}/sessions/2026-03-05-c01-next.yaml:3:10: error CF103 The field minutes should be a whole number."
    )
    assert lines[where + 1 : where + 4] == [
        "    3 | minutes: 1h30",
        "      |          ^^^^",
        "      → Write 90.",
    ]
    assert "1 file could not be counted: no total below has it in it." in done.stdout
    assert lines[-1].startswith("Where you stand: 1 h of contact;")


def test_a_gap_fails_at_submission_only(small: Path) -> None:
    assert run("check", str(small)).returncode == 0
    done = run("check", str(small), "--for", "submission")
    assert done.returncode == 1
    assert "Ready for submission: no. " in done.stdout
    assert "CF701" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["chekc"], ["check", "--format", "yaml"], ["check", "--for", "fun"], ["schema", "sesions"]]
)
def test_exit_2_for_wrong_usage(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_near_miss_is_named() -> None:
    assert "Did you mean sessions?" in run("schema", "sesions").stderr
    assert "Did you mean ilm-l7-diploma-2007?" in run("qualifications", "ilm-l7-diploma-207").stderr


def test_exit_3_when_there_is_nothing_to_check(tmp_path: Path) -> None:
    done = run("check", str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("There is no portfolio in ")
    assert "coachfolio init" in done.stderr
    for command in ("status", "coverage", "hours"):
        assert run(command, str(tmp_path)).returncode == 3


def test_exit_3_for_a_portfolio_without_evidence(tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO)
    done = run("check", str(tmp_path))
    assert done.returncode == 3
    assert "no evidence" in done.stderr


def test_a_newer_format_is_refused_by_name(small: Path) -> None:
    (small / "portfolio.yaml").write_text(PORTFOLIO.replace("format: 1", "format: 2"))
    done = run("check", str(small))
    assert done.returncode == 1
    assert (
        "portfolio.yaml:1:9: error CF003 This portfolio is in format 2; this coachfolio reads up to format 1."
        in done.stdout
    )
    assert done.stdout.count("CF") == 1
    assert run("status", str(small)).returncode == 0


def test_in_the_folder_itself_paths_begin_there(small: Path) -> None:
    (small / "sessions" / "2026-03-04-c01-board.yaml").write_text("minutes: 60\n")
    assert "\nsessions/2026-03-04-c01-board.yaml:1:1: error" in "\n" + run("check", cwd=small).stdout


@pytest.mark.parametrize("command", ["check", "status"])
def test_json_fits_its_schema_and_is_only_json(command: str, small: Path) -> None:
    validator = Draft202012Validator(schema(f"output-{command}"))
    for portfolio in (apart(EXAMPLE), small):
        done = run(command, str(portfolio), "--format", "json")
        document = json.loads(done.stdout)
        validator.validate(document)
        assert document["version"] == 1


def test_json_and_text_count_the_same(small: Path) -> None:
    (small / "sessions" / "2026-03-05-c01-next.yaml").write_text(SESSION.replace("C01", "C07"))
    text = run("check", str(small)).stdout
    document: dict[str, Any] = json.loads(run("check", str(small), "--format", "json").stdout)
    for severity, key in (("error", "errors"), ("warning", "warnings"), ("gap", "gaps"), ("advice", "advice")):
        assert len(re.findall(rf": {severity} CF\d+ ", text)) == document["summary"][key]
        assert sum(one["severity"] == severity for one in document["diagnostics"]) == document["summary"][key]


def test_status_json_has_the_facts_of_the_check(small: Path) -> None:
    status = json.loads(run("status", str(small), "--format", "json").stdout)
    assert status["hours"]["contact"]["total_minutes"] == 60
    assert status["hours"]["contact"]["by_client"] == {"C01": 60}
    assert status["credits"] == {"required": 15, "evidenced": 0, "accepted": 0}
    claimed = {one["criterion"]: one for one in status["coverage"]}["D7.03/s2"]
    assert claimed["claims"] == [{"evidence": "2026-03-04-c01-board", "where": "the sheet", "how": "holding back"}]
    assert 0 < len(status["next"]) <= 5


def test_coverage_is_the_mapping_sheet(small: Path) -> None:
    text = run("coverage", str(small)).stdout
    assert re.search(r"^D7\.03/s2 +claimed +1 of 1 +C01 ", text, re.MULTILINE)
    assert re.search(r"^2026-03-04-c01-board +the sheet +holding back$", text, re.MULTILINE)
    assert "12 criteria: 11 missing, 1 claimed, 0 stale, 0 accepted, 0 sampled, 0 justified." in text


def test_hours_are_shown_from_every_side(small: Path) -> None:
    text = run("hours", str(small)).stdout
    assert text.startswith("1 h of contact in 1 contact held (0 not held, not counted).")
    for title in ("By client", "By role", "By fee", "By setting", "By unit", "By month", "Other time"):
        assert f"\n{title}\n" in text


def test_qualifications_show_every_figure_with_its_certainty() -> None:
    text = run("qualifications").stdout
    assert all(name in text for name in packs())
    one = run("qualifications", "ilm-l7-diploma-8589").stdout
    assert re.search(r"^credits +unknown +unknown ", one, re.MULTILINE)
    assert "the list is not whole" in one


def test_schemas_are_listed_and_printed() -> None:
    assert run("schema").stdout.split() == list(names())
    printed = json.loads(run("schema", "sessions").stdout)
    assert printed == schema("sessions")
    assert "$ref" not in json.dumps(printed)


def test_rules_lists_every_rule() -> None:
    text = run("rules").stdout
    for rule in RULES:
        assert re.search(rf"^{rule.code} +{rule.name} ", text, re.MULTILINE), rule.code


def test_piped_output_is_plain_and_nothing_is_cut_off() -> None:
    for command in ("check", "status --all", "coverage", "hours"):
        text = run(*command.split(), str(apart(EXAMPLE)), FORCE_COLOR="").stdout
        assert "\x1b" not in text, command
        assert "…" not in text or command == "check"


def test_colour_on_a_terminal_unless_it_is_not_wanted(small: Path) -> None:
    for command in ("check", "status"):
        assert "\x1b[" in on_a_terminal(command, str(small))
        assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", on_a_terminal(command, str(small), NO_COLOR="1"))


def test_a_check_changes_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "portfolio"
    shutil.copytree(EXAMPLE, copy)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in copy.rglob("*") if path.is_file()}
    for command in ("check", "status", "coverage", "hours"):
        run(command, str(copy))
    after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in copy.rglob("*") if path.is_file()}
    assert before == after


def test_nothing_in_a_portfolio_reaches_the_terminal_raw(small: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202e"
    (small / "sessions" / f"x{evil.replace('/', '')}.yaml").write_text('date: "\\e[31mred"\n')
    (small / "sessions" / "y.yaml").write_text(f"roel: '{evil[-1]}'\ndate: \"\\e[31mred\"\n")
    done = run("check", str(small))
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    json.loads(run("check", str(small), "--format", "json").stdout)


def test_a_mistake_of_its_own_is_a_sentence(small: Path) -> None:
    program = (
        "import coachfolio.checks.checking as c\n"
        "def broken(*_, **__): raise RuntimeError('John Smith')\n"
        "c.progress_of = broken\n"
        "import sys; sys.argv = ['coachfolio', 'check', sys.argv[1]]\n"
        "from coachfolio.cli import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(small)], capture_output=True, text=True, env=ENVIRONMENT, check=False
    )
    assert done.returncode == 4
    assert "a mistake in coachfolio" in done.stderr
    assert "Traceback" not in done.stderr
    assert "John Smith" not in done.stderr + done.stdout


@pytest.mark.parametrize("columns", ["60", "80"])
@pytest.mark.parametrize("command", ["qualifications", "coverage", "status --all"])
def test_no_table_cuts_a_word_off(command: str, columns: str) -> None:
    words = [command] if command == "qualifications" else [*command.split(), str(apart(EXAMPLE))]
    said = on_a_terminal(*words, COLUMNS=columns, NO_COLOR="1")
    assert "…" not in said.partition("Where you stand")[0]
    if command == "qualifications":
        assert all(name in said for name in packs())


def test_a_hand_over_file_is_looked_into_as_a_folder_is(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    shutil.copytree(EXAMPLE, kept)
    git(kept, "init", "--quiet", "--template=", "--initial-branch=main")
    git(kept, "add", "--all")
    git(kept, "commit", "--quiet", "--message=Start")
    done = run("bundle", "own.bundle", cwd=kept)  # of the folder that one is in
    assert (done.returncode, "own.bundle" in done.stdout) == (0, True)
    for command in (["status", "--all"], ["coverage"], ["hours"]):
        of_folder, of_file = run(*command, str(kept)), run(*command, str(kept / "own.bundle"))
        assert (of_file.returncode, of_file.stdout) == (0, of_folder.stdout)
    assert run("bundle", cwd=kept).returncode == 2
    assert run("bundle", "--help", cwd=kept).returncode == 0


@pytest.mark.parametrize("name", ["portfolio.yaml.txt", "portfolio.yml", "Portfolio.yaml", "PORTFOLIO.YML.TXT"])
def test_a_portfolio_of_nearly_the_right_name_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(PORTFOLIO)
    said = run("check", str(tmp_path)).stderr
    assert f"but one called {name}. Name it portfolio.yaml" in said
    assert "To start one" not in said


def test_a_portfolio_above_is_pointed_to(tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO)
    inside = tmp_path / "sessions" / "2026"
    inside.mkdir(parents=True)
    assert run("check", cwd=inside).stderr.rstrip().endswith("name it: ../..")
    assert run("status", str(inside)).stderr.rstrip().endswith(f"name it: {tmp_path}")
    far = tmp_path / "a" / "b" / "c" / "d"
    far.mkdir(parents=True)
    assert "To start one" in run("check", cwd=far).stderr


def test_a_record_without_a_portfolio_is_none(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ada")
    git(tmp_path, "init", "--quiet", "--template=", "--initial-branch=main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message=Start")
    for command in (("record",), ("record", "verify")):
        done = run(*command, str(tmp_path))
        assert (done.returncode, done.stdout) == (3, "")
        assert "There is no portfolio" in done.stderr
