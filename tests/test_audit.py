"""The audit from end to end: who witnessed what, what became of what was sealed, and what the commands say of it."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coachfolio.checks.auditing import Audit, Pin, audit, contents_verified, receipt_for
from coachfolio.format.schemas import validator
from coachfolio.git.objects import Mismatch
from coachfolio.record.facts import SealSeen, Witness, WitnessLevel
from coachfolio.record.receipts import Receipt, keep, receipt_from, receipt_text
from coachfolio.record.seals import SealedFile, path_key, seal_text
from coachfolio.record.signers import Signers
from coachfolio.record.timestamps import time_stamp_from, token_text

from .authority import Authority, answering
from .commands import Assessor, Commands
from .repositories import (
    BEGINNING,
    HOST,
    Learner,
    Shelf,
    evening,
    git,
    held,
    kept,
    session,
    sheet,
    ssh_key,
    weeks,
)

DAYS = weeks(3)
FIRST, SECOND, THIRD = (Path(sheet(day)).stem for day in DAYS)


@pytest.fixture
def coachfolio(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


@pytest.fixture(scope="module")
def lee(tmp_path_factory: pytest.TempPathFactory) -> Assessor:
    return Assessor(tmp_path_factory.mktemp("assessor"))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority(tmp_path_factory.mktemp("authority") / "one")
    made.certificate("stamps", "/CN=Stamps/O=Witness")
    return made


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    return kept(tmp_path, DAYS)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Path]:
    """A new place for an assessor's copy."""
    return (tmp_path / f"desk-{number}" for number in range(10))


def of(found: Audit, id: str) -> Witness:
    piece = found.record.get(id)
    assert piece
    return piece.witness


def codes(found: Audit) -> set[str]:
    return {one.code for one in found.report.diagnostics}


def states(found: Audit) -> dict[str, tuple[str, ...]]:
    """What became of each piece under the seals that it is under."""
    return {one.id: tuple(state for _, state in one.seals) for one in found.record.evidence if one.seals}


def the_seal(found: Audit) -> SealSeen:
    (seal,) = found.record.seals
    return seal


def receipt_at(path: str | os.PathLike[str], when: str, **changed: Any) -> Receipt:
    """A receipt for what is there now, as if it had been written then."""
    made = receipt_for(audit(path, digests=True))
    return replace(made, received_at=datetime.datetime.fromisoformat(when), **changed)


def kept_at(path: str | os.PathLike[str], when: str, file: Path, **changed: Any) -> Path:
    keep(receipt_at(path, when, **changed), file)
    return file


# --- who witnessed it: W0 to W4


def test_nobody_but_the_learners_own_clock_and_the_learners_own_key(shelf: Shelf, lee: Assessor) -> None:
    history = shelf["weekly-signed"]
    signers = Signers.from_text(history.signers)
    assert of(audit(history), FIRST) == Witness(WitnessLevel.OWN_CLOCK), "without a list nobody knows whose key it is"
    assert of(audit(history, signers=signers), FIRST) == Witness(WitnessLevel.OWN_KEY)
    assert of(audit(shelf["weekly"], signers=signers), FIRST) == Witness(WitnessLevel.OWN_CLOCK)
    somebody = Signers.from_text(lee.line("learner"))
    assert of(audit(history, signers=somebody), FIRST) == Witness(WitnessLevel.OWN_CLOCK)


def test_an_assessors_seal_that_is_signed_and_a_receipt_that_is_kept(
    learner: Learner, lee: Assessor, desk: Iterator[Path], tmp_path: Path
) -> None:
    signers = Signers.from_text(lee.line("assessor"))
    lee.seal(learner.folder, learner.folder, next(desk))
    learner.save(held("2025-04-01"), evening("2025-04-01"))
    found = audit(learner.folder, signers=signers)
    sealed = Witness(WitnessLevel.RECEIVER, datetime.datetime(2025, 3, 3, 10, tzinfo=datetime.UTC), "assessor's seal")
    assert [of(found, one) for one in (FIRST, SECOND, THIRD)] == [sealed] * 3
    assert of(found, "2025-04-01-c01-talk").level == WitnessLevel.OWN_CLOCK
    for other in (None, Signers.none(), Signers.from_text(lee.line("learner")), Signers.from_text(lee.line())):
        assert of(audit(learner.folder, signers=other), FIRST).level == WitnessLevel.OWN_CLOCK
    may = kept_at(learner.folder, "2025-05-03T10:00+00:00", tmp_path / "may.json")
    june = kept_at(learner.folder, "2025-06-03T10:00+00:00", tmp_path / "june.json")
    found = audit(learner.folder, signers=signers, since=[str(june), str(may)])
    assert of(found, FIRST) == sealed, "the earliest counts"
    seen = datetime.datetime(2025, 5, 3, 10, tzinfo=datetime.UTC)
    assert of(found, "2025-04-01-c01-talk") == Witness(WitnessLevel.RECEIVER, seen, "receipt")
    learner.save({sheet(DAYS[0]): session(DAYS[0], minutes=90)}, evening("2025-06-05"))
    found = audit(learner.folder, signers=signers, since=[str(may)])
    assert of(found, FIRST).level == WitnessLevel.OWN_CLOCK, "it is the content that was witnessed, and not the name"


def test_an_unsigned_seal_and_the_learners_own_witness_nothing(
    learner: Learner, lee: Assessor, desk: Iterator[Path]
) -> None:
    signers = Signers.from_text(lee.line("assessor", "learner"))
    lee.seal(learner.folder, learner.folder, next(desk), signing=False)
    lee.seal(learner.folder, learner.folder, next(desk), role="learner")
    found = audit(learner.folder, signers=signers)
    assert [one.verdict.state for one in found.record.seals] == ["unsigned", "good"]
    assert of(found, FIRST).level == WitnessLevel.OWN_CLOCK


def test_a_host_that_signs_what_it_joins(tmp_path: Path) -> None:
    key, public = ssh_key(tmp_path / "keys", "host")
    learner = kept(tmp_path, DAYS[:1])
    learner.line("laptop")
    learner.save(held(DAYS[1]), evening(DAYS[1]))
    learner.on("main")
    learner.git("merge", "--quiet", "--no-ff", "--no-commit", "laptop")
    learner.commit(evening("2025-02-20"), "Merge laptop", committer=HOST, key=key)
    learner.save(held(DAYS[2]), evening(DAYS[2]))
    signers = Signers.from_text(f"{HOST[1]},role:host {public}\n")
    found = audit(learner.folder, signers=signers)
    at = datetime.datetime(2025, 2, 20, 19, 30, tzinfo=datetime.UTC)
    assert of(found, FIRST) == of(found, SECOND) == Witness(WitnessLevel.SERVER, at, "the server that received it")
    assert of(found, THIRD) == Witness(WitnessLevel.OWN_CLOCK)
    no_host = Signers.from_text(f"{HOST[1]},role:learner {public}\n")
    assert of(audit(learner.folder, signers=no_host), FIRST).level == WitnessLevel.OWN_CLOCK


def test_a_stamp_counts_though_it_is_of_a_moment_after_its_receipt(
    learner: Learner, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    receipt = receipt_for(audit(learner.folder, digests=True))
    time.sleep(max(0.0, 1.1 - (datetime.datetime.now(datetime.UTC) - receipt.received_at).total_seconds()))
    with answering(authority, "stamps") as address:
        stamped = replace(receipt, stamp=token_text(time_stamp_from(address, receipt_text(receipt).encode())))
    file = tmp_path / "may.json"
    keep(stamped, file)
    witness = of(audit(learner.folder, since=[str(file)], stamp_roots=authority.roots), FIRST)
    assert witness.level == WitnessLevel.TIME_STAMP
    assert witness.until
    assert witness.until > receipt.received_at


def test_a_time_stamp_on_a_receipt(
    learner: Learner, authority: Authority, tmp_path: Path, coachfolio: Commands
) -> None:
    roots, file = tmp_path / "roots.pem", tmp_path / "may.json"
    roots.write_bytes(authority.roots)
    with answering(authority, "stamps") as address:
        assert coachfolio("record", learner.folder, "--receipt", file, "--stamp", address).code == 0
    assert receipt_from(file.read_text()).stamp
    found = audit(learner.folder, since=[str(file)], stamp_roots=authority.roots)
    witness = of(found, FIRST)
    assert (witness.level, witness.who) == (WitnessLevel.TIME_STAMP, "time stamp by Stamps (Witness)")
    assert witness.until
    assert abs(witness.until - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=5)
    assert of(audit(learner.folder, since=[str(file)]), FIRST).level == WitnessLevel.RECEIVER, (
        "no authority counts by itself"
    )
    written = receipt_from(file.read_text())
    file.write_text(receipt_text(replace(written, received_at=written.received_at.replace(year=2024))))
    found = audit(learner.folder, since=[str(file)], stamp_roots=authority.roots)
    assert found.record.stamps_refused == ("The time stamp is for other content than this.",)
    assert of(found, FIRST).level == WitnessLevel.OWN_CLOCK, "it is dated before what it lists"
    said = coachfolio("record", "verify", learner.folder, "--since", file, "--stamp-roots", roots)
    assert "A time stamp does not count" in said.out


def test_a_time_stamp_in_a_seal(learner: Learner, authority: Authority, lee: Assessor, desk: Iterator[Path]) -> None:
    with answering(authority, "stamps") as address:
        lee.seal(learner.folder, learner.folder, next(desk), signing=False, stamp_at=address)
    witness = of(audit(learner.folder, stamp_roots=authority.roots), SECOND)
    assert (witness.level, witness.who) == (WitnessLevel.TIME_STAMP, "time stamp by Stamps (Witness)"), (
        "it needs no signature"
    )
    seal = the_seal(audit(learner.folder)).seal
    assert seal
    other = replace(seal, name="sealed/peer/1", role="peer")
    retag(learner, seal_text(other), "sealed/peer/1")
    git(learner.folder, "tag", "--delete", seal.name)
    found = audit(learner.folder, stamp_roots=authority.roots)
    assert len(found.record.stamps_refused) == 1, "it was not made for this seal"
    assert of(found, SECOND).level == WitnessLevel.OWN_CLOCK


def test_a_time_stamp_over_a_text_whose_pieces_are_not_there(
    learner: Learner, authority: Authority, lee: Assessor, desk: Iterator[Path], tmp_path: Path
) -> None:
    """A stamp is good for its text; where something that this lists is nowhere here, it says nothing of the rest."""
    lee.seal(learner.folder, learner.folder, next(desk), signing=False)
    seal = the_seal(audit(learner.folder)).seal
    assert seal
    git(learner.folder, "tag", "--delete", seal.name)
    first, *rest = seal.files
    absent = "ab" * 20
    lists = (
        (replace(first, content=absent), *rest),
        tuple(sorted((*seal.files, SealedFile("2025-01-01-x", absent, "sessions/2025-01-01-x.yaml")), key=path_key)),
        tuple(replace(file, content=f"{number:040x}") for number, file in enumerate(seal.files)),
        (replace(first, evidence="another", path="sessions/another.yaml", content=absent),),
    )
    with answering(authority, "stamps") as address:
        for number, files in enumerate(lists, 1):
            bare = replace(seal, name=f"sealed/assessor/{number}", files=files)
            stamp = token_text(time_stamp_from(address, seal_text(bare).encode()))
            retag(learner, seal_text(replace(bare, stamp=stamp)), bare.name)
    found = audit(learner.folder, stamp_roots=authority.roots)
    assert len(found.record.seals) == len(lists)
    assert set(found.record.stamps_refused) == {
        "It is over the text of a seal that lists pieces which are nowhere in this record."
    }
    for id in (FIRST, SECOND, THIRD):
        assert of(found, id).level == WitnessLevel.OWN_CLOCK


def retag(learner: Learner, message: str, name: str, target: str = "HEAD", *, inside: str = "") -> None:
    """A tag with exactly this text, stored under one name and, where another is given, made under that one."""
    learner.git("tag", "--annotate", "--cleanup=verbatim", "--file=-", inside or name, target, given=message.encode())
    if inside:
        learner.git("update-ref", f"refs/tags/{name}", f"refs/tags/{inside}")
        learner.git("update-ref", "-d", f"refs/tags/{inside}")


# --- whose key, and when


def test_a_key_counts_at_the_time_when_it_was_seen(
    learner: Learner, lee: Assessor, desk: Iterator[Path], tmp_path: Path
) -> None:
    """A key that was rotated is good for what was seen before; one that ran out is not good for what was backdated."""
    lee.seal(learner.folder, learner.folder, next(desk))  # says of itself that it is of 3 March 2025
    signers = Signers.from_text(lee.line("assessor", options='valid-before="20250601Z"'))
    found = audit(learner.folder, signers=signers)
    assert the_seal(found).verdict.state == "out-of-date", "nobody saw it while the key counted"
    assert of(found, FIRST).level == WitnessLevel.OWN_CLOCK
    may = kept_at(learner.folder, "2025-05-03T10:00+00:00", tmp_path / "may.json")
    june = kept_at(learner.folder, "2025-06-03T10:00+00:00", tmp_path / "june.json")
    found = audit(learner.folder, signers=signers, since=[str(may), str(june)])
    assert the_seal(found).verdict.state == "good"
    assert of(found, FIRST).level == WitnessLevel.RECEIVER
    found = audit(learner.folder, signers=signers, since=[str(june)])
    assert the_seal(found).verdict.state == "out-of-date"


def test_a_saves_key_counts_at_the_time_when_it_was_seen(shelf: Shelf, tmp_path: Path) -> None:
    history = shelf["weekly-signed"]
    mail, rest = history.signers.split(" ", 1)
    signers = Signers.from_text(f'{mail} valid-before="20250801Z" {rest}')
    found = audit(history, signers=signers)
    assert {one.state for one in found.record.verdicts.values()} == {"out-of-date"}
    may = kept_at(history, "2025-07-03T10:00+00:00", tmp_path / "may.json")
    found = audit(history, signers=signers, since=[str(may)])
    assert {one.state for one in found.record.verdicts.values()} == {"good"}


def test_a_list_inside_the_portfolio_counts_from_a_save_that_somebody_names(
    tmp_path: Path, lee: Assessor, coachfolio: Commands, desk: Iterator[Path]
) -> None:
    centre = Assessor(tmp_path / "centre", "office")
    learner = Learner(tmp_path)
    first = centre.line("centre-manager")
    who = ("The Office", centre.mail)
    pinned = learner.save({**BEGINNING, "signers": first}, evening("2025-01-07"), author=who, key=centre.key)
    learner.save(held(*DAYS), evening("2025-01-22"))
    learner.line("list")
    learner.save({"signers": first + lee.line("assessor")}, evening("2025-02-01"), author=who, key=centre.key)
    learner.on("main")
    learner.save(held("2025-02-04"), evening("2025-02-04"))
    learner.merge("list", when=evening("2025-02-05"))
    learner.git("branch", "--quiet", "-D", "list")
    lee.seal(learner.folder, learner.folder, next(desk))
    print_ = _fingerprint(centre)
    found = audit(learner.folder, pin=Pin(pinned, print_))
    assert found.record.list_problems == (), "a line joined as it was is no change of the list"
    assert the_seal(found).verdict.state == "good"
    assert of(found, FIRST).level == WitnessLevel.RECEIVER
    assert the_seal(audit(learner.folder)).verdict.state == "unknown-key", "nobody named it"
    said = coachfolio("record", "verify", learner.folder, "--pin", f"{pinned}={print_}")
    bare = print_.removeprefix("SHA256:")
    assert coachfolio("record", "verify", learner.folder, "--pin", f"{pinned}={bare}") == said
    assert said.code == 0
    assert "CF5" not in "".join(re.findall("CF5[0-9]+ .*list", said.out))
    ada = Assessor(tmp_path / "ada", "ada")
    learner.save({"signers": first + ada.line("assessor")}, evening("2025-03-05"))
    found = audit(learner.folder, pin=Pin(pinned, print_))
    assert len(found.record.list_problems) == 1
    assert "changed by somebody who may not do so" in found.record.list_problems[0].why
    assert the_seal(found).verdict.state == "good", "the list before it still counts"
    assert "list of signers" in coachfolio("record", "verify", learner.folder, "--pin", f"{pinned}={print_}").out
    for wrong in ("", "=", "abc", f"{pinned}", f"{pinned}="):
        assert coachfolio("record", learner.folder, "--pin", wrong or "=").code == 2
    found = audit(learner.folder, pin=Pin("0" * 40, print_))
    assert the_seal(found).verdict.state == "unknown-key"
    assert len(found.record.list_problems) == 1


def _fingerprint(person: Assessor) -> str:
    digest = hashlib.sha256(base64.b64decode(person.public.split()[1])).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


# --- what became of what was sealed


def test_a_record_made_again_with_the_same_files_keeps_its_seals(
    learner: Learner, lee: Assessor, desk: Iterator[Path]
) -> None:
    lee.seal(learner.folder, learner.folder, next(desk))
    learner.rebase(evening("2025-06-20"), "--force-rebase", "--root")
    learner.save({"README.md": "More\n"}, evening("2025-06-21"))
    found = audit(learner.folder, signers=Signers.from_text(lee.line("assessor")))
    seal = the_seal(found)
    assert (seal.attached, seal.same_content, seal.trouble) == (False, True, ())
    assert states(found) == {FIRST: ("unchanged",), SECOND: ("unchanged",), THIRD: ("unchanged",)}
    assert of(found, FIRST).level == WitnessLevel.RECEIVER, "the contents were seen, whatever saves they are in"


def test_each_change_after_a_seal_is_told_apart(learner: Learner, lee: Assessor, desk: Iterator[Path]) -> None:
    learner.save(held("2025-01-28", "2025-02-04", "2025-02-11"), evening("2025-02-12"))
    more = {sheet("2025-02-18"): session("2025-01-07"), "documents/paper.pdf": "one", "documents/other.pdf": "two"}
    learner.save(more, evening("2025-02-18"))  # the first of them is a copy of the first session
    lee.seal(learner.folder, learner.folder, next(desk))
    found = audit(learner.folder)
    assert set(states(found).values()) == {("unchanged",)}
    assert len(states(found)) == 7
    lines = session(DAYS[2]).splitlines(keepends=True)
    learner.git("mv", sheet("2025-02-04"), sheet("2025-02-04", "red-pen"))
    (learner.folder / "sessions" / "2025").mkdir()
    learner.git("mv", sheet("2025-02-11"), "sessions/2025/2025-02-11-c01-talk.yaml")
    learner.save(
        {
            sheet(DAYS[0]): session(DAYS[0], minutes=90),
            sheet(DAYS[2]): "".join(["# tidied\n", lines[1], lines[0], *lines[2:]]),
            sheet("2025-01-28"): None,
            "documents/paper.pdf": "three",
            "documents/other.pdf": None,
        },
        evening("2025-03-10"),
    )
    found = audit(learner.folder)
    assert states(found) == {
        FIRST: ("changed",),
        SECOND: ("unchanged",),
        THIRD: ("reformatted",),
        "2025-01-28-c01-talk": ("removed",),
        "2025-02-04-c01-red-pen": ("unchanged",),
        "2025-02-11-c01-talk": ("unchanged",),
        "2025-02-18-c01-talk": ("unchanged",),
    }
    seal = the_seal(found)
    assert (seal.attached, seal.same_content, seal.trouble) == (True, True, ())
    assert (seal.documents_changed, seal.documents_gone) == (("documents/paper.pdf",), ("documents/other.pdf",))


def test_a_copy_of_what_was_sealed_is_not_under_the_seal(learner: Learner, lee: Assessor, desk: Iterator[Path]) -> None:
    lee.seal(learner.folder, learner.folder, next(desk))
    learner.save({sheet("2025-03-04"): session(DAYS[0])}, evening("2025-03-04"))
    assert set(states(audit(learner.folder))) == {FIRST, SECOND, THIRD}


def test_an_edit_below_makes_one_piece_stale_and_detaches_the_seal(shelf: Shelf, tmp_path: Path, lee: Assessor) -> None:
    history = shelf["edited-in-place"]
    assert history.bundle
    folder = shelf.copy("edited-in-place", tmp_path)
    lee.seal(history.bundle, folder, tmp_path / "desk")
    found = audit(folder)
    seal = the_seal(found)
    assert (seal.attached, seal.same_content) == (False, False)
    stale = [id for id, state in states(found).items() if state == ("changed",)]
    assert stale == [Path(history.path).stem]
    assert len(states(found)) == 7


def test_seals_that_are_not_what_they_seem(
    learner: Learner, lee: Assessor, desk: Iterator[Path], tmp_path: Path
) -> None:
    made = lee.seal(learner.folder, learner.folder, next(desk))
    text = seal_text(made.seal)
    stranger = Learner(tmp_path, name="stranger")
    stranger.save({**BEGINNING, sheet("2025-07-01"): session("2025-07-01", client="C02")}, evening("2025-07-01"))
    foreign = lee.seal(stranger.folder, learner.folder, next(desk), role="iqa")
    learner.git("update-ref", "refs/tags/sealed/assessor/7", made.id)  # genuine, and under another name
    learner.git("update-ref", "refs/tags/sealed/assessor/8", "HEAD")
    retag(learner, text.replace("assessor/1", "assessor/9"), "sealed/assessor/9", "HEAD~1")
    learner.git("tag", "--annotate", "--message", "again", "sealed/assessor/10", made.id)
    retag(learner, text.replace("assessor/1", "assessor/11"), "sealed/assessor/11", "HEAD^{tree}")
    retag(
        learner,
        text.replace("assessor/1", "assessor/12").replace("decision: none", "decision: maybe"),
        "sealed/assessor/12",
    )
    retag(
        learner,
        text.replace("assessor/1", "assessor/13").replace(made.seal.manifest, "sha256:" + "0" * 64),
        "sealed/assessor/13",
    )
    retag(learner, text, "elsewhere")  # a seal is known by its text, wherever it is stored
    for number, kind, content in (
        (14, "blob", b"object nothing\n"),
        (15, "tag", b"object nothing\n"),
        (16, "tag", b""),
    ):
        (learner.folder / ".git" / f"refs/tags/sealed/assessor/{number}").write_text(learner.put(kind, content) + "\n")
    found = audit(learner.folder, signers=Signers.from_text(lee.line("assessor", "iqa")))
    assert {one.name: one.trouble for one in found.record.seals} == {
        "elsewhere": ("seal-misfiled",),
        "sealed/assessor/1": (),
        "sealed/assessor/10": ("seal-misfiled",),
        "sealed/assessor/11": ("seal-misfiled",),
        "sealed/assessor/12": ("seal-unreadable",),
        "sealed/assessor/13": ("seal-contradicts-itself",),
        "sealed/assessor/14": ("seal-bare",),
        "sealed/assessor/15": ("seal-bare",),
        "sealed/assessor/16": ("seal-bare",),
        "sealed/assessor/7": ("seal-misfiled",),
        "sealed/assessor/8": ("seal-bare",),
        "sealed/assessor/9": ("seal-misfiled",),
        "sealed/iqa/1": ("seal-foreign",),
    }
    good = {one.name for one in found.record.seals if one.verdict.state == "good"}
    assert good == {"sealed/assessor/1", "sealed/assessor/7", "sealed/iqa/1"}, "a good signature does not make it right"
    assert [one.name for one in found.record.seals if one.holds] == ["sealed/assessor/1"]
    assert foreign.signed


# --- everything is read


@pytest.mark.parametrize("name", ["tampered-blob", "tampered-commit", "tampered-tree", "forged-idx"])
def test_what_was_tampered_with_is_a_sentence(shelf: Shelf, coachfolio: Commands, name: str) -> None:
    for words in (("record", "verify"), ("record",)):
        said = coachfolio(*words, shelf[name].folder)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
        assert "The record is not what it promises to be" in said.err


@pytest.mark.parametrize("how", ["other content", "cut short", "empty", "garbage", "gone"])
def test_attachments_and_earlier_contents_are_verified_too(learner: Learner, coachfolio: Commands, how: str) -> None:
    learner.save(
        {"documents/talk.mp4": os.urandom(3000), "documents/other.mp4": os.urandom(3000)}, evening("2025-02-01")
    )
    id, other = learner.git("rev-parse", "HEAD:documents/talk.mp4", "HEAD:documents/other.mp4").decode().split()
    learner.save({"documents/talk.mp4": None}, evening("2025-02-02"))
    whole = contents_verified(learner.folder)
    assert whole == len(learner.git("rev-list", "--objects", "--all").splitlines())
    assert f"{whole} contents read, each is what it is kept under" in coachfolio("record", "verify", learner.folder).out
    objects = learner.folder / ".git" / "objects"
    place = objects / id[:2] / id[2:]
    data = place.read_bytes()
    place.chmod(0o600)
    if how == "gone":
        place.unlink()
    else:
        there = (objects / other[:2] / other[2:]).read_bytes()
        place.write_bytes({"other content": there, "cut short": data[:900], "empty": b"", "garbage": b"x" * 99}[how])
    assert coachfolio("record", learner.folder).code == 0, "the record alone does not look at attachments"
    said = coachfolio("record", "verify", learner.folder)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    if how == "other content":
        with pytest.raises(Mismatch):
            contents_verified(learner.folder)


def test_what_only_a_seal_or_a_draft_keeps_is_verified_too(learner: Learner, coachfolio: Commands) -> None:
    learner.tag("sealed/assessor/1", evening("2025-02-01"), "Kept")
    learner.git("reset", "--quiet", "--hard", "HEAD~1")
    id = learner.git("rev-parse", f"sealed/assessor/1:{sheet(DAYS[2])}").decode().strip()
    other = learner.git("rev-parse", f"HEAD:{sheet(DAYS[0])}").decode().strip()
    objects = learner.folder / ".git" / "objects"
    (objects / id[:2] / id[2:]).chmod(0o600)
    (objects / id[:2] / id[2:]).write_bytes((objects / other[:2] / other[2:]).read_bytes())
    assert coachfolio("record", "verify", learner.folder).code == 2


# --- the commands


FORMS = ["bare", "detached", "in-a-subfolder", "sha256", "linked-worktree"]


@pytest.mark.parametrize("name", [*FORMS, "unborn", "depth-1-ci", "blobless", "same.bundle"])
def test_every_form_of_a_record_is_shown(shelf: Shelf, coachfolio: Commands, name: str, tmp_path: Path) -> None:
    place: Path = shelf[name.removesuffix(".bundle")].folder
    if name.endswith(".bundle"):
        place = tmp_path / name
        assert coachfolio("bundle", shelf["same"].folder, place).code == 0
    said = coachfolio("record", place, "--format", "json")
    assert (said.code, said.err) == (0, "")
    document = json.loads(said.out)
    assert [one.message for one in validator("output-record").iter_errors(document)] == []
    for form in ("text", "markdown"):
        said = coachfolio("record", "show", place, "--format", form)
        assert (said.code, said.err) == (0, "")
        assert "ecord of practice" in said.out
        if name in ("depth-1-ci", "blobless"):  # a part accuses nobody, and is no answer either
            assert "not known" in said.out
    said = coachfolio("record", "verify", place)
    assert said.code == (2 if name in ("depth-1-ci", "blobless") else 0)
    if said.code:
        assert "Only part of the record is here" in said.err


def test_what_is_no_record_is_a_sentence(coachfolio: Commands, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "text").write_text("no record")
    for place in (tmp_path / "plain", tmp_path / "text", tmp_path / "nothing"):
        for words in (("record",), ("record", "verify")):
            said = coachfolio(*words, place)
            assert (said.code, said.out) == (2, "")
            assert said.err.count("\n") == 1, said.err
            assert not re.search(r"\b(HEAD|repository|blob|ref|rebase)\b", said.err)


def test_one_piece_and_a_near_miss(shelf: Shelf, coachfolio: Commands) -> None:
    same = shelf["same"].folder
    said = coachfolio("record", same, "--evidence", FIRST)
    assert said.code == 0
    assert FIRST in said.out
    said = coachfolio("record", same, "--evidence", FIRST.replace("talk", "tlak"))
    assert (said.code, said.out) == (2, "")
    assert "Did you mean" in said.err
    said = coachfolio("record", same, "--evidence", "\x1b[2Jnothing like it")
    assert said.code == 2
    assert "\x1b" not in said.err
    assert "Did you mean" not in said.err
    said = coachfolio("record", same, "--evidence", FIRST, "--format", "json")
    assert json.loads(said.out)


def test_how_the_commands_end(shelf: Shelf, coachfolio: Commands, tmp_path: Path) -> None:
    history = shelf["dropped"]
    assert history.bundle
    receipt = tmp_path / "may.json"
    assert coachfolio("record", history.bundle, "--receipt", receipt).code == 0
    assert coachfolio("record", history.folder).code == 0, "nothing of it shows in the record alone"
    after = tmp_path / "june.json"
    said = coachfolio("record", history.folder, "--since", receipt, "--receipt", after)
    assert said.code == 1
    assert after.exists(), "what was found is received all the same"
    assert coachfolio("record", "verify", history.folder, "--since", history.bundle).code == 1
    assert coachfolio("record", history.folder, "--stamp", "https://example.com").code == 2
    assert coachfolio("record", history.folder, "--format", "xml").code == 2
    (tmp_path / "signers").write_text("no list\n")
    said = coachfolio("record", history.folder, "--signers", tmp_path / "signers")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    (tmp_path / "roots").write_text("no certificate\n")
    assert coachfolio("record", history.folder, "--stamp-roots", tmp_path / "roots").code == 0


def test_a_strangers_receipt_is_that_of_another_portfolio(
    tmp_path: Path, learner: Learner, coachfolio: Commands
) -> None:
    stranger = Learner(tmp_path, name="stranger")
    stranger.save({**BEGINNING, sheet("2025-07-01"): session("2025-07-01", client="C02")}, evening("2025-07-01"))
    receipt = kept_at(stranger.folder, "2025-07-03T10:00+00:00", tmp_path / "may.json")
    said = coachfolio("record", learner.folder, "--since", receipt, "--format", "json")
    assert said.code == 1
    (one,) = json.loads(said.out)["comparisons"]
    assert (one["outcome"], one["identical"], one["same_portfolio"]) == ("history lost", False, False)
    assert of(audit(learner.folder, since=[str(receipt)]), FIRST).level == WitnessLevel.OWN_CLOCK


def test_nothing_is_written_to_what_is_looked_at(learner: Learner, coachfolio: Commands, tmp_path: Path) -> None:
    def state() -> dict[str, tuple[int, bytes]]:
        files = (path for path in learner.folder.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = state()
    coachfolio("record", learner.folder, "--receipt", tmp_path / "may.json")
    coachfolio("record", "verify", learner.folder, "--since", tmp_path / "may.json")
    assert state() == before
