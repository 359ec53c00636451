"""Rules about prior learning: who decides on it, and that somebody did."""

from __future__ import annotations

from collections.abc import Iterator

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import count, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.said import each_role
from coachfolio.evidence.attached import attached_files
from coachfolio.evidence.model import PriorLearning


def prior_learning_undecided(facts: Facts) -> Iterator[Finding]:
    """Nobody has decided on a claim of prior learning.

    Why:
        Here, what was learnt before counts once the centre has agreed to it.
    Wrong:
        state: claimed, when the portfolio is handed in
    Right:
        state: agreed, with decided_by and decided_on
    """
    for piece in facts.portfolio.evidence:
        if isinstance(piece, PriorLearning) and piece.state == "claimed":
            yield Finding(
                at=Place(piece.path, ("title",)),
                message="Nobody has agreed to this claim of prior learning, or refused it.",
                hint="Ask your centre; then write state: agreed or refused, with decided_by and decided_on.",
            )


def prior_learning_decided_by_another(facts: Facts) -> Iterator[Finding]:
    """Prior learning was agreed to by nobody who may.

    Why:
        An earlier achievement takes the place of new evidence, so coachfolio asks that somebody of the centre agrees to
        it.
    Wrong:
        state: agreed, with decided_by: peer-1, or with nobody named
    Right:
        state: agreed, with decided_by: assessor-1
    """
    parties = facts.progress.assessment.parties
    for claim in facts.portfolio.evidence:
        if not isinstance(claim, PriorLearning) or claim.state == "claimed":
            continue
        refusal = parties.refusal(claim.decided_by, "agree_prior_learning") if claim.decided_by else None
        if claim.decided_by is None:
            said = ", and nobody is named who did that"
        elif refusal in ("role", "learner"):
            said = f" by {shown(claim.decided_by)}, who may not do that"
        elif refusal == "unknown" and facts.stage != "building":  # until then an unknown person is told as such
            said = f" by {shown(claim.decided_by)}, whom portfolio.yaml does not know"
        else:
            continue
        yield Finding(
            at=Place(claim.path, ("decided_by",) if claim.decided_by else ("state",)),
            message=f"This claim was {claim.state}{said}.",
            hint=f"Name {listed(each_role(parties.may['agree_prior_learning']), last='or')} of your centre.",
        )


def prior_learning_without_proof(facts: Facts) -> Iterator[Finding]:
    """A claim of prior learning has no proof with it.

    Why:
        What was learnt before stands in for evidence, so the certificate or transcript has to be there for others to
        see. A name under decided_by is only typed: it shows nothing by itself.
    Wrong:
        state: agreed, with claims of two criteria, and no attachments
    Right:
        attachments: [certificate-2023.pdf]
    """
    portfolio = facts.portfolio
    proved = {
        path
        for path, _, target in attached_files(portfolio.references, portfolio.sizes)
        if target in portfolio.sizes and target not in portfolio.hollow
    }
    for claim in portfolio.evidence:
        if not isinstance(claim, PriorLearning) or claim.state == "refused" or claim.path in proved:
            continue
        what = f"carries {count(len(claim.claims), 'criterion', 'criteria')}" if claim.claims else "stands for a unit"
        typed = f", and that {shown(claim.decided_by)} agreed is only typed here" if claim.decided_by else ""
        yield Finding(
            at=Place(claim.path, ("title",)),
            message=f"This claim of prior learning {what} and has no proof attached{typed}.",
            hint="Put the certificate or transcript beside this file, and name it under attachments.",
        )
