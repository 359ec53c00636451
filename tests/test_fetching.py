"""Portfolios that are fetched from an address: by HTTPS alone, into a bounded place, and nothing of them is obeyed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from coachfolio.cohort.engines import AtHome, Bounds, Failure, Result, run_engine
from coachfolio.cohort.engines.fetched import CACHE, cached
from coachfolio.git.fetching import CREDENTIALS, NotAnAddress, fetch, lawful_address
from coachfolio.git.process import GitTrouble, LimitReached

from .certificates import TlsAuthority
from .engine_work import pieces
from .git_server import GitServer, git_server
from .repositories import Shelf

NAMES = ("first", "second", "third")


@pytest.fixture
def served(tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitServer]:
    """Three records on a server whose certificate is good for this test."""
    authority = TlsAuthority(tmp_path / "authority")
    for name in NAMES:
        shutil.copytree(shelf["weekly"].folder / ".git", tmp_path / "served" / f"{name}.git")
    monkeypatch.setenv("GIT_SSL_CAINFO", str(authority.root))
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    certificate = authority.certificate("server", ["127.0.0.1"])
    with git_server(tmp_path / "served", certificate, {"moved.git": "first.git"}) as server:
        yield server


def test_a_record_is_fetched_once_and_then_only_what_is_new(served: GitServer, tmp_path: Path) -> None:
    address, clone, upstream = f"{served.address}/first.git", tmp_path / "clone", tmp_path / "served" / "first.git"
    fetch(address, clone)
    assert served.asked().count("POST git-upload-pack") > 0
    assert pieces(str(clone)) == pieces(str(upstream))
    assert not (clone / "hooks").exists()
    assert served.address not in (clone / "config").read_text()  # nor any other place that leads elsewhere
    fetch(address, clone)
    again = served.asked()
    assert len(again) <= 2, "of what has not changed only the names are asked for"
    before = pieces(str(clone))
    env = {"PATH": os.environ["PATH"], "GIT_DIR": str(upstream), "HOME": str(tmp_path)}
    parent = subprocess.run(["git", "rev-parse", "main~1"], env=env, capture_output=True, text=True, check=True)
    subprocess.run(["git", "update-ref", "refs/heads/main", parent.stdout.strip()], env=env, check=True)
    fetch(address, clone)
    assert pieces(str(clone)) == pieces(str(upstream)) != before


def test_what_stands_in_the_way_is_a_sentence_without_secrets(
    served: GitServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("missing.git", "moved.git"):  # nothing is followed to another place
        with pytest.raises(GitTrouble, match=f"It could not be fetched from {served.address}/{name}"):
            fetch(f"{served.address}/{name}", tmp_path / name)
    served.ask_for("over the hill")
    file = tmp_path / "reader's credentials"
    host = served.address.removeprefix("https://")
    for password, good in (("", False), ("wrong", False), ("over%20the%20hill", True)):
        file.write_text(f"https://reader:{password}@{host}\n")
        if password:
            monkeypatch.setenv(CREDENTIALS, str(file))
        if good:
            fetch(f"{served.address}/first.git", tmp_path / "with")
        else:
            with pytest.raises(GitTrouble) as refused:
                fetch(f"{served.address}/first.git", tmp_path / "without")
            assert "wrong" not in str(refused.value)
            assert not password or file.read_text() == f"https://reader:{password}@{host}\n"
    kept = [path for path in (tmp_path / "with").rglob("*") if path.is_file() and b"over" in path.read_bytes()]
    assert not kept


def test_a_record_that_is_too_large_is_not_kept(
    served: GitServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = tmp_path / "served" / "third.git"
    env = {"PATH": os.environ["PATH"], "GIT_DIR": str(big), "HOME": str(tmp_path)}
    blob = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], env=env, input=os.urandom(1 << 20), capture_output=True, check=True
    )
    subprocess.run(["git", "tag", "large", blob.stdout.decode().strip()], env=env, check=True)
    monkeypatch.setattr("coachfolio.git.fetching.MAX_FETCHED", 1 << 19)
    with pytest.raises(LimitReached):
        fetch(f"{served.address}/third.git", tmp_path / "clone")


def test_a_cohort_of_addresses_is_read_and_the_clones_stay_within_bounds(served: GitServer, tmp_path: Path) -> None:
    addresses = [f"{served.address}/{name}.git" for name in (*NAMES, "missing")]
    found = {outcome.path: outcome for outcome in run_engine(addresses, pieces, AtHome(2))}
    values = {outcome.value for outcome in found.values() if isinstance(outcome, Result)}
    assert values == {pieces(str(tmp_path / "served" / "first.git"))}
    assert [path for path, outcome in found.items() if isinstance(outcome, Failure)] == [addresses[-1]]
    clones = [path for path in (tmp_path / "cache").iterdir() if path.is_dir()]
    assert len(clones) == len(NAMES)
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0 or os.name != "posix"
    for address in addresses[:2]:
        with cached(address, 1) as clone:
            assert pieces(str(clone))
    assert not [path for path in (tmp_path / "cache").iterdir() if path.is_dir()]
    broken = [*run_engine(addresses[:1], pieces, AtHome(1, bounds=Bounds(cache=1)))]
    assert isinstance(broken[0], Result)


@pytest.mark.parametrize(
    "address",
    [
        *("http://a.example/x", "git://a.example/x", "ssh://a.example/x", "file:///etc", "ext::sh", "a@b.example:x"),
        *("https://u:p@a.example/x", "https://-a.example/x", "https://a.example/x\n", "https://a.example/../x"),
        *(
            "https://a.example/x?y",
            "https://a.example/x y",
            "https://a.example",
            'https://a.example/"',
            "--upload-pack=x",
        ),
    ],
)
def test_nothing_else_is_an_address(address: str) -> None:
    with pytest.raises(NotAnAddress):
        lawful_address(address)
