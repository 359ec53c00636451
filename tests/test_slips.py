"""The corpus of slips: each told at its lines in words that help, mended where it has one meaning, all in one round."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coachfolio import InMemory, NoPortfolio, check, open_portfolio, schema
from coachfolio.editing.fixing import fix_plan, fixed_files, write_plan
from coachfolio.editing.formatting import format_plan, formatted
from coachfolio.format.documents import read
from coachfolio.format.documents.splicing import remarks_in
from coachfolio.format.documents.values import shape_of
from coachfolio.format.schemas import ANNOTATION, EVIDENCE_SCHEMAS
from coachfolio.format.slips.known import Known
from coachfolio.format.slips.mending import mend
from coachfolio.portfolio.sources import Folder

from .conftest import EXAMPLE
from .slips.obeying import obeyed
from .slips.scoring import KINDS, TODAY, Case, cases, meaning_of, portfolio_bytes, score

KNOWN = Known(clients=("C01", "C02"), people=("peer-1",), units=("D7.03",), criteria=("D7.03/s1", "D7.03/s2"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_slip_is_told_and_mended(kind: str) -> None:
    points = {case.id: score(case).points for case in cases(kind)}
    assert 0 not in points.values(), points
    assert sum(points.values()) / len(points) >= 1.9, points


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_run_changes_nothing(kind: str) -> None:
    for case in cases(kind):
        once = fixed_files(case.files)
        assert fixed_files(once) == once, case.id


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_concerned_stays_as_it_is(kind: str) -> None:
    """Lines that the repair of the corpus leaves alone are there byte for byte, remarks included."""
    for case in cases(kind):
        for path, data in fixed_files(case.files).items():
            before = case.files.get(path)
            if before is None or before == data or b"\0" in before:
                continue
            told = {line.strip() for line in data.decode().splitlines()}
            for remark in (line.strip() for line in before.decode("utf-8", "replace").splitlines()):
                if remark.startswith("# "):
                    assert remark in told, case.id


OF_THE_WHOLE = {"CF209", "CF218"}
"""What can only be said of a file once it counts, and is about the portfolio around it."""


@pytest.mark.parametrize("kind", KINDS)
def test_advice_followed_to_the_letter_leads_to_no_other_error(kind: str) -> None:
    """Each hint that can be followed without thinking is: the finding is gone, no other came, and no word is lost."""
    for case in cases(kind):
        try:
            report = check(open_portfolio(InMemory(case.files, "")), today=TODAY)
        except NoPortfolio:
            continue
        for found in report.diagnostics:
            files = obeyed(case, found) if found.path == case.path and found.code.startswith(_READING) else None
            if files is None:
                continue
            after = check(open_portfolio(InMemory(files, "")), today=TODAY)
            told = (case.id, found.message, found.hint)
            assert not _errors(after) - _errors(report), told
            assert not [left for left in after.diagnostics if _same(left, found)], told
            if case.path in files:
                assert _said(case.data) - _said(files[case.path]) <= _taken(found, case), told


@pytest.mark.parametrize("kind", KINDS)
def test_no_value_that_is_advised_is_another_than_was_meant(kind: str) -> None:
    """Where a hint gives a value, and the corpus knows what was meant, the value is among what was meant."""
    for case in cases(kind):
        if not isinstance(case.meaning, dict) or "portfolio.yaml" not in case.files:
            continue
        report = check(open_portfolio(InMemory(case.files, "")), today=TODAY)
        meant = {str(value).casefold() for value in _leaves(case.meaning)} | {"yes", "no", "true", "false"}
        for found in report.diagnostics:
            advice = _ONE_VALUE.match(found.hint or "") if found.path == case.path else None
            if advice and found.code.startswith(_READING):
                assert advice["value"].strip('"').casefold() in meant, (case.id, found.message, found.hint)


_READING = ("CF0", "CF1", "CF2")
_ONE_VALUE = re.compile(r'(?:[A-Z][^.]*\. )?Write (?:[a-z_]+: )?(?P<value>"\d\d:\d\d"|[^\s:"|]+?)\.(?: |$)')


def _leaves(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return [value] if inner is None else [leaf for each in inner for leaf in _leaves(each)]


def _same(left: Any, found: Any) -> bool:
    return (left.code, left.message, left.span) == (found.code, found.message, found.span)


def _said(data: bytes) -> set[str]:
    """The words of prose: those of lines with several of them."""
    lines = data.decode("utf-8", "replace").splitlines()
    return {word for line in lines if len(line.split()) > 4 for word in re.findall(r"[^\W_]{4,}", line)}


def _taken(found: Any, case: Case) -> set[str]:
    """The words of the line that a finding is about, which its advice may take away or put otherwise."""
    lines = case.data.decode("utf-8", "replace").split("\n")
    return set(re.findall(r"[^\W_]{4,}", lines[found.span.line - 1])) if found.span.line <= len(lines) else set()


def _errors(report: Any) -> Counter[str]:
    return Counter(
        found.code
        for found in report.diagnostics
        if found.code.startswith(_READING) and found.code not in OF_THE_WHOLE and found.severity == "error"
    )


# --- other inputs of the same kinds


OTHERS = [
    ("minutes", "fifty minutes", 50),
    ("minutes", "1hr 45", 105),
    ("minutes", "2 and a half hours", 150),
    ("minutes", "quarter of an hour", 15),
    ("date", "4 Mar 2026", "2026-03-04"),
    ("date", "Weds 4th March, 2026", "2026-03-04"),
    ("date", "2026 03 04", "2026-03-04"),
    ("mode", "MS-Teams", "video"),
    ("mode", "Phone call", "phone"),
    ("mode", "face-2-face", "in-person"),
    ("fee", "free of charge", None),
    ("fee", "In house", "internal"),
    ("role", "Mentored", "mentor"),
    ("start", "2.15pm", "14:15"),
    ("start", "5:30", None),
    ("client", "c 1", "C01"),
    ("client", "C11", None),
    ("counts_towards", "D7.3", ["D7.03"]),
    ("claims", "D7.03/S1 & s2", ["D7.03/s1", "D7.03/s2"]),
]


@pytest.mark.parametrize(("name", "written", "meant"), OTHERS)
def test_other_values_are_read_for_what_they_are_or_left(name: str, written: str, meant: Any) -> None:
    fields = {"date": "2026-03-04", "minutes": "60", "client": "C01", "role": "coach", name: written}
    text = "".join(f"{field}: {value}\n" for field, value in fields.items())
    mended = mend(text, "sessions", KNOWN, strict=read("", text.encode(), shape_of("sessions")))
    assert mended.fields is not None
    assert mended.fields[name] == (written if meant is None else meant)


# --- properties

WORDS = st.sampled_from(
    [
        *("date: 2026-03-04", "minutes: 1h30", "client C01", "role: coach", "mode: Zoom", "reflection: |", "actions:"),
        *(
            "  - Ask: twice",
            "• Ask the board",
            "\t- tab",
            "I asked three questions: all",
            "  she said so",
            "# a remark",
        ),
        *("claims:", "  - criterion: D7.03/s1", "   where: reflection", "extra:", '  room: "S:\\x"', "---", "```", ""),
        *(
            'purpose: "one',
            "purpose: [x",
            "Next steps:",
            "1. first",
            "| a | b |",
            "\u2028x",
            "title: a # b",
            "{",
            "- x",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=14))
def test_whatever_stands_there_the_second_reading_ends_and_mends_only_what_reads(lines: list[str]) -> None:
    text = "\n".join(lines)
    mended = mend(text, "sessions", KNOWN, strict=read("", text.encode(), shape_of("sessions")))
    number = len(re.split(r"\r\n|\r|\n", text))
    assert all(1 <= problem.at.line <= number for problem in mended.problems)  # type: ignore[union-attr]
    files = {"portfolio.yaml": portfolio_bytes(), "sessions/2026-03-04-x.yaml": text.encode()}
    once = fixed_files(files)
    assert fixed_files(once) == once
    if mended.safe:
        words = re.findall(r"[A-Za-z]{6,}", text)
        assert all(word.casefold() in mended.after.casefold() for word in words if word not in ("minutes", "actions"))


def test_a_portfolio_in_order_is_never_changed() -> None:
    assert not fix_plan(EXAMPLE).files
    assert not format_plan(EXAMPLE).files


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "minutes": st.sampled_from(["90", "90.0", "+90", "090"]),
            "planned": st.sampled_from(["yes", "Yes", "true", '"no"', "FALSE"]),
            "title": st.sampled_from(["1:30", "NO", "0123", "plain words", "'quoted'"]),
            "start": st.sampled_from(["14:00", '"14:00"']),
        }
    ),
    st.booleans(),
)
def test_writing_strictly_keeps_every_value_and_remark(values: dict[str, str], windows: bool) -> None:
    text = "# on top\ndate: 2026-03-04\nclient: C01  # beside\nrole: coach\n"
    text += "".join(f"{name}: {value}\n" for name, value in values.items())
    data = (text.replace("\n", "\r\n") if windows else text).encode()
    once = formatted(data, "sessions")
    before, after = (read("", each, shape_of("sessions")).fields for each in (data, once))
    assert before == after
    assert formatted(once, "sessions") == once
    assert remarks_in(once.decode()) == ["# on top", "# beside"]


def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    old = b"date: 4 March 2026\nminutes: 1h30\nclient: C01\nrole: coach\n"
    new = b"date: 2026-03-04\nminutes: 90\nclient: C01\nrole: coach\n"
    (tmp_path / "sessions").mkdir()
    (tmp_path / "portfolio.yaml").write_bytes(portfolio_bytes())
    sheet = tmp_path / "sessions" / "2026-03-04-c01-board.yaml"
    code = (
        "import sys; from coachfolio.editing.fixing import fix_plan, write_plan\n"
        "plan = fix_plan(sys.argv[1]); print('ready', flush=True); write_plan(plan, sys.argv[1])"
    )
    for wait in (0.0, 0.0005, 0.001, 0.002, 0.004, 0.008):
        sheet.write_bytes(old)
        with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(wait)
            os.kill(process.pid, signal.SIGKILL)
        assert sheet.read_bytes() in (old, new)


def test_a_file_that_somebody_changed_meanwhile_is_left(tmp_path: Path) -> None:
    from coachfolio.editing.drafts import NotWritten

    (tmp_path / "sessions").mkdir()
    (tmp_path / "portfolio.yaml").write_bytes(portfolio_bytes())
    sheet = tmp_path / "sessions" / "2026-03-04-c01-board.yaml"
    sheet.write_bytes(b"date: 4 March 2026\nminutes: 90\nclient: C01\nrole: coach\n")
    plan = fix_plan(Folder(tmp_path))
    sheet.write_bytes(b"date: 2026-03-05\n")
    with pytest.raises(NotWritten):
        write_plan(plan, tmp_path)
    assert sheet.read_bytes() == b"date: 2026-03-05\n"


def test_synonyms_stand_in_the_schemas_and_name_fields_that_are_there() -> None:
    fields: set[str] = set()

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            fields.update(part.get("properties", {}))
            for inner in part.values():
                collect(inner)
        elif isinstance(part, list):
            for inner in part:
                collect(inner)

    for name in (*EVIDENCE_SCHEMAS, "portfolio"):
        collect(schema(name))
    assert set(schema("common")[ANNOTATION]["synonyms"]) <= fields


def test_the_check_says_how_many_it_could_mend(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from coachfolio.cli import main

    (tmp_path / "sessions").mkdir()
    (tmp_path / "portfolio.yaml").write_bytes(portfolio_bytes())
    sheet = tmp_path / "sessions" / "2026-03-04-c01-board.yaml"
    sheet.write_bytes(b"date: 4 March 2026\nminutes: 1h30\nclient: c1\nrole: coach\n")
    run = CliRunner().invoke
    assert "mends 3 of these" in run(main, ["check", str(tmp_path)]).output
    assert "+date: 2026-03-04" in run(main, ["fix", str(tmp_path), "--diff"]).output
    assert b"4 March" in sheet.read_bytes()
    assert "3 slips mended" in run(main, ["fix", str(sheet)]).output
    assert meaning_of({"sessions/x.yaml": sheet.read_bytes()}, "sessions/x.yaml")["client"] == "C01"
    assert "nothing to mend" in run(main, ["fix", str(tmp_path)]).output


def test_numbers_in_findings_are_in_the_order_of_their_size() -> None:
    from coachfolio import Diagnostic, Severity, Span

    def order(message: str) -> tuple[str, Span, str, str]:
        return Diagnostic("CF401", "x", Severity.GAP, "portfolio.yaml", Span(1, 1, 1, 1), message, "").order

    messages = [f"8581-700/1.{number} has no evidence." for number in (10, 2, 11, 1)]
    assert [message.split("/")[1].split(" ")[0] for message in sorted(messages, key=order)] == [
        "1.1",
        "1.2",
        "1.10",
        "1.11",
    ]


def test_an_unknown_rule_is_told_where_they_are_listed() -> None:
    from coachfolio.base.errors import UnknownRule

    assert str(UnknownRule("gap", ["CF101", "CF102"])) == "There is no rule called 'gap'. coachfolio rules lists them."


def test_windows_line_ends_are_told_no_more_once_the_advice_was_followed(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "portfolio.yaml").write_bytes(portfolio_bytes())
    sheet = tmp_path / "sessions" / "2026-03-04-c01-board.yaml"
    sheet.write_bytes(b"date: 2026-03-04\r\nminutes: 90\r\nclient: C01\r\nrole: coach\r\n")
    assert "CF019" in {found.code for found in check(open_portfolio(tmp_path)).diagnostics}
    (tmp_path / ".gitattributes").write_bytes(b"* text=auto eol=lf\n")
    assert "CF019" not in {found.code for found in check(open_portfolio(tmp_path)).diagnostics}
