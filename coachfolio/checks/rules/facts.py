"""What a rule is given: the portfolio, the facts worked out from it, and the day on which it is judged."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from coachfolio.base.diagnostics import Finding, Place, Problem, Span
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence import Reference
from coachfolio.evidence.model import Evidence
from coachfolio.facts.progress import Progress
from coachfolio.format.plugged import thresholds_offered
from coachfolio.portfolio.earlier import EarlierContents
from coachfolio.portfolio.portfolio import Portfolio, Stage

if TYPE_CHECKING:
    from coachfolio.confidentiality.facts import Exposure
    from coachfolio.facts.losses import Loss
    from coachfolio.record.facts import PracticeRecord

__all__ = ["THRESHOLDS", "Facts", "WaiverUse"]

T = TypeVar("T")

THRESHOLDS: Final = {
    "plausible-day-minutes": 600,
    "claims-on-one-piece": 8,
    "largest-attachment-mb": 10,
    "time-running-out-days": 183,
    "contacts-without-agreement": 2,
    "recorded-late-days": 7,
    "recorded-very-late-days": 28,
}
"""What passes without a finding, where the portfolio's settings say nothing else."""


@frozen()
class WaiverUse(Frozen):
    """One waiver, as it stands in portfolio.yaml or beside a line, and what came of it."""

    code: str
    at: Place | tuple[str, Span]
    state: Literal["used", "unused", "expired", "refused", "unknown", "without-reason"]
    passed: int
    """How many findings it let pass."""
    broad: bool
    """Whether it names neither a file nor a criterion nor a line."""
    until: datetime.date | None = None
    why_refused: str = ""
    """Why it may not let pass what it is for, where it may not."""
    about_a_save: bool = False
    """Whether it is for a loss: those are only looked for where something is saved."""


@dataclass(frozen=True)
class Facts:
    """Everything that rules judge."""

    portfolio: Portfolio
    progress: Progress
    today: datetime.date
    waivers: tuple[WaiverUse, ...] = ()
    """What came of the waivers; known once all other rules have been asked."""
    record: PracticeRecord | None = None
    """The record of practice, where it is judged as well."""
    exposure: Exposure | None = None
    """What may give a client away, where that was looked for."""
    losses: tuple[Loss, ...] = ()
    """What a save would lose, where one is judged."""
    stage: Stage = "building"
    """What the portfolio is judged for."""
    earlier: EarlierContents | None = None
    """What changed evidence was when it was decided on, where a record was asked."""
    left_out: tuple[str, ...] = ()
    """The files that git leaves out of what is saved, where that was asked."""
    emptied: tuple[tuple[str, str], ...] = ()
    """The files whose saved content is kept as a file of 0 bytes, each with where in `.git` that lies."""
    known_rules: Mapping[str, str] = field(default_factory=dict)
    """Every rule by its code, and why it may not be waived; empty where it may be."""

    @cached_property
    def _thresholds(self) -> dict[str, int]:
        file = self.portfolio.file
        own = file.settings.thresholds if file and file.settings else ()
        return {**THRESHOLDS, **thresholds_offered(), **{setting.name: setting.value for setting in own}}

    def threshold(self, name: str) -> int:
        """The most that passes without a finding in this portfolio, by the name of a threshold, also of a plug-in."""
        return self._thresholds[name]

    @cached_property
    def _made(self) -> dict[Callable[[Facts], Any], Any]:
        return {}

    def once(self, make: Callable[[Facts], T]) -> T:
        """What a function makes of these facts, which is worked out once and shared by all rules that ask."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def _problems(self) -> dict[str, list[tuple[str, Problem]]]:
        by_rule: dict[str, list[tuple[str, Problem]]] = defaultdict(list)
        for path, problem in self.portfolio.problems:
            by_rule[problem.rule].append((path, problem))
        return by_rule

    @cached_property
    def by_id(self) -> dict[str, Evidence]:
        """Evidence by its id."""
        return {piece.id: piece for piece in self.portfolio.evidence}

    def read(self, rule: str) -> Iterator[Finding]:
        """What reading found that this rule explains."""
        for path, problem in self._problems.get(rule, ()):
            place = problem.at
            yield Finding(
                at=(path, place) if isinstance(place, Span) else Place(path, place, on_key=problem.on_key),
                message=problem.message,
                hint=problem.hint,
                related=tuple((message, (path, span)) for message, span in problem.related),
                concealed=problem.concealed,
            )

    def mentions(self, *to: str) -> Iterator[tuple[str, Reference]]:
        """Every mention of some kinds of thing, with the path of the file that it stands in."""
        for path, references in (*self.portfolio.references.items(), *self.portfolio.mentioned.items()):
            for reference in references:
                if reference.to in to:
                    yield path, reference
