"""Drafts: what says `draft: yes`, or lies in the inbox, counts for nothing and stops no save."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path

import pytest

from coachfolio import check, open_portfolio, progress_of
from coachfolio.checks.whole import check_folder
from coachfolio.editing.redaction import copy_for
from coachfolio.editing.sealing import new_seal
from coachfolio.format.schemas import EVIDENCE_SCHEMAS, folder_of_kind, schema
from coachfolio.git import opened
from coachfolio.portfolio.sources import InMemory
from coachfolio.record.practice import record_of
from coachfolio.record.seen import seen_now

PORTFOLIO = """\
format: 1
stage: building
qualification: ilm-l7-certificate-2007
learner: {name: A. Learner}
clients: {C01: {sector: health}}
"""
SESSION = "date: 2026-03-04\nminutes: 60\nclient: C01\nrole: coach\nreflection: I noticed it.\nclaims: [D7.03/s1]\n"
BROKEN = "date: 4/3\nminutes: an hour\nnonsense: [\n"
NOW = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)


def portfolio_of(files: dict[str, str]):  # type: ignore[no-untyped-def]
    return open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, **files}))


@pytest.mark.parametrize("kind", EVIDENCE_SCHEMAS)
def test_any_kind_of_evidence_may_be_a_draft(kind: str) -> None:
    assert "draft" in schema(kind)["properties"]
    folder = folder_of_kind(kind)
    found = portfolio_of({f"{folder}/2026-03-04-x.yaml": "draft: yes\nwhatever: 3\n"})
    assert list(found.drafts) == [f"{folder}/2026-03-04-x.yaml"]
    assert (found.evidence, found.uncounted, found.problems, dict(found.paths)) == ((), (), (), {})


@pytest.mark.parametrize(
    ("path", "text", "is_one"),
    [
        ("sessions/x.yaml", "draft: yes\n" + SESSION, True),
        ("sessions/x.yaml", "draft: true\n" + SESSION, True),
        ("sessions/x.yaml", "draft: Yes # on the train\n" + SESSION, True),
        ("sessions/x.yaml", 'draft: "yes"\n' + SESSION, True),
        ("sessions/x.yaml", "draft: yes\n" + BROKEN, True),
        ("sessions/x.yaml", BROKEN + "draft: yes\n", True),
        ("inbox/x.yaml", BROKEN, True),
        ("inbox/2026/note.txt", "C07 60 min", True),
        ("sessions/x.yaml", "draft: no\n" + SESSION, False),
        ("sessions/x.yaml", SESSION.replace("I noticed it.", '"the draft: yes, it was one"'), False),
        ("sessions/x.yaml", SESSION.replace("I noticed it.", "|\n  draft: yes\n"), False),
        ("sessions/x.yaml", BROKEN, False),
        ("sessions/inbox/x.yaml", SESSION, False),
    ],
)
def test_what_is_a_draft(path: str, text: str, is_one: bool) -> None:
    assert (path in portfolio_of({path: text}).drafts) == is_one


def test_a_draft_counts_for_nothing_and_stops_nothing() -> None:
    files = {"sessions/2026-03-04-c01.yaml": SESSION}
    without = check(portfolio_of(files))
    drafts = {
        "sessions/2026-03-05-c01.yaml": "draft: yes\n" + SESSION,
        "sessions/2026-03-06-c01.yaml": "draft: yes\n" + BROKEN,
        "reflections/2026-03-04-c01.yaml": "draft: yes\ndate: 1\n",  # of the same name as evidence
        "assessment/decisions/2026-03-06.yaml": "draft: yes\ndecisions: []\n",
        "inbox/voice.m4a": "x",
        "inbox/note.yaml": BROKEN,
    }
    within = check(portfolio_of({**files, **drafts}))
    assert within.diagnostics == without.diagnostics
    assert within.progress == without.progress
    assert within.files == without.files
    assert set(within.portfolio.drafts) == set(drafts)


def test_what_refers_to_a_draft_is_told_that_it_is_one() -> None:
    files = {
        "sessions/2026-03-04-c01.yaml": "draft: yes\n" + SESSION,
        "reflections/2026-03-05-on-c01.yaml": "date: 2026-03-05\nkind: period\nabout: [2026-03-04-c01]\n"
        "reflection: I see.\n",
    }
    (told,) = [found for found in check(portfolio_of(files)).diagnostics if found.name == "unknown-evidence"]
    assert "is still a draft" in told.message
    files["sessions/2026-03-04-c01.yaml"] = SESSION  # the hint, followed
    assert not [found for found in check(portfolio_of(files)).diagnostics if found.severity.value == "error"]


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def put(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def saved(folder: Path, files: dict[str, str]) -> None:
    if not (folder / ".git").exists():
        put(folder, {"portfolio.yaml": PORTFOLIO, ".gitignore": "private/\n"})
        git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    put(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=A save")


@pytest.mark.parametrize("path", ["sessions/2026-03-05-c01.yaml", "inbox/note.yaml", "inbox/note.txt"])
def test_names_are_found_in_drafts(path: str, tmp_path: Path) -> None:
    key = "format: 1\nclients:\n  C01: {names: [Ada Brownlow]}\n"
    text = "draft: yes\nreflection: Ada Brownlow came late.\n"
    folder = put(tmp_path, {"portfolio.yaml": PORTFOLIO, "private/clients.yaml": key, path: text})
    found = [found for found in check_folder(folder).diagnostics if found.code == "CF601"]
    assert [found.path for found in found] == [path]
    assert "Brownlow" not in str(found)


def test_a_draft_is_no_evidence_in_the_record(tmp_path: Path) -> None:
    name, other = "sessions/2026-03-05-c01.yaml", "sessions/2026-03-04-c01.yaml"
    saved(tmp_path, {name: "draft: yes\n" + SESSION, other: SESSION})
    saved(tmp_path, {name: "draft: yes\n" + SESSION + "title: On the train\n"})
    for fields in (True, False):
        assert [piece.path for piece in the_record(tmp_path, fields=fields).evidence] == [other]
    with opened(tmp_path) as record:
        before = seen_now(record_of(record, "x", now=NOW, fields=False, digests=True), record)
    assert name not in str(before)
    assert name not in new_seal(tmp_path, role="learner").seal.manifest + str(new_seal(tmp_path, role="learner").seal)
    saved(tmp_path, {name: SESSION + "title: Finished\n"})
    saved(tmp_path, {name: SESSION + "title: Mended\n"})
    for fields in (True, False):
        found = {piece.path: piece for piece in the_record(tmp_path, fields=fields).evidence}
        assert [version.how for version in found[name].versions] == ["recorded", "changed"]
    saved(tmp_path, {name: "draft: yes\n" + SESSION})
    for fields in (True, False):
        found = {piece.path: piece for piece in the_record(tmp_path, fields=fields).evidence}
        assert [version.how for version in found[name].versions] == ["recorded", "changed", "removed"]
        assert not found[name].present


def the_record(folder: Path, *, fields: bool):  # type: ignore[no-untyped-def]
    with opened(folder) as record:
        return record_of(record, "x", now=NOW, fields=fields)


def test_a_copy_for_others_has_no_draft_and_says_so(tmp_path: Path) -> None:
    put(tmp_path, {"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-c01.yaml": SESSION})
    put(tmp_path, {"sessions/2026-03-05-c01.yaml": "draft: yes\nreflection: half\n", "inbox/note.txt": "half"})
    made = copy_for("assessor", tmp_path, today=datetime.date(2026, 11, 21))
    assert not any("2026-03-05" in path or "inbox" in path for path in made.files)
    told = [withheld.what for withheld in made.withheld if "draft" in withheld.what]
    assert told == ["a draft (`inbox/note.txt`)", "a draft (`sessions/2026-03-05-c01.yaml`)"]


def test_a_piece_that_is_no_draft_any_more_counts() -> None:
    hours = progress_of(portfolio_of({"sessions/x.yaml": "draft: no\n" + SESSION})).hours
    assert hours.total_minutes == 60
