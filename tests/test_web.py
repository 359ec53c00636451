"""The application in a real browser: what each page says, and who can use it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .browser import barriers, browser
from .conftest import EXAMPLE, PORTFOLIO
from .desks import open_desk, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


_ADDRESSES = (
    *("/", "/evidence", "/evidence?client=C02&state=thin", "/map", "/map/pieces", "/map/D7.03", "/map/D7.02/s4"),
    *("/hours", "/clients", "/assessment", "/record", "/ready", "/findings"),
)
"""Every page that is read."""


def test_a_session_is_written_up_in_one_line(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO, "utf-8")
    with open_desk(tmp_path, known=False) as opened, window(chromium, opened) as seen:
        page = seen.page
        assert page.url == opened.origin + "/", "the address keeps no token"
        expect(page.get_by_role("heading", name="Your first minutes")).to_be_visible()
        page.get_by_label("The client’s code").fill("C01 soon: the board paper")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("How long was it?")
        page.get_by_label("The client’s code").fill("C01 60m yesterday: the board paper")
        page.keyboard.press("Enter")
        expect(page.locator(".understood")).to_contain_text("a session with C01 on 13 November 2026, 1 h")
        assert not (tmp_path / "sessions").exists()
        page.get_by_role("button", name="Write it down").click()
        expect(page.get_by_role("status")).to_contain_text("Written: sessions/")
        assert "the board paper" in next((tmp_path / "sessions").rglob("*.yaml")).read_text("utf-8")
        page.get_by_role("button", name="End").click()
        expect(page.get_by_role("heading", name="Ended")).to_be_visible()


def test_empty_pages_teach_and_need_no_scripts(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO, "utf-8")
    with open_desk(tmp_path) as opened:
        with window(chromium, opened) as seen:
            for address in _ADDRESSES:
                seen.page.goto(opened.origin + address)
                assert barriers(seen.page) == [], address
                assert len(seen.page.locator("main").inner_text().split()) > 12, f"{address} says what belongs there"
        with window(chromium, opened, java_script_enabled=False) as seen:
            page = seen.page
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            assert page.url.endswith("#main"), "the first thing that the keyboard reaches leads to the content"
            for title in ("Evidence", "Map", "Hours", "Clients", "Assessment", "Record", "Findings"):
                page.get_by_role("navigation").get_by_role("link", name=title, exact=True).click()
                expect(page.get_by_role("heading", level=1)).to_have_text(title)
            page.goto(opened.origin + "/")
            page.get_by_label("The client’s code").fill("C02 45m: half a sentence")
            page.keyboard.press("Enter")
            page.get_by_role("button", name="Write it down").press("Enter")
            page.goto(opened.origin + "/evidence?client=C02")
            page.locator("#pieces a").click()
            expect(page.locator("main")).to_contain_text("half a sentence")


def test_everybody_can_use_every_page(chromium: Browser, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "example"))
    with open_desk(folder) as opened, window(chromium, opened) as seen:
        rich = max(opened.desk.opened().view.pieces, key=lambda piece: (len(piece.claims), len(piece.attachments)))
        for address in (*_ADDRESSES, f"/piece/{rich.id}"):
            assert (answer := seen.page.goto(opened.origin + address))
            assert answer.status == 200, address
            assert barriers(seen.page) == [], address
            seen.page.emulate_media(color_scheme="dark")
            assert barriers(seen.page, "color-contrast") == [], address
            seen.page.emulate_media(color_scheme="light")
            seen.page.set_viewport_size({"width": 360, "height": 740})
            assert barriers(seen.page, "target-size", "scrollable-region-focusable", "label") == [], address
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360, address
            seen.page.set_viewport_size({"width": 1280, "height": 900})
