"""A server of git over HTTPS, as a host is: git's own program behind Python's server."""

from __future__ import annotations

import base64
import http.server
import os
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from coachfolio.git.process import git_program


class _Handler(http.server.BaseHTTPRequestHandler):
    folder: ClassVar[Path]
    asked: ClassVar[list[str]]
    password: ClassVar[str]
    moved: ClassVar[dict[str, str]]

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        where = urlsplit(self.path)
        self.asked.append(f"{self.command} {where.path.rpartition('/')[2]}")
        wanted = "Basic " + base64.b64encode(f"reader:{self.password}".encode()).decode()
        if self.password and self.headers.get("Authorization") != wanted:
            self._head(401, {"WWW-Authenticate": 'Basic realm="portfolios"', "Content-Length": "0"})
            return
        first = where.path.split("/")[1]
        if first in self.moved:
            self._head(302, {"Location": self.path.replace(first, self.moved[first], 1), "Content-Length": "0"})
            return
        done = subprocess.run(
            [git_program(), "http-backend"],
            env={
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(self.folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_COUNT": "1",  # what it serves may belong to another user
                "GIT_CONFIG_KEY_0": "safe.directory",
                "GIT_CONFIG_VALUE_0": "*",
                "REQUEST_METHOD": self.command,
                "PATH_INFO": where.path,
                "QUERY_STRING": where.query,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            },
            input=body,
            capture_output=True,
            check=False,
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        code = int(fields.pop("Status", "200").split()[0])
        self._head(code, {**fields, "Content-Length": str(len(content))})
        self.wfile.write(content)

    def _head(self, code: int, fields: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class GitServer:
    """The address of a server, and what it was asked."""

    def __init__(self, address: str, handler: type[_Handler]) -> None:
        self.address = address
        self._handler = handler

    def asked(self) -> list[str]:
        """What was asked for since the last call."""
        found = [*self._handler.asked]
        self._handler.asked.clear()
        return found

    def ask_for(self, password: str) -> None:
        """From now on only `reader` may fetch, with this password."""
        self._handler.password = password


@contextmanager
def git_server(
    folder: Path, certificate: tuple[Path, Path], moved: dict[str, str] | None = None
) -> Iterator[GitServer]:
    """Serve the records in a folder. `moved` are names of records that lie elsewhere by now."""
    space = {"folder": folder, "asked": [], "password": "", "moved": moved or {}}
    handler = type("Handler", (_Handler,), space)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield GitServer(f"https://127.0.0.1:{server.server_address[1]}", handler)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
