"""Facts: sums are exact, whatever the contacts; states follow the claims and decisions."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio.evidence import evidence_from
from coachfolio.evidence.model import Evidence, Person
from coachfolio.facts.assessment import Assessment, Parties, PinnedContents
from coachfolio.facts.assessment.contents import EvidenceChange
from coachfolio.facts.assessment.decisions import in_order, standing_decisions
from coachfolio.facts.assessment.entitlement import DEFAULTS
from coachfolio.facts.assessment.sampled import sampled_in
from coachfolio.facts.progress.coverage import Coverage, CoverageState, coverage_of, credits_of, units_of
from coachfolio.facts.progress.hours import hours_of
from coachfolio.facts.progress.requirements import requirements_of, time_limit_of
from coachfolio.format.packs import overlaid, pack
from coachfolio.format.qualification import Qualification

from .conftest import PORTFOLIO, SESSION, checked
from .effort import each, examples

CERTIFICATE = pack("ilm-l7-certificate-2007")
DIPLOMA = pack("ilm-l7-diploma-2007")
PEOPLE = {"assessor-1": Person(role="assessor"), "peer-1": Person(role="peer"), "iqa-1": Person(role="iqa")}


def assessed(evidence: Sequence[Evidence]) -> Assessment:
    """The assessment in some evidence, among these people. Nothing in it is pinned."""
    parties = Parties(None, PEOPLE, DEFAULTS)
    records = tuple(in_order(evidence))
    contents = PinnedContents({}, {})
    standing = standing_decisions(records, parties, contents)
    sampled = sampled_in(evidence, parties, standing)
    return Assessment(parties, contents, records, standing, {}, (), sampled, (), ())


contact_fields = st.fixed_dictionaries(
    {
        "date": st.dates(datetime.date(2025, 1, 1), datetime.date(2027, 12, 31)).map(datetime.date.isoformat),
        "minutes": st.integers(1, 1440),
        "client": st.sampled_from(["C01", "C02", "T1"]),
        "role": st.sampled_from(["coach", "mentor"]),
    },
    optional={
        "status": st.sampled_from(["held", "planned", "cancelled", "missed"]),
        "fee": st.sampled_from(["paid", "pro-bono", "internal"]),
        "setting": st.sampled_from(["individual", "group"]),
        "counts_towards": st.lists(st.sampled_from(["D7.01", "D7.03", "D7.04"]), unique=True),
        "planning_minutes": st.integers(0, 1440),
        "claims": st.lists(
            st.sampled_from([criterion.ref for criterion in DIPLOMA.criteria]).map(lambda ref: {"criterion": ref})
        ),
    },
)


def session(fields: dict[str, Any], number: int = 0) -> Evidence:
    return evidence_from("sessions", fields, id=f"s{number}", path=f"sessions/s{number}.yaml")


def sheet(contacts: list[dict[str, Any]], number: int = 0) -> Evidence:
    return evidence_from(
        "contact-sheets", {"contacts": contacts}, id=f"h{number}", path=f"contact-sheets/h{number}.yaml"
    )


@given(st.lists(contact_fields, max_size=12))
def test_contact_sums_are_exact_and_agree(contacts: list[dict[str, Any]]) -> None:
    hours = hours_of(session(one, number) for number, one in enumerate(contacts))
    held = [one for one in contacts if one.get("status", "held") == "held"]
    total = sum(one["minutes"] for one in held)
    assert hours.total_minutes == total
    for sums in (hours.by_client, hours.by_role, hours.by_month, hours.by_fee, hours.by_setting):
        assert sum(sums.values()) == total
    assert dict(hours.by_client) == dict(
        Counter({c: sum(o["minutes"] for o in held if o["client"] == c) for c in {o["client"] for o in held}})
    )
    assert hours.planning_minutes == sum(one.get("planning_minutes", 0) for one in held)
    assert hours.learning_minutes == total + hours.planning_minutes
    assert list(hours.by_month) == sorted(hours.by_month)


@given(st.lists(contact_fields, min_size=1, max_size=8))
def test_a_sheet_counts_like_the_same_contacts_as_sessions(contacts: list[dict[str, Any]]) -> None:
    apart = hours_of(session(one, number) for number, one in enumerate(contacts))
    together = hours_of([sheet(contacts)])
    for name in (
        "total_minutes",
        "by_client",
        "by_role",
        "by_month",
        "by_unit",
        "by_fee",
        "by_setting",
        "planning_minutes",
    ):
        assert getattr(apart, name) == getattr(together, name), name


@given(st.lists(contact_fields, max_size=8), st.randoms())
def test_the_order_of_files_changes_nothing(contacts: list[dict[str, Any]], random: Any) -> None:
    pieces = [session(one, number) for number, one in enumerate(contacts)]
    shuffled = list(pieces)
    random.shuffle(shuffled)
    assert hours_of(pieces) == hours_of(shuffled)
    states = [one.state for one in coverage_of(DIPLOMA, pieces, assessed(pieces))]
    assert states == [one.state for one in coverage_of(DIPLOMA, shuffled, assessed(shuffled))]


def test_hours_of_a_unit_are_where_the_contact_says_or_where_it_claims() -> None:
    base = {"date": "2026-03-04", "minutes": 60, "client": "C01", "role": "coach"}
    said = session({**base, "counts_towards": ["D7.04"], "claims": [{"criterion": "D7.03/s1"}]}, 1)
    claimed = session({**base, "claims": [{"criterion": "D7.03/s1"}, {"criterion": "D7.03/s2"}]}, 2)
    neither = session(base, 3)
    assert dict(hours_of([said, claimed, neither]).by_unit) == {"D7.03": 60, "D7.04": 60}


def test_guided_hours_and_other_learning_are_not_contact_hours() -> None:
    guided = evidence_from(
        "guided-learning", {"date": "2026-01-05", "minutes": 60, "kind": "induction"}, id="a", path="a"
    )
    supervision = evidence_from(
        "supervision", {"date": "2026-01-06", "minutes": 90, "supervisor": "supervisor-1"}, id="b", path="b"
    )
    hours = hours_of([guided, supervision])
    assert (hours.total_minutes, hours.guided_minutes, hours.supervision_minutes) == (0, 60, 90)
    assert hours.learning_minutes == 150
    assert dict(hours.guided_by_kind) == {"induction": 60}


def decision(criterion: str, verdict: str, *, by: str = "assessor-1", on: str = "2026-05-01", **more: Any) -> Evidence:
    fields = {"date": on, "by": by, "decisions": [{"criterion": criterion, "verdict": verdict, **more}]}
    return evidence_from("assessment-decisions", fields, id=f"d-{on}-{verdict}", path=f"d-{on}-{verdict}.yaml")


CLAIM = session(
    {"date": "2026-03-04", "minutes": 60, "client": "C01", "role": "coach", "claims": [{"criterion": "D7.03/s1"}]}
)


@pytest.mark.parametrize(
    ("evidence", "state"),
    [
        ([], "missing"),
        ([CLAIM], "claimed"),
        ([CLAIM, decision("D7.03/s1", "pass")], "accepted"),
        ([decision("D7.03/s1", "pass")], "missing"),
        ([CLAIM, decision("D7.03/s1", "pass", evidence=["nothing-like-it"])], "claimed"),
        ([CLAIM, decision("D7.03/s1", "pass", evidence=["nothing-like-it", "s0"])], "accepted"),
        ([decision("D7.03/s1", "pass", evidence=["nothing-like-it"])], "missing"),
        ([decision("D7.03/s1", "pass", reason="talked through and recorded")], "accepted"),
        ([CLAIM, decision("D7.03/s1", "pass", by="peer-1")], "claimed"),
        ([CLAIM, decision("D7.03/s1", "pass", by="iqa-1")], "claimed"),
        ([CLAIM, decision("D7.03/s1", "pass", by="nobody")], "claimed"),
        ([CLAIM, decision("D7.03/s1", "referral")], "claimed"),
        ([CLAIM, decision("D7.03/s1", "none")], "claimed"),
        ([CLAIM, decision("D7.03/s1", "referral"), decision("D7.03/s1", "pass", on="2026-06-01")], "accepted"),
        ([CLAIM, decision("D7.03/s1", "pass"), decision("D7.03/s1", "referral", on="2026-06-01")], "claimed"),
        ([decision("D7.03/s1", "waived")], "missing"),
        ([decision("D7.03/s1", "waived", reason="recognised from an earlier award")], "justified"),
    ],
)
def test_the_state_of_a_criterion(evidence: list[Evidence], state: str) -> None:
    found = {one.criterion.ref: one.state for one in coverage_of(CERTIFICATE, evidence, assessed(evidence))}
    assert found["D7.03/s1"] == state


@examples(60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([criterion.ref for criterion in DIPLOMA.criteria]),
            st.sampled_from(["claim", "pass", "referral", "none", "waived"]),
            st.sampled_from([*PEOPLE, "nobody"]),
            st.booleans(),
        ),
        max_size=40,
    )
)
def test_accepted_never_exceeds_evidenced_and_needs_somebody_entitled(steps: list[tuple[str, str, str, bool]]) -> None:
    evidence = []
    for number, (ref, what, who, reason) in enumerate(steps):
        if what == "claim":
            fields = {
                "date": "2026-03-04",
                "minutes": 5,
                "client": "C01",
                "role": "coach",
                "claims": [{"criterion": ref}],
            }
            evidence.append(session(fields, number))
        else:
            more = {"reason": "because"} if reason else {}
            on = (datetime.date(2026, 1, 1) + datetime.timedelta(number)).isoformat()
            evidence.append(decision(ref, what, by=who, on=on, **more))
    coverage = coverage_of(DIPLOMA, evidence, assessed(evidence))
    credits = credits_of(DIPLOMA, units_of(DIPLOMA, coverage, {}))
    assert credits.required == 45
    assert 0 <= credits.accepted <= credits.evidenced <= credits.required
    entitled = {ref for ref, what, who, _ in steps if what in ("pass", "waived") and who == "assessor-1"}
    assert {one.criterion.ref for one in coverage if one.state in ("accepted", "justified")} <= entitled


def test_a_unit_without_its_whole_list_is_never_complete() -> None:
    outline = pack("ilm-l7-diploma-8581")
    everything = [
        session(
            {"date": "2026-03-04", "minutes": 5, "client": "C01", "role": "coach", "claims": [{"criterion": one.ref}]},
            number,
        )
        for number, one in enumerate(outline.criteria)
    ] + [decision(one.ref, "pass", on=f"2026-05-{day:02}") for day, one in enumerate(outline.criteria, 1)]
    coverage = coverage_of(outline, everything, assessed(everything))
    assert {one.state for one in coverage} == {"accepted"}
    assert {one.state for one in units_of(outline, coverage, {})} == {"unknown"}
    assert credits_of(outline, units_of(outline, coverage, {})).accepted == 0


@pytest.mark.parametrize(
    ("registered", "years", "until"),
    [
        (datetime.date(2025, 9, 8), 3, datetime.date(2028, 9, 8)),
        (datetime.date(2024, 2, 29), 2, datetime.date(2026, 2, 28)),
        (datetime.date(2024, 2, 29), 4, datetime.date(2028, 2, 29)),
        (datetime.date(2025, 8, 31), 1.5, datetime.date(2027, 2, 28)),
    ],
)
def test_the_time_limit_runs_from_registration(registered: datetime.date, years: float, until: datetime.date) -> None:
    fields = {"format": 1, "time_limit_years": {"value": years, "certainty": "stated"}}
    limit = time_limit_of(overlaid(DIPLOMA, fields), registered)
    assert limit is not None
    assert limit.until == until


def test_an_unknown_figure_is_never_met_and_never_missed() -> None:
    unknown = [one for one in requirements_of(DIPLOMA, (), hours_of(())) if one.required is None]
    assert [one.requirement.name for one in unknown] == ["Contact hours of the whole Diploma"]
    assert all(one.met is None and not one.binding for one in unknown)


def test_what_the_centre_asks_stays_apart() -> None:
    fields = {
        "format": 1,
        "pieces_per_criterion": 3,
        "requirements": [{"name": "Contact hours", "measure": "contact-hours", "at_least": 20.5}],
    }
    over = overlaid(CERTIFICATE, fields)
    asked = requirements_of(over, (), hours_of(()))
    assert [(one.requirement.name, one.required) for one in asked if one.requirement.set_by == "centre"] == [
        ("Contact hours", 1230)
    ]
    assert {one.required_by for one in over.criteria} == {"centre"}
    assert {one.required for one in over.criteria} == {3}
    assert {one.required for one in CERTIFICATE.criteria} == {1}


def test_official_criteria_take_the_place_of_the_leaflets() -> None:
    unit = {
        "ref": "D7.03",
        "criteria_are": "official",
        "criteria_complete": True,
        "criteria": [{"number": "1.1", "text": "One"}, {"number": "1.10", "text": "Ten", "required": 2}],
    }
    over = overlaid(CERTIFICATE, {"format": 1, "units": [unit]})
    assert [one.ref for one in over.criteria if one.unit == "D7.03"] == ["D7.03/1.1", "D7.03/1.10"]
    changed = over.unit("D7.03")
    assert changed is not None
    assert changed.title.startswith("Undertaking")
    assert changed.credits.value == 5


def test_a_new_list_is_whole_only_where_it_says_so() -> None:
    unit = {"ref": "D7.03", "criteria": [{"number": "1.1", "text": "One"}]}
    changed = overlaid(CERTIFICATE, {"format": 1, "units": [unit]}).unit("D7.03")
    assert changed is not None
    assert (changed.criteria_are, changed.criteria_known) == ("unknown", False)


def test_a_broken_file_is_in_no_total_and_says_so() -> None:
    report = checked({"sessions/a.yaml": SESSION, "sessions/b.yaml": SESSION.replace("minutes: 60", "minutes: sixty")})
    assert report.progress.hours.total_minutes == 60
    assert report.progress.uncounted == ("sessions/b.yaml",)


def test_without_a_readable_portfolio_file_there_are_hours_and_nothing_else() -> None:
    report = checked({"sessions/a.yaml": SESSION}, portfolio=PORTFOLIO + "stage: building\n")
    assert report.failed
    assert report.progress.credits is None
    assert report.progress.hours.total_minutes == 60


PINNED = PinnedContents(
    {"a": ("sessions/a.yaml", "1"), "b": ("sessions/b.yaml", "2")},
    {"a": {"plan.pdf": ("sessions/plan.pdf", "3"), "gone.pdf": ("sessions/gone.pdf", "")}},
)
WHOLE = {"a": "1", "a/plan.pdf": "3"}


@each(
    "pinned, is_pinned, changes",
    {
        "as it was": (WHOLE, True, ()),
        "never pinned": ({"b": "2"}, False, ()),
        "changed": ({**WHOLE, "a": "9"}, True, (("a", "sessions/a.yaml", "9", "changed"),)),
        "changed, without what is attached": ({"a": "9"}, True, (("a", "sessions/a.yaml", "9", "changed"),)),
        "attached since": ({"a": "1"}, False, ()),
        "attachment changed": ({**WHOLE, "a/plan.pdf": "8"}, True, (("a", "sessions/plan.pdf", "8", "changed"),)),
        "attachment gone": ({**WHOLE, "a/gone.pdf": "7"}, True, (("a", "sessions/gone.pdf", "7", "gone"),)),
    },
)
def test_what_is_pinned_is_stale_as_soon_as_anything_of_it_changed(
    pinned: dict[str, str], is_pinned: bool, changes: tuple[tuple[str, str, str, str], ...]
) -> None:
    assert PINNED.is_pinned("a", pinned) is is_pinned
    found = PINNED.changes(["a", "a"], pinned)
    assert tuple((change.evidence, change.path, change.was, change.kind) for change in found) == changes


def test_evidence_that_is_gone_is_no_longer_what_was_pinned() -> None:
    assert PINNED.changes(["c"], {"c": "5"}) == (EvidenceChange("c", "", "5", "gone"),)
    assert not PINNED.is_pinned("c", WHOLE)
    assert [PINNED.now(name) for name in ("a", "a/plan.pdf", "a/gone.pdf", "a/other.pdf", "c")] == [
        "1",
        "3",
        None,
        None,
        None,
    ]
    assert PINNED.pin(["a", "c", "b", "a"]) == {**WHOLE, "b": "2"}


def test_a_figure_of_the_centre_lowers_no_requirement_of_a_criterion() -> None:
    criteria = [{"number": "1.1", "text": "x", "required": 2}, {"number": "1.2", "text": "x", "required": 1}]
    criteria.append({"number": "1.3", "text": "x"})
    first = overlaid(DIPLOMA, {"units": [{"ref": "D7.01", "criteria": criteria}]})
    own = overlaid(DIPLOMA, {"pieces_per_criterion": 4, "units": [{"ref": "D7.01", "criteria": criteria}]})
    later = overlaid(first, {"pieces_per_criterion": 4})

    def required(qualification: Qualification) -> list[tuple[int, str | None]]:
        return [(criterion.required, criterion.required_by) for criterion in qualification.units[0].criteria]

    (by_itself,) = {by for _, by in required(first)}
    assert required(first) == [(2, by_itself), (1, by_itself), (1, by_itself)]
    assert required(own) == [(2, by_itself), (1, by_itself), (4, "centre")]
    assert required(later) == [(2, by_itself), (4, "centre"), (4, "centre")]


@each(
    "states, unit_state",
    {
        "settled in three ways": (("accepted", "sampled", "justified"), "accepted"),
        "sampled and justified": (("sampled", "justified", "justified"), "accepted"),
        "one of them stale": (("accepted", "stale", "justified"), "stale"),
        "one of them claimed": (("accepted", "claimed", "stale"), "evidenced"),
        "one of them missing": (("accepted", "sampled", "missing"), "partial"),
        "all of them missing": (("missing", "missing", "missing"), "missing"),
    },
)
def test_a_unit_is_accepted_where_every_criterion_is_settled(
    states: tuple[CoverageState, ...], unit_state: str
) -> None:
    criteria = [{"number": f"1.{number}", "text": "x"} for number in (1, 2, 3)]
    about = {"ref": "D7.01", "criteria_are": "official", "criteria_complete": True, "criteria": criteria}
    qualification = overlaid(DIPLOMA, {"units": [about]})
    unit = qualification.units[0]
    coverage = [Coverage(criterion, state, ()) for criterion, state in zip(unit.criteria, states, strict=True)]
    assert units_of(qualification, coverage, {})[0].state == unit_state
