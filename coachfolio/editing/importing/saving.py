"""An import written and saved, as one save of its own where nothing else waits to be saved."""

from __future__ import annotations

import datetime

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.importing.carrying_out import ToWrite, carry_import_out, words_of_save
from coachfolio.editing.saved_alone import SavedAlone, saved_alone, unsaved_before

__all__ = ["BroughtIn", "bring_in"]


@frozen()
class BroughtIn(Frozen):
    """What came of an import."""

    new: int
    """Files that were not there before."""
    changed: int
    copies: int
    """Sources that are kept."""
    saved: SavedAlone


def bring_in(written: ToWrite, today: datetime.date) -> BroughtIn:
    """Write everything or nothing, and save it where that takes nothing else along.

    Raises NotWritten where nothing was written, and what `save` raises.
    """
    before = unsaved_before(written.folder, today)
    carry_import_out(written)
    new = sum(draft.before is None for draft in written.drafts)
    saved = saved_alone(written.folder, words_of_save(written), before, today)
    return BroughtIn(new, len(written.drafts) - new, len(written.copies), saved)
