"""The whole story, from the first sheet to a portfolio that is ready for its certificate, by the commands, on real git.

Then one accepted sheet is edited: exactly its criterion, its unit and the declarations go stale, and the gate closes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .commands import Assessor, Commands, Said
from .repositories import Learner

DAY = "2026-09-30"
UNITS = ("D7.01", "D7.02", "D7.03")
EDITED = "2026-03-05-c01-session-2"
"""The sheet that is edited in the end. It is claimed for one criterion alone, D7.03/s2."""

PORTFOLIO = """\
format: 1
id: story-2026
stage: building
qualification: ilm-l7-certificate-2007
registered: 2026-01-05
learner: {name: Ada Lane, saves_as: [ada@learner.example]}
centre: {name: The Centre}
people:
  tutor-1: {role: tutor, name: T.T.}
  assessor-1: {role: assessor, name: L.P., saves_as: [lee@centre.example], assessing_since: 2019-09-02}
  iqa-1: {role: iqa, name: K.O., saves_as: [kit@centre.example]}
clients:
  # who this is stands in the folder private
  C01: {sector: health, agreement: 2026-01-20-c01-agreement}
"""


class Story:
    """A portfolio in git, with everybody who has a part in it."""

    def __init__(self, place: Path, run: Commands) -> None:
        self.learner = Learner(place)
        self.folder = self.learner.folder
        self.run = run
        self.place = place
        self.assessor = Assessor(place, "lee")
        self.iqa = Assessor(place, "kit")
        self.seals = 0
        self.number = 0

    def file(self, path: str, text: str) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def save(self, words: str, day: str = DAY) -> None:
        self.number += 1
        moment = f"{day}T{8 + self.number % 12:02}:00+00:00"
        when = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        self.learner.git("add", "--all")
        self.learner.git("commit", "--quiet", "--message", words, variables=when)

    def do(self, *args: str, code: int = 0) -> Said:
        said = self.run(*args)
        assert said.code == code, (args, said)
        return said

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.do("status", str(self.folder), "--format", "json").out)
        return found

    def states(self, state: str) -> list[str]:
        return [one["criterion"] for one in self.status()["coverage"] if one["state"] == state]

    def ready(self, stage: str, *, code: int) -> dict[str, str]:
        said = self.do("ready", str(self.folder), "--for", stage, "--format", "json", code=code)
        return {one["name"]: one["state"] for one in json.loads(said.out)["checklist"]}

    def seal(self, who: Assessor, **said: Any) -> str:
        self.seals += 1
        return who.seal(self.folder, self.folder, self.place / f"desk-{self.seals}", **said).seal.name


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Story:
    run = Commands(monkeypatch, capsys)
    monkeypatch.setenv("COACHFOLIO_ON", DAY)
    return Story(tmp_path, run)


def built(story: Story) -> None:
    """The learner's year: thirteen sessions and what else the Certificate asks for, saved as they came."""
    story.file(".gitignore", "private/\n")
    story.file("private/clients.yaml", "format: 1\nclients:\n  C01: {names: [Zebedee Quillfeather]}\n")
    story.file("portfolio.yaml", PORTFOLIO)
    story.file(
        "agreements/2026-01-20-c01-agreement.yaml",
        "date: 2026-01-20\nclient: C01\nconfidentiality_agreed: yes\n",
    )
    story.save("Begin", "2026-01-20")
    for number in range(1, 14):
        claim = {1: "D7.03/s1", 2: "D7.03/s2", 3: "D7.03/s3", 4: "D7.03/s4"}.get(number)
        claims = f"claims:\n  - {{criterion: {claim}, where: reflection, how: shown}}\n" if claim else ""
        story.file(
            f"sessions/2026/2026-03-{3 + number:02}-c01-session-{number}.yaml",
            f'date: 2026-03-{3 + number:02}\nstart: "10:00"\nminutes: 60\nclient: C01\nrole: coach\n'
            "counts_towards: [D7.03]\n"
            f"reflection: |\n  What I noticed in hour {number}, and what I shall do about it.\n{claims}",
        )
    story.save("March", "2026-03-20")
    for number, (kind, minutes) in enumerate((("induction", 60), ("tutorial", 120), ("workshop", 3000))):
        story.file(
            f"guided-learning/2026-04-{number + 1:02}-{kind}.yaml",
            f"date: 2026-04-{number + 1:02}\nminutes: {min(minutes, 1440)}\nkind: {kind}\ntitle: {kind}\n",
        )
    for number in range(4):
        story.file(
            f"guided-learning/2026-04-{number + 10:02}-workshop.yaml",
            f"date: 2026-04-{number + 10:02}\nminutes: 480\nkind: workshop\ntitle: a day\n",
        )
    for unit, folder, kind in (("D7.01", "assignments", "paper"), ("D7.02", "reflections", "review")):
        for number in range(1, 5):
            claims = f"claims:\n  - {{criterion: {unit}/s{number}, where: all of it, how: argued}}\n"
            more = f"attachments: [2026-05-{number:02}-{kind}.md]\n" if kind == "paper" else ""
            words = "" if kind == "paper" else "reflection: |\n  Looking back.\n"
            name = f"{folder}/2026-05-{number:02}-{kind}"
            fields = "title: A paper\n" if kind == "paper" else "kind: unit\n"
            story.file(f"{name}.yaml", f"date: 2026-05-{number:02}\n{fields}{words}{claims}{more}")
            if more:
                story.file(f"{name}.md", f"Paper number {number}.\n")
    story.save("April and May", "2026-05-10")


def test_from_the_first_sheet_to_the_certificate_and_back(story: Story) -> None:
    built(story)
    folder = str(story.folder)
    story.do("check", folder)
    assert story.status()["criteria"] == counts(claimed=12)
    assert story.status()["credits"] == {"required": 15, "evidenced": 15, "accepted": 0}

    # the learner claims; only an assessor decides
    refused = story.do("decide", "D7.03", folder, "--by", "tutor-1", "--pass", "s1", "--on", "2026-06-01", code=2)
    assert "tutor" in refused.err
    story.do("decide", "D7.01", folder, "--on", "2026-06-01", *all_passed("s1", "s2", "s3", "s4"), "--sign-off")
    story.do("decide", "D7.02", folder, "--on", "2026-06-01", *all_passed("s1", "s2", "s3", "s4"))
    story.do("sign-off", "D7.02", folder, "--on", "2026-06-02")
    story.do(
        "decide", "D7.03", folder, "--on", "2026-06-02", *all_passed("s1", "s2", "s4"),
        "--refer", "s3=I cannot see what you did with what you noticed.",
    )  # fmt: skip
    early = story.do("sign-off", "D7.03", folder, "--on", "2026-06-02", code=2)
    assert "D7.03/s3" in early.err
    story.save("What was decided in June", "2026-06-02")
    story.seal(story.assessor, units=("D7.01", "D7.02"), decision="pass", by="assessor-1")
    assert story.status()["criteria"] == counts(claimed=1, accepted=11)
    assert story.status()["credits"]["accepted"] == 10
    gate = story.ready("submission", code=1)
    assert (gate["decisions"], gate["declarations"]) == ("not met", "not met")

    # the learner reads, answers and hands in again
    first = next((story.folder / "assessment/decisions").glob("2026-06-02-d7-03*")).stem
    for record in sorted((story.folder / "assessment/decisions").glob("*.yaml")):
        story.do("feedback", "acknowledge", record.stem, folder, "--on", "2026-06-05")
    story.file(
        "reflections/2026-06-20-second-look.yaml",
        "date: 2026-06-20\nkind: period\nreflection: |\n  What I did with it, hour by hour.\n"
        "claims:\n  - {criterion: D7.03/s3, where: reflection, how: from noticing to doing}\n",
    )
    story.save("Answer the referral", "2026-06-20")
    assert "2026-06-20-second-look" in story.do("feedback", folder).out
    assert story.ready("submission", code=1)["decisions"] == "met"
    story.do("decide", "D7.03", folder, "--on", "2026-07-01", "--pass", "s3=Now I can.", "--sign-off")
    again = next((story.folder / "assessment/decisions").glob("2026-07-01-d7-03*")).stem
    assert "first" in first
    assert "second" in again
    story.do("feedback", "acknowledge", again, folder, "--on", "2026-07-02")
    story.save("What was decided in July", "2026-07-02")
    story.seal(story.assessor, units=("D7.03",), decision="pass", by="assessor-1")
    assert story.status()["criteria"] == counts(accepted=12)
    assert story.status()["credits"] == {"required": 15, "evidenced": 15, "accepted": 15}

    # the quality assurer samples what the plan chose, finds something, and closes it
    story.do("sample", "plan", folder, "--by", "iqa-1", "--stage", "final", "--seed", "july", "--on", "2026-07-06")
    assert story.ready("certification", code=1)["sampling"] == "not met"
    [plan] = (story.folder / "assessment/plans").glob("*.yaml")
    chosen = [
        line.split("criterion: ")[1].split(",")[0] for line in plan.read_text().splitlines() if "criterion" in line
    ]
    chosen = sorted({one.strip(" }") for one in chosen})
    assert chosen
    assert set(chosen) < set(story.states("accepted"))
    own = story.do("sample", "record", folder, "--by", "assessor-1", "--agree", chosen[0], code=2)
    assert "assessor" in own.err
    agreed = [part for one in chosen[1:] for part in ("--agree", one)]
    story.do(
        "sample", "record", folder, "--by", "iqa-1", "--on", "2026-07-07", *agreed,
        "--action", f"{chosen[0]}=The feedback is one word.", "--finding", f"{chosen[0]}=Feedback of one word.",
        "--finding-action", "Say why it passes.", "--finding-due", "2026-07-20",
    )  # fmt: skip
    story.save("The quality assurer's sample", "2026-07-07")
    assert sorted(story.states("sampled")) == chosen
    gate = story.ready("certification", code=1)
    assert (gate["sampling"], gate["findings"]) == ("met", "not met")
    [sampled] = (story.folder / "assessment/sampling").glob("*.yaml")
    story.do("sample", "close", f"{sampled.stem}/1", folder, "--by", "iqa-1", "--how", "Said.", "--on", "2026-07-15")
    assert story.ready("certification", code=1)["findings"] == "met"
    story.save("The finding is closed", "2026-07-15")
    story.seal(story.iqa, role="iqa", by="iqa-1")

    # everybody declares, and the gate opens
    story.do("declare", "authenticity", folder, "--yes-to-all", "--ai-use", "none", "--on", "2026-09-01")
    story.do("declare", "confidentiality", folder, "--yes-to-all", "--on", "2026-09-01")
    story.do("declare", "centre", folder, "--by", "tutor-1", "--yes-to-all", "--on", "2026-09-02")
    story.save("What is declared", "2026-09-02")
    # held against the leaflet's statements, nobody here can say that ILM's own criteria are met
    assert not_met(story.ready("submission", code=1)) == {"units": "not known"}
    assert not_met(story.ready("certification", code=1)) == {"units": "not known"}
    story.do("check", folder, "--for", "certification")
    signers = story.place / "signers"
    signers.write_text(story.assessor.line("assessor") + story.iqa.line("iqa"))
    story.do("record", "verify", folder, "--signers", str(signers))

    # one accepted sheet is edited
    sheet = story.folder / f"sessions/2026/{EDITED}.yaml"
    sheet.write_text(sheet.read_text().replace("and what I shall do", "and what I should have done"))
    story.save("Touch up\n\nReason: to see what happens", "2026-09-20")
    status = story.status()
    assert story.states("stale") == ["D7.03/s2"]
    assert {one["ref"]: one["state"] for one in status["units"]} == {
        "D7.01": "accepted", "D7.02": "accepted", "D7.03": "stale",
    }  # fmt: skip
    assert status["credits"] == {"required": 15, "evidenced": 15, "accepted": 10}
    report = json.loads(story.do("check", folder, "--for", "certification", "--format", "json", code=1).out)
    wrong = [one for one in report["diagnostics"] if one["severity"] == "error"]
    assert [(one["code"], one["path"].split("/")[0]) for one in wrong] == [
        *[("CF708", "assessment")],
        *[("CF715", "assessment")],
        *[("CF734", "declarations")] * 3,
    ]
    stale = next(one for one in wrong if one["code"] == "CF708")
    assert EDITED in stale["message"]
    assert "in reflection" in stale["message"]
    gate = {one["name"]: one["state"] for one in report["checklist"]}
    assert not_met(gate) == {"units": "not known", "decisions": "not met", "declarations": "not met"}
    assert story.ready("certification", code=1) == gate

    # put back as it was, everything holds again
    sheet.write_text(sheet.read_text().replace("and what I should have done", "and what I shall do"))
    assert not_met(story.ready("certification", code=1)) == {"units": "not known"}


def not_met(gate: dict[str, str]) -> dict[str, str]:
    return {name: state for name, state in gate.items() if state != "met"}


def counts(**known: int) -> dict[str, int]:
    return {**dict.fromkeys(("missing", "claimed", "stale", "accepted", "sampled", "justified"), 0), **known}


def all_passed(*numbers: str) -> list[str]:
    return [part for number in numbers for part in ("--pass", number)]
