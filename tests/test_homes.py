"""Which units hours belong to: what a contact says, its claims, and what else gives hours a home."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path
from typing import Any

import pytest

from coachfolio import check, open_portfolio, progress_of
from coachfolio.editing.forgetting import carry_out, forgetting_plan
from coachfolio.portfolio.sources import InMemory

HEAD = "format: 1\nstage: building\nqualification: {pack}\nlearner: {{name: A. Learner}}\n"
DIPLOMA, CERTIFICATE, OUTLINE = "ilm-l7-diploma-2007", "ilm-l7-certificate-2007", "ilm-l7-diploma-8589"
SESSION = "date: 2026-03-04\nminutes: 60\nclient: C01\nrole: coach\n"
SHEET = "contacts:\n  - {date: 2026-03-04, minutes: 60, client: C01, role: coach}\n"
CLIENT = "clients: {C01: {sector: health}}\n"
OF_CLIENT = "clients: {C01: {counts_towards: [D7.03]}}\n"
OF_PORTFOLIO = "counts_towards: [D7.04]\n"
AGREED = {"agreements/2026-02-03-c01.yaml": "date: 2026-02-03\nclient: C01\nkind: two-way\ncounts_towards: [D7.03]\n"}
LATER = {"agreements/2026-05-03-c01.yaml": "date: 2026-05-03\nclient: C01\nkind: two-way\ncounts_towards: [D7.04]\n"}
MAPPED = {
    "mapping/D7.03.yaml": "unit: D7.03\nrows:\n  - {criterion: D7.03/s1, evidence: 2026-03-04-c01, where: contact 1}\n"
}


def homes(pack: str, settings: str, session: str = SESSION, more: dict[str, str] | None = None) -> dict[str, int]:
    folder = "contact-sheets" if session.startswith("contacts") else "sessions"
    files = {"portfolio.yaml": HEAD.format(pack=pack) + settings, f"{folder}/2026-03-04-c01.yaml": session}
    hours = progress_of(open_portfolio(InMemory({**files, **(more or {})}))).hours
    assert hours.total_minutes == 60
    assert hours.homeless_minutes == (0 if hours.by_unit else 60)
    return dict(hours.by_unit)


@pytest.mark.parametrize(
    ("why", "given", "expected"),
    [
        ("nothing says so, and two units ask for hours", (DIPLOMA, CLIENT), {}),
        ("not all units are known", (OUTLINE, CLIENT), {}),
        ("one unit asks for hours", (CERTIFICATE, CLIENT), {"D7.03": 60}),
        ("the portfolio", (DIPLOMA, CLIENT + OF_PORTFOLIO), {"D7.04": 60}),
        ("the agreement before the portfolio", (DIPLOMA, OF_PORTFOLIO, SESSION, AGREED), {"D7.03": 60}),
        ("the agreement of the day", (DIPLOMA, "", SESSION, {**AGREED, **LATER}), {"D7.03": 60}),
        ("the first agreement for a contact before it", (DIPLOMA, "", SESSION, LATER), {"D7.04": 60}),
        ("the client before the agreement", (DIPLOMA, OF_CLIENT, SESSION, LATER), {"D7.03": 60}),
        (
            "a claim before the client",
            (DIPLOMA, OF_CLIENT, SESSION + "claims: [D7.04/s1]\n"),
            {"D7.04": 60},
        ),
        (
            "a claim of a unit without hours leaves the client's home",
            (DIPLOMA, OF_CLIENT, SESSION + "claims: [D7.01/s1]\n"),
            {"D7.01": 60, "D7.03": 60},
        ),
        (
            "its own word before everything",
            (DIPLOMA, OF_CLIENT, SESSION + "counts_towards: [D7.04]\nclaims: [D7.03/s1]\n"),
            {"D7.04": 60},
        ),
        ("a mapping sheet, of a session", (DIPLOMA, "", SESSION, MAPPED), {"D7.03": 60}),
        ("a mapping sheet, of a sheet's contacts", (DIPLOMA, "", SHEET, MAPPED), {"D7.03": 60}),
        ("a sheet's own claims", (DIPLOMA, "", SHEET + "claims: [D7.03/s1]\n"), {"D7.03": 60}),
    ],
)
def test_hours_find_their_unit(why: str, given: tuple[Any, ...], expected: dict[str, int]) -> None:
    assert homes(*given) == expected, why


def test_hours_stay_where_they_belong_when_a_client_is_forgotten(tmp_path: Path) -> None:
    files = {"portfolio.yaml": HEAD.format(pack=DIPLOMA) + OF_CLIENT, "sessions/2026-03-04-c01.yaml": SESSION, **LATER}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for words in (["init", "--quiet", "--template="], ["add", "--all"], ["commit", "--quiet", "--message=Everything"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    carry_out(forgetting_plan(tmp_path, "C01", on=datetime.date(2026, 11, 21)))
    left = (tmp_path / "sessions/2026-03-04-c01.yaml").read_text(encoding="utf-8")
    assert "counts_towards: [D7.03]" in left
    assert progress_of(open_portfolio(tmp_path)).hours.by_unit == {"D7.03": 60}


def test_a_unit_that_is_not_there_is_told_wherever_hours_are_given_a_home() -> None:
    files = {
        "portfolio.yaml": HEAD.format(pack=DIPLOMA)
        + "counts_towards: [D7.3]\nclients: {C01: {counts_towards: [D7.4]}}\n",
        "agreements/2026-02-03-c01.yaml": "date: 2026-02-03\nclient: C01\nkind: two-way\ncounts_towards: [D9.03]\n",
    }
    told = [found.path for found in check(open_portfolio(InMemory(files))).diagnostics if found.code == "CF213"]
    assert sorted(told) == ["agreements/2026-02-03-c01.yaml", "portfolio.yaml", "portfolio.yaml"]
