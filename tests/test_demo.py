"""The demonstration: the example portfolio again, with a year of history that says of itself that it is made up."""

from __future__ import annotations

import base64
import datetime
import hashlib
import os
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import pytest

from coachfolio import InMemory, Severity, check, open_portfolio
from coachfolio.editing.demo import DEMONSTRATION, SIGNERS, NoDemonstration, demo
from coachfolio.record.seals import manifest_of_seal, seal_from

from .conftest import EXAMPLE, TODAY
from .repositories import git

RED_PEN = "sessions/2025/2025-10-07-c01-red-pen.yaml"
SIX_YEARS = "sessions/2025/2025-12-04-c06-mentor-or-coach.yaml"
PINNED = re.compile(rb"^(  \S+: )([0-9a-f]{40})$", re.MULTILINE)
STALE = {
    "CF708 D7.03/s1": SIX_YEARS,
    "CF708 D7.03/s2": RED_PEN,
}
"""What is not any more as it was accepted: changed with a reason given, and without one."""


@dataclass(frozen=True)
class Save:
    id: str
    when: datetime.datetime
    message: str


class Record:
    """The demonstration's history, as git tells it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *args: str, given: bytes = b"") -> bytes:
        return git(self.folder, *args, given=given)

    @cached_property
    def saves(self) -> list[Save]:
        said = self.git("log", "-z", "--reverse", "--topo-order", "--format=%H%n%cI%n%B", "main").decode()
        found = [one.split("\n", 2) for one in said.split("\0") if one]
        return [Save(id, datetime.datetime.fromisoformat(when), message) for id, when, message in found]

    @cached_property
    def contents(self) -> dict[str, bytes]:
        """Every file's content that there ever was, by its id."""
        said = self.git("cat-file", "--batch", "--batch-all-objects", "--buffer")
        found, at = {}, 0
        while at < len(said):
            end = said.index(b"\n", at)
            id, _, size = said[at:end].decode().split()
            found[id] = said[end + 1 : end + 1 + int(size)]
            at = end + 2 + int(size)
        return found

    def files(self, commit: str) -> dict[str, bytes]:
        """Every file as it was saved then."""
        listed = self.git("ls-tree", "-r", "-z", commit).decode().split("\0")[:-1]
        return {path: self.contents[about.split()[2]] for about, path in (one.split("\t") for one in listed)}

    @cached_property
    def changes(self) -> dict[str, dict[str, str]]:
        """The paths that each save changed, each with A or M."""
        said = self.git("log", "--all", "--root", "--no-renames", "--raw", "--format=commit %H").decode()
        found: dict[str, dict[str, str]] = {}
        for line in filter(None, said.split("\n")):
            if line.startswith("commit "):
                found[line[7:]] = now = {}
            else:
                about, path = line.split("\t")
                now[path] = about[-1]
        return found

    def changed(self, commit: str) -> dict[str, str]:
        return self.changes[commit]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    folder = tmp_path_factory.mktemp("demo") / "portfolio"
    demo(folder)
    return Record(folder)


def the_example() -> dict[str, bytes]:
    return {one.relative_to(EXAMPLE).as_posix(): one.read_bytes() for one in EXAMPLE.rglob("*") if one.is_file()}


def without_pins(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: PINNED.sub(rb"\1-", data) for path, data in files.items()}


def test_it_ends_as_the_example_portfolio_but_for_what_was_judged(record: Record) -> None:
    saved = record.files("main")
    assert {path for path in saved if path.startswith("DEMONSTRATION")} == {DEMONSTRATION, SIGNERS}
    example = the_example()
    ours = {path: data for path, data in saved.items() if path not in (DEMONSTRATION, SIGNERS)}
    assert without_pins(ours) == without_pins(example)
    assert {path for path in ours if ours[path] != example[path]} == {
        "assessment/decisions/2026-02-20-d7-03-first-submission.yaml",
        "assessment/decisions/2026-05-15-d7-01-first-submission.yaml",
    }
    assert record.git("status", "--porcelain", "--ignored") == b""
    record.git("fsck", "--strict", "--full")


def test_the_check_says_what_it_says_of_the_example_and_what_is_stale(record: Record) -> None:
    of_demo, of_example = (check(open_portfolio(place), today=TODAY) for place in (record.folder, EXAMPLE))
    stale = [one for one in of_demo.diagnostics if one.severity is Severity.WARNING]
    assert [one for one in of_demo.diagnostics if one not in stale] == list(of_example.diagnostics)
    told = {f"{one.code} {one.message.split(' ')[0]}": [other.path for other in one.related] for one in stale}
    assert told == {
        **{name: [path] for name, path in STALE.items()},
        "CF715 D7.03": [SIX_YEARS, RED_PEN],
    }
    states = {one.criterion.ref: one.state for one in of_demo.progress.coverage}
    assert states == {
        one.criterion.ref: "stale" if one.criterion.ref in ("D7.03/s1", "D7.03/s2") else one.state
        for one in of_example.progress.coverage
    }
    assert {one.unit.ref: one.state for one in of_demo.progress.units}["D7.03"] == "stale"
    assert of_demo.progress.credits is not None
    assert of_demo.progress.credits.accepted == 5


def test_what_is_pinned_was_there_on_its_day(record: Record) -> None:
    """Each record pins what the evidence was when it was first saved, and no later save of it pins anything else."""
    first: dict[str, list[bytes]] = {}
    for one in record.saves:
        for path in record.changed(one.id):
            pins = PINNED.findall(record.files(one.id)[path])
            if pins:
                assert first.setdefault(path, pins) == pins, path
                if record.changed(one.id)[path] == "A":
                    listed = record.git("ls-tree", "-r", one.id).decode().split()
                    assert {id.decode() for _, id in pins} <= set(listed)
    assert sorted(first) == [
        "assessment/decisions/2026-02-20-d7-03-first-submission.yaml",
        "assessment/decisions/2026-05-15-d7-01-first-submission.yaml",
        "assessment/decisions/2026-10-12-d7-01-second-submission.yaml",
        "assessment/sampling/2026-06-26-interim-sample.yaml",
        "assessment/sampling/2026-10-15-second-sample.yaml",
    ]


def test_it_says_of_itself_that_it_is_a_demonstration(record: Record) -> None:
    first = record.saves[0]
    assert "demonstration" in first.message
    assert record.changed(first.id)[DEMONSTRATION] == "A"
    for path in (DEMONSTRATION, SIGNERS):
        assert b"emonstration" in record.files("main")[path].splitlines()[0]
    assert b"proves nothing" in record.files("main")[SIGNERS]
    tagger = record.git("for-each-ref", "--format=%(taggername)", "refs/tags").decode()
    assert set(tagger.split("\n")) == {"P.K. (demonstration)", "C.O. (demonstration)", ""}


def test_it_is_the_same_each_time_whatever_the_settings(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither does it touch them: the settings below would change names, ids, line ends, or break it."""
    home = tmp_path / "home"
    home.mkdir()
    hooks = tmp_path / "template" / "hooks"
    hooks.mkdir(parents=True)
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\nexit 1\n")
        (hooks / name).chmod(0o755)
    settings = (
        f"[core]\n\tautocrlf = true\n\thooksPath = {hooks}\n[init]\n\tdefaultBranch = trunk\n"
        "[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[gpg]\n\tformat = x509\n"
        '[gpg "ssh"]\n\tprogram = /nonexistent\n[user]\n\tname = Me\n'
    )
    (home / ".gitconfig").write_text(settings)
    (home / "git").mkdir()
    (home / "git" / "config").write_text(settings)
    for name, value in {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GIT_TEMPLATE_DIR": str(tmp_path / "template"),
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C.UTF-8",
        "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z",
        "GIT_COMMITTER_NAME": "Me",
        "GIT_DEFAULT_HASH": "sha256",
        "GIT_DIR": str(tmp_path / "elsewhere"),
    }.items():
        monkeypatch.setenv(name, value)
    again = Record(tmp_path / "again")
    demo(again.folder)
    refs = "--format=%(refname) %(objectname)"
    assert again.git("for-each-ref", refs) == record.git("for-each-ref", refs)
    assert (home / ".gitconfig").read_text() == settings
    assert {one.name for one in home.iterdir()} == {".gitconfig", "git"}
    assert not (again.folder / ".git" / "hooks").exists()
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "elsewhere").exists()
    assert b"-----BEGIN OPENSSH PRIVATE KEY" not in b"".join(
        one.read_bytes() for one in again.folder.rglob("*") if one.is_file()
    )


def test_the_seals_are_good_and_of_what_was_saved_then(record: Record) -> None:
    names = record.git("for-each-ref", "--format=%(refname:short)", "refs/tags").decode().split()
    assert names == [
        "sealed/assessor/1",
        "sealed/assessor/2",
        "sealed/assessor/3",
        "sealed/iqa/1",
        "sealed/iqa/2",
    ]
    before: dict[str, str] = {}
    said_of = {}
    for name in names:
        record.git("-c", f"gpg.ssh.allowedSignersFile={record.folder / SIGNERS}", "verify-tag", name)
        message = record.git("cat-file", "tag", name).decode().split("\n\n", 1)[1]
        seal = seal_from(message[: message.index("-----BEGIN SSH SIGNATURE-----")])
        assert (seal.name, f"{seal.role}-1", seal.previous) == (name, seal.by, before.get(seal.role, ""))
        before[seal.role] = record.git("rev-parse", f"refs/tags/{name}").decode().strip()
        files = record.files(seal.commit)
        assert seal.manifest == manifest_of_seal((one.path, one.evidence, files[one.path]) for one in seal.evidence)
        assert seal.commit in {one.id for one in record.saves}
        assert seal.portfolio == "ros-halloran-2025"
        said = record.git("for-each-ref", "--format=%(taggerdate:iso-strict)", f"refs/tags/{name}").decode()
        sealed = datetime.datetime.fromisoformat(said.strip())
        here = [one.id for one in record.saves].index(seal.commit)
        assert record.saves[here].when < sealed
        assert all(sealed < one.when for one in record.saves[here + 1 : here + 2])
        assert 18 <= sealed.hour <= 23
        said_of[name] = (sealed.date().isoformat(), seal.units, seal.decision)
    assert said_of == {
        "sealed/assessor/1": ("2026-02-24", ("D7.03",), "pass"),
        "sealed/assessor/2": ("2026-05-16", ("D7.01",), "refer"),
        "sealed/assessor/3": ("2026-10-13", ("D7.01",), "pass"),
        "sealed/iqa/1": ("2026-07-07", ("D7.01", "D7.03"), "none"),
        "sealed/iqa/2": ("2026-10-15", ("D7.01",), "none"),
    }
    assert record.git("merge-base", "sealed/assessor/1", "sealed/assessor/2") == record.git(
        "rev-parse", "sealed/assessor/1^{commit}"
    )


def test_the_keys_are_those_that_the_portfolio_names(record: Record) -> None:
    """They are in the list of signers with the roles and addresses that portfolio.yaml has, and are no secret there."""
    people = open_portfolio(record.folder).file
    assert people is not None
    lines = [line for line in record.files("main")[SIGNERS].decode().splitlines() if line[:1] != "#"]
    for line, name in zip(lines, ("assessor-1", "iqa-1"), strict=True):
        who, key = people.people[name], line.split()[3]
        digest = base64.b64encode(hashlib.sha256(base64.b64decode(key)).digest()).decode().rstrip("=")
        assert who.signing_key == f"SHA256:{digest}"
        assert line.split()[0] == f"{who.saves_as[0]},role:{who.role}"
        assert who.saves_as[0] in record.git("log", "--format=%ae", "main").decode().split()


def test_the_year_goes_as_a_year_does(record: Record) -> None:
    saves = record.saves
    assert len(saves) > 100
    assert saves[0].when.date() == datetime.date(2025, 9, 8)
    assert {path for path in record.changed(saves[0].id) if path.endswith(".yaml") and path[0] != "."} == {
        "portfolio.yaml",
        "qualification.yaml",
    }
    assert all(one.when < two.when for one, two in pairwise(saves))
    for one in saves:
        assert 18 <= one.when.hour <= 23
        assert one.when.second
        summer = datetime.date(2026, 3, 29) <= one.when.date() < datetime.date(2026, 10, 25)
        summer |= one.when.date() < datetime.date(2025, 10, 26)
        assert one.when.utcoffset() == datetime.timedelta(hours=summer)


def test_each_saves_what_is_theirs(record: Record) -> None:
    ours = record.git("log", "--all", "--format=%H %an <%ae>|%cn <%ce>").decode().split("\n")[:-1]
    by = {id: who.split("|")[0] for id, _, who in (one.partition(" ") for one in ours) if len(set(who.split("|"))) == 1}
    assert len(by) == len(ours)
    began: dict[str, str] = {}
    for one in record.saves:
        began |= {path: by[one.id] for path, how in record.changed(one.id).items() if how == "A"}
    assessed = {path: who.partition(" ")[0] for path, who in began.items() if path.startswith("assessment/")}
    assert set(by.values()) == {
        "Ros Halloran <ros@example.com>",
        "P.K. (demonstration) <assessor@example.com>",
        "C.O. (demonstration) <iqa@example.com>",
    }
    theirs = {"decisions": "P.K.", "plans": "C.O.", "sampling": "C.O.", "actions": "Ros"}
    assert assessed == {path: theirs[path.split("/")[1]] for path in assessed}
    assert {who for path, who in began.items() if path not in assessed} == {"Ros Halloran <ros@example.com>"}


def test_no_save_is_before_its_evidence_and_few_are_late(record: Record) -> None:
    lags = {}
    for one in record.saves:
        for path, how in record.changed(one.id).items():
            name = path.rpartition("/")[2]
            if how == "A" and name[:2] == "20":
                lags[path] = (one.when.date() - datetime.date.fromisoformat(name[:10])).days
    assert min(lags.values()) == 0
    assert len([lag for lag in lags.values() if lag > 7]) == 7
    late = [path for path, lag in lags.items() if lag > 8]
    assert len(late) == 6
    assert len({one.id for one in record.saves if set(late) & record.changed(one.id).keys()}) == 1
    assert all(path.startswith("sessions/2026/2026-0") for path in late)


def test_three_pieces_came_from_a_side_line_as_one_save(record: Record) -> None:
    side = record.git("rev-list", "other-computer", "^main").decode().split()
    assert len(side) == 3
    pieces = {path for id in side for path in record.changed(id)}
    joined = [one for one in record.saves if pieces == record.changed(one.id).keys()]
    assert len(joined) == 1
    assert not record.git("rev-list", "--merges", "--all")
    assert {path: record.files("other-computer")[path] for path in pieces} == {
        path: record.files(joined[0].id)[path] for path in pieces
    }


def test_sealed_evidence_is_changed_once_without_a_reason(record: Record) -> None:
    changed = {}
    sealed = set(record.files("sealed/assessor/1")) - {"portfolio.yaml"}
    after = record.git("rev-list", "sealed/assessor/1..main").decode().split()
    for one in record.saves:
        for path, how in record.changed(one.id).items():
            if one.id in after and how == "M" and path in sealed:
                changed[path] = "\nReason: " in one.message
    assert [path for path, reason in changed.items() if not reason] == [RED_PEN]
    assert sum(changed.values()) >= 3
    assert changed[SIX_YEARS]


def test_no_state_of_it_has_a_mistake_on_its_own_day(record: Record) -> None:
    """Every state can be read; every tenth is checked as well, for a check is not quick.

    What was changed after it was accepted is stale from that day on, and nothing else is wrong.
    """
    seen: set[str] = set()
    days = {"2026-03-19": 2, "2026-05-20": 3}
    for number, one in enumerate(record.saves):
        files = record.files(one.id)
        assert "portfolio.yaml" in files
        seen |= files.keys()
        if number % 10 == 0:
            shown = {path: data for path, data in files.items() if not path.startswith(".")}
            report = check(open_portfolio(InMemory(shown)), today=one.when.date())
            wrong = [found.code for found in report.diagnostics if found.severity in (Severity.ERROR, Severity.WARNING)]
            number_stale = max((days[day] for day in days if day <= one.when.date().isoformat()), default=0)
            assert wrong == ["CF708", "CF708", "CF715"][3 - number_stale :]
    assert seen - {DEMONSTRATION, SIGNERS} == set(the_example())


def test_a_folder_that_is_not_empty_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(NoDemonstration, match="not empty"):
        demo(tmp_path)
    with pytest.raises(NoDemonstration, match="cannot be made: file exists"):
        demo(tmp_path / "mine.txt")
    assert os.listdir(tmp_path) == ["mine.txt"]  # noqa: PTH208
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NoDemonstration, match="not in its place"):
        demo(empty, source=tmp_path)
    assert not list(empty.iterdir())
    demo(empty, source=EXAMPLE)
    assert (empty / "portfolio.yaml").is_file()


def test_another_portfolio_is_not_replayed(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(EXAMPLE, tmp_path / "example")
    (tmp_path / "example" / RED_PEN).write_text("title: rewritten\n")
    with pytest.raises(NoDemonstration, match="belongs to this coachfolio"):
        demo(tmp_path / "out", source=tmp_path / "example")
    assert not (tmp_path / "out").exists()
