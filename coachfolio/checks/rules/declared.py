"""CF7: declarations. Is everything declared, by whom it should be, and about the portfolio as it stands?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import day, listed
from coachfolio.checks.rules.facts import Facts
from coachfolio.facts.assessment import DeclarationMade
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

_WHOLE: Final = Place(PORTFOLIO_FILE, ("learner",), on_key=True)


def declaration_missing(facts: Facts) -> Iterator[Finding]:
    """There is no signed declaration that the work is your own.

    Why:
        Copies of ILM's cover sheet that others have published (a weak source) say that work without such a declaration
        is not verified. Centres use their own wording; coachfolio asks that there is one, signed by the learner.
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
        Whoever reads the portfolio should know that the clients in it agreed to it, or that they cannot be recognised.
        coachfolio asks for this; ILM's own rule is not known.
    Wrong:
        a portfolio with clients, and no declaration of kind consent or confidentiality
    Right:
        declarations/2026-11-02-confidentiality.yaml with kind: confidentiality, by: learner and a signature
    """
    file = facts.portfolio.file
    if file and file.clients and not (_made(facts, "consent") or _made(facts, "confidentiality")):
        yield Finding(
            at=Place(PORTFOLIO_FILE, ("clients",), on_key=True),
            message="There is no declaration, signed by you, on your clients' consent and on confidentiality.",
            hint="Make one: coachfolio declare confidentiality",
        )


def centre_not_declared(facts: Facts) -> Iterator[Finding]:
    """There is no signed declaration of the centre.

    Why:
        Copies of ILM's cover sheet that others have published (a weak source) have a half for the centre, which says
        that the work was checked and that support was given. Centres may use their own wording.
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
        declared.declaration.kind == kind and declared.entitled and declared.signed
        for declared in facts.progress.assessment.declared
    )


def declaration_incomplete(facts: Facts) -> Iterator[Finding]:
    """A declaration leaves something open.

    Why:
        A point that is left out or denied is not declared. Whether artificial intelligence was used, and for what,
        coachfolio asks with the declaration that the work is your own; ILM's rule on it is not known.
    Wrong:
        kind: authenticity without sources_credited and without ai_use
    Right:
        every point answered with yes, and ai_use: none or described
    """
    made = sorted(
        (declared for declared in facts.progress.assessment.declared if declared.entitled),
        key=lambda declared: declared.signed,
    )
    for declared in {
        declared.declaration.kind: declared for declared in made
    }.values():  # the last of each kind, a signed one first of all
        if declared.denied:
            yield Finding(
                at=Place(declared.declaration.path, ("statements", declared.denied[0])),
                message=f"This declaration says no to {listed(declared.denied)}.",
                hint="What cannot be declared has to be talked through with your centre before the portfolio goes in.",
            )
        if declared.unsaid:
            where = ("statements",) if declared.declaration.statements else ("kind",)
            yield Finding(
                at=Place(declared.declaration.path, where, on_key=True),
                message=f"This declaration says nothing of {listed(declared.unsaid)}.",
                hint="Answer each point with yes, if it is so."
                if "ai_use" not in declared.unsaid
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
    for declared in facts.progress.assessment.declared:
        known = declared.declaration.by == "learner" or declared.declaration.by in parties.people
        if known and not declared.entitled:
            centre = declared.declaration.kind == "centre"
            yield Finding(
                at=Place(declared.declaration.path, ("by",)),
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
    for declared in _last(facts):
        if declared.stale:
            yield Finding(
                at=Place(declared.declaration.path, ("manifest",)),
                message=f"The portfolio is not any more as it was declared on {day(declared.declaration.date)}.",
                hint=f"When nothing more is to change: coachfolio declare {declared.declaration.kind}",
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
    for declared in _last(facts):
        if not declared.pinned:
            yield Finding(
                at=Place(declared.declaration.path, ("kind",)),
                message="This declaration does not say about which state of the portfolio it is.",
                hint=f"Make it again: coachfolio declare {declared.declaration.kind}",
            )


def _last(facts: Facts) -> list[DeclarationMade]:
    """The declaration of each kind that counts: the last one that was signed by somebody who may."""
    last = {
        declared.declaration.kind: declared
        for declared in facts.progress.assessment.declared
        if declared.entitled and declared.signed
    }
    return list(last.values())
