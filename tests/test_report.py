"""`coachfolio report`: what it writes, where, for whom, and what stays untouched."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio.base.words import hours, safe
from coachfolio.checks.checking import check
from coachfolio.evidence.model import AssessmentRecord
from coachfolio.outputs.html import prose
from coachfolio.outputs.html.embedding import Embedder
from coachfolio.outputs.html.page import asset, portfolio_page
from coachfolio.outputs.json import status_document
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.sources import Folder, InMemory
from coachfolio.reports.attached_files import AttachedFiles
from coachfolio.reports.viewing import portfolio_view

from .commands import Commands
from .conftest import EXAMPLE, PORTFOLIO, SESSION, TODAY, apart


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def written(folder: Path, **files: str) -> Path:
    for name, text in {"portfolio.yaml": PORTFOLIO, "sessions/a.yaml": SESSION, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def text_of(page: str) -> str:
    """The words of a page as they are read."""
    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def page_of(folder: Path) -> str:
    view = portfolio_view(check(open_portfolio(folder), today=TODAY))
    return portfolio_page(view, Embedder(AttachedFiles(Folder(folder)), "learner"))


def test_every_figure_of_the_page_is_that_of_the_status() -> None:
    document, page = status_document(check(open_portfolio(EXAMPLE), today=TODAY)), page_of(EXAMPLE)
    text = text_of(page)
    contact = document["hours"]["contact"]
    assert f"{hours(contact['total_minutes'])} of contact" in text
    for sums in (contact[name] for name in ("by_client", "by_role", "by_fee", "by_setting", "by_month", "by_unit")):
        for name, minutes in sums.items():
            assert f"{name} {hours(minutes)}" in text
    assert f"guided, in all {hours(document['guided_minutes'])}" in text
    assert f"all learning time {hours(document['learning_minutes'])}" in text
    assert f"supervision {hours(document['hours']['supervision_minutes'])}" in text
    credits = document["credits"]
    assert (
        f"Credits evidenced {credits['evidenced']:g} of {credits['required']:g} {credits['accepted']:g} accepted"
        in text
    )
    thin = sum(entry["thin"] for entry in document["coverage"])
    for state, number in document["criteria"].items():
        assert isinstance(number, int)
        assert f"{state} {number - thin if state == 'claimed' else number}" in text
    for entry in document["coverage"]:
        pieces = len({claim["evidence"] for claim in entry["claims"]})
        state = "thin" if entry["thin"] else entry["state"]
        row = rf"{re.escape(entry['criterion'])} {re.escape(entry['text'])} \S+ {state} {pieces} of {entry['required']}"
        assert re.search(row, text), entry["criterion"]
    for asked in document["requirements"]:
        amount = hours(asked["actual"]) if asked["counted_in"] == "minutes" else str(asked["actual"])
        assert re.search(rf"{re.escape(asked['name'])} .{{1,60}}? {re.escape(amount)} ", text), asked["name"]
    for step in document["next"]:
        assert step in text


def test_it_is_written_beside_the_portfolio(run: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = written(tmp_path / "mine")
    said = run("report", folder)
    assert said.code == 0
    page = tmp_path / "mine.html"
    assert str(page) in said.out
    assert "for you alone" in said.out
    monkeypatch.chdir(folder)
    assert run("report", "--audience", "assessor").code == 0
    assert run("report", "--print-mapping", "--unit", "D7.03").code == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "mine",
        "mine.html",
        "mine-for-an-assessor.html",
        "mine-mapping.html",
    }
    assert {path.name for path in folder.iterdir()} == {"portfolio.yaml", "sessions"}


def test_nothing_is_replaced_without_force(run: Commands, tmp_path: Path) -> None:
    folder, out = written(tmp_path / "mine"), tmp_path / "page.html"
    out.write_text("Mine.", encoding="utf-8")
    said = run("report", folder, "--out", out)
    assert said.code == 2
    assert "--force" in said.err
    assert out.read_text(encoding="utf-8") == "Mine."
    assert run("report", folder, "--out", out, "--force").code == 0
    first = out.read_bytes()
    assert first.startswith(b"<!doctype html>")
    assert run("report", folder, "--out", out, "--force").code == 0
    assert out.read_bytes() == first, "the same files give the same page"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_no_file_of_the_portfolio_is_ever_replaced(run: Commands, tmp_path: Path) -> None:
    folder = written(tmp_path / "mine")
    before = (folder / "portfolio.yaml").read_bytes()
    for name in ("portfolio.yaml", "sessions/a.yaml"):
        said = run("report", folder, "--out", folder / name, "--force")
        assert said.code == 2
        assert "a file of the portfolio" in said.err
    assert (folder / "portfolio.yaml").read_bytes() == before
    # a page in the folder is possible, and it is said what that means
    for _ in range(2):
        said = run("report", folder, "--out", folder / "page.html", "--force")
        assert said.code == 0
        assert "move it elsewhere" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_not_followed(run: Commands, tmp_path: Path) -> None:
    folder, precious = written(tmp_path / "mine"), tmp_path / "precious.txt"
    precious.write_text("Mine.", encoding="utf-8")
    (tmp_path / "page.html").symlink_to(precious)
    assert run("report", folder, "--out", tmp_path / "page.html", "--force").code == 2
    assert precious.read_text(encoding="utf-8") == "Mine."


@pytest.mark.parametrize("out", ["no/such/folder.html", "mine"])
def test_a_place_that_cannot_be(out: str, run: Commands, tmp_path: Path) -> None:
    said = run("report", written(tmp_path / "mine"), "--out", tmp_path / out)
    assert said.code == 2
    assert "folder" in said.err


def test_a_broken_portfolio_still_reports_and_says_so_on_top(run: Commands, tmp_path: Path) -> None:
    folder = written(tmp_path / "mine", **{"sessions/b.yaml": "date: [\n", "sessions/c.yaml": "minutes: many\n"})
    said = run("report", folder, "--out", tmp_path / "page.html")
    assert said.code == 0
    assert "2 files could not be read" in said.out
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    top = text_of(page.partition("<nav")[0])
    assert "Not in these figures" in top
    assert "sessions/b.yaml" in top
    assert "sessions/c.yaml" in top
    assert "1 h of contact" in text_of(page)
    assert run("report", folder, "--print-mapping", "--out", tmp_path / "map.html").code == 0
    assert "sessions/b.yaml" in text_of((tmp_path / "map.html").read_text(encoding="utf-8"))


def test_a_portfolio_that_says_nothing_yet(run: Commands, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "portfolio.yaml").write_text("format: [\n", encoding="utf-8")
    assert run("report", tmp_path / "mine").code == 0
    assert run("report", tmp_path / "none").code == 3


def test_an_unknown_unit_is_answered_with_the_nearest(run: Commands, tmp_path: Path) -> None:
    said = run("report", written(tmp_path / "mine"), "--unit", "D703")
    assert said.code == 2
    assert "Did you mean D7.03?" in said.err
    assert not (tmp_path / "mine.html").exists()


def test_a_hand_over_file_is_shown_with_its_record(run: Commands, tmp_path: Path) -> None:
    from .repositories import Learner, evening

    learner = Learner(tmp_path)
    learner.save({"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-c01.yaml": SESSION}, evening("2026-03-05"))
    assert run("bundle", learner.folder, tmp_path / "over.bundle").code == 0
    said = run("report", tmp_path / "over.bundle", "--audience", "assessor")
    assert said.code == 0, said.err
    page = text_of((tmp_path / "over-for-an-assessor.html").read_text(encoding="utf-8"))
    assert "2026-03-05" in page
    assert "the learner's own clock" in page
    assert "Who has seen it" in page


def test_for_others_properties_of_files_are_taken_out(run: Commands, tmp_path: Path) -> None:
    import base64

    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    folder = written(tmp_path / "mine", **{"sessions/a.yaml": f"{SESSION}attachments: [a.png]\n"})
    about = PngInfo()
    about.add_text("Author", "Somebody Private")
    Image.new("RGB", (4, 4)).save(folder / "sessions" / "a.png", pnginfo=about)
    for reader, there in (("learner", True), ("assessor", False)):
        out = tmp_path / f"{reader}.html"
        assert run("report", folder, "--audience", reader, "--out", out).code == 0
        [inside] = re.findall(r'src="data:image/png;base64,([^"]+)"', out.read_text(encoding="utf-8"))
        assert (b"Somebody Private" in base64.b64decode(html.unescape(inside))) is there


def test_a_name_in_an_attached_text_is_covered(run: Commands, tmp_path: Path) -> None:
    folder = written(
        tmp_path / "mine",
        **{
            "sessions/a.yaml": f"{SESSION}attachments: [note.md]\n",
            "sessions/note.md": "Zora Quibble came.",
            "private/clients.yaml": "format: 1\nclients: {C01: {names: [Zora Quibble]}}\n",
        },
    )
    assert run("report", folder, "--out", tmp_path / "page.html").code == 0
    assert "Quibble" not in (tmp_path / "page.html").read_text(encoding="utf-8")
    for reader in ("assessor", "iqa", "public"):
        said = run("report", folder, "--audience", reader, "--out", tmp_path / "other.html")
        assert said.code == 2
        assert "Quibble" not in said.err
    assert not (tmp_path / "other.html").exists()


def test_the_page_is_whole_in_itself() -> None:
    page = page_of(apart(EXAMPLE))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r'(?:src|href)="(?!#|data:|https?:|mailto:)', page)
    assert not re.search(
        r"@import|url\(|fetch\(|XMLHttpRequest|localStorage|eval\(", asset("page.css") + asset("page.js")
    )
    assert not re.search(r' style="| on[a-z]+="', page)


PLAIN = st.text(alphabet="ab \"'.:;,&()é!\n", max_size=40)


@given(PLAIN)
def test_prose_without_marks_is_read_as_markdown_reads_it(text: str) -> None:
    """The quick way and the slow one say the same."""
    text = safe(text).strip("\n")
    if prose._SPECIAL.search(text):
        return

    def plain(page: str) -> str:
        return re.sub(r"\s*(<[^>]+>)\s*", r"\1", re.sub(r"\s+", " ", html.unescape(page))).strip()

    assert plain(prose._paragraphs(text)) == plain(prose._markdown(text))


@given(st.text(alphabet="ab<>\"'[]()!:/#&;=*`\\\n javscriptdhmlonerw.", max_size=80))
def test_no_prose_makes_anything_that_runs(text: str) -> None:
    page = str(prose.prose_html(text))
    tags = re.findall(r"<([a-z0-9]+)((?:\s[^>]*)?)>", page)
    assert {tag for tag, _ in tags} <= prose._TAGS
    for _, attributes in tags:
        assert not re.search(r"\son\w+\s*=|style\s*=|src\s*=|javascript:", attributes, re.IGNORECASE)


def test_coverage_of_a_unit_shows_the_passages(run: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reflection = "reflection: |\n  One.\n\n  Two, Zora\n  Quibble said.\n"
    claimed = SESSION.replace("where: the sheet", 'where: "reflection, second paragraph"')
    key = "format: 1\nclients: {C01: {names: [Zora Quibble]}}\n"
    folder = written(tmp_path / "mine", **{"sessions/a.yaml": claimed + reflection, "private/clients.yaml": key})
    monkeypatch.chdir(folder)
    for args in (("coverage", "D7.03"), ("coverage", "D7.03", folder)):
        said = run(*args)
        assert "sessions/a.yaml" in said.out
        assert "| Reflection, paragraph 2:" in said.out
        assert "Two, " in said.out
        assert "One." not in said.out
        assert "Zora" not in said.out
        assert "Quibble" not in said.out
    assert "Did you mean D7.03?" in run("coverage", "D703").err
    assert "what it asks" in run("coverage").out
    assert run("coverage", "nowhere").code == 3


def _said(record: AssessmentRecord) -> list[str]:
    every = (record.feedback, *(decision.feedback for decision in record.decisions))
    return [words for words in every if words]


def test_feedback_is_printed_as_it_was_written(run: Commands) -> None:
    said = run("feedback", apart(EXAMPLE)).out
    portfolio = open_portfolio(EXAMPLE)
    records = [piece for piece in portfolio.evidence if isinstance(piece, AssessmentRecord)]
    words = [words for record in records for words in _said(record)]
    assert len(words) > 8
    for text in words:
        for line in text.strip().splitlines():
            assert f"    {line.rstrip()}".rstrip() in said


def test_odd_names_have_links_of_their_own() -> None:
    files = {
        "portfolio.yaml": PORTFOLIO,
        **{
            f"sessions/{name}.yaml": SESSION.replace("2026-03-04", f"2026-03-1{number}")
            for number, name in enumerate(("a b", 'a"b', "a'b", "ä", "a<b>", "x1"))
        },
    }
    view = portfolio_view(check(open_portfolio(InMemory(files)), today=TODAY))
    page = portfolio_page(view, Embedder(AttachedFiles(InMemory(files)), "learner"))
    names = re.findall(r'<article id="(p-[^"]+)"', page)
    assert len({*names}) == len(names) == len(view.pieces) >= 4
    assert all(re.fullmatch(r"p-[A-Za-z0-9._-]+", name) for name in names)
