"""Nothing unknown is called met: what `ready` rests on, whose figures they are, and how sure they are."""

from __future__ import annotations

import datetime
from typing import Any, Final

import pytest
from click.testing import CliRunner

from coachfolio import InMemory, Report, Severity, check, checklist, open_portfolio
from coachfolio.cli import main
from coachfolio.format.packs import pack, packs
from coachfolio.outputs.json import readiness_document
from coachfolio.outputs.text import checklist_text
from coachfolio.reports.readiness import how_ready, is_ready, readiness_of

TODAY: Final = datetime.date(2026, 6, 30)


def portfolio(qualification: str, rest: str = "") -> str:
    return (
        f"format: 1\nstage: building\nqualification: {qualification}\nregistered: 2024-01-05\n"
        "learner: {name: A. Learner}\npeople: {assessor-1: {role: assessor}}\nclients: {C01: {}}\n" + rest
    )


def judged(edition: str, stage: Any = "submission", rest: str = "", **files: str) -> Report:
    named = {name.replace("__", "/").replace("_", "-") + ".yaml": text for name, text in files.items()}
    return check(
        open_portfolio(InMemory({"portfolio.yaml": portfolio(edition, rest), **named})), today=TODAY, stage=stage
    )


def line(report: Report, name: str) -> tuple[str, str]:
    found = next(one for one in checklist(report) if one.name == name)
    return found.state, " ".join(found.by)


SESSION: Final = "date: 2026-03-04\nminutes: 15\nclient: C01\nrole: coach\n"
OFFICIAL: Final = "criteria_are: official, criteria_complete: yes, criteria: [{number: '1.1', text: The first}]"


@pytest.mark.parametrize("name", packs())
@pytest.mark.parametrize("stage", ["submission", "certification"])
def test_no_shipped_pack_alone_is_enough_to_be_ready(name: str, stage: str) -> None:
    """Of no edition are the official criteria here, so nothing but the centre's own list can make a unit complete."""
    report = judged(name, stage, sessions__a=SESSION)
    assert how_ready(report) != "yes"
    assert not is_ready(report)
    assert line(report, "units")[0] != "met"
    assert line(report, "confidentiality")[0] == "not known"


def test_ready_is_yes_only_where_every_line_is_met() -> None:
    for stage in ("submission", "certification"):
        report = judged("ilm-l7-certificate-2007", stage)
        states = {one.state for one in checklist(report)}
        assert (how_ready(report) == "yes") == (states == {"met"})
        assert how_ready(report) == "no"
        document = readiness_document(report)
        assert (document["ready"], document["how_ready"]) == (False, "no")
        assert next(iter(checklist_text(readiness_of(report), lambda text, _: text))).startswith(
            f"Ready for {stage}: no. "
        )


def test_the_units_line_says_that_it_rests_on_a_leaflet() -> None:
    claims = "".join(
        f"  - {{criterion: {criterion.ref}, where: all, how: it does}}\n"
        for criterion in pack("ilm-l7-certificate-2007").criteria
    )
    report = judged("ilm-l7-certificate-2007", "submission", sessions__a=f"{SESSION}claims:\n{claims}")
    state, by = line(report, "units")
    assert state == "not known"
    assert "leaflet" in by
    overlay = "format: 1\nunits:\n" + "".join(f"  - {{ref: D7.0{n}, {OFFICIAL}}}\n" for n in (1, 2, 3))
    claims = "".join(f"  - {{criterion: D7.0{n}/1.1, where: all, how: it does}}\n" for n in (1, 2, 3))
    report = judged(
        "ilm-l7-certificate-2007", "submission", sessions__a=f"{SESSION}claims:\n{claims}", qualification=overlay
    )
    assert line(report, "units")[0] == "met"
    for unsure in ("criteria_are: paraphrases", "criteria_are: unknown"):
        own = overlay.replace("criteria_are: official", unsure, 1)
        report = judged(
            "ilm-l7-certificate-2007", "submission", sessions__a=f"{SESSION}claims:\n{claims}", qualification=own
        )
        assert line(report, "units")[0] == "not known", unsure


def test_hours_that_nobody_knows_are_not_met() -> None:
    overlay = f"format: 1\nunits_complete: yes\nunits: [{{ref: 8589-700, {OFFICIAL}}}]\n"
    report = judged("ilm-l7-diploma-8589", "certification", sessions__a=SESSION, qualification=overlay)
    state, by = line(report, "asked-for")
    assert state == "not known"
    assert "Contact hours (ILM's figure): how much the awarding body asks for is not known here." in by
    filled = (
        "requirements:\n  - {name: Contact hours, measure: contact-hours, at_least: 60, set_by: awarding-body}\n"
        "  - {name: Supervision, measure: supervision-hours, at_least: 1, set_by: awarding-body}\n"
    )
    report = judged("ilm-l7-diploma-8589", "certification", sessions__a=SESSION, qualification=overlay + filled)
    assert line(report, "asked-for")[0] == "not met"
    centre = filled.replace("awarding-body", "centre")  # what a centre asks is not what ILM asks
    report = judged("ilm-l7-diploma-8589", "certification", sessions__a=SESSION, qualification=overlay + centre)
    assert any(one.required is None for one in report.progress.requirements)


def test_what_is_not_evidenced_is_no_unit_and_the_handbook_takes_the_place_of_guesses() -> None:
    for name in packs():
        known = pack(name)
        assert not {unit.ref for unit in known.units} & {"8581-701-on", "8589-703", "8581-701", "8581-702"}
        assert known.units_complete == ("2007" in name)
    report = judged("ilm-l7-certificate-8589", "submission")
    assert [one.code for one in report.diagnostics if one.code == "CF412"] == ["CF412"]
    assert not any("8589-703" in f"{one.message} {one.hint}" for one in report.diagnostics)
    own = f"format: 1\nunits_complete: yes\nunits: [{{ref: 8589-711, {OFFICIAL}}}, {{ref: 8589-700, {OFFICIAL}}}]\n"
    report = judged("ilm-l7-certificate-8589", "submission", qualification=own)
    assert [one.unit.ref for one in report.progress.units] == ["8589-700", "8589-711"]
    assert not any(one.code in ("CF408", "CF412") for one in report.diagnostics)
    added = own.replace("units_complete: yes\n", "")
    report = judged("ilm-l7-certificate-8589", "submission", qualification=added)
    assert [one.unit.ref for one in report.progress.units] == ["8589-700", "8589-701", "8589-711"]
    assert any(one.code == "CF412" for one in report.diagnostics)


DOUBTFUL: Final = {
    "52 guided hours": ("ilm-l7-certificate-8589", "CF312", "does not say that this is a minimum"),
    "a criterion from an essay site": ("ilm-l7-certificate-8589", "CF401", "copy of an assignment brief"),
    "40 credits of perhaps another edition": ("ilm-l7-diploma-8581", "CF321", "the edition before"),
    "15 credits of perhaps another edition": ("ilm-l7-certificate-8581", "CF321", "the edition before"),
    "a criterion from one centre": ("ilm-l7-diploma-8581", "CF401", "One centre's template"),
    "one assignment where the kind is stated": ("ilm-l7-certificate-2007", "CF407", "one is our reading"),
    "two reflective reviews": ("ilm-l7-diploma-2007", "CF407", "our reading"),
    "the unit that is deduced": ("ilm-l7-diploma-8589", "CF408", "is deduced"),
    "the time limit": ("ilm-l7-certificate-2007", "CF331", "from the registration is our reading"),
}


@pytest.mark.parametrize(("name", "code", "words"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_doubtful_figure_is_never_an_error_and_says_so(name: str, code: str, words: str) -> None:
    found = [one for one in judged(name, sessions__a=SESSION).diagnostics if one.code == code and words in one.message]
    assert found
    assert {one.severity for one in found} <= {Severity.GAP, Severity.WARNING}
    assert all("This is not certain: " in one.message for one in found)


def test_a_mark_below_a_doubtful_share_is_no_error() -> None:
    decided = (
        "date: 2026-04-01\nby: assessor-1\ndecisions: [{criterion: 8581-700/1.1, verdict: pass, evidence: [a], "
        "marks: {given: 5, of: 12}}]\n"
    )
    for weak, severity in (("", Severity.WARNING), ("{value: 50, certainty: centre}", Severity.ERROR)):
        own = f"format: 1\npass_mark_criterion: {weak}\n" if weak else "format: 1\n"
        report = judged("ilm-l7-diploma-8581", sessions__a=SESSION, assessment__decisions__d=decided, qualification=own)
        [told] = [one for one in report.diagnostics if one.code == "CF719"]
        assert told.severity is severity


def test_what_is_stated_is_an_error_still() -> None:
    report = judged("ilm-l7-certificate-2007", sessions__a=SESSION)
    for code, words in (("CF310", "12 h"), ("CF312", "45 h"), ("CF312", "2 h"), ("CF321", "15 credits")):
        found = [one for one in report.diagnostics if one.code == code and words in one.message]
        assert [one.severity for one in found] == [Severity.ERROR], code
        assert "certain" not in found[0].message


def test_other_peoples_figures_are_nobodys_centre() -> None:
    for name, title in (("ilm-l7-diploma-8581", "own page"), ("ilm-l7-certificate-8581", "induction pack")):
        asked = [one for one in pack(name).requirements if one.set_by != "awarding-body"]
        assert [(one.set_by, one.guide) for one in asked] == [("other", True)]
        assert asked[0].who.startswith("somebody else (")
        assert title in asked[0].who
        report = judged(name)
        assert not any("your centre asks" in one.message for one in report.diagnostics)
    own = "format: 1\nrequirements: [{name: Hours, measure: contact-hours, at_least: 100, set_by: other}]\n"
    report = judged("ilm-l7-certificate-2007", qualification=own)
    assert not any("100 h" in one.message for one in report.diagnostics)


@pytest.mark.parametrize(
    "own",
    [
        "waivers: [{code: CF310, path: portfolio.yaml, reason: Nearly there.}]\n",
        "waivers: [{code: CF310, path: portfolio.yaml, reason: Nearly there., by: assessor-1}]\n",
        "settings: {severities: [{code: CF310, severity: advice, reason: Nearly there.}]}\n",
        "waivers: [{code: CF312, path: portfolio.yaml, reason: Nearly there.}]\n",
        "settings: {severities: [{code: CF312, severity: warning, reason: Nearly there.}]}\n",
        "waivers: [{code: CF321, path: portfolio.yaml, reason: Nearly there.}]\n",
    ],
)
def test_a_learner_cannot_waive_what_the_awarding_body_asks(own: str) -> None:
    code = own[own.index("CF") : own.index("CF") + 5]
    report = judged("ilm-l7-certificate-2007", "certification", own, sessions__a=SESSION)
    found = [one for one in report.diagnostics if one.code == code]
    assert found
    assert not any(one.waived or one.severity is not Severity.ERROR for one in found)
    assert ("waivers" in own) == any(
        one.code == "CF804" and "awarding body" in one.message for one in report.diagnostics
    )
    centre = "format: 1\nrequirements: [{name: Hours, measure: contact-hours, at_least: 100}]\n"
    own = "waivers: [{code: CF311, path: qualification.yaml, reason: Agreed.}]\n"
    report = judged("ilm-l7-certificate-2007", "certification", own, sessions__a=SESSION, qualification=centre)
    assert [one.waived for one in report.diagnostics if one.code == "CF311"] == ["Agreed."]


def test_only_an_assessor_drops_what_an_assessor_asked_for() -> None:
    for who, told in (("", 1), ("dropped_by: learner, ", 1), ("dropped_by: assessor-1, ", 0)):
        record = (
            "date: 2026-04-01\nby: assessor-1\n"
            f"actions: [{{what: Write more, owner: learner, {who}state: dropped, note: No time.}}]\n"
        )
        report = judged("ilm-l7-certificate-2007", assessment__decisions__d=record)
        found = [one for one in report.diagnostics if one.code == "CF753"]
        assert [one.severity for one in found] == [Severity.ERROR] * told, who
    own = "date: 2026-04-01\nby: learner\nactions: [{what: Read, owner: learner, state: dropped, note: No time.}]\n"
    report = judged("ilm-l7-certificate-2007", assessment__actions__d=own)
    assert not any(one.code == "CF753" for one in report.diagnostics)


def shown(*args: str) -> str:
    result = CliRunner().invoke(main, ["qualifications", *args])
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("name", packs())
def test_qualifications_shows_everything_that_a_pack_has(name: str) -> None:
    known, text = pack(name), shown(name)
    for unit in known.units:
        assert unit.ref in text
        assert unit.note is None or unit.note in text
        assert unit.doubt in text
    for asked in known.requirements:
        assert asked.who in text
        assert asked.doubt in text
    for said in known.statements:
        assert said.text in text
    for source in known.sources.values():
        assert source.title in text
        assert (source.note or "") in text
    assert all(f"{unit.credits.value:g}" in text for unit in known.units if unit.credits.value)
    assert "whole, held against" not in shown()
    assert "which is yours" in shown()


def test_what_the_leaflet_says_besides_stands_in_the_packs() -> None:
    text = shown("ilm-l7-diploma-2007")
    for words in ("no formal rule of entry", "Peter Hill", "free studying membership", "Certificate is not needed"):
        assert words in text
    assert "Certificate is not needed" not in shown("ilm-l7-certificate-2007")
    assert "year 2007 is deduced" in text
    for name in packs():
        about = {said.about for said in pack(name).statements}
        assert {"which-edition", "new-starts"} <= about
        assert all(said.source in pack(name).sources for said in pack(name).statements)
