"""Who acts: somebody whose role allows it, named or the only one there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from coachfolio.base.errors import nearest
from coachfolio.base.words import listed, shown
from coachfolio.editing.drafts import NotWritten
from coachfolio.facts.assessment.entitlement import LEARNER, Parties, Task

__all__ = ["acting"]

_TO: Final[Mapping[Task, str]] = {
    "decide": "decide on criteria",
    "waive": "waive a criterion",
    "sign_off": "sign a unit off",
    "sample": "sample decisions",
    "agree_prior_learning": "agree to prior learning",
    "declare_for_centre": "declare for the centre",
}


def acting(parties: Parties, tasks: Collection[Task], by: str | None) -> str:
    """The short name of whoever does these tasks: `by`, or the only person who may do all of them.

    Raises NotWritten where they may not, where nobody may, and where several might be meant.
    """
    entitled = [person for person in parties.people if all(parties.refusal(person, task) is None for task in tasks)]
    if by is None:
        if len(entitled) == 1:
            return entitled[0]
        if entitled:
            names = listed((shown(person) for person in entitled), last="or")
            raise NotWritten(f"Say with --by who this is: {names}.")
        raise NotWritten(
            f"Nobody under people in portfolio.yaml has a role that may {_to_do(tasks)}: it takes "
            f"{_roles(parties, tasks)}. Add them there first."
        )
    for task in tasks:
        refusal = parties.refusal(by, task)
        if refusal == "unknown":
            meant = nearest(by, entitled) or (entitled[0] if len(entitled) == 1 else None)
            rest = f"Did you mean {shown(meant)}?" if meant else "Give a short name that stands under people there."
            raise NotWritten(f"Nobody in portfolio.yaml is called {shown(by)}. {rest}")
        if refusal == "learner":
            who = "A" if by == LEARNER else f"{shown(by)} has the learner's address or key in portfolio.yaml, and a"
            raise NotWritten(f"{who} learner may not {_TO[task]} in their own portfolio.")
        if refusal == "role":
            raise NotWritten(
                f"{shown(by)} has the role {parties.role(by)} in portfolio.yaml, and may not {_TO[task]}: that is for "
                f"{_roles(parties, [task])}."
            )
    return by


def _to_do(tasks: Collection[Task]) -> str:
    return listed(_TO[task] for task in tasks)


def _roles(parties: Parties, tasks: Collection[Task]) -> str:
    roles = frozenset.intersection(*(parties.may[task] for task in tasks))
    return listed((f"{'an' if role[0] in 'aei' else 'a'} {role}" for role in sorted(roles)), last="or")
