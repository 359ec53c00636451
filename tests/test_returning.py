"""Decisions on their way back, with real git: what a learner receives, and what nobody can bring in with them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from coachfolio.base.diagnostics import Severity
from coachfolio.checks.auditing import audit
from coachfolio.checks.whole import check_folder
from coachfolio.editing.receiving import NotReceived, receive, receiving
from coachfolio.editing.returning import NotReturned, make_return
from coachfolio.editing.sealing import new_seal
from coachfolio.git import GitTrouble

from .commands import Assessor, Commands
from .conftest import TODAY
from .repositories.learner import ASSESSOR, PORTFOLIO, Learner, environment, evening, git, held, session, sheet

DECISION = "assessment/decisions/2025-02-20-d7-03-first-submission.yaml"
DECIDED = """\
date: 2025-02-20
by: assessor-1
unit: D7.03
submission: 1
decisions:
  - criterion: D7.03/s1
    verdict: referral
    evidence: [2025-01-07-c01-talk]
    feedback: Say how you know.
"""
OLD = "assessment/decisions/2025-01-20-d7-03-talked.yaml"
OLDER = DECIDED.replace("2025-02-20", "2025-01-20").replace("s1", "s2").replace("Say how you know.", "Tell me more.")
KEY = "format: 1\nclients:\n  C01: {names: [Ada Brown]}\n  C02: {names: [Li Wei]}\n"
ABOUT = PORTFOLIO.replace("{name: Ros Halloran}", "{name: Ros Halloran, email: ros@example.com}")


class Pair:
    """A learner's portfolio, and an assessor's copy of it."""

    def __init__(self, place: Path, lee: Assessor) -> None:
        self.place, self.lee = place, lee
        self.learner = Learner(place / "mine")
        self.mine = self.learner.folder
        self.desk = place / "desk"
        self.file = place / "returned.bundle"

    def decide(
        self, files: dict[str, str | None] | None = None, words: str = "Decide", *, desk: Path | None = None
    ) -> None:
        """Save files in the assessor's copy, as the assessor."""
        folder = desk or self.desk
        for path, text in (files or {DECISION: DECIDED}).items():
            if text is None:
                (folder / path).unlink()
            else:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", words)

    def git(self, *args: str, given: bytes = b"", when: str = "2025-02-21") -> str:
        """Git, as the assessor starts it in the copy."""
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", ASSESSOR[0]), ("EMAIL", ASSESSOR[1]), ("DATE", f"{when}T10:00:00+0000"))
        }
        return git(self.desk, *args, given=given, variables=who).decode()

    def seal(self) -> str:
        return new_seal(self.desk, role="assessor", by="assessor-1", variables=self.lee.variables()).seal.name

    def bundle(self) -> Path:
        """A file that goes back, made by git alone: it looks at nothing that is in it."""
        self.file.unlink(missing_ok=True)
        self.git("bundle", "create", "--quiet", str(self.file), "HEAD", "--branches", "--tags")
        return self.file

    def state(self) -> list[str]:
        """All that may not change: names, files, and what git keeps."""
        return [
            git(self.mine, *asked).decode()
            for asked in (("for-each-ref",), ("rev-parse", "HEAD"), ("status", "--porcelain"), ("count-objects", "-v"))
        ] + [str(sorted(path for path in self.mine.rglob("*") if ".git" not in path.parts))]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A portfolio with a decision and a seal in it, handed over to an assessor who has decided on nothing more."""
    place = tmp_path_factory.mktemp("pair")
    pair = Pair(place, Assessor(place))
    pair.learner.save(
        {"portfolio.yaml": ABOUT, ".gitignore": "private/\n", **held("2025-01-07", "2025-01-14")},
        evening("2025-01-14"),
    )
    pair.learner.save({OLD: OLDER}, evening("2025-01-21"), author=ASSESSOR)
    pair.learner.save(held("2025-01-21"), evening("2025-01-22"))
    (pair.mine / "private").mkdir()
    (pair.mine / "private" / "clients.yaml").write_text(KEY, encoding="utf-8")
    new_seal(pair.mine, role="assessor", by="assessor-1", variables=pair.lee.variables())
    git(place, "clone", "--quiet", "--template=", str(pair.mine), str(pair.desk))
    return pair


@pytest.fixture
def pair(first: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    for name, value in environment().items():
        if name != "PATH":
            monkeypatch.setenv(name, value)
    new = Pair.__new__(Pair)
    new.__dict__.update(first.__dict__)
    new.place = tmp_path
    new.mine = Path(shutil.copytree(first.mine, tmp_path / "mine"))
    new.desk = Path(shutil.copytree(first.desk, tmp_path / "desk"))
    new.learner = Learner.__new__(Learner)
    new.learner.__dict__.update(first.learner.__dict__)
    new.learner.folder = new.mine
    new.file = tmp_path / "returned.bundle"
    return new


def grave(folder: Path) -> set[tuple[str, str]]:
    """What the check and the record say against a portfolio."""
    found = (*check_folder(folder, today=TODAY).diagnostics, *audit(folder, today=TODAY).report.diagnostics)
    return {(one.code, one.path) for one in found if one.severity in (Severity.ERROR, Severity.WARNING)}


def test_what_was_decided_comes_back_and_nothing_is_held_against_the_learner(pair: Pair) -> None:
    before = grave(pair.mine)
    pair.decide()
    seal = pair.seal()
    made = make_return(pair.desk, pair.file)
    assert (made.files, made.seals, made.unsealed) == ((DECISION,), (seal,), False)
    plan = receiving(pair.mine, pair.file, today=TODAY)
    assert [(file.path, file.change) for file in plan.returned.files] == [(DECISION, "new")]
    assert [found.name for found in plan.returned.seals] == [seal]
    assert plan.returned.follows
    receive(pair.mine, pair.file, plan)
    assert (pair.mine / DECISION).read_text() == DECIDED
    assert git(pair.mine, "rev-parse", "HEAD") == git(pair.desk, "rev-parse", "HEAD")
    assert not git(pair.mine, "status", "--porcelain")
    # a referral is to be answered: that is the assessment's word, and against nobody
    assert grave(pair.mine) - before <= {("CF530", "portfolio.yaml"), ("CF716", DECISION), ("CF708", DECISION)}
    assert receiving(pair.mine, pair.file, today=TODAY).returned.nothing


def test_what_was_written_meanwhile_stays_saved_or_not(pair: Pair) -> None:
    """The assessor has the older copy, the learner saves more, types more, and receives from a folder, then a file."""
    pair.decide()
    pair.seal()
    pair.learner.save(held("2025-02-25"), evening("2025-02-25"))
    before = grave(pair.mine)
    typed, staged = pair.mine / sheet("2025-02-26"), pair.mine / sheet("2025-02-27")
    for file in (typed, staged):
        file.write_text(session(file.name[:10]), encoding="utf-8")
    git(pair.mine, "add", staged.relative_to(pair.mine).as_posix())
    unsaved = git(pair.mine, "status", "--porcelain")
    receive(pair.mine, pair.desk, receiving(pair.mine, pair.desk, today=TODAY))  # a folder will do
    assert git(pair.mine, "status", "--porcelain") == unsaved
    assert (pair.mine / DECISION).read_text() == DECIDED
    assert git(pair.mine, "log", "-1", "--format=%s").decode() == "Receive 1 record of assessment and 1 seal\n"
    assert len(git(pair.mine, "log", "-1", "--format=%P").split()) == 2
    for file in (typed, staged):
        git(pair.mine, "rm", "--quiet", "--cached", "--ignore-unmatch", file.relative_to(pair.mine).as_posix())
        file.unlink()
    assert {code for code, _ in grave(pair.mine) - before} <= {"CF530", "CF716", "CF708"}
    # the second round begins with what the learner has now
    second = DECISION.replace("02-20", "03-01").replace("first", "second")
    git(pair.desk, "pull", "--quiet", "--ff-only", str(pair.mine))
    pair.decide({second: DECIDED.replace("2025-02-20", "2025-03-01").replace("referral", "pass").replace(": 1", ": 2")})
    make_return(pair.desk, pair.file)
    receive(pair.mine, pair.file, receiving(pair.mine, pair.file, today=TODAY))
    assert (pair.mine / second).is_file()
    assert git(pair.mine, "rev-parse", "HEAD") == git(pair.desk, "rev-parse", "HEAD")


def _evidence(pair: Pair) -> None:
    pair.decide({sheet("2025-01-07"): session("2025-01-07", minutes=90), DECISION: DECIDED})


def _there_and_back(pair: Pair) -> None:
    pair.decide({sheet("2025-01-07"): session("2025-01-07", minutes=90)})
    pair.decide({sheet("2025-01-07"): session("2025-01-07"), DECISION: DECIDED})


def _forked(pair: Pair) -> None:
    """The learner's own last save made again with other words, under the learner's name."""
    (pair.desk / sheet("2025-01-21")).write_text(session("2025-01-21", minutes=120))
    git(pair.desk, "commit", "--quiet", "--all", "--amend", "--no-edit")
    pair.decide()


def _dropped_while_joining(pair: Pair) -> None:
    """From an older state, and joined with the newer so that what the newer brought is not there."""
    pair.git("checkout", "--quiet", "-b", "old", "HEAD~1")
    pair.decide()
    pair.git("merge", "--quiet", "--strategy=ours", "--message", "Join", "main")
    pair.git("branch", "--force", "main", "old")
    pair.git("checkout", "--quiet", "main")


def _other_portfolio(pair: Pair) -> None:
    pair.desk = pair.place / "other"
    other = Learner(pair.desk)
    pair.desk = other.folder
    other.save({"portfolio.yaml": PORTFOLIO, **held("2025-01-08")}, evening("2025-01-08"))
    pair.decide()


def _seal_replaced(pair: Pair) -> None:
    pair.decide()
    pair.git("tag", "--delete", "sealed/assessor/1")
    assert pair.seal() == "sealed/assessor/1"


def _seal_tampered(pair: Pair) -> None:
    """Another verdict under the signature of the first."""
    pair.decide()
    name = pair.seal()
    text = pair.git("cat-file", "tag", name).replace("decision: none", "decision: pass")
    id = pair.git("hash-object", "-t", "tag", "-w", "--stdin", "--literally", given=text.encode()).strip()
    pair.git("update-ref", f"refs/tags/{name}", id)


def _seal_of_another_save(pair: Pair) -> None:
    pair.decide()
    pair.seal()
    text = pair.git("cat-file", "tag", "sealed/assessor/2")
    pair.git("tag", "--delete", "sealed/assessor/2")
    (id,) = pair.git("hash-object", "-t", "tag", "-w", "--stdin", "--literally", given=text.encode()).split()
    pair.git("update-ref", "refs/tags/sealed/assessor/9", id)


def _link(pair: Pair) -> None:
    pair.decide()
    (pair.desk / "assessment/decisions/link.yaml").symlink_to("/etc/passwd")
    pair.git("add", "--all")
    pair.git("commit", "--quiet", "--message", "Decide")


def _named_by_a_save(pair: Pair) -> None:
    pair.decide(words="What Ada Brown said")


def _index(path: str) -> Callable[[Pair], None]:
    """A name that no folder here can hold, put straight into what is saved."""

    def deed(pair: Pair) -> None:
        id = pair.git("hash-object", "-w", "--stdin", given=DECIDED.encode()).strip()
        pair.git("update-index", "--add", "--cacheinfo", f"100644,{id},{path}")
        pair.git("commit", "--quiet", "--message", "Decide")

    return deed


def _decided(files: dict[str, str | None]) -> Callable[[Pair], None]:
    return lambda pair: pair.decide(files)


HOSTILE: dict[str, tuple[Callable[[Pair], None], str]] = {
    "evidence changed": (_evidence, "changes more than the assessment: sessions/2025-01-07-c01-talk.yaml"),
    "evidence changed and put back": (_there_and_back, "changes more than the assessment: sessions/2025-01-07"),
    "portfolio.yaml": (_decided({"portfolio.yaml": ABOUT + "stage: submission\n"}), "changes more than the assess"),
    "a hook": (
        _decided({".githooks/pre-commit": "#!/bin/sh\n", DECISION: DECIDED}),
        "more than the assessment: .githooks",
    ),
    "settings beside a decision": (
        _decided({"assessment/decisions/.gitattributes": "* filter=x\n"}),
        "more than the as",
    ),
    "another portfolio": (_other_portfolio, "record of another portfolio"),
    "forked": (_forked, "changes more than the assessment"),
    "old, and joined": (_dropped_while_joining, "changes more than the assessment: sessions/2025-01-21"),
    "a decision removed": (_decided({OLD: None}), "takes assessment/decisions/2025-01-20-d7-03-talked.yaml away"),
    "a seal replaced": (_seal_replaced, "sealed/assessor/1 is another than the one that you have"),
    "a seal tampered with": (_seal_tampered, "cannot be right (CF529)"),
    "a seal moved": (_seal_of_another_save, "does not belong to this record"),
    "a link": (_link, "is no plain file"),
    "a name for Windows": (
        _index("assessment/decisions/con.yaml"),
        "name assessment/decisions/con.yaml cannot be used",
    ),
    "a name twice": (
        _index(OLD.upper().replace("ASSESSMENT/DECISIONS", "assessment/decisions")),
        "differ only in capi",
    ),
    "a client's name": (_decided({DECISION: DECIDED.replace("Say how", "Ada Brown, say how")}), "give a client away"),
    "a client's name in a save": (_named_by_a_save, "name a client"),
    "no decision": (_decided({DECISION: "date: soon\n"}), "has an error"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_brings_more_is_refused_in_a_sentence_and_nothing_is_changed(pair: Pair, name: str) -> None:
    deed, said = HOSTILE[name]
    deed(pair)
    before = pair.state()
    with pytest.raises((NotReceived, GitTrouble)) as refused:
        receiving(pair.mine, pair.bundle(), today=TODAY)
    text = str(refused.value)
    assert said in text
    assert "Nothing was changed." in text
    assert "Ada" not in text or name == "a client's name"  # the command covers it, as everything that it says
    assert pair.state() == before


def test_a_damaged_file_or_a_part_is_refused(pair: Pair) -> None:
    pair.decide()
    whole = pair.bundle().read_bytes()
    before = pair.state()
    for at in (30, len(whole) // 2, len(whole) - 30):
        pair.file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(GitTrouble):
            receiving(pair.mine, pair.file)
    pair.file.unlink()
    pair.git("bundle", "create", "--quiet", str(pair.file), "HEAD~1..HEAD")
    with pytest.raises(GitTrouble, match="only a part"):
        receiving(pair.mine, pair.file)
    assert pair.state() == before


def test_what_lies_unsaved_where_a_decision_goes_is_kept(pair: Pair) -> None:
    pair.decide()
    there = pair.mine / DECISION
    there.write_text("date: 2025-02-01\n", encoding="utf-8")
    with pytest.raises(NotReceived, match="not saved as it lies here"):
        receiving(pair.mine, pair.bundle())
    there.write_text(DECIDED, encoding="utf-8")  # stopped half-way before, or copied by hand
    receive(pair.mine, pair.file, receiving(pair.mine, pair.file))
    assert not git(pair.mine, "status", "--porcelain")


def test_only_the_assessment_goes_back(pair: Pair) -> None:
    pair.decide()
    (pair.desk / OLD).write_text(OLDER + "# more\n")
    with pytest.raises(NotReturned, match="Not saved yet"):
        make_return(pair.desk, pair.file)
    pair.git("checkout", "--quiet", "--", OLD)
    _evidence(pair)
    with pytest.raises(NotReturned, match="more than the assessment: sessions/2025-01-07"):
        make_return(pair.desk, pair.file)
    assert not pair.file.exists()


def test_the_commands_show_and_cover(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    coachfolio = Commands(monkeypatch, capsys)
    pair.decide()
    said = coachfolio("return", pair.desk, pair.file)
    assert (said.code, f"  {DECISION}\n" in said.out) == (0, True)
    assert "under no seal of yours" in said.out
    said = coachfolio("receive", pair.file, pair.mine)  # the other way round will do
    assert said.code == 0, said.err
    assert "  referred: D7.03/s1\n  D7.03/s1:\n    Say how you know.\n" in said.out
    assert "Received: 1 record of assessment." in said.out
    pair.decide({DECISION.replace("first", "second"): DECIDED.replace("Say", "Ada Brown must say")})
    said = coachfolio("receive", pair.mine, pair.bundle())
    assert said.code == 2
    assert "Nothing was changed." in said.err
    assert "Ada" not in said.err + said.out
