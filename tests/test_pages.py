"""The pages in a real browser: what works, who can use them, and that nothing of a portfolio ever runs in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coachfolio.checks.checking import check
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written
from coachfolio.format.schemas import ANNOTATION, schema
from coachfolio.outputs.html.embedding import Embedder
from coachfolio.outputs.html.mapping_sheet import mapping_page
from coachfolio.outputs.html.page import portfolio_page
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.sources import Folder
from coachfolio.reports.attached_files import AttachedFiles
from coachfolio.reports.opening import opened_for
from coachfolio.reports.viewing import portfolio_view

from .browser import Seen, barriers, browser, shown
from .conftest import EXAMPLE, PORTFOLIO, SESSION, TODAY, apart
from .repositories.learner import Learner

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from coachfolio.facts.audience import Viewer


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def made(folder: Path, into: Path, reader: Viewer = "learner", **given: Any) -> Path:
    opened = opened_for(reader, folder, today=TODAY, **given)
    into.write_text(portfolio_page(opened.view, Embedder(opened.files, reader, opened.named_in)), encoding="utf-8")
    return into


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(apart(EXAMPLE), tmp_path_factory.mktemp("page") / "example.html")


@pytest.fixture
def seen(chromium: Browser, page_file: Path) -> Iterator[Seen]:
    with shown(chromium, page_file, viewport={"width": 1280, "height": 900}) as looked:
        yield looked
        assert looked.trouble == []


def _pieces(looked: Seen) -> int:
    return looked.page.locator("article.piece:visible").count()


def _told(looked: Seen, words: str) -> None:
    """Wait until the page says how many pieces it shows."""
    from playwright.sync_api import expect

    expect(looked.page.locator("#shown")).to_have_text(re.compile(words))


def test_filters_and_search(seen: Seen) -> None:
    page, view = seen.page, portfolio_view(check(open_portfolio(EXAMPLE), today=TODAY))
    every = len(view.pieces)
    assert _pieces(seen) == every
    for name, value, fits in (
        ("unit", "D7.02", [piece for piece in view.pieces if "D7.02" in piece.units]),
        ("client", "C03", [piece for piece in view.pieces if "C03" in piece.clients]),
        ("kind", "supervision", [piece for piece in view.pieces if piece.kind == "supervision"]),
        ("state", "thin", [piece for piece in view.pieces if "thin" in piece.states]),
        ("criterion", "D7.03/s2", [piece for piece in view.pieces if "D7.03/s2" in piece.criteria]),
        ("state", "none", [piece for piece in view.pieces if not piece.states]),
    ):
        page.select_option(f"#by-{name}", value)
        assert 0 < _pieces(seen) == len(fits) < every
        assert page.text_content("#shown") == f"{len(fits)} of {every} pieces are shown."
        page.click("text=Show all")
        _told(seen, f"^All {every}")
    page.fill("#search", "red pen committee")
    _told(seen, "^[0-9]+ of")
    assert 0 < _pieces(seen) < every
    page.fill("#search", "xylophone zeppelin")
    _told(seen, "^0 of")
    # a link to a piece that the filters hide shows it all the same
    page.click("article.criterion .claim h4 a >> nth=0")
    _told(seen, f"^All {every}")


def test_links_lead_both_ways(seen: Seen) -> None:
    page = seen.page
    page.click("table a.ref >> text=D7.03/s2")
    criterion = page.locator("article.criterion:target")
    assert criterion.get_attribute("id") == "c-D7.03.s2"
    criterion.locator(".claim h4 a").first.click()
    piece = page.locator("article.piece:target")
    assert piece.locator("details").first.get_attribute("open") is not None
    assert piece.locator(".prose").first.is_visible()
    piece.locator(".claims a", has_text="D7.03/s2").first.click()
    assert page.locator("article.criterion:target h3 .ref").text_content() == "D7.03/s2"
    dead = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
        ".filter(id => !document.getElementById(decodeURIComponent(id)))"
    )
    assert dead == []
    names = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    twice = [name for name in set(names) if names.count(name) > 1]
    assert twice == []


def test_it_is_worked_by_keyboard_alone(seen: Seen) -> None:
    page = seen.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.focus("#search")
    page.keyboard.type("whitmore")
    _told(seen, "^[0-9]+ of")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    assert page.evaluate("document.activeElement.closest('article').className") == "piece"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")


def test_everybody_can_use_it(chromium: Browser, tmp_path: Path) -> None:
    """In light, in dark, where colours are others, and on a phone, where sizes are."""
    folder = hostile(tmp_path / "p", "sessions", "contact-sheets", "assessment-decisions", "feedback")
    file = made(folder, tmp_path / "small.html")
    looks: tuple[tuple[int, str, tuple[str, ...]], ...] = (
        (1280, "light", ()),
        (1280, "dark", ("color-contrast",)),
        (360, "light", ("target-size", "scrollable-region-focusable", "meta-viewport")),
    )
    for width, colours, rules in looks:
        viewport: Any = {"width": width, "height": 800}
        with shown(chromium, file, viewport=viewport, color_scheme=colours) as looked:
            looked.page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
            assert barriers(looked.page, *rules) == []
            assert looked.page.evaluate("document.documentElement.scrollWidth") <= width
            assert looked.trouble == []


def test_everybody_can_use_every_view_and_state(chromium: Browser, tmp_path: Path) -> None:
    """For each reader, of a portfolio that says nothing or cannot be read, with what changed since, and filtered."""
    some = hostile(tmp_path / "p", "sessions", "reflections", "assessment-decisions", "assessment-sampling")
    readers: tuple[Viewer, ...] = ("assessor", "iqa", "public")
    pages = [made(some, tmp_path / f"{reader}.html", reader) for reader in readers]
    bare = _with_files(tmp_path / "bare", **{"portfolio.yaml": PORTFOLIO})
    broken = _with_files(tmp_path / "broken", **{"portfolio.yaml": "format: [", "sessions/a.yaml": SESSION})
    pages += [made(bare, tmp_path / "bare.html"), made(broken, tmp_path / "broken.html")]
    kept = Learner(tmp_path / "kept")
    kept.save({"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-c01-a.yaml": SESSION}, "2026-03-04T19:00+00:00")
    changed = SESSION.replace("minutes: 60", "minutes: 90")
    kept.save({"sessions/2026-03-04-c01-a.yaml": changed}, "2026-03-05T19:00+00:00")
    pages.append(made(kept.folder, tmp_path / "since.html", since=["2026-03-04"]))
    for file in pages:
        with shown(chromium, file, viewport={"width": 1280, "height": 900}) as looked:
            page = looked.page
            assert barriers(page) == [], file.name
            assert page.locator("#since").count() == (file.name == "since.html")
            if page.locator("#filters").is_visible():
                page.fill("#search", "xylophone")
                _told(looked, "^0 of|^All 0")
                assert barriers(page) == [], file.name
            assert looked.trouble == []


def test_everybody_can_use_the_mapping_sheet(chromium: Browser, tmp_path: Path) -> None:
    view = portfolio_view(check(open_portfolio(EXAMPLE), today=TODAY))
    with shown(chromium, _mapping(view, tmp_path), viewport={"width": 1280, "height": 900}) as looked:
        assert barriers(looked.page) == []
        assert looked.trouble == []


def test_without_scripts_everything_is_there(chromium: Browser, page_file: Path) -> None:
    view = portfolio_view(check(open_portfolio(EXAMPLE), today=TODAY), files=AttachedFiles(Folder(EXAMPLE)))
    with shown(chromium, page_file, java_script_enabled=False) as looked:
        assert looked.page.locator("#filters").is_hidden()
        shown_text = " ".join(looked.page.locator("body").text_content().split())  # type: ignore[union-attr]
        for piece in view.pieces:
            assert " ".join(piece.title.split()) in shown_text
            for text in piece.texts:
                words = re.sub(r"[*_`#>|-]", "", text.text).split()
                assert " ".join(words[:6]) in re.sub(r"[*_`#>|-]", "", shown_text), piece.id
        target = f"{page_file.as_uri()}#p-{view.pieces[40].id}"
        looked.page.goto(target)
        assert looked.page.locator("article.piece:target .path").is_visible()


def test_on_paper_everything_is_open(chromium: Browser, tmp_path: Path) -> None:
    from pypdf import PdfReader

    folder = _with_files(tmp_path / "p", **{"sessions/a.yaml": f"{SESSION}reflection: LASTWORD\n"})
    file = made(folder, tmp_path / "small.html")
    for scripts in (True, False):
        with shown(chromium, file, java_script_enabled=scripts) as looked:
            looked.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "page.pdf").pages)
        assert "LASTWORD" in text
        assert "Open all" not in text


def _with_files(folder: Path, **files: str) -> Path:
    for name, text in {"portfolio.yaml": PORTFOLIO, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


PAYLOADS = """\
<script>window.ran = 1</script><img src=x onerror="window.ran = 1"> "><svg onload=window.ran=1>
</style><script>window.ran = 1</script><!-- <iframe srcdoc="<script>parent.ran=1</script>"> {{ 7 * 7 }} {% raw %}
[one](javascript:window.ran=1) [two](JaVaScRiPt:window.ran=1) [three](data:text/html,<script>window.ran=1</script>)
![four](http://tracker.example/a.png) <javascript:window.ran=1> <http://ok.example/> [five][six]
[seven](../private/clients.yaml) <a href="javascript:window.ran=1" onclick="window.ran=1" style="top:0">eight</a>
<base href="http://evil.example/">

[six]: javascript:window.ran=1

# Heading "LASTWORD"

| a | b |
|---|---|
| <script>window.ran = 1</script> | [x](vbscript:window.ran=1) |

- <meta http-equiv=refresh content="0;url=http://evil.example/">
- ' onmouseover='window.ran=1
"""
ONE_LINE = " ".join(PAYLOADS.split())
SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="parent.ran=1"><script>parent.ran=1</script></svg>'
KEPT = ("instrument", "version", "kind")


def _spoiled(value: Any, part: Any, name: str = "") -> Any:
    """Every text that nobody asks any form of, turned into something that wants to run."""
    if isinstance(value, dict):
        known, rest = part.get("properties", {}), part.get("additionalProperties")
        return {
            key: _spoiled(inner, known.get(key) or (rest if isinstance(rest, dict) else {}), key)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_spoiled(inner, part.get("items", {}), name) for inner in value]
    about = part.get(ANNOTATION, {})
    if part.get("type") != "string" or "refers" in about or {"pattern", "format", "enum"} & part.keys():
        return value
    long = part.get("maxLength", 10_000) >= len(PAYLOADS) and "\n" in str(value)
    return PAYLOADS if long else ONE_LINE[: part.get("maxLength", 10_000)]


def hostile(folder: Path, *only: str) -> Path:
    """A portfolio with something that wants to run in every field, in names of files and in attachments.

    `only` are the kinds of evidence in it, where not all are.
    """
    folder.mkdir()
    kinds: set[str] = set()
    for piece in open_portfolio(EXAMPLE).evidence:
        if piece.type in kinds or (only and piece.type not in only):
            continue
        kinds.add(piece.type)
        _spoil(piece.path, piece.type, folder)
    _spoil("portfolio.yaml", "portfolio", folder)
    session = (folder / next(path for path in _written(folder) if path.startswith("sessions/"))).read_text("utf-8")
    odd = "sessions/2025/<img src=x onerror=window.ran=1>.yaml"
    (folder / odd).write_text(
        f"{session}attachments:\n  - '<svg onload=window.ran=1>.svg'\n  - evil.html\n  - notes.md\n", encoding="utf-8"
    )
    beside = (folder / odd).parent
    (beside / "<svg onload=window.ran=1>.svg").write_text(SVG, encoding="utf-8")
    (beside / "evil.html").write_text("<script>parent.ran = 1</script>", encoding="utf-8")
    (beside / "notes.md").write_text(PAYLOADS, encoding="utf-8")
    (folder / "sessions" / "<script>window.ran=1<.yaml").write_text("date: [\n", encoding="utf-8")
    return folder


def _spoil(path: str, kind: str, folder: Path) -> None:
    fields = read(path, (EXAMPLE / path).read_bytes(), shape_of(kind)).fields
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(written(_spoiled(dict(fields or {}), schema(kind)), shape_of(kind)), encoding="utf-8")


def _written(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))


@pytest.mark.parametrize("reader", ["learner", "assessor", "public"])
def test_nothing_of_a_portfolio_runs(reader: Viewer, chromium: Browser, tmp_path: Path) -> None:
    folder = hostile(tmp_path / "p")
    opened = opened_for(reader, folder, today=TODAY)
    assert len(opened.view.pieces) >= 20
    for file, scripts in ((made(folder, tmp_path / "page.html", reader), 1), (_mapping(opened.view, tmp_path), 0)):
        with shown(chromium, file) as looked:
            page = looked.page
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
            page.wait_for_timeout(100)
            assert page.evaluate("window.ran") is None
            assert page.evaluate("document.scripts.length") == scripts
            assert page.evaluate("document.querySelectorAll('iframe, object, embed, base, link').length") == 0
            attributes = page.evaluate(
                "[...document.querySelectorAll('*')].flatMap("
                "e => [...e.attributes].map(a => [a.name, a.value, e.hasAttribute('download')]))"
            )
            assert [name for name, _, _ in attributes if name.startswith("on") or name in ("style", "srcdoc")] == []
            links = [(value, saved) for name, value, saved in attributes if name == "href" and value[0] != "#"]
            assert {value.split(":")[0] for value, _ in links} <= {"http", "https", "mailto", "data"}
            assert all(saved for value, saved in links if value.startswith("data:"))
            assert {value[:10] for name, value, _ in attributes if name == "src"} <= {"data:image"}
            assert "49" not in (page.locator("h1").text_content() or "")
            assert looked.trouble == []


def _mapping(view: Any, folder: Path) -> Path:
    file = folder / "mapping.html"
    file.write_text(mapping_page(view), encoding="utf-8")
    return file


def test_the_policy_stops_what_a_mistake_would_let_in(chromium: Browser, page_file: Path, tmp_path: Path) -> None:
    """Were anything not escaped one day, the browser would still not run or fetch it."""
    evil = '<script>window.ran = 1</script><img src="http://tracker.example/a.png" onerror="window.ran = 1">'
    text = page_file.read_text(encoding="utf-8").replace("<main", evil + "<main", 1)
    (tmp_path / "evil.html").write_text(text, encoding="utf-8")
    with shown(chromium, tmp_path / "evil.html") as looked:
        assert looked.page.evaluate("window.ran") is None
        assert any("script-src" in said for said in looked.console)
        assert any("img-src" in said for said in looked.console)
        assert {failed for failed in looked.requests if failed.startswith("http")} == {*looked.refused}


def test_the_record_is_shown_beside_the_evidence(chromium: Browser, tmp_path: Path) -> None:
    file = made(EXAMPLE, tmp_path / "page.html", "assessor", units=["D7.01"])
    text = html.unescape(file.read_text(encoding="utf-8"))
    assert "Who has seen it" in text
    with shown(chromium, file) as looked:
        assert looked.page.locator("#timeline svg.chart").count() == 1
        assert looked.page.locator("#record h3").count() > 3
        assert looked.page.locator("section.unit").count() == 1
        assert barriers(looked.page) == []
        assert looked.trouble == []


def test_a_picture_is_drawn_and_a_file_can_be_saved(chromium: Browser, tmp_path: Path) -> None:
    from PIL import Image

    folder = _with_files(tmp_path / "p", **{"sessions/a.yaml": f"{SESSION}attachments: [a.png, b.pdf]\n"})
    Image.new("RGB", (8, 8), "red").save(folder / "sessions" / "a.png")
    (folder / "sessions" / "b.pdf").write_bytes(b"%PDF-1.4 small")
    with shown(chromium, made(folder, tmp_path / "page.html")) as looked:
        page = looked.page
        page.evaluate("document.querySelector('article.piece details').open = true")
        assert page.evaluate("document.querySelector('.files img').naturalWidth") == 8
        with page.expect_download() as saved:
            page.click("text=Save this file")
        assert Path(saved.value.path()).read_bytes() == b"%PDF-1.4 small"
        assert saved.value.suggested_filename == "b.pdf"
        assert looked.trouble == []
