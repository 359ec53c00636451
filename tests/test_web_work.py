"""What is written in the browser by whoever starts, brings in, decides, hands over: also where somebody means harm."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from coachfolio.evidence.model import AssessmentRecord
from coachfolio.portfolio.loading import open_portfolio

from .conftest import EXAMPLE, PORTFOLIO, SESSION
from .desks import OpenDesk, Told, open_desk
from .imports.word_xml import docx, form, heading

LINES = "First: what you did.\n\n--- &a !!x *b\n# coachfolio: none\n- 'it' \"said\" {a: [b]} | > %\n\tand a tab"
WORDS = (
    "a: b # c",
    "- 'd' \"e\"",
    "!!x &y *z",
    "{k: [v]}",
    "yes",
    "0123",
    "2026-01-05",
    "null",
    "~",
    "<script>alert(1)</script>",
)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    (folder / "sessions").mkdir(parents=True)
    (folder / "portfolio.yaml").write_text(f"# mine\n{PORTFOLIO}", encoding="utf-8")
    (folder / "sessions/2026-03-04-c01-a.yaml").write_text(SESSION, encoding="utf-8")
    (folder / "private").mkdir()
    (folder / "private/clients.yaml").write_text("format: 1\nclients:\n  C01: {names: [Ada Okafor]}\n", "utf-8")
    return folder


@pytest.fixture
def opened(mine: Path) -> Iterator[OpenDesk]:
    with open_desk(mine) as desk:
        yield desk


def _sent(opened: OpenDesk, address: str, *pairs: tuple[str, str]) -> Told:
    return opened.ask("POST", address, urlencode(pairs))


def _dropped(opened: OpenDesk, *files: tuple[bytes, bytes], to: str = "/bring-in", name: str = "files") -> Told:
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n' % (name.encode(), called, data)
        for called, data in files
    ]
    body = b"".join(parts) + b"--x--\r\n"
    return opened.ask("POST", to, body, Content_Type="multipart/form-data; boundary=x")


def _sheet(client: str) -> bytes:
    about = {"Date": "03/02/2026", "Client_name": client, "Duration": "60 minutes"}
    return docx(heading("Contact sheet"), form(**about, Purpose=f"{client.split()[0]} came and talked of the board."))


def test_dropped_files_stay_where_they_are_put_and_names_are_on_the_page_alone(
    opened: OpenDesk, mine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    hostile = (
        b"../../../escaped.docx",
        b"..\\..\\escaped.docx",
        b"/etc/Ada Okafor.docx",
        b"con.docx",
        b"<script>alert(1)</script>.docx",
        b"Ada Okafor.docx",
        b"%s.docx" % (b"x" * 500),
        b". .",
    )
    sent = _dropped(opened, *((name, _sheet("Ada Okafor") + bytes([number])) for number, name in enumerate(hostile)))
    assert (sent.status, sent.headers["location"]) == (303, "/bring-in")
    arrivals = opened.server._app.state.arrivals
    place = arrivals.files[0].parent
    assert {path.parent for path in arrivals.files} == {place}
    assert len({path.name.casefold() for path in arrivals.files}) == len(hostile)
    assert not [path for path in arrivals.files if path.name.casefold() == "con.docx" or len(path.name) > 160]
    page = opened.ask("GET", "/bring-in").text
    assert "<script>alert" not in page
    before = {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}
    assert "another import was begun" in _sent(opened, "/bring-in/plan", ("mark", "guessed"), ("step", "write")).text
    left = _sent(opened, "/bring-in/plan", ("mark", arrivals.mark), ("step", "leave"))
    assert (left.status, left.headers["location"]) == (303, "/bring-in")
    assert not place.exists()
    assert {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()} == before
    _dropped(opened, (b"Ada Okafor.docx", _sheet("Ada Okafor")))
    _sent(opened, "/bring-in/plan", ("mark", arrivals.mark), ("step", "write"))
    assert "Okafor" not in opened.ask("GET", "/").text
    written = [path for path in mine.rglob("*") if path.is_file() and b"Okafor" in path.read_bytes()]
    assert [path.relative_to(mine).parts[0] for path in written] == ["private"] * len(written)
    told = capfd.readouterr()
    assert "Okafor" not in told.out + told.err


def test_what_cannot_be_brought_in_is_a_sentence(opened: OpenDesk) -> None:
    assert "Choose one file or more" in _dropped(opened).text
    assert "Not read" in opened.ask("GET", _dropped(opened, (b"a.docx", b"PK\x03\x04broken")).headers["location"]).text
    assert "Choose the file" in _dropped(opened, to="/hand-over/came-back", name="file").text
    refused = _dropped(opened, (b"x.bundle", b"no bundle"), to="/hand-over/came-back", name="file")
    assert 'role="alert"' in refused.text
    assert not opened.server._app.state.came_back.files
    assert _sent(opened, "/settings/about", ("learner.name", "x" * (2 << 20))).status == 413


def test_settings_keep_every_other_byte_and_text_stays_text(opened: OpenDesk, mine: Path) -> None:
    file = mine / "portfolio.yaml"
    for said in WORDS:
        page = opened.ask("GET", "/settings").text
        seen = re.search(r'name="seen" value="(\w+)"', page)
        assert seen
        before = file.read_text(encoding="utf-8")
        stays = [("stage", "building"), ("qualification", "ilm-l7-certificate-2007"), ("registered", "2026-01-05")]
        pairs = [("seen", seen[1]), *stays, ("learner.name", said), ("centre.name", said)]
        assert _sent(opened, "/settings/about", *pairs).status == 303, said
        made = open_portfolio(mine).file
        assert made is not None
        assert made.centre is not None
        assert (made.learner.name, made.centre.name) == (said, said)
        after = file.read_text(encoding="utf-8")
        assert after.startswith("# mine\nformat: 1\nstage: building\n")
        assert set(PORTFOLIO.splitlines()[6:]) <= set(after.splitlines())
        assert "<script>alert" not in opened.ask("GET", "/settings").text
        # a form that was filled in before somebody else changed the file writes nothing
        late = _sent(opened, "/settings/about", *pairs[1:], ("seen", seen[1] if after != before else "other"))
        assert "changed by something else meanwhile" in late.text
        assert file.read_text(encoding="utf-8") == after
    assert opened.ask("GET", "/edit/portfolio.yaml").status == 200
    assert 'href="/edit/portfolio.yaml"' in opened.ask("GET", "/settings").text
    assert "A short name has" in _sent(opened, "/settings/person", ("seen", ""), ("short", "Ada Okafor")).text
    assert "A code is one to three" in _sent(opened, "/settings/client", ("code", "Ada")).text


def test_feedback_of_several_paragraphs_is_kept_to_the_letter(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "theirs"))
    with open_desk(folder, level="assessor", who="assessor-1") as opened:
        before = set(folder.rglob("*.yaml"))
        pairs = [("verdict:D7.02/s1", "referral"), ("feedback:D7.02/s1", LINES), ("feedback", LINES), ("step", "write")]
        sent = _sent(opened, "/desk/unit/D7.02", *pairs)
        assert (sent.status, sent.headers["location"]) == (303, "/desk")
        (new,) = set(folder.rglob("*.yaml")) - before
        record = open_portfolio(folder).get(new.stem)
        assert isinstance(record, AssessmentRecord)
        assert (record.feedback or "").strip("\n") == LINES
        assert [decision.feedback for decision in record.decisions] == [record.feedback]
        for address in ("/settings", "/bring-in", "/declare", "/hand-over", "/start"):
            assert opened.ask("GET", address).status == 404, address
        refused = _sent(opened, "/desk/unit/D7.02", ("feedback:D7.02/s2", "words"), ("step", "write")).text
        assert "no verdict" in refused
        assert "words</textarea>" in refused


@pytest.mark.parametrize(("level", "who"), [("assessor", "peer-1"), ("read", "")])
def test_who_may_not_decide_decides_nothing(tmp_path: Path, level: str, who: str) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "theirs"))
    before = set(folder.rglob("*"))
    with open_desk(folder, level=level, who=who) as opened:
        for address in ("/desk/unit/D7.02", "/desk/sample", "/desk/plan", "/desk/close", "/desk/seal", "/declare"):
            told = _sent(
                opened, address, ("verdict:D7.02/s1", "pass"), ("row", "D7.01/s1"), ("outcome:D7.01/s1", "agreed")
            )
            assert told.status in (200, 403, 404, 409), (address, told.status)
        assert opened.ask("POST", "/bring-in", "").status in (403, 404)
    assert set(folder.rglob("*")) == before
