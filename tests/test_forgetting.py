"""Forgetting a client: nothing of what was told stays, the hours do, and either everything is changed or nothing."""

from __future__ import annotations

import datetime
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from coachfolio import check, open_portfolio
from coachfolio.base.errors import CoachfolioError
from coachfolio.cli.confidential import forget
from coachfolio.editing.forgetting import KEPT, ByHand, ForgettingPlan, NotForgotten, carry_out, forgetting_plan
from coachfolio.editing.forgetting.remembered import remembered
from coachfolio.evidence.contacts import contacts_in
from coachfolio.facts.progress import progress_of
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.outputs.confidential import forgetting_text

from .commands import Assessor
from .conftest import TODAY
from .effort import examples
from .repositories import git

DAY = datetime.date(2026, 11, 21)

PORTFOLIO = """\
# The learner is invented.
format: 1
id: ros-halloran-2026
stage: building
qualification: ilm-l7-certificate-2007
registered: 2026-01-05
learner: {name: Ros Halloran}
people:
  assessor-1: {role: assessor}
  supervisor-1: {role: supervisor}
clients:
  # the first one
  C01: {sector: health, level: director, agreement: 2026-01-09-c01-agreement, note: Thursday person}  # met by Thursday
  C02: {sector: housing}
waivers:
  - {code: CF406, path: feedback/2026-04-24-c01-words.yaml, reason: She said so.}
"""
SESSION = """\
# Thursday notes
title: Thursday
date: 2026-03-04
start: "14:00"   # Thursday
minutes: 60
client: C01
role: coach
mode: video
fee: paid
planned: yes
planning_minutes: 30
purpose: Thursday
reflection: |
  Thursday again.
claims:
  - {criterion: D7.03/s2, where: reflection, how: Thursday}
  - D7.02/s1
attachments: [2026-03-04-c01-sheet.pdf, shared.pdf]
extra: {Thursday: Thursday}
"""
SHEET = """\
title: Corridor
contacts:
  # with the housing client
  - date: 2026-03-02
    minutes: 20
    client: C02
    role: coach
    reflection: Monday stays  # as does this
  # Thursday remark above
  - date: 2026-03-05
    minutes: 25
    client: C01
    role: mentor
    claims: [{criterion: D7.03/s1, where: reflection, how: Thursday}]
    reflection: |
      Thursday, at length.

      And Thursday.
    # a Thursday remark behind
  # the next one
  - {date: 2026-03-06, minutes: 15, client: C02, role: coach, purpose: Friday stays}
  - {date: 2026-03-12, minutes: 15, client: C01, role: coach, purpose: "Thursday, again"}  # Thursday
reflection: What the sheet shows of both.
attachments: [shared.pdf]
"""
FILES: dict[str, str | bytes] = {
    "portfolio.yaml": PORTFOLIO,
    "sessions/2026-03-04-c01-board.yaml": SESSION,
    "sessions/2026-03-11-c02-rows.yaml": SESSION.replace("C01", "C02")
    .replace("Thursday", "Row")
    .replace("2026-03-04-c01-sheet.pdf, shared.pdf", "rows.pdf"),
    "contact-sheets/2026-03-corridor.yaml": SHEET,
    "agreements/2026-01-09-c01-agreement.yaml": "date: 2026-01-09\nclient: C01\npurpose: Thursday\n",
    "diagnostics/2026-02-01-c01-profile.yaml": "date: 2026-02-01\nclient: C01\ninstrument: Thursday\nminutes: 90\n",
    "feedback/2026-04-24-c01-words.yaml": (
        "date: 2026-04-24\nsource: natural\ngiver: client\nclient: C01\nquotation: Thursday\n"
        "claims: [{criterion: D7.03/s3, where: quotation, how: Thursday}]\n"
    ),
    "reflections/2026-04-02-quarter.yaml": (
        "date: 2026-04-02\nkind: period\n# of c01 as well\nabout: [2026-03-04-c01-board, 2026-03-11-c02-rows]\n"
        "reflection: |\n  With C01 I wait.\n  With C010 I do not.\n"
        "claims: [{criterion: D7.02/s1, where: reflection, how: waiting}]\n"
    ),
    "supervision/2026-04-09-hour.yaml": (
        "date: 2026-04-09\nminutes: 60\nsupervisor: supervisor-1\nabout:\n  - 2026-04-24-c01-words\nbrought: One.\n"
    ),
    "assessment/decisions/2026-05-15-d7-03.yaml": (
        "date: 2026-05-15\nby: assessor-1\n"
        "decisions: [{criterion: D7.03/s2, verdict: pass, evidence: [2026-03-04-c01-board]}]\n"
    ),
    "sessions/2026-03-04-c01-sheet.pdf": b"%PDF Thursday",
    "sessions/shared.pdf": b"%PDF both",
    "sessions/rows.pdf": b"%PDF rows",
    "contact-sheets/shared.pdf": b"%PDF all",
    "private/clients.yaml": "format: 1\nclients: {C01: {names: [Ada Thursday]}}\n",
}
TOMBSTONE = """\
date: 2026-03-04
start: "14:00"
minutes: 60
client: C01
role: coach
mode: video
fee: paid
planned: yes
counts_towards: [D7.03, D7.02]
planning_minutes: 30
forgotten: 2026-11-21
"""
SHEET_AFTER = """\
title: Corridor
contacts:
  # with the housing client
  - date: 2026-03-02
    minutes: 20
    client: C02
    role: coach
    reflection: Monday stays  # as does this
  # Thursday remark above
  - date: 2026-03-05
    minutes: 25
    client: C01
    role: mentor
    counts_towards: [D7.03]
    forgotten: 2026-11-21
  # the next one
  - {date: 2026-03-06, minutes: 15, client: C02, role: coach, purpose: Friday stays}
  - {date: 2026-03-12, minutes: 15, client: C01, role: coach, forgotten: 2026-11-21}
reflection: What the sheet shows of both.
attachments: [shared.pdf]
"""


def written(folder: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def saved(folder: Path, files: dict[str, str | bytes] = FILES, top: Path | None = None) -> Path:
    """A folder with these files, saved in git but for what is private."""
    written(folder, files)
    top = top or folder
    (top / ".gitignore").write_text("private/\n", encoding="utf-8")
    git(top, "init", "--quiet", "--template=", "--initial-branch=main")
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message=Everything")
    return folder


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return saved(tmp_path / "portfolio")


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file but the note of what goes from earlier saves."""
    files = (one for one in sorted(folder.rglob("*")) if one.is_file() and one.name != "forget-C01")
    return {str(one.relative_to(folder)): one.read_bytes() for one in files}


def plan(folder: Path, client: str = "C01") -> ForgettingPlan:
    return forgetting_plan(folder, client, on=DAY)


def forgotten(folder: Path, client: str = "C01") -> ForgettingPlan:
    made = plan(folder, client)
    carry_out(made)
    return made


def command(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(forget, ["C01", str(folder), "--on", "2026-11-21", *args])


def test_what_stays_of_a_contact_is_what_hours_are_counted_from() -> None:
    assert (
        *("date", "start", "minutes", "client", "role", "setting", "group_size", "mode", "fee", "planned", "status"),
        *("counts_towards", "planning_minutes"),
    ) == KEPT


def test_contacts_become_tombstones_and_the_rest_of_the_files_stays(portfolio: Path) -> None:
    before = bytes_of(portfolio)
    made = forgotten(portfolio)
    after = bytes_of(portfolio)
    assert after["sessions/2026-03-04-c01-board.yaml"].decode() == TOMBSTONE
    assert after["contact-sheets/2026-03-corridor.yaml"].decode() == SHEET_AFTER
    assert after["portfolio.yaml"].decode() == PORTFOLIO.replace(
        "C01: {sector: health, level: director, agreement: 2026-01-09-c01-agreement, note: Thursday person}"
        "  # met by Thursday",
        "C01: {forgotten: 2026-11-21}",
    )
    assert before.keys() - after.keys() == {
        "agreements/2026-01-09-c01-agreement.yaml",
        "diagnostics/2026-02-01-c01-profile.yaml",
        "feedback/2026-04-24-c01-words.yaml",
        "sessions/2026-03-04-c01-sheet.pdf",
        "sessions/shared.pdf",
    }
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {one.path for one in made.tombstones} | {"portfolio.yaml"}
    assert after.keys() <= before.keys()


def test_what_a_person_has_to_edit_is_named_by_line_and_never_shown(portfolio: Path) -> None:
    made = plan(portfolio)
    assert made.by_hand == (
        ByHand("assessment/decisions/2026-05-15-d7-03.yaml", "tombstone", (3,)),
        ByHand("contact-sheets/2026-03-corridor.yaml", "remark", (9,)),
        ByHand("contact-sheets/2026-03-corridor.yaml", "several", (1, 19, 20)),
        ByHand("portfolio.yaml", "deleted", (16,)),
        ByHand("portfolio.yaml", "remark", (12,)),
        ByHand("reflections/2026-04-02-quarter.yaml", "names", (3, 6)),
        ByHand("reflections/2026-04-02-quarter.yaml", "tombstone", (4,)),
        ByHand("supervision/2026-04-09-hour.yaml", "deleted", (5,)),
    )
    assert not any("hursday" in line for line in forgetting_text(made))


def test_a_file_that_other_evidence_has_as_well_is_left_and_named(tmp_path: Path) -> None:
    files = dict(FILES)
    files["sessions/2026-03-11-c02-rows.yaml"] = SESSION.replace("C01", "C02").replace("2026-03-04-c01-sheet.pdf, ", "")
    made = forgotten(saved(tmp_path / "portfolio", files))
    assert ByHand("sessions/shared.pdf", "shared", ()) in made.by_hand
    assert (tmp_path / "portfolio/sessions/shared.pdf").exists()
    assert not (tmp_path / "portfolio/sessions/2026-03-04-c01-sheet.pdf").exists()


def test_hours_stay_and_what_is_lost_is_told(portfolio: Path) -> None:
    before = progress_of(open_portfolio(portfolio))
    made = forgotten(portfolio)
    after = progress_of(open_portfolio(portfolio))
    assert (after.hours.by_unit, after.hours.by_client) == (before.hours.by_unit, before.hours.by_client)
    assert after.hours.total_minutes == before.hours.total_minutes == made.minutes == 195
    assert made.learning_minutes == (before.hours.learning_minutes, after.hours.learning_minutes)
    assert made.learning_minutes[0] - made.learning_minutes[1] == 90  # the diagnostic's
    assert [(one.ref, one.before, one.after, one.state) for one in made.criteria] == [
        ("D7.02/s1", 3, 2, "claimed"),
        ("D7.03/s1", 1, 0, "missing"),
        ("D7.03/s2", 2, 1, "accepted"),
        ("D7.03/s3", 1, 0, "missing"),
    ]
    assert made.decisions == ("assessment/decisions/2026-05-15-d7-03.yaml",)


def test_no_rule_asks_for_what_was_forgotten(tmp_path: Path) -> None:
    others = ("supervision", "sessions/2026-03-11", "sessions/rows.pdf")
    files = {path: text for path, text in FILES.items() if not path.startswith(others)}
    for day in ("03-18", "03-25", "04-01"):
        files[f"sessions/2026-{day}-c01-again.yaml"] = SESSION.replace("2026-03-04\n", f"2026-{day}\n")
    folder = saved(tmp_path / "portfolio", files)
    forgotten(folder)
    report = check(open_portfolio(folder), today=DAY)
    about = {one.code for one in report.diagnostics if one.path.startswith(("sessions/", "contact-sheets/"))}
    assert about == {"CF012"}  # the remark that stays on the sheet
    assert not any("C01" in one.message for one in report.diagnostics)


def test_the_plan_is_the_same_and_nothing_changes_when_it_is_only_tried(portfolio: Path) -> None:
    before = bytes_of(portfolio)
    tried = command(portfolio, "--dry-run")
    assert (tried.exit_code, bytes_of(portfolio)) == (0, before)
    lines = tried.output.splitlines()
    assert any("Nothing was changed" in line for line in lines)
    asked = command(portfolio)
    assert (asked.exit_code, "--yes" in asked.output, bytes_of(portfolio)) == (2, True, before)


def test_a_second_time_there_is_nothing_to_forget(portfolio: Path) -> None:
    forgotten(portfolio)
    git(portfolio, "add", "--all")
    git(portfolio, "commit", "--quiet", "--message=Forget")
    again = plan(portfolio)
    assert not again.changes
    assert again.by_hand  # nobody has edited them yet
    for path in ("reflections/2026-04-02-quarter.yaml", "supervision/2026-04-09-hour.yaml"):
        (portfolio / path).unlink()
    text = (portfolio / "portfolio.yaml").read_text(encoding="utf-8")
    (portfolio / "portfolio.yaml").write_text(text.partition("waivers")[0].replace("  # the first one\n", ""))
    for path in ("contact-sheets/2026-03-corridor.yaml", "assessment/decisions/2026-05-15-d7-03.yaml"):
        (portfolio / path).unlink()
    last = plan(portfolio)
    assert (dict(last.changes), last.by_hand) == ({}, ())
    assert "sessions/2026-03-04-c01-board.yaml" in last.earlier, "earlier saves still have it"
    carry_out(last)
    shutil.rmtree(portfolio / ".git")
    with pytest.raises(NotForgotten, match="Nothing in this portfolio is about C01 any more"):
        plan(portfolio)


def test_the_names_of_files_that_went_earlier_are_covered(tmp_path: Path) -> None:
    earlier = "sessions/2026-01-15-ada-thursday.yaml"
    folder = saved(tmp_path / "portfolio", {**FILES, earlier: SESSION})
    (folder / earlier).unlink()
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Tidy up")
    assert earlier in plan(folder).earlier
    said = command(folder, "--dry-run").output
    assert "thursday" not in said.casefold()
    assert "2026-01-15" in said


def test_the_seals_that_list_it_are_named(tmp_path: Path) -> None:
    folder = saved(tmp_path / "portfolio")
    lee = Assessor(tmp_path)
    lee.seal(folder, folder, tmp_path / "desk", by="assessor-1")
    made = plan(folder)
    # a session, a sheet, three that go, and two files that go
    assert [(one.name, one.pieces) for one in made.seals] == [("sealed/assessor/1", 7)]


def test_every_file_whose_earlier_versions_have_to_go_is_noted(tmp_path: Path) -> None:
    top = tmp_path / "record"
    folder = saved(top / "mine", top=top)
    made = plan(folder)
    carry_out(made)
    noted = remembered(top, "C01")
    assert {f"mine/{path}" for path in made.changes} <= noted
    assert not any("private" in path or "rows" in path for path in noted)
    assert (folder / "sessions/2026-03-04-c01-board.yaml").read_text(encoding="utf-8") == TOMBSTONE


# --- what it refuses


@pytest.mark.parametrize(("typed", "said"), [("C1", "C01"), ("c01", "C01"), ("Ada Thursday", "Give a code")])
def test_an_unknown_code_is_told_the_nearest_and_never_repeated(portfolio: Path, typed: str, said: str) -> None:
    with pytest.raises(NotForgotten, match=said) as raised:
        plan(portfolio, typed)
    assert typed not in str(raised.value)


def test_without_a_portfolio_there_is_nothing_to_forget(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CoachfolioError):
            plan(folder)
    written(tmp_path, {"portfolio.yaml": "format: [\n"})
    with pytest.raises(NotForgotten, match="coachfolio check"):
        plan(tmp_path)


@pytest.mark.parametrize(
    "path", ["sessions/2026-03-04-c01-board.yaml", "sessions/2026-03-04-c01-sheet.pdf", "portfolio.yaml"]
)
def test_what_is_not_saved_is_never_overwritten(portfolio: Path, path: str) -> None:
    with (portfolio / path).open("a", encoding="utf-8") as file:
        file.write("# unsaved\n")
    before = bytes_of(portfolio)
    made = plan(portfolio)
    assert made.unsaved == (path,)
    with pytest.raises(NotForgotten, match="not saved"):
        carry_out(made)
    assert bytes_of(portfolio) == before


def test_other_things_may_be_unsaved(portfolio: Path) -> None:
    (portfolio / "reflections/2026-04-02-quarter.yaml").write_text("date: 2026-04-02\n", encoding="utf-8")
    forgotten(portfolio)


def test_a_folder_without_git_has_a_plan_and_is_not_changed(tmp_path: Path) -> None:
    folder = written(tmp_path / "portfolio", FILES)
    before = bytes_of(folder)
    with pytest.raises(NotForgotten, match="not kept in git"):
        carry_out(plan(folder))
    assert bytes_of(folder) == before


def test_without_git_there_are_no_steps_for_earlier_saves(tmp_path: Path) -> None:
    lines = "\n".join(forgetting_text(plan(written(tmp_path, FILES))))
    assert "not kept in git" in lines
    assert "earlier save" not in lines


def test_the_ends_of_lines_of_another_computer_are_no_change(portfolio: Path) -> None:
    for path in ("portfolio.yaml", "contact-sheets/2026-03-corridor.yaml"):
        place = portfolio / path
        place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    assert forgotten(portfolio).unsaved == ()
    new = (portfolio / "contact-sheets/2026-03-corridor.yaml").read_bytes()
    assert new == SHEET_AFTER.replace("\n", "\r\n").encode()


def test_what_was_never_saved_is_not_overwritten(tmp_path: Path) -> None:
    folder = written(tmp_path / "portfolio", FILES)
    git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    with pytest.raises(NotForgotten, match="not saved"):
        forgotten(folder)


def test_a_file_that_changes_meanwhile_is_left(portfolio: Path) -> None:
    made = plan(portfolio)
    (portfolio / "portfolio.yaml").write_text(PORTFOLIO + "# just now\n", encoding="utf-8")
    before = bytes_of(portfolio)
    with pytest.raises(NotForgotten, match="just now"):
        carry_out(made)
    assert bytes_of(portfolio) == before


def test_a_repeat_of_something_that_goes_is_for_a_person_to_write_out(tmp_path: Path) -> None:
    path = "contact-sheets/2026-03-corridor.yaml"
    inside = SHEET.replace("purpose: Friday stays", "mode: &m phone").replace('purpose: "Thursday, again"', "mode: *m")
    folder = saved(tmp_path / "first", {**FILES, path: inside})
    with pytest.raises(NotForgotten, match="piece by piece"):  # the mark would be left without its repeat
        plan(folder)
    shared = SHEET.replace('purpose: "Thursday, again"', "mode: &m phone") + "extra: {how: *m}\n"
    folder = saved(tmp_path / "second", {**FILES, path: shared})
    before = bytes_of(folder)
    with pytest.raises(NotForgotten, match="piece by piece"):
        forgotten(folder)
    assert bytes_of(folder) == before


def test_links_are_not_followed_and_are_named(tmp_path: Path) -> None:
    (tmp_path / "outside.pdf").write_bytes(b"kept")
    folder = written(tmp_path / "portfolio", FILES)
    (folder / "sessions/2026-03-04-c01-sheet.pdf").unlink()
    (folder / "sessions/2026-03-04-c01-sheet.pdf").symlink_to(tmp_path / "outside.pdf")
    (folder / "sessions/2026-03-18-c01-more.yaml").symlink_to(folder / "sessions/2026-03-04-c01-board.yaml")
    made = forgotten(saved(folder, {}))
    assert ByHand("sessions/2026-03-04-c01-sheet.pdf", "link", ()) in made.by_hand
    assert ByHand("sessions/2026-03-18-c01-more.yaml", "unread", ()) in made.by_hand
    assert (tmp_path / "outside.pdf").read_bytes() == b"kept"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    files = {**FILES, "sessions/2026-03-18-c01-broken.yaml": "client: C01\nminutes: many\n"}
    made = plan(written(tmp_path, files))
    assert ByHand("sessions/2026-03-18-c01-broken.yaml", "unread", (1,)) in made.by_hand


CARRY_OUT = """
import datetime, resource, sys
from coachfolio.editing.forgetting import NotForgotten, carry_out, forgetting_plan
plan = forgetting_plan(sys.argv[1], "C01", on=datetime.date(2026, 11, 21))
most = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    carry_out(plan)
except NotForgotten as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("long", "most"),
    [("contact-sheets/2026-03-corridor.yaml", 50_000), ("sessions/2026-03-04-c01-board.yaml", 50_000)],
    ids=["before anything is replaced", "half-way"],
)
def test_a_full_disk_changes_nothing(tmp_path: Path, long: str, most: int) -> None:
    """A limit on the size of files stands for the disk: the sheet's new text does not fit, or the session's copy."""
    text = FILES[long]
    assert isinstance(text, str)
    folder = saved(tmp_path / "portfolio", {**FILES, long: text + f"# {'x' * 90}\n" * 1000})
    before = bytes_of(folder)
    done = subprocess.run(
        [sys.executable, "-c", CARRY_OUT, str(folder), str(most)], capture_output=True, text=True, check=True
    )
    assert "Nothing was changed" in done.stdout, done.stdout
    assert bytes_of(folder) == before
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != most


def test_a_folder_that_cannot_be_written_to_is_said(portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs this may write anywhere, so the folder goes away instead."""
    made = plan(portfolio)
    shutil.move(portfolio / "sessions", portfolio / "moved")
    before = bytes_of(portfolio)
    with pytest.raises(NotForgotten):
        carry_out(made)
    assert bytes_of(portfolio) == before


CLIENTS = {
    "on a line": ("  C01: {sector: health, note: Thursday}  # Thursday\n", "  C01: {forgotten: 2026-11-21}\n"),
    "on lines of its own": (
        "  C01:  # No\n    sector: health\n    kind: group\n    note: |\n      No\n\n    # No\n  # stays\n",
        "  C01: {kind: group, forgotten: 2026-11-21}\n  # stays\n",
    ),
    "in quotation marks": ('  "C01" : {sector: health}\n', '  "C01" : {forgotten: 2026-11-21}\n'),
    "over lines": ("  C01: {sector: health,\n    note: Thursday}\n", "  C01: {forgotten: 2026-11-21}\n"),
    "with nothing": ("  C01: {}\n", "  C01: {forgotten: 2026-11-21}\n"),
}


@pytest.mark.parametrize("way", CLIENTS)
def test_the_client_is_found_however_it_is_written(tmp_path: Path, way: str) -> None:
    before, after = CLIENTS[way]
    head = "format: 1\nstage: building\nqualification: ilm-l7-certificate-2007\nlearner: {name: R}\nclients:\n"
    rest = "  C02: {sector: housing}\nextra: {own: yes}\n"
    made = plan(written(tmp_path, {"portfolio.yaml": f"{head}{before}{rest}"}))
    assert made.changes == {"portfolio.yaml": f"{head}{after}{rest}".encode()}


def test_a_sheet_on_one_line_and_clients_on_one_line(tmp_path: Path) -> None:
    portfolio = (
        "{format: 1, stage: building, qualification: ilm-l7-certificate-2007, learner: {name: R}, "
        "clients: {C01: {note: Thursday}, C02: {sector: housing}}}\n"
    )
    one = "{date: 2026-03-02, minutes: 20, client: C02, role: coach}"
    two = "{client: C01, purpose: Thursday, date: 2026-03-05, minutes: 25, role: coach}"
    sheet = f"contacts: [{one}, {two}, # Thursday\n  {one}]\n"
    made = plan(written(tmp_path, {"portfolio.yaml": portfolio, "contact-sheets/2026-03.yaml": sheet}))
    stone = "{date: 2026-03-05, minutes: 25, client: C01, role: coach, forgotten: 2026-11-21}"
    assert made.changes["contact-sheets/2026-03.yaml"] == f"contacts: [{one}, {stone},\n  {one}]\n".encode()
    new = portfolio.replace("C01: {note: Thursday}", "C01: {forgotten: 2026-11-21}")
    assert made.changes["portfolio.yaml"] == new.encode()


# --- properties

WORDS = st.text(alphabet=st.sampled_from("ab ,.:#'\"&*!-é"), max_size=20)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """A sheet of contacts with two clients, each written in one way or another, with remarks in between."""
    lines = [f"title: Title {draw(st.integers(0, 9))}", "contacts:"]
    for number in range(draw(st.integers(1, 5))):
        client = draw(st.sampled_from(["C01", "C02"]))
        own = f"{'SECRET' if client == 'C01' else 'STAYS'}{number}"
        text = own + draw(WORDS).replace("\\", "").replace('"', "").replace("'", "")
        fields = {
            "date": f"2026-03-{number + 1:02}",
            "minutes": str(draw(st.integers(1, 200))),
            "client": client,
            "role": draw(st.sampled_from(["coach", "mentor"])),
            **draw(st.dictionaries(st.sampled_from(["purpose", "outcome"]), st.just(f'"{text}"'))),
            **draw(st.dictionaries(st.just("claims"), st.just("[{criterion: D7.03/s1, how: " + own + "}, D7.02/s1]"))),
            **draw(st.dictionaries(st.just("status"), st.sampled_from(["held", "planned"]))),
        }
        names = draw(st.permutations(list(fields)))
        remark = draw(st.sampled_from(["", f"  # {own}"]))
        if draw(st.booleans()):
            inside = ", ".join(f"{name}: {fields[name]}" for name in names)
            lines.append(f"  - {{{inside}}}{remark}")
        else:
            lines += [f"  {'- ' if not at else '  '}{name}: {fields[name]}{remark}" for at, name in enumerate(names)]
            if draw(st.booleans()):
                lines += ["    reflection: |", f"      {own}", "", f"      # {own}"]
            if draw(st.booleans()):
                lines += [f"    # {own}"]
        lines += draw(st.sampled_from([[], [""], ["  # STAYS between"]]))
    return "\n".join(lines) + draw(st.sampled_from(["\n", "", "\nreflection: STAYS\n", "\n# STAYS at the end\n"]))


@examples(100)
@given(sheets(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_on_any_sheet_nothing_of_the_client_stays_and_everything_else_does(text: str, end: str, mark: bool) -> None:
    data = (b"\xef\xbb\xbf" if mark else b"") + text.replace("\n", end).encode()
    path = "contact-sheets/2026-03-sheet.yaml"
    before = fields_of(data)
    with tempfile.TemporaryDirectory() as name:
        folder = written(Path(name), {"portfolio.yaml": PORTFOLIO, path: data})
        hours = progress_of(open_portfolio(folder)).hours
        made = plan(folder)
        new = made.changes.get(path, data)
        assert new is not None
        assert bytes_of(folder)[path] == data
        written(folder, {one: content for one, content in made.changes.items() if content is not None})
        after = open_portfolio(folder)
        counted = progress_of(after).hours
    assert (counted.total_minutes, counted.by_unit) == (hours.total_minutes, hours.by_unit)
    mine = [contact for one in after.evidence for contact in contacts_in(one) if contact.client == "C01"]
    assert b"SECRET" not in new
    fields = fields_of(new)
    kept = [one for one in fields["contacts"] if one["client"] != "C01"]
    assert kept == [one for one in before["contacts"] if one["client"] != "C01"]
    assert all(one.get("forgotten") == "2026-11-21" for one in fields["contacts"] if one["client"] == "C01")
    if len(mine) < len(fields["contacts"]):
        assert new.count(b"STAYS") == data.count(b"STAYS")
        assert new.startswith(b"\xef\xbb\xbf") == mark
        assert end == "\n" or b"\n" not in new.replace(b"\r\n", b"")


def fields_of(data: bytes) -> dict[str, Any]:
    document = read("sheet.yaml", data, shape_of("contact-sheets"))
    assert document.fields is not None, (data, document.problems)
    return dict(document.fields)


def test_the_day_of_the_tests_is_after_everything_in_them() -> None:
    assert TODAY < DAY
