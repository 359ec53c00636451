"""Who tries to get at a portfolio through the application: other pages, other names, other programs, hostile files."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from coachfolio.cli import main
from coachfolio.web.guarding import POLICY
from coachfolio.web.pages import PAGES, routes_for
from coachfolio.web.server import CannotOpen, Server, desk_at

from .browser import browser
from .conftest import PORTFOLIO, SESSION, TODAY
from .desks import OpenDesk, open_desk, window
from .test_pages import hostile

if TYPE_CHECKING:
    from coachfolio.web.desk import Desk

SECRET = "Zebediah Quux"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "portfolio"
    for name, text in {
        "portfolio.yaml": PORTFOLIO,
        "sessions/2026/2026-03-04-c01.yaml": SESSION + "attachments: [page.html, notes.svg, plain.bin]\n",
        "sessions/2026/page.html": "<script>window.ran = 1</script>",
        "sessions/2026/notes.svg": "<svg xmlns='http://www.w3.org/2000/svg' onload='ran=1'/>",
        "sessions/2026/plain.bin": "\0\1",
        "private/clients.yaml": f"format: 1\nclients:\n  C01: {{names: [{SECRET}]}}\n",
    }.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, "utf-8")
    return place


@pytest.fixture
def opened(folder: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[OpenDesk]:
    with open_desk(folder) as found:
        yield found
    assert capfd.readouterr() == ("", ""), "nothing that somebody tries is logged"


def test_only_this_window_is_answered(opened: OpenDesk) -> None:
    name = opened.cookie.partition("=")[0]
    here = f"127.0.0.1:{opened.server.port}"
    assert opened.ask("GET", "/").status == 200
    assert opened.ask("POST", "/capture", "line=").status == 303
    for status, method, headers in (
        (401, "GET", {"Cookie": ""}),
        (401, "GET", {"Cookie": f"{name}=stolen"}),
        (401, "GET", {"Cookie": f"{name}="}),
        (401, "GET", {"Cookie": "coachfolio-1=" + opened.cookie.partition("=")[2]}),
        (401, "GET", {"Cookie": f"{name}=\u00e9"}),
        (401, "POST", {"Cookie": ""}),
        # a name that leads here, as a page of somebody else may have it changed
        (421, "GET", {"Host": f"rebound.example:{opened.server.port}"}),
        (421, "GET", {"Host": "127.0.0.1"}),
        (421, "GET", {"Host": f"127.0.0.1.example:{opened.server.port}"}),
        (421, "POST", {"Host": "rebound.example", "Origin": "http://rebound.example"}),
        # other pages, one of another program on this computer among them
        (403, "GET", {"Sec_Fetch_Site": "cross-site"}),
        (403, "GET", {"Sec_Fetch_Site": "same-site"}),
        (403, "POST", {"Origin": "http://evil.example"}),
        (403, "POST", {"Origin": "null"}),
        (403, "POST", {"Origin": ""}),
        (403, "POST", {"Origin": "http://127.0.0.1:1"}),
        (403, "POST", {"Origin": f"https://{here}"}),
        (403, "POST", {"Origin": f"http://localhost:{opened.server.port}"}),
        (403, "POST", {"Sec_Fetch_Site": "cross-site"}),
        *((405, method, {}) for method in ("PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT")),
    ):
        told = opened.ask(method, "/", "", **headers)
        assert told.status == status, (method, headers, told.status)
        assert told.headers["content-security-policy"] == POLICY
        assert "<h1>Not shown</h1>" in told.text
        assert len(told.text) < 400, "a refusal is one sentence, and tells nothing"


def test_the_address_opens_one_window_only(folder: Path) -> None:
    with open_desk(folder, known=False) as opened:
        address = opened.server.address.removeprefix(opened.origin)
        assert opened.ask("GET", address[:-1], Sec_Fetch_Site="none").status == 401, "not the whole token"
        assert opened.ask("GET", address, Host="evil.example").status == 421
        assert opened.ask("GET", address, Sec_Fetch_Site="cross-site").status == 403
        assert opened.ask("GET", f"/map{address[1:]}").status == 401
        first = opened.ask("GET", address, Sec_Fetch_Site="none")
        assert (first.status, first.headers["location"]) == (303, "/")
        cookie = first.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
        token = address.partition("=")[2]
        assert token not in cookie, "whoever finds the address later has nothing"
        assert opened.ask("GET", address, Sec_Fetch_Site="none").status == 401
        opened.cookie = cookie.partition(";")[0]
        again = opened.ask("GET", "//evil.example" + address)
        assert (again.status, again.headers["location"]) == (303, "/")


def test_no_path_leads_out(opened: OpenDesk) -> None:
    for path in (
        *("/static/../desk.py", "/static/..%2f..%2fdesk.py", "/static/%2e%2e/desk.py", "/static//etc/passwd"),
        *("/static/app.css%00.py", "/static/", "/static", "/private/clients.yaml", "/..%2fprivate%2fclients.yaml"),
        *("/piece/..%2f..%2fprivate%2fclients", "/piece/%00", "/piece/" + "a" * 9_000, "/map/../../x", "/map/%ff%fe"),
        *("/file/2026-03-04-c01/99", "/file/2026-03-04-c01/-1", "/file/..%2fprivate%2fclients.yaml/0"),
        *("/file/portfolio/0", "//etc/passwd", "/%2f%2fevil.example", "/nowhere?x=%0d%0aSet-Cookie:%20a=b"),
    ):
        told = opened.ask("GET", path)
        assert told.status == 404, (path, told.status)
        assert SECRET not in told.text
        assert "set-cookie" not in told.headers
        assert "import " not in told.text


def test_a_file_of_the_portfolio_is_never_a_page(opened: OpenDesk) -> None:
    for number in range(3):
        told = opened.ask("GET", f"/file/2026-03-04-c01/{number}")
        assert told.status == 200
        assert told.headers["content-type"] == "application/octet-stream"
        assert told.headers["content-disposition"].startswith("attachment; ")
        assert told.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert told.headers["x-content-type-options"] == "nosniff"
        assert told.headers["cache-control"] == "no-store"


def test_names_stand_on_one_page_alone(opened: OpenDesk, folder: Path) -> None:
    pages = [page.address for page in PAGES if page.title and "edit" in page.levels]
    assert [path for path in pages if SECRET in opened.ask("GET", path).text] == ["/clients"]
    told = opened.ask("POST", "/capture", f"line=C01 60m: {SECRET} came late&step=write".replace(" ", "+"))
    assert "The words name C01" in told.text
    assert not list(folder.glob(f"sessions/{TODAY.year}/*late*"))
    (folder / "private/clients.yaml").write_text("clients: [", "utf-8")
    assert "cannot be used" in opened.ask("GET", "/clients").text
    with open_desk(folder, level="read") as reading:
        assert SECRET not in reading.ask("GET", "/clients").text


def test_too_much_and_too_slow(folder: Path) -> None:
    with open_desk(folder, patience=1.0) as opened:
        head = (
            f"POST /capture HTTP/1.1\r\nHost: 127.0.0.1:{opened.server.port}\r\nOrigin: {opened.origin}\r\n"
            f"Cookie: {opened.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        )
        waiting = [socket.create_connection(("127.0.0.1", opened.server.port), timeout=20) for _ in range(120)]
        for number, connection in enumerate(waiting):
            connection.sendall(head.encode() if number % 2 else b"G")  # and then nothing more
        assert opened.ask("GET", "/").status == 200, "others are answered meanwhile"
        for connection in waiting:
            assert connection.recv(200)[:12] in (b"", b"HTTP/1.1 400"), "who says nothing is let go"
            connection.close()
        for length in ("99999999999", "-5", "1e3", "9" * 5_000):
            assert _raw(opened, f"{head}Content-Length: {length}\r\n\r\n")[:12] in (b"HTTP/1.1 413", b"HTTP/1.1 400")
        part = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
        answer = _raw(opened, f"{head}Transfer-Encoding: chunked\r\n\r\n", part * 100)
        assert answer[:12] in (b"HTTP/1.1 413", b"HTTP/1.1 400", b""), "a body of no stated length has a bound, too"
        fields = "&".join(f"f{number}=1" for number in range(20_000))
        assert opened.ask("POST", "/capture", fields).status in (400, 413)
        assert _raw(opened, "GET / HTTP/1.1\r\nX: " + "a" * 100_000)[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 431", b"")
        for _ in range(300):
            assert opened.ask("GET", "/", Cookie="").status == 401
        assert opened.ask("GET", "/").status == 200


def _raw(opened: OpenDesk, head: str, body: bytes = b"") -> bytes:
    with socket.create_connection(("127.0.0.1", opened.server.port), timeout=20) as connection:
        try:
            connection.sendall(head.encode() + body)
            return connection.recv(4096)
        except (ConnectionResetError, BrokenPipeError):
            return b""


def test_a_mistake_tells_nothing(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_desk(folder) as opened:

        def broken(self: Desk) -> None:
            raise ValueError(f"{SECRET} {opened.cookie}")

        monkeypatch.setattr("coachfolio.web.desk.Desk.report", broken)
        told = opened.ask("GET", "/")
        assert told.status == 500
        assert "a mistake in coachfolio" in told.text
        monkeypatch.setattr("coachfolio.web.desk.Desk.report", lambda self: (_ for _ in ()).throw(OSError(28, SECRET)))
        assert "The disk is full" in opened.ask("GET", "/").text
        monkeypatch.undo()
        shutil.rmtree(folder)
        assert "The folder of this portfolio is not there any more" in opened.ask("GET", "/map").text
    said = "".join(capfd.readouterr())
    assert "ValueError" in said
    assert SECRET not in said + told.text
    assert opened.cookie.partition("=")[2] not in said


def test_a_strangers_hand_over_file_runs_writes_and_reaches_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    place = hostile(tmp_path / "hostile", "sessions", "feedback", "agreements", "assessment", "assignments")
    for command in (
        ["init", "-q", "-b", "main"],
        ["add", "-A", "-f"],
        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "<script>ran=1</script>"],
        ["bundle", "create", "-q", str(tmp_path / "handed.bundle"), "main"],
    ):
        subprocess.run(["git", "-C", place, *command], check=True, capture_output=True)
    bundle = tmp_path / "handed.bundle"
    before = (bundle.read_bytes(), sorted(tmp_path.iterdir()))
    desk = desk_at(bundle, today=TODAY)
    assert desk.level == "read"
    with browser() as chromium, open_desk(bundle, level="read") as opened, window(chromium, opened) as seen:
        page = seen.page
        view = opened.desk.opened().view
        odd = max(view.pieces, key=lambda piece: len(piece.attachments))
        addresses = [page.address for page in PAGES if page.title and "read" in page.levels]
        from coachfolio.web.reading import criterion_at, piece_at

        criteria = [criterion_at(row.criterion) for row in view.coverage.rows[:3]]
        for address in (*addresses, *criteria, *(piece_at(piece.id) for piece in view.pieces[:4]), piece_at(odd.id)):
            answer = page.goto(opened.origin + address)
            assert answer
            assert answer.status == 200, address
            assert page.evaluate("window.ran") is None
            attributes = page.evaluate(
                "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes].map(a => [a.name, a.value]))"
            )
            assert [name for name, _ in attributes if name.startswith("on") or name in ("style", "srcdoc")] == []
            assert {value for name, value in attributes if name == "src"} <= {"/static/app.js", *_pictures(odd.id)}
        for route in routes_for("edit"):
            if route.method == "POST" and route.address not in ("/end", "/record/since"):
                told = opened.ask("POST", re.sub(r"\{[^}]*\}", "x", route.address), "line=C01 60m x&step=write")
                assert told.status == 403, route.address
    assert (bundle.read_bytes(), sorted(tmp_path.iterdir())) == before
    assert capfd.readouterr() == ("", "")


def _pictures(id: str) -> set[str]:
    from coachfolio.web.reading import file_at

    return {file_at(id, number) for number in range(9)}


def test_what_cannot_be_opened_is_told_in_a_sentence(folder: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CannotOpen, match="taken by another program"):
        Server(desk_at(folder), port=taken.getsockname()[1])
    (tmp_path / "letter.docx").write_bytes(b"PK")
    for args, said in (
        ([str(tmp_path / "nowhere")], "There is no folder or file"),
        ([str(folder), "--as", "assessor-2"], "Did you mean assessor-1?"),
        ([str(tmp_path / "letter.docx")], "nor a hand-over file"),
    ):
        told = CliRunner().invoke(main, ["open", *args, "--no-browser"])
        assert told.exit_code != 0
        assert said in str(told.exception)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_it_ends_with_ctrl_c(folder: Path) -> None:
    command = [sys.executable, "-m", "coachfolio", "open", str(folder), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        lines = [running.stdout.readline() for _ in range(3)]
        assert re.fullmatch(r"  http://127\.0\.0\.1:\d+/\?t=\S{43}\n", lines[1])
        begun = time.monotonic()
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=20)
        assert (running.returncode, said) == (0, ("Ended.\n", "")), said
        assert time.monotonic() - begun < 20
