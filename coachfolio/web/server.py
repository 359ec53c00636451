"""The program behind the pages: it listens on this computer alone, opens the browser, and ends when nobody needs it."""

from __future__ import annotations

import asyncio
import datetime
import errno
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.web.desk import Desk, Level

__all__ = ["IDLE_HOURS", "PATIENCE", "CannotOpen", "Server", "desk_at"]

IDLE_HOURS: Final = 8.0
"""Hours after which it ends, where nobody asked for anything."""
_HERE: Final = "127.0.0.1"
PATIENCE: Final = 15.0
"""Seconds in which the beginning of a request has to be here."""
_MOST_AT_ONCE: Final = 200


class CannotOpen(CoachfolioError):
    """The application cannot start. The text says why, and what to do."""


def desk_at(
    place: Path,
    *,
    read_only: bool = False,
    who: str = "",
    today: datetime.date | None = None,
    demonstration: bool = False,
) -> Desk:
    """The desk for what lies at a place: what may be done there follows from what it is, and from who asks.

    Raises CannotOpen where nothing is there, and what `Desk.report` and `Desk.role` raise.
    """
    if not place.exists():
        raise CannotOpen(
            f"There is no folder or file {place}. Name the folder of a portfolio, or an empty one to start in."
        )
    level: Level = "assessor" if who else "edit"
    if read_only or place.is_file() or not os.access(place, os.W_OK):
        level = "read"
    desk = Desk(place, level=level, who=who, today=today, demonstration=demonstration)
    if place.is_file():
        desk.report()  # what is no hand-over file is told before the browser opens
    if who:
        desk.role  # noqa: B018 - and so is that somebody is not in the portfolio
    return desk


class Server:
    """The application of one desk. The port is taken when this is made, and given back when `serve` comes back."""

    def __init__(
        self, desk: Desk, *, port: int = 0, idle_hours: float = IDLE_HOURS, patience: float = PATIENCE
    ) -> None:
        """`port` is any free one, unless one is asked for. `patience` is in seconds. Raises CannotOpen."""
        try:
            from coachfolio.web.application import application
            from coachfolio.web.guarding import Guard
        except ImportError as error:
            if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn", "python_multipart", "anyio"):
                raise
            raise CannotOpen("The browser needs a few more packages: pip install 'coachfolio[app]'.") from None
        self._socket = _taken(port)
        self.port: Final[int] = self._socket.getsockname()[1]
        self._idle = idle_hours * 3600
        self._patience = patience
        self._app = application(desk, self.end)
        self._guard = Guard(self._app, port=self.port, level=desk.level)
        self._ending = False
        self._server: object = None

    @property
    def address(self) -> str:
        """The address of the first page. It opens it once."""
        return f"http://{_HERE}:{self.port}/?t={self._guard.first}"

    def end(self) -> None:
        """End, once what is being answered is answered."""
        self._ending = True

    def serve(self, ready: Callable[[], None] = lambda: None) -> None:
        """Answer until somebody ends it, or nobody has asked for anything for hours. `ready` is called once it answers.

        Raises KeyboardInterrupt where Ctrl-C ended it.
        """
        import uvicorn

        from coachfolio.web.waiting import patient

        config = uvicorn.Config(
            self._guard,
            loop="asyncio",
            http=patient(self._patience),
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # what is logged of a mistake would have the words of a portfolio in it
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            limit_concurrency=_MOST_AT_ONCE,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=1 << 15,
        )
        server = uvicorn.Server(config)

        async def run() -> None:
            watching = asyncio.create_task(self._watch(server, ready))
            try:
                await server.serve(sockets=[self._socket])
            finally:
                watching.cancel()

        with self._socket:
            asyncio.run(run())

    async def _watch(self, server: object, ready: Callable[[], None]) -> None:
        """Say when it answers, and end it when it is to end."""
        told = False
        while True:
            if not told and server.started:  # type: ignore[attr-defined]
                told = True
                await asyncio.to_thread(ready)
            if self._ending or time.monotonic() - self._guard.asked > self._idle:
                await asyncio.sleep(0.2)  # so that the last page is sent
                server.should_exit = True  # type: ignore[attr-defined]
                return
            await asyncio.sleep(0.05 if not told else 0.2)


def _taken(port: int) -> socket.socket:
    """A socket that listens on this computer alone. Raises CannotOpen."""
    # the protocol is named, or answers would be held back for 40 ms each: asyncio spares only such sockets that
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would share a port that another program listens on
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((_HERE, port))
        found.listen(128)
    except (OSError, OverflowError) as error:
        found.close()
        if isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise CannotOpen(
                f"Port {port} is taken by another program. Leave out --port, and a free one is found."
            ) from None
        raise CannotOpen(f"This computer gives no address to listen on: {error}.") from None
    return found
