"""What is shown of a cohort, in no format: sentences, and tables whose columns say what they mean."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, listed, shown
from coachfolio.cohort.members import LeftOut
from coachfolio.cohort.reading import CohortRead, SameLearner
from coachfolio.reports.model import ModelColumn, ModelTable

__all__ = ["CohortView", "ViewName", "view_of"]

_LEFT_OUT: Final = (
    ModelColumn("place", "text", "Where it lies.", key=True),
    ModelColumn(
        "kind", "text", "unreadable, no portfolio, same name; or what stopped it: died, hung, memory, mistake."
    ),
    ModelColumn("why", "text", "Why it is not counted."),
)
_SAME: Final = (
    ModelColumn("portfolios", "text", "What they are called.", key=True),
    ModelColumn("by", "text", "enrolment, or name where there is no enrolment: then they may be two people."),
)
ViewName = Literal["status", "ready", "actions", "sample", "record"]


@frozen()
class CohortView(Frozen):
    """One look at a cohort."""

    name: ViewName
    title: str
    on: datetime.date
    portfolios: int
    """How many are counted."""
    anew: int
    """How many of them were read now; the others are as they were, and were remembered."""
    lines: tuple[str, ...]
    """What it comes to, in sentences."""
    tables: tuple[ModelTable, ...]
    left_out: tuple[LeftOut, ...]
    """What is not counted, and why."""
    same_learner: tuple[SameLearner, ...]
    to_mend: bool = False
    """Whether something in it has to be mended: the command ends with 1 then, as it does where anything is left out."""

    def table(self, name: str) -> ModelTable:
        """The table of this name. Raises KeyError."""
        return {table.name: table for table in self.tables}[name]

    @property
    def every_table(self) -> tuple[ModelTable, ...]:
        """Its tables, and those of what is not counted and of whom there are two portfolios."""
        left_out = tuple((left.place, left.kind, left.why) for left in self.left_out)
        same = tuple((", ".join(group.portfolios), group.by) for group in self.same_learner)
        return (
            *self.tables,
            ModelTable("left_out", "What is not counted.", _LEFT_OUT, left_out),
            ModelTable("same_learner", "Portfolios of one learner, as far as can be seen.", _SAME, same),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of the cohort as a whole, in sentences."""
        return tuple(_same(group) for group in self.same_learner)


def _same(group: SameLearner) -> str:
    names = listed([shown(name, 80) for name in group.portfolios])
    if group.by == "enrolment":
        return f"{names} are of one learner, by the enrolment. Each is counted."
    return f"{names} may be of one learner: the name is the same, and there is no enrolment. Each is counted."


def view_of(
    read: CohortRead,
    name: ViewName,
    title: str,
    lines: Sequence[str],
    tables: Sequence[ModelTable],
    *,
    to_mend: bool = False,
) -> CohortView:
    """A view of a cohort that was read, with what is told of every cohort."""
    first = [f"{count(len(read.places), 'portfolio')} counted."]
    if read.left_out:
        several = len(read.left_out) > 1
        first.append(f"{len(read.left_out)} {'are' if several else 'is'} left out, each told below by name.")
    return CohortView(
        name=name,
        title=title,
        on=read.today,
        portfolios=len(read.places),
        anew=read.anew,
        lines=(" ".join(first), *lines),
        tables=tuple(tables),
        left_out=read.left_out,
        same_learner=read.same_learner,
        to_mend=to_mend or bool(read.left_out),
    )
