"""How long a connection is waited for: one that says nothing, or says it drop by drop, is closed."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["patient"]


def patient(seconds: float) -> type[asyncio.Protocol]:
    """A connection on which the beginning of each request has to be there within so many seconds."""

    class Patient(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._hurry = self.loop.call_later(seconds, self._too_slow)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.conn.their_state is not h11.IDLE:
                self._hurry.cancel()  # from here on the guard looks at how long it takes
            elif self._hurry.cancelled():
                self._hurry = self.loop.call_later(seconds, self._too_slow)

        def connection_lost(self, exc: Exception | None) -> None:
            self._hurry.cancel()
            super().connection_lost(exc)

        def _too_slow(self, *_: Any) -> None:
            if not self.transport.is_closing():
                self.transport.close()

    return Patient
