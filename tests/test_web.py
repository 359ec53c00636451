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
