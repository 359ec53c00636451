"""CF4: criteria and required evidence. What is there, what is missing, and what rests on too little?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import count, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.rule import ASKED_BY_AWARDING_BODY
from coachfolio.checks.rules.said import in_doubt
from coachfolio.evidence import claims_in
from coachfolio.evidence.contacts import DIARY
from coachfolio.evidence.model import MappingSheet
from coachfolio.facts.progress import Coverage
from coachfolio.facts.progress.coverage import ClaimMade
from coachfolio.format.qualification import WHO_ASKS
from coachfolio.format.schemas import evidence_kinds, folder_of_kind, words_for
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

_QUALIFICATION: Final = Place(PORTFOLIO_FILE, ("qualification",))


def _claims(coverage: Coverage) -> tuple[tuple[str, Place], ...]:
    return tuple(("Claimed here.", Place(claim.path, claim.place)) for claim in coverage.claims[:5])


def _criterion(coverage: Coverage) -> str:
    return f"{coverage.criterion.ref} ({shown(coverage.criterion.text, 80)})"


def criterion_missing(facts: Facts) -> Iterator[Finding]:
    """A criterion has no evidence.

    Why:
        Nothing in the portfolio points to it. An assessor who goes through the criteria finds nothing there.
    Wrong:
        no claim of D7.02/s2 anywhere
    Right:
        claims: [{criterion: D7.02/s2, where: reflection, how: two rounds of feedback with my peer}]
    """
    for criterion in facts.progress.coverage:
        if criterion.state == "missing":
            yield Finding(
                at=_QUALIFICATION,
                message=f"{_criterion(criterion)} has no evidence." + in_doubt(criterion.criterion.doubt),
                hint="Find the evidence that shows it, and add a claim with criterion, where and how.",
                criterion=criterion.criterion.ref,
                doubtful=bool(criterion.criterion.doubt),
            )


def criterion_thin(facts: Facts) -> Iterator[Finding]:
    """A criterion has fewer pieces of evidence than are asked for.

    Why:
        A centre may ask for more than one piece for each criterion. The message says who asks.
    Wrong:
        one piece for D7.01/s3, where qualification.yaml asks for two
    Right:
        a second piece that claims D7.01/s3
    """
    for criterion in facts.progress.coverage:
        if criterion.thin:
            who = WHO_ASKS["centre"] if criterion.criterion.required_by == "centre" else "the qualification"
            yield Finding(
                at=_QUALIFICATION,
                message=f"{_criterion(criterion)} has {count(len(criterion.evidence), 'piece')} of evidence, and "
                f"{who} asks for "
                f"{criterion.criterion.required}." + in_doubt(criterion.criterion.doubt),
                hint=f"It rests on {listed(criterion.evidence)}. Look for other evidence that shows it.",
                related=_claims(criterion),
                criterion=criterion.criterion.ref,
            )


def one_client(facts: Facts) -> Iterator[Finding]:
    """A criterion rests on one client alone.

    Why:
        Evidence from different clients shows more than work with one of them does. This is advice: no rule of ILM's on
        it is known to coachfolio.
    Wrong:
        four sessions for D7.03/s1, all with C01
    Right:
        four sessions for D7.03/s1, with C01 and C03
    """
    for criterion in facts.progress.coverage:
        if criterion.state == "claimed" and len(criterion.evidence) > 1 and len(criterion.clients) == 1:
            if all(claim.clients for claim in criterion.claims):
                yield Finding(
                    at=_QUALIFICATION,
                    message=f"{_criterion(criterion)} rests on one client alone, {criterion.clients[0]}.",
                    hint="Add evidence from work with another client.",
                    related=_claims(criterion),
                    criterion=criterion.criterion.ref,
                )


def one_piece(facts: Facts) -> Iterator[Finding]:
    """A criterion rests on one piece of evidence.

    Why:
        If the assessor does not take that piece, the criterion has nothing.
    Wrong:
        one claim of D7.01/s3 in the whole portfolio
    Right:
        two pieces that claim D7.01/s3
    """
    for criterion in facts.progress.coverage:
        if criterion.state == "claimed" and not criterion.thin and len(criterion.evidence) == 1:
            yield Finding(
                at=_QUALIFICATION,
                message=f"{_criterion(criterion)} rests on one piece, {criterion.evidence[0]}.",
                hint="Look for a second.",
                related=_claims(criterion),
                criterion=criterion.criterion.ref,
            )


def claim_without_locator(facts: Facts) -> Iterator[Finding]:
    """A claim does not say where in the evidence to look.

    Why:
        An assessor who has to search may not find it. A claim says which criterion, where, and how.
    Wrong:
        claims: [D7.03/s2]
    Right:
        claims: [{criterion: D7.03/s2, where: "reflection, second paragraph", how: holding back advice}]
    """
    for criterion in facts.progress.coverage:
        for claim in criterion.claims:
            if claim.where is None:
                yield Finding(
                    at=Place(claim.path, claim.place),
                    message=f"This claim of {claim.criterion} does not say where to look.",
                    hint="Below its criterion add where:, with the field or paragraph to look at, and how:, with one "
                    f"sentence. A reference that stands alone becomes a field first: - criterion: {claim.criterion}",
                    criterion=claim.criterion,
                )


def claim_leads_nowhere(facts: Facts) -> Iterator[Finding]:
    """A claim points at a field in which nothing is written.

    Why:
        Whoever reads it finds nothing there. Until there is something, the claim counts for nothing.
    Wrong:
        claims:
          - criterion: D7.01/s3
            where: reflection, in a session without a reflection
    Right:
        where: purpose, or the reflection written up
    """
    for claim in facts.progress.claims:
        if not claim.leads_somewhere:
            yield Finding(
                at=Place(claim.path, (*claim.place, "where")),
                message=f"This claim points at {shown(claim.where or '', 60)}, and nothing is written there.",
                hint="Write it up, or say where else to look. Until then the claim does not count.",
                criterion=claim.criterion,
            )


def claimed_twice(facts: Facts) -> Iterator[Finding]:
    """One claim stands in a piece of evidence and on a mapping sheet.

    Why:
        Two places for one claim soon say two different things. It counts once.
    Wrong:
        D7.01/s3 claimed in a session, and a row with D7.01/s3 and that session in mapping/D7.01.yaml
    Right:
        one of the two
    """
    sheets = {piece.path for piece in facts.portfolio.evidence if isinstance(piece, MappingSheet)}
    if not sheets:
        return
    first: dict[tuple[str, str, bool], ClaimMade] = {}
    for claim in facts.progress.claims:
        first.setdefault((claim.criterion, claim.evidence, claim.path in sheets), claim)
    for (criterion, evidence, on_sheet), claim in first.items():
        other = first.get((criterion, evidence, False))
        if on_sheet and other is not None:
            yield Finding(
                at=Place(claim.path, claim.place),
                message=f"{shown(criterion)} is claimed for {shown(evidence, 80)} here and in the piece itself.",
                hint="Keep one of the two, the one that says more.",
                related=(("Claimed there.", Place(other.path, other.place)),),
                criterion=criterion,
            )


def over_mapped(facts: Facts) -> Iterator[Finding]:
    """One piece of evidence claims very many criteria.

    Why:
        Ticking everything is worth less than showing one thing well, and may make an assessor doubt the rest.
    Wrong:
        a session with 15 claims
    Right:
        the two or three that it really shows
    """
    for piece in facts.portfolio.evidence:
        claimed = {claim.criterion for claim, _, _ in claims_in(piece)}
        if len(claimed) > facts.threshold("claims-on-one-piece"):
            yield Finding(
                at=Place(piece.path, ("claims" if getattr(piece, "claims", ()) else "contacts",), on_key=True),
                message=f"This {words_for(piece.type)} claims {len(claimed)} criteria.",
                hint="Keep the few that it shows best.",
            )


def evidence_missing(facts: Facts) -> Iterator[Finding]:
    """Evidence of a kind that is asked for is not there.

    Why:
        The qualification or the centre names kinds of evidence that every portfolio has. The message says who asks.
    Wrong:
        no file in cpd-plans, where the Diploma of 2007 asks for a development plan
    Right:
        cpd-plans/2026-01-09-first-plan.yaml
    """
    for met in facts.progress.requirements:
        requirement = met.requirement
        if requirement.measure not in ("evidence", "clients") or not met.binding or met.met:
            continue
        if requirement.measure == "clients":
            hint = "Clients count when a contact with them was held."
        else:
            kinds = DIARY if requirement.evidence == "diary" else (requirement.evidence or "",)
            folders = [folder_of_kind(kind) for kind in kinds if kind in evidence_kinds()]
            hint = f"It goes in the folder {listed(folders, last='or')}." if folders else ""
        place = (
            _QUALIFICATION
            if requirement.place is None
            else Place("qualification.yaml", ("requirements", requirement.place, "at_least"))
        )
        yield Finding(
            at=place,
            message=f"{requirement.name}: {met.actual or 'none yet'}; {requirement.who} asks for {met.required}."
            + in_doubt(requirement.doubt),
            hint=hint,
            doubtful=bool(requirement.doubt),
            fixed=ASKED_BY_AWARDING_BODY if requirement.set_by == "awarding-body" else "",
        )


def criteria_unknown(facts: Facts) -> Iterator[Finding]:
    """The criteria of a unit are not known.

    Why:
        The awarding body's criteria are its own copyright, and those of this unit have not been seen by coachfolio's
        writers, or not all. Without the whole list nothing can be said about the unit, so it never counts as complete.
    Wrong:
        8589-702, with nothing in qualification.yaml
    Right:
        8589-702 in qualification.yaml, with criteria_complete: yes and the list from the handbook
    """
    for unit in facts.progress.units:
        if unit.state == "unknown":
            yield Finding(
                at=_QUALIFICATION,
                message=f"The criteria of {unit.unit.ref} are not all known, so this unit cannot be complete."
                + in_doubt(unit.unit.doubt),
                doubtful=bool(unit.unit.doubt),
                hint="Take them from your handbook or your centre's. In qualification.yaml, whose first line is "
                "format: 1, "
                f"list under units the ref {unit.unit.ref} with criteria_are: official, criteria_complete: yes, and "
                "each number and text under criteria.",
            )


def units_unknown(facts: Facts) -> Iterator[Finding]:
    """Not all units of the qualification are known.

    Why:
        Of some editions only a part has been seen by coachfolio's writers. What is not evidenced is no unit here, so
        there may be more than are listed, and the whole cannot be complete.
    Wrong:
        the outline of 8589, with nothing in qualification.yaml
    Right:
        units_complete: yes in qualification.yaml, with every unit that the handbook has
    """
    qualification = facts.portfolio.qualification
    if qualification is not None and not qualification.units_complete:
        known = listed(unit.ref for unit in qualification.units)
        yield Finding(
            at=_QUALIFICATION,
            message=f"Not all units of this qualification are known here: {known} may not be all of them.",
            hint="Write every unit of your handbook into qualification.yaml, and units_complete: yes. They take the "
            "place of those that are only known in part.",
        )


def not_official_criteria(facts: Facts) -> Iterator[Finding]:
    """The criteria used are statements from a leaflet, not the official list.

    Why:
        The official criteria of these units are the awarding body's copyright, and have not been seen by coachfolio's
        writers. The leaflet's statements stand in for them, and evidence for them is no promise that the official ones
        are met.
    Wrong:
        a submission that was only ever held against the leaflet's statements
    Right:
        the official criteria in qualification.yaml, from the handbook
    """
    units = [unit.unit.ref for unit in facts.progress.units if unit.unit.criteria_are == "leaflet-statements"]
    if units:
        yield Finding(
            at=_QUALIFICATION,
            message=f"The criteria of {listed(units)} here are the leaflet's statements, not ILM's official criteria.",
            hint="If you or your centre have the official list, write it into qualification.yaml: it goes before them.",
        )
