"""The application in a thread of the tests, real sockets and all, and a browser or a connection to ask it with."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coachfolio.web.desk import Desk
from coachfolio.web.server import PATIENCE, Server

from .conftest import TODAY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@dataclass
class Told:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass
class OpenDesk:
    """A portfolio that is opened, and the window it was opened in."""

    server: Server
    desk: Desk
    cookie: str = ""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def ask(self, method: str, path: str, body: str | bytes = "", **headers: str) -> Told:
        """Ask as this window does. A header with _ for - replaces its own; an empty one takes it away."""
        own = {"Host": f"127.0.0.1:{self.server.port}", "Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}
        if method == "POST":
            own |= {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded"}
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = body.encode() if isinstance(body, str) else body
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in own.items():
                if value:
                    connection.putheader(name, value)
            if data or method == "POST":
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data or None)
            answer = connection.getresponse()
            given = {name.lower(): value for name, value in answer.getheaders()}
            return Told(answer.status, given, answer.read().decode("utf-8", "replace"))
        finally:
            connection.close()


@contextmanager
def open_desk(path: Path, *, known: bool = True, patience: float = PATIENCE, **given: Any) -> Iterator[OpenDesk]:
    """A portfolio opened as `coachfolio open` does. `known`: in a window that has its cookie."""
    desk = Desk(path, today=TODAY, **given)
    server = Server(desk, patience=patience)
    answering = threading.Event()
    thread = threading.Thread(target=server.serve, args=(answering.set,), daemon=True)
    thread.start()
    try:
        assert answering.wait(20)
        opened = OpenDesk(server, desk)
        if known:
            first = opened.ask("GET", server.address.removeprefix(opened.origin), Sec_Fetch_Site="none")
            assert first.status == 303, first.text
            opened.cookie = first.headers["set-cookie"].partition(";")[0]
        yield opened
    finally:
        server.end()
        thread.join(20)
        assert not thread.is_alive()


@dataclass
class Window:
    """A window of a real browser, and what it did besides showing pages."""

    page: Page
    origin: str
    strayed: list[str] = field(default_factory=list)
    """Requests to anywhere but the application."""
    console: list[str] = field(default_factory=list)


@contextmanager
def window(browser: Browser, opened: OpenDesk, **settings: Any) -> Iterator[Window]:
    """The first window, opened with the address that `coachfolio open` gives to the browser."""
    context = browser.new_context(**settings)
    page = context.new_page()
    seen = Window(page, opened.origin)
    page.on(
        "request",
        lambda request: None if request.url.startswith(opened.origin + "/") else seen.strayed.append(request.url),
    )
    page.on("console", lambda message: seen.console.append(message.text))
    page.on("pageerror", lambda error: seen.console.append(str(error)))
    try:
        if opened.cookie:
            name, _, value = opened.cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": opened.origin, "sameSite": "Strict"}])
            page.goto(opened.origin + "/")
        else:
            page.goto(opened.server.address)
        yield seen
        assert (seen.strayed, seen.console) == ([], []), (seen.strayed, seen.console)
    finally:
        context.close()
