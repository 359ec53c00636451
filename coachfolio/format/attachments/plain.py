"""Files of text: in any encoding, and with the marks of HTML, RTF and mail taken off.

Nothing is followed and nothing is run. What a mark hides is read as well: addresses of links, remarks, titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from coachfolio.base.words import words

__all__ = ["HEAD", "decoded_text", "is_mail", "mail_parts", "readings_of", "without_rtf"]

_MARKS: Final = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OLD: Final = ("mac_roman", "cp850", "cp1250", "cp1251", "cp1253", "gb18030", "shift_jis", "euc_kr", "big5")
"""How a file may be written that is neither UTF-8 nor as Windows writes in Western Europe."""
_MOST_OLD: Final = 1 << 18
"""Bytes of lines that are read in each of the old encodings."""
_SAMPLE: Final = 1 << 12
_MAIL: Final = re.compile(
    rb"(?:From |Received:|Return-Path:|MIME-Version:|Message-ID:|Subject:|Date:|From:|To:|X-[\w-]+:|Content-Type:)",
    re.I,
)
_MAIL_HEAD: Final = re.compile(rb"^(?:MIME-Version|Content-Type|Received|Message-ID):", re.MULTILINE | re.IGNORECASE)


def decoded_text(data: bytes) -> str | None:
    """The text of a file, in the encoding that its bytes show; None where they are no text."""
    for start, encoding in _MARKS:
        if data.startswith(start):
            return data.decode(encoding, "replace")
    if b"\0" in data[:_SAMPLE]:
        return _wide(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _wide(data: bytes) -> str | None:
    """Two or four bytes to a letter, and no mark that says so: where the noughts stand shows it."""
    sample = data[:_SAMPLE]
    noughts = [sum(1 for byte in sample[at::4] if not byte) / max(len(sample[at::4]), 1) for at in range(4)]
    if min(noughts[1], noughts[2], noughts[3]) > 0.9 and noughts[0] < 0.5:
        encoding = "utf-32-le"
    elif min(noughts[0], noughts[1], noughts[2]) > 0.9 and noughts[3] < 0.5:
        encoding = "utf-32-be"
    elif noughts[1] + noughts[3] > 2 * (noughts[0] + noughts[2]):
        encoding = "utf-16-le"
    elif noughts[0] + noughts[2] > 2 * (noughts[1] + noughts[3]):
        encoding = "utf-16-be"
    else:
        return None
    text = data.decode(encoding, "replace")
    odd = sum(1 for letter in text[:_SAMPLE] if not letter.isprintable() and letter not in "\r\n\t\f")
    return None if odd > len(text[:_SAMPLE]) / 20 else text


def readings_of(data: bytes) -> Iterator[str]:
    """The lines that are not UTF-8, as old programs may have meant them."""
    try:
        data.decode("utf-8")
        return
    except UnicodeDecodeError:
        pass
    lines, size = [], 0
    for line in re.split(rb"[\r\n]+", data):
        if not line.isascii() and size < _MOST_OLD:
            lines.append(line)
            size += len(line)
    joined = b"\n".join(lines)[:_MOST_OLD]
    for encoding in _OLD:
        yield joined.decode(encoding, "ignore")


HEAD: Final = "head.txt"
"""What the head of a message is called among its parts."""
_RTF: Final = (
    r"(?i)\\'([0-9A-Fa-f]{2})|\\u(-?\d{1,6}) ?\??|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])|[\r\n]+"
    r"|([^\\{}\r\n]+)"
)
_RTF_BREAKS: Final = words("par line tab cell row page sect nestcell nestrow")
_HEX: Final = r"[0-9A-Fa-f\s]{400,}"


def without_rtf(data: bytes) -> tuple[str, bool]:
    """The text of an RTF file, and whether another document or a picture is inside it."""
    text = data.decode("latin-1")
    bare = re.sub(_HEX, "", text)
    parts: list[str] = []
    held = bytearray()

    def flush() -> None:
        if held:
            parts.append(bytes(held).decode("cp1252", "replace"))
            held.clear()

    for match in re.finditer(_RTF, bare):
        code, number, word, _, sign, _, said = match.groups()
        if code:
            held.append(int(code, 16))
            continue
        flush()
        if number:
            parts.append(chr(int(number) % 65536))
        elif word:
            parts.append("\n" if word in _RTF_BREAKS else "")
        elif sign:
            parts.append({"~": "\u00a0", "_": "\u2011", "-": "\u00ad"}.get(sign, "" if sign == "*" else sign))
        elif said:
            parts.append(said)
    flush()
    joined = "".join(parts)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "\\objdata" in text or bare != text


def is_mail(name: str, data: bytes) -> bool:
    """Whether a file is a message, or a page that was saved as one."""
    return name.endswith((".eml", ".mht", ".mhtml", ".mbox")) or bool(
        _MAIL.match(data)
        and re.search(rb"^(?:MIME-Version|Content-Type|Received|Message-ID):", data[:8192], re.M | re.I)
    )


def mail_parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The heads of a message, and each part with a name by which its kind is known."""
    import email
    from email import policy

    message = email.message_from_bytes(data, policy=policy.compat32)
    for part in message.walk():
        heads = "\n".join(f"{name}: {_said(value)}" for name, value in part.items())
        yield HEAD, heads.encode("utf-8", "replace")
        if part.is_multipart():
            continue
        body = part.get_payload(decode=True)
        if isinstance(body, bytes):
            yield _name_of(part.get_filename(), part.get_content_type()), _in_utf8(body, part.get_content_charset())


def _said(value: object) -> str:
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(str(value))))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return str(value)


def _name_of(name: str | None, kind: str) -> str:
    if name:
        return _said(name)
    return {"text/html": "part.html", "text/plain": "part.txt", "application/rtf": "part.rtf"}.get(
        kind, "part.txt" if kind.startswith("text/") else "part.bin"
    )


def _in_utf8(body: bytes, charset: str | None) -> bytes:
    if not charset or charset.lower() in ("utf-8", "us-ascii"):
        return body
    try:
        return body.decode(charset).encode("utf-8", "replace")
    except (LookupError, UnicodeDecodeError):
        return body
