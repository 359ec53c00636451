"""A real browser for the tests of pages: Chromium, driven by Playwright, with everything noted that a page tries."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium() -> str:
    """Where the browser is. A machine without one cannot test pages, and says so: nothing is skipped."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "There is no Chromium here to look at pages with. In Debian: apt-get install chromium"
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # as root in a container there is no sandbox to be had
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield opened
        finally:
            opened.close()


@dataclass
class Seen:
    """What a page did besides being shown."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Requests that the browser did not make, because the page's own policy forbids them."""

    @property
    def trouble(self) -> list[str]:
        """Every request but the one for the page itself, every word in the console, and every dialog."""
        own = self.address.partition("#")[0]
        asked = [address for address in self.requests if address.partition("#")[0] != own]
        return [*(address for address in asked if not address.startswith("data:")), *self.console, *self.dialogs]


@contextmanager
def shown(opened: Browser, file: Path, at: str = "", **settings: Any) -> Iterator[Seen]:
    """A page in the browser, with everything noted that it tries."""
    context = opened.new_context(**settings)
    page = context.new_page()
    seen = Seen(page, file.as_uri())
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on(
        "requestfailed",
        lambda request: seen.refused.append(request.url) if "csp" in (request.failure or "") else None,
    )
    page.on("console", lambda message: seen.console.append(message.text))
    page.on("pageerror", lambda error: seen.console.append(str(error)))

    def refused(dialog: Any) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refused)
    try:
        page.goto(file.as_uri() + at)
        yield seen
    finally:
        context.close()


def barriers(page: Page, *only: str) -> list[str]:
    """What axe-core finds against WCAG 2.2, levels A and AA: each with the first element that it is about.

    `only` are the rules that are asked, where not all are.
    """
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    asked = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": tags}
    found = Axe().run(page, options={"runOnly": asked, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {len(violation['nodes'])} times, first {violation['nodes'][0]['html'][:160]}"
        for violation in found.response["violations"]
    ]
