"""No client is given away: names in every form, details, the private key, and what a check shows of them.

CF601, CF602, CF603, CF604, CF605, CF606 and CF631 need a list of clients, and are tried here.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import pickle
import quopri
import re
import subprocess
import traceback
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from coachfolio import Report, check, open_portfolio
from coachfolio.base.diagnostics import START, Span
from coachfolio.confidentiality.covering import covered
from coachfolio.confidentiality.excerpts import line_shown
from coachfolio.confidentiality.facts import DeclaredNames, Exposure, Leak
from coachfolio.confidentiality.folding import folded_words, places_of_words, spans_in
from coachfolio.confidentiality.key import BrokenKey, Key, key_file, key_from
from coachfolio.confidentiality.matching import matcher_of
from coachfolio.confidentiality.names import ListedClient
from coachfolio.confidentiality.portfolios import looked_through
from coachfolio.confidentiality.scan import exposure_of, leaks_in, private_among
from coachfolio.editing.allowing import allowing
from coachfolio.editing.drafts import NotWritten, write
from coachfolio.outputs import FORMATS, render
from coachfolio.outputs.json import check_document, json_text, status_document
from coachfolio.portfolio.sources import InMemory

from .conftest import EXAMPLE, PORTFOLIO, ROOT, SESSION, TODAY, codes
from .effort import each, examples

LEAKS = Path(__file__).parent / "leaks"

KEY = """\
format: 1
clients:
  C01: {names: [Anna Petrova], organisations: [Petrov Marine Ltd], emails: [anna@petrovmarine.co.uk], other: [Project Kingfisher]}
  C02: {names: [Mark Wood]}
"""  # noqa: E501


@cache
def corpus(name: str) -> list[tuple[str, str, str]]:
    """What is expected, where it stands, and the text."""
    groups = YAML(typ="safe").load((LEAKS / f"{name}.yaml").read_text(encoding="utf-8"))
    return [(one.get("expected", ""), one.get("where", "text"), text) for one in groups for text in one["cases"]]


def by_text(name: str) -> dict[str, tuple[str, str, str]]:
    """Each case by a name that is its own."""
    return {
        f"{number}. {text}": (expected, where, text) for number, (expected, where, text) in enumerate(corpus(name), 1)
    }


@cache
def corpus_key() -> Key:
    return key_from((LEAKS / "key.yaml").read_bytes())


def found_in(text: str, where: str = "text", key: Key | None = None) -> tuple[Leak, ...]:
    if where == "name":
        return exposure_of({}, [text], key or corpus_key()).leaks
    return leaks_in(text, key or corpus_key())


def is_as_expected(leak: Leak, expected: str) -> bool:
    weight, _, code = expected.partition(" ")
    return (leak.weight == weight and code in leak.codes) if code else (leak.kind == weight and not leak.codes)


# --- the corpus


def test_the_corpus_is_large_enough() -> None:
    assert all(isinstance(text, str) for name in ("leaks", "innocent") for _, _, text in corpus(name))
    assert len(set(corpus("leaks"))) >= 150
    assert len(set(corpus("innocent"))) >= 150


@each("expected, where, text", by_text("leaks"))
def test_a_leak_is_found(expected: str, where: str, text: str) -> None:
    assert any(is_as_expected(one, expected) for one in found_in(text, where)), found_in(text, where)


KNOWN_FALSE_ALARMS = {"Before the merger will young people stay?"}
"""A client is called Will Young. Only whoever wrote it knows."""


@each("expected, where, text", by_text("innocent"))
def test_what_is_innocent_is_let_alone(expected: str, where: str, text: str) -> None:
    found = found_in(text, where)
    assert bool(found) == (text in KNOWN_FALSE_ALARMS), found
    assert not any(one.weight == "blocks" for one in found)


def test_nothing_in_the_example_is_a_leak() -> None:
    portfolio = open_portfolio(EXAMPLE)
    assert exposure_of(portfolio.texts, portfolio.sizes, None).leaks == ()
    named = exposure_of(portfolio.texts, portfolio.sizes, corpus_key()).leaks
    assert [one for one in named if one.weight == "blocks"] == []


DOC_KEY = """\
format: 1
clients:
  C01:
    names: [Eleanor Whitfield]
    organisations: [Brightwell Care Ltd]
    emails: [eleanor@brightwell-care.co.uk]
    other: [07700 900417]
  C27: {names: [Mark Wood], organisations: [Next plc], emails: [mark@next.example]}
  C30: {names: [Li Ng]}
  C31: {names: [Robert James Ashcroft]}
"""
ROW = re.compile(r"^\\| (?!form|---)(.+?) \\| (.+?) \\| (error|warning|advice) \\|$", re.MULTILINE)
WEIGHTS = {"error": "blocks", "warning": "asks", "advice": "hint"}


def test_every_form_in_the_docs_weighs_what_they_say() -> None:
    page = (ROOT / "docs" / "confidentiality.md").read_text(encoding="utf-8")
    rows = ROW.findall(page)
    assert len(rows) >= 18
    key = key_from(DOC_KEY.encode())
    wrong = []
    for form, shown, weight in rows:
        for example in re.findall(r"`([^`]+)`", shown):
            text = example if "session" in example else f"Then I saw {example} yesterday."
            found = leaks_in(text, key, is_message="message" in form)
            if WEIGHTS[weight] not in {leak.weight for leak in found if leak.codes}:
                wrong.append((example, weight, [leak.weight for leak in found]))
    assert wrong == []


# --- names of many peoples, in the ways that the docs list

PEOPLE = {
    "Eleanor Whitfield": ("Eleanor", "Whitfield"),
    "Siân Llewellyn": ("Siân", "Llewellyn"),
    "Cormac O'Shaughnessy": ("Cormac", "O'Shaughnessy"),
    "Mhairi MacGillivray": ("Mhairi", "MacGillivray"),
    "Łukasz Wiśniewski": ("Łukasz", "Wiśniewski"),
    "Chukwuemeka Okafor": ("Chukwuemeka", "Okafor"),
    "Priya Venkataraman": ("Priya", "Venkataraman"),
    "Jürgen Weißmüller": ("Jürgen", "Weißmüller"),
    "Søren Østergaard": ("Søren", "Østergaard"),
    "İpek Yıldırım": ("İpek", "Yıldırım"),
    "Þórdís Guðmundsdóttir": ("Þórdís", "Guðmundsdóttir"),
    "Nguyễn Thị Hương": ("Hương", "Nguyễn"),
    "Fatima al-Zahrani": ("Fatima", "al-Zahrani"),
    "Екатерина Соколова": ("Екатерина", "Соколова"),
    "Γεώργιος Παπαδόπουλος": ("Γεώργιος", "Παπαδόπουλος"),
    "Ngozi Adébáyọ̀": ("Ngozi", "Adébáyọ̀"),
}
WAYS: dict[str, Callable[[str, str], str]] = {
    "whole": lambda first, last: f"{first} {last}",
    "capitals": lambda first, last: f"{first} {last}".upper(),
    "small": lambda first, last: f"{first} {last}".lower(),
    "last first": lambda first, last: f"{last}, {first}",
    "run together": lambda first, last: f"{first}{last}",
    "over a line end": lambda first, last: f"{first}\n  {last}",
    "taken apart": lambda first, last: unicodedata.normalize("NFD", f"{first} {last}"),
    "with nothing seen": lambda first, last: f"{first} {last[:2]}\u00ad\u200b{last[2:]}",
    "a middle name": lambda first, last: f"{first} Maria {last}",
    "a nickname": lambda first, last: f"{first} (Bunny) {last}",
    "an initial between": lambda first, last: f"{first} T. {last}",
    "owner": lambda first, last: f"{first} {last}'s",
    "titled": lambda first, last: f"Dr {last}",
    "lettered": lambda first, last: f"{first[0]}. {last}",
    "letters last": lambda first, last: f"{last} {first[0]}.",
    "dotted": lambda first, last: f"{first}.{last}".lower(),
    "underlined": lambda first, last: f"{first}_{last}",
    "escaped": lambda first, last: f"{first} \\u{ord(last[0]):04x}{last[1:]}",
    "escaped at length": lambda first, last: f"\\U{ord(first[0]):08x}{first[1:]} {last}",
    "entity": lambda first, last: f"{first}&nbsp;&#{ord(last[0])};{last[1:]}",
    "percent": lambda first, last: quote(f"{first} {last}"),
    "quoted": lambda first, last: quopri.encodestring(f"{first} {last}".encode()).decode(),
    "base64": lambda first, last: base64.b64encode(f"notes on {first} {last}".encode()).decode(),
    "letters apart": lambda first, last: " ".join(last),
    "beside the code": lambda first, last: f"C01 ({first})",
    "code behind": lambda first, last: f"{first} [C01]",
}


@examples(150)
@given(st.sampled_from(sorted(PEOPLE)), st.sampled_from(sorted(WAYS)), st.sampled_from(["", "Then ", "a: "]))
def test_names_of_many_peoples_are_found_in_every_way(name: str, way: str, before: str) -> None:
    text = f"{before}{WAYS[way](*PEOPLE[name])} was there."
    found = matcher_of([ListedClient("C01", (name,))], ()).found(text)
    assert any(hit.weight == "blocks" for hit in found), (text, found)


@examples(100)
@given(
    st.from_regex(r"0[127][0-9]{9}", fullmatch=True),
    st.integers(0, 6),
    st.sampled_from([" ", "-", ".", "", "\n", " \n > "]),
)
def test_a_listed_number_is_found_however_it_is_grouped(number: str, way: int, gap: str) -> None:
    key = matcher_of([ListedClient("C01", ("Ada Example",), other=(f"{number[:5]} {number[5:]}",))], ())
    dialled = [number, f"+44{number[1:]}", f"0044{number[1:]}", f"+44 (0){number[1:]}", f"({number[:5]}) {number[5:]}"]
    dialled += [gap.join((number[:3], number[3:7], number[7:])), gap.join((number[:5], number[5:8], number[8:]))]
    assert [hit.weight for hit in key.found(f"ring {dialled[way]} now")] == ["blocks"], dialled[way]


# --- any form of any name, in any text

NAMES = st.from_regex(r"[B-DF-HJ-NP-TV-Z][aeiouéøüñ][bcdfgklmnprstvz]{1,2}[aeiouä][klmnrstz]{1,2}", fullmatch=True)
FILLING = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\\"), max_size=30)
GAPS = st.sampled_from([" ", "\u00a0", "\n", "\n    ", "  ", "\r\n  ", "-", "_", "\u2009", "\n# ", ", ", "*", "\u2011"])


@st.composite
def a_form(draw: st.DrawFn) -> tuple[str, str, str]:
    """First name, last name, and a way to write the two."""
    first, last = draw(NAMES), draw(NAMES)
    gap = draw(GAPS)
    way = draw(st.sampled_from(["first last", "last first", "initial", "last", "title", "joined"]))
    text = {
        "first last": f"{first}{gap}{last}",
        "last first": f"{last}{gap}{first}",
        "initial": f"{first[0]}. {last}",
        "last": last,
        "title": f"Ms {last}",
        "joined": f"{first}{last}",
    }[way]
    change = draw(st.sampled_from(["none", "upper", "lower", "possessive", "soft", "decomposed"]))
    if change == "upper":
        text = text.upper()
    elif change == "lower":
        text = text.lower()
    elif change == "possessive":
        text += draw(st.sampled_from(["'s", "’s", "'"]))
    elif change == "soft":
        at = draw(st.integers(1, len(text) - 1))
        text = f"{text[:at]}\u00ad{text[at:]}"
    elif change == "decomposed":
        import unicodedata

        text = unicodedata.normalize("NFD", text)
    return first, last, text


@examples(400)
@given(a_form(), FILLING, FILLING)
def test_any_form_of_any_name_is_found_in_any_text(form: tuple[str, str, str], before: str, after: str) -> None:
    first, last, written_as = form
    matcher = matcher_of([ListedClient("C01", (f"{first} {last}",))], ())
    text = f"{before} {written_as} {after}"
    hits = matcher.found(text)
    assert any(one.codes == ("C01",) and one.weight == "blocks" for one in hits)
    assert all(0 <= one.start < one.end <= len(text) for one in hits)


@examples(300)
@given(st.text(max_size=200))
def test_every_word_has_its_place(text: str) -> None:
    words, places = folded_words(text), places_of_words(text)
    assert len(words) == len(places)
    assert all(start < end for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))


@examples(200)
@given(st.text(max_size=200))
def test_nothing_that_is_looked_through_breaks_it(text: str) -> None:
    for one in leaks_in(text, corpus_key()):
        assert one.span.line >= 1
    shown = covered(text, corpus_key())
    assert len(shown) == len(text)
    assert not [one for one in leaks_in(shown, corpus_key()) if one.codes and one.weight == "blocks"]


def test_a_leak_is_marked_where_it_stands() -> None:
    (leak,) = leaks_in("one\ntwo Anna\n  Petrova three", key_from(KEY.encode()))
    assert dataclasses.astuple(leak.span) == (2, 5, 3, 10)


def test_people_of_the_portfolio_may_be_named() -> None:
    key = key_from(b"format: 1\nclients: {C01: {names: [Anna Petrova]}}\n")
    declared = DeclaredNames(("Anna Petrov-Lane", "Dr Basil Hume", "Leeds City Council"), ("ann@lane.co.uk",))
    assert leaks_in("Anna Petrov-Lane and Dr Hume of Leeds City Council, ann@lane.co.uk", key, declared=declared) == ()
    assert [one.weight for one in leaks_in("Then Anna rang", key, declared=declared)] == ["asks"]
    assert leaks_in("Observed by Anna (peer-2)", key, declared=declared) == ()
    assert [one.weight for one in leaks_in("Anna Petrova", key, declared=declared)] == ["blocks"]


def test_what_is_allowed_is_allowed_there_and_nowhere_else() -> None:
    text = {"reflections/one.yaml": "the Petrova method", "sessions/two.yaml": "the Petrova method"}
    assert [one.path for one in exposure_of(text, (), corpus_key()).leaks] == ["sessions/two.yaml"]
    key = key_from(
        b"format: 1\nclients: {C01: {names: [Anna Petrova]}}\nallowed: [{text: 07700 900123, reason: Samaritans.}]\n"
    )
    assert leaks_in("ring 07700 900123", key) == ()
    assert len(leaks_in("ring 07700 900124", key)) == 1


def test_names_of_branches_and_words_of_saves() -> None:
    key = key_from(KEY.encode())
    assert [one.blocks for one in leaks_in("draft/anna-petrova", key, is_name=True)] == [True]
    (leak,) = leaks_in("Tidy up\n\nReason: Anna Petrova asked for it", key)
    assert leak.sentence == "Here is a name of C01."


def test_first_names_are_as_heavy_as_they_are_together() -> None:
    """One rule for whoever saves and for whoever hands over: a murmur must not become an obstacle later."""
    key = key_from(KEY.encode())
    weights = [one.weight for one in leaks_in("Anna's session written up", key, is_message=True)]
    assert weights == ["blocks"]
    for text, expected in (
        ("Anna was late.", ["asks"]),
        ("Anna was late. Then Anna left.", ["asks", "asks"]),
        ("Anna was late.\nThen Anna left,\nand Anna's coat stayed.", ["blocks"] * 3),
        ("I asked Mark, and Mark said no. I told Mark so.", ["blocks"] * 3),
        ("Mark the date. Full marks. I passed the mark.", []),
    ):
        assert [one.weight for one in leaks_in(text, key)] == expected, text
    declared = DeclaredNames(("Anna Munro",))
    assert [one.weight for one in leaks_in("Anna, Anna, Anna", key, declared=declared)] == ["asks"] * 3
    assert [one.weight for one in leaks_in("Feedback of Anna", key, declared=declared, is_message=True)] == ["asks"]


REACHED = [
    "notes/march.yaml",
    "session/2026-03-04-c01.yaml",
    "drafts/deep/er/plan.yml",
    "leftover.yaml",
    "reflections/.draft.yaml",
    ".obsidian/workspace.json",
    ".vscode/settings.json",
    ".gitignore",
    "sessions/2026/.backup/old.md",
    "private-notes/x.yaml",
]
"""Files that are no evidence, and that git would save with the rest."""


@pytest.mark.parametrize("path", REACHED)
def test_whatever_git_would_take_is_searched(tmp_path: Path, path: str) -> None:
    for name, text in {"portfolio.yaml": PORTFOLIO, "private/clients.yaml": KEY, path: "# with Anna Petrova\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    exposure, _ = looked_through(open_portfolio(tmp_path), tmp_path)
    assert [(leak.path, leak.codes) for leak in exposure.leaks if leak.blocks] == [(path, ("C01",))]


def test_what_git_leaves_out_is_left_out(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    files = {
        "portfolio.yaml": PORTFOLIO,
        "private/clients.yaml": KEY,
        ".gitignore": "private/\n.venv/\n",
        ".venv/lib.txt": "Anna Petrova",
        ".kept/lib.txt": "Anna Petrova",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    exposure, _ = looked_through(open_portfolio(tmp_path), tmp_path)
    assert [leak.path for leak in exposure.leaks if leak.blocks] == [".kept/lib.txt"]


def test_words_that_are_no_client_are_allowed_with_a_reason(tmp_path: Path) -> None:
    written = {
        "portfolio.yaml": PORTFOLIO,
        "private/clients.yaml": KEY,
        "notes/a b.md": "Anna said so, in Anna Petrova.",
    }
    for name, text in written.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = (tmp_path / "private" / "clients.yaml").read_bytes()
    for text, place, because, said in (
        ("tree", "", "A tree.", "Nothing in these words"),
        ("Anna Petrova", "", "An author.", "in one place only"),
        ("Anna", "", "  ", "Say after --because why"),
        ("Anna", "../elsewhere", "No.", "There is no file or folder"),
        ("Anna", "notes/c.md", "No.", "There is no file or folder"),
    ):
        with pytest.raises(NotWritten, match=said):
            allowing(tmp_path, text, because=because, only_in=place)
    assert (tmp_path / "private" / "clients.yaml").read_bytes() == before
    write([allowing(tmp_path, "Anna", because="A song.")])
    write([allowing(tmp_path, "Anna  Petrova", because="An author.", only_in="notes")])
    key = key_file(tmp_path)
    assert leaks_in("Then Anna rang", key) == ()
    assert leaks_in("Anna Petrova", key, path="notes/a b.md") == ()
    assert [leak.weight for leak in leaks_in("Anna Petrova", key, path="x.md")] == ["blocks"]
    with pytest.raises(NotWritten, match="allowed already"):
        allowing(tmp_path, "Anna", because="Again.")
    (tmp_path / "private" / "clients.yaml").unlink()
    with pytest.raises(NotWritten, match="no list of clients"):
        allowing(tmp_path, "Anna", because="A song.")


def test_covering_leaves_the_words_of_the_program_alone() -> None:
    """Where a listed name is a word, what coachfolio says has that word, too."""
    names = ["Dawn Minutes", "Will Contact", "Hope Session", "Mark Date", "Grace Field"]
    lines = "".join(f"  C{number:02}: {{names: [{name}]}}\n" for number, name in enumerate(names, 1))
    key = key_from(f"format: 1\nclients:\n{lines}".encode())
    for said in (
        "For C07: minutes: 90",
        "This field is missing. Write the date first, then the contact.",
        "Say it with the code. Session sheets have a field for minutes.",
        "It will mark the date in each session, with hope.",
    ):
        assert covered(said, key) == said
    assert covered("I met Dawn Minutes.", key) == "I met •••• •••••••."
    assert line_shown("date: 2026-03-04\n", 1, START) == "date: 2026-03-04"


# --- the key


BROKEN = {
    "format: 1\nclients:\n  C01:\n    names: [Anna Petrova\n": "Line",
    "format: 1\nclients:\n  C01: {names: Anna Petrova}\n": "Line 3",
    "format: 1\nclients:\n  Petrova: {names: [Anna]}\n": "Line 3",
    "format: 1\nclients:\n  C01: {names: [Anna], petrova: yes}\n": "Line 3",
    "format: 1\nclients:\n  C01: {names: [Anna]}\n  C01: {names: [Petrova]}\n": "Line 4",
    "clients:\n  C01: {names: [Petrova]}\n": "Line 1",
    "format: 1\nclients:\n\tC01: {names: [Petrova]}\n": "Line 3",
    "format: 1\nclients:\n  C01: {names: [!Petrova]}\n": "Line 3",
    "format: 1\nclients:\n  C01: {names: [&a *a]}\n": "Line",
    "- Petrova\n": "Line 1",
    "Petrova": "Line 1",
    "": "",
    "format: 2\nclients: {}\n": "",
    "format: 1\nclients: {}\nallowed: [{text: Petrova}]\n": "Line 3",
    "format: 1\nclients: " + "[" * 40_000: "",
    "#" * 300_000: "",
    "format: 1\nclients:\n  C01:\n    names:\n      - Anna Petrova\n       - Anya\n": "Line 6",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_key_says_its_line_and_nothing_of_what_it_holds(text: str) -> None:
    with pytest.raises(BrokenKey) as caught:
        key_from(text.encode())
    said = str(caught.value)
    assert said.startswith(BROKEN[text] or ("Line", "The list of clients"))
    assert "private/clients.yaml" in said
    assert "Names were not looked for" in said
    whole = "".join(traceback.format_exception(caught.value))
    assert "Petrova" not in said + repr(caught.value)
    assert "Anna" not in said
    assert "During handling" not in whole
    assert "direct cause" not in whole


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(BrokenKey):
        key_from(b"format: 1\nclients: {C01: {names: [\xff\xfe]}}")


def portfolio_in(folder: Path, key: str | None = KEY, **files: str) -> Path:
    (folder / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    for path, text in {"sessions/2026-03-04-c01.yaml": SESSION, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    if key is not None:
        (folder / "private").mkdir(exist_ok=True)
        (folder / "private" / "clients.yaml").write_text(key, encoding="utf-8")
    return folder


def looked(folder: Path) -> tuple[Report, Exposure]:
    portfolio = open_portfolio(folder)
    exposure, key = looked_through(portfolio, folder)
    return check(portfolio, today=TODAY, key=key, exposure=exposure), exposure


def test_there_is_a_key_or_there_is_none(tmp_path: Path) -> None:
    assert key_file(tmp_path) is None
    assert key_file(tmp_path / "nowhere") is None
    (tmp_path / "private").mkdir()
    assert key_file(tmp_path) is None
    (tmp_path / "private" / "clients.yaml").write_text(KEY)
    found = key_file(tmp_path)
    assert found is not None
    assert found.codes == ("C01", "C02")
    (tmp_path / "private").rename(tmp_path / "Private")
    assert key_file(tmp_path) is not None


def test_a_key_that_is_a_link_or_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "elsewhere.yaml").write_text(KEY)
    (tmp_path / "private" / "clients.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(BrokenKey):
        key_file(tmp_path)
    (tmp_path / "private" / "clients.yaml").unlink()
    os.mkfifo(tmp_path / "private" / "clients.yaml")
    with pytest.raises(BrokenKey):
        key_file(tmp_path)
    (tmp_path / "private" / "clients.yaml").unlink()
    (tmp_path / "private" / "clients.yaml").mkdir()
    with pytest.raises(BrokenKey):
        key_file(tmp_path)
    (tmp_path / "private" / "clients.yaml").rmdir()
    (tmp_path / "private").rmdir()
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "clients.yaml").write_text(KEY)
    (tmp_path / "private").symlink_to(tmp_path / "kept")
    with pytest.raises(BrokenKey):
        key_file(tmp_path)


def test_a_key_is_neither_shown_nor_stored() -> None:
    key = key_from(KEY.encode())
    shown = f"{key!r}{key!s}{key.matcher!r}{key.matcher.found('Anna Petrova and I asked Mark')!r}"
    shown += repr(leaks_in("Anna Petrova", key)) + repr(vars(key).keys())
    assert repr(key) == "Key(2 clients, 0 allowed)"
    assert not {"anna", "petrova", "mark", "wood", "kingfisher"} & set(folded_words(shown))
    with pytest.raises(TypeError):
        pickle.dumps(key)


# --- the rules


def test_a_name_blocks_and_nobody_may_waive_it(tmp_path: Path) -> None:
    named = SESSION.replace(
        "claims:", "purpose: Anna Petrova at Petrov Marine  # coachfolio: ignore[CF601] agreed\nclaims:"
    )
    report, _ = looked(portfolio_in(tmp_path, **{"sessions/2026-03-04-c01.yaml": named}))
    assert report.failed
    assert {"CF601", "CF603"} <= set(codes(report, "CF6"))
    assert "CF804" in codes(report)


def test_a_waiver_of_what_only_a_key_finds_is_not_unused_where_there_is_none(tmp_path: Path) -> None:
    said = SESSION + "purpose: I asked Anna  # coachfolio: ignore[CF602] the tutor\n"
    folder = portfolio_in(tmp_path, **{"sessions/2026-03-04-c01.yaml": said})
    with_key, _ = looked(folder)
    assert [one.waived for one in with_key.diagnostics if one.code == "CF602"] == ["the tutor"]
    without = check(open_portfolio(folder), today=TODAY)
    assert codes(with_key, "CF8") == codes(without, "CF8") == []


def test_a_broken_key_fails_the_check(tmp_path: Path) -> None:
    report, exposure = looked(portfolio_in(tmp_path, key="format: 1\nclients:\n  C01: {names: Petrova}\n"))
    assert codes(report, "CF6") == ["CF606"]
    assert report.failed
    assert not exposure.names_checked
    assert "line 3" in report.diagnostics[0].message.lower()


def test_without_a_key_the_check_says_that_names_were_not_looked_for(tmp_path: Path) -> None:
    report, exposure = looked(portfolio_in(tmp_path, key=None))
    assert codes(report, "CF6") == ["CF642"]
    assert not exposure.names_checked
    assert not report.failed


def test_with_a_key_it_does_not(tmp_path: Path) -> None:
    report, exposure = looked(portfolio_in(tmp_path))
    assert codes(report, "CF6") == []
    assert exposure.names_checked


def test_a_client_whom_the_key_does_not_have(tmp_path: Path) -> None:
    report, _ = looked(portfolio_in(tmp_path, key="format: 1\nclients:\n  C01: {names: [Anna Petrova]}\n"))
    (one,) = (one for one in report.diagnostics if one.code == "CF631")
    assert one.message.startswith("C02 is not in your list of clients")


def test_words_that_may_be_names_ask_and_initials_are_advice(tmp_path: Path) -> None:
    text = SESSION + "purpose: Anna and I asked Mark about A.P. again\n"
    report, _ = looked(portfolio_in(tmp_path, **{"sessions/2026-03-04-c01.yaml": text}))
    assert sorted(codes(report, "CF6")) == ["CF602", "CF602", "CF604"]
    assert not report.failed


@pytest.mark.parametrize("path", ["private/clients.yaml", "PRIVATE/clients.yaml", "Private/notes/2026.docx"])
def test_the_private_folder_among_the_files_is_an_error_with_steps(path: str) -> None:
    portfolio = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-c01.yaml": SESSION}))
    exposure = exposure_of(portfolio.texts, [*portfolio.sizes, path], None)
    report = check(portfolio, today=TODAY, exposure=exposure)
    assert codes(report, "CF6") == ["CF605", "CF642"]
    (one,) = (one for one in report.diagnostics if one.code == "CF605")
    assert "1 file of the folder private is part of what is saved" in one.message
    assert one.hint.index("hand nothing over") < one.hint.index(".gitignore") < one.hint.index("made again")
    assert "no step here undoes that" in one.hint
    assert private_among([path, "sessions/private/x.yaml", "privately.yaml"]) == (path,)


# --- what a check shows


NAME_PARTS = {"anna", "petrova", "petrovmarine", "petrov"}


def assert_names_nobody(text: str) -> None:
    assert not NAME_PARTS & set(folded_words(text)), NAME_PARTS & set(folded_words(text))
    assert "project kingfisher" not in " ".join(folded_words(text))


LEAKY: dict[str, str] = {
    "sessions/2026-03-04-anna-petrova.yaml": SESSION.replace("minutes: 60", "minutes: 0  # Anna Petrova rang"),
    "sessions/2026-03-05-c01.yaml": SESSION.replace("client: C01", "client: Anna Petrova"),
    "sessions/2026-03-06-c01.yaml": SESSION + "Anna Petrova: said so\n",
    "sessions/2026-03-07-c01.yaml": "Petrova: [\n",
    "reflections/petrova.yaml": "date: 2026-13-01\nabout: [anna-petrova]\nreflection: Project Kingfisher, Wood, 2026\n",
    "feedback/x.yaml": "date: 2026-03-04\nfrom: Petrova\nattachments: [anna-petrova.pdf]\n",
    "documents/Anna Petrova.txt": "Anna Petrova",
    "petrova/2026.yaml": "date: 2026-03-04\n",
}


def outputs_of(report: Report) -> dict[str, str]:
    shown = {form: render(report, form) for form in FORMATS}
    shown["check"] = json_text(check_document(report))
    shown["diagnostics"] = repr(report.diagnostics) + "".join(f"{one}" for one in report.diagnostics)
    return shown


def test_no_output_shows_anything_of_the_key(tmp_path: Path) -> None:
    report, exposure = looked(portfolio_in(tmp_path, **LEAKY))
    assert report.failed
    assert len(codes(report, "CF6")) >= 8
    assert_names_nobody(repr(exposure.leaks))
    for shown in outputs_of(report).values():
        assert_names_nobody(shown)


@examples(60)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(LEAKY)), st.sampled_from(sorted(LEAKY)), st.integers(0, 60)), max_size=4)
)
def test_no_output_of_any_broken_portfolio_shows_anything_of_the_key(changes: list[tuple[str, str, int]]) -> None:
    files = dict(LEAKY)
    for path, other, at in changes:
        lines = [*files[path].split("\n")[: at % 9], *files[other].split("\n")[at % 7 :]]
        files[path] = "\n".join([*lines, "note: {Anna  Petrova: PETROVA's}", ""])
    portfolio = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, **files}))
    report = check(portfolio, today=TODAY, key=key_from(KEY.encode()))
    for shown in outputs_of(report).values():
        assert_names_nobody(shown)


def test_the_status_of_a_portfolio_shows_nothing_either(tmp_path: Path) -> None:
    report, _ = looked(portfolio_in(tmp_path, **LEAKY))
    document: Any = json.loads(json_text(status_document(report)))
    assert_names_nobody(json.dumps(document["next_steps"] if "next_steps" in document else document.get("next", "")))


def test_without_a_key_nothing_is_imported_that_only_a_key_needs() -> None:
    import subprocess
    import sys

    code = f"import sys, coachfolio\ncoachfolio.check(coachfolio.open_portfolio({str(EXAMPLE)!r}))\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert "coachfolio.confidentiality.patterns" in loaded
    assert not {f"coachfolio.confidentiality.{one}" for one in ("names", "key", "attachments")} & loaded


def test_a_stretch_before_the_one_before_it_is_placed_as_well() -> None:
    text = "ab\ncdef\ngh"
    assert spans_in(text, [(8, 9), (4, 6), (4, 9)]) == [Span(3, 1, 3, 2), Span(2, 2, 2, 4), Span(2, 2, 3, 2)]
