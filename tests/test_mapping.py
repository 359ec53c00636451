"""Mapping by criterion: claims on sheets and in pieces are one set, suggestions are measured, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from coachfolio import InMemory, Portfolio, check, open_portfolio
from coachfolio.confidentiality.key import key_from
from coachfolio.editing.drafts import NotWritten, write
from coachfolio.editing.mapping import claim_drafts, moved_drafts
from coachfolio.facts.progress.coverage import claims_made, field_pointed_at
from coachfolio.facts.suggesting import Suggestions, passages_of

from .conftest import EXAMPLE, PORTFOLIO, TODAY, checked, codes

PIECE = """\
date: 2026-03-04
minutes: 60
client: C01
role: coach
reflection: I held back.
"""
SHEET = """\
unit: D7.03
rows:
  - criterion: D7.03/s2
    evidence: 2026-03-04-a
    where: reflection
    how: holding back
"""
IN_PIECE = "claims:\n  - criterion: D7.03/s2\n    where: reflection\n    how: holding back\n"


def portfolio_in(folder: Path, files: dict[str, str]) -> Portfolio:
    for path, text in {"portfolio.yaml": PORTFOLIO, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return open_portfolio(folder)


def claims(portfolio: Portfolio) -> set[tuple[str, str, str | None, str | None]]:
    return {(made.criterion, made.evidence, made.where, made.how) for made in claims_made(portfolio.evidence)}


def test_a_claim_counts_alike_in_a_piece_and_on_a_sheet() -> None:
    on_sheet = checked({"sessions/2026-03-04-a.yaml": PIECE, "mapping/D7.03.yaml": SHEET})
    in_piece = checked({"sessions/2026-03-04-a.yaml": PIECE + IN_PIECE})
    for report in (on_sheet, in_piece):
        (covered,) = [one for one in report.progress.coverage if one.criterion.ref == "D7.03/s2"]
        assert (covered.state, covered.evidence, covered.clients) == ("claimed", ("2026-03-04-a",), ("C01",))
        assert not codes(report, "CF0", "CF1", "CF2")
    assert on_sheet.progress.credits == in_piece.progress.credits


def test_the_same_claim_twice_is_told_and_counts_once() -> None:
    report = checked({"sessions/2026-03-04-a.yaml": PIECE + IN_PIECE, "mapping/D7.03.yaml": SHEET})
    assert codes(report, "CF411") == ["CF411"]
    (covered,) = [one for one in report.progress.coverage if one.criterion.ref == "D7.03/s2"]
    assert covered.evidence == ("2026-03-04-a",)


@pytest.mark.parametrize(
    ("where", "counts"),
    [
        ("reflection", True),
        ("Reflection, second paragraph", True),
        ("purpose", False),
        ("outcome; reflection", False),
        ("learning", False),  # a field of another kind of evidence
        ("page 3 of the scan", True),  # in a person's words: nobody can say that it is not there
        ("the part on silence", True),
    ],
)
def test_a_claim_that_points_at_an_empty_field_counts_for_nothing_and_says_so(where: str, counts: bool) -> None:
    for files in (
        {"sessions/2026-03-04-a.yaml": PIECE + IN_PIECE.replace("where: reflection", f"where: {where}")},
        {
            "sessions/2026-03-04-a.yaml": PIECE,
            "mapping/D7.03.yaml": SHEET.replace("where: reflection", f"where: {where}"),
        },
    ):
        report = checked(files)
        (covered,) = [one for one in report.progress.coverage if one.criterion.ref == "D7.03/s2"]
        assert (covered.state == "claimed") is counts
        assert codes(report, "CF410") == ([] if counts else ["CF410"])


def test_a_sheet_that_names_what_is_not_there_is_told() -> None:
    report = checked({"mapping/D7.03.yaml": SHEET.replace("D7.03/s2", "D7.03/s99")})
    assert codes(report, "CF2")


def test_a_claim_is_added_where_it_shall_stand_and_every_remark_stays(tmp_path: Path) -> None:
    portfolio = portfolio_in(tmp_path, {"sessions/2026-03-04-a.yaml": PIECE + "# mine\n"})
    write(claim_drafts(tmp_path, portfolio, "2026-03-04-a", "D7.03/s2", where="reflection", how="holding back"))
    text = (tmp_path / "sessions" / "2026-03-04-a.yaml").read_text()
    assert "# mine" in text
    again = open_portfolio(tmp_path)
    assert claims(again) == {("D7.03/s2", "2026-03-04-a", "reflection", "holding back")}
    write(claim_drafts(tmp_path, again, "2026-03-04-a", "D7.03/s3", on="sheets"))
    write(claim_drafts(tmp_path, open_portfolio(tmp_path), "2026-03-04-a", "D7.03/s4", on="sheets"))
    assert len(claims(open_portfolio(tmp_path))) == 3
    assert (tmp_path / "mapping" / "D7.03.yaml").read_text().count("criterion:") == 2


def test_what_cannot_be_claimed_is_refused_with_the_nearest(tmp_path: Path) -> None:
    portfolio = portfolio_in(tmp_path, {"sessions/2026-03-04-a.yaml": PIECE + IN_PIECE})
    key = key_from(b"format: 1\nclients:\n  C01: {names: [Ada Okafor]}\n")
    for evidence, criterion, how, why in (
        ("2026-03-04-b", "D7.03/s3", "", "Did you mean 2026-03-04-a"),
        ("2026-03-04-a", "D7.03/s22", "", "Did you mean"),
        ("2026-03-04-a", "D7.03/s2", "", "already"),
        ("2026-03-04-a", "D7.03/s3", "Ada Okafor said so", "name C01"),
    ):
        with pytest.raises(NotWritten, match=why) as refused:
            claim_drafts(tmp_path, portfolio, evidence, criterion, how=how, key=key)
        assert "Okafor" not in str(refused.value)


def test_claims_are_carried_there_and_back_and_none_is_lost(tmp_path: Path) -> None:
    other = PIECE.replace("C01", "C02") + IN_PIECE + "  - D7.03/s3\n"
    portfolio = portfolio_in(
        tmp_path, {"sessions/2026-03-04-a.yaml": PIECE + IN_PIECE, "sessions/2026-03-05-b.yaml": other}
    )
    before = claims(portfolio)
    write(moved_drafts(tmp_path, portfolio, "sheets"))
    on_sheets = open_portfolio(tmp_path)
    assert claims(on_sheets) == before
    assert not [piece for piece in on_sheets.evidence if getattr(piece, "claims", ())]
    assert moved_drafts(tmp_path, on_sheets, "sheets") == []
    write(moved_drafts(tmp_path, on_sheets, "pieces"))
    back = open_portfolio(tmp_path)
    assert claims(back) == before
    assert not [piece for piece in back.evidence if getattr(piece, "rows", ())]


def test_claims_of_what_was_judged_stay_where_they_are(tmp_path: Path) -> None:
    decision = (
        "date: 2026-04-01\nby: assessor-1\nunit: D7.03\ndecisions:\n"
        "  - {criterion: D7.03/s2, verdict: pass, evidence: [2026-03-04-a]}\n"
    )
    files = {"sessions/2026-03-04-a.yaml": PIECE + IN_PIECE, "assessment/decisions/2026-04-01-d703.yaml": decision}
    assert moved_drafts(tmp_path, portfolio_in(tmp_path, files), "sheets") == []


# --- suggestions


def test_suggestions_find_the_right_criterion_among_three_in_six_of_ten_of_the_examples_claims() -> None:
    portfolio = open_portfolio(EXAMPLE)
    suggestions = Suggestions(portfolio)
    by_id = {piece.id: piece for piece in portfolio.evidence}
    made = tuple(claims_made(portfolio.evidence))
    right = 0
    for claim in made:
        piece = by_id[claim.evidence]
        field = field_pointed_at(claim.where)
        told = field if field in passages_of(piece) else ""
        right += claim.criterion in suggestions.for_piece(piece, told, without=claim.criterion)
    assert right / len(made) >= 0.6


def test_a_claim_that_is_there_is_not_suggested_and_nothing_is_suggested_from_nothing() -> None:
    portfolio = open_portfolio(EXAMPLE)
    suggestions = Suggestions(portfolio)
    own = {(made.criterion, made.evidence) for made in claims_made(portfolio.evidence)}
    for piece in portfolio.evidence[:40]:
        assert not {(ref, piece.id) for ref in suggestions.for_piece(piece, most=19)} & own
    empty = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-a.yaml": PIECE}))
    assert Suggestions(empty).pieces_for(["D7.03/s2"])["D7.03/s2"] in ((), empty.evidence)
    assert not check(empty, today=TODAY).failed
