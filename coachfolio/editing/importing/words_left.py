"""The parts of sources that go into no field, with codes for names."""

from __future__ import annotations

from collections.abc import Iterator

from coachfolio.confidentiality.scan import names_declared_in
from coachfolio.editing.importing.people import named_without_names, without_names
from coachfolio.editing.importing.planning import ImportPlan

__all__ = ["left_without_names"]


def left_without_names(plan: ImportPlan) -> Iterator[tuple[str, str, str, str]]:
    """Each part that is left out: the source, where, what, and why."""
    declared = names_declared_in(plan.portfolio)
    for source, left in plan.left_out:
        name = named_without_names(source.name, plan.who.key)
        text = without_names(left.text, plan.who.key, "", declared).text
        why = without_names(left.why, plan.who.key, "", declared).text
        yield name, left.place, text, why
