"""Rules about units that are signed off."""

from __future__ import annotations

from collections.abc import Iterator

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import day, listed
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.said import changed_places, what_changed
from coachfolio.facts.assessment.decisions import standing_decisions
from coachfolio.facts.progress.coverage import SETTLED
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE


def unit_signed_off_early(facts: Facts) -> Iterator[Finding]:
    """A unit is signed off, and not every criterion of it is accepted.

    Why:
        Signing a unit off says that all of it is met.
    Wrong:
        unit_signed_off: yes, with one of the unit's criteria referred
    Right:
        unit_signed_off: yes, once every criterion is accepted or justified
    """
    for unit in facts.progress.units:
        if unit.signed_off is None or unit.signed_off.stale:
            continue
        waiting = [
            criterion.criterion.ref
            for criterion in unit.coverage
            if criterion.state not in SETTLED and criterion.state != "stale"
        ]
        if waiting:
            yield Finding(
                at=Place(unit.signed_off.record.path, ("unit_signed_off",)),
                message=f"{unit.unit.ref} is signed off, and {listed(waiting)} {'is' if len(waiting) == 1 else 'are'} "
                "not yet accepted.",
                hint="Decide on what is left first, or write unit_signed_off: no.",
            )
            continue
        assessment, signed = facts.progress.assessment, unit.signed_off.record
        until = [record for record in assessment.records if record.date <= signed.date]
        then = standing_decisions(until, assessment.parties, assessment.contents)
        later = [
            criterion.criterion.ref
            for criterion in unit.coverage
            if criterion.criterion.ref not in then or then[criterion.criterion.ref].decision.verdict == "referral"
        ]
        if later:
            yield Finding(
                at=Place(signed.path, ("unit_signed_off",)),
                message=f"{unit.unit.ref} was signed off on {day(signed.date)}, and {listed(later)} "
                f"{'was' if len(later) == 1 else 'were'} accepted only after that.",
                hint="Write unit_signed_off: no there, and sign the unit off again: "
                f"coachfolio sign-off {unit.unit.ref}",
            )


def unit_sign_off_stale(facts: Facts) -> Iterator[Finding]:
    """What a unit was signed off on was changed after it.

    Why:
        A signature holds for what was there to be read.
    Wrong:
        a contact sheet of the unit corrected a month after the unit was signed off
    Right:
        the unit signed off again, once what changed has been decided on
    """
    for unit in facts.progress.units:
        if unit.signed_off and unit.signed_off.stale:
            changes = unit.signed_off.changes
            yield Finding(
                at=Place(unit.signed_off.record.path, ("unit_signed_off",)),
                message=f"{unit.unit.ref} was signed off on {day(unit.signed_off.record.date)}, and "
                f"{what_changed(facts, changes)}.",
                hint=f"Once it is decided on again: coachfolio sign-off {unit.unit.ref}",
                related=changed_places(changes),
            )


def unit_not_signed_off(facts: Facts) -> Iterator[Finding]:
    """A unit is not signed off.

    Why:
        Before a certificate is claimed, coachfolio asks for an assessor's word that each unit is complete. That ILM has
        such a rule is not known.
    Wrong:
        every criterion accepted, and nobody's word that the unit is complete
    Right:
        unit_signed_off: yes in the last assessment record of the unit
    """
    for unit in facts.progress.units:
        if unit.unit.mandatory and unit.signed_off is None:
            yield Finding(
                at=Place(PORTFOLIO_FILE, ("qualification",)),
                message=f"{unit.unit.ref} is not signed off.",
                hint=f"When every criterion is accepted: coachfolio sign-off {unit.unit.ref}",
            )
