"""The page for a phone: in a real browser it makes a line that `log` and the inbox read to the same facts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio.editing.importing.facts import ImportWanted, SourceFile
from coachfolio.editing.importing.notes import notes_read
from coachfolio.editing.sessions_logged import SessionEntry, entries_in, log_drafts
from coachfolio.evidence.model import Session
from coachfolio.format.foreign.lines import lines_contents
from coachfolio.outputs.html.phone import phone_page
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.reports.opening import NotShown
from coachfolio.reports.phone import phone_view

from .browser import Seen, barriers, browser, shown
from .commands import Commands
from .effort import examples

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PORTFOLIO = """\
format: 1
stage: building
qualification: ilm-l7-certificate-2007
registered: 2026-01-05
learner: {name: Rosalind Halloran}
centre: {name: Kestrel House}
clients:
  C01: {sector: health, note: "a hospital"}
  C02: {sector: housing}
  AB3: {sector: energy}
"""
OVERLAY = """\
format: 1
units:
  - ref: D7.03
    criteria_are: official
    source: handbook
    certainty: stated
    criteria:
      - {number: "1.1", text: 'Plans </script><img src=x onerror=alert(1)> "well"'}
sources:
  handbook: {title: Handbook, kind: centre}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("phone") / "mine"
    (place / "private").mkdir(parents=True)
    (place / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    (place / "qualification.yaml").write_text(OVERLAY, encoding="utf-8")
    (place / "private/clients.yaml").write_text("format: 1\nclients:\n  C01: {names: [Ada Okafor]}\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def page_file(folder: Path) -> Path:
    file = folder.parent / "log.html"
    file.write_text(phone_page(phone_view(folder)), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def seen(chromium: Browser, page_file: Path) -> Iterator[Seen]:
    with shown(chromium, page_file, viewport={"width": 360, "height": 740}, color_scheme="dark") as looked:
        looked.page.clock.set_fixed_time(datetime.datetime(2026, 11, 14, 12))
        looked.page.reload()
        yield looked
        assert looked.trouble == []


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def test_it_has_codes_and_criteria_and_nobody_in_it(page_file: Path, folder: Path) -> None:
    page = page_file.read_text(encoding="utf-8")
    assert all(code in page for code in ("C01", "C02", "AB3", "D7.01/s2", "D7.03/1.1"))
    assert not re.search("Okafor|Halloran|Kestrel|hospital", page)
    assert not re.search(r"localStorage|indexedDB|document\.cookie|fetch\(|XMLHttp|https?://", page)
    text = OVERLAY.replace("Plans", "Ada Okafor plans")
    (folder / "qualification.yaml").write_text(text, encoding="utf-8")
    try:
        with pytest.raises(NotShown, match="name C01") as refused:
            phone_view(folder)
        assert "Okafor" not in str(refused.value)
    finally:
        (folder / "qualification.yaml").write_text(OVERLAY, encoding="utf-8")


def test_a_session_by_keyboard_alone_to_the_inbox(seen: Seen, folder: Path, run: Commands) -> None:
    page = seen.page
    page.locator("#save").focus()
    page.keyboard.press("Enter")
    assert page.locator("#wrong").inner_text().split("\n")[0] == "Not yet"
    assert page.locator("#wrong").evaluate("box => box === document.activeElement")
    assert barriers(page) == []
    keys = page.keyboard
    page.locator("#client").focus()
    for field, said in (
        ("client", "C02"),
        ("minutes", "60"),
        ("mode", "Vi"),
        ("about", "Board paper: what she kept"),
        ("reflection", "I asked.\n\nThen not."),
    ):
        _tab_to(page, field)
        keys.type(said)
    assert not page.locator("#wrong").is_visible()
    day = page.input_value("#date")
    for _ in range(2):  # past the other choices, to the criteria
        keys.press("Tab")
    keys.press("Enter")
    _tab_to(page, "D7.01/s2", "value")
    keys.press("Space")
    _tab_to(page, "save")
    with page.expect_download() as saved:
        keys.press("Enter")
    assert page.inner_text("#told").startswith("Saved")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    note = folder / "inbox" / saved.value.suggested_filename
    saved.value.save_as(note)
    assert day == "2026-11-14"
    assert re.fullmatch(r"session-2026-11-14-c02-\w+\.txt", note.name)
    assert run("import", note.parent, "--yes", "--in", folder).code == 0
    assert run("log", "--from", note, "--yes", "--in", folder).code == 0
    pieces = [piece for piece in open_portfolio(folder).evidence if isinstance(piece, Session)]
    assert len(pieces) == 2
    for piece in pieces:
        assert (piece.client, piece.minutes, piece.mode, str(piece.date)) == ("C02", 60, "video", day)
        assert (piece.title, piece.purpose) == ("Board paper", "what she kept")
        assert (piece.reflection or "").strip() == "I asked.\n\nThen not."
        assert [claim.criterion for claim in piece.claims] == ["D7.01/s2"]


def test_what_cannot_be_is_told_and_nothing_is_handed_over(seen: Seen) -> None:
    page = seen.page
    for field, value, words in (
        ("client", "", "Choose the client's code."),
        ("date", "2199-01-01", "still to come"),
        ("date", "", "Say the day"),
        ("minutes", "an hour", "how many minutes"),
        ("minutes", "1441", "how many minutes"),
    ):
        _fill(page, {"client": "C01", "minutes": "60", "date": "2026-03-04", field: value})
        page.evaluate("document.getElementById('save').click()")
        assert words in page.inner_text("#wrong")
        assert page.locator(f"#{field}").get_attribute("aria-invalid") == "true"
        assert page.input_value("#made") == ""
    _fill(page, {"client": "C01", "minutes": "60", "date": "2026-03-04"})
    assert not page.locator("#wrong").is_visible()


def _tab_to(page: Any, wanted: str, by: str = "id") -> None:
    """Press Tab until what is wanted has the focus. A day and a time have parts, each a stop of its own."""
    for _ in range(20):
        if page.evaluate(f"document.activeElement.{by}") == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {wanted}")


def _fill(page: Any, said: dict[str, Any]) -> str:
    """Fill the page and give back what it makes."""
    return str(
        page.evaluate(
            """said => {
                const form = document.getElementById("note");
                form.reset();
                for (const [id, value] of Object.entries(said)) {
                    if (id !== "criteria") { document.getElementById(id).value = value; }
                }
                for (const tick of form.querySelectorAll("input[name=criterion]")) {
                    tick.checked = (said.criteria || []).includes(tick.value);
                }
                form.dispatchEvent(new Event("input"));
                return document.getElementById("made").value;
            }""",
            said,
        )
    )


WORDS = st.text(
    st.sampled_from("abc dé:#'\"“|{}[]&*!%@\\,.?\t  -0123hm")
    | st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"),
    max_size=40,
)
LINES = st.lists(WORDS | st.sampled_from(["", "C01 60m again", "# not a remark", "C02 said so", "a | b"]), max_size=4)
SAID = st.fixed_dictionaries(
    {
        "client": st.sampled_from(["C01", "C02", "AB3"]),
        "minutes": st.integers(1, 1440).map(str),
        "date": st.dates(datetime.date(2020, 1, 1), datetime.date(2026, 11, 14)).map(str),
        "start": st.just("") | st.times().map(lambda time: time.strftime("%H:%M")),
        "mode": st.sampled_from(["", "in-person", "video", "phone", "written"]),
        "role": st.sampled_from(["", "coach", "mentor"]),
        "fee": st.sampled_from(["", "paid", "pro-bono", "internal"]),
        "setting": st.sampled_from(["", "group"]),
        "status": st.sampled_from(["", "cancelled", "missed"]),
        "about": WORDS | st.sampled_from(["Tuesday", "phone calls", "14:00: too late", "C02: she", "#D7.03/s2", ": x"]),
        "reflection": LINES.map("\n".join),
        "criteria": st.lists(st.sampled_from(["D7.01/s2", "D7.02/s1", "D7.03/1.1"]), unique=True).map(sorted),
    }
)
CHOICES = ("mode", "role", "fee", "setting", "status")


@examples(200)
@given(SAID)
def test_log_and_inbox_read_the_same_facts(folder: Path, seen: Seen, said: dict[str, Any]) -> None:
    portfolio, today = open_portfolio(folder), datetime.date(2026, 11, 14)
    made = _fill(seen.page, said)
    (entry,) = entries_in(made, portfolio, today)
    assert (entry.client, entry.minutes, str(entry.date)) == (said["client"], int(said["minutes"]), said["date"])
    assert (entry.start.strftime("%H:%M") if entry.start else "") == said["start"]
    assert entry.choices == {name: said[name] for name in CHOICES if said[name]}
    assert sorted(entry.criteria) == said["criteria"]
    about = _one_line(re.sub(r"[\r\n]", "", said["about"]))
    title = f"{entry.title}: " if entry.title else ""
    assert _one_line(title + entry.purpose).strip(": ") == about.strip(": ")
    lines = re.split(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", said["reflection"])
    assert entry.reflection.split() == _one_line(" ".join(lines)).split()
    assert log_drafts(folder, [entry], portfolio)
    file = folder / "inbox.txt"
    wanted = ImportWanted(portfolio=portfolio, today=today)
    read = notes_read(SourceFile(file, file.name, "0" * 64, len(made)), lines_contents(made.encode()), wanted)
    assert read is not None
    assert (read.said, read.left) == ((), ())
    assert _facts(read.entries) == _as_fields(entry)


def _one_line(text: str) -> str:
    return re.sub(r"[\s\ufeff\x00-\x1f\x7f-\x9f]+", " ", text).strip()


def _facts(entries: Any) -> dict[str, Any]:
    (read,) = entries
    return {field.field: field.value for field in read.fields}


def _as_fields(entry: SessionEntry) -> dict[str, Any]:
    """What the inbox has of a session, by what the line says."""
    fields: dict[str, Any] = {"date": str(entry.date), "minutes": entry.minutes, "client": entry.client}
    fields |= {"role": "coach", **entry.choices}
    if entry.start is not None:
        fields["start"] = entry.start.strftime("%H:%M")
    fields |= {
        name: getattr(entry, name).strip() for name in ("title", "purpose", "reflection") if getattr(entry, name)
    }
    if entry.criteria:
        fields["claims"] = [{"criterion": ref} for ref in entry.criteria]
    return fields


def test_without_scripts_it_tells_how_to_write_the_line(chromium: Browser, page_file: Path) -> None:
    with shown(chromium, page_file, java_script_enabled=False) as looked:
        assert not looked.page.locator("#note").is_visible()
        assert "C01 60m yesterday 14:00 video #" in looked.page.inner_text("#by-hand")


def test_the_command_says_where_it_is_and_replaces_nothing(folder: Path, run: Commands, tmp_path: Path) -> None:
    out = tmp_path / "log.html"
    assert "coachfolio import inbox" in run("phone", "--in", folder, "--out", out).out
    again = run("phone", "--in", folder, "--out", out)
    assert again.code == 2
    assert "--force" in again.err
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "portfolio.yaml").write_text(re.sub(r"clients:\n(?:  .*\n)*", "", PORTFOLIO), encoding="utf-8")
    assert "coachfolio new client C01" in run("phone", "--in", bare, "--out", tmp_path / "x.html").err
