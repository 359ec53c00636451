"""Every case in tests/cases: a small portfolio, and word for word what its check has to say.

The form of a case is in tests/cases/README.md. `COACHFOLIO_UPDATE_CASES=1 pytest tests/test_cases.py` rewrites what is
expected; each text so written is then to be read against its portfolio. `COACHFOLIO_CASE=word` tries only the cases
with that word in their names.
"""

from __future__ import annotations

import datetime
import difflib
import json
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, cast

import pytest
from jsonschema import Draft202012Validator

from coachfolio import RULES, Diagnostic, Folder, Report, check, open_portfolio, schema
from coachfolio.outputs import FORMATS, render
from coachfolio.outputs.json import check_document, json_text, status_document
from coachfolio.portfolio.portfolio import Stage

from .effort import each

CASES: Final = Path(__file__).parent / "cases"
NAMES: Final = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
UPDATING: Final = bool(os.environ.get("COACHFOLIO_UPDATE_CASES"))

ELSEWHERE: Final = {
    "CF001": "needs a file that cannot be read: tests/test_sources.py",
    "CF002": "needs bytes that are no text: tests/test_hostile_files.py",
    "CF004": "needs a large file: tests/test_hostile_files.py",
    "CF020": "needs a symbolic link: tests/test_sources.py",
    "CF021": "needs a name that some computers cannot store: tests/test_sources.py",
    "CF217": "needs a large file: tests/test_hostile_files.py",
    **dict.fromkeys(
        ("CF601", "CF602", "CF603", "CF604", "CF605", "CF606", "CF631"),
        "needs a list of clients: tests/test_confidentiality.py",
    ),
    "CF608": "needs a folder that is kept in git: tests/test_ignored.py",
    **dict.fromkeys(("CF607", "CF643"), "needs a record and a list of clients: tests/test_history_names.py"),
    "CF029": "needs a record: tests/test_counted_once.py",
    "CF030": "needs a record: tests/test_counted_once.py",
    "CF617": "needs a picture: tests/test_attachments.py",
    "CF641": "needs an attachment: tests/test_attachments.py",
    "CF710": "needs a record: tests/test_assessment.py",
    **dict.fromkeys(
        ("CF901", "CF902", "CF903", "CF904", "CF905", "CF906", "CF907"),
        "needs a save: tests/test_hooks.py",
    ),
    "CF908": "needs a save: tests/test_assessment.py",
    "CF909": "needs a save: tests/test_saving.py",
}
"""Rules that no case can show, with the place of their tests."""

_HEAD: Final = re.compile(
    r"for (?P<stage>building|submission|certification|certificated) on (?P<day>\d{4}-\d{2}-\d{2})"
)
_JARGON: Final = re.compile(
    r"\b(?:arrays?|objects?|propert(?:y|ies)|schemas?|json|null|strings?|mappings?|nodes?|tokens?|tracebacks?)\b"
    r"|(?-i:\bNone\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Case:
    """One case, as its expected.txt tells it."""

    folder: Path
    stage: Stage
    day: datetime.date
    only: tuple[str, ...]
    """The beginnings of the codes that are compared; all, where it is empty."""
    head: str
    body: str

    def matters(self, diagnostic: Diagnostic) -> bool:
        return not self.only or diagnostic.code.startswith(self.only)


def case(name: str) -> Case:
    folder = CASES / name
    text = (folder / "expected.txt").read_text(encoding="utf-8")
    first, _, rest = text.partition("\n")
    match = _HEAD.fullmatch(first)
    assert match, f"{name}: the first line of expected.txt is no head"
    head = f"{first}\n"
    only: tuple[str, ...] = ()
    if rest.startswith("only "):
        line, _, rest = rest.partition("\n")
        only, head = tuple(line.split()[1:]), f"{head}{line}\n"
    day = datetime.date.fromisoformat(match["day"])
    return Case(folder, cast(Stage, match["stage"]), day, only, head, rest)


def checked_anew(one: Case) -> Report:
    return check(open_portfolio(Folder(one.folder / "portfolio")), stage=one.stage, today=one.day)


@cache
def report_on(name: str) -> Report:
    return checked_anew(case(name))


def rendered(one: Case, report: Report) -> str:
    lines: list[str] = []
    for found in filter(one.matters, report.diagnostics):
        span = found.span
        place = f"{found.path}:{span.line}:{span.column}-{span.end_line}:{span.end_column}"
        lines.append(f"{place} {found.severity} {found.code} {found.message}")
        if found.hint:
            lines.append(f"    → {found.hint}")
        if found.waived:
            lines.append(f"    waived: {found.waived}")
        lines += [f"    @ {one.path}:{one.span.line}:{one.span.column} {one.message}" for one in found.related]
    return "".join(f"{line}\n" for line in lines)


@each("name", NAMES)
def test_check_says_what_the_case_expects(name: str) -> None:
    one = case(name)
    found = rendered(one, report_on(name))
    if UPDATING:
        (one.folder / "expected.txt").write_text(one.head + found, encoding="utf-8", newline="\n")
        return
    if found != one.body:
        difference = difflib.unified_diff(one.body.splitlines(), found.splitlines(), "expected", "found", lineterm="")
        pytest.fail(f"{name}\n" + "\n".join(difference), pytrace=False)


def test_every_rule_has_a_case() -> None:
    expected = "\n".join(case(name).body for name in NAMES)
    shown = set(re.findall(r"^\S.* (?:error|warning|gap|advice) (CF\d{3}) ", expected, re.MULTILINE))
    about_files = {rule.code for rule in RULES if rule.family != "record"}
    assert about_files - shown == set(ELSEWHERE), "rules about the record are tried in tests/test_record_rules.py"


def test_the_rules_that_no_case_shows_are_tested_where_it_says() -> None:
    for code, reason in ELSEWHERE.items():
        assert code in (CASES.parents[1] / reason.rsplit(": ", 1)[1]).read_text(encoding="utf-8")


def test_a_case_has_nothing_but_its_portfolio_and_what_is_expected() -> None:
    for name in NAMES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name)
        assert sorted(path.name for path in (CASES / name).iterdir()) == ["expected.txt", "portfolio"]


@each("name", NAMES)
def test_checking_twice_says_the_same(name: str) -> None:
    report, one = report_on(name), case(name)
    portfolio = open_portfolio(Folder(one.folder / "portfolio"))  # what a report has of it is covered where it must be
    for _ in range(2):
        assert check(portfolio, stage=report.stage, today=report.today) == report
    assert checked_anew(one).diagnostics == report.diagnostics


@cache
def form_of_output() -> Draft202012Validator:
    return Draft202012Validator(schema("output-check"))


@each("name", NAMES)
def test_text_and_json_tell_the_same_findings(name: str) -> None:
    report = report_on(name)
    document = json.loads(json_text(check_document(report)))
    form_of_output().validate(document)
    assert len(document["diagnostics"]) == len(report.diagnostics)
    listed = [f"{one['severity']} {one['code']}" for one in document["diagnostics"] if not one["waived"]]
    text = render(report, "text")
    printed = re.findall(r"^\S.*?:\d+:\d+: ((?:error|warning|gap|advice) CF\d{3}) ", text, re.MULTILINE)
    assert sorted(printed) == sorted(listed)
    summary = document["summary"]
    assert summary["errors"] + summary["warnings"] + summary["gaps"] + summary["advice"] == len(listed)
    assert summary["waived"] == len(report.diagnostics) - len(listed)


@each("name", NAMES)
def test_findings_stand_inside_files_that_are_there(name: str) -> None:
    report = report_on(name)
    for one in report.diagnostics:
        for path, span in ((one.path, one.span), *((other.path, other.span) for other in one.related)):
            assert (CASES / name / "portfolio" / path).is_file()
            lines = re.split(r"\r\n|\r|\n", report.portfolio.texts.get(path, ""))
            assert 1 <= span.line <= span.end_line <= max(len(lines), 1)
            assert (span.line, span.column) <= (span.end_line, span.end_column)
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1
            assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1


@each("name", NAMES)
def test_messages_are_in_a_coachs_words(name: str) -> None:
    for one in report_on(name).diagnostics:
        for text in (one.message, one.hint, *(other.message for other in one.related)):
            assert not _JARGON.search(text), text
            assert text == text.strip()
            assert "  " not in text


@each("name", [name for name in NAMES if name.startswith("names-")])
def test_a_clients_name_is_shown_nowhere(name: str) -> None:
    report = report_on(name)
    portfolio = "".join(report.portfolio.texts.values())
    assert "John" in portfolio
    assert "Smith" in portfolio
    for output in (json_text(status_document(report)), *(render(report, form) for form in FORMATS)):
        assert "John" not in output
        assert "Smith" not in output
