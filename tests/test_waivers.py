"""Waivers let a finding pass for a reason; settings change what rules weigh; a baseline knows what was there before."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest

from coachfolio import InMemory, Report, Severity, check, open_portfolio
from coachfolio.checks.rules import RULES
from coachfolio.checks.rules.facts import THRESHOLDS
from coachfolio.checks.waivers import UnusableBaseline, baseline_from
from coachfolio.format.schemas import schema
from coachfolio.outputs import render
from coachfolio.outputs.json import check_document, json_text

from .conftest import PORTFOLIO, SESSION, TODAY, checked, codes
from .test_cli import run

CODES = [rule.code for rule in RULES]
LONG_DAY = SESSION.replace('start: "14:00"\n', "").replace("minutes: 60", "minutes: 780")


def with_waiver(waiver: str, *, session: str = LONG_DAY, settings: str = "") -> Report:
    portfolio = PORTFOLIO + f"waivers:\n  - {waiver}\n" + settings
    return checked({"sessions/2026-03-04-a.yaml": session}, portfolio=portfolio)


def waived(report: Report) -> list[tuple[str, str]]:
    return [(one.code, one.waived) for one in report.diagnostics if one.waived]


def test_without_a_waiver_the_finding_counts() -> None:
    report = checked({"sessions/2026-03-04-a.yaml": LONG_DAY})
    assert codes(report, "CF306", "CF8") == ["CF306"]
    assert report.counts()[Severity.WARNING] == 1


@pytest.mark.parametrize("where", ["path: sessions/2026-03-04-a.yaml", "path: sessions/"])
def test_a_waiver_names_a_file_or_a_folder(where: str) -> None:
    report = with_waiver(f"{{code: CF306, {where}, reason: a team day}}")
    assert waived(report) == [("CF306", "a team day")]
    assert report.counts()[Severity.WARNING] == 0
    assert codes(report, "CF8") == []


def test_a_waiver_names_a_criterion() -> None:
    report = with_waiver("{code: CF404, criterion: D7.03/s2, reason: agreed in May, by: assessor-1, until: 2026-11-14}")
    assert waived(report) == [("CF404", "agreed in May")]
    assert codes(report, "CF8") == []


@pytest.mark.parametrize(
    ("waiver", "code", "passes"),
    [
        ("{code: CF306, path: sessions/other.yaml, reason: x}", "CF801", False),
        ("{code: CF404, criterion: D7.03/s1, reason: x}", "CF801", False),
        ("{code: CF306, path: sessions/, reason: x, until: 2026-11-13}", "CF802", False),
        ("{code: CF306, reason: x}", "CF803", True),
        ("{code: CF704, path: sessions/, reason: x}", "CF804", False),
        ("{code: CF801, path: sessions/, reason: x}", "CF804", False),
        ("{code: CF360, path: sessions/, reason: x}", "CF806", False),
    ],
)
def test_a_waiver_that_is_not_in_order_is_a_finding(waiver: str, code: str, passes: bool) -> None:
    report = with_waiver(waiver)
    found = [one for one in report.diagnostics if one.code.startswith("CF8")]
    assert [one.code for one in found] == [code]
    assert (found[0].path, found[0].span.line) == ("portfolio.yaml", 13)
    assert bool(waived(report)) is passes


def test_a_waiver_needs_a_reason() -> None:
    assert "CF101" in codes(with_waiver("{code: CF306, path: sessions/}"))


def test_what_makes_everything_else_unreliable_cannot_be_waived() -> None:
    report = with_waiver("{code: CF103, path: sessions/, reason: x}", session=LONG_DAY.replace("780", "sixty"))
    assert waived(report) == []
    assert {"CF103", "CF804"} <= set(codes(report))
    refused = next(one for one in report.diagnostics if one.code == "CF804")
    assert refused.message == "CF103 cannot be waived: a file that cannot be read, or does not fit, is in no total."


def test_many_findings_under_one_waiver_are_too_many() -> None:
    files = {f"sessions/2026-03-{day:02}-a.yaml": LONG_DAY.replace("03-04", f"03-{day:02}") for day in range(1, 13)}
    portfolio = PORTFOLIO + "waivers:\n  - {code: CF306, path: sessions/, reason: long days}\n"
    report = checked(files, portfolio=portfolio)
    assert len(waived(report)) == 12
    assert codes(report, "CF8") == ["CF803"]


@pytest.mark.parametrize(
    "remark",
    [
        "minutes: 780  # coachfolio: ignore[CF306] a team day",
        "# coachfolio: ignore[CF306] a team day\nminutes: 780",
        "# coachfolio: ignore[CF306] a team day\n\n# another remark\nminutes: 780",
        "minutes: 780  # coachfolio: ignore[CF306, CF304] a team day",
        "minutes: 780  # coachfolio:ignore[CF306] a team day",
    ],
)
def test_a_remark_waives_its_line_or_the_next(remark: str) -> None:
    report = checked({"sessions/2026-03-04-a.yaml": LONG_DAY.replace("minutes: 780", remark)})
    assert waived(report) == [("CF306", "a team day")]
    assert codes(report, "CF8") == (["CF801"] if "CF304" in remark else [])
    assert "CF012" not in codes(report)


@pytest.mark.parametrize(
    ("remark", "code"),
    [
        ("minutes: 780  # coachfolio: ignore[CF306]", "CF805"),
        ("date: 2026-03-04  # coachfolio: ignore[CF306] wrong line\nminutes: 780", "CF801"),
        ("minutes: 780  # coachfolio: ignore[CF999] x", "CF806"),
        ("minutes: 780  # coachfolio: ignore[] x", "CF806"),
    ],
)
def test_a_remark_that_is_not_in_order_is_a_finding(remark: str, code: str) -> None:
    session = LONG_DAY.replace("date: 2026-03-04\n", "") if remark.startswith("date") else LONG_DAY
    report = checked({"sessions/2026-03-04-a.yaml": session.replace("minutes: 780", remark)})
    assert codes(report, "CF8") == [code]
    assert not waived(report)


def test_when_all_is_waived_nothing_is_called_complete() -> None:
    files = {"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-a.yaml": SESSION}
    before = check(open_portfolio(InMemory(files)), today=TODAY)
    after = check(
        open_portfolio(InMemory(files)),
        today=TODAY,
        baseline=baseline_from(json_text(check_document(before)), CODES),
    )
    assert render(after, "text").endswith("Nothing is left but what was waived.\n")


def test_a_remark_in_a_text_is_text() -> None:
    text = "reflection: |\n  # coachfolio: ignore[CF306] written in a reflection\n"
    report = checked({"sessions/2026-03-04-a.yaml": LONG_DAY + text})
    assert codes(report, "CF306", "CF8") == ["CF306"]
    assert not waived(report)


def test_a_waived_finding_stays_in_the_json() -> None:
    report = with_waiver("{code: CF306, path: sessions/, reason: a team day}")
    document = check_document(report)
    assert [one["waived"] for one in document["diagnostics"] if one["code"] == "CF306"] == ["a team day"]
    assert document["summary"]["waived"] == 1
    assert document["summary"]["warnings"] == 0


def test_a_setting_changes_what_a_rule_weighs() -> None:
    settings = "settings:\n  severities:\n    - {code: CF306, severity: advice, reason: we ask ourselves}\n"
    report = checked({"sessions/2026-03-04-a.yaml": LONG_DAY}, portfolio=PORTFOLIO + settings)
    assert [one.severity for one in report.diagnostics if one.code == "CF306"] == ["advice"]


def test_a_setting_may_make_a_rule_heavier() -> None:
    settings = "settings:\n  severities:\n    - {code: CF306, severity: error, reason: our centre refuses them}\n"
    assert checked({"sessions/2026-03-04-a.yaml": LONG_DAY}, portfolio=PORTFOLIO + settings).failed


@pytest.mark.parametrize(("code", "found"), [("CF103", "CF808"), ("CF804", "CF808"), ("CF360", "CF807")])
def test_a_setting_that_is_not_in_order_is_a_finding(code: str, found: str) -> None:
    settings = f"settings:\n  severities:\n    - {{code: {code}, severity: advice, reason: x}}\n"
    report = checked({"sessions/2026-03-04-a.yaml": LONG_DAY.replace("780", "sixty")}, portfolio=PORTFOLIO + settings)
    assert codes(report, "CF8") == [found]
    assert [one.severity for one in report.diagnostics if one.code == "CF103"] == ["error"]


def test_a_threshold_can_be_another() -> None:
    settings = "settings:\n  thresholds:\n    - {name: plausible-day-minutes, value: 780, reason: team days}\n"
    assert "CF306" not in codes(checked({"sessions/2026-03-04-a.yaml": LONG_DAY}, portfolio=PORTFOLIO + settings))
    assert "CF306" in codes(
        checked({"sessions/2026-03-04-a.yaml": LONG_DAY}, portfolio=PORTFOLIO + settings.replace("780", "779"))
    )


def test_the_schema_knows_the_thresholds_and_their_usual_values() -> None:
    name = schema("portfolio")["properties"]["settings"]["properties"]["thresholds"]["items"]["properties"]["name"]
    assert name["enum"] == list(THRESHOLDS)
    assert [int(number) for number in re.findall(r"\((\d+)\)", name["description"])] == list(THRESHOLDS.values())


def test_what_was_there_before_passes_and_what_is_new_does_not() -> None:
    broken = SESSION.replace("C01", "C07")
    before = checked({"sessions/2026-03-04-a.yaml": broken})
    baseline = baseline_from(json_text(check_document(before)), CODES)
    files = {"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-a.yaml": "# moved by a line\n" + broken}
    again = check(open_portfolio(InMemory(files)), today=TODAY, baseline=baseline)
    assert not again.failed
    assert "CF206" in [code for code, _ in waived(again)]
    files["sessions/2026-04-04-b.yaml"] = broken.replace("03-04", "04-04")
    new = check(open_portfolio(InMemory(files)), today=TODAY, baseline=baseline)
    assert [one.path for one in new.diagnostics if one.code == "CF206" and not one.waived] == [
        "sessions/2026-04-04-b.yaml"
    ]


def test_a_baseline_cannot_hide_what_cannot_be_waived() -> None:
    broken = SESSION.replace("minutes: 60", "minutes: sixty")
    before = checked({"sessions/2026-03-04-a.yaml": broken})
    baseline = baseline_from(json_text(check_document(before)), CODES)
    files = {"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-a.yaml": broken}
    assert check(open_portfolio(InMemory(files)), today=TODAY, baseline=baseline).failed


@pytest.mark.parametrize("text", ["", "{", "[]", '{"diagnostics": 5}', '{"diagnostics": [{}]}', "[" * 100_000])
def test_a_baseline_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(UnusableBaseline, match="coachfolio check --format json"):
        baseline_from(text, CODES)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_a_baseline_may_be_as_any_command_window_writes_it(encoding: str) -> None:
    text = json.dumps(
        {"diagnostics": [{"code": "CF101", "path": "sessions/ü.yaml", "message": "b"}]}, ensure_ascii=False
    )
    data = text.encode(encoding) if encoding != "utf-16-le-bom" else b"\xfe\xff" + text.encode("utf-16-be")
    assert baseline_from(data, CODES) == {("CF101", "sessions/ü.yaml", "b"): 1}


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\xff\xfe{", b"\x80", "{}".encode("utf-32")])
def test_bytes_that_are_no_baseline_are_refused(data: bytes) -> None:
    with pytest.raises(UnusableBaseline, match="coachfolio check --format json"):
        baseline_from(data, CODES)


def test_a_waiver_of_a_rule_that_is_not_asked_is_neither_unknown_nor_unused() -> None:
    waiver = "waivers:\n  - {code: CF401, criterion: D7.01/s1, reason: it comes last}\n"
    portfolio = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO + waiver, "sessions/a.yaml": SESSION}))
    some = [rule for rule in RULES if not rule.code.startswith("CF4")]
    found = check(portfolio, today=TODAY, rules=some).diagnostics
    assert not [one for one in found if one.code.startswith("CF8")]


def test_a_baseline_with_an_unknown_rule_is_refused_with_the_nearest() -> None:
    text = json.dumps({"diagnostics": [{"code": "CF1011", "path": "a", "message": "b"}]})
    with pytest.raises(UnusableBaseline, match=r"Did you mean CF101\?"):
        baseline_from(text, CODES)


def test_the_command_takes_a_baseline(tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO)
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "2026-03-04-a.yaml").write_text(SESSION.replace("C01", "C07"))
    assert run("check", str(tmp_path)).returncode == 1
    baseline = tmp_path.parent / f"{tmp_path.name}.json"
    baseline.write_text(run("check", str(tmp_path), "--format", "json").stdout)
    done = run("check", str(tmp_path), "--baseline", str(baseline))
    assert done.returncode == 0
    assert re.search(r"\d+ waived", done.stdout)
    assert run("check", str(tmp_path), "--baseline", str(tmp_path / "none.json")).returncode == 2
    baseline.write_text("{}")
    assert run("check", str(tmp_path), "--baseline", str(baseline)).returncode == 2


def test_days_are_judged_as_on_the_day_given() -> None:
    portfolio = PORTFOLIO + "waivers:\n  - {code: CF306, path: sessions/, reason: x, until: 2026-06-30}\n"
    source = InMemory({"portfolio.yaml": portfolio, "sessions/2026-03-04-a.yaml": LONG_DAY})
    on_the_day = check(open_portfolio(source), today=datetime.date(2026, 6, 30))
    the_day_after = check(open_portfolio(source), today=datetime.date(2026, 7, 1))
    assert codes(on_the_day, "CF8") == []
    assert codes(the_day_after, "CF8") == ["CF802"]
