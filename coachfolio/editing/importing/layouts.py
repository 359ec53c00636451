"""The layouts that are known: each reads the sources that are of it. The first that knows a source reads it."""

from __future__ import annotations

from coachfolio.editing.importing.attached import attached_read
from coachfolio.editing.importing.calendar_log import calendar_log
from coachfolio.editing.importing.criteria import criteria_layout
from coachfolio.editing.importing.facts import ImportWanted, ReadLayout, SourceFile, SourceRead
from coachfolio.editing.importing.forms import read_form
from coachfolio.editing.importing.hours_log import read_hours_log
from coachfolio.editing.importing.journal import journal_read
from coachfolio.editing.importing.notes import notes_read
from coachfolio.editing.importing.own import own_piece_read, own_tables_read
from coachfolio.editing.importing.own_papers import own_papers_read
from coachfolio.format.foreign.contents import Contents

__all__ = ["READ_LAYOUTS", "layout_read"]

READ_LAYOUTS: tuple[ReadLayout, ...] = (
    own_piece_read,
    own_tables_read,
    own_papers_read,
    journal_read,
    calendar_log,
    read_hours_log,
    notes_read,
    criteria_layout,
    attached_read,
    read_form,
)
"""In the order in which they are asked: what is surest of itself first."""


def layout_read(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """What a source says, by the first layout that knows it; None where none does."""
    return next((read for layout in READ_LAYOUTS if (read := layout(source, contents, wanted)) is not None), None)
