"""Bringing in Word documents: what is read of each, that no name gets in, and that all of it is written or nothing."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coachfolio.cli import main
from coachfolio.editing.drafts import NotWritten
from coachfolio.editing.importing.carrying_out import STAGE, carry_import_out, finish_what_was_begun, to_write
from coachfolio.editing.importing.facts import ImportWanted, SourceFile
from coachfolio.editing.importing.fidelity import kept_words
from coachfolio.editing.importing.forms import read_form
from coachfolio.editing.importing.planning import import_plan, with_answers
from coachfolio.editing.starting import Beginning, start, start_plan
from coachfolio.format.attachments.notread import NotRead
from coachfolio.format.foreign.contents import as_answer, from_answer
from coachfolio.format.foreign.converting import in_docx
from coachfolio.format.foreign.word import word_contents
from coachfolio.portfolio.loading import open_portfolio
from tests.imports.word_cases import PURPOSE, REFLECTED, WORD_CASES, data_of
from tests.imports.word_xml import archive, docx, form, p, r

from .conftest import EXAMPLE, TODAY

NAMES = ("Jane", "Smith", "Brown", "Northgate", "Okafor")


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    folder = tmp_path / "portfolio"
    start(start_plan(folder, Beginning("ilm-l7-diploma-2007", "A. Learner", email="learner@example.org")))
    return folder


def _sheet(number: int, **more: str) -> bytes:
    client = "Jane Smith" if number % 2 else "Tom Brown"
    day = (datetime.date(2026, 1, 5) + datetime.timedelta(days=7 * number)).strftime("%d/%m/%Y")
    reflection = f"{client.split()[0]} told me of the board. Chidi Okafor had asked for it. {REFLECTED}"
    fields = {"Date": day, "Client": client, "Organisation": "Northgate Engineering Ltd", "Duration": "60 minutes"}
    return docx(form(**{**fields, "Purpose": PURPOSE, "Reflection": reflection, **more}))


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    folder = tmp_path / "sheets"
    folder.mkdir()
    for number in range(1, 5):
        (folder / f"Sheet {number}.docx").write_bytes(_sheet(number))
    return folder


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git/" not in f"{path.relative_to(folder).as_posix()}/"
    }


def _import(portfolio: Path, *files: Path, answers: dict[str, str] | None = None) -> Any:
    return import_plan(portfolio, files, today=TODAY, answers=answers)


# --- reading


@pytest.mark.parametrize("name", WORD_CASES)
def test_a_document_is_read_as_it_is_meant(name: str) -> None:
    data, (_, kind, expected) = data_of(name), WORD_CASES[name]
    contents = word_contents(data)
    assert from_answer(json.loads(json.dumps(as_answer(contents)))) == contents
    source = SourceFile(Path(name), f"{name}.docx", hashlib.sha256(data).hexdigest(), len(data))
    read = read_form(source, contents, ImportWanted(open_portfolio(EXAMPLE), TODAY))
    assert read is not None
    assert read.kind == kind
    entries = [entry for entry in read.entries if entry.place != "the whole sheet"]
    got = [{reading.field: reading.value for reading in entry.fields} for entry in entries]
    assert [
        {field: fields.get(field) for field in wanted} for fields, wanted in zip(got, expected, strict=True)
    ] == expected
    assert not kept_words(read, contents, read.entries).lost


def test_old_documents_are_read_through_libreoffice() -> None:
    """LibreOffice made them of one document: what a coach has from years ago, or from another program."""
    assert shutil.which("soffice"), "There is no LibreOffice here. In Debian: apt-get install libreoffice-writer-nogui"
    folder = Path(__file__).parent / "imports" / "old"
    converted = in_docx({path.name: path.read_bytes() for path in folder.iterdir()})
    assert set(converted) == {"sheet.doc", "sheet.odt", "sheet.rtf"}
    for name, made in converted.items():
        assert isinstance(made, bytes), made
        contents = word_contents(made)
        read = read_form(SourceFile(Path(name), name, "", 1), contents, ImportWanted(open_portfolio(EXAMPLE), TODAY))
        assert read is not None
        (entry,) = read.entries
        assert {reading.field: reading.value for reading in entry.fields} == {
            "date": "2026-02-03",
            "minutes": 60,
            "client": "Jane Smith",
            "role": "coach",
            "fee": "pro-bono",
            "purpose": PURPOSE,
            "reflection": "I asked three questions in a row.\n\nI answered the second myself.",
            "actions": ["Ask the team first", "Send no paper at night"],
        }
        assert not kept_words(read, contents, read.entries).lost


def _bomb() -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": b"<w>" + b" " * (70 << 20) + b"</w>"})


def _entities() -> bytes:
    inner = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><document><body><p>&b;</p></body></document>'
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": inner})


def _deep() -> bytes:
    inner = "<document><body>" + "<tbl><tr><tc>" * 2000 + "</tc></tr></tbl>" * 2000 + "</body></document>"
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": inner})


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (_bomb, "unpacks to more than"),
        (_entities, "defines words of its own"),
        (_deep, "more deeply than"),
        (lambda: data_of("controls")[:900], "damaged"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (lambda: b"%PDF-1.4 no document", "damaged"),
        (lambda: archive({"a.txt": b"no document"}), "no Word document"),
    ],
)
def test_a_hostile_or_broken_file_is_refused(made: Any, why: str) -> None:
    with pytest.raises(NotRead, match=why):
        word_contents(made())


def test_nothing_that_a_document_refers_to_is_fetched_or_run(tmp_path: Path, portfolio: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRETWORD", encoding="utf-8")
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        f'Type="x/header" TargetMode="External" Target="{secret.as_uri()}"/><Relationship Id="rId8" Type="x/header" '
        'Target="../../secret.txt"/></Relationships>'
    )
    parts: dict[str, str | bytes] = {"word/_rels/document.xml.rels": rels, "word/vbaProject.bin": b"macro"}
    (tmp_path / "a.docm").write_bytes(docx(form(Date="3 February 2026", Client="C01", Minutes="60"), parts=parts))
    plan = _import(portfolio, tmp_path / "a.docm")
    assert "It has macros, which were not run." in plan.reads[0].said
    assert "SECRETWORD" not in repr([entry for read in plan.reads for entry in read.entries])


# --- writing


def test_no_name_gets_into_the_record(portfolio: Path, sheets: Path) -> None:
    done = CliRunner().invoke(main, ["import", str(sheets), "--in", str(portfolio), "--yes"])
    assert done.exit_code == 0, done.output
    assert "Saved, as one save of its own." in done.output
    assert "kept 164 of 164 words" in done.output or "Words: kept" in done.output
    objects = _git(portfolio, "cat-file", "--batch-all-objects", "--batch")
    for name in NAMES:
        assert name.casefold().encode() not in objects.lower(), name
        assert name.casefold() not in done.output.casefold()
    assert "Recorded: imported" in _git(portfolio, "log", "-1", "--format=%B").decode()
    pieces = [path for path in _tree(portfolio) if path.startswith("sessions/")]
    assert len(pieces) == 4
    listed = (portfolio / "private/clients.yaml").read_text(encoding="utf-8")
    assert "Jane Smith" in listed
    assert "Chidi Okafor" in listed
    assert len(list((portfolio / "private/imported").iterdir())) == 4
    text = (portfolio / pieces[0]).read_text(encoding="utf-8")
    assert "recorded: imported" in text
    assert hashlib.sha256((sheets / "Sheet 1.docx").read_bytes()).hexdigest() in text
    checked = CliRunner().invoke(main, ["check", str(portfolio)])
    assert checked.exit_code == 0, checked.output


def _git(folder: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True).stdout


def test_the_same_files_again_change_nothing(portfolio: Path, sheets: Path) -> None:
    carry_import_out(to_write(_import(portfolio, sheets)))
    before = _tree(portfolio)
    again = to_write(_import(portfolio, sheets))
    assert again.nothing
    carry_import_out(again)
    assert _tree(portfolio) == before
    shutil.copy(sheets / "Sheet 1.docx", sheets / "The same.docx")
    assert to_write(_import(portfolio, sheets)).nothing


def test_a_changed_file_is_asked_about_and_then_changes_its_piece_alone(portfolio: Path, sheets: Path) -> None:
    carry_import_out(to_write(_import(portfolio, sheets)))
    piece = next(path for path in _tree(portfolio) if path.startswith("sessions/2026-01-12"))
    mine = (portfolio / piece).read_text(encoding="utf-8") + "counts_towards: [D7.03]  # my own\n"
    (portfolio / piece).write_text(mine, encoding="utf-8")
    (sheets / "Sheet 1.docx").write_bytes(_sheet(1, Purpose="Something else."))
    before = _tree(portfolio)
    plan = _import(portfolio, sheets)
    asked = [question for question in plan.questions if question.id.startswith("changed:")]
    assert [question.proposed for question in asked] == ["keep"]
    assert to_write(plan).nothing
    carry_import_out(to_write(with_answers(plan, {asked[0].id: "new"})))
    after = _tree(portfolio)
    changed = {path for path in after if before.get(path) != after[path] and not path.startswith("private/")}
    assert changed == {piece}
    text = (portfolio / piece).read_text(encoding="utf-8")
    assert "purpose: Something else." in text
    assert "# my own" in text


def test_what_is_there_is_never_written_over(portfolio: Path, sheets: Path) -> None:
    plan = to_write(_import(portfolio, sheets))
    place = portfolio / plan.drafts[1].path
    place.parent.mkdir(exist_ok=True)
    place.write_text("mine\n", encoding="utf-8")
    before = _tree(portfolio)
    with pytest.raises(NotWritten, match="written or changed by something else"):
        carry_import_out(plan)
    assert _tree(portfolio) == before


class _Killed(BaseException):
    """Stands for kill -9: no handler of ours runs."""


def test_whoever_is_killed_leaves_it_as_it_was_or_as_it_was_to_be(
    portfolio: Path, sheets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = to_write(_import(portfolio, sheets))
    before = _tree(portfolio)
    whole = tmp_path / "whole"
    shutil.copytree(portfolio, whole)
    carry_import_out(replace(plan, folder=str(whole)))
    wanted = _tree(whole)
    move, left = Path.replace, 0

    def stopping(path: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if left < 0:
            raise _Killed
        return move(path, target)

    killed = 0
    for moment in range(14):
        folder = tmp_path / f"at-{moment}"
        shutil.copytree(portfolio, folder)
        left = moment
        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", stopping)
            try:
                carry_import_out(replace(plan, folder=str(folder)))
            except _Killed:
                killed += 1
        finish_what_was_begun(folder)
        assert _tree(folder) in (before, wanted), moment
        assert not (folder / STAGE).exists()
    assert killed > 5


def test_a_row_of_a_log_and_a_sheet_of_one_contact_become_one_session(portfolio: Path, sheets: Path) -> None:
    log = sheets / "log.csv"
    log.write_text("Date,Client,Minutes,Fee\n12/01/2026,Jane Smith,60,Paid\n26/01/2026,Jane Smith,60,Paid\n", "utf-8")
    plan = _import(portfolio, sheets)
    assert len(plan.to_write) == 4
    paid = [planned.piece.fields for planned in plan.to_write if planned.piece.fields.get("fee") == "paid"]
    assert [fields["date"] for fields in paid] == ["2026-01-12", "2026-01-26"]
    assert all("reflection" in fields for fields in paid)


def test_a_label_that_is_said_to_be_a_field_is_one(portfolio: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(docx(form(Date="3 February 2026", Client="C01", Minutes="60", Zebra="Some words of mine.")))
    plan = _import(portfolio, file)
    assert plan.to_write[0].piece.fields["extra"] == {"zebra": "Some words of mine."}
    assert [question.id for question in plan.questions if question.id.startswith("label:")] == ["label:zebra"]
    plan = import_plan(portfolio, [file], mapped={"Zebra": "outcome"}, today=TODAY)
    assert plan.to_write[0].piece.fields["outcome"] == "Some words of mine."


def test_what_cannot_be_read_is_asked_and_never_guessed(portfolio: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(docx(form(Date="31/02/2026", Client="C01", Minutes="60", Reflection=REFLECTED)))
    plan = _import(portfolio, file)
    assert not plan.to_write
    asked = [question for question in plan.questions if question.id.startswith("value:date")]
    assert len(asked) == 1
    plan = with_answers(plan, {asked[0].id: "28/02/2026"})
    assert plan.to_write[0].piece.fields["date"] == "2026-02-28"


def test_a_portfolio_whose_private_folder_git_would_take_gets_nothing(portfolio: Path, sheets: Path) -> None:
    (portfolio / ".gitignore").unlink()
    before = _tree(portfolio)
    with pytest.raises(NotWritten, match="Git would take the folder private"):
        carry_import_out(to_write(_import(portfolio, sheets)))
    assert _tree(portfolio) == before


def test_words_that_stand_nowhere_else_are_told(portfolio: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    data = docx(
        form(Date="3 February 2026", Client="C01", Minutes="60"), p(r("Loose words.")), header=p("A heading of mine")
    )
    file.write_bytes(data)
    plan = _import(portfolio, file)
    words = plan.words["a.docx"]
    assert (words.total, words.kept, words.left, words.lost) == (11, 7, 4, ())
    assert [left.text for _, left in plan.left_out] == ["A heading of mine"]


@pytest.mark.parametrize("ending", ["html", "csv"])
def test_the_page_to_look_through_has_codes_for_names(
    portfolio: Path, sheets: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"plan.{ending}"
    words = ["import", str(sheets), "--in", str(portfolio), "--dry-run", "--out", str(out)]
    before = _tree(portfolio)
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    text = out.read_text(encoding="utf-8")
    assert PURPOSE in text
    assert not [name for name in NAMES if name in text]
    assert _tree(portfolio) == before
