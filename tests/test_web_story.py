"""The whole story in the browser, as people would play it: from an empty folder to what is handed in.

One browser. After each step the files and the record are looked at, and every page is asked for what keeps people out.
`COACHFOLIO_SHEETS=98` brings in as many Word sheets as a whole course has.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from coachfolio.base.diagnostics import Severity
from coachfolio.checks.whole import check_folder
from coachfolio.evidence.model import AssessmentRecord, Declaration, SamplingRecord, Session
from coachfolio.portfolio.loading import open_portfolio

from .browser import barriers, browser
from .conftest import TODAY
from .desks import OpenDesk, open_desk, window
from .imports.word_xml import docx, form, heading
from .repositories import git, ssh_key

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SHEETS = int(os.environ.get("COACHFOLIO_SHEETS", "3"))
NAMES = ("Jane Smith", "Mark Thompson", "Priya Nair")
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
FEEDBACK = "You say what you did.\n\nWhat did you notice about yourself?"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Somebody who never set git up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield


def _pieces(folder: Path, kind: type[Any]) -> list[Any]:
    return [piece for piece in open_portfolio(folder).evidence if isinstance(piece, kind)]


def _saves(folder: Path) -> list[str]:
    return git(folder, "log", "--format=%s").decode().splitlines()


def _unsaved(folder: Path) -> str:
    return git(folder, "status", "--porcelain").decode()


def _open_to_all(page: Page) -> None:
    """Nothing keeps anybody out, and nothing stands beyond the edge of the window."""
    assert barriers(page) == [], page.url
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], (page.url, width)


def _told(page: Page, words: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(re.compile(words))


def test_from_an_empty_folder_to_what_is_handed_in(chromium: Browser, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    with open_desk(mine) as opened:
        with window(chromium, opened, **PHONE) as seen:
            _starts(seen.page, mine)
            _writes_up_two_sessions(seen.page, mine)
        with window(chromium, opened) as seen:
            _writes_up_a_session_without_a_mouse(seen.page, opened, mine)
            _maps_it(seen.page, opened, mine)
            _saves_it(seen.page, opened, mine)
            _brings_sheets_in(seen.page, opened, mine, tmp_path)
            _says_who_may_decide(seen.page, opened, mine)
            _saves_it(seen.page, opened, mine)
            handed = _hands_over(seen.page, opened, tmp_path)
        returned = _assessor_decides(chromium, handed, tmp_path)
        with window(chromium, opened) as seen:
            _brings_back(seen.page, opened, returned, mine)
            assert git(mine, "tag").decode().split() == ["sealed/assessor/1"]
            handed = _hands_over(seen.page, opened, tmp_path)
        returned = _quality_assurer_looks(chromium, handed, tmp_path)
        with window(chromium, opened, java_script_enabled=False) as seen:
            _brings_back(seen.page, opened, returned, mine)
            _declares(seen.page, opened, mine)
            _saves_it(seen.page, opened, mine)
            seen.page.goto(opened.origin + "/ready")
            expect(seen.page.locator("main")).to_contain_text("D7.03")
            _is_not_packed_before_it_is_ready(seen.page, opened)
        assert _pieces(mine, SamplingRecord)
        report = check_folder(mine, today=TODAY)
        assert [f"{found.code} {found.path}" for found in report.diagnostics if found.severity == Severity.ERROR] == []
        for name in NAMES:  # nobody's name is in anything that was saved
            assert git(mine, "log", "--all", "-p", "-S", name, "--format=%H") == b""


def _starts(page: Page, mine: Path) -> None:
    assert page.url.endswith("/start")
    _open_to_all(page)
    page.get_by_label("ILM Level 7 Certificate in Executive Coaching and Leadership Mentoring, edition 2007").check()
    page.get_by_label("Your name").fill("A. Learner")
    page.get_by_label("Your e-mail address").fill("a@learner.example")
    page.get_by_label("The day your centre registered you").fill("2027-01-05")
    page.get_by_label("Name of client C01").fill("Jane Smith")
    page.get_by_role("button", name="More rows").click()
    assert page.get_by_label("Name of client C01").input_value() == "Jane Smith"
    page.get_by_role("button", name="Start the portfolio").click()
    expect(page.get_by_role("alert")).to_contain_text("still to come")
    assert not list(mine.iterdir())
    page.get_by_label("The day your centre registered you").fill("2026-01-05")
    page.get_by_role("button", name="Start the portfolio").click()
    _told(page, "saved as the first save")
    _open_to_all(page)
    assert (_saves(mine), _unsaved(mine)) == (["Start the portfolio"], "")
    assert "Jane Smith" in (mine / "private/clients.yaml").read_text(encoding="utf-8")


def _writes_up_two_sessions(page: Page, mine: Path) -> None:
    for line in ("C01 60m 3 Mar 2026 video #D7.03/s2: Board paper: what she kept", "C01 45m 10 Mar 2026: the deputy"):
        page.locator("#line").fill(line)
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name="Write it down").click()
        _told(page, "Written: sessions/2026-03")
    first, second = sorted(_pieces(mine, Session), key=lambda session: session.date)
    assert (first.minutes, first.mode, [claim.criterion for claim in first.claims]) == (60, "video", ["D7.03/s2"])
    assert (second.minutes, second.purpose) == (45, "the deputy")


def _writes_up_a_session_without_a_mouse(page: Page, opened: OpenDesk, mine: Path) -> None:
    page.goto(opened.origin + "/")
    keys = page.keyboard
    _tab_to(page, "id", "line")
    keys.type("C01 90m 17 Mar 2026 in-person #D7.03/s1: silence")
    keys.press("Enter")
    expect(page.locator(".understood")).to_be_visible()
    _tab_to(page, "textContent", "Write it down")
    keys.press("Enter")
    _told(page, "Written: sessions/2026-03-17")
    assert len(_pieces(mine, Session)) == 3


def _tab_to(page: Page, what: str, wanted: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(60):
        if str(page.evaluate(f"document.activeElement.{what}") or "").strip() == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {wanted}")


def _maps_it(page: Page, opened: OpenDesk, mine: Path) -> None:
    (piece,) = [session for session in _pieces(mine, Session) if session.minutes == 45]
    before = (mine / piece.path).read_text(encoding="utf-8")
    page.goto(f"{opened.origin}/edit/{piece.path}")
    page.locator("[name='claims.0.criterion']").fill("D7.03/s2")
    page.locator("[name='claims.0.where']").fill("purpose")
    page.locator("[name='claims.0.how']").fill("holding back advice")
    page.get_by_role("button", name="Write it into the folder").click()
    expect(page.get_by_role("status").first).to_contain_text("ritten")
    (claim,) = next(session for session in _pieces(mine, Session) if session.minutes == 45).claims
    assert (claim.criterion, claim.where, claim.how) == ("D7.03/s2", "purpose", "holding back advice")
    assert (mine / piece.path).read_text(encoding="utf-8").startswith(before.rstrip("\n"))
    page.goto(opened.origin + "/map")
    _open_to_all(page)
    assert page.locator("main").get_by_text("D7.03/s2").count()


def _saves_it(page: Page, opened: OpenDesk, mine: Path) -> None:
    before = len(_saves(mine))
    _save_in_browser(page, opened)
    assert (len(_saves(mine)), _unsaved(mine)) == (before + 1, "")


def _save_in_browser(page: Page, opened: OpenDesk) -> None:
    page.goto(opened.origin + "/save")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_role("status").first).to_contain_text("aved")


def _brings_sheets_in(page: Page, opened: OpenDesk, mine: Path, tmp_path: Path) -> None:
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    files: list[str | Path] = []
    for number in range(SHEETS):
        day = datetime.date(2025, 1, 13) + datetime.timedelta(days=4 * number)
        name = NAMES[number % len(NAMES)]
        words = f"{name.split()[0]} wanted to stop rewriting the papers of her team. " * (3 if SHEETS < 10 else 40)
        about = {"Date": f"{day:%d/%m/%Y}", "Client_name": name, "Duration": "60 minutes"}
        path = sheets / f"{name} {number:02}.docx"
        path.write_bytes(docx(heading("Contact sheet"), form(**about, Purpose=words, My_reflection=words)))
        files.append(path)
    page.goto(opened.origin + "/bring-in")
    _open_to_all(page)
    page.get_by_label("Drop your files here, or choose them").set_input_files(files)
    page.get_by_role("button", name="Look at them").click()
    expect(page.get_by_role("heading", name="4 of 4")).to_be_visible(timeout=120_000)
    assert page.url == opened.origin + "/bring-in", "no name is in an address"
    _open_to_all(page)
    place = Path(str(opened.server._app.state.arrivals.files[0])).parent
    assert os.name == "nt" or place.stat().st_mode & 0o077 == 0
    assert (len(_pieces(mine, Session)), _unsaved(mine)) == (3, ""), "nothing is written yet"
    page.get_by_label("Code of Mark Thompson").fill("C07")
    page.get_by_role("button", name="Work it out again").click()
    expect(page.get_by_label("Code of Mark Thompson")).to_have_value("C07")
    page.get_by_role("button", name="Write all this").click()
    page.wait_for_url(opened.origin + "/", timeout=120_000)
    _told(page, "It is saved")
    assert not place.exists()
    sessions = _pieces(mine, Session)
    assert len(sessions) == 3 + SHEETS
    assert {session.client for session in sessions} >= {"C01", "C07"}
    assert all(session.recorded == "imported" for session in sessions if session.date.year == 2025)
    assert (_saves(mine)[0], _unsaved(mine)) == (f"Import {SHEETS} pieces of evidence", "")
    assert "Mark Thompson" in (mine / "private/clients.yaml").read_text(encoding="utf-8")


def _says_who_may_decide(page: Page, opened: OpenDesk, mine: Path) -> None:
    page.goto(opened.origin + "/settings")
    _open_to_all(page)
    for short, role in (("assessor-1", "assessor"), ("iqa-1", "iqa")):
        section = page.locator("section", has=page.locator("#people"))
        if not section.locator("#short").is_visible():
            section.locator("summary").click()
        section.locator("#short").fill(short)
        section.locator("#role").select_option(role)
        section.locator("#saves-as").fill(f"{role}@centre.example")
        section.get_by_role("button", name="Add").click()
        _told(page, f"{short} is among the people")
    file = open_portfolio(mine).file
    assert file is not None
    assert {short: person.role for short, person in file.people.items()} == {"assessor-1": "assessor", "iqa-1": "iqa"}
    assert "# portfolio.yaml: whose portfolio this is" in (mine / "portfolio.yaml").read_text(encoding="utf-8")


def _hands_over(page: Page, opened: OpenDesk, tmp_path: Path) -> Path:
    page.goto(opened.origin + "/hand-over")
    _open_to_all(page)
    with page.expect_download() as handed:
        page.get_by_role("button", name="Download the hand-over file").click()
    file = tmp_path / f"handed-{len(list(tmp_path.glob('handed-*')))}.bundle"
    handed.value.save_as(file)
    return file


def _cloned(handed: Path, who: str) -> Path:
    place = handed.parent / f"{who}-{handed.stem}"
    git(handed.parent, "clone", "--quiet", str(handed), str(place))
    git(place, "config", "user.name", who)
    git(place, "config", "user.email", f"{who}@centre.example")
    return place


def _assessor_decides(chromium: Browser, handed: Path, tmp_path: Path) -> Path:
    """On a clone, in a window that runs no scripts."""
    copy = _cloned(handed, "assessor")
    with (
        open_desk(copy, level="assessor", who="assessor-1") as opened,
        window(chromium, opened, java_script_enabled=False) as seen,
    ):
        page = seen.page
        page.goto(opened.origin + "/desk")
        page.get_by_role("link", name="D7.03").click()
        assert "Board paper" in page.locator("main").inner_text()
        assert "what she kept" in page.locator("main").inner_text(), "the very words stand beside the form"
        page.get_by_label("Verdict on D7.03/s1").select_option("pass")
        page.get_by_label("Verdict on D7.03/s2").select_option("referral")
        page.get_by_role("button", name="Write it down").last.click()
        expect(page.get_by_role("alert")).to_contain_text("nothing says what is missing")
        assert not _pieces(copy, AssessmentRecord)
        assert page.get_by_label("Verdict on D7.03/s1").input_value() == "pass"
        page.get_by_label("Feedback on D7.03/s2").fill(FEEDBACK)
        page.get_by_label("Action 1").fill("Add a paragraph on it")
        page.get_by_role("button", name="Look at it first").click()
        expect(page.get_by_role("heading", name="This would be written")).to_be_visible()
        page.get_by_role("button", name="Write it down").first.click()
        (record,) = _pieces(copy, AssessmentRecord)
        said = {decision.criterion: (decision.verdict, decision.feedback) for decision in record.decisions}
        assert said["D7.03/s1"] == ("pass", None)
        assert said["D7.03/s2"][0] == "referral"
        assert said["D7.03/s2"][1].strip() == FEEDBACK
        _save_in_browser(page, opened)
        assert _unsaved(copy) == ""
        _seals(page, opened, copy)
        return _goes_back(page, opened, tmp_path / "returned-assessor.bundle")


def _seals(page: Page, opened: OpenDesk, copy: Path) -> None:
    key, _ = ssh_key(copy.parent / "keys")
    for name, value in (("user.signingKey", str(key)), ("gpg.format", "ssh")):
        git(copy, "config", name, value)
    page.goto(opened.origin + "/desk")
    page.get_by_text("Seal it", exact=True).click()
    page.get_by_label("D7.03").check()
    page.get_by_label("What you decided").select_option("refer")
    page.get_by_role("button", name="Seal", exact=True).click()
    _told(page, "sealed/assessor/1")
    assert git(copy, "tag").decode().split() == ["sealed/assessor/1"]


def _goes_back(page: Page, opened: OpenDesk, file: Path) -> Path:
    page.goto(opened.origin + "/desk")
    with page.expect_download() as returned:
        page.get_by_role("button", name="Download the file that goes back").click()
    returned.value.save_as(file)
    return file


def _quality_assurer_looks(chromium: Browser, handed: Path, tmp_path: Path) -> Path:
    copy = _cloned(handed, "iqa")
    with (
        open_desk(copy, level="assessor", who="iqa-1") as opened,
        window(chromium, opened, **PHONE) as seen,
    ):
        page = seen.page
        page.goto(opened.origin + "/desk")
        _open_to_all(page)
        page.get_by_role("button", name="Draw a plan").click()
        _told(page, "decisions were chosen")
        _open_to_all(page)
        page.locator("select[name^='outcome:']").first.select_option("agreed")
        page.locator("textarea[name^='comment:']").first.fill("I read the same.")
        page.get_by_role("button", name="Write down what I looked at").click()
        _told(page, "Written: assessment/sampling/")
        (record,) = _pieces(copy, SamplingRecord)
        assert [look.outcome for look in record.sampled] == ["agreed"]
        _save_in_browser(page, opened)
        return _goes_back(page, opened, tmp_path / "returned-iqa.bundle")


def _brings_back(page: Page, opened: OpenDesk, returned: Path, mine: Path) -> None:
    before = _saves(mine)
    page.goto(opened.origin + "/hand-over")
    page.get_by_label("The file that came back").set_input_files(returned)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="What came back")).to_be_visible()
    assert _saves(mine) == before
    page.get_by_role("button", name="Bring it in").click()
    _told(page, "Received: ")
    assert len(_saves(mine)) > len(before)
    assert _unsaved(mine) == ""


def _is_not_packed_before_it_is_ready(page: Page, opened: OpenDesk) -> None:
    page.goto(opened.origin + "/hand-over")
    page.get_by_role("button", name="Download the pack").click()
    expect(page.get_by_role("alert")).to_contain_text("not ready to be handed in")
    expect(page.get_by_text("Still in the way")).to_be_visible()


def _declares(page: Page, opened: OpenDesk, mine: Path) -> None:
    page.goto(opened.origin + "/declare")
    for point in page.locator("input[name=statement]").all():
        point.check()
    page.locator("#ai-none").check()
    page.get_by_role("button", name="Declare and sign").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick at the end")
    assert not _pieces(mine, Declaration)
    page.locator("#sign").check()
    page.get_by_role("button", name="Declare and sign").click()
    _told(page, "Declared and signed")
    (declared,) = _pieces(mine, Declaration)
    assert (declared.kind, declared.ai_use) == ("authenticity", "none")
