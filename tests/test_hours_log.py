"""Logs of hours: their sums are alive and right, nothing in them runs, and names go nowhere near a record."""

from __future__ import annotations

import csv
import datetime
import io
import re
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from coachfolio import Report, check, open_portfolio
from coachfolio.base.errors import CoachfolioError
from coachfolio.cli import main
from coachfolio.outputs.export.hours import log_separated, log_workbook
from coachfolio.outputs.json import status_document
from coachfolio.reports.hours_log import LAYOUTS, LOG_FIELDS, hours_log, own_columns

from .conftest import EXAMPLE, PORTFOLIO, SESSION, TODAY

SINCE = datetime.date(2026, 3, 1)
OWN = "Day=date, Who=client, =group_size, Length=minutes"


@pytest.fixture(scope="module")
def example() -> Report:
    return check(open_portfolio(EXAMPLE), today=TODAY)


def both(data: bytes) -> tuple[Any, Any]:
    """A workbook with its formulas, and with the values that are stored beside them."""
    return openpyxl.load_workbook(io.BytesIO(data)), openpyxl.load_workbook(io.BytesIO(data), data_only=True)


class Sheets:
    """As much of a spreadsheet as these workbooks need, written from what its functions are said to do."""

    def __init__(self, book: Any) -> None:
        self.book = book

    def cells(self, area: str, sheet: Any) -> list[Any]:
        if "!" in area:
            name, _, area = area.partition("!")
            sheet = self.book[name]
        return [cell.value for row in sheet[area.replace("$", "")] for cell in row]

    def value(self, formula: str, sheet: Any) -> float:
        return sum(self.term(term, sheet) for term in re.split(r"\+(?=SUM)", formula.removeprefix("=")))

    def term(self, term: str, sheet: Any) -> float:
        if term.isdigit():
            return float(term)
        name, _, inside = term.removesuffix(")").partition("(")
        parts = re.findall(r'"(?:[^"]|"")*"(?:&DATE\([\d,]+\))?|[^,"]+', inside)
        areas = [self.cells(part, sheet) for part in parts if not part.startswith('"')]
        if name == "COUNT":
            return sum(isinstance(value, int | float) for value in areas[0])
        if name == "SUMPRODUCT":
            return sum((a or 0) * (b or 0) for a, b in zip(*areas, strict=True))
        numbers = [self.number(value, sheet) for value in areas[0]]
        if name == "SUM":
            return sum(numbers)
        wanted = [part for part in parts if part.startswith('"')]
        tested = areas if name == "COUNTIFS" else areas[1:]
        fits = [all(map(fit, wanted, row)) for row in zip(*tested, strict=True)]
        return sum(
            1 if name == "COUNTIFS" else number for number, fitting in zip(numbers, fits, strict=True) if fitting
        )

    def number(self, value: Any, sheet: Any) -> float:
        if isinstance(value, str) and value.startswith("="):
            return self.value(value, sheet)
        return value if isinstance(value, int | float) else 0


def fit(wanted: str, value: Any) -> bool:
    date = re.fullmatch(r'">="&DATE\((\d+),(\d+),(\d+)\)', wanted)
    if date:
        year, month, day = map(int, date.groups())
        return isinstance(value, datetime.datetime) and value >= datetime.datetime(year, month, day)
    return bool(value == re.sub(r"~(.)", r"\1", wanted[1:-1].replace('""', '"')))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_sum_is_alive_and_is_what_is_stored(layout: str, example: Report) -> None:
    log = hours_log(example, LAYOUTS[layout], since=SINCE)
    formulas, values = both(log_workbook(log))
    found = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    found += 1
                    stored = values[sheet.title][cell.coordinate].value
                    assert Sheets(formulas).value(cell.value, sheet) == pytest.approx(stored), cell.value
    assert found > 25


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_totals_are_those_of_status(layout: str, example: Report) -> None:
    contact = status_document(example)["hours"]["contact"]
    _, values = both(log_workbook(hours_log(example, LAYOUTS[layout], since=SINCE)))
    sums = {row[0]: row[1] for row in values["Sums"].iter_rows(min_row=2, values_only=True)}
    assert sums["All contacts held"] * 60 == pytest.approx(contact["total_minutes"])
    for words, by, key in (("Paid", "by_fee", "paid"), ("As a mentor", "by_role", "mentor")):
        assert sums[words] * 60 == pytest.approx(contact[by][key])  # type: ignore[literal-required]
    heads, *rows = values["Clients"].iter_rows(values_only=True)
    hours = [number for number, head in enumerate(heads) if "Hours" in head]
    assert sum(rows[-1][number] for number in hours) * 60 == pytest.approx(contact["total_minutes"])
    since = [own for own in example.progress.hours.held if own.date >= SINCE]
    assert sums["Since 1 March 2026"] * 60 == pytest.approx(sum(own.minutes for own in since))


def test_the_columns_of_the_federation_come_in_its_order(example: Report) -> None:
    formulas, values = both(log_workbook(hours_log(example, LAYOUTS["icf"])))
    heads = next(values[formulas.sheetnames[0]].iter_rows(max_row=1, values_only=True))
    assert heads[:9] == (
        *("Sr. No.", "Client Name", "Individual/Group", "No. in Group", "Contact Info"),
        *("Start Date", "End Date", "Paid Hours", "Pro-bono Hours"),
    )
    assert "was not seen" in values["About"]["A2"].value


def test_separated_values_have_the_rows_and_no_sums(example: Report) -> None:
    columns = own_columns("Day=date, Who=client, Length=minutes, fee")
    log = hours_log(example, LAYOUTS["centre"], columns=columns)
    rows = list(csv.reader(io.StringIO(log_separated(log)[3:].decode(), newline="")))
    assert rows[0] == ["Day", "Who", "Length", "fee"]
    assert sum(int(row[2]) for row in rows[1:]) == example.progress.hours.total_minutes
    assert {row[1] for row in rows[1:]} == set(example.progress.hours.by_client)


def test_a_column_that_there_is_not_is_named_with_those_there_are() -> None:
    with pytest.raises(CoachfolioError, match="Did you mean minutes"):
        own_columns("Day=date, Length=minuets")
    with pytest.raises(CoachfolioError, match="no field"):
        own_columns(OWN)
    assert {column.field for column in own_columns(",".join(LOG_FIELDS))} == set(LOG_FIELDS)


# --- names


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    folder = tmp_path / "record" / "portfolio"
    (folder / "private").mkdir(parents=True)
    (folder / "sessions").mkdir()
    (folder / "portfolio.yaml").write_text(PORTFOLIO)
    (folder / "sessions" / "2026-03-04-c01-a.yaml").write_text(SESSION)
    (folder / "private" / "clients.yaml").write_text('format: 1\nclients:\n  C01: {names: ["=Ann Evil*"]}\n')
    subprocess.run(["git", "init", "-q", str(tmp_path / "record")], check=True)
    return folder


def test_names_are_written_only_outside_the_record(portfolio: Path, tmp_path: Path) -> None:
    for inside in (portfolio / "log.xlsx", portfolio / "private" / "log.xlsx", tmp_path / "record" / "log.xlsx"):
        said = run("hours", portfolio, "--log", "icf", "--names", "--out", inside)
        assert isinstance(said.exception, CoachfolioError)
        assert "inside a record" in str(said.exception)
        assert not inside.exists()
    done = run("hours", portfolio, "--log", "icf", "--names", "--out", tmp_path / "log.xlsx")
    assert done.exit_code == 0, done.output
    assert "Evil" not in done.output
    formulas, values = both((tmp_path / "log.xlsx").read_bytes())
    assert formulas["Clients"]["B2"].value == "=Ann Evil*"
    assert formulas["Clients"]["B2"].data_type == "s"
    assert values["Clients"]["J2"].value == 1
    assert Sheets(formulas).value(formulas["Clients"]["J2"].value, formulas["Clients"]) == 1
    plain = run("hours", portfolio, "--log", "icf", "--out", tmp_path / "codes.csv")
    assert plain.exit_code == 0
    assert b"Evil" not in (tmp_path / "codes.csv").read_bytes()
    named = run("hours", portfolio, "--log", "centre", "--names", "--out", tmp_path / "named.csv")
    assert named.exit_code == 0
    assert b",'=Ann Evil*," in (tmp_path / "named.csv").read_bytes()


def test_what_is_for_a_log_is_refused_without_one(portfolio: Path) -> None:
    for args in (["--names"], ["--since", "2026-01-01"], ["--out", "x.csv"], ["--columns", "date"]):
        said = run("hours", portfolio, *args)
        assert said.exit_code == 2
        assert "--log" in said.output
    assert run("hours", portfolio, "--log", "icf").exit_code == 2
    assert run("hours", portfolio, "--log", "icf", "--columns", "date", "--out", "x.csv").exit_code == 2
