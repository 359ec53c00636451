"""Whose signature it is: does it fit the content, whose key made it, and may that person sign this?

A signature proves that somebody who held a key signed these bytes. Whose key it is, and since when, only a list from
outside the portfolio can say. Signatures carry no time that can be believed: what is asked of a key's validity is
asked of the time when somebody else saw the signature.
"""

from __future__ import annotations

import base64
import datetime
import re
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.programs import program
from coachfolio.base.running import said
from coachfolio.base.words import day, listed, shown
from coachfolio.record import openpgp
from coachfolio.record.signers import OPENPGP, Signer, Signers
from coachfolio.record.sshkeys import Certificate, Malformed, SshSignature, armoured
from coachfolio.record.verdicts import SignatureState

__all__ = ["Verdict", "judged"]

_DIGESTS: Final = (b"sha256", b"sha512")
_IN_PROCESS: Final = ("ssh-ed25519", "ssh-rsa")
_NEARNESS: Final[tuple[SignatureState, ...]] = (
    SignatureState.WRONG_PERSON,
    SignatureState.WRONG_ROLE,
    SignatureState.OUT_OF_DATE,
    SignatureState.GOOD,
)
"""Which verdict counts where a key is on several lines of the list: the last of these."""
_HARMLESS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._+-]*")
"""A name of a certificate that may stand in a list of signers."""
_WHOLE_DAY: Final = datetime.timedelta(days=1)

_MISFIT: Final = "The signature does not fit the content: one of the two was changed after signing, or is damaged."
_GARBLED: Final = "What stands in the place of the signature is not a whole signature."
_UNKNOWN: Final = (
    "It is signed with a key that is not on the list of signers. If you know whose key it is, ask them for their "
    "public key and add it to the list."
)
_NEEDS: Final = (
    "The signature was not checked: this takes the program {name}, which is missing on this computer or too old."
)


@frozen()
class Verdict(Frozen):
    """What is known of one signature."""

    state: SignatureState
    key: str = ""
    """Fingerprint of the key: `SHA256:…`, or 40 letters for OpenPGP. Empty if unsigned or not to be made out."""
    who: str = ""
    """E-mail address on the list of signers. Empty if unknown."""
    roles: tuple[str, ...] = ()
    """What this person is to the portfolio, as the list says."""
    why: str = ""
    """A sentence for people."""

    @property
    def is_good(self) -> bool:
        """Whether the signature fits the content and is by the key of whoever may sign."""
        return self.state is SignatureState.GOOD


def judged(
    signature: bytes,
    signed: bytes,
    email: str,
    signers: Signers,
    *,
    role: str = "",
    at: datetime.datetime | None = None,
    namespace: str = "git",
) -> Verdict:
    """Judge a signature over the bytes `signed`, which name the person with the address `email`.

    With `role`, only somebody who holds it may sign. `at` is when a witness saw the signature, with its time zone;
    without it, the dates of keys are named but do not count. `namespace` is what the signature must be made for.
    Whatever the bytes are, nothing is raised.
    """
    text = signature.strip()
    if not text:
        return Verdict(SignatureState.UNSIGNED, why="There is no signature.")
    wanted = _Wanted(email, role, at, namespace)
    try:
        if text.startswith(b"-----BEGIN SSH SIGNATURE-----"):
            return _ssh(SshSignature.read(text), signed, signers, wanted)
        if text.startswith(b"-----BEGIN PGP SIGNATURE-----"):
            return _openpgp(text, signed, signers, wanted)
    except Malformed:
        return Verdict(SignatureState.BAD, why=_GARBLED)
    if text.startswith(b"-----BEGIN SIGNED MESSAGE-----"):
        why = (
            "The signature was made with a certificate of a kind (X.509) that is not checked here. "
            "Ask for a signature with an SSH key."
        )
        return Verdict(SignatureState.UNCHECKED, why=why)
    return Verdict(SignatureState.BAD, why=_GARBLED)


@frozen()
class _Wanted(Frozen):
    """What a signature has to be."""

    email: str
    role: str
    at: datetime.datetime | None
    namespace: str


def _ssh(signature: SshSignature, signed: bytes, signers: Signers, wanted: _Wanted) -> Verdict:
    key = signature.fingerprint
    if signature.namespace != wanted.namespace.encode("utf-8", "surrogateescape"):
        why = "The signature was made for another purpose, so it says nothing about this content."
        return Verdict(SignatureState.BAD, key, why=why)
    if signature.digest not in _DIGESTS:
        return Verdict(SignatureState.BAD, key, why="The signature was made in a way that is not safe.")
    if signature.certificate:
        lines = [
            signer for signer in signers.lines if signer.authority and signer.key == signature.certificate.authority
        ]
    else:
        lines = [signer for signer in signers.lines if not signer.authority and signer.key == signature.key]
    if signature.kind in _IN_PROCESS:
        fits: bool | None = _fits(signature, signed)
    elif not lines:  # nobody's key: a process for each of a thousand saves would find out nothing that counts
        return Verdict(SignatureState.UNKNOWN_KEY, key, why=_UNKNOWN)
    else:
        fits = _fits_for_ssh_keygen(signature, signed, lines)
    if fits is None:
        return Verdict(SignatureState.UNCHECKED, key, why=_NEEDS.format(name="ssh-keygen"))
    if not fits:
        return Verdict(SignatureState.BAD, key, why=_MISFIT)
    if signature.certificate and signature.certificate.conditions:
        names = listed(shown(name, 40) for name in signature.certificate.conditions[:3])
        why = f"It is signed with a certificate that is held to conditions which are not checked here: {names}."
        return Verdict(SignatureState.UNCHECKED, key, why=why)
    if signature.certificate:
        if not any(_HARMLESS.fullmatch(principal) for principal in signature.certificate.principals):
            lines = []  # it names nobody, and its issuer was not asked about it
        lines = [_narrowed(signer, signature.certificate) for signer in lines]
    return _standing(lines, key, wanted)


def _fits(signature: SshSignature, signed: bytes) -> bool:
    """Check an Ed25519 or RSA signature in process."""
    import sshsig

    try:
        sshsig.check_signature(signed, armoured(signature), signature.namespace.decode("ascii"))
    except Exception:  # it raises all sorts of things over a stranger's bytes, and each means no
        return False
    return True


def _fits_for_ssh_keygen(signature: SshSignature, signed: bytes, lines: list[Signer]) -> bool | None:
    """Ask ssh-keygen, with a list that holds nothing but this key or its issuer; None if it cannot tell.

    Whom the key belongs to is asked elsewhere: here a certificate is only to be whole and its issuer's.
    """
    ssh_keygen = program("ssh-keygen")
    if ssh_keygen is None:
        return None
    command = [ssh_keygen, "-Y", "verify", "-n", signature.namespace.decode("ascii"), "-s", "signature"]
    people, word = (lines[0].people, "") if lines else ((), "")
    if signature.certificate:
        people = tuple(principal for principal in signature.certificate.principals if _HARMLESS.fullmatch(principal))
        word = "cert-authority "
        command += ["-O", f"verify-time={_while_valid(signature.certificate):%Y%m%d%H%M%S}"]
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "signature").write_bytes(armoured(signature))
        if lines and people:
            key = base64.b64encode(lines[0].key).decode("ascii")
            (folder / "signers").write_text(f"{people[0]} {word}{lines[0].kind} {key}\n", encoding="ascii")
            command += ["-I", people[0], "-f", "signers"]
        else:
            command[2] = "check-novalidate"
        answer = said(command, folder, signed)
    if answer is None:
        return None
    if answer.code == 0 and answer.out.startswith(b"Good "):
        return True
    told = (b"Signature verification failed", b"parse signature", b"certificate not authorized")
    return False if any(words in answer.err for words in told) and b"support" not in answer.err else None


def _while_valid(certificate: Certificate) -> datetime.datetime:
    """A moment at which it is valid: whether it was when witnessed is asked elsewhere."""
    if certificate.valid_after:
        return certificate.valid_after
    if certificate.valid_before:
        return certificate.valid_before - datetime.timedelta(seconds=1)
    return datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def _narrowed(line: Signer, certificate: Certificate) -> Signer:
    """An issuer's line, held to the people and dates of a certificate."""
    starts = [moment for moment in (line.valid_after, certificate.valid_after) if moment]
    stops = [moment for moment in (line.valid_before, certificate.valid_before) if moment]
    return replace(
        line,
        people=tuple(moment for moment in line.people if _among(moment, certificate.principals)),
        valid_after=max(starts, default=None),
        valid_before=min(stops, default=None),
    )


def _openpgp(text: bytes, signed: bytes, signers: Signers, wanted: _Wanted) -> Verdict:
    if wanted.namespace != "git":
        why = "An OpenPGP signature does not say what it was made for, so it does not count here. Sign with an SSH key."
        return Verdict(SignatureState.UNCHECKED, why=why)
    answer = openpgp.answer_of_gpg(text, signed, signers.openpgp_keys)
    if answer.fits == "unchecked":
        return Verdict(SignatureState.UNCHECKED, why=_NEEDS.format(name="gpg"))
    if answer.fits == "no":
        return Verdict(SignatureState.BAD, why=_MISFIT)
    if answer.fits == "no-key":
        why = "It is signed with an OpenPGP key that was not given beside the list of signers, so it was not checked."
        return Verdict(SignatureState.UNKNOWN_KEY, why=why)
    lines = [signer for signer in signers.lines if signer.kind == OPENPGP and signer.fingerprint in answer.fingerprints]
    verdict = _standing(lines, answer.fingerprints[0], wanted)
    if verdict.is_good and answer.withdrawn:
        why = f"It is signed by {verdict.who} with a key that its owner has withdrawn."
        return replace(verdict, state=SignatureState.OUT_OF_DATE, why=why)
    if verdict.is_good and wanted.at and answer.made and answer.made > wanted.at + _WHOLE_DAY:
        why = f"It is signed by {verdict.who}, but the signature says that it was made after somebody had seen it."
        return replace(verdict, state=SignatureState.OUT_OF_DATE, why=why)
    if verdict.is_good and answer.until and wanted.at and wanted.at > answer.until:
        why = (
            f"It is signed by {verdict.who} with a key that ran out on {day(_utc(answer.until))}; "
            f"it was seen on {day(_utc(wanted.at))}."
        )
        return replace(verdict, state=SignatureState.OUT_OF_DATE, why=why)
    if verdict.is_good and answer.until and not wanted.at:
        ran_out = f"The key runs out on {day(_utc(answer.until))}"
        return replace(verdict, why=f"{verdict.why} {ran_out}; nobody saw when it was used, so this was not checked.")
    return verdict


def _standing(lines: Iterable[Signer], key: str, wanted: _Wanted) -> Verdict:
    """The verdict on a signature that fits, by the lines of the list that have its key."""
    verdicts = [_by_line(line, key, wanted) for line in lines]
    if not verdicts:
        return Verdict(SignatureState.UNKNOWN_KEY, key, why=_UNKNOWN)
    best = max(verdicts, key=lambda verdict: _NEARNESS.index(verdict.state))
    roles = dict.fromkeys(
        role for verdict in verdicts if (verdict.state, verdict.who) == (best.state, best.who) for role in verdict.roles
    )
    return replace(best, roles=tuple(roles))


def _by_line(line: Signer, key: str, wanted: _Wanted) -> Verdict:
    if not _among(wanted.email, line.people):
        who = line.people[0] if line.people else ""
        owner = f"the key of {who}" if who else "a key of somebody else"
        why = f"It is signed with {owner}, not with a key of the person whom it names."
        return Verdict(SignatureState.WRONG_PERSON, key, who, line.roles, why)
    who = next(person for person in line.people if _same(person, wanted.email))
    verdict = Verdict(SignatureState.GOOD, key, who, line.roles)
    if line.namespaces and wanted.namespace not in line.namespaces:
        why = f"It is signed by {who} with a key that the list of signers keeps for other purposes."
        return replace(verdict, state=SignatureState.WRONG_ROLE, why=why)
    if wanted.role and wanted.role not in line.roles:
        held = f"only as {listed(line.roles)}" if line.roles else "without any role"
        why = f"It is signed by {who}, who is on the list of signers {held}, but only the {wanted.role} may sign this."
        return replace(verdict, state=SignatureState.WRONG_ROLE, why=why)
    since = f"from {day(_utc(line.valid_after))}" if line.valid_after else ""
    until = f"until {day(_utc(line.valid_before))}" if line.valid_before else ""
    span = " ".join(part for part in (since, until) if part)
    at = wanted.at
    if at and ((line.valid_after and at < line.valid_after) or (line.valid_before and at > line.valid_before)):
        why = f"It is signed by {who} with a key that counts only {span}; it was seen on {day(_utc(at))}."
        return replace(verdict, state=SignatureState.OUT_OF_DATE, why=why)
    roles = f" ({listed(line.roles)})" if line.roles else ""
    unseen = f" The key counts only {span}; nobody saw when it was used, so this was not checked."
    return replace(verdict, why=f"It is signed by {who}{roles}.{unseen if span and not at else ''}")


def _utc(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(datetime.UTC).date()


def _same(name: str, other: str) -> bool:
    """Whether two addresses are the same. Only A to Z have small letters here: no sign of another script passes."""
    first, second = (text.encode("utf-8", "surrogatepass").lower() for text in (name, other))
    return first == second


def _among(name: str, names: Iterable[str]) -> bool:
    return any(_same(name, principal) for principal in names)
