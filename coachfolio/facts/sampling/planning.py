"""Which decisions to look at: as many as a policy asks for, spread as it asks, and drawn by a seed.

No hand and no chance is in it. Decisions are considered in the order of the SHA-256 of the seed and the decision. So
one seed over the same decisions gives one plan on every computer.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.evidence.model import SamplingShares
from coachfolio.facts.sampling.frame import Decided, DecisionKey, Frame

__all__ = ["Choice", "NothingToPlan", "Plan", "plan"]


class NothingToPlan(CoachfolioError):
    """There is nothing to choose from, or nothing is asked for."""


@frozen()
class Choice(Frozen):
    """One decision that is to be looked at."""

    decided: Decided
    because: tuple[str, ...]
    """What the policy chose it for."""


@frozen()
class Plan(Frozen):
    """The decisions to look at."""

    seed: str
    choices: tuple[Choice, ...]
    """In the order of their keys."""
    frame: Frame


class _Dimension(NamedTuple):
    """One of the sides from which a policy looks at the decisions."""

    share: str
    """The policy's word for it."""
    one: str
    values: Callable[[Decided], tuple[str, ...]]


_LEARNERS: Final = _Dimension("learners", "learner", lambda decision: (decision.portfolio,))
_ASSESSORS: Final = _Dimension("assessors", "assessor", lambda decision: (decision.by,))
_SPREAD: Final = (
    _Dimension("units", "unit", lambda decision: (decision.unit,)),
    _Dimension("methods", "method", lambda decision: (decision.method,)),
    _Dimension("evidence_types", "evidence", lambda decision: decision.evidence_types),
)
_DIMENSIONS: Final = (_ASSESSORS, *_SPREAD, _LEARNERS)
"""Learners come last: whatever is chosen for another reason is of some learner, too."""


def plan(frame: Frame, shares: SamplingShares, seed: str) -> Plan:
    """The plan for a stage's shares: every one of them is met, and no decision in it could be left out.

    Each assessor's decisions are drawn in turn from every unit, method and kind of evidence, first of what nothing was
    drawn from yet. Then whatever of the other shares is missing is filled. What was looked at before is drawn only
    where a share cannot be met without it.
    """
    drawing = _Drawing(frame.decided, shares, seed)
    drawing.draw_for_assessors()
    drawing.fill()
    drawing.leave_out_what_nothing_needs()
    return Plan(seed, tuple(drawing.choices()), frame)


def _rounded_up(share: int | None, whole: int) -> int:
    return -(-(share or 0) * whole // 100)


@dataclass(slots=True)
class _Stratum:
    """The decisions of one assessor with the same unit, method and kinds of evidence, in the order of the draw."""

    rank: str
    example: Decided
    waiting: list[Decided]
    """The next one last."""
    later: list[Decided]
    """Of learners of whom something was drawn already, in the order of the draw."""
    only_later: bool = False
    """Whether nothing is left but those: `waiting` holds them now."""

    def draw(self, learners: Mapping[str, int]) -> Decided | None:
        """The next decision, of a learner of whom nothing was drawn if there is one."""
        while self.waiting and not self.only_later:
            decision = self.waiting.pop()
            if not learners.get(decision.portfolio):
                return decision
            self.later.append(decision)
        if not self.only_later:
            self.waiting, self.only_later = self.later[::-1], True
        return self.waiting.pop() if self.waiting else None


class _Drawing:
    """A plan in the making."""

    def __init__(self, decided: Iterable[Decided], shares: SamplingShares, seed: str) -> None:
        self._seed = seed
        self._rank: dict[DecisionKey, str] = {decision.key: self._hash("\0".join(decision.key)) for decision in decided}
        self._all = sorted(decided, key=lambda decision: self._rank[decision.key])
        self._of_assessor: dict[str, list[Decided]] = defaultdict(list)
        for candidate in self._all:
            self._of_assessor[candidate.by].append(candidate)
        self._quota = {
            by: max(
                _rounded_up(shares.decisions, len(of)),
                _rounded_up(shares.decisions_of_new_assessors, len(of)) if of[0].new else 0,
            )
            for by, of in self._of_assessor.items()
        }
        self._with: dict[str, dict[str, list[Decided]]] = {
            dimension.share: defaultdict(list) for dimension in _DIMENSIONS
        }
        for decision in self._all:
            for dimension in _DIMENSIONS:
                for value in dimension.values(decision):
                    self._with[dimension.share][value].append(decision)
        self._needed = {
            dimension.share: _rounded_up(getattr(shares, dimension.share), len(self._with[dimension.share]))
            for dimension in _DIMENSIONS
        }
        self._drawn: dict[DecisionKey, Decided] = {}
        """In the order in which they were drawn."""
        self._times: dict[str, Counter[str]] = {dimension.share: Counter() for dimension in _DIMENSIONS}
        """For each dimension, how often each of its values was drawn. No value stands there with 0."""

    def _hash(self, text: str) -> str:
        return hashlib.sha256(f"{self._seed}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()

    def _take(self, decision: Decided) -> None:
        self._drawn[decision.key] = decision
        for dimension in _DIMENSIONS:
            self._times[dimension.share].update(dimension.values(decision))

    def _missing(self, dimension: _Dimension) -> int:
        return self._needed[dimension.share] - len(self._times[dimension.share])

    def _gain(self, decision: Decided, dimensions: Iterable[_Dimension]) -> int:
        """How many values that are wanted still this decision would bring."""
        return sum(
            min(self._missing(dimension), sum(value not in self._times[dimension.share] for value in values))
            for dimension in dimensions
            if self._missing(dimension) > 0 and (values := dimension.values(decision))
        )

    # --- each assessor's share

    def draw_for_assessors(self) -> None:
        for by in self._of_assessor:  # in the order of the draw
            left = self._quota[by]
            fresh = [decision for decision in self._of_assessor[by] if not decision.looked_at]
            before = [decision for decision in self._of_assessor[by] if decision.looked_at]
            for pool in (fresh, before):
                for decided in self._in_turn(pool, left):
                    self._take(decided)
                    left -= 1

    def _in_turn(self, pool: Iterable[Decided], most: int) -> Iterator[Decided]:
        """At most so many decisions, one from every stratum in turn."""
        grouped: dict[tuple[str, str, tuple[str, ...]], list[Decided]] = defaultdict(list)
        for decision in pool:
            grouped[decision.unit, decision.method, decision.evidence_types].append(decision)
        strata = [
            _Stratum(self._hash(f"stratum\0{of[0].by}\0{key!r}"), of[0], of[::-1], []) for key, of in grouped.items()
        ]
        strata.sort(key=lambda stratum: stratum.rank)
        while strata and most > 0:
            left: list[_Stratum] = []
            for stratum in self._those_that_bring_something_first(strata):
                if most <= 0:
                    return
                drawn = stratum.draw(self._times["learners"])
                if drawn is not None:
                    most -= 1
                    yield drawn
                    left.append(stratum)
            strata = sorted(left, key=lambda stratum: stratum.rank)

    def _those_that_bring_something_first(self, strata: Iterable[_Stratum]) -> Iterator[_Stratum]:
        """All of them: while some have a unit, a method or a kind of evidence that is wanted, the best of those."""
        waiting = list(strata)
        while waiting:
            gains = [self._gain(stratum.example, _SPREAD) for stratum in waiting]
            best = max(gains)
            if best == 0:
                break
            yield waiting.pop(gains.index(best))
        yield from waiting

    # --- the other shares

    def fill(self) -> None:
        """Draw for each value of a dimension that is still wanted the decision that brings the most besides."""
        for dimension in _DIMENSIONS:
            values = self._with[dimension.share]
            order = sorted(values, key=lambda value: self._hash(f"{dimension.share}\0{value}"))
            # what was looked at before comes last here, too
            order.sort(key=lambda value: all(decision.looked_at for decision in values[value]))
            for value in order:
                if self._missing(dimension) <= 0:
                    break
                if value not in self._times[dimension.share]:
                    self._take(
                        min(
                            values[value], key=lambda decision: (decision.looked_at, -self._gain(decision, _DIMENSIONS))
                        )
                    )

    def leave_out_what_nothing_needs(self) -> None:
        """What was drawn early may have become needless by what was drawn later."""
        for decision in reversed(list(self._drawn.values())):
            if self._times["assessors"][decision.by] <= self._quota[decision.by]:
                continue
            if any(self._leaves_too_few(decision, dimension) for dimension in _DIMENSIONS):
                continue
            del self._drawn[decision.key]
            for dimension in _DIMENSIONS:
                times = self._times[dimension.share]
                for value in dimension.values(decision):
                    times[value] -= 1
                    if not times[value]:
                        del times[value]

    def _leaves_too_few(self, decision: Decided, dimension: _Dimension) -> bool:
        times = self._times[dimension.share]
        last = sum(times[value] == 1 for value in dimension.values(decision))
        return len(times) - last < self._needed[dimension.share] and last > 0

    def choices(self) -> Iterator[Choice]:
        """What was drawn, each with what it is there for."""
        seen: dict[str, set[str]] = {dimension.share: set() for dimension in _DIMENSIONS}
        because: dict[DecisionKey, list[str]] = {}
        for decision in self._drawn.values():
            reasons = because.setdefault(decision.key, [])
            if self._quota[decision.by]:
                reasons.append(self._assessor(decision))
            for dimension in _DIMENSIONS:
                for value in dimension.values(decision):
                    known = seen[dimension.share]
                    if value not in known and len(known) < self._needed[dimension.share]:
                        reasons += self._reasons(decision, dimension, value)
                    known.add(value)
        for key in sorted(self._drawn):
            yield Choice(self._drawn[key], tuple(dict.fromkeys(because[key])) or ("learner",))

    def _reasons(self, decision: Decided, dimension: _Dimension, value: str) -> Iterator[str]:
        if dimension is _ASSESSORS:
            yield self._assessor(decision)
        elif dimension is not _LEARNERS:
            yield f"{dimension.one} {shown(value)}"
        elif len(self._with["learners"]) > 1:
            yield "learner"

    def _assessor(self, decision: Decided) -> str:
        return f"{'new ' if decision.new else ''}assessor {shown(decision.by)}"
