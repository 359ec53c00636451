"""What is shown of a portfolio: one set of values, the figures of the status, and nothing that a reader may not see."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from coachfolio.base.errors import CoachfolioError
from coachfolio.checks.checking import check
from coachfolio.evidence.model import Evidence
from coachfolio.facts.audience import AUDIENCES, VIEWERS, SeenBy, Viewer
from coachfolio.facts.passages import passage_of
from coachfolio.facts.progress.coverage import claims_made
from coachfolio.facts.suggesting import passages_of
from coachfolio.format.schemas import ANNOTATION, schema
from coachfolio.outputs.json import status_document
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.sources import Folder, InMemory
from coachfolio.reports.attached_files import AttachedFiles
from coachfolio.reports.opening import NotShown, only_units, opened_for
from coachfolio.reports.viewing import portfolio_view
from coachfolio.reports.views import PortfolioView

from .conftest import EXAMPLE

TODAY = datetime.date(2026, 11, 14)

PORTFOLIO = """\
format: 1
stage: building
qualification: ilm-l7-diploma-2007
learner: {name: Lee Arner}
people:
  assessor-1: {role: assessor, name: Ass Essor}
clients:
  C01: {sector: health}
"""
SESSION = """\
date: 2026-03-04
minutes: 60
client: C01
role: coach
purpose: To begin.
actions: [Write the letter, Ask twice]
reflection: |
  One. It was long.

  Two "it was". And short!

  Three.
claims:
  - {criterion: D7.03/s2, where: "WHERE", how: it shows}
"""
SHEET = """\
contacts:
  - date: 2026-03-04
    minutes: 20
    client: C01
    role: coach
    reflection: Alpha.
    claims: [{criterion: D7.03/s2, where: reflection}]
  - {date: 2026-03-05, minutes: 20, client: C01, role: coach, reflection: Beta., outcome: Gamma.}
reflection: |
  Delta.

  Epsilon.
claims:
  - {criterion: D7.03/s3, where: "WHERE"}
"""


def _passage(path: str, text: str, where: str) -> tuple[list[str], bool]:
    portfolio = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, path: text.replace("WHERE", where)}))
    [piece] = portfolio.evidence
    claim = [claim for claim in claims_made(portfolio.evidence) if claim.where == where][-1]
    found = passage_of(claim, piece)
    return [part.text for part in found.parts], found.exact


@pytest.mark.parametrize(
    ("where", "texts", "exact"),
    [
        ("reflection, second paragraph", ['Two "it was". And short!'], True),
        ("reflection, first and last paragraphs", ["One. It was long.\n\nThree."], True),
        ("reflection, paragraphs 2 to 3", ['Two "it was". And short!\n\nThree.'], True),
        ("second paragraph of the reflection", ['Two "it was". And short!'], True),
        ("the last two paragraphs", ['Two "it was". And short!\n\nThree.'], True),
        ("reflection, all three paragraphs", ['One. It was long.\n\nTwo "it was". And short!\n\nThree.'], True),
        ("reflection, last sentence", ["Three."], True),
        ("purpose; reflection, third paragraph", ["To begin.", "Three."], True),
        ("purpose and actions", ["To begin.", "- Write the letter\n- Ask twice"], True),
        ("reflection, ninth paragraph", ['One. It was long.\n\nTwo "it was". And short!\n\nThree.'], False),
        ("reflection, where I say it", ['One. It was long.\n\nTwo "it was". And short!\n\nThree.'], False),
        ("page 4", [], False),
        ("what I said on the day", [], False),
    ],
)
def test_a_claim_leads_to_the_very_passage(where: str, texts: list[str], exact: bool) -> None:
    assert _passage("sessions/a.yaml", SESSION, where) == (texts, exact)


@pytest.mark.parametrize(
    ("where", "texts", "exact"),
    [
        ("reflection of the second contact", ["Beta."], True),
        ("reflection of the first and second contacts", ["Alpha.", "Beta."], True),
        ("outcome of the second contact", ["Gamma."], True),
        ("reflection of the sheet, second paragraph", ["Epsilon."], True),
        ("reflection, first paragraph", ["Delta."], True),
        ("outcome", ["Gamma."], True),
    ],
)
def test_a_claim_on_a_sheet_leads_to_its_contact(where: str, texts: list[str], exact: bool) -> None:
    assert _passage("contact-sheets/a.yaml", SHEET, where) == (texts, exact)


def test_a_claim_inside_a_contact_is_of_that_contact() -> None:
    assert _passage("contact-sheets/a.yaml", SHEET.replace("WHERE", "outcome"), "reflection") == (["Alpha."], True)


def test_most_claims_of_the_example_lead_to_a_passage() -> None:
    portfolio = open_portfolio(EXAMPLE)
    seen, files = SeenBy(portfolio, "learner"), AttachedFiles(Folder(EXAMPLE))
    by_id = {piece.id: piece for piece in portfolio.evidence}

    def read_text(piece: Evidence, name: str) -> str | None:
        return files.text(seen.targets[piece.path, name] or "")

    found = [
        passage_of(claim, piece := by_id[claim.evidence], lambda name, piece=piece: read_text(piece, name))  # type: ignore[misc]
        for claim in claims_made(portfolio.evidence)
    ]
    assert sum(passage.exact for passage in found) >= 0.95 * len(found)
    assert sum(not passage.parts for passage in found) <= 1


@pytest.fixture(scope="module")
def views() -> Mapping[Viewer, PortfolioView]:
    files = AttachedFiles(Folder(EXAMPLE))
    report = check(open_portfolio(EXAMPLE), today=TODAY)
    return {reader: portfolio_view(report, reader=reader, files=files) for reader in VIEWERS}


def test_every_figure_is_that_of_the_status(views: Mapping[Viewer, PortfolioView]) -> None:
    document = status_document(check(open_portfolio(EXAMPLE), today=TODAY))
    for view in views.values():
        assert view.status.hours.total_minutes == document["hours"]["contact"]["total_minutes"]
        assert dict(view.status.hours.by_month) == document["hours"]["contact"]["by_month"]
        assert {unit.ref: unit.state for unit in view.units} == {
            unit["ref"]: unit["state"] for unit in document["units"]
        }
        assert {unit.ref: unit.minutes for unit in view.units} == {
            unit["ref"]: document["hours"]["contact"]["by_unit"].get(unit["ref"], 0) for unit in document["units"]
        }
        assert {client.code: client.minutes for client in view.clients} == document["hours"]["contact"]["by_client"]
        criteria = {criterion.ref: criterion for unit in view.units for criterion in unit.criteria}
        assert {row.criterion: row.state for row in view.coverage.rows} == {
            entry["criterion"]: "thin" if entry["thin"] else entry["state"] for entry in document["coverage"]
        }
        for entry in document["coverage"]:
            shown = criteria[entry["criterion"]]
            assert len(shown.claims) == len(entry["claims"])
            assert shown.pieces == len({claim["evidence"] for claim in entry["claims"]})
            assert list(shown.clients) == entry["clients"]
        assert dict(view.coverage.states)["thin"] == sum(entry["thin"] for entry in document["coverage"])
        assert len(view.actions) >= len([due for due in document["due"] if due["kind"] == "action"])


def test_links_lead_both_ways(views: Mapping[Viewer, PortfolioView]) -> None:
    for view in views.values():
        at_criteria = {claim for unit in view.units for criterion in unit.criteria for claim in criterion.claims}
        at_pieces = {claim for piece in view.pieces for claim in piece.claims}
        assert at_criteria == at_pieces
        ids = {piece.id for piece in view.pieces}
        assert {claim.piece for claim in at_criteria} <= ids
        assert {id for piece in view.pieces for id in piece.mentioned_by} <= ids
        assert {id for row in view.coverage.rows for cell in row.cells for id in cell.pieces} <= ids


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from (*_strings(name), *_strings(inner))
    elif isinstance(value, tuple | list | frozenset):
        for inner in value:
            yield from _strings(inner)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))


def _withheld(holder: Any, part: Mapping[str, Any], reader: Viewer, hidden: bool = False) -> Iterator[str]:
    """Every text of evidence that a reader may not see, straight from the schemas."""
    if isinstance(holder, str):
        if hidden:
            yield holder
    elif isinstance(holder, tuple | list):
        for item in holder:
            yield from _withheld(item, part.get("items", {}), reader, hidden)
    elif is_dataclass(holder) or isinstance(holder, Mapping):
        for name, inner in part.get("properties", {}).items():
            value = holder.get(name) if isinstance(holder, Mapping) else getattr(holder, name, None)
            readers = inner.get(ANNOTATION, {}).get("audience")
            yield from _withheld(value, inner, reader, hidden or (readers is not None and reader not in readers))


@pytest.mark.parametrize("reader", AUDIENCES)
def test_nobody_is_shown_what_the_schemas_withhold(reader: Viewer, views: Mapping[Viewer, PortfolioView]) -> None:
    portfolio = open_portfolio(EXAMPLE)
    hidden = {
        text.strip()
        for piece in portfolio.evidence
        for text in _withheld(piece, schema(piece.type), reader)
        if len(text.strip()) > 15
    }
    assert len(hidden) > (500 if reader == "public" else 0) or reader == "assessor"
    shown = "\n".join(_strings(views[reader]))
    assert not [text for text in hidden if text in shown]
    if reader == "public":
        assert not [piece.id for piece in portfolio.evidence if piece.id in shown and len(piece.id) > 20]
        assert not [person.name for person in portfolio.file.people.values() if person.name in shown.split()]  # type: ignore[union-attr]


def test_a_file_that_cannot_be_read_is_named_on_top() -> None:
    files = {"portfolio.yaml": PORTFOLIO, "sessions/a.yaml": SESSION, "sessions/b.yaml": "date: [\n"}
    view = portfolio_view(check(open_portfolio(InMemory(files)), today=TODAY))
    assert view.left_out == ("sessions/b.yaml",)
    assert "1 file could not be read" in view.left_out_sentence
    assert view.status.hours.total_minutes == 60


def test_without_a_portfolio_file_there_is_a_view_all_the_same() -> None:
    for text in ("format: [\n", "format: 1\nlearner: {name: A}\nstage: building\nqualification: none-such\n"):
        files = {"portfolio.yaml": text, "sessions/a.yaml": SESSION}
        for reader in VIEWERS:
            view = portfolio_view(check(open_portfolio(InMemory(files)), today=TODAY), reader=reader)
            assert not view.units
            assert [piece.minutes for piece in view.pieces] == [60]


def test_only_some_units(views: Mapping[Viewer, PortfolioView]) -> None:
    view = only_units(views["learner"], ["D7.02"])
    assert [unit.ref for unit in view.units] == ["D7.02"]
    assert {row.unit for row in view.coverage.rows} == {"D7.02"}
    assert view.pieces
    assert all("D7.02" in piece.units for piece in view.pieces)
    assert view.status == views["learner"].status
    with pytest.raises(CoachfolioError, match=r"Did you mean D7\.02"):
        only_units(views["learner"], ["D702"])


def _with(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, text in {"portfolio.yaml": PORTFOLIO, "sessions/a.yaml": SESSION, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_what_would_give_a_client_away_is_made_for_the_learner_alone(tmp_path: Path) -> None:
    named = SESSION.replace("To begin.", "To begin with Zebedee Quill.")
    key = "format: 1\nclients: {C01: {names: [Zebedee Quill]}}\n"
    folder = _with(tmp_path / "p", **{"sessions/a.yaml": named, "private/clients.yaml": key})
    opened = opened_for("learner", folder, today=TODAY)
    assert "Quill" not in "\n".join(_strings(opened.view))
    for reader in AUDIENCES:
        with pytest.raises(NotShown, match="CF601") as raised:
            opened_for(reader, folder, today=TODAY)
        assert "Quill" not in str(raised.value)


def test_attachments_have_a_size_and_a_fingerprint(tmp_path: Path) -> None:
    text = SESSION + "attachments: [note.txt, gone.pdf]\n"
    folder = _with(tmp_path / "p", **{"sessions/a.yaml": text, "sessions/note.txt": "abc"})
    [piece] = opened_for("learner", folder, today=TODAY).view.pieces
    note, gone = piece.attachments
    assert (note.size, note.text) == (3, "abc")
    assert note.fingerprint == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (gone.size, gone.fingerprint) == (None, "")
    assert gone.note


def test_without_a_record_it_says_so(tmp_path: Path) -> None:
    folder = _with(tmp_path / "p")
    record = opened_for("assessor", folder, today=TODAY).view.record
    assert record.report is None
    assert "not kept in git" in record.why_not


def test_all_prose_of_the_example_is_shown_to_the_learner(views: Mapping[Viewer, PortfolioView]) -> None:
    shown = "\n".join(_strings(views["learner"]))
    missing = [
        (piece.id, text)
        for piece in open_portfolio(EXAMPLE).evidence
        for name in passages_of(piece)
        for text in _prose(getattr(piece, name, None))
        if text not in shown
    ]
    assert not missing


def _prose(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
