"""What a cohort knows of one portfolio: the answers of the single commands, without names, for as long as they hold."""

from __future__ import annotations

import datetime
import json
import pickle
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from coachfolio.base.errors import CoachfolioError, NoPortfolio
from coachfolio.base.frozen import changed
from coachfolio.checks.whole import check_folder
from coachfolio.cohort.extract import Extract
from coachfolio.cohort.extracting import BrokenPortfolio, extract_of
from coachfolio.cohort.written import NotAnExtract, extract_document, extract_from
from coachfolio.editing.demo import demo
from coachfolio.format.schemas import schema, validator
from coachfolio.git import make_bundle
from coachfolio.outputs.json import check_document, readiness_document, status_document

from .commands import Commands
from .conftest import EXAMPLE, PORTFOLIO, SESSION, TODAY, apart
from .effort import THOROUGH, each
from .test_cases import CASES, NAMES, case

TRIED = NAMES if THOROUGH else NAMES[::8]


def agrees(extract: Extract, check: Any, status: Any, ready: Any) -> None:
    """Hold an extract against what the single commands print."""
    found = [one for one in extract.findings if not one.of_record]
    assert [(one.code, one.severity.value, one.path, one.line, one.waived) for one in found] == [
        (one["code"], one["severity"], one["path"], one["line"], bool(one["waived"])) for one in check["diagnostics"]
    ]
    counts = check["summary"]
    assert [extract.count(one) for one in ("error", "warning", "gap", "advice")] == [
        counts[one] for one in ("errors", "warnings", "gaps", "advice")
    ]
    assert (extract.waived, extract.files, len(extract.uncounted)) == tuple(
        counts[one] for one in ("waived", "files", "uncounted")
    )
    assert (extract.stage, extract.qualification) == (status["stage"], status["qualification"])
    hours, contact = extract.hours, status["hours"]["contact"]
    assert (hours.contact, hours.contact_by_month, hours.contact_by_unit) == (
        contact["total_minutes"],
        contact["by_month"],
        contact["by_unit"],
    )
    assert (hours.planning, hours.supervision, hours.guided, hours.learning) == (
        status["hours"]["planning_minutes"],
        status["hours"]["supervision_minutes"],
        status["guided_minutes"],
        status["learning_minutes"],
    )
    credits = status["credits"]
    assert (extract.credits_required, extract.credits_evidenced, extract.credits_accepted) == (
        credits["required"],
        credits["evidenced"],
        credits["accepted"],
    )
    assert [(one.ref, one.title, one.credits, one.state, one.signed_off_in) for one in extract.units] == [
        (one["ref"], one["title"], one["credits"], one["state"], (one["signed_off"] or {}).get("record"))
        for one in status["units"]
    ]
    assert [
        (one.ref, one.state, one.required, one.thin, one.decided_in, one.verdict, sorted(one.stale_evidence))
        for one in extract.criteria
    ] == [
        (
            one["criterion"],
            one["state"],
            one["required"],
            one["thin"],
            one["decided_in"],
            one["verdict"],
            one["changed"],
        )
        for one in status["coverage"]
    ]
    assert [(one.name, one.required, one.actual, one.met) for one in extract.requirements] == [
        (one["name"], one["required"], one["actual"], one["met"]) for one in status["requirements"]
    ]
    limit = status["time_limit"]
    assert (extract.time_limit.isoformat() if extract.time_limit else None) == (limit["until"] if limit else None)
    assert (list(extract.uncounted), extract.drafts) == (status["uncounted"], len(status["drafts"]))
    assert [
        (one.handle, one.kind, one.owner, one.day.isoformat() if one.day else None, one.criterion)
        for one in extract.due
        if one.state == "open"
    ] == [(one["handle"], one["kind"], one["owner"], one["due"], one["criterion"]) for one in status["due"]]
    assert [(one.name, one.state) for one in extract.ready] == [
        (one["name"], one["state"]) for one in ready["checklist"]
    ]
    assert extract.ready_for == {"submission": "submission"}.get(ready["stage"], "certification")


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def kinds_of_place(folder: Path) -> Iterator[tuple[Path, str]]:
    """The same portfolio in every form in which one is handed over, the demonstration with its record."""
    there, bundle, bare = folder / "demo", folder / "demo.bundle", folder / "demo.git"
    demo(there)
    yield there, "a folder kept in git"
    make_bundle(there, bundle)
    yield bundle, "a hand-over file"
    subprocess.run(["git", "clone", "-q", "--mirror", str(bundle), str(bare)], check=True)
    yield bundle, "a hand-over file"
    yield bare, "a bare git directory"


def test_it_says_what_the_single_commands_say_in_every_form(tmp_path: Path, commands: Commands) -> None:
    places = [*kinds_of_place(tmp_path), (apart(EXAMPLE), "a folder without a record")]
    for place, form in places:
        extract = extract_of(place, today=TODAY)
        if form != "a bare git directory":  # of which only record is asked
            said = [json.loads(commands(name, place, "--format", "json").out) for name in ("check", "status", "ready")]
            agrees(extract, *said)
        assert violations_of(extract_document(extract)) == []
        assert extract_from(json.dumps(extract_document(extract))) == extract
        assert pickle.loads(pickle.dumps(extract)) == extract
        if form == "a folder without a record":
            assert (extract.record, extract.no_record, extract.tip) == (None, "none", None)
            continue
        record = json.loads(commands("record", place, "--format", "json").out)
        kept = extract.record
        assert kept is not None
        assert (kept.saves, kept.pieces, kept.witnessed) == (
            record["summary"]["saves"],
            record["summary"]["pieces"],
            record["summary"]["pieces"] - record["summary"]["own_clock"],
        )
        assert [one.code for one in extract.findings if one.of_record] == [one["code"] for one in record["diagnostics"]]
        assert (kept.decision_records, kept.decision_records_unsealed, kept.seals) == (3, 0, 5)


def violations_of(document: object) -> list[str]:
    return [one.message for one in validator("output-extract").iter_errors(document)]


@each("name", TRIED)
def test_it_says_what_the_single_commands_say_of_every_case(name: str) -> None:
    place, day = apart(CASES) / name / "portfolio", case(name).day
    if not (place / "portfolio.yaml").is_file():
        with pytest.raises(NoPortfolio):
            extract_of(place, today=day)
        return
    report = check_folder(place, today=day)
    if report.portfolio.file is None:
        with pytest.raises(BrokenPortfolio):
            extract_of(place, today=day)
        return
    extract = extract_of(place, today=day)
    gate = check_folder(place, stage="submission" if report.stage == "building" else "certification", today=day)
    agrees(extract, check_document(report), status_document(report), readiness_document(gate))
    document = extract_document(extract)
    assert violations_of(document) == []
    assert extract_from(json.dumps(document)) == extract
    assert extract.holds_from <= day <= extract.holds_until
    for other in {extract.holds_from, extract.holds_until}:
        assert extract_of(place, today=other) == changed(extract, today=other), f"on {other}"


DATED = """\
date: 2026-11-20
by: assessor-1
decisions:
  - {criterion: D7.03/s2, verdict: referral, evidence: [2026-03-04-c01], feedback: Say more.}
actions:
  - {what: Say more, owner: learner, due: 2026-11-30}
"""
WAIVERS = """\
waivers:
  - {code: CF401, reason: It comes next term., until: 2026-11-25}
reminders: {supervision_weeks: 4}
"""


def test_between_two_days_that_matter_it_holds_and_past_one_it_does_not(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "assessment" / "decisions").mkdir(parents=True)
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO + WAIVERS)
    (tmp_path / "sessions" / "2026-03-04-c01.yaml").write_text(SESSION)
    (tmp_path / "sessions" / "2026-11-27-c02.yaml").write_text(
        "date: 2026-11-27\nminutes: 60\nclient: C02\nrole: coach\nstatus: planned\n"
    )
    (tmp_path / "assessment" / "decisions" / "2026-11-20-d7-03.yaml").write_text(DATED)
    start = datetime.date(2026, 11, 14)
    truth = {
        (start + datetime.timedelta(n)): extract_of(tmp_path, today=start + datetime.timedelta(n)) for n in range(21)
    }
    for day, extract in truth.items():
        for other, anew in truth.items():
            if extract.holds_from <= other <= extract.holds_until:
                assert changed(extract, today=other) == anew, f"{day} does not hold on {other}"
    windows = {(one.holds_from, one.holds_until) for one in truth.values()}
    assert len(windows) > 5, "something changes on the days of the decision, the waiver, the meeting and the action"
    assert any(first < last for first, last in windows), "and it holds for several days between them"


def test_no_name_and_no_words_of_anybody_are_in_it(tmp_path: Path) -> None:
    named = PORTFOLIO.replace("A. Learner", "Wilhelmina Quartermaine").replace(
        "assessor-1: {role: assessor}", "assessor-1: {role: assessor, name: Ada Sor, saves_as: [ada@centre.example]}"
    )
    (tmp_path / "private").mkdir()
    key = tmp_path / "private" / "clients.yaml"
    key.write_text("format: 1\nclients: {C01: {names: [Bartholomew Okonkwo]}, C02: {names: [Someone Else]}}\n")
    (tmp_path / "sessions").mkdir()
    (tmp_path / "portfolio.yaml").write_text(named)
    (tmp_path / "sessions" / "2026-03-04-okonkwo.yaml").write_text(
        SESSION + "reflection: Okonkwo spoke about the marmalade.\n"
    )
    extract = extract_of(tmp_path, today=TODAY)
    text = json.dumps(extract_document(extract)).casefold()
    for word in ("quartermaine", "okonkwo", "bartholomew", "marmalade", "holding back", "ada"):
        assert word not in text, word
    assert extract.count("error") > 0, "the name in the text is found all the same"
    key.write_text("C01: Bartholomew Okonkwo\n")
    with pytest.raises(CoachfolioError, match="cannot be used"):  # then nobody can cover a name
        extract_of(tmp_path, today=TODAY)


def test_two_portfolios_of_one_learner_bear_one_mark(tmp_path: Path) -> None:
    marks = []
    for number, learner in enumerate(
        (
            "{name: A. Learner}",
            "{name: 'a.  learner'}",
            "{name: A. Learner, enrolment: E1}",
            "{name: B, enrolment: e 1}",
        )
    ):
        place = tmp_path / str(number)
        place.mkdir()
        (place / "portfolio.yaml").write_text(PORTFOLIO.replace("{name: A. Learner}", learner))
        extract = extract_of(place, today=TODAY)
        marks.append((extract.learner, extract.learner_by))
    assert marks[0] == marks[1] != marks[2] == marks[3]
    assert [by for _, by in marks] == ["name", "name", "enrolment", "enrolment"]


def test_what_is_no_extract_is_refused(tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO)
    document = extract_document(extract_of(tmp_path, today=TODAY))
    text = json.dumps(document)
    for wrong in (
        "",
        "[]",
        "null",
        "[" * 5000,
        json.dumps({**document, "version": 2}),
        json.dumps({**document, "today": "soon"}),
        json.dumps({**document, "drafts": "1"}),
        json.dumps({**document, "ready": {}}),
        json.dumps({name: value for name, value in document.items() if name != "units"}),
        text[:-1],
    ):
        with pytest.raises(NotAnExtract):
            extract_from(wrong)
    assert extract_from(json.dumps({**document, "more": 1})) == extract_from(text), "a later version may add fields"


def test_its_schema_has_every_field_and_no_other() -> None:
    whole = schema("output-extract")
    assert list(whole["properties"]) == [one.name for one in fields(Extract)] == whole["required"]
