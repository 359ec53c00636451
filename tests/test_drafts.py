"""Drafts: what would be written is worked out first, and then every file is written or none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from coachfolio import open_portfolio
from coachfolio.editing.drafts import Draft, NotWritten, as_it_is, change_files, new_file, with_field, with_item, write

from .conftest import PORTFOLIO, SESSION

RECORD = """\
# What was said on the day stands in the form.
date: 2026-04-01   # a Wednesday
by: assessor-1
decisions:
  # by observation
  - {criterion: D7.03/s2, verdict: referral, feedback: "More: soon"}
actions:
  - what: Show it again   # with C01
    owner: learner
"""
SESSION_PATH = "sessions/2026-03-04-c01.yaml"
RECORD_PATH = "assessment/decisions/2026-04-01-d7-03.yaml"
ACTIONS = {"date": "2026-05-01", "by": "learner", "actions": [{"what": "Read on", "owner": "learner"}]}
FIELDS = {"date": "2026-05-01", "by": "assessor-1", "unit_signed_off": False}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "portfolio"
    for path, text in {"portfolio.yaml": PORTFOLIO, SESSION_PATH: SESSION, RECORD_PATH: RECORD}.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, encoding="utf-8")
    return top


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Everything that lies there, hidden files and empty folders included."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")
    }


def new(folder: Path, name: str = "2026-05-01-d7-03") -> Draft:
    return new_file(folder, "assessment-decisions", name, FIELDS)


# --- new files


def test_a_new_file_is_what_a_person_would_write(folder: Path) -> None:
    draft = new_file(folder, "assessment-actions", "2026-05-01-mine", dict(reversed(ACTIONS.items())))
    assert draft.before is None
    assert not (folder / "assessment/actions").exists()
    write([draft])
    text = (folder / "assessment/actions/2026-05-01-mine.yaml").read_text(encoding="utf-8")
    assert text == "date: 2026-05-01\nby: learner\nactions: [{what: Read on, owner: learner}]\n"
    assert open_portfolio(folder).get("2026-05-01-mine")
    assert not [path for path in bytes_of(folder) if ".coachfolio" in path]


@pytest.mark.parametrize("name", ["2026-04-01-d7-03", "2026-04-01-D7-03", "2026-03-04-c01"])
def test_a_name_that_is_taken_anywhere_gets_a_number(folder: Path, name: str) -> None:
    assert new(folder, name).path == f"assessment/decisions/{name}-2.yaml"
    write([new(folder, name)])
    assert new(folder, name).path == f"assessment/decisions/{name}-3.yaml"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"date": "2026-05-01"}, "The field by is missing."),
        ({**FIELDS, "date": "1 May"}, "date is not a day written as year-month-day."),
        ({**FIELDS, "verdict": "pass"}, "There is no field verdict here."),
        ({**FIELDS, "feedback": "half \ud83d"}, "a character in it that no file should hold"),
        ({**FIELDS, "feedback": "long " * 60_000}, "too long"),
    ],
)
def test_what_does_not_fit_is_said_and_not_written(folder: Path, fields: dict[str, object], said: str) -> None:
    with pytest.raises(NotWritten, match=said):
        new_file(folder, "assessment-decisions", "x", fields)


# --- files that are there


def test_a_field_goes_in_and_everything_else_stays(folder: Path) -> None:
    draft = with_field(as_it_is(folder, RECORD_PATH), ("acknowledged",), "2026-04-03")
    draft = with_field(draft, ("actions", 0, "state"), "done")
    draft = with_field(draft, ("decisions", 0, "feedback"), "Less\n\nand later")
    draft = with_item(draft, ("actions",), {"what": "Rest", "owner": "learner"})
    write([draft])
    assert (folder / RECORD_PATH).read_text(encoding="utf-8") == RECORD.replace(
        '"More: soon"', '"Less\\n\\nand later"'
    ).replace(
        "    owner: learner\n",
        "    owner: learner\n    state: done\n  - {what: Rest, owner: learner}\nacknowledged: 2026-04-03\n",
    )


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text])
def test_line_ends_and_marks_of_other_programs_stay(folder: Path, change: Callable[[str], str]) -> None:
    (folder / RECORD_PATH).write_bytes(change(RECORD).encode())
    write([with_field(as_it_is(folder, RECORD_PATH), ("by",), "assessor-1 ".strip())])
    assert (folder / RECORD_PATH).read_bytes() == change(RECORD).encode()
    write([with_field(as_it_is(folder, RECORD_PATH), ("submission",), 1)])
    by = "by: assessor-1\n"
    assert (folder / RECORD_PATH).read_bytes() == change(RECORD.replace(by, f"{by}submission: 1\n")).encode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RECORD.replace("by: assessor-1", "by: &who assessor-1\nextra: {a: *who}"), "type the change yourself"),
        (RECORD.replace("date: ", "dat: "), "not in order as it stands"),
        (RECORD + "  - [", "not in order as it stands"),
        ("", "not in order as it stands"),
        (RECORD + "feedback: |+\n  The blank lines belong to this.\n\n\n", "type the change yourself"),
    ],
    ids=["repeats", "does not fit", "not YAML", "empty", "blank lines that count"],
)
def test_a_file_that_is_not_simple_is_left_to_a_person(folder: Path, text: str, said: str) -> None:
    (folder / RECORD_PATH).write_text(text, encoding="utf-8")
    with pytest.raises(NotWritten, match=said):
        with_field(as_it_is(folder, RECORD_PATH), ("acknowledged",), "2026-04-03")


def test_a_remark_inside_what_is_replaced_is_never_lost(folder: Path) -> None:
    with pytest.raises(NotWritten, match="type the change yourself"):
        with_field(as_it_is(folder, RECORD_PATH), ("decisions",), [{"criterion": "D7.03/s2", "verdict": "none"}])


def test_a_value_that_does_not_fit_is_refused_in_its_own_words(folder: Path) -> None:
    with pytest.raises(NotWritten, match="state should be open, done or dropped"):
        with_field(as_it_is(folder, RECORD_PATH), ("actions", 0, "state"), "finished")
    with pytest.raises(NotWritten, match="type the change yourself"):
        with_field(as_it_is(folder, RECORD_PATH), ("actions", 7, "state"), "done")
    with pytest.raises(NotWritten, match="cannot be read"):
        as_it_is(folder, "assessment/decisions/none.yaml")


# --- every one or none


def test_a_file_that_was_changed_in_between_is_left_as_it_is(folder: Path) -> None:
    drafts = [new(folder), with_field(as_it_is(folder, RECORD_PATH), ("acknowledged",), "2026-04-03")]
    (folder / RECORD_PATH).write_text(f"{RECORD}feedback: Typed in between.\n", encoding="utf-8")
    before = bytes_of(folder)
    for order in (drafts, drafts[::-1]):
        with pytest.raises(NotWritten, match=r"2026-04-01-d7-03.yaml was written or changed by something else"):
            write(order)
        assert bytes_of(folder) == before


def test_a_file_that_was_made_in_between_is_left_as_it_is(folder: Path) -> None:
    drafts = [with_field(as_it_is(folder, RECORD_PATH), ("acknowledged",), "2026-04-03"), new(folder)]
    (folder / "assessment/decisions/2026-05-01-d7-03.yaml").write_text("mine", encoding="utf-8")
    before = bytes_of(folder)
    with pytest.raises(NotWritten, match="something else"):
        write(drafts)
    assert bytes_of(folder) == before


IN_BETWEEN = """
import os, sys
from pathlib import Path
from types import FrameType
from typing import Any
from coachfolio.editing import drafts
folder, change = Path(sys.argv[1]), sys.argv[2]
record = "assessment/decisions/2026-04-01-d7-03.yaml"
old = drafts.with_field(drafts.as_it_is(folder, record), ("acknowledged",), "2026-04-03")
fields = {"date": "2026-05-01", "by": "learner", "actions": [{"what": "Read", "owner": "learner"}]}
new = drafts.new_file(folder, "assessment-actions", "2026-05-01-mine", fields)
def watch(event, args):
    # when the first file is in its place, somebody else is as quick
    if event == "os.link" and change == "new":
        Path(args[1]).write_text("mine", encoding="utf-8")
    if event == "os.link" and change == "old":
        (folder / record).write_text("mine", encoding="utf-8")
sys.addaudithook(watch)
try:
    drafts.write([old, new] if change == "new" else [new, old])
except drafts.NotWritten as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("change", "typed"), [("new", "assessment/actions/2026-05-01-mine.yaml"), ("old", RECORD_PATH)]
)
def test_what_is_typed_while_it_writes_is_not_lost(folder: Path, change: str, typed: str) -> None:
    before = bytes_of(folder)
    done = subprocess.run(
        [sys.executable, "-c", IN_BETWEEN, folder, change], capture_output=True, text=True, check=True
    )
    assert "something else just now. Nothing was written" in done.stdout
    after = bytes_of(folder)
    assert after.pop(typed) == b"mine"
    before.pop(typed, None)
    assert {path for path in after if after[path] != before.get(path)} <= {"assessment/actions"}


FULL = """
import resource, sys
from coachfolio.editing import drafts
drafts_of = [drafts.new_file(sys.argv[1], "assessment-decisions", "a", {"date": "2026-05-01", "by": "assessor-1"}),
    drafts.new_file(sys.argv[1], "assessment-actions", "b", {"date": "2026-05-01", "by": "learner",
        "actions": [{"what": "x" * 60_000, "owner": "learner"}]})]
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    drafts.write(drafts_of)
except drafts.NotWritten as error:
    print(error)
"""


def test_a_full_disk_changes_nothing(folder: Path) -> None:
    """A limit on the size of files stands for the disk."""
    before = bytes_of(folder)
    done = subprocess.run([sys.executable, "-c", FULL, folder], capture_output=True, text=True, check=True)
    assert "Nothing was written" in done.stdout
    assert bytes_of(folder) == before


READ_ONLY = """
import os, sys
from coachfolio.editing import drafts
draft = drafts.new_file(sys.argv[1], "assessment-actions", "b",
    {"date": "2026-05-01", "by": "learner", "actions": [{"what": "x", "owner": "learner"}]})
if os.geteuid() == 0:
    os.setuid(65534)
try:
    drafts.write([draft])
except drafts.NotWritten as error:
    print(error)
"""


def test_a_folder_that_may_only_be_read_is_said(folder: Path) -> None:
    for place in [folder, *folder.rglob("*")]:
        place.chmod(0o555 if place.is_dir() else 0o444)
    for parent in folder.parents[:3]:
        parent.chmod(0o755)
    before = bytes_of(folder)
    done = subprocess.run([sys.executable, "-c", READ_ONLY, folder], capture_output=True, text=True, check=False)
    for place in [folder, *folder.rglob("*")]:
        place.chmod(0o755 if place.is_dir() else 0o644)
    assert "The files could not be written: permission denied. Nothing was written." in done.stdout, done.stderr
    assert bytes_of(folder) == before


def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "assessment/actions").symlink_to(elsewhere)
    draft = new_file(folder, "assessment-actions", "mine", ACTIONS)
    with pytest.raises(NotWritten, match="assessment/actions is not a folder but a link"):
        write([draft])
    assert not list(elsewhere.iterdir())
    target = elsewhere / "record.yaml"
    target.write_text(RECORD, encoding="utf-8")
    draft = with_field(as_it_is(folder, RECORD_PATH), ("acknowledged",), "2026-04-03")
    (folder / RECORD_PATH).unlink()
    (folder / RECORD_PATH).symlink_to(target)
    with pytest.raises(NotWritten, match="something else"):
        write([draft])
    assert target.read_text(encoding="utf-8") == RECORD


def test_the_permissions_of_a_file_stay(folder: Path) -> None:
    (folder / RECORD_PATH).chmod(0o640)
    write([with_field(as_it_is(folder, RECORD_PATH), ("acknowledged",), "2026-04-03")])
    assert (folder / RECORD_PATH).stat().st_mode & 0o777 == 0o640


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # stopped just behind open()
def test_whoever_is_stopped_at_any_step_loses_nothing(folder: Path) -> None:
    """Interrupted before every line of what is done in turn: a file replaced, one made, and one taken away."""
    gone, made = SESSION_PATH, "assessment/actions/mine.yaml"
    before = bytes_of(folder)
    changes = {RECORD_PATH: b"by: assessor-1\n", made: b"by: learner\n", gone: None}

    def stopped_at(line: int) -> bool:
        left = line

        def trace(frame: FrameType, event: str, _: object) -> Any:
            nonlocal left
            if frame.f_code.co_name not in ("prepare", "change"):
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    raise KeyboardInterrupt
            return trace

        sys.settrace(trace)
        try:
            change_files(folder, changes, lambda path: True)
        except KeyboardInterrupt:
            return True
        finally:
            sys.settrace(None)
        return False

    steps = 1
    while stopped_at(steps):
        after = bytes_of(folder)
        if after.pop("assessment/actions", None) is not None:
            (folder / "assessment/actions").rmdir()  # it is empty, and does no harm
        assert after == before, steps
        steps += 1
    assert steps > 30
    after = bytes_of(folder)
    assert (after[RECORD_PATH], after[made], gone in after) == (b"by: assessor-1\n", b"by: learner\n", False)
