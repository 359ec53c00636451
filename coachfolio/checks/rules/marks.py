"""Rules about marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.said import in_doubt
from coachfolio.evidence.model import AssessmentRecord, Decision
from coachfolio.facts.progress.coverage import Coverage


def marks_below_pass(facts: Facts) -> Iterator[Finding]:
    """A criterion was passed with fewer marks than it takes.

    Why:
        Where marks are given, a criterion takes its share of them, whatever the total. The share is the one that the
        qualification's data or the centre's own says; where neither does, marks are not judged.
    Wrong:
        verdict: pass with marks: {given: 9, of: 20}, where half are needed
    Right:
        verdict: referral, or the marks as they were meant
    """
    qualification = facts.portfolio.qualification
    share = qualification.pass_mark_criterion.value if qualification else None
    doubt = qualification.pass_mark_criterion.doubt if qualification else ""
    for record, position, decision in _passed(facts):
        marks = decision.marks
        if marks and share is not None and marks.given * 100 < share * marks.of:
            yield Finding(
                at=Place(record.path, ("decisions", position, "marks")),
                message=f"{shown(decision.criterion)} is passed with {marks.given:g} of {marks.of:g} marks, and "
                f"{share:g} per cent are needed for each criterion." + in_doubt(doubt),
                doubtful=bool(doubt),
                hint="Look at the marks, or refer the criterion. A centre's own share stands in qualification.yaml, as "
                "pass_mark_criterion.",
                criterion=decision.criterion,
            )
        if marks and marks.given > marks.of:
            yield Finding(
                at=Place(record.path, ("decisions", position, "marks", "given")),
                message=f"{marks.given:g} marks are given, and there are only {marks.of:g}.",
                hint="Look at the two figures.",
                criterion=decision.criterion,
            )


def section_below_pass(facts: Facts) -> Iterator[Finding]:
    """A criterion was passed, and its learning outcome has fewer marks than it takes.

    Why:
        A centre may ask for a share of the marks of each learning outcome, as one centre's template for 8581-700 does.
        Then one weak criterion can hold back the others.
    Wrong:
        8 of 20 marks for all criteria of an outcome, where half are needed
    Right:
        the outcome's criteria referred until they have 10
    """
    qualification = facts.portfolio.qualification
    share = qualification.pass_mark_section.value if qualification else None
    if qualification is None or share is None:
        return
    sections: dict[tuple[str, str], list[Coverage]] = defaultdict(list)
    for criterion in facts.progress.coverage:
        if criterion.criterion.outcome:
            sections[criterion.criterion.unit, criterion.criterion.outcome].append(criterion)
    for (unit, outcome), coverage in sections.items():
        standing = [
            criterion.standing for criterion in coverage if criterion.standing and criterion.standing.decision.marks
        ]
        if len(standing) < len(coverage):
            continue  # until every criterion of the outcome has its marks, nobody can say
        marks = [decided.decision.marks for decided in standing if decided.decision.marks]
        given, most = sum(mark.given for mark in marks), sum(mark.of for mark in marks)
        passed = [decided for decided in standing if decided.decision.verdict == "pass"]
        if passed and given * 100 < share * most:
            last = max(passed, key=lambda standing: (standing.record.date, standing.record.id, standing.position))
            yield Finding(
                at=Place(last.record.path, ("decisions", last.position, "marks")),
                message=f"Outcome {shown(outcome)} of {unit} has {given:g} of {most:g} marks, and {share:g} per cent "
                "are needed for each outcome." + in_doubt(qualification.pass_mark_section.doubt),
                doubtful=bool(qualification.pass_mark_section.doubt),
                hint="Look at the marks, or refer the criteria that lack them.",
            )


def _passed(facts: Facts) -> Iterator[tuple[AssessmentRecord, int, Decision]]:
    for record in facts.progress.assessment.records:
        for position, decision in enumerate(record.decisions):
            if decision.verdict == "pass":
                yield record, position, decision
