"""What a portfolio's own qualification.yaml says in the place of its pack, in words for whoever relies on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from coachfolio.base.words import count, listed, shown
from coachfolio.format.packs import overlaid
from coachfolio.format.qualification import WHO_ASKS, Figure, Qualification, Requirement, Unit

__all__ = ["own_words", "says_otherwise", "takes_back"]

_MOST: Final = 8
"""Things that are named; the others are counted."""
_FIGURES: Final = {
    "credits": "the credits",
    "guided_hours": "the guided hours",
    "hours_per_credit": "the hours for a credit",
    "time_limit_years": "the time limit in years",
    "pass_mark_criterion": "the share of marks that a criterion takes",
    "pass_mark_section": "the share of marks that a section takes",
}


def says_otherwise(words: Sequence[str]) -> str:
    """One sentence of what `own_words` gave; empty where that is nothing."""
    if not words:
        return ""
    rest = [f"{len(words) - _MOST} more"] if len(words) > _MOST else []
    return (
        f"qualification.yaml in this portfolio, and not the pack, says: {'; '.join([*words[:_MOST], *rest])}. Hold it "
        "against the centre's own."
    )


def own_words(base: Qualification, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """What an overlay, whose `fields` fit its schema, says otherwise than the pack, or in addition to it."""
    if not fields:
        return ()
    now = overlaid(base, fields)
    return (
        *_figures(fields, base, now),
        *_units(fields, base, now),
        *(_asked(asked) for asked in now.requirements if asked.place is not None),
        *_people(fields.get("may") or {}),
    )


_MORE_IS_LESS: Final = frozenset({"time_limit_years"})
"""Where a larger figure asks for less."""


def takes_back(before: Qualification, now: Qualification, may: Mapping[str, Any], could: Mapping[str, Any]) -> bool:
    """Whether something that was asked for is asked for no longer, less, or in other words, or others may decide.

    `may` and `could` are what an overlay says of who may decide, now and before.
    """
    if may != could or any(_is_less(name, getattr(before, name), getattr(now, name)) for name in _FIGURES):
        return True
    asked = {(inner.name, inner.measure, inner.unit, inner.evidence, inner.only): inner for inner in now.requirements}
    for inner in before.requirements:
        same = asked.get((inner.name, inner.measure, inner.unit, inner.evidence, inner.only))
        if inner.at_least is not None and (same is None or same.at_least is None or same.at_least < inner.at_least):
            return True
    return any(_unit_takes_back(unit, now.unit(unit.ref)) for unit in before.units)


def _is_less(name: str, before: Figure, now: Figure) -> bool:
    if before.value is None or now.value == before.value:
        return False
    return now.value is None or (now.value > before.value) == (name in _MORE_IS_LESS)


def _unit_takes_back(before: Unit, now: Unit | None) -> bool:
    if now is None or (before.mandatory and not now.mandatory):
        return True
    if any(_is_less(name, getattr(before, name), getattr(now, name)) for name in ("credits", "guided_hours")):
        return True
    there = {criterion.number: criterion for criterion in now.criteria}
    kept = [criterion for criterion in before.criteria if criterion.number in there]
    # a list in the place of a whole other one lets nothing that was accepted by the old one stand
    return (len(kept) < len(before.criteria) and (bool(kept) or not there)) or any(
        there[criterion.number].text != criterion.text or there[criterion.number].required < criterion.required
        for criterion in kept
    )


def _figures(fields: Mapping[str, Any], base: Qualification, now: Qualification) -> Iterator[str]:
    for name, words in _FIGURES.items():
        if name in fields and getattr(base, name).value != getattr(now, name).value:
            yield f"{words}, {_instead(getattr(now, name), getattr(base, name))}"
    if "pieces_per_criterion" in fields:
        yield f"{count(fields['pieces_per_criterion'], 'piece')} for each criterion"


def _instead(now: Figure, before: Figure) -> str:
    value = "unknown" if now.value is None else f"{now.value:g}"
    return f"{value} and not {before.value:g}" if before.value is not None else f"{value}, which the pack does not know"


def _units(fields: Mapping[str, Any], base: Qualification, now: Qualification) -> Iterator[str]:
    left_out = [unit.ref for unit in base.units if now.unit(unit.ref) is None]
    if left_out:
        yield f"that there is no {listed(left_out, last='or')}"
    for inner in fields.get("units", ()):
        ref = shown(inner["ref"], 40)
        before, unit = base.unit(inner["ref"]), now.unit(inner["ref"])
        if unit is None:
            continue
        if before is None:
            yield f"that there is a unit {ref}"
        else:
            yield from _unit(ref, before, unit)
        if "criteria" in inner:
            yield f"the criteria of {ref}{_reworded(before, unit)}"
        elif before and before.criteria_known != unit.criteria_known:
            yield f"that the criteria of {ref} are {'all' if unit.criteria_known else 'not all'} there"


def _unit(ref: str, before: Unit, unit: Unit) -> Iterator[str]:
    if before.mandatory != unit.mandatory:
        yield f"that {ref} is {'mandatory' if unit.mandatory else 'not mandatory'}"
    for name in ("credits", "guided_hours"):
        then, now = getattr(before, name), getattr(unit, name)
        if then.value != now.value:
            yield f"the {name.replace('_', ' ')} of {ref}, {_instead(now, then)}"


def _reworded(before: Unit | None, unit: Unit) -> str:
    """How a list of criteria differs from the pack's."""
    then = {criterion.number: criterion.text for criterion in before.criteria} if before else {}
    now = {criterion.number: criterion.text for criterion in unit.criteria}
    other = sum(number in now and now[number] != text for number, text in then.items())
    gone, new = len(then.keys() - now.keys()), len(now.keys() - then.keys())
    parts = [
        *([f"{other} in other words"] if other else []),
        *([f"{gone} left out"] if gone else []),
        *([f"{new} new"] if new else []),
    ]
    return f" ({listed(parts)})" if parts else ""


def _asked(asked: Requirement) -> str:
    amount = "an unknown amount" if asked.at_least is None else f"at least {asked.at_least:g}"
    return f"{shown(asked.name, 40)}, {amount}, asked for by {WHO_ASKS[asked.set_by]}"


def _people(may: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for task, roles in may.items():
        yield f"who may {task.replace('_', ' ')}: {listed(list(roles))}"
