"""Plug-ins: what a package of its own brings, built as a wheel and installed; and broken ones."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from coachfolio.base.plugins import BrokenPlugin
from coachfolio.checks.rules import rule_or_error
from coachfolio.format import plugged, schemas
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.packs import PACKS, in_no_order
from coachfolio.testing import found_by

from .conftest import PORTFOLIO, ROOT, SESSION

PLUGIN = ROOT / "tests" / "plugin"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plug-in's wheel unpacked, as an installer does it."""
    out = tmp_path_factory.mktemp("plugin")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(PLUGIN)]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(next(out.glob("*.whl"))) as wheel:
        wheel.extractall(out / "site")
    return out / "site"


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO)
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "2026-03-04-a.yaml").write_text(SESSION + "reflection: It went well.\n")
    return tmp_path


def run(*arguments: str, site: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "COACHFOLIO_ON": "2026-11-14"}
    return subprocess.run(
        [sys.executable, "-m", "coachfolio", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=site,
        check=False,
    )


def test_a_rule_from_a_wheel_is_asked_like_any_other(installed: Path, portfolio: Path) -> None:
    done = run("check", str(portfolio), site=installed)
    assert "advice SR001 This reflection has 3 words." in done.stdout
    assert done.returncode == 0
    assert "warning SR001" in run("check", str(portfolio), "--for", "submission", site=installed).stdout
    assert "Ten words can say what happened." in run("explain", "SR001", site=installed).stdout
    assert "short-reflection" in run("rules", site=installed).stdout


def test_its_findings_can_be_waived(installed: Path, portfolio: Path) -> None:
    waiver = "waivers:\n  - {code: SR001, path: sessions/2026-03-04-a.yaml, reason: a note to be written up}\n"
    (portfolio / "portfolio.yaml").write_text(PORTFOLIO + waiver)
    done = run("check", str(portfolio), site=installed)
    assert "SR001 This" not in done.stdout
    assert "1 waived" in done.stdout


def test_a_pack_from_a_wheel_can_be_named(installed: Path, portfolio: Path) -> None:
    assert "example-award" in run("qualifications", site=installed).stdout
    (portfolio / "portfolio.yaml").write_text(PORTFOLIO.replace("ilm-l7-certificate-2007", "example-award"))
    (portfolio / "sessions" / "2026-03-04-a.yaml").write_text(SESSION.replace("D7.03/s2", "U1/1.10"))
    done = run("status", str(portfolio), site=installed)
    assert "An Example Award in Coaching" in done.stdout
    assert "1 of 2 criteria with enough evidence" in done.stdout


RECORDING = """\
date: 2026-03-08
about: [2026-03-04-a]
quality: good
heard: I speak for longer than I thought, and C01 waits for me to end.
claims:
  - {criterion: D7.03/s2, where: the whole}
"""


def test_a_kind_of_evidence_from_a_wheel_is_read_and_counted(installed: Path, portfolio: Path) -> None:
    (portfolio / "recordings").mkdir()
    recording = portfolio / "recordings" / "2026-03-08-first-minutes.yaml"
    recording.write_text(RECORDING)
    assert "recordings" in run("schema", site=installed).stdout.split()
    assert json.loads(run("schema", "recordings", site=installed).stdout)["title"] == "Recording"
    assert "2026-03-08-first-minutes" in run("coverage", str(portfolio), site=installed).stdout
    done = run("check", str(portfolio), "--format", "concise", site=installed)
    assert "recordings/" not in done.stdout
    recording.write_text(RECORDING.replace("quality: good", "quality: god").replace("2026-03-04-a", "2026-03-04-b"))
    told = run("check", str(portfolio), "--format", "concise", site=installed).stdout
    assert "recordings/2026-03-08-first-minutes.yaml:3:10: error CF104" in told
    recording.write_text(RECORDING.replace("2026-03-04-a", "2026-03-04-b").replace("2026-03-08", "2062-03-08"))
    told = run("check", str(portfolio), "--format", "concise", site=installed).stdout
    assert "recordings/2026-03-08-first-minutes.yaml:2:9: error CF204" in told
    assert "recordings/2026-03-08-first-minutes.yaml:1:7: error CF301" in told


def test_a_threshold_from_a_wheel_can_be_the_portfolios_own(installed: Path, portfolio: Path) -> None:
    settings = "settings:\n  thresholds: [{name: short-reflection-words, value: 3, reason: enough for me}]\n"
    (portfolio / "portfolio.yaml").write_text(PORTFOLIO + settings)
    done = run("check", str(portfolio), site=installed)
    assert "SR001" not in done.stdout
    assert "CF104" not in done.stdout


def test_what_a_plug_in_brings_is_nothing_where_it_is_not_installed(portfolio: Path, tmp_path: Path) -> None:
    (portfolio / "recordings").mkdir()
    (portfolio / "recordings" / "2026-03-08-first-minutes.yaml").write_text(RECORDING)
    settings = "settings:\n  thresholds: [{name: short-reflection-words, value: 3, reason: enough for me}]\n"
    (portfolio / "portfolio.yaml").write_text(PORTFOLIO + settings)
    said = run("check", str(portfolio), "--format", "concise", site=tmp_path).stdout
    assert "warning CF022 The folder recordings is not one that holds evidence" in said
    assert "error CF104" in said


def test_without_a_plug_in_there_is_none(portfolio: Path, tmp_path: Path) -> None:
    assert "SR001" not in run("check", str(portfolio), site=tmp_path).stdout


def broken(site: Path, source: str, *, group: str = "coachfolio.rules", name: str = "thing") -> Path:
    (site / "brokenplug.py").write_text(source)
    information = site / "brokenplug-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: brokenplug\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(f"[{group}]\n{name} = brokenplug:THING\n")
    return site


DOCUMENTED = '''
from coachfolio import Rule, Severity
def a_rule(facts):
    """A title.

    Why:
        Because.
    Wrong:
        this
    Right:
        that
    """
    return iter(())
'''

UNDOCUMENTED = "from coachfolio import Rule, Severity\ndef f(facts): return iter(())\n"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("raise RuntimeError('John Smith')", "RuntimeError while it was loaded"),
        ("", "AttributeError while it was loaded"),
        ("THING = 5", "not a rule"),
        (DOCUMENTED + "THING = Rule('CF900', a_rule, Severity.ADVICE, Severity.ADVICE)", "is no code"),
        (DOCUMENTED + "THING = Rule('x1', a_rule, Severity.ADVICE, Severity.ADVICE)", "is no code"),
        (DOCUMENTED + "THING = [Rule('AB001', a_rule, Severity.ADVICE, Severity.ADVICE)] * 2", "already"),
        (UNDOCUMENTED + "THING = Rule('AB001', f, Severity.ADVICE, Severity.ADVICE)", "docstring"),
    ],
)
def test_a_broken_rule_is_a_sentence(source: str, why: str, tmp_path: Path, portfolio: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    done = run("check", str(portfolio), site=broken(site, source))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("The plug-in thing")
    assert why in done.stderr
    assert "John Smith" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("source", "name", "why"),
    [
        ("THING = 5", "award", "path of a file"),
        ("THING = 'nowhere.yaml'", "award", "cannot be read"),
        ("THING = 'nowhere.yaml'", "ilm-l7-diploma-2007", "already"),
        ("from pathlib import Path\nTHING = Path(__file__)", "award", "not in order"),
    ],
)
def test_a_broken_pack_is_a_sentence(source: str, name: str, why: str, tmp_path: Path) -> None:
    done = run("qualifications", site=broken(tmp_path, source, group="coachfolio.qualifications", name=name))
    assert done.returncode == 2
    assert why in done.stderr
    assert "Traceback" not in done.stderr


SCHEMA = json.loads((PLUGIN / "src" / "shortreflections" / "recordings.json").read_text())
ABOUT = SCHEMA["x-coachfolio"]


@pytest.mark.parametrize(
    ("name", "changes", "why"),
    [
        ("sessions", {}, "there is a schema of this name already"),
        ("portfolio", {}, "there is a schema of this name already"),
        ("Record", {}, "its name is small letters"),
        ("records", {"x-coachfolio": {**ABOUT, "folder": "sessions"}}, "the folder sessions holds something else"),
        ("records", {"x-coachfolio": {**ABOUT, "folder": "private"}}, "the folder private holds something else"),
        ("records", {"x-coachfolio": {**ABOUT, "folder": "assessment"}}, "the folder assessment holds something else"),
        ("records", {"x-coachfolio": {**ABOUT, "folder": "../other"}}, "its folder is small letters"),
        ("records", {"x-coachfolio": {"folder": "records", "one": "record"}}, "does not say its many"),
        ("records", {"additionalProperties": True}, "additionalProperties is to be false"),
        ("records", {"properties": {"a": {"$ref": "common.json#/$defs/nothing"}}}, "common.json has no nothing"),
        ("records", {"properties": {"a": {"$ref": "https://example.com/a.json"}}}, "and nowhere else"),
        ("records", {"properties": {"a": {"oneOf": []}}}, "the keyword oneOf is not one"),
        ("records", {"properties": {"a": {"type": "nothing"}}}, "'nothing' is not valid"),
        ("records", {"properties": {"a": {"x-coachfolio": {"class": "Session"}}}}, "a class is for the kinds"),
        ("records", {"properties": {"a": 5}}, "a part of it is no section"),
        ("records", {"type": "array"}, "not of type object"),
    ],
)
def test_a_broken_schema_is_a_sentence(name: str, changes: dict[str, object], why: str) -> None:
    """Asked in this process: what an installed package offers is put there by hand."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "schema.json")
        file.write_text(json.dumps({**SCHEMA, **changes}))
        patch.setattr(plugged, "offered", lambda group: iter([(name, file)]))
        plugged.schemas_offered.cache_clear()
        schemas.evidence_kinds.cache_clear()
        try:
            with pytest.raises(BrokenPlugin, match=re.escape(why)):
                schemas.evidence_kinds()
        finally:
            plugged.schemas_offered.cache_clear()
            schemas.evidence_kinds.cache_clear()


@pytest.mark.parametrize(
    ("source", "name", "why"),
    [
        ("THING = 5", "records", "path of a file"),
        ("THING = 'nowhere.json'", "records", "cannot be read"),
        ("from pathlib import Path\nTHING = Path(__file__)", "records", "no JSON"),
    ],
)
def test_a_schema_that_is_none_is_a_sentence(source: str, name: str, why: str, tmp_path: Path) -> None:
    done = run("schema", site=broken(tmp_path, source, group="coachfolio.schemas", name=name))
    assert done.returncode == 2
    assert why in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("source", "name", "why"),
    [
        ("THING = 5", "plausible-day-minutes", "already"),
        ("THING = '5'", "words", "not a whole number"),
        ("THING = True", "words", "not a whole number"),
        ("THING = 5", "Words", "small letters"),
    ],
)
def test_a_broken_threshold_is_a_sentence(source: str, name: str, why: str, tmp_path: Path, portfolio: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    done = run("check", str(portfolio), site=broken(site, source, group="coachfolio.thresholds", name=name))
    assert done.returncode == 2
    assert why in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("raise ZeroDivisionError('John Smith')", "ZeroDivisionError while it was asked"),
        ("return None", "TypeError while it was asked"),
        ("return [5]", "AttributeError while it was asked"),
    ],
)
def test_a_rule_that_fails_while_it_is_asked_is_a_sentence(
    body: str, why: str, tmp_path: Path, portfolio: Path
) -> None:
    source = DOCUMENTED.replace("return iter(())", body)
    site = tmp_path / "site"
    site.mkdir()
    broken(site, source + "THING = Rule('AB001', a_rule, Severity.ADVICE, Severity.ADVICE)")
    done = run("check", str(portfolio), site=site)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The plug-in with the rule AB001 cannot be used: ")
    assert why in done.stderr
    assert "John Smith" not in done.stderr


def test_without_docstrings_a_plug_in_is_none_the_worse(
    installed: Path, portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    assert "advice SR001 This reflection has 3 words." in run("check", str(portfolio), site=installed).stdout


AWARD = (PLUGIN / "src" / "shortreflections" / "example-award.yaml").read_text()


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ("format: 1", "format: 2", "newer form"),
        ("id: example-award", "id: another", "it calls itself another"),
        ('"1.10"', '"1.1"', "units.0.criteria.1.number: 1.1 is here twice"),
        ("measure: contact-hours", "measure: contact-hours, unit: U9", "There is no unit U9"),
        ("measure: contact-hours", "measure: evidence", "does not say of which kind"),
        ("measure: contact-hours", "measure: evidence, evidence: session", "There is no kind of evidence session"),
        ("at_least: 5, source: handbook", "at_least: 5, source: nowhere", "There is no source nowhere"),
        ("value: 10, source: handbook", "value: 10", "hours_per_credit: this is stated, and has no source"),
        ("at_least: 5, source: handbook", "at_least: 5", "requirements.0: this is stated, and has no source"),
        ("    credits: {value: 5, source: handbook", "    credits: {value: 5", "units.0.credits: this is stated"),
    ],
)
def test_a_pack_that_cannot_be_meant_is_a_sentence(was: str, becomes: str, why: str, tmp_path: Path) -> None:
    assert was in AWARD
    file = tmp_path / "award.yaml"
    file.write_text(AWARD.replace(was, becomes, 1))
    broken(tmp_path, f"THING = {str(file)!r}", group="coachfolio.qualifications", name="example-award")
    done = run("qualifications", "example-award", site=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("The plug-in example-award cannot be used: ")
    assert why in done.stderr


@pytest.mark.parametrize("name", [path.stem for path in PACKS.glob("*.yaml")])
def test_the_shipped_packs_are_held_against_the_same(name: str) -> None:
    document = read(name, (PACKS / f"{name}.yaml").read_bytes(), shape_of("qualification"))
    assert document.fields is not None
    assert list(in_no_order(name, document.fields)) == []


def test_a_rule_is_tested_in_three_lines() -> None:
    (found,) = found_by(rule_or_error("future-date"), {"sessions/a.yaml": SESSION.replace("2026-03-04", "2062-03-04")})
    assert (found.code, found.span.line) == ("CF301", 1)
    assert found_by(rule_or_error("future-date"), {"sessions/a.yaml": SESSION}) == []
