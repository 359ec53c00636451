"""What comes from another portfolio of our own, as a folder or as an export, says the same as it said there."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from coachfolio import check, open_portfolio
from coachfolio.editing.importing.carrying_out import carry_import_out, to_write
from coachfolio.editing.importing.planning import ImportPlan, import_plan
from coachfolio.evidence.model import Evidence
from coachfolio.outputs.export import export
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.reports.model import TABLES

from .conftest import EXAMPLE, TODAY

SETTINGS = "format: 1\nid: moved\nstage: building\nqualification: ilm-l7-diploma-2007\nlearner: {name: Ros Halloran}\n"
NASTY = """\
date: 2026-03-05
minutes: 60
client: C01
role: coach
title: "=1+1"
purpose: "- a dash, and 'quotes'"
outcome: |
  @home: yes
  # no heading

  two  spaces
reflection: "'an apostrophe\\ttab; semicolon, comma"
planned: yes
claims:
  - {criterion: D7.03/s2, where: "+44", how: 1.10}
extra:
  mood: "NO"
"""


def moved_to(place: Path) -> Path:
    place.mkdir()
    (place / "portfolio.yaml").write_text(SETTINGS)
    (place / ".gitignore").write_text("private/\n")
    subprocess.run(["git", "init", "-q", str(place)], check=True)
    return place


def brought_in(place: Path, source: Path) -> ImportPlan:
    plan = import_plan(place, [source], today=TODAY)
    carry_import_out(to_write(plan))
    assert not import_plan(place, [source], today=TODAY).to_write, "a second time there is nothing to do"
    return plan


def said(piece: Evidence) -> dict[str, Any]:
    """What a piece says, without where it lies and how it came."""
    besides = ("path", "recorded", "imported", "attachments")
    return {part.name: getattr(piece, part.name) for part in fields(piece) if part.name not in besides}


def pieces_of(portfolio: Portfolio) -> dict[str, dict[str, Any]]:
    return {
        piece.id: said(piece)
        for piece in portfolio.evidence
        if not piece.type.startswith("assessment-") and piece.type != "declarations"
    }


def test_a_copy_says_the_same_with_its_attachments(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(EXAMPLE, copy)
    (copy / "private").mkdir(exist_ok=True)
    (copy / "private" / "Jane Doe.txt").write_text("C01 60m a line that is nobody's business\n")
    plan = brought_in(moved_to(tmp_path / "new"), copy)
    assert not plan.questions
    assert not any(kept.lost for kept in plan.words.values())
    assert not any("Jane" in source.name for source in plan.gathered.sources)
    old, new = open_portfolio(copy), open_portfolio(tmp_path / "new")
    assert pieces_of(new) == pieces_of(old)
    assert not any(piece.type.startswith("assessment-") for piece in new.evidence)
    before, after = check(old, today=TODAY), check(new, today=TODAY)
    assert after.progress.hours.total_minutes == before.progress.hours.total_minutes
    assert not [found for found in after.diagnostics if found.severity in ("error", "warning")]
    bodies = {path.read_bytes() for path in (tmp_path / "new").rglob("imported/*")}
    assert {(copy / "assignments" / "2026-02-06-role-of-coach-and-mentor.md").read_bytes()} <= bodies


@pytest.mark.parametrize("format", ["json", "csv", "xlsx"])
def test_an_export_comes_back_with_every_sign(format: str, tmp_path: Path) -> None:
    old = moved_to(tmp_path / "old")
    (old / "portfolio.yaml").write_text(SETTINGS + "clients: {C01: {sector: health}}\n")
    (old / "sessions").mkdir()
    (old / "sessions" / "Its own name.yaml").write_text(NASTY)
    report = check(open_portfolio(old), today=TODAY)
    made = export(report, format)
    out = tmp_path / "out"
    out.mkdir()
    if isinstance(made, bytes):
        (out / f"portfolio.{format}").write_bytes(made)
    else:
        for name, data in made.items():
            (out / name).write_bytes(data)
    assert "fields" in {table.name for table in TABLES}
    plan = brought_in(moved_to(tmp_path / "new"), out)
    assert not any(kept.lost for kept in plan.words.values())
    (there,) = open_portfolio(old).evidence
    (here,) = open_portfolio(tmp_path / "new").evidence
    assert here.id == "Its-own-name"
    assert said(here) | {"id": ""} == said(there) | {"id": ""}


def test_nothing_that_others_write_comes_in_and_no_name_leads_out(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    rows = [
        "evidence,kind,field,value",
        "../../evil,sessions,date,2026-03-05",
        "../../evil,sessions,minutes,60",
        "../../evil,sessions,client,C01",
        "../../evil,sessions,role,coach",
        "passed,assessment-decisions,date,2026-03-05",
        "deep,sessions," + "/".join(["a"] * 40) + ",x",
        "both,sessions,claims,x",
        "both,sessions,claims/1/criterion,x",
        "odd,nonsense,date,2026-03-05",
    ]
    (out / "fields.csv").write_text("\n".join(rows) + "\n")
    new = moved_to(tmp_path / "new")
    plan = brought_in(new, out)
    assert [path.name for path in new.rglob("*.yaml")] == ["portfolio.yaml", "evil.yaml"]
    assert {left.place for _, left in plan.left_out} == {
        "evidence passed",
        "evidence deep",
        "evidence both",
        "evidence odd",
    }
    assert not list(tmp_path.parent.glob("evil*"))


def test_a_newer_portfolio_keeps_what_is_not_known_here(tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    (newer / "sessions").mkdir(parents=True)
    (newer / "portfolio.yaml").write_text(SETTINGS.replace("format: 1", "format: 2"))
    (newer / "sessions" / "2026-03-05-c01.yaml").write_text(
        "# a remark\ndate: 2026-03-05\nminutes: 60\nclient: C01\nrole: coach\nweather: fair\n"
    )
    plan = brought_in(moved_to(tmp_path / "new"), newer)
    assert any("newer coachfolio" in sentence for read in plan.reads for sentence in read.said)
    assert [left.text for _, left in plan.left_out] == ["a remark"]
    text = (tmp_path / "new" / "sessions" / "2026-03-05-c01.yaml").read_text()
    assert "weather: fair" in text.partition("extra:")[2]
    assert "recorded: imported" in text
