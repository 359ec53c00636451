"""Sessions in one line, and any other evidence question by question: what is read, what is refused, what is written."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio import InMemory, Portfolio, check, open_portfolio, schema
from coachfolio.confidentiality.key import key_from
from coachfolio.editing.drafts import NotWritten
from coachfolio.editing.prefilling import likely, thin_criteria
from coachfolio.editing.sessions_logged import entries_in, entry_in, log_drafts, slug
from coachfolio.editing.writing_up import KINDS, answer_from, evidence_draft, questions, sheet_draft, sheet_of, usual
from coachfolio.evidence.model import Session
from coachfolio.format.spoken import NotUnderstood, clock_in, day_in, minutes_in

from .commands import Commands, at_a_terminal
from .conftest import PORTFOLIO, SESSION, TODAY

KEY = key_from(b"format: 1\nclients:\n  C01: {names: [Ada Okafor]}\n")


def portfolio(**files: str) -> Portfolio:
    return open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, **files}))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO)
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "clients.yaml").write_text(
        "format: 1\nclients:\n  C01: {names: [Ada Okafor]}\n  C02: {names: [Bo Lindqvist]}\n"
    )
    return tmp_path


# --- days, lengths and times; today is Saturday 14 November 2026


def test_days_are_read_as_people_say_them_day_before_month() -> None:
    read = {
        "today": "2026-11-14",
        "Yesterday": "2026-11-13",
        "Saturday": "2026-11-14",
        "last Saturday": "2026-11-07",
        "Tuesday": "2026-11-10",
        "Weds": "2026-11-11",
        "3 Feb": "2026-02-03",
        "3rd February": "2026-02-03",
        "3rd of Feb 26": "2026-02-03",
        "Feb 3": "2026-02-03",
        "Tue 3 Feb": "2026-02-03",
        "3/2": "2026-02-03",
        "3.2.2026": "2026-02-03",
        "15/11": "2025-11-15",  # the last such day, not one to come
        "2026-2-3": "2026-02-03",
        "29/2": "2024-02-29",
        "sept 9": "2026-09-09",
    }
    for said, day in read.items():
        assert day_in(said, TODAY) == datetime.date.fromisoformat(day), said
    for said in ("60", "may", "noon", "1:30", "hello", "C01", "20260304", ""):
        assert day_in(said, TODAY) is None, said
    for said in ("31/02", "2/13", "31 April", "2026-12-24", "30 Feb 2026"):
        with pytest.raises(NotUnderstood):
            day_in(said, TODAY)


def test_lengths_and_times_are_read_where_they_have_one_reading() -> None:
    lengths = {"60m": 60, "90 mins": 90, "1h": 60, "1h15": 75, "1h 15m": 75, "1.5h": 90, "1.25 hours": 75, "2 hrs": 120}
    for said, minutes in lengths.items():
        assert minutes_in(said) == minutes, said
    for said in ("60", "1:30", "h", "1.33h", "about an hour", "1.5h15"):
        assert minutes_in(said) is None, said
    times = {"14:00": "14:00", "2pm": "14:00", "2.30pm": "14:30", "12am": "00:00", "12 pm": "12:00", "9.15": "09:15"}
    for said, clock in times.items():
        assert clock_in(said) == datetime.time.fromisoformat(clock), said
    for said in ("14", "25:00", "13pm", "9:75"):
        assert clock_in(said) is None, said


# --- one line


def test_a_line_says_a_session() -> None:
    entry = entry_in(
        "C01 1h15 yesterday 14:00 phone mentor pro-bono #D7.03/s2 Board paper: what she kept", portfolio(), TODAY
    )
    assert (entry.client, entry.minutes, entry.date) == ("C01", 75, datetime.date(2026, 11, 13))
    assert (entry.start, entry.criteria) == (datetime.time(14), ("D7.03/s2",))
    assert entry.choices == {"mode": "phone", "role": "mentor", "fee": "pro-bono"}
    assert (entry.title, entry.purpose) == ("Board paper", "what she kept")
    other = entry_in("zoom c1 3 Feb 60m: we talked about phone calls on Tuesday at 9:00", portfolio(), TODAY)
    assert (other.client, other.choices, other.purpose) == (
        "C01",
        {"mode": "video"},
        "we talked about phone calls on Tuesday at 9:00",
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("C99 60m talk", "no client C99"),
        ("C01 60 talk", "60 of what"),
        ("C01 yesterday talk", "How long"),
        ("60m talk", "Begin with the client's code"),
        ("C01 60m 31/02 talk", "no such day"),
        ("C01 60m 2/13 talk", "no month 13"),
        ("C01 60m 24 Dec 2026 talk", "still to come"),
        ("C01 60m #D7.03/s99 talk", "no criterion"),
        ("Okafor 60m talk", "Write the code instead: C01"),
    ],
)
def test_what_has_no_reading_is_named_and_nothing_is_written(mine: Path, run: Commands, line: str, words: str) -> None:
    said = run("log", *line.split(), "--in", mine)
    assert said.code == 2
    assert words in said.err
    assert "Okafor" not in said.err + said.out
    assert not (mine / "sessions").exists()


def test_several_lines_are_several_sessions_and_the_rest_is_what_was_made_of_them() -> None:
    text = "C01 60m Tue: one\n  I asked too much\n  and stopped\n\n# a remark\nC02 90 mins last Friday two\n"
    first, second = entries_in(text, portfolio(), TODAY)
    assert (first.purpose, first.reflection) == ("one", "I asked too much\nand stopped\n")
    assert (second.client, second.minutes, second.purpose) == ("C02", 90, "two")
    with pytest.raises(NotUnderstood, match="Line 2: There is no client"):
        entries_in("C01 60m\nC77 60m\n", portfolio(), TODAY)


def test_words_that_name_a_client_are_not_written(mine: Path, run: Commands) -> None:
    said = run("log", "C01", "60m", "Okafor", "was", "late", "--in", mine)
    assert said.code == 2
    assert "code" in said.err
    assert "Okafor" not in said.err + said.out
    with pytest.raises(NotWritten, match="name C01"):
        evidence_draft(
            mine,
            "reflections",
            {"date": "2026-11-01", "kind": "contact", "reflection": "Ada Okafor spoke"},
            portfolio(),
            KEY,
        )


def test_nothing_is_ever_overwritten_and_what_is_written_is_in_order(mine: Path, run: Commands) -> None:
    for _ in range(3):
        said = run("log", "C01", "60m", "3", "Mar", "Board paper: what she kept", "--in", mine, "--yes")
        assert said.code == 0, said.err
    names = sorted(path.name for path in (mine / "sessions").iterdir())
    assert names == [
        "2026-03-03-c01-board-paper-2.yaml",
        "2026-03-03-c01-board-paper-3.yaml",
        "2026-03-03-c01-board-paper.yaml",
    ]
    report = check(open_portfolio(mine), today=TODAY)
    assert not [found for found in report.diagnostics if found.code.startswith(("CF0", "CF1"))]


WORDS = st.text(st.sampled_from("abc dé:#'\"-|{}[]&*!%@\\,.?\n\t  "), max_size=60)


@given(WORDS)
def test_whatever_is_said_is_written_as_text_and_read_back(words: str) -> None:
    entry = entry_in(f"C01 60m yesterday x {words}", portfolio(), TODAY)
    (draft,) = log_drafts("/nonexistent", [entry], portfolio())
    read = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, draft.path: draft.after}))
    (session,) = read.evidence
    assert isinstance(session, Session)
    there = f"{session.title or ''}{session.purpose or ''}"
    assert re.sub(r"[\s:]", "", there) == re.sub(r"[\s:]", "", f"x {words}")


def test_a_role_is_taken_from_the_last_session_with_the_client() -> None:
    earlier = portfolio(**{"sessions/2026-03-04-a.yaml": SESSION.replace("role: coach", "role: mentor")})
    (draft,) = log_drafts("/nonexistent", [entry_in("C01 60m", earlier, TODAY)], earlier)
    assert "role: mentor" in draft.after
    (draft,) = log_drafts("/nonexistent", [entry_in("C02 60m", earlier, TODAY)], earlier)
    assert "role: coach" in draft.after


def test_names_of_files_are_a_few_plain_words() -> None:
    assert slug("The Café – what she'd hand over, and to whom") == "cafe-what-she-d"
    assert slug("???") == ""


# --- any other kind


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_written_up_from_its_questions(kind: str) -> None:
    people = PORTFOLIO.replace(
        "  peer-1: {role: peer}\n", "  peer-1: {role: peer}\n  supervisor-1: {role: supervisor}\n"
    )
    read = open_portfolio(InMemory({"portfolio.yaml": people}))
    fields = usual(kind, read, TODAY)
    for question in questions(kind, read):
        if question.form == "sections":
            fields[question.field] = [
                {part.field: answer_from(part, _answer(part), TODAY) for part in question.parts if part.needed}
            ]
        elif question.needed or question.form == "prose":
            fields[question.field] = answer_from(question, _answer(question), TODAY)
    draft = evidence_draft("/nonexistent", kind, fields, read, KEY)
    made = open_portfolio(InMemory({"portfolio.yaml": people, draft.path: draft.after}))
    assert len(made.evidence) == 1, made.problems
    assert not made.problems


def _answer(question: object) -> str:
    form, choices, example = question.form, question.choices, question.example  # type: ignore[attr-defined]
    answers = {"day": "3 Feb", "time": "2pm", "minutes": "1h15", "number": "3", "yes-no": "y", "list": "one; two"}
    return str(answers.get(form) or (choices[0] if choices else example or "some words"))


def test_a_sheet_keeps_every_word_and_drops_only_untouched_help(mine: Path) -> None:
    sheet = sheet_of("feedback", {"date": "2026-11-01", "giver": "client"})
    assert "# quotation:  (" in sheet
    filled = sheet.replace("giver: client\n", "giver: client\nquotation: |\n  You made me think.\n# my own remark\n")
    draft = sheet_draft(mine, "feedback", filled)
    assert draft.path == "feedback/2026-11-01-feedback.yaml"
    assert draft.after == ("date: 2026-11-01\ngiver: client\nquotation: |\n  You made me think.\n# my own remark\n")
    broken = sheet_draft(mine, "feedback", "giver: 'client\nwords: words\n")
    assert broken.after == "giver: 'client\nwords: words\n"


def test_the_command_takes_answers_as_options_and_adds_clients(mine: Path, run: Commands) -> None:
    said = run("new", "supervision", "--in", mine)
    assert said.code == 2
    assert "--set minutes=…" in said.err
    said = run("new", "reflection", "--in", mine, "--set", "kind=contact", "--set", "reflection=I noticed it.", "--yes")
    assert said.code == 0, said.err
    assert (mine / "reflections" / "2026-11-14-reflection.yaml").read_text().endswith("reflection: I noticed it.\n")
    said = run("new", "client", "--in", mine, "--set", "name=Cy Vance", "--yes")
    assert said.code == 0, said.err
    assert "Vance" not in said.out
    assert "C03: {}" in (mine / "portfolio.yaml").read_text()
    assert "Cy Vance" in (mine / "private" / "clients.yaml").read_text()
    assert run("log", "c3", "45m", "hello", "--in", mine, "--yes").code == 0


# --- words that look like answers, and days that could be others


@pytest.mark.parametrize(
    ("line", "choices", "words"),
    [
        ('C01 60m "Written by hand: a coach reports"', {}, "a coach reports"),
        (["C01", "60m", "Written report, mentor on Tuesday"], {}, "Written report, mentor on Tuesday"),
        (["C01", "60m", "3 Feb", "phone", "the rota"], {"mode": "phone"}, "the rota"),
        (["C01 60m yesterday all in one"], {}, "all in one"),
        ('C01 60m she said "phone me"', {}, 'she said "phone me"'),
        ('C01 60m "one" and "two"', {}, '"one" and "two"'),
    ],
)
def test_words_in_quotation_marks_are_words_as_a_whole(
    line: str | list[str], choices: dict[str, str], words: str
) -> None:
    entry = entry_in(line, portfolio(), TODAY)
    assert (entry.choices, entry.purpose) == (choices, words)


def test_a_day_that_could_be_another_is_told(mine: Path, run: Commands) -> None:
    assert "Saturday is taken as today, 14 November 2026" in entry_in("C01 60m Saturday x", portfolio(), TODAY).note
    assert "is taken as 3 December 2025" in entry_in("C01 60m 3 Dec x", portfolio(), TODAY).note
    for plain in ("today", "Tuesday", "3 Feb", "3/12/2025", "2025-12-03"):
        assert not entry_in(f"C01 60m {plain} x", portfolio(), TODAY).note
    with pytest.raises(NotUnderstood, match="was a Tuesday, and not a Monday"):
        entry_in("C01 60m Monday 3 Feb 2026 x", portfolio(), TODAY)
    assert "taken as today" in run("log", "C01", "60m", "Saturday", "x", "--in", mine, "--yes").err


def test_questions_are_asked_again_until_they_are_understood(mine: Path) -> None:
    answers = ["Ada Okafor", "C09", "C01", "a while", "60", "2/13", "yesterday", "by pigeon", "video", "phone: a call"]
    said = at_a_terminal("log", "--in", mine, answers="\n".join([*answers, "y", ""]))
    for reason in ("Write the code instead: C01", "There is no client C09", "How long was it?", "no month 13"):
        assert reason in said.out, said
    (written,) = (mine / "sessions").iterdir()
    text = written.read_text(encoding="utf-8")
    assert "2026-11-13" in text
    assert "mode: video" in text
    assert "title: phone" in text
    assert "Okafor" not in text


# --- what is likely


EARLIER = {
    "sessions/2026-03-01-c01-a.yaml": SESSION.replace("2026-03-04", "2026-03-01"),
    "sessions/2026-05-02-c02-b.yaml": SESSION.replace("2026-03-04", "2026-05-02").replace("C01", "C02"),
    "agreements/2026-02-03-c02.yaml": "date: 2026-02-03\nclient: C02\nminutes_each: 90\n",
}
PEOPLE = PORTFOLIO.replace("people:\n", "people:\n  supervisor-1: {role: supervisor}\n  peer-2: {role: peer}\n")


def test_a_new_piece_is_prefilled_from_what_is_known() -> None:
    known = open_portfolio(InMemory({"portfolio.yaml": PEOPLE, **EARLIER}))
    session = likely("sessions", known, TODAY)
    assert (session["client"], session["minutes"], session["role"]) == ("C02", 90, "coach")
    assert likely("sessions", known, TODAY, client="C01")["client"] == "C01"
    assert likely("supervision", known, TODAY)["supervisor"] == "supervisor-1"
    assert "peer" not in likely("peer-mentoring", known, TODAY), "there are two"
    assert likely("reflections", known, TODAY)["about"] == ["2026-05-02-c02-b"]
    assert likely("agreements", known, TODAY)["client"] == "C01", "who has none yet"
    for kind in KINDS:
        assert set(likely(kind, known, TODAY)) <= set(schema(kind)["properties"])
        assert likely(kind, portfolio(), TODAY).keys() <= {"client", "peer", "observer"}


def test_a_sheet_names_the_criteria_that_are_thin_and_forgets_them_again(mine: Path) -> None:
    thin = thin_criteria(portfolio())
    sheet = sheet_of("sessions", {"date": "2026-11-14"}, thin)
    assert f"criterion: {thin[0][0]}  (" in sheet
    assert "criterion" not in sheet_draft(mine, "sessions", sheet, thin).after
