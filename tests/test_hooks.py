"""The plain hooks, through real saves: what they let pass, what they stop, and that they change nothing."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from coachfolio.base.errors import CoachfolioError
from coachfolio.editing.declaring import declaration_draft
from coachfolio.editing.sealing import new_seal
from coachfolio.git import GitTrouble
from coachfolio.hooks import HOOKS, PLAIN
from coachfolio.hooks.installing import HooksElsewhere, KeptByHusky, install_hooks, installed_hooks, uninstall_hooks
from coachfolio.hooks.message import written_part

from .conftest import PORTFOLIO
from .repositories import environment

TODAY = "2026-11-14"
KEY = "format: 1\nclients:\n  C01: {names: [Jane Rowbotham]}\n"
NAME = "Rowbotham"


def sheet(day: str, *, minutes: int = 60, said: str = "I waited.", claims: bool = True) -> str:
    claim = "claims:\n  - {criterion: D7.03/s2, where: reflection, how: waiting}\n" if claims else ""
    return (
        f'date: {day}\nstart: "14:00"\nminutes: {minutes}\nclient: C01\nrole: coach\nreflection: |\n  {said}\n{claim}'
    )


FIRST = "sessions/2026-03-04-c01-one.yaml"
SECOND = "sessions/2026-03-11-c01-two.yaml"
FILES = {
    "portfolio.yaml": PORTFOLIO,
    ".gitignore": "private/\n",
    FIRST: sheet("2026-03-04"),
    SECOND: sheet("2026-03-11", claims=False),
}
LOST = ("This save loses something:", "2026-03-04-c01-one", "Put it back", "Reason:")


@dataclass(frozen=True)
class Ended:
    """How a command of git ended."""

    status: int
    said: str


class Coach:
    """Somebody who keeps a portfolio in a folder, or in one below it, with git as people have it."""

    def __init__(self, top: Path, below: str = "", *, files: Mapping[str, str] = FILES, variables: object = None):
        self.top = top
        self.folder = top / below
        self.folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--template=", "--initial-branch=main")
        self.write(files)

    def git(self, *args: str, cwd: Path | None = None, may_fail: bool = False, **variables: str) -> Ended:
        env = {**environment(), "COACHFOLIO_ON": TODAY, **variables}
        command = ["git", "-c", "gc.auto=0", *args]
        done = subprocess.run(
            command, cwd=cwd or self.top, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert may_fail or not done.returncode, done.stderr
        assert "mistake in coachfolio" not in done.stderr
        assert "Traceback" not in done.stderr
        return Ended(done.returncode, done.stdout + done.stderr)

    def write(self, files: Mapping[str, str | None]) -> None:
        for name, text in files.items():
            path = self.folder / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def begin(self, *, hooks: bool = True) -> Coach:
        """Save for the first time without hooks, and install them."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "First")
        if hooks:
            install_hooks(self.folder)
        return self

    def change(self, files: Mapping[str, str | None]) -> None:
        """Change files and stage it all."""
        self.write(files)
        self.git("add", "--all")

    def tip(self) -> str:
        return self.git("rev-parse", "--quiet", "--verify", "HEAD", may_fail=True).said

    def state(self) -> dict[str, bytes]:
        """Every file, and the list of what is staged."""
        return {
            path.relative_to(self.top).as_posix(): path.read_bytes()
            for path in self.top.rglob("*")
            if path.is_file()
            and (".git" not in path.relative_to(self.top).parts or path.name == "index" or path.parent.name == "hooks")
        }

    def stopped(self, *args: str, message: str = "Save", cwd: Path | None = None, **variables: str) -> str:
        """Try to save; it must be stopped, and nothing may have changed. What was said."""
        self.git("write-tree", may_fail=True, cwd=cwd, **variables)  # or git would add to its list when it saves
        before, tip = self.state(), self.tip()
        ended = self.git("commit", *_message(message), *args, may_fail=True, cwd=cwd, **variables)
        assert ended.status == 1, ended.said
        assert self.state() == before
        assert self.tip() == tip
        return ended.said

    def saved(self, *args: str, message: str = "Save", cwd: Path | None = None, **variables: str) -> str:
        """Save; it must go through, and no file may have changed."""
        before = {name: data for name, data in self.state().items() if not name.endswith("index")}
        tip = self.tip()
        said = self.git("commit", *_message(message), *args, may_fail=False, cwd=cwd, **variables).said
        assert {name: data for name, data in self.state().items() if not name.endswith("index")} == before
        assert self.tip() != tip
        return said


def _message(message: str) -> list[str]:
    return ["--message", message] if message else []


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    return Coach(tmp_path / "my portfolio").begin()


@pytest.fixture(scope="session")
def editor(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An editor that puts a line above what git has written."""
    script = tmp_path_factory.mktemp("editor") / "editor"
    script.write_text('#!/bin/sh\n{ echo "$SAYS"; cat "$1"; } > "$1.new" && mv "$1.new" "$1"\n')
    script.chmod(0o755)
    return str(script)


def test_the_very_first_save(tmp_path: Path) -> None:
    coach = Coach(tmp_path)
    install_hooks(tmp_path)
    coach.git("add", "--all")
    assert "coachfolio: 2 h of contact" in coach.saved()


def test_what_only_adds_goes_through_with_one_line(coach: Coach) -> None:
    coach.change({"sessions/2026-03-18-c01-three.yaml": sheet("2026-03-18", minutes=30)})
    said = coach.saved()
    assert "coachfolio: 2 h 30 of contact" in said
    assert "loses" not in said
    assert said.count("of contact") == 1


def test_words_may_be_changed(coach: Coach) -> None:
    coach.change({FIRST: sheet("2026-03-04", said="I waited for a long time.")})
    assert "loses" not in coach.saved()


def test_a_mistake_stops_the_save_with_its_line(coach: Coach) -> None:
    coach.change({FIRST: sheet("2026-03-04").replace("minutes: 60", "minutes: 1h")})
    said = coach.stopped()
    assert f"{FIRST}:3:10: error CF103" in said
    assert "Nothing was saved. Mend what is above" in said


SPYING = """\
#!/bin/sh
# Written by: coachfolio hooks install
index=${{GIT_INDEX_FILE:-.git/index}}
cp "$index" "{notes}/before"
"${{0%/*}}/{name}.real" "$@"
status=$?
cmp "$index" "{notes}/before" || exit 9
echo {name} >> "{notes}/seen"
exit $status
"""


@pytest.mark.parametrize("options", [[], ["--all"], [FIRST], ["--amend"]])
@pytest.mark.parametrize("editing", [False, True])
def test_the_list_of_files_is_only_read(
    coach: Coach, tmp_path: Path, editor: str, options: list[str], *, editing: bool
) -> None:
    hooks = coach.top / ".git" / "hooks"
    for name in ("pre-commit", "commit-msg"):
        (hooks / name).rename(hooks / f"{name}.real")
        _put(hooks, name, SPYING.format(name=name, notes=tmp_path))
    coach.change({"sessions/2026-03-18-c01-three.yaml": sheet("2026-03-18")})
    coach.write({FIRST: sheet("2026-03-04", minutes=75)})
    if editing:
        coach.saved(*options, message="", GIT_EDITOR=editor, SAYS="x")
    else:
        coach.saved(*options)
    assert (tmp_path / "seen").read_text().split() == ["pre-commit", "commit-msg"]


def test_what_is_not_staged_plays_no_part(coach: Coach) -> None:
    coach.change({SECOND: sheet("2026-03-11", minutes=90)})
    coach.write({SECOND: "minutes: [", "sessions/2026-03-20-c01-draft.yaml": "not: evidence\n"})
    coach.saved()
    assert coach.git("show", f"HEAD:{SECOND}").said == sheet("2026-03-11", minutes=90)


LOSSES: dict[str, tuple[dict[str, str | None], str]] = {
    "a sheet is deleted": ({SECOND: None}, "The evidence 2026-03-11-c01-two is removed."),
    "a claim is taken out": (
        {FIRST: sheet("2026-03-04", claims=False)},
        "D7.03/s2 had evidence, and has none any more. It was on 2026-03-04-c01-one.",
    ),
    "hours fall": ({FIRST: sheet("2026-03-04", minutes=45)}, "The hours held fall by 15 min, from 2 h to 1 h 45."),
    "the whole portfolio goes": (dict.fromkeys([*FILES], None), "The whole portfolio is removed."),
}


@pytest.mark.parametrize("name", LOSSES)
def test_what_is_lost_is_named_and_may_be_lost_for_a_reason(coach: Coach, name: str, editor: str) -> None:
    files, sentence = LOSSES[name]
    coach.change(files)
    said = coach.stopped()
    assert sentence in said
    assert said.count(sentence) == 1
    assert "Put it back, or say why in the message" in said
    # with an editor two hooks are asked
    said = coach.stopped(message="", GIT_EDITOR=editor, SAYS="Tidy up")
    assert said.count(sentence) == 2
    assert "Nothing was saved. Write the message again." in said
    assert "says why" in coach.saved(message="Tidy up\n\nReason: the client asked for it.")


def test_a_reason_may_be_typed_in_an_editor_and_a_remark_is_none(coach: Coach, editor: str) -> None:
    coach.change({SECOND: None})
    coach.stopped(message="", GIT_EDITOR=editor, SAYS="Tidy up\n# Reason: none")
    coach.saved(message="", GIT_EDITOR=editor, SAYS="Tidy up\n\nreason: C01 asked")


DECLARED = "date: 2026-03-05\nkind: consent\nby: learner\ntext: All of it is mine.\n"
AGREED = "date: 2026-03-01\nclient: C01\nkind: two-way\npurpose: {}\nsignatures:\n  - {{by: client, on: 2026-03-01}}\n"
DECIDED = (
    "date: 2026-04-01\nby: assessor-1\ndecisions:\n"
    "  - {{criterion: D7.03/s2, verdict: {}, evidence: [2026-03-04-c01-one]}}\n"
)
HANDBOOK = """\
format: 1
units:
  - ref: D7.03
    criteria_complete: yes
    criteria:
      - {number: "1.1", text: Contract with a client.}
"""
DECLARATION = "declarations/2026-03-05-mine.yaml"
AGREEMENT = "agreements/2026-03-01-c01.yaml"
RECORD = "assessment/decisions/2026-04-01-unit.yaml"


@dataclass(frozen=True)
class Case:
    """A save that loses one thing."""

    code: str
    sentence: str
    change: Mapping[str, str | None]
    about: str
    """What a waiver names, as it is shown."""
    other: str
    """What one for something else would name."""
    before: Mapping[str, str | None] | None = None
    """What is added before it."""
    sealed: bool = False


CASES = {
    "evidence": Case(
        "CF901",
        "The evidence 2026-03-05-mine is removed.",
        {DECLARATION: None},
        f"path: {DECLARATION}",
        f"path: {FIRST}",
        before={DECLARATION: DECLARED},
    ),
    "criterion": Case(
        "CF902",
        "D7.03/s2 had evidence, and has none any more.",
        {FIRST: sheet("2026-03-04", claims=False)},
        "criterion: D7.03/s2",
        "criterion: D7.03/s1",
    ),
    "hours": Case(
        "CF903",
        "The hours held fall by 15 min, from 2 h to 1 h 45.",
        {FIRST: sheet("2026-03-04", minutes=45)},
        "path: portfolio.yaml",
        f"path: {FIRST}",
    ),
    "credits": Case(
        "CF904",
        "The credits evidenced fall from 5 to 0.",
        {"qualification.yaml": HANDBOOK + '      - {number: "1.2", text: End well.}\n'},
        "path: portfolio.yaml",
        "path: qualification.yaml",
        before={"qualification.yaml": HANDBOOK, FIRST: sheet("2026-03-04").replace("D7.03/s2", "D7.03/1.1")},
    ),
    "decision": Case(
        "CF905",
        "2026-03-04-c01-one is changed after it was decided on (2026-04-01-unit).",
        {FIRST: sheet("2026-03-04", said="I did something else.")},
        f"path: {FIRST}",
        f"path: {SECOND}",
        before={RECORD: DECIDED.format("pass")},
    ),
    "acceptance": Case(
        "CF905",
        "D7.03/s2 was accepted, and is only claimed any more.",
        {RECORD: DECIDED.format("referral")},
        "criterion: D7.03/s2",
        "criterion: D7.03/s1",
        before={RECORD: DECIDED.format("pass")},
    ),
    "seal": Case(
        "CF906",
        "2026-03-04-c01-one is changed after it was sealed (sealed/assessor/1).",
        {FIRST: sheet("2026-03-04", said="I did something else.")},
        f"path: {FIRST}",
        f"path: {SECOND}",
        sealed=True,
    ),
    "signature": Case(
        "CF907",
        "2026-03-01-c01 is changed after it was signed.",
        {AGREEMENT: AGREED.format("To lead")},
        f"path: {AGREEMENT}",
        f"path: {FIRST}",
        before={AGREEMENT: AGREED.format("To speak up")},
    ),
}


def test_what_was_declared_as_it_stood_is_not_added_to_without_a_word(coach: Coach) -> None:
    points = {"own_work": True, "not_handed_in_elsewhere": True, "earlier_work_pointed_out": True}
    points["sources_credited"] = True
    draft = declaration_draft(
        coach.folder, "authenticity", statements=points, ai_use="none", on=datetime.date.fromisoformat(TODAY)
    )
    coach.change({draft.path: draft.after})
    coach.saved()
    more = "sessions/2026-03-18-c01-three.yaml"
    coach.change({more: sheet("2026-03-18", minutes=30)})
    said = coach.stopped()
    assert f"- CF908 The portfolio is changed after it was declared ({Path(draft.path).stem})." in said
    [line] = pasted(said)
    coach.change(waiving(line.replace("say why here", "One more before I hand in, and I shall declare it again.")))
    assert "CF908" not in coach.saved()


def test_a_declaration_that_is_not_pinned_lets_evidence_come(coach: Coach) -> None:
    coach.change({DECLARATION: DECLARED})
    coach.saved()
    coach.change({"sessions/2026-03-18-c01-three.yaml": sheet("2026-03-18", minutes=30)})
    assert "loses" not in coach.saved()


def waiving(*lines: str) -> dict[str, str]:
    """portfolio.yaml with these waivers."""
    return {"portfolio.yaml": PORTFOLIO + "waivers:\n" + "".join(f"  {line}\n" for line in lines)}


def pasted(said: str) -> list[str]:
    """The waivers that a message proposes."""
    return [line.strip() for line in said.splitlines() if line.startswith("    - {")]


@pytest.mark.parametrize("name", CASES)
def test_a_waiver_explains_a_loss_of_its_kind_and_place_and_no_other(coach: Coach, name: str) -> None:
    case = CASES[name]
    if case.before:
        coach.change(case.before)
        coach.git("commit", "--quiet", "--no-verify", "--message", "Before")
    if case.sealed:
        new_seal(coach.folder, role="assessor", variables=environment())
    coach.change(case.change)
    said = coach.stopped()
    assert f"- {case.code} {case.sentence}" in said
    assert said.count(" - CF9") == 1
    [line] = pasted(said)
    until = f", until: {TODAY}" if case.about == "path: portfolio.yaml" else ""
    assert line == f'- {{code: {case.code}, {case.about}, reason: "say why here"{until}}}'
    another_code = "CF901" if case.code != "CF901" else "CF902"
    wrong = (
        f"- {{code: {case.code}, {case.other}, reason: x}}",
        f"- {{code: {case.code}, {case.about}, reason: x, until: 2026-11-13}}",
        f"- {{code: {another_code}, {case.about}, reason: x}}",
    )
    coach.change(waiving(*wrong))
    coach.write(waiving(line))  # and not added to what is saved
    assert case.sentence in coach.stopped()
    coach.change(waiving(line.replace('"say why here"', '""')))
    assert "CF108 The field reason is empty." in coach.stopped()
    coach.change(waiving(line))
    assert "loses" not in coach.saved()


def test_both_hooks_take_a_waiver_and_both_propose_it(coach: Coach, editor: str) -> None:
    coach.change({FIRST: sheet("2026-03-04", claims=False, minutes=45)})
    lines = pasted(coach.stopped(message="", GIT_EDITOR=editor, SAYS="Tidy up"))
    assert [line[9:14] for line in lines] == ["CF902", "CF903"] * 2
    coach.change(waiving(lines[0]))
    said = coach.stopped(message="", GIT_EDITOR=editor, SAYS="Tidy up")
    assert [line[9:14] for line in pasted(said)] == ["CF903"] * 2
    coach.change(waiving(*lines[:2]))
    assert "loses" not in coach.saved(message="", GIT_EDITOR=editor, SAYS="Tidy up")


def test_a_loss_that_the_portfolio_lets_weigh_less_is_named_and_stops_nothing(coach: Coach, editor: str) -> None:
    lighter = "settings:\n  severities:\n    - {code: CF903, severity: advice, reason: We count by term.}\n"
    coach.change({"portfolio.yaml": PORTFOLIO + lighter, FIRST: sheet("2026-03-04", minutes=45)})
    said = coach.saved(message="", GIT_EDITOR=editor, SAYS="Tidy up")
    assert "- CF903 The hours held fall by 15 min" in said
    assert "Put it back" not in said


def test_a_whole_portfolio_can_have_no_waiver(coach: Coach, editor: str) -> None:
    coach.change(dict.fromkeys(FILES, None))
    said = coach.stopped(message="", GIT_EDITOR=editor, SAYS="Tidy up")
    assert "CF901 The whole portfolio is removed." in said
    assert not pasted(said)


def test_a_criterion_whose_absence_is_waived_may_go(coach: Coach) -> None:
    """The portfolio itself says why, so that the message need not."""
    waived = "waivers:\n  - {code: CF401, criterion: D7.03/s2, reason: The centre takes it orally.}\n"
    coach.change({FIRST: sheet("2026-03-04", claims=False)})
    assert "D7.03/s2 had evidence" in coach.stopped()
    coach.change({"portfolio.yaml": PORTFOLIO + waived})
    assert "loses" not in coach.saved()


def test_what_is_signed_and_what_was_decided_on_stays_as_it_is(coach: Coach) -> None:
    declared = "date: 2026-03-05\nkind: consent\nby: learner\ntext: {said}\nsignatures: [{{by: learner, on: {on}}}]\n"
    decided = (
        "date: 2026-04-01\nby: assessor-1\ndecisions:\n"
        "  - {criterion: D7.03/s2, verdict: pass, evidence: [2026-03-04-c01-one]}\n"
    )
    signed = "declarations/2026-03-05-mine.yaml"
    coach.change(
        {
            signed: declared.format(said="All of it is mine.", on="2026-03-05"),
            "assessment/decisions/2026-04-01-unit.yaml": decided,
        }
    )
    coach.saved()
    coach.change({FIRST: sheet("2026-03-04", said="I did something else.")})
    sentence = "2026-03-04-c01-one is changed after it was decided on (2026-04-01-unit)."
    assert sentence in coach.stopped()
    coach.git("reset", "--quiet", "--hard")
    coach.change({signed: declared.format(said="Most of it is mine.", on="2026-03-05")})
    assert "2026-03-05-mine is changed after it was signed." in coach.stopped()
    coach.change({signed: declared.format(said="Most of it is mine.", on="2026-03-06")})
    assert "loses" not in coach.saved()


def test_a_rename_loses_nothing(coach: Coach) -> None:
    (coach.folder / "sessions" / "2026").mkdir()
    coach.git("mv", FIRST, "sessions/2026/2026-03-04-c01-one.yaml")
    coach.git("mv", SECOND, "sessions/2026/2026-03-11-c01-another-name.yaml")
    assert "loses" not in coach.saved()


def test_the_whole_portfolio_may_move_into_a_folder(coach: Coach) -> None:
    (coach.folder / "portfolio").mkdir()
    coach.git("mv", "portfolio.yaml", "sessions", "portfolio")
    said = coach.saved()
    assert "loses" not in said
    assert "coachfolio (portfolio): 2 h of contact" in said


def test_a_save_of_named_files_is_judged_without_the_others(coach: Coach) -> None:
    coach.change({FIRST: sheet("2026-03-04", minutes=75), SECOND: "minutes: 1h\n"})
    assert "2 h 15 of contact" in coach.saved(FIRST)
    assert "error" in coach.stopped(SECOND)
    coach.write({FIRST: sheet("2026-03-04", minutes=15)})
    assert "fall by 1 h" in coach.stopped(FIRST)


def test_a_save_of_all_that_changed(coach: Coach) -> None:
    coach.write({FIRST: sheet("2026-03-04", minutes=75)})
    assert "2 h 15 of contact" in coach.saved("--all")
    (coach.folder / SECOND).unlink()
    assert "2026-03-11-c01-two is removed" in coach.stopped("--all")


def test_an_amended_save(coach: Coach) -> None:
    coach.change({"sessions/2026-03-18-c01-three.yaml": sheet("2026-03-18")})
    coach.saved("--amend")
    assert "loses" not in coach.saved("--amend", message="Another message")
    coach.change({SECOND: None})
    assert "is removed" in coach.stopped("--amend")


def test_two_lines_are_joined(coach: Coach) -> None:
    coach.git("switch", "--quiet", "--create", "side")
    coach.change({FIRST: sheet("2026-03-04", said="I waited, and said so."), SECOND: None})
    coach.saved(message="Side\n\nReason: written twice")
    coach.git("switch", "--quiet", "main")
    coach.change({FIRST: sheet("2026-03-04", said="I waited, and did not say so.")})
    coach.saved()
    assert coach.git("merge", "side", may_fail=True).status == 1
    coach.change({FIRST: "minutes: 1h\n"})
    assert "error" in coach.stopped(message="")
    coach.change({FIRST: sheet("2026-03-04", said="I waited.", minutes=30)})
    assert "fall by 30 min, from 1 h to 30 min" in coach.stopped(message="")
    coach.change({FIRST: sheet("2026-03-04", said="I waited.")})
    assert "loses" not in coach.saved("--no-edit", message="")  # why the second sheet is gone was said on its own line


def test_two_lines_are_joined_without_a_conflict(coach: Coach) -> None:
    coach.git("switch", "--quiet", "--create", "side")
    coach.change({"sessions/2026-03-18-c01-three.yaml": sheet("2026-03-18")})
    coach.saved()
    coach.git("switch", "--quiet", "main")
    coach.change({"sessions/2026-03-19-c01-four.yaml": sheet("2026-03-19")})
    coach.saved()
    assert "4 h of contact" in coach.git("merge", "--no-edit", "side").said
    coach.git("reset", "--quiet", "--hard", "HEAD~1")
    coach.change({"sessions/2026-03-18-c02-three.yaml": sheet("2026-03-18").replace("C01", "C02")})
    coach.saved()  # at the same time as another client's, which only the merge brings together
    ended = coach.git("merge", "--no-edit", "side", may_fail=True)
    assert ended.status == 1
    assert "error CF304" in ended.said


def test_a_merge_that_drops_what_one_line_added_says_so(coach: Coach) -> None:
    coach.git("switch", "--quiet", "--create", "side")
    coach.change({"sessions/2026-03-18-c01-three.yaml": sheet("2026-03-18")})
    coach.saved()
    coach.git("switch", "--quiet", "main")
    coach.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    coach.change({SECOND: None})
    assert "2026-03-11-c01-two is removed" in coach.stopped("--no-edit", message="")
    coach.saved(message="Join\n\nReason: written twice")


def test_a_merge_that_takes_nothing_from_a_line_loses_nothing_of_the_other(coach: Coach) -> None:
    coach.git("switch", "--quiet", "--create", "side")
    coach.change({FIRST: sheet("2026-03-04", minutes=15)})
    coach.saved(message="Side\n\nReason: it was shorter")
    coach.git("switch", "--quiet", "main")
    coach.change({SECOND: sheet("2026-03-11", minutes=75, claims=False)})
    coach.saved()
    coach.git("merge", "--quiet", "--no-ff", "--no-commit", "--strategy=ours", "side")
    assert "2 h 15 of contact" in coach.saved("--no-edit", message="")
    coach.git("reset", "--quiet", "--hard", "HEAD~1")
    coach.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    coach.change({SECOND: FILES[SECOND]})  # as it was before the two lines
    assert "fall by 15 min, from 1 h 30 to 1 h 15" in coach.stopped("--no-edit", message="")


def test_a_linked_working_folder_is_the_same(coach: Coach) -> None:
    other = coach.top.parent / "other folder"
    coach.git("worktree", "add", "--quiet", "-b", "other", str(other))
    coach.write({"private/clients.yaml": KEY})
    (other / SECOND).unlink()
    coach.git("add", "--all", cwd=other)
    assert "is removed" in coach.stopped(cwd=other)
    said = coach.stopped(cwd=other, message=f"With {NAME}\n\nReason: x")
    assert "a name of C01" in said  # though the list of clients lies in the main folder
    index = (coach.top / ".git" / "index").read_bytes()
    assert "1 h of contact" in coach.git("commit", "--message", "Save\n\nReason: x", cwd=other).said
    assert (coach.top / ".git" / "index").read_bytes() == index


def test_a_portfolio_below_the_top(tmp_path: Path) -> None:
    coach = Coach(tmp_path, "work/portfolio").begin()
    coach.change({SECOND: None})
    said = coach.stopped(cwd=coach.folder)
    assert "2026-03-11-c01-two is removed" in said
    assert "coachfolio (work/portfolio): 1 h of contact" in said
    coach.change({SECOND: "minutes: 1h\n"})
    assert f"work/portfolio/{SECOND}:1:10: error" in coach.stopped()


def test_a_folder_without_a_portfolio_is_left_alone(tmp_path: Path) -> None:
    coach = Coach(tmp_path, files={"notes.txt": "Something else.\n"}).begin()
    coach.change({"notes.txt": None})
    assert "coachfolio" not in coach.saved()


def test_a_key_is_used_for_files_and_for_the_message(coach: Coach) -> None:
    coach.write({"private/clients.yaml": KEY})
    coach.change({FIRST: sheet("2026-03-04", said=f"Jane {NAME} waited.")})
    said = coach.stopped()
    assert f"{FIRST}:7:3: error CF601" in said
    assert NAME not in said
    coach.change({FIRST: sheet("2026-03-04", said="C01 waited.")})
    said = coach.stopped(message=f"The session with Jane {NAME}")
    assert "The message of this save:" in said
    assert NAME not in said
    assert NAME not in coach.stopped(message=f"Session\n\n# {NAME}")  # without an editor this stays in the message
    coach.saved()


def test_what_the_editor_shows_below_a_message_is_not_looked_through(coach: Coach, editor: str) -> None:
    coach.write({"private/clients.yaml": KEY})
    coach.git("config", "core.commentChar", ";")
    coach.change({"documents/list.txt": "nothing\n"})
    says = f"Save\n; {NAME}\n; ------------------------ >8 ------------------------\n{NAME}"
    coach.saved("--verbose", message="", GIT_EDITOR=editor, SAYS=says)


def test_a_loss_does_not_name_the_client_whose_name_is_taken_out(tmp_path: Path) -> None:
    named = f"sessions/2026-03-18-jane-{NAME.lower()}.yaml"
    coach = Coach(tmp_path, files={**FILES, named: sheet("2026-03-18")}).begin()
    coach.write({"private/clients.yaml": KEY})
    coach.change({named: None})
    said = coach.stopped()
    assert "This save loses something" in said
    assert NAME.lower() not in said.lower()
    assert [line[9:14] for line in pasted(said)] == ["CF903"]  # a waiver would name the client as well


@pytest.mark.parametrize("editing", [False, True])
def test_a_broken_key_stops_the_save_with_its_line(coach: Coach, editor: str, *, editing: bool) -> None:
    coach.write({"private/clients.yaml": KEY + "  C02: [\n"})
    coach.change({"sessions/2026-03-18-c01-three.yaml": sheet("2026-03-18")})
    said = coach.stopped(message="", GIT_EDITOR=editor, SAYS="Save") if editing else coach.stopped()
    assert "of private/clients.yaml cannot be used" in said
    assert "Line " in said


def test_private_files_are_never_saved(coach: Coach) -> None:
    coach.write({"private/clients.yaml": KEY})
    coach.git("add", "--force", "private/clients.yaml")
    said = coach.stopped()
    assert "error CF605" in said
    assert NAME not in said


def test_variables_of_another_record_are_not_followed(coach: Coach) -> None:
    """What the hooks start in turn must see neither the folder nor the list of the save that is being made."""
    other = Coach(coach.top.parent / "other").begin(hooks=False)
    before = other.state()
    coach.change({FIRST: "minutes: 1h\n"})
    git = str(coach.top / ".git")
    leaks = {"GIT_OBJECT_DIRECTORY": f"{git}/objects", "GIT_NAMESPACE": "odd", "GIT_CONFIG_PARAMETERS": "'a.b=c'"}
    said = coach.stopped(cwd=other.top, GIT_DIR=git, GIT_WORK_TREE=str(coach.top), **leaks)
    assert "error" in said
    assert other.state() == before


@pytest.mark.parametrize("name", ["coachfolio/__init__.py", "coachfolio.py", "re.py", "click/__init__.py"])
def test_no_program_in_the_portfolio_is_run(coach: Coach, name: str) -> None:
    coach.change({name: "raise SystemExit('run')\n"})
    assert "of contact" in coach.saved(PYTHONPATH=".", PYTHONSTARTUP="re.py")


def test_a_program_with_windows_has_another_path(coach: Coach) -> None:
    coach.change({SECOND: None})
    assert "is removed" in coach.stopped(PATH="/usr/bin:/bin")


def test_a_python_that_is_gone_is_said(coach: Coach) -> None:
    for name in PLAIN:
        file = coach.top / ".git" / "hooks" / name
        file.write_text(file.read_text().replace(f"python={sys.executable}", "python='/gone/for good/python'"))
    assert {one.state for one in installed_hooks(coach.top)} == {"of another Python"}
    coach.change({SECOND: None})
    assert "the Python that it was installed with is gone (/gone/for good/python)" in coach.stopped()
    install_hooks(coach.top)
    assert {one.state for one in installed_hooks(coach.top)} == {"installed"}
    assert "is removed" in coach.stopped()


EARLIER = """\
#!/bin/sh
echo "earlier: $# <$*> $(cat)"
exit {status}
"""


def _put(place: Path, name: str, text: str, mode: int = 0o755) -> None:
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(text)
    (place / name).chmod(mode)


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg"])
def test_an_earlier_hook_is_asked_first(tmp_path: Path, name: str) -> None:
    coach = Coach(tmp_path).begin(hooks=False)
    hooks = coach.top / ".git" / "hooks"
    _put(hooks, name, EARLIER.format(status=0))
    found = {one.name: one for one in install_hooks(tmp_path)}
    assert found[name].chained
    assert install_hooks(tmp_path) == tuple(found.values())  # a second time changes nothing
    coach.change({FIRST: sheet("2026-03-04", minutes=75)})
    said = coach.saved()
    assert "earlier: 0 <> " in said if name == "pre-commit" else "earlier: 1 <.git/COMMIT_EDITMSG> " in said
    assert "of contact" in said
    coach.change({SECOND: None})
    assert "is removed" in coach.stopped()
    _put(hooks, f"{name}.before-coachfolio", EARLIER.format(status=7))
    said = coach.stopped(message="Save\n\nReason: x")
    assert "earlier" in said
    assert "of contact" not in said
    _put(hooks, f"{name}.before-coachfolio", EARLIER.format(status=7), 0o644)  # which git would not run either
    assert "earlier" not in coach.saved(message="Save\n\nReason: x")


def test_what_is_sent_is_told_to_an_earlier_hook_as_well(tmp_path: Path) -> None:
    coach = Coach(tmp_path / "own").begin(hooks=False)
    _put(coach.top / ".git" / "hooks", "pre-push", EARLIER.format(status=0))
    install_hooks(coach.top)
    target = tmp_path / "kept.git"
    coach.git("init", "--quiet", "--bare", "--template=", str(target))
    said = coach.git("push", str(target), "main").said
    assert f"earlier: 2 <{target} {target}> refs/heads/main " in said
    assert "the record may be sent" in said
    coach.git("commit", "--quiet", "--no-verify", "--amend", "--message", "First, made again")
    said = coach.git("push", "--force", str(target), "main", may_fail=True).said
    assert "it would be lost there" in said
    assert "Nothing was sent." in said
    coach.git("tag", "--annotate", "--message", "x", "sealed/1")
    coach.git("push", "--quiet", "--no-verify", "--force", str(target), "main", "sealed/1")
    said = coach.git("push", str(target), ":sealed/1", may_fail=True).said
    assert "The seal sealed/1 would be taken back" in said
    coach.write({"private/clients.yaml": KEY, FIRST: sheet("2026-03-04", said=f"Jane {NAME} waited.")})
    coach.git("commit", "--quiet", "--no-verify", "--all", "--message", "In a hurry")
    said = coach.git("push", str(target), "main:other", may_fail=True).said
    assert f"{FIRST}:7:3: error CF601" in said
    assert NAME not in said
    assert "Nothing was sent." in said


def test_words_of_saves_and_names_of_lines_that_are_sent_name_nobody(tmp_path: Path) -> None:
    coach = Coach(tmp_path / "own").begin()
    coach.write({"private/clients.yaml": KEY})
    target = tmp_path / "kept.git"
    coach.git("init", "--quiet", "--bare", "--template=", str(target))
    coach.git("push", "--quiet", str(target), "main")
    coach.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message", f"Lunch with Jane {NAME}")
    said = coach.git("push", str(target), "main", may_fail=True).said
    assert "error CF607 In the record is a name of C01, in the message of a save, first in the save" in said
    assert NAME not in said
    assert "Nothing was sent." in said
    coach.git("reset", "--quiet", "--hard", "HEAD~1")
    line = f"jane-{NAME.lower()}"
    said = coach.git("push", str(target), f"main:{line}", may_fail=True).said
    assert "a name of C01, in the name of a line of work, which leads to" in said
    assert "Nothing was sent." in said
    coach.git("push", "--quiet", str(target), "main:second")


def test_earlier_versions_that_are_sent_name_nobody_and_what_is_there_already_is_let_pass(tmp_path: Path) -> None:
    coach = Coach(tmp_path / "own").begin()
    target = tmp_path / "kept.git"
    coach.git("init", "--quiet", "--bare", "--template=", str(target))
    coach.git("push", "--quiet", str(target), "main")
    coach.write({"private/clients.yaml": KEY})
    for said in (f"Jane {NAME} waited.", "I waited."):
        coach.change({FIRST: sheet("2026-03-04", said=said)})
        coach.git("commit", "--quiet", "--no-verify", "--message", "Save")
    before = coach.state()
    told = coach.git("push", str(target), "main", may_fail=True).said
    assert f"a name of C01, in a file as it was saved: {FIRST}, first in the save" in told
    assert "Nothing was sent." in told
    assert "CF601" not in told
    assert NAME not in told
    assert coach.state() == before
    coach.git("push", "--quiet", "--no-verify", str(target), "main")
    coach.change({FIRST: sheet("2026-03-04", said="I waited on.")})
    coach.git("commit", "--quiet", "--no-verify", "--message", "Save")
    coach.git("push", "--quiet", str(target), "main")  # there, nothing can be mended from here
    coach.git("tag", "--annotate", "--message", f"For Jane {NAME}", "sealed/x")
    told = coach.git("push", str(target), "sealed/x", may_fail=True).said
    assert "a name of C01, in the text of a seal" in told
    assert NAME not in told


def test_taking_them_away_leaves_everything_as_it_was(tmp_path: Path) -> None:
    coach = Coach(tmp_path).begin(hooks=False)
    hooks = coach.top / ".git" / "hooks"
    _put(hooks, "pre-commit", EARLIER.format(status=0))
    _put(hooks, "pre-push", "#!/bin/sh\nexit 0\n", 0o700)
    _put(hooks, "post-commit", "#!/bin/sh\nexit 0\n")
    elsewhere = tmp_path / "hook.sh"
    _put(tmp_path, "hook.sh", "#!/bin/sh\nexit 0\n")
    (hooks / "commit-msg").symlink_to(elsewhere)

    def all_of_it() -> dict[str, tuple[int, bytes]]:
        return {one.name: (one.lstat().st_mode, one.read_bytes()) for one in hooks.iterdir()}

    before = all_of_it()
    assert {one.state for one in install_hooks(tmp_path)} == {"installed"}
    assert {one.name for one in installed_hooks(tmp_path) if one.chained} == {"pre-commit", "commit-msg", "pre-push"}
    uninstall_hooks(tmp_path)
    assert all_of_it() == before
    uninstall_hooks(tmp_path)
    assert all_of_it() == before


def test_two_hooks_of_other_programs_are_not_touched(tmp_path: Path) -> None:
    Coach(tmp_path).begin(hooks=False)
    hooks = tmp_path / ".git" / "hooks"
    _put(hooks, "pre-push", "one")
    _put(hooks, "pre-push.before-coachfolio", "two")
    with pytest.raises(CoachfolioError, match="two hooks of other programs for pre-push"):
        install_hooks(tmp_path)
    assert sorted(one.name for one in hooks.iterdir()) == ["pre-push", "pre-push.before-coachfolio"]


def test_another_program_may_take_their_place_and_ask_them_in_turn(coach: Coach) -> None:
    hooks = coach.top / ".git" / "hooks"
    _put(hooks, "pre-commit.before-coachfolio", EARLIER.format(status=0))
    for name in ("pre-commit", "commit-msg"):
        (hooks / name).rename(hooks / f"{name}.legacy")
        _put(hooks, name, f'#!/bin/sh\nexec "${{0%/*}}/{name}.legacy" "$@"\n')
    coach.change({SECOND: None})
    said = coach.stopped()
    assert "is removed" in said
    assert "earlier: 0" in said
    coach.change({SECOND: "minutes: 1h\n"})
    assert "error" in coach.stopped()


def test_without_the_hook_for_the_message_a_loss_cannot_be_explained(coach: Coach) -> None:
    (coach.top / ".git" / "hooks" / "commit-msg").unlink()
    coach.change({SECOND: None})
    assert "type coachfolio hooks install" in coach.stopped(message="Save\n\nReason: x")
    _put(coach.top / ".git" / "hooks", "commit-msg", "#!/bin/sh\nexit 0\n")  # another program's, which does not ask
    assert "type coachfolio hooks install" in coach.stopped(message="Save\n\nReason: x")


def test_a_folder_of_hooks_inside_the_portfolio_is_used(tmp_path: Path) -> None:
    coach = Coach(tmp_path).begin(hooks=False)
    coach.git("config", "core.hooksPath", ".hooks")
    assert {one.file.parent for one in install_hooks(tmp_path)} == {tmp_path / ".hooks"}
    coach.git("rm", "--quiet", SECOND)
    assert "is removed" in coach.stopped()


@pytest.mark.parametrize("where", ["{outside}", "~/hooks", "../hooks"])
def test_a_folder_of_hooks_that_others_share_is_left_alone(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach = Coach(tmp_path / "own").begin(hooks=False)
    (tmp_path / "hooks").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    coach.git("config", "core.hooksPath", where.format(outside=tmp_path / "hooks"))
    for act in (install_hooks, uninstall_hooks, installed_hooks):
        with pytest.raises(HooksElsewhere, match=r"type: git config core\.hooksPath \.git/hooks"):
            act(coach.top)
    assert list((tmp_path / "hooks").iterdir()) == []
    coach.git("config", "core.hooksPath", ".git/hooks")
    assert {one.state for one in install_hooks(coach.top)} == {"installed"}
    assert {one.file.parent.resolve() for one in installed_hooks(coach.top)} == {coach.top / ".git" / "hooks"}


@pytest.mark.parametrize("link", [".git/hooks", ".hooks", ".git/hooks/inner", "tools"])
def test_a_folder_of_hooks_that_is_a_link_to_another_place_is_left_alone(tmp_path: Path, link: str) -> None:
    coach = Coach(tmp_path / "own").begin(hooks=False)
    elsewhere = tmp_path / "elsewhere"
    _put(elsewhere / "hooks", "pre-commit", "#!/bin/sh\n# Written by: coachfolio hooks install\n")
    place = coach.top / link
    if link == ".git/hooks" and place.exists():
        shutil.rmtree(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(elsewhere if link == "tools" else elsewhere / "hooks")
    if link != ".git/hooks":
        coach.git("config", "core.hooksPath", f"{link}/hooks" if link == "tools" else link)
    for act in (installed_hooks, install_hooks, uninstall_hooks):
        with pytest.raises(HooksElsewhere, match=r"a link to another place.*delete the link"):
            act(coach.top)
    assert [path.name for path in (elsewhere / "hooks").iterdir()] == ["pre-commit"]
    place.unlink()
    assert {one.state for one in install_hooks(coach.top)} == {"installed"}


def test_husky_is_told_what_to_do_and_it_works(tmp_path: Path) -> None:
    coach = Coach(tmp_path).begin(hooks=False)
    coach.git("config", "core.hooksPath", ".husky/_")
    place = tmp_path / ".husky" / "_"
    _put(place, "h", 's=$(dirname "$(dirname "$0")")/$(basename "$0")\n[ -f "$s" ] || exit 0\nsh -e "$s" "$@"\n')
    for name in ("pre-commit", "commit-msg"):
        _put(place, name, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n')
    before = sorted(place.rglob("*"))
    with pytest.raises(KeptByHusky, match=r"coachfolio hook commit.*coachfolio hook message"):
        install_hooks(tmp_path)
    assert sorted(place.rglob("*")) == before
    run = f"{sys.executable} -P -m coachfolio hook"
    (tmp_path / ".husky" / "pre-commit").write_text(f"# coachfolio hook commit\n{run} commit\n")
    (tmp_path / ".husky" / "commit-msg").write_text(f'# coachfolio hook message\n{run} message "$1"\n')
    coach.change({SECOND: None})
    assert "is removed" in coach.stopped()


def test_only_a_folder_that_the_hooks_can_open_gets_them(tmp_path: Path) -> None:
    coach = Coach(tmp_path / "own").begin(hooks=False)
    shutil.move(coach.top / ".git", tmp_path / "elsewhere")
    (coach.top / ".git").write_text(f"gitdir: {tmp_path / 'elsewhere'}\n")
    with pytest.raises(GitTrouble):
        install_hooks(coach.top)
    assert not (tmp_path / "elsewhere" / "hooks").exists()


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    Coach(tmp_path).begin(hooks=False)
    _put(tmp_path / ".git" / "hooks", "pre-push", "#!/bin/sh\n")

    def run(*args: str) -> str:
        env = {**environment(), "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-m", "coachfolio", "hooks", *args, str(tmp_path)]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout

    assert run("status").count("not installed") == 3
    said = run("install").splitlines()
    assert [line.split()[:2] for line in said[:3]] == [[name, "installed:"] for name in list(PLAIN)[:3]]
    assert "after the one that was there before (pre-push.before-coachfolio)" in said[3]
    assert "another program's" in run("uninstall")


@pytest.mark.parametrize(
    ("text", "comment", "kept"),
    [
        ("Save\n# note\n", "#", "Save"),
        ("Save\n; note\n# kept\n", ";", "Save\n# kept"),
        ("Save\n\n# ------------------------ >8 ------------------------\ndiff\n", "#", "Save"),
        ("# note\n", "auto", ""),
    ],
)
def test_the_part_of_a_message_that_is_kept(text: str, comment: str, kept: str) -> None:
    assert written_part(text, comment) == kept


def test_every_hook_is_one_that_git_has() -> None:
    assert {stage for one in HOOKS for stage in one.stages} - {"manual"} == set(PLAIN)


SLIPS = {
    "no colon": (FIRST, "minutes: 60", "minutes 60"),
    "an open quotation mark": (FIRST, "role: coach", 'role: "coach'),
    "a field that is not there": (FIRST, "minutes:", "minuts:"),
    "a number in words": (FIRST, "minutes: 60", "minutes: sixty"),
    "portfolio.yaml": ("portfolio.yaml", "stage: building", "stage building"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_an_old_sheet_is_one_thing_and_has_one_ending(name: str, tmp_path: Path) -> None:
    coach = Coach(tmp_path).begin()
    path, right, wrong = SLIPS[name]
    coach.change({path: FILES[path].replace(right, wrong)})
    said = coach.stopped()
    assert (said.count("error CF"), said.count("Nothing was saved")) == (1, 1), said
    assert "loses" not in said
    assert "waivers" not in said
    assert "CF9" not in said
    coach.change({SECOND: None})  # what is lost besides is told, and no more than that
    said = coach.stopped()
    assert (said.count("error CF"), said.count("Nothing was saved")) == (1, 1), said
    if path != "portfolio.yaml":
        assert "The hours held fall by 1 h, from 2 h to 1 h." in said
    assert "CF902" not in said
    coach.change({path: FILES[path]})
    said = coach.stopped()
    assert ("CF901" in said, "CF902" in said, said.count("Nothing was saved")) == (True, False, 1)


def test_a_slip_that_is_waived_loses_what_it_loses(tmp_path: Path) -> None:
    waiver = f"waivers: [{{code: CF102, path: {FIRST}, reason: Later}}]\n"
    coach = Coach(tmp_path, files={**FILES, "portfolio.yaml": f"{PORTFOLIO}{waiver}"}).begin()
    coach.change({FIRST: FILES[FIRST].replace("role: coach", "role: coach\nweather: fine")})
    said = coach.stopped()
    assert "CF902" in said or "error CF102" in said


def test_two_portfolios_have_one_ending(tmp_path: Path) -> None:
    coach = Coach(tmp_path, "a")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    coach.begin()
    for folder in ("a", "b"):
        (tmp_path / folder / "portfolio.yaml").write_text(PORTFOLIO.replace("stage:", "stag:"), encoding="utf-8")
    coach.change({})
    assert coach.stopped().count("Nothing was saved") == 1
