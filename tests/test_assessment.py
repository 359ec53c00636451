"""The facts of the assessment: who made a criterion accepted, what goes stale with what, when a portfolio is ready."""

from __future__ import annotations

import datetime
import hashlib
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from coachfolio import Folder, InMemory, Progress, Report, Severity, check, open_portfolio, pack, progress_of
from coachfolio.facts.assessment.contents import contents_in, manifest_of
from coachfolio.facts.assessment.entitlement import fingerprint_of
from coachfolio.facts.losses import losses_between
from coachfolio.portfolio.sources import content_id
from coachfolio.record.earlier import earlier_contents
from coachfolio.reports.readiness import MOST_REASONS, checklist, how_ready, is_ready

from .effort import examples
from .repositories.learner import git

TODAY: Final = datetime.date(2026, 6, 30)
CRITERIA: Final = tuple(one.ref for one in pack("ilm-l7-certificate-2007").criteria)
UNITS: Final = ("D7.01", "D7.02", "D7.03")
MANIFEST: Final = "0" * 64
KEY: Final = "AAAAC3NzaC1lZDI1NTE5AAAAIF3ZtGlbcVvPzBcvkHl0TKYaU0M2PcZlbRXzVpYrYrQ4"
FINGERPRINT: Final = "SHA256:5scvRZJmvGvQdlo4AP9cxNkIJ5trP+uoN3oWn9WRchg"
"""Of the same key, as ssh-keygen -l shows it."""

PEOPLE: Final[Mapping[str, tuple[str, str]]] = {
    "assessor-1": ("assessor", ", saves_as: [ada@example.org]"),
    "assessor-2": ("assessor", ", saves_as: [LEE@example.org]"),
    "assessor-3": ("assessor", f", signing_key: {KEY}"),
    "iqa-1": ("iqa", ", saves_as: [iqa@example.org]"),
    "iqa-2": ("iqa", ", saves_as: [Ada@Example.org]"),
    "tutor-1": ("tutor", ""),
    "peer-1": ("peer", ""),
    "witness-1": ("witness", ""),
    "manager-1": ("centre-manager", ""),
}
OF_THE_LEARNER: Final = ("learner", "assessor-2", "assessor-3")
"""Names that are all the learner: by the name itself, by an address, by a key."""
ONE_PERSON: Final = {"iqa-2": "assessor-1"}

PORTFOLIO: Final = (
    "format: 1\nstage: building\nqualification: ilm-l7-certificate-2007\n"
    f"learner: {{name: A. Learner, email: lee@example.org, signing_key: ssh-ed25519 {KEY} at home}}\n"
    "clients:\n  C01: {sector: health}\npeople:\n"
    + "".join(f"  {name}: {{role: {role}{more}}}\n" for name, (role, more) in PEOPLE.items())
)

PIECES: Final = tuple(f"2026-01-{number:02}-c01" for number in range(1, 6))

SMALL: Final = "format: 1\nunits:\n" + "".join(
    f"  - ref: {unit}\n    criteria_are: official\n    criteria_complete: yes\n"
    "    criteria: [{number: 1.1, text: Does it}]\n"
    for unit in UNITS
)
"""Units of one criterion each."""
FEW: Final = tuple(f"{unit}/1.1" for unit in UNITS)

Files = dict[str, str]


def progress(files: Mapping[str, str]) -> Progress:
    return progress_of(open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, **files})))


def judged(files: Mapping[str, str], stage: Any = "building") -> Report:
    portfolio = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, **files}))
    return check(portfolio, stage=stage, today=TODAY)


def piece(day: str, *claims: str, attached: str = "") -> str:
    text = f"date: {day}\nminutes: 60\nclient: C01\nrole: coach\n"
    if claims:
        text += f"claims: [{', '.join(claims)}]\n"
    return text + (f"attachments: [{attached}]\n" if attached else "")


def blob(data: str | bytes) -> str:
    """The id that git gives a content by SHA-1."""
    data = data.encode() if isinstance(data, str) else data
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


# --- who made it accepted


@st.composite
def events(draw: DrawFn) -> Files:
    """A portfolio in which anybody did anything, in any order."""
    own = draw(st.sampled_from(["", "", "may: {decide: [tutor, centre-manager]}\n"]))
    files: Files = {"qualification.yaml": SMALL + own}
    names = list(PIECES[:3])
    for name in names[: draw(st.integers(0, 3))]:
        claims = draw(st.lists(st.sampled_from(FEW), max_size=3, unique=True))
        files[f"sessions/{name}.yaml"] = piece(name[:10], *claims)
    who = st.sampled_from(["assessor-1", "iqa-1", "tutor-1", *PEOPLE, "learner", "assessor-9"])
    days = st.dates(datetime.date(2026, 2, 1), datetime.date(2026, 6, 1)).map(datetime.date.isoformat)
    decision = st.fixed_dictionaries(
        {"criterion": st.sampled_from(FEW), "verdict": st.sampled_from(["pass", "pass", "referral", "waived", "none"])},
        optional={
            "reason": st.just("Talked through"),
            "evidence": st.lists(st.sampled_from(names), max_size=2, unique=True),
        },
    )
    records: list[str] = []
    for _ in range(draw(st.integers(0, 6))):
        by, day = draw(who), draw(days)
        name = f"{day}-{draw(st.integers(0, 10**6))}"
        records.append(name)
        text = f"date: {day}\nby: {by}\n"
        if draw(st.booleans()):
            text += (
                f"unit: {draw(st.sampled_from(UNITS))}\nunit_signed_off: yes\nsubmission: {draw(st.integers(1, 3))}\n"
            )
        decided = draw(st.lists(decision, min_size=1, max_size=6))
        text += "decisions:\n"
        for one in decided:
            more = "".join(f", {key}: {one[key]}" for key in ("reason", "evidence") if key in one).replace("'", "")
            text += f"  - {{criterion: {one['criterion']}, verdict: {one['verdict']}{more}}}\n"
        pins = {
            id: draw(st.sampled_from([blob(files.get(f"sessions/{id}.yaml", "")), blob("another")]))
            for id in draw(st.lists(st.sampled_from(names), unique=True))
        }
        if pins:
            text += "contents:\n" + "".join(f"  {id}: {content}\n" for id, content in pins.items())
        files[f"assessment/decisions/{name}.yaml"] = text
    for number in range(draw(st.integers(0, 3))):
        day = draw(days)
        text = f"date: {day}\nby: {draw(st.sampled_from(['iqa-1', 'iqa-2']) | who)}\nsampled:\n"
        for ref in draw(st.lists(st.sampled_from(FEW), min_size=1, max_size=3)):
            record = draw(st.sampled_from(["", "", *(f", record: {one}" for one in records)]))
            text += f"  - {{criterion: {ref}{record}, outcome: agreed}}\n"
        files[f"assessment/sampling/{day}-{number}-looked.yaml"] = text
    return files


def may(files: Files, task: str) -> set[str]:
    """The people who may, told apart from how coachfolio does it."""
    tutors = "may:" in files["qualification.yaml"]
    roles = {
        "decide": {"tutor", "centre-manager"} if tutors else {"assessor"},
        "waive": {"assessor", "centre-manager"},
        "sample": {"iqa"},
    }[task]
    return {name for name, (role, _) in PEOPLE.items() if role in roles} - {*OF_THE_LEARNER}


def decided(files: Files, ref: str, verdict: str) -> set[str]:
    """Whoever wrote this verdict on a criterion, with a reason for one that is waived."""
    mark = f"{{criterion: {ref}, verdict: {verdict}" + (", reason" if verdict == "waived" else "")
    texts = [text for path, text in files.items() if path.startswith("assessment/decisions/")]
    return {text.split("by: ")[1].split("\n")[0] for text in texts if re.search(re.escape(mark) + r"\b", text)}


@examples(100)
@given(events())
def test_nothing_is_settled_without_a_decision_by_somebody_entitled(files: Files) -> None:
    found = progress(files)
    assert found.credits is not None
    assert 0 <= found.credits.accepted <= found.credits.evidenced
    samplers = {
        text.split("by: ")[1].split("\n")[0] for path, text in files.items() if path.startswith("assessment/sampling/")
    } & may(files, "sample")
    for one in found.coverage:
        passed = decided(files, one.criterion.ref, "pass") & may(files, "decide")
        waived = decided(files, one.criterion.ref, "waived") & may(files, "waive")
        if one.state in ("accepted", "sampled", "stale"):
            assert one.decision is not None
            assert one.decision.verdict == "pass" or (one.state == "stale" and one.decision.verdict == "waived")
            assert passed if one.decision.verdict == "pass" else waived
        if one.state == "sampled":
            assert {(by, sampler) for by in passed for sampler in samplers if ONE_PERSON.get(sampler, sampler) != by}
        if one.state == "justified":
            assert waived
        if one.state in ("accepted", "sampled"):
            assert one.standing is not None
            assert not one.standing.stale
        assert one.standing is None or one.standing.record.by not in OF_THE_LEARNER
    for unit in found.units:
        if any(one.state == "stale" for one in unit.coverage):
            assert unit.state != "accepted"
        if unit.signed_off:
            assert PEOPLE[unit.signed_off.record.by][0] == "assessor"
            assert unit.signed_off.record.by not in OF_THE_LEARNER


@examples(40)
@given(events(), st.randoms(use_true_random=False))
def test_neither_folders_nor_the_order_of_files_decide_anything(files: Files, order: random.Random) -> None:
    paths = list(files)
    order.shuffle(paths)
    moved = {
        path.replace("decisions/", f"decisions/{order.choice('xyz')}/").replace(
            "sessions/", f"sessions/{order.choice('abc')}/"
        ): files[path]
        for path in paths
    }
    states = [(one.criterion.ref, one.state, one.decided_in) for one in progress(files).coverage]
    assert [(one.criterion.ref, one.state, one.decided_in) for one in progress(moved).coverage] == states


# --- what goes stale with what


class Judged:
    """A portfolio in which everything is pinned, and what each criterion and each unit rests on."""

    def __init__(self) -> None:
        self.files: Files = {}
        self.attached: dict[str, str] = {}
        """Piece to its attachment."""
        self.criteria: dict[str, set[str]] = {}
        self.units: dict[str, set[str]] = {}

    def pins(self, ids: set[str]) -> str:
        lines = []
        for id in sorted(ids):
            lines.append(f"  {id}: {blob(self.files[f'sessions/{id}.yaml'])}\n")
            if id in self.attached:
                name = self.attached[id].removeprefix("sessions/")
                lines.append(f"  {id}/{name}: {blob(self.files[self.attached[id]])}\n")
        return "contents:\n" + "".join(lines) if lines else ""


@st.composite
def pinned(draw: DrawFn) -> Judged:
    made = Judged()
    for id in PIECES:
        ending = draw(st.sampled_from(["", "", ".pdf", ".txt"]))
        if ending:
            made.attached[id] = f"sessions/{id}-sheet{ending}"
            made.files[made.attached[id]] = f"What was filled in\nfor {id}.\n"
        made.files[f"sessions/{id}.yaml"] = piece(id[:10], attached=f"{id}-sheet{ending}" if ending else "")
    rests_on = st.sets(st.sampled_from(PIECES), min_size=1, max_size=3)
    for number in range(draw(st.integers(1, 4))):
        decisions = draw(st.dictionaries(st.sampled_from(CRITERIA), rests_on, max_size=6))
        unit = draw(st.sampled_from([None, *UNITS]))
        all_pins = set().union(*decisions.values(), draw(st.sets(st.sampled_from(PIECES), max_size=2)))
        if not decisions and unit is None:
            continue
        text = f"date: 2026-03-{number + 1:02}\nby: assessor-1\n"
        if unit:
            text += f"unit: {unit}\nunit_signed_off: yes\n"
            made.units[unit] = all_pins
        if decisions:
            text += "decisions:\n"
        for ref, ids in decisions.items():
            text += f"  - {{criterion: {ref}, verdict: pass, evidence: [{', '.join(sorted(ids))}]}}\n"
            made.criteria[ref] = ids
        made.files[f"assessment/decisions/2026-03-{number + 1:02}-decided.yaml"] = text + made.pins(all_pins)
    return made


def stale(files: Files) -> tuple[set[str], set[str]]:
    """The criteria and the units that are stale."""
    found = progress(files)
    for one in found.coverage:
        assert (one.state == "stale") == bool(one.standing and one.standing.stale)
    units = {one.unit.ref for one in found.units if one.signed_off and one.signed_off.stale}
    return {one.criterion.ref for one in found.coverage if one.state == "stale"}, units


@examples(80)
@given(pinned(), st.sampled_from(PIECES), st.sampled_from(["edited", "removed", "attachment", "no attachment"]))
def test_an_edit_makes_stale_exactly_what_rests_on_it(made: Judged, touched: str, how: str) -> None:
    assert stale(made.files) == (set(), set())
    files = dict(made.files)
    path = f"sessions/{touched}.yaml"
    if how == "edited":
        files[path] = f"{files[path]}title: Other words\n"
    elif how == "removed":
        del files[path]
    elif touched not in made.attached:
        return
    elif how == "attachment":
        files[made.attached[touched]] = "Something else was filled in.\n"
    else:
        del files[made.attached[touched]]
    assert stale(files) == (
        {ref for ref, ids in made.criteria.items() if touched in ids},
        {unit for unit, ids in made.units.items() if touched in ids},
    )


@examples(60)
@given(pinned(), st.sampled_from(PIECES), st.sampled_from(["\r\n", "moved", "remark in portfolio.yaml"]))
def test_line_ends_and_folders_make_nothing_stale(made: Judged, touched: str, how: str) -> None:
    files: Files = {**made.files, "declarations/2026-06-01-own.yaml": declared(made.files)}
    assert not any(one.stale for one in progress(files).assessment.declared)
    for path in [path for path in files if touched in path]:
        if how == "\r\n" and path.endswith((".yaml", ".txt")):
            files[path] = files[path].replace("\n", "\r\n")
        elif how == "moved":
            files[path.replace("sessions/", "sessions/2026/spring/")] = files.pop(path)
        elif how.startswith("remark"):
            files["portfolio.yaml"] = PORTFOLIO + "# a remark\n"
    assert stale(files) == (set(), set())
    assert not any(one.stale for one in progress(files).assessment.declared)


def declared(files: Files, kind: str = "authenticity") -> str:
    portfolio = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, **files}))
    source = InMemory({"portfolio.yaml": PORTFOLIO, **files})
    manifest = manifest_of(contents_in(portfolio, source), portfolio.evidence)
    signed = "signatures: [{by: learner, on: 2026-06-01}]\n"
    return f"date: 2026-06-01\nkind: {kind}\nby: learner\nmanifest: {manifest}\n{signed}"


@examples(60)
@given(pinned(), st.sampled_from(PIECES), st.sampled_from(["edited", "removed", "added", "attachment"]))
def test_a_declaration_is_about_all_of_the_work_and_nothing_but_the_work(made: Judged, touched: str, how: str) -> None:
    files: Files = {**made.files, "declarations/2026-06-01-own.yaml": declared(made.files)}
    files["assessment/decisions/2026-06-02-later.yaml"] = (
        "date: 2026-06-02\nby: assessor-1\ndecisions:\n  - {criterion: D7.03/s1, verdict: pass, reason: So.}\n"
    )
    files["assessment/sampling/2026-06-03-looked.yaml"] = (
        "date: 2026-06-03\nby: iqa-1\nsampled:\n  - {criterion: D7.03/s1, outcome: agreed}\n"
    )
    files["declarations/2026-06-01-confidences.yaml"] = declared(made.files, "confidentiality")
    assert [one.stale for one in progress(files).assessment.declared] == [False, False]
    path = f"sessions/{touched}.yaml"
    if how == "edited":
        files[path] = f"{files[path]}title: Other words\n"
    elif how == "removed":
        del files[path]
    elif how == "added":
        files["sessions/2026-06-04-c01.yaml"] = piece("2026-06-04")
    elif touched in made.attached:
        files[made.attached[touched]] = "Something else was filled in.\n"
    else:
        return
    assert [one.stale for one in progress(files).assessment.declared] == [True, True]


def test_ids_and_manifests_are_worked_out_as_the_format_says(tmp_path: Path) -> None:
    scan, note = b"%PDF-1.4\r\nscan\r\n", b"one\r\ntwo\r\n"
    sheet = piece("2026-03-04", attached="scan.pdf, note.txt, ../elsewhere.pdf")
    for path, data in {"sheet.yaml": sheet.encode(), "scan.pdf": scan, "note.txt": b"one\ntwo\n"}.items():
        (tmp_path / path).write_bytes(data)
    git(tmp_path, "init", "--quiet", "--template=")
    ids = git(tmp_path, "hash-object", "--no-filters", "sheet.yaml", "scan.pdf", "note.txt").decode().split()
    files: Files = {
        "sessions/2026-03-04-c01.yaml": sheet.replace("\n", "\r\n"),
        "assessment/actions/2026-03-05-mine.yaml": (
            "date: 2026-03-05\nby: learner\nactions: [{what: Write, owner: learner}]\n"
        ),
    }
    assert [
        content_id(data, name) for data, name in ((sheet.encode(), "x.YML"), (scan, "x.pdf"), (note, "x.txt"))
    ] == ids
    source = InMemory({"portfolio.yaml": PORTFOLIO, **files, "sessions/scan.pdf": scan, "sessions/note.txt": note})
    portfolio = open_portfolio(source)
    contents = contents_in(portfolio, source)
    lines = [
        f"{ids[0]}  2026-03-04-c01",
        f"{ids[1]}  2026-03-04-c01/scan.pdf",
        f"{ids[2]}  2026-03-04-c01/note.txt",
        "  2026-03-04-c01/../elsewhere.pdf",
    ]
    text = "".join(f"{line}\n" for line in sorted(lines))
    assert manifest_of(contents, portfolio.evidence) == hashlib.sha256(text.encode()).hexdigest()


# --- the record says what was judged


FIRST: Final = piece("2026-03-04", "D7.03/s1") + "reflection: I waited.\n"
SECOND: Final = piece("2026-03-04", "D7.03/s1") + "reflection: I spoke.\n"
SHEET: Final = "sessions/2026-03-04-c01.yaml"
DECIDED: Final = "assessment/decisions/2026-05-01-d7-03.yaml"


def kept(folder: Path, pin: str) -> Path:
    """A portfolio kept in git: a sheet, a decision pinned to some content, and the sheet changed after it."""
    decision = (
        "date: 2026-05-01\nby: assessor-1\ndecisions:\n"
        "  - {criterion: D7.03/s1, verdict: pass, evidence: [2026-03-04-c01]}\n"
        f"contents:\n  2026-03-04-c01: {pin}\n"
    )
    folder.mkdir()
    git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    for files in ({"portfolio.yaml": PORTFOLIO, SHEET: FIRST}, {DECIDED: decision}, {SHEET: SECOND}):
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--message", "Save")
    return folder


def said(folder: Path) -> dict[str, tuple[int, str]]:
    """What is said of the decision, by code: the line and the message."""
    report = check(open_portfolio(Folder(folder)), today=TODAY, look_up=lambda ids: earlier_contents(folder, ids))
    return {one.code: (one.span.line, one.message) for one in report.diagnostics if one.code in ("CF708", "CF710")}


def test_a_content_that_was_never_saved_is_told_from_one_that_was(tmp_path: Path) -> None:
    assert said(kept(tmp_path / "saved", blob(FIRST))) == {
        "CF708": (4, "D7.03/s1 was accepted on 1 May 2026, and 2026-03-04-c01 was changed since, in reflection.")
    }
    assert said(kept(tmp_path / "now", blob(SECOND))) == {}
    never = kept(tmp_path / "never", blob("This was never saved."))
    found = said(never)
    assert found["CF710"] == (
        6,
        "No version of 2026-03-04-c01 with this content was ever saved in this record.",
    )
    assert found["CF708"][0] == 4
    assert set(said(tmp_path / "never")) == {"CF708", "CF710"}
    # where part of the record is missing, nobody can say so
    git(tmp_path, "clone", "--quiet", "--template=", "--depth=1", f"file://{never}", "part")
    assert set(said(tmp_path / "part")) == {"CF708"}


def test_without_a_record_nothing_is_said_to_have_never_been(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    for path, text in {"portfolio.yaml": PORTFOLIO, SHEET: SECOND}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / DECIDED).parent.mkdir(parents=True)
    (folder / DECIDED).write_text(
        "date: 2026-05-01\nby: assessor-1\ndecisions:\n"
        "  - {criterion: D7.03/s1, verdict: pass, evidence: [2026-03-04-c01]}\n"
        f"contents:\n  2026-03-04-c01: {blob(FIRST)}\n",
        encoding="utf-8",
    )
    assert said(folder) == {"CF708": (4, "D7.03/s1 was accepted on 1 May 2026, and 2026-03-04-c01 was changed since.")}


def test_a_save_that_changes_what_was_declared_loses_the_declaration() -> None:
    before: Files = {SHEET: FIRST}
    before["declarations/2026-06-01-own.yaml"] = declared(before)
    after = {**before, SHEET: SECOND}
    was, now = (open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, **files})) for files in (before, after))
    losses = losses_between(was, now, contents_before={SHEET: blob(FIRST)}, contents_after={SHEET: blob(SECOND)})
    assert [one.kind for one in losses if one.kind == "declaration"] == ["declaration"]
    report = check(now, today=TODAY, losses=losses)
    assert [(one.code, one.path) for one in report.diagnostics if one.code == "CF908"] == [
        ("CF908", "declarations/2026-06-01-own.yaml")
    ]
    assert not losses_between(was, was, contents_before={}, contents_after={})


# --- ready or not


@st.composite
def nearly_ready(draw: DrawFn) -> Files:
    """Anything that happened, with declarations, open ends and waivers on top."""
    files = draw(events())
    waived = draw(st.lists(st.sampled_from(FEW), unique=True))
    text = "".join(f"  - {{code: CF401, criterion: {ref}, reason: Taken orally.}}\n" for ref in waived)
    for code in draw(st.lists(st.sampled_from(["CF310", "CF407", "CF703", "CF742"]), unique=True)):
        text += f"  - {{code: {code}, path: portfolio.yaml, reason: Agreed with the centre.}}\n"
    files["portfolio.yaml"] = PORTFOLIO + (f"waivers:\n{text}" if text else "")
    for kind in draw(st.lists(st.sampled_from(["authenticity", "confidentiality"]), unique=True)):
        files[f"declarations/2026-06-01-{kind}.yaml"] = declared(files, kind)
    if draw(st.booleans()):
        files["assessment/actions/2026-03-05-mine.yaml"] = (
            "date: 2026-03-05\nby: learner\nactions: [{what: Write, owner: learner, due: 2026-04-01}]\n"
        )
    if draw(st.booleans()):
        files["sessions/2026-05-05-broken.yaml"] = piece("2026-05-05").replace("60", "an hour")
    return files


@examples(60)
@given(nearly_ready(), st.sampled_from(["building", "submission", "certification", "certificated"]))
def test_the_checklist_says_what_the_check_says(files: Files, stage: Any) -> None:
    report = judged(files, stage)
    lines = checklist(report)
    if stage == "building":
        assert lines == ()
        return
    assert (how_ready(report) == "no") == report.failed
    assert is_ready(report) == ({one.state for one in lines} == {"met"})
    wrong = [one for one in report.diagnostics if one.severity is Severity.ERROR and not one.waived]
    shown: list[str] = []
    told = 0
    for line in lines:
        if line.state == "not met":
            more = re.fullmatch(r"There (?:is|are) (\d+) more like (?:this|these)\.", line.by[-1])
            shown += line.by[:-1] if more else line.by
            told += min(len(line.by), MOST_REASONS) + (int(more[1]) if more else 0)
    assert told == len(wrong)
    there = [f"{one.path}, line {one.span.line}: {one.message}" for one in wrong]
    assert all(shown.count(one) <= there.count(one) for one in shown)


def whole() -> Files:
    """A small portfolio with which nothing is wrong: assessed, sampled and declared."""
    files: Files = {
        "qualification.yaml": SMALL,
        SHEET: piece("2026-03-04", *(f"{unit}/1.1" for unit in UNITS)).replace("minutes: 60", "minutes: 720"),
        "guided-learning/2026-02-02-induction.yaml": "date: 2026-02-02\nkind: induction\nminutes: 900\n",
        "guided-learning/2026-02-03-tutorials.yaml": "date: 2026-02-03\nkind: tutorial\nminutes: 900\n",
        "guided-learning/2026-02-04-workshop.yaml": "date: 2026-02-04\nkind: workshop\nminutes: 900\n",
        "reflections/2026-03-20-period.yaml": "date: 2026-03-20\nkind: period\nreflection: It went well.\n",
        "assignments/2026-04-20-paper.yaml": "date: 2026-04-20\ntitle: Paper\n",
    }
    for number, unit in enumerate(UNITS, 1):
        files[f"assessment/decisions/2026-05-0{number}-decided.yaml"] = (
            f"date: 2026-05-0{number}\nby: assessor-1\nunit: {unit}\nunit_signed_off: yes\nsubmission: 1\n"
            f"decisions:\n  - {{criterion: {unit}/1.1, verdict: pass, evidence: [2026-03-04-c01]}}\n"
            f"acknowledged: 2026-05-09\ncontents:\n  2026-03-04-c01: {blob(files[SHEET])}\n"
        )
    files["assessment/plans/2026-05-10-plan.yaml"] = (
        "date: 2026-05-10\nby: iqa-1\nstage: final\nseed: 7f3a\npolicy: {name: Ours, shares: {units: 100}}\n"
        "planned:\n  - {criterion: D7.01/1.1, record: 2026-05-01-decided}\n"
    )
    files["assessment/sampling/2026-05-11-final.yaml"] = (
        "date: 2026-05-11\nby: iqa-1\nplan: 2026-05-10-plan\nsampled:\n"
        "  - {criterion: D7.01/1.1, record: 2026-05-01-decided, outcome: agreed}\n"
        "findings:\n  - {finding: A date was wrong., state: closed, closed_on: 2026-05-12, "
        "closing: It is right.}\n"
    )
    points = {
        "authenticity": "own_work: yes, not_handed_in_elsewhere: yes, earlier_work_pointed_out: yes, "
        "sources_credited: yes}\nai_use: none",
        "confidentiality": "clients_unrecognisable: yes}",
        "centre": "checked_for_plagiarism: yes, tutorial_support_given: yes}",
    }
    for kind, said in points.items():
        text = f"{declared(files, kind)}statements: {{{said}\n"
        files[f"declarations/2026-06-01-{kind}.yaml"] = text.replace("learner", "tutor-1") if kind == "centre" else text
    return files


def unmet(files: Files) -> set[str]:
    """The lines of the checklist that are not met, for a certificate."""
    report = judged(files, "certification")
    assert (how_ready(report) == "no") == report.failed
    return {one.name for one in checklist(report) if one.state == "not met"}


def test_a_portfolio_with_nothing_wrong_is_ready() -> None:
    assert unmet(whole()) == set()
    found = progress(whole())
    assert [one.state for one in found.coverage] == ["sampled", "accepted", "accepted"]
    assert found.credits is not None
    assert found.credits.accepted == found.credits.evidenced == found.credits.required


SECOND_DECISION: Final = "assessment/decisions/2026-05-02-decided.yaml"
SAMPLED: Final = "assessment/sampling/2026-05-11-final.yaml"
MISTAKES: Final[Mapping[str, tuple[str, str, str, set[str]]]] = {
    "the sheet is changed": (SHEET, "role: coach", "role: mentor", {"decisions", "declarations"}),
    "it was referred": (SECOND_DECISION, "verdict: pass", "verdict: referral", {"decisions", "units"}),
    "not signed off": (SECOND_DECISION, "unit_signed_off: yes\n", "", {"units"}),
    "decided by a peer": (SECOND_DECISION, "by: assessor-1", "by: peer-1", {"decisions", "units"}),
    "decided by the learner": (SECOND_DECISION, "by: assessor-1", "by: assessor-2", {"decisions", "units"}),
    "not pinned": (SECOND_DECISION, "contents:", "extra:", {"decisions"}),
    "another sampled": (SAMPLED, "D7.01/1.1, record: 2026-05-01", "D7.02/1.1, record: 2026-05-02", {"sampling"}),
    "sampled by the assessor": (SAMPLED, "by: iqa-1", "by: iqa-2", {"sampling"}),
    "a finding is open": (SAMPLED, "state: closed", "state: open", {"findings"}),
    "an action is open": (
        SECOND_DECISION,
        "contents:",
        "actions: [{what: Do, owner: learner}]\ncontents:",
        {"actions"},
    ),
    "an action is dropped without a word": (
        SECOND_DECISION,
        "contents:",
        "actions: [{what: Do, owner: learner, state: dropped}]\ncontents:",
        {"actions"},
    ),
    "sampled before it was decided": (SAMPLED, "date: 2026-05-11", "date: 2026-04-11", {"sampling"}),
    "sampled, and something is to be done": (
        SAMPLED,
        "agreed}\nfindings:\n  - {finding",
        "action-needed}\nfindings:\n  - {criterion: D7.02/1.1, finding",
        {"findings"},
    ),
    "not signed": ("declarations/2026-06-01-centre.yaml", "{by: tutor-1", "{by: learner", {"declarations"}),
    "not declared": ("declarations/2026-06-01-authenticity.yaml", "own_work: yes", "own_work: no", {"declarations"}),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_shuts_the_gate_and_stands_on_its_line(name: str) -> None:
    path, was, then, expected = MISTAKES[name]
    files = whole()
    assert was in files[path]
    files[path] = files[path].replace(was, then)
    assert unmet(files) == expected


def test_a_sampling_before_the_decision_makes_nothing_sampled() -> None:
    files = whole()
    files[SAMPLED] = files[SAMPLED].replace("date: 2026-05-11", "date: 2026-04-11")
    found = progress(files)
    assert [one.state for one in found.coverage] == ["accepted"] * 3
    assert [one.refusal for one in found.assessment.sampled] == ["nothing"]


def signed_off_by_itself(day: str, contents: str) -> Files:
    """The second unit signed off in a record of its own."""
    files = whole()
    files[SECOND_DECISION] = files[SECOND_DECISION].replace("unit_signed_off: yes\n", "")
    text = f"date: {day}\nby: assessor-1\nunit: D7.02\nunit_signed_off: yes\n{contents}"
    files[f"assessment/decisions/{day}-signed-off.yaml"] = text
    return files


def test_signing_off_holds_from_the_day_on_which_all_was_decided_and_on_all_of_it() -> None:
    files = whole()
    on_all = f"contents:\n  2026-03-04-c01: {blob(files[SHEET])}\n"
    other = "guided-learning/2026-02-02-induction.yaml"
    assert unmet(signed_off_by_itself("2026-05-02", on_all)) == set()
    assert unmet(signed_off_by_itself("2026-05-01", on_all)) == {"units"}
    assert unmet(signed_off_by_itself("2026-05-02", "")) == {"decisions"}
    partly = f"contents:\n  2026-02-02-induction: {blob(files[other])}\n"
    assert unmet(signed_off_by_itself("2026-05-02", partly)) == {"decisions"}


def test_a_unit_that_rests_on_nothing_in_writing_needs_no_pins_to_be_signed_off() -> None:
    files = signed_off_by_itself("2026-05-02", "")
    files[SECOND_DECISION] = re.sub(
        r"evidence: .*\}", "reason: Talked through.}", files[SECOND_DECISION].split("contents:")[0]
    )
    assert unmet(files) == set()


def test_what_is_gone_was_judged_all_the_same() -> None:
    files = whole()
    files[SECOND_DECISION] = files[SECOND_DECISION].replace("[2026-03-04-c01]", "[2026-03-05-c01]")
    files["portfolio.yaml"] = f"{PORTFOLIO}waivers: [{{code: CF204, path: {SECOND_DECISION}, reason: Taken out.}}]\n"
    assert unmet(files) == {"decisions", "units"}


@pytest.mark.parametrize(("by", "expected"), [("tutor-1", set()), ("nobody", {"prior-learning"})])
def test_prior_learning_is_agreed_to_by_somebody_known(by: str, expected: set[str]) -> None:
    files = whole()
    path = "prior-learning/2024-01-01-award.yaml"
    files[path] = (
        "title: An award\nawarded: 2024-01-01\nunit: D7.01\nreason: The same ground.\n"
        f"state: agreed\ndecided_by: {by}\ndecided_on: 2026-01-02\nattachments: [award.pdf]\n"
    )
    files["prior-learning/award.pdf"] = "%PDF-1.7"
    files["portfolio.yaml"] = f"{PORTFOLIO}waivers: [{{code: CF207, path: {path}, reason: Retired.}}]\n"
    assert unmet(files) - {"declarations"} == expected


def test_the_gate_tells_what_it_lets_pass() -> None:
    short = whole()
    short[SHEET] = short[SHEET].replace("720", "600")
    for path in [path for path in short if path.startswith("assessment/decisions/")]:
        short[path] = short[path].replace(blob(whole()[SHEET]), blob(short[SHEET]))
    for kind in ("authenticity", "confidentiality", "centre"):
        path = f"declarations/2026-06-01-{kind}.yaml"
        manifest = re.compile("manifest: .*")
        now = manifest.search(declared({key: short[key] for key in short if key != path}, kind))
        assert now
        short[path] = manifest.sub(now[0], short[path])
    assert unmet(short) == {"asked-for"}
    lighter = "settings: {severities: [{code: CF310, severity: advice, reason: Agreed by telephone.}]}\n"
    for own, said in (
        (lighter, set()),
        ("waivers: [{code: CF310, path: portfolio.yaml, reason: Agreed by telephone.}]\n", {"everything-else"}),
    ):
        short["portfolio.yaml"] = PORTFOLIO + own  # which nobody can waive or make lighter: ILM asks for it
        assert unmet(short) == {"asked-for", *said}


def test_no_waiver_makes_names_looked_for() -> None:
    files = whole()
    files["portfolio.yaml"] = f"{PORTFOLIO}waivers: [{{code: CF642, path: portfolio.yaml, reason: No.}}]\n"
    report = judged(files, "certification")
    assert [one.code for one in report.diagnostics if one.waived] == ["CF642"]
    assert {one.name: one.state for one in checklist(report)}["confidentiality"] == "not known"


@pytest.mark.parametrize(
    ("becomes", "unknown"),
    [
        ("clientes:\n  C01: {sector: health}\n", {"confidentiality", "asked-for", "units"}),
        ("", {"confidentiality"}),
    ],
)
def test_nobody_says_that_names_were_looked_for_where_none_was(becomes: str, unknown: set[str]) -> None:
    files = whole()
    listed = "clients:\n  C01: {sector: health}\n"
    assert listed in PORTFOLIO
    files["portfolio.yaml"] = PORTFOLIO.replace(listed, becomes)
    states = {one.name: one.state for one in checklist(judged(files, "certification"))}
    assert {name for name in ("confidentiality", "asked-for", "units") if states[name] == "not known"} == unknown


def test_without_a_plan_nobody_knows_what_was_to_be_sampled() -> None:
    files = whole()
    plan = "assessment/plans/2026-05-10-plan.yaml"
    for text in ("", files[plan].replace("{criterion", "{portfolio: of-another, criterion")):
        without = {**files, plan: text, SAMPLED: files[SAMPLED].replace("plan: 2026-05-10-plan\n", "")}
        if not text:
            del without[plan]
        report = judged(without, "certification")
        assert {one.name for one in checklist(report) if one.state == "not known"} >= {"sampling"}


def test_rows_of_a_plan_that_are_about_others_are_told() -> None:
    files = whole()
    files["assessment/plans/2026-05-10-plan.yaml"] += (
        "  - {portfolio: of-another, criterion: D7.02/1.1, record: 2026-05-02-decided}\n"
    )
    line = next(one for one in checklist(judged(files, "certification")) if one.name == "sampling")
    assert line.state == "met"
    assert line.by[1] == "A plan here has 1 row about other portfolios."


def test_an_id_that_two_files_have_stops_no_check() -> None:
    files = whole()
    files["sessions/2026-05-02-decided.yaml"] = files[SHEET].replace("720", "700")
    files[SECOND_DECISION] = files[SECOND_DECISION].split("contents:")[0]
    assert {"decisions", "everything-else"} <= unmet(files)


@pytest.mark.parametrize(
    "other",
    [
        KEY,
        f"ssh-ed25519 {KEY}",
        f"ssh-ed25519 {KEY} at work",
        FINGERPRINT,
        f"256 {FINGERPRINT} at work (ED25519)",
        f"{FINGERPRINT}=",
    ],
)
def test_a_key_and_its_fingerprint_are_one_key(other: str) -> None:
    assert fingerprint_of(other) == fingerprint_of(f"ssh-ed25519 {KEY} at home") == FINGERPRINT
    assert fingerprint_of(f"ssh-ed25519 {KEY[:-1]}5 at home") != FINGERPRINT


def test_a_fingerprint_of_openpgp_is_the_same_in_groups_and_in_small_letters() -> None:
    assert (
        fingerprint_of("0123 4567 89AB CDEF")
        == fingerprint_of("0x0123456789abcdef")
        != fingerprint_of("0123456789abcdee")
    )


@pytest.mark.parametrize("field", ["saves_as: [ada@example.org]", f"signing_key: {KEY}"])
def test_one_person_under_two_names_cannot_assure_their_own_decision(field: str) -> None:
    portfolio = PORTFOLIO.replace("role: assessor, saves_as: [ada@example.org]", f"role: assessor, {field}").replace(
        "role: iqa, saves_as: [iqa@example.org]", f"role: iqa, {field}"
    )
    portfolio = portfolio.replace(f", signing_key: ssh-ed25519 {KEY} at home", "")
    files: Files = {
        "portfolio.yaml": portfolio,
        SHEET: FIRST,
        DECIDED: "date: 2026-05-01\nby: assessor-1\ndecisions:\n  - {criterion: D7.03/s1, verdict: pass}\n",
        "assessment/sampling/2026-06-01-final.yaml": (
            "date: 2026-06-01\nby: iqa-1\nsampled:\n  - {criterion: D7.03/s1, outcome: agreed}\n"
        ),
    }
    states = {one.criterion.ref: one.state for one in progress(files).coverage}
    assert states["D7.03/s1"] == "accepted"
    files["portfolio.yaml"] = portfolio.replace(f"role: iqa, {field}", "role: iqa")
    states = {one.criterion.ref: one.state for one in progress(files).coverage}
    assert states["D7.03/s1"] == "sampled"


def state(decided_by: str, sampled_by: str, may: str = "") -> str:
    """The state of a criterion that one has passed and another has looked at."""
    files: Files = {
        SHEET: FIRST,
        DECIDED: f"date: 2026-05-01\nby: {decided_by}\ndecisions:\n  - {{criterion: D7.03/s1, verdict: pass}}\n",
        "assessment/sampling/2026-06-01-final.yaml": (
            f"date: 2026-06-01\nby: {sampled_by}\nsampled:\n  - {{criterion: D7.03/s1, outcome: agreed}}\n"
        ),
    }
    if may:
        files["qualification.yaml"] = f"format: 1\nmay: {{{may}}}\n"
    return {one.criterion.ref: one.state for one in progress(files).coverage}["D7.03/s1"]


@pytest.mark.parametrize("name", [*PEOPLE, "learner", "assessor-9"])
def test_who_decides_and_who_samples(name: str) -> None:
    assert state(name, "iqa-1") == ("sampled" if name == "assessor-1" else "claimed")
    assert state("assessor-1", name) == ("sampled" if name == "iqa-1" else "accepted")
    assert state(name, "iqa-1", "decide: [tutor]") == ("sampled" if name == "tutor-1" else "claimed")
    assert state("assessor-1", name, "sample: [centre-manager]") == ("sampled" if name == "manager-1" else "accepted")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("2026-05-02", "", "a"), ("2026-05-01", "", "b"), "accepted"),
        (("2026-05-01", "", "b"), ("2026-05-02", "", "a"), "claimed"),
        (("2026-05-01", "submission: 2", "a"), ("2026-05-01", "submission: 1", "b"), "accepted"),
        (("2026-05-01", "submission: 1", "a"), ("2026-05-01", "", "b"), "accepted"),
        (("2026-05-01", "", "a"), ("2026-05-01", "", "b"), "claimed"),
        (("2026-05-01", "", "b"), ("2026-05-01", "", "a"), "accepted"),
    ],
)
def test_the_last_decision_stands_by_day_then_submission_then_name(
    first: tuple[str, str, str], second: tuple[str, str, str], expected: str
) -> None:
    """The first is a pass and the second a referral; a folder that sorts the other way round changes nothing."""
    for folders in ("xy", "yx"):
        files: Files = {SHEET: FIRST}
        for (day, submission, name), verdict, folder in zip(
            (first, second), ("pass", "referral"), folders, strict=True
        ):
            files[f"assessment/decisions/{folder}/{day}-{name}.yaml"] = (
                f"date: {day}\nby: assessor-1\n{submission}\n"
                f"decisions:\n  - {{criterion: D7.03/s1, verdict: {verdict}}}\n"
            )
        assert {one.criterion.ref: one.state for one in progress(files).coverage}["D7.03/s1"] == expected
