"""Quality assurance: plans that meet their policy, what is looked at, and what the report says of it."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from coachfolio import __file__ as package
from coachfolio import check, check_folder, checklist, open_portfolio
from coachfolio.editing.drafts import NotWritten, write
from coachfolio.editing.sampling import plan_drafts
from coachfolio.evidence.model import SamplingPlan, SamplingShares
from coachfolio.facts.assessment import assessment_of
from coachfolio.facts.sampling.cohort import Cohort, cohort
from coachfolio.facts.sampling.frame import Decided, Frame, assessors_of, digest_of_decisions, frame_of
from coachfolio.facts.sampling.meeting import meets
from coachfolio.facts.sampling.planning import Plan, plan
from coachfolio.facts.sampling.plans import plan_from, whole_plan
from coachfolio.facts.sampling.policy import policy_for, policy_from, shipped_policy
from coachfolio.facts.sampling.reading import NotInOrder
from coachfolio.format.documents import read
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.format.documents.values import shape_of
from coachfolio.format.schemas import validator
from coachfolio.reports.sampling import cohort_plans, matrix_of

from .commands import Commands, Said
from .conftest import EXAMPLE, ROOT, TODAY
from .effort import examples
from .keeper import PATIENCE
from .repositories import committed, git

if sys.platform != "win32":
    import pty

DAY = datetime.date(2026, 3, 2)
SIDES = ("learners", "units", "assessors", "methods", "evidence_types")
KINDS = ("sessions", "documents", "feedback", "assignments", "observations", "reflections", "contact-sheets")


# --- plans meet their policies


def frame(decided: Iterable[Decided]) -> Frame:
    every = tuple(decided)
    return Frame(every, digest_of_decisions(every))


def some_cohort(seed: int, learners: int, criteria: int, assessors: int) -> Frame:
    """A cohort made up: learners of one to all criteria, assessors of very different loads."""
    chance = random.Random(seed)
    new = {f"assessor-{number}": chance.random() < 0.3 for number in range(assessors)}
    decided = []
    for learner in range(learners):
        for criterion in chance.sample(range(criteria), chance.randint(1, criteria)):
            by = f"assessor-{int(assessors * chance.random() ** 2)}"
            decided.append(
                Decided(
                    portfolio=f"learner-{learner}",
                    criterion=f"U{criterion % 5}/{criterion}",
                    unit=f"U{criterion % 5}",
                    record=f"record-{chance.randint(1, 3)}",
                    verdict=chance.choice(["pass", "referral", "waived"]),
                    by=by,
                    method=chance.choice(["portfolio", "portfolio", "portfolio", "discussion", "observation"]),
                    evidence_types=tuple(sorted(chance.sample(KINDS, chance.choice([0, 1, 1, 2, 3])))),
                    day=DAY,
                    new=new[by],
                    looked_at=chance.random() < 0.2,
                )
            )
    return frame(sorted(decided, key=lambda one: one.key))


def keys(made: Plan) -> set[tuple[str, str, str]]:
    return {one.decided.key for one in made.choices}


def quotas(every: Frame, shares: SamplingShares) -> int:
    """What is asked of each assessor's decisions, added up."""
    of: dict[str, list[Decided]] = {}
    for one in every.decided:
        of.setdefault(one.by, []).append(one)
    total = 0
    for decisions in of.values():
        asked = [shares.decisions or 0, (shares.decisions_of_new_assessors or 0) if decisions[0].new else 0]
        total += (max(asked) * len(decisions) + 99) // 100
    return total


def values(every: Frame, side: str) -> set[str]:
    return {
        value
        for one in every.decided
        for value in {
            "learners": (one.portfolio,),
            "units": (one.unit,),
            "assessors": (one.by,),
            "methods": (one.method,),
            "evidence_types": one.evidence_types,
        }[side]
    }


def wanted(every: Frame, shares: SamplingShares) -> list[int]:
    return [((getattr(shares, side) or 0) * len(values(every, side)) + 99) // 100 for side in SIDES]


PER_CENT = st.none() | st.integers(0, 100)
SHARES = st.builds(SamplingShares, **dict.fromkeys((*SIDES, "decisions", "decisions_of_new_assessors"), PER_CENT))
COHORTS = st.builds(some_cohort, st.integers(0, 10**9), st.integers(1, 8), st.integers(1, 8), st.integers(1, 4))


@examples(50)
@given(COHORTS, SHARES, st.text(min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_every_plan_meets_its_policy_and_nothing_in_it_is_needless(
    every: Frame, shares: SamplingShares, seed: str, chance: random.Random
) -> None:
    made = plan(every, shares, seed)
    chosen = keys(made)
    assert len(chosen) == len(made.choices)
    assert not meets(chosen, every, shares)
    for key in chosen:
        assert meets(chosen - {key}, every, shares), "one decision less would do as well"
    assert len(chosen) <= quotas(every, shares) + sum(wanted(every, shares))
    shuffled = list(every.decided)
    chance.shuffle(shuffled)
    assert digest_of_decisions(shuffled) == every.digest
    again = plan(Frame(tuple(shuffled), every.digest), shares, seed)
    assert again.choices == made.choices
    assert all(one.because for one in made.choices)


@examples(2, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9), st.integers(1_900, 2_000), st.sampled_from([3, 40]), SHARES)
def test_a_plan_for_two_thousand_learners_meets_its_policy(
    seed: int, learners: int, assessors: int, shares: SamplingShares
) -> None:
    every = some_cohort(seed, learners, 28, assessors)
    made = plan(every, shares, "seed")
    assert not meets(keys(made), every, shares)
    assert max([quotas(every, shares), *wanted(every, shares)[:4]]) <= len(made.choices)
    assert len(made.choices) <= quotas(every, shares) + sum(wanted(every, shares))
    assert plan(Frame(every.decided[::-1], every.digest), shares, "seed").choices == made.choices


def test_other_seeds_give_other_plans() -> None:
    every = some_cohort(1, 30, 14, 3)
    plans = {frozenset(keys(plan(every, SamplingShares(decisions=10), f"seed {number}"))) for number in range(20)}
    assert len(plans) == 20


def decided(portfolio: str = "p", criterion: str = "U1/1", **changes: Any) -> Decided:
    one = Decided(portfolio, criterion, criterion.partition("/")[0], "r", "pass", "a", "portfolio", (), DAY, False)
    return dataclasses.replace(one, **changes)


def test_a_quota_is_spread_over_units_methods_kinds_and_learners() -> None:
    every = frame(
        decided(
            f"p{learner}",
            f"U{unit}/{number}",
            method="discussion" if number == 0 else "portfolio",
            evidence_types=("sessions",) if number == 1 else (),
        )
        for learner in range(12)
        for unit in range(4)
        for number in range(6)
    )
    made = plan(every, SamplingShares(decisions=9), "x")
    strata = Counter((one.decided.unit, one.decided.method, one.decided.evidence_types) for one in made.choices)
    assert len(made.choices) == 26
    assert len(strata) == 12
    assert max(strata.values()) - min(strata.values()) <= 1
    assert {one.decided.portfolio for one in made.choices} == {f"p{learner}" for learner in range(12)}


def test_what_was_looked_at_is_drawn_again_only_where_nothing_else_will_do() -> None:
    every = frame(decided(f"p{number}", looked_at=number < 6) for number in range(10))
    shares = SamplingShares(decisions=40)
    assert not any(one.decided.looked_at for one in plan(every, shares, "x").choices)
    more = plan(every, SamplingShares(decisions=60), "x")
    assert Counter(one.decided.looked_at for one in more.choices) == {False: 4, True: 2}
    only = frame([decided("p1", looked_at=True), decided("p2")])
    assert len(plan(only, SamplingShares(learners=100), "x").choices) == 2
    others = frame([decided(f"p{number}", looked_at=number % 2 == 0) for number in range(4)])
    of_one = frame([decided("p", f"U1/{number}", looked_at=number > 0) for number in range(4)])
    for seed in "abcdefgh":
        assert {key[0] for key in keys(plan(others, SamplingShares(learners=50), seed))} == {"p1", "p3"}
        assert keys(plan(of_one, SamplingShares(learners=100), seed)) == {("p", "U1/0", "r")}


@pytest.mark.parametrize(
    ("shares", "short"),
    [
        ({"units": 50}, []),
        ({"units": 51}, [("units", "", 3, 2, 4)]),
        ({"methods": 100}, [("methods", "", 2, 1, 2)]),
        ({"evidence_types": 1}, [("evidence_types", "", 1, 0, 1)]),
        ({"learners": 34}, [("learners", "", 2, 1, 3)]),
        ({"decisions": 20}, [("decisions", "b", 1, 0, 1)]),
        ({"decisions_of_new_assessors": 1}, [("decisions_of_new_assessors", "b", 1, 0, 1)]),
        ({"assessors": 50, "decisions": 0}, []),
        ({}, []),
    ],
)
def test_what_falls_short_is_counted_by_hand(shares: dict[str, int], short: list[tuple[object, ...]]) -> None:
    every = frame(
        [
            decided("p1", "U1/1"),
            decided("p1", "U2/1"),
            decided("p2", "U3/1"),
            decided("p2", "U3/2", method="discussion"),
            decided("p3", "U4/1", by="b", new=True, evidence_types=("sessions",)),
        ]
    )
    found = meets([("p1", "U1/1", "r"), ("p1", "U2/1", "r"), ("gone", "U1/1", "r")], every, SamplingShares(**shares))
    assert [(one.share, one.assessor, one.asked, one.there, one.of) for one in found] == short


# --- policies


def test_the_shipped_policy_says_whose_it_is() -> None:
    text = (Path(package).parent / "sampling-policy.yaml").read_text(encoding="utf-8")
    assert "no rule of any awarding body" in text
    assert "no awarding body's rule" in shipped_policy().name
    assert shipped_policy().shares("final").units == 100


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format: 1\n", "line 1: The field name is missing"),
        ("format: 1\nname: Ours\ninterim: {units: 101}\n", "line 3: The field units cannot be more than 100."),
        ("format: 1\nname: Ours\ninterim: {unit: 10}\n", "Did you mean units?"),
        ("format: 2\nname: Ours\n", "newer format"),
        ("name: [", "is not in order"),
    ],
)
def test_a_policy_that_is_not_in_order_is_told_in_sentences(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(NotInOrder, match=r"sampling-policy\.yaml") as error:
        policy_from(text.encode(), "sampling-policy.yaml")
    assert said in str(error.value)


POLICY = "format: 1\nname: Ours\nnew_for_months: 6\nfinal: {units: 100}\n"


def test_a_policy_beside_a_portfolio_is_read_and_is_no_stray_file(tmp_path: Path) -> None:
    place = copied(tmp_path / "p")
    (place / "sampling-policy.yaml").write_text(POLICY, encoding="utf-8")
    assert policy_for(cohort(place)).name == "Ours"
    assert not [one for one in check(open_portfolio(place), today=TODAY).diagnostics if "policy" in one.path]
    (place / "sampling-policy.yaml").write_text(POLICY.replace("100", "many"), encoding="utf-8")
    (found,) = [one for one in check(open_portfolio(place), today=TODAY).diagnostics if "policy" in one.path]
    assert (found.span.line, found.severity.value) == (4, "error")
    with pytest.raises(NotInOrder):
        policy_for(cohort(place))


# --- cohorts


PEOPLE = """\
people:
  assessor-1: {{role: assessor{assessor}}}
  assessor-2: {{role: assessor}}
  iqa-1: {{role: iqa}}
  eqa-1: {{role: eqa}}
"""
START = """\
format: 1
id: learner-{id}
stage: building
qualification: ilm-l7-certificate-2007
registered: 2025-09-01
learner: {{name: A. Learner}}
clients: {{C01: {{sector: health}}}}
"""
DECISION = "  - {{criterion: {criterion}, verdict: {verdict}, reason: Talked through, feedback: Clear}}\n"


def small(
    place: Path,
    id: str,
    verdicts: dict[str, str],
    *,
    by: str = "assessor-1",
    day: str = "2026-05-01",
    assessor: str = "",
) -> Path:
    """A small portfolio with one assessment record."""
    place.mkdir(parents=True, exist_ok=True)
    text = START.format(id=id) + PEOPLE.format(assessor=assessor)
    (place / "portfolio.yaml").write_text(text, encoding="utf-8")
    decide(place, f"{day}-first", verdicts, by=by, day=day)
    return place


def decide(
    place: Path, name: str, verdicts: dict[str, str], *, by: str = "assessor-1", day: str = "2026-05-01"
) -> None:
    folder = place / "assessment" / "decisions"
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(DECISION.format(criterion=one, verdict=verdict) for one, verdict in verdicts.items())
    (folder / f"{name}.yaml").write_text(f"date: {day}\nby: {by}\ndecisions:\n{lines}", encoding="utf-8")


def copied(place: Path) -> Path:
    """The example portfolio before anybody sampled it."""
    shutil.copytree(EXAMPLE, place, ignore=shutil.ignore_patterns("plans", "sampling"))
    return place


def bundled(place: Path, file: Path) -> Path:
    git(place, "init", "--quiet", "--template=", "--initial-branch=main")
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message=Start", variables=committed("2026-10-01T10:00+00:00"))
    git(place, "bundle", "create", "--quiet", str(file), "HEAD", "main")
    return file


def state_of(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file there with its contents and the time of its last change."""
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture
def coachfolio(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def test_the_frame_has_the_decisions_that_stand(tmp_path: Path) -> None:
    place = small(tmp_path / "p", "one", {"D7.03/s1": "referral", "D7.03/s2": "none", "D7.03/s3": "waived"})
    decide(place, "2026-06-01-second", {"D7.03/s1": "pass"}, by="assessor-2", day="2026-06-01")
    decide(place, "2026-07-01-by-nobody", {"D7.03/s1": "referral"}, by="iqa-1", day="2026-07-01")
    one = cohort(place)
    standing = assessment_of(open_portfolio(place)).standing
    now = frame_of(one, TODAY, None).decided
    assert {(each.criterion, each.record, each.verdict) for each in now} == {
        (ref, stands.record.id, stands.decision.verdict) for ref, stands in standing.items()
    }
    assert {(each.criterion, each.by) for each in now} == {("D7.03/s1", "assessor-2"), ("D7.03/s3", "assessor-1")}
    then = frame_of(one, datetime.date(2026, 5, 31), None).decided
    assert {(each.criterion, each.verdict) for each in then} == {("D7.03/s1", "referral"), ("D7.03/s3", "waived")}
    assert not frame_of(one, datetime.date(2026, 4, 30), None).decided


def test_the_frame_of_the_example_is_what_the_assessment_says() -> None:
    standing = assessment_of(open_portfolio(EXAMPLE)).standing
    every = frame_of(cohort(EXAMPLE), TODAY, 12).decided
    assert {one.criterion: one.record for one in every} == {ref: one.record.id for ref, one in standing.items()}
    assert all(not one.portfolio for one in every), "one portfolio by itself may be called anything"


@pytest.mark.parametrize(("since", "new"), [("2026-06-16", True), ("2026-06-15", False), ("2025-01-31", False)])
def test_an_assessor_is_new_for_some_months(since: str, new: bool, tmp_path: Path) -> None:
    place = small(tmp_path / "p", "one", {"D7.03/s1": "pass"}, assessor=f", assessing_since: {since}")
    (one,) = frame_of(cohort(place), datetime.date(2026, 9, 15), 3).decided
    assert one.new is new
    assert not frame_of(cohort(place), datetime.date(2026, 9, 15), None).decided[0].new


def test_assessors_are_known_across_portfolios(tmp_path: Path) -> None:
    told = {
        "a": ', name: P.K., saves_as: [pk@centre.example, "p@home.example"]',
        "b": ", name: Pat, saves_as: [P@HOME.example]",
        "c": ", name: p.k.",
        "d": ", name: P.K.",
        "e": "",
        "f": "",
        "g": ", name: P.K., signing_key: ssh-ed25519 AAAA remark",
        "h": ", signing_key: ssh-ed25519 AAAA",
    }
    for name, more in told.items():
        small(tmp_path / name, name, {"D7.03/s1": "pass"}, assessor=more)
    who = assessors_of(cohort(tmp_path).members, TODAY)
    groups: dict[str, str] = {}
    for (member, _), called in sorted(who.items()):
        groups[called] = groups.get(called, "") + member[-1]
    assert sorted(groups.values()) == ["ab", "cd", "ef", "gh"]
    assert "assessor-1" in groups
    assert sum(name.startswith("P.K. (") for name in groups) == 3


def test_who_comes_later_changes_no_earlier_name(tmp_path: Path) -> None:
    small(tmp_path / "a", "a", {"D7.03/s1": "pass"}, assessor=", name: P.K.")
    small(tmp_path / "b", "b", {"D7.03/s1": "pass"}, assessor=", name: P.K.", day="2026-08-01")
    members = cohort(tmp_path).members
    assert set(assessors_of(members, datetime.date(2026, 7, 31)).values()) == {"assessor-1"}
    assert set(assessors_of(members, datetime.date(2026, 8, 1)).values()) == {"P.K."}


def test_of_two_days_from_which_somebody_assesses_the_later_counts(tmp_path: Path) -> None:
    for name, since in (("a", "2019-01-01"), ("b", "2026-04-01"), ("c", "2018-01-01")):
        small(tmp_path / name, name, {"D7.03/s1": "pass"}, assessor=f", assessing_since: {since}")
    assert [one.new for one in frame_of(cohort(tmp_path), DAY, 12).decided] == []
    assert [one.new for one in frame_of(cohort(tmp_path), datetime.date(2026, 5, 2), 12).decided] == [True] * 3


def test_a_cohort_has_folders_and_hand_over_files(tmp_path: Path) -> None:
    folder = tmp_path / "cohort"
    small(folder / "x", "zeta", {"D7.03/s1": "pass"})
    small(folder / "y", "alpha", {"D7.03/s1": "referral"})
    bundled(small(tmp_path / "z", "mid", {"D7.03/s2": "pass"}), folder / "z.bundle")
    (folder / "notes").mkdir()
    (folder / "notes" / "plan.txt").write_text("nothing", encoding="utf-8")
    before = state_of(folder)
    found = cohort(folder)
    assert [one.name for one in found.members] == ["learner-alpha", "learner-mid", "learner-zeta"]
    assert not found.left_out
    assert {one.portfolio: one.criterion for one in frame_of(found, TODAY, None).decided} == {
        "learner-alpha": "D7.03/s1",
        "learner-mid": "D7.03/s2",
        "learner-zeta": "D7.03/s1",
    }
    assert cohort(folder / "z.bundle").members[0].name == "learner-mid"
    assert state_of(folder) == before


def test_a_member_with_ill_will_is_a_sentence_beside_the_others(tmp_path: Path, coachfolio: Commands) -> None:
    folder = tmp_path / "cohort"
    small(folder / "good", "good", {"D7.03/s1": "pass"})
    small(folder / "twin", "good", {"D7.03/s1": "pass"})
    (folder / "pipe").mkdir()
    os.mkfifo(folder / "pipe" / "portfolio.yaml")
    (folder / "link").mkdir()
    (folder / "link" / "portfolio.yaml").symlink_to("/etc/passwd")
    (folder / "other.bundle").symlink_to("/etc/passwd")
    elsewhere = bundled(small(tmp_path / "far", "far", {"D7.03/s1": "pass"}), tmp_path / "far.bundle")
    (folder / "far.bundle").symlink_to(elsewhere)
    os.mkfifo(folder / "pipe.bundle")
    (folder / "noise.bundle").write_bytes(b"# v2 git bundle\n\0\xff" * 50)
    (folder / "knot").mkdir()
    (folder / "knot" / "portfolio.yaml").write_text("[" * 5_000, encoding="utf-8")
    odd = folder / "\x1b[2Jodd"
    odd.mkdir()
    (odd / "portfolio.yaml").write_text("format: 1\n", encoding="utf-8")
    found = cohort(folder)
    assert [one.name for one in found.members] == ["learner-good"]
    assert len(found.left_out) == 9
    assert sum(why.startswith("It is a link to another place.") for _, why in found.left_out) == 2
    said = coachfolio("sample", "report", folder)
    assert said.code == 0
    assert "\x1b" not in said.out
    assert "root:" not in said.out
    assert coachfolio("sample", "plan", folder, "--seed", "x").code == 0


# --- the commands


def planned(place: Path, folder: str = "assessment/plans") -> list[SamplingPlan]:
    if folder == "plans":
        return [plan_from(path) for path in sorted((place / folder).glob("*.yaml"))]
    return [one for one in open_portfolio(place).evidence if isinstance(one, SamplingPlan)]


def drawn_again(said: Said) -> list[str]:
    return [one["drawn_again"] for one in json.loads(said.out)["plans"]]


def report(coachfolio: Commands, place: Path, *more: str) -> dict[str, Any]:
    said = coachfolio("sample", "report", place, "--format", "json", *more)
    document: dict[str, Any] = json.loads(said.out)
    validator("output-sampling").validate(document)
    return document


def test_a_plan_is_written_and_drawn_again(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "one", {f"D7.03/s{number}": "pass" for number in range(1, 5)})
    assert coachfolio("sample", "plan", place, "--seed", "autumn").code == 0
    (made,) = planned(place)
    assert (made.by, made.stage, made.seed, made.decisions) == ("iqa-1", "interim", "autumn", 4)
    assert [one["drawn_again"] for one in report(coachfolio, place)["plans"]] == ["same"]
    # the same on another computer, in a folder of another name, and after later decisions
    other = tmp_path / "another name"
    place.rename(other)
    decide(other, "2026-12-01-later", {"D7.01/s3": "pass", "D7.03/s1": "referral"}, day="2026-12-01")
    assert report(coachfolio, other, "--on", "2026-12-24")["plans"][0]["drawn_again"] == "same"
    # edited by hand
    (file,) = (other / "assessment" / "plans").iterdir()
    text = file.read_text(encoding="utf-8")
    first = made.planned[0].criterion
    another = "D7.03/s2" if first == "D7.03/s1" else "D7.03/s1"
    file.write_text(text.replace(f"criterion: {first}\n", f"criterion: {another}\n"), encoding="utf-8")
    assert report(coachfolio, other)["plans"][0]["drawn_again"] == "different"
    file.write_text(text, encoding="utf-8")
    decide(other, "2026-06-01-earlier", {"D7.01/s4": "pass"}, day="2026-06-01")
    assert report(coachfolio, other)["plans"][0]["drawn_again"] == "other decisions"


def test_a_seed_is_made_up_and_written_down(tmp_path: Path, coachfolio: Commands) -> None:
    place = copied(tmp_path / "p")
    for _ in range(2):
        assert coachfolio("sample", "plan", place).code == 0
    one, other = planned(place)
    assert one.seed != other.seed
    assert one.id != other.id
    assert {each["drawn_again"] for each in report(coachfolio, place)["plans"]} == {"same"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--by", "eqa-1"), "An external quality assurer reads"),
        (("--by", "assessor-1"), "to sample takes the role iqa"),
        (("--by", "learner"), "their own work"),
        (("--by", "iqa-9"), "Nobody in portfolio.yaml is called iqa-9"),
    ],
)
def test_nobody_but_a_quality_assurer_gets_a_file(
    more: tuple[str, ...], said: str, tmp_path: Path, coachfolio: Commands
) -> None:
    place = small(tmp_path / "p", "one", {"D7.03/s1": "pass"})
    sampling = place / "assessment" / "sampling"
    sampling.mkdir()
    finding = "date: 2026-06-01\nby: iqa-1\nfindings:\n  - {finding: Late}\n"
    (sampling / "s.yaml").write_text(finding, encoding="utf-8")
    before = state_of(tmp_path)
    for words in (
        ("plan", place),
        ("plan", tmp_path),
        ("record", place, "--agree", "D7.03/s1", "--because", "x"),
        ("close", "s/1", place, "--how", "Seen"),
    ):
        refused = coachfolio("sample", *words, *more)
        assert refused.code == 2
        assert said in refused.err
    assert state_of(tmp_path) == before


def test_the_learner_under_another_name_samples_nothing(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "one", {"D7.03/s1": "pass"})
    file = place / "portfolio.yaml"
    text = file.read_text(encoding="utf-8").replace("A. Learner", "A. Learner, saves_as: [me@home.example]")
    file.write_text(text.replace("{role: iqa}", "{role: iqa, saves_as: [me@home.example]}"), encoding="utf-8")
    refused = coachfolio("sample", "plan", place, "--by", "iqa-1")
    assert refused.code == 2
    assert "their own work" in refused.err


def test_nobody_samples_their_own_decisions(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "one", {"D7.03/s1": "pass"}, assessor=", saves_as: [lee@centre.example]")
    file = place / "portfolio.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("{role: iqa}", "{role: iqa, saves_as: [LEE@centre.example]}"), encoding="utf-8")
    planning = coachfolio("sample", "plan", place)
    assert "1 of them is iqa-1's own: somebody else" in planning.out
    before = state_of(place)
    refused = coachfolio("sample", "record", place, "--agree", "D7.03/s1")
    assert (refused.code, "nobody samples their own decisions" in refused.err) == (2, True)
    assert state_of(place) == before
    code, out = asked([], "sample", "record", place)
    assert (code, "You decided this yourself" in out, "What do you say" in out) == (0, True, False)
    assert state_of(place) == before


def test_a_sample_is_recorded_pinned_and_its_finding_closed(
    tmp_path: Path, coachfolio: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = copied(tmp_path / "p")
    coachfolio("sample", "plan", place, "--seed", "autumn")
    (made,) = planned(place)
    first, *others = [one.criterion for one in made.planned]
    assert others
    assert report(coachfolio, place)["plans"][0]["done"] == 0
    words = ("sample", "record", place, "--agree", f"{first}=Follows from the evidence.")
    finding = ("--finding", f"{first}=No date on the form.", "--finding-due", "2026-11-30", "--feedback", "Thank you.")
    assert coachfolio(*words, *finding).code == 0
    portfolio = open_portfolio(place)
    (look,) = [one for one in assessment_of(portfolio).sampled if one.record.plan]
    assert (look.refusal, look.standing, look.record.plan, look.sampled.outcome) == (None, True, made.id, "agreed")
    rests_on = assessment_of(portfolio).standing[first].decision.evidence
    assert rests_on
    assert {portfolio.contents[portfolio.paths[id][0]] for id in rests_on} <= set(look.record.contents.values())
    assert not [
        one
        for one in check(portfolio, today=TODAY).diagnostics
        if one.path.startswith("assessment/sampling/2026-11") and one.severity.value == "error" and one.code < "CF7"
    ]
    now = report(coachfolio, place)
    assert now["plans"][0]["done"] == 1
    (still,) = [one for one in now["findings"] if one["state"] == "open"]
    assert (still["owner"], still["due"], still["criterion"]) == ("assessor-1", "2026-11-30", first)
    unit = first.partition("/")[0]
    assert {one["unit"]: one["state"] for one in now["learners"][0]["units"]}[unit] == "finding open"
    assert coachfolio("sample", "close", still["handle"], place, "--how", "").code == 2
    early = coachfolio("sample", "close", still["handle"], place, "--how", "Dated: seen.", "--on", "2026-11-20")
    assert (early.code, "20 November 2026 is still to come" in early.err) == (2, True)
    monkeypatch.setenv("COACHFOLIO_ON", "2026-11-20")
    assert coachfolio("sample", "close", still["handle"], place, "--how", "Dated: seen.").code == 0
    after = report(coachfolio, place, "--on", "2026-11-21")["findings"]
    (closed_now,) = [one for one in after if one["handle"] == still["handle"]]
    assert (closed_now["state"], closed_now["closing"], closed_now["days"]) == ("closed", "Dated: seen.", 6)
    assert (
        "was closed already on 20 November 2026"
        in coachfolio("sample", "close", still["handle"], place, "--how", "Again").err
    )
    assert "no finding called" in coachfolio("sample", "close", "nothing/1", place, "--how", "x").err


def test_a_decision_on_what_was_changed_since_is_told_to_whoever_samples(tmp_path: Path, coachfolio: Commands) -> None:
    place = copied(tmp_path / "p")
    portfolio = open_portfolio(place)
    ref, one = next((ref, one) for ref, one in assessment_of(portfolio).standing.items() if one.decision.evidence)
    assert report(coachfolio, place)["stale"] == []
    assert "Changed since it was decided" not in coachfolio("sample", "report", place).out
    (name, *_) = one.decision.evidence
    file = place / portfolio.paths[name][0]
    file.write_text(f"{file.read_text()}# another word\n")
    words = ("sample", "record", place, "--agree", f"{ref}=It follows.", "--because", "a complaint")
    told = coachfolio(*words)
    assert told.code == 0
    assert f"{ref} was decided on" in told.err
    assert f"was changed since: {name}." in told.err
    (stale,) = [one for one in report(coachfolio, place)["stale"] if one["criterion"] == ref]
    assert (stale["record"], stale["evidence"], stale["looked_at"]) == (one.record.id, [name], True)
    text = coachfolio("sample", "report", place).out
    assert "Changed since it was decided" in text
    assert f"since then: {name}" in text


def test_the_same_look_is_not_written_twice(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "p", {"D7.03/s1": "pass"})
    words = ("sample", "record", place, "--agree", "D7.03/s1", "--because", "a complaint")
    assert coachfolio(*words).code == 0
    before = state_of(place)
    again = coachfolio(*words)
    assert (again.code, "already, of the same day" in again.err, state_of(place)) == (2, True, before)
    assert coachfolio("sample", "record", place, "--action", "D7.03/s1=Date it.", "--because", "a complaint").code == 0


def test_the_plan_that_chose_a_decision_is_named(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "p", {"D7.03/s1": "pass", "D7.03/s2": "pass"})
    plans = place / "assessment" / "plans"
    plans.mkdir(parents=True)
    for name, stage, ref in (("2026-10-16-a", "interim", "D7.03/s1"), ("2026-10-17-b", "final", "D7.03/s2")):
        (record,) = [path.stem for path in (place / "assessment" / "decisions").glob("*.yaml")]
        (plans / f"{name}.yaml").write_text(
            f"date: {name[:10]}\nby: iqa-1\nstage: {stage}\nseed: x\npolicy: {{name: Ours, shares: {{units: 100}}}}\n"
            f"planned: [{{criterion: {ref}, record: {record}}}]\n"
        )
    refused = coachfolio("sample", "record", place, "--agree", "D7.03/s1")
    assert (refused.code, "--plan 2026-10-16-a" in refused.err) == (2, True)
    assert coachfolio("sample", "record", place, "--agree", "D7.03/s1", "--plan", "2026-10-16-a").code == 0


def test_nothing_found_is_due_before_it_was_found(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "p", {"D7.03/s1": "pass"})
    refused = coachfolio("sample", "record", place, "--finding", "No date", "--finding-due", "2026-01-01")
    assert (refused.code, "It is to be done by 1 January 2026, before" in refused.err) == (2, True)


def test_what_was_looked_at_is_recorded_in_one_portfolio(tmp_path: Path, coachfolio: Commands) -> None:
    for name in ("a", "b"):
        small(tmp_path / "cohort" / name, name, {"D7.03/s1": "pass"})
    for words in (("record", tmp_path / "cohort", "--agree", "D7.03/s1"), ("close", "s/1", tmp_path / "cohort")):
        refused = coachfolio("sample", *words)
        assert (refused.code, "Name the one that it is about" in refused.err) == (2, True)


def test_what_no_plan_had_chosen_needs_a_reason(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "one", {"D7.03/s1": "pass", "D7.03/s2": "referral"})
    before = state_of(place)
    refused = coachfolio("sample", "record", place, "--agree", "D7.03/s1")
    assert (refused.code, "--because" in refused.err) == (2, True)
    assert coachfolio("sample", "record", place, "--action", "D7.03/s1", "--because", "x").code == 2
    assert coachfolio("sample", "record", place, "--agree", "D7.03/s9", "--because", "x").code == 2
    assert (
        coachfolio("sample", "record", place, "--agree", "D7.03/s1", "--because", "x", "--on", "2026-04-01").code == 2
    )
    assert coachfolio("sample", "record", place).code == 2, "nobody can be asked here"
    assert state_of(place) == before
    words = ("--agree", "D7.03/s1", "--action", "D7.03/s2=Say what is missing.", "--because", "The assessor asked.")
    assert coachfolio("sample", "record", place, *words).code == 0
    now = report(coachfolio, place)
    assert [(one["criterion"], one["because"]) for one in now["unplanned"]] == [
        ("D7.03/s1", "The assessor asked."),
        ("D7.03/s2", "The assessor asked."),
    ]
    assert [(one["assessor"], one["looked_at"], one["agreed"]) for one in now["agreement"]] == [("assessor-1", 2, 1)]
    (cell,) = [one for one in now["learners"][0]["units"] if one["unit"] == "D7.03"]
    assert (cell["state"], cell["decided"], cell["looked_at"]) == ("action needed", 2, 2)


def test_what_was_looked_at_before_a_plan_was_not_looked_at_for_it(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "one", {"D7.03/s1": "pass", "D7.03/s2": "pass"})
    sampling = place / "assessment" / "sampling"
    sampling.mkdir()
    looks = "".join(f"  - {{criterion: D7.03/s{number}, outcome: agreed}}\n" for number in (1, 2))
    for by in ("assessor-2", "eqa-1"):
        (sampling / f"{by}.yaml").write_text(f"date: 2026-06-01\nby: {by}\nsampled:\n{looks}", encoding="utf-8")
    now = report(coachfolio, place)
    assert (now["agreement"][0]["looked_at"], now["unplanned"]) == (0, []), "who is not entitled looked at nothing"
    (sampling / "own.yaml").write_text(f"date: 2026-06-01\nby: iqa-1\nsampled:\n{looks}", encoding="utf-8")
    assert coachfolio("sample", "plan", place, "--seed", "x", "--on", "2026-07-01").code == 0
    now = report(coachfolio, place)
    assert [(one["done"], one["planned"]) for one in now["plans"]] == [(0, 1)]
    assert [one["criterion"] for one in now["unplanned"]] == ["D7.03/s1", "D7.03/s2"]
    assert now["agreement"][0]["looked_at"] == 2
    chosen = planned(place)[0].planned[0].criterion
    assert coachfolio("sample", "record", place, "--agree", chosen, "--on", "2026-07-01").code == 0
    now = report(coachfolio, place)
    assert now["plans"][0]["done"] == 1
    assert len(now["unplanned"]) == 2


def test_a_cohorts_plan_reaches_each_portfolio(tmp_path: Path, coachfolio: Commands) -> None:
    folder = tmp_path / "cohort"
    for name in ("a", "b", "c"):
        small(folder / name, name, {f"D7.03/s{number}": "pass" for number in range(1, 5)})
    (folder / "sampling-policy.yaml").write_text(
        "format: 1\nname: Ours\ninterim: {learners: 100, decisions: 40}\n", encoding="utf-8"
    )
    said = coachfolio("sample", "plan", folder, "--seed", "x")
    assert said.code == 0
    (whole,) = planned(folder, "plans")
    assert len(whole.planned) == 5
    assert {one.portfolio for one in whole.planned} == {"learner-a", "learner-b", "learner-c"}
    assert not meets(
        {(one.portfolio or "", one.criterion, one.record) for one in whole.planned},
        frame_of(cohort(folder), TODAY, None),
        SamplingShares(learners=100, decisions=40),
    )
    assert not matrix_of(cohort(folder), policy_for(cohort(folder)), TODAY).stages[0].met
    for name in ("a", "b", "c"):
        own = [one.criterion for one in whole.planned if one.portfolio == f"learner-{name}"]
        file = folder / "plans" / f"{whole.id}.yaml"
        for ref in own:
            assert coachfolio("sample", "record", folder / name, "--plan", file, "--agree", ref).code == 0
        (copy,) = planned(folder / name)
        assert {one.criterion for one in copy.planned} == set(own)
        assert all(one.portfolio is None for one in copy.planned), "nothing of the other learners is in it"
        assert all(one.done for one in assessment_of(open_portfolio(folder / name)).planned)
        assert [one["drawn_again"] for one in report(coachfolio, folder / name)["plans"]] == ["part"]
    now = report(coachfolio, folder)
    assert [(one["met"], one["looked_at"]) for one in now["policy_met"]] == [(True, 5)]
    assert [one["drawn_again"] for one in now["plans"]] == ["same"] * 4
    assert now["plans"][0]["done"] == 5
    assert not now["unplanned"]
    # what was looked at is left out by the next plan, which can still be drawn again
    assert coachfolio("sample", "plan", folder, "--seed", "y", "--on", "2026-12-01").code == 0
    before = {(one.portfolio, one.criterion) for one in whole.planned}
    assert not before & {(one.portfolio, one.criterion) for one in planned(folder, "plans")[1].planned}
    assert {one["drawn_again"] for one in report(coachfolio, folder, "--on", "2026-12-02")["plans"]} == {"same"}


def test_a_plan_too_large_for_one_file_is_one_plan_in_several(tmp_path: Path) -> None:
    every = some_cohort(3, 150, 28, 3)
    made = plan(every, SamplingShares(decisions=100), "x")
    several = Cohort(tmp_path, False, ())
    for number, who in enumerate(("iqa-1", "iqa-2")):
        drafts = plan_drafts(several, made, shipped_policy(), by=who, stage="final", on=TODAY)
        assert len(drafts) > 1
        assert all(len(one.after.encode()) <= MAX_FILE_BYTES for one in drafts)
        write(drafts)
        assert len(list((tmp_path / "plans").iterdir())) == len(drafts) * (number + 1), "nothing is written over"
    for one in (drafts[0], drafts[-1]):
        rows = {(row.portfolio, row.criterion, row.record) for row in whole_plan(tmp_path / one.path).planned}
        assert rows == keys(made)
    found, wrong = cohort_plans(several)
    assert [len(one.planned) for one in found] == [len(made.choices)] * 2
    assert not wrong


def test_the_same_plan_is_not_written_twice(tmp_path: Path, coachfolio: Commands) -> None:
    for name in ("a", "b"):
        small(tmp_path / "cohort" / name, name, {"D7.03/s1": "pass"})
    for place in (tmp_path / "cohort", tmp_path / "cohort" / "a"):
        assert coachfolio("sample", "plan", place, "--seed", "x").code == 0
        before = state_of(tmp_path)
        again = coachfolio("sample", "plan", place, "--seed", "x")
        assert (again.code, "This very plan is there already, in 2026-11-14-interim-plan.yaml" in again.err) == (
            2,
            True,
        )
        assert state_of(tmp_path) == before
        assert coachfolio("sample", "plan", place, "--seed", "y").code == 0


@pytest.mark.parametrize("seed", ["", " ", "x" * 101, "\ud800"])
def test_a_seed_that_no_file_can_hold_is_refused(seed: str, tmp_path: Path) -> None:
    place = small(tmp_path / "p", "one", {"D7.03/s1": "pass"})
    before = state_of(tmp_path)
    for alone in (cohort(place), cohort(tmp_path)):
        made = plan(frame_of(alone, TODAY, None), SamplingShares(decisions=100), seed)
        with pytest.raises(NotWritten, match="Nothing was written"):
            write(plan_drafts(alone, made, shipped_policy(), by="iqa-1", stage="final", on=TODAY))
    assert state_of(tmp_path) == before


def test_the_report_writes_nothing_and_reads_hand_over_files(tmp_path: Path, coachfolio: Commands) -> None:
    place = copied(tmp_path / "p")
    coachfolio("sample", "plan", place, "--seed", "autumn")
    file = bundled(place, tmp_path / "p.bundle")
    for path in (place, *place.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = state_of(tmp_path)
    for form in ("text", "json", "markdown"):
        own, handed = (coachfolio("sample", "report", one, "--format", form) for one in (place, file))
        assert (own.code, own.err) == (0, "")
        assert handed.out == own.out
    assert state_of(tmp_path) == before


def test_a_finding_shows_no_client(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "one", {"D7.03/s1": "pass"})
    (place / "private").mkdir()
    (place / "private" / "clients.yaml").write_text(
        "format: 1\nclients: {C01: {names: [Imogen Vantreight]}}\n", encoding="utf-8"
    )
    words = (
        "--agree",
        "D7.03/s1=Imogen Vantreight agreed",
        "--because",
        "x",
        "--finding",
        "Imogen Vantreight was named",
    )
    assert coachfolio("sample", "record", place, *words).code == 0
    for form in ("text", "json", "markdown"):
        said = coachfolio("sample", "report", place, "--format", form)
        assert "was named" in said.out
        assert "Vantreight" not in said.out
    (place / "private" / "clients.yaml").write_text("C01: {", encoding="utf-8")
    said = coachfolio("sample", "report", place)
    assert "Vantreight" not in said.out
    assert "not shown" in said.out


def test_no_decision_or_no_share_is_a_sentence(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "one", {"D7.03/s1": "none"})
    assert "no decision to choose from" in coachfolio("sample", "plan", place).err
    (place / "sampling-policy.yaml").write_text(POLICY, encoding="utf-8")
    assert "asks for nothing at the interim stage" in coachfolio("sample", "plan", place).err
    assert coachfolio("sample", "plan", tmp_path / "nothing").code in (2, 3)


# --- guided


def asked(answers: list[str], *args: str | Path) -> tuple[int, str]:
    """A command at a terminal of its own, with what is typed into it."""
    there, here = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "COACHFOLIO_ON": "2026-11-14"}
    with subprocess.Popen(
        [sys.executable, "-m", "coachfolio", *map(str, args)],
        cwd=ROOT,
        env=environment,
        stdin=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        os.close(here)
        os.write(there, "".join(f"{one}\n" for one in answers).encode())
        try:
            out, _ = running.communicate(timeout=PATIENCE)
        finally:
            running.kill()
        os.close(there)
    return running.returncode, out.decode()


def test_a_guided_record_is_the_same_as_one_by_options(tmp_path: Path, coachfolio: Commands) -> None:
    place = small(tmp_path / "p", "one", {f"D7.03/s{number}": "pass" for number in range(1, 5)})
    (place / "sampling-policy.yaml").write_text(
        POLICY.replace("final: {units", "interim: {decisions"), encoding="utf-8"
    )
    coachfolio("sample", "plan", place, "--seed", "x")
    refs = [one.criterion for one in planned(place)[0].planned]
    other = shutil.copytree(place, tmp_path / "q")
    answers = ["agree", "Fine", "action", "Date it", "y", "No date", "2026-11-30", "skip", "agree", "", "Thanks", "y"]
    code, out = asked(answers, "sample", "record", place)
    assert code == 0, out
    assert "passed on 1 May 2026 by assessor-1" in out
    words = ("--agree", f"{refs[0]}=Fine", "--action", f"{refs[1]}=Date it", "--agree", refs[3], "--feedback", "Thanks")
    finding = ("--finding", f"{refs[1]}=No date", "--finding-action", "Date it", "--finding-due", "2026-11-30")
    coachfolio("sample", "record", other, *words, *finding)

    def fields(folder: Path) -> dict[str, Any]:
        file = folder / "assessment" / "sampling" / "2026-11-14-interim-sample.yaml"
        found = dict(read(file.name, file.read_bytes(), shape_of("assessment-sampling")).fields or {})
        found["sampled"] = sorted(found["sampled"], key=lambda one: str(one["criterion"]))
        return found

    assert fields(place) == fields(other)
    code, out = asked(["stop"], "sample", "record", place)
    assert code == 0
    assert refs[2] in out
    assert all(one not in out for one in (refs[0], refs[1], refs[3]))
    assert "nothing was written" in out


def test_a_cohorts_plan_one_folder_up_is_looked_for_before_a_certificate(tmp_path: Path, coachfolio: Commands) -> None:
    """Whatever the portfolio's own plan says, and for a hand-over file as well."""
    place = small(tmp_path / "cohort" / "a", "a", {"D7.03/s1": "pass", "D7.03/s2": "pass"})
    small(tmp_path / "cohort" / "b", "b", {"D7.03/s1": "pass"})
    (tmp_path / "policy.yaml").write_text(POLICY.replace("units", "decisions"), encoding="utf-8")

    def line(path: Path) -> tuple[str, str]:
        report = check_folder(path, stage="certification", today=TODAY)
        found = next(one for one in checklist(report) if one.name == "sampling")
        return found.state, " ".join(found.by)

    assert line(place)[0] == "not known"
    plan = ("sample", "plan", tmp_path / "cohort", "--stage", "final", "--on", "2026-06-01", "--by", "iqa-1")
    assert coachfolio(*plan, "--policy", tmp_path / "policy.yaml").code == 0
    (file,) = (tmp_path / "cohort" / "plans").glob("*.yaml")
    state, said = line(place)
    assert state == "not met"
    assert f"2 decisions that plans/{file.stem}, beside this portfolio, chose have not been looked at" in said
    assert line(bundled(place, tmp_path / "cohort" / "a.bundle"))[0] == "not met"
    looked = ("sample", "record", place, "--plan", file, "--by", "iqa-1", "--on", "2026-06-02")
    assert coachfolio(*looked, "--agree", "D7.03/s1").code == 0
    assert "1 decision that" in line(place)[1]
    assert coachfolio(*looked, "--agree", "D7.03/s2").code == 0
    assert "beside this portfolio" not in line(place)[1]
    file.write_text("planned: [", encoding="utf-8")
    assert line(place) == (
        "not met",
        f"plans/{file.name}, which lies beside this portfolio, cannot be read: perhaps it chose something here.",
    )


def test_what_portfolios_say_differently_of_people_is_told(tmp_path: Path, coachfolio: Commands) -> None:
    cohort_folder = tmp_path / "cohort"
    for name, since in (("a", "2019-01-01"), ("b", "2026-04-01"), ("c", ""), ("d", "2019-01-01")):
        more = f", name: P.K., saves_as: [pk@x.example]{f', assessing_since: {since}' if since else ''}"
        place = small(cohort_folder / name, name, {"D7.03/s1": "pass"}, assessor=more)
    text = (place / "portfolio.yaml").read_text(encoding="utf-8")
    (place / "portfolio.yaml").write_text(text.replace("{role: iqa}", "{role: iqa, name: p.k.}"), encoding="utf-8")
    on = ("--on", "2026-06-02")
    assert (
        coachfolio("sample", "record", place, "--by", "iqa-1", *on, "--agree", "D7.03/s1", "--because", "X").code == 0
    )
    parts = "since 1 January 2019 in learner-a and learner-d, since 1 April 2026 in learner-b and without a day in"
    since = f"P.K. is said to have assessed {parts} learner-c."
    name = "p.k. is the name of an assessor and of whoever looked at their decisions, in learner-d."
    document = json.loads(coachfolio("sample", "report", cohort_folder, *on, "--format", "json").out)
    assert [one.partition(". The latest")[0] + "." for one in document["people"][:1]] == [since]
    assert document["people"][1].startswith(name)
    said = " ".join(coachfolio("sample", "report", cohort_folder, *on).out.split())
    assert since in said
    assert name in said
    report = check(open_portfolio(place), today=TODAY, stage="certification")
    assert [one.code for one in report.diagnostics if one.code == "CF747"] == ["CF747"]
    state = next(one for one in checklist(report) if one.name == "sampling").state
    assert state == "not known"
    alone = tmp_path / "alone"
    for one in ("e", "f"):
        small(alone / one, one, {"D7.03/s1": "pass"}, assessor=", name: P.K., assessing_since: 2019-01-01")
    assert json.loads(coachfolio("sample", "report", alone, *on, "--format", "json").out)["people"] == []
