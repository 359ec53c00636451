"""Receipts and comparisons: each way to change a record that was handed over is told apart by each earlier look."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio.base.errors import CoachfolioError
from coachfolio.checks.auditing import audit
from coachfolio.git.objects import Mismatch
from coachfolio.record.comparing import Comparison, compared
from coachfolio.record.receipts import (
    Receipt,
    SeenDocument,
    SeenEvidence,
    SeenRecord,
    SeenSave,
    UnusableReceipt,
    digest_of_receipt,
    keep,
    receipt_from,
    receipt_text,
)

from .commands import Assessor, Commands
from .conftest import ROOT
from .effort import examples
from .repositories import BEGINNING, Learner, Shelf, evening, git, held, kept, session, sheet, weeks
from .repositories.learner import PORTFOLIO


@pytest.fixture
def coachfolio(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


@pytest.fixture(scope="module")
def lee(tmp_path_factory: pytest.TempPathFactory) -> Assessor:
    return Assessor(tmp_path_factory.mktemp("assessor"))


def since(path: str | os.PathLike[str], *earlier: object) -> tuple[Comparison, ...]:
    return audit(path, since=[str(one) for one in earlier], fields=False).record.comparisons


def at(receipt: Path, when: str) -> Path:
    """The same receipt, written at another time."""
    moment = datetime.datetime.fromisoformat(when).astimezone(datetime.UTC)
    receipt.write_text(receipt_text(replace(receipt_from(receipt.read_text()), received_at=moment)))
    return receipt


# --- what became of a record since


@dataclass(frozen=True)
class Expected:
    """What a comparison says: outcome, whether files are identical, saves lost and new, what differs in them."""

    outcome: str
    identical: bool
    lost: int
    added: int
    how: dict[str, int]
    unchanged: int = 7
    fates: tuple[tuple[str, tuple[str, ...]], ...] = ()


def _days(*numbers: int) -> tuple[str, ...]:
    return tuple(Path(sheet(weeks(7)[number])).stem for number in numbers)


DATED, JOINED = "date of saving", "dropped or joined with others"
ANEW = {JOINED: 7, "message, author's date, date of saving": 1}
EXPECTED = {
    "same": Expected("same", True, 0, 0, {}),
    "grown": Expected("grown", False, 0, 3, {}, 6, (("changed", _days(1)),)),
    "amend-message": Expected("rewritten, files identical", True, 1, 1, {"message, date of saving": 1}),
    "author-dates-filtered": Expected("dates rewritten", True, 3, 3, {"author's date": 3}),
    "force-rebased": Expected("dates rewritten", True, 8, 8, {DATED: 8}),
    "amend-content": Expected(
        "content changed", False, 1, 1, {"content, date of saving": 1}, 6, (("replaced", _days(6)),)
    ),
    "edited-in-place": Expected(
        "content changed", False, 6, 6, {"content, date of saving": 1, DATED: 5}, 6, (("replaced", _days(1)),)
    ),
    "dropped": Expected("evidence dropped", False, 5, 4, {DATED: 4, JOINED: 1}, 6, (("gone", _days(2)),)),
    "purged": Expected("evidence dropped", False, 3, 3, {"content": 1, "what it follows": 2}, 6, (("gone", _days(4)),)),
    "reset": Expected("evidence dropped", False, 2, 0, {JOINED: 2}, 5, (("gone", _days(5, 6)),)),
    "squashed": Expected("rewritten, files identical", True, 8, 1, ANEW),
    "orphaned": Expected("rewritten, files identical", True, 8, 1, ANEW),
    "shrunk": Expected("grown", False, 0, 1, {}, 2, (("removed", _days(0, 1, 2)),)),
    "removed": Expected("grown", False, 0, 2, {}, 4, (("removed", _days(1)),)),
}


@dataclass(frozen=True)
class Kept:
    """What a receiver kept when a record was handed over, and where an assessor sealed it."""

    receipt: Path
    bundle: Path
    desk: Path


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kept]:
    """By the id that the history ended with then: most are the same."""
    return {}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_receipt_a_hand_over_file_and_a_seal_tell_the_same(
    shelf: Shelf, tmp_path: Path, coachfolio: Commands, lee: Assessor, handed_over: dict[str, Kept], name: str
) -> None:
    history, expected = shelf[name], EXPECTED[name]
    folder = shelf.copy(name, tmp_path)
    if history.earlier not in handed_over:
        assert history.bundle
        receipt, desk = tmp_path / "may.json", tmp_path / "desk"
        said = coachfolio("record", history.bundle, "--receipt", receipt)
        assert said.code == 0
        assert "Keep it where the learner cannot change it" in said.err
        lee.seal(history.bundle, folder, desk)
        handed_over[history.earlier] = Kept(receipt, history.bundle, desk)
    kept_then = handed_over[history.earlier]
    seal = "sealed/assessor/1"
    git(folder, "fetch", "--quiet", str(kept_then.desk), f"refs/tags/{seal}:refs/tags/{seal}")
    found = audit(folder, since=[str(kept_then.receipt), str(kept_then.bundle), seal], fields=False).record
    by_receipt, by_bundle, by_seal = found.comparisons
    one = by_receipt
    assert (
        Expected(
            one.outcome,
            one.identical,
            one.lost,
            one.added,
            dict(one.how),
            len(one.unchanged),
            tuple(
                (fate, getattr(one, fate)) for fate in ("changed", "replaced", "removed", "gone") if getattr(one, fate)
            ),
        )
        == expected
    )
    assert one.same_portfolio
    assert not one.documents
    assert [by_receipt.name, by_bundle.name, by_seal.name] == ["may.json", "handed-over.bundle", f"the seal {seal}"]
    assert by_receipt.at
    assert by_bundle.at is by_seal.at is None
    undated = replace(by_receipt, name="", at=None, early=(), early_on_top=False, slipped_in=(), words=())
    assert undated == replace(by_bundle, name="", words=()) == replace(by_seal, name="", words=())
    # whoever kept the file has what is nowhere in the record any more
    assert all(file.told and file.words for file in by_bundle.words)
    assert len(by_bundle.words) == len(one.changed) + len(one.replaced)
    (seen,) = found.seals
    assert (seen.attached, seen.same_content) == (
        expected.lost == 0,
        not {"replaced", "gone"} & dict(expected.fates).keys(),
    )


def test_the_words_that_changed_are_told_in_every_form(tmp_path: Path, coachfolio: Commands, lee: Assessor) -> None:
    """By a receipt, a hand-over file, a seal and a day: each piece, attachment and file, with its words."""
    piece, notes = sheet("2025-01-07"), "documents/notes.md"
    about = "documents/2025-01-09-notes.yaml"
    told = (
        "title: Notes\ndate: 2025-01-09\nkind: recording\norigin: By me\nshows: That\nattachments: [notes.md, a.png]\n"
    )
    learner = kept(tmp_path, ["2025-01-07", "2025-01-14"])
    learner.save({about: told, notes: "I spoke for long.\n", "documents/a.png": b"\x89PNG one"}, evening("2025-01-15"))
    bundle, receipt = tmp_path / "then.bundle", tmp_path / "then.json"
    assert coachfolio("bundle", learner.folder, bundle).code == 0
    assert coachfolio("record", bundle, "--receipt", receipt).code == 0
    lee.seal(learner.folder, learner.folder, tmp_path / "desk")
    later: dict[str, str | bytes | None] = {
        piece: session("2025-01-07", minutes=90).replace("asked and then waited", "asked twice and then waited"),
        about: told.replace("a.png]", "a.png, new.txt]"),
        notes: "I spoke for a minute.\n",
        "documents/new.txt": "New.\n",
        "documents/a.png": b"\x89PNG two",
        sheet("2025-02-01"): session("2025-02-01"),
    }
    learner.save(later, evening("2025-02-01"))
    expected = {
        (piece, "minutes", "60", "90"),
        (piece, "reflection", "I asked", "I asked twice"),
        (about, "attachments", "[notes.md, a.png]", "[notes.md, a.png, new.txt]"),
        (notes, "", "spoke for long.", "spoke for a minute."),
    }
    for since in (receipt, bundle, "sealed/assessor/1", "2025-01-31"):
        said = coachfolio("record", learner.folder, "--since", since, "--format", "json")
        (found,) = json.loads(said.out)["comparisons"]
        words = {
            (file["path"], change["field"], change["was"], change["now"])
            for file in found["words"]
            for change in file["changes"]
        }
        assert words == expected, since
        assert [file["path"] for file in found["words"] if not file["told"]] == ["documents/a.png"]
        assert found["new_documents"] == ["documents/new.txt"]
        assert found["new"] == [Path(sheet("2025-02-01")).stem]
    for form in ("text", "markdown"):
        told = coachfolio("record", learner.folder, "--since", "2025-01-31", "--format", form).out
        text = " ".join(told.replace("\\", "").split())
        for name in (piece, notes, about, "documents/new.txt", "documents/a.png", sheet("2025-02-01")):
            assert name in text, form
        for phrase in ("“I asked” became “I asked twice”", "“spoke for long.” became “spoke for a minute.”"):
            assert phrase in text, form
    page = tmp_path / "since.html"
    assert coachfolio("report", learner.folder, "--since", "2025-01-31", "--out", page).code == 0
    section = page.read_text(encoding="utf-8").partition('<section id="since"')[2].partition("</section>")[0]
    assert "reflection: “I asked” became “I asked twice”" in section
    assert "documents/new.txt" in section
    said = coachfolio("record", learner.folder, "--since", "2024-12-31")
    assert (said.code, "Nothing was saved by the end of 31 December 2024" in said.err) == (2, True)


def test_no_two_kinds_of_change_look_alike() -> None:
    """But those that leave the same behind: all saves made into one, and one new save with all."""
    kinds = {name: (one.outcome, one.lost, one.added, tuple(one.how.items())) for name, one in EXPECTED.items()}
    del kinds["orphaned"]
    assert len(set(kinds.values())) == len(kinds)


@pytest.mark.parametrize(
    ("name", "outcome", "how"),
    [
        ("rebased-before-hand-in", "dates rewritten", {DATED: 25}),
        ("template-update", "rewritten, files identical", {DATED: 5}),
        ("rebase-inserted-edit", "content changed", {"content, date of saving": 1, DATED: 19}),
    ],
)
def test_what_programs_do_to_a_record(shelf: Shelf, name: str, outcome: str, how: dict[str, int]) -> None:
    (one,) = since(shelf[name], shelf[name].bundle)
    assert (one.outcome, one.identical, dict(one.how)) == (outcome, outcome != "content changed", how)


def test_saves_from_before_that_were_not_seen(shelf: Shelf, tmp_path: Path, coachfolio: Commands) -> None:
    for name, early in (("not-seen", 3), ("grown", 0), ("force-rebased", 0), ("author-dates-filtered", 0)):
        history = shelf[name]
        receipt = tmp_path / f"{name}.json"
        assert history.bundle
        assert coachfolio("record", history.bundle, "--receipt", receipt).code == 0
        (one,) = since(
            history, at(receipt, "2025-05-03T10:00+00:00" if name == "not-seen" else "2025-02-22T10:00+00:00")
        )
        assert len(one.early) == early, "what was only made again was seen"
        if name == "not-seen":
            assert {history.ids[day] for day in weeks(3, "2025-03-04")} == set(one.early)


def test_a_piece_that_was_slipped_into_an_earlier_save_is_named(tmp_path: Path, coachfolio: Commands) -> None:
    """Every save is made again, with its own dates, and one of them with a piece that was not there."""
    days = weeks(3)
    learner = kept(tmp_path, days)
    receipt = tmp_path / "may.json"
    assert coachfolio("record", learner.hand_over(), "--receipt", receipt).code == 0
    extra = session("2025-01-15")
    at(receipt, "2025-05-03T10:00+00:00")
    learner.remake(days[1], {"sessions/2025-01-15-c01-extra.yaml": extra}, evening("2025-02-20"))
    found = audit(learner.folder, since=[str(receipt)], today=datetime.date(2025, 6, 1))
    (one,) = found.record.comparisons
    assert one.new == one.slipped_in == ("2025-01-15-c01-extra",)
    (said,) = [said for said in found.report.diagnostics if said.code == "CF506"]
    assert "1 piece was put among them." in said.message
    assert [other.path for other in said.related] == ["sessions/2025-01-15-c01-extra.yaml"]
    learner.git("mv", "sessions/2025-01-15-c01-extra.yaml", "sessions/2025-01-15-c01-moved.yaml")
    learner.save({}, evening("2025-05-10"))
    (one,) = since(learner.folder, receipt)
    assert one.slipped_in == ("2025-01-15-c01-moved",)


def test_a_piece_under_another_name_is_not_slipped_in(tmp_path: Path, coachfolio: Commands) -> None:
    days = weeks(3)
    learner = kept(tmp_path, days)
    receipt = tmp_path / "may.json"
    assert coachfolio("record", learner.hand_over(), "--receipt", receipt).code == 0
    at(receipt, "2025-05-03T10:00+00:00")
    (old,) = held(days[1])
    learner.rebase(evening("2025-02-20"), "--force-rebase", "--root")
    learner.git("mv", old, "sessions/2025-01-14-c01-renamed.yaml")
    learner.save({}, evening("2025-05-10"))
    learner.save({"sessions/2025-01-14-c01-renamed.yaml": session(days[1], minutes=50)}, evening("2025-05-11"))
    (one,) = since(learner.folder, receipt)
    assert (one.slipped_in, one.early) == ((), ())


@pytest.mark.parametrize("name", ["qualification.yaml", "portfolio.yaml"])
def test_what_it_is_judged_by_is_no_part_of_the_evidence_and_told(
    name: str, tmp_path: Path, coachfolio: Commands, lee: Assessor
) -> None:
    days = weeks(3)
    learner = Learner(tmp_path)
    overlay = "requirements: [{name: Practice, measure: contact-hours, at_least: 20}]\n"
    files = {"portfolio.yaml": PORTFOLIO, "qualification.yaml": overlay}
    learner.ids["begin"] = learner.save({**files, **held(days[0])}, evening(days[0]))
    learner.save(held(days[1]), evening(days[1]))
    bundle, receipt = learner.hand_over(), tmp_path / "may.json"
    assert coachfolio("record", bundle, "--receipt", receipt).code == 0
    lee.seal(bundle, learner.folder, tmp_path / "desk")
    earlier = (receipt, bundle, "sealed/assessor/1")
    for one in since(learner.folder, *earlier):
        assert (one.outcome, one.settings) == ("same", ())
    less = (("at_least: 20", "at_least: 10"), ("registered: 2024-09-02", "registered: 2024-10-02"))
    changed = {name: reduce(lambda text, words: text.replace(*words), less, files[name])}
    learner.remake("begin", changed, evening("2025-02-20"))
    found = audit(learner.folder, since=[str(one) for one in earlier])
    for one in found.record.comparisons:
        assert (one.outcome, one.identical, one.settings) == ("content changed", True, (name,))
    said = [one for one in found.report.diagnostics if one.code == "CF548"]
    assert len(said) == 3
    for told in said:
        assert told.message.startswith("The evidence is identical")
        assert f"But {name}, by which it is judged, is not as then." in told.message
    for one in found.record.comparisons:
        assert one.judged_by == (("registered",) if name == "portfolio.yaml" else ())
    (seal,) = found.record.seals
    assert seal.documents_changed == (("qualification.yaml",) if name == "qualification.yaml" else ())


def test_what_comes_and_goes_in_portfolio_yaml_is_nothing_that_is_judged_by(
    tmp_path: Path, coachfolio: Commands
) -> None:
    learner = Learner(tmp_path)
    learner.save({"portfolio.yaml": PORTFOLIO, **held("2025-01-07")}, evening("2025-01-07"))
    receipt = tmp_path / "may.json"
    assert coachfolio("record", learner.folder, "--receipt", receipt).code == 0
    for text, fields in (
        (f"# mine\n{PORTFOLIO}  C03: {{sector: law}}\n", ()),
        (PORTFOLIO.replace("stage: building", "stage: submission").replace("\n", "\r\n"), ()),
        (PORTFOLIO.replace("clients:", "  supervisor-1: {role: supervisor}\nclients:"), ()),
        (PORTFOLIO.replace("registered: 2024-09-02", "registered: 2025-09-02"), ("registered",)),
        (PORTFOLIO.replace("{role: assessor}", "{role: assessor, saves_as: [me@example.org]}"), ("people",)),
        (f"{PORTFOLIO}waivers: [{{code: CF401, path: portfolio.yaml, reason: Agreed.}}]\n", ("waivers",)),
    ):
        learner.save({"portfolio.yaml": text}, evening("2025-05-10"))
        (one,) = since(learner.folder, receipt)
        assert (one.judged_by, one.settings) == (fields, ("portfolio.yaml",) if fields else ())


def test_an_older_receipt_does_not_tell_what_it_is_judged_by(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path, weeks(3))
    receipt = tmp_path / "may.json"
    assert coachfolio("record", learner.hand_over(), "--receipt", receipt).code == 0
    then = receipt_from(receipt.read_text())
    older = replace(then, seen=replace(then.seen, documents=()))
    receipt.write_text(receipt_text(older))
    learner.rebase(evening("2025-02-20"), "--force-rebase", "--root")
    found = audit(learner.folder, since=[str(receipt)])
    assert found.record.comparisons[0].settings is None
    (said,) = [one for one in found.report.diagnostics if one.code == "CF548"]
    assert said.message.startswith("The evidence is identical")
    assert "What it is judged by was not listed then." in said.message


def test_what_evidence_names_is_sealed_and_seen_wherever_it_lies(
    tmp_path: Path, coachfolio: Commands, lee: Assessor
) -> None:
    learner = kept(tmp_path, weeks(2))
    form, other = "scans/form.txt", "scans/other.txt"
    piece = f"{session('2025-01-28')}attachments: [../{form}]\n"
    learner.save({form: "REFER\n", other: "a\n", "sessions/2025-01-28-c01-a.yaml": piece}, evening("2025-01-28"))
    bundle, receipt = learner.hand_over(), tmp_path / "may.json"
    assert coachfolio("record", bundle, "--receipt", receipt).code == 0
    lee.seal(bundle, learner.folder, tmp_path / "desk")
    learner.save({form: "PASS\n", other: "b\n"}, evening("2025-02-04"))
    found = audit(learner.folder, since=[str(receipt), str(bundle), "sealed/assessor/1"])
    for one in found.record.comparisons:
        assert (one.identical, one.documents) == (False, (form,))
    assert found.record.seals[0].documents_changed == (form,)
    assert [one.path for one in found.report.diagnostics if one.code == "CF512"] == [form]
    learner.save({"sessions/2025-01-28-c01-a.yaml": session("2025-01-28"), form: "REFER\n"}, evening("2025-02-05"))
    for one in since(learner.folder, receipt, bundle):
        assert one.documents == (), "it is still there, though nothing names it any more"


def test_a_document_beside_the_evidence_is_one_of_the_files(
    tmp_path: Path, coachfolio: Commands, lee: Assessor
) -> None:
    learner = kept(tmp_path, weeks(2))
    paper, other = "documents/paper.pdf", "documents/old/other.pdf"
    learner.save({paper: b"one", other: b"two"}, evening("2025-01-21"))
    learner.save(held("2025-01-28"), evening("2025-01-28"))
    bundle, receipt = learner.hand_over(), tmp_path / "may.json"
    assert coachfolio("record", bundle, "--receipt", receipt).code == 0
    lee.seal(bundle, learner.folder, tmp_path / "desk")
    earlier = (receipt, bundle, "sealed/assessor/1")
    learner.git("mv", other, "documents/moved.pdf")
    learner.save({}, evening("2025-02-04"), "A better place")
    for one in since(learner.folder, *earlier):
        assert (one.outcome, one.identical, one.documents) == ("grown", True, ())
    (seal,) = audit(learner.folder).record.seals
    assert not seal.documents_gone
    assert not seal.documents_changed
    learner.write({paper: b"three"})
    learner.git("add", "--all")
    learner.git("commit", "--quiet", "--amend", "--no-edit")
    learner.git("reset", "--quiet", "--soft", "HEAD~2")
    learner.commit(evening("2025-02-04"), "In one save")
    for one in since(learner.folder, *earlier):
        assert (one.outcome, one.identical, one.documents) == ("content changed", False, (paper,))
    (seal,) = audit(learner.folder).record.seals
    assert seal.documents_changed == (paper,)
    learner.save({paper: None}, evening("2025-02-05"))
    (one, *_) = since(learner.folder, receipt)
    assert (one.identical, one.documents) == (False, (paper,))
    (seal,) = audit(learner.folder).record.seals
    assert seal.documents_gone == (paper,)


SAVE = SeenSave("a" * 40, "b" * 40, "c" * 16, "1736276400 0", "1736276400 0", "d" * 16)
SEEN = SeenRecord(
    portfolio="a" * 40,
    roots=("a" * 40,),
    tip="a" * 40,
    tree="b" * 40,
    refs={"refs/heads/main": "a" * 40},
    saves=(SAVE,),
    evidence=(
        SeenEvidence("x", "sessions/x.yaml", "1" * 40, "e" * 64),
        SeenEvidence("y", "sessions/y.yaml", "1" * 40, ""),
    ),
    documents=(SeenDocument("documents/p.pdf", "2" * 40),),
)
RECEIPT = Receipt(SEEN, datetime.datetime(2025, 5, 3, 10, 0, 7, tzinfo=datetime.UTC), "coachfolio 1")


def test_a_copy_that_was_there_already_stands_for_nothing_else() -> None:
    without = replace(SEEN, evidence=SEEN.evidence[1:])
    one = compared(SEEN, without, ["1" * 40], name="may")
    assert (one.unchanged, one.removed, one.identical) == (("y",), ("x",), False)
    renamed = replace(SEEN, evidence=(SeenEvidence("new", "sessions/new.yaml", "1" * 40, ""), *SEEN.evidence[1:]))
    one = compared(SEEN, renamed, ["1" * 40], name="may")
    assert (one.unchanged, one.removed, one.identical) == (("x", "y"), (), True)
    one = compared(SEEN, replace(renamed, evidence=renamed.evidence[:1]), ["1" * 40], name="may")
    assert (one.unchanged, one.removed, one.identical) == (("x",), ("y",), False), "one new name stands for one piece"


def test_another_record_is_not_identical_where_nothing_was_there(shelf: Shelf, tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    learner.save({"portfolio.yaml": "format: 1\n"}, evening("2025-01-07"))
    (one,) = since(shelf["weekly"], learner.hand_over())
    assert (one.outcome, one.identical, one.same_portfolio) == ("history lost", False, False)


def test_seals_that_were_exchanged_or_left_out(
    shelf: Shelf, tmp_path: Path, coachfolio: Commands, lee: Assessor
) -> None:
    folder = shelf.copy("same", tmp_path)
    bundle = shelf["same"].bundle
    assert bundle
    for number in (1, 2):
        lee.seal(bundle, folder, tmp_path / f"desk-{number}", role=("assessor", "iqa")[number - 1])
    receipt = tmp_path / "may.json"
    assert coachfolio("record", folder, "--receipt", receipt).code == 0
    git(folder, "tag", "--delete", "sealed/iqa/1", "sealed/assessor/1")
    lee.seal(bundle, folder, tmp_path / "desk-3", decision="pass", units=["D7.03"])
    (one,) = since(folder, receipt)
    assert one.outcome == "same"
    assert (one.seals_gone, one.seals_moved) == (("refs/tags/sealed/iqa/1",), ("refs/tags/sealed/assessor/1",))


def _of(folder: Path) -> Any:
    learner = object.__new__(Learner)
    learner.folder = folder
    return learner


# --- the text


ids = st.text("0123456789abcdef", min_size=40, max_size=40)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
saves = st.lists(
    st.builds(
        SeenSave,
        ids,
        ids,
        st.just("") | st.text("0123456789abcdef", min_size=16, max_size=16),
        st.just("") | st.builds("{} {}".format, st.integers(1, 4_102_444_800), st.integers(-840, 840)),
        st.just("") | st.builds("{} {}".format, st.integers(1, 4_102_444_800), st.integers(-840, 840)),
        st.text("0123456789abcdef", min_size=16, max_size=16),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one.id,
)


@st.composite
def receipts(draw: st.DrawFn) -> Receipt:
    seen = tuple(draw(saves))
    pieces = draw(st.lists(st.builds(SeenEvidence, words, words, ids, st.just("") | st.just("e" * 64)), max_size=3))
    beside = draw(st.lists(st.builds(SeenDocument, words, ids), max_size=2))
    paths = [*(one.path for one in pieces), *(one.path for one in beside)]
    if len(set(paths)) < len(paths) or len({one.id for one in pieces}) < len(pieces):
        pieces, beside = [], []
    return Receipt(
        SeenRecord(
            portfolio=draw(words),
            roots=(seen[0].id,),
            tip=seen[-1].id,
            tree=seen[-1].tree,
            refs=draw(st.dictionaries(words, ids, max_size=2)),
            saves=seen,
            evidence=tuple(pieces),
            documents=tuple(beside),
        ),
        draw(st.datetimes(datetime.datetime(2000, 1, 1), datetime.datetime(2199, 1, 1))).replace(
            microsecond=0, tzinfo=datetime.UTC
        ),
        draw(words),
        draw(st.just("") | st.just("f" * 64)),
        draw(st.just("") | words),
    )


@examples(60)
@given(receipts())
def test_every_receipt_is_read_back_as_it_was_written(receipt: Receipt) -> None:
    text = receipt_text(receipt)
    assert text.isascii()
    assert receipt_from(text) == receipt
    assert receipt_from(text.replace("\n", "\r\n")) == receipt, "as a program for mail may leave it"


@examples(100)
@given(st.data())
def test_whatever_a_text_is_it_is_a_receipt_as_written_or_none(data: st.DataObject) -> None:
    text = receipt_text(RECEIPT)
    where = data.draw(st.integers(0, len(text)))
    put = data.draw(st.text('0a"[],{}: \n-é', max_size=3))
    other = text[:where] + put + text[where + data.draw(st.integers(0, 3)) :]
    try:
        found = receipt_from(other)
    except UnusableReceipt:
        return
    assert receipt_text(found) == other.replace("\r\n", "\n")
    compared(found.seen, SEEN, (), name="x", seen_at=found.received_at)


def _changed(change: Callable[[dict[str, Any]], object]) -> str:
    """The text, changed by somebody who keeps its form."""
    document = json.loads(receipt_text(RECEIPT))
    change(document)
    parts = []
    for name, value in document.items():
        rows = ",\n".join("  " + json.dumps(row) for row in value) if name in ("evidence", "documents", "saves") else ""
        parts.append(f' "{name}": [\n{rows}\n ]' if rows else f' "{name}": {json.dumps(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def test_a_change_that_keeps_the_form_is_still_a_receipt() -> None:
    assert _changed(lambda document: None) == receipt_text(RECEIPT)
    assert receipt_from(_changed(lambda document: document.update(tool="other"))).tool == "other"


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one["evidence"].pop(),
        lambda one: one["evidence"][0].__setitem__(0, "z"),
        lambda one: one["evidence"][0].__setitem__(1, "sessions/z.yaml"),
        lambda one: one["evidence"][0].__setitem__(3, "f" * 64),
        lambda one: one["evidence"][1].__setitem__(2, "no id"),
        lambda one: one["evidence"][0].append("more"),
        lambda one: one["evidence"].append(one["evidence"][0]),
        lambda one: one["documents"].append(one["documents"][0]),
        lambda one: one["documents"][0].__setitem__(1, "x"),
        lambda one: one.update(manifest="sha256:" + "0" * 64),
        lambda one: one.update(tip="c" * 40),
        lambda one: one.update(tree="c" * 40),
        lambda one: one.update(roots=["c" * 40]),
        lambda one: one.update(roots=[]),
        lambda one: one.update(saves=[]),
        lambda one: one["saves"].append(one["saves"][0]),
        lambda one: one["saves"][0].__setitem__(4, "yesterday"),
        lambda one: one["saves"][0].__setitem__(4, "9" * 5000 + " 0"),
        lambda one: one["saves"][0].__setitem__(5, "words"),
        lambda one: one["saves"][0].__setitem__(2, "words"),
        lambda one: one["refs"].update({"refs/heads/x": "--all"}),
        lambda one: one.update(received_at="2025-05-03T10:00:07+01:00"),
        lambda one: one.update(received_at="9999-12-31T23:59:59Z"),
        lambda one: one.update(received_at="0001-01-01T00:00:00Z"),
        lambda one: one.update(received_at=7),
        lambda one: one.update(previous="may.json"),
        lambda one: one.update(more=1),
        lambda one: one.update(stamp=""),
        lambda one: one.update(refs=[]),
        lambda one: one.update(coachfolio_receipt=True),
        lambda one: one.update(coachfolio_receipt="2"),
        lambda one: one.pop("documents"),
    ],
)
def test_what_was_changed_by_hand_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(UnusableReceipt, match="changed afterwards"):
        receipt_from(_changed(change))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "7",
        '"text"',
        "[" * 100_000,
        '{"coachfolio_receipt": ' + "1" * 5000 + "}",
        "NaN",
        "\x1b[2J",
    ],
)
def test_any_other_text_is_no_receipt(text: str) -> None:
    with pytest.raises(UnusableReceipt) as refusal:
        receipt_from(text)
    assert "\x1b" not in str(refusal.value)


def test_a_receipt_of_a_newer_form_says_so() -> None:
    with pytest.raises(UnusableReceipt, match="newer coachfolio"):
        receipt_from(_changed(lambda one: one.update(coachfolio_receipt=2)))


# --- keeping one


def test_a_receipt_is_never_overwritten(tmp_path: Path, shelf: Shelf, coachfolio: Commands) -> None:
    file, link = tmp_path / "may.json", tmp_path / "link.json"
    file.write_text("kept")
    link.symlink_to(tmp_path / "nothing")
    for there in (file, link):
        with pytest.raises(CoachfolioError, match="never overwritten"):
            keep(RECEIPT, there)
        said = coachfolio("record", shelf["weekly"].folder, "--receipt", there)
        assert (said.code, said.out) == (2, ""), "before anything is shown"
        assert "never overwritten" in said.err
    assert file.read_text() == "kept"
    assert not (tmp_path / "nothing").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "may.json"]
    with pytest.raises(CoachfolioError, match=r"cannot be written to .*no such file or directory"):
        keep(RECEIPT, tmp_path / "nowhere" / "may.json")


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(CoachfolioError, match="cannot be written"):
            keep(RECEIPT, tmp_path / "may.json")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(tmp_path.iterdir())
    keep(RECEIPT, tmp_path / "may.json")
    assert (tmp_path / "may.json").read_text() == receipt_text(RECEIPT)
    assert len(list(tmp_path.iterdir())) == 1


def test_of_many_at_once_one_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "may.json"

    def write(number: int) -> str:
        receipt = replace(RECEIPT, tool=f"coachfolio {number}")
        try:
            keep(receipt, file)
        except CoachfolioError:
            return ""
        return receipt_text(receipt)

    with ThreadPoolExecutor(8) as people:
        written = [text for text in people.map(write, range(8)) if text]
    assert [file.read_text()] == written
    assert len(list(tmp_path.iterdir())) == 1


def test_a_process_that_dies_leaves_no_half_receipt(tmp_path: Path) -> None:
    (tmp_path / "whole.json").write_text(receipt_text(RECEIPT))
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from coachfolio.record.receipts import keep, receipt_from\n"
        "receipt = receipt_from(Path('whole.json').read_text())\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "keep(receipt, Path('may.json'))"
    )
    alone = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=alone, check=False, capture_output=True)
    assert done.returncode == -signal.SIGXFSZ
    assert not (tmp_path / "may.json").exists()


# --- one after another


def test_each_receipt_names_the_one_before(tmp_path: Path, coachfolio: Commands) -> None:
    learner = kept(tmp_path, weeks(2))
    may, june, july = (tmp_path / f"{month}.json" for month in ("may", "june", "july"))
    other = tmp_path / "other.json"
    stranger = Learner(tmp_path, name="stranger")
    stranger.save({**BEGINNING, **held("2025-07-01")}, evening("2025-07-01"))
    assert coachfolio("record", stranger.folder, "--receipt", other).code == 0
    assert coachfolio("record", learner.folder, "--receipt", may, "--since", other).code == 1
    assert receipt_from(may.read_text()).previous == "", "the receipt of another portfolio is none before it"
    at(may, "2025-05-03T10:00+00:00")
    learner.save(held("2025-05-20"), evening("2025-05-20"))
    assert coachfolio("record", learner.folder, "--receipt", june, "--since", may).code == 0
    assert receipt_from(june.read_text()).previous == hashlib.sha256(may.read_bytes()).hexdigest()
    at(june, "2025-06-03T10:00+00:00")
    said = coachfolio("record", learner.folder, "--receipt", july, "--since", june, "--since", may)
    assert (said.code, "follows" in said.err) == (0, False)
    assert receipt_from(july.read_text()).previous == digest_of_receipt(june.read_text())
    # each alone, and with all before it: nothing can be said against them
    for some in ([july], [may, july, june], [may, june], [june, july]):
        said = coachfolio("record", learner.folder, *(word for one in some for word in ("--since", one)))
        assert (said.code, said.err) == (0, "")
    said = coachfolio("record", learner.folder, "--since", may, "--since", july)
    assert said.code == 0
    assert "july.json" in said.err
    assert "follows a receipt that is not among those given" in said.err
    at(june, "2025-06-04T10:00+00:00")  # changed by hand
    said = coachfolio("record", "verify", learner.folder, "--since", june, "--since", july)
    assert "one is missing, or an older one was changed since" in said.err
    at(june, "2025-06-03T10:00+00:00")
    changed = receipt_from(july.read_text())
    july.write_text(receipt_text(replace(changed, received_at=changed.received_at.replace(year=2024))))
    said = coachfolio("record", learner.folder, "--since", june, "--since", july)
    assert "july.json bears an earlier date than june.json" in said.err


# --- what is not to be compared with


def test_nothing_to_compare_with_is_a_sentence(shelf: Shelf, tmp_path: Path, coachfolio: Commands) -> None:
    same = shelf["same"].folder
    (tmp_path / "text.json").write_text("no receipt")
    (tmp_path / "half.bundle").write_bytes(b"# v2 git bundle\n0123")
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    for one in (
        tmp_path / "text.json",
        tmp_path / "half.bundle",
        tmp_path / "binary",
        tmp_path,
        "sealed/assessor/1",
        "a\0b",
    ):
        said = coachfolio("record", same, "--since", one)
        assert said.code == 2
        assert said.err.count("\n") == 1
        assert said.out == ""


@pytest.mark.parametrize("kind", ["tree", "blob", "nested", "trap"])
def test_a_mark_on_something_else_is_no_earlier_state(shelf: Shelf, tmp_path: Path, kind: str) -> None:
    learner = _of(shelf.copy("same", tmp_path))
    if kind == "nested":
        first = learner.tag("first", evening("2025-03-01"), "first")
        learner.git("tag", "--annotate", "--message", "second", "sealed/assessor/1", first)
    elif kind == "trap":
        trap = learner.put("blob", b"object --all\ntype commit\n")
        learner.git("update-ref", "refs/tags/sealed/assessor/1", trap)
    else:
        target = "HEAD^{tree}" if kind == "tree" else "HEAD:portfolio.yaml"
        learner.git("tag", "--annotate", "--message", "x", "sealed/assessor/1", target)
    with pytest.raises(CoachfolioError, match="does not mark a save"):
        since(learner.folder, "sealed/assessor/1")


def test_a_bare_mark_on_a_save_will_do_and_so_will_a_folder_among_others(shelf: Shelf, tmp_path: Path) -> None:
    history = shelf["in-a-subfolder"]
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "--quiet", "--bare", "--template=", str(history.folder.parent), str(bare))
    git(bare, "update-ref", "refs/tags/handed-over", f"{history.tip}~1")
    (one,) = since(bare, "handed-over")
    assert (one.outcome, len(one.unchanged), one.new) == ("grown", 3, ())


@pytest.mark.parametrize("name", ["depth-1-ci", "unborn", "long-message"])
def test_nobody_gets_a_receipt_for_what_is_not_there(
    shelf: Shelf, tmp_path: Path, coachfolio: Commands, name: str
) -> None:
    said = coachfolio("record", shelf[name].folder, "--receipt", tmp_path / "may.json")
    assert said.code == 2
    assert "ecord of practice" in said.out, "the record is shown all the same"
    assert "nobody can say what was seen of it" in said.err
    assert not list(tmp_path.iterdir())


def test_a_tampered_state_of_then_is_not_compared_with(shelf: Shelf, tmp_path: Path) -> None:
    """What a seal keeps alive is hashed like everything else."""
    learner = _of(shelf.copy("amend-content", tmp_path))
    learner.git("tag", "--annotate", "--message", "x", "sealed/assessor/1", shelf["amend-content"].earlier)
    tree = learner.git("rev-parse", f"{shelf['amend-content'].earlier}:sessions").decode().strip()
    other = learner.git("rev-parse", "HEAD:sessions").decode().strip()
    objects = learner.folder / ".git" / "objects"
    place, source = objects / tree[:2] / tree[2:], objects / other[:2] / other[2:]
    assert source.exists(), "the amended save is loose"
    place.parent.mkdir(exist_ok=True)
    place.unlink(missing_ok=True)
    place.write_bytes(source.read_bytes())
    with pytest.raises(Mismatch):
        since(learner.folder, "sealed/assessor/1")


def test_what_was_changed_openly_on_top_of_a_record_made_again(shelf: Shelf, tmp_path: Path) -> None:
    """A message put right in an old save, and honest work on top: the files that were seen are still in it."""
    folder = shelf.copy("amend-message", tmp_path)
    piece = next((folder / "sessions").rglob("*.yaml"))
    piece.write_text(piece.read_text(encoding="utf-8") + "title: Said better\n", encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--message", "Say it better\n\nReason: it was not clear")
    found = audit(folder, since=[str(shelf["amend-message"].bundle)])
    (one,) = found.record.comparisons
    assert (one.outcome, one.identical, one.intact) == ("rewritten, files identical", False, True)
    assert len(one.changed) == 1
    codes = {finding.code for finding in found.report.diagnostics}
    assert "CF548" in codes
    assert "CF547" not in codes
