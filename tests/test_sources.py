"""Where a portfolio is read from: real folders, with links, pipes and odd names in them, and dicts."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import cast

import pytest

from coachfolio import Folder, InMemory, NoPortfolio, Report, Source, check, check_folder, open_portfolio
from coachfolio.base.diagnostics import Problem
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.outputs import FORMATS, render
from coachfolio.outputs.json import check_document, json_text, status_document
from coachfolio.portfolio.sources import Unreadable, content_id, id_in

from .conftest import PORTFOLIO, SESSION, TODAY

SHEET = "sessions/2026-03-04-c01-board.yaml"
UNSAFE_SIGNS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a portfolio of one session."""
    folder = tmp_path / "portfolio"
    put(folder, {"portfolio.yaml": PORTFOLIO, SHEET: SESSION})
    return folder


@pytest.fixture
def no_waiting() -> Iterator[None]:
    """Ends a test that waits for something that never comes."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError("still waiting")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def put(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def checked(folder: Path) -> Report:
    return check(open_portfolio(Folder(folder)), today=TODAY)


def found(report: Report, code: str) -> list[tuple[str, str]]:
    return [(one.path, one.message) for one in report.diagnostics if one.code == code]


def outputs(report: Report) -> list[str]:
    return [*(render(report, form) for form in FORMATS), json_text(status_document(report))]


def test_every_file_is_listed_by_its_path_with_its_size(home: Path) -> None:
    put(home, {"sessions/2026/scans/page.pdf": "12345", "z.txt": ""})
    assert dict(Folder(home).sizes) == {
        "portfolio.yaml": len(PORTFOLIO),
        "sessions/2026-03-04-c01-board.yaml": len(SESSION),
        "sessions/2026/scans/page.pdf": 5,
        "z.txt": 0,
    }
    assert list(Folder(home).sizes) == sorted(Folder(home).sizes)


def test_the_private_folder_is_never_looked_into(home: Path) -> None:
    secrets = {"private/key.yaml": "C01: John Smith", "private/John Smith?.yaml": "x"}
    put(home, secrets)
    for source in (Folder(home), InMemory({"portfolio.yaml": PORTFOLIO, SHEET: SESSION, **secrets})):
        assert not any("private" in path for path in source.sizes)
        assert source.problems == ()
        for output in outputs(check(open_portfolio(source), today=TODAY)):
            assert "John" not in output


@pytest.mark.parametrize("name", ["Private", "PRIVATE"])
def test_the_private_folder_is_private_in_capitals_too(home: Path, name: str) -> None:
    put(home, {f"{name}/key.yaml": "C01: John Smith"})
    assert set(Folder(home).sizes) == {"portfolio.yaml", SHEET}


def test_only_the_private_folder_at_the_top_is_private(home: Path) -> None:
    put(home, {"sessions/private/2026-03-05-c02-first.yaml": SESSION.replace("C01", "C02")})
    report = checked(home)
    assert set(report.progress.hours.by_client) == {"C01", "C02"}


def test_hidden_files_and_folders_are_not_listed(home: Path) -> None:
    hidden = {".git/config.yaml": "x", "sessions/.2026-03-05-c01.yaml.swp": "x", ".DS_Store": "x"}
    put(home, hidden)
    for source in (Folder(home), InMemory({"portfolio.yaml": PORTFOLIO, SHEET: SESSION, **hidden})):
        assert set(source.sizes) == {"portfolio.yaml", SHEET}


def test_a_link_to_a_file_outside_is_not_followed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("secret: outside", encoding="utf-8")
    (home / "sessions" / "2026-03-05-c01-link.yaml").symlink_to(tmp_path / "outside.yaml")
    report = checked(home)
    assert found(report, "CF020") == [
        (
            "sessions/2026-03-05-c01-link.yaml",
            "This is not a file but a link to a place outside the portfolio. It was not read.",
        )
    ]
    assert report.failed
    assert not any("secret" in output for output in outputs(report))


def test_a_link_to_a_file_inside_is_not_followed_either(home: Path) -> None:
    (home / "sessions" / "again.yaml").symlink_to(home / SHEET)
    report = checked(home)
    assert found(report, "CF020") == [
        (
            "sessions/again.yaml",
            "This is not a file but a link to another place in the portfolio. It was not read.",
        )
    ]
    assert len(report.portfolio.evidence) == 1


def test_a_link_to_a_folder_is_not_followed(home: Path, tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", {"2026-03-05-c01-there.yaml": SESSION})
    (home / "reflections").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    report = checked(home)
    assert [path for path, _ in found(report, "CF020")] == ["reflections"]
    assert set(report.portfolio.sizes) == {"portfolio.yaml", SHEET}


def test_links_in_a_circle_and_to_nowhere_are_told(home: Path) -> None:
    (home / "a").symlink_to(home / "b")
    (home / "b").symlink_to(home / "a")
    (home / "nowhere").symlink_to(home / "not-there")
    (home / "itself").symlink_to(home, target_is_directory=True)
    assert [path for path, _ in found(checked(home), "CF020")] == ["a", "b", "itself", "nowhere"]


def test_a_linked_portfolio_file_is_no_portfolio(home: Path, tmp_path: Path) -> None:
    (home / "portfolio.yaml").rename(tmp_path / "real.yaml")
    (home / "portfolio.yaml").symlink_to(tmp_path / "real.yaml")
    with pytest.raises(NoPortfolio):
        open_portfolio(Folder(home))


def test_the_portfolios_own_folder_may_be_a_link(home: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(home, target_is_directory=True)
    assert checked(tmp_path / "link").diagnostics == checked(home).diagnostics


@pytest.mark.usefixtures("no_waiting")
def test_a_pipe_is_told_and_not_waited_for(home: Path) -> None:
    os.mkfifo(home / "sessions" / "2026-03-05-c01-pipe.yaml")
    report = checked(home)
    assert found(report, "CF001") == [
        ("sessions/2026-03-05-c01-pipe.yaml", "This is not a file but a device or a pipe.")
    ]
    assert report.failed


@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("name", [".gitattributes", ".gitignore", "qualification.yaml", "sampling-policy.yaml"])
def test_a_pipe_in_the_place_of_a_file_of_settings_is_not_waited_for(name: str, home: Path) -> None:
    os.mkfifo(home / name)
    assert bool(found(checked(home), "CF001")) == (not name.startswith("."))
    assert check_folder(home, today=TODAY).portfolio.file is not None


@pytest.mark.usefixtures("no_waiting")
def test_a_file_that_turns_into_a_pipe_is_told_and_not_waited_for(home: Path) -> None:
    source = Folder(home)
    (home / SHEET).unlink()
    os.mkfifo(home / SHEET)
    report = check(open_portfolio(source), today=TODAY)
    assert found(report, "CF001") == [(SHEET, "This is not a file but a device or a pipe.")]
    assert report.progress.uncounted == (SHEET,)


def test_a_file_that_turns_into_a_link_is_not_followed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("secret: outside", encoding="utf-8")
    source = Folder(home)
    (home / SHEET).unlink()
    (home / SHEET).symlink_to(tmp_path / "outside.yaml")
    with pytest.raises(Unreadable):
        source.read(SHEET)
    report = check(open_portfolio(source), today=TODAY)
    assert [path for path, _ in found(report, "CF001")] == [SHEET]
    assert not any("secret" in output for output in outputs(report))


def test_a_file_that_is_gone_is_told_and_not_counted(home: Path) -> None:
    source = Folder(home)
    (home / SHEET).unlink()
    report = check(open_portfolio(source), today=TODAY)
    assert found(report, "CF001") == [(SHEET, "This file cannot be read: no such file or directory.")]
    assert report.progress.uncounted == (SHEET,)
    assert report.progress.hours.total_minutes == 0


def test_a_qualification_file_that_is_gone_is_told(home: Path) -> None:
    put(home, {"qualification.yaml": "format: 1\n"})
    source = Folder(home)
    (home / "qualification.yaml").unlink()
    report = check(open_portfolio(source), today=TODAY)
    assert [path for path, _ in found(report, "CF001")] == ["qualification.yaml"]


@contextlib.contextmanager
def an_ordinary_user() -> Iterator[None]:
    """Nothing is closed to the user root, so root becomes nobody for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_and_a_file_that_may_not_be_opened_are_told(home: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        portfolio = Path(place) / "portfolio"
        shutil.copytree(home, portfolio)
        put(portfolio, {"reflections/2026-03-05-on-board.yaml": "x"})
        Path(place).chmod(0o755)
        (portfolio / SHEET).chmod(0)
        (portfolio / "reflections").chmod(0)
        with an_ordinary_user():
            report = checked(portfolio)
        (portfolio / "reflections").chmod(0o700)
    assert [path for path, _ in found(report, "CF001")] == ["reflections", SHEET]


def test_a_folder_that_is_not_there_has_no_portfolio(tmp_path: Path) -> None:
    with pytest.raises(NoPortfolio):
        open_portfolio(tmp_path / "nothing")


def test_a_folder_called_portfolio_yaml_is_no_portfolio(tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").mkdir()
    with pytest.raises(NoPortfolio):
        open_portfolio(tmp_path)


def test_a_folder_may_end_in_yaml(home: Path) -> None:
    put(home, {"sessions/2026-03-05.yaml/2026-03-05-c02-first.yaml": SESSION.replace("C01", "C02")})
    report = checked(home)
    assert set(report.progress.hours.by_client) == {"C01", "C02"}
    assert found(report, "CF001") == []


def test_no_more_of_a_file_is_read_than_the_bound(home: Path) -> None:
    with (home / "sessions" / "huge.yaml").open("wb") as file:
        file.truncate(10 * 1024 * 1024)
    assert len(Folder(home).read("sessions/huge.yaml")) == MAX_FILE_BYTES + 1
    assert len(InMemory({"huge.yaml": b"x" * (MAX_FILE_BYTES + 100)}).read("huge.yaml")) == MAX_FILE_BYTES + 1


def test_a_file_that_is_not_in_the_dict_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        InMemory({}).read("portfolio.yaml")


ODD_NAMES = {
    "what next?": "This name has a sign in it that Windows cannot store.",
    "a:b": "This name has a sign in it that Windows cannot store.",
    'she said "no"': "This name has a sign in it that Windows cannot store.",
    "back\\slash": "This name has a sign in it that Windows cannot store.",
    "CON": "This name is one that Windows cannot store.",
    "nul": "This name is one that Windows cannot store.",
    "Lpt1.2026": "This name is one that Windows cannot store.",
    "two\nlines": "This name has an invisible character in it.",
    "tab\there": "This name has an invisible character in it.",
    "\x1b[31mred": "This name has an invisible character in it.",
    "right\u202eleft": "This name has an invisible character in it.",
    "zero\u200bwidth": "This name has an invisible character in it.",
    "not utf-8 \udcff": "This name has an invisible character in it.",
}


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_that_some_computers_cannot_store_is_told(home: Path, name: str) -> None:
    path = f"sessions/{name}.yaml"
    (home / os.fsencode(path).decode(errors="surrogateescape")).write_text(SESSION, encoding="utf-8")
    report = checked(home)
    assert found(report, "CF021") == [(path, ODD_NAMES[name])]
    for output in outputs(report):
        assert not UNSAFE_SIGNS.search(output)
        assert output.encode("utf-8")
    assert json.loads(json_text(check_document(report)))["diagnostics"]


def test_a_name_cannot_begin_a_line_of_the_report(home: Path) -> None:
    put(home, {"sessions/x\nportfolio.yaml:1:1: error CF003 This is not so.yaml": SESSION})
    assert not any(line.startswith("portfolio.yaml:1:1:") for line in outputs(checked(home))[0].splitlines())


@pytest.mark.parametrize("name", ["ends with a dot.", "ends with a space "])
def test_the_name_of_a_folder_is_looked_at_too(home: Path, name: str) -> None:
    files = {f"sessions/{name}/2026-03-05-c02-first.yaml": SESSION.replace("C01", "C02")}
    put(home, files)
    for source in (Folder(home), InMemory({"portfolio.yaml": PORTFOLIO, SHEET: SESSION, **files})):
        report = check(open_portfolio(source), today=TODAY)
        assert found(report, "CF021") == [(f"sessions/{name}", "This name is one that Windows cannot store.")]


@pytest.mark.parametrize("path", ["../portfolio/x.yaml", "sessions/../../x.yaml", "./x.yaml", "sessions//x.yaml", "/x"])
def test_a_path_in_a_dict_that_leads_elsewhere_is_told(path: str) -> None:
    source = InMemory({"portfolio.yaml": PORTFOLIO, path: SESSION})
    messages = {problem.message for _, problem in source.problems}
    assert messages == {"This name leads somewhere else."}


@pytest.mark.parametrize("name", ["console", "com10", "aux-notes", "naïve", "日本語", "a.b.c", "con-01"])
def test_a_name_that_every_computer_can_store_is_not_told(home: Path, name: str) -> None:
    put(home, {f"attachments/{name}.pdf": "x"})
    assert found(checked(home), "CF021") == []


def test_a_dict_and_a_folder_of_the_same_files_are_checked_alike(home: Path) -> None:
    files = {
        "portfolio.yaml": PORTFOLIO,
        SHEET: SESSION + "attachments: [sheet.pdf, shet.pdf]\n",
        "sessions/sheet.pdf": "x",
        "session/2026-03-05-c01-stray.yaml": SESSION,
        "sessions/what next?.yaml": SESSION,
        "sessions/2026/2026-03-06-c09-new.yaml": SESSION.replace("C01", "C09"),
        "qualification.yaml": "format: 1\npieces_per_criterion: 2\n",
    }
    put(home, files)
    assert checked(home).diagnostics == check(open_portfolio(InMemory(files)), today=TODAY).diagnostics


def test_text_that_cannot_be_stored_in_a_dict_is_told() -> None:
    report = check(open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, SHEET: SESSION + "title: \udcff\n"})))
    assert [path for path, _ in found(report, "CF002")] == [SHEET]


def test_a_file_is_found_however_its_accents_are_stored(home: Path) -> None:
    apart, together = (unicodedata.normalize(form, "übergabe.pdf") for form in ("NFD", "NFC"))
    put(home, {f"sessions/{apart}": "x", SHEET: f"{SESSION}attachments: [{together}]\n"})
    assert found(checked(home), "CF215") == []


def test_checking_changes_nothing(home: Path) -> None:
    (home / "sessions" / "link.yaml").symlink_to(home / SHEET)

    def state() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in sorted([home, *home.rglob("*")])
        }

    before = state()
    outputs(checked(home))
    assert state() == before


class Shelf:
    """A source as it was written before `content` was called `content_id`."""

    name = "shelf"
    sizes: Mapping[str, int] = {"a.txt": 3}
    problems: tuple[tuple[str, Problem], ...] = ()

    def read(self, path: str) -> bytes:
        return b"abc"

    def content(self, path: str) -> str:
        return content_id(b"abc", path)


def test_a_source_whose_method_is_called_content_serves_for_one_version() -> None:
    with pytest.warns(DeprecationWarning, match="method content of Shelf has to be called content_id"):
        assert id_in(cast(Source, Shelf()), "a.txt") == InMemory({"a.txt": "abc"}).content_id("a.txt")
