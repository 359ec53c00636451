"""SSH keys, certificates and signatures as bytes: strict reading, nothing believed.

A signature's text has one lawful form here. Looser readers let the same signature be written in many ways.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import re
from typing import Final

from coachfolio.base.frozen import Frozen, frozen

__all__ = [
    "KEY_KINDS",
    "MAX_SIGNATURE",
    "Certificate",
    "Malformed",
    "SshSignature",
    "armoured",
    "fingerprint",
    "key_kind",
]

MAX_SIGNATURE: Final = 1 << 16
"""Bytes of the longest signature that is looked at."""
KEY_KINDS: Final = {
    "ssh-ed25519": 1,
    "ssh-rsa": 2,
    "ecdsa-sha2-nistp256": 2,
    "ecdsa-sha2-nistp384": 2,
    "ecdsa-sha2-nistp521": 2,
    "sk-ssh-ed25519@openssh.com": 2,
    "sk-ecdsa-sha2-nistp256@openssh.com": 3,
}
"""The kinds of key that may sign, and how many parts follow the name in each."""

_CERTIFIED: Final = {
    f"{kind.removesuffix('@openssh.com')}-cert-v01@openssh.com": (kind, parts) for kind, parts in KEY_KINDS.items()
}
_METHODS: Final = {"ssh-ed25519": (b"ssh-ed25519",), "ssh-rsa": (b"rsa-sha2-256", b"rsa-sha2-512")}
_ARMOUR: Final = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]+\n)+)-----END SSH SIGNATURE-----", re.ASCII
)
_RSA_BITS: Final = range(1024, 16385)
_ALWAYS: Final = 2**64 - 1


class Malformed(ValueError):
    """These bytes are not what they should be."""


class _Bytes:
    """Takes SSH's length-prefixed parts off the front of some bytes. Raises Malformed where they end early."""

    def __init__(self, given: bytes) -> None:
        self.rest = given

    def take(self, size: int) -> bytes:
        if size > len(self.rest):
            raise Malformed
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.take(size), "big")

    def part(self) -> bytes:
        return self.take(self.number())

    def word(self) -> str:
        try:
            return self.part().decode("ascii")
        except UnicodeDecodeError:
            raise Malformed from None

    def end(self) -> None:
        if self.rest:
            raise Malformed


@frozen()
class Certificate(Frozen):
    """What a certificate says of the key in it. Its own signature is not checked here."""

    authority: bytes
    """The key of whoever issued it."""
    plain: bytes
    """The key that it is about, without the certificate."""
    principals: tuple[str, ...]
    valid_after: datetime.datetime | None
    valid_before: datetime.datetime | None
    conditions: tuple[str, ...] = ()
    """The names of its critical options: whoever does not know what one asks for must refuse the certificate."""


@frozen()
class SshSignature(Frozen):
    """A signature of `ssh-keygen -Y sign`, taken apart."""

    kind: str
    """The kind of its key, such as ssh-ed25519."""
    key: bytes
    namespace: bytes
    digest: bytes
    whole: bytes
    certificate: Certificate | None = None

    @property
    def fingerprint(self) -> str:
        """Of its key, as `ssh-keygen -l` shows it."""
        return fingerprint(self.certificate.plain if self.certificate else self.key)

    @classmethod
    def read(cls, text: bytes) -> SshSignature:
        """Take an armoured signature apart. Raises Malformed."""
        found = _ARMOUR.fullmatch(text.strip()) if len(text) <= MAX_SIGNATURE else None
        if not found:
            raise Malformed
        whole = _unpacked(found[1].replace(b"\n", b""))
        given = _Bytes(whole)
        if given.take(6) != b"SSHSIG" or given.number() != 1:
            raise Malformed
        key, namespace, reserved, digest, made = (given.part() for _ in range(5))
        given.end()
        kind = _Bytes(key).word()
        certificate = None
        if kind in _CERTIFIED:
            certificate = _certificate(key)
        elif kind in KEY_KINDS:
            key_kind(key)
        else:
            raise Malformed
        inner = _Bytes(made)
        if inner.part() not in _METHODS.get(kind, ()) and kind in _METHODS:
            raise Malformed
        if kind in _METHODS:
            inner.part()
            inner.end()
        if reserved:
            raise Malformed
        return cls(kind, key, namespace, digest, whole, certificate)


def armoured(signature: SshSignature) -> bytes:
    """The signature as text again, in its one lawful form."""
    packed = base64.b64encode(signature.whole)
    lines = [packed[start : start + 70] for start in range(0, len(packed), 70)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""])


def fingerprint(key: bytes) -> str:
    """`SHA256:…`, as `ssh-keygen -l` shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode("ascii").rstrip("=")


def key_kind(key: bytes) -> str:
    """The kind of a plain public key. Raises Malformed if it is no whole key of a kind that may sign."""
    given = _Bytes(key)
    kind = given.word()
    parts = [given.part() for _ in range(KEY_KINDS.get(kind, 0))]
    given.end()
    if not parts:
        raise Malformed
    if kind == "ssh-ed25519" and len(parts[0]) != 32:
        raise Malformed
    if kind == "ssh-rsa" and (len(parts[0]) > 8 or rsa_bits(key) not in _RSA_BITS):
        raise Malformed
    return kind


def rsa_bits(key: bytes) -> int:
    """How long an RSA key is, in bits. Raises Malformed."""
    given = _Bytes(key)
    given.part()
    given.part()
    return int.from_bytes(given.part(), "big").bit_length()


def _unpacked(text: bytes) -> bytes:
    try:
        unpacked = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed from None
    if base64.b64encode(unpacked) != text:  # spare bits at the end
        raise Malformed
    return unpacked


def _certificate(key: bytes) -> Certificate:
    given = _Bytes(key)
    kind, parts = _CERTIFIED[given.word()]
    given.part()  # random bytes of its maker
    before = len(given.rest)
    about = given.rest
    for _ in range(parts):
        given.part()
    name = kind.encode("ascii")
    plain = len(name).to_bytes(4, "big") + name + about[: before - len(given.rest)]
    given.number(8)  # serial number
    if given.number() != 1:  # 1: it is about a person, not a computer
        raise Malformed
    given.part()  # its name
    named = _Bytes(given.part())
    principals = []
    while named.rest:
        principals.append(named.word())
    start, stop = given.number(8), given.number(8)
    held_to = _Bytes(given.part())
    conditions = []
    while held_to.rest:
        conditions.append(held_to.word())
        held_to.part()
    given.part()  # what it allows besides
    given.part()
    authority = given.part()
    given.part()
    given.end()
    return Certificate(
        authority=authority,
        plain=plain,
        principals=tuple(principals),
        valid_after=_moment(start) if start else None,
        valid_before=_moment(stop) if stop != _ALWAYS else None,
        conditions=tuple(conditions),
    )


def _moment(seconds: int) -> datetime.datetime:
    try:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed from None
