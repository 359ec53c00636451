"""A time-stamp authority of our own, by openssl: real certificates and real stamps."""

from __future__ import annotations

import datetime
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coachfolio.record.timestamps import request_for

CONFIG = """\
[req]
distinguished_name = name
prompt = no
[name]
CN = unused
[ca]
default_ca = authority
[authority]
database = index.txt
unique_subject = no
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
[any]
commonName = supplied
organizationName = optional
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[issuer]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
nsComment = "COMMENT"
[stamps]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[long-stamps]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
nsComment = "COMMENT COMMENT COMMENT"
[web]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
[answers]
serial = stamp-serial
crypto_device = builtin
default_policy = 1.2.3.4.1
digests = sha1, sha256, sha512
signer_digest = sha256
accuracy = secs:1
tsa_name = yes
ess_cert_id_alg = sha256
[sha512-only]
serial = stamp-serial
default_policy = 1.2.3.4.1
digests = sha512
signer_digest = sha256
""".replace("COMMENT", "long " * 20)


class Authority:
    """A root, an issuer under it, and the certificates that it gives out, all by openssl."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "config").write_text(CONFIG)
        (folder / "index.txt").write_text("")
        (folder / "serial").write_text("1000\n")
        (folder / "stamp-serial").write_text("01\n")
        self.key("root")
        self.openssl("req", "-x509", "-new", "-key", "root.key", "-days", "3000", "-subj", "/CN=Root",
                     "-config", "config", "-extensions", "root", "-out", "root.pem")  # fmt: skip
        self.certificate("issuer", "/CN=Issuer", kind="issuer", by="root")

    def openssl(self, *args: str, stdin: bytes = b"") -> bytes:
        program = shutil.which("openssl")
        assert program, "these tests need openssl"
        done = subprocess.run(
            [program, *args],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/nonexistent"},
            input=stdin,
            capture_output=True,
            check=False,
        )
        assert not done.returncode, done.stderr.decode()
        return done.stdout

    def key(self, name: str) -> None:
        self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", f"{name}.key")

    def certificate(
        self,
        name: str,
        subject: str,
        *,
        kind: str = "stamps",
        by: str = "issuer",
        seconds: tuple[int, int] = (-60, 10**8),
    ) -> None:
        """One that is valid between so many seconds from now."""
        if not (self.folder / f"{name}.key").exists():
            self.key(name)
        self.openssl(
            "req", "-new", "-key", f"{name}.key", "-subj", subject, "-utf8", "-config", "config", "-out", "csr"
        )
        now = datetime.datetime.now(datetime.UTC)
        begin, end = ((now + datetime.timedelta(seconds=one)).strftime("%Y%m%d%H%M%SZ") for one in seconds)
        self.openssl("ca", "-batch", "-notext", "-config", "config", "-in", "csr", "-out", f"{name}.pem", "-keyfile",
                     f"{by}.key", "-cert", f"{by}.pem", "-extensions", kind, "-startdate", begin, "-enddate", end,
                     "-utf8")  # fmt: skip

    def answer(self, question: bytes, by: str, *, chain: str = "issuer.pem", section: str = "answers") -> bytes:
        (self.folder / "question").write_bytes(question)
        self.openssl("ts", "-reply", "-queryfile", "question", "-signer", f"{by}.pem", "-inkey", f"{by}.key",
                     "-chain", chain, "-config", "config", "-section", section, "-out", "answer")  # fmt: skip
        return (self.folder / "answer").read_bytes()

    def token(self, data: bytes, by: str, *, chain: str = "issuer.pem", question: bytes = b"") -> bytes:
        (self.folder / "whole").write_bytes(self.answer(question or request_for(data), by, chain=chain))
        self.openssl("ts", "-reply", "-in", "whole", "-token_out", "-out", "token", "-config", "config")
        return (self.folder / "token").read_bytes()

    @property
    def roots(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()


@contextmanager
def answering(authority: Authority, by: str) -> Iterator[str]:
    """The address at which an authority gives out stamps."""

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = authority.answer(self.rfile.read(int(self.headers["Content-Length"])), by)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
