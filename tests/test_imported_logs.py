"""Spreadsheets, calendars, notes and attachments as coaches keep them: read right in every field, or asked."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coachfolio import Portfolio, open_portfolio
from coachfolio.editing.importing import facts
from coachfolio.editing.importing.layouts import layout_read
from coachfolio.format.attachments.worker import Worker
from coachfolio.format.foreign import opening

from .conftest import EXAMPLE

CASES = sorted(path.parent for path in (Path(__file__).parent / "imports").glob("*/expected.json"))
KINDS = ("log-", "calendar-", "note-", "file-", "journal-", "page-")
MINE = [case for case in CASES if case.name.startswith(KINDS)]
TODAY = datetime.date(2026, 12, 1)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(60) as worker:
        yield worker


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return open_portfolio(EXAMPLE)


def read_of(path: Path, data: bytes, worker: Worker, portfolio: Portfolio, **answers: str) -> Any:
    contents = opening.foreign_contents(path.name, data, worker)
    assert contents is not None
    if contents.unread:
        return contents
    source = facts.SourceFile(path, path.name, hashlib.sha256(data).hexdigest(), len(data))
    return layout_read(source, contents, facts.ImportWanted(portfolio, TODAY, answers=answers))


def told(entry: Any) -> dict[str, Any]:
    """The fields of an entry; what is asked is None. The role is left out where it was only taken for granted."""
    fields: dict[str, Any] = {}
    for field in entry.fields:
        if field.field == "role" and field.sure == "likely":
            continue
        if field.field == "extra":
            fields["extra"] = {**fields.get("extra", {}), **field.value}
        else:
            fields[field.field] = field.value
    return fields


@pytest.mark.parametrize("case", MINE, ids=lambda case: case.name)
def test_a_file_is_read_right_in_every_field_or_asked(case: Path, worker: Worker, portfolio: Portfolio) -> None:
    (path,) = [path for path in case.iterdir() if path.name != "expected.json"]
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    read = read_of(path, path.read_bytes(), worker, portfolio)
    assert [told(entry) for entry in read.entries] == expected["entries"]
    for said in expected.get("said", ()):
        assert any(said in line for line in read.said), read.said
    for asks in expected.get("asks", ()):
        assert any(asks in field.asks for entry in read.entries for field in entry.fields)
    if "left" in expected:
        assert [left.text for left in read.left] == expected["left"]
    if "questions" in expected:
        ids = [question.id for question in read.questions]
        assert len(ids) == len(expected["questions"])
        assert all(id.startswith(start) for id, start in zip(sorted(ids), sorted(expected["questions"]), strict=True))
    if "totals" in expected:
        assert [[stated, added] for _, stated, added in read.totals] == expected["totals"]
    for field in expected.get("likely", ()):
        assert all(entry.read(field).sure == "likely" for entry in read.entries)
    shown = "\n".join([*read.said, read.layout, *(entry.place for entry in read.entries)])
    assert not [name for name in expected.get("nowhere", ()) if name in shown]


def test_every_field_has_its_place_and_what_stands_there(worker: Worker, portfolio: Portfolio) -> None:
    case = next(case for case in MINE if case.name == "log-decimal-hours")
    read = read_of(case / "log.xlsx", (case / "log.xlsx").read_bytes(), worker, portfolio)
    minutes = read.entries[1].read("minutes")
    assert (minutes.place, minutes.written, minutes.sure) == ("E6", "1.5", "sure")
    assert read.entries[2].read("minutes").sure == "likely"  # 1.33
    assert read.entries[0].place == "sheet Log, row 5"


def test_answers_settle_what_was_asked(worker: Worker, portfolio: Portfolio) -> None:
    case = next(case for case in MINE if case.name == "log-decimal-hours")
    data = (case / "log.xlsx").read_bytes()
    answers = {"column:energy": "reflection", "role": "mentor"}
    read = read_of(case / "log.xlsx", data, worker, portfolio, **answers)
    assert not read.questions
    assert told(read.entries[0])["reflection"] == "high"
    assert read.entries[0].read("role").value == "mentor"
    two = next(case for case in MINE if case.name == "log-days-of-two-readings")
    asked = read_of(
        two / "log.xlsx", (two / "log.xlsx").read_bytes(), worker, portfolio, **{"day-order:date": "month first"}
    )
    assert [entry.read("date").value for entry in asked.entries] == [None, None]
