"""What a portfolio's qualification.yaml says in the place of the pack: named wherever somebody relies on it."""

from __future__ import annotations

from coachfolio.base.errors import UnknownQualification
from coachfolio.format.overlays import own_words, says_otherwise
from coachfolio.format.packs import pack
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["said_by_own_file", "words_of_own_file"]


def said_by_own_file(portfolio: Portfolio) -> str:
    """What is judged by the portfolio's own qualification.yaml, in one sentence; empty where that is nothing."""
    return says_otherwise(words_of_own_file(portfolio))


def words_of_own_file(portfolio: Portfolio) -> tuple[str, ...]:
    """What is judged by the portfolio's own qualification.yaml, thing by thing."""
    if portfolio.overlay is None or portfolio.file is None:
        return ()
    try:
        base = pack(portfolio.file.qualification)
    except UnknownQualification:
        return ()
    return own_words(base, portfolio.overlay)
