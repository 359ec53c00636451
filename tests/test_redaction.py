"""Copies for others: what an audience may not see is in no file of the copy, and everything else is."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from coachfolio import check, open_portfolio
from coachfolio.base.errors import CoachfolioError, NoPortfolio
from coachfolio.cli.confidential import redact
from coachfolio.editing.redaction import AUDIENCES, Audience, Copy, NotCopied, copy_for, write_copy
from coachfolio.evidence import kind_of_path
from coachfolio.facts.progress import progress_of
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written as as_text
from coachfolio.format.schemas import ANNOTATION, EVIDENCE_SCHEMAS, schema

from .conftest import EXAMPLE, PORTFOLIO, SESSION
from .effort import examples
from .test_forgetting import bytes_of, written

DAY = datetime.date(2026, 11, 21)

OPEN_WORDS = {
    "codes": {"title", "body", "version", "address", "practice.clause"},
    "learning-log": {"source"},
    "portfolio": {"centre.name", "waivers.path"},
    "qualification-overlay": {
        *("sources.title", "sources.address", "units.title"),
        *("requirements.name", "requirements.unit", "requirements.evidence", "requirements.only"),
    },
}
"""Free text that anybody may see: what is published anyway, and names of units and kinds. The path of a waiver is
written anew."""


def parts(
    part: dict[str, Any], way: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, Any], bool, Any]]:
    """Every field of a schema: its way, its part, whether it is needed, and for whom it or what it is in is."""
    for name, one in part.get("properties", {}).items():
        yield from fields(one, (*way, name), name in part.get("required", ()), None)
    if isinstance(part.get("additionalProperties"), dict):
        yield from fields(part["additionalProperties"], way, False, None)


def fields(one: dict[str, Any], way: tuple[str, ...], needed: bool, who: Any) -> Any:
    who = one.get(ANNOTATION, {}).get("audience", who)
    yield way, one, needed, who
    for inner_way, inner, inner_needed, inner_who in (*parts(one, way), *items(one, way)):
        yield inner_way, inner, inner_needed, who if inner_who is None else inner_who


def items(one: dict[str, Any], way: tuple[str, ...]) -> Iterator[Any]:
    if isinstance(one.get("items"), dict):
        yield from fields(one["items"], way, False, None)


def is_free_text(part: dict[str, Any]) -> bool:
    kinds = part.get("type", [])
    return "string" in ([kinds] if isinstance(kinds, str) else kinds) and not (
        {"enum", "pattern", "format"} & part.keys() or part.get(ANNOTATION, {}).get("refers")
    )


NAMES = (*EVIDENCE_SCHEMAS, "portfolio", "qualification-overlay")


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_free_text_says_for_whom_it_is(name: str) -> None:
    for way, part, _, who in parts(dict(schema(name))):
        if is_free_text(part):
            assert (who is None or "public" in who) == (".".join(way) in OPEN_WORDS.get(name, ())), (name, way)


@pytest.mark.parametrize("name", NAMES)
def test_a_field_that_is_needed_can_be_withheld(name: str) -> None:
    for way, part, needed, _ in parts(dict(schema(name))):
        own = part.get(ANNOTATION, {}).get("audience")
        if own is not None:
            assert set(own) <= set(AUDIENCES), way
            assert not needed or (part["type"] == "string" and is_free_text(part)), way


# --- the example, for each audience


@cache
def copy_of_example(audience: Audience) -> Copy:
    return copy_for(audience, EXAMPLE, today=DAY)


def everything_in(copy: Copy) -> str:
    return "\n".join([*copy.files, *copy.attached, *(data.decode() for data in copy.files.values())])


def hidden_from(audience: Audience, value: Any, part: dict[str, Any]) -> Iterator[str]:
    """The texts in a value that an audience may not see."""
    who = part.get(ANNOTATION, {}).get("audience")
    if who is not None and audience not in who:
        yield from texts_in(value)
    elif isinstance(value, dict):
        rest = part.get("additionalProperties")
        for name, one in value.items():
            inner = part.get("properties", {}).get(name) or (rest if isinstance(rest, dict) else {})
            yield from hidden_from(audience, one, inner)
    elif isinstance(value, list):
        for one in value:
            yield from hidden_from(audience, one, part.get("items", {}))


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def schema_of(path: str) -> str:
    return kind_of_path(path) or {"portfolio.yaml": "portfolio", "qualification.yaml": "qualification-overlay"}[path]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_an_audience_may_not_see_is_nowhere_in_the_copy(audience: Audience) -> None:
    there = " ".join(everything_in(copy_of_example(audience)).split())
    hidden = 0
    for path, text in open_portfolio(EXAMPLE).texts.items():
        document = read(path, text.encode(), shape_of(schema_of(path)))
        for one in hidden_from(audience, document.fields, dict(schema(schema_of(path)))):
            words = " ".join(one.split())
            if len(words) > 12 and " " in words:  # a word such as health may stand anywhere
                hidden += 1
                assert words not in there, (path, words)
    assert (hidden > 1000, hidden > 5) == (audience == "public", audience != "assessor")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_copy_has_no_errors_and_the_same_figures(audience: Audience, tmp_path: Path) -> None:
    write_copy(copy_of_example(audience), tmp_path / "copy")
    copied, original = open_portfolio(tmp_path / "copy"), open_portfolio(EXAMPLE)
    assert not check(copied, stage="building", today=DAY).failed
    now, was = progress_of(copied), progress_of(original)
    assert (now.hours.total_minutes, now.hours.by_unit) == (was.hours.total_minutes, was.hours.by_unit)
    assert now.hours.by_client == was.hours.by_client
    assert [(one.state, len(one.evidence)) for one in now.coverage] == [
        (one.state, len(one.evidence)) for one in was.coverage
    ]
    assert [one.actual for one in now.requirements] == [one.actual for one in was.requirements]


def test_an_assessor_gets_every_value_and_every_file_that_evidence_names() -> None:
    """All but what was pinned: a copy is written anew, so its files are other contents."""
    copy = copy_of_example("assessor")
    pinned = set()
    for path, text in open_portfolio(EXAMPLE).texts.items():
        shape = shape_of(schema_of(path))
        fields = dict(read(path, text.encode(), shape).fields or {})
        if fields.pop("contents", None):
            pinned.add(path)
        assert read(path, copy.files[path], shape).fields == fields
    assert pinned
    assert {one.path for one in copy.withheld} == pinned
    assert {one.field for one in copy.withheld} == {"contents"}


def test_no_name_that_somebody_made_up_is_in_a_public_copy() -> None:
    files = {path: data.decode() for path, data in copy_of_example("public").files.items()}
    assert all(re.fullmatch(r"(?:[a-z-]+/)*[a-z-]+(?:-\d{3})?\.(?:yaml|md)|WITHHELD\.md", path) for path in files)
    ids = {one.id for one in open_portfolio(EXAMPLE).evidence if one.id[0].isdigit()}
    assert not any(id in text for id in ids for text in files.values())


def test_the_list_names_what_is_left_out_and_never_says_it(tmp_path: Path) -> None:
    folder = written(tmp_path / "portfolio", {"portfolio.yaml": PORTFOLIO, **SMALL})
    copy = copy_for("public", folder, today=DAY)
    assert [(one.path, one.field, one.what, one.why) for one in copy.withheld] == [
        ("feedback/feedback-001.yaml", "quotation", "text of 3 words", CENTRE),
        ("sessions/sessions-001.yaml", "claims 1, where", "text of 2 words", CENTRE),
        ("sessions/sessions-001.yaml", "claims 1, how", "text of 2 words", CENTRE),
        ("sessions/sessions-001.yaml", "actions", "list of 2, 4 words", CENTRE),
        ("sessions/sessions-001.yaml", "attachments", "1 file", CENTRE),
        ("sessions/sessions-001.yaml", "extra", "section of 1 field", "for the learner alone"),
        ("portfolio.yaml", "learner, name", "text of 2 words", CENTRE),
        ("portfolio.yaml", "clients, C01, sector", "text of 1 word", CENTRE),
        ("portfolio.yaml", "clients, C02, sector", "text of 1 word", CENTRE),
        ("", "", "1 file (TXT), 1 KB", "no evidence names it"),
    ]
    page = copy.files["WITHHELD.md"].decode()
    assert "| `sessions/sessions-001.yaml` | `actions` | list of 2, 4 words | for the assessor and" in page
    assert "Thursday" not in everything_in(copy)
    assert copy.files["feedback/feedback-001.yaml"].decode() == (
        "date: 2026-04-24\nsource: natural\ngiver: client\nclient: C01\n"
        'about: [sessions-001]\nquotation: "[withheld]"\n'
    )


CENTRE = "for the assessor and the quality assurer"
SMALL: dict[str, str | bytes] = {
    "sessions/2026-03-04-c01-thursday.yaml": SESSION
    + "# Thursday\nactions: [Thursday first, Thursday next]\nattachments: [Thursday.pdf]\nextra: {Thursday: 4}\n",
    "sessions/Thursday.pdf": b"%PDF Thursday",
    "sessions/left-over-thursday.txt": b"Thursday",
    "feedback/2026-04-24-c01-thursday.yaml": (
        "date: 2026-04-24\nsource: natural\ngiver: client\nclient: C01\nabout: [2026-03-04-c01-thursday]\n"
        "quotation: On Thursday, yes.\n"
    ),
    "private/clients.yaml": "format: 1\nclients: {C01: {names: [Zora Quibble]}, C02: {names: [Bo Larkspur]}}\n",
    ".hidden.yaml": "Thursday: yes\n",
}


def small(folder: Path, **more: str | bytes) -> Path:
    return written(folder, {"portfolio.yaml": PORTFOLIO, **SMALL, **{k.replace("|", "/"): v for k, v in more.items()}})


def test_files_that_nobody_names_hidden_ones_and_private_ones_are_never_copied(tmp_path: Path) -> None:
    files = {path: content for path, content in SMALL.items() if not path.startswith("private")}
    folder = written(tmp_path / "portfolio", {"portfolio.yaml": PORTFOLIO, **files})
    (folder / "sessions/link.pdf").symlink_to(folder / "sessions/Thursday.pdf")
    out = tmp_path / "copy"
    copy = copy_for("iqa", folder, today=DAY)
    write_copy(copy, out)
    assert bytes_of(out).keys() == {
        *("WITHHELD.md", "portfolio.yaml", "sessions/Thursday.pdf"),
        *("sessions/2026-03-04-c01-thursday.yaml", "feedback/2026-04-24-c01-thursday.yaml"),
    }
    assert bytes_of(out)["sessions/Thursday.pdf"] == b"%PDF Thursday"
    assert b"# Thursday" not in bytes_of(out)["sessions/2026-03-04-c01-thursday.yaml"]
    assert not copy.names_checked


def test_people_are_called_by_their_role_in_a_public_copy(tmp_path: Path) -> None:
    portfolio = PORTFOLIO.replace("peer-1", "jane-thursday").replace("assessor-1", "tom-friday")
    files = {
        "peer-mentoring/2026-02-06-jane.yaml": "date: 2026-02-06\nminutes: 60\npeer: jane-thursday\ndirection: both\n",
        "assessment/decisions/2026-05-15-tom.yaml": (
            "date: 2026-05-15\nby: tom-friday\ndecisions: [{criterion: D7.03/s2, verdict: none}]\n"
            "actions: [{what: Read, owner: tom-friday}, {what: Write, owner: learner}]\n"
        ),
    }
    copy = copy_for("public", written(tmp_path, {"portfolio.yaml": portfolio, **files}), today=DAY)
    assert not re.search("jane|thursday|tom|friday", everything_in(copy), re.IGNORECASE)
    assert b"owner: assessor-1" in copy.files["assessment/decisions/decisions-001.yaml"]
    assert b"owner: learner" in copy.files["assessment/decisions/decisions-001.yaml"]


@pytest.mark.parametrize(("audience", "copied"), [("assessor", True), ("iqa", False), ("public", False)])
def test_a_confidential_document_goes_only_to_whom_the_evidence_names(
    audience: Audience, copied: bool, tmp_path: Path
) -> None:
    files: dict[str, str | bytes] = {
        "documents/register.yaml": (
            "title: Register\ndate: 2026-02-06\nshows: Days.\nconfidential: yes\n"
            "seen_by: [{person: assessor-1, on: 2026-03-01}]\nattachments: [register.pdf]\n"
        ),
        "documents/register.pdf": b"%PDF",
        # another piece that names it does not make it less confidential
        "learning-log/2026-02-07-register.yaml": (
            "date: 2026-02-07\nminutes: 60\nkind: other\nlearned: Much.\nattachments: [../documents/register.pdf]\n"
        ),
    }
    copy = copy_for(audience, written(tmp_path, {"portfolio.yaml": PORTFOLIO, **files}), today=DAY)
    assert (set(copy.attached) == {"documents/register.pdf"}) == copied


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_passes_by_a_remark_passes_in_the_copy(audience: Audience, tmp_path: Path) -> None:
    late = SESSION.replace('start: "14:00"', 'start: "23:30"').replace("minutes: 60", "minutes: 1440")
    late = late.replace("minutes: 1440", "minutes: 1440  # coachfolio: ignore[CF305,CF306] a night shift with Thursday")
    bad = {"sessions/2026-03-04-c01-late.yaml": late}
    folder = written(tmp_path / "portfolio", {"portfolio.yaml": PORTFOLIO, **bad})
    before = check(open_portfolio(folder), today=DAY, stage="building")
    waived = {one.code for one in before.diagnostics if one.waived}
    assert waived, [one.code for one in before.diagnostics]
    copy = copy_for(audience, folder, today=DAY)
    assert ("Thursday" in everything_in(copy)) == (audience != "public")
    write_copy(copy, tmp_path / "out")
    after = check(open_portfolio(tmp_path / "out"), today=DAY, stage="building")
    assert waived == {one.code for one in after.diagnostics if one.waived}


# --- clients' names


def test_a_copy_that_names_a_client_is_not_made(tmp_path: Path) -> None:
    key = "format: 1\nclients: {C01: {names: [Ottoline Prendergast]}, C02: {names: [Bo Larkspur]}}\n"
    folder = small(tmp_path / "p", **{"private|clients.yaml": key, "sessions|left-over-thursday.txt": ""})
    assert copy_for("assessor", folder, today=DAY).names_checked
    path = folder / "sessions/2026-03-04-c01-thursday.yaml"
    path.write_text(SESSION + "reflection: Ottoline Prendergast said no.\n", encoding="utf-8")
    with pytest.raises(NotCopied, match="give somebody away") as raised:
        copy_for("assessor", folder, today=DAY)
    assert "Prendergast" not in str(raised.value)
    path.write_text(SESSION + "reflection: I asked Bo and left. O.P. said no.\n", encoding="utf-8")
    (folder / ".notes").write_text("Ottoline Prendergast", encoding="utf-8")
    assert copy_for("assessor", folder, today=DAY).may_name == 1, "what may be chance stops no copy, nor a hidden file"
    copy = copy_for("public", folder, today=DAY)
    assert copy.names_checked
    assert "Prendergast" not in everything_in(copy)
    path.rename(path.with_name("2026-03-04-ottoline-prendergast.yaml"))
    (folder / "feedback/2026-04-24-c01-thursday.yaml").unlink()
    assert "rendergast" not in everything_in(copy_for("public", folder, today=DAY))


def test_a_list_of_clients_that_cannot_be_read_stops_every_copy(tmp_path: Path) -> None:
    folder = small(tmp_path, **{"private|clients.yaml": "clients: [Ada\n"})
    with pytest.raises(NotCopied, match=r"private/clients\.yaml"):
        copy_for("public", folder, today=DAY)


# --- where it goes


def command(*args: str | Path) -> Result:
    return CliRunner().invoke(redact, [*map(str, args), "--on", "2026-11-21"])


def test_the_portfolio_is_not_changed_and_an_empty_folder_is_filled(tmp_path: Path) -> None:
    folder = small(tmp_path / "portfolio")
    before = bytes_of(folder)
    (tmp_path / "out").mkdir()
    done = command(folder, "--audience", "public", "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert done.output.startswith(
        "A copy for anybody: 2 pieces of evidence, 0 files beside it.\n10 things were left out."
    )
    assert bytes_of(folder) == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out", "portfolio"]


def test_a_copy_is_never_written_over_something_or_into_the_portfolio(tmp_path: Path) -> None:
    folder = small(tmp_path / "portfolio")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/note.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    (tmp_path / "way").symlink_to(folder)
    places = ["full", "full/note.txt", "link", "portfolio", "portfolio/copy", "way/copy", "nowhere/copy"]
    before = bytes_of(tmp_path)
    for out in places:
        done = command(folder, "--audience", "iqa", "--out", tmp_path / out)
        assert isinstance(done.exception, CoachfolioError), out
        assert ("is a link" in str(done.exception)) == (out == "link")
    assert bytes_of(tmp_path) == before
    assert not (tmp_path / "nowhere").exists()


def test_an_unknown_audience_is_told_the_nearest(tmp_path: Path) -> None:
    done = command(small(tmp_path / "p"), "--audience", "asessor", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "Did you mean assessor?" in done.output


def test_without_a_portfolio_or_with_errors_there_is_no_copy(tmp_path: Path) -> None:
    with pytest.raises(NoPortfolio):
        copy_for("iqa", tmp_path, today=DAY)
    with pytest.raises(NotCopied, match="coachfolio check"):
        copy_for("iqa", written(tmp_path / "a", {"portfolio.yaml": "format: [\n"}), today=DAY)
    folder = small(tmp_path / "b", **{"sessions|2026-03-11-c09-x.yaml": SESSION.replace("C01", "C09")})
    with pytest.raises(NotCopied, match=r"2 errors, .* The first is CF304, in sessions/2026-03-11-c09"):
        copy_for("iqa", folder, today=DAY)


def test_evidence_that_cannot_be_read_is_left_out_and_named(tmp_path: Path) -> None:
    folder = small(tmp_path, **{"sessions|2026-03-11-c01-odd.yaml": "Thursday: [\n"})
    copy = copy_for("iqa", folder, today=DAY)
    assert any("2026-03-11-c01-odd.yaml" in one.what for one in copy.withheld)
    assert "sessions/2026-03-11-c01-odd.yaml" not in copy.files
    copy = copy_for("public", folder, today=DAY)
    assert "odd" not in everything_in(copy)
    assert "evidence that could not be read" in everything_in(copy)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_name_made_to_deceive_does_no_harm_in_the_list(audience: Audience, tmp_path: Path) -> None:
    name = "sessions/\x1b[2J|`x`\n# y.yaml"
    copy = copy_for(audience, small(tmp_path, **{name.replace("/", "|", 1).replace("|`", "`"): "["}), today=DAY)
    page = copy.files["WITHHELD.md"].decode()
    assert "\x1b" not in page
    headings = [line for line in page.split("\n") if line.startswith("#")]
    assert headings in (
        ["# What was left out of this copy"],
        ["# What was left out of this copy", "## Files that go with it"],
    )


WRITE = """
import datetime, resource, sys
from coachfolio.editing.redaction import NotCopied, copy_for, write_copy
copy = copy_for("assessor", sys.argv[1], today=datetime.date(2026, 11, 21))
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    write_copy(copy, sys.argv[2])
except NotCopied as error:
    print(error)
"""


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    folder = small(tmp_path / "portfolio", **{"sessions|Thursday.pdf": b"%PDF" * 50_000})
    shutil.rmtree(folder / "private")
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-c", WRITE, str(folder), str(out)], capture_output=True, text=True, check=True
    )
    assert "Nothing was left behind" in done.stdout, done
    assert [one.name for one in tmp_path.iterdir()] == ["portfolio"]


# --- writing values

ODD = ["yes", "~", "null", "0123", "1.10", "# x", "a # b", "- x", "x: y", "&a", "*a", "!t", "|", " x", "\n", "<<"]
LONG = [
    "first line\nsecond line\n",
    "a\n\n b\n",
    "word " * 40,
    "tab\there\n" * 3,
    "é\u2028\u00a0" * 30,
    "a\n" * 60 + "\n",
]
SCALARS = st.one_of(st.text(max_size=40), st.text(max_size=200), st.sampled_from(ODD), st.sampled_from(LONG))
WORDS = SCALARS.filter(str.strip)
OWN = st.text(st.sampled_from("abc é:#-"), min_size=1, max_size=5).filter(lambda name: name.strip() == name)
ANYTHING = st.recursive(
    st.one_of(SCALARS, st.integers(-99, 99), st.booleans(), st.none()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["p", "q"]), inner),
    max_leaves=5,
)
CLAIM = st.fixed_dictionaries({"criterion": st.just("a/b"), "how": WORDS})


@examples(300)
@given(
    st.fixed_dictionaries(
        {"date": st.just("2026-03-04"), "minutes": st.integers(1, 1440), "client": st.just("C01")},
        optional={
            "planned": st.booleans(),
            "purpose": WORDS,
            "reflection": WORDS,
            "actions": st.lists(WORDS, min_size=1, max_size=3),
            "claims": st.lists(st.one_of(st.just("D7.03/s1"), CLAIM), max_size=2),
            "extra": st.dictionaries(OWN, ANYTHING, max_size=3),
        },
    )
)
def test_what_is_written_is_read_the_same(values: dict[str, Any]) -> None:
    shape = shape_of("sessions")
    text = as_text(values, shape)
    document = read("x.yaml", text.encode(), shape)
    assert (document.fields, document.problems) == (values, ())
    assert json.dumps(values)
