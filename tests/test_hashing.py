"""Hashing beside everything else finds whatever hashing one by one finds, however little there is to hash."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from pathlib import Path

import pytest

from coachfolio.git import hashing, opened
from coachfolio.git.hashing import hashed_meanwhile
from coachfolio.git.objects import Mismatch
from coachfolio.git.process import GitTrouble, LimitReached, Repository
from coachfolio.git.reading import Missing

from .repositories import Learner


@pytest.fixture(params=["beside", "one by one"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "_FEW", 0 if request.param == "beside" else 1000)


@pytest.fixture(params=["sha1", "sha256"])
def learner(request: pytest.FixtureRequest, tmp_path: Path) -> Learner:
    made = Learner(tmp_path, algorithm=request.param)
    for number in range(5):
        (made.folder / f"{number}").mkdir()
        (made.folder / f"{number}/a.txt").write_text(f"{number}\n")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "Begin")
    return made


def trees(learner: Learner) -> list[str]:
    said = learner.git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)").decode()
    return [line.split()[1] for line in said.splitlines() if line.startswith("tree")]


def hashed(repository: Repository, ids: Collection[str], *, most: int = 1 << 20) -> None:
    with hashed_meanwhile(repository, ids, "tree", most=most):
        pass


def loose(learner: Learner, id: str) -> Path:
    return learner.folder / ".git/objects" / id[:2] / id[2:]


@pytest.mark.usefixtures("_way")
def test_what_is_as_it_should_be_passes(learner: Learner) -> None:
    ids = trees(learner)
    assert len(ids) == 6
    with opened(learner.folder) as record:
        hashed(record.repository, ids + ids)


@pytest.mark.usefixtures("_way")
def test_a_folder_with_other_contents_is_found(learner: Learner) -> None:
    one, other, *_ = ids = trees(learner)
    loose(learner, one).chmod(0o644)
    loose(learner, one).write_bytes(loose(learner, other).read_bytes())
    with opened(learner.folder) as record, pytest.raises(Mismatch):
        hashed(record.repository, ids)


@pytest.mark.usefixtures("_way")
def test_another_kind_is_found(learner: Learner) -> None:
    save = learner.git("rev-parse", "HEAD").decode().strip()
    with opened(learner.folder) as record, pytest.raises(Mismatch):
        hashed(record.repository, [*trees(learner), save])


@pytest.mark.usefixtures("_way")
def test_what_is_missing_is_found(learner: Learner) -> None:
    ids = trees(learner)
    loose(learner, ids[2]).unlink()
    with opened(learner.folder) as record, pytest.raises(Missing):
        hashed(record.repository, ids)


@pytest.mark.usefixtures("_way")
def test_what_is_too_large_is_found(learner: Learner) -> None:
    with opened(learner.folder) as record, pytest.raises(LimitReached):
        hashed(record.repository, trees(learner), most=10)


@pytest.mark.usefixtures("_way")
def test_what_stops_short_is_found(learner: Learner) -> None:
    one, *_ = ids = trees(learner)
    whole = zlib.decompress(loose(learner, one).read_bytes())
    loose(learner, one).chmod(0o644)
    loose(learner, one).write_bytes(zlib.compress(whole)[:-6])
    with opened(learner.folder) as record, pytest.raises(GitTrouble):
        hashed(record.repository, ids)


def test_whatever_is_wrong_in_the_block_is_not_hidden(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "_FEW", 0)
    with (
        opened(learner.folder) as record,
        pytest.raises(ZeroDivisionError),
        hashed_meanwhile(record.repository, trees(learner), "tree", most=1 << 20),
    ):
        _ = 1 / 0
