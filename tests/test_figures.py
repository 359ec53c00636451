"""Every figure in every output is that of `status --format json` for the same save, read back by other readers."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from python_calamine import CalamineWorkbook

from coachfolio import Report
from coachfolio.base.words import hours
from coachfolio.checks.whole import check_folder
from coachfolio.outputs.export import export
from coachfolio.outputs.html.embedding import Embedder
from coachfolio.outputs.html.page import portfolio_page
from coachfolio.outputs.paper import paper_file
from coachfolio.portfolio.sources import Folder
from coachfolio.reports.attached_files import AttachedFiles
from coachfolio.reports.papers import paper_of
from coachfolio.reports.viewing import portfolio_view

from .commands import Commands
from .conftest import EXAMPLE, apart

DAY = datetime.date(2026, 11, 14)
BY = ("by_client", "by_role", "by_month", "by_unit", "by_fee", "by_setting")
Figures = dict[tuple[str, str], str]


class Tables(HTMLParser):
    """The rows of all tables of a page, by the caption that stands over them, and its whole text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[tuple[str, list[str]]] = []
        self.text = ""
        self._caption, self._in, self._row = "", "", list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._caption = ""
        if tag == "tr":
            self._row = []
        if tag in ("caption", "td", "th"):
            self._in = tag
            if tag != "caption":
                self._row.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("caption", "td", "th"):
            self._in = ""
        elif tag == "tr":
            self.rows.append((self._caption, [" ".join(cell.split()) for cell in self._row]))

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in == "caption":
            self._caption += data
        elif self._in:
            self._row[-1] += data


@pytest.fixture(scope="module")
def folder() -> Path:
    return apart(EXAMPLE)


@pytest.fixture
def coachfolio(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def together(text: str) -> str:
    return re.sub(r"\s+", "", text)


def minutes_of(said: str) -> int:
    """Hours as people read them, in minutes."""
    found = re.fullmatch(r"(?:(\d+) h)? ?(?:(\d+)(?: min)?)?", said.strip())
    assert found, said
    return 60 * int(found[1] or 0) + int(found[2] or 0)


def in_words(status: dict[str, Any]) -> list[str]:
    """What is said of the whole wherever the whole is told."""
    credits = status["credits"]
    return [
        f"{hours(status['hours']['contact']['total_minutes'])} of contact",
        f"{credits['evidenced']:g} of {credits['required']:g} credits evidenced, {credits['accepted']:g} accepted",
    ]


def rows_under(text: str, heading: str) -> dict[str, int]:
    """The table under a heading of what `hours` prints: each name with its minutes."""
    body = text.partition(f"\n{heading}\n")[2].split("\n\n")[0]
    return {name: minutes_of(said) for name, said in re.findall(r"^(\S+) +(\d.*)$", body, re.MULTILINE)}


def states_in(status: dict[str, Any]) -> dict[str, tuple[str, int, int]]:
    """Each criterion with its state as sheets show it, its pieces, and how many are asked for."""
    return {
        row["criterion"]: (
            "thin" if row["thin"] else row["state"],
            len({claim["evidence"] for claim in row["claims"]}),
            row["required"],
        )
        for row in status["coverage"]
    }


def test_every_figure_is_that_of_the_status(folder: Path, tmp_path: Path, coachfolio: Commands) -> None:
    said = coachfolio("status", folder, "--format", "json")
    status = json.loads(said.out)
    contact = status["hours"]["contact"]
    states = states_in(status)
    words = in_words(status)

    # text
    text = coachfolio("status", "--all", folder).out
    assert words[0] in text
    assert words[1] in text
    counted = status["criteria"]
    for state, number in counted.items():
        assert f"{number} {state}" in text
    for unit in status["units"]:
        line = next(line for line in text.splitlines() if line.startswith(unit["ref"]))
        assert line.split()[1:3] == [f"{unit['credits']:g}", unit["state"]]
    printed = coachfolio("hours", folder).out
    for by in BY:
        assert rows_under(printed, by.replace("_", " ").capitalize()) == contact[by], by
    for label, minutes in (
        ("guided, in all", status["guided_minutes"]),
        ("supervision", status["hours"]["supervision_minutes"]),
        ("planning, organising, evaluating", status["hours"]["planning_minutes"]),
        ("all learning time", status["learning_minutes"]),
    ):
        assert re.search(rf"^{label} +{re.escape(hours(minutes))}$", printed, re.MULTILINE), label

    # Markdown
    markdown = coachfolio("check", folder, "--format", "markdown").out.replace("\\", "")
    assert words[0] in markdown

    # HTML
    report = check_folder(folder, today=DAY)
    files = AttachedFiles(Folder(folder))
    view = portfolio_view(report, reader="learner", files=files)
    read = Tables(portfolio_page(view, Embedder(files, "learner")))
    for by in BY:
        title = f"Contact by {by.removeprefix('by_')}"
        found = {row[0]: minutes_of(row[1]) for caption, row in read.rows if caption == title and row[1][:1].isdigit()}
        assert found == contact[by], title
    of_map = {
        row[0].split(" ")[0]: (row[1], row[2])
        for caption, row in read.rows
        if caption.startswith("Pieces of evidence behind each") and "/" in row[0].split(" ")[0]
    }
    assert of_map.keys() == states.keys()
    for ref, (state, pieces, required) in states.items():
        assert of_map[ref][0].endswith(state), ref
        assert of_map[ref][1] == f"{pieces} of {required}"

    # papers: Word and PDF, and a workbook by two readers
    made = {name: tmp_path / name for name in ("all.docx", "all.pdf", "mapping.xlsx")}
    for file in made.values():
        file.write_bytes(paper_file(paper_of(view, file.stem), file.suffix))
    document = docx.Document(str(made["all.docx"]))
    in_word = "".join(paragraph.text for paragraph in document.paragraphs)
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    in_pdf = "".join(page.extract_text() for page in pypdf.PdfReader(made["all.pdf"]).pages)
    for told in (*words, f"{hours(status['guided_minutes'])} of guided learning"):
        assert together(told) in together(in_word), told
        assert together(told) in together(in_pdf), told
    assert mapped(cells) == {ref: state for ref, (state, _, _) in states.items()}
    for unit in status["units"]:
        enough = sum(states[ref][1] >= states[ref][2] for ref in states if ref.startswith(f"{unit['ref']}/"))
        every = sum(ref.startswith(f"{unit['ref']}/") for ref in states)
        assert [f"{unit['ref']} {unit['title']}", f"{enough} of {every}", unit["state"]] in cells
    sheets = openpyxl.load_workbook(made["mapping.xlsx"])
    by_openpyxl = [[str(cell or "") for cell in row] for sheet in sheets for row in sheet.iter_rows(values_only=True)]
    calamine = CalamineWorkbook.from_path(str(made["mapping.xlsx"]))
    by_calamine = [
        [str(cell) for cell in row]
        for name in calamine.sheet_names
        for row in calamine.get_sheet_by_name(name).to_python()
    ]
    for rows in (by_openpyxl, by_calamine):
        assert mapped(rows) == {ref: state for ref, (state, _, _) in states.items()}

    # tables: CSV, a workbook, SQLite and JSON
    tables = exported(report)
    for form, names in tables.items():
        held = [row for row in names["contacts"] if row["status"] == "held"]
        assert sum(int(row["counted_minutes"]) for row in held) == contact["total_minutes"], form
        for column, by in (("client", "by_client"), ("role", "by_role"), ("fee", "by_fee")):
            sums: Counter[str] = Counter()
            for row in held:
                sums[row[column]] += int(row["counted_minutes"])
            assert sums == contact[by], (form, by)
        months: Counter[str] = Counter()
        for row in held:
            months[str(row["date"])[:7]] += int(row["counted_minutes"])
        assert months == contact["by_month"], form
        found_states = {row["ref"]: row["state"] for row in names["criteria"]}
        assert found_states == {row["criterion"]: row["state"] for row in status["coverage"]}, form
        assert {row["ref"]: row["state"] for row in names["units"]} == {
            unit["ref"]: unit["state"] for unit in status["units"]
        }, form

    # the log of hours, with its sums
    for form in ("icf", "emcc", "ac"):
        log = tmp_path / f"{form}.csv"
        assert coachfolio("hours", folder, "--log", form, "--out", log).code == 0
        assert logged(log) == contact["total_minutes"], form


def mapped(rows: Iterable[list[str]]) -> dict[str, str]:
    """Each criterion of a mapping sheet with its state, which stands in its first row."""
    found: dict[str, str] = {}
    for row in rows:
        ref = row[0].split(" ")[0]
        if len(row) >= 8 and re.fullmatch(r"[A-Z0-9.]+/\S+", ref):
            found.setdefault(ref, row[5])
    return found


def exported(report: Report) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The tables of an export in each format, by the names of their columns."""
    wanted = ("contacts", "criteria", "units")
    files, book_data, base_data, document_data = (export(report, form) for form in ("csv", "xlsx", "sqlite", "json"))
    assert not isinstance(files, bytes)
    assert isinstance(book_data, bytes)
    assert isinstance(base_data, bytes)
    assert isinstance(document_data, bytes)
    found: dict[str, dict[str, list[dict[str, Any]]]] = {
        "csv": {
            name: list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode("utf-8-sig"), newline="")))
            for name in wanted
        },
        "xlsx": {},
        "json": {name: json.loads(document_data)["tables"][name] for name in wanted},
    }
    book = openpyxl.load_workbook(io.BytesIO(book_data))
    for name in wanted:
        heads, *rows = book[name].iter_rows(values_only=True)
        found["xlsx"][name] = [dict(zip(map(str, heads), row, strict=True)) for row in rows]
    base = sqlite3.connect(":memory:")
    base.deserialize(base_data)
    base.row_factory = sqlite3.Row
    found["sqlite"] = {name: [dict(row) for row in base.execute(f'SELECT * FROM "{name}"')] for name in wanted}
    base.close()
    return found


def logged(file: Path) -> int:
    """The minutes of all contacts of a log: the sum of its columns of hours."""
    heads, *rows = csv.reader(io.StringIO(file.read_text("utf-8-sig")))
    columns = [at for at, head in enumerate(heads) if "hours" in head.casefold()]
    return round(60 * sum(float(row[at] or 0) for row in rows for at in columns))
