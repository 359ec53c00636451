"""A message that was saved as a file (.eml): its subject and its words."""

from __future__ import annotations

import email.utils
import re
from typing import Final

from coachfolio.format.attachments.plain import decoded_text, mail_parts
from coachfolio.format.foreign.contents import Contents, TextPassage

__all__ = ["mail_contents"]

_MOST_BYTES: Final = 25 << 20
_QUOTED: Final = re.compile(r"^(?:>|On .{5,200}wrote:$|-{2,}\s*(?:Original|Forwarded)|-- $|Sent from my )")


def mail_contents(data: bytes) -> Contents:
    """The subject and the text of a message, without what it quotes."""
    if len(data) > _MOST_BYTES:
        return Contents(unread=f"it is larger than {_MOST_BYTES >> 20} MB")
    heads, plain, marked = "", "", ""
    others = 0
    for name, body in mail_parts(data):
        if name == "head.txt":
            heads = heads or body.decode("utf-8", "replace")
        elif name.endswith(".txt") and not plain:
            plain = decoded_text(body) or ""
        elif name.endswith(".html") and not marked:
            marked = decoded_text(body) or ""
        else:
            others += 1
    if not plain and marked:
        from coachfolio.format.attachments.html import unmarked

        plain = unmarked(marked)
    said: dict[str, str] = {}
    for line in heads.splitlines():
        name, sign, rest = line.partition(":")
        if sign and name.casefold() in ("subject", "date"):
            said.setdefault(name.casefold(), rest.strip())
    passages, left = [], []
    subject = said.get("subject", "")
    if subject:
        passages.append(TextPassage(subject, "the subject", part="header"))
    lines = plain.splitlines()
    for number, line in enumerate(lines, 1):
        if _QUOTED.match(line):
            left.append((f"line {number} and what follows", "it is quoted, or a signature"))
            break
        if line.strip():
            indent, apart = len(line) - len(line.lstrip(" ")), number > 1 and not lines[number - 2].strip()
            passages.append(TextPassage(line.strip(), f"line {number}", indent=indent, apart=apart))
    day = _day(said.get("date", ""))
    trouble = (f"{others} files are attached to it, which were not read",) if others else ()
    properties = {"kind": "message", **({"day": day} if day else {})}
    return Contents(tuple(passages), title=subject, left=tuple(left), trouble=trouble, properties=properties)


def _day(text: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return ""
