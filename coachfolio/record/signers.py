"""The list of people who may sign: a centre's own file, in the format that OpenSSH reads.

Each line names people by e-mail address, what they are to the portfolio, and a key:

    lee@centre.example,role:assessor namespaces="git",valid-before="20270901Z" ssh-ed25519 AAAA… a remark

Roles stand among the names as `role:learner`, `role:assessor`, `role:iqa`. An OpenPGP key is named by the
40 letters of its fingerprint, in a line that OpenSSH passes over; the keys themselves are given beside the list:

    ada@centre.example,role:iqa openpgp 0123456789ABCDEF0123456789ABCDEF01234567

Times without a Z are read as UTC too, so that a list means the same on every computer. Patterns are not taken: whoever
may sign is named in full.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import re
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.record.sshkeys import KEY_KINDS, Malformed, fingerprint, key_kind, rsa_bits

__all__ = ["MAX_LIST", "OPENPGP", "Signer", "Signers", "SignersError"]

MAX_LIST: Final = 1 << 20
"""Letters in the longest list of signers that is read."""
OPENPGP: Final = "openpgp"

_EXAMPLE: Final = "lee@centre.example,role:assessor ssh-ed25519 AAAA…"
_NO_KIND: Final = (
    "between the names and the key there may only be namespaces, valid-after and valid-before with a value in "
    "quotation marks and commas between them, cert-authority, and then one of these kinds of key: "
    f"{', '.join(KEY_KINDS)}, {OPENPGP}."
)
_EMAIL: Final = re.compile(r"[A-Za-z0-9._+'/=&~^#$%{}|-]+@[A-Za-z0-9.-]+")
_ROLE: Final = re.compile(r"role:([a-z][a-z0-9-]{0,30})")
_OPTION: Final = re.compile(r'([A-Za-z-]+)(?:="([^"\\]*)")?(,|(?=[ \t]))')
_PURPOSE: Final = re.compile(r"[A-Za-z0-9@._-]+")
_TIME: Final = re.compile(r"([0-9]{8})([0-9]{4})?([0-9]{2})?Z?")
_FINGERPRINT: Final = re.compile(r"[0-9A-F]{40}")


class SignersError(CoachfolioError):
    """The list of signers cannot be used."""

    def __init__(self, why: str, line: int | None = None) -> None:
        place = f"Line {line} of the list of signers" if line else "The list of signers"
        super().__init__(f"{place} cannot be used: {why}")
        self.line = line


@frozen()
class Signer(Frozen):
    """One line of the list: whose key it is and what it counts for."""

    people: tuple[str, ...]
    """E-mail addresses."""
    roles: tuple[str, ...]
    kind: str
    """The kind of key, such as ssh-ed25519, or openpgp."""
    key: bytes
    """The public key; empty for an OpenPGP key."""
    fingerprint: str
    namespaces: tuple[str, ...] = ()
    """What it may be used for; empty: for everything."""
    valid_after: datetime.datetime | None = None
    valid_before: datetime.datetime | None = None
    authority: bool = False
    """Whether it issues certificates, rather than signing itself."""


@frozen()
class Signers(Frozen):
    """Everybody who may sign. It comes from whoever reads a portfolio, not from the portfolio."""

    lines: tuple[Signer, ...] = ()
    openpgp_keys: bytes = b""
    """Armoured public keys."""

    @classmethod
    def none(cls) -> Signers:
        """A list with nobody on it: every signature is by an unknown key."""
        return cls()

    @classmethod
    def from_text(cls, text: str, openpgp_keys: bytes = b"") -> Signers:
        """Read a list. Raises SignersError, which names the line and what to write there."""
        if len(text) > MAX_LIST:
            raise SignersError("it is far too long. Keep only the people who sign for this portfolio.")
        if openpgp_keys.strip() and b"-----BEGIN PGP PUBLIC KEY BLOCK-----" not in openpgp_keys:
            raise SignersError(
                "the file of OpenPGP keys beside it holds no public key. "
                "Export the keys as text: gpg --armor --export lee@centre.example"
            )
        lines = []
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
            wanted = line.strip(" \t\r")
            if wanted.strip() and not wanted.startswith("#"):
                lines.append(_signer(wanted, number))
        return cls(tuple(lines), openpgp_keys)


def _signer(line: str, number: int) -> Signer:
    if any(ord(letter) < 32 and letter != "\t" for letter in line):
        raise SignersError("it has a letter in it that cannot be seen. Write the line anew.", number)
    names, rest = _names(line, number)
    people, roles = _people(names, number)
    if rest.split(maxsplit=1)[:1] and rest.split(maxsplit=1)[0] in (OPENPGP, *KEY_KINDS):
        options: dict[str, str] = {}
    else:
        options, rest = _options(rest, number)
    words = rest.split(maxsplit=2)
    if len(words) < 2:
        raise SignersError(f"there is no key in it. Write it like this: {_EXAMPLE}", number)
    if words[0] not in (OPENPGP, *KEY_KINDS):
        raise SignersError(_NO_KIND, number)
    key, print_ = _key(words[0], words[1], number)
    after, before = (_time(options.get(name), name, number) for name in ("valid-after", "valid-before"))
    if after and before and after >= before:
        raise SignersError("valid-before must be later than valid-after.", number)
    authority = "cert-authority" in options
    if authority and words[0] == OPENPGP:
        raise SignersError("an OpenPGP key cannot be a cert-authority. Leave that word out.", number)
    return Signer(
        people=people,
        roles=roles,
        kind=words[0],
        key=key,
        fingerprint=print_,
        namespaces=_namespaces(options.get("namespaces"), number),
        valid_after=after,
        valid_before=before,
        authority=authority,
    )


def _names(line: str, number: int) -> tuple[str, str]:
    """The field of names, and the rest of the line."""
    if line.startswith('"'):
        names, closed, rest = line[1:].partition('"')
        if not closed:
            raise SignersError('it has only one ". Leave the quotation marks out.', number)
        return names, rest.strip()
    names, *after = line.split(maxsplit=1)
    return names, after[0] if after else ""


def _people(names: str, number: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """E-mail addresses and roles."""
    people, roles = [], []
    for name in names.split(","):
        if role := _ROLE.fullmatch(name):
            roles.append(role[1])
        elif name.startswith("role:"):
            raise SignersError("a role is written in small letters, like role:assessor.", number)
        elif _EMAIL.fullmatch(name):
            people.append(name)
        else:
            raise SignersError(
                "it must begin with full e-mail addresses and roles, with commas and no spaces between them, "
                f"and no * or ? in them. Write it like this: {_EXAMPLE}",
                number,
            )
    if not people:
        raise SignersError(
            f"it names nobody. Put an e-mail address in front of the role, like this: {_EXAMPLE}", number
        )
    return tuple(dict.fromkeys(people)), tuple(dict.fromkeys(roles))


def _options(rest: str, number: int) -> tuple[dict[str, str], str]:
    """The options in front of a key, with small letters in their names, and what follows them."""
    options: dict[str, str] = {}
    while True:
        found = _OPTION.match(rest)
        name = found[1].lower() if found else ""
        wanted = {"cert-authority": False, "namespaces": True, "valid-after": True, "valid-before": True}
        if not found or name not in wanted or (found[2] is not None) is not wanted[name]:
            raise SignersError(_NO_KIND, number)
        if name in options:
            raise SignersError(f"{name} is in it twice. Keep one.", number)
        options[name] = found[2] or ""
        rest = rest[found.end() :]
        if not found[3]:
            return options, rest.strip()


def _namespaces(text: str | None, number: int) -> tuple[str, ...]:
    if text is None:
        return ()
    namespaces = tuple(text.split(","))
    if not all(_PURPOSE.fullmatch(namespace) for namespace in namespaces):
        raise SignersError('write every purpose in full, like this: namespaces="git,coachfolio-receipt".', number)
    return namespaces


def _time(text: str | None, option: str, number: int) -> datetime.datetime | None:
    if text is None:
        return None
    try:
        if found := _TIME.fullmatch(text):
            digits = found[1] + (found[2] or "0000") + (found[3] or "00")
            return datetime.datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=datetime.UTC)
    except ValueError:
        pass
    raise SignersError(f'{option} needs a date that exists, like this: {option}="20270901Z".', number)


def _key(kind: str, text: str, number: int) -> tuple[bytes, str]:
    """The public key and its fingerprint."""
    if kind == OPENPGP:
        if not _FINGERPRINT.fullmatch(text.upper()):
            raise SignersError(
                "after openpgp comes the whole fingerprint of the key: 40 letters and digits without spaces. "
                "This shows it: gpg --fingerprint lee@centre.example",
                number,
            )
        return b"", text.upper()
    try:
        key = base64.b64decode(text, validate=True)
        if key_kind(key) != kind:
            raise Malformed
        if kind == "ssh-rsa" and rsa_bits(key) < 2048:
            raise SignersError("this RSA key is too short to be safe. Use a new one: ssh-keygen -t ed25519", number)
    except (binascii.Error, ValueError):
        raise SignersError(
            f"the key in it is not whole, or not of the kind that is written before it. Copy the line from the "
            f"signer's file that ends in .pub, like this: {_EXAMPLE}",
            number,
        ) from None
    return key, fingerprint(key)
