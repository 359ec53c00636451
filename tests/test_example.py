"""The example portfolio: realistic, whole, and with exactly the gaps it is meant to have."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import combinations

from coachfolio import Report, Severity, check, open_portfolio
from coachfolio.evidence.model import ContactSheet, Evidence, Session
from coachfolio.schemas import EVIDENCE_SCHEMAS

from .conftest import EXAMPLE, TODAY

THIN_ON_PURPOSE = {"D7.01/s3", "D7.02/s4", "D7.04/s7"}


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
        assert not re.search(r"[\w.]+@[\w.]+\.\w+", text), path
        assert not re.search(r"\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Councillor) [A-Z][a-z]+", text), path
        assert not re.search(r"\b0\d{3,4} ?\d{3} ?\d{3,4}\b", text), path


def test_the_editor_knows_every_folder() -> None:
    import json

    from coachfolio.schemas import folder_of

    wired = json.loads((EXAMPLE / ".vscode" / "settings.json").read_text())["yaml.schemas"]
    expected = {f"../schema/{name}.json": f"{folder_of(name)}/**/*.yaml" for name in EVIDENCE_SCHEMAS}
    expected["../schema/portfolio.json"] = "portfolio.yaml"
    expected["../schema/qualification-overlay.json"] = "qualification.yaml"
    assert wired == expected
    assert all((EXAMPLE / path).is_file() for path in wired)
