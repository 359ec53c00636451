"""Deciding, signing off and reading feedback: what is written, what is refused, and what is shown on the way."""

from __future__ import annotations

import datetime
import itertools
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from coachfolio import open_portfolio
from coachfolio.editing.deciding import (
    GivenVerdict,
    acknowledged_draft,
    decision_draft,
    opened_for_assessment,
    pinned_draft,
    sign_off_draft,
    submission_of,
)
from coachfolio.editing.drafts import Draft, NotWritten, write
from coachfolio.evidence.model import AssessmentRecord, Marks
from coachfolio.facts.progress import progress_of
from coachfolio.portfolio.sources import content_id
from coachfolio.record.earlier import earlier_contents
from coachfolio.reports.rounds import SinceReferral, rounds, since_referral

from .commands import Commands
from .effort import examples
from .keeper import PATIENCE
from .repositories import git

if sys.platform != "win32":
    import pty

DAY = datetime.date(2026, 5, 1)
LATER = datetime.date(2026, 6, 1)
TODAY = datetime.date(2026, 11, 14)

PORTFOLIO = """\
format: 1
stage: building
qualification: ilm-l7-certificate-2007
registered: 2026-01-05
learner: {name: A. Learner, saves_as: [learner@mail.example]}
people:
  assessor-1: {role: assessor}
  peer-1: {role: peer}
  manager-1: {role: centre-manager}
  iqa-1: {role: iqa}
  me-again: {role: assessor, saves_as: [Learner@mail.example]}
clients:
  C01: {sector: health}
"""


def session(day: str, *claims: str, said: str = "I waited.") -> str:
    every = "".join(f"  - {{criterion: {one}, where: reflection, how: by waiting}}\n" for one in claims)
    return (
        f"date: {day}\nminutes: 60\nclient: C01\nrole: coach\nreflection: {said}\n"
        f"{f'claims:{chr(10)}{every}' if claims else ''}"
    )


PINNED = {"2026-03-01-c01-one", "2026-03-02-c01-two", "2026-03-02-c01-two/2026-03-02-form.txt"}
"""What the unit rests on, with what is attached to it."""

FILES = {
    "portfolio.yaml": PORTFOLIO,
    "sessions/2026-03-01-c01-one.yaml": session("2026-03-01", "D7.03/s1", "D7.03/s2"),
    "sessions/2026-03-02-c01-two.yaml": session("2026-03-02", "D7.03/s2", "D7.03/s3")
    + "attachments: [2026-03-02-form.txt]\n",
    "sessions/2026-03-02-form.txt": "A form\n",
    "contact-sheets/2026-04-short.yaml": (
        "contacts:\n  - {date: 2026-04-02, minutes: 20, client: C01, role: coach}\n"
        "  - {date: 2026-05-20, minutes: 20, client: C01, role: coach}\n"
    ),
}


def put(place: Path, **files: str) -> Path:
    for path, text in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return put(tmp_path / "portfolio", **FILES)


def decided(folder: Path, *verdicts: GivenVerdict, unit: str = "D7.03", on: datetime.date = DAY, **said: Any) -> Draft:
    said = {"by": "assessor-1", "today": TODAY, **said}
    return decision_draft(opened_for_assessment(folder), unit, verdicts, on=on, **said)


def passed(*criteria: str, **said: Any) -> list[GivenVerdict]:
    return [GivenVerdict(one, "pass", **said) for one in criteria]


def record_in(folder: Path, draft: Draft) -> AssessmentRecord:
    write([draft])
    record = open_portfolio(folder).get(Path(draft.path).stem)
    assert isinstance(record, AssessmentRecord)
    return record


def states(folder: Path) -> dict[str, str]:
    return {one.criterion.ref: one.state for one in progress_of(open_portfolio(folder)).coverage}


# --- deciding


def test_a_decision_is_pinned_to_what_was_judged(folder: Path) -> None:
    verdicts = [
        GivenVerdict("s2", "pass", feedback="Good.\n\nVery good.", marks=(14, 20), method="discussion"),
        GivenVerdict("D7.03/s1", "referral", feedback="More."),
        GivenVerdict("s3", "none"),
    ]
    record = record_in(folder, decided(folder, *verdicts, feedback="A round."))
    assert record.path == "assessment/decisions/2026-05-01-d7-03-first-submission.yaml"
    assert (record.by, record.unit, record.submission, record.feedback) == ("assessor-1", "D7.03", 1, "A round.")
    assert [one.criterion for one in record.decisions] == ["D7.03/s1", "D7.03/s2", "D7.03/s3"]
    assert record.decisions[1].evidence == ("2026-03-01-c01-one", "2026-03-02-c01-two")
    assert record.decisions[1].feedback == "Good.\n\nVery good."
    assert record.contents == {
        **{
            Path(path).stem: content_id((folder / path).read_bytes(), path)
            for path in FILES
            if path.startswith("sessions/") and path.endswith(".yaml")
        },
        "2026-03-02-c01-two/2026-03-02-form.txt": content_id(b"A form\n", "x.txt"),
    }
    assert states(folder)["D7.03/s2"] == "accepted"
    (folder / "sessions/2026-03-02-form.txt").write_text("Another form\n", encoding="utf-8")
    assert states(folder)["D7.03/s2"] == "stale"


def test_evidence_may_be_named_and_is_by_default_what_was_there_on_the_day(folder: Path) -> None:
    put(folder, **{"sessions/2026-05-30-c01-late.yaml": session("2026-05-30", "D7.03/s1")})
    assert "late" not in decided(folder, *passed("s1")).after
    assert "late" in decided(folder, *passed("s1"), on=LATER).after
    draft = decided(folder, *passed("s1", evidence=("2026-03-02-c01-two",)))
    assert "evidence: [2026-03-02-c01-two]" in draft.after


REFUSED: dict[str, tuple[Sequence[GivenVerdict], dict[str, Any], str]] = {
    "unknown criterion": (passed("s9"), {}, "D7.03 has no criterion D7.03/s9. Did you mean D7.03/s"),
    "another unit's": (passed("D7.01/s1"), {}, "D7.01/s1 is a criterion of D7.01, and this is about D7.03"),
    "unknown unit": (passed("s1"), {"unit": "D7.30"}, "There is no unit called D7.30"),
    "unknown evidence": (passed("s1", evidence=("2026-03-01-c01-on",)), {}, "Did you mean 2026-03-01-c01-one?"),
    "twice": (passed("s1", "D7.03/s1"), {}, "D7.03/s1 is decided twice"),
    "nothing": ((), {}, "no decision to write"),
    "pass on nothing": (passed("s4"), {}, "D7.03/s4 would be passed on nothing"),
    "waived for nothing": ([GivenVerdict("s4", "waived")], {}, "only be waived for a reason"),
    "referred without a word": ([GivenVerdict("s1", "referral")], {}, "nothing says what is missing"),
    "too many marks": (passed("s1", marks=(21, 20)), {}, "More marks are given for D7.03/s1 than there are"),
    "no method": (passed("s1", method="guess"), {}, "method should be portfolio, observation"),
    "to come": (passed("s1"), {"on": datetime.date(2026, 11, 15)}, "15 November 2026 is still to come"),
    "before the evidence": (
        passed("s1", evidence=("2026-03-02-c01-two",)),
        {"on": datetime.date(2026, 3, 1)},
        "2026-03-02-c01-two is of 2 March 2026, after this decision of 1 March 2026",
    ),
    "before a contact on a sheet": (passed("s1", evidence=("2026-04-short",)), {}, "2026-04-short is of 20 May 2026"),
    "a peer": (passed("s1"), {"by": "peer-1"}, "peer-1 has the role peer in portfolio.yaml, and may not decide"),
    "a quality assurer": (passed("s1"), {"by": "iqa-1"}, "that is for an assessor"),
    "the learner": (passed("s1"), {"by": "learner"}, "A learner may not decide on criteria"),
    "the learner by another name": (passed("s1"), {"by": "me-again"}, "me-again has the learner's address or key"),
    "nobody": (passed("s1"), {"by": "asessor-1"}, "Nobody in portfolio.yaml is called asessor-1. Did you mean asse"),
    "a manager who passes": (passed("s1"), {"by": "manager-1"}, "may not decide on criteria"),
    "signed off too early": (passed("s1"), {"signed_off": True}, "D7.03/s2 is claimed, and not decided; D7.03/s3"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_decision_that_cannot_be_is_refused_and_not_written(folder: Path, what: str) -> None:
    verdicts, said, sentence = REFUSED[what]
    with pytest.raises(NotWritten) as refused:
        decided(folder, *verdicts, **said)
    assert sentence in str(refused.value)
    assert str(refused.value).count("Nothing was written") == 1
    assert not (folder / "assessment").exists()


def test_a_day_before_all_of_the_evidence_is_asked_about(folder: Path) -> None:
    with pytest.raises(NotWritten, match=r"claims? it, and none is of 1 January 2020 or earlier. Is the day right\?"):
        decided(folder, *passed("s1"), on=datetime.date(2020, 1, 1))


def test_what_cannot_be_read_or_told_apart_cannot_be_decided_on(folder: Path) -> None:
    put(folder, **{"sessions/2026-03-09-c01-odd.yaml": "date: 2026-03-09\nminutes: many\n"})
    with pytest.raises(NotWritten, match="cannot be read as it is"):
        decided(folder, *passed("s1", evidence=("2026-03-09-c01-odd",)))
    put(folder, **{"sessions/2026/2026-03-01-c01-one.yaml": session("2026-03-01")})
    with pytest.raises(NotWritten, match="Several files are called 2026-03-01-c01-one"):
        decided(folder, *passed("s1", evidence=("2026-03-01-c01-one",)))
    with pytest.raises(NotWritten, match="passed on nothing"):
        decided(folder, *passed("s1"))
    (folder / "portfolio.yaml").write_text(PORTFOLIO.replace("stage", "stag"), encoding="utf-8")
    with pytest.raises(NotWritten, match=r"portfolio.yaml cannot be read as it is"):
        decided(folder, *passed("s1"))


def test_the_only_one_who_may_is_the_default(folder: Path) -> None:
    assert "by: assessor-1\n" in decided(folder, *passed("s1"), by=None).after
    # a manager may waive as well, so somebody has to say who it is
    with pytest.raises(NotWritten, match="Say with --by who this is: assessor-1 or manager-1"):
        decided(folder, GivenVerdict("s4", "waived", reason="Known."), by=None)
    waived = decided(folder, GivenVerdict("s4", "waived", reason="Known."), by="manager-1")
    assert "evidence" not in waived.after
    assert "contents" not in waived.after
    (folder / "portfolio.yaml").write_text(PORTFOLIO.replace("assessor-1: {role: assessor}", "x: {role: peer}"))
    with pytest.raises(NotWritten, match="has a role that may decide on criteria: it takes an assessor"):
        decided(folder, *passed("s1"), by=None)


def test_submissions_are_counted_by_what_is_decided_again(folder: Path) -> None:
    assert record_in(folder, decided(folder, GivenVerdict("s1", "referral", feedback="More."))).submission == 1
    # another day of the same submission
    same = record_in(folder, decided(folder, *passed("s2")))
    assert (same.submission, same.id) == (1, "2026-05-01-d7-03-first-submission-2")
    again = record_in(folder, decided(folder, *passed("s1"), on=LATER))
    assert (again.submission, again.id) == (2, "2026-06-01-d7-03-second-submission")
    assert submission_of(opened_for_assessment(folder), "D7.03", ["D7.03/s3"]) == 2
    assert submission_of(opened_for_assessment(folder), "D7.03", ["D7.03/s2"]) == 2
    assert submission_of(opened_for_assessment(folder), "D7.03", ["D7.03/s3", "D7.03/s1"]) == 3
    assert submission_of(opened_for_assessment(folder), "D7.01", ["D7.01/s1"]) == 1
    assert "submission: 7\n" in decided(folder, *passed("s3"), on=LATER, submission=7).after
    assert "number-11-submission" in decided(folder, *passed("s3"), on=LATER, submission=11).path


def test_no_decision_is_put_before_one_that_stands(folder: Path) -> None:
    write([decided(folder, *passed("s1"), on=LATER)])
    with pytest.raises(NotWritten, match=r"D7.03/s1 was decided on 1 June 2026 already"):
        decided(folder, GivenVerdict("s1", "referral", feedback="No."))


@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rounds_made=st.lists(
        st.dictionaries(st.sampled_from(["s1", "s2", "s3"]), st.sampled_from(["pass", "referral", "none"]), min_size=1),
        min_size=1,
        max_size=4,
    )
)
def test_every_series_of_decisions_is_in_order(
    rounds_made: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = put(tmp_path_factory.mktemp("series"), **FILES)
    last: dict[str, str] = {}
    for number, verdicts in enumerate(rounds_made):
        on = DAY + datetime.timedelta(days=number // 2)
        said = f"So, {number}."
        write([decided(folder, *(GivenVerdict(ref, one, feedback=said) for ref, one in verdicts.items()), on=on)])
        last |= {f"D7.03/{ref}": one for ref, one in verdicts.items() if one != "none"}
    progress = progress_of(open_portfolio(folder))
    assert {ref: one.decision.verdict for ref, one in progress.assessment.standing.items()} == last
    numbers = [one.submission for one in progress.assessment.records]
    assert numbers == sorted(one for one in numbers if one is not None)
    assert {b - a for a, b in itertools.pairwise(numbers) if a and b} <= {0, 1}
    assert all(one.pinned and not one.stale for one in progress.assessment.standing.values())


# --- signing off


def test_a_unit_is_signed_off_on_everything_that_it_rests_on(folder: Path) -> None:
    with pytest.raises(NotWritten, match=r"D7.03/s1 is claimed, and not decided; .*D7.03/s4 has no evidence"):
        sign_off_draft(opened_for_assessment(folder), "D7.03", on=DAY, today=TODAY)
    write([decided(folder, *passed("s1", "s2"))])
    write([decided(folder, GivenVerdict("s3", "referral", feedback="More."), *passed("s4", reason="Talked through."))])
    with pytest.raises(NotWritten, match=r"D7.03/s3 is referred in 2026-05-01-d7-03-first-submission-2"):
        sign_off_draft(opened_for_assessment(folder), "D7.03", on=DAY, today=TODAY)
    write([decided(folder, *passed("s3"), on=LATER)])
    with pytest.raises(NotWritten, match=r"The last decision on D7.03 is of 1 June 2026"):
        sign_off_draft(opened_for_assessment(folder), "D7.03", on=DAY, today=TODAY)
    record = record_in(folder, sign_off_draft(opened_for_assessment(folder), "D7.03", on=LATER, today=TODAY))
    assert record.unit_signed_off
    assert record.path == "assessment/decisions/2026-06-01-d7-03-signed-off.yaml"
    assert set(record.contents) == PINNED
    with pytest.raises(NotWritten, match="was signed off already on 1 June 2026"):
        sign_off_draft(opened_for_assessment(folder), "D7.03", on=LATER, today=TODAY)
    with pytest.raises(NotWritten, match="may not sign a unit off"):
        sign_off_draft(opened_for_assessment(folder), "D7.01", by="manager-1", on=LATER, today=TODAY)
    put(folder, **{"sessions/2026-03-01-c01-one.yaml": session("2026-03-01", "D7.03/s1", "D7.03/s2", said="Not.")})
    with pytest.raises(NotWritten, match=r"D7.03/s1 was accepted, and 2026-03-01-c01-one changed after that"):
        sign_off_draft(opened_for_assessment(folder), "D7.03", on=LATER, today=TODAY)


def test_what_the_learner_is_to_do_stands_in_the_decision(folder: Path, coachfolio: Commands) -> None:
    options = ("--refer", "s3=Not yet.", "--action", "s3=Ask a sponsor", "--action", "Write to me=soon", "--due")
    said = coachfolio("decide", "D7.03", folder, *options, "2026-12-12")
    assert said.code == 0, said
    [path] = (folder / "assessment/decisions").glob("*.yaml")
    record = open_portfolio(folder).get(path.stem)
    assert isinstance(record, AssessmentRecord)
    due = datetime.date(2026, 12, 12)
    assert [(one.what, one.owner, one.due, one.state, one.criterion) for one in record.actions] == [
        ("Ask a sponsor", "learner", due, "open", "D7.03/s3"),
        ("Write to me=soon", "learner", due, "open", None),
    ]
    before = coachfolio("decide", "D7.03", folder, "--pass", "s1", "--action", "s1=More", "--due", "2026-01-01")
    assert before.code == 2
    assert "before the decision" in before.err
    alone = coachfolio("decide", "D7.03", folder, "--pass", "s1", "--due", "2026-12-12")
    assert alone.code == 2
    assert "--due is for an action" in alone.err


def test_a_unit_can_be_signed_off_with_the_last_decision(folder: Path) -> None:
    write([decided(folder, *passed("s1", "s2", "s3"))])
    with pytest.raises(NotWritten, match=r"D7.03/s4 is not passed with this record"):
        decided(folder, GivenVerdict("s4", "none"), signed_off=True)
    with pytest.raises(NotWritten, match=r"D7.03/s1 is not passed with this record"):
        decided(folder, GivenVerdict("s1", "referral", feedback="No."), *passed("s4", reason="So."), signed_off=True)
    record = record_in(folder, decided(folder, *passed("s4", reason="Talked through."), signed_off=True))
    assert record.unit_signed_off
    assert set(record.contents) == PINNED
    (unit,) = [one for one in progress_of(open_portfolio(folder)).units if one.unit.ref == "D7.03"]
    assert unit.state == "accepted"
    assert unit.signed_off
    assert not unit.signed_off.stale


# --- what came of a referral


def looked(folder: Path) -> dict[str, SinceReferral]:
    portfolio = open_portfolio(folder)
    progress = progress_of(portfolio)
    found = since_referral(portfolio, progress.assessment, progress.coverage, lambda ids: earlier_contents(folder, ids))
    return {one.criterion: one for one in found}


def saved(folder: Path) -> None:
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--template=")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Save")


def test_what_changed_since_a_referral_is_told_from_the_record(folder: Path) -> None:
    saved(folder)
    # what claims s2 besides was before the assessor all the same: it is named for s3
    named = GivenVerdict("s2", "referral", ("2026-03-01-c01-one",), "More.")
    verdicts = [
        GivenVerdict("s1", "referral", feedback="More."),
        named,
        GivenVerdict("s3", "referral", feedback="More."),
    ]
    write([decided(folder, *verdicts)])
    saved(folder)
    assert not any(one.answered for one in looked(folder).values())
    put(
        folder,
        **{
            "sessions/2026-03-01-c01-one.yaml": session("2026-03-01", "D7.03/s1", "D7.03/s2", said="I did not wait."),
            # older than the decision, and yet not before the assessor
            "sessions/2026-02-01-c01-new.yaml": session("2026-02-01", "D7.03/s1"),
            "sessions/2026-03-02-form.txt": "Another form\n",
            "assessment/actions/2026-05-02-mine.yaml": (
                "date: 2026-05-02\nby: learner\nactions:\n"
                "  - {what: Look again, owner: learner, criterion: D7.03/s1, state: done, done_on: 2026-05-03}\n"
                "  - {what: Else, owner: learner, criterion: D7.03/s1, state: open}\n"
                "  - {what: Before, owner: learner, criterion: D7.03/s1, state: done, done_on: 2026-04-03}\n"
            ),
        },
    )
    found = looked(folder)
    first, third = found["D7.03/s1"], found["D7.03/s3"]
    assert [one.evidence for one in first.claimed] == ["2026-02-01-c01-new"]
    assert [(one.evidence, one.fields) for one in first.changed] == [("2026-03-01-c01-one", ("reflection",))]
    assert [one.what for one in first.done] == ["Look again"]
    assert not first.gone
    assert [(one.path, one.fields) for one in third.changed] == [("sessions/2026-03-02-form.txt", None)]
    two = session("2026-03-02", "D7.03/s1", "D7.03/s2", "D7.03/s3")
    put(folder, **{"sessions/2026-03-02-c01-two.yaml": f"{two}attachments: [2026-03-02-form.txt]\n"})
    again = looked(folder)["D7.03/s1"].claimed
    assert [one.evidence for one in again] == ["2026-02-01-c01-new", "2026-03-02-c01-two"]
    (folder / "sessions/2026-03-02-c01-two.yaml").unlink()
    assert looked(folder)["D7.03/s3"].gone == ("2026-03-02-c01-two",)
    portfolio = open_portfolio(folder)
    progress = progress_of(portfolio)
    without = since_referral(portfolio, progress.assessment, progress.coverage)
    assert [one.changed[0].fields for one in without if one.criterion == "D7.03/s1"] == [None]
    assert [len(one.referrals) for one in rounds(progress.assessment, without)] == [3]


def test_a_record_that_pins_nothing_is_told_by_days(folder: Path) -> None:
    by_hand = (
        "date: 2026-05-01\nby: assessor-1\nunit: D7.03\ndecisions:\n"
        "  - {criterion: D7.03/s1, verdict: referral, evidence: [2026-03-01-c01-one], feedback: More.}\n"
    )
    path = "assessment/decisions/2026-05-01-by-hand.yaml"
    put(folder, **{path: by_hand, "sessions/2026-02-01-c01-old.yaml": session("2026-02-01", "D7.03/s1")})
    assert not looked(folder)["D7.03/s1"].answered
    put(folder, **{"sessions/2026-05-02-c01-new.yaml": session("2026-05-02", "D7.03/s1")})
    assert [one.evidence for one in looked(folder)["D7.03/s1"].claimed] == ["2026-05-02-c01-new"]
    write([pinned_draft(opened_for_assessment(folder), "2026-05-01-by-hand")])
    text = (folder / path).read_text(encoding="utf-8")
    assert text.startswith(by_hand)
    one = "sessions/2026-03-01-c01-one.yaml"
    assert f"\ncontents: {{2026-03-01-c01-one: {content_id((folder / one).read_bytes(), one)}}}\nsaid:\n" in text
    with pytest.raises(NotWritten, match="says of all its evidence already"):
        pinned_draft(opened_for_assessment(folder), "2026-05-01-by-hand")


def test_feedback_is_acknowledged_once_and_not_before_it_was_given(folder: Path) -> None:
    write([decided(folder, *passed("s1"))])
    id = "2026-05-01-d7-03-first-submission"
    opened = opened_for_assessment(folder)
    with pytest.raises(NotWritten, match=f"{id} is of 1 May 2026, after 30 April 2026"):
        acknowledged_draft(opened, id, on=datetime.date(2026, 4, 30), today=TODAY)
    with pytest.raises(NotWritten, match=f"Did you mean {id}"):
        acknowledged_draft(opened, id[:-1], on=DAY, today=TODAY)
    before = (folder / f"assessment/decisions/{id}.yaml").read_text(encoding="utf-8")
    write([acknowledged_draft(opened, id, on=LATER, today=TODAY)])
    after = (folder / f"assessment/decisions/{id}.yaml").read_text(encoding="utf-8")
    assert after == before.replace("unit_signed_off", "acknowledged: 2026-06-01\nunit_signed_off")
    with pytest.raises(NotWritten, match="noted already"):
        acknowledged_draft(opened_for_assessment(folder), id, on=LATER, today=TODAY)


# --- the commands


@pytest.fixture
def coachfolio(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def test_the_commands_tell_the_story(folder: Path, coachfolio: Commands) -> None:
    one = ("--pass", "s1=Good.", "--refer", "s2=What is missing = much.", "--leave", "s3", "--marks", "s1=14.5/20")
    more = (
        "--evidence",
        "s1=2026-03-01-c01-one",
        "--evidence",
        "s1=2026-03-02-c01-two",
        "--method",
        "s1=observation",
        "--feedback",
        "Go on.",
    )
    said = coachfolio("decide", "D7.03", folder, "--on", "2026-05-01", *one, *more)
    assert (said.code, said.err) == (0, "")
    path = "assessment/decisions/2026-05-01-d7-03-first-submission.yaml"
    assert said.out == f"Written: {folder}/{path}\nLook at it, and save as you save everything else.\n"
    record = open_portfolio(folder).get(Path(path).stem)
    assert isinstance(record, AssessmentRecord)
    assert [(one.verdict, one.feedback) for one in record.decisions] == [
        ("pass", "Good."),
        ("referral", "What is missing = much."),
        ("none", None),
    ]
    assert record.decisions[0].evidence == ("2026-03-01-c01-one", "2026-03-02-c01-two")
    assert (record.decisions[0].marks, record.decisions[0].method) == (Marks(given=14.5, of=20), "observation")
    listed = coachfolio("feedback", folder).out
    assert "1 May 2026, assessor-1, submission 1 of D7.03\n  passed: D7.03/s1\n  referred: D7.03/s2\n" in listed
    assert "D7.03/s2 is still referred.\n    Since then nothing was claimed or changed for it.\n" in listed
    assert "not noted as read" in listed
    read = coachfolio("feedback", "acknowledge", record.id, folder)
    assert (read.code, read.out.splitlines()[0]) == (0, f"Changed: {folder}/{path}")
    assert "read on 14 November 2026" in coachfolio("feedback", "list", folder).out
    refused = coachfolio("sign-off", "D7.03", folder)
    assert (refused.code, refused.out) == (2, "")
    assert "D7.03 cannot be signed off yet: D7.03/s2 is referred in 2026-05-01-d7-03-first-submission" in refused.err
    rest = ("--pass", "s2", "--pass", "s3", "--waive", "s4=Known.")
    assert coachfolio("decide", "D7.03", folder, *rest, "--by", "assessor-1", "--sign-off").code == 0
    assert "2026-11-14-d7-03-second-submission" in coachfolio("feedback", folder).out
    assert "signed off already" in coachfolio("sign-off", "D7.03", folder).err
    assert {states(folder)[f"D7.03/s{number}"] for number in range(1, 5)} == {"accepted", "justified"}


USAGE = {
    "nothing to ask": (("decide", "D7.03"), "Give a decision, such as: --pass s1"),
    "no unit": (("decide",), "Say which unit it is about"),
    "evidence for nothing": (("decide", "D7.03", ".", "--pass", "s1", "--evidence", "s2=x"), "no decision on it is"),
    "no marks": (("decide", "D7.03", ".", "--pass", "s1", "--marks", "s1=most"), "--marks s1=14/20"),
    "no words": (("decide", "D7.03", ".", "--pass", "s1", "--reason", "s1"), "--reason takes a criterion"),
    "pin and more": (("decide", "--pin", "x", "--pass", "s1"), "Leave out the unit"),
    "pin a unit": (("decide", "D7.03", "--pin", "x"), "give the folder of the portfolio"),
    "to come": (("decide", "D7.03", "--pass", "s1", "--on", "2026-11-15"), "is still to come"),
    "no record": (("decide", "--pin", "2026"), "There is no assessment record called 2026."),
    "nothing read": (("feedback", "acknowledge", "x"), "There is no assessment record called x."),
}


@pytest.mark.parametrize("what", USAGE)
def test_what_is_not_understood_is_a_sentence(
    folder: Path, coachfolio: Commands, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, said = USAGE[what]
    monkeypatch.chdir(folder)
    done = coachfolio(*words)
    assert done.code == 2
    assert said in done.err
    assert not (folder / "assessment").exists()


def test_no_name_of_a_client_is_said(folder: Path, coachfolio: Commands) -> None:
    put(
        folder,
        **{
            "private/clients.yaml": "format: 1\nclients:\n  C01: {names: [Zebedee Quill, Zebedee]}\n",
            "sessions/2026-03-07-zebedee.yaml": session("2026-03-07", "D7.03/s1"),
        },
    )
    refused = coachfolio("decide", "D7.03", folder, "--pass", "s1", "--evidence", "s1=2026-03-07-zebede")
    assert refused.code == 2
    assert "Did you mean" in refused.err
    assert "zebedee" not in refused.err.lower()
    assert coachfolio("decide", "D7.03", folder, "--refer", "s1=More.").code == 0
    put(folder, **{"sessions/2026-03-07-zebedee.yaml": session("2026-03-07", "D7.03/s1", said="Other.")})
    shown = coachfolio("feedback", folder)
    assert "changed: " in shown.out
    assert "zebedee" not in shown.out.lower()


def at_a_terminal(folder: Path, *args: str, answers: Sequence[str]) -> tuple[int, str]:
    """What a command says to somebody who sits at a terminal and types these answers."""
    here, there = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "COACHFOLIO_ON": "2026-05-01", "TERM": "dumb"}
    done = subprocess.Popen(
        [sys.executable, "-m", "coachfolio", *args],
        stdin=there,
        stdout=there,
        stderr=there,
        cwd=folder,
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[1])},
        start_new_session=True,
    )
    os.close(there)
    os.write(here, "".join(f"{one}\n" for one in answers).encode())
    said = b""
    try:
        while part := os.read(here, 4096):
            said += part
    except OSError:  # the other side is closed
        pass
    os.close(here)
    return done.wait(timeout=PATIENCE), said.decode().replace("\r\n", "\n")


def test_it_asks_criterion_by_criterion(folder: Path) -> None:
    answers = ["pass", "", "Good.", "referral", "2026-03-02-c01-two", "More.", "skip", "pass", "", "A talk.", ""]
    code, said = at_a_terminal(folder, "decide", "D7.03", answers=[*answers, "On the whole.", ""])
    assert code == 0, said
    assert "where: reflection" in said
    assert "Write it?" in said
    record = open_portfolio(folder).get("2026-05-01-d7-03-first-submission")
    assert isinstance(record, AssessmentRecord)
    assert [(one.criterion, one.verdict, one.evidence, one.feedback, one.reason) for one in record.decisions] == [
        ("D7.03/s1", "pass", ("2026-03-01-c01-one",), "Good.", None),
        ("D7.03/s2", "referral", ("2026-03-02-c01-two",), "More.", None),
        ("D7.03/s4", "pass", (), None, "A talk."),
    ]
    assert record.feedback == "On the whole."
    put(folder, **{"sessions/2026-03-08-c01-new.yaml": session("2026-03-08", "D7.03/s2")})
    code, said = at_a_terminal(folder, "decide", "D7.03", answers=["pass", "", "", "pass", "", "", "", "y", "n"])
    assert code == 0
    assert "2026-03-08-c01-new  (since the referral)" in said
    assert "Sign D7.03 off?" in said
    assert said.endswith("Nothing was written.\n")
    assert len(list((folder / "assessment/decisions").iterdir())) == 1


def in_turn(folder: Path, *args: str, answers: Sequence[tuple[str, str]], **variables: str) -> tuple[int, str]:
    """What a command says to somebody who waits for each question, and then types or pastes the answer to it."""
    here, there = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "COACHFOLIO_ON": "2026-05-01", "TERM": "xterm"}
    done = subprocess.Popen(
        [sys.executable, "-m", "coachfolio", *args],
        stdin=there,
        stdout=there,
        stderr=there,
        cwd=folder,
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[1]), **variables},
        start_new_session=True,
    )
    os.close(there)
    said, at = "", 0
    left = list(answers)
    try:
        while part := os.read(here, 4096):
            said += part.decode()
            while left and (found := said.find(left[0][0], at)) >= 0:
                at = found + len(left[0][0])
                os.write(here, left.pop(0)[1].encode())
    except OSError:  # the other side is closed
        pass
    os.close(here)
    assert not left, said
    return done.wait(timeout=PATIENCE), said.replace("\r\n", "\n")


PASTED = "You say what you did.\n\nI cannot see yet:\n\npass\nwaived\n\nwhat came of it."


def test_a_pasted_text_is_one_answer_and_never_a_verdict(folder: Path) -> None:
    editor = folder.parent / "editor.sh"
    editor.write_text("#!/bin/sh\nprintf 'From the editor.\\n\\nskip\\n' > \"$1\"\n")
    editor.chmod(0o755)
    code, said = in_turn(
        folder,
        "decide",
        "D7.03",
        answers=[
            ("[skip]: ", PASTED),  # in the wrong place: not a word of it is taken
            ("Type one line.", ""),
            ("[skip]: ", "referral\n"),
            ("all of it): ", "\n"),
            ("What is missing? ", PASTED),  # and the last line has no end
            ("[skip]: ", "referral\n"),
            (": ", "\n"),
            ("What is missing? ", "e\n"),
            ("[skip]: ", "\n"),
            ("[skip]: ", "\n"),
            ("on the whole: ", "One.\n\nTwo.\n"),
            ("Write it?", "y\n"),
        ],
        EDITOR=str(editor),
    )
    assert code == 0, said
    record = open_portfolio(folder).get("2026-05-01-d7-03-first-submission")
    assert isinstance(record, AssessmentRecord)
    assert [(one.criterion, one.verdict, (one.feedback or "").strip()) for one in record.decisions] == [
        ("D7.03/s1", "referral", PASTED),
        ("D7.03/s2", "referral", "From the editor.\n\nskip"),
    ]
    assert (record.feedback or "").strip() == "One.\n\nTwo."


def test_what_was_said_is_not_lost_to_a_slip(folder: Path) -> None:
    answers = ["pass", "2026-03-01-c01-on", "2026-03-01-c01-one", "Good.", "skip", "skip", "skip", "", ""]
    code, said = at_a_terminal(folder, "decide", "D7.03", answers=answers)
    assert code == 0, said
    assert "There is no evidence called 2026-03-01-c01-on. Did you mean 2026-03-01-c01-one?\n" in said
    record = open_portfolio(folder).get("2026-05-01-d7-03-first-submission")
    assert isinstance(record, AssessmentRecord)
    assert [(one.evidence, one.feedback) for one in record.decisions] == [(("2026-03-01-c01-one",), "Good.")]


@pytest.mark.parametrize("options", [("--by", "nobody"), ("--on", "2026-05-02")])
def test_whoever_may_not_is_not_asked(folder: Path, options: tuple[str, ...]) -> None:
    code, said = at_a_terminal(folder, "decide", "D7.03", *options, answers=[])
    assert (code, "Verdict" in said) == (2, False)


def test_whoever_stops_is_told_that_nothing_was_written(folder: Path) -> None:
    code, said = at_a_terminal(folder, "decide", "D7.03", answers=["pass", "", "Good.", "\x04"])
    assert (code, said.endswith("Stopped. Nothing was written.\n")) == (2, True)
    assert not (folder / "assessment").exists()


def test_the_same_decision_is_not_made_twice_on_a_day(folder: Path) -> None:
    write([decided(folder, *passed("s1"))])
    with pytest.raises(NotWritten, match=r"D7.03/s1 has this very decision already"):
        decided(folder, *passed("s1"))
    decided(folder, *passed("s1"), on=LATER)
    decided(folder, GivenVerdict("s1", "referral", feedback="No."))


def test_nothing_is_written_when_nothing_is_decided(folder: Path) -> None:
    code, said = at_a_terminal(folder, "decide", "D7.03", answers=["skip"] * 4)
    assert code == 0
    assert said.endswith("Nothing was decided, and nothing was written.\n")
    assert not (folder / "assessment").exists()


def test_a_hand_over_file_is_read_as_the_folder_is(folder: Path, coachfolio: Commands) -> None:
    assert coachfolio("decide", "D7.03", folder, "--refer", "s1=More.", "--action", "s1=Ask again").code == 0
    git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All")
    file = folder.parent / "handed-over.bundle"
    assert coachfolio("bundle", folder, file).code == 0
    for command, last in (("feedback", "One record is not noted"), ("actions", "When one is done:")):
        from_folder, from_file = coachfolio(command, folder), coachfolio(command, file)
        assert (from_folder.code, from_file.code) == (0, 0), from_file.err
        told, found, _ = from_folder.out.partition(last)
        assert found
        assert from_file.out.strip() == told.strip()  # all but the command that writes into a folder
    refused = coachfolio("actions", "--from-gaps", file, "--due", "2026-12-24")
    assert (refused.code, "no hand-over file" in refused.err) == (2, True)
