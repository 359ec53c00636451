"""What git keeps, from bytes whose id has been verified: saves (commits), seals (annotated tags).

Everything in them was typed by whoever made them: names and dates are claims. They are read here byte by byte, not
by git's own formats, which translate, shorten, and choose among doubled lines.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from functools import lru_cache
from typing import Final, NamedTuple

from coachfolio.git.process import GitTrouble

__all__ = ["Commit", "Mismatch", "Moment", "SavePerson", "Tag", "commit_from", "object_id", "tag_from"]

_NOT_WHOLE: Final = (
    "Something in the record says that it is a save and is none. Ask for a fresh copy of the whole record."
)
_NO_MARK: Final = (
    "Something in the record says that it is a mark on a save and is none. Ask for a fresh copy of the whole record."
)
_HEXADECIMAL: Final = re.compile(rb"[0-9a-f]+")
MAX_COMMIT_BYTES: Final = 1 << 20
_IDENTITY: Final = re.compile(rb"([^<>\n]{0,1000}?) ?<([^<>\n]{0,1000})>(?: (-?\d{1,20}) ([+-]\d{4}))?")
_PLAIN: Final = re.compile(
    rb"tree ([0-9a-f]+)\n(?:parent ([0-9a-f]+)\n)?"
    rb"author ([^<>\n]{0,1000}) <([^<>\n]{0,1000})> (\d{1,20}) ([+-]\d{4})\n"
    rb"committer ([^<>\n]{0,1000}) <([^<>\n]{0,1000})> (\d{1,20}) ([+-]\d{4})\n\n"
)
_LATEST: Final = 253402214400
"""The last second that a calendar has, a day before its end."""
_WIDEST: Final = 14 * 60
"""No place on earth is further than this from Greenwich, in minutes."""
_SSH_START: Final = b"-----BEGIN SSH SIGNATURE-----"
_SIGNATURE_STARTS: Final = (_SSH_START, b"-----BEGIN PGP SIGNATURE-----", b"-----BEGIN SIGNED MESSAGE-----")
_REASON: Final = re.compile(r"^Reason:[ \t]*(\S[^\n]{0,400})", re.MULTILINE | re.IGNORECASE)


class Mismatch(GitTrouble):
    """An object's bytes are not what its id promises."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The record is not what it promises to be: the content kept as {name[:12]} does not fit that name. "
            "Either a disk has failed or somebody changed it by hand. Ask for a fresh copy of the whole record."
        )
        self.id = name


class SavePerson(NamedTuple):
    """Who somebody says they are."""

    name: str
    email: str


class Moment(NamedTuple):
    """When somebody says it was, by their own clock."""

    seconds: int
    """Since 1970 in Greenwich."""
    offset: int
    """Minutes that their clock was ahead of Greenwich."""

    @property
    def day_number(self) -> int:
        """The day by their own clock, as `date.toordinal` counts."""
        return 719163 + (self.seconds + self.offset * 60) // 86400

    @property
    def day(self) -> datetime.date:
        """The day by their own clock."""
        return datetime.date.fromordinal(self.day_number)

    @property
    def time(self) -> datetime.datetime:
        zone = datetime.timezone(datetime.timedelta(minutes=self.offset))
        return datetime.datetime.fromtimestamp(self.seconds, datetime.UTC).astimezone(zone)


class Commit(NamedTuple):
    """One save."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: SavePerson
    authored: Moment | None
    """None where the date cannot be read."""
    committer: SavePerson
    committed: Moment | None
    message: str
    signature: bytes
    """Empty where it is not signed."""
    signed: bytes
    """What the signature is over."""
    oddities: tuple[str, ...]
    """What is unusual about it, in words for people."""

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.strip().split("\n", 1)[0][:200]

    @property
    def reason(self) -> str:
        """What the `Reason:` line of the message gives, or nothing."""
        found = _REASON.search(self.message)
        return found[1].strip() if found else ""


class Tag(NamedTuple):
    """One annotated tag: a seal, if its message says so."""

    id: str
    object: str
    type: str
    """What it marks: commit, tree, blob or tag."""
    name: str
    tagger: SavePerson | None
    tagged: Moment | None
    message: str
    signature: bytes
    signed: bytes


@lru_cache(maxsize=4096)
def _person(name: bytes, email: bytes) -> SavePerson:
    return SavePerson(name.decode("utf-8", "replace").strip(), email.decode("utf-8", "replace").strip())


def _who_and_when(line: bytes) -> tuple[SavePerson, Moment | None]:
    found = _IDENTITY.fullmatch(line)
    if not found:
        mail = line.rfind(b"<")
        return _person(line[: mail if mail >= 0 else 200][:200], line[mail + 1 :].split(b">")[0][:200]), None
    name, email, seconds, zone = found.groups()
    return _person(name, email), _moment(seconds, zone)


def _moment(seconds: bytes | None, zone: bytes | None) -> Moment | None:
    if seconds is None or zone is None:
        return None
    number, offset = int(seconds), _offset(zone)
    return None if offset is None or not 0 < number < _LATEST else Moment(number, offset)


@lru_cache(maxsize=4096)
def _offset(zone: bytes) -> int | None:
    """The minutes of a zone such as +0200; None where there is no such place on earth."""
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    if int(zone[3:5]) >= 60 or minutes > _WIDEST:
        return None
    return -minutes if zone[:1] == b"-" else minutes


def commit_from(name: str, data: bytes) -> Commit:
    """A save from its verified bytes. Raises GitTrouble where it is none."""
    plain = _PLAIN.match(data)
    if plain and len(plain[1]) == len(name) and b"\0" not in data:  # as nearly all are
        tree, parent, by, mail, seconds, zone, to, to_mail, to_seconds, to_zone = plain.groups()
        oddities: list[str] = []
        author, authored = _person(by, mail), _moment(seconds, zone)
        same = (to, to_mail, to_seconds, to_zone) == (by, mail, seconds, zone)
        return Commit(
            name,
            tree.decode("ascii"),
            (parent.decode("ascii"),) if parent else (),
            author,
            authored,
            author if same else _person(to, to_mail),
            authored if same else _moment(to_seconds, to_zone),
            _text(data[plain.end() :], b"", oddities),
            b"",
            b"",
            tuple(oddities),
        )
    return _unusual(name, data)


def _unusual(name: str, data: bytes) -> Commit:
    """A save whose head is longer than most, or odd: read line by line."""
    head, _, message = data.partition(b"\n\n")
    oddities: list[str] = []
    signature = signed = b""
    if b"\ngpgsig" in head:
        signature, signed, head = _without_signature(head, message)
    tree = b""
    parents: list[str] = []
    author = committer = b""
    authors = committers = trees = 0
    encoding = b""
    late = False
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        if key == b"tree":
            tree = tree or value
            trees += 1
        elif key == b"parent":
            late = late or bool(authors or committers)
            parents.append(value.decode("ascii", "replace"))
        elif key == b"author":
            author = author or value
            authors += 1
        elif key == b"committer":
            committer = committer or value
            committers += 1
        elif key == b"encoding":
            encoding = value
    if len(tree) != len(name):
        raise GitTrouble(_NOT_WHOLE)
    if authors != 1 or committers != 1:
        oddities.append("it names nobody, or more than one person")
    if late or trees != 1:  # git itself passes over what does not stand in its place
        oddities.append("it hides what it follows, or what it holds")
    if b"\0" in message:
        oddities.append("its message goes on after an invisible end")
    by, authored = _who_and_when(author)
    to, committed = (by, authored) if committer == author else _who_and_when(committer)
    return Commit(
        name,
        tree.decode("ascii", "replace"),
        tuple(parents),
        by,
        authored,
        to,
        committed,
        _text(message, encoding, oddities),
        signature,
        signed,
        tuple(oddities),
    )


def _text(message: bytes, encoding: bytes, oddities: list[str]) -> str:
    try:
        return message.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if encoding.lower() in (b"iso-8859-1", b"latin1", b"iso8859-1", b"windows-1252", b"cp1252"):
        return message.decode("cp1252", "replace")
    oddities.append("its message is in an encoding that cannot be read")
    return message.decode("utf-8", "replace")


def _without_signature(head: bytes, message: bytes) -> tuple[bytes, bytes, bytes]:
    """The signature of a commit, what it is over, and the head without it."""
    kept: list[bytes] = []
    signature: list[bytes] = []
    inside = taken = False
    for line in head.split(b"\n"):
        if line.startswith((b"gpgsig ", b"gpgsig-sha256 ")):
            inside = True
            taken = bool(signature)  # only the first one counts; none of them is signed
            if not taken:
                signature.append(line.split(b" ", 1)[1])
        elif inside and line.startswith(b" "):
            if not taken:
                signature.append(line[1:])
        else:
            inside = False
            kept.append(line)
    rest = b"\n".join(kept)
    return b"\n".join(signature) + b"\n", rest + b"\n\n" + message, rest


def tag_from(name: str, data: bytes) -> Tag:
    """An annotated tag from its verified bytes. Raises GitTrouble where it is none."""
    head, _, message = data.partition(b"\n\n")
    fields: dict[bytes, bytes] = {}
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        fields.setdefault(key, value)
    tagger, tagged = _who_and_when(fields[b"tagger"]) if b"tagger" in fields else (None, None)
    starts = [at for start in _SIGNATURE_STARTS if (at := _last_line_start(message, start)) >= 0]
    cut = min(starts) if starts else len(message)
    signed = data[: len(data) - len(message) + cut]
    if len(fields.get(b"object", b"")) != len(name) or not _HEXADECIMAL.fullmatch(fields[b"object"]):
        raise GitTrouble(_NO_MARK)
    return Tag(
        name,
        fields[b"object"].decode("ascii", "replace"),
        fields.get(b"type", b"").decode("ascii", "replace"),
        fields.get(b"tag", b"").decode("utf-8", "replace"),
        tagger,
        tagged,
        message[:cut].decode("utf-8", "replace"),
        message[cut:],
        signed if starts else b"",
    )


def _last_line_start(text: bytes, start: bytes) -> int:
    """Where the last line begins that starts so; -1 where none does."""
    if text.rfind(b"\n" + start) >= 0:
        return text.rfind(b"\n" + start) + 1
    return 0 if text.startswith(start) else -1


def object_id(kind: bytes, data: bytes, algorithm: str) -> str:
    """The id that bytes have."""
    return hashlib.new(algorithm, b"%b %d\0%b" % (kind, len(data), data), usedforsecurity=False).hexdigest()
