"""The example portfolio: realistic, whole, and with exactly the gaps it is meant to have."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import combinations

from coachfolio import Report, Severity, check, open_portfolio
from coachfolio.evidence.model import AssessmentRecord, ContactSheet, Evidence, SamplingRecord, Session
from coachfolio.facts.assessment.contents import contents_in
from coachfolio.facts.progress.coverage import counts_of
from coachfolio.facts.sampling.cohort import cohort
from coachfolio.facts.sampling.policy import shipped_policy
from coachfolio.format.schemas import EVIDENCE_SCHEMAS
from coachfolio.portfolio.sources import Folder
from coachfolio.reports.readiness import checklist
from coachfolio.reports.sampling import matrix_of

from .conftest import EXAMPLE, TODAY

THIN_ON_PURPOSE = {"D7.02/s4", "D7.04/s7"}
ADDRESS = re.compile(r"[\w.]+@[\w.]+\.\w+")


@cache
def report() -> Report:
    return check(open_portfolio(EXAMPLE), today=TODAY)


def test_no_errors_and_exactly_the_gaps_it_is_meant_to_have() -> None:
    found = report()
    assert not [one for one in found.diagnostics if one.severity in (Severity.ERROR, Severity.WARNING)]
    gaps = [one for one in found.diagnostics if one.severity is Severity.GAP]
    assert {one.code for one in gaps} == {"CF402"}
    assert {one.message.split(" ")[0] for one in gaps} == THIN_ON_PURPOSE
    assert {one.criterion.ref for one in found.progress.coverage if one.thin} == THIN_ON_PURPOSE


def test_it_has_what_a_diploma_portfolio_has() -> None:
    progress = report().progress
    held = progress.hours.held
    assert len(held) >= 60
    assert len(progress.hours.by_client) >= 7
    assert {contact.role for contact in held} == {"coach", "mentor"}
    assert {contact.planned for contact in held} == {True, False}
    assert {contact.setting for contact in held} == {"individual", "group"}
    assert {contact.fee for contact in held} == {"paid", "pro-bono", "internal"}
    assert len(progress.hours.by_month) >= 12
    assert progress.hours.total_minutes >= 100 * 60
    assert all(one.met for one in progress.requirements if one.binding)


def test_its_assessment_is_as_far_as_the_story_goes() -> None:
    progress = report().progress
    assert counts_of(progress.coverage) == {
        "missing": 0,
        "claimed": 11,
        "stale": 0,
        "accepted": 4,
        "sampled": 4,
        "justified": 0,
    }
    assert {one.unit.ref for one in progress.units if one.state == "accepted"} == {"D7.01", "D7.03"}
    assert {one.unit.ref for one in progress.units if one.signed_off} == {"D7.01", "D7.03"}
    referred = [
        (record.id, decision.criterion)
        for record in progress.assessment.records
        for decision in record.decisions
        if decision.verdict == "referral"
    ]
    assert referred == [("2026-05-15-d7-01-first-submission", "D7.01/s3")]
    assert progress.assessment.standing["D7.01/s3"].record.submission == 2
    due = progress.assessment.due
    assert Counter((one.kind, one.of.state) for one in due) == {
        ("action", "done"): 4,
        ("action", "dropped"): 2,
        ("finding", "closed"): 2,
    }
    assert not any(one.overdue(TODAY) for one in due)
    assert progress.assessment.planned
    assert all(one.done for one in progress.assessment.planned)
    assert sum(bool(one.sampled.chosen_because) for one in progress.assessment.sampled) == 3


def test_nothing_in_it_is_stale_and_everything_decided_is_pinned() -> None:
    """Whoever changes evidence that was judged has to change what is pinned as well."""
    portfolio = report().portfolio
    contents = contents_in(portfolio, Folder(EXAMPLE))
    judged = [one for one in portfolio.evidence if isinstance(one, AssessmentRecord | SamplingRecord)]
    assert len(judged) == 5
    for record in judged:
        rows = record.decisions if isinstance(record, AssessmentRecord) else record.sampled
        named = {id for row in rows for id in row.evidence}
        assert named <= set(record.contents)
        evidence = [name for name in record.contents if "/" not in name]
        assert record.contents == contents.pin(evidence), record.id
    assert all(one.pinned and not one.stale for one in report().progress.assessment.standing.values())
    for unit, done in report().progress.assessment.signed_off.items():
        rests_on = {
            id
            for one in report().progress.coverage
            if one.standing and one.criterion.unit == unit
            for id in one.standing.decision.evidence
        }
        assert rests_on <= set(done.record.contents)
        assert not done.stale


def test_the_gate_says_no_for_a_declaration_and_what_is_thin() -> None:
    lines = {one.name: one.state for one in checklist(check(open_portfolio(EXAMPLE), today=TODAY, stage="submission"))}
    assert {name for name, state in lines.items() if state == "not met"} == {"units", "declarations"}


def test_the_plan_can_be_drawn_again_and_is_kept() -> None:
    (plan,) = matrix_of(cohort(EXAMPLE), shipped_policy(), TODAY).plans
    assert (plan.drawn_again, plan.planned, plan.done) == ("same", 2, 2)


def test_every_kind_of_evidence_is_there() -> None:
    assert {one.type for one in report().portfolio.evidence} == set(EVIDENCE_SCHEMAS)


def prose_of(one: Evidence) -> list[str]:
    if isinstance(one, Session):
        return [one.reflection or ""]
    if isinstance(one, ContactSheet):
        return [contact.reflection or "" for contact in one.contacts]
    return []


def test_the_prose_is_real() -> None:
    prose = {one.id: " ".join(prose_of(one)) for one in report().portfolio.evidence if prose_of(one)}
    assert all(len(text.split()) >= 55 for text in prose.values())
    assert sum(len(text.split()) for text in prose.values()) > 12_000


def test_the_prose_does_not_repeat_itself() -> None:
    runs: dict[tuple[str, ...], str] = {}
    repeated = []
    for one in report().portfolio.evidence:
        for text in prose_of(one):
            words = re.findall(r"[a-z']+", text.lower())
            for start in range(len(words) - 9):
                run = tuple(words[start : start + 10])
                if runs.setdefault(run, one.id) != one.id:
                    repeated.append((one.id, runs[run], " ".join(run)))
    assert not repeated
    openings = Counter(
        " ".join(text.split()[:4]).lower() for one in report().portfolio.evidence for text in prose_of(one)
    )
    assert openings.most_common(1)[0][1] <= 2
    shingles = {
        one.id: {" ".join(pair) for pair in zip(words, words[1:], words[2:], strict=False)}
        for one in report().portfolio.evidence
        if isinstance(one, Session) and (words := (one.reflection or "").lower().split())
    }
    for first, second in combinations(shingles, 2):
        alike = len(shingles[first] & shingles[second]) / min(len(shingles[first]), len(shingles[second]))
        assert alike < 0.12, (first, second, alike)


def test_every_claim_says_where_and_how_and_no_two_alike() -> None:
    hows = Counter(claim.how for one in report().progress.coverage for claim in one.claims)
    assert None not in hows
    assert not [how for how, number in hows.items() if number > 1]
    assert all(claim.where for one in report().progress.coverage for claim in one.claims)


def test_nobody_is_named() -> None:
    for path, text in report().portfolio.texts.items():
        assert "Halloran" not in text or path == "portfolio.yaml"
        # the addresses of a demonstration are nobody's
        assert path == "portfolio.yaml" or not ADDRESS.search(text), path
        assert all(one.endswith("@example.com") for one in ADDRESS.findall(text))
        assert not re.search(r"\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Councillor) [A-Z][a-z]+", text), path
        assert not re.search(r"\b0\d{3,4} ?\d{3} ?\d{3,4}\b", text), path


def test_the_editor_knows_every_folder() -> None:
    import json

    from coachfolio.format.schemas import folder_of_kind

    wired = json.loads((EXAMPLE / ".vscode" / "settings.json").read_text())["yaml.schemas"]
    expected = {f"../schema/{name}.json": f"{folder_of_kind(name)}/**/*.yaml" for name in EVIDENCE_SCHEMAS}
    expected["../schema/portfolio.json"] = "portfolio.yaml"
    expected["../schema/qualification-overlay.json"] = "qualification.yaml"
    assert wired == expected
    assert all((EXAMPLE / path).is_file() for path in wired)
