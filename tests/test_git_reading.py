"""Git in the background: what it says is read while it says it, and one walk tells what many questions would."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coachfolio.git import GitTrouble, LimitReached, OpenRecord, opened, reading
from coachfolio.git import process as processes
from coachfolio.git.process import ahead, output, started
from coachfolio.git.reading import (
    Changes,
    Missing,
    begun,
    changes,
    ids_reachable,
    listing,
    listing_ahead,
    objects,
    objects_ahead,
    objects_coming,
    saves_of,
)

from . import repositories as made
from .keeper import PATIENCE
from .repositories import Learner, Shelf
from .repositories.learner import begun as begun_portfolio

NO_WALK = {"unborn", "depth-1-ci", "many-saves", "tree-bomb"}
"""Without a save, cut off, or too much: told by tests of their own."""


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    learner = begun_portfolio(tmp_path)
    for number in range(30):
        learner.save({f"sessions/2025-03-{number + 1:02d}-c01-talk.yaml": f"note: {number}\n" + "x" * 4000})
    return learner


@pytest.fixture
def record(learner: Learner) -> Iterator[OpenRecord]:
    with opened(learner.folder) as record:
        yield record


def running() -> set[str]:
    """The processes of git that this one has started and that are not over."""
    found = set()
    if Path("/proc/self/stat").exists():  # where there need be no ps
        for file in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                head, _, rest = file.read_text(encoding="utf-8", errors="replace").rpartition(")")
                if "git" in head and rest.split()[1] == str(os.getpid()):
                    found.add(head)
        return found
    said = subprocess.run(["ps", "-A", "-o", "ppid=,pid=,comm="], capture_output=True, text=True, check=True).stdout
    return {line for line in said.splitlines() if "git" in line and line.split()[0] == str(os.getpid())}


def clocks() -> list[threading.Thread]:
    """What would stop a process that takes too long."""
    return [one for one in threading.enumerate() if isinstance(one, threading.Timer)]


# --- one walk


def walked(record: OpenRecord) -> tuple[list[str], list[Changes]]:
    with begun(record.repository, str(record.tip)) as walk:
        return list(saves_of(walk)), list(walk.compared)


def asked_apart(record: OpenRecord) -> tuple[list[str], list[Changes]]:
    ids = ids_reachable(record.repository, [str(record.tip)])[::-1]
    found = list(changes(record.repository, ids))
    assert len(list(objects(record.repository, ids, "commit"))) == len(ids)
    return ids, found


@pytest.mark.parametrize("name", sorted(made.ALL.keys() - NO_WALK))
def test_one_walk_tells_what_comparing_each_save_tells(shelf: Shelf, name: str) -> None:
    with opened(shelf[name].folder) as record:
        try:
            ids, apart = asked_apart(record)
        except GitTrouble as trouble:  # damaged: then the walk says so in the same words
            with pytest.raises(type(trouble), match=str(trouble)[:40]):
                walked(record)
            return
        saves, together = walked(record)
    assert saves == [one.id for one in together] == ids
    # of joined lines alone git says also that nothing differs, where it is asked about each save
    assert [one for one in together if one.files or one.folders] == [one for one in apart if one.files or one.folders]


def test_names_that_look_like_what_git_says_are_names(tmp_path: Path) -> None:
    """A line of git's begins with a colon, and a save with its number: a file may be called so, too."""
    learner = begun_portfolio(tmp_path)
    first = learner.git("rev-parse", "HEAD").decode().strip()
    line = ":100644 100644 " + "1" * 40 + " " + "2" * 40 + " M"
    names = [first, f"\n{first}", line, f"\n{line}", ":", "\n", '"quoted"', "tab\there", "ü"]
    for name in names:
        learner.save({name: "x"})
    with opened(learner.folder) as record:
        saves, together = walked(record)
    assert [one.id for one in together] == saves
    assert [one.path.decode() for save in together[1:] for one in save.files] == names


@pytest.mark.parametrize("mode", ["100644", "040000"])
def test_an_account_that_stops_between_a_change_and_its_path_is_told(mode: str) -> None:
    said = io.BytesIO(f"{'a' * 40}\0:{mode} {mode} {'b' * 40} {'c' * 40} M\0".encode())
    with pytest.raises(GitTrouble, match="stops short"):
        list(reading._parsed(reading._tokens(said), 40))


# --- in the background


def test_what_is_said_is_read_while_it_is_said(record: OpenRecord) -> None:
    ids = ids_reachable(record.repository, [str(record.tip)]) * 400
    expected = output(record.repository, "cat-file", "--batch", "--buffer", given="\n".join([*ids, ""]).encode())
    with ahead(record.repository, "cat-file", "--batch", "--buffer", given=ids, most=1 << 28) as said:
        parts = list(iter(lambda: said.read(1000), b""))
    assert b"".join(parts) == expected
    assert len(expected) > 1 << 21  # more than goes into any buffer


def test_where_a_file_cannot_be_read_while_it_grows_its_end_is_waited_for(
    record: OpenRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = listing(record.repository, str(record.tip))
    monkeypatch.setattr(processes, "_WHILE_IT_GROWS", False)
    with listing_ahead(record.repository, str(record.tip)) as files:
        assert files() == whole


def test_a_bad_end_is_told_with_the_last_word_and_not_before(record: OpenRecord) -> None:
    with ahead(record.repository, "no-such-command", most=1000):
        pass  # whoever does not read it does not rely on it
    with (
        ahead(record.repository, "no-such-command", most=1000) as said,
        pytest.raises(GitTrouble, match="could not read"),
    ):
        said.read()


def test_the_bad_end_of_one_that_feeds_another_is_told(record: OpenRecord) -> None:
    batch = ("cat-file", "--batch")
    fed = ("rev-list", "--stdin")
    with (
        ahead(record.repository, *batch, given=["0" * 39 + "1"], fed_by=fed, most=1000) as said,
        pytest.raises(GitTrouble, match="missing or damaged"),
    ):
        said.read()
    with (
        ahead(record.repository, "no-such-command", given=[str(record.tip)], fed_by=fed, most=1000) as said,
        pytest.raises(GitTrouble, match="could not read"),
    ):
        said.read()


def test_no_more_is_read_than_there_may_be(record: OpenRecord) -> None:
    ids = ids_reachable(record.repository, [str(record.tip)]) * 400
    with (
        ahead(record.repository, "cat-file", "--batch", "--buffer", given=ids, most=100_000) as said,
        pytest.raises(LimitReached, match="unpacked"),
    ):
        said.read()


@pytest.mark.parametrize("fails", [True, False])
def test_nothing_is_left_running_where_reading_stops(record: OpenRecord, fails: bool) -> None:
    ids = ids_reachable(record.repository, [str(record.tip)])

    def stopped() -> None:
        with (
            begun(record.repository, str(record.tip)) as walk,
            objects_ahead(record.repository, ids * 2000, "commit") as some,
            objects_coming(record.repository, ids * 2000, "commit") as others,
        ):
            next(walk.saves)
            next(some)
            next(others)
            if fails:
                raise KeyboardInterrupt

    if fails:
        with pytest.raises(KeyboardInterrupt):
            stopped()
    else:
        stopped()
    assert running() == set()
    until = time.monotonic() + PATIENCE
    while clocks() and time.monotonic() < until:
        time.sleep(0.01)
    assert not clocks()


def test_what_is_not_there_is_told_in_every_way_of_reading(record: OpenRecord) -> None:
    absent = "1" * 40
    here = str(record.tip)
    with pytest.raises(Missing):
        list(objects(record.repository, [here, absent], "commit"))
    for way in (objects_ahead, objects_coming):
        missing: set[str] = set()
        with way(record.repository, [absent, here, absent], "commit", missing=missing) as found:
            assert [name for name, _ in found] == [here]
        assert missing == {absent}


def test_a_process_that_takes_too_long_is_stopped(record: OpenRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "MAX_GIT_SECONDS", 0.2)
    nothing, never = os.pipe()
    with (
        os.fdopen(nothing, "rb") as stdin,
        os.fdopen(never, "wb"),
        pytest.raises(LimitReached, match="took longer"),
        started(record.repository, "cat-file", "--batch", stdin=stdin) as waiting,
    ):
        waiting.stdout.read()
