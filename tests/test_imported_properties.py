"""Whatever a coach writes into a log is read back from it, in every way in which a program keeps it."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coachfolio import Portfolio, open_portfolio
from coachfolio.editing.importing import facts
from coachfolio.editing.importing.hours_log import read_hours_log
from coachfolio.format.foreign.contents import Contents, from_answer
from coachfolio.format.foreign.separated import separated_contents
from coachfolio.format.foreign.workbook import workbook_answer

from .conftest import PORTFOLIO

TODAY = datetime.date(2026, 12, 1)
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)
ROW = st.tuples(
    st.dates(datetime.date(2020, 1, 1), TODAY),
    st.integers(1, 48).map(lambda number: number * 5),
    st.sampled_from(["C01", "C02", "C17"]),
    WORDS.filter(lambda text: len(text) > 3 and not text.startswith(("=", '"', "'", "#"))),
)
SETTINGS = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    folder = tmp_path_factory.mktemp("portfolio")
    (folder / "portfolio.yaml").write_text(PORTFOLIO)
    return open_portfolio(folder)


def read_of(contents: Contents, portfolio: Portfolio) -> Any:
    source = facts.SourceFile(Path("log"), "log", hashlib.sha256(b"").hexdigest(), 0)
    return read_hours_log(source, contents, facts.ImportWanted(portfolio, TODAY))


def told(read: Any) -> list[tuple[str, int, str, str]]:
    return [
        tuple(entry.read(name).value for name in ("date", "minutes", "client", "reflection")) for entry in read.entries
    ]


def length_in(minutes: int, form: str) -> Any:
    return {
        "time": datetime.time(minutes // 60, minutes % 60),
        "length": datetime.timedelta(minutes=minutes),
        "minutes": f"{minutes} min",
        "clock": f"{minutes // 60}:{minutes % 60:02}",
        "words": f"{minutes // 60}h{minutes % 60:02}" if minutes >= 60 else f"{minutes}m",
    }[form]


@SETTINGS
@given(
    rows=st.lists(ROW, min_size=1, max_size=12, unique=True),
    form=st.sampled_from(["time", "length", "minutes", "clock", "words"]),
    above=st.integers(0, 6),
    total=st.booleans(),
    off=st.integers(-90, 90).filter(lambda number: abs(number) > 1),
    right=st.booleans(),
)
def test_a_workbook_reads_back(
    portfolio: Portfolio, rows: list[Any], form: str, above: int, total: bool, off: int, right: bool
) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for number in range(above):
        page.append([f"Words above the table, line {number}"])
    page.append(["Date", "Coachee", "Duration", "My reflections"])
    for day, minutes, client, words in rows:
        page.append([day, client, length_in(minutes, form), words])
        page.cell(page.max_row, 4).data_type = "s"
    added = sum(minutes for _, minutes, _, _ in rows)
    stated = added if right else added + off
    if total:
        page.append(["Total", None, datetime.timedelta(minutes=stated)])
    out = io.BytesIO()
    book.save(out)
    read = read_of(from_answer(workbook_answer(out.getvalue())), portfolio)
    assert told(read) == [(day.isoformat(), minutes, client, words) for day, minutes, client, words in rows]
    assert len(read.left) == above
    if total:
        assert [(said, found) for _, said, found in read.totals] == [(stated, added)]
        assert any("and so do" in said for said in read.said) is right


@SETTINGS
@given(
    rows=st.lists(ROW, min_size=1, max_size=12, unique=True),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    days=st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %b %Y", "%A %d %B %Y"]),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_separated_text_reads_back_or_is_asked_once(
    portfolio: Portfolio, rows: list[Any], separator: str, encoding: str, days: str, ends: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=ends)
    writer.writerow(["Day of contact", "Client", "Minutes", "Reflection"])
    for day, minutes, client, words in rows:
        writer.writerow([f"{day:{days}}", client, minutes, words])
    read = read_of(separated_contents(out.getvalue().encode(encoding)), portfolio)
    wanted = [(day.isoformat(), minutes, client, words) for day, minutes, client, words in rows]
    assert told(read) == wanted
    asked = [question.id for question in read.questions if question.id.startswith("day-order")]
    plain = not days.startswith(("%d/", "%d.")) or any(day.day > 12 for day, *_ in rows)
    alike = all(day.day == day.month for day, *_ in rows)
    assert bool(asked) is not (plain or alike)
