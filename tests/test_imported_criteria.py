"""Criteria of documents, tables, frameworks and pasted text: units, outcomes and numbers, with what is odd named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coachfolio import check, open_portfolio
from coachfolio.editing.drafts import NotWritten, write
from coachfolio.editing.importing.criteria import (
    CriteriaSource,
    beside_the_pack,
    criteria_drafts,
    criteria_in,
    evidence_drafts,
    with_units,
)
from coachfolio.format.attachments.worker import Worker
from coachfolio.format.foreign import opening

from .conftest import EXAMPLE, PORTFOLIO

FOLDER = Path(__file__).parent / "imports"
CASES = sorted(path.parent for path in FOLDER.glob("criteria-*/expected.json"))
SOURCE = CriteriaSource("The handbook, version 1", "awarding-body", whole=True)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(60) as worker:
        yield worker


def read_of(name: str, worker: Worker) -> Any:
    (path,) = [path for path in (FOLDER / name).iterdir() if path.name != "expected.json"]
    contents = opening.foreign_contents(path.name, path.read_bytes(), worker)
    assert contents is not None
    assert not contents.unread
    return criteria_in(contents)


def portfolio_in(folder: Path, **files: str) -> Any:
    for path, text in {"portfolio.yaml": PORTFOLIO, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return open_portfolio(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_list_is_read_right(case: Path, worker: Worker) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    read = read_of(case.name, worker)
    units = [
        {
            "ref": unit.ref,
            "title": unit.title,
            "criteria": [[each.number, each.text, each.outcome] for each in unit.criteria],
            **({"credits": unit.credits} if unit.credits else {}),
            **({"guided_hours": unit.guided_hours} if unit.guided_hours else {}),
        }
        for unit in read.units
    ]
    assert units == expected["units"]
    assert len(read.said) == len(expected["said"]) or expected["said"]
    for said in expected["said"]:
        assert any(said in line for line in read.said), read.said
    if "left" in expected:
        assert [left.text for left in read.left] == expected["left"]
    told = [[each.number, each.evidence, each.where, each.how] for each in read.evidence]
    assert told == expected.get("evidence", [])


def test_a_list_goes_into_a_new_qualification_file_and_nobody_but_the_learner_calls_it_official(
    tmp_path: Path, worker: Worker
) -> None:
    read = read_of("criteria-specification", worker)
    portfolio = portfolio_in(tmp_path)
    write(criteria_drafts(tmp_path, portfolio, read, SOURCE))
    again = open_portfolio(tmp_path)
    assert not [found.code for found in check(again).diagnostics if found.code.startswith(("CF0", "CF1"))]
    unit = again.qualification.unit("8589-702") if again.qualification else None
    assert unit is not None
    assert (unit.criteria_are, unit.criteria_complete, unit.credits.value) == ("official", True, 30)
    assert [each.number for each in unit.criteria] == ["1.1", "1.2", "2.1", "2.2", "2.4"]
    assert not criteria_drafts(tmp_path, again, read, SOURCE)
    unknown = CriteriaSource("A web page", "unknown")
    (draft,) = criteria_drafts(tmp_path, again, read, unknown)
    assert "criteria_are: unknown" in draft.after
    assert "criteria_complete: no" in draft.after.replace('"', "")


def test_what_else_stands_in_the_file_stays(tmp_path: Path, worker: Worker) -> None:
    text = (EXAMPLE / "qualification.yaml").read_text() + "units:\n  - ref: D7.03  # mine\n    note: As agreed.\n"
    portfolio = portfolio_in(tmp_path, **{"qualification.yaml": text})
    read = with_units(read_of("criteria-filled-mapping-sheet", worker), (), portfolio.qualification)
    (draft,) = criteria_drafts(tmp_path, portfolio, read, SOURCE)
    assert draft.after.startswith(text.split("sources:")[0])
    for kept in ("pieces_per_criterion: 2", "- ref: D7.03  # mine", "note: As agreed.", "The Example Centre's guide"):
        assert kept in draft.after
    write([draft])
    qualification = open_portfolio(tmp_path).qualification
    assert qualification is not None
    unit = qualification.unit("D7.03")
    assert unit is not None
    assert "1.10" in [each.number for each in unit.criteria]


def test_it_is_laid_beside_what_the_pack_has(tmp_path: Path, worker: Worker) -> None:
    portfolio = portfolio_in(tmp_path)
    read = read_of("criteria-pasted", worker)
    states = {row.ref: row.state for row in beside_the_pack(read, portfolio.qualification)}
    assert states["D7.02/1.1"] == "new"
    assert states["D7.02/s1"] == "gone"


def test_a_unit_without_a_name_is_asked_for(tmp_path: Path, worker: Worker) -> None:
    portfolio = portfolio_in(tmp_path)
    read = read_of("criteria-filled-mapping-sheet", worker)
    nameless = with_units(
        type(read)((type(read.units[0])("", "", read.units[0].criteria),)), (), portfolio.qualification
    )
    with pytest.raises(NotWritten, match="--unit"):
        criteria_drafts(tmp_path, portfolio, nameless, SOURCE)
    assert with_units(nameless, ["D7.04"], portfolio.qualification).units[0].ref == "D7.04"


def test_a_filled_mapping_sheet_becomes_claims(tmp_path: Path, worker: Worker) -> None:
    session = "date: 2025-10-07\nminutes: 60\nclient: C01\nrole: coach\n"
    portfolio = portfolio_in(tmp_path, **{"sessions/2025-10-07-c01-red-pen.yaml": session})
    read = read_of("criteria-filled-mapping-sheet", worker)
    drafts, unknown = evidence_drafts(tmp_path, portfolio, read)
    assert [each.evidence for each in unknown] == ["Contact sheet 12", "Diary"]
    write(drafts)
    text = (tmp_path / "mapping/D7.03.yaml").read_text()
    assert "D7.03/1.2" in text
    assert "where: p. 2" in text
    assert "how: by asking" in text
    again = open_portfolio(tmp_path)
    assert not evidence_drafts(tmp_path, again, read)[0]
    called, _ = evidence_drafts(tmp_path, again, read, called={"Diary": "2025-10-07-c01-red-pen"})
    assert "D7.03/1.3" in called[0].after
