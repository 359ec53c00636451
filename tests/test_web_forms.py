"""Sheets as forms in a real browser: what is typed, what is found beside it, what lies in the files afterwards."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from coachfolio.cli import main
from coachfolio.editing.forms.entries import entries_of, pairs_of
from coachfolio.editing.forms.typed import all_typed
from coachfolio.editing.saving import message_for, save
from coachfolio.editing.starting import Beginning, NewClient, start, start_plan
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.forms import form_fields
from coachfolio.format.schemas import schema
from coachfolio.hooks.unsaved import unsaved_work

from .browser import barriers, browser
from .conftest import ROOT, TODAY
from .desks import open_desk, window
from .test_attachments import picture_with
from .test_forms import HOSTILE, scalars

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload, Page

SHEET = """\
# after the second time
date: 2026-03-04   # a Wednesday
minutes: 60
client: C01
role: coach
purpose: |
  The board paper.
"""
PATH = "sessions/2026-03-04-c01-board.yaml"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, and in it a folder for what is typed and not written."""
    (tmp_path / "own").mkdir()
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "own"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/nonexistent/gitconfig")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return tmp_path / "own"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A portfolio with one saved session."""
    place = tmp_path / "mine"
    clients = (NewClient("C01", ("Ada Brown",)), NewClient("C02", ("Li Wei",)))
    beginning = Beginning("ilm-l7-certificate-2007", "A. Learner", clients=clients, email="a@learner.example")
    assert start(start_plan(place, beginning)).saved
    (place / "sessions").mkdir()
    (place / PATH).write_text(SHEET, encoding="utf-8")
    unsaved = unsaved_work(place, today=TODAY)
    save(place, unsaved, message_for(unsaved))
    return place


def sessions(place: Path) -> list[Path]:
    return sorted((place / "sessions").rglob("*.yaml"))


def looked_at(page: Page) -> None:
    """Nobody is kept out of this page, in light and in dark, and it fits a phone."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_session_is_written_up_found_fault_with_saved_and_undone(chromium: Browser, mine: Path) -> None:
    with open_desk(mine) as opened, window(chromium, opened) as seen:
        page = seen.page
        page.goto(opened.origin + "/log")
        looked_at(page)
        page.get_by_role("link", name="Session", exact=True).click()

        # what is found stands beside its field while it is typed, and what is typed is kept
        page.get_by_label("Minutes", exact=True).press_sequentially("soon")
        expect(page.locator("[id='f-minutes-found']")).to_contain_text("whole minutes")
        page.get_by_label("Client", exact=True).fill("C01")
        page.get_by_label("Purpose", exact=True).fill("With Ada Brown about # NO: 1.10\n---\n&a !!x 012")
        expect(page.locator("[id='f-purpose-found']")).to_contain_text("The words name C01.")
        expect(page.locator("#kept")).to_have_text("What you typed is kept.")
        (typed,) = all_typed(mine)
        assert dict(typed.pairs)["purpose"].startswith("With Ada Brown")
        looked_at(page)

        # a form that is wrong is not written: what is wrong is listed, and leads to its field
        page.get_by_role("button", name="Write it into the folder").click()
        summary = page.get_by_role("alert").first
        expect(summary).to_contain_text("Nothing was written")
        expect(summary).to_be_focused()
        assert sessions(mine) == [mine / PATH]
        looked_at(page)
        summary.get_by_role("link", name="Minutes").click()
        expect(page.get_by_label("Minutes", exact=True)).to_be_focused()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("75")
        page.get_by_label("Role", exact=True).select_option("coach")
        page.get_by_label("Purpose", exact=True).fill("With C01 about # NO: 1.10\n---\n&a !!x 012")
        expect(page.locator("[id='f-purpose-found']")).to_be_empty()
        page.get_by_role("button", name="Write it into the folder").click()
        expect(page.get_by_role("status").first).to_contain_text("Written: sessions/")
        (new,) = [path for path in sessions(mine) if path != mine / PATH]
        fields = read("", new.read_bytes(), shape_of("sessions")).fields
        assert fields is not None
        assert fields["purpose"] == "With C01 about # NO: 1.10\n---\n&a !!x 012\n"
        assert (fields["minutes"], fields["client"], fields["date"]) == (75, "C01", "2026-11-14")
        assert not all_typed(mine), "what is written is not kept a second time"

        # one more claim, and nothing else in the file is touched
        before = new.read_text("utf-8")
        page.get_by_role("button", name="Add another claim").click()
        page.get_by_label("Criterion", exact=True).last.fill("D7.03/s2")
        page.get_by_label("Where", exact=True).last.fill("purpose")
        page.get_by_role("button", name="Write it into the folder").click()
        after = new.read_text("utf-8")
        assert [line for line in before.splitlines() if line not in after.splitlines()] == []
        assert "criterion: D7.03/s2" in after

        # saved under words of one's own, taken back, and a sheet put back
        page.get_by_role("button", name="Write it, and save…").click()
        expect(page.get_by_role("heading", name="What would be saved")).to_be_visible()
        looked_at(page)
        page.get_by_label("What this save is about").fill("With Ada Brown")
        page.get_by_role("button", name="Save it").click()
        expect(page.get_by_role("alert")).to_contain_text("name a client")
        page.get_by_label("What this save is about").fill("A session of November")
        page.get_by_role("button", name="Save it").click()
        expect(page.get_by_role("status")).to_have_text("Saved.")
        assert said(mine, "log", "-1", "--format=%s") == "A session of November"
        assert said(mine, "status", "--porcelain") == ""
        page.get_by_role("button", name="Take the last save back").click()
        expect(page.get_by_role("status")).to_contain_text("Taken back.")
        assert new.read_text("utf-8") == after
        assert said(mine, "status", "--porcelain", "--untracked-files=all").split() == [
            "??",
            new.relative_to(mine).as_posix(),
        ]


def test_whoever_writes_second_sees_both_and_overwrites_nothing(chromium: Browser, mine: Path) -> None:
    sheet = mine / PATH
    with open_desk(mine) as opened, window(chromium, opened) as seen:
        page = seen.page
        page.goto(f"{opened.origin}/edit/{PATH}")
        other = page.context.new_page()
        other.goto(f"{opened.origin}/edit/{PATH}")
        other.get_by_label("Minutes", exact=True).fill("75")
        other.get_by_role("button", name="Write it into the folder").click()
        assert sheet.read_text("utf-8") == SHEET.replace("minutes: 60", "minutes: 75")

        # the second window: both are shown, and what it wrote is put into what is there by now
        page.get_by_label("Minutes", exact=True).fill("90")
        page.get_by_label("Role", exact=True).select_option("mentor")
        page.get_by_role("button", name="Write it into the folder").click()
        expect(page.get_by_role("alert")).to_contain_text("was changed by another program or window")
        expect(page.get_by_role("row", name="Minutes")).to_contain_text("75")
        expect(page.get_by_role("row", name="Minutes")).to_contain_text("90")
        assert sheet.read_text("utf-8") == SHEET.replace("minutes: 60", "minutes: 75")
        looked_at(page)
        page.get_by_role("button", name="Write it into the folder").click()
        written = SHEET.replace("minutes: 60", "minutes: 90").replace("role: coach", "role: mentor")
        assert sheet.read_text("utf-8") == written

        # the sheet as text beside it: the same rule
        page.goto(f"{opened.origin}/edit/{PATH}")
        page.get_by_label("The same sheet as text").fill(written + "# mine\n")
        expect(page.get_by_label("Minutes", exact=True)).to_be_disabled()
        sheet.write_text(written.replace("The board paper.", "Two papers."), "utf-8")
        page.get_by_role("button", name="Write the text").click()
        expect(page.get_by_role("alert")).to_contain_text("was changed by another program or window")
        assert "Two papers." in sheet.read_text("utf-8")
        expect(page.get_by_label("The same sheet as text")).to_have_value(written + "# mine\n")
        page.get_by_role("button", name="Write the text").click()
        assert sheet.read_text("utf-8") == written + "# mine\n"

        # git takes the file away beside it: what was typed is shown, and kept
        page.goto(f"{opened.origin}/edit/{PATH}")
        page.get_by_label("Purpose", exact=True).fill("Words that nobody may lose.")
        said(mine, "rm", "--force", "--quiet", PATH)
        page.get_by_role("button", name="Write it into the folder").click()
        expect(page.get_by_role("alert")).to_contain_text("not in the folder any more")
        expect(page.locator("pre")).to_contain_text("Words that nobody may lose.")
        assert not sheet.exists()
        page.goto(opened.origin + "/log")
        expect(page.get_by_role("heading", name="Half written")).to_be_visible()


def test_a_file_that_cannot_be_read_is_mended_as_text(chromium: Browser, mine: Path) -> None:
    sheet = mine / PATH
    sheet.write_text(SHEET.replace("client: C01", "client: [C01"), "utf-8")
    with open_desk(mine) as opened, window(chromium, opened) as seen:
        page = seen.page
        page.goto(opened.origin + "/log")
        page.get_by_role("link", name=PATH).click()
        expect(page.get_by_text("This sheet cannot be read as it is")).to_be_visible()
        looked_at(page)
        text = page.get_by_label("The same sheet as text")
        text.fill(SHEET.replace("client: C01", "client: ada"))
        expect(page.locator("[id='f-_text-found']")).to_contain_text("Line 4:")
        text.fill(SHEET)
        expect(page.locator("[id='f-_text-found']")).to_be_empty()
        page.get_by_role("button", name="Write the text").click()
        expect(page.get_by_label("Minutes", exact=True)).to_have_value("60")
    assert sheet.read_text("utf-8") == SHEET


def test_attachments_are_looked_through_before_anything_of_them_is_written(chromium: Browser, mine: Path) -> None:
    photo = picture_with("JPEG", artist="Ada")
    with open_desk(mine) as opened, window(chromium, opened) as seen:
        page = seen.page
        page.goto(f"{opened.origin}/edit/{PATH}")
        files: list[FilePayload] = [
            {"name": "../../whiteboard.jpg", "mimeType": "image/jpeg", "buffer": photo},
            {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Ada Brown said so.\n"},
            {"name": "other.yaml", "mimeType": "text/yaml", "buffer": b"date: 2026-03-04\n"},
        ]
        page.get_by_label("Files that belong to it").set_input_files(files)
        page.get_by_role("button", name="Write it into the folder").click()
        expect(page.get_by_role("group", name="notes.txt")).to_contain_text("It names C01.")
        expect(page.get_by_role("group", name="other.yaml")).to_contain_text("Write it up as one.")
        expect(page.get_by_role("group", name="whiteboard.jpg")).to_contain_text("Attach it without its properties")
        assert sorted(path.name for path in (mine / "sessions").iterdir()) == [Path(PATH).name]
        looked_at(page)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("status").first).to_contain_text("1 file is attached")
    assert (mine / PATH).read_text("utf-8") == SHEET + "attachments: [whiteboard.jpg]\n"
    kept = (mine / "sessions/whiteboard.jpg").read_bytes()
    assert kept != photo
    assert b"Ada" not in kept


def test_without_scripts_everything_can_be_written(chromium: Browser, mine: Path) -> None:
    with open_desk(mine) as opened, window(chromium, opened, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{opened.origin}/edit/{PATH}")
        page.get_by_role("button", name="Add another claim").click()
        page.get_by_label("Criterion", exact=True).last.fill("D7.03/s2")
        page.get_by_label("Purpose", exact=True).fill("*Two* papers.\n\n<script>alert(1)</script>")
        page.get_by_role("button", name="Look at it first").click()
        expect(page.locator("#preview em")).to_have_text("Two")
        assert (mine / PATH).read_text("utf-8") == SHEET
        page.get_by_role("button", name="Write it into the folder").click()
        assert "criterion: D7.03/s2" in (mine / PATH).read_text("utf-8")
        page.get_by_role("button", name="Take out claim 1").click()
        page.get_by_role("button", name="Write it into the folder").click()
        assert "claims" not in (mine / PATH).read_text("utf-8")
        page.get_by_role("link", name="Put this sheet back as it was saved before").click()
        expect(page.get_by_role("main")).to_contain_text("changes that are not saved")
        page.goto(opened.origin + "/save")
        page.get_by_role("button", name="Save it").click()
        page.goto(f"{opened.origin}/undo/{PATH}")
        expect(page.get_by_role("row", name="Purpose")).to_contain_text("The board paper.")
        page.get_by_role("button", name="Put it back").click()
        assert (mine / PATH).read_text("utf-8") == SHEET


def test_what_an_assessor_wrote_is_not_changed_here_and_what_comes_late_is_not_kept(mine: Path) -> None:
    decisions = mine / "assessment/decisions/2026-04-01-d7-03.yaml"
    decisions.parent.mkdir(parents=True)
    decisions.write_text("date: 2026-04-01\nby: assessor-1\nunit: D7.03\nsubmission: 1\n", "utf-8")
    with open_desk(mine) as opened:
        path = decisions.relative_to(mine).as_posix()
        assert "at a desk of their own" in opened.ask("GET", f"/edit/{path}").text
        for at in ("../../etc/passwd", "private/clients.yaml", "%2e%2e/x.yaml", "sessions/none.yaml", ".git/config"):
            assert opened.ask("GET", f"/edit/{at}").status == 404, at
            assert json.loads(opened.ask("POST", "/look", urlencode({"_path": at})).text)["kept"] is False
        for address in (f"/edit/{path}", "/edit/../x.yaml", "/log/assessment-decisions", "/log/x", f"/attach/{path}"):
            opened.ask("POST", address, urlencode({"date": "2026-04-02", "_do": "keep"}))
        assert "2026-04-02" not in "".join(file.read_text("utf-8") for file in mine.rglob("*.yaml"))

        # what was typed is on its way while the sheet is written: it is not half written again
        form = urlencode({"_kind": "sessions", "_window": "a-window-of-mine", "purpose": "x"})
        assert json.loads(opened.ask("POST", "/look", form).text)["kept"]
        assert len(all_typed(mine)) == 1
        planned = CliRunner().invoke(main, ["forget", "C01", str(mine), "--dry-run"]).output
        assert "Something is half written in the browser" in planned
        opened.ask("POST", "/log/sessions", form + "&_do=away")
        opened.ask("POST", "/look", form)
        assert not all_typed(mine)


def test_a_save_that_loses_something_asks_for_the_reason(mine: Path) -> None:
    (mine / PATH).unlink()
    with open_desk(mine) as opened:
        page = opened.ask("GET", "/save").text
        assert "What this save loses" in page
        judged = re.findall(r'name="judged" value="(\w+)"', page)[0]
        assert "Say why below" in opened.ask("POST", "/save", urlencode({"judged": judged})).text
        (mine / "sessions/2026-03-05-c01.yaml").write_text(SHEET, "utf-8")
        form = {"judged": judged, "reason": "C01 asked for it"}
        assert "written since you looked" in opened.ask("POST", "/save", urlencode(form)).text
        assert said(mine, "rev-list", "--count", "HEAD") == "2"
        (mine / "sessions/2026-03-05-c01.yaml").unlink()
        assert opened.ask("POST", "/save", urlencode(form)).status == 303
        assert "Reason: C01 asked for it" in said(mine, "log", "-1", "--format=%B")

        # put back as it was, and the word of a command leads to its form
        assert opened.ask("POST", f"/undo/{PATH}").status == 303
        assert (mine / PATH).read_text("utf-8") == SHEET
        assert opened.ask("GET", "/log/session").headers["location"] == "/log/sessions"


@pytest.mark.parametrize("turn", range(3))
def test_hostile_words_in_every_field_stay_words(mine: Path, turn: int) -> None:
    """Sent as a browser sends them, to every kind: nothing but the one sheet is made, and it says what was typed."""
    with open_desk(mine) as opened:
        for kind in ("sessions", "feedback", "learning-log"):
            names = [
                name
                for name, part in scalars(form_fields(kind))
                if part.how in ("prose", "line") and part.free and name.partition(".")[0] not in ("claims", "imported")
            ]
            typed = {name: HOSTILE[(number * 3 + turn) % len(HOSTILE)] for number, name in enumerate(names)}
            pairs = {**dict(pairs_of(entries_of(form_fields(kind), _example(kind)))), **typed, "_do": "keep"}
            before = set(mine.rglob("*.yaml"))
            told = opened.ask("POST", f"/log/{kind}", urlencode(pairs))
            assert told.status == 303
            (new,) = set(mine.rglob("*.yaml")) - before
            fields = read("", new.read_bytes(), shape_of(kind)).fields
            assert fields is not None
            again = dict(pairs_of(entries_of(form_fields(kind), fields)))
            assert {name: again[name].strip() for name in typed} == {
                name: words.strip().replace("\r\n", "\n") for name, words in typed.items()
            }
            page = opened.ask("GET", told.headers["location"]).text
            assert "<script>alert" not in page


def _example(kind: str) -> dict[str, Any]:
    fields = read("", json.dumps(schema(kind)["examples"][0]).encode(), shape_of(kind)).fields
    assert fields is not None
    return {name: value for name, value in fields.items() if name not in ("claims", "about", "attachments")}


@pytest.mark.skipif(sys.platform == "win32", reason="a signal of Unix")
def test_a_program_that_is_killed_loses_at_most_two_seconds(chromium: Browser, mine: Path, own: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from coachfolio.web.desk import Desk; "
        "from coachfolio.web.server import Server; server = Server(Desk(Path(sys.argv[1]))); "
        "server.serve(lambda: print(server.address, flush=True))"
    )
    context = chromium.new_context()
    started = subprocess.Popen([sys.executable, "-c", program, str(mine)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert started.stdout is not None
        page = context.new_page()
        address = started.stdout.readline().strip()
        page.goto(address)
        page.goto(address.partition("?")[0] + f"edit/{PATH}")
        page.get_by_label("Purpose", exact=True).focus()
        typed = ""
        until = time.monotonic() + 3.5
        while time.monotonic() < until:  # no pause in which a program could take its breath
            page.keyboard.type(f" word{len(typed)}")
            typed += f" word{len(typed)}"
            if time.monotonic() < until - 2:
                old_enough = typed
        started.send_signal(signal.SIGKILL)
        (kept,) = all_typed(mine)
        assert old_enough.strip() in dict(kept.pairs)["purpose"]
        assert (mine / PATH).read_text("utf-8") == SHEET
    finally:
        started.kill()
        started.wait()
        assert started.stdout is not None
        started.stdout.close()
        context.close()
    with open_desk(mine) as opened, window(chromium, opened) as seen:
        seen.page.goto(f"{opened.origin}/edit/{PATH}")
        seen.page.get_by_role("link", name="Go on with it").click()
        assert old_enough.strip() in seen.page.get_by_label("Purpose", exact=True).input_value()


def said(folder: Path, *asked: str) -> str:
    return subprocess.run(["git", *asked], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
