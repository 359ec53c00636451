"""One rule: its code, what it checks, which family it belongs to, and how much it weighs at each stage."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Final, Literal, get_args

from coachfolio.base.diagnostics import Finding, Severity
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.rules.facts import Facts
from coachfolio.portfolio.portfolio import Stage

__all__ = ["FAMILIES", "Family", "Rule"]

Family = Literal[
    "reading",
    "fields",
    "links",
    "totals",
    "coverage",
    "record",
    "confidentiality",
    "assessment",
    "waivers",
    "losses",
    "plug-in",
]
"""What a rule is about. `record` judges what git kept, `waivers` is asked last and judges what came of the waivers,
`losses` judges a save and not a portfolio as it stands, `plug-in` is a rule from outside coachfolio."""

FAMILIES: Final[tuple[Family, ...]] = get_args(Family)


@frozen()
class Rule(Frozen):
    """One rule: a code that never changes, what it checks, and how much it weighs at each stage."""

    code: str
    check: Callable[[Facts], Iterator[Finding]]
    building: Severity | None
    """None where it is not asked while the portfolio is being built."""
    submission: Severity | None
    """None where it is not asked before certification."""
    no_waiver: str = ""
    """Why a finding of this rule may not be waived, where it may not."""
    at_certification: Severity | None = None
    """Where it weighs something else at certification than at submission."""
    family: Family = "plug-in"
    """What it is about."""

    @property
    def certification(self) -> Severity | None:
        """What it weighs when a certificate is claimed: at least as much as at submission."""
        return self.at_certification or self.submission

    def weight(self, stage: Stage) -> Severity | None:
        """What it weighs at a stage."""
        if stage == "building":
            return self.building
        return self.submission if stage == "submission" else self.certification

    @property
    def name(self) -> str:
        """Such as `overlapping-contacts`."""
        return self.check.__name__.replace("_", "-")

    @property
    def title(self) -> str:
        return self._documentation.split("\n", 1)[0]

    @property
    def why(self) -> str:
        return " ".join(self._part("Why").split())

    @property
    def wrong(self) -> str:
        return self._part("Wrong")

    @property
    def right(self) -> str:
        return self._part("Right")

    @property
    def _documentation(self) -> str:
        return inspect.getdoc(self.check) or ""

    def _part(self, name: str) -> str:
        match = re.search(rf"^{name}:\n((?:    .*\n?|\n)+)", self._documentation, re.MULTILINE)
        return inspect.cleandoc(match[1]) if match else ""
