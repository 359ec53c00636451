"""Logs, calendars, notes, attachments and criteria through the command: nobody named, nothing lost, nothing twice."""

from __future__ import annotations

import datetime
import io
import subprocess
import time
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from coachfolio import open_portfolio
from coachfolio.cli import main
from coachfolio.editing.importing.carrying_out import carry_import_out, to_write
from coachfolio.editing.importing.fidelity import kept_words
from coachfolio.editing.importing.notes import has_settled
from coachfolio.editing.importing.planning import import_plan, with_answers
from coachfolio.editing.starting import Beginning, NewClient, start, start_plan
from coachfolio.evidence.model import ExistingDocument, Session

CASES = Path(__file__).parent / "imports"
NAMES = ("Jane", "Smith", "Aziz", "Acme")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "portfolio"
    clients = (NewClient("C01", ("Ada Example",)), NewClient("C02", ("Bo Example",)))
    start(start_plan(place, Beginning("ilm-l7-diploma-2007", "A. Learner", email="a@b.example", clients=clients)))
    return place


def run(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(main, [*words, "--in", str(folder)])
    assert done.exit_code == 0, done.output
    return done.output


def texts(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file() and not {".git", "private"} & set(path.parts)]
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "replace") for path in files}


def a_year(folder: Path) -> Path:
    """A log of 98 rows, with names in its words, and its total."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Date", "Client", "Organisation", "Duration (hours)", "What we worked on", "My reflections"])
    for number in range(98):
        day = datetime.date(2024, 1, 3) + datetime.timedelta(days=7 * number)
        who = ("Jane Smith", "Omar Aziz", "C01")[number % 3]
        words = f"{who.split()[0]} wanted to delegate, take {number}."
        page.append(
            [day, who, "Acme Ltd" if number % 3 == 0 else None, (1, 1.5)[number % 2], words, f"Thought {number}"]
        )
    page.append(["Total", None, None, 49 + 73.5])
    path = folder / "Hours log.xlsx"
    book.save(path)
    return path


def test_a_log_is_in_with_its_hours_and_without_a_name(folder: Path, tmp_path: Path) -> None:
    log = a_year(tmp_path)
    plan = import_plan(folder, [log], today=datetime.date(2026, 12, 1))
    kept = kept_words(plan.reads[0], plan.gathered.contents[log.name], plan.reads[0].entries)
    assert (kept.lost, kept.asked, kept.left) == ((), 0, 0)
    said = run(folder, "import", str(log), "--yes")
    assert "the total says 122 h 30, and so do all 98 rows above" in said
    sessions = [piece for piece in open_portfolio(folder).evidence if isinstance(piece, Session)]
    assert len(sessions) == 98
    assert sum(session.minutes for session in sessions) == 7350
    assert not [name for name in NAMES for text in [*texts(folder), *texts(folder).values()] if name in text]
    objects = subprocess.run(
        ["git", "-C", str(folder), "log", "-p", "--all"], capture_output=True, text=True, check=True
    ).stdout
    assert not [name for name in NAMES if name in objects]
    before = texts(folder)
    assert "Nothing is to be written" in run(folder, "import", str(log), "--yes")
    assert texts(folder) == before


def test_what_a_cell_says_of_no_field_is_kept_or_listed(folder: Path) -> None:
    for case in sorted(path for path in CASES.iterdir() if path.name.startswith(("log-", "calendar-", "note-"))):
        (source,) = [path for path in case.iterdir() if path.name != "expected.json"]
        plan = import_plan(folder, [source], today=datetime.date(2026, 12, 1))
        (read,) = plan.reads
        kept = kept_words(read, plan.gathered.contents[source.name], read.entries)
        assert not kept.lost, (case.name, kept.lost)


def test_a_photograph_loses_the_place_and_gets_a_sheet(folder: Path, tmp_path: Path) -> None:
    from PIL import Image

    picture = Image.new("RGB", (16, 16))
    exif = picture.getexif()
    exif[306] = "2026:03:04 10:00:00"
    exif[315] = "Jane Smith"
    exif.get_ifd(34853).update({1: "N", 2: (51.0, 30.0, 0.0)})
    photograph = tmp_path / "Contact sheet twelve.jpg"
    picture.save(photograph, exif=exif)
    plan = import_plan(folder, [photograph], today=datetime.date(2026, 12, 1))
    assert {question.id for question in plan.questions} >= {"attachment-properties"}
    assert any("tells the place" in said for said in plan.reads[0].said)
    plan = with_answers(plan, {question.id: question.proposed or "A flip chart." for question in plan.questions})
    carry_import_out(to_write(plan))
    (sheet,) = open_portfolio(folder).evidence
    assert isinstance(sheet, ExistingDocument)
    assert (sheet.date, sheet.shows) == (datetime.date(2026, 3, 4), "A flip chart.")
    copy = folder / "documents" / sheet.attachments[0]
    with Image.open(copy) as kept, Image.open(photograph) as own:
        assert not dict(kept.getexif())
        assert dict(own.getexif())
    again = import_plan(folder, [photograph], today=datetime.date(2026, 12, 1))
    assert to_write(again).nothing


def test_a_note_is_waited_for_while_it_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "inbox" / "note.txt"
    note.parent.mkdir()
    note.write_text("C01 60m")
    growing = iter("abcdefgh")

    def grow(seconds: float) -> None:
        note.write_text(note.read_text() + next(growing))

    monkeypatch.setattr(time, "sleep", grow)
    assert not has_settled(note)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    assert has_settled(note)
    (tmp_path / "empty.txt").touch()
    assert not has_settled(tmp_path / "empty.txt")
    (tmp_path / "half.txt.part").write_text("x")
    assert not has_settled(tmp_path / "half.txt.part")


def test_notes_go_in_once(folder: Path) -> None:
    (folder / "inbox").mkdir()
    note = folder / "inbox" / "monday.txt"
    note.write_text("C01 60m 3 Feb 2026 phone: delegation before the board\n")
    said = run(folder, "import", str(folder / "inbox"), "--yes")
    assert "1 session" in said
    assert "Nothing is to be written" in run(folder, "import", str(folder / "inbox"), "--yes")
    (session,) = [piece for piece in open_portfolio(folder).evidence if isinstance(piece, Session)]
    assert (session.minutes, session.mode, session.purpose) == (60, "phone", "delegation before the board")


def test_criteria_are_shown_beside_the_pack_and_written_with_their_source(folder: Path) -> None:
    unit = str(CASES / "criteria-specification" / "unit.docx")
    before = texts(folder)
    said = run(folder, "import", unit, "--kind", "criteria", "--dry-run")
    assert "5 new, 0 the same" in said
    assert "In unit 8589-702, 2.3 is not there" in said
    assert texts(folder) == before
    said = run(
        folder, "import", unit, "--kind", "criteria", "--yes", "--source", "Handbook", "--words", "awarding-body"
    )
    assert "as one save of its own" in said or "not saved" in said, "whether it is saved is said"
    text = (folder / "qualification.yaml").read_text()
    assert "criteria_are: official" in text
    assert "title: Handbook" in text
    assert "already" in run(
        folder, "import", unit, "--kind", "criteria", "--yes", "--source", "Handbook", "--words", "awarding-body"
    )
    nothing = CliRunner().invoke(
        main, ["import", str(CASES / "log-pasted" / "log.txt"), "--kind", "criteria", "--dry-run", "--in", str(folder)]
    )
    assert "No criteria were found" in str(nothing.exception)


def test_among_other_files_a_list_of_criteria_is_said_and_left(folder: Path) -> None:
    said = run(folder, "import", str(CASES / "criteria-specification" / "unit.docx"), "--yes")
    assert "5 criteria of 8589-702" in said
    assert "--kind criteria" in said


def test_a_supervision_sheet_makes_no_sessions(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, client in (("CPD", "Client"), ("Log", "Client")):
        page = book.create_sheet(name)
        page.append(["Date", client, "Hours"])
        page.append([datetime.date(2026, 2, 2), "C01", 1])
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "hours.xlsx"
    path.write_bytes(out.getvalue())
    plan = import_plan(folder, [path], today=datetime.date(2026, 12, 1))
    assert [entry.place for entry in plan.reads[0].entries] == ["sheet Log, row 2"]
