"""What changes no value, no word and no attachment makes nothing stale; what changes what a piece counts for does."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Final

import pytest

from coachfolio import check, open_portfolio
from coachfolio.editing.deciding import GivenVerdict, decision_draft, opened_for_assessment
from coachfolio.editing.declaring import declaration_draft
from coachfolio.editing.drafts import write
from coachfolio.evidence.meaning import meaning_of
from coachfolio.facts.assessment.contents import PinnedContents
from coachfolio.facts.assessment.declared import STATEMENTS
from coachfolio.facts.progress import progress_of
from coachfolio.portfolio.sources import content_id

DAY: Final = datetime.date(2026, 5, 1)
PORTFOLIO: Final = """\
format: 1
stage: building
qualification: ilm-l7-certificate-2007
registered: 2026-01-05
learner: {name: A. Learner}
people: {assessor-1: {role: assessor}}
clients: {C01: {sector: health}}
"""
PIECE: Final = "sessions/2026-03-01-c01-one.yaml"
TEXT: Final = """\
date: 2026-03-01
minutes: 60
client: C01
role: coach
purpose: The deputy
reflection: |
  I asked two questions, and waited
  longer than before.
attachments: [notes.md]
claims:
  - {criterion: D7.03/s1, where: reflection, how: by waiting}
"""
LINES: Final = TEXT.splitlines(keepends=True)
LAYOUT: Final = {
    "a remark at the end": TEXT + "# checked\n",
    "a remark after a value": TEXT.replace("minutes: 60", "minutes: 60  # with the break"),
    "quotation marks": TEXT.replace("The deputy", '"The deputy"'),
    "deeper indents": TEXT.replace("  I asked", "      I asked").replace("  longer", "      longer"),
    "another order": "".join([*LINES[1:4], LINES[0], *LINES[4:]]),
    "a list on lines": TEXT.replace("attachments: [notes.md]", "attachments:\n  - notes.md"),
    "a text broken elsewhere": TEXT.replace("and waited\n  longer", "and\n  waited longer"),
    "Windows line ends": TEXT.replace("\n", "\r\n"),
    "empty lines": TEXT.replace("purpose:", "\n\npurpose:"),
}
OTHER: Final = {
    "a minute": TEXT.replace("60", "61"),
    "a word": TEXT.replace("two questions", "three questions"),
    "a capital": TEXT.replace("I asked", "i asked"),
    "an attachment": TEXT.replace("notes.md", "other.md"),
    "a claim more": TEXT.replace("\nclaims:", "\nclaims:\n  - D7.03/s2"),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portfolio that was decided on and declared."""
    folder = tmp_path_factory.mktemp("judged")
    files = {
        "portfolio.yaml": PORTFOLIO,
        PIECE: TEXT,
        "sessions/notes.md": "Notes.\n",
        "sessions/other.md": "Others.\n",
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")
    verdict = GivenVerdict("D7.03/s1", "pass", feedback="It bears it out.")
    opened = opened_for_assessment(folder)
    write([decision_draft(opened, "D7.03", [verdict], by="assessor-1", on=DAY, today=DAY)])
    statements = dict.fromkeys(STATEMENTS["consent"], True)
    write([declaration_draft(folder, "consent", statements=statements, on=DAY)])
    return folder


def _stale(judged: Path, place: Path, files: dict[str, str | None]) -> tuple[bool, bool]:
    """Whether the decision and the declaration are stale once some files are others."""
    folder = Path(shutil.copytree(judged, place / "portfolio"))
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            (folder / path).unlink()
        else:
            (folder / path).write_text(text, encoding="utf-8", newline="")
    portfolio = open_portfolio(folder)
    assessment = progress_of(portfolio).assessment
    codes = {one.code for one in check(portfolio, today=DAY).diagnostics}
    decided, declared = assessment.standing["D7.03/s1"].stale, assessment.declared[0].stale
    assert ({"CF708"} <= codes, {"CF734"} <= codes) == (decided, declared)
    return decided, declared


@pytest.mark.parametrize("name", LAYOUT)
def test_layout_makes_nothing_stale(name: str, judged: Path, tmp_path: Path) -> None:
    assert _stale(judged, tmp_path, {PIECE: LAYOUT[name]}) == (False, False)


@pytest.mark.parametrize("name", OTHER)
def test_what_is_said_makes_stale(name: str, judged: Path, tmp_path: Path) -> None:
    assert _stale(judged, tmp_path, {PIECE: OTHER[name]}) == (True, True)


def test_the_folder_and_the_attachment_count(judged: Path, tmp_path: Path) -> None:
    moved: dict[str, str | None] = {PIECE: None, PIECE.replace("sessions", "sessions/2026"): TEXT}
    cases: tuple[tuple[dict[str, str | None], tuple[bool, bool]], ...] = (
        ({}, (False, False)),
        ({"sessions/notes.md": "Other notes.\n"}, (True, True)),
        ({**moved, "sessions/2026/notes.md": "Notes.\n"}, (False, False)),
        ({**moved, "sessions/2026/notes.md": "Other notes.\n"}, (True, True)),
    )
    for number, (files, expected) in enumerate(cases):
        place = tmp_path / str(number)
        place.mkdir()
        assert _stale(judged, place, files) == expected, files


def test_a_piece_in_the_folder_of_another_kind_is_another() -> None:
    """Of a log and a lesson with the very same fields, which fit both kinds."""
    fields = "date: 2026-03-01\nminutes: 1200\nkind: reading\nlearned: A lot.\n"
    pinned = {"a": content_id(fields.encode(), "a.yaml")}
    said = {"a": f"learning-log {meaning_of('learning-log', {'minutes': 1200})}"}
    for folder, kinds in (("learning-log", ["changed"]), ("guided-learning", ["moved"])):
        path = f"{folder}/a.yaml"
        now = PinnedContents({"a": (path, "0" * 40)}, {}, texts={path: fields})
        assert [change.kind for change in now.changes(["a"], pinned, said)] == kinds
    as_it_was = PinnedContents({"a": ("guided-learning/a.yaml", pinned["a"])}, {}, texts={})
    assert [change.kind for change in as_it_was.changes(["a"], pinned, said)] == ["moved"]
    assert as_it_was.changes(["a"], pinned) == (), "what version 1 had is held against what version 1 had"


OWN: Final = """\
format: 1
units:
  - ref: D7.03
    criteria_are: official
    criteria_complete: yes
    criteria:
      - {number: s1, text: %s}
"""


def test_a_criterion_that_is_worded_otherwise_is_not_the_one_that_was_accepted(judged: Path, tmp_path: Path) -> None:
    worded = next(
        criterion.text
        for unit in open_portfolio(judged).qualification.units  # type: ignore[union-attr]
        for criterion in unit.criteria
        if criterion.ref == "D7.03/s1"
    )
    for number, (text, stale) in enumerate(((worded, False), ("Has been seen once", True))):
        place = tmp_path / str(number)
        place.mkdir()
        assert _stale(judged, place, {"qualification.yaml": OWN % f'"{text}"'})[0] is stale
