"""What is to be done: listed, closed, made from gaps, and handed to a calendar."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from jsonschema import Draft202012Validator

from coachfolio import NoPortfolio, check, open_portfolio, schema
from coachfolio.editing.actions import done_draft, from_gaps_draft
from coachfolio.editing.drafts import NotWritten, write
from coachfolio.outputs.calendar import calendar_text
from coachfolio.outputs.due import due_lines
from coachfolio.reports.due import MOST_SOON, ToDo, due_rows, due_soon, open_first, to_do, when_of

from .commands import Commands, at_a_terminal
from .conftest import PORTFOLIO, SESSION, TODAY

RECORD = """\
# what was asked for in spring
date: 2026-05-15
by: assessor-1
decisions:
  - {criterion: D7.03/s2, verdict: referral, feedback: One piece more.}
actions:
  # the harder one first
  - what: A second piece of evidence for D7.03/s2
    owner: learner   # with leave
    due: 2026-12-11
    state: open
  - {what: "Number the paragraphs, all of them", owner: learner, due: 2026-05-29}
  - {what: Read it again, owner: assessor-1}
  - {what: Find the leaflet, owner: learner, state: done, done_on: 2026-05-16}
acknowledged: 2026-05-18
"""
SAMPLE = """\
date: 2026-06-26
by: iqa-1
findings:
  - {finding: The recording has no reference., owner: assessor-1, due: 2026-11-20}
"""
PEOPLE = PORTFOLIO.replace("  peer-1", "  iqa-1: {role: iqa}\n  peer-1")
FILES = {
    "portfolio.yaml": PEOPLE,
    "sessions/2026-03-04-c01-board.yaml": SESSION,
    "assessment/decisions/2026-05-15-d7-03.yaml": RECORD,
    "assessment/sampling/2026-06-26-interim.yaml": SAMPLE,
}
DECIDED = "assessment/decisions/2026-05-15-d7-03.yaml"
HANDLE = "2026-05-15-d7-03"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolio_in(tmp_path / "portfolio", FILES)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def portfolio_in(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return folder


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- the list


def test_what_is_open_comes_first_by_day_and_what_has_none_last_of_it(folder: Path) -> None:
    due = open_first(check(open_portfolio(folder), today=TODAY).progress.assessment.due)
    assert [(one.handle, one.open) for one in due] == [
        (f"{HANDLE}/2", True),
        ("2026-06-26-interim/1", True),
        (f"{HANDLE}/1", True),
        (f"{HANDLE}/3", True),
        (f"{HANDLE}/4", False),
    ]


def test_a_command_that_is_mistyped_is_no_folder(folder: Path, run: Commands) -> None:
    said = run("actions", "don", f"{HANDLE}/2", folder)
    assert (said.code, "Did you mean done?" in said.err) == (2, True)


def test_a_hand_over_file_is_told_from_a_folder(tmp_path: Path, run: Commands) -> None:
    (tmp_path / "a.bundle").write_text("x", encoding="utf-8")
    said = run("actions", "done", "2026-01-01-list/1", tmp_path / "a.bundle")
    assert (said.code, "is a file, and this takes the folder of a portfolio" in said.err) == (2, True)


def test_nothing_is_done_before_it_was_set(folder: Path, run: Commands) -> None:
    said = run("actions", "done", f"{HANDLE}/1", folder, "--on", "2020-01-01")
    assert (said.code, "after 1 January 2020. Is the day right?" in said.err) == (2, True)


def test_a_long_note_is_written_in_lines(folder: Path, run: Commands) -> None:
    note = "I asked on the second of November, and wrote the answer down at once; " * 3
    assert run("actions", "done", f"{HANDLE}/2", folder, "--note", note).code == 0
    (file,) = [path for path in folder.rglob("*.yaml") if path.stem == HANDLE]
    text = file.read_text(encoding="utf-8")
    assert note.strip() in text, "between braces no line ends"
    block = "date: 2026-11-02\nby: learner\nactions:\n  - what: Ask\n    owner: learner\n"
    portfolio_in(folder, {"assessment/actions/2026-11-02-own.yaml": block})
    assert run("actions", "done", "2026-11-02-own/1", folder, "--note", note).code == 0
    text = (folder / "assessment/actions/2026-11-02-own.yaml").read_text(encoding="utf-8")
    assert text.startswith(block)
    assert "    note: |\n" in text
    assert max(map(len, text.splitlines())) <= 92


def test_the_list_says_who_and_by_when(folder: Path, run: Commands) -> None:
    before = everything_in(folder)
    said = run("actions", folder)
    assert said.out.splitlines() == [
        f"{HANDLE}/2  learner, 29 May 2026, overdue by 169 days",
        "    Number the paragraphs, all of them",
        "2026-06-26-interim/1  assessor-1, 20 November 2026, in 6 days",
        "    The recording has no reference.",
        f"{HANDLE}/1  learner, 11 December 2026, in 27 days",
        "    A second piece of evidence for D7.03/s2",
        f"{HANDLE}/3  assessor-1, no day",
        "    Read it again",
        "",
        "4 open, 1 overdue.",
        f"When one is done: coachfolio actions done {HANDLE}/2 {folder}",
    ]
    assert f"{HANDLE}/4  learner, done on 16 May 2026" in run("actions", folder, "--all").out
    assert run("actions", "list", folder).out == said.out
    assert everything_in(folder) == before


def test_today_is_not_overdue(folder: Path, run: Commands) -> None:
    on_the_day = run("actions", folder, "--on", "2026-05-29").out
    assert "29 May 2026, today" in on_the_day
    assert "\n4 open, none overdue.\n" in on_the_day
    assert "29 May 2026, overdue by 1 day\n" in run("actions", folder, "--on", "2026-05-30").out


def test_nothing_to_do_is_said(tmp_path: Path, run: Commands) -> None:
    folder = portfolio_in(tmp_path / "p", {"portfolio.yaml": PORTFOLIO})
    assert run("actions", folder).out == "Nothing is open.\n"
    assert run("actions", tmp_path).code == 3


@pytest.mark.parametrize("more", [(), ("--all",)])
def test_json_fits_its_schema(folder: Path, run: Commands, more: tuple[str, ...]) -> None:
    document = json.loads(run("actions", folder, "--format", "json", *more).out)
    Draft202012Validator(schema("output-actions")).validate(document)
    assert [one["days_left"] for one in document["due"]][:4] == [-169, 6, 27, None]
    assert [one["state"] for one in document["due"]][4:] == ["done"] * len(more)


def test_status_tells_what_is_due(folder: Path, run: Commands) -> None:
    lines = run("status", "--all", folder).out.split("\nDue\n")[1].split("\n\n")[0].splitlines()
    assert lines == [
        "29 May 2026, overdue by 169 days, learner: Number the paragraphs, all of them",
        "20 November 2026, in 6 days, assessor-1: The recording has no reference.",
        "11 December 2026, in 27 days, learner: A second piece of evidence for D7.03/s2",
    ]
    assert "11 December" not in run("status", "--all", folder, "--on", "2026-11-12").out, "more than four weeks off"
    document = json.loads(run("status", folder, "--format", "json").out)
    Draft202012Validator(schema("output-status")).validate(document)
    assert [one["kind"] for one in document["due"]] == ["action", "finding", "action", "time-limit", "action"]


@given(st.lists(st.integers(-40, 40), max_size=20))
def test_status_never_takes_more_than_eight_lines_and_leaves_nothing_overdue_for_later(days: list[int]) -> None:
    every = [
        ToDo(f"x/{number}", "action", "w", "p", "learner", TODAY + datetime.timedelta(left), "open")
        for number, left in enumerate(sorted(days))
    ]
    lines = list(due_lines(due_soon(due_rows(every, TODAY))))
    near = [left for left in sorted(days) if left <= 28]
    assert len(lines) == min(len(near), MOST_SOON)
    told = lines if len(near) <= MOST_SOON else lines[:-1]
    assert [line.rsplit(", learner")[0] for line in told] == [when_of(one, TODAY) for one in every[: len(told)]]
    if len(near) > MOST_SOON:
        assert lines[-1].startswith(f"{len(near) - len(told)} more within 4 weeks")


# --- closing


def test_done_changes_three_fields_and_nothing_else(folder: Path, run: Commands) -> None:
    before = everything_in(folder)
    said = run("actions", "done", f"{HANDLE}/1", folder, "--note", "A letter of a sponsor")
    assert said.code == 0
    assert said.out.splitlines()[0] == f"Changed: {folder}/{DECIDED}"
    after = everything_in(folder)
    assert {path for path in after if after[path] != before.get(path)} == {DECIDED}
    text = after[DECIDED].decode()
    was, now = RECORD.splitlines(), text.splitlines()
    assert [line for line in was if line not in now] == ["    state: open"]
    assert [line for line in now if line not in was] == [
        "    state: done",
        "    done_on: 2026-11-14",
        "    note: A letter of a sponsor",
    ]
    (one,) = (due for due in check(open_portfolio(folder)).progress.assessment.due if due.handle == f"{HANDLE}/1")
    assert not one.open


def test_an_action_between_braces_is_closed_as_well(folder: Path) -> None:
    write([done_draft(folder, f"{HANDLE}/2", TODAY)])
    report = check(open_portfolio(folder), today=TODAY)
    assert {one.code for one in report.diagnostics} & {"CF750", "CF752"} == set()
    assert [one.handle for one in to_do(report, reminders=False)] == [
        "2026-06-26-interim/1",
        f"{HANDLE}/1",
        f"{HANDLE}/3",
    ]


def test_dropped_wants_a_note_and_has_no_day(folder: Path, run: Commands) -> None:
    before = everything_in(folder)
    said = run("actions", "drop", f"{HANDLE}/1", folder)
    assert (said.code, "--note" in said.err) == (2, True)
    with pytest.raises(NotWritten, match="Say in a note why"):
        done_draft(folder, f"{HANDLE}/1", TODAY, dropped=True)
    assert everything_in(folder) == before
    assert run("actions", "drop", f"{HANDLE}/1", folder, "--note", "agreed with the assessor").code == 0
    text = (folder / DECIDED).read_text()
    assert "state: dropped\n" in text
    assert "note: agreed with the assessor" in text
    assert text.count("done_on") == 1


def test_a_note_that_is_there_is_kept(folder: Path) -> None:
    file = folder / DECIDED
    file.write_text(RECORD.replace("    state: open\n", "    state: open\n    note: ask C01 first\n"))
    write([done_draft(folder, f"{HANDLE}/1", TODAY, "asked and given")])
    (one,) = (due for due in check(open_portfolio(folder)).progress.assessment.due if due.handle == f"{HANDLE}/1")
    assert getattr(one.of, "note", "").splitlines() == ["ask C01 first", "asked and given"]


@pytest.mark.parametrize(
    ("handle", "says"),
    [
        (f"{HANDLE}/5", f"There is no action called {HANDLE}/5. Did you mean {HANDLE}/"),
        ("nothing like it", "coachfolio actions lists what is open."),
        (f"{HANDLE}/4", f"{HANDLE}/4 was done already on 16 May 2026."),
        ("2026-06-26-interim/1", "coachfolio sample close 2026-06-26-interim/1."),
        ("\x1b[2J\u202e", "There is no action called �[2J�."),
    ],
)
def test_what_cannot_be_closed_is_refused_and_nothing_is_written(
    folder: Path, run: Commands, handle: str, says: str
) -> None:
    before = everything_in(folder)
    said = run("actions", "done", handle, folder)
    assert said.code == 2
    assert says in said.err
    assert said.err.rstrip().endswith("Nothing was written.")
    assert everything_in(folder) == before


def test_a_name_that_two_files_have_is_refused(folder: Path) -> None:
    portfolio_in(folder, {"assessment/decisions/more/2026-05-15-d7-03.yaml": RECORD})
    with pytest.raises(NotWritten, match="Several files have this name"):
        done_draft(folder, f"{HANDLE}/1", TODAY)


def test_what_is_typed_in_between_is_not_lost(folder: Path) -> None:
    draft = done_draft(folder, f"{HANDLE}/1", TODAY)
    typed = RECORD.replace("One piece more.", "One piece more, please.")
    (folder / DECIDED).write_text(typed)
    with pytest.raises(NotWritten, match="changed by something else"):
        write([draft])
    assert (folder / DECIDED).read_text() == typed


def test_no_portfolio_no_action(tmp_path: Path) -> None:
    with pytest.raises(NoPortfolio):
        done_draft(tmp_path, "x/1", TODAY)


# --- from gaps


def test_every_gap_becomes_an_action_once(folder: Path, run: Commands) -> None:
    report = check(open_portfolio(folder), stage="building", today=TODAY)
    asks = {one.criterion.ref: one.criterion.text for one in report.progress.coverage}
    gaps = {
        (
            one.code,
            one.criterion or None,
            f"Find evidence for {one.criterion}: {asks[one.criterion]}" if one.code == "CF401" else one.message,
        )
        for one in report.diagnostics
        if one.severity == "gap"
    }
    assert len(gaps) > 5
    before = everything_in(folder)
    said = run("actions", folder, "--from-gaps", "--due", "2026-12-24")
    path = "assessment/actions/2026-11-14-from-gaps.yaml"
    assert said.out.splitlines()[0] == f"Written: {folder}/{path}"
    after = everything_in(folder)
    assert set(after) - set(before) == {path}
    assert {name: after[name] for name in before} == before
    (made,) = (one for one in open_portfolio(folder).evidence if one.path == path)
    actions = getattr(made, "actions", ())
    assert {(one.gap, one.criterion, one.what) for one in actions} == gaps
    assert {(one.owner, one.due, one.state) for one in actions} == {("learner", datetime.date(2026, 12, 24), "open")}
    again = run("actions", folder, "--from-gaps", "--due", "2026-12-31")
    assert again.out == "There is no gap that no open action is about. Nothing was written.\n"
    assert everything_in(folder) == after


def test_only_what_no_open_action_is_about_is_new(folder: Path) -> None:
    def made(on: datetime.date) -> list[tuple[str, str | None]]:
        report = check(open_portfolio(folder), stage="building", today=on)
        draft = from_gaps_draft(folder, report, on, "learner", on)
        if draft is None:
            return []
        write([draft])
        (one,) = (piece for piece in open_portfolio(folder).evidence if piece.path == draft.path)
        return [(action.gap, action.criterion) for action in getattr(one, "actions", ())]

    first = made(TODAY)
    (about,) = (number for number, one in enumerate(first, 1) if one == ("CF401", "D7.03/s1"))
    write([done_draft(folder, f"{TODAY}-from-gaps/{about}", TODAY)])
    assert made(TODAY) == [("CF401", "D7.03/s1")], "it was said to be done, and the gap is still there"
    assert (folder / "assessment" / "actions" / f"{TODAY}-from-gaps-2.yaml").is_file()
    assert made(TODAY) == []


def test_a_portfolio_that_is_handed_in_has_its_gaps_as_well(folder: Path, run: Commands) -> None:
    file = folder / "portfolio.yaml"
    file.write_text(PEOPLE.replace("stage: building", "stage: submission"))
    assert run("actions", folder, "--from-gaps", "--due", "2026-12-24").out.startswith("Written: ")


def test_whoever_sits_at_a_terminal_is_asked_for_the_day_and_for_the_reason(folder: Path) -> None:
    said = at_a_terminal("actions", folder, "--from-gaps", answers="soon\n2026-12-24\n")
    assert said.code == 0, said.err
    assert "due: 2026-12-24" in (folder / f"assessment/actions/{TODAY}-from-gaps.yaml").read_text()
    said = at_a_terminal("actions", "drop", f"{HANDLE}/1", folder, answers="agreed with the assessor\n")
    assert said.code == 0, said.err
    assert "note: agreed with the assessor" in (folder / DECIDED).read_text()


def test_waived_gaps_are_no_actions(folder: Path) -> None:
    waivers = "waivers:\n  - {code: CF401, criterion: D7.03/s1, reason: agreed with the centre}\n"
    (folder / "portfolio.yaml").write_text(PEOPLE + waivers)
    report = check(open_portfolio(folder), today=TODAY)
    draft = from_gaps_draft(folder, report, TODAY, "learner", TODAY)
    assert draft is not None
    assert "D7.03/s3" in draft.after
    assert "D7.03/s1" not in draft.after


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--from-gaps",), "Say with --due"),
        (("--from-gaps", "--due", "2026-11-13"), "13 November 2026 is past already"),
        (("--from-gaps", "--due", "2026-12-01", "--by", "tutor-9"), "Nobody in portfolio.yaml is called tutor-9"),
        (("--from-gaps", "--due", "2026-12-01", "--format", "json"), "Leave out --format and --all"),
        (("--due", "2026-12-01"), "Add --from-gaps"),
        (("--from-gaps", "--due", "Christmas"), "is not a day"),
    ],
)
def test_what_is_wrong_with_a_list_from_gaps_is_said(
    folder: Path, run: Commands, options: tuple[str, ...], says: str
) -> None:
    before = everything_in(folder)
    said = run("actions", folder, *options)
    assert said.code == 2
    assert says in " ".join(said.err.split())
    assert everything_in(folder) == before


def test_a_file_that_cannot_be_read_is_told_of(folder: Path, run: Commands) -> None:
    portfolio_in(folder, {"sessions/2026-03-11-c01.yaml": "minutes: 60\n"})
    assert "1 file could not be read" in run("actions", folder, "--from-gaps", "--due", "2026-12-24").err


# --- names


def test_what_may_name_a_client_is_not_shown(folder: Path, run: Commands) -> None:
    portfolio_in(
        folder,
        {
            "private/clients.yaml": "format: 1\nclients:\n  C01: {names: [Anna Petrova]}\n",
            "assessment/actions/2026-06-01-own.yaml": "date: 2026-06-01\nby: learner\nactions:\n"
            "  - {what: Ask Anna Petrova for leave, owner: learner, due: 2026-11-16}\n",
        },
    )
    said = [
        run("actions", folder),
        run("actions", folder, "--format", "json"),
        run("actions", folder, "--format", "ics"),
        run("status", "--all", folder),
        run("status", folder),
        run("status", folder, "--format", "json"),
        run("actions", "done", "2026-06-01-own/1", folder),
    ]
    assert not any("Petrova" in one.out + one.err or "Anna" in one.out + one.err for one in said)
    assert "Not shown, because it may name a client: see assessment/actions/2026-06-01-own.yaml" in said[0].out
    assert "16 November 2026, in 2 days" in said[3].out


# --- the calendar


def events(text: str) -> list[Any]:
    """A calendar read back by another's reader, after what the standard says of its lines."""
    data = text.encode()
    assert data.endswith(b"END:VCALENDAR\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no letter is cut in two
    calendar = Calendar.from_ical(text)
    assert (calendar["VERSION"], calendar["PRODID"]) == ("2.0", "-//coachfolio//coachfolio//EN")
    found = list(calendar.walk("VEVENT"))
    assert len({one["UID"] for one in found}) == len(found)
    return found


def day_of(event: Any) -> datetime.date:
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    assert type(start) is datetime.date, "a whole day, at no time of it"
    assert end - start == datetime.timedelta(1)
    return start


def test_the_calendar_has_everything_with_a_day(folder: Path, run: Commands) -> None:
    (folder / "portfolio.yaml").write_text(PEOPLE + "reminders: {supervision_weeks: 6}\n")
    said = run("actions", folder, "--format", "ics")
    found = events(said.out)
    assert [(day_of(one).isoformat(), str(one["SUMMARY"])) for one in found] == [
        ("2026-02-16", "Supervision is due: every 6 weeks"),
        ("2026-05-29", "Number the paragraphs, all of them"),
        ("2026-11-20", "The recording has no reference."),
        ("2026-12-11", "A second piece of evidence for D7.03/s2"),
        ("2028-01-05", "The time limit: the qualification is to be complete"),
    ]
    assert {one["DTSTAMP"].dt for one in found} == {datetime.datetime(2026, 11, 14, tzinfo=datetime.UTC)}
    assert "For: learner" in found[3]["DESCRIPTION"]
    assert f"coachfolio actions done {HANDLE}/1" in found[3]["DESCRIPTION"]
    assert run("actions", folder, "--format", "ics").out == said.out


def test_events_keep_their_names(folder: Path, run: Commands) -> None:
    def names() -> dict[str, str]:
        return {str(one["SUMMARY"]): str(one["UID"]) for one in events(run("actions", folder, "--format", "ics").out)}

    (folder / "portfolio.yaml").write_text(PEOPLE + "id: one-portfolio\n")
    before = names()
    write([done_draft(folder, f"{HANDLE}/1", TODAY)])
    after = names()
    assert after == {title: uid for title, uid in before.items() if not title.startswith("A second piece")}
    (folder / "portfolio.yaml").write_text(PEOPLE + "id: another-portfolio\n")
    assert not set(names().values()) & set(before.values())


def test_after_the_certificate_it_has_what_is_kept_for_a_while(folder: Path, run: Commands) -> None:
    certified = PEOPLE.replace("stage: building", "stage: certificated\ncertificated_on: 2026-08-31")
    reminders = "reminders: {supervision_weeks: 6, keep_key_months: 6, keep_notes_months: 36}\n"
    (folder / "portfolio.yaml").write_text(certified + reminders)
    (folder / DECIDED).unlink()
    found = events(run("actions", folder, "--format", "ics").out)
    assert [(day_of(one).isoformat(), str(one["SUMMARY"])) for one in found] == [
        ("2026-11-20", "The recording has no reference."),
        ("2027-02-28", "The last day to keep the list of who is behind each code"),
        ("2029-08-31", "The last day to keep your notes and this portfolio"),
    ]


@given(
    st.lists(
        st.tuples(
            st.text(max_size=200),
            st.text(max_size=30),
            st.dates(max_value=datetime.date(9998, 12, 31)),
        ),
        max_size=4,
    )
)
def test_no_words_of_an_action_can_break_a_calendar(given_actions: list[tuple[str, str, datetime.date]]) -> None:
    portfolio = open_portfolio_of(PORTFOLIO)
    hostile = [*given_actions, ("x\r\nEND:VEVENT\r\nATTACH:file:///etc/passwd, ; \\n \x00\x1b", "a:b;c", TODAY)]
    every = [
        ToDo(f"{owner}/{number}", "action", what, "p.yaml", owner, on, "open")
        for number, (what, owner, on) in enumerate(hostile)
    ]
    found = events(calendar_text(portfolio, every, TODAY))
    assert [day_of(one) for one in found] == [one.day for one in every]
    assert all(set(one) == set(found[0]) and "ATTACH" not in one for one in found)


def test_the_last_day_of_the_calendar_has_no_day_after_it() -> None:
    one = ToDo("x/1", "action", "w", "p", "learner", datetime.date.max, "open")
    (event,) = events(calendar_text(open_portfolio_of(PORTFOLIO), [one], TODAY))
    assert event["DTSTART"].dt == datetime.date.max
    assert "DTEND" not in event


def open_portfolio_of(text: str) -> Any:
    from coachfolio import InMemory

    return open_portfolio(InMemory({"portfolio.yaml": text}))


def test_without_the_library_it_says_what_to_install(folder: Path) -> None:
    program = "import sys; sys.modules['icalendar'] = None; from coachfolio.cli import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program, "actions", str(folder), "--format", "ics"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "A calendar needs one more package: pip install 'coachfolio[calendar]'."


def test_the_calendars_lines_end_as_the_standard_asks_when_it_is_piped(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "coachfolio", "actions", str(folder), "--format", "ics", "--on", "2026-11-14"],
        capture_output=True,
        check=True,
    )
    assert events(done.stdout.decode())
