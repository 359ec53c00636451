"""Time stamps of an independent authority (RFC 3161): they say that something was there no later than then.

A time stamp is only as good as the authority, so whose stamps count comes from outside, never from the record. All of
this works without a network except `time_stamp_from`, which is for the address that somebody gives.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen

if TYPE_CHECKING:
    from urllib.request import Request

    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampRequest, TimeStampResponse

__all__ = ["MAX_TOKEN", "BadStamp", "Stamp", "request_for", "stamped", "time_stamp_from", "token_from", "token_text"]

MAX_TOKEN: Final = 1 << 16
"""Bytes that a time stamp, or the answer of an authority, may have. Usual ones have two to seven thousand."""
MAX_ROOTS: Final = 1 << 22
"""Bytes that the file of trusted authorities may have: every root that browsers know fits ten times."""
_MAX_NAME: Final = 80
"""Letters of an authority's name that are kept."""
_LINE: Final = 64

_SEQUENCE: Final = 0x30
_FIELD_0: Final = 0xA0
"""The tag of the first optional field of a structure: here what a token holds, and its certificates."""
_GRANTED: Final = (b"\x00", b"\x01")
"""What an authority answers when there is a time stamp: as asked for, or with changes."""

_UNREADABLE: Final = "This is not a time stamp that can be read. Ask for a new one."
_NO_ANSWER: Final = "What the address sent is not the answer of a time-stamp authority. Check the address."


class BadStamp(CoachfolioError):
    """A time stamp proves nothing, or could not be had."""


@frozen()
class Stamp(Frozen):
    """What a time stamp proves: that its authority saw the content no later than then."""

    time: datetime.datetime
    """When, in UTC, by the authority's clock; parts of a second are left out."""
    authority: str
    """Who, by the certificate that signed; on one line and safe to show."""
    digest: str
    """Of the content, in hexadecimal digits: SHA-256, or SHA-384 or SHA-512 where the authority was asked for those."""


def stamped(token: bytes, data: bytes, roots: bytes) -> Stamp:
    """What a time stamp says about `data`, checked without a network.

    `roots` are the certificates of the authorities that count, in PEM, from outside the record. They need only have
    been valid at the time of the stamp: a time stamp stays good when its authority's certificate runs out.

    Raises BadStamp where it proves nothing, CoachfolioError where what checks it is not installed.
    """
    trusted = _certificates(roots)
    response = _read(token)
    with _strangers_bytes(_UNREADABLE):
        info = response.tst_info
        algorithm = info.message_imprint.hash_algorithm.dotted_string
        digest = info.message_imprint.message
        time = info.gen_time.astimezone(datetime.UTC)
        authority = _name(_signer(response))
    hashed = {
        "2.16.840.1.101.3.4.2.1": hashlib.sha256,
        "2.16.840.1.101.3.4.2.2": hashlib.sha384,
        "2.16.840.1.101.3.4.2.3": hashlib.sha512,
    }.get(algorithm)
    if hashed is None:
        raise BadStamp("The time stamp uses a kind of fingerprint that is not safe any more. Ask for a new one.")
    if hashed(data).digest() != digest:
        raise BadStamp("The time stamp is for other content than this.")
    with _strangers_bytes(
        "The time stamp is not by an authority that you trust, or was changed afterwards. "
        "Check that the file of trusted authorities holds the authority's own root certificate."
    ):
        from rfc3161_client import VerifierBuilder

        # it checks the chain at the time of the stamp, and that the certificate is one for time stamps
        if not VerifierBuilder(roots=trusted).build().verify(response, digest):
            raise ValueError
    return Stamp(time, authority, digest.hex())


def request_for(data: bytes) -> bytes:
    """What to send to an authority for a time stamp of `data`: its SHA-256 and a number that is used once.

    Raises CoachfolioError where what makes it is not installed.
    """
    return _request(data).as_bytes()


def time_stamp_from(url: str, data: bytes, *, timeout_seconds: float = 20) -> bytes:
    """Ask the authority at an address for a time stamp of `data`. Only its fingerprint is sent.

    The stamp is for this content and this question; whether its authority is to be trusted, `stamped` says.

    Raises BadStamp where none is to be had, CoachfolioError where what makes the question is not installed.
    """
    request = _request(data)
    token = _token_in(_posted(url, request.as_bytes(), timeout_seconds))
    response = _read(token)
    with _strangers_bytes(_UNREADABLE):
        info = response.tst_info
        same = info.nonce == request.nonce and info.message_imprint.message == request.message_imprint.message
    if not same:
        raise BadStamp("The authority sent a time stamp for something else. Ask again, or ask another authority.")
    return token


def token_text(token: bytes) -> str:
    """A time stamp as lines of base64, the last with its end of line."""
    text = base64.b64encode(token).decode("ascii")
    return "".join(f"{text[at : at + _LINE]}\n" for at in range(0, len(text), _LINE))


def token_from(text: str) -> bytes:
    """A time stamp from its text; spaces and ends of lines do not matter. Raises BadStamp."""
    if len(text) > 2 * MAX_TOKEN:
        raise _too_long()
    try:
        token = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise BadStamp(_UNREADABLE) from None
    if not token:
        raise BadStamp(_UNREADABLE)
    if len(token) > MAX_TOKEN:
        raise _too_long()
    return token


def _too_long() -> BadStamp:
    return BadStamp(f"This is too long for a time stamp, which has at most {MAX_TOKEN // 1024} KiB.")


def _need_library() -> None:
    """Raises CoachfolioError where the extra is not installed."""
    try:
        import rfc3161_client  # noqa: F401
    except ImportError:
        raise CoachfolioError("Time stamps need one more package: pip install 'coachfolio[timestamp]'.") from None


@contextmanager
def _strangers_bytes(sentence: str) -> Iterator[None]:
    """Whatever goes wrong over bytes from outside is a BadStamp that says `sentence`, and nothing is printed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (CoachfolioError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the library's compiled part is no Exception
        raise BadStamp(sentence) from None


def _certificates(roots: bytes) -> list[Certificate]:
    """The certificates of the authorities that count. Raises BadStamp."""
    _need_library()
    sentence = (
        "The file of trusted authorities cannot be read. It must hold certificates in PEM, "
        "which begin with a line BEGIN CERTIFICATE."
    )
    if len(roots) > MAX_ROOTS:
        raise BadStamp(sentence)
    with _strangers_bytes(sentence):
        from cryptography.x509 import load_pem_x509_certificates

        return load_pem_x509_certificates(roots)


def _request(data: bytes) -> TimeStampRequest:
    _need_library()
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    if not data:
        raise BadStamp("There is nothing to be stamped.")
    return TimestampRequestBuilder(data, HashAlgorithm.SHA256).build()


# reading


def _read(token: bytes) -> TimeStampResponse:
    """A token as the library sees it.

    The library insists on certificates in the order of their bytes, which many authorities do not keep. Their order
    means nothing and no signature is over it. Raises BadStamp.
    """
    if len(token) > MAX_TOKEN:
        raise _too_long()
    _need_library()
    from rfc3161_client import decode_timestamp_response

    with _strangers_bytes(_UNREADABLE):
        try:
            return decode_timestamp_response(_answer(token))
        except ValueError:
            ordered = _ordered(token)
            if ordered == token:
                raise
            return decode_timestamp_response(_answer(ordered))


def _signer(response: TimeStampResponse) -> Certificate:
    """The one certificate in a token that its signature names. Raises BadStamp."""
    from cryptography.x509 import load_der_x509_certificate

    named = [(info.issuer, info.serial_number) for info in response.signed_data.signer_infos]
    every = [load_der_x509_certificate(certificate) for certificate in response.signed_data.certificates]
    found = [certificate for certificate in every if (certificate.issuer, certificate.serial_number) in named]
    if len(named) != 1 or len(found) != 1:
        raise BadStamp("The time stamp does not hold its authority's certificate. Ask for a new one that does.")
    return found[0]


def _name(certificate: Certificate) -> str:
    """Whose certificate it is, in letters that any terminal can show: `Name (Organisation)`."""
    from cryptography.x509.oid import NameOID

    subject = certificate.subject
    words = []
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        text = "".join(str(name_attribute.value) for name_attribute in subject.get_attributes_for_oid(kind)[:1])
        word = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
        if word and word not in words:
            words.append(word if len(word) <= _MAX_NAME else word[: _MAX_NAME - 1] + "…")
    return f"{words[0]} ({words[1]})" if len(words) == 2 else "".join(words) or "an authority without a name"


# the outer structure, as far as it must be known: the library shows nothing of what it refuses


def _answer(token: bytes) -> bytes:
    """A token as an authority sends it: after the word that it was granted."""
    return _made(_SEQUENCE, _made(_SEQUENCE, b"\x02\x01\x00") + token)


def _token_in(answer: bytes) -> bytes:
    """The token in an authority's answer. Raises BadStamp."""
    with _strangers_bytes(_NO_ANSWER):
        parts = _parts(_content(answer, _SEQUENCE))
        status = _content(_parts(_content(parts[0], _SEQUENCE))[0], 0x02)
        if status not in _GRANTED:
            raise BadStamp("The authority refused to give a time stamp. Ask again later, or ask another authority.")
        _content(parts[1], _SEQUENCE)
        return parts[1]


def _ordered(token: bytes) -> bytes:
    """A token with its certificates in the order of their bytes. Raises ValueError, IndexError."""
    kind, content, *rest = _parts(_content(token, _SEQUENCE))
    fields = _parts(_content(_content(content, _FIELD_0), _SEQUENCE))
    # version, algorithms, what is signed; then the certificates
    fields[3] = _made(_FIELD_0, b"".join(sorted(_parts(_content(fields[3], _FIELD_0)))))
    signed = _made(_FIELD_0, _made(_SEQUENCE, b"".join(fields)))
    return _made(_SEQUENCE, b"".join([kind, signed, *rest]))


def _header(der: bytes, at: int) -> tuple[int, int]:
    """Where the content of the value at `at` begins and should end. Raises IndexError."""
    length, begin = der[at + 1], at + 2
    if length > 0x7F:
        digits = length & 0x7F
        begin += digits
        length = int.from_bytes(der[at + 2 : begin], "big")
    return begin, begin + length


def _parts(content: bytes) -> list[bytes]:
    """The values that stand one after another; the last may be cut off. Raises IndexError."""
    parts, at = [], 0
    while at < len(content):
        _, end = _header(content, at)
        parts.append(content[at:end])
        at = end
    return parts


def _content(value: bytes, tag: int) -> bytes:
    """What is in a value, which must be all that is given. Raises ValueError, IndexError."""
    begin, end = _header(value, 0)
    if value[0] != tag or end != len(value):
        raise ValueError("another value than the one that belongs here")
    return value[begin:end]


def _made(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length <= 0x7F:
        return bytes([tag, length]) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(digits)]) + digits + content


# asking


def _posted(url: str, question: bytes, timeout_seconds: float) -> bytes:
    """What the address answers. It may take `timeout_seconds` in all, however slowly it sends. Raises BadStamp."""
    from urllib.parse import urlsplit
    from urllib.request import Request

    with _strangers_bytes("This is no web address. It must begin with https:// or http://."):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError
        headers = {"Content-Type": "application/timestamp-query", "User-Agent": "coachfolio"}
        request = Request(url, data=question, headers=headers)  # noqa: S310 - the scheme is one of two
    ended: list[bytes | BadStamp] = []

    def exchange() -> None:
        try:
            ended.append(_exchanged(request, timeout_seconds))
        except BadStamp as trouble:
            ended.append(trouble)
        except Exception:  # the many ways in which a network fails
            ended.append(
                BadStamp(
                    "The authority could not be reached. Check the address and your connection, or try again later."
                )
            )

    # the limit of a socket is for each piece: an address that sends a letter now and then would hold us for hours
    thread = threading.Thread(target=exchange, daemon=True)
    thread.start()
    thread.join(timeout_seconds)
    if not ended:
        raise BadStamp("The authority took too long to answer. Ask again later, or ask another authority.")
    if isinstance(ended[0], BadStamp):
        raise ended[0]
    return ended[0]


def _exchanged(request: Request, timeout_seconds: float) -> bytes:
    """One question and its answer. Raises BadStamp, and whatever the network does."""
    from urllib.error import HTTPError
    from urllib.request import (
        HTTPDefaultErrorHandler,
        HTTPErrorProcessor,
        HTTPHandler,
        HTTPSHandler,
        OpenerDirector,
        ProxyHandler,
    )

    # opens web addresses only, and follows no redirection: nobody else is asked than who was named
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
        opener.add_handler(handler())
    try:
        with opener.open(request, timeout=timeout_seconds) as answer:
            kind = answer.headers.get_content_type()
            content = bytes(answer.read(MAX_TOKEN + 1))
    except HTTPError as refusal:
        refusal.close()
        if 300 <= refusal.code < 400:
            raise BadStamp("The address sends on to another one. Give the address that it sends on to.") from None
        raise BadStamp(f"The authority refused the question (answer {refusal.code:d}). Check the address.") from None
    if len(content) > MAX_TOKEN:
        raise BadStamp("What the address sent is too long for a time stamp. Check the address.")
    if kind != "application/timestamp-reply":
        raise BadStamp(_NO_ANSWER)
    return content
