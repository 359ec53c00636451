"""What portfolios say differently of the people in them: nobody can tell from here which of them is right."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from coachfolio.base.words import day, listed, shown
from coachfolio.facts.sampling.cohort import Member
from coachfolio.facts.sampling.frame import assessors_of

__all__ = ["doubts_about_people"]

_MOST: Final = 5
"""Portfolios that one sentence names."""


def doubts_about_people(members: Sequence[Member], on: datetime.date) -> tuple[str, ...]:
    """Sentences about assessors who have assessed since different days, and names that two people have."""
    return (*_since(members, on), *_of_one_name(members, on))


def _since(members: Sequence[Member], on: datetime.date) -> Iterator[str]:
    """Assessors of whom portfolios say differently since when they have assessed, or one says and another does not."""
    people = {member.name: member.parties.people for member in members}
    days: dict[str, dict[datetime.date | None, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (portfolio, short), assessor in assessors_of(members, on).items():
        days[assessor][people[portfolio][short].assessing_since].append(portfolio)
    for assessor, said in sorted(days.items()):
        if len(said) > 1:
            dated = sorted((since, names) for since, names in said.items() if since is not None)
            parts = [f"since {day(since)} in {_some(names)}" for since, names in dated]
            if None in said:
                parts.append(f"without a day in {_some(said[None])}")
            yield (
                f"{shown(assessor, 80)} is said to have assessed {listed(parts)}. The latest day counts, so that more "
                "is looked at. Ask for the right one, and have it put in all of them."
            )


def _of_one_name(members: Sequence[Member], on: datetime.date) -> Iterator[str]:
    """People who looked at decisions of somebody who has their name, and no address or key in common with them."""
    found: dict[str, list[str]] = defaultdict(list)
    for member in members:
        people = member.parties.people
        decided = {(decision.criterion, decision.record): decision.by for decision in member.decisions}
        for look in member.looks:
            by = decided.get((look.criterion, look.record))
            sampler, assessor = people.get(look.by), people.get(by or "")
            if sampler and assessor and look.day <= on and _name(sampler.name) == _name(assessor.name) != "":
                if member.name not in found[sampler.name or ""]:
                    found[sampler.name or ""].append(member.name)
    for name, portfolios in sorted(found.items()):
        yield (
            f"{shown(name, 80)} is the name of an assessor and of whoever looked at their decisions, in "
            f"{_some(portfolios)}. If it is one person, somebody else has to look at them."
        )


def _name(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()


def _some(portfolios: Sequence[str]) -> str:
    more = [f"{len(portfolios) - _MOST} more"] if len(portfolios) > _MOST else []
    return listed([*(shown(name, 80) for name in sorted(portfolios)[:_MOST]), *more])
