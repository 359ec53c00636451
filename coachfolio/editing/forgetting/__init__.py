"""Forgetting a client: what was written about them goes, and the hours stay.

A contact with the client becomes a tombstone, which keeps what hours are counted from and nothing else. Evidence that
is about this client alone is deleted, with the files that belong to nothing else. What names the client among other
things is for a person to edit: it is listed by file and line, and never shown.

The plan is worked out first and changes nothing. Carrying it out changes every file or none. Then earlier saves are
written anew without what was taken out, which is proved before the old ones go.
"""

from coachfolio.editing.forgetting.carrying_out import carry_out, give_plain_names
from coachfolio.editing.forgetting.facts import (
    KEPT,
    ByHand,
    CriterionChange,
    Deleted,
    ForgettingPlan,
    NotForgotten,
    Reason,
    RequirementChange,
    RowsTaken,
    StaleSeal,
    Tombstone,
)
from coachfolio.editing.forgetting.planning import forgetting_plan

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
    "carry_out",
    "forgetting_plan",
    "give_plain_names",
]
