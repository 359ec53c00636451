"""The portfolios that the benchmark measures are in order: it measures checking, and not the telling of mistakes."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import cohort
from benchmarks.make import TODAY, files
from benchmarks.make_record import ENVIRONMENT, GIT, write
from coachfolio import InMemory, Severity, check, open_portfolio


@pytest.mark.parametrize("number", [1, 30])
def test_what_is_made_has_nothing_to_mend(number: int) -> None:
    made = dict(files(number))
    assert len(made) == number + 2
    report = check(open_portfolio(InMemory(made)), today=datetime.date.fromisoformat(TODAY))
    assert not [one for one in report.diagnostics if one.severity in (Severity.ERROR, Severity.WARNING)]
    assert len(report.portfolio.evidence) == number


def test_it_is_the_same_every_time_and_has_every_kind() -> None:
    assert list(files(30)) == list(files(30))
    assert {path.split("/")[0] for path, _ in files(30)} == {
        "portfolio.yaml",
        "qualification.yaml",
        "sessions",
        "contact-sheets",
        "reflections",
        "feedback",
        "agreements",
    }


def test_full_sheets_have_about_six_hundred_words() -> None:
    lengths = [len(text.split()) for path, text in files(100) if path.startswith("sessions/")]
    full = [length for length in lengths if length > 500]
    assert 0.15 < len(full) / len(lengths) < 0.35
    assert all(600 < length < 720 for length in full)


def test_a_history_has_what_was_asked_for_and_the_same_ids_each_time(tmp_path: Path) -> None:
    def said(folder: Path, *arguments: str) -> list[str]:
        command = [GIT, "-C", str(folder), *arguments]
        return subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout.splitlines()

    one, other = tmp_path / "one", tmp_path / "other"
    write(one, 400, 100)
    write(other, 400, 100)
    refs = said(one, "for-each-ref")
    assert len(refs) == 3
    assert refs == said(other, "for-each-ref")
    assert len(said(one, "rev-list", "main")) == 400
    assert said(one, "rev-list", "--merges", "main")
    assert not said(one, "status", "--porcelain")
    report = check(open_portfolio(one), today=datetime.date.fromisoformat(TODAY))
    assert not [one for one in report.diagnostics if one.severity in (Severity.ERROR, Severity.WARNING)]
    assert len(report.portfolio.evidence) == 100


def test_the_least_that_a_record_costs_reads_all_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    write(folder, 40, 20)
    floor = Path(__file__).parents[1] / "benchmarks" / "record_floor.py"

    def read() -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([sys.executable, str(floor), str(folder)], env=ENVIRONMENT, capture_output=True)

    assert read().returncode == 0
    packs = folder / ".git" / "objects" / "pack"
    (pack,) = packs.glob("*.pack")
    pack.chmod(0o600)
    pack.write_bytes(pack.read_bytes()[:-2000])
    assert read().returncode != 0


def test_the_portfolios_of_a_cohort_are_clones_of_one_size_and_of_different_learners(tmp_path: Path) -> None:
    one, other = cohort.make(tmp_path / "cohort", 2)
    for place in (one, other):
        files_in = [path for path in place.rglob("*.yaml") if path.is_file()]
        assert len(files_in) == cohort.FILES
        for question in (["fsck", "--full"], ["status", "--porcelain"]):
            done = subprocess.run([GIT, "-C", place, *question], env=ENVIRONMENT, capture_output=True, check=True)
            assert not done.stdout.replace(b"dangling commit", b"").strip(b" \n0123456789abcdef")
    assert (one / "qualification.yaml").samefile(other / "qualification.yaml")
    assert (one / "portfolio.yaml").read_text() != (other / "portfolio.yaml").read_text()
