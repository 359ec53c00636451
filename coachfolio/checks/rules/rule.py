"""One rule: its code, what it checks, which family it belongs to, and how much it weighs at each stage."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, get_args

from coachfolio.base.diagnostics import Finding, Severity
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.rules.facts import Facts
from coachfolio.portfolio.portfolio import Stage

__all__ = ["ASKED_BY_AWARDING_BODY", "FAMILIES", "FAMILY_TITLES", "Duty", "Family", "LineName", "Rule"]

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

ASKED_BY_AWARDING_BODY: Final = "what the awarding body asks for is not the learner's to waive"

FAMILIES: Final[tuple[Family, ...]] = get_args(Family)

FAMILY_TITLES: Final[Mapping[Family, str]] = {
    "reading": "Reading",
    "fields": "Fields",
    "links": "Ids and references",
    "totals": "Days, hours and credits",
    "coverage": "Coverage and completeness",
    "record": "The record of practice",
    "confidentiality": "Confidentiality",
    "assessment": "Assessment",
    "waivers": "Waivers and settings",
    "losses": "Losses",
    "plug-in": "From plug-ins",
}
"""What each family is called where rules are listed."""

LineName = Literal[
    "units",
    "asked-for",
    "declarations",
    "sampling",
    "findings",
    "actions",
    "decisions",
    "time-limit",
    "prior-learning",
    "confidentiality",
    "everything-else",
]
"""A line of the checklist, in its order."""

Duty = Literal["names", "not-looked", "follows", "record-too"]
"""What else a rule stands for. `names`: it found what may be a client's name, so the words beside it are shown nowhere
else. `not-looked`: it says what nobody looked into. `follows`: it only follows from other findings, and is no step.
`record-too`: it is of another family, and whoever reads a record asks it as well."""


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
    line: LineName | None = None
    """The line of the checklist that its errors stand on; where it names none, the line of its family."""
    duties: tuple[Duty, ...] = ()
    """What else it stands for."""
    step: str = ""
    """What there is to do about a criterion that it finds wanting, such as `Find evidence`."""
    waived_with: str = ""
    """The code of a rule: a waiver of that for a criterion lets a finding of this about the criterion pass, too."""

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
