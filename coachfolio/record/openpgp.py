"""OpenPGP signatures, checked by gpg in a throw-away home that holds only the keys that it is given.

gpg's own trust, its settings, its keys and the network play no part. It is handed exactly one signature, never a
message, so there is nothing to unpack.
"""

from __future__ import annotations

import base64
import datetime
import re
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.programs import program
from coachfolio.base.running import said
from coachfolio.record.sshkeys import MAX_SIGNATURE, Malformed

__all__ = ["Answer", "answer_of_gpg"]

_ARMOUR: Final = re.compile(
    rb"-----BEGIN PGP SIGNATURE-----\r?\n(?:[A-Za-z]+: [^\n]*\n)*[ \t\r]*\n"
    rb"((?:[A-Za-z0-9+/]+={0,2}\r?\n)+)(?:=[A-Za-z0-9+/]{4}\r?\n)?-----END PGP SIGNATURE-----"
)
_KEY_BLOCK: Final = re.compile(
    rb"-----BEGIN PGP PUBLIC KEY BLOCK-----.*?-----END PGP PUBLIC KEY BLOCK-----\r?\n?", re.DOTALL
)
_SIGNATURE_PACKET: Final = 2
_NO_KEY: Final = b"9"
_OPTIONS: Final = ("--batch", "--no-options", "--no-autostart", "--no-auto-key-retrieve", "--disable-dirmngr")
_ENDINGS: Final = {b"GOODSIG", b"EXPSIG", b"EXPKEYSIG", b"REVKEYSIG", b"BADSIG", b"ERRSIG"}


@frozen()
class Answer(Frozen):
    """What gpg says of a signature."""

    fits: Literal["yes", "no", "no-key", "unchecked"]
    """Whether it fits the content; no-key: its key was not given."""
    fingerprints: tuple[str, ...] = ()
    """Of the main key, and of the key under it that signed."""
    made: datetime.datetime | None = None
    """When the signer's clock says that it was made."""
    until: datetime.datetime | None = None
    """When key or signature ran out, if either has."""
    withdrawn: bool = False
    """Whether the key's owner has revoked it."""


def answer_of_gpg(signature: bytes, signed: bytes, keys: bytes) -> Answer:
    """Ask gpg about a signature. Raises Malformed if it is no OpenPGP signature.

    It is asked as of now, because a key that was withdrawn later does not count for earlier signatures either.
    """
    packets = _packets(signature)
    if any(kind != _SIGNATURE_PACKET for kind, _ in packets):
        raise Malformed
    if not keys.strip():
        return Answer("no-key")
    gpg = program("gpg")
    if gpg is None or len(packets) != 1:
        return Answer("unchecked")
    ring = _ring(gpg, keys)
    if not ring:
        return Answer("unchecked")
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "ring.gpg").write_bytes(ring)
        (folder / "signature").write_bytes(packets[0][1])
        command = [gpg, "--homedir", home, *_OPTIONS, "--no-default-keyring", "--keyring", str(folder / "ring.gpg")]
        command += ["--weak-digest", "SHA1", "--ignore-time-conflict", "--status-fd", "1"]
        answer = said([*command, "--verify", str(folder / "signature"), "-"], folder, signed)
    return _understood(answer.out, answer.code) if answer else Answer("unchecked")


@lru_cache(maxsize=4)
def _ring(gpg: str, keys: bytes) -> bytes:
    """The given keys as gpg keeps them; empty if it can make nothing of them.

    They are taken one block after another: gpg would count a withdrawal to whatever key comes right before it.
    """
    with tempfile.TemporaryDirectory() as home:
        command = [gpg, "--homedir", home, *_OPTIONS, "--quiet"]
        for block in _KEY_BLOCK.findall(keys):
            said([*command, "--import"], Path(home), block)
        kept = said([*command, "--export"], Path(home), b"")
    return kept.out if kept else b""


def _understood(out: bytes, code: int) -> Answer:
    """What the status lines say. Anything unusual in them counts as unchecked, never as good."""
    lines = [line.split()[1:] for line in out.splitlines() if line.startswith(b"[GNUPG:] ")]
    names = [words[0] for words in lines if words]
    endings = [words for words in lines if words and words[0] in _ENDINGS]
    if len(endings) != 1 or b"PLAINTEXT" in names:
        return Answer("unchecked")
    ending = endings[0]
    if ending[0] == b"BADSIG":
        return Answer("no")
    if ending[0] == b"ERRSIG":
        return Answer("no-key" if ending[6:7] == [_NO_KEY] else "unchecked")
    valid = [words for words in lines if words and words[0] == b"VALIDSIG"]
    # VALIDSIG signer day second expires version reserved algorithm digest class main; class 00: of the very bytes
    if len(valid) != 1 or len(valid[0]) != 11 or valid[0][9] != b"00":
        return Answer("unchecked")
    if ending[0] == b"GOODSIG" and code:
        return Answer("unchecked")
    ends = [words[1] for words in lines if len(words) == 2 and words[0] == b"KEYEXPIRED"]
    ends += [valid[0][4]] if valid[0][4] != b"0" else []
    try:
        made, *stops = (datetime.datetime.fromtimestamp(int(part), datetime.UTC) for part in (valid[0][3], *ends))
    except (ValueError, OverflowError, OSError):
        return Answer("unchecked")
    if ending[0] in (b"EXPSIG", b"EXPKEYSIG") and not stops:
        return Answer("unchecked")
    return Answer(
        "yes",
        (valid[0][10].decode("ascii", "replace"), valid[0][1].decode("ascii", "replace")),
        made,
        min(stops, default=None),
        # a key that has also run out is only said to be withdrawn in a line of its own
        withdrawn=ending[0] == b"REVKEYSIG" or b"KEYREVOKED" in names,
    )


def _packets(text: bytes) -> list[tuple[int, bytes]]:
    """The packets of an armoured signature: their kind and their bytes. Raises Malformed."""
    found = _ARMOUR.fullmatch(text.strip()) if len(text) <= MAX_SIGNATURE else None
    if not found:
        raise Malformed
    try:
        rest = base64.b64decode(re.sub(rb"\s", b"", found[1]), validate=True)
    except ValueError:
        raise Malformed from None
    packets = []
    while rest:
        kind, size = _header(rest)
        packets.append((kind, rest[:size]))
        rest = rest[size:]
    return packets


def _header(rest: bytes) -> tuple[int, int]:
    """The kind of the packet in front and its size with the header, in bytes. Raises Malformed."""
    first, lengths = rest[0], rest[1:6]
    if not first & 0x80 or not lengths:
        raise Malformed
    if first & 0x40:
        kind = first & 0x3F
        if lengths[0] < 192:
            width, size = 1, lengths[0]
        elif lengths[0] < 224 and len(lengths) > 1:
            width, size = 2, ((lengths[0] - 192) << 8) + lengths[1] + 192
        elif lengths[0] == 255:
            width, size = 5, int.from_bytes(lengths[1:5], "big")
        else:  # in portions, as only messages are
            raise Malformed
    else:
        kind = (first >> 2) & 0x0F
        width = {0: 1, 1: 2, 2: 4}.get(first & 3, 0)
        size = int.from_bytes(lengths[:width], "big")
    if not width or not size or 1 + width + size > len(rest):
        raise Malformed
    return kind, 1 + width + size
