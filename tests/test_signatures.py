"""Signatures: real keys, real commits and tags of git; nothing is good that is not the right person's."""

from __future__ import annotations

import base64
import datetime
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coachfolio.record.authority import ListSave, trusted_from
from coachfolio.record.signatures import Verdict, judged
from coachfolio.record.signers import Signers, SignersError
from coachfolio.record.verdicts import SignatureState

from .effort import examples, within
from .keeper import PATIENCE

LEE = "lee@centre.example"
ADA = "ada@centre.example"
UTC = datetime.UTC
GIT = {
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "TZ": "UTC",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "Lee",
    "GIT_AUTHOR_EMAIL": LEE,
    "GIT_AUTHOR_DATE": "1748000000 +0100",
    "GIT_COMMITTER_NAME": "Lee",
    "GIT_COMMITTER_EMAIL": LEE,
    "GIT_COMMITTER_DATE": "1748000000 +0100",
}
TEXT = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nA save\n"


@dataclass(frozen=True)
class Keys:
    """A folder of key pairs."""

    folder: Path
    gpg: str
    """Fingerprint of Lee's OpenPGP key."""
    gpg_ada: str
    gpg_text: bytes
    """It and Ada's, as they are given beside a list."""

    def public(self, name: str) -> str:
        return " ".join((self.folder / f"{name}.pub").read_text().split()[:2])

    def fingerprint(self, name: str) -> str:
        return run("ssh-keygen", "-lf", str(self.folder / f"{name}.pub")).decode().split()[1]

    def signed(self, name: str, text: bytes = TEXT, namespace: str = "git", digest: str = "sha512") -> bytes:
        args = ("-Y", "sign", "-n", namespace, "-O", f"hashalg={digest}", "-f", str(self.folder / name))
        return run("ssh-keygen", *args, given=text)

    def signed_by_gpg(self, *args: str, text: bytes = TEXT) -> bytes:
        return run("gpg", *gpg_args(self.folder / "home"), "-bsa", "-u", *args, given=text)

    def signers(self, *lines: str) -> Signers:
        """Lines with the name of a key pair in braces."""
        names = [path.stem for path in self.folder.glob("*.pub")]
        text = "\n".join(lines)
        for name in names:
            text = text.replace(f"{{{name}}}", self.public(name))
        return Signers.from_text(text.replace("{gpg}", f"openpgp {self.gpg}"), self.gpg_text)


def run(name: str, *args: str, given: bytes = b"", cwd: Path | None = None, **env: str) -> bytes:
    alone = {"PATH": os.environ["PATH"], **GIT, **env}
    done = subprocess.run(
        [name, *args], input=given, capture_output=True, env=alone, cwd=cwd, check=False, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def gpg_args(home: Path) -> list[str]:
    return [
        "--homedir",
        str(home),
        "--batch",
        "--no-options",
        "--quiet",
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        "",
    ]


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    folder = tmp_path_factory.mktemp("keys")
    for name, kind in (
        ("lee", "ed25519"),
        ("ada", "ed25519"),
        ("leersa", "rsa"),
        ("leeec", "ecdsa"),
        ("issuer", "ed25519"),
    ):
        size = ("-b", "2048") if kind == "rsa" else ()
        run("ssh-keygen", "-q", "-t", kind, *size, "-N", "", "-C", "", "-f", str(folder / name))
    # gpg talks to its agent through a socket in there, whose path must be short
    home = Path(tempfile.mkdtemp(prefix="cf"))
    (folder / "home").symlink_to(home)
    then = ("--faked-system-time", "20250101T000000")
    run("gpg", *gpg_args(home), *then, "--quick-gen-key", f"Lee <{LEE}>", "ed25519", "sign", "20250601T000000")
    run("gpg", *gpg_args(home), *then, "--quick-gen-key", f"Ada <{ADA}>", "ed25519", "sign", "0")
    listed = run("gpg", *gpg_args(home), "--with-colons", "--list-keys").decode()
    lee, ada = (line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr"))
    try:
        yield Keys(folder, lee, ada, run("gpg", *gpg_args(home), "--armor", "--export"))
    finally:
        run("gpgconf", "--homedir", str(home), "--kill", "all")
        shutil.rmtree(home, ignore_errors=True)  # the agent is putting its own sockets away meanwhile


@pytest.fixture(scope="session")
def both(keys: Keys) -> Signers:
    return keys.signers(f"{LEE},role:learner {{lee}}", f"{ADA},role:assessor,role:iqa {{ada}}")


def state(*args: object, **named: object) -> str:
    return judged(*args, **named).state  # type: ignore[arg-type]


def test_the_right_persons_signature_is_good(keys: Keys, both: Signers) -> None:
    verdict = judged(keys.signed("lee"), TEXT, "Lee@Centre.Example", both)
    assert verdict == Verdict(
        SignatureState.GOOD, keys.fingerprint("lee"), LEE, ("learner",), "It is signed by lee@centre.example (learner)."
    )
    assert judged(keys.signed("ada"), TEXT, ADA, both, role="iqa").roles == ("assessor", "iqa")


@pytest.mark.parametrize("name", ["lee", "leersa", "leeec"])
@pytest.mark.parametrize("digest", ["sha256", "sha512"])
def test_every_kind_of_key_is_judged_alike(keys: Keys, name: str, digest: str) -> None:
    signers = keys.signers(f"{LEE} {{{name}}}")
    signature = keys.signed(name, digest=digest)
    good = judged(signature, TEXT, LEE, signers)
    assert (good.state, good.key) == ("good", keys.fingerprint(name))
    assert state(signature, TEXT + b" ", LEE, signers) == "bad"
    assert state(signature, TEXT, LEE, signers, namespace="coachfolio-receipt") == "bad"
    assert state(signature, TEXT, LEE, Signers.none()) == "unknown-key"
    # nobody's key of a kind that takes another program is not asked about: nothing would come of it
    assert state(signature, TEXT + b" ", LEE, Signers.none()) == ("unknown-key" if name == "leeec" else "bad")
    assert state(signature, TEXT, ADA, signers) == "wrong-person"


def test_who_signs_for_whom(keys: Keys, both: Signers) -> None:
    signature = keys.signed("ada")
    verdict = judged(signature, TEXT, LEE, both)
    assert (verdict.state, verdict.who, verdict.roles) == ("wrong-person", ADA, ("assessor", "iqa"))
    assert state(signature, TEXT, "", both) == "wrong-person"
    assert state(signature, TEXT, "\udcff\0\n", both) == "wrong-person"
    assert state(keys.signed("lee"), TEXT, LEE.replace("l", "ⅼ", 1), both) == "wrong-person"
    kelvin = keys.signers("kim@centre.example {lee}")
    assert state(keys.signed("lee"), TEXT, "\u212aim@centre.example", kelvin) == "wrong-person"


def test_a_learner_is_no_assessor(keys: Keys, both: Signers) -> None:
    verdict = judged(keys.signed("lee"), TEXT, LEE, both, role="assessor")
    assert verdict.state == "wrong-role"
    assert verdict.why == (
        "It is signed by lee@centre.example, who is on the list of signers only as learner, "
        "but only the assessor may sign this."
    )
    assert state(keys.signed("lee"), TEXT, LEE, keys.signers(f"{LEE} {{lee}}"), role="assessor") == "wrong-role"


def test_nothing_and_rubbish(both: Signers) -> None:
    assert state(b"", TEXT, LEE, both) == state(b" \n", TEXT, LEE, both) == "unsigned"
    for rubbish in (
        b"x",
        b"-----BEGIN SSH SIGNATURE-----",
        b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----",
        b"-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----",
        b"-----BEGIN SSH SIGNATURE-----\n" + b"A" * 100_000 + b"\n-----END SSH SIGNATURE-----",
    ):
        assert state(rubbish, TEXT, LEE, both) == "bad"
    certificate = b"-----BEGIN SIGNED MESSAGE-----\nMII\n-----END SIGNED MESSAGE-----\n"
    assert state(certificate, TEXT, LEE, both) == "unchecked"


def test_a_key_counts_when_it_was_witnessed_not_when_it_says(keys: Keys) -> None:
    """Git takes the commit's own date for this: a key that ran out signs for the past for ever."""
    signature = keys.signed("lee")
    signers = keys.signers(f'{LEE} valid-after="20250301Z",valid-before="202509011200" {{lee}}')
    may, october, february = (datetime.datetime(2025, month, 2, tzinfo=UTC) for month in (5, 10, 2))
    assert state(signature, TEXT, LEE, signers, at=may) == "good"
    assert state(signature, TEXT, LEE, signers, at=february) == "out-of-date"
    late = judged(signature, TEXT, LEE, signers, at=october)
    assert late.state == "out-of-date"
    assert late.why.endswith("counts only from 1 March 2025 until 1 September 2025; it was seen on 2 October 2025.")
    edge = datetime.datetime(2025, 9, 1, 12, tzinfo=UTC)
    assert state(signature, TEXT, LEE, signers, at=edge) == "good"
    assert state(signature, TEXT, LEE, signers, at=edge + datetime.timedelta(seconds=1)) == "out-of-date"
    unseen = judged(signature, TEXT, LEE, signers)
    assert unseen.state == "good"
    assert unseen.why.endswith(
        "The key counts only from 1 March 2025 until 1 September 2025; nobody saw when it was used, "
        "so this was not checked."
    )


def test_a_key_on_several_lines(keys: Keys) -> None:
    signers = keys.signers(
        f'{LEE},role:learner valid-before="20250601Z" {{lee}}',
        f'{LEE},role:assessor valid-after="20250601Z" {{lee}}',
        f"{ADA},role:iqa {{lee}}",
    )
    signature = keys.signed("lee")
    before, after = (datetime.datetime(2025, month, 1, tzinfo=UTC) for month in (5, 7))
    assert judged(signature, TEXT, LEE, signers, at=before).roles == ("learner",)
    assert state(signature, TEXT, LEE, signers, at=before, role="assessor") == "out-of-date"
    assert state(signature, TEXT, LEE, signers, at=after, role="assessor") == "good"
    assert judged(signature, TEXT, LEE, signers).roles == ("learner", "assessor")
    assert state(signature, TEXT, LEE, signers, role="iqa") == "wrong-role"
    assert state(signature, TEXT, ADA, signers, role="iqa") == "good"


def test_a_purpose_does_not_pass_for_another(keys: Keys) -> None:
    signers = keys.signers(f'{LEE} namespaces="coachfolio-receipt" {{lee}}')
    receipt = keys.signed("lee", namespace="coachfolio-receipt")
    assert state(receipt, TEXT, LEE, signers, namespace="coachfolio-receipt") == "good"
    assert state(receipt, TEXT, LEE, signers) == "bad"
    assert state(keys.signed("lee"), TEXT, LEE, signers) == "wrong-role"


def parts_of(signature: bytes) -> list[bytes]:
    """The key, purpose, reserved, digest and inner parts of an armoured signature."""
    whole = base64.b64decode(b"".join(signature.split(b"\n")[1:-2]))[10:]
    parts = []
    while whole:
        size = struct.unpack("!L", whole[:4])[0]
        parts.append(whole[4 : 4 + size])
        whole = whole[4 + size :]
    return parts


def packed(*parts: bytes, start: bytes = b"SSHSIG\0\0\0\1", end: bytes = b"") -> bytes:
    whole = start + b"".join(struct.pack("!L", len(part)) + part for part in parts) + end
    return b"-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(whole) + b"\n-----END SSH SIGNATURE-----\n"


def test_a_signature_has_one_lawful_form(keys: Keys, both: Signers) -> None:
    key, purpose, reserved, digest, made = parts_of(keys.signed("lee"))
    assert state(packed(key, purpose, reserved, digest, made), TEXT, LEE, both) == "good"
    for forged in (
        packed(key, purpose, b"x", digest, made),
        packed(key, purpose, reserved, digest, made, end=b"x"),
        packed(key, purpose, reserved, digest, made + b"\0\0\0\0"),
        packed(key, purpose, reserved, digest, made, start=b"SSHSIG\0\0\0\2"),
        packed(key + b"\0\0\0\0", purpose, reserved, digest, made),
        packed(key, purpose, reserved, b"md5", made),
        packed(key, purpose, reserved, b"shake_256", made),
        packed(key, purpose, reserved, b"SHA512", made),
        packed(key, purpose, reserved, b"", made),
        packed(key, b"\xff", reserved, digest, made),
        packed(b"\0\0\0\7ssh-dss", purpose, reserved, digest, made),
        packed(b"\0\0\0\x07ssh-rsa\0\0\0\1\3\0\0\0\0", purpose, reserved, digest, made),
    ):
        assert state(forged, TEXT, LEE, both) == "bad"


def test_a_wrong_digest_is_bad_though_everything_fits(keys: Keys) -> None:
    """A signature by the listed key whose digest is not one of the two that are safe."""
    import hashlib

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    signers = Signers.from_text(f"{LEE} {public}")
    key = base64.b64decode(public.split()[1])

    def made(digest: str) -> bytes:
        inner = (b"git", b"", digest.encode(), hashlib.new(digest, TEXT).digest())
        text = b"SSHSIG" + b"".join(struct.pack("!L", len(one)) + one for one in inner)
        ends = (b"ssh-ed25519", private.sign(text))
        return packed(key, b"git", b"", digest.encode(), b"".join(struct.pack("!L", len(one)) + one for one in ends))

    assert [state(made(one), TEXT, LEE, signers) for one in ("sha512", "sha256")] == ["good", "good"]
    assert [state(made(one), TEXT, LEE, signers) for one in ("sha1", "md5", "sha384", "blake2b")] == ["bad"] * 4


@pytest.mark.parametrize("name", ["lee", "leersa"])
def test_no_changed_signature_is_good(keys: Keys, name: str) -> None:
    signature = keys.signed(name)
    signers = keys.signers(f"{LEE} {{{name}}}")
    dice = random.Random(7)
    for place in range(len(signature.rstrip())):
        other = bytes([dice.choice([value for value in range(256) if value != signature[place]])])
        changed = signature[:place] + other + signature[place + 1 :]
        assert state(changed, TEXT, LEE, signers) in ("bad", "unknown-key"), (place, other)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"SSH SIGNATURE", b"PGP SIGNATURE", b"SIGNED MESSAGE"]),
    st.booleans(),
)
@example(b"\x88\xff\xff\xff\xff", b"PGP SIGNATURE", True)
@examples(300)
def test_rubbish_never_raises_and_is_never_good(both: Signers, rubbish: bytes, name: bytes, framed: bool) -> None:
    text = base64.b64encode((b"SSHSIG\0\0\0\1" if name.startswith(b"SSH") else b"") + rubbish) if framed else rubbish
    blank = b"\n" if name.startswith(b"PGP") else b""
    signature = (
        b"-----BEGIN " + name + b"-----\n" + blank + text + b"\n-----END " + name + b"-----\n" if name else rubbish
    )
    assert state(signature, TEXT, LEE, both) in ("bad", "unchecked", "unsigned", "unknown-key")


@given(st.integers(0, 200), st.binary(min_size=0, max_size=2), st.integers(0, len(TEXT) - 1), st.integers(1, 255))
@examples(200)
def test_nothing_is_good_over_changed_content(
    keys: Keys, both: Signers, place: int, other: bytes, where: int, by: int
) -> None:
    signature = SIGNED.setdefault("lee", keys.signed("lee"))
    changed = TEXT[:where] + bytes([TEXT[where] ^ by]) + TEXT[where + 1 :]
    assert state(signature[:place] + other + signature[place + len(other) :], changed, LEE, both) != "good"


SIGNED: dict[str, bytes] = {}


def test_certificates(keys: Keys) -> None:
    """A centre that issues certificates: held to the people and dates of both the list and the certificate."""
    shutil.copy(keys.folder / "lee", keys.folder / "carded")
    shutil.copy(keys.folder / "lee.pub", keys.folder / "carded.pub")
    card = ("-q", "-s", str(keys.folder / "issuer"), "-I", "x", "-n", f"someone,{LEE}", "-V", "20250301:20250901")
    run("ssh-keygen", *card, str(keys.folder / "carded.pub"))
    shutil.move(keys.folder / "carded-cert.pub", keys.folder / "carded.pub")
    signature = keys.signed("carded")
    (keys.folder / "carded.pub").unlink()
    assert b"cert-v01" in base64.b64decode(b"".join(signature.split(b"\n")[1:-2]))
    signers = keys.signers(f'{LEE},{ADA},role:assessor cert-authority,valid-before="20250701" {{issuer}}')
    may, august, january = (datetime.datetime(2025, month, 2, tzinfo=UTC) for month in (5, 8, 1))
    good = judged(signature, TEXT, LEE, signers, at=may, role="assessor")
    assert (good.state, good.key, good.who) == ("good", keys.fingerprint("lee"), LEE)
    assert state(signature, TEXT, LEE, signers) == "good"
    assert state(signature, TEXT, LEE, signers, at=august) == "out-of-date"
    assert state(signature, TEXT, LEE, signers, at=january) == "out-of-date"
    assert state(signature, TEXT, ADA, signers, at=may) == "wrong-person"
    assert state(signature, TEXT + b" ", LEE, signers, at=may) == "bad"
    assert state(signature, TEXT, LEE, keys.signers(f"{LEE} cert-authority {{ada}}")) == "unknown-key"
    assert state(signature, TEXT, LEE, keys.signers(f"{LEE} {{issuer}}")) == "unknown-key"
    assert state(signature, TEXT, LEE, keys.signers(f"{LEE} {{lee}}")) == "unknown-key"
    assert state(keys.signed("issuer"), TEXT, LEE, signers) == "unknown-key"
    for condition in (
        *("force-command=x", "source-address=10.0.0.0/8", "critical:unknown@example.org=x"),
        *("critical:unknown=", "critical:FORCE-COMMAND=x", "critical:-=x"),
        *("verify-required", "critical:git@example.org=" + "x" * 2000),
    ):
        shutil.copy(keys.folder / "lee.pub", keys.folder / "carded.pub")
        run("ssh-keygen", *card, "-O", condition, str(keys.folder / "carded.pub"))
        shutil.move(keys.folder / "carded-cert.pub", keys.folder / "carded.pub")
        SIGNED.pop("carded", None)
        held = judged(keys.signed("carded"), TEXT, LEE, signers, at=may, role="assessor")
        assert (held.state, "conditions" in held.why) == ("unchecked", True), condition
        (keys.folder / "carded.pub").unlink()
    forged = signature.split(b"\n")
    whole = bytearray(base64.b64decode(b"".join(forged[1:-2])))
    found = whole.index(LEE.encode())
    whole[found : found + len(LEE)] = b"ada@centre.example"[: len(LEE)]
    again = b"-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(whole) + b"\n-----END SSH SIGNATURE-----"
    assert state(again, TEXT, ADA, signers, at=may) == "bad"


def test_what_cannot_be_checked_is_not_good(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    signers = keys.signers(f"{LEE} {{leeec}}", f"{LEE} {{gpg}}")
    ecdsa, openpgp = keys.signed("leeec"), keys.signed_by_gpg(LEE, "--faked-system-time", "20250201T000000")
    assert [state(one, TEXT, LEE, signers) for one in (ecdsa, openpgp)] == ["good", "good"]
    fingerprint = keys.fingerprint("leeec")
    monkeypatch.setenv("PATH", "bin")
    missing = judged(ecdsa, TEXT, LEE, signers)
    assert (missing.state, missing.key) == ("unchecked", fingerprint)
    assert "ssh-keygen" in missing.why
    assert judged(openpgp, TEXT, LEE, signers).state == "unchecked"
    assert state(ecdsa, TEXT + b" ", LEE, signers) == "unchecked"


def test_programs_in_the_current_folder_are_never_run(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ecdsa = keys.signed("leeec")
    canary = tmp_path / "ran"
    for name in ("ssh-keygen", "gpg"):
        (tmp_path / name).write_text(f"#!/bin/sh\ntouch {canary}\necho Good\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", os.environ["PATH"]]))
    assert state(ecdsa, TEXT, LEE, keys.signers(f"{LEE} {{leeec}}")) == "good"
    assert not canary.exists()


def test_openpgp(keys: Keys) -> None:
    signers = keys.signers(f"{LEE},role:learner {{gpg}}")
    signature = keys.signed_by_gpg(LEE, "--faked-system-time", "20250201T000000")
    march, july = (datetime.datetime(2025, month, 1, tzinfo=UTC) for month in (3, 7))
    good = judged(signature, TEXT, LEE, signers, at=march, role="learner")
    assert (good.state, good.key, good.who, good.roles) == ("good", keys.gpg, LEE, ("learner",))
    assert state(signature, TEXT, LEE, signers, at=july) == "out-of-date"
    assert state(signature, TEXT, LEE, signers, at=datetime.datetime(2025, 1, 20, tzinfo=UTC)) == "out-of-date"
    unseen = judged(signature, TEXT, LEE, signers)
    assert unseen.state == "good"
    assert unseen.why.endswith("runs out on 1 June 2025; nobody saw when it was used, so this was not checked.")
    assert state(signature, TEXT + b" ", LEE, signers, at=march) == "bad"
    assert state(signature, TEXT.replace(b"\n", b"\r\n"), LEE, signers, at=march) == "bad"
    assert state(signature, TEXT, ADA, signers, at=march) == "wrong-person"
    assert state(signature, TEXT, LEE, signers, at=march, role="assessor") == "wrong-role"
    assert state(signature, TEXT, LEE, signers, at=march, namespace="coachfolio-receipt") == "unchecked"
    assert state(signature, TEXT, LEE, Signers(signers.lines), at=march) == "unknown-key"
    assert state(signature, TEXT, LEE, Signers((), keys.gpg_text), at=march) == "unknown-key"
    assert state(keys.signed_by_gpg(ADA), TEXT, ADA, signers) == "unknown-key"


def test_openpgp_text_and_doubled_signatures_are_never_good(keys: Keys) -> None:
    """A signature of text fits other bytes too: line ends and trailing blanks do not count in it."""
    signers = keys.signers(f"{LEE} {{gpg}}")
    then = ("--faked-system-time", "20250201T000000")
    text = keys.signed_by_gpg(LEE, *then, "--textmode")
    assert [state(text, one, LEE, signers) for one in (TEXT, TEXT.replace(b"\n", b"\r\n"))] == [
        "unchecked",
        "unchecked",
    ]
    both = keys.signed_by_gpg(LEE, "-u", ADA, "--faked-system-time", "20250201T000000")
    assert state(both, TEXT, LEE, signers) == "unchecked"
    for packing in ("0", "6"):
        message = run("gpg", *gpg_args(keys.folder / "home"), *then, "-z", packing, "-sa", "-u", LEE, given=TEXT)
        assert state(message, TEXT, LEE, signers) == "bad"
        assert state(message.replace(b"PGP MESSAGE", b"PGP SIGNATURE"), TEXT, LEE, signers) == "bad"


def test_an_openpgp_key_that_was_withdrawn(keys: Keys) -> None:
    march = datetime.datetime(2025, 3, 1, tzinfo=UTC)
    for fingerprint, who in ((keys.gpg, LEE), (keys.gpg_ada, ADA)):  # Lee's has run out as well, Ada's has not
        withdrawn = (keys.folder / "home" / "openpgp-revocs.d" / f"{fingerprint}.rev").read_bytes()
        withdrawn = withdrawn[withdrawn.index(b":-----BEGIN") + 1 :]
        signature = keys.signed_by_gpg(who, "--faked-system-time", "20250201T000000")
        line = f"{who} openpgp {fingerprint.lower()}"
        assert state(signature, TEXT, who, Signers.from_text(line, keys.gpg_text), at=march) == "good"
        verdict = judged(signature, TEXT, who, Signers.from_text(line, keys.gpg_text + b"\n" + withdrawn), at=march)
        assert verdict.state == "out-of-date"
        assert "withdrawn" in verdict.why


@given(st.integers(30, 250), st.integers(1, 255))
@examples(25)
def test_a_changed_openpgp_signature_never_raises(keys: Keys, place: int, by: int) -> None:
    signature = SIGNED.setdefault("gpg", keys.signed_by_gpg(LEE, "--faked-system-time", "20250201T000000"))
    signers = keys.signers(f"{LEE} {{gpg}}")
    place %= len(signature)
    changed = signature[:place] + bytes([signature[place] ^ by]) + signature[place + 1 :]
    assert state(changed, TEXT + b" ", LEE, signers) != "good"


def raw(kind: str, text: bytes) -> tuple[bytes, bytes]:
    """The signature in a raw commit or tag, and the bytes that it is over."""
    if kind == "tag":
        start = text.index(b"-----BEGIN ")
        return text[start:], text[:start]
    head, body = text.split(b"\n\n", 1)
    kept, signature, inside = [], [], False
    for line in head.split(b"\n"):
        inside = line.startswith(b"gpgsig ") or (inside and line.startswith(b" "))
        if inside:
            signature.append(line.removeprefix(b"gpgsig").removeprefix(b" "))
        else:
            kept.append(line)
    return b"\n".join(signature), b"\n".join(kept) + b"\n\n" + body


@pytest.mark.parametrize("name", ["lee", "leersa", "leeec", "gpg"])
def test_what_git_signs(keys: Keys, tmp_path: Path, name: str) -> None:
    with_ssh = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={keys.folder / name}")
    program = tmp_path / "gpg"
    program.write_text(
        f'#!/bin/sh\nexec gpg --homedir {keys.folder / "home"} --faked-system-time 20250201T000000 "$@"\n'
    )
    program.chmod(0o755)
    with_gpg = ("-c", f"gpg.program={program}", "-c", f"user.signingKey={LEE}")
    start = ("git", "-C", str(tmp_path), *(with_gpg if name == "gpg" else with_ssh))
    run("git", "init", "-q", str(tmp_path / "x"))
    start = (*start[:2], str(tmp_path / "x"), *start[3:])
    run(*start, "commit", "-q", "-S", "--allow-empty", "-m", "A save")
    run(*start, "tag", "-s", "-m", "Met", "assessed/500/1")
    signers = keys.signers(f"{LEE} {{{name}}}")
    for kind, what in (("commit", "HEAD"), ("tag", "assessed/500/1")):
        signature, signed = raw(kind, run(*start, "cat-file", kind, what))
        assert state(signature, signed, LEE, signers) == "good"
        assert state(signature, signed.replace(b"Lee", b"Ada"), LEE, signers) == "bad"


def test_a_hundred_checks_take_no_time(keys: Keys, both: Signers) -> None:
    signature = keys.signed("lee")
    judged(signature, TEXT, LEE, both)
    with within(0.5):
        for _ in range(100):
            assert judged(signature, TEXT, LEE, both).state == "good"


def test_what_checks_signatures_is_loaded_only_then() -> None:
    code = "import sys, coachfolio.record.signatures, coachfolio.record.authority; print(*sys.modules)"
    loaded = run(sys.executable, "-c", code, cwd=Path(__file__).parents[1]).decode().split()
    assert not {"cryptography", "sshsig", "git"} & set(loaded)


# the list


def test_the_list_is_read_as_openssh_reads_it(keys: Keys, tmp_path: Path) -> None:
    options = 'Namespaces="git,file",VALID-AFTER="20250301120059Z"'
    text = "\n".join(
        (
            "# who may sign",
            "",
            f"\t{ADA},role:iqa openpgp {keys.gpg}",
            f'"{LEE},role:learner,role:assessor" {options} {keys.public("lee")} a remark, with "marks"\r',
            f"{ADA} cert-authority {keys.public('issuer')}",
        )
    )
    signers = Signers.from_text(text)
    first, second, third = signers.lines
    assert (first.kind, first.fingerprint, first.people, first.roles) == ("openpgp", keys.gpg, (ADA,), ("iqa",))
    assert (second.people, second.roles, second.namespaces) == ((LEE,), ("learner", "assessor"), ("git", "file"))
    assert second.valid_after == datetime.datetime(2025, 3, 1, 12, 0, 59, tzinfo=UTC)
    assert second.fingerprint == keys.fingerprint("lee")
    assert third.authority
    (tmp_path / "signers").write_text(text)
    (tmp_path / "signature").write_bytes(keys.signed("lee"))
    check = ("-Y", "verify", "-n", "git", "-s", str(tmp_path / "signature"), "-f", str(tmp_path / "signers"), "-I")
    assert b"Good" in run("ssh-keygen", *check, LEE, given=TEXT)
    assert b"Good" in run("ssh-keygen", *check, "role:assessor", given=TEXT)


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("lee", "full e-mail addresses"),
        (f"* {KEY}", "no \\* or"),
        (f"*@centre.example {KEY}", "no \\* or"),
        (f"!{LEE} {KEY}", "full e-mail addresses"),
        (f"{LEE}, role:assessor {KEY}", "commas and no spaces"),
        (f"role:assessor {KEY}", "names nobody"),
        (f"{LEE},role:Assessor {KEY}", "small letters"),
        (LEE, "namespaces"),
        (f"{LEE} ssh-ed25519", "no key in it"),
        (f"{LEE} ssh-ed25519 AAAA", "not whole"),
        (f"{LEE} ssh-rsa {KEY.split()[1]}", "not whole"),
        (f"{LEE} ssh-ed25519 é", "not whole"),
        (f"{LEE} ssh-dss AAAA", "kinds of key"),
        (f"{LEE} verify-required {KEY}", "cert-authority"),
        (f'{LEE} cert-authority="x" {KEY}', "cert-authority"),
        (f"{LEE} namespaces=git {KEY}", "quotation marks"),
        (f'{LEE} namespaces="git" namespaces="x" {KEY}', "kinds of key"),
        (f'{LEE} namespaces="git",namespaces="x" {KEY}', "twice"),
        (f'{LEE} namespaces="*" {KEY}', "in full"),
        (f'{LEE} namespaces="" {KEY}', "in full"),
        (f'{LEE} valid-after="2025-03-01" {KEY}', "date that exists"),
        (f'{LEE} valid-before="20250230" {KEY}', "date that exists"),
        (f'{LEE} valid-before="२०२५०३०१" {KEY}', "date that exists"),
        (f'{LEE} valid-after="20250301",valid-before="20250301" {KEY}', "later than"),
        (f'"{LEE} {KEY}', "quotation marks"),
        (f"{LEE} openpgp 0123", "40 letters"),
        (f"{LEE} cert-authority openpgp {'A' * 40}", "cert-authority"),
        (f"{LEE}\x1b[2J {KEY}", "cannot be seen"),
    ],
)
def test_a_broken_line_is_named_and_not_repeated(line: str, told: str) -> None:
    with pytest.raises(SignersError, match=told) as caught:
        Signers.from_text(f"# list\n\n{line}\n")
    assert caught.value.line == 3
    assert str(caught.value).startswith("Line 3 of the list of signers cannot be used: ")
    assert "\x1b" not in str(caught.value)


def test_lists_that_cannot_be_used(keys: Keys) -> None:
    with pytest.raises(SignersError, match="far too long"):
        Signers.from_text("#" * 2_000_000)
    with pytest.raises(SignersError, match="no public key"):
        Signers.from_text("", b"\x99\x01")
    short = keys.folder / "short"
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", str(short))
    with pytest.raises(SignersError, match="too short to be safe"):
        Signers.from_text(f"{LEE} {short.with_suffix('.pub').read_text()}")
    short.with_suffix(".pub").unlink()
    assert Signers.from_text(" \n\r\n# nobody\n") == Signers.none()
    assert Signers.from_text(f"\ufeff{LEE} {KEY}").lines[0].people == (LEE,)


@example("\xa0", "")
@given(st.text(max_size=200), st.sampled_from(["", f"{LEE} ", f'{LEE} namespaces="', f"{LEE} ssh-ed25519 "]))
@examples(300)
def test_any_text_is_a_list_or_an_error(text: str, start: str) -> None:
    try:
        Signers.from_text(start + text)
    except SignersError as trouble:
        told = str(trouble)
    else:
        told = ""
    assert told.isprintable()


# the list inside a portfolio


class Story:
    """Saves that sign and change the list of signers, in order."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.saves: list[ListSave] = []

    def save(self, id: str, parents: str, text: str | None, by: str = "", *, says: str = "") -> None:
        who = says or {"lee": LEE, "ada": ADA}.get(by, LEE)
        signed = f"{id} {text}".encode()
        signature = self.keys.signed(by, signed) if by else b""
        self.saves.append(ListSave(id, tuple(parents), text, signature, signed, who))

    def told(self, pinned: str = "a", fingerprint: str = "ada") -> tuple[Signers | None, list[str]]:
        signers, problems = trusted_from(self.saves, pinned, self.keys.fingerprint(fingerprint))
        return signers, [one.id for one in problems]


@pytest.fixture
def story(keys: Keys) -> Story:
    return Story(keys)


@pytest.fixture(scope="session")
def lists(keys: Keys) -> dict[str, str]:
    ada, lee, kim = (keys.public(name) for name in ("ada", "lee", "leersa"))
    return {
        "first": f"{ADA},role:assessor {ada}\n{LEE},role:learner {lee}\n",
        "second": f"{ADA},role:assessor {ada}\n",
        "self": f"{ADA},role:assessor {ada}\n{LEE},role:assessor {lee}\n",
        "third": f"{ADA},role:assessor {ada}\n{LEE},role:learner {lee}\nkim@centre.example,role:iqa {kim}\n",
        "nobody": "",
    }


def test_an_untouched_list_counts(story: Story, lists: dict[str, str]) -> None:
    story.save("0", "", None)
    story.save("a", "0", lists["first"], "ada")
    story.save("b", "a", lists["first"])
    story.save("c", "a", lists["first"])
    story.save("d", "bc", lists["first"])
    assert story.told() == (Signers.from_text(lists["first"]), [])


def test_the_pinned_save_must_be_signed_by_the_pinned_key(story: Story, lists: dict[str, str]) -> None:
    story.save("a", "", lists["first"], "ada")
    story.save("b", "a", lists["self"], "lee")
    assert story.told(fingerprint="lee") == (None, ["a"])
    assert story.told(pinned="x") == (None, ["x"])
    assert story.told(pinned="b", fingerprint="ada") == (None, ["b"])
    for text, by in (
        (lists["first"], ""),
        (None, "ada"),
        ("x", "ada"),
        (lists["nobody"], "ada"),
        (lists["first"], "issuer"),
    ):
        other = Story(story.keys)
        other.save("a", "", text, by)
        assert other.told() == (None, ["a"])


def test_a_change_must_be_allowed_by_the_list_before(story: Story, lists: dict[str, str]) -> None:
    story.save("a", "", lists["first"], "ada")
    story.save("b", "a", lists["third"], "ada")
    story.save("c", "b", lists["third"])
    assert story.told() == (Signers.from_text(lists["third"]), [])
    story.save("d", "c", lists["second"])
    story.save("e", "d", lists["second"])
    assert story.told() == (Signers.from_text(lists["third"]), ["d"])
    story.save("f", "e", lists["second"], "ada")  # signing another save does not approve of the list in it
    assert story.told() == (Signers.from_text(lists["third"]), ["d"])
    story.save("g", "f", "# agreed\n" + lists["second"], "ada")
    assert story.told() == (Signers.from_text(lists["second"]), ["d"])


@pytest.mark.parametrize(("by", "says"), [("lee", ""), ("issuer", ADA), ("lee", ADA), ("", ADA)])
def test_a_learner_cannot_make_themselves_an_assessor(story: Story, lists: dict[str, str], by: str, says: str) -> None:
    story.save("a", "", lists["first"], "ada")
    story.save("b", "a", lists["self"], by, says=says)
    story.save("c", "b", lists["self"], "lee")
    assert story.told() == (Signers.from_text(lists["first"]), ["b"])


def test_a_removed_or_broken_list(story: Story, lists: dict[str, str]) -> None:
    story.save("a", "", lists["first"], "ada")
    story.save("b", "a", None)
    assert story.told() == (Signers.from_text(lists["first"]), ["b"])
    story.save("c", "b", "rubbish", "ada")
    assert story.told() == (Signers.from_text(lists["first"]), ["b", "c"])
    story.save("d", "c", None, "ada")
    assert story.told() == (Signers.none(), ["b", "c"])
    story.save("e", "d", lists["self"], "ada")
    assert story.told() == (Signers.none(), ["b", "c", "e"])


def test_joining_lines_of_saves(story: Story, lists: dict[str, str]) -> None:
    story.save("a", "", lists["first"], "ada")
    story.save("b", "a", lists["second"], "ada")
    story.save("c", "a", lists["first"])
    story.save("d", "cb", lists["second"])  # the newer list is taken over: nobody has to sign for that
    assert story.told() == (Signers.from_text(lists["second"]), [])
    story.save("e", "bc", lists["first"])  # the older one comes back, and with it a key that was taken off
    assert story.told() == (Signers.from_text(lists["second"]), ["e"])


def test_a_key_taken_off_cannot_be_brought_back_by_its_holder(story: Story, lists: dict[str, str]) -> None:
    story.save("a", "", lists["self"], "ada")
    story.save("b", "a", lists["second"], "ada")
    story.save("c", "a", lists["third"], "lee")  # Lee may, on a line of saves where the key still counts
    story.save("d", "bc", lists["self"], "lee")
    assert story.told() == (Signers.from_text(lists["second"]), ["d"])
    story.save("e", "d", lists["self"])
    assert story.told() == (Signers.from_text(lists["second"]), ["d"])
    story.save("f", "e", None)
    assert story.told() == (Signers.from_text(lists["second"]), ["d", "f"])
    story.save("g", "f", lists["third"], "ada")
    assert story.told() == (Signers.from_text(lists["third"]), ["d", "f"])


def test_saves_from_elsewhere_have_no_say(story: Story, lists: dict[str, str]) -> None:
    story.save("x", "", lists["self"], "lee")
    story.save("a", "", lists["first"], "ada")
    story.save("b", "xa", lists["self"])
    assert story.told() == (Signers.from_text(lists["first"]), ["b"])
    story.save("y", "x", lists["self"], "lee")
    assert story.told() == (None, ["b", "a"])


def test_a_fingerprint_as_people_write_it(keys: Keys, lists: dict[str, str]) -> None:
    text = f"{LEE},role:iqa openpgp {keys.gpg}\n"
    signature = keys.signed_by_gpg(LEE, "--faked-system-time", "20250201T000000")
    spaced = " ".join(keys.gpg[start : start + 4] for start in range(0, 40, 4)).lower()
    saves = [ListSave("a", (), text, signature, TEXT, LEE)]
    signers, problems = trusted_from(saves, "a", spaced, keys.gpg_text)
    assert (signers, problems) == (Signers.from_text(text, keys.gpg_text), ())
