"""What is to be done, by whom and by when: actions, and what a quality assurer found."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Literal

from coachfolio.base.diagnostics import Place
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import Action, ActionList, AssessmentRecord, Evidence, SamplingFinding, SamplingRecord

__all__ = ["Due", "due_in"]


@frozen()
class Due(Frozen):
    """One thing to do: an action that was asked for or planned, or a finding that has to be closed."""

    handle: str
    """What to call it on the command line: the name of its file, a slash, and its number there, from 1."""
    kind: Literal["action", "finding"]
    what: str
    owner: str
    """learner, the short name of a person, or empty where nobody is named."""
    due: datetime.date | None
    open: bool
    place: Place
    criterion: str | None
    gap: str | None
    """The code of the finding of a check that it is to mend."""
    of: Action | SamplingFinding

    def overdue(self, today: datetime.date) -> bool:
        """Whether it is open and its day has passed."""
        return self.open and self.due is not None and self.due < today


def due_in(evidence: Iterable[Evidence]) -> tuple[Due, ...]:
    """Everything that is or was to be done: by day, what has none last."""
    found = (due for piece in evidence for due in _due(piece))
    return tuple(sorted(found, key=lambda due: (due.due or datetime.date.max, due.handle)))


def _due(action_list: Evidence) -> Iterator[Due]:
    if isinstance(action_list, AssessmentRecord | ActionList):
        for position, action in enumerate(action_list.actions):
            yield Due(
                f"{action_list.id}/{position + 1}",
                "action",
                action.what,
                action.owner,
                action.due,
                action.state == "open",
                Place(action_list.path, ("actions", position)),
                action.criterion,
                action.gap,
                action,
            )
    elif isinstance(action_list, SamplingRecord):
        for position, finding in enumerate(action_list.findings):
            yield Due(
                f"{action_list.id}/{position + 1}",
                "finding",
                finding.action or finding.finding,
                finding.owner or "",
                finding.due,
                finding.state == "open",
                Place(action_list.path, ("findings", position)),
                finding.criterion,
                None,
                finding,
            )
