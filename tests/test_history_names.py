"""Who is named in the record and not only in the files: in earlier versions, names, messages, lines and seals.

CF607 and CF643 need a record and a list of clients, and are tried here; CF605 where the record is asked as well.
"""

from __future__ import annotations

import shutil
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from coachfolio.checks.auditing import audit
from coachfolio.confidentiality import history
from coachfolio.confidentiality.covering import Cover, safely_shown
from coachfolio.confidentiality.facts import InRecord
from coachfolio.confidentiality.folding import folded_words
from coachfolio.confidentiality.history import AlreadyReported, given_away_in
from coachfolio.confidentiality.key import Key, key_from
from coachfolio.confidentiality.portfolios import looked_through, with_record
from coachfolio.git import opened
from coachfolio.portfolio.loading import open_portfolio

from .commands import Commands, Said
from .effort import examples
from .repositories import Learner, evening, git, later, sheet
from .repositories.learner import PORTFOLIO, session

KEY = """\
format: 1
clients:
  C01: {names: [Jane Rowbotham], organisations: [Rowbotham Marine Ltd], emails: [jane@rowbotham.example]}
  C02: {names: [Mark Wood]}
"""
NAME = "Jane Rowbotham"
NAMED = {"jane", "rowbotham"}
DAY = "2025-03-04"
SHEET = sheet(DAY)
IGNORED = {".gitignore": "private/\n"}
HAS_PRIVATE = "of the folder private"


def kept(place: Path, *, key: str | None = KEY, below: str = "", algorithm: str = "sha1") -> Learner:
    """A portfolio that names nobody, saved once, with a list of clients beside it."""
    learner = Learner(place, algorithm=algorithm)
    learner.save({**IGNORED, **under(below, {"portfolio.yaml": PORTFOLIO, SHEET: session(DAY)})}, evening(DAY))
    if key is not None:
        learner.write({f"{below}private/clients.yaml": key})
    return learner


def under(below: str, files: Mapping[str, str | bytes | None]) -> dict[str, str | bytes | None]:
    return {f"{below}{name}": content for name, content in files.items()}


def then(learner: Learner, files: Mapping[str, str | bytes | None], days: int = 1, message: str = "Save") -> str:
    return learner.save(files, evening(later(DAY, days)), message)


def states_of(folder: Path) -> dict[str, bytes]:
    """Every file, those of git as well."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.fixture
def coachfolio(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def assert_names_nobody(text: str) -> None:
    assert not NAMED & set(folded_words(text)), NAMED & set(folded_words(text))


def found_by(coachfolio: Commands, folder: Path, *options: str) -> list[str]:
    """What CF607 says at a check, which writes nothing and names nobody."""
    before = states_of(folder)
    said = coachfolio("check", folder, "--format", "concise", *options)
    assert states_of(folder) == before
    assert_names_nobody(said.out + said.err)
    found = [line.split("CF607 ")[1] for line in said.out.splitlines() if " CF607 " in line]
    assert said.code == (1 if found else said.code)
    return found


# --- each place


def earlier_version(learner: Learner) -> None:
    then(learner, {SHEET: session(DAY, said=f"{NAME} was late.")})
    then(learner, {SHEET: session(DAY, said="C01 was late.")}, 2)


def remark(learner: Learner) -> None:
    then(learner, {SHEET: session(DAY) + "# with Rowbotham\n"})
    then(learner, {SHEET: session(DAY)}, 2)


def not_utf8(learner: Learner) -> None:
    then(learner, {SHEET: session(DAY).encode() + b"# caf\xe9 with Rowbotham\n"})
    then(learner, {SHEET: session(DAY)}, 2)


def removed_sheet(learner: Learner) -> None:
    then(learner, {sheet("2025-03-05"): session("2025-03-05", said=NAME)})
    then(learner, {sheet("2025-03-05"): None}, 2)


def organisation(learner: Learner) -> None:
    then(learner, {SHEET: session(DAY, said="At Rowbotham Marine Ltd.")})
    then(learner, {SHEET: session(DAY)}, 2)


def on_a_side_line(learner: Learner) -> None:
    learner.line("side")
    then(learner, {SHEET: session(DAY, said=f"{NAME} was late.")})
    learner.on("main")


def by_a_seal_alone(learner: Learner) -> None:
    learner.line("side")
    then(learner, {SHEET: session(DAY, said=f"{NAME} was late.")})
    learner.tag("sealed/1", evening(DAY), "A seal")
    learner.on("main")
    learner.git("branch", "--quiet", "-D", "side")


def in_a_joining(learner: Learner) -> None:
    learner.line("side")
    then(learner, {sheet("2025-03-05"): session("2025-03-05")})
    learner.on("main")
    then(learner, {sheet("2025-03-06"): session("2025-03-06")}, 2)
    learner.merge("side", when=evening("2025-03-08"), files={SHEET: session(DAY, said=f"{NAME} was late.")})
    then(learner, {SHEET: session(DAY)}, 5)


def earlier_note(learner: Learner) -> None:
    then(learner, {"notes/plan.md": f"Ask {NAME}.\n"})
    then(learner, {"notes/plan.md": "Ask C01.\n"}, 2)


def earlier_document(learner: Learner) -> None:
    file = learner.place / "plan.docx"
    with zipfile.ZipFile(file, "w") as document:
        document.writestr("[Content_Types].xml", "<Types/>")
        document.writestr("word/document.xml", f"<w:document xmlns:w='w'><w:p><w:t>{NAME}</w:t></w:p></w:document>")
    then(learner, {"documents/plan.docx": file.read_bytes()})
    then(learner, {"documents/plan.docx": None}, 2)


def link(learner: Learner) -> None:
    (learner.folder / "kept").symlink_to("../clients/jane-rowbotham")
    then(learner, {})
    (learner.folder / "kept").unlink()
    then(learner, {}, 2)


def outside_of_the_portfolio(learner: Learner) -> None:
    then(learner, {"../notes.txt" if (learner.folder / "below").is_dir() else "notes.txt": NAME})
    then(learner, {"notes.txt": None}, 2)


def earlier_name(learner: Learner) -> None:
    then(learner, {"sessions/2025-03-05-jane-rowbotham.yaml": session("2025-03-05")})
    then(learner, {"sessions/2025-03-05-jane-rowbotham.yaml": None, sheet("2025-03-05"): session("2025-03-05")}, 2)


def message(learner: Learner) -> None:
    then(learner, {}, message=f"Lunch\n\nwith {NAME}")
    then(learner, {}, 2)


def line_name(learner: Learner) -> None:
    learner.git("branch", "notes/Rowbotham")


def seal_name(learner: Learner) -> None:
    learner.tag("for-rowbotham", evening(DAY), "A seal")


def bare_mark(learner: Learner) -> None:
    learner.git("tag", "NotesRowbotham2")


def seal_text(learner: Learner) -> None:
    learner.tag("sealed/1", evening(DAY), f"coachfolio seal 1\n\nseen with {NAME}\n")


def seal_on_a_seal(learner: Learner) -> None:
    learner.tag("inner", evening(DAY), f"seen with {NAME}")
    learner.git("tag", "--annotate", "--message", "outer", "outer", "inner")
    learner.git("tag", "--delete", "inner")


PLANTED: Mapping[str, tuple[Callable[[Learner], None], str]] = {
    "earlier version": (earlier_version, f"a name of C01, in a file as it was saved: {SHEET}, first in the save"),
    "remark": (remark, f"in a file as it was saved: {SHEET}"),
    "not utf-8": (not_utf8, f"in a file as it was saved: {SHEET}"),
    "removed sheet": (removed_sheet, f"in a file as it was saved: {sheet('2025-03-05')}"),
    "organisation": (organisation, "the organisation of C01, in a file as it was saved"),
    "side line": (on_a_side_line, f"in a file as it was saved: {SHEET}"),
    "seal alone": (by_a_seal_alone, f"in a file as it was saved: {SHEET}"),
    "joining": (in_a_joining, f"in a file as it was saved: {SHEET}"),
    "note": (earlier_note, "in an attachment as it was saved: notes/plan.md"),
    "document": (earlier_document, "in an attachment as it was saved: documents/plan.docx"),
    "link": (link, "in an attachment as it was saved: kept"),
    "outside": (outside_of_the_portfolio, "in an attachment as it was saved: notes.txt"),
    "file name": (earlier_name, "in the name of a file as it was saved: sessions/2025-03-05-••••-•••••••••.yaml"),
    "message": (message, "in the message of a save, first in the save"),
    "line": (line_name, "in the name of a line of work, which leads to the save"),
    "seal name": (seal_name, "in the name of a seal, which leads to the save"),
    "bare mark": (bare_mark, "in the name of a seal, which leads to the save"),
    "seal text": (seal_text, "in the text of a seal, which leads to the save"),
    "seal on a seal": (seal_on_a_seal, "in the text of a seal"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_name_anywhere_in_the_record_is_found_by_a_check(tmp_path: Path, coachfolio: Commands, name: str) -> None:
    learner = kept(tmp_path)
    assert found_by(coachfolio, learner.folder) == []
    plant, expected = PLANTED[name]
    plant(learner)
    (one,) = found_by(coachfolio, learner.folder)
    assert expected in one


@pytest.mark.parametrize("name", ["earlier version", "document", "seal text"])
def test_it_is_found_at_a_check_of_what_was_saved_or_is_about_to_be(
    tmp_path: Path, coachfolio: Commands, name: str
) -> None:
    learner = kept(tmp_path)
    PLANTED[name][0](learner)
    (one,) = found_by(coachfolio, learner.folder)
    assert found_by(coachfolio, learner.folder, "--staged") == [one]
    assert found_by(coachfolio, learner.folder, "--at", "main") == [one]


def test_a_mark_that_says_another_name_than_it_goes_by(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    seal_name(learner)
    (learner.folder / ".git" / "refs" / "tags" / "for-rowbotham").rename(
        learner.folder / ".git" / "refs" / "tags" / "x"
    )
    (one,) = found_by(coachfolio, learner.folder)
    assert "in the name of a seal" in one


@pytest.mark.parametrize("name", ["earlier version", "document", "file name", "message", "line", "seal text"])
def test_it_is_found_where_the_record_is_judged(tmp_path: Path, coachfolio: Commands, name: str) -> None:
    learner = kept(tmp_path)
    plant, expected = PLANTED[name]
    plant(learner)
    (one,) = (one for one in audit(learner.folder).report.diagnostics if one.code == "CF607")
    assert expected in one.message
    for form in ("text", "markdown", "json"):
        said = coachfolio("record", learner.folder, "--format", form)
        assert said.code == 1
        assert "CF607" in said.out
        assert_names_nobody(said.out + said.err)
    said = coachfolio("record", "verify", learner.folder)
    assert said.code == 1
    assert_names_nobody(said.out + said.err)


@pytest.mark.parametrize("name", ["side line", "seal alone", "seal on a seal"])
def test_a_hand_over_file_says_that_nobody_looked(tmp_path: Path, coachfolio: Commands, name: str) -> None:
    learner = kept(tmp_path)
    PLANTED[name][0](learner)
    file = tmp_path / "all.bundle"
    (learner.folder / "private").rename(tmp_path / "private")  # with the list at hand nothing is handed over
    assert coachfolio("bundle", learner.folder, file).code == 0
    (tmp_path / "private").rename(learner.folder / "private")
    said = coachfolio("record", file)
    assert "CF607" not in said.out
    assert "names were not looked for in this record" in said.out
    assert "names were not looked for in this record" in coachfolio("record", "verify", file).out
    assert "not looked for" not in coachfolio("record", learner.folder).out
    with opened(file) as record:
        assert given_away_in(record, key_from(KEY.encode()), "").named, "a hand-over file has all that is looked at"


def test_a_record_with_ids_of_the_longer_kind(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path, algorithm="sha256")
    earlier_version(learner)
    assert len(found_by(coachfolio, learner.folder)) == 1


def test_a_portfolio_in_a_folder_below_and_one_that_moved(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path, below="work/portfolio/")
    then(learner, {f"work/portfolio/{SHEET}": session(DAY, said=NAME)})
    then(learner, {f"work/portfolio/{SHEET}": session(DAY)}, 2)
    (one,) = found_by(coachfolio, learner.folder / "work" / "portfolio")
    assert f"saved: work/portfolio/{SHEET}" in one
    shutil.move(learner.folder / "work" / "portfolio", learner.folder / "kept")
    then(learner, {}, 3)
    (one,) = found_by(coachfolio, learner.folder / "kept")
    assert f"saved: work/portfolio/{SHEET}" in one


def test_another_working_folder_uses_the_list_of_the_first(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    earlier_version(learner)
    other = tmp_path / "other"
    learner.git("worktree", "add", "--quiet", "-b", "second", str(other))
    assert not (other / "private").exists()
    (one,) = found_by(coachfolio, other)
    assert "first in the save" in one
    assert any(one.code == "CF607" for one in audit(other).report.diagnostics)


def test_what_no_line_leads_to_is_not_looked_at(tmp_path: Path, coachfolio: Commands) -> None:
    """It goes into no hand-over file; docs/confidentiality.md says so."""
    learner = kept(tmp_path)
    then(learner, {SHEET: session(DAY, said=NAME)})
    learner.write({SHEET: session(DAY)})
    learner.git("commit", "--quiet", "--all", "--amend", "--allow-empty", "--message", "Mended")
    assert found_by(coachfolio, learner.folder) == []


# --- told once, and told right


def test_what_stands_in_the_files_is_told_of_those_alone(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    files = {SHEET: session(DAY, said=NAME), "notes/rowbotham.md": f"Ask {NAME}.\n", "notes/crlf.txt": f"{NAME}\r\n"}
    then(learner, files)
    said = coachfolio("check", learner.folder)
    assert said.out.count("CF601") == 4
    assert "CF607" not in said.out
    learner.git("mv", SHEET, sheet(DAY, "moved"))
    learner.commit(evening(later(DAY, 2)), "Move")
    assert found_by(coachfolio, learner.folder) == []
    learner.write({sheet(DAY, "moved"): session(DAY), "notes/rowbotham.md": None, "notes/crlf.txt": None})
    assert len(found_by(coachfolio, learner.folder)) == 3, "mended in the folder, and still what was saved last"


def test_what_stands_with_other_line_ends_is_the_same(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    days = (DAY, "2025-03-05", "2025-03-06")
    then(learner, {sheet(day): session(day, said=NAME) for day in days})
    for day in days[:2]:
        learner.write({sheet(day): session(day, said=NAME).replace("\n", "\r\n")})
    assert found_by(coachfolio, learner.folder) == []


def test_what_is_about_to_be_saved_and_is_not_in_the_folder_any_more(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    learner.write({"notes/plan.md": f"Ask {NAME}.\n", SHEET: session(DAY, said=NAME)})
    learner.git("add", "--all")
    said = coachfolio("check", learner.folder, "--staged").out
    assert "notes/plan.md:1:1: error CF601 This file has a name of C01 in it, in line 1." in said
    assert "CF607" not in said, "it is told of the files"
    assert f"{SHEET}:8:" in said
    assert "CF607" not in coachfolio("check", learner.folder).out, "it is told of the files"
    learner.write({"notes/plan.md": "Ask C01.\n", SHEET: session(DAY)})
    first, second = sorted(found_by(coachfolio, learner.folder))
    assert f"in a file as it is about to be saved: {SHEET}" in first + second
    assert "CF601" not in coachfolio("check", learner.folder).out


def test_many_versions_are_one_finding(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    for days in range(1, 8):
        then(learner, {SHEET: session(DAY, said=f"{NAME} {days}")}, days)
    then(learner, {SHEET: session(DAY, said="Mark Wood, too")}, 8)
    then(learner, {SHEET: session(DAY)}, 9)
    first, second = found_by(coachfolio, learner.folder)
    assert "of 5 March 2025" in first
    assert "There are 6 more like it." in first
    assert "a name of C02" in second
    assert "more like it" not in second


def test_the_steps_are_told_in_their_order(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    earlier_version(learner)
    learner.git("update-ref", "refs/remotes/origin/main", "HEAD")  # somebody else has it
    said = coachfolio("check", learner.folder).out
    steps = ["Hand nothing over", "Take the name out", "git clone --no-local", "--replace-text", "ask that host"]
    places = [said.index(one) for one in (*steps, "Ask for every copy", "What nobody can undo")]
    assert places == sorted(places)


def test_words_that_may_be_chance_are_let_be(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    then(learner, {SHEET: session(DAY, said="Jane and I asked Mark.")}, message="Mark the date")
    then(learner, {SHEET: session(DAY)}, 2)
    assert found_by(coachfolio, learner.folder) == []
    then(learner, {SHEET: session(DAY, said="Better.")}, 3, message="Jane rang")
    (found,) = found_by(coachfolio, learner.folder)
    assert "in the message of a save" in found


def test_what_is_allowed_and_the_learners_own_name_are_no_finding(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    for plant in (earlier_version, message, seal_text, line_name):
        plant(learner)
    assert len(found_by(coachfolio, learner.folder)) == 4
    allowed = KEY + "allowed:\n  - {text: Rowbotham, reason: A town.}\n  - {text: Jane Rowbotham, reason: An author.}\n"
    learner.write({"private/clients.yaml": allowed})
    assert found_by(coachfolio, learner.folder) == []
    not_there = KEY + "allowed:\n  - {text: Jane Rowbotham, reason: An author., path: reflections/}\n"
    learner.write({"private/clients.yaml": not_there})
    assert len(found_by(coachfolio, learner.folder)) == 4
    in_one = KEY + f"allowed:\n  - {{text: Jane Rowbotham, reason: An author., path: {SHEET}}}\n"
    learner.write({"private/clients.yaml": in_one})
    assert len(found_by(coachfolio, learner.folder)) == 3
    learner.write({"private/clients.yaml": KEY.replace("Jane Rowbotham", "Ros Halloran")})
    then(learner, {}, 7, message="By Ros Halloran")
    assert not any("message" in one for one in found_by(coachfolio, learner.folder))


def test_what_is_allowed_in_one_file_is_so_in_a_portfolio_below(tmp_path: Path, coachfolio: Commands) -> None:
    allowed = KEY + f"allowed:\n  - {{text: Jane Rowbotham, reason: An author., path: {SHEET}}}\n"
    learner = kept(tmp_path, below="work/", key=allowed)
    then(learner, {f"work/{SHEET}": session(DAY, said=NAME), SHEET: session(DAY, said=f"{NAME} too")})
    then(learner, {f"work/{SHEET}": session(DAY), SHEET: None}, 2)
    (one,) = found_by(coachfolio, learner.folder / "work")
    assert f"saved: {SHEET}" in one, "the other is in no portfolio"


def test_without_git_and_without_a_list_nothing_is_different(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path, key=None)
    earlier_version(learner)
    assert found_by(coachfolio, learner.folder) == []
    learner.write({"private/clients.yaml": KEY})
    shutil.rmtree(learner.folder / ".git")
    assert found_by(coachfolio, learner.folder) == []
    assert not_looked_at(coachfolio("check", learner.folder)) == []


def test_no_git_is_started_for_a_folder_that_is_not_kept_in_it(
    tmp_path: Path, coachfolio: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner = kept(tmp_path)
    shutil.move(learner.folder / ".git", tmp_path / "away")
    trap = tmp_path / "bin"
    trap.mkdir()
    (trap / "git").write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n", encoding="utf-8")
    (trap / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(trap))
    assert found_by(coachfolio, learner.folder) == []
    assert not (tmp_path / "started").exists()


# --- what was not looked into


def not_looked_at(said: Said) -> list[str]:
    return [line.split("CF643 ")[1] for line in said.out.splitlines() if " CF643 " in line]


def test_what_was_not_looked_into_is_counted(
    tmp_path: Path, coachfolio: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner = kept(tmp_path)
    assert not_looked_at(coachfolio("check", learner.folder)) == []
    then(learner, {"documents/a.bin": b"\0\1", "documents/b.zip": b"\0\2", "documents/c.md": "c"})
    then(learner, {"documents/a.bin": None, "documents/b.zip": None, "documents/c.md": None}, 2)
    (one,) = not_looked_at(coachfolio("check", learner.folder))
    assert "2 earlier attachments were not looked into, or not wholly" in one
    monkeypatch.setattr(history, "MAX_ATTACHMENTS", 0)
    (one,) = not_looked_at(coachfolio("check", learner.folder))
    assert "3 earlier attachments" in one, ".gitignore is looked into as it lies"
    monkeypatch.undo()
    monkeypatch.setattr(history, "MAX_HISTORY_SECONDS", -1.0)
    (one,) = not_looked_at(coachfolio("check", learner.folder))
    assert "earlier attachments were" in one


def test_a_record_that_cannot_be_read_is_told(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    then(learner, {SHEET: session(DAY, said="Other words.")})
    id = learner.git("rev-parse", f"HEAD~1:{SHEET}").decode().strip()
    (learner.folder / ".git" / "objects" / id[:2] / id[2:]).unlink()
    (one,) = not_looked_at(coachfolio("check", learner.folder))
    assert "1 earlier version of a file was not looked into" in one
    shutil.rmtree(learner.folder / ".git" / "objects")
    (one,) = not_looked_at(coachfolio("check", learner.folder))
    assert "The record in this folder is damaged." in one


def test_a_record_of_which_the_older_part_is_elsewhere(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    earlier_version(learner)
    git(tmp_path, "clone", "--quiet", "--template=", "--depth", "2", f"file://{learner.folder}", str(tmp_path / "part"))
    shutil.copytree(learner.folder / "private", tmp_path / "part" / "private")
    assert len(found_by(coachfolio, tmp_path / "part")) == 1
    (one,) = not_looked_at(coachfolio("check", tmp_path / "part"))
    assert "The older part of the record is not on this computer" in one


# --- the folder private


def private_found(said: Said) -> str:
    (one,) = (line for line in said.out.splitlines() if " CF605 " in line)
    return one


@pytest.mark.parametrize("key", [KEY, None])
@pytest.mark.parametrize("name", ["private/clients.yaml", "Private/notes.docx", "PRIVATE/a/b.txt"])
def test_the_folder_private_in_the_record_is_found_by_a_check(
    tmp_path: Path, coachfolio: Commands, name: str, key: str | None
) -> None:
    learner = kept(tmp_path, key=None)
    (learner.folder / ".gitignore").unlink()
    learner.write({name: key or "x"})
    if key is None:
        key_written = None
    else:
        key_written = "private/clients.yaml"
        learner.write({key_written: key})
    learner.git("add", "--force", name)
    said = coachfolio("check", learner.folder, "--format", "concise")
    assert "1 file of the folder private is part of what is saved" in private_found(said)
    learner.commit(evening(DAY), "All of it")
    said = coachfolio("check", learner.folder, "--format", "concise")
    assert "1 file of the folder private is part of what is saved" in private_found(said)
    learner.git("rm", "--quiet", "--cached", name)
    assert HAS_PRIVATE in private_found(coachfolio("check", learner.folder, "--format", "concise"))
    learner.commit(evening(DAY), "Out again")
    said = coachfolio("check", learner.folder, "--format", "concise")
    assert "was saved at some time, and is still in the record" in private_found(said)
    assert "CF607" not in said.out


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_however_git_writes_its_list_the_folder_private_is_found_in_it(
    tmp_path: Path, coachfolio: Commands, version: str
) -> None:
    """From version 4 on a name is written as what differs from the one before it."""
    learner = kept(tmp_path, key=None)
    learner.write({"prices.txt": "x", "private/a.txt": "x"})
    learner.git("add", "--force", ".")
    learner.git("update-index", "--index-version", version)
    assert "is part of what is saved" in private_found(coachfolio("check", learner.folder, "--format", "concise"))


def test_the_folder_private_on_another_line_and_below(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path, key=None, below="work/")
    learner.line("side")
    learner.git("rm", "--quiet", "--cached", ".gitignore")
    learner.write({"work/private/clients.yaml": KEY})
    learner.git("add", "--force", "work/private")
    learner.commit(evening(DAY), "All of it")
    learner.git("checkout", "--quiet", "--force", "main")
    said = coachfolio("check", learner.folder / "work", "--format", "concise")
    assert "was saved at some time" in private_found(said)
    found = audit(learner.folder / "work").report.diagnostics
    assert [one.code for one in found if one.code == "CF605"] == ["CF605"]
    learner.git("branch", "--quiet", "-D", "side")
    assert "CF605" not in coachfolio("check", learner.folder / "work", "--format", "concise").out


# --- what other commands show


def test_no_command_shows_the_name_of_a_file_that_names_a_client(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path)
    claim = "claims:\n  - {criterion: D7.03/s2, where: reflection, how: waiting}\n"
    then(
        learner,
        {
            "sessions/2025-03-05-jane-rowbotham.yaml": session("2025-03-05") + claim,
            "sessions/2025-03-06-jane-rowbotham.yaml": session("2025-03-06") + claim,
        },
        message=f"Of {NAME}",
    )
    for command in (
        ["check"],
        ["status"],
        ["status", "--format", "json"],
        ["coverage"],
        ["hours"],
        ["record"],
        ["record", "show", "--format", "json"],
        ["record", "show", "--evidence", "2025-03-05-jane-rowbotham"],
        ["record", "show", "--evidence", "2025-03-05-jane-rowbotham", "--format", "json"],
        ["forget", "C01", "--dry-run"],
    ):
        said = coachfolio(*command, learner.folder)
        assert_names_nobody(said.out + said.err)
        assert said.code in (0, 1), said.err
        assert said.out
    assert "2025-03-05-••••-•••••••••" in coachfolio("coverage", learner.folder).out
    assert "2025-03-06-••••-•••••••••" in coachfolio("forget", "C01", learner.folder, "--dry-run").out


def test_covers_go_into_whatever_holds_a_name_and_nothing_else_changes() -> None:
    covers = {"a/ann-1.yaml": "a/•••-1.yaml", "a/bob-1.yaml": "a/•••-1.yaml", "ann.yaml": "•••.yaml"}
    told = {"ann-1": ("see a/ann-1.yaml", frozenset({"bob-1"})), "annual": ["ann", "Joann", 3]}
    assert safely_shown(told, Cover(covers)) == {
        "•••-1": ("see a/•••-1.yaml", frozenset({"•••-1 (2)"})),
        "annual": ["•••", "Joann", 3],
    }
    learner = InRecord(not_checked=("ann",))
    assert safely_shown(learner, Cover()) is learner
    assert safely_shown(learner, Cover({"bob": "•••"})) is learner
    assert safely_shown(learner, Cover(covers)).not_checked == ("•••",)


def test_nothing_shows_itself(tmp_path: Path) -> None:
    learner = kept(tmp_path)
    for plant in (earlier_version, earlier_name, message):
        plant(learner)
    portfolio = open_portfolio(learner.folder)
    exposure, key = looked_through(portfolio, learner.folder)
    exposure = with_record(exposure, portfolio, learner.folder, key, None)
    assert exposure.in_record
    assert len(exposure.in_record.named) == 3
    assert_names_nobody(" ".join(one.path for one in exposure.in_record.named))
    assert_names_nobody(repr(exposure))
    assert_names_nobody(repr(exposure.in_record))


# --- any history

_CLEAN = ("C01 was late.", "We looked at the budget.", "A long silence.\n  It was useful.", "")
_SPELLINGS = (NAME, "JANE ROWBOTHAM", "Rowbotham, Jane", "rowbotham’s", unicodedata.normalize("NFD", "Jane Rowbotham"))


@pytest.fixture(scope="module")
def shared_key() -> Key:
    return key_from(KEY.encode())


@examples(25, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_name_planted_anywhere_in_any_history_is_found(
    tmp_path_factory: pytest.TempPathFactory, shared_key: Key, data: st.DataObject
) -> None:
    learner = Learner(tmp_path_factory.mktemp("any"))
    paths = [sheet(DAY), "notes/a.md", "feedback/b.yaml", "other/c.csv"]
    saves = data.draw(st.lists(st.tuples(st.sampled_from(paths), st.sampled_from(_CLEAN)), min_size=2, max_size=8))
    plan = [({"portfolio.yaml": PORTFOLIO}, "Save")]
    plan += [({path: f"{number} {said}\n"}, f"Save {number}") for number, (path, said) in enumerate(saves)]
    spelling = data.draw(st.sampled_from(_SPELLINGS))
    at = data.draw(st.integers(1, len(saves)))
    where = data.draw(st.sampled_from(["version", "message", "file name", "line", "seal text", "nowhere"]))
    files, words = plan[at]
    (path,) = files
    if where == "version":
        plan[at] = ({path: f"{files[path]}# {spelling}\n"}, words)
    elif where == "message":
        plan[at] = (files, f"{words}\n\n{spelling}")
    elif where == "file name":
        plan[at] = ({f"sessions/x-{spelling.replace('’', '')}.yaml": "x: 1\n"}, words)
    days = [evening(later(DAY, number)) for number in range(len(plan))]
    learner.save_each([(files, day, day, words) for (files, words), day in zip(plan, days, strict=True)])
    back = data.draw(st.integers(0, len(saves) - 1))
    if data.draw(st.booleans()):  # a side line, which main then leaves behind
        learner.git("branch", "side")
        learner.git("reset", "--quiet", "--hard", f"HEAD~{back}")
    if where == "line":
        learner.git("branch", "with-jane-rowbotham", f"HEAD~{min(back, 1)}")
    elif where == "seal text":
        learner.tag("sealed/1", evening(DAY), spelling)
    with opened(learner.folder) as record:
        found = given_away_in(record, shared_key, "")
        again = given_away_in(record, shared_key, "", standing=AlreadyReported())
    wanted = {"attachment", "version"} if where == "version" else {where}
    assert {one.where for one in found.named} <= wanted
    assert bool(found.named) == (where != "nowhere")
    assert {one.codes for one in found.named} <= {("C01",)}
    assert again == found


def test_a_word_of_hidden_letters_alone_is_no_trouble() -> None:
    """A soft hyphen that stands alone is a word of nothing once it is left out."""
    assert folded_words("ж \xad ж") == ["ж", "", "ж"]
