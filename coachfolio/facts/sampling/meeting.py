"""Whether what is or was looked at is as much as a policy asks for. Written apart from what draws the plans."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import SamplingShares
from coachfolio.facts.sampling.frame import DecisionKey, Frame

__all__ = ["Shortfall", "meets"]


@frozen()
class Shortfall(Frozen):
    """A share of a policy that is not reached."""

    share: str
    """The policy's word for it, such as units."""
    assessor: str
    """Whose decisions they are, where the share is of each assessor's."""
    asked: int
    there: int
    of: int
    """How many there are in all."""


_SIDES: Final = ("learners", "units", "assessors", "methods", "evidence_types")


def meets(looked_at: Iterable[DecisionKey], frame: Frame, shares: SamplingShares) -> tuple[Shortfall, ...]:
    """What of a policy these decisions fall short of; nothing where they meet it.

    A share of so many per cent is rounded up: of seven units, 50 per cent are four.
    """
    chosen = set(looked_at)
    everything: dict[str, set[str]] = {side: set() for side in _SIDES}
    reached: dict[str, set[str]] = {side: set() for side in _SIDES}
    decisions: dict[str, list[bool]] = {}
    new: set[str] = set()
    for decision in frame.decided:
        is_in = decision.key in chosen
        facts: dict[str, Collection[str]] = {
            "learners": [decision.portfolio],
            "units": [decision.unit],
            "assessors": [decision.by],
            "methods": [decision.method],
            "evidence_types": decision.evidence_types,
        }
        for side, values in facts.items():
            everything[side].update(values)
            if is_in:
                reached[side].update(values)
        decisions.setdefault(decision.by, []).append(is_in)
        if decision.new:
            new.add(decision.by)
    short = []
    for side in _SIDES:
        asked = _asked(getattr(shares, side), len(everything[side]))
        if len(reached[side]) < asked:
            short.append(Shortfall(side, "", asked, len(reached[side]), len(everything[side])))
    for by, marks in sorted(decisions.items()):
        for share in ("decisions", "decisions_of_new_assessors"):
            if share == "decisions" or by in new:
                asked = _asked(getattr(shares, share), len(marks))
                if sum(marks) < asked:
                    short.append(Shortfall(share, by, asked, sum(marks), len(marks)))
    return tuple(short)


def _asked(per_cent: int | None, of: int) -> int:
    return math.ceil(Fraction(per_cent or 0, 100) * of)
