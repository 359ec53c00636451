"""Files that are huge, binary, or made to do harm: each is a finding, in little time, and never an accident."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import pytest

from coachfolio import Folder, InMemory, Report, check, open_portfolio
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.outputs import FORMATS, render
from coachfolio.outputs.json import json_text, status_document

from .conftest import PORTFOLIO, SESSION, TODAY
from .effort import within

SHEET = "sessions/2026-03-04-c01-board.yaml"
LONG = 5.0
"""Seconds of the processor. Nothing here takes a tenth of it, and anything that grows with the square takes more."""


def checked(files: dict[str, str | bytes], portfolio: str = PORTFOLIO) -> Report:
    return check(open_portfolio(InMemory({"portfolio.yaml": portfolio, **files})), today=TODAY)


def printed(report: Report) -> str:
    json_text(status_document(report))
    return "\n".join(render(report, form) for form in FORMATS)


def found(report: Report, path: str = SHEET) -> list[str]:
    return [one.code for one in report.diagnostics if one.path == path]


def place(report: Report, code: str) -> tuple[int, int]:
    (one,) = (one for one in report.diagnostics if one.code == code)
    return one.span.line, one.span.column


NO_TEXT = {
    "latin-1": (b"date: 2026-03-04\npurpose: caf\xe9\n", (2, 13)),
    "windows-1252 dash": (b"purpose: evenings \x96 back\n", (1, 19)),
    "cut off inside a letter": ("purpose: é".encode()[:-1], (1, 10)),
    "a letter written too long": (b"purpose: \xc0\xaf\n", (1, 10)),
    "half a pair": (b"purpose: \xed\xa0\x80\n", (1, 10)),
    "after a mark": (codecs.BOM_UTF8 + b"title: \xff\n", (1, 8)),
    "utf-16, little end first": ("date: 2026-03-04\n".encode("utf-16-le").join([codecs.BOM_UTF16_LE, b""]), (1, 1)),
    "utf-16, big end first": (codecs.BOM_UTF16_BE + "date: 2026-03-04\n".encode("utf-16-be"), (1, 1)),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", (1, 1)),
}


@pytest.mark.parametrize("kind", NO_TEXT)
def test_what_is_not_utf_8_is_told_where_it_begins(kind: str) -> None:
    data, where = NO_TEXT[kind]
    report = checked({SHEET: data})
    assert found(report).count("CF002") == 1
    assert set(found(report)) <= {"CF002", "CF101"}  # what the text lacks besides is told in the same round
    assert place(report, "CF002") == where
    assert report.progress.uncounted == (SHEET,)
    assert printed(report)


INVISIBLE = {
    "nothing (NUL)": "\x00",
    "bell": "\x07",
    "escape": "\x1b",
    "delete": "\x7f",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "mark in the middle": "\ufeff",
    "no letter": "\uffff",
}


@pytest.mark.parametrize("kind", INVISIBLE)
def test_an_invisible_character_is_told_where_it_is(kind: str) -> None:
    report = checked({SHEET: f"{SESSION}purpose: First{INVISIBLE[kind]}session.\n"})
    assert found(report) == ["CF017"]
    assert place(report, "CF017") == (SESSION.count("\n") + 1, 15)
    assert INVISIBLE[kind] not in printed(report)


def test_utf_16_without_a_mark_is_known_for_what_it_is() -> None:
    assert found(checked({SHEET: SESSION.encode("utf-16-le")})) == ["CF002"]


@pytest.mark.parametrize("letter", ["é", "–", "“", "日", "😀", "\u00a0", "\u200d", "\t"])
def test_every_other_character_may_stand_in_text(letter: str) -> None:
    assert found(checked({SHEET: f"{SESSION}reflection: |\n  She wore {letter} today.\n"})) == []


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not() -> None:
    text = SESSION + "reflection: |\n"
    line = "  I asked three questions in a row and answered the second myself.\n"
    text += line * ((MAX_FILE_BYTES - len(text)) // len(line))
    text += "# " + "." * (MAX_FILE_BYTES - len(text) - 3) + "\n"
    assert len(text) == MAX_FILE_BYTES
    assert found(checked({SHEET: text})) == []
    report = checked({SHEET: text + "\n"})
    assert found(report) == ["CF004"]
    assert report.progress.uncounted == (SHEET,)


@pytest.mark.parametrize("path", ["portfolio.yaml", "qualification.yaml", SHEET])
def test_a_file_of_many_megabytes_is_told_and_not_read(tmp_path: Path, path: str) -> None:
    for name, text in {"portfolio.yaml": PORTFOLIO, SHEET: SESSION}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with (tmp_path / path).open("ab") as file:
        file.truncate(200 * 1024 * 1024)
    report = check(open_portfolio(Folder(tmp_path)), today=TODAY)
    assert found(report, path) == ["CF004"]
    assert printed(report)


def test_an_attachment_of_ten_megabytes_passes_and_a_larger_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    (tmp_path / SHEET).write_text(f"{SESSION}attachments: [enough.pdf, more.pdf]\n", encoding="utf-8")
    for name, size in {"enough.pdf": 10 * 1024 * 1024, "more.pdf": 10 * 1024 * 1024 + 1}.items():
        with (tmp_path / "sessions" / name).open("wb") as file:
            file.write(b"%PDF-1.7")
            file.truncate(size)
    report = check(open_portfolio(Folder(tmp_path)), today=TODAY)
    assert found(report) == ["CF217"]
    line = SESSION.count("\n") + 1
    assert place(report, "CF217") == (line, len("attachments: [enough.pdf, ") + 1)


DEEP = {
    "300 brackets": "extra: {x: " + "[" * 300 + "]" * 300 + "}\n",
    "300 braces": "extra: " + "{x: " * 300 + "1" + "}" * 300 + "\n",
    "50,000 brackets never closed": "extra: " + "[" * 50_000 + "\n",
    "50,000 braces never closed": "extra: " + "{" * 50_000 + "\n",
    "20,000 dashes": "extra:\n  " + "- " * 20_000 + "x\n",
    "100,000 dashes": "actions: \n  " + "- " * 100_000 + "\n",
    "10,000 question marks": "extra:\n  " + "? " * 10_000 + "x\n",
    "300 steps to the right": "extra:\n" + "".join(f"{' ' * (step + 1)}a:\n" for step in range(300)),
    "brackets in a file of many fields": "extra:\n"
    + "".join(f"  a{number}: [{number}]\n" for number in range(2_000))
    + "  deep: "
    + "[" * 100
    + "]" * 100
    + "\n",
}


@pytest.mark.parametrize("kind", DEEP)
def test_what_stands_too_deep_is_told(kind: str) -> None:
    with within(LONG):
        report = checked({SHEET: SESSION + DEEP[kind]})
        assert found(report) == ["CF013"]
        assert printed(report)


REPEATS = {
    "ten times ten times ten": "".join(
        f"  {letter}: &{letter} [{', '.join([f'*{before}' if before else 'x'] * 10)}]\n"
        for before, letter in zip(["", *"abcdefgh"], "abcdefghi", strict=True)
    ),
    "sections of sections": "".join(
        f"  {letter}: &{letter} {{{', '.join(f'k{n}: *{before}' if before else f'k{n}: x' for n in range(9))}}}\n"
        for before, letter in zip(["", *"abcdefgh"], "abcdefghi", strict=True)
    ),
    "a list in itself": "  a: &a [*a]\n",
    "a section in itself": "  a: &a\n    b: *a\n",
    "two in one another": "  a: &a [&b [*a, *b]]\n",
    "20,000 of one": "  a: &a x\n  b: [" + "*a, " * 20_000 + "x]\n",
}


@pytest.mark.parametrize("kind", REPEATS)
def test_repeats_that_multiply_are_told(kind: str) -> None:
    with within(LONG):
        report = checked({SHEET: f"{SESSION}extra:\n{REPEATS[kind]}"})
        assert found(report) == ["CF014"]
        assert printed(report)


def test_merged_repeats_are_told_and_not_followed() -> None:
    lines = "".join(f"  a{n}: &a{n}\n    <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 200))
    with within(LONG):
        report = checked({SHEET: f"{SESSION}extra:\n  a0: &a0 {{x: 1}}\n{lines}"})
        assert set(found(report)) <= {"CF014", "CF015"}
        assert "CF015" in found(report)


LARGE = {
    "a line of 200,000 characters": "reflection: " + "word " * 40_000 + "\n",
    "20,000 lines of text": "reflection: |\n" + "  I asked.\n" * 20_000,
    "20,000 lines of remarks": "# a remark\n" * 20_000,
    "20,000 empty lines": "\n" * 20_000,
    "10,000 fields of one's own": "extra:\n" + "".join(f"  field{number}: {number}\n" for number in range(10_000)),
    "a name of 100,000 letters": "extra:\n  ? " + "a" * 100_000 + "\n  : x\n",
    "20,000 actions": "actions:\n" + "  - one\n" * 20_000,
    "a number of 100,000 digits": "extra:\n  number: " + "9" * 100_000 + "\n",
    "text in quotation marks with 20,000 of them": "reflection: '" + "''" * 20_000 + "'\n",
    "21,000 signs that mean nothing": "reflection: |\n  " + "#*&!@%`" * 3_000 + "\n",
}


@pytest.mark.parametrize("kind", LARGE)
def test_what_is_only_large_is_read(kind: str) -> None:
    with within(LONG):
        report = checked({SHEET: SESSION + LARGE[kind]})
        assert found(report) == []
        assert report.progress.hours.total_minutes == 60
        assert printed(report)


MANY = {
    "20,000 lines without a colon": ("word\n" * 20_000, "CF011"),
    "10,000 fields that do not exist": ("".join(f"field{number}: x\n" for number in range(10_000)), "CF102"),
    "10,000 fields that are there twice": ("minutes: 60\n" * 10_000, "CF009"),
    "10,000 claims without a slash": ("claims:\n" + "  - D7\n" * 10_000, "CF106"),
    "20,000 quotation marks": ("purpose: " + '"' * 20_001 + "\n", "CF016"),
    "20,000 colons": ("purpose: " + "a: " * 20_000 + "\n", "CF011"),
    "20,000 tabs": ("purpose: " + "\t" * 20_000 + "x\n", "CF006"),
    "10,000 remarks that swallow text": ("actions:\n" + "  - point #1\n" * 10_000, "CF012"),
    "10,000 marks of two versions": ("<<<<<<< HEAD\n" * 10_000, "CF007"),
    "10,000 documents": ("---\na: b\n" * 10_000, "CF008"),
}


@pytest.mark.parametrize("kind", MANY)
def test_many_mistakes_are_told_in_little_time(kind: str) -> None:
    text, code = MANY[kind]
    head = SESSION.split("claims:")[0]
    with within(LONG):
        report = checked({SHEET: head + text})
        assert set(found(report)) == {code}
        assert printed(report)


def test_a_sheet_of_one_thousand_contacts_is_read_and_one_more_is_told() -> None:
    path = "contact-sheets/2026-03-06-in-passing.yaml"
    contacts = [
        f"  - {{date: 2026-03-{1 + n // 250:02d}, minutes: {1 + n % 5}, client: C01, role: coach, purpose: No {n}}}\n"
        for n in range(1001)
    ]
    apart = ("CF315", "CF306")
    for number, codes in {1000: [], 1001: ["CF107"]}.items():
        report = checked({path: "contacts:\n" + "".join(contacts[:number])})
        assert [code for code in found(report, path) if code not in apart] == codes


def test_a_thousand_files_are_checked_in_little_time() -> None:
    files: dict[str, str | bytes] = {
        f"sessions/2026-{number % 12 + 1:02}-{number % 28 + 1:02}-c01-n{number}.yaml": SESSION.replace(
            "2026-03-04", f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}"
        )
        for number in range(1_000)
    }
    with within(3 * LONG):
        report = checked(files)
        assert report.files == 1_001
        assert printed(report)


HEAD = "date: 2026-03-04\nminutes: 60\nclient: C01\nrole: coach\n"
FORGED = r"\nportfolio.yaml:1:1: error CF003 not so"
FOREIGN = {
    SHEET: rf"""{HEAD}"\e[31mred": x
start: "\a"
mode: "\e[2J\u202e\0"
""",
    "sessions/2026-03-05-c01-refs.yaml": rf"""{HEAD}counts_towards: ["\e[2J", "x{FORGED}"]
attachments: ["\e[31m.pdf", "a{FORGED}"]
claims: ["D7.03/\e[31m"]
""",
    "reflections/2026-03-06-on-board.yaml": r"""date: 2026-03-06
kind: contact
about: ["\e]0;x\a", "\u2028"]
reflection: I waited.
""",
    "assessment/decisions/2026-03-07-d7-03.yaml": rf"""date: 2026-03-07
by: peer-1
decisions: [{{criterion: D7.03/s1, verdict: pass, evidence: ["\e"]}}]
actions: [{{what: "\e[31m{FORGED}", owner: learner}}]
""",
    "qualification.yaml": rf"""format: 1
requirements: [{{name: "\e[31m{FORGED}", measure: clients, at_least: 5}}]
units:
  - ref: "U\e"
    title: "\u202e"
    criteria_complete: yes
    criteria: [{{number: "1\e", text: "\e[2J\u2028"}}]
""",
}


def test_nothing_in_a_file_reaches_a_terminal_as_more_than_text() -> None:
    report = check(open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, **FOREIGN})), stage="submission", today=TODAY)
    assert {"CF102", "CF106", "CF204", "CF211", "CF213", "CF215", "CF401", "CF407"} <= {
        one.code for one in report.diagnostics
    }
    for form in FORMATS:
        output = render(report, form)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", output), form
        assert not any(line.startswith("portfolio.yaml:1:1:") for line in output.splitlines()), form


HUGE_NUMBERS = [
    "asserts: [{contact_hours: 1e308}]",
    "asserts: [{contact_hours: 999999999999999999999999999999999999999}]",
    "asserts: [{guided_hours: .inf}]",
    "asserts: [{contacts: 1e400}]",
    "registered: 9999-12-31",
    "registered: 0001-01-01",
]


@pytest.mark.parametrize("line", HUGE_NUMBERS)
def test_huge_figures_in_the_portfolio_file_are_no_accident(line: str) -> None:
    assert printed(checked({SHEET: SESSION}, PORTFOLIO.replace("registered: 2026-01-05\n", f"{line}\n")))


@pytest.mark.parametrize("field", ["credits", "guided_hours", "hours_per_credit", "time_limit_years"])
@pytest.mark.parametrize("value", ["1e308", "1e300", "1e-300", "0", "0.1"])
def test_huge_and_tiny_figures_of_a_qualification_are_no_accident(field: str, value: str) -> None:
    overlay = f"format: 1\n{field}: {{value: {value}, certainty: centre}}\n"
    assert printed(checked({SHEET: SESSION, "qualification.yaml": overlay}))


@pytest.mark.parametrize("measure", ["contact-hours", "planning-hours", "clients", "evidence"])
@pytest.mark.parametrize("value", ["1e308", "1e300", "1e-300", "0", "0.1"])
def test_huge_and_tiny_requirements_are_no_accident(measure: str, value: str) -> None:
    overlay = f"format: 1\nrequirements:\n  - {{name: Enough, measure: {measure}, at_least: {value}}}\n"
    assert printed(checked({SHEET: SESSION, "qualification.yaml": overlay}))


@pytest.mark.parametrize("minutes", ["60.0", "6e1", "+60", "0x3C", "060"])
def test_whole_minutes_may_be_written_in_other_ways(minutes: str) -> None:
    report = checked({SHEET: SESSION.replace("minutes: 60", f"minutes: {minutes}")})
    assert found(report) == []
    assert report.progress.hours.total_minutes == 60
    assert "1 h of contact" in printed(report)


def test_the_last_minute_of_the_calendar_is_no_accident() -> None:
    path = "sessions/9999-12-31-c01-last.yaml"
    late = SESSION.replace("2026-03-04", "9999-12-31").replace("14:00", "23:59")
    report = checked({path: late}, PORTFOLIO.replace("registered: 2026-01-05\n", ""))
    assert found(report, path) == ["CF301"]
    assert printed(report)
