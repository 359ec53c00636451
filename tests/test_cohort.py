"""Many portfolios: each counted once, what cannot be read told by name, and the same answers as one by one."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coachfolio.base.errors import CoachfolioError, NoPortfolio
from coachfolio.cohort.engines import AtHome
from coachfolio.cohort.engines import run_engine as engines_run
from coachfolio.cohort.extracting import extract_of
from coachfolio.cohort.members import places_of
from coachfolio.cohort.memory import memory
from coachfolio.cohort.reading import read_cohort
from coachfolio.cohort.sample_view import SAMPLE_TABLES
from coachfolio.cohort.sampled import cohort_of
from coachfolio.cohort.standing import status_view
from coachfolio.cohort.tables import COHORT_TABLES, COHORT_VIEWS
from coachfolio.editing.sampling import drawn, plan_drafts
from coachfolio.facts.sampling.cohort import cohort
from coachfolio.facts.sampling.frame import frame_of
from coachfolio.facts.sampling.policy import policy_for
from coachfolio.format.schemas import schema, validator
from coachfolio.git import make_bundle
from coachfolio.outputs.sampling_documents import sampling_document
from coachfolio.reports.sampling import matrix_of

from .commands import Commands
from .conftest import PORTFOLIO, SESSION, TODAY, of_all_workers
from .repositories import git
from .repositories.learner import stamp

ONE = ("--processes", "1")
"""A handful of portfolios is read sooner by one process than by two that have to begin."""
DECIDED = """\
date: 2026-0{month}-20
by: {by}
decisions:
  - {{criterion: D7.03/s2, verdict: {verdict}, evidence: [2026-03-04-c01], reason: Seen, feedback: Say more.}}
  - {{criterion: D7.03/s1, verdict: pass, evidence: [2026-03-04-c01], reason: Talked through.}}
actions:
  - {{what: Say more about the red pen, owner: learner, due: 2026-11-30}}
"""
ASSESSORS = {
    "assessor-1": "{role: assessor, name: Ada Sor, saves_as: [ada@centre.example]}",
    "assessor-2": "{role: assessor, name: Bea Sor}",
}


def made(
    place: Path, *, name: str, learner: str, by: str = "assessor-1", verdict: str = "pass", month: int = 6
) -> Path:
    """A small portfolio with a session and two decisions."""
    for folder in ("sessions", "assessment/decisions"):
        (place / folder).mkdir(parents=True)
    people = PORTFOLIO.replace("{name: A. Learner}", f"{{name: {learner}}}").replace(
        "assessor-1: {role: assessor}",
        f"{by}: {ASSESSORS[by]}\n  iqa-1: {{role: iqa, name: Ida Qua}}",
    )
    (place / "portfolio.yaml").write_text(people.replace("format: 1\n", f"format: 1\nid: {name}\n"))
    (place / "sessions/2026-03-04-c01.yaml").write_text(SESSION)
    record = DECIDED.format(by=by, verdict=verdict, month=month)
    (place / "assessment/decisions/2026-06-20-d7-03.yaml").write_text(record)
    return place


@cache
def _schema_tables() -> dict[str, Any]:
    found: dict[str, Any] = schema("output-cohort")["properties"]["tables"]["properties"]
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Portfolios in every form, and what is none; nobody writes to it."""
    with of_all_workers(tmp_path_factory, "cohort") as top:
        place = top / "cohort"
        if place.exists():
            return place
        made(top / "making/anna", name="anna-2026", learner="Anna", verdict="referral")
        made(top / "making/ben", name="ben-2026", learner="Ben", by="assessor-2", month=7)
        made(top / "making/cleo", name="cleo-2026", learner="Cleo")
        made(top / "making/dora", name="dora-2026", learner="anna ")
        made(top / "making/older", name="cleo-2026", learner="Cleo")
        for name in ("ben", "cleo"):
            git(top / "making" / name, "init", "-q", "-b", "main")
            git(top / "making" / name, "add", "--all")
            git(top / "making" / name, "commit", "-q", "-m", "Everything")
        make_bundle(top / "making/ben", top / "making/ben.bundle")
        shutil.rmtree(top / "making/ben")
        git(top / "making", "clone", "-q", "--mirror", "cleo", "cleo.git")
        shutil.rmtree(top / "making/cleo")
        (top / "making/broken").mkdir()
        (top / "making/broken/portfolio.yaml").write_text("format: [")
        (top / "making/cut.bundle").write_bytes((top / "making/ben.bundle").read_bytes()[:300])
        (top / "making/nothing").mkdir()
        (top / "making/notes.txt").write_text("not a portfolio")
        (top / "making").rename(place)
    return place


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def test_every_form_is_counted_once_and_the_rest_is_told_by_name(folder: Path, commands: Commands) -> None:
    said = commands("cohort", "status", *ONE, folder, "--format", "json")
    assert said.code == 1, "something was left out"
    document = json.loads(said.out)
    assert [one.message for one in validator("output-cohort").iter_errors(document)] == []
    rows = {row["portfolio"]: row for row in document["tables"]["learners"]}
    assert sorted(rows) == ["anna-2026", "ben-2026", "cleo-2026", "dora-2026"]
    assert {(Path(one["place"]).name, one["kind"]) for one in document["left_out"]} == {
        ("broken", "unreadable"),
        ("cut.bundle", "unreadable"),
        ("nothing", "no portfolio"),
        ("older", "same name"),
    }
    assert document["same_learner"] == [{"portfolios": ["anna-2026", "dora-2026"], "by": "name"}]
    assert (rows["anna-2026"]["referrals"], rows["anna-2026"]["waits_days"]) == (
        1,
        (TODAY - TODAY.replace(month=6, day=20)).days,
    )
    assert rows["cleo-2026"]["unsealed"] == 1
    assert rows["anna-2026"]["unsealed"] is None
    assert [row["criterion"] for row in document["tables"]["referrals"]] == ["D7.03/s2"]
    load = {
        row["assessor"]: (row["portfolios"], row["decided"], row["referred"]) for row in document["tables"]["assessors"]
    }
    assert load == {"Ada Sor": (3, 6, 1), "assessor-2": (1, 2, 0)}
    text = commands("cohort", "status", *ONE, folder).out
    for word in ("anna-2026", "broken", "There is no portfolio.yaml", "may be of one learner"):
        assert word in text
    assert "4 portfolios counted. 4 are left out" in text


def test_what_it_says_of_each_is_what_the_single_commands_say(folder: Path, commands: Commands, tmp_path: Path) -> None:
    places = tmp_path / "list.txt"
    places.write_text(f"# two of them\n\nanna\n{folder}/ben.bundle\n")
    shutil.copytree(folder / "anna", tmp_path / "anna")
    documents = {
        name: json.loads(commands("cohort", name, *ONE, places, "--format", "json").out)
        for name in ("status", "ready", "actions", "record")
    }
    for document in documents.values():
        assert [one.message for one in validator("output-cohort").iter_errors(document)] == []
    for name, place in (("anna-2026", tmp_path / "anna"), ("ben-2026", folder / "ben.bundle")):
        (row,) = (one for one in documents["status"]["tables"]["learners"] if one["portfolio"] == name)
        status = json.loads(commands("status", place, "--format", "json").out)
        assert row["contact_minutes"] == status["hours"]["contact"]["total_minutes"]
        assert row["stale"] == status["criteria"]["stale"]
        check = json.loads(commands("check", place, "--format", "json").out)["summary"]
        assert (row["errors"], row["gaps"], row["waived"]) == (check["errors"], check["gaps"], check["waived"])
        (row,) = (one for one in documents["ready"]["tables"]["readiness"] if one["portfolio"] == name)
        ready = json.loads(commands("ready", place, "--format", "json").out)
        assert row["ready"] == ready["how_ready"]
        assert row["not_met"].split(", ") == [one["name"] for one in ready["checklist"] if one["state"] == "not met"]
        due = [one["handle"] for one in documents["actions"]["tables"]["due"] if one["portfolio"] == name]
        taken_out = place if place.is_dir() else tmp_path / "ben"
        if taken_out != place:  # actions takes no hand-over file
            git(tmp_path, "clone", "-q", str(place), str(taken_out))
        asked = json.loads(commands("actions", taken_out, "--format", "json").out)["due"]
        assert due == [one["handle"] for one in asked] != []
        (row,) = (one for one in documents["record"]["tables"]["records"] if one["portfolio"] == name)
        if place.suffix == ".bundle":
            record = json.loads(commands("record", place, "--format", "json").out)
            assert (row["saves"], row["pieces"]) == (record["summary"]["saves"], record["summary"]["pieces"])
        else:
            assert (row["saves"], row["no_record"]) == (None, "none")


def test_the_schema_has_the_columns_of_every_table(folder: Path, commands: Commands) -> None:
    shown = dict.fromkeys(("changes", "compared"))
    for name in ("status", "ready", "actions", "record", "sample"):
        document = json.loads(commands("cohort", name, *ONE, folder / "anna", "--format", "json").out)
        for table, rows in document["tables"].items():
            shown[table] = None
            for row in rows:
                assert list(row) == list(_schema_tables()[table]["items"]["properties"])
    assert set(shown) == set(_schema_tables())


def test_the_plan_of_a_cohort_is_the_one_that_sampling_draws(folder: Path, tmp_path: Path, commands: Commands) -> None:
    place = Path(shutil.copytree(folder, tmp_path / "cohort"))
    shutil.rmtree(place / "older")
    shutil.rmtree(place / "cleo.git")  # which sample does not read
    with memory(None) as kept:
        read = read_cohort(places_of([place]), kept, today=TODAY, engine=AtHome(1))
        ours = cohort_of(read)
    theirs = cohort(place)
    policy = policy_for(theirs)
    plans = [drawn(one, policy, "interim", "spring", TODAY) for one in (ours, theirs)]
    assert plans[0] == plans[1]
    drafts = [
        plan_drafts(one, plan, policy, by="iqa-1", stage="interim", on=TODAY)
        for one, plan in zip((ours, theirs), plans, strict=True)
    ]
    assert drafts[0] == drafts[1]
    made_documents = [sampling_document(matrix_of(replace(one, left_out=()), policy, TODAY)) for one in (ours, theirs)]
    assert made_documents[0] == made_documents[1]
    said = commands(
        "cohort", "sample", place, "--draw", "interim", "--seed", "spring", "--compare", "2", "--format", "json"
    )
    document = json.loads(said.out)
    assert "Written: " in said.err
    assert [(row["portfolio"], row["drawn_again"]) for row in document["tables"]["plans"]] == [("", "same")]
    compared = document["tables"]["compared"]
    assert {row["criterion"] for row in compared} == {"D7.03/s1", "D7.03/s2"}
    assert [row["assessor"] for row in compared] == ["Ada Sor", "assessor-2"] * 2
    assert commands("sample", "report", place, "--format", "json").out.count('"drawn_again": "same"') == 1
    assert set(SAMPLE_TABLES) >= set(document["tables"])


def _long_ago(place: Path) -> None:
    """Give everything in a folder a time that is past: what is new may change once more within the clock's step."""
    for path in (place, *place.rglob("*")):
        os.utime(path, (1_767_225_600, 1_767_225_600))


def test_a_second_run_reads_only_what_changed_and_what_failed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Path(shutil.copytree(folder, tmp_path / "cohort"))
    _long_ago(place)
    asked: list[list[str]] = []

    def run_engine(paths: Any, *rest: Any, **more: Any) -> Any:
        asked.append([Path(path).name for path in paths])
        return engines_run(paths, *rest, **more)

    monkeypatch.setattr("coachfolio.cohort.reading.run_engine", run_engine)
    file = tmp_path / "memory.db"
    views = []
    for step in ("first", "second", "changed", "other day"):
        if step == "changed":
            with (place / "anna/sessions/2026-03-04-c01.yaml").open("a") as session:
                session.write("planning_minutes: 30\n")
            _long_ago(place / "anna/sessions")
        day = TODAY.replace(day=29) if step == "other day" else TODAY
        with memory(file) as kept:
            read = read_cohort(places_of([place]), kept, today=day, engine=AtHome(1))
            views.append(status_view(read))
    failing = ["broken", "cut.bundle"]
    assert asked[0] == ["anna", "ben.bundle", "broken", "cleo.git", "cut.bundle", "dora", "older"]
    assert asked[1] == failing
    assert asked[2] == ["anna", *failing]
    assert asked[3] == failing, "until the last day before the action is overdue nothing has to be read again"
    assert replace(views[1], anew=0) == replace(views[0], anew=0)
    waits = [
        next(row[12] for row in view.table("learners").rows if row[0] == "anna-2026") for view in (views[2], views[3])
    ]
    assert isinstance(waits[0], int)
    assert waits[1] == waits[0] + 15, "days are counted anew"
    with memory(tmp_path / "other.db") as kept:
        fresh = read_cohort(places_of([place / "anna"]), kept, today=TODAY.replace(day=29), engine=AtHome(1))
        (anew,) = fresh.extracts()
    with memory(file) as kept:
        (known,) = read_cohort(
            places_of([place / "anna"]), kept, today=TODAY.replace(day=29), engine=AtHome(1)
        ).extracts()
    assert known == anew == extract_of(place / "anna", today=TODAY.replace(day=29))


def test_a_memory_that_is_none_or_of_another_program_is_made_anew(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "memory.db"
    file.write_bytes(b"this is no database at all, and it is longer than a hundred bytes" * 20)
    for _ in range(2):
        with memory(file) as kept:
            read = read_cohort(places_of([folder / "anna"]), kept, today=TODAY, engine=AtHome(1))
            assert [extract.name for extract in read.extracts()] == ["anna-2026"]
            assert kept.lasting
    assert file.stat().st_mode & 0o077 == 0, "nobody else may read it"
    with memory(Path("/proc/nowhere/cohort.db")) as kept:
        assert not kept.lasting


def test_since_tells_what_changed(
    folder: Path, tmp_path: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "cohort"
    for name in ("anna", "dora"):
        shutil.copytree(folder / name, place / name)
    monkeypatch.setenv("COACHFOLIO_MEMORY", str(tmp_path / "memory.db"))
    assert commands("cohort", "status", *ONE, place, "--since", "last").code == 2
    before = commands("cohort", "status", *ONE, place, "--format", "json")
    (tmp_path / "before.json").write_text(before.out)
    shutil.rmtree(place / "dora")
    shutil.copytree(folder / "older", place / "cleo")
    record = place / "anna/assessment/decisions/2026-11-10-d7-03.yaml"
    record.write_text(DECIDED.format(by="assessor-1", verdict="pass", month=6).replace("2026-06-20", "2026-11-10"))
    for since in ("last", str(tmp_path / "before.json")):
        document = json.loads(commands("cohort", "status", *ONE, place, "--since", since, "--format", "json").out)
        assert [one.message for one in validator("output-cohort").iter_errors(document)] == []
        changes = {(row["what"], row["column"]): (row["was"], row["now"]) for row in document["tables"]["changes"]}
        assert changes["anna-2026", "referrals"] == ("1", "0")
        assert changes["cleo-2026", ""] == (None, "new")
        assert changes["dora-2026", ""] == ("there", None)
        if since == "last":
            again = json.loads(commands("cohort", "status", *ONE, place, "--since", "last", "--format", "json").out)
            assert again["tables"]["changes"] == []
    for wrong in ("[]", "{}", before.out.replace('"status"', '"ready"')):
        (tmp_path / "wrong.json").write_text(wrong)
        said = commands("cohort", "status", *ONE, place, "--since", tmp_path / "wrong.json")
        assert (said.code, "no output of coachfolio cohort status" in said.err) == (2, True)


def test_pages_and_workbooks_have_every_table(folder: Path, tmp_path: Path, commands: Commands) -> None:
    import openpyxl

    page, book = tmp_path / "status.html", tmp_path / "status.xlsx"
    assert commands("cohort", "status", *ONE, folder, "--format", "html", "--out", page).code == 1
    assert commands("cohort", "status", *ONE, folder, "--format", "xlsx", "--out", book).code == 1
    text = page.read_text()
    for word in ("anna-2026", "cut.bundle", "Ada Sor", "D7.03/s2", "<table>"):
        assert word in text
    assert "<script" not in text
    sheets = openpyxl.load_workbook(book)
    assert {"About", "learners", "learner_units", "referrals", "left_out", "same_learner"} <= set(sheets.sheetnames)
    assert [cell.value for cell in sheets["learners"]["A"]][1] in ("anna-2026", "ben-2026", "cleo-2026", "dora-2026")
    assert commands("cohort", "status", *ONE, folder, "--format", "html").code == 2, "a page needs a file"
    assert commands("cohort", "status", *ONE, folder, "--format", "html", "--out", page).code == 2, (
        "and replaces none unasked"
    )


def test_the_database_is_whole_and_its_frame_is_that_of_a_plan(
    folder: Path, tmp_path: Path, commands: Commands
) -> None:
    import duckdb

    file = tmp_path / "cohort.db"
    said = commands("cohort", "export", *ONE, folder, "--out", file)
    assert (said.code, "4 portfolios" in said.out, "cut.bundle" in said.err) == (1, True, True)
    assert commands("cohort", "export", *ONE, folder, "--out", file).code == 2, "it replaces nothing unasked"
    with closing(sqlite3.connect(file)) as base:
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        assert base.execute("SELECT COUNT(*) FROM portfolios").fetchone() == (4,)
        for view in COHORT_VIEWS:
            base.execute(f"SELECT * FROM {view}").fetchall()
        assert base.execute("SELECT portfolio, waits_days FROM referrals_waiting").fetchall() == [("anna-2026", 147)]
        found = base.execute("SELECT * FROM sampling_frame").fetchall()
        kept_words = "\n".join(base.iterdump())
    with memory(None) as kept:
        frame = frame_of(cohort_of(read_cohort(places_of([folder]), kept, today=TODAY, engine=AtHome(1))), TODAY, None)
    assert found == [
        (
            *(one.portfolio, one.criterion, one.unit, one.record, one.verdict, one.by, one.method),
            *(" ".join(one.evidence_types), one.day.isoformat(), int(one.looked_at)),
        )
        for one in frame.decided
    ]
    for word in ("holding back", "Say more", "red pen", "Anna", "Talked through"):
        assert word not in kept_words
    about = json.loads((tmp_path / "cohort.metadata.json").read_text())["databases"]["cohort"]["tables"]
    assert about["portfolios"]["units"]["contact_minutes"] == "minute"
    assert {table.name for table in COHORT_TABLES} <= set(about)
    assert commands("cohort", "export", *ONE, folder, "--format", "parquet", "--out", tmp_path / "tables").code == 1
    rows = (
        duckdb.read_parquet(f"{tmp_path}/tables/decisions.parquet")
        .select("portfolio", "submission", "stands")
        .fetchall()
    )
    assert len(rows) == len(found)
    assert rows[0] == ("anna-2026", None, True)


def test_places_that_are_none_get_a_sentence(folder: Path, tmp_path: Path, commands: Commands) -> None:
    assert "There is nothing at" in commands("cohort", "status", *ONE, tmp_path / "gone").err
    (tmp_path / "empty").mkdir()
    said = commands("cohort", "status", *ONE, tmp_path / "empty")
    assert said.code == 3
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\0\0\xff")
    said = commands("cohort", "status", *ONE, picture)
    assert (said.code, "neither a hand-over file nor a list" in said.err) == (2, True)
    listing = tmp_path / "list.txt"
    listing.write_text(f"gone\n{folder / 'notes.txt'}\n{folder / 'anna'}\n{folder / 'anna'}\n")
    with memory(None) as kept:
        read = read_cohort(
            places_of([folder / "anna", os.path.relpath(folder / "anna")]), kept, today=TODAY, engine=AtHome(1)
        )
        assert (read.names, read.left_out) == (("anna-2026",), ())
    places = places_of([listing])
    assert [Path(place).name for place in places.found] == ["anna"]
    assert [(Path(left.place).name, left.kind) for left in places.left_out] == [
        ("gone", "unreadable"),
        ("notes.txt", "no portfolio"),
    ]
    (tmp_path / "empty" / "link").symlink_to(folder / "anna")
    assert [left.kind for left in places_of([tmp_path / "empty"]).left_out] == ["unreadable"]
    with pytest.raises(NoPortfolio):
        places_of([tmp_path / "empty" / "link" / "sessions"])
    with pytest.raises(CoachfolioError):
        places_of([tmp_path / "gone"])


def test_packs_are_made_of_what_was_chosen_and_the_rest_is_told(
    folder: Path, tmp_path: Path, commands: Commands
) -> None:
    place = tmp_path / "cohort"
    shutil.copytree(folder / "anna", place / "anna")
    made(place / "finn", name="finn-2026", learner="Finn")
    looked = "date: 2026-07-01\nby: iqa-1\nsampled:\n  - {criterion: D7.03/s1, outcome: agreed}\n"
    for name in ("anna", "finn"):
        (place / name / "assessment/sampling").mkdir()
        (place / name / "assessment/sampling/2026-07-01-look.yaml").write_text(looked)
    shutil.copytree(folder / "dora", place / "dora")
    when = stamp("2026-11-13T12:00+00:00")
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    for name in ("anna", "finn"):
        git(place / name, "init", "-q", "-b", "main")
        git(place / name, "add", "--all")
        git(place / name, "commit", "-q", "-m", "Everything", variables=dates)
    make_bundle(place / "finn", place / "finn.bundle")
    shutil.rmtree(place / "finn")
    into = tmp_path / "packs"
    said = commands("cohort", "sample", *ONE, place, "--pack", into)
    assert [file.name for file in into.iterdir()] == ["anna-2026-for-eqa.zip"], said.err
    assert "Not packed: finn-2026: Only a folder can be packed." in said.err
    assert "dora" not in said.err, "nothing was looked at there"
    assert commands("pack", "verify", into / "anna-2026-for-eqa.zip").code == 0
    again = commands("cohort", "sample", *ONE, place, "--pack", into).err
    assert "Not packed: anna-2026:" in again
    assert "is there already" in again


def test_ready_knows_the_plans_over_the_cohort(folder: Path, tmp_path: Path, commands: Commands) -> None:
    place = tmp_path / "cohort"
    for name in ("anna", "dora"):
        shutil.copytree(folder / name, place / name)
        portfolio = place / name / "portfolio.yaml"
        portfolio.write_text(portfolio.read_text().replace("stage: building", "stage: submission"))
    (place / "sampling-policy.yaml").write_text("format: 1\nname: Ours\nfinal: {learners: 50}\n")

    def lines() -> dict[str, tuple[str, str]]:
        """What the cohort and the single command say of sampling, by portfolio."""
        document = json.loads(commands("cohort", "ready", *ONE, place, "--format", "json").out)
        found = {}
        for row in document["tables"]["readiness"]:
            single = commands("ready", place / row["portfolio"].partition("-")[0], "--format", "json")
            (alone,) = (one for one in json.loads(single.out)["checklist"] if one["name"] == "sampling")
            ours = [state for state in ("not_met", "not_known") if "sampling" in row[state].split(", ")] or ["met"]
            found[row["portfolio"]] = (ours[0].replace("_", " "), alone["state"])
        return found

    assert set(lines().values()) == {("not known", "not known")}, "nobody knows what was to be sampled"
    said = commands("cohort", "sample", *ONE, place, "--draw", "final", "--seed", "s", "--format", "json")
    assert "Written" in said.err
    (chosen,) = (row["portfolio"] for row in json.loads(said.out)["tables"]["sampled"] if row["planned"])
    (other,) = {"anna-2026", "dora-2026"} - {chosen}
    assert lines()[chosen] == ("not met", "not met"), "what it chose waits"
    assert lines()[other] == ("met", "not known"), "only over the cohort can the plan be drawn again"
    (plan,) = (place / "plans").iterdir()
    criterion, record = re.findall(r"criterion: (\S+)\n +record: (\S+)", plan.read_text())[0]
    looked = place / chosen.partition("-")[0] / "assessment/sampling"
    looked.mkdir()
    sampled = f"sampled:\n  - {{criterion: {criterion}, record: {record}, outcome: agreed}}\n"
    (looked / "2026-11-14-final.yaml").write_text(f"date: 2026-11-14\nby: iqa-1\nstage: final\n{sampled}")
    assert lines()[chosen] == ("met", "met")
    record_after = place / other.partition("-")[0] / "assessment/decisions/2026-11-14-d7-03.yaml"
    record_after.write_text(
        DECIDED.format(by="assessor-1", verdict="pass", month=6).replace("2026-06-20", "2026-11-14")
    )
    assert lines()[other] == ("not known", "not known"), "the plan was drawn from other decisions"
    (place / "plans/unreadable.yaml").write_text("date: [")
    assert set(lines().values()) == {("not met", "not met")}
