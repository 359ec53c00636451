"""What forgetting a client changes, as plain facts: the plan, and everything that it names."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import field
from typing import Final, Literal

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.earlier import InEarlierSaves
from coachfolio.evidence.contacts import Contact
from coachfolio.format.schemas import schema

__all__ = [
    "KEPT",
    "ByHand",
    "CriterionChange",
    "Deleted",
    "ForgettingPlan",
    "NotForgotten",
    "Reason",
    "RequirementChange",
    "RowsTaken",
    "StaleSeal",
    "Tombstone",
]

# What hours are counted from, and how the contact was: no words about anybody. The hours' own model says which.
_COUNTED: Final = {*Contact._fields} | {"counts_towards", "group_size", "mode"}
KEPT: Final = tuple(name for name in schema("sessions")["properties"] if name in _COUNTED)
"""The fields of a contact that stay, in the schema's order."""

Reason = Literal["names", "deleted", "tombstone", "several", "remark", "shared", "unread", "link", "inside"]


class NotForgotten(CoachfolioError):
    """Nothing was changed. The text says why, and what to do."""


@frozen()
class Tombstone(Frozen):
    """A file in which contacts with the client keep their dates and minutes, and lose everything else."""

    path: str
    contacts: int
    minutes: int
    """Of the contacts that were held."""
    whole: bool
    """Whether nothing else is left in the file."""


@frozen()
class Deleted(Frozen):
    """A file that goes altogether."""

    path: str
    what: str
    """The kind of evidence in a coach's words, or `file` for one that belongs to evidence."""


@frozen()
class ByHand(Frozen):
    """A file that a person has to look at. What stands in it is never part of this."""

    path: str
    why: Reason
    lines: tuple[int, ...]
    """In the file as it is afterwards, from 1; none where the whole file is meant."""


@frozen()
class CriterionChange(Frozen):
    """A criterion that rests on less afterwards."""

    ref: str
    before: int
    """Pieces of evidence claimed for it."""
    after: int
    state: str
    """missing, claimed, accepted or justified, afterwards."""


@frozen()
class RequirementChange(Frozen):
    """Something that is asked for, and of which there is less afterwards."""

    name: str
    before: int
    after: int
    required: int | None


@frozen()
class StaleSeal(Frozen):
    """A seal that lists something that changes or goes."""

    name: str
    pieces: int


@frozen()
class RowsTaken(Frozen):
    """A mapping sheet of which rows go."""

    path: str
    rows: int


@frozen()
class ForgettingPlan(Frozen):
    """Everything that forgetting a client changes, and what it leaves to do."""

    folder: str
    client: str
    on: datetime.date
    tombstones: tuple[Tombstone, ...]
    deleted: tuple[Deleted, ...]
    by_hand: tuple[ByHand, ...]
    criteria: tuple[CriterionChange, ...]
    requirements: tuple[RequirementChange, ...]
    minutes: int
    """Of contact, with all clients. They are the same before and after."""
    learning_minutes: tuple[int, int]
    """All learning time before and after: what is deleted may have minutes of its own."""
    decisions: tuple[str, ...]
    """Assessment records that rest on what changes, by path."""
    rows: tuple[RowsTaken, ...]
    """Rows of mapping sheets that go, because they name what goes."""
    telling_names: tuple[str, ...]
    """Files that stay and whose name says more than a day and the code, by path."""
    seals: tuple[StaleSeal, ...]
    seals_in_all: int
    kept_in_git: bool
    unsaved: tuple[str, ...]
    """Files that would change and are not saved as they are."""
    inside: str
    """Where the portfolio lies in its record: empty, or ending in /."""
    earlier: tuple[str, ...]
    """What earlier saves have of the client in files that do not change now, by path in the portfolio.

    Such as what was removed, renamed or written anew, and the files that it named."""
    told: InEarlierSaves = field(repr=False)
    """Everything in the record that tells of the client."""
    top: str
    """The folder of the whole record; empty where there is none."""
    changes: Mapping[str, bytes | None] = field(repr=False)
    """The new content of each file; None for one that is deleted."""
    before: Mapping[str, str] = field(repr=False)
    """The SHA-256 of each of these files as it was when the plan was made."""
