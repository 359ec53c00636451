"""A session says what a fresh check says, whatever happened between, and an overlay is what it would be once saved."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio import InMemory, NoPortfolio, Report, check, open_portfolio
from coachfolio.checks.sessions import CheckSession
from coachfolio.checks.whole import check_folder
from coachfolio.evidence.model import Evidence
from coachfolio.git.unchanged import stamp_of
from coachfolio.portfolio.sources import Overlay

from .conftest import EXAMPLE, PORTFOLIO, SESSION, TODAY
from .effort import examples

KEY = "format: 1\nclients:\n  C01: {names: [Margaret Hargreave]}\n"
OTHER_KEY = KEY + "  C02: {names: [Tomasz Wrona]}\nallowed: [{text: Hargreave Road, reason: a road}]\n"
SHEET = SESSION.replace("reflection", "notes")
AGREEMENT = "date: 2026-02-01\nclient: C01\nconfidentiality_agreed: yes\n"
REVIEW = "date: 2026-03-20\nkind: period\nabout: [2026-03-04-c01, 2026-03-05-c02]\nreflection: What I do.\n"

PATHS = (
    "portfolio.yaml",
    "qualification.yaml",
    "sampling-policy.yaml",
    "sessions/2026-03-04-c01.yaml",
    "sessions/2026-03-05-c02.yaml",
    "sessions/attached.txt",
    "sessions/margaret-hargreave.txt",
    "agreements/c01.yaml",
    "reflections/march.yaml",
    "assessment/decisions/first.yaml",
    "notes.yaml",
    "private/clients.yaml",
)
TEXTS = (
    PORTFOLIO,
    PORTFOLIO.replace("A. Learner", "Margaret Hargreave"),
    PORTFOLIO.replace("format: 1", "format: 9"),
    PORTFOLIO + "waivers: [{code: CF601, reason: known}]\n",
    SESSION,
    SESSION.replace("\n", "\r\n"),
    SESSION.replace("role: coach", "role: coach\r"),
    SESSION + "attachments: [attached.txt]\npurpose: seen # by nobody\n",
    SESSION + "reflection: Margaret Hargreave was late, and so was Tomasz Wrona.\n",
    SESSION.replace("C01", "C02").replace("minutes: 60", "minutes: 600"),
    SESSION.replace("minutes", "minuets"),
    SHEET,
    AGREEMENT,
    REVIEW,
    "\ufeff" + REVIEW,
    "Margaret Hargreave, 07700 900123, meets me in Hargreave Road.",
    "date: [2026-03-04\n",
    "date: 2026-03-04\ndate: 2026-03-05\n",
    "",
    "format: 1\nunits: []\n",
    KEY,
    OTHER_KEY,
)

EDITS = st.tuples(st.sampled_from(PATHS), st.one_of(st.none(), st.sampled_from(TEXTS), st.sampled_from(PATHS)))
"""A path, and what it holds from now on; a path there means that the file of that name is moved here."""
START: Mapping[str, str] = {
    "portfolio.yaml": PORTFOLIO,
    "sessions/2026-03-04-c01.yaml": TEXTS[7],
    "sessions/2026-03-05-c02.yaml": TEXTS[9],
    "sessions/attached.txt": TEXTS[15],
    "reflections/march.yaml": REVIEW,
    "private/clients.yaml": KEY,
}


def put(folder: Path, path: str, text: str | None) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        place.unlink(missing_ok=True)
    else:
        place.write_bytes(text.encode())


def fresh(folder: Path) -> Report | None:
    try:
        return check_folder(folder, today=TODAY)
    except NoPortfolio:
        return None


def again(session: CheckSession, changes: Mapping[str, str | None] | None = None) -> Report | None:
    try:
        return session.report(changes)
    except NoPortfolio:
        return None


def edit(there: dict[str, str], path: str, to: str | None) -> dict[str, str | None]:
    """What an edit changes, by path."""
    if to in PATHS:
        return {path: there.get(to), **({to: None} if to != path else {})}
    return {path: to}


@examples(40)
@given(st.lists(st.tuples(EDITS, st.booleans()), min_size=2, max_size=8))
def test_a_session_says_what_a_fresh_check_says(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[tuple[str, str | None], bool]]
) -> None:
    folder = tmp_path_factory.mktemp("session")
    there = dict(START)
    for path, text in there.items():
        put(folder, path, text)
    session = CheckSession(folder, today=TODAY)
    for (path, to), asked in edits:
        changes = edit(there, path, to)
        unsaved = again(session, {name: text for name, text in changes.items() if not name.startswith("private/")})
        for name, new in changes.items():
            put(folder, name, new)
            there.pop(name, None)
            if new is not None:
                there[name] = new
        now = fresh(folder)
        if not any(name.startswith("private/") for name in changes):
            assert (unsaved and unsaved.diagnostics) == (now and now.diagnostics)
        if asked:
            assert again(session) == now
    assert again(session) == fresh(folder)


@examples(60)
@given(st.dictionaries(st.sampled_from([path for path in PATHS if "private" not in path]), st.sampled_from(TEXTS)))
def test_an_overlay_is_what_its_files_would_be(changes: dict[str, str]) -> None:
    files = {path: text for path, text in START.items() if not path.startswith("private/")}
    gone = "sessions/2026-03-05-c02.yaml"
    laid = Overlay(InMemory(files), {gone: None, **changes, "private/key.yaml": "x", ".hidden.yaml": "x"})
    plain = InMemory({path: text for path, text in {**files, **changes}.items() if path != gone or path in changes})
    assert [*laid.sizes.items()] == [*plain.sizes.items()]
    assert {path: (laid.read(path), laid.content_id(path)) for path in laid.sizes} == {
        path: (plain.read(path), plain.content_id(path)) for path in plain.sizes
    }
    first, second = (check(open_portfolio(source), today=TODAY) for source in (laid, plain))
    assert first.diagnostics == second.diagnostics


def test_an_overlay_takes_the_place_of_a_link_and_names_what_no_computer_holds(tmp_path: Path) -> None:
    put(tmp_path, "portfolio.yaml", PORTFOLIO)
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "2026-03-04-c01.yaml").symlink_to("/etc/hostname")
    session = CheckSession(tmp_path, today=TODAY)
    assert [finding.code for finding in session.report().diagnostics if finding.code == "CF020"]
    found = session.report({"sessions/2026-03-04-c01.yaml": SESSION, "sessions/what?.yaml": SESSION}).diagnostics
    assert [finding.code for finding in found if finding.code in ("CF020", "CF021")] == ["CF021"]


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    for path, text in START.items():
        put(tmp_path, path, text)
    session = CheckSession(tmp_path, today=TODAY)

    def pieces() -> dict[str, Evidence]:
        return {piece.path: piece for piece in session.report().portfolio.evidence}

    before = pieces()
    put(tmp_path, "sessions/2026-03-04-c01.yaml", SESSION)
    put(tmp_path, "reflections/march.yaml", REVIEW.replace("\n", "\r\n"))
    after = pieces()
    same = {path for path in after if after[path] is before[path]}
    assert same == {"sessions/2026-03-05-c02.yaml"}


def saved(folder: Path, message: str) -> None:
    """Save the portfolio, but for the list of clients, and let what git wrote grow old."""
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A", ":!private"], ["commit", "-qm", message, "--allow-empty"]):
        subprocess.run([*git, *command], check=True)
    old = time.time() - 60
    for place in (folder / ".git").rglob("*"):
        os.utime(place, (old, old))
    os.utime(folder / ".git", (old, old))


@pytest.mark.parametrize("key", [None, KEY])
def test_a_session_follows_the_record(tmp_path: Path, key: str | None) -> None:
    named = SESSION + "reflection: Margaret Hargreave was late.\n"
    for path, text in {**START, "private/clients.yaml": key}.items():
        put(tmp_path, path, text)
    saved(tmp_path, "One")
    stamp = stamp_of(tmp_path / ".git")
    assert stamp is not None
    session = CheckSession(tmp_path, today=TODAY)
    states: tuple[dict[str, str | None], ...] = (
        {"sessions/2026-03-04-c01.yaml": named},
        {"sessions/attached.txt": "Nobody is named here."},
        {"sessions/attached.txt": START["sessions/attached.txt"], "sessions/2026-03-04-c01.yaml": SESSION},
        {"private/clients.yaml": OTHER_KEY if key else None},
    )
    for number, changes in enumerate(states):
        for path, text in changes.items():
            put(tmp_path, path, text)
        assert session.report() == session.report() == check_folder(tmp_path, today=TODAY)
        assert stamp_of(tmp_path / ".git") == stamp
        saved(tmp_path, f"Margaret Hargreave, {number}")
        assert session.report() == check_folder(tmp_path, today=TODAY)
        assert stamp_of(tmp_path / ".git") not in (None, stamp)
        stamp = stamp_of(tmp_path / ".git")
    codes = [finding.code for finding in session.report().diagnostics]
    assert ("CF607" in codes) is bool(key)


def test_nothing_is_taken_for_unchanged_too_early(tmp_path: Path) -> None:
    put(tmp_path, "portfolio.yaml", PORTFOLIO)
    assert stamp_of(tmp_path / ".git") is None
    saved(tmp_path, "One")
    assert stamp_of(tmp_path / ".git")
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/other\n")
    assert stamp_of(tmp_path / ".git") is None


def test_a_session_goes_the_way_of_a_check_on_the_example_and_on_any_source() -> None:
    session = CheckSession(EXAMPLE, today=TODAY)
    assert session.report() == session.report() == check_folder(EXAMPLE, today=TODAY)
    source = InMemory({"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-c01.yaml": SESSION})
    report = CheckSession(source, today=TODAY).report({"portfolio.yaml": PORTFOLIO.replace("peer-1", "peer-2")})
    changed = InMemory({**source.files, "portfolio.yaml": PORTFOLIO.replace("peer-1", "peer-2")})
    assert report.diagnostics == check(open_portfolio(changed), today=TODAY).diagnostics
