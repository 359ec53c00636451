"""Data out: every table in every format says the same, nothing runs, and what refers to something finds it."""

from __future__ import annotations

import csv
import datetime
import io
import json
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from icalendar import Calendar

from coachfolio import InMemory, Report, check, open_portfolio
from coachfolio.base.errors import CoachfolioError
from coachfolio.base.handed_out import AlreadyThere, hand_out
from coachfolio.cli import main
from coachfolio.format.validation import violations
from coachfolio.outputs.export import EXPORTS, export
from coachfolio.outputs.export.database import VIEWS
from coachfolio.outputs.export.separated import BEGINS_A_FORMULA
from coachfolio.outputs.json import status_document
from coachfolio.reports.model import TABLES, ModelTable, Value, model_tables

from .conftest import EXAMPLE, PORTFOLIO, SESSION, TODAY, checked

KEY = "format: 1\nclients:\n  C01: {names: [Josephine Featherstone]}\n"
EVIL = ("=1+1", "+44", "-2", "@SUM(A1)", "\tx", "'quoted", '=HYPERLINK("file:///etc/passwd")')


@pytest.fixture(scope="module")
def example() -> Report:
    return check(open_portfolio(EXAMPLE), today=TODAY)


def hostile() -> Report:
    lines = "\n".join(f"  - {json.dumps(text)}" for text in EVIL)
    twice = SESSION.replace("where: the sheet", 'where: "=1+1"')
    return checked(
        {
            "sessions/2026-03-04-c01-a.yaml": f"{twice}actions:\n{lines}\noutcome: \"=cmd|'/c calc'!A0\"\n",
            "contact-sheets/2026-03-04-c01-a.yaml": "contacts:\n  - date: 2026-03-05\n    minutes: 30\n"
            "    client: C02\n    role: mentor\n    claims: [D7.03/none]\n",
        }
    )


def written(value: Value) -> str:
    """A value as a spreadsheet's text, without what keeps it from being a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def unquoted(text: str) -> str:
    return text[1:] if text.startswith("'") else text


@pytest.mark.parametrize("which", ["example", "hostile"])
def test_separated_values_say_what_the_tables_say_and_begin_no_formula(which: str, example: Report) -> None:
    report = example if which == "example" else hostile()
    files = export(report, "csv")
    assert not isinstance(files, bytes)
    tables = model_tables(report)
    assert set(files) == {f"{table.name}.csv" for table in tables}
    for table in tables:
        data = files[f"{table.name}.csv"]
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data[3:].decode(), newline="")))
        assert rows[0] == [column.name for column in table.columns]
        cells = [cell for row in rows[1:] for cell in row]
        values = [value for row in table.rows for value in row]
        assert [unquoted(cell) for cell in cells] == [written(value) for value in values]
        for cell, value in zip(cells, values, strict=True):
            assert not cell.startswith(BEGINS_A_FORMULA) or isinstance(value, int | float)


@pytest.mark.parametrize("which", ["example", "hostile"])
def test_a_workbook_says_what_the_tables_say_and_has_no_formula(which: str, example: Report) -> None:
    report = example if which == "example" else hostile()
    data = export(report, "xlsx")
    assert isinstance(data, bytes)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for table in model_tables(report):
        sheet = book[table.name]
        cells = [cell for row in sheet.iter_rows(min_row=2, max_row=len(table.rows) + 1) for cell in row]
        assert [plain(cell.value) for cell in cells] == [same(value) for row in table.rows for value in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    legend = {(row[0], row[1]) for row in book["About"].iter_rows(min_row=2, values_only=True) if row[1]}
    assert legend == {(plan.name, column.name) for plan in TABLES for column in plan.columns}


def plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime.datetime) else value


def same(value: Value) -> Any:
    if isinstance(value, bool):
        return written(value)
    return value if value != "" else None


@pytest.mark.parametrize("which", ["example", "hostile"])
def test_a_database_keeps_every_row_and_every_reference(which: str, example: Report) -> None:
    report = example if which == "example" else hostile()
    data = export(report, "sqlite")
    assert isinstance(data, bytes)
    base = sqlite3.connect(":memory:")
    base.deserialize(data)
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for table in model_tables(report):
        assert base.execute(f'SELECT COUNT(*) FROM "{table.name}"').fetchone() == (len(table.rows),)
        made = base.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)).fetchone()[0]
        assert made.count("FOREIGN KEY") == len(targets(table)), made
    for view in VIEWS:
        base.execute(f'SELECT * FROM "{view}"').fetchall()
    contact = status_document(report)["hours"]["contact"]
    for view, by in (("hours_by_client", "by_client"), ("hours_by_month", "by_month"), ("hours_by_unit", "by_unit")):
        found = dict(base.execute(f'SELECT 1, minutes FROM "{view}"').fetchall()) and {
            name: minutes for name, minutes, _ in base.execute(f'SELECT * FROM "{view}"')
        }
        assert found == contact[by], view  # type: ignore[literal-required]


def targets(table: ModelTable) -> set[str]:
    """What a table refers to; the parts of one key are one."""
    return {
        column.name
        if column.refers.startswith(("evidence.", "people.", "criteria.", "clients.", "units."))
        else column.refers.split(".")[0]
        for column in table.columns
        if column.refers
    }


def test_a_reference_to_nothing_stays_as_written_and_refers_to_nothing() -> None:
    claims = table(hostile(), "claims")
    assert ("D7.03/none", None) in {(row["written"], row["criterion"]) for row in claims}


def table(report: Report, name: str) -> list[dict[str, Value]]:
    found = next(table for table in model_tables(report) if table.name == name)
    return [dict(zip([column.name for column in found.columns], row, strict=True)) for row in found.rows]


def test_two_pieces_of_one_name_are_two_rows() -> None:
    names = [row["id"] for row in table(hostile(), "evidence")]
    assert sorted(map(str, names)) == ["2026-03-04-c01-a", "2026-03-04-c01-a (2)"]
    assert {row["evidence"] for row in table(hostile(), "contacts")} == set(names)


def test_the_totals_are_those_of_status(example: Report) -> None:
    status = status_document(example)
    row = table(example, "portfolio")[0]
    assert row["contact_minutes"] == status["hours"]["contact"]["total_minutes"]
    assert row["learning_minutes"] == status["learning_minutes"]
    assert row["credits_evidenced"] == status["credits"]["evidenced"]
    assert sum(int(str(row["counted_minutes"])) for row in table(example, "contacts")) == row["contact_minutes"]
    states = [row["state"] for row in table(example, "criteria")]
    assert {state: states.count(state) for state in states} == {k: n for k, n in status["criteria"].items() if n}
    claims = [claim for row in status["coverage"] for claim in row["claims"]]
    assert len([row for row in table(example, "claims") if row["counts"] and row["criterion"]]) == len(claims)


def test_the_json_fits_its_schema_and_has_every_word(example: Report) -> None:
    data = export(example, "json")
    assert isinstance(data, bytes)
    document = json.loads(data)
    assert violations(document, "output-export") == []
    assert set(document["tables"]) == {plan.name for plan in TABLES}
    words = {row["value"] for row in document["tables"]["fields"]}
    for piece in example.portfolio.evidence:
        for name in ("reflection", "outcome", "quotation"):
            assert getattr(piece, name, None) in {None, *words}


CASE = {
    "CFPckgDocument": (
        "identifier uri creator title lastChangeDateTime",
        (
            "frameworkType caseVersion officialSourceURL publisher description subject subjectURI language version "
            "adoptionStatus statusStartDate statusEndDate licenseURI notes extensions"
        ),
    ),
    "CFPckgItem": (
        "identifier fullStatement uri lastChangeDateTime",
        (
            "alternativeLabel CFItemType humanCodingScheme listEnumeration abbreviatedStatement conceptKeywords "
            "conceptKeywordsURI notes subject subjectURI language educationLevel CFItemTypeURI licenseURI "
            "statusStartDate statusEndDate extensions"
        ),
    ),
    "CFPckgAssociation": (
        "identifier associationType uri originNodeURI destinationNodeURI lastChangeDateTime",
        "sequenceNumber CFAssociationGroupingURI notes extensions",
    ),
    "LinkGenURI": ("title identifier uri", "targetType"),
}
"""What each part of a package must have and what else it may have, and nothing beyond.

Source: 1EdTech's JSON Schema of the CFPackage, case_v1p1_cfpackage-jsonschema1.json."""


def fits(part: dict[str, Any], kind: str) -> None:
    must, may = (set(names.split()) for names in CASE[kind])
    assert must <= part.keys() <= must | may, (kind, part.keys() ^ must)
    assert str(uuid.UUID(part["identifier"])) == part["identifier"]
    assert part["uri"].startswith("https://")
    assert part.get("caseVersion", "1.1") == "1.1"
    for name, value in part.items():
        assert isinstance(value, int if name == "sequenceNumber" else dict if name.endswith("NodeURI") else str), name
    if "lastChangeDateTime" in part:
        assert datetime.datetime.fromisoformat(part["lastChangeDateTime"]).tzinfo


def test_the_framework_is_whole_and_keeps_its_names(example: Report) -> None:
    data = export(example, "case")
    assert isinstance(data, bytes)
    framework = json.loads(data)
    qualification = example.portfolio.qualification
    assert qualification is not None
    items = {item["identifier"]: item for item in framework["CFItems"]}
    codes = {item.get("humanCodingScheme") for item in items.values()}
    assert {criterion.ref for criterion in qualification.criteria} <= codes
    assert {unit.ref for unit in qualification.units} <= codes
    for link in framework["CFAssociations"]:
        assert link["originNodeURI"]["identifier"] in items
        assert link["destinationNodeURI"]["identifier"] in {*items, framework["CFDocument"]["identifier"]}
    below = [link["originNodeURI"]["identifier"] for link in framework["CFAssociations"]]
    assert sorted(below) == sorted(items)
    fits(framework["CFDocument"], "CFPckgDocument")
    for item in items.values():
        fits(item, "CFPckgItem")
    for link in framework["CFAssociations"]:
        fits(link, "CFPckgAssociation")
        assert link["associationType"] == "isChildOf"
        for end in ("originNodeURI", "destinationNodeURI"):
            fits(link[end], "LinkGenURI")
    assert framework.keys() <= {"CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics", "extensions"}
    every = [part["identifier"] for part in (framework["CFDocument"], *items.values(), *framework["CFAssociations"])]
    assert len({*every}) == len(every)
    mine = checked({"sessions/2026-03-04-c01-a.yaml": SESSION})
    other = checked({}, portfolio=PORTFOLIO.replace("A. Learner", "B. Learner"))
    assert export(mine, "case") == export(other, "case") != data


def test_a_calendar_has_every_contact_by_code(example: Report) -> None:
    data = export(example, "ics")
    assert isinstance(data, bytes)
    events: list[Any] = Calendar.from_ical(data.decode()).walk("VEVENT")
    contacts = [contact for contact in example.progress.hours.contacts if contact.status in ("held", "planned")]
    assert len(events) == len(contacts)
    assert len({event["UID"] for event in events}) == len(events)
    lengths = [event["DURATION"].dt for event in events if "DURATION" in event]
    assert sum(lengths, datetime.timedelta()) == datetime.timedelta(
        minutes=sum(contact.minutes for contact in contacts if contact.start)
    )


@pytest.mark.parametrize("form", EXPORTS)
def test_the_same_portfolio_gives_the_same_bytes(form: str, example: Report) -> None:
    assert export(example, form) == export(example, form)


def test_every_table_refers_only_to_keys_before_it() -> None:
    seen: dict[str, set[str]] = {}
    for plan in TABLES:
        seen[plan.name] = {column.name for column in plan.columns if column.key}
        for column in plan.columns:
            if column.refers:
                name, _, key = column.refers.partition(".")
                assert key in seen[name], column


def test_a_file_that_is_there_stays_unless_force_is_given(tmp_path: Path) -> None:
    place = tmp_path / "portfolio.json"
    place.write_text("mine")
    said = CliRunner().invoke(main, ["export", str(EXAMPLE), "--format", "json", "--out", str(place)])
    assert isinstance(said.exception, CoachfolioError)
    assert "--force" in str(said.exception)
    assert place.read_text() == "mine"
    done = CliRunner().invoke(main, ["export", str(EXAMPLE), "--format", "json", "--out", str(place), "--force"])
    assert done.exit_code == 0, done.output
    assert json.loads(place.read_text())["version"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["portfolio.json"]
    with pytest.raises(AlreadyThere):
        hand_out(tmp_path, b"")
    with pytest.raises(CoachfolioError, match="cannot be written"):
        hand_out(tmp_path / "none" / "x", b"")


def test_no_file_of_the_portfolio_is_ever_replaced(tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO)
    (tmp_path / "claims.csv").write_text("mine")
    for form, out in (("json", "portfolio.yaml"), ("csv", "."), ("json", "sub/../claims.csv")):
        (tmp_path / "sub").mkdir(exist_ok=True)
        said = CliRunner().invoke(
            main, ["export", str(tmp_path), "--format", form, "--out", str(tmp_path / out), "--force"]
        )
        assert isinstance(said.exception, CoachfolioError)
        assert "portfolio's own folder" in str(said.exception)
    assert (tmp_path / "portfolio.yaml").read_text() == PORTFOLIO
    assert (tmp_path / "claims.csv").read_text() == "mine"


def test_no_client_is_named(tmp_path: Path) -> None:
    """A name that stands in a piece is covered in what goes out, as everywhere."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "clients.yaml").write_text(KEY)
    (tmp_path / "sessions").mkdir()
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO)
    text = f"{SESSION}outcome: Josephine Featherstone will write it.\n"
    (tmp_path / "sessions" / "2026-03-04-c01-a.yaml").write_text(text)
    for form in EXPORTS:
        out = tmp_path / "out" if form == "csv" else tmp_path / f"out.{form}"
        done = CliRunner().invoke(main, ["export", str(tmp_path), "--format", form, "--out", str(out)])
        assert done.exit_code == 0, (form, done.output, done.exception)
        for path in [out] if out.is_file() else out.iterdir():
            data = path.read_bytes()
            if form == "xlsx":
                book = openpyxl.load_workbook(path)
                data = "\n".join(
                    str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
                ).encode()
            assert b"Featherstone" not in data, path


def test_with_a_broken_list_nothing_goes_out(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "clients.yaml").write_text("clients: [")
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO)
    said = CliRunner().invoke(main, ["export", str(tmp_path), "--format", "json", "--out", str(tmp_path / "x.json")])
    assert isinstance(said.exception, CoachfolioError)
    assert "nothing was written" in str(said.exception)
    assert not (tmp_path / "x.json").exists()


def test_in_memory_without_a_qualification_says_so() -> None:
    report = check(open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO.replace("ilm-l7-certificate-2007", "none")})))
    with pytest.raises(CoachfolioError, match="not known"):
        export(report, "case")
    for form in ("json", "csv", "xlsx", "sqlite", "ics"):
        export(report, form)
