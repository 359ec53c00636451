"""How a loss can be explained in portfolio.yaml: the lines that waive it, as they can be pasted there."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from coachfolio.base.diagnostics import Diagnostic
from coachfolio.base.words import one_line
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

__all__ = ["MOST_LOSSES", "waivers_for"]

MOST_LOSSES: Final = 12
"""Losses that are named."""

_REASON: Final = "say why here"


def waivers_for(losses: Sequence[Diagnostic], today: datetime.date) -> tuple[str, ...]:
    """An item of the list waivers for each of the first losses that can be waived; `today` is when they end."""
    return tuple(line for loss in losses[:MOST_LOSSES] if (line := _waiver(loss, today)))


def _waiver(loss: Diagnostic, today: datetime.date) -> str:
    """Empty where there is no such line: none may name a client, and none stays where the portfolio goes."""
    from coachfolio.checks.rules import losses, rule_of
    from coachfolio.confidentiality.covering import COVER
    from coachfolio.format.documents.values import ANYTHING, shape_of
    from coachfolio.format.documents.writing import in_one_line

    whole = loss.path == PORTFOLIO_FILE
    if COVER in loss.path or (whole and loss.code == rule_of(losses.evidence_lost).code):
        return ""
    fields = {"code": loss.code}
    fields |= {"criterion": loss.criterion} if loss.criterion else {"path": loss.path}
    fields["reason"] = _REASON
    if whole and not loss.criterion:  # or it would explain the next fall as well
        fields["until"] = today.isoformat()
    line = f"- {in_one_line(fields, shape_of('portfolio').fields['waivers'].item or ANYTHING)}"
    line = line.replace(f"reason: {_REASON}", f'reason: "{_REASON}"')  # a reason with a comma would end at it
    return line if line == one_line(line) else ""
