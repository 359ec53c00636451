"""Before anything is handed over or sealed: does an error stand that gives a client away?"""

from __future__ import annotations

import os

from coachfolio.base.diagnostics import Diagnostic
from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import count
from coachfolio.checks.checking import check
from coachfolio.checks.rules import GIVEN_AWAY, all_rules
from coachfolio.confidentiality.portfolios import kept_in_git, looked_through, whole_file, with_record
from coachfolio.portfolio.loading import open_portfolio

__all__ = ["GivesAway", "must_give_nobody_away"]


class GivesAway(CoachfolioError):
    """A client is given away, so nothing was made. The text says where, and what to do."""


def must_give_nobody_away(folder: str | os.PathLike[str], what: str) -> bool:
    """Look for clients in the files of a portfolio's folder and in its record, and say whether there is a list of them.

    `what` is what would be made, such as `hand-over file`. Nothing is written. Raises GivesAway, NoPortfolio.
    """
    portfolio = open_portfolio(folder)
    read = whole_file(folder)
    exposure, key = looked_through(portfolio, folder, read=read)
    if kept_in_git(folder) is not None:
        exposure = with_record(exposure, portfolio, folder, key, read)
    rules = [rule for rule in all_rules() if rule.no_waiver == GIVEN_AWAY]
    found = check(portfolio, rules=rules, key=key, exposure=exposure).diagnostics
    if found:
        raise GivesAway(_text(found, what))
    return exposure.names_checked


def _text(found: tuple[Diagnostic, ...], what: str) -> str:
    """The first finding with what to do, and how many there are."""
    first = found[0]
    more = ""
    if len(found) > 1:
        verb = "is" if len(found) == 2 else "are"
        more = f" There {verb} {count(len(found) - 1, 'more finding')} of this sort: coachfolio check shows each."
    return (
        f"No {what} was made: it would give a client away. {first.path}, line {first.span.line}: {first.message} "
        f"{first.hint}{more}"
    )
