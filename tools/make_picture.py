"""Make the pictures of the README: docs/portfolio.png from the example portfolio's page, and two of the application.

python tools/make_picture.py

It needs Chromium, and the packages that the tests need. The day is fixed: the picture changes with the page alone.
"""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
DAY: Final = datetime.date(2026, 11, 14)
WIDTH: Final = 1280
HEIGHT: Final = 1000
COLOURS: Final = 96
"""Few enough for a small file, and more than anybody sees."""


def main() -> None:
    """Make it."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no Chromium here. In Debian: apt-get install chromium")
    with tempfile.TemporaryDirectory() as scratch:
        # a copy with no record around it: this project's own saves are nobody's practice
        folder = Path(shutil.copytree(ROOT / "example-portfolio", Path(scratch, "example-portfolio")))
        page_file, picture = Path(scratch, "page.html"), Path(scratch, "page.png")
        command = [sys.executable, "-m", "coachfolio", "report", str(folder), "--out", str(page_file)]
        subprocess.run([*command, "--on", DAY.isoformat()], check=True, cwd=ROOT)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1)
            page.goto(page_file.as_uri())
            page.screenshot(path=picture)
            browser.close()
        _kept(picture, "portfolio.png")
        _of_the_application(chromium, Path(scratch))


def _kept(picture: Path, name: str) -> None:
    """A picture, put into docs as a small file."""
    from PIL import Image

    with Image.open(picture) as image:
        image.convert("RGB").quantize(COLOURS).save(ROOT / "docs" / name, optimize=True)
    print(f"docs/{name}: {(ROOT / 'docs' / name).stat().st_size:,} bytes")


def _of_the_application(chromium: str, scratch: Path) -> None:
    """Today and a criterion of the demonstration, as `coachfolio open --demo` shows them."""
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "-m", "coachfolio", "open", "--demo", "--no-browser", "--on", DAY.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout
        address = [running.stdout.readline() for _ in range(2)][1].strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1120, "height": 780})
            page.goto(address)
            page.screenshot(path=scratch / "today.png")
            page.goto(address.partition("?")[0] + "map/D7.03/s2")
            page.screenshot(path=scratch / "criterion.png")
            browser.close()
        running.terminate()
    _kept(scratch / "today.png", "today.png")
    _kept(scratch / "criterion.png", "criterion.png")


if __name__ == "__main__":
    main()
