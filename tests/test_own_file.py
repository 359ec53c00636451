"""What a portfolio's own qualification.yaml changes is named by whatever rests on it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from coachfolio import InMemory, check, open_portfolio
from coachfolio.cli import main
from coachfolio.reports.readiness import readiness_of
from coachfolio.reports.status import status_of

from .repositories.learner import PORTFOLIO, Learner, evening, held

TODAY: Final = datetime.date(2026, 6, 30)
CLAUSES: Final = {
    "time_limit_years: {value: 5, certainty: centre}": ["the time limit in years, 5 and not 2"],
    "credits: {value: 5, certainty: centre}": ["the credits, 5 and not 15"],
    "guided_hours: {value: unknown, certainty: unknown}": ["the guided hours, unknown and not 45"],
    "pass_mark_criterion: {value: 40, certainty: centre}": ["a criterion takes, 40, which the pack does not know"],
    "pieces_per_criterion: 1": ["1 piece for each criterion"],
    "units_complete: yes\nunits: [{ref: D7.01}]": ["that there is no D7.02 or D7.03"],
    "units: [{ref: D7.03, mandatory: no}]": ["that D7.03 is not mandatory"],
    "units: [{ref: D7.03, credits: {value: 15, certainty: centre}}]": ["the credits of D7.03, 15 and not 5"],
    "units: [{ref: D7.09, title: Another}]": ["that there is a unit D7.09"],
    "units: [{ref: D7.01, criteria: [{number: s1, text: Has been here}, {number: s9, text: X}]}]": [
        "the criteria of D7.01 (1 in other words, 3 left out and 1 new)"
    ],
    "requirements: [{name: Contact hours, measure: contact-hours, at_least: 1}]": [
        "Contact hours, at least 1, asked for by your centre"
    ],
    "requirements: [{name: Contact hours, measure: contact-hours, at_least: 1, set_by: awarding-body}]": [
        "Contact hours, at least 1, asked for by the awarding body"
    ],
    "may: {decide: [assessor, tutor], sign_off: [tutor]}": [
        "who may decide: assessor and tutor",
        "who may sign off: tutor",
    ],
}  # fmt: skip


@pytest.mark.parametrize("fields", CLAUSES)
def test_what_it_changes_is_named(fields: str) -> None:
    files = {"portfolio.yaml": PORTFOLIO, "qualification.yaml": f"format: 1\n{fields}\n"}
    report = check(open_portfolio(InMemory(files)), today=TODAY, stage="certification")
    for said in (status_of(report).own_file, readiness_of(report).own_file):
        assert said.startswith("qualification.yaml in this portfolio, and not the pack, says: ")
        assert all(clause in said for clause in CLAUSES[fields]), said


@pytest.mark.parametrize("fields", ["note: Ours", "time_limit_years: {value: 2, certainty: stated}", "credits: [", ""])
def test_what_changes_nothing_is_not(fields: str) -> None:
    files = {"portfolio.yaml": PORTFOLIO, "qualification.yaml": f"format: 1\n{fields}\n"}
    assert status_of(check(open_portfolio(InMemory(files)), today=TODAY)).own_file == ""


def test_every_command_that_rests_on_it_says_so(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    overlay = "format: 1\ncredits: {value: 5, certainty: centre}\n"
    learner.save({"portfolio.yaml": PORTFOLIO, **held("2025-01-07")}, evening("2025-01-07"))
    for files, number in (({}, 0), ({"qualification.yaml": overlay}, 1), ({"qualification.yaml": "credits: ["}, 0)):
        learner.save(files, evening("2025-01-08"))
        short = CliRunner().invoke(main, ["status", str(learner.folder)]).output
        assert short.count("By qualification.yaml, not the pack: the credits, 5") == number
        for command in ("status --all", "ready", "record"):
            result = CliRunner().invoke(main, [*command.split(), str(learner.folder)])
            words = " ".join(result.output.split())
            assert words.count("the credits, 5 and not 15") == number, (command, files)
            found = CliRunner().invoke(main, [command.split()[0], str(learner.folder), "--format", "json"])
            document = json.loads(found.stdout)
            assert (document["own_file"] is not None) == (bool(files) if command == "record" else bool(number))
