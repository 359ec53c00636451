"""Facts: what was decided, declared, sampled and asked for, by whom, and whether it still holds."""

from __future__ import annotations

from collections.abc import Mapping

from coachfolio.base.errors import NotAPortfolio
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import AssessmentRecord
from coachfolio.facts.assessment.contents import EvidenceChange, PinnedContents, contents_in
from coachfolio.facts.assessment.decisions import SignOff, Standing, in_order, signed_off, standing_decisions
from coachfolio.facts.assessment.declared import DeclarationMade, declarations_in
from coachfolio.facts.assessment.due import Due, due_in
from coachfolio.facts.assessment.entitlement import Parties, parties_of
from coachfolio.facts.assessment.sampled import Planned, Sampled, planned_in, sampled_in
from coachfolio.portfolio.portfolio import Portfolio

__all__ = [
    "Assessment",
    "DeclarationMade",
    "Due",
    "EvidenceChange",
    "Parties",
    "PinnedContents",
    "Planned",
    "Sampled",
    "SignOff",
    "Standing",
    "assessment_of",
]


@frozen()
class Assessment(Frozen):
    """The assessment of a portfolio as it stands."""

    parties: Parties
    contents: PinnedContents
    records: tuple[AssessmentRecord, ...]
    """Every assessment record, in order."""
    standing: Mapping[str, Standing]
    """By criterion, the decision that stands."""
    signed_off: Mapping[str, SignOff]
    """By unit, its last signing off."""
    declared: tuple[DeclarationMade, ...]
    sampled: tuple[Sampled, ...]
    planned: tuple[Planned, ...]
    due: tuple[Due, ...]

    @property
    def judged_before(self) -> frozenset[str]:
        """The ids of contents that something was decided on and that are others now."""
        return frozenset(
            content
            for record in self.records
            for name, content in record.contents.items()
            if self.contents.now(name) != content
        )


def assessment_of(portfolio: Portfolio) -> Assessment:
    """Work out the facts of the assessment. Raises NotAPortfolio."""
    if not isinstance(portfolio, Portfolio):
        raise NotAPortfolio(portfolio)
    parties = parties_of(portfolio)
    contents = contents_in(portfolio)
    records = tuple(in_order(portfolio.evidence))
    standing = standing_decisions(records, parties, contents)
    sampled = sampled_in(portfolio.evidence, parties, standing)
    own = portfolio.file.id if portfolio.file else None
    return Assessment(
        parties=parties,
        contents=contents,
        records=records,
        standing=standing,
        signed_off=signed_off(records, parties, contents, standing),
        declared=declarations_in(portfolio.evidence, parties, contents),
        sampled=sampled,
        planned=planned_in(portfolio.evidence, sampled, frozenset({own} if own else ())),
        due=due_in(portfolio.evidence),
    )
