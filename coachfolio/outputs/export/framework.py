"""The qualification as a framework that learning platforms read: CASE 1.1 of 1EdTech."""

from __future__ import annotations

import uuid
from typing import Any, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.checks.checking import Report
from coachfolio.format.qualification import Criterion, Qualification, Unit

__all__ = ["framework_of"]

_BASE: Final = "https://w3id.org/coachfolio/case/"
_NAMES: Final = uuid.uuid5(uuid.NAMESPACE_URL, _BASE)
"""What identifiers are worked out from: a criterion has the same one in every portfolio. It never changes."""
_CHANGED: Final = "2000-01-01T00:00:00+00:00"
"""When everything says it was changed: nothing here knows, and the standard asks for a moment."""


def framework_of(report: Report) -> dict[str, Any]:
    """The qualification of the portfolio that a report is on. Raises CoachfolioError where it is not known.

    Whose words the criteria are is said in the notes: official only where the learner says so.
    """
    qualification = report.portfolio.qualification
    if qualification is None:
        raise CoachfolioError("The qualification of this portfolio is not known, so there is no framework to write.")
    made = _Framework(qualification)
    for number, unit in enumerate(qualification.units, 1):
        made.unit(unit, number)
    return {"CFDocument": made.document, "CFItems": made.items, "CFAssociations": made.associations}


class _Framework:
    """The three lists, as they grow."""

    def __init__(self, qualification: Qualification) -> None:
        self._qualification = qualification
        self.items: list[dict[str, Any]] = []
        self.associations: list[dict[str, Any]] = []
        about = self._node("document", qualification.title)
        notes = filter(None, [qualification.note, f"Edition: {qualification.edition}."])
        self.document = {
            "identifier": about["identifier"],
            "uri": about["uri"],
            "caseVersion": "1.1",
            "creator": "coachfolio",
            "title": qualification.title,
            "lastChangeDateTime": _CHANGED,
            "language": "en",
            "adoptionStatus": "Implemented",
            "notes": " ".join(notes),
        }
        self._document = about

    def unit(self, unit: Unit, number: int) -> None:
        """Add a unit, its outcomes and its criteria."""
        whose = f"The criteria here are: {unit.criteria_are}."
        own = self._item(f"unit {unit.ref}", unit.title, unit.ref, "Unit", whose)
        self._child(own, self._document, number)
        outcomes: dict[str, dict[str, str]] = {}
        for position, criterion in enumerate(unit.criteria, 1):
            above = own
            if criterion.outcome:
                if criterion.outcome not in outcomes:
                    name = f"outcome {unit.ref} {criterion.outcome}"
                    outcomes[criterion.outcome] = self._item(name, criterion.outcome, "", "Learning outcome", "")
                    self._child(outcomes[criterion.outcome], own, len(outcomes))
                above = outcomes[criterion.outcome]
            self._child(self._criterion(criterion), above, position)

    def _criterion(self, criterion: Criterion) -> dict[str, str]:
        return self._item(
            f"criterion {criterion.ref}", criterion.text, criterion.ref, "Assessment criterion", criterion.note or ""
        )

    def _node(self, name: str, title: str) -> dict[str, str]:
        identifier = str(uuid.uuid5(_NAMES, f"{self._qualification.id}/{name}"))
        return {"title": title, "identifier": identifier, "uri": f"{_BASE}{identifier}"}

    def _item(self, name: str, statement: str, code: str, kind: str, notes: str) -> dict[str, str]:
        node = self._node(name, statement)
        item = {
            "identifier": node["identifier"],
            "uri": node["uri"],
            "fullStatement": statement,
            "CFItemType": kind,
            "lastChangeDateTime": _CHANGED,
        }
        if code:
            item["humanCodingScheme"] = code
        if notes:
            item["notes"] = notes
        self.items.append(item)
        return node

    def _child(self, node: dict[str, str], above: dict[str, str], number: int) -> None:
        link = self._node(f"{node['identifier']} below {above['identifier']}", "")
        self.associations.append(
            {
                "identifier": link["identifier"],
                "uri": link["uri"],
                "associationType": "isChildOf",
                "sequenceNumber": number,
                "originNodeURI": node,
                "destinationNodeURI": above,
                "lastChangeDateTime": _CHANGED,
            }
        )
