"""Moving to another edition: each claim where its criterion's words are, the rest kept as a list, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from coachfolio import open_portfolio
from coachfolio.cli import main
from coachfolio.editing.drafts import NotWritten
from coachfolio.editing.requalifying import requalified, requalify, requalify_moves
from coachfolio.facts.progress.coverage import claims_made

from .conftest import PORTFOLIO

NEW = "ilm-l7-diploma-8589"
OVERLAY = """\
format: 1
units:
  - ref: 8589-702
    title: Undertaking
    criteria_are: official
    criteria_complete: yes
    criteria:
      - {number: "s2", text: Delivers the mentoring or coaching}
      - {number: "1.1", text: Plans the mentoring or  coaching.}
      - {number: "1.2", text: Reviews the mentoring or the coaching}
"""
SESSION = """\
date: 2026-03-04  # a Wednesday
minutes: 60
client: C01
role: coach
counts_towards: [D7.03, D7.04]
reflection: I held back.
claims:
  - criterion: D7.03/s1
    where: reflection
    how: planning aloud
  - D7.03/s2
  # what I was least sure of
  - criterion: D7.03/s3
    how: looking back
  - D7.04/s5
"""
SHEET = "unit: D7.03\nrows:\n  - {criterion: D7.03/s2, evidence: 2026-03-05-b, how: asking}\n"
OTHER = "unit: D7.04\nrows:\n  - {criterion: D7.04/s6, evidence: 2026-03-05-b, how: noticing}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "portfolio.yaml": PORTFOLIO,
        "qualification.yaml": OVERLAY,
        "sessions/2026-03-04-a.yaml": SESSION,
        "sessions/2026-03-05-b.yaml": "date: 2026-03-05\nminutes: 60\nclient: C01\nrole: coach\n",
        "mapping/D7.03.yaml": SHEET,
        "mapping/D7.04.yaml": OTHER,
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_the_same_words_go_over_by_number_first_and_somewhat_alike_is_only_offered(folder: Path) -> None:
    moves = {move.old: move for move in requalify_moves(open_portfolio(folder), NEW)}
    assert {ref: (move.new, move.how) for ref, move in moves.items()} == {
        "D7.03/s1": ("8589-702/1.1", "words"),
        "D7.03/s2": ("8589-702/s2", "number and words"),
        "D7.03/s3": ("", "like"),
        "D7.04/s5": ("", "none"),
        "D7.04/s6": ("", "none"),
    }
    assert "8589-702/1.2" in [ref for ref, _ in moves["D7.03/s3"].others]


def test_every_claim_goes_over_or_into_the_list(folder: Path) -> None:
    before = open_portfolio(folder)
    made = list(claims_made(before.evidence))
    moves = requalify_moves(before, NEW, {"D7.03/s3": "8589-702/1.2"})
    plan = requalified(folder, before, NEW, moves)
    assert (plan.moved, plan.kept) == (4, 2)
    requalify(plan)
    after = open_portfolio(folder)
    target = {move.old: move.new for move in moves}
    assert {
        (target[claim.criterion], claim.evidence, claim.where, claim.how) for claim in made if target[claim.criterion]
    } == {(claim.criterion, claim.evidence, claim.where, claim.how) for claim in claims_made(after.evidence)}
    listed = (folder / "claims-without-a-place.md").read_text()
    assert "D7.04/s5" in listed
    assert "D7.04/s6" in listed
    assert "noticing" in listed
    assert after.file
    assert after.file.qualification == NEW
    text = (folder / "sessions/2026-03-04-a.yaml").read_text()
    assert "# a Wednesday" in text
    assert "# what I was least sure of" in text
    assert "counts_towards: [8589-702]" in text
    assert not (folder / "mapping/D7.04.yaml").exists()
    assert "unit: 8589-702" in (folder / "mapping/D7.03.yaml").read_text()


def test_what_was_changed_meanwhile_is_left_and_nothing_is_written(folder: Path) -> None:
    portfolio = open_portfolio(folder)
    plan = requalified(folder, portfolio, NEW, requalify_moves(portfolio, NEW))
    (folder / "mapping/D7.04.yaml").write_text(OTHER + "# mine\n")
    files = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    with pytest.raises(NotWritten):
        requalify(plan)
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == files
    assert not list(folder.glob("*.md"))


def test_an_edition_without_known_criteria_is_refused(folder: Path) -> None:
    (folder / "qualification.yaml").write_text("format: 1\nunits_complete: yes\nunits:\n  - ref: 8589-702\n")
    with pytest.raises(NotWritten, match="--kind criteria"):
        requalify_moves(open_portfolio(folder), "ilm-l7-certificate-8589")
    (folder / "qualification.yaml").unlink()
    with pytest.raises(NotWritten, match="There is no criterion"):
        requalify_moves(open_portfolio(folder), "ilm-l7-diploma-2007", {"D7.03/s1": "D9.99/s1"})


def test_the_command_shows_and_writes(folder: Path) -> None:
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shown = CliRunner().invoke(main, ["requalify", NEW, "--in", str(folder), "--dry-run"])
    assert shown.exit_code == 0, shown.output
    assert "D7.03/s1 -> 8589-702/1.1  (same words; 1 claim)" in shown.output
    assert files == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    nobody = CliRunner().invoke(main, ["requalify", NEW, "--in", str(folder)])
    assert nobody.exit_code == 2
    done = CliRunner().invoke(main, ["requalify", NEW, "--in", str(folder), "--yes", "--map", "D7.03/s3=8589-702/1.2"])
    assert done.exit_code == 0, done.output
    assert "4 claims would go over, and 2 claims would be kept as a list" in done.output
    assert "Taken out: mapping/D7.04.yaml" in done.output


def test_criteria_that_an_overlay_took_the_place_of_are_still_known_by_their_words(folder: Path) -> None:
    (folder / "qualification.yaml").write_text(OVERLAY.replace("8589-702", "D7.03"))
    moves = {move.old: move for move in requalify_moves(open_portfolio(folder), "ilm-l7-diploma-2007")}
    assert (moves["D7.03/s1"].new, moves["D7.03/s1"].how) == ("D7.03/1.1", "words")
    assert moves["D7.03/s2"].new == "D7.03/s2"
