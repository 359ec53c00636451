"""CF7: declarations. Is everything declared, by whom it should be, and about the portfolio as it stands?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import day, listed
from coachfolio.checks.rules.facts import Facts
from coachfolio.facts.assessment import Declared

_WHOLE: Final = Place("portfolio.yaml", ("learner",), on_key=True)


def declaration_missing(facts: Facts) -> Iterator[Finding]:
    """There is no signed declaration that the work is your own.

    Why:
        Without a declaration of authenticity the awarding body cannot verify the work. Centres use their own wording;
        coachfolio asks that there is one, signed by the learner.
    Wrong:
        no file with kind: authenticity in declarations
    Right:
        declarations/2026-11-02-authenticity.yaml with kind: authenticity, by: learner and a signature
    """
    if not _made(facts, "authenticity"):
        yield Finding(
            at=_WHOLE,
            message="There is no declaration, signed by you, that the work is your own.",
            hint="Make one: coachfolio declare authenticity",
        )


def consent_not_declared(facts: Facts) -> Iterator[Finding]:
    """There is no signed declaration about clients' consent and confidentiality.

    Why:
        Whoever reads the portfolio has to know that the clients in it agreed to it, and that they cannot be recognised.
    Wrong:
        a portfolio with clients, and no declaration of kind consent or confidentiality
    Right:
        declarations/2026-11-02-confidentiality.yaml with kind: confidentiality, by: learner and a signature
    """
    file = facts.portfolio.file
    if file and file.clients and not (_made(facts, "consent") or _made(facts, "confidentiality")):
        yield Finding(
            at=Place("portfolio.yaml", ("clients",), on_key=True),
            message="There is no declaration, signed by you, on your clients' consent and on confidentiality.",
            hint="Make one: coachfolio declare confidentiality",
        )


def centre_not_declared(facts: Facts) -> Iterator[Finding]:
    """There is no signed declaration of the centre.

    Why:
        A cover sheet has two halves. In its own the centre says that the work was checked and that support was given.
    Wrong:
        no file with kind: centre in declarations
    Right:
        declarations/2026-11-02-centre.yaml with kind: centre, by: tutor-1 and a signature
    """
    if not _made(facts, "centre"):
        yield Finding(
            at=_WHOLE,
            message="There is no declaration of your centre, signed by somebody who may.",
            hint="Ask your tutor for one. They make it with: coachfolio declare centre",
        )


def _made(facts: Facts, kind: str) -> bool:
    return any(
        one.declaration.kind == kind and one.entitled and one.signed for one in facts.progress.assessment.declared
    )


def declaration_incomplete(facts: Facts) -> Iterator[Finding]:
    """A declaration leaves something open.

    Why:
        A point that is left out or denied is not declared. Who used artificial intelligence, and for what, belongs to a
        declaration that the work is one's own.
    Wrong:
        kind: authenticity without sources_credited and without ai_use
    Right:
        every point answered with yes, and ai_use: none or described
    """
    made = sorted((one for one in facts.progress.assessment.declared if one.entitled), key=lambda one: one.signed)
    for one in {one.declaration.kind: one for one in made}.values():  # the last of each kind, a signed one first of all
        if one.denied:
            yield Finding(
                at=Place(one.declaration.path, ("statements", one.denied[0])),
                message=f"This declaration says no to {listed(one.denied)}.",
                hint="What cannot be declared has to be talked through with your centre before the portfolio goes in.",
            )
        if one.unsaid:
            where = ("statements",) if one.declaration.statements else ("kind",)
            yield Finding(
                at=Place(one.declaration.path, where, on_key=True),
                message=f"This declaration says nothing of {listed(one.unsaid)}.",
                hint="Answer each point with yes, if it is so."
                if "ai_use" not in one.unsaid
                else "Answer each point with yes, if it is so; for ai_use write none, or described with "
                "ai_use_described.",
            )


def declared_by_another(facts: Facts) -> Iterator[Finding]:
    """A declaration is made by somebody who cannot make it.

    Why:
        Only the learner can declare the work their own. Only somebody of the centre can declare for the centre.
    Wrong:
        kind: centre, by: learner
    Right:
        kind: centre, by: tutor-1
    """
    parties = facts.progress.assessment.parties
    for one in facts.progress.assessment.declared:
        known = one.declaration.by == "learner" or one.declaration.by in parties.people
        if known and not one.entitled:
            centre = one.declaration.kind == "centre"
            yield Finding(
                at=Place(one.declaration.path, ("by",)),
                message=f"This declaration is {'the centre' if centre else 'the learner'}'s to make.",
                hint=f"Somebody of the centre makes it: {listed(sorted(parties.may['declare_for_centre']), last='or')}."
                if centre
                else "Write by: learner, and let the learner sign.",
            )


def declaration_stale(facts: Facts) -> Iterator[Finding]:
    """The portfolio has moved on since it was declared.

    Why:
        A declaration is about the work as it was on that day. What came or changed later is not declared.
    Wrong:
        a session added after the declaration that all of it is one's own work
    Right:
        a new declaration, made last
    """
    for one in _last(facts):
        if one.stale:
            yield Finding(
                at=Place(one.declaration.path, ("manifest",)),
                message=f"The portfolio is not any more as it was declared on {day(one.declaration.date)}.",
                hint=f"When nothing more is to change: coachfolio declare {one.declaration.kind}",
            )


def declaration_not_pinned(facts: Facts) -> Iterator[Finding]:
    """A declaration does not say about which state of the portfolio it is.

    Why:
        Without it nobody can tell whether the work is still what was declared.
    Wrong:
        a declaration without manifest
    Right:
        the same, made with coachfolio declare
    """
    for one in _last(facts):
        if not one.pinned:
            yield Finding(
                at=Place(one.declaration.path, ("kind",)),
                message="This declaration does not say about which state of the portfolio it is.",
                hint=f"Make it again: coachfolio declare {one.declaration.kind}",
            )


def _last(facts: Facts) -> list[Declared]:
    """The declaration of each kind that counts: the last one that was signed by somebody who may."""
    last = {one.declaration.kind: one for one in facts.progress.assessment.declared if one.entitled and one.signed}
    return list(last.values())
