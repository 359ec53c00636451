"""Who may ask and how: only this computer's own browser, with the cookie of this window, from our own pages.

A page of somebody else can make a browser send requests here, under any name that leads to this computer. So the name
that was asked for, the page that a request comes from and the cookie are all looked at: nothing rests on one alone.
"""

from __future__ import annotations

import hmac
import secrets
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from coachfolio.web.desk import Level

__all__ = ["COMPARING", "ENDING", "FILE_POLICY", "POLICY", "Guard"]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may do: our own files, and nothing inline, so that no text of a portfolio can ever run."""
FILE_POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""What a file of the portfolio may do in a browser: nothing."""
ENDING: Final = "/end"
"""The address that ends the program."""

COMPARING: Final = "/record/since"
"""The address that an earlier receipt is sent to: it is read, held against the record, and not kept."""
_READING: Final = frozenset({ENDING, COMPARING})
"""What may be sent by somebody who only reads: nothing is written there."""

_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # with no referrer at all a browser would not say which page a form comes from
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)
_SLOWEST: Final = 30.0
"""Seconds in which a body has to be here."""
_UPLOAD: Final = 1 << 26
"""Bytes of a body with files in it, at most: whoever takes less says so."""
_PLAIN: Final = 1 << 22


class Guard:
    """Lets requests through to the pages, or refuses them in a sentence."""

    def __init__(self, app: ASGIApp, *, port: int, level: Level) -> None:
        self._app = app
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._cookie = f"coachfolio-{port}"
        self._level = level
        self._first = secrets.token_urlsafe(32)
        self._token = secrets.token_urlsafe(32)
        self.asked = time.monotonic()
        """When somebody who may asked for something last."""

    @property
    def first(self) -> str:
        """What opens the first page, once."""
        return self._first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope, Headers(scope=scope))
        if refusal is not None:
            await refusal(scope, receive, _guarded(send))
            return
        self.asked = time.monotonic()
        await self._app(scope, _bounded(receive, _most(Headers(scope=scope))), _guarded(send))

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """Why a request is not answered; None where it is."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return _refused(421, "This address is not the one that the portfolio was opened under.")
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return _refused(403, "This request comes from another page. Nothing was shown or written.")
        method = scope["method"]
        if method not in ("GET", "HEAD", "POST"):
            return _refused(405, "Pages are only read and sent here.")
        if method == "POST" and headers.getlist("origin") != [f"http://{hosts[0].lower()}"]:
            return _refused(403, "This form comes from another page, or does not say from which. Nothing was written.")
        if not self._known(headers):
            return self._first_time(scope)
        if scope["query_string"].startswith(b"t="):  # the address was opened again in the window that knows it
            return RedirectResponse("/", status_code=303)
        if method == "POST" and self._level == "read" and scope["path"] not in _READING:
            return _refused(403, "This portfolio was opened for reading only. Nothing was written.")
        return self._too_large(headers)

    def _known(self, headers: Headers) -> bool:
        """Whether the cookie of this window came along. A browser sends those of every program on this computer."""
        given = [
            value.strip()
            for line in headers.getlist("cookie")
            for name, _, value in (part.partition("=") for part in line.split(";"))
            if name.strip() == self._cookie
        ]
        return any(hmac.compare_digest(value.encode("latin-1", "replace"), self._token.encode()) for value in given)

    def _first_time(self, scope: Scope) -> Response:
        given = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=8) if scope["path"] == "/" else {}
        said = given.get("t", [""])[0].encode("latin-1", "replace")
        if scope["method"] != "GET" or not said or not self._first:
            return _refused(401, _CLOSED)
        if not hmac.compare_digest(said, self._first.encode()):
            return _refused(401, _CLOSED)
        self._first = ""
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self._cookie, self._token, path="/", httponly=True, samesite="strict")
        return answer

    @staticmethod
    def _too_large(headers: Headers) -> Response | None:
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:20]) > _most(headers):
            return _refused(413, "That is more than can be taken at once. Nothing was written.")
        return None


_CLOSED: Final = (
    "This window does not belong to an opened portfolio, or its address was used before. Type coachfolio open again, "
    "and use the window that it opens."
)


def _most(headers: Headers) -> int:
    return _UPLOAD if headers.get("content-type", "").lower().startswith("multipart/form-data") else _PLAIN


def _refused(status: int, sentence: str) -> Response:
    """A page of one sentence, which is ours and quotes nothing."""
    return HTMLResponse(
        f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Not shown</title>'
        f"<main><h1>Not shown</h1><p>{sentence}</p></main></html>",
        status,
    )


class TooMuch(Exception):
    """A body is larger than may be, or takes too long."""


def _bounded(receive: Receive, most: int) -> Receive:
    """Takes a body up to its bound, in the time that there is for it."""
    import asyncio

    taken = 0
    until = time.monotonic() + _SLOWEST

    async def bounded() -> Message:
        nonlocal taken
        left = until - time.monotonic()
        try:
            message = await asyncio.wait_for(receive(), max(left, 0.01))
        except TimeoutError:
            return {"type": "http.disconnect"}
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooMuch
        return message

    return bounded


def _guarded(send: Send) -> Send:
    """Adds what every answer says of itself; a file of the portfolio brings a policy of its own."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message.get("headers", ())}
            ours = ((b"content-security-policy", POLICY.encode()), *_HEADERS)
            message["headers"] = [
                *message.get("headers", ()),
                *(header for header in ours if header[0] not in there),
            ]
        await send(message)

    return guarded
