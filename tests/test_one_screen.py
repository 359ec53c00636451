"""What `status` and `check` show on one screen: never more than fits, and nothing untrue."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from coachfolio import check, open_portfolio
from coachfolio.checks.checking import Report
from coachfolio.outputs.brief import brief_lines
from coachfolio.outputs.overview import COLUMNS, LINES, fitted, overview_lines, wrapped
from coachfolio.portfolio.sources import InMemory
from coachfolio.reports.deeds import deeds
from coachfolio.reports.kinds import kinds_found
from coachfolio.reports.overview import overview_of

from .commands import Commands

TODAY = datetime.date(2026, 11, 21)
HEAD = "format: 1\nstage: {stage}\nqualification: {pack}\nlearner: {{name: A. Learner}}\nregistered: 2025-01-13\n"
WORDS = st.text(st.sampled_from("ab é漢字w\u0301🙂\u202e-"), min_size=1, max_size=160)
NAMES = st.text(st.sampled_from("abcdefgh漢-"), min_size=1, max_size=90)


def plain(text: str, colour: str) -> str:
    return text


def quoted(text: str) -> str:
    import json

    return json.dumps(text or "x")


@st.composite
def portfolios(draw: st.DrawFn) -> dict[str, str]:
    pack = draw(st.sampled_from(["ilm-l7-diploma-2007", "ilm-l7-certificate-2007", "ilm-l7-diploma-8589", "none"]))
    stage = draw(st.sampled_from(["building", "submission"]))
    files = {"portfolio.yaml": HEAD.format(stage=stage, pack=pack)}
    if draw(st.booleans()):
        files["portfolio.yaml"] += draw(
            st.sampled_from(["counts_towards: [D7.04]\n", "clients: {C01: {}}\n", "  x: [\n"])
        )
    units = draw(st.integers(0, 40))
    if units:
        files["qualification.yaml"] = "format: 1\nunits:\n" + "".join(
            f"  - {{ref: U{number}, title: {quoted(draw(WORDS))}, criteria_complete: yes,"
            f" criteria: [{{number: '1', text: {quoted(draw(WORDS))}}}]}}\n"
            for number in range(units)
        )
        files["qualification.yaml"] += "requirements:\n" + "".join(
            f"  - {{name: {quoted(draw(WORDS))}, measure: contact-hours, at_least: {number + 1}, set_by: centre}}\n"
            for number in range(draw(st.integers(1, 12)))
        )
    for number in range(draw(st.integers(0, 6))):
        minutes = draw(st.sampled_from(["60", "an hour", "90"]))
        draft = draw(st.sampled_from(["", "", "draft: yes\n"]))
        name = draw(NAMES)
        files[f"sessions/2026-03-{number + 1:02}-{name}.yaml"] = (
            f"date: 2026-03-{number + 1:02}\nminutes: {minutes}\nclient: C01\nrole: coach\n{draft}"
            f"reflection: {quoted(draw(WORDS))}\n"
        )
    if draw(st.booleans()):
        files["assessment/actions/2026-03-01.yaml"] = "actions:\n" + "".join(
            f"  - {{what: {quoted(draw(WORDS))}, owner: {'learner' if day % 2 else 'x-1'}, due: 2026-12-0{day}}}\n"
            for day in range(1, 6)
        )
    if draw(st.booleans()):
        files[f"inbox/{draw(NAMES)}.txt"] = "x"
    return files


def many(pieces: int) -> dict[str, str]:
    files = {"portfolio.yaml": HEAD.format(stage="building", pack="ilm-l7-diploma-2007") + "clients: {C01: {}}\n"}
    for number in range(pieces):
        day = datetime.date(2025, 1, 14) + datetime.timedelta(days=number)
        files[f"sessions/{day}-{'long-name-' * 8}{number}.yaml"] = (
            f"date: {day}\nminutes: 60\nclient: C01\nrole: coach\n"
        )
    return files


BROKEN = {"portfolio.yaml": "format: [\n", **{f"sessions/x{number}.yaml": "[\n" for number in range(40)}}


@settings(deadline=None, max_examples=60)
@given(portfolios(), st.lists(NAMES, max_size=60), NAMES, st.booleans())
@example({"portfolio.yaml": HEAD.format(stage="building", pack="ilm-l7-diploma-2007")}, [], "", True)
@example(many(500), ["x"] * 500, "a/" * 60, True)
@example(BROKEN, ["x"], "folder", False)
def test_any_portfolio_has_one_screen(files: dict[str, str], unsaved: list[str], folder: str, blocks: bool) -> None:
    report = check(open_portfolio(InMemory(files)), today=TODAY)
    screen = [*overview_lines(overview_of(report, unsaved=unsaved, mends=3), plain, folder, blocks=blocks)]
    assert 2 <= len(screen) <= LINES
    assert all(cell_len(line) <= COLUMNS for line in screen), screen
    assert not any(re.search("[\x00-\x1f\u202a-\u202e]", line) for line in screen)
    fits_on(report, folder, 80, 24)
    fits_on(report, folder, 132, 50)


def fits_on(report: Report, folder: str, columns: int, lines: int) -> None:
    """The brief check takes no more than the screen has, but for one error that is longer than that alone."""
    shown = [*brief_lines(report, plain, folder=folder, mends=3, columns=columns, lines=lines)]
    rows = sum(max(1, -(-cell_len(line) // columns)) for line in shown)
    first = next((number for number, line in enumerate(shown) if line.startswith("and ") or not line), 0)
    longest = sum(-(-cell_len(line) // columns) for line in shown[:first])
    assert rows <= max(lines, longest + 12), "\n".join(shown)


@given(st.text(max_size=200), st.integers(4, 80))
def test_a_text_is_cut_and_wrapped_to_its_columns(text: str, columns: int) -> None:
    assert cell_len(fitted(text, columns)) <= columns
    lines = wrapped(text, columns)
    assert all(cell_len(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(fitted(text, 10_000).split())


def report_of(files: dict[str, str], settings: str = "", pack: str = "ilm-l7-diploma-2007") -> Report:
    head = HEAD.format(stage="building", pack=pack) + "clients: {C01: {sector: health}}\n" + settings
    return check(open_portfolio(InMemory({"portfolio.yaml": head, **files})), today=TODAY)


SESSION = {"sessions/2026-03-04-c01.yaml": "date: 2026-03-04\nminutes: 90\nclient: C01\nrole: coach\n"}


def shown(report: Report, **given: Any) -> str:
    return "\n".join(overview_lines(overview_of(report, **given), plain))


def test_hours_without_a_home_are_told_with_the_line_that_gives_them_one() -> None:
    screen = shown(report_of(SESSION))
    assert "1 h 30 of contact belong to no unit (of C01)" in screen
    (line,) = re.findall(r"counts_towards: \[[^]]+\]", screen)
    assert "no unit" not in shown(report_of(SESSION, f"{line}\n"))
    assert "no unit" not in shown(report_of(SESSION, pack="ilm-l7-certificate-2007"))


def test_what_is_unsaved_a_draft_or_wrong_is_told_with_its_command() -> None:
    files = {**SESSION, "reflections/x.yaml": "draft: yes\n", "inbox/note.txt": "x", "sessions/y.yaml": "["}
    screen = shown(report_of(files), unsaved=["a", "b"])
    assert "2 files are not saved as they stand: coachfolio save" in screen
    assert "2 drafts count for nothing yet. Finish or delete inbox/note.txt and" in screen
    assert "1 file that could not be counted" in screen
    assert "coachfolio check" in screen


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, "log"),
        (SESSION, "new peer-mentoring"),
        ({**SESSION, "sessions/y.yaml": "["}, "check"),
    ],
)
def test_the_first_deed_is_the_one_that_matters(files: dict[str, str], expected: str) -> None:
    first, *_ = found = deeds(report_of(files))
    assert first.command == expected
    assert len(found) <= 3
    assert len({deed.command for deed in found}) == len(found)


def test_a_criterion_is_said_as_what_you_do() -> None:
    texts = [deed.why for deed in deeds(report_of(SESSION), 9)]
    assert "Nothing shows yet that you take part in peer mentoring." in texts
    assert "Nothing shows yet that you develop and improve performance as coach or mentor." in texts
    assert any(re.fullmatch(r"\d+ criteria have no evidence yet\.", text) for text in texts)


def test_every_command_that_is_told_is_one_that_there_is(tmp_path: Path) -> None:
    from coachfolio.checks.rules import all_rules
    from coachfolio.cli import main
    from coachfolio.cli.writing_up import _KINDS
    from coachfolio.format.schemas import EVIDENCE_SCHEMAS
    from coachfolio.reports.deeds import _KIND_BY_MEASURE, _KIND_BY_WORD, _command
    from coachfolio.reports.kinds import _WORDS

    known = main.list_commands(None)  # type: ignore[arg-type]
    told = {command for *_, command in _WORDS.values()}
    assert {command.split()[0] for command in told} <= set(known)
    assert set(_WORDS) <= {rule.code for rule in all_rules()}
    kinds = {kind for kind in EVIDENCE_SCHEMAS if not kind.startswith(("assessment", "declarations", "mapping"))}
    kinds |= {kind for _, kind in _KIND_BY_WORD} | set(_KIND_BY_MEASURE.values())
    assert {_command(kind).removeprefix("new ") for kind in kinds} - {"log"} <= set(_KINDS)


def test_each_kind_of_finding_has_one_line_with_its_number_and_a_command() -> None:
    report = report_of({})
    lines = [*brief_lines(report, plain, columns=100, lines=40)]
    kinds = kinds_found(report.diagnostics)
    missing = sum(found.code == "CF401" for found in report.diagnostics)
    assert any(re.fullmatch(rf"{missing} criteria have no evidence yet: coachfolio map", line) for line in lines)
    assert sum(kind.number for kind in kinds) == len(report.diagnostics)
    assert sum(": coachfolio" in line or line.startswith("    coachfolio") for line in lines) >= len(kinds)


def test_status_and_check_in_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """A file or a pipe has every finding of a check, unless told otherwise; `status` has one screen anywhere."""
    for path, text in many(30).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    run = Commands(monkeypatch, capsys)
    everything, brief = run("check", str(tmp_path)).out, run("check", "--brief", str(tmp_path)).out
    assert everything.count("CF401") > 10
    assert "CF401" not in brief
    assert run("check", "--all", str(tmp_path)).out == everything
    assert len(run("status", str(tmp_path)).out.splitlines()) <= LINES
    assert "What is asked for" in run("status", "--all", str(tmp_path)).out
