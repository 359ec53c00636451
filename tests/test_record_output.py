"""How the record is shown: three forms, the same numbers, and nothing that a stranger typed is more than text."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from coachfolio import Report, Severity, check
from coachfolio.base.diagnostics import Finding, Place
from coachfolio.checks.rules import Facts, Rule
from coachfolio.editing.demo import SIGNERS, demo
from coachfolio.format.schemas import validator
from coachfolio.git import opened
from coachfolio.git.objects import Commit, Moment, SavePerson
from coachfolio.outputs.record import record_text
from coachfolio.outputs.record_json import record_document, record_json
from coachfolio.outputs.record_markdown import record_markdown
from coachfolio.outputs.seals import verification_text
from coachfolio.outputs.text import check_text
from coachfolio.portfolio.loading import portfolio_file_alone
from coachfolio.record.comparing import Comparison
from coachfolio.record.facts import (
    Completeness,
    EvidenceHistory,
    PracticeRecord,
    SealSeen,
    Version,
    Witness,
    WitnessLevel,
)
from coachfolio.record.practice import record_of
from coachfolio.record.seals import Seal, SealedFile
from coachfolio.record.signatures import Verdict
from coachfolio.record.signers import Signers
from coachfolio.record.verdicts import SealTrouble, SignatureState
from coachfolio.reports.record import Summary, summary_of

from .conftest import ROOT
from .effort import examples
from .repositories import Shelf
from .test_outputs import _steers

NOW = datetime.datetime(2026, 11, 14, 12, tzinfo=datetime.UTC)
SOME = [
    *("weekly", "weekly-signed", "unborn", "depth-1-ci", "detached", "sha256", "dates-impossible", "odd-commits"),
    *("removed-with-reason", "ours-merge", "late", "future-claim", "time-zones", "other-author"),
    *(
        "other-branches",
        "folder-renamed",
        "file-restored",
        "evil-merge",
        "lfs",
        "link-as-evidence",
        "unsaved",
        "in-a-subfolder",
    ),
]
"""Histories that between them have all that is shown."""


def plain(text: str, _: str) -> str:
    return text


def read(folder: Path, *, name: str = "portfolio", signers: Signers | None = None) -> PracticeRecord:
    with opened(folder) as record:
        return record_of(record, name, now=NOW, signers=signers)


def report_on(record: PracticeRecord, *rules: Rule) -> Report:
    return check(portfolio_file_alone(None, "x"), today=NOW.date(), rules=rules, record=record)


def text_of(record: PracticeRecord, evidence: EvidenceHistory | None = None) -> str:
    return "".join(f"{line}\n" for line in record_text(report_on(record), record, plain, evidence=evidence))


def document_of(record: PracticeRecord, evidence: EvidenceHistory | None = None) -> dict[str, Any]:
    """The JSON form read back; it is valid, and both ways to have it say the same."""
    report = report_on(record)
    written = "".join(record_json(report, record, evidence=evidence))
    assert written.isascii()
    document: dict[str, Any] = json.loads(written)
    assert document == json.loads(json.dumps(record_document(report, record, evidence=evidence)))
    assert [one.message for one in validator("output-record").iter_errors(document)] == []
    return document


def text_of_markdown(markdown: str) -> str:
    """What a reader of Markdown shows: all of it must be text, but for the headings, lists and tables that are ours."""
    shown = []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough", "linkify"]).parse(markdown):
        assert token.type.partition("_")[0] not in ("html", "code", "fence", "blockquote", "ordered", "hr"), token
        if token.type == "heading_open":
            assert token.level == 0
        if token.type == "inline":
            children = token.children or []
            assert {child.type for child in children} <= {"text", "softbreak"}, children
            shown.append("".join(child.content for child in children))
    return "\n".join(shown).replace("\u200b", "")


def forms(record: PracticeRecord, evidence: EvidenceHistory | None = None) -> tuple[str, str, dict[str, Any]]:
    """All three, none of which holds anything that steers or hides."""
    text = text_of(record, evidence)
    markdown = record_markdown(report_on(record), record, evidence=evidence)
    assert not {sign for sign in text + markdown if _steers(sign)} - {"\n"}
    return text, text_of_markdown(markdown), document_of(record, evidence)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> PracticeRecord:
    folder = tmp_path_factory.mktemp("demonstration") / "demo"
    demo(folder)
    return read(folder, name="demo", signers=Signers.from_text((folder / SIGNERS).read_text(encoding="utf-8")))


# --- a small record, written out


REMOVED = """\
Record of practice: portfolio
5 pieces of evidence in 8 saves, from 7 January 2025 to 15 April 2025 by the
learner's own clock. These dates were typed by the computer that saved. They are
claims: only a witness from outside shows that something existed by a certain
day, and nothing here shows that a contact took place.

The longest time without a save is 64 days: 4 February 2025 to 9 April 2025.

Who has seen it
0 of 5 pieces have a witness from outside; 5 rest on the learner's own clock.
  seen by                          pieces
  nobody: the learner's own clock       5

How soon it was recorded
Of 5 pieces whose own day is known, 100% were recorded within 1 day of it, 100%
within 7 days and 100% within 28 days, by the learner's own clock.
  recorded        pieces
  before its day       0
  within 1 day         5  ##############################
  2 to 7 days          0
  8 to 28 days         0
  later                0
  not known            0

Who saved
All saves bear one address. Names and addresses are typed by whoever saves.
- Ros Halloran (ros@example.com), the learner: 8 saves

0 of 8 saves (0%) are signed.

Seals
Nobody has sealed anything in this record.

Removed
1 piece of evidence is not in the portfolio any more.
- sessions/2025-01-14-c01-talk.yaml: removed on 9 April 2025 by Ros Halloran
  (ros@example.com); reason given: the client took back their consent.

Earlier hand-overs
This record was held against nothing that was kept from an earlier hand-over.
What was taken out of it before it was handed over cannot be seen from the
record alone; an earlier receipt or bundle would show it.

Is it all here?
As far as the record itself can tell, nothing was left out, replaced or hidden.

Timeline
  month    saves  recorded  changed  removed
  2025-01      5         4        0        0
  2025-02      1         1        0        0
  2025-03      0         0        0        0
  2025-04      2         1        0        1

What stands out
Nothing.
"""

ONE = """\
The record of c01-first-talk
sessions/c01-first-talk.yaml

It was first said to be of 1 March 2025.

First recorded by Ros Halloran (ros@example.com): saved on 2 March 2025, written
on 2 March 2025. The save is not signed.

That is within a day of its own day, by the learner's own clock.

No witness from outside has seen its content as it stands. The time is the
learner's own.

Later changes
It was changed in 1 later save.
  day         who           what     fields  reason
  2025-04-09  Ros Halloran  changed  date    my diary says February, I had misread my own sheet

Seals
It is under no seal.

What stands out
Nothing.
"""


def test_a_small_history_as_it_is_shown(shelf: Shelf) -> None:
    assert text_of(read(shelf["removed-with-reason"].folder)) == REMOVED


def test_one_piece_as_it_is_shown(shelf: Shelf) -> None:
    record = read(shelf["redated-with-reason"].folder)
    assert text_of(record, next(one for one in record.evidence if len(one.versions) > 1)) == ONE


# --- the three forms agree


def numbers(summary: Summary, said: str) -> None:
    """The sentences and tables of a form for people have the summary's numbers."""
    words = " ".join(re.sub(r"[|]", " ", said).split())
    pieces, saves = summary.pieces, summary.saves
    assert re.search(rf"\b{pieces} pieces? of evidence in {saves} saves?\b", words)
    assert re.search(rf"\b{summary.witnessed} of {pieces} pieces? (has|have) a witness from outside", words)
    assert re.search(rf"; {summary.own_clock} rests? on the learner's own clock", words)
    assert re.search(rf"\b{summary.signed} of {saves} saves? \(\d+%\) (is|are) signed", words)
    if summary.lags:
        lags = summary.lags
        for name, number in (
            ("before its day", lags.before),
            ("within 1 day", lags.within_day),
            ("2 to 7 days", lags.within_week),
            ("8 to 28 days", lags.within_month),
            ("later", lags.later),
            ("not known", lags.unknown),
        ):
            if pieces - lags.unknown:
                assert re.search(rf"{name} {number}\b", words), name
    for one in summary.months if len(summary.months) < 12 else ():
        row = f"{one.month or 'unknown'} {one.saves} {one.recorded} {one.changed} {one.removed}"
        assert row in words
    for seal in summary.seals:
        assert seal.seen.name in words
        for number, name in ((seal.unchanged, "unchanged since"), (seal.changed, "changed"), (seal.removed, "removed")):
            assert not number or f"{number} {name}" in words


def agrees(record: PracticeRecord) -> None:
    text, markdown, document = forms(record)
    summary = summary_of(record)
    if record.saves:
        numbers(summary, text)
        numbers(summary, markdown)
    said = document["summary"]
    present = [one for one in document["evidence"] if one["present"]]
    assert said["pieces"] == len(present) == summary.pieces
    assert said["saves"] == len(document["saves"]) == sum(one["saves"] for one in document["people"])
    assert said["removed"] == len(document["evidence"]) - len(present) == len(document["removed"])
    assert said["witnessed"] == sum(one["witness"]["level"] >= "W2" for one in present)
    assert said["own_clock"] == said["pieces"] - said["witnessed"]
    assert sum(one["pieces"] for one in said["levels"]) == len(present)
    assert said["signed"] == sum(one["signature"] is not None for one in document["saves"])
    assert sum(said["signatures"].values()) == said["saves"]
    if document["dates_known"]:
        assert sum(said["lags"].values()) == len(present)
        late = [one["days_after"] for one in present]
        assert said["lags"]["later"] == sum(days is not None and days > 28 for days in late)
        assert said["lags"]["within_day"] == sum(days is not None and abs(days) <= 1 for days in late)
        assert said["lags"]["unknown"] == late.count(None)
        assert sum(one["saves"] for one in document["months"]) == said["saves"]
        versions = [version["how"] for one in document["evidence"] for version in one["versions"]]
        assert sum(one["recorded"] for one in document["months"]) == versions.count("recorded")
        assert sum(one["removed"] for one in document["months"]) == versions.count("removed")
        changed = sum(versions.count(how) for how in ("changed", "joined", "brought back"))
        assert sum(one["changed"] for one in document["months"]) == changed
        days = sorted(one["committed"][:10] for one in document["saves"] if one["committed"])
        assert (said["first"], said["last"]) == ((days[0], days[-1]) if days else (None, None))
    ids = {one["id"] for one in document["saves"]}
    assert {version["save"] for one in document["evidence"] for version in one["versions"]} <= ids


@pytest.mark.parametrize("name", SOME)
def test_all_forms_agree(shelf: Shelf, name: str) -> None:
    record = read(shelf[name].folder)
    agrees(record)
    for one in record.evidence[:3]:
        text, markdown, document = forms(record, one)
        assert one.path in " ".join(text.split())
        assert one.path in markdown
        assert [piece["id"] for piece in document["evidence"]] == [one.id]
        assert {save["id"] for save in document["saves"]} == {version.save.id for version in one.versions}


def test_all_forms_agree_on_the_demonstration(demonstration: PracticeRecord) -> None:
    agrees(demonstration)
    summary = summary_of(demonstration)
    assert summary.witnessed > 50
    assert [one.seen.seal.decision for one in summary.seals if one.seen.seal] == [
        "pass",
        "refer",
        "pass",
        "none",
        "none",
    ]
    assert all(one.seen.holds for one in summary.seals)
    for one in summary.seals:
        assert one.pieces == one.unchanged + one.changed + one.removed + one.reformatted + one.absent
    assert [one.changed > 0 for one in summary.seals] == [True, True, True, True, False]
    text = text_of(demonstration)
    assert max(map(len, text.splitlines())) <= 80
    assert "Signed with" in text
    assert len(re.findall(r"^  20\d\d-\d\d ", text, re.MULTILINE)) == 14


# --- where dates are not known


def test_a_cut_off_record_shows_no_dates(shelf: Shelf) -> None:
    record = read(shelf["depth-1-ci"].folder)
    assert record.completeness.cut_off
    for evidence in (None, record.evidence[0]):
        text, markdown, document = forms(record, evidence)
        for said in (text, markdown):
            bare = re.sub(r"\d{4}-\d\d-\d\d-", "", said)
            assert not re.search(r"\d{4}-\d\d|\b(19|20)\d\d\b|\bdays?\b.*\bafter\b", bare), said
            assert said.count("no dates are shown") == 1
        assert document["summary"]["lags"] is None
        assert document["months"] == []
        dated = "first|last|earliest|latest|first_recorded|claimed|days_after|authored|committed|made|when|until"
        assert re.findall(rf'"(?:{dated})": (?!null)[^,}}]*', json.dumps(document)) == []


def test_a_record_that_was_not_read_to_its_end_says_so(shelf: Shelf) -> None:
    record = read(shelf["unborn"].folder)
    stopped = replace(record, tip="0" * 40, completeness=Completeness(stopped="100,000 saves"))
    text, markdown, _ = forms(stopped)
    for said in (text, markdown):
        assert "Nothing of this record was read." in said
        assert "Reading stopped at a limit (100,000 saves): nothing after it was read." in said
    assert "Nothing is saved in this record yet." in text_of(record)


def test_that_the_files_are_identical_comes_first() -> None:
    one = of_a_stranger("word")
    nothing: dict[str, Any] = dict.fromkeys(("changed", "replaced", "removed", "gone", "new"), ())
    nothing |= dict.fromkeys(("seals_moved", "seals_gone", "early"), ())
    since = Comparison(
        name="may.json",
        at=NOW,
        outcome="rewritten, files identical",
        identical=True,
        lost=3,
        added=4,
        how={"date of saving": 3},
        unchanged=("a", "b"),
        same_portfolio=True,
        settings=(),
        **nothing,
    )
    text, markdown, document = forms(replace(one, comparisons=(since,)))
    wanted = (
        "Since may.json, seen on 14 November 2026: The files are identical: every piece that was there then reads the "
        "same now. The record was made again since, with the same evidence. 4 saves were added. 3 saves of then are "
        "not part of the record any more. What differs in the saves that were made again: date of saving (3)."
    )
    assert wanted in " ".join(text.split())
    assert wanted in markdown
    assert document["comparisons"][0]["identical"] is True


@pytest.mark.parametrize("given", [True, False])
def test_nobody_is_blamed_for_a_list_that_the_reader_did_not_give(given: bool, shelf: Shelf) -> None:
    record = replace(read(shelf["weekly-signed"].folder), signers_given=given)
    text, markdown, _ = forms(record)
    for said in (" ".join(text.split()), markdown):
        assert ("not on the list of signers" in said) == given
        assert ("no list of signers was given" in said) == (not given)


# --- what strangers type


HOSTILE = [
    "\x1b[31mred\x1b[0m\x07",
    "\u202egnp.exe\u2066",
    "# Heading\n\n- list",
    "<script>alert(1)</script> <!-- ",
    "| a | b |\n|---|---|",
    "[link](http://evil.example) ![x](y) www.evil.example",
    "@everyone #1 `code` **bold** ~~gone~~ &amp; $x$",
    "1. one",
    "+ plus",
    "- minus",
    "==== ",
    "12) twelve",
    "    four spaces",
    "\ud800 \x00 \x85 \u2028",
    "x" * 5000,
]


def of_a_stranger(word: str) -> PracticeRecord:
    """A record in which everything that can be typed is this."""
    who = SavePerson(word, word)
    when = Moment(1_760_000_000, 60)
    save = Commit("a" * 40, "b" * 40, (), who, when, who, when, f"{word}\n\nReason: {word}\n", b"x", b"x", ())
    later = save._replace(id="c" * 40, parents=("a" * 40,))
    path = f"sessions/{word}.yaml"
    first = Version(save, "recorded", path, "d" * 40, datetime.date(2025, 10, 1))
    moved = Version(later, "moved", path, "d" * 40, None, (word,))
    gone = Version(later, "removed", path, "", None)
    seal = Seal(
        name=word,
        portfolio=word,
        role="assessor",
        by=word,
        units=(word,),
        decision="pass",
        meaning=word,
        commit="a" * 40,
        tree="b" * 40,
        manifest="sha256:",
        previous="",
        files=(SealedFile(word, "d" * 40, path),),
    )
    seen = SealSeen(
        word,
        "e" * 40,
        seal,
        who,
        when.time,
        Verdict(SignatureState.GOOD, word, word, (word,), word),
        (SealTrouble.BARE,),
    )
    since = Comparison(
        name=word,
        at=NOW,
        outcome="evidence dropped",
        identical=False,
        lost=1,
        added=1,
        how={word: 1},
        unchanged=(),
        changed=(word,),
        replaced=(word,),
        removed=(word,),
        gone=(word,),
        new=(word,),
        seals_moved=(f"refs/tags/{word}",),
        seals_gone=(f"refs/tags/{word}",),
        early=("c" * 40,),
        same_portfolio=False,
    )
    about = Completeness(programs=(word,), hidden=(word,), unsaved=(word,), missing=1, drafts=1, grafts=1)
    witness = Witness(WitnessLevel.RECEIVER, when.time, word)
    piece = EvidenceHistory(word, path, True, "d" * 40, (first, moved), witness, ((word, "changed"),))
    lost = EvidenceHistory(f"{word}2", path, False, "d" * 40, (first, gone), Witness(WitnessLevel.OWN_CLOCK))
    return PracticeRecord(
        name=word,
        portfolio=word,
        algorithm="sha1",
        tip="c" * 40,
        tree="b" * 40,
        prefix=word,
        roots=("a" * 40,),
        refs={},
        saves=(save, later),
        evidence=(piece, lost),
        seals=(seen,),
        verdicts={"a" * 40: Verdict(SignatureState.GOOD, word, word, (word,), word)},
        completeness=about,
        learner=(word,),
        odd_paths=((word, word),),
        comparisons=(since,),
    )


@pytest.mark.parametrize("word", HOSTILE, ids=range(len(HOSTILE)))
def test_what_a_stranger_typed_is_only_text(word: str) -> None:
    record = of_a_stranger(word)
    for evidence in (None, *record.evidence):
        _, markdown, document = forms(record, evidence)
        assert document["evidence"][0]["versions"][0]["path"] == record.evidence[0].path
        # as many headings as there are without it
        ours = record_markdown(report_on(record), record, evidence=evidence)
        harmless = of_a_stranger("word")
        other = dict(zip(record.evidence, harmless.evidence, strict=True)).get(evidence) if evidence else None
        wanted = record_markdown(report_on(harmless), harmless, evidence=other)
        assert structure(ours) == structure(wanted)
        assert markdown


def structure(markdown: str) -> list[str]:
    """Every block of a text in Markdown, without its words."""
    return [token.type for token in MarkdownIt("commonmark").enable("table").parse(markdown)]


@given(st.text(max_size=80))
@examples(60)
def test_any_text_is_only_text(word: str) -> None:
    record = of_a_stranger(word)
    forms(record)
    forms(record, record.evidence[0])


# --- exceptions


def noticed(facts: Facts) -> Iterator[Finding]:
    """Something stands out."""
    yield Finding(Place("sessions/a.yaml"), "It was recorded late.", "Say why.")
    yield Finding(Place("portfolio.yaml"), "The record has drafts.", "")


def test_exceptions_are_shown_as_a_check_shows_them(shelf: Shelf) -> None:
    record = read(shelf["weekly"].folder)
    report = report_on(record, Rule("CF599", noticed, Severity.WARNING, Severity.WARNING))
    wanted = list(check_text(report, plain, folder="here"))
    lines = list(record_text(report, record, plain, folder="here"))
    start = lines.index("What stands out")
    findings = lines[start + 1 : -2]
    assert findings == wanted[: len(findings)]
    assert [one for one in findings if one.startswith("here/")] == [
        "here/portfolio.yaml:1:1: warning CF599 The record has drafts.",
        "here/sessions/a.yaml:1:1: warning CF599 It was recorded late.",
    ]
    assert lines[-2:] == ["", "2 warnings."]
    markdown = record_markdown(report, record, folder="here")
    assert "### Warnings (2)\n" in markdown
    assert "| <code>here/sessions/a.yaml:1</code> | CF599 | It was recorded late. | Say why. |\n" in markdown
    assert [one["code"] for one in record_document(report, record)["diagnostics"]] == ["CF599", "CF599"]
    waived = replace(report, diagnostics=tuple(replace(one, waived="Known") for one in report.diagnostics))
    assert list(record_text(waived, record, plain))[-4:] == [
        "What stands out",
        "2 waived.",
        "- Waived: CF599 The record has drafts. (and 1 more of CF599) Reason given:",
        "  Known.",
    ]
    verified = list(verification_text(waived, record, 1, plain))
    assert verified[-1] == "Waived: CF599 The record has drafts. (and 1 more of CF599) Reason given: Known."
    assert "Waived (2)" in record_markdown(waived, record)
    first = replace(record.evidence[0], path="sessions/a.yaml")
    assert list(record_text(report, record, plain, evidence=first))[-1] == "1 warning."


# --- the timeline


def test_a_long_timeline_is_by_year_and_the_earliest_years_are_one_row() -> None:
    one = of_a_stranger("word")

    def at(*years: int) -> str:
        saves = tuple(
            one.saves[0]._replace(
                id=f"{number:040x}",
                committed=Moment(int(datetime.datetime(year, 6, 1, tzinfo=datetime.UTC).timestamp()), 0),
            )
            for number, year in enumerate(years)
        )
        text = text_of(replace(one, saves=saves, evidence=(), verdicts={}))
        return text[text.index("Timeline\n") : text.index("\nWhat stands out")]

    assert "  2024-06" in at(2024, 2025)
    assert "  2024-07      0" in at(2024, 2025)
    assert [line.split()[:2] for line in at(2020, 2025, 2025).splitlines()[1:]] == [
        ["year", "saves"],
        ["2020", "1"],
        ["2025", "2"],
    ]
    rows = [line.split()[:2] for line in at(*range(1975, 2026)).splitlines()[2:]]
    assert len(rows) == 24
    assert rows[0] == ["earlier", "28"]
    assert rows[-1] == ["2025", "1"]


def test_shares_never_claim_all_or_none_for_almost(demonstration: PracticeRecord) -> None:
    saves = demonstration.saves * 3
    nearly = replace(
        demonstration, saves=saves, verdicts={f"{n}": Verdict(SignatureState.GOOD) for n in range(len(saves) - 1)}
    )
    hardly = replace(demonstration, saves=saves, verdicts={"1": Verdict(SignatureState.GOOD)})
    assert f"{len(saves) - 1} of {len(saves)} saves (99%) are signed" in text_of(nearly)
    assert f"1 of {len(saves)} saves (1%) is signed" in text_of(hardly)


# --- what it costs


def test_it_is_quick_and_loads_no_tables() -> None:
    program = """
import sys, time
from tests.test_record_output import many, plain, report_on
from coachfolio.outputs.record import record_text
record = many(5_000, 10)
report = report_on(record)
best = 9.0
for _ in range(5):
    start = time.process_time()
    lines = sum(1 for _ in record_text(report, record, plain))
    best = min(best, time.process_time() - start)
print(best, lines, "rich" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    best, lines, rich = done.stdout.split()
    assert float(best) < 0.4  # 0.07 s on an ordinary computer
    assert int(lines) < 100
    assert rich == "False"


def many(pieces: int, versions: int) -> PracticeRecord:
    """A large record."""
    one = of_a_stranger("word")
    saves = tuple(
        one.saves[0]._replace(id=f"{number:040x}", committed=Moment(1_600_000_000 + number * 3000, 60))
        for number in range(pieces * versions)
    )
    evidence = tuple(
        replace(
            one.evidence[0],
            id=f"piece-{number}",
            versions=tuple(
                Version(save, "changed" if later else "recorded", "sessions/x.yaml", "d" * 40, None)
                for later, save in enumerate(saves[number * versions : (number + 1) * versions])
            ),
        )
        for number in range(pieces)
    )
    return replace(one, saves=saves, evidence=evidence)
