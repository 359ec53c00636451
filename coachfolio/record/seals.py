"""Seals: what somebody says, by signing it, about a portfolio as it was saved at one moment.

A seal is an annotated, usually signed mark `sealed/<role>/<number>` on one save. Its text is this, and nothing else:

    coachfolio seal 1

    seal: sealed/assessor/1
    portfolio: 6f1c0b…            the portfolio's own id, else the id of the record's first save
    role: assessor
    by: assessor-1                the person's short name in portfolio.yaml, or -
    units: D7.01 D7.02            or: all
    decision: pass                pass, refer or none
    meaning: What the signature means, in one sentence.
    commit: <full id>             the save that it marks
    tree: <full id>               the state of all files in that save: it stays the same when a record is made again
    evidence: 65                  pieces of evidence in the list below
    manifest: sha256:<hex>
    previous: <full id>           of the last seal before it by the same role, or: none

    2026-03-04-c01-delegation <content id> sessions/2026-03-04-c01-delegation.yaml
    - <content id> assignments/2026-03-27-paper.pdf

Each line of the list is a file: evidence, an attachment that evidence names, or what evidence is judged by
(qualification.yaml, sampling-policy.yaml). The lines are sorted by path, and a `-` stands before files that are no
evidence themselves. Paths are as seen from the portfolio's own folder. Whatever is not a letter of ASCII, a
digit or one of `_.-~/` is percent-encoded, byte by byte.

A time stamp may follow, over all the text before it:

    time stamp:
    <base64>

The manifest is the SHA-256 of the sorted lines `<sha256 of the content>  <path>  <evidence id>`, of evidence alone. It
names neither save nor state, so that it survives a record that was made again with the same content.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final, Literal, cast
from urllib.parse import quote, unquote

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen

__all__ = [
    "MEANINGS",
    "BadSeal",
    "Role",
    "Seal",
    "SealDecision",
    "SealedFile",
    "manifest_from_digests",
    "manifest_of_seal",
    "path_key",
    "seal_from",
    "seal_text",
]

Role = Literal["learner", "tutor", "assessor", "supervisor", "peer", "witness", "iqa", "eqa", "centre-manager"]
"""As whom somebody seals."""
SealDecision = Literal["pass", "refer", "none"]
"""What an assessor decided on the sealed units; none, where a seal states no decision."""

MEANINGS: Final[Mapping[Role, str]] = {
    "learner": "I say that this is my own work and that it is true to what took place, as far as I know.",
    "tutor": "What this says of tuition and tutorials with me agrees with what I know; I have assessed nothing.",
    "assessor": "I have read the evidence listed here for the units named; the decision, where one is stated, is mine.",
    "supervisor": "What this says of supervision with me agrees with what I know; I have assessed nothing.",
    "peer": "What this says of our work as peers agrees with what I remember; I have assessed nothing.",
    "witness": "What this says of the practice that I saw agrees with what I saw; I say nothing of the rest.",
    "iqa": "I have sampled the assessment here for internal quality assurance; the sampling records say what I found.",
    "eqa": "I have sampled the assessment here for external quality assurance; the sampling records say what I found.",
    "centre-manager": "The centre has received the evidence listed here as it stands; this does not assess it.",
}
"""What a signature means, for each role that may seal."""

MAX_SEAL_BYTES: Final = 4 << 20
"""The text of one seal, at most."""
MAX_MEANING: Final = 500
"""Letters of its meaning, at most."""

_FIRST_LINE: Final = "coachfolio seal 1"
_ID: Final = r"[0-9a-f]{40}|[0-9a-f]{64}"
_UNIT: Final = r"(?!all(?: |$))[A-Za-z0-9][A-Za-z0-9._-]{0,39}"
_FIELDS: Final = {
    "seal": rf"sealed/(?:{'|'.join(MEANINGS)})/[1-9][0-9]{{0,5}}",
    "portfolio": r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}",
    "role": "|".join(MEANINGS),
    "by": r"-|[a-z0-9][a-z0-9-]{0,63}",
    "units": rf"all|{_UNIT}(?: {_UNIT})*",
    "decision": "pass|refer|none",
    "meaning": rf".{{1,{MAX_MEANING}}}",
    "commit": _ID,
    "tree": _ID,
    "evidence": r"[1-9][0-9]{0,6}",
    "manifest": r"sha256:[0-9a-f]{64}",
    "previous": rf"none|{_ID}",
}
_FILE: Final = re.compile(rf"([A-Za-z0-9_.~%-]+) ({_ID}) ([A-Za-z0-9_.~%/-]+)")
_NO_EVIDENCE: Final = "-"
_STAMP: Final = "time stamp:"
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{1,76}={0,2}")


class BadSeal(CoachfolioError):
    """A text is not that of a seal."""

    def __init__(self, what: str) -> None:
        super().__init__(f"This is not the text of a seal: {what}. Ask whoever made it to make it again.")


@frozen()
class SealedFile(Frozen):
    """One file that a seal covers."""

    evidence: str
    """The id of the piece of evidence; empty for a document that belongs to one."""
    content: str
    """The id of its content."""
    path: str
    """As seen from the portfolio's folder. What is not UTF-8 in it stands as surrogate escapes."""


@frozen()
class Seal(Frozen):
    """What one seal says."""

    name: str
    """Such as `sealed/assessor/1`: as it was when it was made, whatever it is stored as now."""
    portfolio: str
    role: Role
    by: str
    """The person's short name in portfolio.yaml; empty where none is given."""
    units: tuple[str, ...]
    """Empty where it is about all of them."""
    decision: SealDecision
    meaning: str
    commit: str
    """The id of the save that it was made on."""
    tree: str
    """The id of the state of all files in that save."""
    manifest: str
    """`sha256:` and the digest of `manifest_of`."""
    previous: str
    """The id of the last seal before it by the same role; empty where it is the first."""
    files: tuple[SealedFile, ...]
    """By path."""
    stamp: str = ""
    """A time stamp (RFC 3161) over the rest of the text, as lines of base64; empty where there is none."""

    @property
    def number(self) -> int:
        """Which seal by this role it is, from 1."""
        return int(self.name.rpartition("/")[2])

    @property
    def evidence(self) -> tuple[SealedFile, ...]:
        """The pieces of evidence, without the documents that belong to them."""
        return tuple(file for file in self.files if file.evidence)


def manifest_of_seal(entries: Iterable[tuple[str, str, bytes]]) -> str:
    """The digest of evidence, given as path, evidence id and content: `sha256:` and 64 hexadecimal digits."""
    return manifest_from_digests((path, id, hashlib.sha256(content).hexdigest()) for path, id, content in entries)


def manifest_from_digests(entries: Iterable[tuple[str, str, str]]) -> str:
    """The digest of evidence whose contents' SHA-256 are known: `sha256:` and 64 hexadecimal digits.

    Each entry is path, evidence id and the content's hexadecimal digest.
    """
    lines = sorted(f"{digest}  {_quoted(path)}  {_quoted(id)}\n" for path, id, digest in entries)
    return f"sha256:{hashlib.sha256(''.join(lines).encode('ascii')).hexdigest()}"


def path_key(file: SealedFile) -> str:
    """What the files of a seal are sorted by."""
    return _quoted(file.path)


def seal_text(seal: Seal) -> str:
    """The text of a seal. Raises BadSeal where one of its values cannot stand in one."""
    text = _written(seal)
    if _read(text) != seal:
        raise BadSeal("a value in it would not be read as it was meant")
    return text


def seal_from(message: str) -> Seal:
    """The seal whose text this is. Raises BadSeal for anything that `seal_text` would not have written."""
    seal = _read(message)
    if _written(seal) != message:
        raise BadSeal("it is not written as a seal is")
    return seal


def _written(seal: Seal) -> str:
    values = {
        "seal": seal.name,
        "portfolio": seal.portfolio,
        "role": seal.role,
        "by": seal.by or "-",
        "units": " ".join(seal.units) or "all",
        "decision": seal.decision,
        "meaning": seal.meaning,
        "commit": seal.commit,
        "tree": seal.tree,
        "evidence": len(seal.evidence),
        "manifest": seal.manifest,
        "previous": seal.previous or "none",
    }
    head = [_FIRST_LINE, "", *(f"{name}: {value}" for name, value in values.items()), ""]
    files = (
        f"{_quoted(file.evidence) or _NO_EVIDENCE} {file.content} {_quoted(file.path)}"
        for file in sorted(seal.files, key=path_key)
    )
    stamp = ("", _STAMP, *seal.stamp.splitlines()) if seal.stamp else ()
    return "".join(f"{line}\n" for line in (*head, *files, *stamp))


def _read(message: str) -> Seal:
    if len(message) > MAX_SEAL_BYTES:
        raise BadSeal(f"it is larger than {MAX_SEAL_BYTES >> 20} MB")
    lines = message.split("\n")
    start = len(_FIELDS) + 3
    if lines[0] != _FIRST_LINE:
        raise BadSeal(f"it does not begin with “{_FIRST_LINE}”")
    if len(lines) < start + 2 or lines[1] or lines[start - 1] or lines[-1]:
        raise BadSeal("lines are missing")
    values = dict(map(_field, _FIELDS.items(), lines[2:]))
    if values["role"] != values["seal"].split("/")[1]:
        raise BadSeal("its name is of another role than its maker's")
    listed, stamp = lines[start:-1], ""
    if "" in listed:
        end = listed.index("")
        listed, rest = listed[:end], listed[end + 1 :]
        if rest[:1] != [_STAMP] or not rest[1:] or not all(map(_BASE64.fullmatch, rest[1:])):
            raise BadSeal("what follows its list of evidence is not a time stamp")
        stamp = "".join(f"{line}\n" for line in rest[1:])
    files = tuple(map(_file, listed))
    paths = [path_key(file) for file in files]
    if any(first >= second for first, second in pairwise(paths)):
        raise BadSeal("its list of evidence is out of order")
    seal = Seal(
        name=values["seal"],
        portfolio=values["portfolio"],
        role=cast(Role, values["role"]),
        by="" if values["by"] == "-" else values["by"],
        units=() if values["units"] == "all" else tuple(values["units"].split(" ")),
        decision=cast(SealDecision, values["decision"]),
        meaning=values["meaning"],
        commit=values["commit"],
        tree=values["tree"],
        manifest=values["manifest"],
        previous="" if values["previous"] == "none" else values["previous"],
        files=files,
        stamp=stamp,
    )
    if int(values["evidence"]) != len(seal.evidence):
        raise BadSeal("it lists more or less evidence than it says")
    if len(set(seal.units)) != len(seal.units):
        raise BadSeal("it names a unit twice")
    return seal


def _field(field: tuple[str, str], line: str) -> tuple[str, str]:
    name, form = field
    key, _, value = line.partition(": ")
    if key != name or not re.fullmatch(form, value) or not value.isprintable() or value != value.strip():
        raise BadSeal(f"its line “{name}” is missing or not as it should be")
    return name, value


def _file(line: str) -> SealedFile:
    found = _FILE.fullmatch(line)
    if not found:
        raise BadSeal("a line of its list of evidence cannot be read")
    evidence, content, path = found.groups()
    whole = _unquoted(path)
    if any(part in ("", ".", "..") for part in whole.split("/")):
        raise BadSeal("a path in it leads somewhere else")
    return SealedFile("" if evidence == _NO_EVIDENCE else _unquoted(evidence), content, whole)


def _quoted(path: str) -> str:
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise BadSeal("a name in it is no text") from None
    # an id that is a mere hyphen must not be taken for none
    return "%2D" if raw == b"-" else quote(raw, safe="/")


def _unquoted(text: str) -> str:
    return unquote(text, errors="surrogateescape")
