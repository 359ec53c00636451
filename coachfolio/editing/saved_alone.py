"""What was just brought in, saved as one save of its own where nothing else would be saved with it."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.git import GitTrouble, NoRecord

if TYPE_CHECKING:
    from coachfolio.hooks.unsaved import Unsaved

__all__ = ["SavedAlone", "saved_alone", "unsaved_before"]


@frozen()
class SavedAlone(Frozen):
    """Whether it was saved, and why not where it was not."""

    how: Literal["saved", "no record", "unsaved before", "to be mended"]
    unsaved: Unsaved | None = None
    """What is to be mended before it can be saved, where that is so."""


def unsaved_before(folder: str | os.PathLike[str], today: datetime.date) -> Unsaved | None:
    """What is unsaved before something is brought in; None where there is no record."""
    from coachfolio.hooks.unsaved import unsaved_work

    try:
        return unsaved_work(Path(folder), today=today)
    except (NoRecord, GitTrouble):
        return None


def saved_alone(folder: str | os.PathLike[str], words: str, before: Unsaved | None, today: datetime.date) -> SavedAlone:
    """Save what was brought in by itself, where nothing else was unsaved `before`. Raises what `save` raises."""
    if before is None:
        return SavedAlone("no record")
    if not before.nothing:
        return SavedAlone("unsaved before")
    from coachfolio.editing.saving import save
    from coachfolio.hooks.unsaved import unsaved_work

    unsaved = unsaved_work(Path(folder), today=today)
    report = unsaved.outlook.report
    if report is not None and report.failed:
        return SavedAlone("to be mended", unsaved)
    save(folder, unsaved, words)
    return SavedAlone("saved")
