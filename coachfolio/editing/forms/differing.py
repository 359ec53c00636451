"""What is another between two versions of a sheet, field by field."""

from __future__ import annotations

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.forms.entries import FormEntry, pairs_of, same
from coachfolio.editing.forms.filling import sheet_from
from coachfolio.format.forms import form_fields

__all__ = ["FieldChange", "entry_in_words", "field_changes"]


@frozen()
class FieldChange(Frozen):
    """One field that says something else."""

    label: str
    before: str
    """Empty where it was not there."""
    after: str
    """Empty where it is not there any more."""


def field_changes(kind: str, before: str, after: str) -> tuple[FieldChange, ...]:
    """The fields of a kind that differ between two texts of a sheet; none where one of them cannot be read."""
    old, new = sheet_from(kind, before), sheet_from(kind, after)
    if old.values is None or new.values is None:
        return ()
    found = []
    for part in form_fields(kind):
        was, now = old.entries.get(part.name, ""), new.entries.get(part.name, "")
        if not same(was, now):
            found.append(FieldChange(part.label, entry_in_words(was), entry_in_words(now)))
    return tuple(found)


def entry_in_words(entry: FormEntry) -> str:
    """An entry as one text, its parts on lines of their own."""
    if isinstance(entry, str):
        return entry.strip("\n")
    return "\n".join(said for _, said in pairs_of(entry) if said.strip())
