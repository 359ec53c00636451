"""Time stamps by an authority of our own: real certificates, real stamps, a real web server."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import http.server
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio.base.errors import CoachfolioError
from coachfolio.record.timestamps import (
    MAX_TOKEN,
    BadStamp,
    Stamp,
    request_for,
    stamped,
    time_stamp_from,
    token_from,
    token_text,
)

from .authority import Authority
from .effort import examples

DATA = b"coachfolio manifest\n0123  sessions/s01.yaml  s01\n"
OTHER = DATA.replace(b"0123", b"0124")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority(tmp_path_factory.mktemp("authority") / "one")
    made.certificate("short", "/CN=Stamps/O=Witness")
    # longer than its issuer's: openssl puts it first all the same, which is not the order of the bytes
    made.certificate("long", "/CN=Long Stamps/O=Witness", kind="long-stamps")
    return made


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another authority, whose root and issuer have the same names."""
    return Authority(tmp_path_factory.mktemp("authority") / "other")


@pytest.fixture(scope="module")
def token(authority: Authority) -> bytes:
    return authority.token(DATA, "short")


@pytest.fixture(scope="module")
def unsorted(authority: Authority) -> bytes:
    made = authority.token(DATA, "long")
    whole = (authority.folder / "whole").read_bytes()
    from rfc3161_client import decode_timestamp_response

    with pytest.raises(ValueError, match="InvalidSetOrdering"):
        decode_timestamp_response(whole)
    return made


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


# what a stamp proves


def test_a_good_stamp_says_when_and_by_whom(authority: Authority, token: bytes) -> None:
    stamp = stamped(token, DATA, authority.roots)
    assert isinstance(stamp, Stamp)
    assert stamp.time.tzinfo is datetime.UTC
    assert abs(datetime.datetime.now(datetime.UTC) - stamp.time) < datetime.timedelta(minutes=5)
    assert stamp.authority == "Stamps (Witness)"
    assert stamp.digest == hashlib.sha256(DATA).hexdigest()


def test_other_roots_beside_the_right_one_do_no_harm(authority: Authority, stranger: Authority, token: bytes) -> None:
    many = stranger.roots + authority.roots + authority.roots
    assert stamped(token, DATA, many) == stamped(token, DATA, authority.roots)


def test_a_stronger_digest_is_as_good(authority: Authority) -> None:
    token = authority.token(DATA, "short", question=_question(authority, "-sha512"))
    assert stamped(token, DATA, authority.roots).digest == hashlib.sha512(DATA).hexdigest()


def test_a_weak_digest_proves_nothing(authority: Authority) -> None:
    token = authority.token(DATA, "short", question=_question(authority, "-sha1"))
    with pytest.raises(BadStamp, match="not safe any more"):
        stamped(token, DATA, authority.roots)


def test_a_stamp_for_something_else(authority: Authority, token: bytes, unsorted: bytes) -> None:
    for one in (token, unsorted):
        with pytest.raises(BadStamp, match="other content"):
            stamped(one, OTHER, authority.roots)


def test_an_authority_that_nobody_trusts(stranger: Authority, token: bytes, unsorted: bytes) -> None:
    for one in (token, unsorted):
        with pytest.raises(BadStamp, match="not by an authority that you trust"):
            stamped(one, DATA, stranger.roots)


@pytest.mark.parametrize("roots", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_file_of_authorities_that_is_none(token: bytes, roots: bytes) -> None:
    with pytest.raises(BadStamp, match="file of trusted authorities"):
        stamped(token, DATA, roots)


def test_the_roots_may_not_be_endless(authority: Authority, token: bytes) -> None:
    with pytest.raises(BadStamp, match="file of trusted authorities"):
        stamped(token, DATA, authority.roots + b"\n" * (1 << 22))


def test_a_certificate_for_something_else_makes_no_stamps(authority: Authority, stranger: Authority) -> None:
    """A forger with an honest certificate for a web site shows it beside a home-made one of the same number."""
    number = f"{77:04X}\n"
    for one in (authority, stranger):
        (one.folder / "serial").write_text(number)
    authority.certificate("site", "/CN=Site", kind="web")
    (stranger.folder / "forger.key").write_bytes((authority.folder / "site.key").read_bytes())
    stranger.certificate("forger", "/CN=Stamps", kind="long-stamps")
    beside = [(authority.folder / name).read_bytes() for name in ("site.pem", "issuer.pem")]
    (stranger.folder / "beside.pem").write_bytes(b"".join(beside))
    token = stranger.token(DATA, "forger", chain="beside.pem")
    with pytest.raises(BadStamp, match="does not hold its authority's certificate"):
        stamped(token, DATA, authority.roots)


def test_names_of_authorities_are_safe_to_show(authority: Authority) -> None:
    authority.certificate("odd", "/CN=St\x1b[31mamps\u202e\u200b one/O=\x07")
    stamp = stamped(authority.token(DATA, "odd"), DATA, authority.roots)
    assert stamp.authority == "St [31mamps one"
    assert stamp.authority.isprintable()


# certificates that run out


def test_a_stamp_stays_good_when_its_certificate_runs_out(authority: Authority) -> None:
    for seconds in (2, 8, 32, 128):  # a busy machine may not stamp in two seconds
        end = int(time.time()) + seconds
        authority.certificate("brief", "/CN=Brief", seconds=(-60, seconds))
        authority.certificate("brief-long", "/CN=Brief", kind="long-stamps", seconds=(-60, seconds))
        token, unsorted = authority.token(DATA, "brief"), authority.token(DATA, "brief-long")
        last = time.time()
        if last < end:
            break
    time.sleep(max(0.0, last + seconds + 1 - time.time()))
    assert stamped(token, DATA, authority.roots).authority == "Brief"
    assert stamped(unsorted, DATA, authority.roots).authority == "Brief"


@pytest.mark.parametrize("seconds", [(-9000, -60), (3600, 9000)])
def test_a_stamp_by_a_certificate_that_was_not_valid_then(authority: Authority, seconds: tuple[int, int]) -> None:
    authority.certificate("late", "/CN=Late", seconds=seconds)
    with pytest.raises(BadStamp, match="not by an authority that you trust"):
        stamped(authority.token(DATA, "late"), DATA, authority.roots)


# bytes from strangers


@given(st.binary(max_size=200))
def test_garbage_is_no_stamp(authority: Authority, garbage: bytes) -> None:
    with pytest.raises(BadStamp):
        stamped(garbage, DATA, authority.roots)


@examples(100)
@given(st.data())
def test_no_change_makes_a_stamp_say_something_else(
    authority: Authority, token: bytes, unsorted: bytes, draw: st.DataObject
) -> None:
    honest = draw.draw(st.sampled_from([token, unsorted]))
    changed = bytearray(honest)
    places = st.tuples(st.integers(0, len(honest) - 1), st.integers(0, 255))
    for place, value in draw.draw(st.lists(places, min_size=1, max_size=3)):
        changed[place] = value
    try:
        stamp = stamped(bytes(changed), DATA, authority.roots)
    except BadStamp:
        return
    assert stamp == stamped(honest, DATA, authority.roots)


def test_every_truncated_stamp_is_refused(authority: Authority, token: bytes) -> None:
    for length in range(0, len(token), 7):
        with pytest.raises(BadStamp, match="can be read"):
            stamped(token[:length], DATA, authority.roots)


def test_a_stamp_has_no_end_in_sight(authority: Authority, token: bytes) -> None:
    with pytest.raises(BadStamp, match="64 KiB"):
        stamped(token + b"\0" * MAX_TOKEN, DATA, authority.roots)


def test_nothing_is_printed_over_odd_certificates(authority: Authority, capfd: pytest.CaptureFixture[str]) -> None:
    (authority.folder / "serial").write_text("00\n")
    authority.certificate("zero", "/CN=Zero")
    (authority.folder / "serial").write_text("2000\n")
    assert stamped(authority.token(DATA, "zero"), DATA, authority.roots).authority == "Zero"
    assert capfd.readouterr() == ("", "")


# certificates in another order than strict readers want


def test_certificates_in_another_order(authority: Authority, unsorted: bytes) -> None:
    stamp = stamped(unsorted, DATA, authority.roots)
    assert stamp.authority == "Long Stamps (Witness)"
    assert stamp.digest == hashlib.sha256(DATA).hexdigest()


# as text


@given(st.binary(min_size=1, max_size=5000))
def test_text_and_back(token: bytes) -> None:
    text = token_text(token)
    assert token_from(text) == token
    assert token_from(text.replace("\n", "\r\n ")) == token
    assert all(len(line) <= 64 for line in text.splitlines())
    assert text.endswith("\n")


@pytest.mark.parametrize("text", ["", " \n", "A", "ÄÄÄÄ", "AA=A", "-----BEGIN", "\ud800", "AAAA\0"])
def test_text_that_is_no_stamp(text: str) -> None:
    with pytest.raises(BadStamp):
        token_from(text)


def test_text_that_is_too_long() -> None:
    for text in ("A" * (4 * MAX_TOKEN), token_text(b"\0" * (MAX_TOKEN + 1))):
        with pytest.raises(BadStamp, match="too long"):
            token_from(text)


# asking


class _Answers(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        question = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.questions.append((self.headers["Content-Type"], question))
        made = getattr(self, f"answer_{self.path.strip('/')}")
        made(question)

    def do_GET(self) -> None:
        self.server.questions.append(("GET", b""))
        self._say(b"")

    def _say(self, content: bytes, kind: str = "application/timestamp-reply", code: int = 200, **headers: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def answer_good(self, question: bytes) -> None:
        self._say(self.server.authority.answer(question, "short"))

    def answer_unsorted(self, question: bytes) -> None:
        self._say(self.server.authority.answer(question, "long"))

    def answer_refusal(self, question: bytes) -> None:
        self._say(self.server.authority.answer(question, "short", section="sha512-only"))

    def answer_replay(self, question: bytes) -> None:
        self._say(self.server.authority.answer(request_for(DATA), "short"))

    def answer_other(self, question: bytes) -> None:
        self._say(self.server.authority.answer(question.replace(hashlib.sha256(DATA).digest(), bytes(32)), "short"))

    def answer_page(self, question: bytes) -> None:
        self._say(self.server.authority.answer(question, "short"), kind="text/html")

    def answer_garbage(self, question: bytes) -> None:
        self._say(b"<html>")

    def answer_more(self, question: bytes) -> None:
        self._say(self.server.authority.answer(question, "short") + b"\0\0")

    def answer_less(self, question: bytes) -> None:
        self._say(self.server.authority.answer(question, "short")[:-1])

    def answer_nothing(self, question: bytes) -> None:
        self._say(b"\x30\x05\x30\x03\x02\x01\x00")

    def answer_long(self, question: bytes) -> None:
        self._say(self.server.authority.answer(question, "short") + b"\0" * MAX_TOKEN)

    def answer_forbidden(self, question: bytes) -> None:
        self._say(b"\x1b[31mno", code=403)

    def answer_moved(self, question: bytes) -> None:
        self._say(b"", code=302, Location="/good")

    def answer_file(self, question: bytes) -> None:
        self._say(b"", code=307, Location="file:///etc/passwd")

    def answer_hangup(self, question: bytes) -> None:
        self.wfile.write(b"nonsense\r\n")

    def answer_slow(self, question: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        with contextlib.suppress(OSError):  # whoever asked has gone
            while not self.server.tired.wait(0.05):
                self.wfile.write(b"0")

    def log_message(self, format: str, *args: object) -> None:
        return


class _Server(http.server.ThreadingHTTPServer):
    def __init__(self, authority: Authority) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.authority = authority
        self.questions: list[tuple[str | None, bytes]] = []
        self.tired = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def server(authority: Authority) -> Iterator[_Server]:
    with _Server(authority) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.tired.set()
        made.shutdown()
        thread.join()


def test_asking_for_a_stamp(authority: Authority, server: _Server) -> None:
    token = time_stamp_from(f"{server.address}/good", DATA)
    assert stamped(token, DATA, authority.roots).authority == "Stamps (Witness)"
    [(kind, question)] = server.questions
    assert kind == "application/timestamp-query"
    assert hashlib.sha256(DATA).digest() in question
    assert DATA not in question


def test_an_authority_that_keeps_no_order(authority: Authority, server: _Server) -> None:
    token = time_stamp_from(f"{server.address}/unsorted", DATA)
    assert stamped(token, DATA, authority.roots).authority == "Long Stamps (Witness)"


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("refusal", "refused to give a time stamp"),
        ("replay", "for something else"),
        ("other", "for something else"),
        ("page", "not the answer of a time-stamp authority"),
        ("garbage", "not the answer of a time-stamp authority"),
        ("more", "not the answer of a time-stamp authority"),
        ("less", "not the answer of a time-stamp authority"),
        ("nothing", "not the answer of a time-stamp authority"),
        ("long", "too long"),
        ("forbidden", r"answer 403"),
        ("hangup", "could not be reached"),
    ],
)
def test_answers_without_a_stamp(server: _Server, path: str, sentence: str) -> None:
    with pytest.raises(BadStamp, match=sentence) as raised:
        time_stamp_from(f"{server.address}/{path}", DATA)
    assert str(raised.value).isprintable()


@pytest.mark.parametrize("path", ["moved", "file"])
def test_nobody_else_is_asked(server: _Server, path: str) -> None:
    with pytest.raises(BadStamp, match="sends on to another"):
        time_stamp_from(f"{server.address}/{path}", DATA)
    assert len(server.questions) == 1


def test_an_authority_that_never_ends_its_answer(server: _Server) -> None:
    with pytest.raises(BadStamp, match="too long to answer"):
        time_stamp_from(f"{server.address}/slow", DATA, timeout_seconds=0.5)


def test_nobody_there() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), _Answers) as gone:
        port = gone.server_port
    with pytest.raises(BadStamp, match="could not be reached"):
        time_stamp_from(f"http://127.0.0.1:{port}/", DATA)


@pytest.mark.parametrize(
    "url", ["", "stamps.example", "file:///etc/passwd", "ftp://x/", "data:,x", "http://", "http://["]
)
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(BadStamp, match="no web address"):
        time_stamp_from(url, DATA)


def test_every_question_is_new() -> None:
    assert request_for(DATA) != request_for(DATA)
    with pytest.raises(BadStamp, match="nothing to be stamped"):
        request_for(b"")


# what is not installed, what is not loaded


def test_without_the_extra_it_says_what_to_install(
    authority: Authority, token: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    for attempt in (
        lambda: stamped(token, DATA, authority.roots),
        lambda: request_for(DATA),
        lambda: time_stamp_from("http://127.0.0.1:9/", DATA),
    ):
        with pytest.raises(CoachfolioError, match=r"pip install 'coachfolio\[timestamp\]'") as raised:
            attempt()
        assert not isinstance(raised.value, BadStamp)


def test_nothing_is_loaded_before_it_is_needed() -> None:
    program = "import sys, coachfolio.record.timestamps; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"rfc3161_client", "cryptography", "urllib.request", "http.client"} & set(done.stdout.split())


def _question(authority: Authority, digest: str) -> bytes:
    """A question that openssl asks, with another digest than ours."""
    (authority.folder / "data").write_bytes(DATA)
    return authority.openssl("ts", "-query", "-data", "data", digest, "-cert")
