"""What we write as separated values or as a workbook comes back through `import` to the same facts."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from coachfolio import check, open_portfolio
from coachfolio.outputs.json import status_document

from .commands import Commands
from .conftest import PORTFOLIO, TODAY

SESSION = """\
date: 2026-03-%02d
start: "1%d:00"
minutes: %d
client: C0%d
role: %s
mode: video
fee: %s
purpose: The papers for the board
reflection: |
  I waited on day %d, and asked once.
"""
CLAIMS = """\
claims:
  - {criterion: D7.03/s2, where: reflection, how: by waiting}
  - {criterion: D7.03/s3, where: purpose}
"""


@pytest.fixture
def coachfolio(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def written(folder: Path, *, claims: bool = True, sessions: bool = True) -> Path:
    (folder / "sessions").mkdir(parents=True)
    (folder / ".gitignore").write_text("private/\n", encoding="utf-8")
    (folder / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    for number in range(1, 9) if sessions else ():
        fee, role = ("paid", "pro-bono", "internal")[number % 3], ("coach", "mentor")[number % 2]
        text = SESSION % (number, number, 45 + 5 * number, 1 + number % 2, role, fee, number)
        name = f"2026-03-{number:02}-c0{1 + number % 2}-papers.yaml"
        (folder / "sessions" / name).write_text(text + (CLAIMS if claims else ""), encoding="utf-8")
    return folder


@pytest.mark.parametrize("file", ["ac.csv", "ac.xlsx", "icf.xlsx", "emcc.xlsx"])
def test_a_log_of_hours_comes_back_as_the_same_contacts(file: str, tmp_path: Path, coachfolio: Commands) -> None:
    """Every log with a row for each contact; a summary by client has none to bring back."""
    mine, other = written(tmp_path / "mine"), written(tmp_path / "other", sessions=False)
    log = tmp_path / file
    assert coachfolio("hours", mine, "--log", log.stem, "--out", log).code == 0
    said = coachfolio("import", log, "--in", other, "--yes")
    assert said.code == 0, said.out + said.err
    was, now = (status_document(check(open_portfolio(place), today=TODAY))["hours"] for place in (mine, other))
    contacts = ("total_minutes", "by_client", "by_role", "by_month", "by_fee", "by_setting")
    for name in contacts:
        assert now["contact"][name] == was["contact"][name], name  # type: ignore[literal-required]


@pytest.mark.parametrize("kind", ["mapping", "marking"])
def test_a_mapping_sheet_comes_back_as_the_same_claims(kind: str, tmp_path: Path, coachfolio: Commands) -> None:
    mine, other = written(tmp_path / "mine"), written(tmp_path / "other", claims=False)
    sheet = tmp_path / "sheet.xlsx"
    assert coachfolio("paper", kind, "--in", mine, "--out", sheet).code == 0
    book = openpyxl.load_workbook(sheet)
    page = book[f"{kind.capitalize()} D7.03"]
    at = next(row[0].row for row in page.iter_rows() if str(row[0].value).startswith("D7.03/s4"))
    page.cell(at, 2).value = "2026-03-02-c01-papers"  # somebody claims one more, where there was none
    page.cell(at + 1, 1).value, page.cell(at + 1, 2).value = "D7.03/s4", "2026-03-02-nobody"
    book.save(sheet)
    for _ in range(2):  # a second time it changes nothing
        said = coachfolio("import", sheet, "--in", other, "--yes")
        assert said.code == 0, said.out + said.err
    was, now = (
        {
            row["criterion"]: sorted((claim["evidence"], claim["where"], claim["how"]) for claim in row["claims"])
            for row in status_document(check(open_portfolio(place), today=TODAY))["coverage"]
        }
        for place in (mine, other)
    )
    was["D7.03/s4"] = [("2026-03-02-c01-papers", None, None)]
    assert now == was
    assert len(list((other / "mapping").iterdir())) == 1


def test_an_evidence_index_brings_nothing_in(tmp_path: Path, coachfolio: Commands) -> None:
    mine, other = written(tmp_path / "mine"), written(tmp_path / "other", sessions=False)
    assert coachfolio("paper", "index", "--in", mine, "--out", tmp_path / "index.xlsx").code == 0
    said = coachfolio("import", tmp_path / "index.xlsx", "--in", other, "--yes")
    assert (said.code, "Nothing is to be written." in said.out) == (0, True)
    assert "It is a list of the evidence that there is" in said.out
