"""What runs on a host: the action, the snippet for GitLab, and what the guide shows of both."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from coachfolio.hooks import HOOKS

from .conftest import EXAMPLE, ROOT
from .repositories import environment, git
from .test_docs import blocks
from .test_hooks import FIRST, Coach, sheet

GUIDE = ROOT / "docs" / "hooks.md"
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
FROM = {"PYTHONPATH": str(ROOT)}


def loaded(text: str) -> Any:
    return YAML(typ="safe").load(text)


def in_a_job(folder: Path, place: Path, **variables: str) -> tuple[int, str, str]:
    """What the action's last step does: how it ends, what it says, and the summary."""
    summary = place / "summary.md"
    summary.write_text("# Before\n", encoding="utf-8")
    env = {**environment(), **FROM, "PATH": PATH, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = subprocess.run(
        ["bash", str(ROOT / "ci" / "check.sh")],
        cwd=folder,
        env={**env, "COACHFOLIO_ON": "2026-11-14", "PORTFOLIO": ".", "STAGE": "", "RECORD": "no", **variables},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr, summary.read_text(encoding="utf-8")


def test_the_action_has_what_github_asks_for() -> None:
    action = loaded((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert {"name", "description", "inputs", "runs", "branding"} == set(action)
    assert action["runs"]["using"] == "composite"
    for given in action["inputs"].values():
        assert set(given) == {"description", "default"}
        assert isinstance(given["default"], str)
    said = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name in action["inputs"]:
        assert "${{ inputs." + name + " }}" in said
    assert said.count("${{") == len(action["inputs"])
    for step in action["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        if "run" in step:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"]  # what is given there could be a command
    variables = action["runs"]["steps"][-1]["env"]
    script = (ROOT / "ci" / "check.sh").read_text(encoding="utf-8")
    assert all(f"${{{name}:-" in script for name in variables)


@pytest.mark.parametrize("word", ["ja", "1", " yes"])
def test_a_job_refuses_what_is_neither_yes_nor_no(word: str, tmp_path: Path) -> None:
    status, said, summary = in_a_job(EXAMPLE, tmp_path, RECORD=word)
    assert (status, summary) == (2, "# Before\n")
    assert "yes or no" in said


def test_a_job_annotates_and_adds_to_the_summary(tmp_path: Path) -> None:
    status, said, summary = in_a_job(EXAMPLE, tmp_path)
    assert status == 0, said
    assert summary.startswith("# Before\n## Portfolio check\n")
    assert "Where you stand" in summary
    coach = Coach(tmp_path / "a portfolio")
    coach.write({FIRST: sheet("2026-03-04").replace("minutes: 60", "minutes: 1h")})
    status, said, summary = in_a_job(tmp_path, tmp_path, PORTFOLIO="a portfolio")
    assert status == 1
    assert f"::error file=a portfolio/{FIRST},line=3," in said
    assert "CF103" in summary


def test_a_job_for_submission_and_for_the_record(tmp_path: Path) -> None:
    coach = Coach(tmp_path / "portfolio").begin(hooks=False)
    assert in_a_job(coach.top, tmp_path)[0] == 0
    assert in_a_job(coach.top, tmp_path, STAGE="submission")[0] == 1
    status, said, summary = in_a_job(coach.top, tmp_path, RECORD="yes")
    assert status == 0, said
    assert "Record of practice" in summary
    shutil.rmtree(coach.top / ".git")
    status, said, _ = in_a_job(coach.top, tmp_path, RECORD="true")
    assert status
    assert "is not kept in git" in said


@pytest.mark.parametrize("given", ["nowhere", "--help", "; touch run"])
def test_a_job_is_not_led_astray_by_what_it_is_given(tmp_path: Path, given: str) -> None:
    assert in_a_job(tmp_path, tmp_path, PORTFOLIO=given)[0]
    assert in_a_job(EXAMPLE, tmp_path, STAGE=given)[0]
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("wrong", [False, True])
def test_the_snippet_for_gitlab_runs_as_it_stands(tmp_path: Path, *, wrong: bool) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "portfolio"))
    if wrong:
        (folder / "sessions" / "2026-03-04-c01-x.yaml").write_text("minutes: 1h\n", encoding="utf-8")
    job = loaded((ROOT / "ci" / "coachfolio.gitlab-ci.yml").read_text(encoding="utf-8"))["coachfolio"]
    assert set(job) == {"image", "variables", "script", "artifacts"}
    assert job["variables"]["GIT_DEPTH"] == "0"
    install, *lines = job["script"]
    assert install == 'pip install --quiet "$COACHFOLIO"', "from where the centre says that coachfolio is"
    assert job["variables"].keys() == {"GIT_DEPTH", "COACHFOLIO"}
    env = {**environment(), **FROM, "PATH": PATH, "CI": "true", "GITLAB_CI": "true", "COACHFOLIO_ON": "2026-11-14"}
    ended = [subprocess.run(["bash", "-eo", "pipefail", "-c", line], cwd=folder, env=env).returncode for line in lines]
    assert ended == [0, 1 if wrong else 0]
    assert job["artifacts"]["when"] == "always"
    (summary,) = job["artifacts"]["paths"]
    assert (folder / summary).read_text(encoding="utf-8").startswith("## Portfolio check")
    results = ET.parse(folder / job["artifacts"]["reports"]["junit"])
    assert (int(results.getroot().get("failures", 0)) > 0) == wrong


def test_the_tests_of_this_project_run_on_three_systems_with_every_python_that_is_promised() -> None:
    workflow = loaded((ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))
    package = find_spec("check_jsonschema")
    assert package is not None
    assert package.origin is not None
    form = Path(package.origin).parent / "builtin_schemas" / "vendor" / "github-workflows.json"
    Draft7Validator(json.loads(form.read_text(encoding="utf-8"))).validate(workflow)
    (job,) = workflow["jobs"].values()
    assert job["strategy"]["matrix"]["system"] == ["ubuntu", "macos", "windows"]
    least = int(re.findall(r'^requires-python = ">=3\.(\d+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[0])
    assert job["strategy"]["matrix"]["python"] == [f"3.{minor}" for minor in range(least, 15)]


def test_what_the_guide_shows_is_what_there_is() -> None:
    framework, workflow = map(loaded, blocks(GUIDE, "yml"))
    assert framework == loaded((EXAMPLE / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    page = GUIDE.read_text(encoding="utf-8")
    assert all(f"| `{one.id}` |" in page for one in HOOKS)
    (step,) = [one for one in workflow["jobs"]["check"]["steps"] if "with" in one and "path" in one["with"]]
    inputs = loaded((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    assert set(step["with"]) <= set(inputs)


def test_the_commands_of_the_guide_save_what_they_say(tmp_path: Path) -> None:
    coach = Coach(tmp_path / "my-portfolio")
    coach.write({"sessions/2026-03-11-c01-the-deputy.yaml": sheet("2026-03-12")})
    coach.begin()
    (block,) = blocks(GUIDE, "sh")
    env = {**environment(), "COACHFOLIO_ON": "2026-11-14"}
    done = subprocess.run(["sh", "-e", "-c", block], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "The evidence 2026-03-11-c01-the-deputy is removed." in done.stderr
    assert b"Reason: C01 asked me" in git(coach.top, "log", "-1", "--format=%B")
