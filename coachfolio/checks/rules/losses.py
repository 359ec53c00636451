"""CF9: losses. What would a save take away of what was there before it? Asked only where something is saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.checks.rules.facts import Facts
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

if TYPE_CHECKING:
    from coachfolio.facts.losses import LossKind

_TWO_WAYS: Final = "Put it back, or say why: after Reason: in the message, or by a waiver in portfolio.yaml."


def _lost(facts: Facts, kind: LossKind) -> Iterator[Finding]:
    """What has no file of its own stands at portfolio.yaml."""
    for loss in facts.losses:
        if loss.kind == kind:
            at = Place(loss.path or PORTFOLIO_FILE)
            yield Finding(at=at, message=loss.what, hint=_TWO_WAYS, criterion=loss.criterion)


def evidence_lost(facts: Facts) -> Iterator[Finding]:
    """A save removes evidence.

    Why:
        A portfolio grows. Whoever saw the evidence will ask where it went. A file that is only moved is not lost.
    Wrong:
        git rm sessions/2026-03-11-c01-the-deputy.yaml
        git commit -m "Tidy up"
    Right:
        git rm sessions/2026-03-11-c01-the-deputy.yaml
        git commit -m "Take out one session" -m "Reason: C01 asked me to leave this out."
    """
    yield from _lost(facts, "evidence")


def criterion_lost(facts: Facts) -> Iterator[Finding]:
    """A save leaves a criterion without any evidence that had some.

    Why:
        What counted yesterday does not count today, perhaps because a claim or a sheet went by mistake.
    Wrong:
        the only claim for D7.03/s2 taken out of its sheet
    Right:
        D7.03/s2 claimed in another sheet first, or
        waivers: [{code: CF902, criterion: D7.03/s2, reason: The peer's sheet will show it.}]
    """
    yield from _lost(facts, "criterion")


def hours_fell(facts: Facts) -> Iterator[Finding]:
    """A save leaves fewer hours held than there were.

    Why:
        Your qualification, your centre or a log may ask for hours of contact, and somebody may have relied on the sum.
    Wrong:
        minutes: 60, which said 90 when it was last saved
    Right:
        the same, and in the message
        Reason: I had counted the break.
    """
    yield from _lost(facts, "hours")


def credits_fell(facts: Facts) -> Iterator[Finding]:
    """A save leaves fewer credits evidenced than there were.

    Why:
        A unit counts when all of its criteria have evidence. One claim less can cost all of the unit's credits.
    Wrong:
        the last claim for a criterion of D7.03 taken out
    Right:
        D7.03 still whole, or the reason in the message or in a waiver
    """
    yield from _lost(facts, "credits")


def decision_made_stale(facts: Facts) -> Iterator[Finding]:
    """A save changes evidence that was decided on, or a criterion is not accepted any more.

    Why:
        An assessor decided on what was there. Changed afterwards, it is not what they passed.
    Wrong:
        the reflection of a session rewritten after it was decided on
    Right:
        a new sheet for what came to mind later, or the change with a reason that the assessor can read
    """
    yield from _lost(facts, "decision")


def seal_made_stale(facts: Facts) -> Iterator[Finding]:
    """A save changes evidence that is sealed.

    Why:
        The seal says what it looked like. Changed afterwards, the seal does not speak for it any more.
    Wrong:
        a sheet rewritten after the submission was sealed
    Right:
        the sheet as it was sealed, or the change with a reason, and a new seal
    """
    yield from _lost(facts, "seal")


def signature_made_stale(facts: Facts) -> Iterator[Finding]:
    """A save changes what somebody signed, and the signature stays as it was.

    Why:
        The signature was given to other words.
    Wrong:
        the purpose of an agreement rewritten, above the client's signature of March
    Right:
        the new words with a new signature and its date
    """
    yield from _lost(facts, "signature")


def words_lost(facts: Facts) -> Iterator[Finding]:
    """A save leaves hardly any of the words that a piece of evidence had.

    Why:
        What was told of a session is the evidence. A slip of the keys, or a program that saved too early, can empty it.
    Wrong:
        a reflection of 300 words that has 4 any more
    Right:
        the words put back, or the reason in the message
        Reason: C01 asked me to leave the story out.
    """
    yield from _lost(facts, "words")


def declaration_made_stale(facts: Facts) -> Iterator[Finding]:
    """A save changes a portfolio that was declared as it stood.

    Why:
        Whoever declared it, declared what was there. What is added or changed later is not declared.
    Wrong:
        a sheet added to a portfolio that was declared last week, with nothing said of it
    Right:
        the sheet with a reason, and the declaration made again when nothing more is to change
    """
    yield from _lost(facts, "declaration")
