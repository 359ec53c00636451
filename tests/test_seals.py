"""Seals: their text means one thing only, and one is made of what is saved or not at all."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio.base.errors import CoachfolioError
from coachfolio.editing.sealing import NotSealed, new_seal
from coachfolio.git import GitTrouble, NoRecord
from coachfolio.git.own import NotSigned, WhoIsUnknown, make_tag, own_output, setting
from coachfolio.record.seals import (
    MAX_SEAL_BYTES,
    MEANINGS,
    BadSeal,
    Seal,
    SealedFile,
    manifest_from_digests,
    manifest_of_seal,
    path_key,
    seal_from,
    seal_text,
)

from .conftest import PORTFOLIO, SESSION
from .effort import examples
from .repositories import Learner, git, ssh_key

ID = "0123456789" * 4
SEAL = Seal(
    name="sealed/assessor/2",
    portfolio="ros-2025",
    role="assessor",
    by="assessor-1",
    units=("D7.01", "D7.02"),
    decision="pass",
    meaning=MEANINGS["assessor"],
    commit=ID,
    tree=ID[::-1],
    manifest="sha256:" + "ab" * 32,
    previous="",
    files=(
        SealedFile("", "c" * 40, "assignments/paper no. 1.pdf"),
        SealedFile("2026-03-04-c01-über", "d" * 40, "sessions/2026-03-04-c01-über.yaml"),
    ),
)
TEXT = f"""\
coachfolio seal 1

seal: sealed/assessor/2
portfolio: ros-2025
role: assessor
by: assessor-1
units: D7.01 D7.02
decision: pass
meaning: {MEANINGS["assessor"]}
commit: {ID}
tree: {ID[::-1]}
evidence: 1
manifest: sha256:{"ab" * 32}
previous: none

- {"c" * 40} assignments/paper%20no.%201.pdf
2026-03-04-c01-%C3%BCber {"d" * 40} sessions/2026-03-04-c01-%C3%BCber.yaml
"""


# --- the text


def test_the_text_is_as_documented_and_read_back() -> None:
    assert seal_text(SEAL) == TEXT
    assert seal_from(TEXT) == SEAL
    assert SEAL.number == 2
    assert [one.path for one in SEAL.evidence] == ["sessions/2026-03-04-c01-über.yaml"]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("coachfolio seal 1", "coachfolio seal 2"),
        ("coachfolio seal 1", " coachfolio seal 1"),
        ("sealed/assessor/2", "sealed/assessor/02"),
        ("sealed/assessor/2", "sealed/assessor/0"),
        ("sealed/assessor/2", "sealed/learner/2"),
        ("sealed/assessor/2", "assessed/assessor/2"),
        ("role: assessor", "role: learner"),
        ("role: assessor", "role: assessor "),
        ("role: assessor", "Role: assessor"),
        ("role: assessor", "role:  assessor"),
        ("by: assessor-1", "by: "),
        ("by: assessor-1", "by: Assessor 1"),
        ("by: assessor-1\n", ""),
        ("by: assessor-1\n", "by: assessor-1\nby: assessor-1\n"),
        ("by: assessor-1\n", "by: assessor-1\r\n"),
        ("units: D7.01 D7.02", "units: D7.01  D7.02"),
        ("units: D7.01 D7.02", "units: D7.01 D7.01"),
        ("units: D7.01 D7.02", "units: all D7.02"),
        ("units: D7.01 D7.02", "units: D7.01 all"),
        ("decision: pass", "decision: fail"),
        ("meaning: I have", "meaning: \x1b[2JI have"),
        ("meaning: I have", "meaning: \u202eI have"),
        ("meaning: I have", "meaning: " + "x" * 500 + "I have"),
        (f"commit: {ID}", f"commit: {ID[:-1]}"),
        (f"commit: {ID}", f"commit: {ID[:-1]}A"),
        (f"commit: {ID}", f"commit: {ID[:-1]}٣"),
        ("evidence: 1", "evidence: 2"),
        ("evidence: 1", "evidence: 01"),
        ("evidence: 1", "evidence: one"),
        ("sha256:", "sha1:"),
        ("previous: none", "previous: "),
        ("previous: none\n\n", "previous: none\n"),
        ("previous: none\n\n", "previous: none\n\n\n"),
        ("%20", " "),
        ("%20", "%2"),
        ("%C3%BC", "%c3%bc"),
        ("%C3%BC", "ü"),
        ("no.%201", "no%2E%201"),
        ("assignments/paper", "assignments/../paper"),
        ("assignments/paper", "/assignments/paper"),
        ("assignments/paper", "zassignments/paper"),  # out of order
        ("- " + "c" * 40, "-  " + "c" * 40),
        ("c" * 40, "C" * 40),
        (".yaml\n", ".yaml"),
        (".yaml\n", ".yaml\n\n"),
        (".yaml\n", f".yaml\n{TEXT.splitlines()[-1]}\n"),
    ],
)
def test_anything_else_is_no_seal(was: str, now: str) -> None:
    assert was in TEXT
    with pytest.raises(BadSeal):
        seal_from(TEXT.replace(was, now))


def test_a_text_beyond_the_bound_is_not_read() -> None:
    line = TEXT.splitlines()[-2]
    more = "".join(f"{line}{number:08}\n" for number in range(MAX_SEAL_BYTES // len(line) + 1))
    with pytest.raises(BadSeal, match="larger than 4 MB"):
        seal_from(TEXT + more)


names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda name: name not in (".", "..")
)
# names that are not UTF-8 are in Python as such surrogates
odd_names = st.builds(lambda raw: raw.decode("utf-8", "surrogateescape"), st.binary(min_size=1, max_size=8)).filter(
    lambda name: not {"/", "\0"} & set(name) and name not in (".", "..")
)
ids = st.sampled_from([40, 64]).flatmap(lambda long: st.text("0123456789abcdef", min_size=long, max_size=long))
files = st.lists(
    st.builds(SealedFile, st.one_of(st.just(""), names, odd_names), ids, st.lists(names | odd_names).map("/".join)),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.path,
).filter(lambda some: all(one.path for one in some) and any(one.evidence for one in some))


@st.composite
def seals(draw: st.DrawFn) -> Seal:
    role = draw(st.sampled_from(list(MEANINGS)))
    return Seal(
        name=f"sealed/{role}/{draw(st.integers(1, 999_999))}",
        portfolio=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,20}", fullmatch=True)),
        role=role,
        by=draw(st.from_regex(r"([a-z0-9][a-z0-9-]{0,10})?", fullmatch=True)),
        units=tuple(draw(st.lists(st.from_regex(r"[A-Z][A-Za-z0-9._-]{0,6}", fullmatch=True), unique=True))),
        decision=draw(st.sampled_from(["pass", "refer", "none"])),
        meaning=draw(st.sampled_from(list(MEANINGS.values()))),
        commit=draw(ids),
        tree=draw(ids),
        manifest="sha256:" + hashlib.sha256(draw(st.binary(max_size=4))).hexdigest(),
        previous=draw(st.just("") | ids),
        files=tuple(sorted(draw(files), key=path_key)),
    )


@examples(60)
@given(seals())
def test_every_seal_is_read_back_as_it_was_written(seal: Seal) -> None:
    text = seal_text(seal)
    assert text.isascii()
    assert seal_from(text) == seal


@examples(60)
@given(seals(), st.data())
def test_no_two_texts_are_the_same_seal(seal: Seal, data: st.DataObject) -> None:
    text = seal_text(seal)
    at = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 2))
    put = data.draw(st.text("aA0 -:%/\n\r\t\0é", max_size=2))
    other = text[:at] + put + text[at + gone :]
    try:
        found = seal_from(other)
    except BadSeal:
        return
    assert (found == seal) == (other == text)
    assert seal_text(found) == other


@given(st.text())
def test_any_text_is_a_seal_or_none(text: str) -> None:
    for tried in (text, TEXT[:60] + text, TEXT[:-60] + text):
        try:
            assert seal_text(seal_from(tried)) == tried
        except BadSeal:
            continue


def test_evidence_that_is_called_a_mere_hyphen_is_evidence() -> None:
    odd = replace(SEAL, files=(SealedFile("-", ID, "sessions/-.yaml"),))
    assert seal_from(seal_text(odd)).evidence == odd.files


@pytest.mark.parametrize(
    "changed",
    [
        {"by": "a\nrole: learner"},
        {"units": ("all",)},
        {"units": ("D7 01",)},
        {"meaning": ""},
        {"meaning": "Two\nlines."},
        {"name": "sealed/learner/1"},
        {"commit": "HEAD"},
        {"previous": "none"},
        {"files": ()},
        {"files": SEAL.files[::-1]},
        {"files": (*SEAL.files, SealedFile("x", ID, "sessions/\ud800.yaml"))},
        {"files": (*SEAL.files, SealedFile("x", ID, "sessions/../../x.yaml"))},
        {"files": (*SEAL.files, SEAL.files[-1])},
    ],
)
def test_what_cannot_stand_in_a_seal_is_not_written(changed: dict[str, object]) -> None:
    with pytest.raises(BadSeal):
        seal_text(replace(SEAL, **changed))  # type: ignore[arg-type]


# --- the manifest


def test_the_manifest_is_of_contents_paths_and_ids_alone() -> None:
    entries = [("sessions/b.yaml", "b", b"two"), ("sessions/a b.yaml", "a b", b"one")]
    lines = sorted(
        [
            f"{hashlib.sha256(b'two').hexdigest()}  sessions/b.yaml  b\n",
            f"{hashlib.sha256(b'one').hexdigest()}  sessions/a%20b.yaml  a%20b\n",
        ]
    )
    expected = "sha256:" + hashlib.sha256("".join(lines).encode()).hexdigest()
    assert manifest_of_seal(entries) == manifest_of_seal(entries[::-1]) == expected
    assert manifest_from_digests((p, i, hashlib.sha256(c).hexdigest()) for p, i, c in entries) == expected
    for changed in (("sessions/b.yaml", "b", b"too"), ("b.yaml", "b", b"two"), ("sessions/b.yaml", "c", b"two")):
        assert manifest_of_seal([changed, entries[1]]) != expected


# --- making one

EVIDENCE = "sessions/2026/2026-03-04-c01-delegation.yaml"
FILES = {"portfolio.yaml": PORTFOLIO, EVIDENCE: SESSION, "sessions/2026/board.png": "not written evidence"}


@pytest.fixture(autouse=True)
def somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody with settings of their own: the file that git reads them from."""
    settings = tmp_path / "settings"
    settings.write_text("[user]\n\tname = Lee Assessor\n\temail = lee@centre.example\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    return settings


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    made = Learner(tmp_path)
    made.save(FILES)
    return made


def seals_of(learner: Learner) -> list[str]:
    return learner.git("for-each-ref", "--format=%(refname)", "refs/tags").decode().split()


def test_a_seal_without_a_key_says_that_it_is_unsigned(learner: Learner) -> None:
    made = new_seal(learner.folder, role="assessor", by="assessor-1", units=["D7.03"], decision="refer")
    assert not made.signed
    seal = made.seal
    assert (seal.name, seal.role, seal.by, seal.units, seal.decision) == (
        "sealed/assessor/1",
        "assessor",
        "assessor-1",
        ("D7.03",),
        "refer",
    )
    assert seal.commit == learner.tip
    assert seal.tree == learner.git("rev-parse", "HEAD^{tree}").decode().strip()
    assert seal.portfolio == learner.tip, "where portfolio.yaml has no id, the first save is it"
    assert seal.previous == ""
    assert [(one.evidence, one.path) for one in seal.files] == [
        (Path(EVIDENCE).stem, EVIDENCE),
        ("", "sessions/2026/board.png"),
    ]
    assert seal.files[0].content == learner.git("rev-parse", f"HEAD:{EVIDENCE}").decode().strip()
    assert seal.manifest == manifest_of_seal([(EVIDENCE, Path(EVIDENCE).stem, SESSION.encode())])
    raw = learner.git("cat-file", "tag", made.id).decode()
    head, _, message = raw.partition("\n\n")
    assert message == seal_text(seal)
    assert f"object {learner.tip}\ntype commit\ntag sealed/assessor/1\n" in head
    assert "tagger Lee Assessor <lee@centre.example> " in head


def test_a_seal_is_signed_with_the_key_that_is_set(learner: Learner, somebody: Path, tmp_path: Path) -> None:
    key, public = ssh_key(tmp_path / "keys")
    somebody.write_text(somebody.read_text() + f"\tsigningKey = {key}\n[gpg]\n\tformat = ssh\n")
    made = new_seal(learner.folder, role="learner")
    assert made.signed
    signers = tmp_path / "signers"
    signers.write_text(f"lee@centre.example {public}\n")
    learner.git("-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-tag", made.seal.name)
    message = learner.git("cat-file", "tag", made.id).decode().split("\n\n", 1)[1]
    assert seal_from(message[: message.index("-----BEGIN SSH SIGNATURE-----")]) == made.seal


def test_seals_count_up_for_each_role_and_name_the_one_before(learner: Learner) -> None:
    first = new_seal(learner.folder, role="assessor")
    second = new_seal(learner.folder, role="assessor")
    other = new_seal(learner.folder, role="iqa")
    assert [one.seal.name for one in (first, second, other)] == [
        "sealed/assessor/1",
        "sealed/assessor/2",
        "sealed/iqa/1",
    ]
    assert (second.seal.previous, other.seal.previous) == (first.id, "")
    for _ in range(8):
        new_seal(learner.folder, role="assessor")
    assert new_seal(learner.folder, role="assessor").seal.number == 11


def test_nothing_that_is_there_is_overwritten(learner: Learner) -> None:
    learner.git("tag", "sealed/assessor/7")
    made = new_seal(learner.folder, role="assessor")
    assert (made.seal.name, made.seal.previous) == ("sealed/assessor/8", "")
    with pytest.raises(GitTrouble, match="of this name already"):
        make_tag(learner.folder, "sealed/assessor/8", learner.tip, "other\n", sign=False)
    assert learner.git("rev-parse", "refs/tags/sealed/assessor/8").decode().strip() == made.id


def test_the_portfolio_may_be_a_folder_among_others(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    learner.save({f"work/portfolio/{path}": text for path, text in FILES.items()} | {"sessions/not-ours.yaml": "x"})
    (learner.folder / "elsewhere.txt").write_text("not saved, and not of the portfolio")
    seal = new_seal(learner.folder / "work" / "portfolio", role="tutor").seal
    assert [one.path for one in seal.files] == [EVIDENCE, "sessions/2026/board.png"]
    with pytest.raises(NotSealed, match=r"No portfolio\.yaml"):
        new_seal(learner.folder / "work", role="tutor")


def test_names_that_are_no_plain_words_are_sealed_too(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    odd = "sessions/2026-03-04 c01 Größe\n%.yaml"
    learner.save({**FILES, odd: SESSION})
    raw = os.fsencode(learner.folder) + b"/sessions/2026-03-05-\xff.yaml"
    with open(raw, "w") as file:  # noqa: PTH123
        file.write(SESSION)
    learner.save({})
    made = new_seal(learner.folder, role="peer")
    text = learner.git("cat-file", "tag", made.id).decode("ascii").split("\n\n", 1)[1]
    assert seal_from(text) == made.seal
    assert {odd, "sessions/2026-03-05-\udcff.yaml"} < {one.path for one in made.seal.evidence}
    assert "sessions/2026-03-04%20c01%20Gr%C3%B6%C3%9Fe%0A%25.yaml" in text


def test_a_record_with_longer_ids_is_sealed_too(tmp_path: Path) -> None:
    learner = Learner(tmp_path, algorithm="sha256")
    learner.save(FILES)
    made = new_seal(learner.folder, role="witness")
    assert len(made.id) == len(made.seal.commit) == len(made.seal.files[0].content) == 64


def test_another_folder_that_a_hook_names_is_not_touched(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Learner(tmp_path, name="other")
    other.save({**FILES, "sessions/other.yaml": SESSION}, message="Another")
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.folder / ".git" / "index"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.email")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "hook@example.org")
    made = new_seal(learner.folder, role="learner")
    assert made.seal.commit == learner.tip
    assert b"lee@centre.example" in learner.git("cat-file", "tag", made.id)
    assert seals_of(other) == []
    assert setting(learner.folder, "user.email") == "lee@centre.example"
    assert setting(learner.folder, "user.signingKey") == ""


# --- not making one


def refused(learner: Learner, match: str, error: type[CoachfolioError] = NotSealed, **said: object) -> None:
    """No seal, a sentence, and nothing written."""
    before = seals_of(learner)
    with pytest.raises(error, match=match) as caught:
        new_seal(learner.folder, **{"role": "assessor", **said})  # type: ignore[arg-type]
    assert str(caught.value).isprintable()
    assert seals_of(learner) == before


def test_what_is_not_saved_is_not_sealed(learner: Learner, somebody: Path) -> None:
    somebody.write_text(somebody.read_text() + "[status]\n\tshowUntrackedFiles = no\n")
    learner.write({EVIDENCE: SESSION + "minutes: 90\n"})
    refused(learner, "1 file in this folder differs")
    learner.write({"sessions/new.yaml": SESSION})
    refused(learner, "2 files in this folder differ ")
    learner.git("add", "--all")
    refused(learner, "2 files in this folder differ ")
    learner.git("commit", "--quiet", "--message", "Saved")
    assert new_seal(learner.folder, role="assessor").seal.commit == learner.tip


def test_a_record_that_is_not_whole_is_not_sealed(learner: Learner, tmp_path: Path) -> None:
    learner.save({EVIDENCE: SESSION + "# more\n"})
    copy = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", learner.folder.as_uri(), str(copy))
    with pytest.raises(NotSealed, match="Only part of the record"):
        new_seal(copy, role="assessor")
    learner.git("config", "extensions.partialClone", "origin")
    refused(learner, "Only part of the record")


def test_nothing_saved_and_nothing_kept(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    refused(learner, "Nothing is saved")
    learner.save({"README.md": "no portfolio"})
    refused(learner, r"No portfolio\.yaml")
    learner.save({"portfolio.yaml": PORTFOLIO})
    refused(learner, "no evidence in the record yet")
    learner.save({**FILES, "portfolio.yaml": "people: ["})
    refused(learner, "cannot be read")
    plain = tmp_path / "plain"
    plain.mkdir()
    with pytest.raises(NoRecord):
        new_seal(plain, role="assessor")
    with pytest.raises(GitTrouble, match="no such folder"):
        new_seal(tmp_path / "nowhere", role="assessor")
    with pytest.raises(GitTrouble, match="file and not a folder"):
        new_seal(learner.folder / "portfolio.yaml", role="assessor")


def test_the_portfolio_knows_who_is_who_and_which_units_there_are(learner: Learner) -> None:
    refused(learner, "nobody with the short name assessor-2. As assessor there is assessor-1", by="assessor-2")
    refused(learner, "It names nobody as iqa", role="iqa", by="iqa-1")
    refused(learner, "peer-1 has the role peer, not assessor", by="peer-1")
    refused(learner, "learner's own", role="learner", by="peer-1")
    refused(learner, "has no unit D7.99", units=["D7.99"])
    refused(learner, "has no unit all", units=["all"])
    refused(learner, "named twice", units=["D7.03", "D7.03"])
    refused(learner, "Only an assessor", role="iqa", decision="pass")
    learner.save({"portfolio.yaml": PORTFOLIO.replace("ilm-l7-certificate-2007", "another")})
    refused(learner, "not known", units=["D7.03"])


def test_the_portfolios_own_id_goes_before_that_of_its_first_save(learner: Learner) -> None:
    learner.save({"portfolio.yaml": "id: a-learner-2026\n" + PORTFOLIO})
    assert new_seal(learner.folder, role="learner").seal.portfolio == "a-learner-2026"


def test_a_link_is_no_evidence(learner: Learner) -> None:
    (learner.folder / "sessions" / "2026-03-09-c01-link.yaml").symlink_to("/etc/hostname")
    learner.save({})
    refused(learner, "no file but leads elsewhere")


def test_a_nameless_person_seals_nothing(learner: Learner, somebody: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody.write_text("")
    refused(learner, "git config --global user.name", WhoIsUnknown)
    somebody.write_text("[user]\n\tname = Lee Assessor\n")
    monkeypatch.setenv("EMAIL", "root@machine.example")  # as if git had guessed it
    refused(learner, "git config --global user.name", WhoIsUnknown)


def test_a_key_that_is_not_there_seals_nothing(learner: Learner, somebody: Path, tmp_path: Path) -> None:
    somebody.write_text(somebody.read_text() + f"\tsigningKey = {tmp_path}/gone\n[gpg]\n\tformat = ssh\n")
    refused(learner, "could not sign", NotSigned)


def test_a_damaged_record_is_not_sealed(learner: Learner) -> None:
    import zlib

    id = learner.git("rev-parse", f"HEAD:{EVIDENCE}").decode().strip()
    loose = learner.folder / ".git" / "objects" / id[:2] / id[2:]
    loose.chmod(0o644)
    changed = SESSION.replace("60", "90").encode()
    loose.write_bytes(zlib.compress(b"blob %d\0" % len(changed) + changed))
    refused(learner, "missing or damaged", GitTrouble)
    loose.unlink()
    refused(learner, "missing or damaged", GitTrouble)


@pytest.mark.parametrize(
    "key", ["gpg.program", "gpg.ssh.program", "gpg.ssh.defaultKeyCommand", "filter.x.clean", "core.fsmonitor", "hooks"]
)
def test_no_program_of_the_folder_is_run(learner: Learner, somebody: Path, tmp_path: Path, key: str) -> None:
    """What an assessor seals may have come with settings of the learner's."""
    ran = tmp_path / "ran"
    canary = tmp_path / "canary"
    canary.write_text(f"#!/bin/sh\necho ran >>'{ran}'\ncat\n")
    canary.chmod(0o755)
    form = "ssh" if "ssh" in key else "openpgp"
    somebody.write_text(
        somebody.read_text() + f"\tsigningKey = {ssh_key(tmp_path / 'keys')[0]}\n[gpg]\n\tformat = {form}\n"
    )
    learner.save({".gitattributes": "*.yaml filter=x\n"})
    if key == "hooks":
        hooks = learner.folder / ".git" / "hooks"
        hooks.mkdir()
        for name in ("reference-transaction", "post-index-change", "fsmonitor-watchman"):
            (hooks / name).symlink_to(canary)
    else:
        learner.git("config", key, str(canary))
    # plain git does start it, so this can fail
    (learner.folder / EVIDENCE).touch()
    git(learner.folder, "status")
    git(
        learner.folder,
        "-c",
        f"user.signingKey={tmp_path}/keys/learner" if "default" not in key else "user.name=x",
        "-c",
        f"gpg.format={form}",
        "tag",
        "--sign",
        "--message",
        "x",
        "other",
        may_fail=True,
    )
    git(learner.folder, "tag", "--delete", "other", may_fail=True)
    assert ran.exists()
    ran.unlink()
    (learner.folder / EVIDENCE).touch()
    if key in ("core.fsmonitor", "hooks"):
        somebody.write_text(somebody.read_text().replace("\tsigningKey", "#"))
        new_seal(learner.folder, role="assessor")
    else:
        refused(learner, f"settings start programs.*{re.escape(key.lower())}")
    assert not ran.exists()


def test_fetching_starts_nothing(learner: Learner) -> None:
    with pytest.raises(GitTrouble):
        own_output(learner.folder, "ls-remote", learner.folder.as_uri())
