"""Saving, undoing and renaming, with real git: what is stopped, what is asked, and that no word is ever lost."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from coachfolio.editing.drafts import write
from coachfolio.editing.renaming import rename, renaming
from coachfolio.editing.saving import NotSaved, message_for, save, with_reason
from coachfolio.editing.starting import Beginning, NewClient, start, start_plan
from coachfolio.editing.undoing import NotUndone, earlier_draft, last_saves, take_back, why_not
from coachfolio.hooks.unsaved import Unsaved, unsaved_work

from .commands import Commands
from .conftest import TODAY

STORY = (
    "She wanted to stop rewriting the papers of her team on the night before the board, and did not know how to begin."
)
SESSION = f"""\
date: 2026-03-04
minutes: 60
client: C01
role: coach
reflection: |
  {STORY}
claims:
  - criterion: D7.03/s2
    where: reflection
"""
ID = "2026-03-04-c01-papers"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/nonexistent/gitconfig")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Commands(monkeypatch, capsys)


@pytest.fixture
def mine(tmp_path: Path, run: Commands) -> Path:
    """A portfolio with one saved session."""
    place = tmp_path / "mine"
    clients = (NewClient("C01", ("Ada Brown",)), NewClient("C02", ("Li Wei",)))
    beginning = Beginning("ilm-l7-certificate-2007", "A. Learner", clients=clients, email="a@learner.example")
    assert start(start_plan(place, beginning)).saved
    (place / "sessions").mkdir()
    (place / "sessions" / f"{ID}.yaml").write_text(SESSION)
    saved(place)
    return place


def git(folder: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=True).stdout


def everything(folder: Path) -> bytes:
    asked = ["git", "cat-file", "--batch-all-objects", "--batch"]
    return subprocess.run(asked, cwd=folder, capture_output=True, check=True).stdout


def looked_at(place: Path) -> Unsaved:
    return unsaved_work(place, today=TODAY)


def saved(place: Path, words: str = "Write up", reason: str = "") -> str:
    return save(place, looked_at(place), with_reason(words, reason))


def sheet(place: Path) -> Path:
    return place / "sessions" / f"{ID}.yaml"


# --- what is unsaved


def test_what_is_unsaved_is_told_by_name_and_nothing_is_written(mine: Path) -> None:
    assert looked_at(mine).nothing
    before = everything(mine)
    (mine / "sessions" / "2026-03-05-c02-new.yaml").write_text(SESSION.replace("C01", "C02"))
    sheet(mine).write_text(SESSION.replace("60", "75"))
    (mine / "reflections").mkdir()
    (mine / "READ-ME-FIRST.md").rename(mine / "reflections" / "read-me.md")
    (mine / ".vscode" / "settings.json").unlink()
    unsaved = looked_at(mine)
    assert unsaved.new == ("sessions/2026-03-05-c02-new.yaml",)
    assert unsaved.changed == (f"sessions/{ID}.yaml",)
    assert unsaved.moved == (("READ-ME-FIRST.md", "reflections/read-me.md"),)
    assert unsaved.removed == (".vscode/settings.json",)
    assert message_for(unsaved) == "Add 1 session; change 1 session; move 1 other file; remove 1 other file"
    assert everything(mine) == before
    assert git(mine, "diff", "--cached", "--name-only") == ""


def test_other_line_ends_alone_are_no_change(mine: Path) -> None:
    sheet(mine).write_bytes(SESSION.replace("\n", "\r\n").encode())
    assert looked_at(mine).nothing


# --- saving


def test_a_save_holds_what_was_shown_and_leaves_private_and_the_rest_of_the_record_alone(mine: Path) -> None:
    (mine / "sessions" / "2026-03-05-c02-new.yaml").write_text(SESSION.replace("C01", "C02"))
    id = saved(mine, "Two sessions")
    assert git(mine, "rev-parse", "HEAD").strip() == id
    assert git(mine, "log", "-1", "--format=%s").strip() == "Two sessions"
    assert looked_at(mine).nothing
    assert b"Ada Brown" not in everything(mine)


def test_an_error_or_a_name_stops_it_and_nothing_of_it_reaches_the_record(mine: Path, run: Commands) -> None:
    for wrong, said in (
        (SESSION.replace("minutes: 60", "minutes: 1h"), "CF103"),
        (SESSION.replace("She wanted", "Ada Brown wanted"), "CF601"),
    ):
        sheet(mine).write_text(wrong)
        told = run("save", "--in", mine, "--yes")
        assert told.code == 2
        assert said in told.out
        assert "Ada" not in told.out + told.err
        with pytest.raises(NotSaved, match="errors"):
            saved(mine)
    sheet(mine).write_text(SESSION + "title: More\n")
    with pytest.raises(NotSaved, match="name a client"):
        saved(mine, "Talked to Ada Brown")
    assert b"Ada Brown" not in everything(mine)
    assert b"minutes: 1h" not in everything(mine)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("minutes: 60", "minutes: 30"), "CF903"),
        (lambda text: text.replace(STORY, "Gone."), "CF909"),
        (lambda text: text.partition("claims:")[0], "CF902"),
    ],
)
def test_a_loss_asks_for_a_reason(mine: Path, run: Commands, change: object, told: str) -> None:
    sheet(mine).write_text(change(SESSION))  # type: ignore[operator] # it is one of the functions above
    refused = run("save", "--in", mine, "--yes")
    assert refused.code == 2
    assert told in refused.out
    assert "--reason" in refused.err
    with pytest.raises(NotSaved, match="reason"):
        saved(mine)
    done = run("save", "--in", mine, "--yes", "--reason", "I had counted the break")
    assert done.code == 0, done.err
    assert "Reason: I had counted the break" in git(mine, "log", "-1", "--format=%b")


def test_what_is_written_after_it_was_judged_is_not_saved(mine: Path) -> None:
    sheet(mine).write_text(SESSION.replace("60", "75"))
    unsaved = looked_at(mine)
    sheet(mine).write_text(SESSION.replace("She wanted", "Ada Brown wanted"))
    before = git(mine, "rev-parse", "HEAD")
    with pytest.raises(NotSaved, match="while this was being saved"):
        save(mine, unsaved, "More")
    assert git(mine, "rev-parse", "HEAD") == before
    assert git(mine, "diff", "--cached", "--name-only") == ""
    assert "Ada Brown" in sheet(mine).read_text(), "what was typed stays"


# --- undoing


def test_the_last_save_is_taken_back_and_the_files_stay(mine: Path) -> None:
    sheet(mine).write_text(SESSION.replace("60", "75"))
    id = saved(mine, "More minutes")
    first, second, _ = last_saves(mine)
    assert (first.id, first.words, first.changed) == (id, "More minutes", (f"sessions/{ID}.yaml",))
    assert second.new == (f"sessions/{ID}.yaml",)
    take_back(mine, id)
    assert git(mine, "rev-parse", "HEAD").strip() == second.id
    assert sheet(mine).read_text() == SESSION.replace("60", "75")
    assert looked_at(mine).changed == (f"sessions/{ID}.yaml",)
    with pytest.raises(NotUndone, match="saved just now"):
        take_back(mine, id)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (["tag", "-a", "-m", "seal", "sealed/learner/1"], "sealed"),
        (["update-ref", "refs/remotes/origin/main", "HEAD"], "sent to another computer"),
        (["branch", "other"], "rests on it"),
    ],
)
def test_what_somebody_else_has_is_not_taken_back(mine: Path, run: Commands, how: list[str], why: str) -> None:
    git(mine, *how)
    assert why in why_not(mine)
    with pytest.raises(NotUndone, match="undo PIECE"):
        take_back(mine, git(mine, "rev-parse", "HEAD").strip())
    assert run("undo", "--in", mine, "--yes").code == 1


def test_the_first_save_stays(tmp_path: Path, run: Commands) -> None:
    start(start_plan(tmp_path, Beginning("ilm-l7-certificate-2007", "A. Learner", email="a@learner.example")))
    assert "first save" in why_not(tmp_path)


def test_a_piece_is_put_back_as_it_was_and_what_is_unsaved_is_never_lost(mine: Path) -> None:
    sheet(mine).write_text(SESSION.replace("60", "75"))
    with pytest.raises(NotUndone, match="not saved"):
        earlier_draft(mine, ID)
    saved(mine, "More minutes")
    write([earlier_draft(mine, ID)])
    assert sheet(mine).read_text() == SESSION
    sheet(mine).unlink()
    saved(mine, "Take out", reason="by mistake")
    write([earlier_draft(mine, f"sessions/{ID}.yaml")])
    assert sheet(mine).read_text() == SESSION.replace("60", "75") or sheet(mine).read_text() == SESSION
    with pytest.raises(NotUndone, match="no piece"):
        earlier_draft(mine, "2026-01-01-nothing")


# --- renaming


def test_a_piece_is_renamed_with_its_day_and_every_mention_and_no_loss_is_told(mine: Path) -> None:
    (mine / "reflections").mkdir()
    other = f"date: 2026-03-06\nkind: contact\nabout: [{ID}]  # the one on papers\nreflection: I saw it again.\n"
    (mine / "reflections" / "2026-03-06-again.yaml").write_text(other)
    saved(mine, "Reflect")
    rename(renaming(mine, ID, "2026-03-05-c01-board-papers"))
    assert not sheet(mine).exists()
    assert (mine / "sessions" / "2026-03-05-c01-board-papers.yaml").read_text() == SESSION.replace("03-04", "03-05")
    mended = other.replace(ID, "2026-03-05-c01-board-papers")
    assert (mine / "reflections" / "2026-03-06-again.yaml").read_text() == mended
    assert not looked_at(mine).outlook.losses


def test_a_name_that_cannot_be_or_is_taken_or_was_judged_stays(mine: Path) -> None:
    from coachfolio.editing.drafts import NotWritten

    (mine / "sessions" / "2026-03-05-c02-new.yaml").write_text(SESSION.replace("C01", "C02"))
    for name, why in (("Papers", "not a name"), ("2026-03-05-c02-new", "already"), ("2026-02-30-c01", "no such day")):
        with pytest.raises(NotWritten, match=why):
            renaming(mine, ID, name)
    with pytest.raises(NotWritten, match="Did you mean"):
        renaming(mine, ID[:-1], "2026-03-05-c01")
    (mine / "assessment" / "decisions").mkdir(parents=True)
    decision = (
        "date: 2026-04-01\nby: assessor-1\nunit: D7.03\ndecisions:\n"
        f"  - criterion: D7.03/s2\n    verdict: pass\n    evidence: [{ID}]\n"
    )
    (mine / "assessment" / "decisions" / "2026-04-01-d703.yaml").write_text(decision)
    with pytest.raises(NotWritten, match="not yours to change"):
        renaming(mine, ID, "2026-03-05-c01-papers")
