"""What a rule is given: the portfolio, the facts worked out from it, and the day on which it is judged."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from coachfolio.diagnostics import Finding, Place, Problem, Span
from coachfolio.evidence import Reference
from coachfolio.evidence.model import Evidence
from coachfolio.portfolio import Portfolio
from coachfolio.progress import Progress

__all__ = ["Facts"]


@dataclass(frozen=True)
class Facts:
    """Everything that rules judge."""

    portfolio: Portfolio
    progress: Progress
    today: datetime.date

    @cached_property
    def _problems(self) -> dict[str, list[tuple[str, Problem]]]:
        by_rule: dict[str, list[tuple[str, Problem]]] = defaultdict(list)
        for path, problem in self.portfolio.problems:
            by_rule[problem.rule].append((path, problem))
        return by_rule

    @cached_property
    def by_id(self) -> dict[str, Evidence]:
        """Evidence by its id."""
        return {one.id: one for one in self.portfolio.evidence}

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
        for path, references in self.portfolio.references.items():
            for reference in references:
                if reference.to in to:
                    yield path, reference
