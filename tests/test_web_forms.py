"""Sheets as forms in a real browser: what is typed, what is found beside it, what lies in the files afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from coachfolio.editing.forms.typed import all_typed
from coachfolio.editing.saving import message_for, save
from coachfolio.editing.starting import Beginning, NewClient, start, start_plan
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.hooks.unsaved import unsaved_work

from .browser import barriers, browser
from .conftest import TODAY
from .desks import open_desk, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
    """A folder for what is typed and not written."""
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


def said(folder: Path, *asked: str) -> str:
    return subprocess.run(["git", *asked], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
