"""What is known of a qualification, worked out from what its pack has and never typed in."""

from __future__ import annotations

from coachfolio.base.words import count
from coachfolio.format.qualification import Qualification

__all__ = ["how_much_is_known"]


def how_much_is_known(qualification: Qualification) -> str:
    """How much of a qualification is known, worked out from what it has."""
    units = qualification.units
    official = sum(unit.criteria_known and unit.criteria_are == "official" for unit in units)
    leaflet = sum(unit.criteria_known and unit.criteria_are == "leaflet-statements" for unit in units)
    parts = [f"official criteria of {official} of {count(len(units), 'unit')}"]
    if leaflet:
        parts.append(f"a leaflet's statements for {leaflet}")
    if not qualification.units_complete:
        parts.append("not all units")
    asked = [asked for asked in qualification.requirements if not asked.guide]
    unknown = sum(asked.at_least is None for asked in asked)
    if unknown:
        parts.append(f"{unknown} of {count(len(asked), 'requirement')} without a figure")
    return "; ".join(parts)
